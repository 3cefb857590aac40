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

/* ln(1/2 + (i + 1/2)/256) */
static const struct pair ln_of[128] = {
    { -0x1.60e52f45788e3p-1, -0x1.d4bcd02c7194cp-55 }, { -0x1.5ced1e17c35c5p-1, -0x1.6812a0aac67dep-55 },
    { -0x1.58fcddce004c4p-1, 0x1.c801a2d42e96cp-55 }, { -0x1.55144fdbcbd62p-1, -0x1.d66a6522e0f04p-55 },
    { -0x1.513356667fc57p-1, -0x1.ca64cc3d52c87p-56 }, { -0x1.4d59d43fdaba2p-1, 0x1.34d6c7eb974a5p-57 },
    { -0x1.4987ace0dabb0p-1, -0x1.f68ae35979f60p-55 }, { -0x1.45bcc464c893ap-1, -0x1.45b00234d80aap-57 },
    { -0x1.41f8ff8471d61p-1, -0x1.eeba65347de21p-58 }, { -0x1.3e3c43918f76cp-1, -0x1.59673d064b8bap-55 },
    { -0x1.3a86767257111p-1, -0x1.700f448ce4d66p-56 }, { -0x1.36d77e9d34fd7p-1, 0x1.030a8308afc73p-55 },
    { -0x1.332f4314ad796p-1, 0x1.6c3d4e8a817bap-55 }, { -0x1.2f8dab636337ap-1, 0x1.9811700a1baf8p-55 },
    { -0x1.2bf29f9841c3bp-1, -0x1.470c3a76fd89cp-57 }, { -0x1.285e0842ca384p-1, 0x1.d93cc9506f200p-55 },
    { -0x1.24cfce6f80d9ap-1, -0x1.a5268d21148c6p-55 }, { -0x1.2147dba47a394p-1, 0x1.5433d723a4c74p-55 },
    { -0x1.1dc619de06944p-1, -0x1.b50bb38388177p-57 }, { -0x1.1a4a738b7a33cp-1, -0x1.58930213c987dp-55 },
    { -0x1.16d4d38c119fap-1, -0x1.d7508e57620b2p-55 }, { -0x1.1365252bf0865p-1, 0x1.e96778ad07bbbp-56 },
    { -0x1.0ffb54213a476p-1, 0x1.08822a328336cp-56 }, { -0x1.0c974c89431cep-1, 0x1.fac191a23c9cdp-56 },
    { -0x1.0938fae5d8e9bp-1, 0x1.1f5e313ed5944p-60 }, { -0x1.05e04c1aa2c06p-1, -0x1.862e53e393760p-60 },
    { -0x1.028d2d6a963f4p-1, -0x1.ff6181e8400ccp-55 }, { -0x1.fe7f18eb03d3ep-2, -0x1.5c6299030cfddp-58 },
    { -0x1.f7eeae6b5761dp-2, 0x1.ffca6a88d3d8ep-57 }, { -0x1.f168f7fb05c52p-2, -0x1.2fd60fce475cfp-59 },
    { -0x1.eaedd2eac990cp-2, -0x1.9d6bc9a591edep-57 }, { -0x1.e47d1d32e677ep-2, -0x1.96e555e2df7d3p-58 },
    { -0x1.de16b56ef90f0p-2, -0x1.19fcdfc8ea4f4p-56 }, { -0x1.d7ba7ad9e7da0p-2, 0x1.15dc45192db3fp-56 },
    { -0x1.d1684d49f46aep-2, -0x1.d98a582717953p-56 }, { -0x1.cb200d2ceb643p-2, 0x1.89974d2ba308ap-58 },
    { -0x1.c4e19b84723c2p-2, 0x1.6e6b67ccb006ap-56 }, { -0x1.beacd9e271ad1p-2, -0x1.376dc3cda889fp-56 },
    { -0x1.b881aa659bc93p-2, -0x1.29d3a2d1b2176p-56 }, { -0x1.b25fefb60cb2ep-2, -0x1.831dd125d6faap-59 },
    { -0x1.ac478d020506fp-2, -0x1.d19914a95df12p-61 }, { -0x1.a63865fabd0ecp-2, 0x1.1470455746974p-57 },
    { -0x1.a0325ed14fda4p-2, -0x1.efa7950fb57e7p-56 }, { -0x1.9a355c33bd6bap-2, 0x1.959578e82a9d9p-57 },
    { -0x1.9441434a03259p-2, -0x1.c0e4afffa1b77p-56 }, { -0x1.8e55f9b349b83p-2, -0x1.e2763763baffcp-56 },
    { -0x1.8873658327ccfp-2, 0x1.c43eff892d8d0p-58 }, { -0x1.82996d3ef8bcbp-2, 0x1.2aa30536bb6bep-56 },
    { -0x1.7cc7f7db46a0ep-2, 0x1.8438023cdc3d3p-56 }, { -0x1.76feecb947175p-2, 0x1.118d9eb4ea362p-56 },
    { -0x1.713e33a46a17cp-2, 0x1.9367a05ae38d3p-56 }, { -0x1.6b85b4cffa3fdp-2, 0x1.8af2c8dafcb08p-57 },
    { -0x1.65d558d4ce00bp-2, 0x1.7605a4748480ap-56 }, { -0x1.602d08af091ecp-2, 0x1.6e8920c09b73fp-58 },
    { -0x1.5a8cadbbedfa1p-2, 0x1.e6c2bdfb3e037p-58 }, { -0x1.54f431b7be1a9p-2, 0x1.aacfdbbdab914p-56 },
    { -0x1.4f637ebba9810p-2, 0x1.58cb3124b9245p-56 }, { -0x1.49da7f3bcc41fp-2, 0x1.9964a168ccacap-57 },
    { -0x1.44591e0539f49p-2, 0x1.2b125247b0fa5p-56 }, { -0x1.3edf463c1683ep-2, -0x1.83d680d3c1084p-56 },
    { -0x1.396ce359bbf54p-2, 0x1.ce2b31b31e8b0p-58 }, { -0x1.3401e12aecba1p-2, 0x1.cd55b8a4746c0p-58 },
    { -0x1.2e9e2bce12286p-2, -0x1.8251a3b83d97ap-62 }, { -0x1.2941afb186b7cp-2, 0x1.856e61c515740p-57 },
    { -0x1.23ec5991eba49p-2, -0x1.bb75d1addf870p-60 }, { -0x1.1e9e1678899f4p-2, -0x1.512c3749a1e4ep-56 },
    { -0x1.1956d3b9bc2fap-2, -0x1.7b9d68d50a15dp-56 }, { -0x1.14167ef367783p-2, -0x1.e0936abd4fa6ep-62 },
    { -0x1.0edd060b78081p-2, 0x1.92b49ef282b09p-57 }, { -0x1.09aa572e6c6d4p-2, -0x1.43c2e68684d53p-57 },
    { -0x1.047e60cde83b8p-2, 0x1.0779634061cbcp-56 }, { -0x1.feb2233ea07cdp-3, -0x1.8de00938b4c40p-61 },
    { -0x1.f474b134df229p-3, 0x1.27c77ded76aadp-58 }, { -0x1.ea4449f04aaf5p-3, 0x1.d33919ab94074p-57 },
    { -0x1.e020cc6235ab5p-3, -0x1.fea48dd7b81d1p-58 }, { -0x1.d60a17f903515p-3, 0x1.c0df841a71b7ap-57 },
    { -0x1.cc000c9db3c52p-3, -0x1.53d154280394fp-57 }, { -0x1.c2028ab17f9b4p-3, -0x1.f11aa3853a5f1p-57 },
    { -0x1.b811730b823d2p-3, -0x1.a0ee735d9f0ecp-60 }, { -0x1.ae2ca6f672bd4p-3, -0x1.ab5ca9eaa088ap-57 },
    { -0x1.a454082e6ab05p-3, -0x1.df207dc5c34c6p-58 }, { -0x1.9a8778debaa38p-3, -0x1.f47dfd871f87fp-57 },
    { -0x1.90c6db9fcbcd9p-3, -0x1.054473941ad99p-57 }, { -0x1.871213750e994p-3, -0x1.d685f35eea2a0p-57 },
    { -0x1.7d6903caf5ad0p-3, 0x1.ac5f0c075b847p-59 }, { -0x1.73cb9074fd14dp-3, 0x1.521a000b4cf01p-57 },
    { -0x1.6a399dabbd383p-3, -0x1.96332bd4b341fp-57 }, { -0x1.60b3100b09476p-3, 0x1.5b2623e05016bp-58 },
    { -0x1.5737cc9018cddp-3, -0x1.4f4d710fec38ep-57 }, { -0x1.4dc7b897bc1c8p-3, 0x1.927d47803c5f4p-57 },
    { -0x1.4462b9dc9b3dcp-3, 0x1.629c46c186385p-58 }, { -0x1.3b08b6757f2a9p-3, -0x1.70d6cdf05266cp-60 },
    { -0x1.31b994d3a4f85p-3, 0x1.c4716bdfc0cc9p-58 }, { -0x1.28753bc11aba5p-3, 0x1.6394d9fa33311p-57 },
    { -0x1.1f3b925f25d41p-3, -0x1.62c9ef939ac5dp-59 }, { -0x1.160c8024b27b1p-3, 0x1.2d56ff61c2bfbp-57 },
    { -0x1.0ce7ecdccc28dp-3, 0x1.692a0055dc959p-57 }, { -0x1.03cdc0a51ec0dp-3, -0x1.39e2d3f8b7d10p-57 },
    { -0x1.f57bc7d9005dbp-4, 0x1.9361574fb24e2p-58 }, { -0x1.e3707ee30487bp-4, -0x1.09ccecd579d99p-58 },
    { -0x1.d179788219364p-4, -0x1.9daf7df76ad2ap-59 }, { -0x1.bf968769fca11p-4, 0x1.cdc9f6f5f38c7p-59 },
    { -0x1.adc77ee5aea8cp-4, -0x1.37d8f39bee659p-58 }, { -0x1.9c0c32d4d2548p-4, -0x1.fb0be3ccc1532p-59 },
    { -0x1.8a6477a91dc29p-4, 0x1.fa83214904842p-59 }, { -0x1.78d02263d82d3p-4, -0x1.abca5b4fdb880p-58 },
    { -0x1.674f089365a7ap-4, 0x1.9acd8b33f8fdcp-58 }, { -0x1.55e10050e0384p-4, 0x1.45f9d61c68c1bp-58 },
    { -0x1.4485e03dbdfadp-4, -0x1.1ba349aadbc6ep-58 }, { -0x1.333d7f8183f4bp-4, -0x1.a92afc8ef70b1p-58 },
    { -0x1.2207b5c78549ep-4, 0x1.cc0fbce104eaap-58 }, { -0x1.10e45b3cae831p-4, 0x1.a4a128d192686p-58 },
    { -0x1.ffa6911ab9301p-5, 0x1.cd9f1f95c2eedp-59 }, { -0x1.dda8adc67ee4ep-5, -0x1.4e6c986f44c55p-59 },
    { -0x1.bbcebfc68f420p-5, -0x1.e5cf3a0f56f72p-60 }, { -0x1.9a187b573de7cp-5, 0x1.727626c86b3abp-59 },
    { -0x1.788595a3577bap-5, -0x1.e5ef898b67923p-59 }, { -0x1.5715c4c03ceefp-5, 0x1.bbf88ec501b56p-61 },
    { -0x1.35c8bfaa1306bp-5, 0x1.50830a65543a4p-63 }, { -0x1.149e3e4005a8dp-5, 0x1.53482d1f9d7d7p-61 },
    { -0x1.e72bf2813ce51p-6, -0x1.75b44595cab18p-60 }, { -0x1.a55f548c5c43fp-6, -0x1.ec1a5f86d41f9p-62 },
    { -0x1.63d6178690bd6p-6, 0x1.8ed4d357c9c97p-64 }, { -0x1.228fb1fea2e28p-6, 0x1.cd7b66e01c26dp-61 },
    { -0x1.c317384c75f06p-7, -0x1.806208c04c220p-61 }, { -0x1.41929f96832f0p-7, 0x1.c5517f64bc223p-61 },
    { -0x1.8121214586b54p-8, -0x1.c14b9f9377a1dp-65 }, { -0x1.0040155d5889ep-9, 0x1.8f98e1113f403p-65 },
};

static prak_quad constant(struct pair p)
{
    return (prak_quad)p.high + (prak_quad)p.low;
}

/*
 * x = m 2^e, 1/2 <= m < 1; ln m = ln c + 2 atanh((m - c)/(m + c)) with c the nearest of the table. The series is taken
 * times 45045 = 3 5 7 9 11 13 over its common divisor, so that it needs one division.
 */
prak_quad prak_quad_log(prak_quad x)
{
    static const int over[] = { 45045, 15015, 9009, 6435, 5005, 4095, 3465 };
    int e;
    double about = frexp((double)x, &e);
    prak_quad m = x * (prak_quad)ldexp(1, -e);
    int i = (int)((about - 0.5) * 256);
    if (i > 127)
        i = 127;
    prak_quad c = (prak_quad)(0.5 + (i + 0.5) / 256), s = (m - c) / (m + c), ss = s * s, sum = 0;
    for (int k = 6; k > 0; k--)
        sum = (sum + (prak_quad)over[k]) * ss;
    sum = (sum + (prak_quad)over[0]) / (prak_quad)over[0];
    return (prak_quad)e * constant(ln2) + constant(ln_of[i]) + 2 * s * sum;
}

/* x = k ln 2 + r; exp(r/1024) by Taylor times 9!, squared ten times. */
prak_quad prak_quad_exp(prak_quad x)
{
    static const int over[] = { 362880, 362880, 181440, 60480, 15120, 3024, 504, 72, 9, 1 };
    if (x > (prak_quad)11000)
        x = (prak_quad)11000;
    if (x < (prak_quad)-11000)
        return 0;
    int k = (int)lrint((double)x / 0.69314718055994531);
    prak_quad r = (x - (prak_quad)k * constant(ln2)) * (prak_quad)0x1p-10, sum = 0;
    for (int i = 9; i > 0; i--)
        sum = (sum + (prak_quad)over[i]) * r;
    sum = sum / (prak_quad)over[0] + 1;
    for (int i = 0; i < 10; i++)
        sum *= sum;
    for (; k > 1000; k -= 1000)
        sum *= (prak_quad)0x1p1000;
    for (; k < -1000; k += 1000)
        sum *= (prak_quad)0x1p-1000;
    return sum * (prak_quad)ldexp(1, k);
}

/* 10^n, n >= 0; exact up to 48. */
static prak_quad ten_to(int n)
{
    static const uint64_t small[20] = {
        1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
        1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
        1000000000000000000, 10000000000000000000U
    };
    prak_quad p = 1;
    for (; n > 19; n -= 19)
        p *= (prak_quad)small[19];
    return p * (prak_quad)small[n];
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
    if (scale > places)
        scale = places;
    prak_quad m = scale >= 0 ? size * ten_to(scale) : size / ten_to(-scale);
    if (m >= limit) /* the logarithm was one off */
        m = --scale >= 0 ? size * ten_to(scale) : size / ten_to(-scale);
    else if (scale < places && m * 10 < limit)
        m = ++scale > 0 ? size * ten_to(scale) : size / ten_to(-scale);
    prak_i128 whole = nearest(m);
    return prak_dec_trim((struct prak_dec){ negative ? -whole : whole, scale });
}

#define LOG_DIGITS   26
#define POWER_DIGITS 24

struct prak_dec prak_dec_log(struct prak_dec x)
{
    prak_quad log = prak_quad_log(prak_dec_to_quad(x)), m = prak_quad_abs(log) * ten_to(LOG_DIGITS);
    prak_i128 whole = nearest(m); /* at most 29 digits */
    return prak_dec_trim((struct prak_dec){ log < 0 ? -whole : whole, LOG_DIGITS });
}

int prak_dec_power(struct prak_dec x, struct prak_dec a, struct prak_dec *out)
{
    int64_t n = 0;
    struct prak_dec p = prak_dec_int(1);
    if (prak_dec_is_zero(a) || prak_dec_is_zero(x)) {
        *out = prak_dec_is_zero(a) ? p : prak_dec_int(0);
        return 0;
    }
    if (prak_dec_to_int64(prak_dec_trim(a), &n) == 0 && n > 0 && n <= 8) {
        int64_t i = 0;
        while (i < n && prak_dec_mul(p, x, &p) == 0)
            i++;
        *out = p;
        if (i == n)
            return 0;
    }
    prak_quad v = prak_dec_to_quad(x);
    if (prak_dec_cmp(a, (struct prak_dec){ 5, 1 }) == 0)
        v = prak_quad_sqrt(v);
    else
        v = prak_quad_exp(prak_dec_to_quad(a) * prak_quad_log(v));
    *out = prak_dec_from_quad(v, POWER_DIGITS, 340);
    return prak_dec_is_zero(*out) ? -1 : 0;
}
