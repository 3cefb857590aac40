/* table_text.c - grids, and their aligned form for a terminal or a log. */
#include "draw/table.h"

#include <string.h>

#include "base/utf8.h"

static struct prak_draw_grid grid_new(struct prak_draw_run *d, size_t ncol, size_t nrow)
{
    struct prak_draw_grid g = { .ncol = ncol, .nrow = nrow };
    g.head = prak_draw_array(d, ncol, sizeof *g.head);
    g.cell = prak_draw_array(d, ncol * nrow, sizeof *g.cell);
    g.right = prak_draw_array(d, ncol, sizeof *g.right);
    g.hold = prak_draw_array(d, ncol, sizeof *g.hold);
    if (!g.head || !g.cell || !g.right || !g.hold)
        g.ncol = g.nrow = 0;
    return g;
}

struct prak_draw_grid prak_draw_grid_plain(struct prak_draw_run *d, const struct prak_draw_table *t,
                                           size_t most)
{
    size_t nrow = most && most < t->nrow ? most : t->nrow;
    struct prak_draw_grid g = grid_new(d, t->ncol, nrow);
    g.more = t->nrow - nrow;
    for (size_t c = 0; c < g.ncol; c++) {
        size_t numbers = 0, texts = 0;
        struct prak_dec v;
        g.head[c] = prak_draw_text_clean(d, t->name[c]);
        for (size_t r = 0; r < g.nrow; r++) {
            struct prak_str s = t->cell[r * t->ncol + c];
            g.cell[r * g.ncol + c] = prak_draw_text_clean(d, s);
            if (s.n && prak_dec_parse(s.p, s.n, true, &v))
                texts++;
            else
                numbers += s.n > 0;
        }
        g.right[c] = g.hold[c] = numbers && !texts;
    }
    return g;
}

struct prak_draw_grid prak_draw_grid_chart(struct prak_draw_run *d, const struct prak_chart *c)
{
    bool level = false, flag = false, group = c->grouped || c->kind == PRAK_DOT, ci = false;
    size_t *o = prak_chart_order(d, c), k = 0, total = c->n_all;
    for (size_t i = 0; i < c->n; i++) {
        level = level || *c->row[i].level || c->kind == PRAK_HIST;
        flag = flag || *prak_note_flag(d, &c->row[i]);
        ci = ci || c->row[i].ci_low.has;
    }
    struct prak_draw_grid g = grid_new(d, 3U + group + level + flag + ci, o ? c->n + total : 0);
    if (!g.ncol)
        return g;
    if (group)
        g.head[k++] = *c->grouping ? c->grouping : prak_draw_word(d, PRAK_W_GROUP);
    if (level) {
        g.right[k] = g.hold[k] = c->kind == PRAK_HIST;
        g.head[k++] = prak_draw_word(d, c->kind == PRAK_HIST ? PRAK_W_BIN : PRAK_W_LEVEL);
    }
    g.right[k] = g.hold[k] = true;
    g.head[k++] = prak_draw_text(d, c->fraction ? "%s, %%" : "%s", prak_note_column(d, c));
    if (ci) {
        g.right[k] = g.hold[k] = true;
        g.head[k++] = prak_note_interval(d, c);
    }
    g.right[k] = g.hold[k] = true;
    g.head[k++] = prak_draw_word(d, PRAK_W_N);
    g.right[k] = g.hold[k] = true;
    g.head[k++] = prak_draw_word(d, PRAK_W_N_MISSING);
    if (flag)
        g.head[k++] = prak_draw_word(d, PRAK_W_FLAG);
    for (size_t i = 0; i < g.nrow; i++) {
        const struct prak_draw_row *r = i < total ? &c->all[i] : &c->row[o[i - total]];
        const char **cell = &g.cell[i * g.ncol];
        k = 0;
        if (group)
            cell[k++] = r->group;
        if (level)
            cell[k++] = c->kind == PRAK_HIST ? prak_draw_row_bin(d, r) : r->level;
        cell[k++] = prak_note_estimate(d, c, r, 1, false);
        if (ci)
            cell[k++] = prak_draw_row_interval(d, c, r, 1);
        cell[k++] = prak_draw_row_n(d, c, r);
        cell[k++] = r->missing.has ? prak_draw_number(d, r->missing.d, 0) : "";
        if (flag)
            cell[k++] = prak_note_flag(d, r);
    }
    return g;
}

const char *prak_draw_more(struct prak_draw_run *d, uint64_t rows)
{
    return prak_draw_say(d, PRAK_W_MORE_ROWS, prak_draw_number(d, prak_dec_int((int64_t)rows), 0), NULL,
                         NULL);
}

static size_t columns(const char *s)
{
    return prak_utf8_width(s, strlen(s));
}

/* As much of s as fits, whole clusters, with an ellipsis when something is left off. */
static const char *cut(struct prak_draw_run *d, const char *s, size_t width)
{
    if (columns(s) <= width)
        return s;
    size_t n = strlen(s), i = 0;
    while (i < n) {
        size_t k = prak_draw_cluster(s + i, n - i);
        if (prak_utf8_width(s, i + k) + 1 > width)
            break;
        i += k;
    }
    return prak_draw_text(d, "%.*s\xE2\x80\xA6", (int)i, s);
}

void prak_draw_text_pad(struct prak_draw_run *d, const char *s, size_t width, bool right)
{
    size_t w = columns(s);
    if (!right)
        prak_buf_text(d->out, s);
    for (; w < width; w++)
        prak_buf_byte(d->out, ' ');
    if (right)
        prak_buf_text(d->out, s);
}

/* Column widths; with a width given, the widest texts give way first, down to eight columns. */
static void widths(struct prak_draw_run *d, const struct prak_draw_grid *g, size_t *w)
{
    size_t sum = 0;
    for (size_t c = 0; c < g->ncol; c++) {
        w[c] = columns(g->head[c]);
        for (size_t r = 0; r < g->nrow; r++) {
            size_t k = columns(g->cell[r * g->ncol + c]);
            w[c] = k > w[c] ? k : w[c];
        }
        sum += w[c] + (c ? 2 : 0);
    }
    while (d->o->width && sum > d->o->width) {
        size_t widest = g->ncol;
        for (size_t c = 0; c < g->ncol; c++)
            if (!g->hold[c] && w[c] > 8 && (widest == g->ncol || w[c] > w[widest]))
                widest = c;
        if (widest == g->ncol)
            return;
        w[widest]--;
        sum--;
    }
}

static void line(struct prak_draw_run *d, const struct prak_draw_grid *g, const char *const *cell,
                 const size_t *w)
{
    size_t last = g->ncol;
    while (last && !*cell[last - 1] && !g->right[last - 1])
        last--;
    for (size_t c = 0; c < last; c++) {
        if (c)
            prak_buf_text(d->out, "  ");
        bool end = c + 1 == last && !g->right[c]; /* no spaces at the end of a line */
        prak_draw_text_pad(d, cut(d, cell[c], w[c]), end ? 0 : w[c], g->right[c]);
    }
    prak_buf_byte(d->out, '\n');
}

void prak_draw_text_grid(struct prak_draw_run *d, struct prak_draw_grid *g)
{
    size_t *w = prak_draw_array(d, g->ncol, sizeof *w);
    if (!w || !g->ncol)
        return;
    widths(d, g, w);
    if (d->o->colour)
        prak_buf_text(d->out, "\x1b[1m");
    line(d, g, g->head, w);
    if (d->o->colour)
        prak_buf_text(d->out, "\x1b[0m");
    for (size_t c = 0; c < g->ncol; c++) {
        if (c)
            prak_buf_text(d->out, "  ");
        for (size_t i = 0; i < w[c]; i++)
            prak_buf_text(d->out, "\xE2\x94\x80");
    }
    prak_buf_byte(d->out, '\n');
    for (size_t r = 0; r < g->nrow; r++)
        line(d, g, &g->cell[r * g->ncol], w);
    if (g->more)
        prak_buf_fmt(d->out, "\xE2\x80\xA6 %s\n", prak_draw_more(d, g->more));
}

void prak_draw_text_lines(struct prak_draw_run *d, const char *s)
{
    size_t n = strlen(s), width = d->o->width;
    while (width && n) {
        size_t good = 0, i = 0;
        while (i < n && prak_utf8_width(s, i) < width) {
            i += prak_draw_cluster(s + i, n - i);
            if (i < n && s[i] == ' ')
                good = i;
        }
        if (i >= n && prak_utf8_width(s, n) <= width)
            break;
        if (!good)
            good = i;
        prak_buf_add(d->out, s, good);
        prak_buf_byte(d->out, '\n');
        s += good;
        s += *s == ' ';
        n = strlen(s);
    }
    prak_buf_text(d->out, s);
    prak_buf_byte(d->out, '\n');
}
