/*
 * err.h - one error value, fixed size: filled by the library, printed by the cli only.
 *
 * Every function that can fail returns 0 or -1 and takes `struct prak_err *e` last; *e is untouched on
 * success. Messages are lower case, have no full stop and never hold a cell value: the value goes to
 * prak_err_value() and is shown only with --show-values.
 */
#ifndef PRAK_BASE_ERR_H
#define PRAK_BASE_ERR_H
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

/* The exit status of a program is the code of its error. */
enum prak_code {
    PRAK_OK = 0,
    PRAK_EDATA = 1,  /* data refused */
    PRAK_EUSAGE = 2, /* option, unknown column */
    PRAK_ESYS = 3    /* open, I/O, memory */
};

struct prak_err {
    enum prak_code code;
    uint64_t line;    /* 1-based physical line, 0 = no place */
    uint64_t record;  /* 1-based data record (the header is not one), 0 = none */
    uint64_t byte;    /* 1-based byte column in the line, 0 = none */
    char source[160]; /* file name or "<stdin>", "" = none */
    char column[128]; /* column name, "" = none */
    char msg[256];
    char hint[192];   /* "" = none */
    char value[96];   /* the offending cell, cut; "" = none */
    bool named;       /* the message says which file */
};

/* Fills code and msg, clears the rest. Always returns -1. */
int prak_fail(struct prak_err *e, enum prak_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* "cannot WHAT NAME: strerror(errno)", code PRAK_ESYS. Always returns -1. */
int prak_fail_errno(struct prak_err *e, const char *what, const char *name);
/* "out of memory", code PRAK_ESYS. Always returns -1. */
int prak_fail_memory(struct prak_err *e);
/* Sets the hint line. Always returns -1, so that it can follow prak_fail in one return. */
int prak_err_hint(struct prak_err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Each sets the place only where it is not set yet, so that the innermost caller wins. */
void prak_err_source(struct prak_err *e, const char *source);
void prak_err_place(struct prak_err *e, uint64_t line, uint64_t record, uint64_t byte);
void prak_err_column(struct prak_err *e, const char *name, size_t n);
/* Keeps (cut, control bytes replaced) the offending cell for --show-values. */
void prak_err_value(struct prak_err *e, const char *p, size_t n);
#endif
