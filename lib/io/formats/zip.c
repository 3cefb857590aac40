#include "io/formats/zip.h"

#include <dlfcn.h>
#include <string.h>

#ifndef PRAK_LIBZIP
#error "the name that libzip is loaded by is not known: the makefile asks readelf for it, of libzip.so of pkg-config's folder"
#endif

int prak_zip_load(struct prak_zip *z, struct prak_err *e)
{
    void *library = dlopen(PRAK_LIBZIP, RTLD_NOW | RTLD_LOCAL), *call;

    if (!library) {
        prak_fail(e, PRAK_ESYS, "workbooks need %s, which cannot be loaded", PRAK_LIBZIP);
        return prak_err_hint(e, "install libzip");
    }
#define CALL(name)                                                                                                        \
    call = dlsym(library, #name);                                                                                         \
    if (!call)                                                                                                            \
        return prak_fail(e, PRAK_ESYS, "%s has no %s", PRAK_LIBZIP, #name);                                              \
    memcpy(&z->name, &call, sizeof call);
    PRAK_ZIP_CALLS(CALL)
#undef CALL
    return 0;
}
