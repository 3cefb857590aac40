/*
 * package.c - zip parts: open, read, refuse what unpacks beyond reason.
 */
#include "io/formats/package.h"
#include "io/formats/part.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define RATIO_FROM (1u << 20)

int prak_package_refuse(const struct prak_package *k, struct prak_err *e, const char *fmt, ...)
{
    char msg[sizeof e->msg];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_source(e, k->source);
    return -1;
}

/* libzip's error as ours: memory and the system are not the data's fault. */
static int zip_failure(const struct prak_package *k, int code, int sys, const char *part, struct prak_err *e)
{
    if (code == ZIP_ER_MEMORY || sys == ENOMEM || (code == ZIP_ER_ZLIB && sys == Z_MEM_ERROR))
        return prak_fail_memory(e);
    if ((code == ZIP_ER_READ || code == ZIP_ER_SEEK || code == ZIP_ER_OPEN) && sys != 0 && sys != EINVAL) {
        errno = sys;
        return prak_fail_errno(e, "read", k->source);
    }
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP || code == ZIP_ER_WRONGPASSWD) {
        prak_package_refuse(k, e, "the workbook is encrypted");
        return prak_err_hint(e, "save it without a password");
    }
    if (!part)
        return prak_package_refuse(k, e, "the zip file is cut short or damaged");
    return prak_package_refuse(k, e, "part %.100s of the zip file is cut short or damaged", part);
}

int prak_package_open(struct prak_package *k, int fd, const char *name,
                      const struct prak_format_limits *limits, struct prak_err *e)
{
    *k = (struct prak_package){ .source = name, .limits = *limits };
    struct stat st;
    if (fstat(fd, &st)) {
        prak_fail_errno(e, "read", name);
        close(fd);
        return -1;
    }
    k->size = (uint64_t)st.st_size;
    if (prak_zip_load(&k->call, e)) {
        close(fd);
        return -1;
    }
    int code = 0;
    errno = 0;
    k->zip = k->call.zip_fdopen(fd, 0, &code);
    if (!k->zip) {
        int sys = errno;
        close(fd);
        return zip_failure(k, code, sys, NULL, e);
    }
    return 0;
}

void prak_package_close(struct prak_package *k)
{
    if (k->zip)
        k->call.zip_discard(k->zip);
    k->zip = NULL;
}

static zip_int64_t locate(const struct prak_package *k, const char *part)
{
    zip_int64_t at = k->call.zip_name_locate(k->zip, part, ZIP_FL_ENC_GUESS);
    if (at < 0) /* part names are equal whatever their case (OPC), and some producers rely on it */
        at = k->call.zip_name_locate(k->zip, part, ZIP_FL_ENC_GUESS | ZIP_FL_NOCASE);
    return at;
}

bool prak_package_has(const struct prak_package *k, const char *part)
{
    return locate(k, part) >= 0;
}

int prak_part_open(struct prak_package *k, const char *name, struct prak_part *part, struct prak_err *e)
{
    *part = (struct prak_part){ .k = k };
    snprintf(part->name, sizeof part->name, "%s", name);
    zip_int64_t at = locate(k, name);
    if (at < 0)
        return prak_package_refuse(k, e, "the workbook has no part %.100s", name);
    struct zip_stat st;
    k->call.zip_stat_init(&st);
    if (k->call.zip_stat_index(k->zip, (zip_uint64_t)at, 0, &st) == 0 && (st.valid & ZIP_STAT_COMP_SIZE))
        part->packed = st.comp_size < k->size ? st.comp_size : k->size;
    part->file = k->call.zip_fopen_index(k->zip, (zip_uint64_t)at, 0);
    if (!part->file) {
        zip_error_t *why = k->call.zip_get_error(k->zip);
        return zip_failure(k, k->call.zip_error_code_zip(why), k->call.zip_error_code_system(why), part->name, e);
    }
    return 0;
}

ptrdiff_t prak_part_read(struct prak_part *part, char *p, size_t n, struct prak_err *e)
{
    struct prak_package *k = part->k;
    zip_int64_t got = k->call.zip_fread(part->file, p, n);
    if (got < 0) {
        zip_error_t *why = k->call.zip_file_get_error(part->file);
        return zip_failure(k, k->call.zip_error_code_zip(why), k->call.zip_error_code_system(why), part->name, e);
    }
    part->unpacked += (uint64_t)got;
    k->total += (uint64_t)got;
    if (part->unpacked > RATIO_FROM && part->unpacked / k->limits.ratio > part->packed)
        return prak_package_refuse(k, e, "part %.100s unpacks to over %llu times its size", part->name,
                                   (unsigned long long)k->limits.ratio);
    if (k->total > k->limits.total || (k->total > RATIO_FROM && k->total / k->limits.ratio > k->size))
        return prak_package_refuse(k, e, "the workbook unpacks beyond its limit");
    return (ptrdiff_t)got;
}

void prak_part_close(struct prak_part *part)
{
    if (part->file)
        part->k->call.zip_fclose(part->file);
    part->file = NULL;
}
