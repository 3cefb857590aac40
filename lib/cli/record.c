/*
 * record.c - --record: one JSON line about a run, so that a published figure can be traced and made again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run.h"

#ifndef PRAK_VERSION
#define PRAK_VERSION "unknown"
#endif

static void put_text(struct prak_buf *b, const char *key, const char *text)
{
    prak_buf_fmt(b, "\"%s\":", key);
    prak_json_put_string(b, text, strlen(text));
}

static void put_file(struct prak_buf *b, const char *name, const char *hex, uint64_t bytes, bool *first)
{
    if (!*first)
        prak_buf_byte(b, ',');
    *first = false;
    prak_buf_byte(b, '{');
    put_text(b, "name", name);
    if (hex && hex[0]) {
        prak_buf_byte(b, ',');
        put_text(b, "sha256", hex);
    }
    if (bytes)
        prak_buf_fmt(b, ",\"bytes\":%llu", (unsigned long long)bytes);
    prak_buf_byte(b, '}');
}

static void put_arguments(const struct prak_run *r, struct prak_buf *b)
{
    prak_buf_text(b, ",\"arguments\":[");
    for (int i = 1; i < r->argc; i++) {
        if (i > 1)
            prak_buf_byte(b, ',');
        prak_json_put_string(b, r->argv[i], strlen(r->argv[i]));
    }
    prak_buf_byte(b, ']');
}

static void put_files(const struct prak_run *r, struct prak_buf *b)
{
    bool first = true;

    prak_buf_text(b, ",\"inputs\":[");
    for (size_t i = 0; i < r->ninput; i++)
        put_file(b, strcmp(r->input[i].path, "-") == 0 ? "<stdin>" : r->input[i].path, r->input[i].hex,
                 r->input[i].bytes, &first);
    prak_buf_text(b, "],\"uses\":[");
    first = true;
    for (const struct prak_used *u = r->used; u; u = u->next)
        put_file(b, u->name, u->hex, u->bytes, &first);
    prak_buf_byte(b, ']');
}

static void put_counts(const struct prak_run *r, struct prak_buf *b, int status, const struct prak_err *why)
{
    struct timespec now;
    struct tm tm;
    char when[32] = "";

    prak_buf_fmt(b, ",\"rows_in\":%llu,\"rows_out\":%llu,\"rejected\":%llu,\"dropped\":%llu",
                 (unsigned long long)r->rows_in, (unsigned long long)r->rows_out, (unsigned long long)r->rejected,
                 (unsigned long long)(r->rows_in - r->rows_used - r->rejected));
    prak_buf_fmt(b, ",\"exit\":%d", status);
    if (status && why) {
        prak_buf_byte(b, ',');
        put_text(b, "error", why->msg);
    }
    clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &tm))
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
    prak_buf_byte(b, ',');
    put_text(b, "ended", when);
    clock_gettime(CLOCK_MONOTONIC, &now);
    prak_buf_fmt(b, ",\"seconds\":%.3f}\n",
                 (double)(now.tv_sec - r->started.tv_sec) + (double)(now.tv_nsec - r->started.tv_nsec) / 1e9);
}

/* Appended in one write, so that the programs of a pipeline may share the file. */
int prak_record_write(struct prak_run *r, int status, const struct prak_err *why, struct prak_err *e)
{
    struct prak_buf b = { 0 };

    if (prak_record_spare(r, e)) /* tables and logs are known only now */
        return -1;
    prak_buf_byte(&b, '{');
    prak_buf_fmt(&b, "\"program\":\"prak-%s\",\"version\":\"%s\"", r->tool->name, PRAK_VERSION);
    put_arguments(r, &b);
    put_files(r, &b);
    put_counts(r, &b, status, why);
    if (prak_buf_check(&b, e)) {
        prak_buf_free(&b);
        return -1;
    }
    mode_t old = umask(077);
    int fd = open(r->common.record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    umask(old);
    int failed = fd < 0 ? prak_fail_errno(e, "write", r->common.record)
                        : prak_write_all(fd, r->common.record, b.p, b.n, e);
    if (fd >= 0 && close(fd) && !failed)
        failed = prak_fail_errno(e, "close", r->common.record);
    prak_buf_free(&b);
    return failed;
}
