/*
 * part.h - one part of a package, being read.
 */
#ifndef PRAK_IO_FORMATS_PART_H
#define PRAK_IO_FORMATS_PART_H
#include "io/formats/package.h"

struct prak_part {
    struct prak_package *k;
    zip_file_t *file;
    uint64_t packed, unpacked;
    char name[256];
};
int prak_part_open(struct prak_package *k, const char *name, struct prak_part *part, struct prak_err *e);
/* As prak_source_read; a wrong checksum fails at the end. */
ptrdiff_t prak_part_read(struct prak_part *part, char *p, size_t n, struct prak_err *e);
void prak_part_close(struct prak_part *part);
#endif
