/*
 * message.c - everything that goes to stderr: errors, the summary, the progress line.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/run.h"

static void put(const struct prak_buf *b)
{
    const char *p = b->p;
    size_t n = b->n;

    while (n) {
        ssize_t k = write(STDERR_FILENO, p, n);
        if (k <= 0)
            return; /* there is nobody left to tell */
        p += k;
        n -= (size_t)k;
    }
}

static void safe(struct prak_buf *b, const char *s)
{
    prak_utf8_visible(b, s, strlen(s));
}

void prak_say(const struct prak_run *r, const char *fmt, ...)
{
    struct prak_buf b = { 0 };
    char text[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    prak_buf_fmt(&b, "prak-%s: ", r->tool->name);
    safe(&b, text);
    prak_buf_byte(&b, '\n');
    put(&b);
    prak_buf_free(&b);
}

/* Without memory for a whole message: what it says and of which file, in bytes that a terminal cannot obey. */
static void say_short(const struct prak_run *r, const struct prak_err *e)
{
    char text[600];
    int n = snprintf(text, sizeof text, "prak-%s: %.200s%s%.300s", r->tool->name, e->source, e->source[0] ? ": " : "",
                     e->msg[0] ? e->msg : "failed without a message");

    if (n < 0)
        return;
    size_t end = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    for (size_t i = 0; i < end; i++)
        if (text[i] < ' ' || text[i] > '~')
            text[i] = '?';
    text[end] = '\n';
    put(&(struct prak_buf){ .p = text, .n = end + 1 });
}

void prak_say_error(const struct prak_run *r, const struct prak_err *e)
{
    struct prak_buf b = { 0 };

    prak_buf_fmt(&b, "prak-%s: ", r->tool->name);
    if (e->source[0]) {
        safe(&b, e->source);
        if (e->line)
            prak_buf_fmt(&b, ":%llu", (unsigned long long)e->line);
        if (e->line && e->byte)
            prak_buf_fmt(&b, ":%llu", (unsigned long long)e->byte);
        if (e->record && e->record + 1 != e->line)
            prak_buf_fmt(&b, " (record %llu)", (unsigned long long)e->record);
        prak_buf_text(&b, ": ");
    }
    if (e->column[0]) {
        prak_buf_text(&b, "column '");
        safe(&b, e->column);
        prak_buf_text(&b, "': ");
    }
    safe(&b, e->msg[0] ? e->msg : "failed without a message");
    if (r->common.show_values && e->value[0]) {
        prak_buf_text(&b, " (value: ");
        safe(&b, e->value);
        prak_buf_byte(&b, ')');
    }
    prak_buf_byte(&b, '\n');
    if (e->hint[0]) {
        prak_buf_text(&b, "hint: ");
        safe(&b, e->hint);
        prak_buf_byte(&b, '\n');
    }
    if (b.failed)
        say_short(r, e);
    else
        put(&b);
    prak_buf_free(&b);
}

static double seconds_between(const struct timespec *a, const struct timespec *b)
{
    return (double)(b->tv_sec - a->tv_sec) + (double)(b->tv_nsec - a->tv_nsec) / 1e9;
}

/* At most five times a second, and only after two seconds of work. */
void prak_progress(struct prak_run *r)
{
    struct timespec now;
    struct prak_buf b = { 0 };

    if (!r->progress)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double spent = seconds_between(&r->started, &now);
    if (spent < 2.0 || seconds_between(&r->progress_last, &now) < 0.2)
        return;
    r->progress_last = now;
    double done = (double)r->bytes_in, rate = done / spent;
    prak_buf_fmt(&b, "\rprak-%s: %.1f MB, %.1f MB/s", r->tool->name, done / 1e6, rate / 1e6);
    if (r->bytes_total > r->bytes_in && rate > 0.0)
        prak_buf_fmt(&b, ", %.0f s left", ((double)r->bytes_total - done) / rate);
    prak_buf_text(&b, "\033[K");
    put(&b);
    prak_buf_free(&b);
    r->progress_shown = true;
}

void prak_progress_clear(struct prak_run *r)
{
    if (r->progress_shown)
        put(&(struct prak_buf){ .p = (char[]){ "\r\033[K" }, .n = 4 });
    r->progress_shown = false;
}

void prak_say_summary(struct prak_run *r)
{
    const unsigned long long in = r->rows_in, out = r->rows_out, rejected = r->rejected;
    unsigned long long used = r->rows_used, dropped = in - used - rejected;

    if (r->rejected && !r->common.quiet && !r->common.summary)
        prak_say(r, "%llu of %llu rows rejected, see %s", rejected, in, r->common.rejects);
    for (unsigned i = 0; i < r->ncounter; i++) {
        if (r->counter[i].unless_none && r->counter[i].total == 0)
            continue;
        if ((r->counter[i].always && !r->common.quiet) || r->common.summary || r->common.verbose)
            prak_say(r, "%s: %llu", r->counter[i].label, (unsigned long long)r->counter[i].total);
    }
    if (!r->common.summary)
        return;
    if (r->tool->fold)
        prak_say(r, "rows in %llu = used %llu + rejected %llu + dropped %llu; rows out %llu", in, used, rejected,
                 dropped, out);
    else if (out > used)
        prak_say(r, "rows in %llu + added %llu = rows out %llu + rejected %llu + dropped %llu", in, out - used, out,
                 rejected, dropped);
    else
        prak_say(r, "rows in %llu = rows out %llu + rejected %llu + dropped %llu", in, out, rejected, dropped);
}
