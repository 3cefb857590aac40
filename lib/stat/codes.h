/*
 * codes.h - what a row's cells in some columns stand for (a group, a leaf of the design), remembered; private to
 * lib/stat.
 *
 * A cell becomes the number of its text, a list of cells the number of the pair (list so far, next cell), and that
 * number leads to an answer the caller has given before. Only a memory of at most some megabytes: what is not
 * remembered is asked again.
 */
#ifndef PRAK_STAT_CODES_H
#define PRAK_STAT_CODES_H
#include "base/decimal.h"
#include "base/err.h"
#include "table/batch.h"
#include "table/map.h"

#define PRAK_NO_CODE UINT32_MAX
#define PRAK_PAIR_SIDE  256
#define PRAK_CODE_SHORT 16 /* bytes of a text that stand in its slot */

struct prak_lanes;

/* A text and its number: one cache line a look-up. */
struct prak_coded {
    uint64_t low, high; /* the text, see lanes.h */
    uint32_t length;    /* UINT32_MAX: free */
    uint32_t code;
};

/* What texts are spread by: each half of a word times the other, in numbers of the seed's, as lanes of 64 bits can do it. */
struct prak_code_seed {
    uint32_t add[4];
};

static inline struct prak_code_seed prak_code_seed(uint64_t seed)
{
    const uint64_t more = seed * UINT64_C(0xD6E8FEB86659FD93) ^ seed >> 32;
    return (struct prak_code_seed){ { (uint32_t)seed | 1, (uint32_t)(seed >> 32) | 1, (uint32_t)more | 1,
                                      (uint32_t)(more >> 32) | 1 } };
}

#define PRAK_CODE_MIX UINT32_C(0x9E3779B1)
static inline size_t prak_code_spread(uint64_t low, uint64_t high, size_t n, struct prak_code_seed s)
{
    const uint64_t a = (uint64_t)((uint32_t)low + s.add[0]) * ((uint32_t)(low >> 32) + s.add[1]);
    const uint64_t b = (uint64_t)((uint32_t)high + s.add[2]) * ((uint32_t)(high >> 32) + s.add[3]);
    const uint64_t h = a + b + n;
    return (uint32_t)(h ^ h >> 32) * PRAK_CODE_MIX >> 12;
}

/* Rows whose texts are longer; there is room for PRAK_LANES_MOST more. */
struct prak_longs {
    size_t n;
    uint32_t *row;
};

struct prak_codes {       /* texts of one column */
    const struct prak_lanes *lanes;
    uint32_t *direct;        /* of one to four digits, by prak_code_digits: the number + 1, 0 = not known */
    struct prak_coded *slot;
    size_t mask, n;
    uint64_t seed;           /* of the slots */
    struct prak_code_seed spread;
    struct prak_map *longer; /* texts of over 16 bytes */
    uint32_t *code;          /* [longer] */
    size_t cap_code;
};

struct prak_two {
    uint64_t key;         /* 0 = free */
    uint32_t number;
};

struct prak_pairs {       /* two numbers to one */
    uint32_t *square;     /* [a * PRAK_PAIR_SIDE + b] of small numbers: the number + 1, 0 = not known */
    struct prak_two *slot; /* the others: open addressing */
    size_t mask, used, n;
};

/* A list of columns. */
struct prak_tuple {
    size_t n;
    const unsigned *bound;
    struct prak_codes *codes; /* [n] */
    struct prak_pairs *pairs; /* [n - 1] */
    uint32_t *answer;         /* [numbers of lists] PRAK_NO_CODE: not known */
    size_t cap_answer;
    uint32_t *scratch;        /* [rows] */
    struct prak_longs longs;
};

#define PRAK_CODE_DIRECT 40000
/* A place for each text of one to four digits; SIZE_MAX: it is no such text. text: its bytes, the first the lowest. */
static inline size_t prak_code_digits(uint32_t text, uint32_t length)
{
    if (length - 1 > 3)
        return SIZE_MAX;
    const uint32_t up = 8 * (4 - length);
    uint32_t d = (text << up) - (UINT32_C(0x30303030) << up);
    if ((d | (d + UINT32_C(0x76767676))) & UINT32_C(0x80808080))
        return SIZE_MAX;
    d = (d * 10 + (d >> 8)) & UINT32_C(0x00FF00FF);
    return (length - 1) * (size_t)10000 + ((d * 100 + (d >> 16)) & 0x3FFF);
}

int prak_tuple_init(struct prak_tuple *t, const struct prak_lanes *lanes, const unsigned *bound, size_t n, size_t rows,
                    struct prak_err *e);
void prak_tuple_free(struct prak_tuple *t);
/* The numbers of the lists at rows first … first + n; PRAK_NO_CODE: no room. */
int prak_tuple_read(struct prak_tuple *t, const struct prak_batch *b, size_t first, size_t n, uint32_t *number,
                    struct prak_err *e);
/* Answers of lists that have one, from the first on; returns how many. */
size_t prak_tuple_answers(const struct prak_tuple *t, const uint32_t *number, size_t n, uint32_t *answer);
static inline uint32_t prak_tuple_answer(const struct prak_tuple *t, uint32_t number)
{
    return number < t->cap_answer ? t->answer[number] : PRAK_NO_CODE;
}
/* Keeps an answer. */
int prak_tuple_learn(struct prak_tuple *t, uint32_t number, uint32_t answer, struct prak_err *e);
#endif
