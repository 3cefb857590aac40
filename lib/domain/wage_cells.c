/*
 * wage_cells.c - what findings look like beside their row.
 */
#include "domain/wage_cells.h"

#include "domain/wage_due_job.h"

static const char *const out_name[PRAK_WAGE_NOUT] = { "wage_month",      "wage_currency", "minimum",
                                                      "shortfall",       "below_minimum", "wage_rule",
                                                      "wage_confidence", "wage_assumed",  "wage_reason" };

/* The columns of a kind; social security has the two parts besides. */
enum { DUE, CURRENCY, RULE, CONFIDENCE, REASON, WORKER, EMPLOYER, NTAIL };
static const char *const tail[NTAIL] = { "due", "currency", "rule", "confidence", "reason", "worker", "employer" };

static int columns_of(enum prak_wage_kind kind)
{
    return kind == PRAK_WAGE_NSSF ? NTAIL : WORKER;
}

/* ---- columns ---- */

static void put(struct prak_wage_due_law *d, struct prak_str name, enum prak_type type)
{
    d->out[d->nout++] = (struct prak_wage_column){ name, type };
}

static int put_due(struct prak_wage_due_law *d, enum prak_wage_kind kind, int i, struct prak_arena *a, struct prak_err *e)
{
    const struct prak_str part[] = { prak_str(prak_wage_kind_name(kind)), prak_str(tail[i]) };
    char *text = prak_arena_take(a, part[0].n + part[1].n + 2, e);
    if (!text)
        return -1;
    put(d, (struct prak_str){ text, prak_str_join(part, 2, '_', text) },
        i == DUE || i >= WORKER ? PRAK_NUMBER : PRAK_TEXT);
    return 0;
}

int prak_wage_columns_make(struct prak_wage_due_law *d, struct prak_arena *a, struct prak_err *e)
{
    for (int i = 0; i < PRAK_WAGE_NOUT; i++)
        put(d, prak_str(out_name[i]),
            i == PRAK_WAGE_OUT_BELOW ? PRAK_BOOLEAN
            : i == PRAK_WAGE_OUT_MONTH || i == PRAK_WAGE_OUT_MINIMUM || i == PRAK_WAGE_OUT_SHORTFALL ? PRAK_NUMBER
                                                                                                    : PRAK_TEXT);
    if (d->law->bands)
        put(d, prak_str("wage_band"), PRAK_TEXT);
    if (d->has_raise)
        put(d, prak_str("raise_cost"), PRAK_NUMBER);
    for (enum prak_wage_kind kind = 0; kind < PRAK_WAGE_NKIND; kind++)
        for (int i = 0; d->wanted[kind] && i < columns_of(kind); i++)
            if (put_due(d, kind, i, a, e) < 0)
                return -1;
    return 0;
}

size_t prak_wage_columns(const struct prak_wage_due_law *d, const struct prak_wage_column **out)
{
    *out = d->out;
    return d->nout;
}

/* ---- cells ---- */

static struct prak_wage_cell number(bool has, struct prak_dec d)
{
    return (struct prak_wage_cell){ .has = has, .number = d };
}

static struct prak_wage_cell parts(const struct prak_str *part, size_t n)
{
    return (struct prak_wage_cell){ .part = part, .npart = n };
}

static struct prak_wage_cell text(const struct prak_str *s)
{
    return parts(s, s->n > 0);
}

static struct prak_wage_cell *put_dues(const struct prak_wage_due_law *d, const struct prak_wage_dues *dues,
                                       struct prak_wage_cell *cell)
{
    for (enum prak_wage_kind kind = 0; kind < PRAK_WAGE_NKIND; kind++) {
        const struct prak_wage_due *due = &dues->due[kind];
        if (!d->wanted[kind])
            continue;
        *cell++ = number(due->has, due->amount);
        *cell++ = text(&due->currency);
        *cell++ = parts(due->rule, due->nrule);
        *cell++ = text(&d->confidence[due->confidence]);
        *cell++ = text(&due->reason);
        for (int i = WORKER; i < columns_of(kind); i++)
            *cell++ = number(due->has, due->part[i - WORKER]);
    }
    return cell;
}

void prak_wage_cells(const struct prak_wage_due_law *d, const struct prak_wage_finding *f,
                     const struct prak_wage_dues *dues, struct prak_wage_cell *cell)
{
    struct prak_dec cost = prak_dec_int(0);
    *cell++ = number(f->has_wage, f->wage_month);
    *cell++ = parts(&f->wage_currency, f->has_wage);
    *cell++ = number(f->has_minimum, f->minimum);
    *cell++ = number(f->has_minimum, f->shortfall);
    *cell++ = (struct prak_wage_cell){ .has = f->has_minimum, .truth = f->below_minimum };
    *cell++ = parts(f->rule, f->nrule);
    *cell++ = text(&d->confidence[f->confidence]);
    *cell++ = parts(f->assumed, f->nassumed);
    *cell++ = text(&f->reason);
    if (d->law->bands)
        *cell++ = text(&d->band[f->band]);
    if (d->has_raise) {
        const bool has = prak_wage_raise_cost(d, f, &cost);
        *cell++ = number(has, cost);
    }
    put_dues(d, dues, cell);
}
