/*
 * sink.c - where bytes leave: standard output, or -o as a temporary file that is renamed when it is whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run.h"

#ifndef F_SETPIPE_SZ
#define F_SETPIPE_SZ 1031
#endif
#ifndef O_TMPFILE
#define O_TMPFILE (020000000 | O_DIRECTORY)
#endif

/* The name of a temporary file that a signal must not leave behind; only where O_TMPFILE does not work. */
static char doomed[4200];

static void unlink_and_die(int signo)
{
    unlink(doomed);
    signal(signo, SIG_DFL);
    raise(signo);
}

static void guard_temp(const char *path)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

    snprintf(doomed, sizeof doomed, "%s", path);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old;
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            signal(signals[i], unlink_and_die);
    }
}

int prak_write_all(int fd, const char *name, const char *p, size_t n, struct prak_err *e)
{
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return prak_fail_errno(e, "write", name);
        p += k;
        n -= (size_t)k;
    }
    return 0;
}

static bool same_file(const struct stat *a, const char *path, int fd)
{
    struct stat b;

    return (path ? stat(path, &b) : fstat(fd, &b)) == 0 && S_ISREG(b.st_mode) && a->st_dev == b.st_dev &&
           a->st_ino == b.st_ino;
}

/* What this run reads or writes by another name of the same file. */
static const char *other_use(const struct prak_run *r, const char *path, const struct stat *st)
{
    for (size_t i = 0; i < r->ninput; i++)
        if (strcmp(r->input[i].path, "-") == 0 ? same_file(st, NULL, STDIN_FILENO) : same_file(st, r->input[i].path, 0))
            return "an input";
    for (const struct prak_used *u = r->used; u; u = u->next)
        if (same_file(st, u->name, 0))
            return "read by this run";
    if ((r->common.out && (strcmp(r->common.out, path) == 0 || same_file(st, r->common.out, 0))) ||
        (!r->sink.path && same_file(st, NULL, STDOUT_FILENO)))
        return "the output";
    for (unsigned i = 0; i < r->nport; i++)
        if (same_file(st, NULL, r->port[i].fd))
            return "written by another option";
    return NULL;
}

/* rejects, logs: they hold people's rows, so nobody else may read them */
int prak_side_open(const struct prak_run *r, const char *path, int *fd, struct prak_err *e)
{
    mode_t old = umask(077);
    struct stat st;

    *fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    int why = errno;
    umask(old);
    errno = why;
    if (*fd < 0 || fstat(*fd, &st))
        return prak_fail_errno(e, "write", path);
    if (S_ISREG(st.st_mode)) { /* emptied only when nothing is lost by it */
        const char *use = other_use(r, path, &st);
        if (use)
            return prak_fail(e, PRAK_EUSAGE, "'%.200s' is %s; write to another file", path, use);
        if (ftruncate(*fd, 0) || fchmod(*fd, 0600)) /* also where the file was there before */
            return prak_fail_errno(e, "write", path);
    }
    return 0;
}

/* --record appends: not to what this run reads, nor among the rows it writes. */
int prak_record_spare(const struct prak_run *r, struct prak_err *e)
{
    const char *path = r->common.record, *use = NULL;
    const char *side[PRAK_MAX_PORTS + 1] = { r->common.rejects };
    struct stat st;
    const bool there = path && stat(path, &st) == 0 && S_ISREG(st.st_mode);

    if (!path)
        return 0;
    if (there)
        use = other_use(r, path, &st);
    for (unsigned i = 0; i < r->nport; i++)
        side[i + 1] = r->port[i].path;
    for (size_t i = 0; i < sizeof side / sizeof *side && !use; i++)
        if (side[i] && (strcmp(side[i], path) == 0 || (there && same_file(&st, side[i], 0))))
            use = "written by another option";
    if (!use && r->common.out && strcmp(r->common.out, path) == 0)
        use = "the output";
    return use ? prak_fail(e, PRAK_EUSAGE, "--record: '%.200s' is %s; write to another file", path, use) : 0;
}

int prak_side_close(int *fd, const char *path, struct prak_err *e)
{
    int k = *fd;

    if (k < 0)
        return 0;
    *fd = -1;
    return close(k) && errno != EINTR ? prak_fail_errno(e, "close", path) : 0;
}

static const char *sink_name(const struct prak_run *r)
{
    return r->sink.path ? r->sink.path : "<stdout>";
}

static int refuse_input_as_output(const struct prak_run *r, const struct stat *out, struct prak_err *e)
{
    for (size_t i = 0; i < r->ninput; i++) {
        struct stat in;
        if (strcmp(r->input[i].path, "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(r->input[i].path, &in))
            continue;
        if (in.st_dev == out->st_dev && in.st_ino == out->st_ino && S_ISREG(in.st_mode))
            return prak_fail(e, PRAK_EUSAGE, "'%.200s' is an input; write to another file", r->sink.path);
    }
    return 0;
}

int prak_sink_spare(const struct prak_run *r, const char *path, struct prak_err *e)
{
    struct stat st;

    if (r->sink.path && stat(r->sink.path, &st) == 0 && S_ISREG(st.st_mode) && same_file(&st, path, 0))
        return prak_fail(e, PRAK_EUSAGE, "'%.200s' is read by this run; write to another file", r->sink.path);
    return 0;
}

static int open_temp(struct prak_run *r, mode_t mode, struct prak_err *e)
{
    struct prak_sink *s = &r->sink;
    const char *slash = strrchr(s->path, '/');
    struct prak_buf b = { 0 };

    prak_buf_fmt(&b, "%.*s", slash ? (int)(slash - s->path + 1) : 2, slash ? s->path : "./");
    if (!prak_buf_cstr(&b) || !(s->folder = prak_arena_copy(r->arena, b.p, b.n, e))) {
        prak_buf_free(&b);
        return prak_fail_memory(e);
    }
    s->fd = access("/proc/self/fd", X_OK) ? -1 : open(s->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
    if (s->fd < 0) {
        prak_buf_text(&b, ".prak-XXXXXX");
        char *name = prak_buf_cstr(&b) ? prak_arena_copy(r->arena, b.p, b.n, e) : NULL;
        s->fd = name ? mkstemp(name) : -1;
        if (s->fd >= 0) {
            s->temp = name;
            guard_temp(name);
            fcntl(s->fd, F_SETFD, FD_CLOEXEC);
            fchmod(s->fd, mode);
        }
    }
    prak_buf_free(&b);
    return s->fd < 0 ? prak_fail_errno(e, "write", s->path) : 0;
}

int prak_sink_open(struct prak_run *r, struct prak_err *e)
{
    struct prak_sink *s = &r->sink;
    struct stat st;
    mode_t mask = umask(0);

    umask(mask);
    s->path = r->common.out;
    if (!s->path || strcmp(s->path, "-") == 0) {
        s->path = NULL;
        s->fd = STDOUT_FILENO;
        (void)fcntl(s->fd, F_SETPIPE_SZ, 1 << 20); /* a bigger pipe halves the time of a pipeline; refused is fine */
        return 0;
    }
    if (lstat(s->path, &st)) {
        s->atomic = true;
        return open_temp(r, 0666 & ~mask, e);
    }
    if (S_ISLNK(st.st_mode))
        return prak_fail(e, PRAK_EUSAGE, "'%.200s' is a symbolic link; name the file itself", s->path);
    if (refuse_input_as_output(r, &st, e))
        return -1;
    if (S_ISREG(st.st_mode)) {
        s->atomic = true;
        if (open_temp(r, st.st_mode & 07777, e))
            return -1;
        (void)fchmod(s->fd, st.st_mode & 07777); /* the file keeps its mode */
        return 0;
    }
    s->fd = open(s->path, O_WRONLY | O_CLOEXEC);
    return s->fd < 0 ? prak_fail_errno(e, "write", s->path) : 0;
}

int prak_sink_write(struct prak_run *r, const char *p, size_t n, struct prak_err *e)
{
    if (!n)
        return 0;
    r->sink.begun = true;
    r->sink.bytes += n;
    if (prak_write_all(r->sink.fd, sink_name(r), p, n, e)) {
        r->sink.failed = true;
        return -1;
    }
    return 0;
}

int prak_sink_rows(struct prak_run *r, const char *p, size_t n, struct prak_err *e)
{
    const size_t lead = n && !r->rows_begun ? prak_write_lead(&r->writer) : 0;

    r->rows_begun = r->rows_begun || n;
    return prak_sink_write(r, p + lead, n - lead, e);
}

/* Gives the finished temporary file its name: over the old one in a single step. */
static int publish(struct prak_run *r, struct prak_err *e)
{
    struct prak_sink *s = &r->sink;

    if (fsync(s->fd) && errno != EINVAL && errno != EROFS)
        return prak_fail_errno(e, "write", s->path);
    if (!s->temp) { /* O_TMPFILE cannot replace a name, so it gets one of its own first */
        char from[64];
        struct prak_buf b = { 0 };
        int why = EEXIST;
        snprintf(from, sizeof from, "/proc/self/fd/%d", s->fd);
        for (unsigned k = 0; k < 1000 && why == EEXIST; k++) {
            b.n = 0;
            prak_buf_fmt(&b, "%s.prak-%ld-%u", s->folder, (long)getpid(), k);
            if (prak_buf_cstr(&b))
                guard_temp(b.p); /* before the name is there: no signal may find it unguarded */
            why = !prak_buf_cstr(&b) ? ENOMEM : linkat(AT_FDCWD, from, AT_FDCWD, b.p, AT_SYMLINK_FOLLOW) ? errno : 0;
        }
        s->temp = why == 0 ? prak_arena_copy(r->arena, b.p, b.n, e) : NULL;
        if (why == 0 && !s->temp) {
            unlink(b.p);
            why = ENOMEM;
        }
        prak_buf_free(&b);
        errno = why;
        if (!s->temp)
            return prak_fail_errno(e, "name", s->path);
    }
    int fd = s->fd;
    s->fd = -1;
    if (close(fd))
        return prak_fail_errno(e, "close", s->path);
    if (rename(s->temp, s->path))
        return prak_fail_errno(e, "rename to", s->path);
    s->temp = NULL;
    int folder = open(s->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)fsync(folder);
        close(folder);
    }
    return 0;
}

int prak_sink_finish(struct prak_run *r, struct prak_err *e)
{
    struct prak_sink *s = &r->sink;

    if (s->atomic)
        return publish(r, e);
    int fd = s->fd;
    s->fd = -1;
    if (close(fd)) {
        s->failed = true;
        return prak_fail_errno(e, "close", sink_name(r));
    }
    return 0;
}

/* After a failure: the temporary file goes; a stream that has begun ends with what no reader accepts. */
void prak_sink_abort(struct prak_run *r)
{
    struct prak_sink *s = &r->sink;
    struct prak_buf b = { 0 };
    struct prak_err ignored = { 0 };

    if (s->temp)
        unlink(s->temp);
    if (!s->atomic && s->begun && !s->failed && s->fd >= 0 && r->writer.schema) {
        prak_write_poison(&r->writer, &b);
        (void)prak_write_all(s->fd, sink_name(r), b.p, b.n, &ignored);
        prak_buf_free(&b);
    }
    if (s->fd > STDERR_FILENO)
        close(s->fd);
    s->fd = -1;
}
