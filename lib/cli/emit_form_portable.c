/*
 * emit_form_portable.c - for any machine.
 */
#include "cli/emit_form.h"

static inline void copy_64(char *o, const char *p)
{
    memcpy(o, p, 64);
}

#include "cli/emit_form_rows.h"

size_t prak_form_rows(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i, size_t n, const struct prak_weighed *w)
{
    return put_some(t, b, row, i, n, w);
}
