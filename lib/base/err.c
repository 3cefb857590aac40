/*
 * err.c - filling the one error value; texts are cut at a character, never inside one.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Drops a UTF-8 sequence that the end of a fixed field cut in two, so that messages stay valid UTF-8. */
static size_t whole(const char *p, size_t n)
{
    size_t i = n;
    while (i > 0 && n - i < 3 && ((unsigned char)p[i - 1] & 0xC0) == 0x80)
        i--;
    if (i == 0)
        return n;
    unsigned char lead = (unsigned char)p[i - 1];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return need > n - (i - 1) ? i - 1 : n;
}

static void copy_cut(char *to, size_t size, const char *p, size_t n)
{
    if (n >= size)
        n = whole(p, size - 1);
    if (n)
        memcpy(to, p, n);
    to[n] = '\0';
}

static void vput(char *to, size_t size, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
static void vput(char *to, size_t size, const char *fmt, va_list ap)
{
    int n = vsnprintf(to, size, fmt, ap);
    if (n < 0)
        to[0] = '\0';
    else if ((size_t)n >= size)
        to[whole(to, size - 1)] = '\0';
}

int prak_fail(struct prak_err *e, enum prak_code code, const char *fmt, ...)
{
    if (!e)
        return -1;
    char msg[sizeof e->msg]; /* the arguments may point into *e: format first, clear after */
    va_list ap;
    va_start(ap, fmt);
    vput(msg, sizeof msg, fmt, ap);
    va_end(ap);
    memset(e, 0, sizeof *e);
    e->code = code;
    memcpy(e->msg, msg, sizeof msg);
    return -1;
}

int prak_fail_errno(struct prak_err *e, const char *what, const char *name)
{
    char why[128];
    int saved = errno;
    if (strerror_r(saved, why, sizeof why) != 0)
        snprintf(why, sizeof why, "error %d", saved);
    prak_fail(e, PRAK_ESYS, "cannot %s %s: %s", what, name, why);
    if (e)
        e->named = true;
    return -1;
}

int prak_fail_memory(struct prak_err *e)
{
    return prak_fail(e, PRAK_ESYS, "out of memory");
}

int prak_err_hint(struct prak_err *e, const char *fmt, ...)
{
    if (!e)
        return -1;
    char hint[sizeof e->hint];
    va_list ap;
    va_start(ap, fmt);
    vput(hint, sizeof hint, fmt, ap);
    va_end(ap);
    memcpy(e->hint, hint, sizeof hint);
    return -1;
}

void prak_err_source(struct prak_err *e, const char *source)
{
    if (e && !e->source[0] && !e->named)
        copy_cut(e->source, sizeof e->source, source, strlen(source));
}

void prak_err_place(struct prak_err *e, uint64_t line, uint64_t record, uint64_t byte)
{
    if (!e)
        return;
    if (!e->line)
        e->line = line;
    if (!e->record)
        e->record = record;
    if (!e->byte)
        e->byte = byte;
}

static void replace_control(char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7F)
            *s = '?';
}

void prak_err_column(struct prak_err *e, const char *name, size_t n)
{
    if (!e || e->column[0])
        return;
    copy_cut(e->column, sizeof e->column, name, n);
    replace_control(e->column);
}

void prak_err_value(struct prak_err *e, const char *p, size_t n)
{
    if (!e || e->value[0])
        return;
    copy_cut(e->value, sizeof e->value, p, n);
    /* a NUL in the cell would end the text early: n bytes are looked at, not strlen */
    size_t kept = n < sizeof e->value ? n : sizeof e->value - 1;
    for (size_t i = 0; i < kept; i++)
        if (e->value[i] == '\0' && i < n && p[i] == '\0')
            e->value[i] = '?';
    replace_control(e->value);
}
