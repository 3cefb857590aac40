/*
 * finish.c - from the merged parts to results: every group and statistic in the order of the output.
 */
#include <math.h>
#include <stdlib.h>

#include "stat/cross.h"
#include "stat/look.h"
#include "stat/output.h"
#include "stat/protect.h"
#include "stat/replicate.h"

/*
 * A figure this far below the terms it is made of is binary128 rounding, not a figure: 1e-25, and for a standard
 * error, which is the root of a difference, 2e-15.
 */
static bool is_noise(prak_quad v, prak_quad size)
{
    prak_quad tiny = size / ((prak_quad)1000000000000 * (prak_quad)10000000000000);
    return prak_quad_abs(v) <= prak_quad_abs(tiny);
}

static bool is_noise_root(prak_quad se, prak_quad size)
{
    return se <= prak_quad_abs(size) * 2 / (prak_quad)1000000000000000;
}

struct closing {
    const struct prak_stat_plan *p;
    struct prak_stat_part *whole;
    struct prak_book first, second;
    struct prak_rep_set *rep, *rep_second; /* replicates, of each book */
    bool has_second;
    struct prak_output out;
    struct prak_protection hide;
    bool lonely_checked;
};

/* ---- order of groups ---- */

struct group_order {
    struct prak_str key;
    uint32_t id;
};

/* Groupings as asked, then cells by bytes. */
static int by_group(const void *x, const void *y)
{
    struct prak_str a = ((const struct group_order *)x)->key, b = ((const struct group_order *)y)->key, p, q;
    int d = memcmp(a.p, b.p, 2);
    if (d)
        return d;
    a = (struct prak_str){ a.p + 2, a.n - 2 };
    b = (struct prak_str){ b.p + 2, b.n - 2 };
    while (prak_key_next(&a, &p) == 0 && prak_key_next(&b, &q) == 0) {
        d = prak_str_cmp(p, q);
        if (d)
            return d;
    }
    return 0;
}

/* A total is given even where no row has come. */
static int ensure_totals(const struct prak_stat_plan *p, struct prak_stat_part *t, struct prak_err *e)
{
    for (size_t g = 0; g < p->ngrouping; g++) {
        char key[2] = { (char)(g >> 8), (char)(g & 0xFF) };
        uint32_t id;
        if (p->grouping[g].n == 0 && prak_part_group_key(t, (struct prak_str){ key, 2 }, &id, e))
            return -1;
    }
    return 0;
}

static int check_currency(const struct prak_stat_plan *p, const struct prak_stat_part *t, struct prak_err *e)
{
    for (size_t i = 0; i < p->ncurrency; i++)
        if (t->currency_mixed[i]) {
            prak_fail(e, PRAK_EDATA, "two currencies in the rows used");
            prak_err_column(e, p->currency[i].name.p, p->currency[i].name.n);
            return prak_err_hint(e, "group or filter by currency, or convert before");
        }
    return 0;
}

/* ---- one cell ---- */

static void set_weight(struct closing *c, struct prak_result *r, const struct prak_exact *w, prak_quad about)
{
    if (!c->first.frame.weight)
        r->weight = w;
    else
        r->weight_about = (double)about;
}

/* Where a variance is wanted for the first time, a lonely stratum must be spoken of. */
static int speak_of_lonely(struct closing *c, struct prak_err *e)
{
    if (c->lonely_checked)
        return 0;
    c->lonely_checked = true;
    return prak_frame_lonely(&c->first.frame, e);
}

static void set_variance(struct closing *c, struct prak_result *r, const struct prak_variance *v, prak_quad size)
{
    const struct prak_stat_plan *p = c->p;
    r->has_df = v->units > 0;
    r->df = (double)(v->units - v->strata);
    if (!v->defined)
        return;
    prak_quad se = prak_quad_sqrt(v->v);
    r->has_se = true;
    r->se = is_noise_root(se, size) ? 0 : (double)se;
    double factor = prak_interval_factor(p, r->df);
    if (p->stat[r->stat].est->kinds & PRAK_EST_SHARE)
        prak_interval_share(p, p->share_ci, r->estimate, r->se, r->df, r->cell->n, &r->ci);
    else
        prak_interval_plain(r->estimate, r->se, factor, &r->ci);
}

/*
 * Design effect: V over the variance that a simple random sample of n rows would give,
 * V_srs = N^2 S^2 / n, S^2 = n/(n-1) (sum w u^2/N - (sum w u/N)^2), times 1 - n/N without replacement.
 */
static void set_deff(struct closing *c, struct prak_result *r, const struct prak_variance *v, prak_quad n,
                     prak_quad squares, prak_quad sum)
{
    prak_quad rows = (prak_quad)r->cell->positive;
    if (!v->defined || r->cell->positive < 2 || !(n > 0))
        return;
    prak_quad mean = sum / n, s2 = squares / n - mean * mean;
    if (is_noise(s2, squares / n))
        return;
    prak_quad srs = n * n * s2 / (rows - 1);
    if (c->p->wor) {
        if (!(n > rows))
            return;
        srs *= (prak_quad)1 - rows / n;
    }
    r->has_deff = true;
    r->deff = (double)(v->v / srs);
}

/* Where terms cancel: are fewer than some 12 digits of the standard error left? Squares of rows lose twice as many. */
static bool drowned(const struct closing *c, const struct prak_point *point, const struct prak_variance *v,
                    prak_quad size)
{
    prak_quad digits = c->p->design.rows ? (prak_quad)100000000000 : (prak_quad)1000000000 * 1000000000;
    return point->centred > 0 && v->v >= 0 && prak_quad_sqrt(v->v) * digits < size;
}

static int finish_moments(struct closing *c, uint32_t group, struct prak_result *r, const prak_quad *total,
                          struct prak_exact *exact, struct prak_err *e)
{
    const struct prak_statistic *s = &c->p->stat[r->stat];
    struct prak_point point = { .defined = false };
    struct prak_variance v;
    const struct prak_state state = { .rows = r->cell->positive };
    s->est->point(s, total, &state, &point);
    if (!point.defined)
        return 0;
    r->has_estimate = true;
    r->estimate = (double)point.value;
    if (s->est->kinds & PRAK_EST_EXACT && !c->first.frame.weight) {
        if (prak_book_exact(&c->first, group, r->stat, s->est->exact, exact, e))
            return -1;
        r->exact = exact;
    }
    if (r->cell->n == 0 || speak_of_lonely(c, e))
        return r->cell->n == 0 ? 0 : -1;
    prak_book_variance(&c->first, group, r->stat, point.gradient, &v);
    if (c->rep && prak_rep_moments(c->rep, &c->first, group, r->stat, &state, point.value, &v, e))
        return -1;
    prak_quad size = 0, sum = 0;
    for (unsigned j = 0; j < s->k[0]; j++) {
        size += prak_quad_abs(point.gradient[j] * total[j]);
        sum += point.gradient[j] * total[j];
    }
    v.defined = v.defined && !point.no_se && !drowned(c, &point, &v, size);
    set_variance(c, r, &v, point.centred > 0 ? point.centred : size);
    if (s->est->kinds & PRAK_EST_DEFF)
        set_deff(c, r, &v, total[0], prak_book_squares(&c->first, group, r->stat, point.gradient, total), sum);
    return 0;
}

/* Woodruff: the interval of F(q) goes back through the map. */
static int woodruff(struct closing *c, uint32_t group, struct prak_result *r, prak_quad n, prak_quad m, double se_m,
                    struct prak_err *e)
{
    const struct prak_statistic *s = &c->p->stat[r->stat];
    double factor = prak_interval_factor(c->p, r->df);
    if (!(factor > 0))
        return 0;
    prak_quad half = (prak_quad)factor * (prak_quad)se_m, low = m - half, high = m + half;
    if (s->woodruff) {
        struct prak_interval of = { 0 };
        prak_interval_share(c->p, s->woodruff == 1 ? PRAK_CI_XLOGIT : PRAK_CI_BETA, (double)m, se_m, r->df, r->cell->n,
                            &of);
        if (!of.low_there)
            return 0;
        low = (prak_quad)of.low;
        high = (prak_quad)of.high;
    }
    struct prak_target t[2] = { { .about = low * n }, { .about = high * n } };
    uint32_t cell = prak_curve_cell(c->p, group, r->stat, 0);
    if (prak_curve_targets(c->first.t, &c->first.frame, cell, s->rule, n, t, 2, e))
        return -1;
    r->ci.low_there = t[0].found && low >= 0;
    r->ci.high_there = t[1].found && high <= 1;
    r->ci.low = (double)t[0].value;
    r->ci.high = (double)t[1].value;
    r->has_se = r->ci.low_there && r->ci.high_there;
    if (r->has_se)
        r->se = (r->ci.high - r->ci.low) / (2 * factor);
    return 0;
}

/* By replicates: of the fraction below the quantile (Woodruff), or of the figure itself, anew in each. */
static int replicated(struct closing *c, uint32_t group, uint32_t second, const struct prak_result *r,
                      const struct prak_state *state, const struct prak_point *point, struct prak_variance *v,
                      struct prak_err *e)
{
    bool moments = c->p->stat[r->stat].est->kinds & PRAK_EST_MOMENTS;
    if (prak_rep_moments(c->rep_second, &c->second, second, r->stat, state, point->value, v, e))
        return -1;
    if (!moments && !prak_rep_recomputes(c->rep))
        return 0;
    return prak_rep_curve(c->rep, &c->first, group, r->stat, moments ? point->value : state->value, v, e);
}

static int finish_curve(struct closing *c, uint32_t group, struct prak_result *r, struct prak_err *e)
{
    const struct prak_statistic *s = &c->p->stat[r->stat];
    const struct prak_state *state = &c->first.t->state[group * c->p->nstat + r->stat];
    struct prak_point point = { .defined = false };
    struct prak_variance v;
    prak_quad total[PRAK_TERMS] = { 0 };
    if (!state->known)
        return 0;
    bool woodruffs = !(s->est->kinds & PRAK_EST_MOMENTS);
    r->has_estimate = woodruffs;
    r->estimate = (double)state->value;
    uint32_t id = c->has_second ? prak_map_find(c->second.t->group, prak_map_key(c->first.t->group, group)) : PRAK_NONE;
    if (id == PRAK_NONE || prak_book_totals(&c->second, id, r->stat, total, e))
        return id == PRAK_NONE ? 0 : -1;
    s->est->point(s, total, state, &point);
    if (!point.defined || speak_of_lonely(c, e))
        return point.defined ? -1 : 0;
    prak_book_variance(&c->second, id, r->stat, point.gradient, &v);
    if (c->rep && replicated(c, group, id, r, state, &point, &v, e))
        return -1;
    if (!woodruffs) {
        r->has_estimate = true;
        r->estimate = (double)point.value;
        set_variance(c, r, &v, point.value);
        if (!(state->density > 0) && !c->rep)
            r->has_se = r->ci.low_there = r->ci.high_there = false;
        return 0;
    }
    r->has_df = v.units > 0;
    r->df = (double)(v.units - v.strata);
    if (!v.defined)
        return 0;
    prak_quad se = prak_quad_sqrt(v.v);
    if (prak_rep_recomputes(c->rep)) {
        set_variance(c, r, &v, state->value);
        return 0;
    }
    return woodruff(c, group, r, total[0], point.value, is_noise_root(se, 1) ? 0 : (double)se, e);
}

/* One of the results of an estimator that has fitted its influence; `second` is its group there. */
static int fitted_part(struct closing *c, uint32_t group, uint32_t second, struct prak_result *r, const struct prak_state *state,
                       const prak_quad *total, struct prak_err *e)
{
    const struct prak_statistic *s = &c->p->stat[r->stat];
    struct prak_point point = { .defined = false };
    struct prak_variance v;
    r->has_estimate = r->has_se = r->has_df = false;
    r->ci = (struct prak_interval){ 0 };
    s->est->point(s, total, state, &point);
    if (!point.defined)
        return 0;
    r->has_estimate = true;
    r->estimate = (double)point.value;
    if (speak_of_lonely(c, e))
        return -1;
    prak_book_variance(&c->second, second, r->stat, point.gradient, &v);
    prak_quad size = point.size;
    for (unsigned j = 0; j < s->k[1]; j++)
        size += prak_quad_abs(point.gradient[j] * total[j]);
    v.defined = v.defined && !point.no_se;
    if (c->rep && !(point.no_se && s->est->totals == prak_totals_none) &&
        (prak_rep_moments(c->rep_second, &c->second, second, r->stat, state, point.value, &v, e) ||
         (s->est->totals != prak_totals_second &&
          prak_rep_fitted(c->rep, &c->first, c->whole, group, r->stat, state, point.value, &v, e))))
        return -1;
    set_variance(c, r, &v, size);
    return 0;
}

static int finish_fitted(struct closing *c, uint32_t group, struct prak_result *r, struct prak_err *e)
{
    const struct prak_statistic *s = &c->p->stat[r->stat];
    struct prak_state state = c->first.t->state[group * c->p->nstat + r->stat];
    unsigned parts = s->est->parts ? s->est->parts(s) : 1;
    prak_quad total[PRAK_TERMS] = { 0 };
    uint32_t id = c->has_second ? prak_map_find(c->second.t->group, prak_map_key(c->first.t->group, group)) : PRAK_NONE;
    bool there = state.known && id != PRAK_NONE;
    if (there && prak_book_totals(&c->second, id, r->stat, total, e))
        return -1;
    for (unsigned i = 0; i < parts; i++) {
        state.part = i;
        r->has_level = parts > 1;
        if (r->has_level)
            r->level = prak_str(s->est->part(s, i));
        if ((there && fitted_part(c, group, id, r, &state, total, e)) ||
            prak_output_row(&c->out, prak_map_key(c->first.t->group, group), r, e))
            return -1;
    }
    return 0;
}

/* ---- levels ---- */

struct level_order {
    const struct prak_level *l;
    struct prak_str text;
    uint32_t id;
    bool bins;
};

static int by_level(const void *x, const void *y)
{
    const struct level_order *a = x, *b = y;
    if (a->l->group != b->l->group)
        return a->l->group < b->l->group ? -1 : 1;
    if (a->l->stat != b->l->stat)
        return a->l->stat < b->l->stat ? -1 : 1;
    if (a->bins)
        return (a->l->bin > b->l->bin) - (a->l->bin < b->l->bin);
    return prak_str_cmp(a->text, b->text);
}

struct levels {
    struct level_order *list;
    size_t n, next;
};

static int sort_levels(struct closing *c, struct levels *out, struct prak_err *e)
{
    const struct prak_stat_part *t = c->first.t;
    out->n = prak_map_count(t->level);
    out->list = calloc(out->n + 1, sizeof *out->list);
    if (!out->list)
        return prak_fail_memory(e);
    for (uint32_t i = 0; i < out->n; i++) {
        struct prak_str key = prak_map_key(t->level, i);
        bool bins = c->p->stat[t->levels[i].stat].est->kinds & PRAK_EST_CONSTANT;
        out->list[i] = (struct level_order){ &t->levels[i], { key.p + 8, key.n - 8 }, i, bins };
    }
    qsort(out->list, out->n, sizeof *out->list, by_level);
    return 0;
}

/* Weight of a level; exact, the caller's to free, has it too where rows carry weights. */
static int level_weight(const struct closing *c, uint32_t id, struct prak_exact *exact, prak_quad *w,
                        struct prak_err *e)
{
    if (c->first.frame.weight) {
        *w = prak_book_level_total(&c->first, id);
        return 0;
    }
    if (prak_book_level_exact(&c->first, id, exact, e))
        return -1;
    *w = prak_exact_to_quad(exact);
    return 0;
}

/* One level's row; id PRAK_NONE: an empty bin. */
static int finish_level(struct closing *c, uint32_t group, struct prak_result *r, uint32_t id, prak_quad n,
                        struct prak_err *e)
{
    prak_quad own = 0;
    struct prak_variance v;
    struct prak_exact exact = { .scale = 0 };
    int rc = id == PRAK_NONE ? 0 : level_weight(c, id, &exact, &own, e);
    prak_exact_free(&exact);
    if (rc)
        return -1;
    r->has_estimate = r->has_se = r->has_deff = false;
    r->suppress = c->hide.cell[group * c->p->nstat + r->stat] || (id != PRAK_NONE && c->hide.level[id]);
    r->ci = (struct prak_interval){ 0 };
    if (n > 0) {
        prak_quad share = own / n, squares = (own * ((prak_quad)1 - 2 * share) + share * share * n) / (n * n);
        r->has_estimate = true;
        r->estimate = (double)share;
        if (speak_of_lonely(c, e))
            return -1;
        prak_book_level_variance(&c->first, group, r->stat, id, share, n, &v);
        if (c->rep && prak_rep_level(c->rep, &c->first, group, r->stat, id, share, &v, e))
            return -1;
        set_variance(c, r, &v, share > 0 ? share : (prak_quad)1);
        set_deff(c, r, &v, n, squares, 0);
    }
    return prak_output_row(&c->out, prak_map_key(c->first.t->group, group), r, e);
}

/* A share of a margin: the margin's rows are those of the figure. */
static int finish_margin(struct closing *c, uint32_t group, struct prak_result r, uint32_t id, uint32_t base,
                         struct prak_err *e)
{
    struct prak_cell cell = *r.cell;
    struct prak_exact all = { .scale = 0 }, part = { .scale = 0 };
    prak_quad n = 0, own = 0;
    struct prak_variance v;
    int rc = level_weight(c, base, &all, &n, e) || level_weight(c, id, &part, &own, e) ? -1 : 0;
    cell.n = c->first.t->levels[base].n;
    cell.positive = c->first.t->levels[base].positive;
    r.cell = &cell;
    r.has_estimate = r.has_se = r.has_deff = false;
    r.ci = (struct prak_interval){ 0 };
    r.suppress = c->hide.cell[group * c->p->nstat + r.stat] || c->hide.level[id] || c->hide.level[base];
    set_weight(c, &r, &all, n);
    if (!rc && n > 0) {
        prak_quad share = own / n, squares = (own * ((prak_quad)1 - 2 * share) + share * share * n) / (n * n);
        r.has_estimate = true;
        r.estimate = (double)share;
        rc = speak_of_lonely(c, e);
        if (!rc) {
            prak_cross_variance(&c->first, id, base, share, n, &v);
            if (c->rep)
                rc = prak_rep_margin(c->rep, &c->first, id, base, share, &v, e);
            set_variance(c, &r, &v, share > 0 ? share : (prak_quad)1);
            set_deff(c, &r, &v, n, squares, 0);
        }
    }
    if (!rc)
        rc = prak_output_row(&c->out, prak_map_key(c->first.t->group, group), &r, e);
    prak_exact_free(&all);
    prak_exact_free(&part);
    return rc;
}

/* A level in its cell, or of a cross table in its row or column. */
static int finish_cross(struct closing *c, uint32_t group, struct prak_result *r, uint32_t id, prak_quad n,
                        struct prak_err *e)
{
    bool whole;
    uint32_t base = prak_cross_base(&c->first, group, r->stat, r->level, &whole);
    if (whole)
        return 0;
    if (base == PRAK_NONE)
        return finish_level(c, group, r, id, n, e);
    return finish_margin(c, group, *r, id, base, e);
}

static int bin_edges(const struct prak_statistic *s, struct prak_dec anchor, int64_t bin, struct prak_result *r,
                     struct prak_err *e)
{
    struct prak_dec at;
    if (prak_dec_mul(prak_dec_int(bin), s->arg[1].number, &at) || prak_dec_add(anchor, at, &r->low) ||
        prak_dec_add(r->low, s->arg[1].number, &r->high))
        return prak_fail(e, PRAK_EDATA, "hist: bin edges need over 38 digits");
    return 0;
}

#define MOST_BINS 10000

static int finish_bins(struct closing *c, uint32_t group, struct prak_result *r, const struct level_order *l,
                       size_t count, prak_quad n, struct prak_err *e)
{
    const struct prak_statistic *s = &c->p->stat[r->stat];
    r->has_bin = r->has_reference = true;
    r->reference = r->cell->constant;
    if (count && l[count - 1].l->bin - l[0].l->bin >= MOST_BINS) {
        prak_fail(e, PRAK_EDATA, "%.*s has over %d bins", (int)(s->title.n > 80 ? 80 : s->title.n), s->title.p,
                  MOST_BINS);
        return prak_err_hint(e, "choose a larger width, or look for a value that is far off");
    }
    for (size_t i = 0; i < count; i++)
        for (int64_t bin = i ? l[i - 1].l->bin + 1 : l[0].l->bin; bin <= l[i].l->bin; bin++)
            if (bin_edges(s, r->reference, bin, r, e) ||
                finish_level(c, group, r, bin == l[i].l->bin ? l[i].id : PRAK_NONE, n, e))
                return -1;
    return 0;
}

static int finish_levels(struct closing *c, uint32_t group, struct prak_result *r, const struct levels *all,
                         prak_quad n, struct prak_err *e)
{
    const struct prak_level want = { group, r->stat, INT64_MIN, 0, 0 };
    size_t lo = 0, hi = all->n, end;
    while (lo < hi) { /* first level of this group and statistic */
        size_t mid = lo + (hi - lo) / 2;
        const struct prak_level *l = all->list[mid].l;
        if (l->group < want.group || (l->group == want.group && l->stat < want.stat))
            lo = mid + 1;
        else
            hi = mid;
    }
    for (end = lo; end < all->n && all->list[end].l->group == group && all->list[end].l->stat == r->stat; end++)
        ;
    if (lo == end) /* no row: one record that says so */
        return prak_output_row(&c->out, prak_map_key(c->first.t->group, group), r, e);
    if (all->list[lo].bins)
        return finish_bins(c, group, r, all->list + lo, end - lo, n, e);
    for (size_t i = lo; i < end; i++) {
        r->has_level = true;
        r->level = all->list[i].text;
        if (finish_cross(c, group, r, all->list[i].id, n, e))
            return -1;
    }
    return 0;
}

/* ---- all ---- */

static int check_constant(const struct closing *c, const struct prak_result *r, struct prak_err *e)
{
    const struct prak_statistic *s = &c->p->stat[r->stat];
    if (!s->constant || !r->cell->mixed_constant)
        return 0;
    bool levels = s->est->kinds & PRAK_EST_LEVELS;
    prak_fail(e, PRAK_EDATA, "%.*s: the %s is not the same in all rows of a group",
              (int)(s->title.n > 80 ? 80 : s->title.n), s->title.p, levels ? "anchor" : "minimum");
    return prak_err_hint(e, levels ? "group by what sets the anchor" : "group by what sets it, or say pool=true");
}

static int finish_cell(struct closing *c, uint32_t group, size_t stat, const struct levels *levels, struct prak_err *e)
{
    const struct prak_stat_part *t = c->first.t;
    const struct prak_statistic *s = &c->p->stat[stat];
    struct prak_result r = { .stat = (uint32_t)stat, .cell = &t->cell[group * c->p->nstat + stat] };
    struct prak_exact weight = { .scale = 0 }, exact = { .scale = 0 };
    prak_quad total[PRAK_TERMS] = { 0 };
    struct prak_cell smaller = *r.cell;
    if (s->two_sides) {
        smaller.n = smaller.side[smaller.side[1] < smaller.side[0]];
        r.cell = &smaller;
    }
    r.suppress = c->hide.cell[group * c->p->nstat + stat];
    int rc = check_constant(c, &r, e);
    if (!rc && !c->first.frame.weight)
        rc = prak_book_exact(&c->first, group, stat, 0, &weight, e);
    if (!rc)
        rc = prak_book_totals(&c->first, group, stat, total, e);
    if (!rc)
        set_weight(c, &r, &weight, total[0]);
    if (rc) {
        /* nothing more */
    } else if (s->est->kinds & PRAK_EST_LEVELS) {
        rc = finish_levels(c, group, &r, levels, total[0], e);
    } else if (s->fitted && s->k[1]) {
        rc = finish_fitted(c, group, &r, e);
    } else {
        if (s->est->kinds & PRAK_EST_RANGE) {
            r.has_estimate = r.cell->ranged;
            r.dec = strcmp(s->est->name, "max") == 0 ? &r.cell->most : &r.cell->least;
        } else if (s->k[1]) {
            rc = finish_curve(c, group, &r, e);
        } else {
            rc = finish_moments(c, group, &r, total, &exact, e);
        }
        r.has_reference = s->constant && r.cell->has_constant;
        r.reference = r.cell->constant;
        if (!rc)
            rc = prak_output_row(&c->out, prak_map_key(t->group, group), &r, e);
    }
    prak_exact_free(&weight);
    prak_exact_free(&exact);
    return rc;
}

static int finish_groups(struct closing *c, struct prak_err *e)
{
    const struct prak_stat_part *t = c->first.t;
    size_t n = prak_map_count(t->group);
    struct levels levels = { 0 };
    struct group_order *order = calloc(n + 1, sizeof *order);
    uint32_t *group = calloc(n + 1, sizeof *group);
    int rc = order && group ? sort_levels(c, &levels, e) : prak_fail_memory(e);
    for (uint32_t i = 0; !rc && i < n; i++)
        order[i] = (struct group_order){ prak_map_key(t->group, i), i };
    if (!rc)
        qsort(order, n, sizeof *order, by_group);
    for (size_t i = 0; !rc && i < n; i++)
        group[i] = order[i].id;
    if (!rc)
        rc = prak_protect(&c->first, group, &c->hide, e);
    c->out.whole = c->hide.whole > 0;
    if (!rc && c->out.whole && c->out.sink->whole)
        c->out.sink->whole(c->out.sink->data, c->hide.whole);
    for (size_t i = 0; !rc && i < n; i++)
        for (size_t s = 0; !rc && s < c->p->nstat; s++)
            rc = finish_cell(c, group[i], s, &levels, e);
    free(order);
    free(group);
    free(levels.list);
    return rc;
}

static int prepare(const struct prak_stat_plan *p, struct prak_stat_part *t, int pass, struct prak_err *e)
{
    if (t->leaf.sums.scale == NULL) {
        t->pass = pass;
        if (prak_leaf_table_init(&t->leaf, p->stride[pass], e))
            return -1;
    }
    if (prak_fold_settle(t, e) || prak_tallied_give(t, t, NULL, NULL, e) || prak_part_fits(t, true, e))
        return -1; /* lines that lay packed become sums here, where no other part is joined */
    return ensure_totals(p, t, e);
}

/* The quantile of each cell, once all rows are in. */
static int find_states(struct prak_book *b, struct prak_stat_part *t, struct prak_err *e)
{
    size_t nstat = b->p->nstat, groups = prak_map_count(t->group);
    for (uint32_t g = 0; g < groups; g++)
        for (size_t i = 0; i < nstat; i++) {
            const struct prak_statistic *s = &b->p->stat[i];
            struct prak_state *state = &t->state[g * nstat + i];
            uint32_t cell = prak_curve_cell(b->p, g, i, 0);
            prak_quad density[2] = { 0, 0 };
            prak_quad total[PRAK_TERMS] = { 0 };
            struct prak_exact exact = { .scale = 0 }, product = { .scale = 0 };
            if (s->k[1] == 0)
                continue;
            if (b->p->by_value && s->est->ladder) { /* the second pass makes it if it needs it */
                state->known = t->cell[g * nstat + i].n > 0;
                continue;
            }
            if (s->fitted) {
                struct prak_look look = { b, t, g, i };
                state->rows = t->cell[g * nstat + i].positive;
                if (s->est->fit(s, &look, state, e))
                    return -1;
                continue;
            }
            int rc = prak_book_totals(b, g, i, total, e) || prak_book_exact(b, g, i, s->target, &exact, e) ? -1 : 0;
            struct prak_target target = { .exact = b->frame.weight ? NULL : &exact, .about = total[s->target] };
            if (!rc && s->target == 0) {
                int held = target.exact ? prak_look_times(&exact, s->p, &product, e) : 0;
                rc = held < 0 ? -1 : 0;
                target.exact = held > 0 ? &product : NULL;
                target.about *= prak_dec_to_quad(s->p);
            }
            if (!rc && total[0] > 0)
                rc = prak_curve_targets(t, &b->frame, cell, s->rule, total[0], &target, 1, e);
            prak_exact_free(&exact);
            prak_exact_free(&product);
            if (rc)
                return -1;
            if (!target.found)
                continue;
            *state = (struct prak_state){ .known = true, .cut = target.dec, .value = target.value };
            if (s->est->kinds & PRAK_EST_MOMENTS &&
                prak_curve_density(t, &b->frame, cell, target.value, density, e))
                return -1;
            state->density = density[0];
        }
    return 0;
}

int prak_stat_between(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_err *e)
{
    struct prak_book b;
    if (p->describe || !p->two_pass)
        return 0;
    if (prepare(p, whole, 0, e) || prak_curve_finish(whole->curve, (unsigned)p->parts, e) ||
        (p->by_value && !whole->summed && prak_second_first(p, whole, e)))
        return -1;
    free(whole->state);
    whole->state = calloc(prak_map_count(whole->group) * p->nstat + 1, sizeof *whole->state);
    prak_arena_free(whole->fits);
    whole->fits = prak_arena_new(0);
    if (!whole->state || !whole->fits)
        return prak_fail_memory(e);
    int rc = prak_book_open(&b, p, whole, e) || find_states(&b, whole, e) ? -1 : 0;
    prak_book_close(&b);
    return rc;
}

int prak_stat_end(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_stat_part *second,
                  const struct prak_stat_sink *out, struct prak_err *e)
{
    struct closing c = { .p = p, .whole = whole, .out = { .plan = p, .sink = out } };
    if (p->describe)
        return prak_describe_end(p, whole->describe, out, e);
    if (p->by_value && !second) {
        struct prak_stat_part *made = NULL;
        int failed = prak_stat_between(p, whole, e) || prak_second_make(p, whole, &made, e) ||
                     prak_stat_end(p, whole, made, out, e);
        prak_stat_part_free(made);
        return failed ? -1 : 0;
    }
    if (prepare(p, whole, 0, e) || check_currency(p, whole, e))
        return -1;
    c.out.arena = prak_arena_new(0);
    int rc = c.out.arena ? 0 : prak_fail_memory(e);
    if (!rc)
        rc = prak_book_open(&c.first, p, whole, e) || prak_rep_open(&c.first, &c.rep, e) ? -1 : 0;
    if (!rc && second) {
        c.has_second = true;
        rc = prepare(p, second, 1, e) || prak_book_open(&c.second, p, second, e) ||
                     prak_rep_open(&c.second, &c.rep_second, e)
                 ? -1
                 : 0;
    }
    if (!rc)
        rc = finish_groups(&c, e);
    prak_rep_close(c.rep);
    prak_rep_close(c.rep_second);
    prak_book_close(&c.first);
    if (c.has_second)
        prak_book_close(&c.second);
    prak_protection_free(&c.hide);
    prak_arena_free(c.out.arena);
    prak_buf_free(&c.out.text);
    return rc;
}
