/*
 * interval.c - confidence intervals. GSL gives quantiles of t, normal and beta; arguments are checked before.
 *
 * symmetric  v -+ t se                                          R: confint(svymean(…), df = degf(design))
 * logit      logit(p) -+ t se/(p(1-p)), mapped back             R: svyciprop(method = "logit")
 * xlogit     the same formula by the delta method               R: svyciprop(method = "xlogit")
 * beta       Clopper-Pearson with the effective sample size     R: svyciprop(method = "beta"), Korn & Graubard 1998
 * wilson     Wilson score, size p(1-p)/V, quantile of t         R: svyciprop(method = "wilson"), survey >= 4.2
 * exact      Clopper-Pearson of the count v n in n rows         R: binom.test(v * n, n)
 * score      Wilson of the same (--interval z for R's)          R: prop.test(v * n, n, correct = FALSE)
 */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stat/plan.h"

static double t_quantile(double p, double df)
{
    return df > 0 && df < 1e15 ? gsl_cdf_tdist_Pinv(p, df) : df > 0 ? gsl_cdf_ugaussian_Pinv(p) : 0;
}

double prak_interval_factor(const struct prak_stat_plan *p, double df)
{
    double tail = (1 + p->level) / 2;
    return p->z ? gsl_cdf_ugaussian_Pinv(tail) : t_quantile(tail, df);
}

void prak_interval_plain(double v, double se, double factor, struct prak_interval *out)
{
    if (!(factor > 0))
        return;
    out->low = v - factor * se;
    out->high = v + factor * se;
    out->low_there = out->high_there = isfinite(out->low) && isfinite(out->high);
}

static void logit_interval(double v, double se, double factor, struct prak_interval *out)
{
    double centre = log(v / (1 - v)), half = factor * se / (v * (1 - v));
    out->low = 1 / (1 + exp(half - centre));
    out->high = 1 / (1 + exp(-half - centre));
    out->low_there = out->high_there = true;
}

/* Effective sample size p(1-p)/V, corrected for the design's degrees of freedom as svyciprop does. */
static double effective(const struct prak_stat_plan *p, double v, double se, double df, uint64_t n)
{
    double tail = (1 + p->level) / 2, size = v * (1 - v) / (se * se);
    if (n < 2 || !(df > 0))
        return 0;
    double ratio = t_quantile(tail, (double)n - 1) / t_quantile(tail, df);
    return size * ratio * ratio;
}

/* By bisection: gsl_cdf_beta_Pinv may end the program where it does not converge. NaN where P is not known. */
static double beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1;
    for (int i = 0; i < 1100; i++) {
        double mid = low + (high - low) / 2;
        if (!(mid > low && mid < high))
            break;
        double at = gsl_cdf_beta_P(mid, a, b);
        if (isnan(at))
            return (double)NAN;
        if (at < p)
            low = mid;
        else
            high = mid;
    }
    return high;
}

static void beta_interval(const struct prak_stat_plan *p, double v, double size, struct prak_interval *out)
{
    double tail = (1 - p->level) / 2, x = size * v, rest = size * (1 - v);
    if (!(x > 0) || !(rest > 0) || !isfinite(size))
        return;
    out->low = beta_quantile(tail, x, rest + 1);
    out->high = beta_quantile(1 - tail, x + 1, rest);
    out->low_there = out->high_there = isfinite(out->low) && isfinite(out->high);
}

static void wilson_interval(const struct prak_stat_plan *p, double v, double size, double df,
                            struct prak_interval *out)
{
    double z = prak_interval_factor(p, df), zz = z * z;
    if (!(size > 0) || !isfinite(size))
        return;
    double centre = (v + zz / (2 * size)) / (1 + zz / size);
    double half = z / (1 + zz / size) * sqrt(v * (1 - v) / size + zz / (4 * size * size));
    out->low = centre - half;
    out->high = centre + half;
    out->low_there = out->high_there = true;
}

/* Ends at 0 and 1 where no row, or every row, has what is counted. */
static void exact_interval(const struct prak_stat_plan *p, double v, double n, struct prak_interval *out)
{
    double tail = (1 - p->level) / 2, x = round(n * v);
    out->low = x > 0 ? beta_quantile(tail, x, n - x + 1) : 0;
    out->high = x < n ? beta_quantile(1 - tail, x + 1, n - x) : 1;
    out->low_there = out->high_there = isfinite(out->low) && isfinite(out->high);
}

void prak_interval_share(const struct prak_stat_plan *p, enum prak_share_ci kind, double v, double se, double df,
                         uint64_t n, struct prak_interval *out)
{
    double factor = prak_interval_factor(p, df);
    if (kind == PRAK_CI_SYMMETRIC) {
        prak_interval_plain(v, se, factor, out);
        return;
    }
    if (kind == PRAK_CI_EXACT && n > 0) {
        exact_interval(p, v, (double)n, out);
        return;
    }
    if (kind == PRAK_CI_SCORE) {
        wilson_interval(p, v, (double)n, df, out);
        return;
    }
    if (!(v > 0 && v < 1) || !(se > 0) || !(factor > 0))
        return; /* undefined: left empty */
    if (kind == PRAK_CI_BETA)
        beta_interval(p, v, effective(p, v, se, df, n), out);
    else if (kind == PRAK_CI_WILSON)
        wilson_interval(p, v, v * (1 - v) / (se * se), df, out);
    else
        logit_interval(v, se, factor, out);
}
