/* chart.c - what all charts share: head, foot, marks, the choice of the drawing. */
#include "draw/chart.h"

static const struct prak_tag NO_TAG;

bool prak_chart_is_table_only(const struct prak_chart *k)
{
    return k->kind != PRAK_HIST && k->n > PRAK_CHART_ROWS;
}

struct prak_tag prak_draw_mark(struct prak_draw_frame *f, const char *class, const struct prak_draw_row *r)
{
    struct prak_draw_run *d = f->d;
    struct prak_tag tag = { class, "" };
    if (!f->c->marks)
        return tag;
    char low[32] = "", high[32] = "";
    tag.data = prak_draw_text(d, "data-group=\"%s\"", prak_draw_text_xml(d, r->total ? "" : r->group));
    if (*r->level)
        tag.data = prak_draw_text(d, "%s data-level=\"%s\"", tag.data, prak_draw_text_xml(d, r->level));
    if (r->low.has && r->high.has && f->k->kind == PRAK_HIST) {
        low[prak_double_format(r->low.v, low)] = 0;
        high[prak_double_format(r->high.v, high)] = 0;
        tag.data = prak_draw_text(d, "%s data-low=\"%s\" data-high=\"%s\"", tag.data, low, high);
    }
    return tag;
}

void prak_draw_plot_begin(struct prak_draw_frame *f, const struct prak_draw_scale *x,
                          const struct prak_draw_scale *y, const struct prak_draw_row *group)
{
    char a[32] = "", b[32] = "";
    struct prak_draw_run *d = f->d;
    struct prak_tag tag = { "plot", "" };
    a[prak_double_format(x->v0, a)] = 0;
    b[prak_double_format(x->v1, b)] = 0;
    tag.data =
        prak_draw_text(d, "data-statistic=\"%s\" data-x0=\"%s\" data-x1=\"%s\" data-v0=\"%s\" data-v1=\"%s\"",
                       prak_draw_text_xml(d, f->k->name), prak_draw_coordinate(d, x->x0),
                       prak_draw_coordinate(d, x->x1), a, b);
    if (y) {
        a[prak_double_format(y->v0, a)] = 0;
        b[prak_double_format(y->v1, b)] = 0;
        tag.data =
            prak_draw_text(d, "%s data-y0=\"%s\" data-y1=\"%s\" data-w0=\"%s\" data-w1=\"%s\"", tag.data,
                           prak_draw_coordinate(d, y->x0), prak_draw_coordinate(d, y->x1), a, b);
    }
    if (group)
        tag.data = prak_draw_text(d, "%s data-group=\"%s\"", tag.data,
                                  prak_draw_text_xml(d, group->total ? "" : group->group));
    prak_canvas_group(f->c, tag, NULL);
}

const char *prak_draw_row_tip(struct prak_draw_frame *f, const struct prak_draw_row *r)
{
    struct prak_draw_run *d = f->d;
    const char *label = f->k->kind == PRAK_HIST ? prak_draw_row_bin(d, r) : r->label;
    const char *s = prak_draw_text(d, "%s: %s", label, prak_note_estimate(d, f->k, r, 1, true));
    const char *ci = prak_draw_row_interval(d, f->k, r, 1), *n = prak_draw_row_n(d, f->k, r);
    if (*ci)
        s = prak_draw_text(d, "%s, %s %s", s, prak_note_interval(d, f->k), ci);
    return *n ? prak_draw_text(d, "%s, n = %s", s, n) : s;
}

static double head(struct prak_draw_frame *f)
{
    struct prak_draw_run *d = f->d;
    struct prak_canvas *c = f->c;
    const char *title = f->title;
    double room = c->width - 2 * f->margin, y = 36;
    y = prak_canvas_wrap(c, f->margin, y, room * 0.93, title, 20, PRAK_BOLD, PRAK_C_INK, d->km ? 38 : 27);
    y -= d->km ? 10 : 5;
    const char *sub = prak_note_subtitle(d, f->k);
    if (title != f->k->title) /* a title of the user's: the statistic is named below it */
        sub = prak_draw_text(d, "%s: %s", f->k->name, sub);
    y = prak_canvas_wrap(c, f->margin, y, room * 0.93, sub, 13.5, PRAK_REGULAR, PRAK_C_MUTED,
                         d->km ? 25.7 : 19);
    return y + 2;
}

static double foot(struct prak_draw_frame *f, double y)
{
    struct prak_draw_run *d = f->d;
    struct prak_canvas *c = f->c;
    double room = c->width - 2 * f->margin, size = d->km ? 12 : 11.5, line = d->km ? 23 : 16;
    prak_canvas_line(c, (double[4]){ f->margin, y, c->width - f->margin, y }, PRAK_C_GRID, 1, NULL, NO_TAG);
    y = prak_canvas_wrap(c, f->margin, y + 18, room * 0.93, prak_note(d, f->k, f->more), size, PRAK_REGULAR,
                         PRAK_C_MUTED, line);
    if (d->o->source) {
        const char *source = prak_draw_text_clean(d, prak_str(d->o->source));
        y = prak_canvas_wrap(c, f->margin, y + 2, room * 0.93,
                             prak_draw_text(d, "%s %s", prak_draw_word(d, PRAK_W_SOURCE), source), size,
                             PRAK_REGULAR, PRAK_C_MUTED, line);
    }
    return y;
}

void prak_chart_svg(struct prak_draw_run *d, const struct prak_draw_model *m, const struct prak_chart *k,
                    double width, bool page, bool narrow, const char *id, const char **more,
                    struct prak_buf *out)
{
    struct prak_canvas c = { .d = d, .width = width, .page = page, .marks = !narrow };
    struct prak_draw_frame f = { .d = d, .c = &c, .m = m, .k = k, .more = "", .id = id };
    f.margin = page ? 4 : 24;
    f.size = PRAK_LETTERS;
    f.row = d->km ? 25 : 21;
    f.title = d->o->title && !page ? prak_draw_text_clean(d, prak_str(d->o->title)) : k->title;
    double y = page ? 8 : head(&f);
    if (prak_chart_is_table_only(k))
        f.more = prak_draw_say(d, PRAK_W_NOTE_GROUPS_TABLE, prak_draw_count(d, k->n), NULL, NULL);
    else
        y = k->kind == PRAK_HIST   ? prak_chart_hist(&f, y)
            : k->kind == PRAK_FREQ ? prak_chart_freq(&f, y)
                                   : prak_chart_dot(&f, y);
    y = page ? y + 4 : foot(&f, y + 14);
    if (more)
        *more = f.more;
    prak_canvas_finish(&c, y, narrow ? prak_draw_text(d, "%sn", id) : id,
                       page ? narrow ? "narrow" : "wide" : "prak", f.title, prak_note_alt(d, k), out);
}
