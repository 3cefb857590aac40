/*
 * estimator.h - what an estimator is: how it reads a row, and value and gradient as functions of exact totals.
 *
 * A row gives k terms x[0] = 1, x[1] … as exact decimals; the part keeps sums of w x[j] by cell and leaf. The point
 * function gives the value and its gradient in those totals; the engine (variance.h) does the rest. A curve
 * estimator also gives a value to the cell's value -> weight map and may ask for other terms in a second pass, when
 * its quantile is known; with `fit` it works out itself what it needs from the map (look.h): thresholds, densities,
 * cumulated sums. Then the terms of the second pass are the parts of each row's influence.
 * Adding one: est_x.c, one line in estimators.def, vectors, a paragraph in prak-methods(7).
 */
#ifndef PRAK_STAT_ESTIMATOR_H
#define PRAK_STAT_ESTIMATOR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/quad.h"
#include "base/str.h"
#include "table/expr.h"

#define PRAK_TERMS 12 /* at most, x[0] included */
#define PRAK_ARGS  8
#define PRAK_SIDES 2  /* value -> weight maps of a cell, at most */

enum {
    PRAK_EST_MOMENTS = 1, /* value and gradient of totals */
    PRAK_EST_CURVE = 2,   /* value -> weight map; second pass */
    PRAK_EST_LEVELS = 4,  /* one result for each level found: its fraction of the cell */
    PRAK_EST_RANGE = 8,   /* least and greatest value */
    PRAK_EST_SHARE = 16,  /* a fraction: --share-ci applies */
    PRAK_EST_DEFF = 32,   /* has a design effect */
    PRAK_EST_EXACT = 64,  /* the estimate is an exact decimal: the total of term `exact` */
    PRAK_EST_CONSTANT = 128, /* gives a constant of the cell (anchor, minimum); with LEVELS: levels are bins */
    PRAK_EST_NO_RULE = 256,  /* two passes, but no quantile rule */
    PRAK_EST_AMOUNT = 512,   /* x[1] is an amount: rules on the largest contributions apply */
    PRAK_EST_SEVERAL = 1024, /* with LEVELS: those of the rows of a cell do not add up to it */
    PRAK_EST_CROSS = 2048    /* with LEVELS: of a cross table (cross.h) */
};

enum prak_param_kind {
    PRAK_P_END,
    PRAK_P_NUMBER, /* expression, a number */
    PRAK_P_TEST,   /* expression, true or false */
    PRAK_P_VALUE,  /* expression of any kind */
    PRAK_P_LITERAL,/* a number as written */
    PRAK_P_FRACTION,/* the same, or a/b */
    PRAK_P_CHOICE  /* one word of `choices` */
};
struct prak_param {
    enum prak_param_kind kind;
    const char *name;     /* key= */
    const char *choices;  /* "math|hf2|hf4"; the first is the default */
    bool required;
};

struct prak_arg {
    bool given;
    struct prak_str text;
    struct prak_expr *x;
    struct prak_dec number, over; /* over: b of a fraction a/b, else 1 */
    int choice;
};

struct prak_statistic;

/* A row as an estimator sees it. */
struct prak_row {
    const struct prak_batch *b;
    size_t row;
    const struct prak_eval *ev;
    const struct prak_dec *weight; /* NULL where the design gives it */
};

struct prak_terms {
    struct prak_dec x[PRAK_TERMS];
    struct prak_dec value;    /* curve, range */
    struct prak_dec constant; /* PRAK_EST_CONSTANT */
    unsigned sides;           /* curve: bit i, the row enters map i; 0 is map 0 alone */
    struct prak_str level;    /* PRAK_EST_LEVELS, classes: key bytes, borrowed from the row or the evaluation's arena */
    int64_t bin;              /* hist: number of the bin */
    const struct prak_str *levels; /* LEVELS: several, each once, instead of `level`; NULL: one */
    size_t nlevel;
};

/* What the first pass has found out about a cell. */
struct prak_state {
    bool known;
    struct prak_dec cut;    /* rows at or below it are counted in the second pass */
    prak_quad value;        /* the quantile */
    prak_quad density;      /* kernel density there, of the weight (sums to N) */
    uint64_t rows;          /* rows used of positive weight */
    unsigned part;          /* of an estimator with several results */
    const void *fit;        /* what `fit` has left, read-only */
};

struct prak_point {
    bool defined;
    prak_quad value;
    prak_quad gradient[PRAK_TERMS];
    prak_quad size;         /* of the terms it is made of, where the gradient does not tell: what is noise */
    prak_quad centred;      /* size of what is left where its terms cancel; an error that drowns in them is not given */
    bool no_se;             /* the influence is not known: a density is 0 */
};

/* What `row` (and `again`) do, where it is one of the common things: such rows are read column by column. */
enum prak_shape {
    PRAK_SHAPE_ASK,      /* something else: call them */
    PRAK_SHAPE_NUMBERS,  /* x[j] = argument j - 1 */
    PRAK_SHAPE_TEST,     /* x[1] = 1 where argument 0 is true, else 0 */
    PRAK_SHAPE_VALUE,    /* value = argument 0 */
    PRAK_SHAPE_QUANTILE, /* value = argument 0; again: x[1] = 1 where value <= cut, else 0 */
    PRAK_SHAPE_AMOUNT,   /* value = argument 0, refused below 0; again: call it */
    PRAK_SHAPE_BINS,     /* constant = argument 2, bin = floor((argument 0 - constant) / width), width = argument 1 */
    PRAK_SHAPE_LEVEL     /* level = argument 0 as text */
};

struct prak_look;           /* look.h */

struct prak_estimator {
    const char *name, *formula, *source;
    const char *unit;         /* fraction, count or value */
    unsigned kinds;
    unsigned k[2];            /* terms of the first and second pass, x[0] included */
    unsigned exact;
    struct prak_param param[PRAK_ARGS];
    /* Checks literals once; may be NULL. */
    int (*check)(struct prak_statistic *s, struct prak_err *e);
    /* 1 used, 0 a value is missing, -1 failure. */
    int (*row)(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
    int (*again)(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e);
    /*
     * The same, where all that a row gives is its value, the cell's i-th from the least: then rows of a design without
     * strata and units are not read again. May be NULL. Not used where k[0] says that the first pass has more terms
     * than the weight.
     */
    int (*of_value)(const struct prak_statistic *s, const struct prak_state *c, size_t i, struct prak_dec value,
                    struct prak_terms *t, struct prak_err *e);
    bool ladder;              /* its terms are 1, value and D(value) of a ladder (look.h) */
    void (*point)(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out);
    /* Between the passes; sets out->known where there is something to go on with. */
    int (*fit)(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e);
    /* For replicates, of those that fit: the totals that the value needs, out of the maps. NULL: it has no replicates. */
    int (*totals)(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                  prak_quad total[PRAK_TERMS], struct prak_err *e);
    /* Several results of one statistic, each a row of output with its level. NULL: one. */
    unsigned (*parts)(const struct prak_statistic *s);
    const char *(*part)(const struct prak_statistic *s, unsigned i);
    unsigned classes;         /* w x[1] … w x[classes] are summed by level, for `fit` */
    enum prak_shape shape;
};

/* One statistic as asked for. */
/* As their choices stand in the grammar. */
enum prak_quantile_rule { PRAK_RULE_MATH, PRAK_RULE_HF2, PRAK_RULE_HF4, PRAK_RULE_SURVEY };

struct prak_statistic {
    const struct prak_estimator *est;
    struct prak_str title;    /* NAME or canonical text */
    struct prak_str name;     /* NAME, n 0 when not given */
    struct prak_arg arg[PRAK_ARGS];
    struct prak_expr *among;
    struct prak_str among_text;
    bool money;               /* reads a column in wage_currency */
    bool constant;            /* its constant must be the same throughout a cell */
    int rule;                 /* curve: enum prak_quantile_rule */
    struct prak_dec p;        /* curve: probability */
    int woodruff;             /* curve: interval of the fraction below: 0 symmetric, 1 xlogit, 2 beta */
    unsigned target;          /* curve: the first-pass term whose total is p N; 0: that total times p */
    unsigned k[2];            /* 0 in a pass it does not take part in */
    bool map;                 /* its value -> weight maps are kept: CURVE, unless its arguments do without */
    bool fitted;              /* `fit` is used: where there is one, unless its arguments do without */
    bool two_sides;           /* n is the rows of its smaller map */
    unsigned classes;         /* the estimator's, unless its arguments do without */
    unsigned offset[2];       /* of its sums in a row of the leaf table */
    unsigned present[2];      /* of the count of its domain's rows of positive weight, used or not: for the df */
    unsigned deff_offset;     /* of its sums of w x_j x_k in a row of the cell table */
    size_t among_var, var[PRAK_ARGS]; /* of the plan's vars, SIZE_MAX: none */
    size_t curve;             /* the statistic that keeps its value -> weight map: the first of the same values */
    enum prak_shape shape;    /* the estimator's, ASK where its arguments do not suit */
};

extern const struct prak_estimator *const prak_estimators[]; /* ends with NULL */
const struct prak_estimator *prak_estimator_find(struct prak_str name);

/* Helpers for `row`: 1 there, 0 missing, -1. */
int prak_row_number(const struct prak_expr *x, const struct prak_row *r, struct prak_dec *v, struct prak_err *e);
int prak_row_test(const struct prak_expr *x, const struct prak_row *r, bool *truth, struct prak_err *e);
/* The same as text: as characters, numbers in their shortest plain form; borrowed from the row or its arena. */
int prak_row_text(const struct prak_expr *x, const struct prak_row *r, struct prak_str *out, struct prak_err *e);
enum prak_domain { PRAK_NOT_NEGATIVE, PRAK_POSITIVE };
/* prak_row_number, but a value outside the domain is refused. */
int prak_row_within(const struct prak_statistic *s, const struct prak_row *r, enum prak_domain domain,
                    struct prak_dec *v, struct prak_err *e);
#endif
