/* report.c - the door of this floor: from tables and options to one of four forms. */
#include "draw/report.h"

#include <string.h>

#include "draw/table.h"

bool prak_draw_is_statistics(const struct prak_draw_table *t)
{
    return prak_draw_model_has_columns(t);
}

static size_t count_plain(const struct prak_draw_table *t, size_t n)
{
    size_t plain = 0;
    for (size_t i = 0; i < n; i++)
        plain += !prak_draw_model_has_columns(&t[i]);
    return plain;
}

static void source_line(struct prak_draw_run *d)
{
    if (!d->o->source)
        return;
    const char *s = prak_draw_text(d, "%s %s", prak_draw_word(d, PRAK_W_SOURCE),
                                   prak_draw_text_clean(d, prak_str(d->o->source)));
    if (d->o->as == PRAK_DRAW_TEXT) {
        prak_draw_text_lines(d, s);
    } else {
        prak_buf_byte(d->out, '\n');
        prak_markdown_text(d, s);
        prak_buf_byte(d->out, '\n');
    }
}

/* Text and Markdown: the title when it is not a chart's, the charts, the plain tables, the source. */
static void lines(struct prak_draw_run *d, const struct prak_draw_table *t, size_t n,
                  const struct prak_draw_model *m)
{
    bool text = d->o->as == PRAK_DRAW_TEXT, first = true;
    size_t plain = count_plain(t, n);
    if (d->o->title && m->n != 1) {
        const char *title = prak_draw_text_clean(d, prak_str(d->o->title));
        prak_buf_text(d->out, text ? "" : "# ");
        if (text)
            prak_buf_text(d->out, title);
        else
            prak_markdown_text(d, title);
        prak_buf_text(d->out, "\n\n");
    }
    if (m->n && text)
        prak_draw_text_charts(d, m);
    else if (m->n)
        prak_markdown_charts(d, m);
    first = !m->n;
    for (size_t i = 0; i < n; i++) {
        if (prak_draw_model_has_columns(&t[i]))
            continue;
        struct prak_draw_grid g = prak_draw_grid_plain(d, &t[i], d->o->head);
        g.more += d->o->more;
        if (!first)
            prak_buf_byte(d->out, '\n');
        first = false;
        if (t[i].file && plain + m->n > 1) {
            prak_buf_text(d->out, text ? "" : "## ");
            if (text)
                prak_buf_text(d->out, prak_draw_text_clean(d, prak_str(t[i].file)));
            else
                prak_markdown_text(d, prak_draw_text_clean(d, prak_str(t[i].file)));
            prak_buf_text(d->out, text ? "\n" : "\n\n");
        }
        if (text)
            prak_draw_text_grid(d, &g);
        else
            prak_markdown_grid(d, &g);
    }
    if (!plain && d->o->more)
        prak_buf_fmt(d->out, "%s\xE2\x80\xA6 %s\n", text ? "" : "\n", prak_draw_more(d, d->o->more));
    source_line(d);
}

static bool wanted(struct prak_draw_run *d, const struct prak_chart *c)
{
    const char *want = d->o->chart;
    return !want || !strcmp(want, c->name) || !strcmp(want, prak_draw_text(d, "%s@%s", c->name, c->grouping));
}

static int svg(struct prak_draw_run *d, const struct prak_draw_table *t, size_t n, struct prak_draw_model *m)
{
    size_t found = 0, at = 0;
    for (size_t i = 0; i < m->n; i++) {
        if (wanted(d, &m->chart[i])) {
            found++;
            at = i;
        }
    }
    if (count_plain(t, n) && !m->n) {
        prak_fail(d->e, PRAK_EUSAGE, "an svg needs tidy statistics, as prak stats writes them");
        return prak_err_hint(d->e, "without --wide; a plain table can be text, markdown or html");
    }
    if (!m->n)
        return prak_fail(d->e, PRAK_EUSAGE, "no statistic to draw: the table has no rows");
    if (!found) {
        prak_fail(d->e, PRAK_EUSAGE, "no statistic '%.120s'", d->o->chart ? d->o->chart : "");
        return prak_err_hint(d->e, "the first is '%.120s'", m->chart[0].name);
    }
    if (found > 1) {
        prak_fail(d->e, PRAK_EUSAGE, "%zu charts, an svg holds one", found);
        return prak_err_hint(d->e, "choose one, for example --chart '%.60s@%.60s'", m->chart[0].name,
                             m->chart[0].grouping);
    }
    prak_chart_svg(d, m, &m->chart[at], (double)(d->o->width ? d->o->width : 800), false, false, "p", NULL,
                   d->out);
    return 0;
}

int prak_draw(const struct prak_draw_table *t, size_t n, const struct prak_draw_options *o,
              struct prak_buf *out, struct prak_err *e)
{
    struct prak_draw_run d = { .o = o, .out = out, .e = e };
    struct prak_draw_model m = { 0 };
    size_t start = out->n;
    int rc;
    d.km = o->lang && !strcmp(o->lang, "km");
    d.breaks = o->as == PRAK_DRAW_HTML || o->as == PRAK_DRAW_SVG;
    if (o->as == PRAK_DRAW_SVG && o->width && (o->width < 320 || o->width > 4000))
        return prak_fail(e, PRAK_EUSAGE, "an svg is 320 to 4000 pixels wide");
    d.a = prak_arena_new(0);
    if (!d.a)
        return prak_fail_memory(e);
    rc = prak_draw_model_build(&d, t, n, &m);
    if (!rc && o->bom && o->as != PRAK_DRAW_SVG)
        prak_buf_text(out, "\xEF\xBB\xBF");
    if (!rc && o->as == PRAK_DRAW_SVG)
        rc = svg(&d, t, n, &m);
    else if (!rc && o->as == PRAK_DRAW_HTML)
        prak_html_page(&d, t, n, &m);
    else if (!rc)
        lines(&d, t, n, &m);
    if (d.failed)
        rc = -1;
    if (!rc)
        rc = prak_buf_check(out, e);
    if (rc)
        out->n = start;
    prak_arena_free(d.a);
    return rc;
}
