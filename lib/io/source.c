/*
 * source.c - bytes from a descriptor or a feed, with a small window for looking ahead.
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

#define PIPE_SIZE (1 << 20)
#define PEEK_MAX  ((size_t)64 * 1024)

struct prak_source {
    const char *name;
    int fd; /* -1: a feed */
    bool regular, owns;
    uint64_t bytes, size;
    uint64_t start, reserved; /* offsets in a regular file: of the first byte, and of the first that is not reserved */
    bool split;               /* some were reserved */
    struct prak_feed feed;
    struct prak_sha256 *sha;
    char *window; /* bytes looked at and not yet taken: window[from..to) */
    size_t from, to;
};

static struct prak_source *source_new(const char *name, int fd)
{
    struct prak_source *s = calloc(1, sizeof *s);

    if (s) {
        s->name = name;
        s->fd = fd;
    }
    return s;
}

/* Learns what the descriptor is and tells the system how it will be read; -1 for a folder. */
static int source_prepare(struct prak_source *s, struct prak_err *e)
{
    struct stat st;

    if (fstat(s->fd, &st) != 0)
        return prak_fail_errno(e, "open", s->name);
    if (S_ISDIR(st.st_mode)) {
        prak_fail(e, PRAK_ESYS, "is a directory");
        prak_err_source(e, s->name);
        return -1;
    }
    if (S_ISREG(st.st_mode)) {
        off_t from = lseek(s->fd, 0, SEEK_CUR);
        s->regular = true;
        s->start = from > 0 ? (uint64_t)from : 0;
        s->size = from < st.st_size ? (uint64_t)st.st_size - s->start : 0;
        (void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
#ifdef F_SETPIPE_SZ
    if (S_ISFIFO(st.st_mode))
        (void)fcntl(s->fd, F_SETPIPE_SZ, PIPE_SIZE);
#endif
    return 0;
}

int prak_source_open(const char *path, struct prak_source **out, struct prak_err *e)
{
    bool standard = strcmp(path, "-") == 0;
    const char *name = standard ? "<stdin>" : path;
    int fd = STDIN_FILENO;
    struct prak_source *s;

    if (!standard) {
        do
            fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        while (fd < 0 && errno == EINTR);
        if (fd < 0)
            return prak_fail_errno(e, "open", name);
    }
    s = source_new(name, fd);
    if (!s) {
        if (!standard)
            (void)close(fd);
        return prak_fail_memory(e);
    }
    s->owns = !standard;
    if (source_prepare(s, e)) {
        prak_source_close(s);
        return -1;
    }
    *out = s;
    return 0;
}

int prak_source_feed(const char *name, const struct prak_feed *feed, struct prak_source **out, struct prak_err *e)
{
    struct prak_source *s = source_new(name, -1);

    if (!s) {
        if (feed->close)
            feed->close(feed->state);
        return prak_fail_memory(e);
    }
    s->feed = *feed;
    *out = s;
    return 0;
}

int prak_source_fd(const char *name, int fd, struct prak_source **out, struct prak_err *e)
{
    struct prak_source *s = source_new(name, fd);

    if (!s) {
        (void)close(fd);
        return prak_fail_memory(e);
    }
    s->owns = true;
    if (source_prepare(s, e)) {
        prak_source_close(s);
        return -1;
    }
    *out = s;
    return 0;
}

/* Whoever shares the descriptor goes on behind what was read: pread has not moved it. */
static void step_behind(const struct prak_source *s)
{
    (void)lseek(s->fd, (off_t)(s->start + s->bytes), SEEK_SET);
}

void prak_source_close(struct prak_source *s)
{
    char hex[65];

    if (!s)
        return;
    if (s->feed.close)
        s->feed.close(s->feed.state);
    if (s->owns)
        (void)close(s->fd);
    else if (s->split)
        step_behind(s);
    if (s->sha)
        prak_sha256_end(s->sha, hex);
    free(s->window);
    free(s);
}

const char *prak_source_name(const struct prak_source *s)
{
    return s->name;
}

/* Counts and hashes what was read; end: nothing follows. */
static int take_in(struct prak_source *s, const char *p, size_t n, bool end, struct prak_err *e)
{
    s->bytes += (uint64_t)n;
    if (s->sha && n > 0)
        prak_sha256_add(s->sha, p, n);
    if (!end || !s->regular || s->bytes >= s->size)
        return 0;
    prak_fail(e, PRAK_EDATA, "cut while it was read");
    prak_err_source(e, s->name);
    return -1;
}

static ptrdiff_t source_raw(struct prak_source *s, char *p, size_t n, struct prak_err *e)
{
    ptrdiff_t got;

    if (s->fd < 0) {
        got = s->feed.read(s->feed.state, p, n, e);
        if (got < 0) {
            prak_err_source(e, s->name);
            return -1;
        }
    } else {
        do
            got = read(s->fd, p, n);
        while (got < 0 && errno == EINTR);
        if (got < 0) {
            prak_fail_errno(e, "read", s->name);
            return -1;
        }
    }
    if (take_in(s, p, (size_t)got, got == 0 && n > 0, e))
        return -1;
    return got;
}

ptrdiff_t prak_source_read(struct prak_source *s, char *p, size_t n, struct prak_err *e)
{
    if (s->from < s->to) {
        size_t have = s->to - s->from;

        if (have > n)
            have = n;
        memcpy(p, s->window + s->from, have);
        s->from += have;
        return (ptrdiff_t)have;
    }
    return source_raw(s, p, n, e);
}

ptrdiff_t prak_source_peek(struct prak_source *s, const char **p, size_t n, struct prak_err *e)
{
    if (n > PEEK_MAX)
        n = PEEK_MAX;
    if (!s->window) {
        s->window = malloc(PEEK_MAX);
        if (!s->window)
            return prak_fail_memory(e);
    }
    if (s->from > 0) {
        memmove(s->window, s->window + s->from, s->to - s->from);
        s->to -= s->from;
        s->from = 0;
    }
    while (s->to < n) {
        ptrdiff_t got = source_raw(s, s->window + s->to, n - s->to, e);

        if (got < 0)
            return -1;
        if (got == 0)
            break;
        s->to += (size_t)got;
    }
    *p = s->window;
    return (ptrdiff_t)(s->to < n ? s->to : n);
}

bool prak_source_splits(const struct prak_source *s)
{
    if (!s->regular || s->size == 0 || s->from != s->to)
        return false;
    /* who shares the descriptor has read of it meanwhile: what is left is read as of a pipe, and found to be cut */
    return s->owns || s->split || lseek(s->fd, 0, SEEK_CUR) == (off_t)(s->start + s->bytes);
}

uint64_t prak_source_reserve(struct prak_source *s, size_t n)
{
    if (!s->split)
        s->reserved = s->start + s->bytes;
    s->split = true;
    s->reserved += n;
    return s->reserved - n;
}

ptrdiff_t prak_source_fetch(const struct prak_source *s, char *p, size_t n, uint64_t at, struct prak_err *e)
{
    size_t have = 0;

    while (have < n) {
        const ptrdiff_t got = pread(s->fd, p + have, n - have, (off_t)(at + have));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return prak_fail_errno(e, "read", s->name);
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ptrdiff_t)have;
}

int prak_source_settle(struct prak_source *s, const char *p, size_t n, bool end, struct prak_err *e)
{
    const int failed = take_in(s, p, n, end, e);

    if (end && !s->owns) /* the next input may be the same one, and this one is closed only at the end of the run */
        step_behind(s);
    return failed;
}

void prak_source_hash(struct prak_source *s)
{
    if (s->sha || s->bytes != s->to - s->from) /* bytes have left that were not hashed */
        return;
    s->sha = prak_sha256_new();
    if (s->sha && s->to > s->from)
        prak_sha256_add(s->sha, s->window + s->from, s->to - s->from);
}

void prak_source_digest(struct prak_source *s, char hex[65])
{
    hex[0] = '\0';
    if (s->sha) {
        prak_sha256_end(s->sha, hex);
        s->sha = NULL;
    }
}

uint64_t prak_source_bytes(const struct prak_source *s)
{
    return s->bytes;
}

uint64_t prak_source_size(const struct prak_source *s)
{
    return s->size;
}

bool prak_source_is_regular(const struct prak_source *s)
{
    return s->regular;
}

int prak_source_descriptor(const struct prak_source *s)
{
    return s->fd;
}
