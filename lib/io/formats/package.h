/*
 * package.h - the parts of an office file (a zip of XML), unpacked and parsed piece by piece under limits.
 *
 * A DOCTYPE is refused, so that there are no entities to expand or fetch. Elements are told by their local
 * name: producers choose prefixes and the strict or transitional namespace as they like.
 */
#ifndef PRAK_IO_FORMATS_PACKAGE_H
#define PRAK_IO_FORMATS_PACKAGE_H
#include <stdbool.h>
#include <stdint.h>

#include "io/formats/formats.h"
#include "io/formats/zip.h"

struct prak_package {
    struct prak_zip call;
    zip_t *zip;
    const char *source;               /* borrowed: for messages */
    struct prak_format_limits limits; /* every one set */
    uint64_t size;                    /* bytes of the file */
    uint64_t total;                   /* bytes unpacked so far */
};

/* Owns fd from here on, also on failure. name is borrowed. */
int prak_package_open(struct prak_package *k, int fd, const char *name,
                      const struct prak_format_limits *limits, struct prak_err *e);
void prak_package_close(struct prak_package *k);
bool prak_package_has(const struct prak_package *k, const char *part);
/* EDATA about the package. Always -1. */
int prak_package_refuse(const struct prak_package *k, struct prak_err *e, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Each returns 0 to go on, -1 (with *e) to stop. `end` may return 1: prak_xml_step comes back at once and
 * goes on from there at its next call. depth: 1 for the root. The text of comments and instructions is not
 * given.
 */
struct prak_xml_events {
    int (*start)(void *user, int depth, const char *name, const char **attributes, struct prak_err *e);
    int (*end)(void *user, int depth, const char *name, struct prak_err *e);
    int (*text)(void *user, const char *p, size_t n, struct prak_err *e);
};

struct prak_xml;

int prak_xml_open(struct prak_package *k, const char *part, const struct prak_xml_events *events, void *user,
                  struct prak_xml **out, struct prak_err *e);
void prak_xml_close(struct prak_xml *x); /* NULL is allowed */
/* Parses some more. 1 there may be more, 0 the part ended well (its checksum too), -1 failure. */
int prak_xml_step(struct prak_xml *x, struct prak_err *e);
/* The whole part. An absent part that is not `required` is an empty one. */
int prak_xml_read(struct prak_package *k, const char *part, bool required,
                  const struct prak_xml_events *events, void *user, struct prak_err *e);
/* The value of the attribute without prefix, or NULL. */
const char *prak_xml_attribute(const char **attributes, const char *name);
/* The value of the attribute with that local name and any prefix, or NULL. */
const char *prak_xml_attribute_local(const char **attributes, const char *local);
#endif
