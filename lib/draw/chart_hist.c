/* chart_hist.c - a distribution in bins, or one small one for each group with shared axes. */
#include "draw/chart.h"

#include <math.h>
#include <string.h>

static const struct prak_tag NO_TAG;

#define FOLD_BINS 40
#define FOLD_AT   0.975

/* Small panels: four across in a page, two on a phone. */
#define SMALL_WIDE 178.0
#define SMALL_HIGH 150.0
#define SMALL_HEAD 42.0

struct panel {
    const struct prak_draw_row *row;
    size_t n;
};

struct plot {
    struct prak_draw_scale x, y;
    double over_x, over_w; /* the bar of the folded tail; over_w 0 = none */
    double cut;            /* bins from here on are folded */
};

static double height_of(const struct panel *p, double cut)
{
    double top = 0, over = 0;
    for (size_t i = 0; i < p->n; i++) {
        double v = p->row[i].estimate.has ? p->row[i].estimate.v : 0;
        if (p->row[i].low.has && p->row[i].low.v >= cut)
            over += v;
        else if (v > top)
            top = v;
    }
    return over > top ? over : top;
}

/* The edge from which the tail is folded: where the cumulated share passes 97.5 %; the last edge when
 * there is little to fold. */
static double cut_of(const struct panel *p, double last)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        sum += p->row[i].estimate.has ? p->row[i].estimate.v : 0;
        if (sum >= FOLD_AT && p->row[i].high.has && i + 3 < p->n) {
            bool above = !p->row[i].reference.has || p->row[i].high.v > p->row[i].reference.v;
            return above ? p->row[i].high.v : last;
        }
    }
    return sum > 0 ? last : p->row[0].low.v; /* a suppressed panel has no say */
}

static bool edges(const struct panel *p, size_t n, double *first, double *last, size_t *bins)
{
    bool any = false;
    *first = *last = 0;
    *bins = 0;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < p[j].n; i++) {
            const struct prak_draw_row *r = &p[j].row[i];
            if (!r->low.has || !r->high.has)
                continue;
            *first = !any || r->low.v < *first ? r->low.v : *first;
            *last = !any || r->high.v > *last ? r->high.v : *last;
            any = true;
        }
        *bins = p[j].n > *bins ? p[j].n : *bins;
    }
    return any && *last > *first;
}

/* The edge that all panels fold their tail at; the total's when there is one. */
static double cut_for(const struct panel *p, size_t n)
{
    double first, last, cut;
    size_t bins;
    if (!edges(p, n, &first, &last, &bins) || bins <= FOLD_BINS)
        return last;
    cut = first;
    for (size_t j = 0; j < n && !(j && p[0].row[0].total); j++) {
        double c = cut_of(&p[j], last);
        cut = c > cut ? c : cut;
    }
    return cut > first ? cut : last; /* everything is suppressed */
}

/* Axes that the panels share, in values; `all` has every panel of the chart. place() gives them pixels. */
static bool share_axes(const struct panel *p, size_t n, const struct panel *all, size_t n_all, size_t want,
                       struct plot *t)
{
    double first, last, top = 0;
    size_t bins;
    if (!edges(all, n_all, &first, &last, &bins))
        return false;
    t->cut = cut_for(all, n_all);
    for (size_t j = 0; j < n; j++) {
        double h = height_of(&p[j], t->cut);
        top = h > top ? h : top;
    }
    t->over_w = t->cut < last ? 1 : 0;
    t->x = prak_scale_make(first, t->cut, want, 0, 1);
    t->x.v0 = first;
    t->x.v1 = t->cut;
    t->y = prak_scale_make(0, top > 0 ? top : 1, want > 4 ? 4 : 3, 0, 1);
    return true;
}

static void place(struct plot *t, double left, double right, double top, double bottom)
{
    double tail = 0;
    if (t->over_w > 0) {
        t->over_w = right - left < 330 ? 12 : 22;
        tail = t->over_w + (right - left < 330 ? 14 : 24);
        t->over_x = right - t->over_w;
    }
    t->x.x0 = left;
    t->x.x1 = right - tail;
    t->y.x0 = bottom;
    t->y.x1 = top;
}

static enum prak_draw_role role_of(const struct prak_draw_row *r)
{
    return r->reference.has && r->low.has && r->low.v < r->reference.v ? PRAK_C_ABOVE : PRAK_C_BELOW;
}

static bool bar_of(const struct plot *t, const struct prak_draw_row *r, double xywh[4])
{
    if (!r->estimate.has || !r->low.has || !r->high.has || r->low.v >= t->cut || r->estimate.v <= 0)
        return false;
    double a = prak_scale_at(&t->x, r->low.v), b = prak_scale_at(&t->x, r->high.v);
    double gap = b - a > 6 ? 0.6 : b - a > 3 ? 0.3 : 0;
    xywh[0] = a + gap;
    xywh[1] = prak_scale_at(&t->y, r->estimate.v);
    xywh[2] = b - a - 2 * gap;
    xywh[3] = t->y.x0 - xywh[1];
    return true;
}

static void bars(struct prak_draw_frame *f, const struct panel *p, const struct plot *t)
{
    double xywh[4];
    for (size_t i = 0; i < p->n; i++) {
        const struct prak_draw_row *r = &p->row[i];
        if (bar_of(t, r, xywh))
            prak_canvas_bar(f->c, xywh, r->caution ? PRAK_C_PAPER : role_of(r),
                            r->caution ? role_of(r) : PRAK_C_NONE, prak_draw_mark(f, "bar", r),
                            prak_draw_row_tip(f, r));
    }
}

/* The bars of a small panel: one path for each look. */
static void bars_small(struct prak_draw_frame *f, const struct panel *p, const struct plot *t)
{
    for (int look = 0; look < 4; look++) {
        enum prak_draw_role role = look & 1 ? PRAK_C_ABOVE : PRAK_C_BELOW;
        bool hollow = look & 2;
        double xywh[4];
        prak_canvas_path(f->c, hollow ? PRAK_C_PAPER : role, hollow ? role : PRAK_C_NONE,
                         (struct prak_tag){ "bars", NULL });
        for (size_t i = 0; i < p->n; i++) {
            const struct prak_draw_row *r = &p->row[i];
            if (r->caution == hollow && role_of(r) == role && bar_of(t, r, xywh))
                prak_canvas_path_rect(f->c, xywh);
        }
        prak_canvas_path_end(f->c);
    }
}

/* No bar is left: what is not suppressed is empty. */
static bool is_suppressed(const struct panel *p)
{
    bool any = false;
    for (size_t i = 0; i < p->n; i++) {
        if (!p->row[i].suppress && p->row[i].estimate.has && p->row[i].estimate.v > 0)
            return false;
        any = any || p->row[i].suppress;
    }
    return any;
}

/* The word in place of bars. */
static void say_suppressed(struct prak_draw_frame *f, const struct plot *t)
{
    prak_canvas_text(f->c, (t->x.x0 + t->x.x1) / 2, (t->y.x0 + t->y.x1) / 2,
                     prak_draw_word(f->d, PRAK_W_FLAG_SUPPRESS), 12, PRAK_ITALIC | PRAK_HALO, PRAK_C_MUTED,
                     PRAK_MIDDLE);
}

/* The folded tail as one lighter bar. */
static void tail(struct prak_draw_frame *f, const struct panel *p, const struct plot *t)
{
    struct prak_draw_row r = { 0 };
    struct prak_dec sum = prak_dec_int(0);
    for (size_t i = 0; i < p->n; i++) {
        if (!p->row[i].low.has || p->row[i].low.v < t->cut)
            continue;
        if (!r.low.has)
            r = p->row[i];
        r.high = p->row[i].high;
        if (p->row[i].estimate.has && prak_dec_add(sum, p->row[i].estimate.d, &sum))
            return;
    }
    if (!r.low.has || t->over_w <= 0)
        return;
    double v = prak_dec_to_double(sum), y = prak_scale_at(&t->y, v);
    r.estimate = (struct prak_draw_value){ .has = true, .v = v, .d = sum };
    r.ci_low.has = r.ci_high.has = r.suppress = r.caution = false;
    prak_canvas_bar(f->c, (double[4]){ t->over_x, y, t->over_w, t->y.x0 - y }, PRAK_C_PALE, PRAK_C_BELOW,
                    prak_draw_mark(f, "bar overflow", &r), prak_draw_row_tip(f, &r));
}

static void x_axis(struct prak_draw_frame *f, const struct plot *t, double size)
{
    double y = t->y.x0, step = (t->x.x1 - t->x.x0) / (t->x.v1 - t->x.v0) * t->x.step, end = -1e9;
    struct prak_draw_scale tick = t->x;
    tick.v0 = floor(t->x.v0 / t->x.step) * t->x.step;
    prak_canvas_line(f->c, (double[4]){ t->x.x0, y, t->over_w > 0 ? t->over_x + t->over_w : t->x.x1, y },
                     PRAK_C_AXIS, 1, NULL, NO_TAG);
    for (size_t i = 0; i < tick.ticks + 2 && step > 0; i++) {
        double v = prak_scale_tick(&tick, i), x = prak_scale_at(&t->x, v);
        const char *s = prak_scale_label(f->d, &tick, i, false);
        double half = prak_canvas_measure(s, size, 0) / 2;
        if (v < t->x.v0 - 1e-9 || v > t->x.v1 + 1e-9 || x - half < end + 6 || x + half > t->x.x1 + 14)
            continue;
        prak_canvas_line(f->c, (double[4]){ x, y, x, y + 4 }, PRAK_C_AXIS, 1, NULL, NO_TAG);
        prak_canvas_text(f->c, x, y + 6 + size, s, size, 0, PRAK_C_MUTED, PRAK_MIDDLE);
        end = x + half;
    }
    if (t->over_w > 0) {
        struct prak_dec at;
        char b[32];
        if (prak_dec_parse(b, prak_double_format(t->cut, b), false, &at))
            return;
        const char *s = prak_draw_text(f->d, "%s+", prak_draw_number_plain(f->d, at));
        double x = t->over_x + t->over_w / 2, half = prak_canvas_measure(s, size, 0) / 2;
        if (x - half > end + 4)
            prak_canvas_text(f->c, x, y + 6 + size, s, size, 0, PRAK_C_MUTED, PRAK_MIDDLE);
        f->more = prak_draw_say(f->d, PRAK_W_NOTE_OVERFLOW, prak_draw_number_plain(f->d, at), NULL, NULL);
    }
}

static void y_axis(struct prak_draw_frame *f, const struct plot *t, double size)
{
    double right = t->over_w > 0 ? t->over_x + t->over_w : t->x.x1;
    for (size_t i = 0; i < t->y.ticks; i++) {
        double y = prak_scale_at(&t->y, prak_scale_tick(&t->y, i));
        const char *s = prak_scale_label(f->d, &t->y, i, true);
        if (i + 1 == t->y.ticks)
            s = prak_draw_text(f->d, "%s%%", s);
        if (i)
            prak_canvas_line(f->c, (double[4]){ t->x.x0, y, right, y }, PRAK_C_GRID, 1, NULL, NO_TAG);
        prak_canvas_text(f->c, t->x.x0 - 8, y + 4, s, size, 0, PRAK_C_MUTED, PRAK_RIGHT);
    }
}

/* Highest bar (smallest y) between two pixels. */
static double top_between(const struct panel *p, const struct plot *t, double a, double b)
{
    double y = t->y.x0;
    for (size_t i = 0; i < p->n; i++) {
        const struct prak_draw_row *r = &p->row[i];
        if (!r->estimate.has || !r->low.has || !r->high.has || r->low.v >= t->cut)
            continue;
        if (prak_scale_at(&t->x, r->high.v) < a || prak_scale_at(&t->x, r->low.v) > b)
            continue;
        double top = prak_scale_at(&t->y, r->estimate.v);
        y = top < y ? top : y;
    }
    return y;
}

struct callout {
    const char *big, *words, *interval;
    double width;
};

/* Caution about the sum of some bins: by its own row, else by n. A bin's CV says nothing of the sum. */
static bool is_careful(struct prak_draw_frame *f, const struct panel *p, const struct prak_draw_row *share)
{
    const char *s = prak_draw_text_key(f->d, f->k->method, "caution_n");
    struct prak_dec least;
    if (share)
        return share->caution;
    return *s && p->row[0].n.has && !prak_dec_parse(s, strlen(s), false, &least) &&
           prak_dec_cmp(p->row[0].n.d, least) < 0;
}

static struct callout callout_of(struct prak_draw_frame *f, const struct panel *p)
{
    struct callout o = { 0 };
    struct prak_draw_run *d = f->d;
    struct prak_draw_value below;
    if (!prak_draw_hist_below(p->row, p->n, &below))
        return o;
    const struct prak_draw_row *share = prak_draw_model_share_below(d, f->m, f->k, &p->row[0]);
    o.big = prak_draw_text(d, is_careful(f, p, share) ? "(%s%%)" : "%s%%", prak_draw_percent(d, below.d, 1));
    o.words =
        prak_draw_say(d, PRAK_W_BELOW_REF, prak_draw_number_plain(d, p->row[0].reference.d), NULL, NULL);
    if (share && share->ci_low.has)
        o.interval = prak_draw_text(d, "%s %s\xE2\x80\x93%s%%", prak_note_interval(d, f->k),
                                    prak_draw_percent(d, share->ci_low.d, 1),
                                    prak_draw_percent(d, share->ci_high.d, 1));
    double a = prak_canvas_measure(o.big, 26, PRAK_BOLD), b = prak_canvas_measure(o.words, 13, 0);
    double i = o.interval ? prak_canvas_measure(o.interval, 12, 0) : 0;
    o.width = (a > b ? a > i ? a : i : b > i ? b : i) * 1.08;
    return o;
}

static void draw_callout(struct prak_draw_frame *f, const struct callout *o, double x, double y,
                         enum prak_draw_anchor anchor)
{
    prak_canvas_text(f->c, x, y + 24, o->big, 26, PRAK_BOLD | PRAK_HALO, PRAK_C_ABOVE, anchor);
    prak_canvas_text(f->c, x, y + (f->d->km ? 47 : 43), o->words, 13, PRAK_HALO, PRAK_C_ABOVE, anchor);
    if (o->interval)
        prak_canvas_text(f->c, x, y + (f->d->km ? 70 : 60), o->interval, 12, PRAK_HALO, PRAK_C_MUTED, anchor);
}

static void median(struct prak_draw_frame *f, const struct panel *p, const struct plot *t)
{
    struct prak_draw_run *d = f->d;
    const struct prak_draw_row *r = prak_draw_model_median(d, f->m, f->k, &p->row[0]);
    if (!r || !r->estimate.has || r->estimate.v <= t->x.v0 || r->estimate.v >= t->cut)
        return;
    const char *value = prak_draw_number_plain(d, r->estimate.d);
    struct prak_dec two;
    if (!prak_dec_round(r->estimate.d, 2, &two))
        value = prak_draw_number_plain(d, two);
    const char *s = prak_draw_say(d, PRAK_W_MEDIAN_IS, value, NULL, NULL);
    double w = prak_canvas_measure(s, f->size, PRAK_BOLD) * 1.08, x = prak_scale_at(&t->x, r->estimate.v);
    double limit = t->over_w > 0 ? t->over_x - 6 : t->x.x1;
    for (int level = 40; level <= 90; level += 5) {
        double y = t->y.x1 + (t->y.x0 - t->y.x1) * (level == 90 ? 0.06 : level / 100.0), at = x + 24;
        while (at + w < limit && top_between(p, t, at - 6, at + w) < y + 8)
            at += 6;
        if (at + w >= limit || (at > x + 140 && level < 90))
            continue;
        prak_canvas_line(f->c, (double[4]){ x, t->y.x0, x, y }, PRAK_C_PAPER, 3, NULL, NO_TAG);
        prak_canvas_line(f->c, (double[4]){ x, y, at - 5, y }, PRAK_C_PAPER, 3, NULL, NO_TAG);
        prak_canvas_line(f->c, (double[4]){ x, t->y.x0, x, y }, PRAK_C_INK, 1.2, NULL,
                         prak_draw_mark(f, "median", r));
        prak_canvas_line(f->c, (double[4]){ x, y, at - 5, y }, PRAK_C_INK, 1.2, NULL, NO_TAG);
        prak_canvas_text(f->c, at, y + 4, s, f->size, PRAK_BOLD | PRAK_HALO, PRAK_C_INK, PRAK_LEFT);
        return;
    }
}

/* The line at the reference with its value, and the share below it where there is room. */
static void reference(struct prak_draw_frame *f, const struct panel *p, const struct plot *t,
                      const struct callout *o, double top, bool inside)
{
    const struct prak_draw_row *r = &p->row[0];
    struct prak_draw_run *d = f->d;
    if (!r->reference.has || r->reference.v < t->x.v0 || r->reference.v > t->x.v1)
        return;
    double x = prak_scale_at(&t->x, r->reference.v);
    const char *word = prak_draw_word(d, PRAK_W_REFERENCE), *v = prak_draw_number_plain(d, r->reference.d);
    double w = prak_canvas_measure(word, f->size, PRAK_BOLD) * 1.06 + 6,
           all = w + prak_canvas_measure(v, f->size, 0);
    bool left = x + 8 + all * 1.08 > f->c->width - f->margin;
    prak_canvas_line(f->c, (double[4]){ x, top, x, t->y.x0 }, PRAK_C_INK, 1.6, "5 3",
                     prak_draw_mark(f, "reference", r));
    double at = left ? x - 8 - all : x + 8;
    prak_canvas_text(f->c, at, top + 11, word, f->size, PRAK_BOLD | PRAK_HALO, PRAK_C_INK, PRAK_LEFT);
    prak_canvas_text(f->c, at + w, top + 11, v, f->size, PRAK_HALO, PRAK_C_INK, PRAK_LEFT);
    if (o->big && inside)
        draw_callout(f, o, x - 14, t->y.x1, PRAK_RIGHT);
    else if (o->big && x - 14 - o->width > f->margin)
        draw_callout(f, o, x - 14, top, PRAK_RIGHT);
    else if (o->big)
        draw_callout(f, o, x + 10, top + 18, PRAK_LEFT);
}

static double one(struct prak_draw_frame *f, const struct panel *p, size_t n_all, double y)
{
    struct plot t = { 0 };
    bool wide = f->c->width >= 500;
    if (!share_axes(p, 1, p, n_all, wide ? 9 : 4, &t))
        return y;
    struct callout o = callout_of(f, p);
    const struct prak_draw_row *r = &p->row[0];
    double left = f->margin + 40, right = f->c->width - f->margin - 8, tall = wide ? 290 : 210;
    double top = y + 8, plot_top = top + (r->reference.has ? 24 : 8);
    bool inside = false;
    place(&t, left, right, plot_top, plot_top + tall);
    if (o.big) {
        double x = prak_scale_at(&t.x, r->reference.v) - 14;
        double needs = plot_top + (f->d->km ? 78 : 68);
        inside = x - o.width > left && top_between(p, &t, x - o.width - 4, x) > needs;
        if (!inside) {
            plot_top = top + (f->d->km ? 98 : 86);
            place(&t, left, right, plot_top, plot_top + tall);
        }
    }
    y_axis(f, &t, 12);
    prak_draw_plot_begin(f, &t.x, &t.y, NULL);
    if (is_suppressed(p))
        say_suppressed(f, &t);
    bars(f, p, &t);
    tail(f, p, &t);
    reference(f, p, &t, &o, top, inside);
    median(f, p, &t);
    prak_canvas_group_end(f->c);
    x_axis(f, &t, 12);
    prak_canvas_text(f->c, left, t.y.x0 + (f->d->km ? 44 : 40), prak_chart_column(f->d, f->k), 12,
                     PRAK_ITALIC, PRAK_C_MUTED, PRAK_LEFT);
    return t.y.x0 + 50;
}

/* One group, drawn from 0, 0. */
static void small(struct prak_draw_frame *f, const struct panel *p, struct plot *t, double w)
{
    struct prak_draw_run *d = f->d;
    const struct prak_draw_row *r = &p->row[0];
    struct callout o = callout_of(f, p);
    double left = 28, right = w - 4, top = SMALL_HEAD;
    bool suppressed = is_suppressed(p);
    double name_w = w - 6 - (o.big ? prak_canvas_measure(o.big, PRAK_LETTERS, PRAK_BOLD) * 1.1 : 0);
    for (size_t i = 0; !r->n.has && i < p->n; i++)
        r = &p->row[i]; /* a suppressed bin says no n */
    const char *n = prak_draw_row_n(d, f->k, r);
    if (*n)
        n = prak_draw_text(d, r->suppress ? "n %s" : "n = %s", n);
    const char *name = prak_canvas_fit(d, r->group, PRAK_LETTERS, PRAK_BOLD, name_w);
    prak_canvas_text(f->c, 0, 12, name, PRAK_LETTERS, PRAK_BOLD, suppressed ? PRAK_C_MUTED : PRAK_C_INK,
                     PRAK_LEFT);
    prak_canvas_text(f->c, 0, f->d->km ? 30 : 27, n, 11, 0, PRAK_C_MUTED, PRAK_LEFT);
    if (o.big)
        prak_canvas_text(f->c, right, 12, o.big, PRAK_LETTERS, PRAK_BOLD, PRAK_C_ABOVE, PRAK_RIGHT);
    place(t, left, right, top, SMALL_HIGH - 22);
    y_axis(f, t, 10.5);
    prak_draw_plot_begin(f, &t->x, &t->y, r);
    bars_small(f, p, t);
    tail(f, p, t);
    if (r->reference.has && r->reference.v >= t->x.v0 && r->reference.v <= t->x.v1) {
        double at = prak_scale_at(&t->x, r->reference.v);
        prak_canvas_line(f->c, (double[4]){ at, top - 4, at, t->y.x0 }, PRAK_C_INK, 1.2, "4 3",
                         (struct prak_tag){ "reference", NULL });
    }
    if (suppressed)
        say_suppressed(f, t);
    prak_canvas_group_end(f->c);
    x_axis(f, t, 10.5);
}

static void key_item(struct prak_draw_frame *f, double *x, double *y, enum prak_draw_role fill,
                     enum prak_draw_role stroke, enum prak_draw_role ink, const char *text)
{
    double w = prak_canvas_measure(text, 12, 0) * 1.06;
    if (*x > f->margin && *x + 15 + w > f->c->width - f->margin) {
        *x = f->margin;
        *y += f->d->km ? 23 : 18;
    }
    prak_canvas_rect(f->c, (double[4]){ *x, *y - 4, 10, 10 }, fill, stroke, NO_TAG);
    prak_canvas_text(f->c, *x + 15, *y + 5, text, 12, 0, ink, PRAK_LEFT);
    *x += w + 37;
}

/* What the colours and hollow bars mean, of those that are there. */
static double colours(struct prak_draw_frame *f, double y)
{
    const struct prak_chart *k = f->k;
    const struct prak_draw_row *r = k->row;
    double x = f->margin;
    bool caution = false;
    for (size_t i = 0; i < k->n + k->n_all; i++)
        caution = caution || (i < k->n ? k->row[i].caution : k->all[i - k->n].caution);
    if (!r->reference.has && !caution)
        return y;
    y += 8;
    if (r->reference.has) {
        const char *at = prak_draw_number_plain(f->d, r->reference.d);
        key_item(f, &x, &y, PRAK_C_ABOVE, PRAK_C_NONE, PRAK_C_ABOVE,
                 prak_draw_say(f->d, PRAK_W_BELOW_REF, at, NULL, NULL));
        key_item(f, &x, &y, PRAK_C_BELOW, PRAK_C_NONE, PRAK_C_BELOW,
                 prak_draw_say(f->d, PRAK_W_FROM_REF, at, NULL, NULL));
    }
    if (caution)
        key_item(f, &x, &y, PRAK_C_PAPER, PRAK_C_CAUTION, PRAK_C_MUTED, prak_note_caution_key(f->d, k));
    return y + 26;
}

/* The groups with shared axes. In the narrow copy the panels of the wide one are shown again. */
static double many(struct prak_draw_frame *f, const struct panel *p, size_t n, const struct panel *all,
                   size_t n_all, double y)
{
    struct plot t = { 0 };
    bool again = f->c->page && !f->c->marks;
    double room = f->c->width - 2 * f->margin, gap = again ? 6 : 26, w = SMALL_WIDE;
    size_t across = (size_t)((room + gap) / (w + gap));
    across = across < 1 ? 1 : across;
    if (f->c->page)
        gap = across > 1 ? (room - w * (double)across) / (double)(across - 1) : 0;
    else
        w = (room - gap * (double)(across - 1)) / (double)across;
    if (!share_axes(p, n, all, n_all, w > 300 ? 4 : 3, &t))
        return y;
    for (size_t i = 0; i < n; i++) {
        const char *id = prak_draw_text(f->d, "%sp%zu", f->id, i + 1);
        double px = f->margin + (w + gap) * (double)(i % across),
               py = y + (SMALL_HIGH + 10) * (double)(i / across);
        if (again) {
            prak_canvas_again(f->c, px, py, id);
            continue;
        }
        prak_canvas_at(f->c, px, py, id);
        small(f, &p[i], &t, w);
        prak_canvas_at_end(f->c);
    }
    y += (SMALL_HIGH + 10) * (double)((n + across - 1) / across);
    prak_canvas_text(f->c, f->margin, y + 8, prak_chart_column(f->d, f->k), 12, PRAK_ITALIC, PRAK_C_MUTED,
                     PRAK_LEFT);
    return y + 18;
}

/* The total large, then each group. */
double prak_chart_hist(struct prak_draw_frame *f, double y)
{
    const struct prak_chart *k = f->k;
    struct prak_draw_run *d = f->d;
    struct panel *p = prak_draw_array(d, k->cells + 1, sizeof *p);
    size_t n = 0, total;
    if (!p)
        return y;
    if (k->n_all)
        p[n++] = (struct panel){ k->all, k->n_all };
    total = n;
    if (k->grouped && k->cells > PRAK_CHART_PANELS) {
        f->more = prak_draw_say(d, n ? PRAK_W_NOTE_GROUPS_LEFT : PRAK_W_NOTE_GROUPS_TABLE,
                                prak_draw_count(d, k->cells), NULL, NULL);
        const char *more = f->more;
        y = n ? one(f, p, 1, y) : y;
        if (f->more != more)
            f->more = prak_draw_text(d, "%s %s", more, f->more);
        return y;
    }
    for (size_t i = 0; i < k->n; i++) {
        if (i && k->row[i].cell == k->row[i - 1].cell)
            p[n - 1].n++;
        else if (n <= k->cells)
            p[n++] = (struct panel){ &k->row[i], 1 };
    }
    y = n ? colours(f, y) : y;
    if (n == 1)
        return one(f, p, 1, y);
    if (total) {
        prak_canvas_text(f->c, f->margin, y + 12, prak_draw_word(d, PRAK_W_ALL), 14, PRAK_BOLD, PRAK_C_INK,
                         PRAK_LEFT);
        y = one(f, p, n, y + 14) + 22;
    }
    return n > total ? many(f, p + total, n - total, p, n, y) : y;
}
