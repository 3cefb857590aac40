/*
 * look.h - what an estimator may ask of a cell between the passes: sums over its values up to a line, quantiles,
 * densities, sums by class. All of it depends on the set of rows only, not on their order.
 */
#ifndef PRAK_STAT_LOOK_H
#define PRAK_STAT_LOOK_H
#include "stat/cells.h"

struct prak_look {
    const struct prak_book *book;
    struct prak_stat_part *t;
    uint32_t group;
    size_t stat;
};

/* Weight and sum of w x of the values below a line. */
struct prak_span {
    struct prak_exact weight; /* exact where rows carry weights; free it with prak_exact_free */
    prak_quad w, wx;
};
enum prak_line_kind { PRAK_ALL, PRAK_UP_TO, PRAK_BELOW };
/* Map `side`: all values, those <= line, or those < line. */
int prak_look_span(const struct prak_look *k, unsigned side, enum prak_line_kind kind, struct prak_dec line,
                   struct prak_span *out, struct prak_err *e);

/* For `totals`: weight and sum of w x of map 0; that, and sum of w D(x) (gini). */
int prak_totals_plain(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                      prak_quad total[PRAK_TERMS], struct prak_err *e);
int prak_totals_gini(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                     prak_quad total[PRAK_TERMS], struct prak_err *e);
/* For `totals` of estimators whose fit has found the value. */
int prak_totals_none(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                     prak_quad total[PRAK_TERMS], struct prak_err *e);
/* Of estimators whose value is a function of the second pass's totals alone: it is not fitted anew. */
int prak_totals_second(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                       prak_quad total[PRAK_TERMS], struct prak_err *e);
/* Of those whose value needs the first pass's totals beside what was fitted. */
int prak_totals_first(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                      prak_quad total[PRAK_TERMS], struct prak_err *e);

struct prak_cut {
    bool found;
    struct prak_dec at;  /* rows at or below it are counted */
    prak_quad value;     /* the same, or between two values for the rules hf2 and hf4 */
    prak_quad target;    /* p times the weight */
};
/* The value where the weight reaches p times that of `of`, which is all of the map or a span of it from below. */
int prak_look_quantile(const struct prak_look *k, unsigned side, const struct prak_span *of, struct prak_dec p,
                       int rule, struct prak_cut *out, struct prak_err *e);
/* density[0]: N f(at); density[1]: the same of w x. */
int prak_look_density(const struct prak_look *k, unsigned side, prak_quad at, prak_quad density[2],
                      struct prak_err *e);
/* out = n p exactly, where n has at most 38 digits: 1, else 0. */
int prak_look_times(const struct prak_exact *n, struct prak_dec p, struct prak_exact *out, struct prak_err *e);
/* A fraction of a value: num x / over, exact where a decimal holds it. */
int prak_look_line(const struct prak_arg *of, struct prak_dec x, struct prak_dec *line, struct prak_err *e);
/* Adds `times` the influence of a quantile, -(1[x <= q] - p) / density, whose indicator is term `j`. */
void prak_point_quantile(struct prak_point *out, unsigned j, prak_quad times, prak_quad p, prak_quad density);
/* Zeroed memory that lives as long as the states. */
void *prak_look_take(const struct prak_look *k, size_t count, size_t size, struct prak_err *e);

/* Distinct values of map 0. */
int prak_look_count(const struct prak_look *k, size_t *n, struct prak_err *e);
/* For each distinct value y, the exact D(y) = sum of w (y - v) over the values v <= y. */
struct prak_rung {
    struct prak_dec value, sum;
};
struct prak_ladder {
    struct prak_rung *rung;
    size_t n;
};
int prak_look_ladder(const struct prak_look *k, struct prak_ladder *out, struct prak_err *e);
/* D(x) for a value that is in the map. */
struct prak_dec prak_ladder_find(const struct prak_ladder *l, struct prak_dec x);

/* A class's sums: total[0] = w, total[j] = w x[j]. */
struct prak_class {
    struct prak_str text;
    prak_quad total[PRAK_TERMS];
    struct prak_dec term[4]; /* the estimator's */
};
/* The classes of the cell in the order of their bytes. */
int prak_look_classes(const struct prak_look *k, struct prak_class **out, size_t *n, struct prak_err *e);
/* a + b x */
struct prak_dec prak_class_term(struct prak_dec a, struct prak_dec b, struct prak_dec x);
const struct prak_class *prak_class_find(const struct prak_class *c, size_t n, struct prak_str text);
#endif
