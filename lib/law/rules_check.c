/*
 * rules_check.c - dates, numbers, confidences and overlaps of a table's rows, each fault with its file and
 * line.
 */
#include "law/rules_check.h"

#include "base/date.h"

int prak_law_fault(const struct prak_table *t, size_t row, const char *column, const char *msg,
                   struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_source(e, prak_table_source(t));
    if (row < prak_table_rows(t))
        prak_err_place(e, prak_table_line(t, row), row + 1, 0);
    if (column)
        prak_err_column(e, column, strlen(column));
    return -1;
}

int prak_law_need(struct prak_table *t, const char *column, size_t *ix, struct prak_err *e)
{
    ptrdiff_t at = prak_schema_find(prak_table_schema(t), prak_str(column));
    if (at < 0) {
        prak_fail(e, PRAK_EDATA, "table has no column '%s'", column);
        prak_err_source(e, prak_table_source(t));
        return -1;
    }
    *ix = (size_t)at;
    return 0;
}

int prak_law_day(const struct prak_table *t, size_t row, size_t col, const char *column, int32_t *day,
                 struct prak_err *e)
{
    struct prak_str cell = prak_table_cell(t, row, col);
    return prak_date_parse(cell.p, cell.n, day) < 0
               ? prak_law_fault(t, row, column, "not a date (YYYY-MM-DD)", e)
               : 0;
}

int prak_law_range(const struct prak_table *t, size_t row, size_t from, size_t to, int32_t *first,
                   int32_t *last, struct prak_err *e)
{
    if (prak_law_day(t, row, from, "valid_from", first, e) < 0)
        return -1;
    *last = INT32_MAX;
    if (prak_table_cell(t, row, to).n > 0 && prak_law_day(t, row, to, "valid_to", last, e) < 0)
        return -1;
    if (*last < *first)
        return prak_law_fault(t, row, "valid_to", "ends before it begins", e);
    return 0;
}

int prak_law_number(const struct prak_table *t, size_t row, size_t col, const char *column,
                    struct prak_dec *d, struct prak_err *e)
{
    struct prak_str cell = prak_table_cell(t, row, col);
    enum prak_num_verdict v = prak_dec_parse(cell.p, cell.n, false, d);
    return v == PRAK_NUM_OK ? 0 : prak_law_fault(t, row, column, prak_num_reason(v), e);
}

int prak_law_confidence(const struct prak_table *t, size_t row, size_t col, enum prak_confidence *c,
                        struct prak_err *e)
{
    if (prak_confidence_parse(prak_table_cell(t, row, col), c) < 0)
        return prak_law_fault(t, row, "confidence", "not one of 2src, 1src, derived, seed, memory", e);
    return 0;
}

/* Tables have tens to hundreds of rows: every pair is looked at, the dates first. */
int prak_law_overlap(const struct prak_law_span *span, size_t n, bool (*same)(const void *, size_t, size_t),
                     const void *data, size_t *a, size_t *b)
{
    for (size_t j = 1; j < n; j++)
        for (size_t i = 0; i < j; i++)
            if (span[i].from <= span[j].to && span[j].from <= span[i].to && same(data, i, j)) {
                *a = i;
                *b = j;
                return 1;
            }
    return 0;
}
