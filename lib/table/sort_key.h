/*
 * sort_key.h - keys whose bytes sort as the values do.
 */
#ifndef PRAK_TABLE_SORT_KEY_H
#define PRAK_TABLE_SORT_KEY_H
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/str.h"

/* ---- byte strings, compared as memcmp does; parts may follow one another ---- */

/* Text by bytes; any text, NUL too. */
void prak_sort_key_text(struct prak_buf *key, struct prak_str text, bool descending);
/* A number by its exact value: 1.0 and 1 are equal. */
void prak_sort_key_number(struct prak_buf *key, struct prak_dec value, bool descending);
/* A signed integer: days, ordinals. */
void prak_sort_key_int(struct prak_buf *key, int64_t value, bool descending);
/* A missing cell: after every other one, or before. The parts above begin with the byte between the two. */
void prak_sort_key_missing(struct prak_buf *key, bool first);

/*
 * ---- the same, its first part in 64 bits as far as they go ----
 * Rows of another lead are in order of their leads; of the same lead, in order of `more`. Most keys are their lead alone.
 */
struct prak_sort_key {
    uint64_t lead;
    unsigned parts;
    struct prak_buf more; /* what of the first part the lead does not hold, and the other parts */
};

void prak_sort_key_start(struct prak_sort_key *k); /* an empty key; its memory is kept */
void prak_sort_add_text(struct prak_sort_key *k, struct prak_str text, bool descending); /* not empty */
void prak_sort_add_number(struct prak_sort_key *k, struct prak_dec value, bool descending);
/* The number that a cell holds; unless PRAK_NUM_OK nothing is added. */
enum prak_num_verdict prak_sort_add_cell(struct prak_sort_key *k, struct prak_str text, bool descending);
void prak_sort_add_day(struct prak_sort_key *k, int32_t day, bool descending);
void prak_sort_add_missing(struct prak_sort_key *k, bool first);
#endif
