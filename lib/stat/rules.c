/*
 * rules.c - publish rules.
 *
 * Contributions are |w x|, each rounded once to binary128, and the largest are kept, so that neither the order of
 * rows nor that of merging matters. (n,k): x1 + … + xn > k/100 T. p per cent: T - x1 - x2 < p/100 x1, what the second
 * largest contributor can tell of the largest. T is the sum of w x, so that amounts below 0 only make it stricter.
 */
#include "stat/rules.h"

#include <stdlib.h>

static int parse_count(const char *text, const char *option, uint64_t *out, struct prak_err *e)
{
    struct prak_dec d;
    int64_t v;
    if (!text)
        return 0;
    if (prak_dec_parse(text, strlen(text), false, &d) != PRAK_NUM_OK || prak_dec_to_int64(d, &v) || v < 0)
        return prak_fail(e, PRAK_EUSAGE, "--%s is a whole number of rows", option);
    *out = (uint64_t)v;
    return 0;
}

static int parse_above_0(struct prak_str text, double *out)
{
    struct prak_dec d;
    if (prak_dec_parse(text.p, text.n, false, &d) != PRAK_NUM_OK || prak_dec_sign(d) <= 0)
        return -1;
    *out = prak_dec_to_double(d);
    return 0;
}

static int parse_dominance(struct prak_stat_plan *p, const char *text, struct prak_err *e)
{
    const char *comma = strchr(text, ',');
    struct prak_dec d;
    int64_t n = 0;
    if (!comma || prak_dec_parse(text, (size_t)(comma - text), false, &d) != PRAK_NUM_OK ||
        prak_dec_to_int64(d, &n) || n < 1 || n > PRAK_MOST_TOP || parse_above_0(prak_str(comma + 1), &p->dominance_k) ||
        p->dominance_k > 100)
        return prak_fail(e, PRAK_EUSAGE, "--dominance is N,K: the N largest (1 to %d) over K per cent", PRAK_MOST_TOP);
    p->dominance_n = (unsigned)n;
    return 0;
}

int prak_rules_plan(struct prak_stat_plan *p, const struct prak_stat_options *o, struct prak_err *e)
{
    p->min_n = 5;
    p->caution_n = 30;
    p->max_cv = 0.3;
    if (parse_count(o->min_n, "min-n", &p->min_n, e) || parse_count(o->caution_n, "caution-n", &p->caution_n, e))
        return -1;
    if (o->max_cv && parse_above_0(prak_str(o->max_cv), &p->max_cv))
        return prak_fail(e, PRAK_EUSAGE, "--max-cv is a number above 0");
    if (o->dominance && parse_dominance(p, o->dominance, e))
        return -1;
    if (o->p_percent && (parse_above_0(prak_str(o->p_percent), &p->p_percent) || p->p_percent > 100))
        return prak_fail(e, PRAK_EUSAGE, "--p-percent is a per cent above 0 and up to 100");
    if (!o->dominance && !o->p_percent)
        return 0;
    p->top = p->dominance_n > 2 ? p->dominance_n : 2;
    if (p->min_n == 0)
        return prak_fail(e, PRAK_EUSAGE, "--min-n 0 shows everything, --dominance and --p-percent do not");
    if (p->design.derived)
        return prak_fail(e, PRAK_EUSAGE, "--dominance and --p-percent need the weights in a column");
    return 0;
}

void prak_rules_text(const struct prak_stat_plan *p, bool whole, struct prak_buf *b)
{
    prak_buf_fmt(b, "min_n=%llu;caution_n=%llu;max_cv=%g", (unsigned long long)p->min_n,
                 (unsigned long long)p->caution_n, p->max_cv);
    if (p->dominance_n)
        prak_buf_fmt(b, ";dominance=%u:%g", p->dominance_n, p->dominance_k);
    if (p->p_percent > 0)
        prak_buf_fmt(b, ";p_percent=%g", p->p_percent);
    if (p->min_n)
        prak_buf_text(b, whole ? ";secondary=whole" : ";secondary=yes");
}

/* ---- contributions ---- */

bool prak_rules_amount(const struct prak_stat_plan *p, const struct prak_statistic *s)
{
    return p->top && s->est->kinds & PRAK_EST_AMOUNT;
}

int prak_rules_grow(struct prak_stat_part *t, size_t groups, struct prak_err *e)
{
    size_t each = t->plan->nstat * t->plan->top;
    if (each == 0)
        return 0;
    prak_quad *p = realloc(t->top, groups * each * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    for (size_t i = t->cap_group * each; i < groups * each; i++)
        p[i] = 0;
    t->top = p;
    return 0;
}

static prak_quad *top_of(const struct prak_stat_part *t, uint32_t group, size_t stat)
{
    return t->top + (group * t->plan->nstat + stat) * t->plan->top;
}

/* Into the list, greatest first. */
static void insert(prak_quad *top, unsigned n, prak_quad v)
{
    for (unsigned i = 0; i < n; i++)
        if (v > top[i]) {
            prak_quad w = top[i];
            top[i] = v;
            v = w;
        }
}

void prak_rules_note(struct prak_stat_part *t, uint32_t group, size_t stat, struct prak_dec w, struct prak_dec x)
{
    insert(top_of(t, group, stat), t->plan->top, prak_quad_abs(prak_dec_to_quad(w) * prak_dec_to_quad(x)));
    if (prak_dec_sign(x) < 0)
        t->cell[group * t->plan->nstat + stat].below_0 = true;
}

void prak_rules_merge(struct prak_stat_part *into, uint32_t group, const struct prak_stat_part *from, uint32_t other)
{
    for (size_t i = 0; into->plan->top && i < into->plan->nstat; i++)
        for (unsigned k = 0; k < into->plan->top; k++)
            insert(top_of(into, group, i), into->plan->top, top_of(from, other, i)[k]);
}

bool prak_rules_concentrated(const struct prak_stat_part *t, uint32_t group, size_t stat, prak_quad total)
{
    const struct prak_stat_plan *p = t->plan;
    const prak_quad *top = top_of(t, group, stat);
    prak_quad largest = 0, all = prak_quad_abs(total);
    if (!(top[0] > 0))
        return false; /* nothing but zeros */
    for (unsigned i = 0; i < p->dominance_n; i++)
        largest += top[i];
    if (p->dominance_n && largest * 100 > (prak_quad)p->dominance_k * all)
        return true;
    return p->p_percent > 0 && (all - top[0] - top[1]) * 100 < (prak_quad)p->p_percent * top[0];
}
