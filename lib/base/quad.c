/*
 * quad.c - square root and absolute value of binary128 without libquadmath, which clang does not bring.
 */
#include "base/quad.h"

#include <math.h>

prak_quad prak_quad_abs(prak_quad x)
{
    return x <= 0 ? 0 - x : x; /* -0 becomes 0 */
}

prak_quad prak_quad_sqrt(prak_quad x)
{
    if (!(x > 0))
        return x;
    const prak_quad large = (prak_quad)0x1p1000, small = (prak_quad)0x1p-1000;
    const prak_quad down = (prak_quad)0x1p-512, up = (prak_quad)0x1p512;
    prak_quad scale = 1;
    while (x > large) { /* into the range of a double, by squares */
        x *= down;
        scale *= (prak_quad)0x1p256;
    }
    while (x < small) {
        x *= up;
        scale *= (prak_quad)0x1p-256;
    }
    prak_quad y = (prak_quad)sqrt((double)x);
    y += (x - y * y) / (2 * y); /* 53 bits, then 106, then all 113 */
    y += (x - y * y) / (2 * y);
    return y * scale;
}
