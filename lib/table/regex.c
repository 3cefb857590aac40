/*
 * regex.c - PCRE2 without its JIT: the JIT counts steps in another way, and whether a cell is refused must
 * not depend on the machine.
 */
#include "table/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>

#include "base/utf8.h"

#define STEPS_MAX     200000U /* about 10 ms on a slow machine */
#define HEAP_KIB_MAX  16384U
#define PATTERN_BYTES 65536U

struct prak_regex {
    pcre2_code *code;
    pcre2_match_context *limits;
};

static void *take(size_t n, void *data)
{
    struct prak_err ignored;
    return prak_arena_take(data, n, &ignored);
}

static void give(void *p, void *data)
{
    (void)p; /* the arena gives it back */
    (void)data;
}

int prak_regex_new_in(struct prak_arena *a, struct prak_str pattern, bool whole, struct prak_regex **out,
                      struct prak_err *e)
{
    struct prak_regex *r = prak_arena_array(a, 1, sizeof *r, e);
    if (!r)
        return -1;
    if (pattern.n > PATTERN_BYTES)
        return prak_fail(e, PRAK_EUSAGE, "regular expression: over %u bytes", PATTERN_BYTES);
    pcre2_general_context *general = pcre2_general_context_create(take, give, a);
    pcre2_compile_context *how = general ? pcre2_compile_context_create(general) : NULL;
    r->limits = how ? pcre2_match_context_create(general) : NULL;
    if (!r->limits)
        return prak_fail_memory(e);
    pcre2_set_match_limit(r->limits, STEPS_MAX);
    pcre2_set_heap_limit(r->limits, HEAP_KIB_MAX);
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    if (whole)
        options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
    int code;
    PCRE2_SIZE at;
    PCRE2_SPTR text = (PCRE2_SPTR)(pattern.n ? pattern.p : "");
    r->code = pcre2_compile(text, pattern.n, options, &code, &at, how);
    if (!r->code) {
        PCRE2_UCHAR why[128];
        pcre2_get_error_message(code, why, sizeof why);
        size_t shown = at < pattern.n ? at : pattern.n;
        return prak_fail(e, PRAK_EUSAGE, "regular expression: %s at character %zu", (const char *)why,
                         prak_utf8_invalid(pattern.p, pattern.n) < pattern.n
                             ? shown + 1
                             : prak_utf8_count(pattern.p, shown) + 1);
    }
    *out = r;
    return 0;
}

int prak_regex_match(const struct prak_regex *r, struct prak_str text, int *hit, struct prak_err *e)
{
    pcre2_match_data *found = pcre2_match_data_create(1, NULL);
    if (!found)
        return prak_fail_memory(e);
    PCRE2_SPTR p = (PCRE2_SPTR)(text.n ? text.p : "");
    int rc = pcre2_match(r->code, p, text.n, 0, 0, found, r->limits);
    pcre2_match_data_free(found);
    if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH) {
        *hit = rc >= 0;
        return 0;
    }
    if (rc == PCRE2_ERROR_NOMEMORY)
        return prak_fail_memory(e);
    if (rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_HEAPLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT)
        return prak_fail(e, PRAK_EDATA, "the regular expression needs too many steps");
    return prak_fail(e, PRAK_EDATA, "the regular expression cannot be applied: not valid UTF-8");
}
