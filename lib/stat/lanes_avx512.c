/*
 * lanes_avx512.c - four numbers in one register; texts by loads that stop where they end.
 */
#include "stat/distinct.h"
#include "stat/lanes.h"
#include "stat/lanes_look.h"
#include "table/seen_pack.h"

extern const struct prak_lanes prak_lanes_ifma, prak_lanes_avx512;

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include "base/avx512.h"

PRAK_AVX512_BEGIN

#include "stat/lanes_text.h"

/* The key is made as prak_seen_key makes it of up to 15 bytes. */
static void find_texts(const uint64_t *slot, const uint8_t *tag, size_t mask, const struct prak_slice *cell, size_t n,
                       uint8_t *out)
{
    for (size_t i = 0; i < n; i++) {
        struct prak_seen_key k;
        const uint32_t length = cell[i].n;
        if (length - 1 >= 15)
            continue;
        if (!prak_seen_pack(cell[i].p, length, &k)) {
            key_of(cell[i].p, length, &k.low, &k.high);
            k.high |= (uint64_t)(length + 1) << 56;
        }
        size_t at = prak_distinct_place(prak_distinct_hash(k.low, k.high), mask);
        while (((slot[2 * at] ^ k.low) | (slot[2 * at + 1] ^ k.high)) != 0 && slot[2 * at + 1])
            at = (at + 1) & mask;
        out[i] = slot[2 * at + 1] ? tag[at] : out[i];
    }
}

#define FIELD UINT64_C(0x0001000100010001) /* one of each 16 lanes */

/* Constants of numbers with `scale` digits after the point, which end in the last lane of 16. */
struct form {
    __m512i place; /* digits close up over the point */
    uint64_t unit; /* the lane of the last digit before the point */
    uint64_t point;
};

static struct form form_of(int scale)
{
    uint8_t lane[16];
    for (int i = 0; i < 16; i++)
        lane[i] = (uint8_t)(scale && i <= 15 - scale ? (i ? i - 1 : 0x80) : i);
    const __m128i place = _mm_loadu_si128((const __m128i *)(const void *)lane);
    return (struct form){ _mm512_broadcast_i32x4(place), FIELD << (scale ? 14 - scale : 15),
                          scale ? FIELD << (15 - scale) : 0 };
}

/* The 16 bytes that end with the cell, n of 1 to 16 characters; those before it are not read. */
static inline __m128i load_end(const struct prak_slice *c, uint64_t *lanes)
{
    const uint32_t mask = UINT32_C(0xFFFF) ^ UINT32_C(0xFFFF) >> c->n;
    *lanes = mask;
    return _mm_maskz_loadu_epi8((__mmask16)mask, (const void *)((uintptr_t)c->p + c->n - 16));
}

/* Digits of four numbers to four integers. */
static inline __m256i to_integers(__m512i digit)
{
    __m512i a = _mm512_maddubs_epi16(digit, _mm512_set1_epi16(0x010a));
    a = _mm512_madd_epi16(a, _mm512_set1_epi32(0x00010064));
    a = _mm512_packus_epi32(a, a);
    a = _mm512_madd_epi16(a, _mm512_set1_epi32(0x00012710));
    a = _mm512_add_epi64(_mm512_mul_epu32(a, _mm512_set1_epi64(100000000)), _mm512_srli_epi64(a, 32));
    return _mm512_castsi512_si256(_mm512_permutexvar_epi64(_mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0), a));
}

static inline __m512i load_four(const struct prak_slice *c, uint64_t *lanes)
{
    uint64_t l0, l1, l2, l3;
    __m512i v = _mm512_castsi128_si512(load_end(&c[0], &l0));
    v = _mm512_inserti32x4(v, load_end(&c[1], &l1), 1);
    v = _mm512_inserti32x4(v, load_end(&c[2], &l2), 2);
    v = _mm512_inserti32x4(v, load_end(&c[3], &l3), 3);
    *lanes = l0 | l1 << 16 | l2 << 32 | l3 << 48;
    return v;
}

/* Lanes that keep a cell from being a number of the form; 0 before the last digit before the point is one. */
static inline uint64_t wrong_lanes(__m512i v, __m512i digit, uint64_t lanes, const struct form *f)
{
    const uint64_t first = lanes & ~(lanes << 1 & ~FIELD);
    uint64_t wrong = _mm512_mask_cmpgt_epu8_mask(lanes & ~f->point, digit, _mm512_set1_epi8(9));
    wrong |= f->point & ~_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('.'));
    wrong |= f->unit & ~lanes;
    return wrong | (first & ~f->unit & _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('0')));
}

/* What eights of numbers with at most MOST_EIGHTS digits after the point are read by. */
struct eights {
    __m512i place, point;    /* point: what is left of it when '0' is taken from each character */
    __m512i greatest;        /* of each of the last eight: a digit, or 0 where the point is taken out */
    __m512i short_of, least; /* least number of 16 or 1 … 7 characters without a needless 0, and of 8 … 15 */
    __m512i fewest;          /* characters */
};

enum { MOST_EIGHTS = 6 };
#define EACH_NINE UINT64_C(0x0909090909090909)

static struct eights eights_of(int scale)
{
    const int mark = scale > 0;
    uint64_t least[16] = { 0 }, power = 1;
    for (int n = 2 + mark; n <= 16; n++) {
        power *= 10;
        least[n & 15] = n > scale + 1 + mark ? power : 0;
    }
    return (struct eights){ form_of(scale).place,
                            _mm512_set1_epi64(mark ? (int64_t)(UINT64_C(0xFE) << 8 * (7 - scale)) : 0),
                            _mm512_set1_epi64((int64_t)(EACH_NINE & ~(mark ? UINT64_C(0xFF) << 8 * (7 - scale) : 0))),
                            _mm512_loadu_si512(least), _mm512_loadu_si512(least + 8), _mm512_set1_epi64(scale + 1 + mark) };
}

/* Digits in the upper halves of `high` and `low`, which follow them, to eight integers. */
static inline __m512i sixteen_digits(__m512i low, __m512i high, __m512i place)
{
    const __m512i two = _mm512_set1_epi16(0x010a), four = _mm512_set1_epi32(0x00010064);
    const __m512i a = _mm512_shuffle_epi8(_mm512_unpacklo_epi64(high, low), place);
    const __m512i b = _mm512_shuffle_epi8(_mm512_unpackhi_epi64(high, low), place);
    const __m512i c = _mm512_packus_epi32(_mm512_madd_epi16(_mm512_maddubs_epi16(a, two), four),
                                          _mm512_madd_epi16(_mm512_maddubs_epi16(b, two), four));
    const __m512i v = _mm512_madd_epi16(c, _mm512_set1_epi32(0x00012710));
    return _mm512_add_epi64(_mm512_mul_epu32(v, _mm512_set1_epi64(100000000)), _mm512_srli_epi64(v, 32));
}

/*
 * Eight cells; returns which are numbers of the form. A cell's end and what is before it is read where sixteen bytes lie in
 * one page.
 */
static inline __mmask8 read_eight(const struct prak_slice *c, const struct eights *f, __m512i *m)
{
    const __m512i first = _mm512_loadu_si512(c), second = _mm512_loadu_si512(c + 4), ones = _mm512_set1_epi64(-1);
    const __m512i p = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), second);
    __m512i n = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), second);
    n = _mm512_and_si512(n, _mm512_set1_epi64(UINT32_MAX));
    const __m512i end = _mm512_add_epi64(p, n), from = _mm512_sub_epi64(end, _mm512_set1_epi64(16));
    const __m512i pages = _mm512_srli_epi64(_mm512_xor_si512(from, _mm512_add_epi64(end, ones)), 12);
    const __mmask8 fit = _mm512_cmple_epu64_mask(n, _mm512_set1_epi64(16)) & _mm512_cmpge_epu64_mask(n, f->fewest) &
                         _mm512_testn_epi64_mask(pages, pages);
    const __mmask8 more = fit & _mm512_cmpgt_epu64_mask(n, _mm512_set1_epi64(8));
    const __m512i bits = _mm512_slli_epi64(n, 3), zeros = _mm512_set1_epi8('0'), nine = _mm512_set1_epi8(9);
    const __m512i keep = _mm512_sllv_epi64(ones, _mm512_sub_epi64(_mm512_set1_epi64(64),
                                                                  _mm512_min_epu64(bits, _mm512_set1_epi64(64))));
    __m512i low = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), fit, from, (const void *)8, 1);
    __m512i high = _mm512_setzero_si512(), other;
    low = _mm512_and_si512(_mm512_sub_epi8(low, zeros), keep);
    low = _mm512_xor_si512(low, f->point);
    other = _mm512_subs_epu8(low, f->greatest);
    if (more) {
        high = _mm512_mask_i64gather_epi64(high, more, from, NULL, 1);
        high = _mm512_and_si512(_mm512_sub_epi8(high, zeros),
                                _mm512_sllv_epi64(ones, _mm512_sub_epi64(_mm512_set1_epi64(128), bits)));
        other = _mm512_or_si512(other, _mm512_subs_epu8(high, nine));
    }
    *m = sixteen_digits(low, high, f->place);
    return fit & _mm512_testn_epi64_mask(other, other) &
           _mm512_cmpge_epu64_mask(*m, _mm512_permutex2var_epi64(f->short_of, n, f->least));
}

static size_t read_numbers(const struct prak_slice *c, size_t n, int scale, int64_t *m, uint16_t *others,
                           struct prak_span *span)
{
    const struct form f = form_of(scale < 15 ? scale : 0);
    __m512i highest = _mm512_setzero_si512(), lowest = _mm512_set1_epi64(-1);
    size_t nother = 0, i = 0;
    if (scale <= MOST_EIGHTS) {
        const struct eights e = eights_of(scale);
        for (; i + 8 <= n; i += 8) {
            __m512i eight;
            const __mmask8 good = read_eight(c + i, &e, &eight);
            _mm512_storeu_si512(m + i, eight);
            highest = _mm512_mask_max_epu64(highest, good, highest, eight);
            lowest = _mm512_mask_min_epu64(lowest, good, lowest, eight);
            for (unsigned k = (uint8_t)~good; k; k &= k - 1)
                others[nother++] = (uint16_t)(i + (unsigned)__builtin_ctz(k));
        }
    }
    __m256i most = _mm256_max_epu64(_mm512_castsi512_si256(highest), _mm512_extracti64x4_epi64(highest, 1));
    __m256i least = _mm256_min_epu64(_mm512_castsi512_si256(lowest), _mm512_extracti64x4_epi64(lowest, 1));
    for (; scale < 15 && i + 4 <= n; i += 4) {
        uint64_t lanes;
        bool fits = ((c[i].n - 1) | (c[i + 1].n - 1) | (c[i + 2].n - 1) | (c[i + 3].n - 1)) < 16;
        if (fits) {
            const __m512i v = load_four(&c[i], &lanes);
            const __m512i digit = _mm512_maskz_sub_epi8(lanes, v, _mm512_set1_epi8('0'));
            fits = !wrong_lanes(v, digit, lanes, &f);
            const __m256i four = to_integers(_mm512_shuffle_epi8(digit, f.place));
            if (fits) {
                _mm256_storeu_si256((__m256i *)(void *)(m + i), four);
                most = _mm256_max_epu64(most, four);
                least = _mm256_min_epu64(least, four);
                continue;
            }
        }
        for (size_t k = 0; k < 4; k++)
            others[nother++] = (uint16_t)(i + k);
    }
    for (; i < n; i++)
        others[nother++] = (uint16_t)i;
    uint64_t high[4], low[4];
    _mm256_storeu_si256((__m256i *)(void *)high, most);
    _mm256_storeu_si256((__m256i *)(void *)low, least);
    *span = (struct prak_span){ UINT64_MAX, 0 };
    for (size_t k = 0; k < 4; k++) {
        span->most = high[k] > span->most ? high[k] : span->most;
        span->least = low[k] < span->least ? low[k] : span->least;
    }
    return nother;
}

PRAK_AVX512_END

#define IFMA __attribute__((target("avx512f,avx512dq,avx512vl,avx512ifma")))

/* Products of 52 bits, a lane for each sum. */
IFMA __attribute__((always_inline)) static inline void stage_some(struct prak_stage_line *line, const struct prak_take *t,
                                                                  const int64_t *w, const int64_t *x)
{
    enum {
        W_OF_A = 1 << PRAK_STAGE_WW | 1 << PRAK_STAGE_WWX | 1 << PRAK_STAGE_WX | 1 << PRAK_STAGE_W,
        WX_OF_A = 1 << PRAK_STAGE_WXWX | 1 << PRAK_STAGE_WXX,
        W_OF_B = 1 << PRAK_STAGE_WW,
        WX_OF_B = 1 << PRAK_STAGE_WWX | 1 << PRAK_STAGE_WXWX,
        X_OF_B = 1 << PRAK_STAGE_WXX | 1 << PRAK_STAGE_WX
    };
    const __m512i one = _mm512_set1_epi64(1);
    for (size_t k = 0; k < t->n; k++) {
        const size_t i = t->row[k];
        struct prak_stage_line *to = &line[t->at[i]];
        const __m512i value = _mm512_set1_epi64(x[i]), weight = w ? _mm512_set1_epi64(w[i]) : one;
        const __m512i both = w ? _mm512_set1_epi64(w[i] * x[i]) : value;
        const __m512i a = _mm512_mask_mov_epi64(_mm512_mask_mov_epi64(one, W_OF_A, weight), WX_OF_A, both);
        __m512i b = _mm512_mask_mov_epi64(_mm512_mask_mov_epi64(one, W_OF_B, weight), WX_OF_B, both);
        b = _mm512_mask_mov_epi64(b, X_OF_B, value);
        _mm512_store_si512(to->low, _mm512_madd52lo_epu64(_mm512_load_si512(to->low), a, b));
        _mm512_store_si512(to->high, _mm512_madd52hi_epu64(_mm512_load_si512(to->high), a, b));
    }
}

IFMA static void stage_rows(struct prak_stage_line *line, const struct prak_take *t, const int64_t *w, const int64_t *x)
{
    if (w)
        stage_some(line, t, w, x);
    else
        stage_some(line, t, NULL, x);
}

/* Low parts below 2^52 again. */
IFMA static void carry(struct prak_stage_line *line, size_t n)
{
    const __m512i mask = _mm512_set1_epi64((INT64_C(1) << 52) - 1);
    for (size_t i = 0; i < n; i++) {
        const __m512i low = _mm512_load_si512(line[i].low), high = _mm512_load_si512(line[i].high);
        _mm512_store_si512(line[i].high, _mm512_add_epi64(high, _mm512_srli_epi64(low, 52)));
        _mm512_store_si512(line[i].low, _mm512_and_si512(low, mask));
    }
}

static bool usable_ifma(void)
{
    return prak_avx512_usable() && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512ifma");
}

#define ALIKE                                                                                                            \
    .numbers = read_numbers, .codes = prak_lanes_codes, .pairs = prak_lanes_pairs, .answers = prak_lanes_answers,         \
    .present = prak_lanes_present, .texts = find_texts, .key = prak_lanes_key

const struct prak_lanes prak_lanes_ifma = { "ifma", usable_ifma, ALIKE, .stage = stage_rows, .carry = carry };
const struct prak_lanes prak_lanes_avx512 = { "avx512", prak_avx512_usable, ALIKE };
#else
static bool usable(void)
{
    return false;
}

const struct prak_lanes prak_lanes_ifma = { .name = "ifma", .usable = usable };
const struct prak_lanes prak_lanes_avx512 = { .name = "avx512", .usable = usable };
#endif
