/* markdown.c - pipe tables, and a heading with a table and a note for each statistic. */
#include "draw/table.h"

#include <string.h>

void prak_markdown_text(struct prak_draw_run *d, const char *s)
{
    for (; *s; s++) {
        if (strchr("|\\`*_[]#~$", *s))
            prak_buf_byte(d->out, '\\');
        if (*s == '<')
            prak_buf_text(d->out, "&lt;");
        else if (*s == '>')
            prak_buf_text(d->out, "&gt;");
        else if (*s == '&')
            prak_buf_text(d->out, "&amp;");
        else
            prak_buf_byte(d->out, *s);
    }
}

void prak_markdown_grid(struct prak_draw_run *d, const struct prak_draw_grid *g)
{
    if (!g->ncol)
        return;
    for (size_t c = 0; c < g->ncol; c++) {
        prak_buf_text(d->out, c ? " | " : "| ");
        prak_markdown_text(d, g->head[c]);
    }
    prak_buf_text(d->out, " |\n");
    for (size_t c = 0; c < g->ncol; c++)
        prak_buf_text(d->out, g->right[c] ? "|---:" : "|---");
    prak_buf_text(d->out, "|\n");
    for (size_t r = 0; r < g->nrow; r++) {
        for (size_t c = 0; c < g->ncol; c++) {
            prak_buf_text(d->out, c ? " | " : "| ");
            prak_markdown_text(d, g->cell[r * g->ncol + c]);
        }
        prak_buf_text(d->out, " |\n");
    }
    if (g->more)
        prak_buf_fmt(d->out, "\n\xE2\x80\xA6 %s\n", prak_draw_more(d, g->more));
}

void prak_markdown_charts(struct prak_draw_run *d, const struct prak_draw_model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct prak_chart *c = &m->chart[i];
        struct prak_draw_grid g = prak_draw_grid_chart(d, c);
        struct prak_draw_value below;
        const struct prak_draw_row *row = c->n_all ? c->all : c->row;
        size_t n = c->n_all ? c->n_all : c->n;
        if (i)
            prak_buf_byte(d->out, '\n');
        prak_buf_text(d->out, "## ");
        prak_markdown_text(d, d->o->title && m->n == 1 ? prak_draw_text_clean(d, prak_str(d->o->title))
                                                       : c->title);
        prak_buf_text(d->out, "\n\n");
        prak_markdown_text(d, prak_note_subtitle(d, c));
        prak_buf_text(d->out, "\n\n");
        if (c->kind == PRAK_HIST && (c->n_all || !c->grouped) && prak_draw_hist_below(row, n, &below)) {
            prak_markdown_text(
                d, prak_draw_say(d, PRAK_W_ALT_BELOW, prak_draw_number_plain(d, row[0].reference.d),
                                 prak_draw_text(d, "%s%%", prak_draw_percent(d, below.d, 1)), NULL));
            prak_buf_text(d->out, "\n\n");
        }
        prak_markdown_grid(d, &g);
        prak_buf_byte(d->out, '\n');
        prak_markdown_text(d, prak_note(d, c, ""));
        prak_buf_byte(d->out, '\n');
    }
}
