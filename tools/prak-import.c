/*
 * prak-import - anything that holds a table, as canonical CSV.
 *
 * Reads:  CSV, TSV or ;-separated text, JSON, JSON Lines, XLSX; gzip around any of them.
 * Writes: canonical CSV (or --to), one header; a cell keeps its characters.
 */
#include "prak.h"

#include "cli/tool.h"

struct import {
    const char *from, *sheet, *select;
    uint64_t header_row;
    bool list_sheets, missing_formulas;
};

static const struct prak_opt options[] = {
    { PRAK_OPT_TEXT, 0, "from", "FORMAT", NULL, "csv|tsv|semicolon|json|jsonl|xlsx",
      "what the input is; without it, what its content shows", offsetof(struct import, from), false },
    { PRAK_OPT_TEXT, 0, "sheet", "NAME|N", NULL, NULL, "worksheet, by name or number; without it, the first visible one",
      offsetof(struct import, sheet), false },
    { PRAK_OPT_COUNT, 0, "header-row", "N", "0", NULL, "row of a worksheet that holds the names; 0: the first not empty",
      offsetof(struct import, header_row), false },
    { PRAK_OPT_FLAG, 0, "list-sheets", NULL, NULL, NULL, "list the worksheets instead (number,name,state)",
      offsetof(struct import, list_sheets), false },
    { PRAK_OPT_FLAG, 0, "missing-formulas", NULL, NULL, NULL,
      "a formula saved without its result is a missing cell instead of a refusal",
      offsetof(struct import, missing_formulas), false },
    PRAK_OPT_END,
};

static int open_input(const void *plan, const char *path, struct prak_source **out, bool *records_only,
                      struct prak_err *e)
{
    const struct import *t = plan;
    const bool is_text = t->from && (prak_str_is(prak_str(t->from), "tsv") || prak_str_is(prak_str(t->from), "semicolon"));
    const struct prak_format_options o = {
        .from = is_text ? "csv" : t->from,
        .sheet = t->sheet,
        .header_row = (size_t)t->header_row,
        .list_sheets = t->list_sheets,
        .formulas = t->missing_formulas,
    };

    return prak_formats_open(path, &o, out, records_only, e);
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    const struct import *t = plan;

    if (t->list_sheets && prak_inputs(run) > 1)
        return prak_fail(e, PRAK_EUSAGE, "--list-sheets takes one workbook");
    return 0; /* the output is the input */
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    (void)plan;
    return prak_emit_rows(task, b, NULL, b->nrow, e);
}

static const struct prak_tool tool = {
    .name = "import",
    .brief = "read CSV, TSV, JSON, JSON Lines or XLSX and write canonical CSV",
    .synopsis = "[options] [FILE …]",
    .example = "prak import samples/kobo-wages.xlsx --sheet worker | prak render",
    .memory = "constant; shared strings of a workbook",
    .opts = options,
    .plan_size = sizeof(struct import),
    .flags = PRAK_FORMATS,
    .open = open_input,
    .begin = begin,
    .map = map,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
