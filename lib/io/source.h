/*
 * source.h - where bytes come from: a file, standard input, or a format that turns itself into canonical CSV.
 */
#ifndef PRAK_IO_SOURCE_H
#define PRAK_IO_SOURCE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct prak_source;

/* What a format reader (import) gives for a source that is not CSV, TSV or JSON Lines as it stands. */
struct prak_feed {
    /* Bytes read into p (up to n), 0 at the end, -1 on failure. Canonical CSV with one header. */
    ptrdiff_t (*read)(void *state, char *p, size_t n, struct prak_err *e);
    void (*close)(void *state);
    void *state;
};

/*
 * Opens path ("-" is standard input, shown as "<stdin>"). A folder is refused. EINTR is retried. The name is borrowed.
 */
int prak_source_open(const char *path, struct prak_source **out, struct prak_err *e);
/* A source over a feed; owns it. */
int prak_source_feed(const char *name, const struct prak_feed *, struct prak_source **out, struct prak_err *e);
/* A source over an open descriptor at offset 0 (a spill); owns it. */
int prak_source_fd(const char *name, int fd, struct prak_source **out, struct prak_err *e);
void prak_source_close(struct prak_source *s);
const char *prak_source_name(const struct prak_source *s);
/* As read(2), short reads allowed; 0 at the end. Counts and, when asked, hashes the raw bytes. */
ptrdiff_t prak_source_read(struct prak_source *s, char *p, size_t n, struct prak_err *e);
/* Reads up to n bytes without taking them (n <= 64 KiB); for telling a format by its first bytes. */
ptrdiff_t prak_source_peek(struct prak_source *s, const char **p, size_t n, struct prak_err *e);
/*
 * A regular file may be read by several threads: prak_source_reserve gives the place of the next n bytes, one thread at a
 * time, prak_source_fetch reads there, without a lock, fewer bytes than n only at the end of the file, and
 * prak_source_settle takes what was fetched into account, in the order of the places. Only while prak_source_splits.
 */
bool prak_source_splits(const struct prak_source *s); /* once true always true */
uint64_t prak_source_reserve(struct prak_source *s, size_t n);
ptrdiff_t prak_source_fetch(const struct prak_source *s, char *p, size_t n, uint64_t at, struct prak_err *e);
int prak_source_settle(struct prak_source *s, const char *p, size_t n, bool end, struct prak_err *e);
void prak_source_hash(struct prak_source *s);              /* from the start; before the first read, peeks may come first */
void prak_source_digest(struct prak_source *s, char hex[65]); /* of everything read so far; once */
uint64_t prak_source_bytes(const struct prak_source *s);
uint64_t prak_source_size(const struct prak_source *s);    /* 0 when not a regular file */
bool prak_source_is_regular(const struct prak_source *s);
int prak_source_descriptor(const struct prak_source *s);   /* -1 for a feed */
#endif
