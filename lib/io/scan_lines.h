/*
 * scan_lines.h - where the cells of JSON Lines end, 64 bytes at a time, and whether they are what a shape says.
 *
 * A line of flat JSON is cut like a line of CSV: at the commas outside strings. A cell is `"key":value`, the first with
 * a brace before it, the last with one behind. A shape, taken from a line that the reader of one record took, says what
 * bytes stand before each value and after the last; a line that has the same bytes there, and whose values are one
 * string or token each, has the same keys. Every other line goes to that reader.
 */
#ifndef PRAK_IO_SCAN_LINES_H
#define PRAK_IO_SCAN_LINES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Offsets count from the window's first byte, which begins a line. */
struct prak_line_scan {
    uint32_t *at;      /* [n] commas and line feeds outside strings; at[-1] is UINT32_MAX */
    uint64_t *quotes;  /* a bit for each byte: a quote that opens or closes a string */
    uint64_t *special; /* a bit for each byte: a comma in a string, or a backslash */
    size_t n, ends;    /* ends: line feeds among at[] */
    size_t clean;      /* before this byte: no control byte in a string, no backslash outside one, and valid UTF-8 */
    bool marked;       /* a bit of special is set */
    bool escapes;      /* there is a backslash */
    bool empty;        /* a string has no text */
    void *room;
};

/* The bytes before the value in one cell of a line. */
struct prak_lead {
    char seam[96]; /* what is compared at once: the closing quote of the string before, a comma, the text, an opening quote */
    size_t seam_n;
    uint32_t back;  /* how much of it comes before the cell */
    bool whole;     /* it has room for all of that */
    bool string;    /* the value was a string */
    const char *text;
    uint32_t n;
};

struct prak_strings {
    size_t n, other; /* other: what was looked at byte by byte */
};

int prak_line_scan_init(struct prak_line_scan *s); /* -1: memory */
void prak_line_scan_free(struct prak_line_scan *s);
/* Is all of it a number, true, false or null as JSON writes it? In json_line.c. */
bool prak_json_is_token(const char *p, size_t n);
#endif
