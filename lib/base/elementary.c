/*
 * elementary.c - by series, with tables of constants; no function of the C library decides a digit.
 */
#include "base/elementary.h"

#include <math.h>
#include <stdbool.h>

/* A constant as the sum of two doubles, 106 bits. */
struct pair {
    double high, low;
};

static const struct pair ln2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };

/* ln(1/2 + (i + 1/2)/128) */
static const struct pair ln_of[64] = {
    { -0x1.5ee82aa241920p-1, -0x1.1c066d235ee63p-56 }, { -0x1.5707a26bb8c66p-1, -0x1.80bff3303dd48p-55 },
    { -0x1.4f45a835a4e19p-1, -0x1.d749362382a77p-56 }, { -0x1.47a1527e8a2d3p-1, -0x1.2541aca7d5844p-55 },
    { -0x1.4019c2125ca93p-1, -0x1.86cf0f38b461ap-57 }, { -0x1.38ae2171976e7p-1, -0x1.21512aa596ea3p-55 },
    { -0x1.315da4434068bp-1, -0x1.6c3a5f12642c9p-57 }, { -0x1.2a2786d0ec107p-1, 0x1.6a0c343be95dcp-56 },
    { -0x1.230b0d8bebc98p-1, 0x1.fcc8dbccc25cbp-57 }, { -0x1.1c07849ae6007p-1, -0x1.59bddae1ccce2p-56 },
    { -0x1.151c3f6f29612p-1, -0x1.342eb628dba17p-56 }, { -0x1.0e4898611cce1p-1, -0x1.3300f002e836ep-55 },
    { -0x1.078bf0533c568p-1, -0x1.2241edf5fd1f7p-57 }, { -0x1.00e5ae5b207abp-1, -0x1.1713a36138e19p-57 },
    { -0x1.f4aa7ee03192dp-2, 0x1.0d487f5aba5e5p-57 }, { -0x1.e7b42c3ddad73p-2, -0x1.57d646a17bc6ap-56 },
    { -0x1.dae75484c9616p-2, 0x1.0b5837185a661p-56 }, { -0x1.ce42f18064743p-2, -0x1.0798270b29f39p-56 },
    { -0x1.c1c60693fa39ep-2, 0x1.bfc00b8f3feaap-56 }, { -0x1.b56fa04462909p-2, -0x1.494b610665378p-56 },
    { -0x1.a93ed3c8ad9e3p-2, -0x1.bcafa9de97203p-56 }, { -0x1.9d32bea15ed3bp-2, -0x1.87bcbcfd3e187p-59 },
    { -0x1.914a8635bf68ap-2, 0x1.ad4bb98c1f2c5p-56 }, { -0x1.85855776dcbfbp-2, 0x1.486666443b153p-56 },
    { -0x1.79e26687cfb3ep-2, 0x1.c168817443f22p-56 }, { -0x1.6e60ee6af1972p-2, -0x1.657c222d868cdp-58 },
    { -0x1.630030b3aac49p-2, -0x1.dc18ce51fff99p-57 }, { -0x1.57bf753c8d1fbp-2, 0x1.0908d15f88b63p-57 },
    { -0x1.4c9e09e172c3cp-2, 0x1.123615b147a5dp-58 }, { -0x1.419b423d5e8c7p-2, -0x1.0dbb243827392p-57 },
    { -0x1.36b6776be1117p-2, 0x1.324f0e883858ep-58 }, { -0x1.2bef07cdc9354p-2, 0x1.82dad7fd86088p-56 },
    { -0x1.214456d0eb8d4p-2, -0x1.f7ae91aeba60ap-57 }, { -0x1.16b5ccbacfb73p-2, -0x1.66fbd28b40935p-56 },
    { -0x1.0c42d676162e3p-2, -0x1.162c79d5d11eep-58 }, { -0x1.01eae5626c691p-2, 0x1.18290bd2932e2p-59 },
    { -0x1.ef5ade4dcffe6p-3, 0x1.08ab2ddc708a0p-58 }, { -0x1.db13db0d48940p-3, -0x1.aa11d49f96cb9p-58 },
    { -0x1.c6ffbc6f00f71p-3, 0x1.8e58b2c57a4a5p-57 }, { -0x1.b31d8575bce3dp-3, 0x1.6353ab386a94dp-57 },
    { -0x1.9f6c407089664p-3, -0x1.35a19605e67efp-59 }, { -0x1.8beafeb38fe8cp-3, -0x1.55aa8b6997a40p-58 },
    { -0x1.7898d85444c73p-3, -0x1.ef8f6ebcfb201p-58 }, { -0x1.6574ebe8c133ap-3, 0x1.d34f0f4621bedp-60 },
    { -0x1.527e5e4a1b58dp-3, 0x1.71a9682395bfdp-61 }, { -0x1.3fb45a59928ccp-3, 0x1.d87e6a354d056p-57 },
    { -0x1.2d1610c86813ap-3, 0x1.499a3f25af95fp-58 }, { -0x1.1aa2b7e23f72ap-3, 0x1.c6ef1d9b2ef7ep-59 },
    { -0x1.08598b59e3a07p-3, 0x1.dd7009902bf32p-57 }, { -0x1.ec739830a1120p-4, 0x1.a2bf991780d3fp-59 },
    { -0x1.c885801bc4b23p-4, -0x1.a38cb559a6706p-58 }, { -0x1.a4e7640b1bc38p-4, 0x1.5b5ca203e4259p-58 },
    { -0x1.8197e2f40e3f0p-4, -0x1.b9f2dffbeed43p-60 }, { -0x1.5e95a4d9791cbp-4, -0x1.f38745c5c450ap-58 },
    { -0x1.3bdf5a7d1ee64p-4, -0x1.7a976d3b5b45fp-59 }, { -0x1.1973bd1465567p-4, 0x1.7558367a6acf6p-59 },
    { -0x1.eea31c006b87cp-5, 0x1.3e4fc93b7b66cp-59 }, { -0x1.aaef2d0fb10fcp-5, -0x1.a353bb42e0addp-61 },
    { -0x1.67c94f2d4bb58p-5, -0x1.0413e6505e603p-59 }, { -0x1.252f32f8d183fp-5, 0x1.947f792615916p-59 },
    { -0x1.c63d2ec14aaf2p-6, 0x1.ce030a686bd86p-60 }, { -0x1.432a925980cc1p-6, 0x1.8cdaf39004192p-60 },
    { -0x1.82448a388a2aap-7, -0x1.04b16137f09a0p-62 }, { -0x1.0080559588b35p-8, -0x1.f96638cf63677p-62 },
};

static prak_quad constant(struct pair p)
{
    return (prak_quad)p.high + (prak_quad)p.low;
}

/* x = m 2^e, 1/2 <= m < 1; ln m = ln c + 2 atanh((m - c)/(m + c)) with c the nearest of the table. */
prak_quad prak_quad_log(prak_quad x)
{
    int e;
    double about = frexp((double)x, &e);
    prak_quad m = x * (prak_quad)ldexp(1, -e);
    int i = (int)((about - 0.5) * 128);
    if (i > 63)
        i = 63;
    prak_quad c = (prak_quad)(0.5 + (i + 0.5) / 128), s = (m - c) / (m + c), ss = s * s, sum = 0;
    for (int k = 17; k > 1; k -= 2)
        sum = (sum + (prak_quad)1 / (prak_quad)k) * ss;
    return (prak_quad)e * constant(ln2) + constant(ln_of[i]) + 2 * s * (sum + 1);
}

/* x = k ln 2 + r; exp(r/256) by Taylor, squared eight times. */
prak_quad prak_quad_exp(prak_quad x)
{
    if (x > (prak_quad)11000)
        x = (prak_quad)11000;
    if (x < (prak_quad)-11000)
        return 0;
    int k = (int)lrint((double)x / 0.69314718055994531);
    prak_quad r = (x - (prak_quad)k * constant(ln2)) / 256, sum = 1;
    for (int i = 14; i > 0; i--)
        sum = sum * r / (prak_quad)i + 1;
    for (int i = 0; i < 8; i++)
        sum *= sum;
    for (; k > 1000; k -= 1000)
        sum *= (prak_quad)0x1p1000;
    for (; k < -1000; k += 1000)
        sum *= (prak_quad)0x1p-1000;
    return sum * (prak_quad)ldexp(1, k);
}

static prak_quad ten_to(int n)
{
    prak_quad p = 1, base = 10;
    for (int i = n < 0 ? -n : n; i; i >>= 1, base *= base)
        if (i & 1)
            p *= base;
    return n < 0 ? (prak_quad)1 / p : p;
}

/* The nearest integer, half to even; |v| < 10^37. */
static prak_i128 nearest(prak_quad v)
{
    prak_i128 m = (prak_i128)v;
    prak_quad rest = v - (prak_quad)m;
    if (rest > (prak_quad)0.5 || (rest == (prak_quad)0.5 && m % 2 != 0))
        m++;
    return m;
}

struct prak_dec prak_dec_from_quad(prak_quad v, int digits, int places)
{
    bool negative = v < 0;
    prak_quad size = prak_quad_abs(v);
    if (!(size > (prak_quad)1e-300) || !(size < (prak_quad)1e300))
        return prak_dec_int(0);
    prak_quad limit = ten_to(digits);
    int scale = digits - 1 - (int)floor(log10((double)size));
    prak_quad m = scale >= 0 ? size * ten_to(scale) : size / ten_to(-scale);
    if (m >= limit) /* the logarithm was one off */
        scale--;
    else if (m * 10 < limit)
        scale++;
    if (scale > places)
        scale = places;
    m = scale >= 0 ? size * ten_to(scale) : size / ten_to(-scale);
    prak_i128 whole = nearest(m);
    return prak_dec_trim((struct prak_dec){ negative ? -whole : whole, scale });
}

#define LOG_DIGITS   26
#define POWER_DIGITS 24

struct prak_dec prak_dec_log(struct prak_dec x)
{
    return prak_dec_from_quad(prak_quad_log(prak_dec_to_quad(x)), LOG_DIGITS + 3, LOG_DIGITS);
}

struct prak_dec prak_dec_power(struct prak_dec x, struct prak_dec a)
{
    int64_t n = 0;
    struct prak_dec p = prak_dec_int(1);
    if (prak_dec_is_zero(a))
        return p;
    if (prak_dec_is_zero(x))
        return x;
    if (prak_dec_to_int64(prak_dec_trim(a), &n) == 0 && n > 0 && n <= 8) {
        int64_t i = 0;
        while (i < n && prak_dec_mul(p, x, &p) == 0)
            i++;
        if (i == n)
            return p;
    }
    prak_quad v = prak_quad_exp(prak_dec_to_quad(a) * prak_quad_log(prak_dec_to_quad(x)));
    return prak_dec_from_quad(v, POWER_DIGITS, 340);
}
