/*
 * spool.c - zip files are read from their end, pipes are not.
 */
#include "io/formats/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int own_file(struct prak_source *s)
{
    if (!prak_source_is_regular(s))
        return -1;
    int fd = prak_source_descriptor(s);
    if (lseek(fd, 0, SEEK_CUR) != (off_t)prak_source_bytes(s))
        return -1; /* standard input, opened by someone who read the beginning */
    fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int temporary(struct prak_err *e)
{
    char path[4096];
    const char *folder = getenv("TMPDIR");
    int n = snprintf(path, sizeof path, "%s/prak-XXXXXX", folder && *folder ? folder : "/tmp");
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return prak_fail_errno(e, "create", "a temporary file");
    }
    int fd = mkstemp(path); /* 0600 */
    if (fd < 0)
        return prak_fail_errno(e, "create", path);
    unlink(path);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}

static int write_all(int fd, const char *p, size_t n, struct prak_err *e)
{
    while (n > 0) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return prak_fail_errno(e, "write", "a temporary file");
        p += put;
        n -= (size_t)put;
    }
    return 0;
}

static int copy(struct prak_source *s, int fd, uint64_t limit, struct prak_err *e)
{
    char block[16384];
    uint64_t total = 0;
    for (;;) {
        ptrdiff_t got = prak_source_read(s, block, sizeof block, e);
        if (got < 0)
            return -1;
        if (got == 0)
            return 0;
        total += (uint64_t)got;
        if (total > limit) {
            prak_fail(e, PRAK_EDATA, "over %llu bytes, the limit of a workbook that is not a file",
                      (unsigned long long)limit);
            prak_err_source(e, prak_source_name(s));
            return -1;
        }
        if (write_all(fd, block, (size_t)got, e))
            return -1;
    }
}

int prak_spool(struct prak_source *s, uint64_t limit, struct prak_err *e)
{
    int fd = own_file(s);
    if (fd >= 0)
        return fd;
    fd = temporary(e);
    if (fd < 0)
        return -1;
    if (copy(s, fd, limit, e) ||
        (lseek(fd, 0, SEEK_SET) != 0 && prak_fail_errno(e, "read", "a temporary file"))) {
        close(fd);
        return -1;
    }
    return fd;
}
