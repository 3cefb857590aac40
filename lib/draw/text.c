/* text.c - short texts in the arena of a run: cleaned cells, escaped cells, words, numbers. */
#include "draw/draw.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const char *keep(struct prak_draw_run *d, struct prak_buf *b)
{
    const char *r = NULL;
    if (!d->failed && !b->failed)
        r = prak_arena_copy(d->a, b->n ? b->p : "", b->n, d->e);
    else if (!d->failed)
        prak_fail_memory(d->e);
    prak_buf_free(b);
    if (!r)
        d->failed = true;
    return r ? r : "";
}

const char *prak_draw_text(struct prak_draw_run *d, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : prak_draw_array(d, (size_t)n + 1, 1);
    if (!p)
        return "";
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return p;
}

void *prak_draw_array(struct prak_draw_run *d, size_t n, size_t size)
{
    if (d->failed)
        return NULL;
    void *p = prak_arena_array(d->a, n ? n : 1, size, d->e);
    if (!p)
        d->failed = true;
    return p;
}

const char *prak_draw_text_clean(struct prak_draw_run *d, struct prak_str s)
{
    struct prak_buf b = { 0 };
    while (s.n) {
        size_t ok = prak_utf8_invalid(s.p, s.n);
        prak_utf8_visible(&b, s.p, ok);
        if (ok == s.n)
            break;
        prak_buf_text(&b, "\xEF\xBF\xBD");
        s.p += ok + 1;
        s.n -= ok + 1;
    }
    return keep(d, &b);
}

void prak_draw_buf_xml(struct prak_buf *b, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '<':
            prak_buf_text(b, "&lt;");
            break;
        case '>':
            prak_buf_text(b, "&gt;");
            break;
        case '&':
            prak_buf_text(b, "&amp;");
            break;
        case '"':
            prak_buf_text(b, "&quot;");
            break;
        case '\'':
            prak_buf_text(b, "&#39;");
            break;
        default:
            prak_buf_byte(b, *s);
        }
    }
}

const char *prak_draw_text_xml(struct prak_draw_run *d, const char *s)
{
    struct prak_buf b = { 0 };
    prak_draw_buf_xml(&b, s);
    return keep(d, &b);
}

const char *prak_draw_say(struct prak_draw_run *d, enum prak_draw_word w, const char *a0, const char *a1,
                          const char *a2)
{
    const char *arg[3] = { a0, a1, a2 };
    struct prak_buf b = { 0 };
    for (const char *s = prak_draw_word_raw(w, d->km); *s; s++) {
        if (*s == '{' && s[1] >= '0' && s[1] <= '2' && s[2] == '}') {
            const char *a = arg[s[1] - '0'];
            prak_buf_text(&b, a ? a : "");
            s += 2;
        } else if (*s == '|') {
            if (d->breaks)
                prak_buf_text(&b, "\xE2\x80\x8B");
        } else {
            prak_buf_byte(&b, *s);
        }
    }
    return keep(d, &b);
}

const char *prak_draw_word(struct prak_draw_run *d, enum prak_draw_word w)
{
    return prak_draw_say(d, w, NULL, NULL, NULL);
}

const char *prak_draw_digits(struct prak_draw_run *d, const char *s)
{
    if (!d->o->numbers_khmer)
        return s;
    struct prak_buf b = { 0 };
    for (; *s; s++) {
        if (*s >= '0' && *s <= '9') {
            prak_buf_text(&b, "\xE1\x9F");
            prak_buf_byte(&b, (char)(0xA0 + (*s - '0')));
        } else {
            prak_buf_byte(&b, *s);
        }
    }
    return keep(d, &b);
}

/* Thousands separators in the whole part of plain decimal text. */
static const char *separate(struct prak_draw_run *d, const char *s)
{
    struct prak_buf b = { 0 };
    if (*s == '-') {
        prak_buf_text(&b, "\xE2\x88\x92");
        s++;
    }
    size_t whole = strspn(s, "0123456789");
    bool plain = !strchr(s, 'e') && !strchr(s, 'E');
    for (size_t i = 0; i < whole; i++) {
        if (plain && i && (whole - i) % 3 == 0)
            prak_buf_byte(&b, ',');
        prak_buf_byte(&b, s[i]);
    }
    prak_buf_text(&b, s + whole);
    return prak_draw_digits(d, keep(d, &b));
}

const char *prak_draw_number(struct prak_draw_run *d, struct prak_dec v, int digits)
{
    char t[PRAK_DEC_TEXT + 1];
    struct prak_dec r;
    if (prak_dec_round(v, digits, &r))
        r = v;
    t[prak_dec_format(r, t)] = 0;
    if (!strpbrk(t, "123456789") && t[0] == '-') /* no minus zero */
        return separate(d, t + 1);
    return separate(d, t);
}

const char *prak_draw_number_plain(struct prak_draw_run *d, struct prak_dec v)
{
    char t[PRAK_DEC_TEXT + 1];
    t[prak_dec_format(prak_dec_trim(v), t)] = 0;
    return separate(d, t);
}

const char *prak_draw_percent(struct prak_draw_run *d, struct prak_dec v, int digits)
{
    struct prak_dec hundred = v;
    if (prak_dec_mul(v, prak_dec_int(100), &hundred))
        hundred.scale = v.scale - 2;
    return prak_draw_number(d, hundred, digits);
}

const char *prak_draw_count(struct prak_draw_run *d, size_t n)
{
    return prak_draw_number(d, prak_dec_int((int64_t)n), 0);
}

const char *prak_draw_text_key(struct prak_draw_run *d, const char *pairs, const char *key)
{
    size_t k = strlen(key);
    for (const char *s = pairs; *s;) {
        size_t n = strcspn(s, ";");
        if (n > k && !strncmp(s, key, k) && s[k] == '=')
            return prak_draw_text(d, "%.*s", (int)(n - k - 1), s + k + 1);
        s += n;
        s += *s == ';';
    }
    return "";
}
