/*
 * estimators.c - the only place that knows which estimators exist.
 */
#include "stat/estimator.h"

#define PRAK_ESTIMATOR(name) extern const struct prak_estimator prak_est_##name;
#include "stat/estimators.def"
#undef PRAK_ESTIMATOR

const struct prak_estimator *const prak_estimators[] = {
#define PRAK_ESTIMATOR(name) &prak_est_##name,
#include "stat/estimators.def"
#undef PRAK_ESTIMATOR
    NULL
};

const struct prak_estimator *prak_estimator_find(struct prak_str name)
{
    for (size_t i = 0; prak_estimators[i]; i++)
        if (prak_str_is(name, prak_estimators[i]->name))
            return prak_estimators[i];
    return NULL;
}

int prak_row_number(const struct prak_expr *x, const struct prak_row *r, struct prak_dec *v, struct prak_err *e)
{
    struct prak_value out;
    if (prak_expr_number(x, r->b, r->row, r->ev, &out, e))
        return -1;
    if (out.kind == PRAK_V_MISSING)
        return 0;
    *v = out.num;
    return 1;
}

int prak_row_test(const struct prak_expr *x, const struct prak_row *r, bool *truth, struct prak_err *e)
{
    int t;
    if (prak_expr_test(x, r->b, r->row, r->ev, &t, e))
        return -1;
    *truth = t == 1;
    return t < 0 ? 0 : 1;
}
