/*
 * gzip.c - inflates a stream of gzip members. A stream that ends inside a member, or goes on with anything
 * but zero bytes after one, is refused: half a file would otherwise pass for a whole one.
 */
#include "io/formats/gzip.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define PACKED_BLOCK 65536
#define RATIO_FROM   (1u << 20)

struct gzip {
    struct prak_source *packed;
    const char *name;
    z_stream z;
    uint64_t ratio, in, out;
    bool ready;  /* z is initialised */
    bool member; /* inside a member */
    bool any;    /* a member was seen */
    bool end;    /* the packed source has ended */
    bool zeros;  /* padding after the last member */
    unsigned char block[PACKED_BLOCK];
};

static int refuse(const struct gzip *g, struct prak_err *e, const char *msg)
{
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_source(e, g->name);
    return -1;
}

static void gzip_close(void *state)
{
    struct gzip *g = state;
    if (g->ready)
        inflateEnd(&g->z);
    prak_source_close(g->packed);
    free(g);
}

/* Fetches packed bytes when none are left. */
static int refill(struct gzip *g, struct prak_err *e)
{
    if (g->z.avail_in > 0 || g->end)
        return 0;
    ptrdiff_t got = prak_source_read(g->packed, (char *)g->block, sizeof g->block, e);
    if (got < 0)
        return -1;
    g->end = got == 0;
    g->z.next_in = g->block;
    g->z.avail_in = (uInt)got;
    g->in += (uint64_t)got;
    return 0;
}

/* Between members: 1 another one begins, 0 the end, -1 something else follows. */
static int next_member(struct gzip *g, struct prak_err *e)
{
    for (;;) {
        if (refill(g, e))
            return -1;
        if (g->z.avail_in == 0)
            return g->any ? 0 : refuse(g, e, "gzip data cut short");
        while (g->any && g->z.avail_in > 0 && *g->z.next_in == 0) {
            g->zeros = true;
            g->z.next_in++;
            g->z.avail_in--;
        }
        if (g->z.avail_in > 0)
            break;
    }
    if (g->zeros || (g->any && *g->z.next_in != 0x1f))
        return refuse(g, e, "bytes that are not gzip data follow the gzip data");
    if (inflateReset(&g->z) != Z_OK)
        return prak_fail_memory(e);
    g->member = true;
    return 1;
}

static int judge(const struct gzip *g, int rc, struct prak_err *e)
{
    if (rc == Z_MEM_ERROR)
        return prak_fail_memory(e);
    if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
        return refuse(g, e, "damaged gzip data");
    if (rc == Z_BUF_ERROR && g->end && g->z.avail_in == 0)
        return refuse(g, e, "gzip data cut short");
    /* what is read ahead counts as packed, so that the ratio is never overstated */
    if (g->out > RATIO_FROM && g->out / g->ratio > g->in) {
        prak_fail(e, PRAK_EDATA, "gzip data unpack to over %llu times their size",
                  (unsigned long long)g->ratio);
        prak_err_source(e, g->name);
        return -1;
    }
    return 0;
}

static ptrdiff_t gzip_read(void *state, char *p, size_t n, struct prak_err *e)
{
    struct gzip *g = state;
    if (n > INT_MAX)
        n = INT_MAX;
    for (;;) {
        if (!g->member) {
            int rc = next_member(g, e);
            if (rc <= 0)
                return rc;
        }
        if (refill(g, e))
            return -1;
        g->z.next_out = (unsigned char *)p;
        g->z.avail_out = (uInt)n;
        int rc = inflate(&g->z, Z_NO_FLUSH);
        size_t made = n - g->z.avail_out;
        g->out += made;
        if (judge(g, rc, e))
            return -1;
        if (rc == Z_STREAM_END) {
            g->member = false;
            g->any = true;
        }
        if (made > 0)
            return (ptrdiff_t)made;
    }
}

int prak_gzip_source(const char *name, struct prak_source *packed, uint64_t ratio, struct prak_source **out,
                     struct prak_err *e)
{
    struct gzip *g = calloc(1, sizeof *g);
    if (!g) {
        prak_source_close(packed);
        return prak_fail_memory(e);
    }
    g->packed = packed;
    g->name = name;
    g->ratio = ratio ? ratio : 1;
    if (inflateInit2(&g->z, 15 + 16) != Z_OK) { /* + 16: the gzip wrapper with its CRC, nothing else */
        gzip_close(g);
        return prak_fail_memory(e);
    }
    g->ready = true;
    struct prak_feed feed = { gzip_read, gzip_close, g };
    return prak_source_feed(name, &feed, out, e);
}
