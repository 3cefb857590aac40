/*
 * wage_due_law.c - what is asked for, by which columns, and the tables it needs.
 */
#include "base/date.h"
#include "domain/wage_due_job.h"

static const char *const kind_name[PRAK_WAGE_NKIND] = { "overtime", "allowances", "nssf", "tax", "arrears" };

const char *prak_wage_kind_name(enum prak_wage_kind kind)
{
    return kind_name[kind];
}

bool prak_wage_due_wanted(const struct prak_wage_due_law *d, enum prak_wage_kind kind)
{
    return d->wanted[kind];
}

bool prak_wage_due_any(const struct prak_wage_due_law *d)
{
    bool any = d->has_raise || d->words;
    for (size_t i = 0; i < PRAK_WAGE_NKIND; i++)
        any = any || d->wanted[i];
    return any;
}

struct prak_str prak_wage_due_column(const struct prak_wage_due_law *d, enum prak_wage_more fact)
{
    return d->constant[fact].n > 0 ? prak_str("") : d->column[fact];
}

struct prak_str prak_wage_due_constant(const struct prak_wage_due_law *d, enum prak_wage_more fact)
{
    return d->constant[fact];
}

/* day=COL,night=COL,… */
static int read_overtime(struct prak_wage_due_law *d, const char *list, struct prak_err *e)
{
    static const char *const name[] = { "day", "night", "rest", "holiday", "substitute", "shift" };
    for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
        const struct prak_str part = { p, strcspn(p, ",") };
        const char *equals = memchr(p, '=', part.n);
        const struct prak_str word = { p, equals ? (size_t)(equals - p) : part.n };
        size_t i = PRAK_WAGE_OT_DAY;
        while (i <= PRAK_WAGE_OT_SHIFT && !prak_str_is(word, name[i]))
            i++;
        if (i > PRAK_WAGE_OT_SHIFT || !equals || word.n + 1 == part.n) {
            prak_fail(e, PRAK_EUSAGE, "--overtime: not KIND=COL: '%.*s'", (int)part.n, part.p);
            return prak_err_hint(e, "kinds are day, night, rest, holiday, substitute and shift, as in day=hours,night=hours2");
        }
        if (d->column[i].n > 0)
            return prak_fail(e, PRAK_EUSAGE, "--overtime: %s is given twice", name[i]);
        d->column[i] = (struct prak_str){ equals + 1, part.n - word.n - 1 };
    }
    d->wanted[PRAK_WAGE_OVERTIME] = list != NULL;
    return 0;
}

/* A month, which holds for all rows, or a column. */
static void read_end(struct prak_wage_due_law *d, enum prak_wage_more fact, struct prak_str text)
{
    int32_t first;
    d->column[fact] = text;
    if (prak_month_parse(text.p, text.n, &first) == 0)
        d->constant[fact] = text;
}

static int read_arrears(struct prak_wage_due_law *d, const char *span, struct prak_err *e)
{
    if (!span)
        return 0;
    const char *dots = strstr(span, "..");
    if (!dots || dots == span || dots[2] == '\0') {
        prak_fail(e, PRAK_EUSAGE, "--arrears: not FROM..TO");
        return prak_err_hint(e, "FROM and TO are months (2023-01..2024-06) or columns of months");
    }
    read_end(d, PRAK_WAGE_FROM, (struct prak_str){ span, (size_t)(dots - span) });
    read_end(d, PRAK_WAGE_TO, prak_str(dots + 2));
    /* months of four and two digits, which stand in their order */
    if (d->constant[PRAK_WAGE_FROM].n > 0 && d->constant[PRAK_WAGE_TO].n > 0 &&
        prak_str_cmp(d->constant[PRAK_WAGE_TO], d->constant[PRAK_WAGE_FROM]) < 0)
        return prak_fail(e, PRAK_EUSAGE, "--arrears: the last month is before the first");
    d->wanted[PRAK_WAGE_ARREARS] = true;
    return 0;
}

static int read_also(struct prak_wage_due_law *d, const char *list, struct prak_err *e)
{
    for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
        const struct prak_str word = { p, strcspn(p, ",") };
        if (prak_str_is(word, kind_name[PRAK_WAGE_NSSF]))
            d->wanted[PRAK_WAGE_NSSF] = true;
        else if (prak_str_is(word, kind_name[PRAK_WAGE_TAX]))
            d->wanted[PRAK_WAGE_TAX] = true;
        else
            return prak_fail(e, PRAK_EUSAGE, "--also: not nssf or tax: '%.*s'", (int)word.n, word.p);
    }
    return 0;
}

/* A column that nothing asks for is a slip of the pen, not a wish. */
static int check_use(const struct prak_wage_due_law *d, struct prak_err *e)
{
    static const struct {
        enum prak_wage_more fact;
        const char *option, *needs;
        enum prak_wage_kind kind, other;
    } use[] = {
        { PRAK_WAGE_MEAL_DAYS, "meal-days", "--seniority-months", PRAK_WAGE_ALLOWANCES, PRAK_WAGE_ALLOWANCES },
        { PRAK_WAGE_HOUSING, "free-housing", "--seniority-months", PRAK_WAGE_ALLOWANCES, PRAK_WAGE_ALLOWANCES },
        { PRAK_WAGE_GROSS, "gross", "--also", PRAK_WAGE_NSSF, PRAK_WAGE_TAX },
        { PRAK_WAGE_RESIDENT, "resident", "--also tax", PRAK_WAGE_TAX, PRAK_WAGE_TAX },
        { PRAK_WAGE_DEPENDENTS, "dependents", "--also tax", PRAK_WAGE_TAX, PRAK_WAGE_TAX },
    };
    for (size_t i = 0; i < sizeof use / sizeof *use; i++)
        if (d->column[use[i].fact].n > 0 && !d->wanted[use[i].kind] && !d->wanted[use[i].other])
            return prak_fail(e, PRAK_EUSAGE, "--%s needs %s", use[i].option, use[i].needs);
    if ((d->with_allowances || d->whole_holiday) && !d->wanted[PRAK_WAGE_OVERTIME])
        return prak_fail(e, PRAK_EUSAGE, "--ot-base and --holiday-pay need --overtime");
    if (d->with_allowances != (d->column[PRAK_WAGE_ALLOWANCE].n > 0))
        return prak_fail(e, PRAK_EUSAGE, "--ot-base base+allowances and --allowances need each other");
    return 0;
}

static int name_missing(struct prak_wage_due_law *d, struct prak_arena *a, struct prak_err *e)
{
    for (size_t i = 0; i < PRAK_WAGE_NMORE; i++)
        if (prak_wage_name_missing(d->column[i], a, &d->missing[i], e) < 0)
            return -1;
    return 0;
}

static int load(struct prak_rules *r, struct prak_wage_due_law *d, struct prak_err *e)
{
    if (d->wanted[PRAK_WAGE_OVERTIME] && prak_wage_overtime_check(d, e) < 0)
        return -1;
    if (d->wanted[PRAK_WAGE_ALLOWANCES] && prak_wage_allowances_load(r, d, e) < 0)
        return -1;
    if (d->wanted[PRAK_WAGE_NSSF] && prak_wage_nssf_load(r, d, e) < 0)
        return -1;
    return d->wanted[PRAK_WAGE_TAX] ? prak_wage_tax_load(r, d, e) : 0;
}

int prak_wage_due_law_new(struct prak_rules *r, const struct prak_wage_law *law, const struct prak_wage_due_options *o,
                          struct prak_arena *a, const struct prak_wage_due_law **out, struct prak_err *e)
{
    struct prak_wage_due_law *d = prak_arena_array(a, 1, sizeof *d, e);
    if (!d)
        return -1;
    d->law = law;
    d->with_allowances = o->ot_base && strcmp(o->ot_base, "base+allowances") == 0;
    d->whole_holiday = o->holiday && strcmp(o->holiday, "whole") == 0;
    for (size_t i = 0; i < PRAK_WAGE_NMORE; i++)
        d->column[i] = prak_str(o->column[i] ? o->column[i] : "");
    d->wanted[PRAK_WAGE_ALLOWANCES] = d->column[PRAK_WAGE_SENIORITY].n > 0;
    if (read_overtime(d, o->overtime, e) < 0 || read_arrears(d, o->arrears, e) < 0 || read_also(d, o->also, e) < 0 ||
        check_use(d, e) < 0)
        return -1;
    d->has_raise = o->raise_to != NULL;
    if (d->has_raise && (prak_dec_parse(o->raise_to, strlen(o->raise_to), false, &d->raise_to) != PRAK_NUM_OK ||
                         prak_dec_sign(d->raise_to) < 0))
        return prak_fail(e, PRAK_EUSAGE, "--raise-to: not an amount of money");
    for (int i = 0; i <= PRAK_CONFIDENCE_MEMORY; i++)
        d->confidence[i] = prak_str(prak_confidence_name(i));
    for (int i = 0; i < PRAK_WAGE_NBAND; i++)
        d->band[i] = prak_str(prak_wage_band_name(i));
    if (name_missing(d, a, e) < 0 || load(r, d, e) < 0 ||
        prak_wage_explain_load(r, d, o->explain, a, e) < 0 || prak_wage_columns_make(d, a, e) < 0)
        return -1;
    *out = d;
    return 0;
}
