/*
 * prak-render - tables and statistics for readers: text, Markdown, an HTML report, an SVG chart.
 *
 * Reads:  one or more tables; those of prak stats are drawn as charts, one a statistic.
 * Writes: the document, composed before its first byte.
 */
#include <stdlib.h>
#include <string.h>

#include "prak.h"

#include "cli/tool.h"

#define TERMINAL_ROWS "40"
#define FORMATS       "text|md|html|svg" /* in the order of enum prak_draw_as */

struct render {
    const char *as, *lang, *source, *title, *chart, *head;
    uint64_t width;
    bool khmer_digits;
    struct prak_arena *arena; /* of the rows, within --memory */
    size_t ninput, head_rows;
    struct prak_draw_options draw;
};

#define AT(field) offsetof(struct render, field)
static const struct prak_opt options[] = {
    { PRAK_OPT_TEXT, 0, "as", "FORMAT", "text", FORMATS, "what to make", AT(as), false },
    { PRAK_OPT_TEXT, 0, "lang", "LANGUAGE", "en", "en|km", "language of the words that prak adds", AT(lang), false },
    { PRAK_OPT_TEXT, 0, "source", "TEXT", NULL, NULL, "where the data come from; stands under every chart", AT(source),
      false },
    { PRAK_OPT_TEXT, 0, "title", "TEXT", NULL, NULL, "title of the page or the chart", AT(title), false },
    { PRAK_OPT_TEXT, 0, "chart", "STATISTIC", NULL, NULL, "the statistic to draw as SVG where there are several",
      AT(chart), false },
    { PRAK_OPT_TEXT, 0, "head", "N", NULL, NULL,
      "rows of a text or Markdown table, 0: all; without it all, on a terminal " TERMINAL_ROWS, AT(head), false },
    { PRAK_OPT_COUNT, 0, "width", "N", "0", NULL, "columns of text or pixels of SVG; 0: the terminal's, or 800",
      AT(width), false },
    { PRAK_OPT_FLAG, 0, "khmer-digits", NULL, NULL, NULL, "write numbers with Khmer digits", AT(khmer_digits), false },
    PRAK_OPT_END,
};

/* The rows of the inputs, in order. */
struct rows {
    struct input {
        const struct prak_schema *schema;
        const char *file;
        struct prak_str *cell;
        size_t nrow, cap;
        uint64_t more;
    } *input;
};

static int choose(struct render *t, struct prak_run *run, struct prak_err *e)
{
    const char *head = t->head ? t->head : prak_out_is_terminal(run) ? TERMINAL_ROWS : "0";
    struct prak_dec rows;
    int64_t n;

    t->draw = (struct prak_draw_options){ .as = (enum prak_draw_as)prak_choice(FORMATS, t->as), .lang = t->lang, .source = t->source, .title = t->title, .chart = t->chart,
                                          .colour = prak_out_colour(run), .bom = prak_out_bom(run),
                                          .numbers_khmer = t->khmer_digits };
    if (prak_dec_parse(head, strlen(head), false, &rows) || prak_dec_to_int64(rows, &n) || n < 0)
        return prak_fail(e, PRAK_EUSAGE, "--head: '%.40s' is not a number of rows", head);
    if (t->draw.as == PRAK_DRAW_TEXT || t->draw.as == PRAK_DRAW_MARKDOWN)
        t->head_rows = (size_t)n;
    t->draw.head = t->head_rows;
    t->draw.width = t->width ? (size_t)t->width : t->draw.as == PRAK_DRAW_TEXT ? prak_out_width(run) : 0;
    return 0;
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct render *t = plan;

    t->ninput = prak_inputs(run);
    t->arena = prak_arena_new(prak_memory(run));
    return t->arena ? choose(t, run, e) : prak_fail_memory(e);
}

static int part_new(const void *plan, void *part, struct prak_err *e)
{
    const struct render *t = plan;
    struct rows *rows = part;

    rows->input = prak_arena_array(t->arena, t->ninput, sizeof *rows->input, e);
    return rows->input ? 0 : -1;
}

static int grow(const struct render *t, struct input *in, size_t ncol, struct prak_err *e)
{
    size_t cap = in->cap ? in->cap * 2 : 64;
    struct prak_str *cell = prak_arena_array(t->arena, cap * ncol, sizeof *cell, e);

    if (!cell)
        return -1;
    if (in->nrow)
        memcpy(cell, in->cell, in->nrow * ncol * sizeof *cell);
    in->cell = cell;
    in->cap = cap;
    return 0;
}

static int keep_row(const struct render *t, struct input *in, const struct prak_batch *b, size_t row,
                    struct prak_err *e)
{
    size_t ncol = in->schema->n;

    if (in->nrow == in->cap && grow(t, in, ncol, e))
        return -1;
    for (size_t k = 0; k < ncol; k++) {
        const struct prak_slice *s = &b->cell[k][row];
        char *p = prak_arena_copy(t->arena, s->p, s->n, e);
        if (!p)
            return -1;
        in->cell[in->nrow * ncol + k] = (struct prak_str){ p, s->n };
    }
    in->nrow++;
    return 0;
}

static bool is_statistics(const struct input *in)
{
    const struct prak_draw_table header = { .ncol = in->schema->n, .name = in->schema->name };

    return prak_draw_is_statistics(&header);
}

static int fold(const void *plan, const void *whole, void *part, const struct prak_batch *b, struct prak_task *task,
                struct prak_err *e)
{
    const struct render *t = plan;
    struct input *in = &((struct rows *)part)->input[b->input];

    (void)whole;
    (void)task;
    in->schema = b->schema;
    in->file = b->source;
    const size_t keep = is_statistics(in) ? 0 : t->head_rows; /* a chart needs all of its rows */
    for (size_t row = 0; row < b->nrow; row++) {
        if (keep && in->nrow >= keep)
            in->more++;
        else if (keep_row(t, in, b, row, e))
            return -1;
    }
    return 0;
}

static int end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct render *t = plan;
    const struct rows *rows = part;
    struct prak_draw_options o = t->draw;
    struct prak_draw_table *table = prak_arena_array(t->arena, t->ninput, sizeof *table, e);

    (void)whole;
    if (!table)
        return -1;
    for (size_t i = 0; i < t->ninput; i++) {
        const struct input *in = &rows->input[i];
        table[i] = (struct prak_draw_table){ .file = in->file, .ncol = in->schema->n, .nrow = in->nrow,
                                             .name = in->schema->name, .cell = in->cell };
        o.more += in->more;
    }
    return prak_draw(table, t->ninput, &o, prak_raw(task), e);
}

static void close_render(void *plan)
{
    prak_arena_free(((struct render *)plan)->arena);
}

static const struct prak_tool tool = {
    .name = "render",
    .brief = "show tables and statistics as text, Markdown, an HTML report or an SVG chart",
    .synopsis = "[options] [FILE …]",
    .example = "prak stats -g union 'mean(wage)' samples/psid1982.csv | prak render",
    .memory = "all rows shown",
    .opts = options,
    .plan_size = sizeof(struct render),
    .part_size = sizeof(struct rows),
    .flags = PRAK_EACH_HEADER | PRAK_ORDERED | PRAK_RAW,
    .begin = begin,
    .fold = fold,
    .part_new = part_new,
    .end = end,
    .close = close_render,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
