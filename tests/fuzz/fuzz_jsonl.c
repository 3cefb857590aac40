/*
 * fuzz_jsonl.c - any bytes as JSON Lines: every kernel of the scan, at a block size taken from the input, reads what the
 * reader of one record reads. The first two bytes give the block size, the third the way.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define assert_true(x) ((x) ? (void)0 : __builtin_trap())
#define assert_int_equal(a, b) assert_true((a) == (b))

#include "../unit/jsonl_say.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct prak_buf want, got;
    static char text[1 << 16];
    struct prak_reader_options o = { .format = PRAK_JSONL };

    if (size < 4 || size > sizeof text)
        return 0;
    const size_t n = size - 3;
    memcpy(text, data + 3, n);
    if (data[2] & 4)
        o.columns = "a,b";
    way = (struct way){ .slow = true };
    say(&want, text, n, &o, SIZE_MAX);
    o.block_size = (size_t)(data[0] | data[1] << 8) + 1;
    for (const struct prak_scanner *const *s = prak_scanners; *s; s++) {
        if (!(*s)->usable())
            continue;
        way = (struct way){ .scanner = *s, .lean = data[2] & 1 };
        say(&got, text, n, &o, data[2] & 2 ? 1 : SIZE_MAX);
        if (got.n != want.n || memcmp(got.p, want.p, want.n) != 0) {
            fprintf(stderr, "%s\n--- want\n%s--- got\n%s", (*s)->name, want.p, got.p);
            __builtin_trap();
        }
    }
    return 0;
}
