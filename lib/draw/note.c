/* note.c - subtitle, key, note and alternative text. */
#include "draw/note.h"

#include <string.h>

const char *prak_note_measure(struct prak_draw_run *d, const struct prak_chart *c)
{
    static const struct {
        const char *name;
        enum prak_draw_word word;
    } known[] = { { "share", PRAK_W_F_SHARE },   { "mean", PRAK_W_F_MEAN },
                  { "total", PRAK_W_F_TOTAL },   { "count", PRAK_W_F_COUNT },
                  { "ratio", PRAK_W_F_RATIO },   { "quantile", PRAK_W_F_QUANTILE },
                  { "median", PRAK_W_F_MEDIAN }, { "gini", PRAK_W_F_GINI },
                  { "kaitz", PRAK_W_F_KAITZ },   { "freq", PRAK_W_F_FREQ },
                  { "hist", PRAK_W_F_HIST } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].name, c->function))
            return prak_draw_word(d, known[i].word);
    return c->function;
}

const char *prak_note_column(struct prak_draw_run *d, const struct prak_chart *c)
{
    return c->kind == PRAK_DOT ? prak_note_measure(d, c) : prak_draw_word(d, PRAK_W_F_SHARE);
}

static const char *join(struct prak_draw_run *d, const char *a, const char *separator, const char *b)
{
    if (!*a || !*b)
        return *a ? a : b;
    return prak_draw_text(d, "%s%s%s", a, separator, b);
}

static bool any_interval(const struct prak_chart *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->row[i].ci_low.has)
            return true;
    return false;
}

const char *prak_note_subtitle(struct prak_draw_run *d, const struct prak_chart *c)
{
    const char *s = prak_note_measure(d, c), *ci = prak_draw_text_key(d, c->method, "ci");
    if (c->grouped)
        s = prak_draw_say(d, PRAK_W_BY, s, c->grouping, NULL);
    if (c->fraction)
        s = join(d, s, ", ", prak_draw_word(d, PRAK_W_PER_CENT));
    if (*ci && any_interval(c) && c->kind != PRAK_HIST)
        s = join(d, s, ", ", prak_draw_say(d, PRAK_W_WITH_INTERVAL, prak_draw_digits(d, ci), NULL, NULL));
    return s;
}

const char *prak_note_interval(struct prak_draw_run *d, const struct prak_chart *c)
{
    const char *ci = prak_draw_text_key(d, c->method, "ci");
    return *ci ? prak_draw_say(d, PRAK_W_INTERVAL, prak_draw_digits(d, ci), NULL, NULL)
               : prak_draw_word(d, PRAK_W_INTERVAL_ANY);
}

/* max_cv of the method as per cent text, or "" */
static const char *max_cv(struct prak_draw_run *d, const struct prak_chart *c)
{
    const char *t = prak_draw_text_key(d, c->method, "max_cv");
    struct prak_dec v, p;
    if (!*t || prak_dec_parse(t, strlen(t), false, &v) || prak_dec_mul(v, prak_dec_int(100), &p))
        return "";
    return prak_draw_text(d, "%s%%", prak_draw_number_plain(d, p));
}

const char *prak_note_caution_key(struct prak_draw_run *d, const struct prak_chart *c)
{
    const char *n = prak_draw_digits(d, prak_draw_text_key(d, c->method, "caution_n")), *cv = max_cv(d, c);
    if (!*n)
        return prak_draw_word(d, PRAK_W_KEY_CAUTION_ANY);
    return prak_draw_say(d, *cv ? PRAK_W_KEY_CAUTION_CV : PRAK_W_KEY_CAUTION, n, cv, NULL);
}

const char *prak_note_flag(struct prak_draw_run *d, const struct prak_draw_row *r)
{
    if (r->suppress)
        return prak_draw_word(d, PRAK_W_FLAG_SUPPRESS);
    if (r->caution)
        return prak_draw_word(d, PRAK_W_FLAG_CAUTION);
    return !strcmp(r->flag, "ok") ? "" : r->flag;
}

const char *prak_note_estimate(struct prak_draw_run *d, const struct prak_chart *c,
                               const struct prak_draw_row *r, int digits, bool sign)
{
    if (r->suppress)
        return prak_draw_word(d, PRAK_W_FLAG_SUPPRESS);
    if (!r->estimate.has)
        return "";
    const char *s = prak_draw_text(d, "%s%s", prak_draw_row_number(d, c, &r->estimate, digits),
                                   sign && c->fraction ? "%" : "");
    return r->caution ? prak_draw_text(d, "(%s)", s) : s;
}

/* n and n_missing over the cells; hist and freq repeat them on every row of a cell. The total row counts
 * for its groups when it is there. */
static const char *note_n(struct prak_draw_run *d, const struct prak_chart *c)
{
    const struct prak_draw_row *row = c->n_all ? c->all : c->row;
    size_t n = c->n_all ? 1 : c->n, seen = 0;
    struct prak_dec sum = prak_dec_int(0), missing = sum;
    bool counted = true;
    for (size_t i = 0; i < n; i++) {
        bool repeated = c->kind != PRAK_DOT || *row[i].level;
        if ((repeated && i && row[i].cell < seen) || (row[i].suppress && !row[i].n.has))
            continue;
        seen = row[i].cell + 1;
        if (row[i].n.has)
            prak_dec_add(sum, row[i].n.d, &sum);
        if (row[i].missing.has)
            prak_dec_add(missing, row[i].missing.d, &missing);
        else
            counted = false;
    }
    const char *t = prak_draw_number(d, sum, 0);
    if (!counted)
        return prak_draw_say(d, PRAK_W_NOTE_N_UNKNOWN, t, NULL, NULL);
    if (prak_dec_is_zero(missing))
        return prak_draw_say(d, PRAK_W_NOTE_N_NONE, t, NULL, NULL);
    return prak_draw_say(d, PRAK_W_NOTE_N, t, prak_draw_number(d, missing, 0), NULL);
}

static const char *note_interval(struct prak_draw_run *d, const struct prak_chart *c)
{
    const char *ci = prak_draw_text_key(d, c->method, "ci"),
               *kind = prak_draw_text_key(d, c->method, "interval");
    const char *share = prak_draw_text_key(d, c->method, "share_ci"), *s = "", *v;
    if (*ci && any_interval(c)) {
        bool logit = c->kind != PRAK_DOT || !strcmp(c->function, "share"); /* share_ci is theirs only */
        if (logit && *share)
            kind = prak_draw_say(d, PRAK_W_SHARE_KIND, share, NULL, NULL);
        s = prak_draw_say(d, *kind ? PRAK_W_NOTE_CI : PRAK_W_NOTE_CI_ONLY, prak_draw_digits(d, ci), kind,
                          NULL);
    }
    v = prak_draw_text_key(d, c->method, "variance");
    if (*v)
        s = join(d, s, " ", prak_draw_say(d, PRAK_W_NOTE_VARIANCE, v, NULL, NULL));
    v = prak_draw_text_key(d, c->method, "rule");
    if (*v &&
        (!strcmp(c->function, "quantile") || !strcmp(c->function, "median") || !strcmp(c->function, "kaitz")))
        s = join(d, s, " ", prak_draw_say(d, PRAK_W_NOTE_RULE, v, NULL, NULL));
    return s;
}

static const char *note_design(struct prak_draw_run *d, const struct prak_chart *c)
{
    static const struct {
        const char *key;
        enum prak_draw_word word;
    } part[] = { { "strata", PRAK_W_STRATA },
                 { "cluster", PRAK_W_CLUSTER },
                 { "fpc", PRAK_W_FPC },
                 { "repweights", PRAK_W_REPWEIGHTS },
                 { "lonely", PRAK_W_LONELY } };
    const char *w = prak_draw_text_key(d, c->design, "weight"), *s = "", *list = "";
    if (*w)
        s = prak_draw_say(d, PRAK_W_NOTE_WEIGHT, w, NULL, NULL);
    else if (*c->design)
        s = prak_draw_word(d, PRAK_W_NOTE_NO_WEIGHT);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const char *v = prak_draw_text_key(d, c->design, part[i].key);
        if (*v && strcmp(v, "fail")) /* that a lonely unit stops is the default */
            list = join(d, list, ", ", prak_draw_say(d, part[i].word, v, NULL, NULL));
    }
    if (*list)
        s = join(d, s, " ", prak_draw_say(d, PRAK_W_NOTE_DESIGN, list, NULL, NULL));
    if (c->n_all == 1 && c->all[0].deff.has)
        s = join(d, s, " ",
                 prak_draw_say(d, PRAK_W_NOTE_DEFF, prak_draw_number(d, c->all[0].deff.d, 1), NULL, NULL));
    else if (c->n == 1 && c->row[0].deff.has)
        s = join(d, s, " ",
                 prak_draw_say(d, PRAK_W_NOTE_DEFF, prak_draw_number(d, c->row[0].deff.d, 1), NULL, NULL));
    return s;
}

static const char *note_flags(struct prak_draw_run *d, const struct prak_chart *c)
{
    size_t suppressed = 0, caution = 0;
    for (size_t i = 0; i < c->n; i++) {
        suppressed += c->row[i].suppress;
        caution += c->row[i].caution;
    }
    const char *min = prak_draw_digits(d, prak_draw_text_key(d, c->method, "min_n")), *s = "";
    const char *below = prak_draw_digits(d, prak_draw_text_key(d, c->method, "caution_n")),
               *cv = max_cv(d, c);
    bool others = *prak_draw_text_key(d, c->method, "secondary"); /* some are suppressed for the sake of others */
    if (suppressed)
        s = prak_draw_say(d, *min && !others ? PRAK_W_NOTE_SUPPRESS : PRAK_W_NOTE_SUPPRESS_ANY,
                          prak_draw_count(d, suppressed), prak_draw_count(d, c->n), min);
    else if (*min)
        s = prak_draw_say(d, PRAK_W_NOTE_NO_SUPPRESS, min, NULL, NULL);
    if (caution)
        s = join(d, s, " ",
                 prak_draw_say(d,
                               !*below ? PRAK_W_NOTE_CAUTION_ANY
                               : *cv   ? PRAK_W_NOTE_CAUTION_CV
                                       : PRAK_W_NOTE_CAUTION,
                               prak_draw_count(d, caution), below, cv));
    return s;
}

const char *prak_note(struct prak_draw_run *d, const struct prak_chart *c, const char *more)
{
    const char *s = join(d, prak_draw_word(d, PRAK_W_NOTE), " ", note_n(d, c));
    s = join(d, s, " ", note_design(d, c));
    s = join(d, s, " ", note_interval(d, c));
    s = join(d, s, " ", note_flags(d, c));
    if (!strcmp(c->function, "kaitz") && c->n && c->row[0].reference.has) {
        bool same = true;
        for (size_t i = 1; i < c->n; i++)
            same = same && c->row[i].reference.has &&
                   !prak_dec_cmp(c->row[i].reference.d, c->row[0].reference.d);
        if (same)
            s = join(d, s, " ",
                     prak_draw_say(d, PRAK_W_NOTE_REFERENCE, prak_draw_number_plain(d, c->row[0].reference.d),
                                   NULL, NULL));
    }
    if (*c->confidence)
        s = join(d, s, " ", prak_draw_say(d, PRAK_W_NOTE_CONFIDENCE, c->confidence, NULL, NULL));
    return join(d, s, " ", more);
}

static const char *alt_value(struct prak_draw_run *d, const struct prak_chart *c,
                             const struct prak_draw_row *r)
{
    const char *v = prak_note_estimate(d, c, r, 1, true), *ci = prak_draw_row_interval(d, c, r, 1);
    return *ci ? prak_draw_text(d, "%s (%s %s)", v, prak_note_interval(d, c), ci) : v;
}

static const char *alt_dot(struct prak_draw_run *d, const struct prak_chart *c)
{
    size_t *o = prak_chart_order(d, c), shown = 0, above = 0, below = 0;
    if (!o)
        return "";
    if (c->n == 1 && !c->grouped)
        return prak_draw_say(d, PRAK_W_ALT_VALUE, c->title, alt_value(d, c, &c->row[0]), NULL);
    const struct prak_draw_row *all = c->n_all == 1 && c->all[0].estimate.has ? &c->all[0] : NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct prak_draw_row *r = &c->row[i];
        shown += r->estimate.has;
        above += all && r->ci_low.has && !r->caution && r->ci_low.v > all->estimate.v;
        below += all && r->ci_low.has && !r->caution && r->ci_high.v < all->estimate.v;
    }
    const char *s = prak_draw_say(d, PRAK_W_ALT_DOT, c->title, prak_draw_count(d, shown), NULL);
    if (shown) {
        const struct prak_draw_row *hi = &c->row[o[0]], *lo = &c->row[o[shown - 1]];
        s = join(d, s, " ", prak_draw_say(d, PRAK_W_ALT_HIGHEST, hi->label, alt_value(d, c, hi), NULL));
        s = join(d, s, " ", prak_draw_say(d, PRAK_W_ALT_LOWEST, lo->label, alt_value(d, c, lo), NULL));
    }
    if (all) {
        s = join(d, s, " ", prak_draw_say(d, PRAK_W_ALT_ALL, alt_value(d, c, all), NULL, NULL));
        s = join(
            d, s, " ",
            prak_draw_say(d, PRAK_W_ALT_EXCLUDE, prak_draw_count(d, above), prak_draw_count(d, below), NULL));
    }
    return s;
}

static const char *alt_bars(struct prak_draw_run *d, const struct prak_chart *c)
{
    bool hist = c->kind == PRAK_HIST;
    const struct prak_draw_row *row = c->n_all ? c->all : c->row;
    size_t n = c->n_all ? c->n_all : c->n, top = n;
    struct prak_draw_value below;
    for (size_t i = 0; i < n; i++)
        if (row[i].estimate.has && (top == n || row[i].estimate.v > row[top].estimate.v))
            top = i;
    const char *s =
        prak_draw_say(d, hist ? PRAK_W_ALT_HIST : PRAK_W_ALT_FREQ, c->title, prak_draw_count(d, n), NULL);
    if (!hist && top < n)
        return join(d, s, " ",
                    prak_draw_say(d, PRAK_W_ALT_HIGHEST, row[top].label, alt_value(d, c, &row[top]), NULL));
    if (hist && top < n && (c->n_all || !c->grouped)) {
        s = join(d, s, " ",
                 prak_draw_say(d, PRAK_W_ALT_TALLEST, prak_draw_row_bin(d, &row[top]),
                               prak_note_estimate(d, c, &row[top], 1, true), NULL));
        if (prak_draw_hist_below(row, n, &below))
            s = join(d, s, " ",
                     prak_draw_say(d, PRAK_W_ALT_BELOW, prak_draw_number_plain(d, row[0].reference.d),
                                   prak_draw_text(d, "%s%%", prak_draw_percent(d, below.d, 1)), NULL));
    }
    return s;
}

const char *prak_note_alt(struct prak_draw_run *d, const struct prak_chart *c)
{
    const char *s = c->kind == PRAK_DOT ? alt_dot(d, c) : alt_bars(d, c);
    size_t suppressed = 0;
    for (size_t i = 0; i < c->n; i++)
        suppressed += c->row[i].suppress;
    if (suppressed)
        s = join(d, s, " ",
                 prak_draw_say(d, PRAK_W_ALT_SUPPRESS, prak_draw_count(d, suppressed), NULL, NULL));
    return s;
}
