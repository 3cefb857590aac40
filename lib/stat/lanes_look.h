/*
 * lanes_look.h - tables looked up eight or sixteen rows at a time (lanes_look.c, AVX-512); see lanes.h.
 */
#ifndef PRAK_STAT_LANES_LOOK_H
#define PRAK_STAT_LANES_LOOK_H
#include "stat/codes.h"

size_t prak_lanes_codes(const struct prak_codes *c, const struct prak_slice *cell, size_t i, size_t n, uint32_t *out,
                        struct prak_longs *longs);
size_t prak_lanes_pairs(const uint32_t *square, uint32_t *a, const uint32_t *b, size_t n);
size_t prak_lanes_answers(const uint32_t *answer, size_t cap, const uint32_t *number, size_t n, uint32_t *out);
size_t prak_lanes_present(const int8_t *const *there, size_t nthere, size_t n, uint16_t *yes, uint16_t *no);
size_t prak_lanes_key(const char *p, uint32_t n, uint64_t *low, uint64_t *high);
#endif
