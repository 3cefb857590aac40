/*
 * utf8.c - validity with a fast path for ASCII; widths and normal forms from utf8proc, never from the locale.
 */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Length of the valid sequence at p[0..n), n > 0, or 0. */
static inline size_t sequence(const unsigned char *p, size_t n)
{
    unsigned char a = p[0];
    if (a < 0x80)
        return 1;
    if (n < 2 || a < 0xC2 || (p[1] & 0xC0) != 0x80)
        return 0;
    if (a < 0xE0)
        return 2;
    if (n < 3 || (p[2] & 0xC0) != 0x80)
        return 0;
    if (a < 0xF0) /* no overlong form after E0, no surrogate after ED */
        return (a == 0xE0 && p[1] < 0xA0) || (a == 0xED && p[1] >= 0xA0) ? 0 : 3;
    if (n < 4 || a > 0xF4 || (p[3] & 0xC0) != 0x80)
        return 0;
    return (a == 0xF0 && p[1] < 0x90) || (a == 0xF4 && p[1] >= 0x90) ? 0 : 4;
}

/* Number of leading bytes, in steps of 32 and then 8, that are certainly ASCII. */
static size_t ascii_run(const unsigned char *p, size_t n)
{
    const uint64_t high = 0x8080808080808080u;
    size_t i = 0;
    uint64_t w[4];
    for (; n - i >= sizeof w; i += sizeof w) {
        memcpy(w, p + i, sizeof w);
        if ((w[0] | w[1] | w[2] | w[3]) & high)
            break;
    }
    for (; n - i >= 8; i += 8) {
        memcpy(w, p + i, 8);
        if (w[0] & high)
            break;
    }
    return i;
}

size_t prak_utf8_invalid(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < n) {
        if (p[i] < 0x80) {
            i += ascii_run(p + i, n - i);
            while (i < n && p[i] < 0x80)
                i++;
            continue;
        }
        /* runs of Khmer and most other scripts: three bytes, E1 to EC first, one test for all */
        while (n - i >= 3 && (unsigned)(p[i] - 0xE1) < 12 && ((p[i + 1] ^ 0x80) | (p[i + 2] ^ 0x80)) < 0x40)
            i += 3;
        if (i == n)
            break;
        size_t k = sequence(p + i, n - i);
        if (k == 0)
            return i;
        i += k;
    }
    return n;
}

bool prak_utf8_is_cut(const char *p, size_t n)
{
    unsigned char low[4], high[4]; /* what may follow the first byte is a range that has 0x80 or 0xa0 in it */

    if (n == 0 || n > 3)
        return false;
    memset(low, 0x80, sizeof low);
    memset(high, 0xA0, sizeof high);
    memcpy(low, p, n);
    memcpy(high, p, n);
    return sequence(low, sizeof low) > n || sequence(high, sizeof high) > n;
}

size_t prak_utf8_nul(const char *p, size_t n)
{
    const char *z = n ? memchr(p, '\0', n) : NULL;
    return z ? (size_t)(z - p) : n;
}

size_t prak_utf8_next(const char *text, size_t n, uint32_t *code)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t k = sequence(p, n);
    switch (k) {
    case 1:
        *code = p[0];
        return 1;
    case 2:
        *code = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
        return 2;
    case 3:
        *code = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        return 3;
    case 4:
        *code = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        return 4;
    default: /* a caller that did not check still moves on */
        *code = 0xFFFD;
        return 1;
    }
}

static size_t code_width(uint32_t code)
{
    if (code < 0x7F)
        return code >= 0x20;
    const utf8proc_property_t *q = utf8proc_get_property((utf8proc_int32_t)code);
    switch (q->category) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return 0;
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
        return q->charwidth == 2 ? 2 : 1;
    default:
        return q->charwidth;
    }
}

size_t prak_utf8_width(const char *p, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n;) {
        uint32_t code;
        i += prak_utf8_next(p + i, n - i, &code);
        width += code_width(code);
    }
    return width;
}

size_t prak_utf8_count(const char *p, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)p[i] & 0xC0) != 0x80;
    return count;
}

static void escape(struct prak_buf *out, unsigned code)
{
    static const char digit[] = "0123456789ABCDEF";
    if (code == '\t' || code == '\n') {
        prak_buf_add(out, code == '\t' ? "\\t" : "\\n", 2);
        return;
    }
    if (code > 0xFF) {
        prak_buf_fmt(out, "\\u%04X", code);
        return;
    }
    char text[4] = { '\\', 'x', digit[code >> 4 & 15], digit[code & 15] };
    prak_buf_add(out, text, sizeof text);
}

/* Controls that show later characters, such as the digits of a number, in another order. */
static bool turns(uint32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

void prak_utf8_visible(struct prak_buf *out, const char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t code;
        size_t k = prak_utf8_next(p + i, n - i, &code);
        bool broken = k == 1 && code == 0xFFFD;
        if (broken)
            escape(out, (unsigned char)p[i]);
        else if (code < 0x20 || (code >= 0x7F && code < 0xA0) || turns(code))
            escape(out, code);
        else
            prak_buf_add(out, p + i, k);
        i += k;
    }
}

static bool zero_width(uint32_t code)
{
    return (code >= 0x200B && code <= 0x200D) || code == 0x2060 || code == 0xFEFF;
}

static bool white(uint32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r');
    if (code == 0x85)
        return true;
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)code);
    return c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_ZL || c == UTF8PROC_CATEGORY_ZP;
}

static void fold_white(struct prak_buf *out, const char *p, size_t n)
{
    bool any = false, gap = false;
    for (size_t i = 0; i < n;) {
        uint32_t code;
        size_t k = prak_utf8_next(p + i, n - i, &code);
        if (white(code)) {
            gap = any;
        } else {
            if (gap)
                prak_buf_byte(out, ' ');
            prak_buf_add(out, p + i, k);
            any = true;
            gap = false;
        }
        i += k;
    }
}

int prak_utf8_fold_space(struct prak_buf *out, const char *p, size_t n)
{
    size_t before = out->n;
    struct prak_buf bare = { 0 };
    utf8proc_uint8_t *nfc = NULL;
    bool plain = prak_utf8_count(p, n) == n && prak_utf8_invalid(p, n) == n; /* ASCII is its own normal form */
    int rc = 0;
    if (plain) {
        fold_white(out, p, n);
    } else { /* zero-width characters go first: between a letter and its mark they would hinder composition */
        for (size_t i = 0; i < n;) {
            uint32_t code;
            size_t k = prak_utf8_next(p + i, n - i, &code);
            if (!zero_width(code))
                prak_buf_add(&bare, p + i, k);
            i += k;
        }
        utf8proc_ssize_t m = 0;
        if (bare.n)
            m = utf8proc_map((const utf8proc_uint8_t *)bare.p, (utf8proc_ssize_t)bare.n, &nfc,
                             UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        if (bare.failed || m < 0)
            rc = -1;
        else
            fold_white(out, (const char *)nfc, (size_t)m);
    }
    if (out->failed)
        rc = -1;
    if (rc)
        out->n = before;
    free(nfc);
    prak_buf_free(&bare);
    return rc;
}
