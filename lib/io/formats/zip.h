/*
 * zip.h - libzip, loaded when the first workbook is opened: it brings a library for ciphers along, and that takes longer
 * to load than most files take to read.
 */
#ifndef PRAK_IO_FORMATS_ZIP_H
#define PRAK_IO_FORMATS_ZIP_H
#include <zip.h>

#include "base/err.h"

#define PRAK_ZIP_CALLS(CALL)                                                                                              \
    CALL(zip_fdopen)                                                                                                      \
    CALL(zip_discard)                                                                                                     \
    CALL(zip_name_locate)                                                                                                 \
    CALL(zip_stat_init)                                                                                                   \
    CALL(zip_stat_index)                                                                                                  \
    CALL(zip_fopen_index)                                                                                                 \
    CALL(zip_fread)                                                                                                       \
    CALL(zip_fclose)                                                                                                      \
    CALL(zip_get_error)                                                                                                   \
    CALL(zip_file_get_error)                                                                                              \
    CALL(zip_error_code_zip)                                                                                              \
    CALL(zip_error_code_system)

/* Calls of libzip, by their names. */
struct prak_zip {
#define CALL(name) __typeof__(name) *name;
    PRAK_ZIP_CALLS(CALL)
#undef CALL
};

/* ESYS when libzip is not there. It stays loaded. */
int prak_zip_load(struct prak_zip *z, struct prak_err *e);
#endif
