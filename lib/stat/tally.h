/*
 * tally.h - sums of few rows each, of pairs (owner, leaf): all fields of a pair packed into one or a few words that lie
 * together, so that a row costs one addition to each of them; private to lib/stat.
 *
 * Field 0 counts rows. A field takes `bits` for what a row adds to it, and as many more as field 0 has: before field 0
 * is full, no field can leave its place. Full lines are taken out, and so are all at the end.
 *
 * A leaf has its first owner for a home, in each family of owners: where units lie in one domain each, its line is found
 * by the leaf alone. The other pairs have a square.
 */
#ifndef PRAK_STAT_TALLY_H
#define PRAK_STAT_TALLY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { PRAK_TALLY_WORDS = 4, PRAK_TALLY_FIELDS = 32, PRAK_TALLY_TAKEN = 1024, PRAK_TALLY_ROWS = 1024 };

struct prak_tally_form {
    unsigned words, count;                 /* bits of field 0 */
    unsigned char bits[PRAK_TALLY_FIELDS]; /* that a row takes; 0: no such field */
    unsigned char word[PRAK_TALLY_FIELDS], shift[PRAK_TALLY_FIELDS];
};

struct prak_tally_home {
    uint32_t *owner;       /* [leaf] UINT32_MAX: none yet */
    uint64_t *line;        /* [leaf * words] */
};

/* Called when PRAK_TALLY_TAKEN lines are taken out: 0 they are put somewhere, and `taken` is 0; -1. */
typedef int prak_tally_full(void *data, struct prak_err *e);

struct prak_tally {
    struct prak_tally_form form;
    size_t families, homes; /* homes: room for leaves */
    struct prak_tally_home *home; /* [families] */
    size_t owners, leaves; /* room of the square */
    uint64_t *square;      /* [(owner * leaves + leaf) * words] */
    size_t most;           /* bytes of the square */
    size_t taken;          /* lines that were taken out */
    uint32_t owner[PRAK_TALLY_TAKEN], leaf[PRAK_TALLY_TAKEN];
    uint64_t word[PRAK_TALLY_TAKEN * PRAK_TALLY_WORDS];
    prak_tally_full *full;
    void *data;
};

/* At most PRAK_TALLY_ROWS rows, each of them to the pair owner[i], leaf[i] of numbers below these. */
struct prak_tally_rows {
    size_t family, owners, leaves;
    size_t n;
    const uint16_t *row;   /* NULL: 0 … n - 1 */
    const uint32_t *owner, *leaf;
    const uint64_t *word;  /* [words][PRAK_TALLY_ROWS] */
};

/* Places for these fields; false: they do not fit. bits[0] is 1. */
bool prak_tally_arrange(struct prak_tally_form *form, const unsigned char *bits, size_t n);
/* An empty tally of zeros gets its form. */
int prak_tally_start(struct prak_tally *t, const struct prak_tally_form *form, size_t families, size_t most,
                     struct prak_err *e);
/* 1; 0 added, but many of such rows would better go elsewhere: there is no room for a square; -1. */
int prak_tally_add(struct prak_tally *t, const struct prak_tally_rows *r, struct prak_err *e);
/* Takes out every line, of an owner in the order of leaf[0 … n), and forgets the homes. */
int prak_tally_empty(struct prak_tally *t, const uint32_t *leaf, size_t n, struct prak_err *e);
/* A field of the lines that were taken out; returns the greatest. */
uint64_t prak_tally_field(const struct prak_tally *t, size_t field, int64_t *out);
void prak_tally_free(struct prak_tally *t);
size_t prak_tally_bytes(const struct prak_tally *t);
#endif
