/* chart_dot.c - estimates as dots with their intervals, and categories as bars. */
#include "draw/chart.h"

#include <string.h>

static const struct prak_tag NO_TAG;

/* The heading of the numbers: short, for bars too. */
static const char *heading(struct prak_draw_frame *f)
{
    return prak_canvas_fit(f->d, prak_note_column(f->d, f->k), f->size - 0.5, 0, 90);
}

/* Where things stand from left to right. */
struct layout {
    double label;    /* right end of the labels */
    double estimate; /* right end of the estimates */
    double n;        /* right end of n */
    int digits;      /* of a per cent */
    struct prak_draw_scale x;
};

static double widest(double w, const char *s, double size, unsigned style)
{
    double v = prak_canvas_measure(s, size, style);
    return v > w ? v : w;
}

static int percent_digits(const struct prak_chart *k)
{
    double top = 0;
    for (size_t i = 0; i < k->n; i++)
        top = k->row[i].estimate.has && k->row[i].estimate.v > top ? k->row[i].estimate.v : top;
    return top < 0.1 || k->n == 1 ? 1 : 0;
}

/* The range of all estimates and intervals; from zero for fractions, counts and bars. */
static void range(const struct prak_chart *k, double *lo, double *hi)
{
    bool any = false;
    *lo = *hi = 0;
    for (size_t i = 0; i < k->n + k->n_all; i++) {
        const struct prak_draw_row *r = i < k->n ? &k->row[i] : &k->all[i - k->n];
        if (!r->estimate.has)
            continue;
        double a = r->ci_low.has && r->ci_low.v < r->estimate.v ? r->ci_low.v : r->estimate.v;
        double b = r->ci_high.has && r->ci_high.v > r->estimate.v ? r->ci_high.v : r->estimate.v;
        *lo = !any || a < *lo ? a : *lo;
        *hi = !any || b > *hi ? b : *hi;
        any = true;
    }
    bool zero = k->fraction || k->kind != PRAK_DOT || (k->n && !strcmp(k->row[0].unit, "count"));
    if (any && *lo > 0 && (zero || *lo < 0.35 * *hi))
        *lo = 0;
    if (any && zero && *hi < 0)
        *hi = 0;
}

static struct layout lay(struct prak_draw_frame *f, bool levels)
{
    struct prak_draw_run *d = f->d;
    const struct prak_chart *k = f->k;
    struct layout l = { .digits = percent_digits(k) };
    double label = 0, e = prak_canvas_measure(heading(f), f->size - 0.5, 0), n = 20, lo, hi;
    for (size_t i = 0; i < k->n + k->n_all; i++) {
        const struct prak_draw_row *r = i < k->n ? &k->row[i] : &k->all[i - k->n];
        if (i >= k->n && !levels)
            break;
        label = widest(label, levels ? r->level : r->label, f->size, 0);
        if (!r->suppress)
            e = widest(e, prak_note_estimate(d, k, r, l.digits, false), f->size, 0);
        n = widest(n, prak_draw_row_n(d, k, r), f->size, 0);
    }
    label *= 1.08;
    double most = f->c->width * 0.36;
    l.n = f->c->width - f->margin;
    l.estimate = l.n - n * 1.1 - 16;
    l.label = f->margin + (label < most ? label : most) + 4;
    range(k, &lo, &hi);
    double x0 = l.label + 12, x1 = l.estimate - e * 1.1 - 22;
    x0 = x0 < f->margin + 26 ? f->margin + 26 : x0;
    l.x = prak_scale_make(lo, hi, f->c->width < 500 ? 4 : 5, x0, x1);
    double half = prak_canvas_measure(prak_scale_label(d, &l.x, l.x.ticks - 1, k->fraction), f->size, 0) / 2;
    if (half > 16) /* the last tick keeps clear of the heading beside it */
        l.x.x1 -= half - 16;
    return l;
}

static double key_item(struct prak_draw_frame *f, double *x, double y, enum prak_draw_role role, bool hollow,
                       const char *text)
{
    double size = 12, w = prak_canvas_measure(text, size, 0) * 1.06 + 34;
    enum prak_draw_role ink = role == PRAK_C_ABOVE || role == PRAK_C_BELOW ? role : PRAK_C_MUTED;
    if (*x + w - 20 > f->c->width - f->margin && *x > f->margin + 6) {
        *x = f->margin + 5;
        y += f->d->km ? 23 : 18;
    }
    prak_canvas_circle(f->c, *x, y - 4, 4.6, hollow ? PRAK_C_PAPER : role,
                       hollow ? PRAK_C_CAUTION : PRAK_C_NONE, NO_TAG);
    prak_canvas_text(f->c, *x + 9, y, text, size, 0, ink, PRAK_LEFT);
    *x += w;
    return y;
}

static const struct prak_draw_row *line_of(const struct prak_chart *k)
{
    return k->n_all == 1 && k->all[0].estimate.has ? &k->all[0] : NULL;
}

static enum prak_draw_role colour(const struct prak_chart *k, const struct prak_draw_row *r)
{
    const struct prak_draw_row *all = line_of(k);
    if (r->caution)
        return PRAK_C_CAUTION;
    if (all && r->ci_low.has && r->ci_low.v > all->estimate.v)
        return PRAK_C_ABOVE;
    if (all && r->ci_low.has && r->ci_high.v < all->estimate.v)
        return PRAK_C_BELOW;
    return PRAK_C_MARK;
}

/* Says in words what the colours mean, of those that are there. */
static double key(struct prak_draw_frame *f, double y)
{
    const struct prak_chart *k = f->k;
    const struct prak_draw_row *all = line_of(k);
    bool seen[32] = { false };
    for (size_t i = 0; i < k->n; i++)
        if (k->row[i].estimate.has)
            seen[colour(k, &k->row[i])] = true;
    if (!seen[PRAK_C_ABOVE] && !seen[PRAK_C_BELOW] && !seen[PRAK_C_CAUTION])
        return y;
    double x = f->margin + 5;
    y += 6;
    if (all && (seen[PRAK_C_ABOVE] || seen[PRAK_C_BELOW])) {
        const char *v = prak_note_estimate(f->d, k, all, percent_digits(k), true);
        y = key_item(f, &x, y, PRAK_C_ABOVE, false, prak_draw_say(f->d, PRAK_W_KEY_ABOVE, v, NULL, NULL));
        y = key_item(f, &x, y, PRAK_C_BELOW, false, prak_draw_word(f->d, PRAK_W_KEY_BELOW));
        if (seen[PRAK_C_MARK])
            y = key_item(f, &x, y, PRAK_C_MARK, false, prak_draw_word(f->d, PRAK_W_KEY_NEITHER));
    }
    if (seen[PRAK_C_CAUTION])
        y = key_item(f, &x, y, PRAK_C_CAUTION, true, prak_note_caution_key(f->d, k));
    return y + 12;
}

/* The axis on top, its grid, and the headings of the columns; returns the y of the first row's middle. */
static double axis(struct prak_draw_frame *f, const struct layout *l, double y, double height)
{
    struct prak_draw_run *d = f->d;
    double end = -1e9;
    y += 16;
    for (size_t i = 0; i < l->x.ticks; i++) {
        double v = prak_scale_tick(&l->x, i), x = prak_scale_at(&l->x, v);
        const char *t = prak_scale_label(d, &l->x, i, f->k->fraction);
        if (f->k->fraction && i + 1 == l->x.ticks)
            t = prak_draw_text(d, "%s%%", t);
        double half = prak_canvas_measure(t, f->size - 0.5, 0) / 2;
        if (x - half > end + 4) {
            prak_canvas_text(f->c, x, y, t, f->size - 0.5, 0, PRAK_C_MUTED, PRAK_MIDDLE);
            end = x + half;
        }
        bool zero = i == 0 || (v < l->x.step / 2 && v > -l->x.step / 2);
        prak_canvas_line(f->c, (double[4]){ x, y + 7, x, y + 7 + height }, zero ? PRAK_C_AXIS : PRAK_C_GRID,
                         1, NULL, NO_TAG);
    }
    prak_canvas_text(f->c, l->estimate, y, heading(f), f->size - 0.5, 0, PRAK_C_MUTED, PRAK_RIGHT);
    prak_canvas_text(f->c, l->n, y, prak_draw_word(d, PRAK_W_N), f->size - 0.5, PRAK_ITALIC, PRAK_C_MUTED,
                     PRAK_RIGHT);
    return y + 7;
}

static void words(struct prak_draw_frame *f, const struct layout *l, const struct prak_draw_row *r,
                  const char *label, double y)
{
    struct prak_draw_run *d = f->d;
    bool plain = !r->caution && !r->suppress;
    enum prak_draw_role ink = plain ? PRAK_C_INK : PRAK_C_MUTED;
    label = prak_canvas_fit(d, label, f->size, 0, (l->label - f->margin) * 0.99);
    prak_canvas_text(f->c, l->label, y + 4, label, f->size, 0, ink, PRAK_RIGHT);
    prak_canvas_text(f->c, l->estimate, y + 4, prak_note_estimate(d, f->k, r, l->digits, false), f->size,
                     r->suppress ? PRAK_ITALIC | PRAK_HALO : 0, ink, PRAK_RIGHT);
    prak_canvas_text(f->c, l->n, y + 4, prak_draw_row_n(d, f->k, r), f->size, 0, PRAK_C_MUTED, PRAK_RIGHT);
}

static void whisker(struct prak_draw_frame *f, const struct layout *l, const struct prak_draw_row *r,
                    double y, enum prak_draw_role role, double thick)
{
    if (r->ci_low.has)
        prak_canvas_line(
            f->c, (double[4]){ prak_scale_at(&l->x, r->ci_low.v), y, prak_scale_at(&l->x, r->ci_high.v), y },
            role, thick, r->caution ? "3 2.5" : NULL, prak_draw_mark(f, "whisker", r));
}

static void dot(struct prak_draw_frame *f, const struct layout *l, const struct prak_draw_row *r, double y)
{
    enum prak_draw_role role = colour(f->k, r);
    prak_canvas_group(f->c, NO_TAG, prak_draw_row_tip(f, r));
    words(f, l, r, r->label, y);
    if (r->estimate.has) {
        whisker(f, l, r, y, role, r->caution ? 1.5 : 2);
        prak_canvas_circle(f->c, prak_scale_at(&l->x, r->estimate.v), y, 5, r->caution ? PRAK_C_PAPER : role,
                           r->caution ? PRAK_C_CAUTION : PRAK_C_NONE, prak_draw_mark(f, "dot", r));
    }
    prak_canvas_group_end(f->c);
}

/* The single total in large figures above its dot. */
static double big_number(struct prak_draw_frame *f, const struct prak_draw_row *r, double y)
{
    struct prak_draw_run *d = f->d;
    const char *ci = prak_draw_row_interval(d, f->k, r, 1);
    const char *v = prak_note_estimate(d, f->k, r, 1, true);
    y += 36;
    prak_canvas_text(f->c, f->margin, y, v, 34, PRAK_BOLD, PRAK_C_INK, PRAK_LEFT);
    double x = f->margin + prak_canvas_measure(v, 34, PRAK_BOLD) * 1.06 + 14;
    if (*ci && x + prak_canvas_measure(ci, 13.5, 0) + 110 > f->c->width) {
        x = f->margin;
        y += d->km ? 28 : 24;
    }
    if (*ci)
        prak_canvas_text(
            f->c, x, y,
            prak_draw_text(d, "%s %s%s", prak_note_interval(d, f->k), ci, f->k->fraction ? "%" : ""), 13.5, 0,
            PRAK_C_MUTED, PRAK_LEFT);
    return y + 14;
}

double prak_chart_dot(struct prak_draw_frame *f, double y)
{
    const struct prak_chart *k = f->k;
    struct layout l = lay(f, false);
    size_t *o = prak_chart_order(f->d, k);
    const struct prak_draw_row *all = line_of(k);
    if (!o)
        return y;
    if (k->n == 1 && !k->grouped)
        y = big_number(f, &k->row[0], y);
    y = key(f, y);
    double height = f->row * (double)k->n + 6;
    y = axis(f, &l, y, height);
    prak_draw_plot_begin(f, &l.x, NULL, NULL);
    if (all) {
        double x = prak_scale_at(&l.x, all->estimate.v);
        prak_canvas_line(f->c, (double[4]){ x, y, x, y + height + 6 }, PRAK_C_INK, 1.4, "4 3",
                         prak_draw_mark(f, "reference", all));
    }
    for (size_t i = 0; i < k->n; i++)
        dot(f, &l, &k->row[o[i]], y + 3 + f->row * ((double)i + 0.5));
    prak_canvas_group_end(f->c);
    y += height;
    if (all) {
        double x = prak_scale_at(&l.x, all->estimate.v);
        const char *t = prak_draw_text(f->d, "%s %s", prak_draw_word(f->d, PRAK_W_ALL),
                                       prak_note_estimate(f->d, k, all, percent_digits(k), true));
        double w = prak_canvas_measure(t, f->size, PRAK_BOLD) * 1.1;
        bool left = x + 6 + w > f->c->width - f->margin;
        prak_canvas_text(f->c, left ? x - 6 : x + 6, y + 16, t, f->size, PRAK_BOLD, PRAK_C_INK,
                         left ? PRAK_RIGHT : PRAK_LEFT);
        y += 22;
    }
    return y;
}

static void bar(struct prak_draw_frame *f, const struct layout *l, const struct prak_draw_row *r, double y)
{
    prak_canvas_group(f->c, NO_TAG, prak_draw_row_tip(f, r));
    words(f, l, r, r->level, y);
    if (r->estimate.has) {
        double x0 = prak_scale_at(&l->x, 0), x1 = prak_scale_at(&l->x, r->estimate.v), h = f->row * 0.62;
        prak_canvas_rect(f->c, (double[4]){ x0, y - h / 2, x1 - x0, h },
                         r->caution ? PRAK_C_PAPER : PRAK_C_BELOW, r->caution ? PRAK_C_CAUTION : PRAK_C_NONE,
                         prak_draw_mark(f, "bar", r));
        whisker(f, l, r, y, r->caution ? PRAK_C_CAUTION : PRAK_C_INK, 1.5);
    }
    prak_canvas_group_end(f->c);
}

/* One block of bars for each cell, the total's first. */
static double blocks(struct prak_draw_frame *f, const struct layout *l, const struct prak_draw_row *row,
                     size_t n, double y)
{
    for (size_t i = 0; i < n; i++) {
        if (f->k->grouped && (!i || row[i].cell != row[i - 1].cell)) {
            y += i || row != f->k->row || !f->k->n_all ? 0 : 6;
            prak_canvas_text(
                f->c, f->margin, y + f->row * 0.75,
                prak_canvas_fit(f->d, row[i].group, f->size, PRAK_BOLD, (f->c->width - 2 * f->margin) * 0.95),
                f->size, PRAK_BOLD | PRAK_HALO, PRAK_C_INK, PRAK_LEFT);
            y += f->row;
        }
        bar(f, l, &row[i], y + f->row / 2);
        y += f->row;
        if (f->k->grouped && i + 1 < n && row[i].cell != row[i + 1].cell)
            y += 6;
    }
    return y;
}

double prak_chart_freq(struct prak_draw_frame *f, double y)
{
    const struct prak_chart *k = f->k;
    struct layout l = lay(f, true);
    bool caution = false;
    for (size_t i = 0; i < k->n; i++)
        caution = caution || k->row[i].caution;
    if (caution) {
        double x = f->margin + 5;
        y = key_item(f, &x, y + 6, PRAK_C_CAUTION, true, prak_note_caution_key(f->d, k)) + 12;
    }
    double height = f->row * (double)(k->n + k->n_all) + 6;
    if (k->grouped)
        height += (f->row + 6) * (double)(k->cells + (k->n_all > 0));
    y = axis(f, &l, y, height);
    prak_draw_plot_begin(f, &l.x, NULL, NULL);
    double at = y + 3;
    if (k->n_all)
        at = blocks(f, &l, k->all, k->n_all, at);
    blocks(f, &l, k->row, k->n, at);
    prak_canvas_group_end(f->c);
    return y + height;
}
