/*
 * fuzz_csv.c - any bytes as CSV: every kernel of the scan, at a block size taken from the input, reads what csv_ref reads.
 * The first two bytes give the block size, the third the way.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define assert_true(x) ((x) ? (void)0 : __builtin_trap())
#define assert_int_equal(a, b) assert_true((a) == (b))

#include "../unit/csv_say.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct prak_buf want, got, lines;
    static char text[1 << 16];
    const struct prak_limits l = { 1 << 20, 1 << 20, 60, 64 };

    if (size < 4 || size > sizeof text)
        return 0;
    const size_t n = size - 3;
    memcpy(text, data + 3, n);
    if ((n >= 3 && memcmp(text, PRAK_BOM, 3) == 0) || memmem(text, n, PRAK_MARK, PRAK_MARK_LEN) ||
        memchr("\xff\xfe", text[0], 2) || text[0] == '\0') /* csv_ref knows no start and no end of a file */
        return 0;
    say_ref(&want, text, n, ',', &l);
    for (const struct prak_scanner *const *s = prak_scanners; *s; s++) {
        const struct prak_reader_options o = { .format = PRAK_CSV, .limits = l,
                                               .block_size = (size_t)(data[0] | data[1] << 8) + 1 };
        if (!(*s)->usable())
            continue;
        way = (struct way){ .scanner = *s, .lean = data[2] & 1, .pieces = data[2] >> 2 & 3 };
        say(&got, text, n, &o, data[2] & 2 ? 1 : SIZE_MAX);
        if (got.n != want.n || memcmp(got.p, want.p, want.n) != 0) {
            fprintf(stderr, "%s\n--- want\n%s--- got\n%s", (*s)->name, want.p, got.p);
            __builtin_trap();
        }
        say_bare(&lines, &got, text, n, &o, data[2] & 2 ? 1 : SIZE_MAX);
        if (got.n != lines.n || memcmp(got.p, lines.p, lines.n) != 0) {
            fprintf(stderr, "%s, rows alone\n--- want\n%s--- got\n%s", (*s)->name, lines.p, got.p);
            __builtin_trap();
        }
    }
    return 0;
}
