#include "table/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

struct prak_spill {
    int fd;
    uint64_t size;
};

static const char *folder(void)
{
    const char *dir = getenv("TMPDIR");

    return dir && *dir ? dir : "/tmp";
}

int prak_spill_new(struct prak_spill **out, struct prak_err *e)
{
    struct prak_buf path = { 0 };
    struct prak_spill *s = calloc(1, sizeof *s);

    prak_buf_fmt(&path, "%s/prak-XXXXXX", folder());
    if (!s || !prak_buf_cstr(&path)) {
        free(s);
        prak_buf_free(&path);
        return prak_fail_memory(e);
    }
    s->fd = mkstemp(path.p); /* 0600 by itself */
    int failed = s->fd < 0 ? prak_fail_errno(e, "make a temporary file in", folder()) : 0;
    if (!failed) {
        unlink(path.p);
        fcntl(s->fd, F_SETFD, FD_CLOEXEC);
        *out = s;
    } else {
        free(s);
    }
    prak_buf_free(&path);
    return failed;
}

void prak_spill_free(struct prak_spill *s)
{
    if (s && s->fd >= 0)
        close(s->fd);
    free(s);
}

uint64_t prak_spill_size(const struct prak_spill *s)
{
    return s->size;
}

int prak_spill_add(struct prak_spill *s, const void *p, size_t n, struct prak_err *e)
{
    const char *from = p;

    while (n) {
        ssize_t k = pwrite(s->fd, from, n, (off_t)s->size);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return prak_fail_errno(e, "write to a temporary file in", folder());
        from += k;
        n -= (size_t)k;
        s->size += (uint64_t)k;
    }
    return 0;
}

int prak_spill_read(const struct prak_spill *s, uint64_t offset, void *p, size_t n, struct prak_err *e)
{
    char *to = p;

    while (n) {
        ssize_t k = pread(s->fd, to, n, (off_t)offset);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return prak_fail_errno(e, "read a temporary file in", folder());
        if (k == 0)
            return prak_fail(e, PRAK_ESYS, "temporary file cut short");
        to += k;
        offset += (uint64_t)k;
        n -= (size_t)k;
    }
    return 0;
}

int prak_spill_take(struct prak_spill *s, int *fd, struct prak_err *e)
{
    if (lseek(s->fd, 0, SEEK_SET) < 0)
        return prak_fail_errno(e, "rewind a temporary file in", folder());
    *fd = s->fd;
    s->fd = -1;
    s->size = 0;
    return 0;
}
