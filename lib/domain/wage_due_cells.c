/*
 * wage_due_cells.c - whether cells can be what they must be. It does not hang on what a row comes to: a cell that no
 * finding needs today is refused as well.
 */
#include "base/date.h"
#include "domain/wage_due_job.h"

static const char CONSTRAINT[] = "constraint-error";

static int most(struct prak_wage_due_job *j, enum prak_wage_more fact, int limit, const char *msg, struct prak_err *e)
{
    struct prak_dec d;
    const int step = prak_wage_due_number(j, fact, &d, e);
    if (step == PRAK_WAGE_GO_ON && prak_dec_cmp(d, prak_dec_int(limit)) > 0)
        return prak_wage_due_bad(j, fact, CONSTRAINT, msg, e);
    return step;
}

static int meal_days(struct prak_wage_due_job *j, struct prak_err *e)
{
    const int january = 1; /* as long as the longest month, whatever the year */
    const bool told = j->base.cell[PRAK_WAGE_MONTH].n > 0;
    return most(j, PRAK_WAGE_MEAL_DAYS, told ? j->base.last - j->base.first + 1 : prak_days_in_month(1, january),
                "more days than the month has", e);
}

static int read_cell(struct prak_wage_due_job *j, enum prak_wage_more fact, struct prak_err *e)
{
    struct prak_dec number;
    int64_t count;
    int32_t month;
    bool truth;
    switch (fact) {
    case PRAK_WAGE_OT_DAY:
    case PRAK_WAGE_OT_NIGHT:
    case PRAK_WAGE_OT_REST:
    case PRAK_WAGE_OT_HOLIDAY:
    case PRAK_WAGE_OT_SUBSTITUTE:
    case PRAK_WAGE_OT_SHIFT:
        return most(j, fact, prak_wage_most_hours(PRAK_WAGE_BY_MONTH), "more hours than a month has", e);
    case PRAK_WAGE_MEAL_DAYS:
        return meal_days(j, e);
    case PRAK_WAGE_SENIORITY:
    case PRAK_WAGE_DEPENDENTS:
        return prak_wage_due_count(j, fact, &count, e);
    case PRAK_WAGE_HOUSING:
    case PRAK_WAGE_RESIDENT:
        return prak_wage_due_truth(j, fact, &truth, e);
    case PRAK_WAGE_FROM:
    case PRAK_WAGE_TO:
        return prak_wage_due_month(j, fact, &month, e);
    case PRAK_WAGE_ALLOWANCE:
    case PRAK_WAGE_GROSS:
    case PRAK_WAGE_NMORE:
        break;
    }
    return prak_wage_due_number(j, fact, &number, e);
}

/* Of the two ends of arrears the one that a column gives is at fault. */
static int check_span(struct prak_wage_due_job *j, struct prak_err *e)
{
    const enum prak_wage_more end = j->d->constant[PRAK_WAGE_TO].n > 0 ? PRAK_WAGE_FROM : PRAK_WAGE_TO;
    int32_t first, last;
    if (prak_wage_due_month(j, PRAK_WAGE_FROM, &first, e) < 0 || prak_wage_due_month(j, PRAK_WAGE_TO, &last, e) < 0)
        return -1;
    if (last < first)
        return prak_wage_due_bad(j, end, CONSTRAINT, "the last month of the arrears is before the first", e);
    if (prak_date_months(first, last) >= 100 * PRAK_MONTHS_IN_YEAR)
        return prak_wage_due_bad(j, end, CONSTRAINT, "over 100 years of arrears", e);
    return 0;
}

int prak_wage_due_cells(struct prak_wage_due_job *j, struct prak_err *e)
{
    for (enum prak_wage_more fact = 0; fact < PRAK_WAGE_NMORE; fact++)
        if (j->d->column[fact].n > 0 && j->more[fact].n > 0 && read_cell(j, fact, e) < 0)
            return -1;
    const bool span = j->d->wanted[PRAK_WAGE_ARREARS] && j->more[PRAK_WAGE_FROM].n > 0 && j->more[PRAK_WAGE_TO].n > 0;
    return span ? check_span(j, e) : 0;
}
