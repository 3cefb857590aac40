/*
 * emit_form.h - rows written from forms, a row's bytes and two numbers; private to lib/cli.
 */
#ifndef PRAK_CLI_EMIT_FORM_H
#define PRAK_CLI_EMIT_FORM_H
#include "cli/emit.h"
#include "table/limit.h"

#define PRAK_FORM_SPARE 128 /* bytes that a copy may read and write past its end */
#define PRAK_FORM_AHEAD 512 /* where the lines of the output lie that are called for: they were last written blocks ago */

/*
 * Pieces of text, between which the numbers stand: all that follows the input's columns, with its separators or keys, and
 * what ends the row, of `tail` bytes. Between the last two pieces of a form with one number, and
 * of one with none, is nothing.
 */
struct prak_form {
    uint32_t tail, room; /* room: the most bytes that writing it takes */
    uint32_t easy;       /* 1: the pieces are of 16, 16 and 128 bytes at most */
    uint32_t piece[PRAK_FORM_OPEN + 1];
    char text[];
};

/* How the input's columns of a batch's rows leave. */
enum prak_form_way {
    PRAK_WAY_CELLS,   /* as prak_emit_row writes them */
    PRAK_WAY_RECORD,  /* as the record that they are */
    PRAK_WAY_UNQUOTE, /* the same without quotes that are not needed */
    PRAK_WAY_LINE,    /* a line of JSON without its brace */
    PRAK_WAY_MEMBERS  /* texts of a grid as members of JSON */
};

_Static_assert(PRAK_FORM_OPEN == 2, "a row has a number and what it lacks");

/* The rows row + i … row + n - 1, up to one that is for prak_emit_form, into t->out, which has room; which that is, or n. */
size_t prak_form_rows(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i, size_t n, const struct prak_weighed *w);
/* The same by registers of 64 bytes. */
size_t prak_form_rows_avx512(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i, size_t n,
                             const struct prak_weighed *w);
bool prak_form_avx512_usable(void);
#endif
