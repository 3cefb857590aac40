/*
 * scan.h - where the cells of well-formed CSV end, 64 bytes at a time.
 *
 * A scan judges only what can be judged by bit masks: quote parity by a running exclusive-or, an opening quote only
 * after a separator or line feed, a closing one only before a separator or line end or doubled, CR only before LF, no
 * NUL, valid UTF-8. It stops at the first byte that breaks a rule; from the record that holds it on, csv_ref decides.
 * The kernels (AVX-512, AVX2, any machine) differ in nothing but time.
 */
#ifndef PRAK_IO_SCAN_H
#define PRAK_IO_SCAN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/batch.h"

#define PRAK_SCAN_WINDOW ((size_t)64 << 10) /* the most bytes of one scan */

/* What a scan found; the arrays are the scan's own. Offsets count from the window's first byte, which begins a record. */
struct prak_scan {
    uint32_t *at;      /* [n] separators and line feeds outside quotes; at[-1] is UINT32_MAX, so that at[i - 1] + 1 is
                          where a cell begins */
    uint32_t *inner;   /* [-1], [-2] … [-ninner]: line feeds inside quotes */
    uint64_t *special; /* a bit for each byte: what makes quotes needed (in quotes: separator, line end, doubled quote) */
    uint8_t *quoted;   /* [n] where there are quotes: 0xff when the place is right behind one that closes, else 0 */
    bool wanted;       /* the caller asks for them */
    size_t n, ninner;
    size_t ends;       /* line feeds among at[] */
    size_t clean;      /* no byte before this one breaks a rule; the window's length when none does */
    bool quotes, returns;
    bool controls;     /* a byte below space that is no separator, and no line end outside or inside quotes */
    void *room;
};

/*
 * Where records end in a piece of the input, whose first byte may be inside quotes or not: [1] and [0]. So that pieces can
 * be looked at before those ahead of them.
 */
struct prak_edges {
    bool odd;            /* an odd number of quotes */
    uint64_t lines;      /* line feeds */
    uint64_t records[2]; /* those outside quotes */
    size_t boundary[2];  /* one past the last of them; 0: none */
};

#define PRAK_SCAN_WIDTH 64     /* the most columns of a scan of rows alone */
#define PRAK_SCAN_ODD   '\xef' /* a record that starts with this, or '#', is looked at as a whole */

/* Which cells of a column are quoted. */
enum prak_quoted { PRAK_QUOTED_NONE, PRAK_QUOTED_ALL, PRAK_QUOTED_SOME };

struct prak_line_scan;
struct prak_lead;
struct prak_strings;

struct prak_scanner {
    const char *name;
    bool (*usable)(void);
    void (*scan)(const char *p, size_t n, char separator, struct prak_scan *s); /* n <= PRAK_SCAN_WINDOW */
    /*
     * How many rows of so many cells p[0..n) begins with, s->clean, where they end, and s->inner, in which rows (from 0)
     * line feeds inside quotes are; 0: that is not all there is to tell, as a byte breaks a rule, a record has another
     * width or an odd start, or none ends. p[n] may be read.
     */
    size_t (*rows)(const char *p, size_t n, char separator, size_t width, struct prak_scan *s); /* width <= PRAK_SCAN_WIDTH */
    void (*edges)(const char *p, size_t n, bool quotes, struct prak_edges *g); /* quotes: they count */
    /* Copies p[0..n) without its quotes; returns the end. May read and write 64 bytes more, both. */
    char *(*unquote)(char *o, const char *p, size_t n);
    /*
     * The cells of one column of n rows, whose ends are every width-th of `at`: like form, but for p and n, without quotes
     * around them; no row ends in CRLF. Returns how many rows that is, the last some are left out. May read 64 bytes behind
     * the last. NULL: there is no quick way.
     */
    size_t (*cells)(const char *p, enum prak_quoted quoted, const uint32_t *at, size_t width, size_t n,
                    struct prak_slice form, struct prak_slice *cell);
    /*
     * Rows that end in a line feed, the places of which are every width-th of `at`, from the first on; a byte behind any is
     * neither '#' nor PRAK_SCAN_ODD. Returns how many rows that is; the next may be such, too. NULL: there is no quick way.
     */
    size_t (*ends)(const char *p, const uint32_t *at, size_t width, size_t n);
    size_t (*marks)(const uint64_t *word, size_t n, uint16_t *which); /* words that are not 0; may write 16 more */
    /* JSON Lines (scan_lines.h, scan_lines_kernel.h) */
    void (*lines)(const char *p, size_t n, struct prak_line_scan *s); /* n <= PRAK_SCAN_WINDOW */
    size_t (*column)(const char *p, const uint32_t *at, size_t stride, size_t n, const struct prak_lead *lead, size_t tail,
                     bool last, struct prak_strings *strings);
    size_t (*quotes)(const struct prak_line_scan *s, size_t from, size_t to);
    char *(*values)(char *o, const char *p, size_t n); /* as in struct prak_lines */
};

char *prak_scan_values(char *o, const char *p, size_t n); /* of AVX-512 (scan_values.c) */

size_t prak_scan_cells(const char *p, enum prak_quoted quoted, const uint32_t *at, size_t width, size_t n,
                       struct prak_slice form, struct prak_slice *cell); /* of AVX-512 (scan_cells.c) */

size_t prak_scan_ends(const char *p, const uint32_t *at, size_t width, size_t n);
size_t prak_scan_marks(const uint64_t *word, size_t n, uint16_t *which);
size_t prak_scan_marks_slow(const uint64_t *word, size_t n, uint16_t *which); /* on any machine (scan_portable.c) */

extern const struct prak_scanner prak_scanner_avx512, prak_scanner_avx2, prak_scanner_portable;

/* All of them, the fastest first; NULL ends. */
extern const struct prak_scanner *const prak_scanners[];
/* The fastest that this machine can run. */
const struct prak_scanner *prak_scanner_best(void);
int prak_scan_init(struct prak_scan *s); /* -1: memory */
void prak_scan_free(struct prak_scan *s);
#endif
