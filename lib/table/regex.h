/*
 * regex.h - regular expressions (PCRE2, UTF and UCP) with bounded work, for expressions and schema patterns.
 */
#ifndef PRAK_TABLE_REGEX_H
#define PRAK_TABLE_REGEX_H
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct prak_regex;

/* whole: the pattern must match the whole text. Lives in the arena. Malformed: EUSAGE. */
int prak_regex_new_in(struct prak_arena *a, struct prak_str pattern, bool whole, struct prak_regex **out,
                      struct prak_err *e);
/*
 * *hit 1 or 0. -1: EDATA when the text is not UTF-8 or the match needs too many steps (the bound is a number
 * of steps, not a time, so that the same input ends the same way everywhere); ESYS when memory is out. Safe
 * from several threads.
 */
int prak_regex_match(const struct prak_regex *r, struct prak_str text, int *hit, struct prak_err *e);
#endif
