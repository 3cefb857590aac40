/* chart_text.c - statistics in characters: dots with whiskers, eighth-block bars, aligned totals. */
#include "draw/table.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"

#define PLOT_MOST  48
#define PLOT_LEAST 16

static size_t columns(const char *s)
{
    return prak_utf8_width(s, strlen(s));
}

static void paint(struct prak_draw_run *d, const char *code)
{
    if (d->o->colour)
        prak_buf_fmt(d->out, "\x1b[%sm", code);
}

static void heading(struct prak_draw_run *d, const struct prak_draw_model *m, const struct prak_chart *c)
{
    const char *title = d->o->title && m->n == 1 ? prak_draw_text_clean(d, prak_str(d->o->title)) : c->title;
    paint(d, "1");
    prak_draw_text_lines(d, title);
    paint(d, "0");
    const char *sub = prak_note_subtitle(d, c);
    if (title != c->title)
        sub = prak_draw_text(d, "%s: %s", c->name, sub);
    prak_draw_text_lines(d, sub);
}

static void note(struct prak_draw_run *d, const struct prak_chart *c)
{
    prak_draw_text_lines(d, prak_note(d, c, ""));
}

struct sizes {
    size_t label, estimate, interval, n, plot;
    struct prak_draw_scale x;
};

static size_t most(size_t a, const char *s)
{
    size_t b = columns(s);
    return a > b ? a : b;
}

static struct sizes measure(struct prak_draw_run *d, const struct prak_chart *c, bool levels)
{
    struct sizes z = { .estimate = levels ? 0 : columns(prak_note_measure(d, c)), .n = 1 };
    double lo = 0, hi = 0;
    bool any = false;
    z.estimate = z.estimate > 12 ? 12 : z.estimate;
    for (size_t i = 0; i < c->n + c->n_all; i++) {
        const struct prak_draw_row *r = i < c->n ? &c->row[i] : &c->all[i - c->n];
        if (i < c->n || levels)
            z.label =
                most(z.label, levels ? c->kind == PRAK_HIST ? prak_draw_row_bin(d, r) : r->level : r->label);
        z.estimate = most(z.estimate, prak_note_estimate(d, c, r, 1, false));
        z.interval = most(z.interval, prak_draw_row_interval(d, c, r, 1));
        z.n = most(z.n, prak_draw_row_n(d, c, r));
        if (!r->estimate.has)
            continue;
        double a = r->ci_low.has ? r->ci_low.v : r->estimate.v,
               b = r->ci_high.has ? r->ci_high.v : r->estimate.v;
        lo = !any || a < lo ? a : lo;
        hi = !any || b > hi ? b : hi;
        any = true;
    }
    if (lo > 0 && (c->fraction || levels || lo < 0.35 * hi))
        lo = 0;
    if (z.interval)
        z.interval = most(z.interval, prak_note_interval(d, c));
    size_t rest = z.label + 1 + z.estimate + z.interval + z.n + 6;
    z.plot = d->o->width ? d->o->width > rest + PLOT_LEAST ? d->o->width - rest : PLOT_LEAST : PLOT_MOST;
    z.plot = z.plot > PLOT_MOST ? PLOT_MOST : z.plot;
    z.x = prak_scale_make(lo, hi, 4, 0, (double)(z.plot - 1));
    return z;
}

/* Tick labels, each with its first letter or middle over its place where it fits. */
static void axis_line(struct prak_draw_run *d, const struct prak_chart *c, const struct sizes *z)
{
    size_t at = 0;
    prak_draw_text_pad(d, "", z->label + 1, false);
    for (size_t i = 0; i < z->x.ticks; i++) {
        const char *t = prak_scale_label(d, &z->x, i, c->fraction);
        double mid = prak_scale_at(&z->x, prak_scale_tick(&z->x, i)) - (double)(columns(t) - 1) / 2.0;
        size_t from = mid > 0 ? (size_t)llround(mid) : 0, w = columns(t);
        if (from + w > z->plot)
            from = z->plot > w ? z->plot - w : 0;
        if (from < at + (at > 0))
            continue;
        prak_draw_text_pad(d, "", from - at, false);
        prak_buf_text(d->out, t);
        at = from + w;
    }
    prak_draw_text_pad(d, "", z->plot - at + 2, false);
    const char *m = prak_note_measure(d, c);
    prak_draw_text_pad(d, columns(m) > z->estimate ? c->fraction ? "%" : "" : m, z->estimate, true);
    if (z->interval) {
        prak_buf_text(d->out, "  ");
        prak_draw_text_pad(d, prak_note_interval(d, c), z->interval, true);
    }
    prak_buf_text(d->out, "  ");
    prak_draw_text_pad(d, prak_draw_word(d, PRAK_W_N), z->n, true);
    prak_buf_byte(d->out, '\n');
}

static size_t place(const struct sizes *z, double v)
{
    double x = prak_scale_at(&z->x, v);
    return x <= 0 ? 0 : x >= (double)(z->plot - 1) ? z->plot - 1 : (size_t)llround(x);
}

static const struct prak_draw_row *line_of(const struct prak_chart *c)
{
    return c->n_all == 1 && c->all[0].estimate.has ? &c->all[0] : NULL;
}

static void whisker(struct prak_draw_run *d, const struct prak_draw_row *r, const struct prak_draw_row *all,
                    const struct sizes *z)
{
    const char *cell[PLOT_MOST];
    for (size_t i = 0; i < z->plot; i++)
        cell[i] = " ";
    if (all)
        cell[place(z, all->estimate.v)] = "\xE2\x94\x8A";
    if (r->ci_low.has) {
        size_t a = place(z, r->ci_low.v), b = place(z, r->ci_high.v);
        for (size_t i = a; i <= b; i++)
            cell[i] = r->caution ? "\xE2\x95\x8C" : "\xE2\x94\x80";
        if (a < b) {
            cell[a] = "\xE2\x94\x9C";
            cell[b] = "\xE2\x94\xA4";
        }
    }
    if (r->estimate.has)
        cell[place(z, r->estimate.v)] = r->caution ? "\xE2\x97\x8B" : "\xE2\x97\x8F";
    if (r->caution || r->suppress)
        paint(d, "2");
    else if (all && r->ci_low.has && r->ci_low.v > all->estimate.v)
        paint(d, "38;5;166");
    else if (all && r->ci_low.has && r->ci_high.v < all->estimate.v)
        paint(d, "38;5;32");
    for (size_t i = 0; i < z->plot; i++)
        prak_buf_text(d->out, cell[i]);
    paint(d, "0");
}

static void numbers(struct prak_draw_run *d, const struct prak_chart *c, const struct prak_draw_row *r,
                    const struct sizes *z)
{
    prak_buf_text(d->out, "  ");
    prak_draw_text_pad(d, prak_note_estimate(d, c, r, 1, false), z->estimate, true);
    if (z->interval) {
        prak_buf_text(d->out, "  ");
        prak_draw_text_pad(d, prak_draw_row_interval(d, c, r, 1), z->interval, true);
    }
    prak_buf_text(d->out, "  ");
    prak_draw_text_pad(d, prak_draw_row_n(d, c, r), z->n, true);
    prak_buf_byte(d->out, '\n');
}

static void dots(struct prak_draw_run *d, const struct prak_chart *c)
{
    struct sizes z = measure(d, c, false);
    size_t *o = prak_chart_order(d, c);
    const struct prak_draw_row *all = line_of(c);
    if (!o)
        return;
    axis_line(d, c, &z);
    for (size_t i = 0; i < c->n; i++) {
        const struct prak_draw_row *r = &c->row[o[i]];
        prak_draw_text_pad(d, r->label, z.label, true);
        prak_buf_byte(d->out, ' ');
        whisker(d, r, all, &z);
        numbers(d, c, r, &z);
    }
    if (all) {
        prak_draw_text_pad(d, "", z.label + 1 + place(&z, all->estimate.v), false);
        prak_buf_fmt(d->out, "\xE2\x94\x8A %s %s", prak_draw_word(d, PRAK_W_ALL),
                     prak_note_estimate(d, c, all, 1, true));
        const char *ci = prak_draw_row_interval(d, c, all, 1), *n = prak_draw_row_n(d, c, all);
        if (*ci)
            prak_buf_fmt(d->out, " (%s)", ci);
        if (*n)
            prak_buf_fmt(d->out, ", n %s", n);
        prak_buf_byte(d->out, '\n');
    }
}

static void bar(struct prak_draw_run *d, const struct prak_draw_row *r, double top, size_t width)
{
    static const char eighth[8][4] = { "",
                                       "\xE2\x96\x8F",
                                       "\xE2\x96\x8E",
                                       "\xE2\x96\x8D",
                                       "\xE2\x96\x8C",
                                       "\xE2\x96\x8B",
                                       "\xE2\x96\x8A",
                                       "\xE2\x96\x89" };
    long long n = r->estimate.has && top > 0 ? llround(r->estimate.v / top * (double)width * 8) : 0;
    if (r->reference.has && r->low.has && r->low.v < r->reference.v)
        paint(d, "38;5;166");
    else
        paint(d, r->caution ? "2" : "38;5;32");
    for (long long i = 0; i + 8 <= n; i += 8)
        prak_buf_text(d->out, r->caution ? "\xE2\x96\x91" : "\xE2\x96\x88");
    prak_buf_text(d->out, r->caution ? n % 8 ? "\xE2\x96\x91" : "" : eighth[n % 8]);
    paint(d, "0");
}

static void rule(struct prak_draw_run *d, const struct sizes *z)
{
    const char *s = prak_draw_word(d, PRAK_W_BELOW_ABOVE);
    for (size_t i = 0; i < z->label + z->estimate + 4; i++)
        prak_buf_text(d->out, "\xE2\x94\x80");
    prak_buf_fmt(d->out, " %s ", s);
    for (size_t i = columns(s); i < 40; i++)
        prak_buf_text(d->out, "\xE2\x94\x80");
    prak_buf_byte(d->out, '\n');
}

static void bars_of(struct prak_draw_run *d, const struct prak_chart *c, const struct prak_draw_row *row,
                    size_t n, const struct sizes *z, double top)
{
    bool hist = c->kind == PRAK_HIST;
    for (size_t i = 0; i < n; i++) {
        const struct prak_draw_row *r = &row[i];
        bool edge = hist && r->reference.has && r->low.has && r->low.v >= r->reference.v && i &&
                    row[i - 1].cell == r->cell && row[i - 1].low.v < r->reference.v;
        if (c->grouped && (!i || row[i - 1].cell != r->cell))
            prak_buf_fmt(d->out, "%s, n %s\n", r->group, prak_draw_row_n(d, c, r));
        if (edge)
            rule(d, z);
        prak_draw_text_pad(d, hist ? prak_draw_row_bin(d, r) : r->level, z->label, true);
        prak_buf_text(d->out, "  ");
        prak_draw_text_pad(d, prak_note_estimate(d, c, r, 1, true), z->estimate + 1, true);
        if (z->interval && !hist) {
            prak_buf_text(d->out, "  ");
            prak_draw_text_pad(d, prak_draw_row_interval(d, c, r, 1), z->interval, true);
        }
        if (r->estimate.has && r->estimate.v > 0) {
            prak_buf_byte(d->out, ' ');
            bar(d, r, top, 40);
        }
        if (edge)
            prak_buf_fmt(d->out, "  \xE2\x97\x84 %s %s", prak_draw_word(d, PRAK_W_REFERENCE),
                         prak_draw_number_plain(d, r->reference.d));
        prak_buf_byte(d->out, '\n');
    }
    struct prak_draw_value below;
    if (hist && !c->grouped && prak_draw_hist_below(row, n, &below))
        prak_buf_fmt(d->out, "%s\n",
                     prak_draw_say(d, PRAK_W_ALT_BELOW, prak_draw_number_plain(d, row[0].reference.d),
                                   prak_draw_text(d, "%s%%", prak_draw_percent(d, below.d, 1)), NULL));
}

static void bars(struct prak_draw_run *d, const struct prak_chart *c)
{
    struct sizes z = measure(d, c, true);
    double top = 0;
    for (size_t i = 0; i < c->n + c->n_all; i++) {
        const struct prak_draw_row *r = i < c->n ? &c->row[i] : &c->all[i - c->n];
        top = r->estimate.has && r->estimate.v > top ? r->estimate.v : top;
    }
    if (c->n_all)
        bars_of(d, c, c->all, c->n_all, &z, top);
    bars_of(d, c, c->row, c->n, &z, top);
}

static bool is_total(const struct prak_chart *c)
{
    return c->kind == PRAK_DOT && !c->grouped && c->n == 1;
}

/* Totals that follow each other: one aligned line each, then the notes, each different one once. */
static size_t totals(struct prak_draw_run *d, const struct prak_draw_model *m, size_t i)
{
    size_t last = i, name = 0, estimate = 0, from = i;
    while (last < m->n && is_total(&m->chart[last]))
        last++;
    bool titled = d->o->title && m->n == 1;
    for (size_t k = i; k < last; k++) {
        name = most(name, titled ? prak_draw_text_clean(d, prak_str(d->o->title)) : m->chart[k].title);
        estimate = most(estimate, prak_note_estimate(d, &m->chart[k], m->chart[k].row, 1, true));
    }
    for (; i < last; i++) {
        const struct prak_chart *c = &m->chart[i];
        const char *ci = prak_draw_row_interval(d, c, c->row, 1);
        prak_draw_text_pad(d, titled ? prak_draw_text_clean(d, prak_str(d->o->title)) : c->title, name,
                           false);
        prak_buf_text(d->out, "  ");
        prak_draw_text_pad(d, prak_note_estimate(d, c, c->row, 1, true), estimate, true);
        if (*ci)
            prak_buf_fmt(d->out, "  %s %s%s", prak_note_interval(d, c), ci, c->fraction ? "%" : "");
        prak_buf_fmt(d->out, "  n %s\n", prak_draw_row_n(d, c, c->row));
    }
    for (size_t k = from; k < last; k++) {
        bool said = false;
        for (size_t j = from; j < k; j++)
            said = said || !strcmp(prak_note(d, &m->chart[j], ""), prak_note(d, &m->chart[k], ""));
        if (!said)
            note(d, &m->chart[k]);
    }
    return last;
}

void prak_draw_text_charts(struct prak_draw_run *d, const struct prak_draw_model *m)
{
    for (size_t i = 0; i < m->n;) {
        const struct prak_chart *c = &m->chart[i];
        if (i)
            prak_buf_byte(d->out, '\n');
        if (is_total(c)) {
            i = totals(d, m, i);
            continue;
        }
        heading(d, m, c);
        if (c->kind == PRAK_DOT)
            dots(d, c);
        else
            bars(d, c);
        note(d, c);
        i++;
    }
}
