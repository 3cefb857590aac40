/*
 * draw.h - what the files of this floor share: the run, short texts in its arena, numbers as text.
 *
 * Texts made here live in the run's arena. When memory is out they are "" and `failed` is set; prak_draw
 * looks at it once, at the end, and returns the error.
 */
#ifndef PRAK_DRAW_DRAW_H
#define PRAK_DRAW_DRAW_H
#include "base/arena.h"
#include "base/decimal.h"
#include "draw/lang.h"
#include "draw/report.h"

struct prak_draw_run {
    const struct prak_draw_options *o;
    struct prak_arena *a;
    struct prak_buf *out;
    struct prak_err *e;
    bool km;     /* words in Khmer */
    bool breaks; /* keep U+200B in words: HTML and SVG */
    bool failed; /* e is filled */
};

/* A number of the data: its exact decimal for text, its double for pixels. */
struct prak_draw_value {
    bool has;
    double v;
    struct prak_dec d;
};

const char *prak_draw_text(struct prak_draw_run *d, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A cell as text that is valid UTF-8 and shows its control bytes. */
const char *prak_draw_text_clean(struct prak_draw_run *d, struct prak_str s);
/* `s` with <>&"' escaped, for element content and attributes. */
const char *prak_draw_text_xml(struct prak_draw_run *d, const char *s);
void prak_draw_buf_xml(struct prak_buf *b, const char *s);
/* A word of the interface; a template's {0} {1} {2} are replaced by the arguments (NULL = ""). */
const char *prak_draw_word(struct prak_draw_run *d, enum prak_draw_word w);
const char *prak_draw_say(struct prak_draw_run *d, enum prak_draw_word w, const char *a0, const char *a1,
                          const char *a2);
/* `digits` after the point, half to even, with thousands separators. */
const char *prak_draw_number(struct prak_draw_run *d, struct prak_dec v, int digits);
/* A fraction as per cent, without the sign. */
const char *prak_draw_percent(struct prak_draw_run *d, struct prak_dec v, int digits);
/* The number with the digits its own text has. */
const char *prak_draw_number_plain(struct prak_draw_run *d, struct prak_dec v);
const char *prak_draw_count(struct prak_draw_run *d, size_t n);
/* Digits in Khmer when asked for. */
const char *prak_draw_digits(struct prak_draw_run *d, const char *s);
/* The value of KEY in `key=value;key=value`, or "". */
const char *prak_draw_text_key(struct prak_draw_run *d, const char *pairs, const char *key);
/* Zeroed memory of the run, or NULL with `failed` set. */
void *prak_draw_array(struct prak_draw_run *d, size_t n, size_t size);
#endif
