/*
 * member_ledger.c - the table of dues received, its months and its currency.
 */
#include "domain/member_ledger.h"

#include "base/date.h"

enum column { ORGANISATION, MONTH, AMOUNT, PERSON, CURRENCY };
static const char *const column_name[] = { "organisation", "month", "amount", "person", "currency" };

static int32_t number_of(int32_t day)
{
    const struct prak_civil c = prak_date_civil(day);

    return (int32_t)(c.year * PRAK_MONTHS_IN_YEAR + c.month - 1);
}

/* ---- months ---- */

static int read_months(struct prak_member_ledger *l, const char *text, const struct prak_member *m, struct prak_err *e)
{
    struct prak_arena *a = m->tree->arena;
    const char *dots = strstr(text, "..");
    int32_t first, last;

    if (!dots || prak_month_parse(text, (size_t)(dots - text), &first) < 0 ||
        prak_month_parse(dots + 2, strlen(dots + 2), &last) < 0 || last < first)
        return prak_fail(e, PRAK_EUSAGE, "--months is not MONTH..MONTH, such as 2024-01..2024-06");
    if (prak_date_period_end(last, 1) > m->on)
        return prak_fail(e, PRAK_EUSAGE, "--months ends with a month that is not over on the day of --on");
    l->first = number_of(first);
    l->nmonth = (size_t)(number_of(last) - l->first) + 1;
    if (m->limit && l->nmonth > m->limit / 2 / ((m->tree->n + 1) * sizeof(struct prak_member_due)))
        return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached: too many months", m->limit);
    l->end = prak_arena_array(a, l->nmonth, sizeof *l->end, e);
    l->above = prak_arena_array(a, l->nmonth, sizeof *l->above, e);
    if (!l->end || !l->above)
        return -1;
    for (size_t i = 0; i < l->nmonth; i++) {
        l->end[i] = prak_date_period_end(first, 1);
        first = l->end[i] + 1;
    }
    return 0;
}

/* Does any row of the tree begin or end between two days? */
static bool changes(const struct prak_member_tree *t, int32_t from, int32_t to)
{
    for (size_t i = 0; i < t->nrow; i++)
        if (prak_member_row_holds(&t->row[i], from) != prak_member_row_holds(&t->row[i], to))
            return true;
    return false;
}

static int climb(struct prak_member_ledger *l, const struct prak_member_tree *t, struct prak_err *e)
{
    struct prak_member_ids *above;

    for (size_t i = 0; i < l->nmonth; i++) {
        if (i > 0 && !changes(t, l->end[i - 1], l->end[i])) {
            l->above[i] = l->above[i - 1];
            continue;
        }
        if (prak_member_tree_above(t, l->end[i], &above, e) < 0)
            return -1;
        l->above[i] = above;
    }
    return 0;
}

/* ---- rows ---- */

static int bad(const struct prak_member_ledger *l, size_t row, enum column c, const char *msg, struct prak_err *e)
{
    return prak_member_fault(l->table, row, column_name[c], msg, e);
}

int prak_member_payment(const struct prak_member *m, const struct prak_member_ledger *l, size_t row, struct prak_member_payment *out,
                        struct prak_err *e)
{
    const struct prak_str month = prak_table_cell(l->table, row, l->month),
                          amount = prak_table_cell(l->table, row, l->amount);
    int32_t day;

    out->organisation = prak_map_find(m->tree->names, prak_table_cell(l->table, row, l->organisation));
    if (out->organisation == UINT32_MAX)
        return bad(l, row, ORGANISATION, "not an organisation of the tree", e);
    if (prak_month_parse(month.p, month.n, &day) < 0)
        return bad(l, row, MONTH, "not a month (YYYY-MM)", e);
    if (prak_dec_parse(amount.p, amount.n, false, &out->amount) != PRAK_NUM_OK)
        return bad(l, row, AMOUNT, "not a number", e);
    const int64_t at = (int64_t)number_of(day) - l->first;
    out->month = at >= 0 && (size_t)at < l->nmonth ? (size_t)at : SIZE_MAX;
    out->person = l->person < 0 ? (struct prak_str){ "", 0 } : prak_table_cell(l->table, row, (size_t)l->person);
    return 0;
}

static int bind(struct prak_member_ledger *l, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(l->table);
    size_t *const at[] = { &l->organisation, &l->month, &l->amount };

    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        if (prak_schema_need(s, prak_str(column_name[i]), at[i], e) < 0)
            return prak_err_source(e, prak_table_source(l->table)), -1;
    l->person = prak_schema_find(s, prak_str(column_name[PERSON]));
    return prak_member_check_names(l->table, column_name, sizeof column_name / sizeof *column_name, e);
}

/* There is one currency: told by the option, or by a column of the ledger and one of the rosters. Else nobody tells any. */
static int read_currency(struct prak_member_ledger *l, const struct prak_member_options *o, const struct prak_rules *r,
                         struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(l->table);
    const struct prak_str constant = o->constant[PRAK_MEMBER_CURRENCY];
    const bool asked = o->column[PRAK_MEMBER_CURRENCY];
    const ptrdiff_t found = prak_schema_find(s, prak_str(column_name[CURRENCY]));
    const size_t column = (size_t)found;

    if (found < 0 && (!asked || constant.n > 0)) {
        l->currency = constant;
        l->digits = asked ? prak_rules_currency(r, constant) : 0;
        return 0;
    }
    if (found < 0) {
        prak_fail(e, PRAK_EUSAGE, "--currency is no code of the rules, and the ledger has no column currency");
        return prak_err_hint(e, "a column of the rosters needs one of the ledger beside it");
    }
    if (!asked) {
        prak_fail(e, PRAK_EUSAGE, "the ledger has a column currency: --currency is needed");
        return prak_err_hint(e, "it says which currency --dues-amount is in");
    }
    if (prak_table_rows(l->table) == 0 && constant.n == 0) {
        prak_fail(e, PRAK_EDATA, "no row tells the currency");
        return prak_err_source(e, prak_table_source(l->table)), -1;
    }
    l->currency = constant.n > 0 ? constant : prak_table_cell(l->table, 0, column);
    l->digits = prak_rules_currency(r, l->currency);
    if (l->digits < 0)
        return bad(l, 0, CURRENCY, "not a currency of the rules", e);
    for (size_t row = 0; row < prak_table_rows(l->table); row++)
        if (!prak_str_eq(prak_table_cell(l->table, row, column), l->currency))
            return bad(l, row, CURRENCY, constant.n > 0 ? "not the currency of --currency" : "another currency than the first row's", e);
    return 0;
}

/* 0: it is a column. */
static struct prak_dec constant_amount(const struct prak_member_options *o)
{
    const struct prak_str text = o->constant[PRAK_MEMBER_AMOUNT];
    struct prak_dec d;

    return prak_dec_parse(text.p, text.n, false, &d) == PRAK_NUM_OK ? d : prak_dec_int(0);
}

int prak_member_ledger_new(const struct prak_member *m, const struct prak_member_options *o, const struct prak_rules *r,
                           const struct prak_member_ledger **out, struct prak_err *e)
{
    struct prak_member_ledger *l = prak_arena_array(m->tree->arena, 1, sizeof *l, e);
    struct prak_member_payment payment;

    if (!l)
        return -1;
    l->table = o->payments;
    if (prak_dec_sign(constant_amount(o)) < 0)
        return prak_fail(e, PRAK_EUSAGE, "--dues-amount is below 0");
    if (read_months(l, o->months, m, e) < 0 || bind(l, e) < 0 || read_currency(l, o, r, e) < 0)
        return -1;
    for (size_t row = 0; row < prak_table_rows(l->table); row++)
        if (prak_member_payment(m, l, row, &payment, e) < 0)
            return -1;
    *out = l;
    return climb(l, m->tree, e);
}
