/*
 * utf8.h - UTF-8 (RFC 3629: no overlong form, no surrogate, nothing over 10FFFF) and the width of text in a
 * terminal. Independent of the locale.
 */
#ifndef PRAK_BASE_UTF8_H
#define PRAK_BASE_UTF8_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Offset of the first byte that is not valid UTF-8, or n when all are. NUL is valid here. */
size_t prak_utf8_invalid(const char *p, size_t n);
/* Are these the first bytes of a character whose others are missing? */
bool prak_utf8_is_cut(const char *p, size_t n);
/* Offset of the first NUL byte, or n. */
size_t prak_utf8_nul(const char *p, size_t n);
/* Reads one code point of valid UTF-8 at p (n > 0); returns its length in bytes. */
size_t prak_utf8_next(const char *p, size_t n, uint32_t *code);
/* Columns in a terminal by wcwidth's rule as tmux and glibc use it (Mn and Me 0, Mc 1, wide 2, control 0). */
size_t prak_utf8_width(const char *p, size_t n);
/* Number of code points. */
size_t prak_utf8_count(const char *p, size_t n);
/* Appends the text made safe for a terminal: C0, C1 and DEL become \xHH (TAB and LF as \t, \n), controls
 * of direction \uHHHH. */
void prak_utf8_visible(struct prak_buf *out, const char *p, size_t n);
/* Appends the text in Unicode NFC without zero-width characters (U+200B-U+200D, U+2060, U+FEFF), outer
 * white space dropped and inner runs made one space. -1 when memory is out. */
int prak_utf8_fold_space(struct prak_buf *out, const char *p, size_t n);
#endif
