/* scale.c - linear axes. */
#include "draw/scale.h"

#include <math.h>

struct prak_draw_scale prak_scale_make(double lo, double hi, size_t want, double x0, double x1)
{
    static const double nice[] = { 1, 2, 5, 10 };
    if (!isfinite(hi - lo)) { /* beyond what a double can span */
        lo = lo < -1e307 ? -1e307 : lo;
        hi = hi > 1e307 ? 1e307 : hi;
    }
    if (!(hi > lo))
        hi = lo + (fabs(lo) > 0 ? fabs(lo) : 1);
    double raw = (hi - lo) / (double)(want ? want : 1), power = floor(log10(raw)), unit = pow(10.0, power),
           step = 0;
    for (size_t i = 0; i < 4; i++) {
        step = nice[i] * unit;
        if (step >= raw * 0.999999)
            break;
    }
    struct prak_draw_scale s = { .x0 = x0, .x1 = x1, .step = step };
    double first = floor(lo / step + 1e-9), last = ceil(hi / step - 1e-9);
    s.v0 = first * step;
    s.v1 = last * step;
    s.ticks = (size_t)(last - first) + 1;
    int digits = (int)-floor(log10(step) + 1e-9);
    s.digits = digits > 0 ? digits : 0;
    return s;
}

double prak_scale_at(const struct prak_draw_scale *s, double v)
{
    return s->x0 + (v - s->v0) / (s->v1 - s->v0) * (s->x1 - s->x0);
}

double prak_scale_tick(const struct prak_draw_scale *s, size_t i)
{
    return s->v0 + (double)i * s->step;
}

const char *prak_scale_label(struct prak_draw_run *d, const struct prak_draw_scale *s, size_t i,
                             bool fraction)
{
    char t[32];
    struct prak_dec v;
    double step = floor(s->v0 / s->step + 0.5) + (double)i;
    t[0] = 0;
    size_t n = prak_double_format(step * s->step, t);
    if (prak_dec_parse(t, n, false, &v))
        return "";
    if (fraction)
        return prak_draw_percent(d, v, s->digits > 2 ? s->digits - 2 : 0);
    return prak_draw_number(d, v, s->digits);
}
