/*
 * Rows of a batch at a time give what they give one by one: the same figures to the last byte, the same rows refused
 * with the same words. Every estimator, several designs, and cells of every kind.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#define MOST_ROWS 4096
#include <sys/mman.h>
#include <unistd.h>

#include "stat/column.h"
#include "stat/lanes.h"
#include "stat_table.h"

static uint64_t state_of_random;

static uint64_t next_random(void)
{
    uint64_t x = state_of_random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return state_of_random = x;
}

static unsigned below(unsigned n)
{
    return (unsigned)(next_random() >> 11) % n;
}

/* ---- a table: g and h name groups, s strata, c clusters, f counts; x, y, m and w are numbers, u and k words ---- */

static const char *const odd_number[] = {
    "",      "0",     "-0",     "-3.5",  "1e3",    "2.5E-7", "1e-30",  "007",    "1.",      ".5",     "+4",
    "abc",   " 5",    "5 ",     "0.000", "1e40",   "-1e40",  "1e300",  "1e999",  "0.00000000000000000001",
    "12345678", "123456789.12345678", "1234567890123456", "12345678901234567", "0.1234567890123456",
    "99999999999999999", "999999999999999999", "9999999999999999999", "-999999999999999999", "9223372036854775808",
    "12345678901234567890123456789", "0.12345678901234567890123456789012345678", "1234567890.1234567890123456789",
    "123456789012345678901234567890123456789012", "--1", "1.2.3", "1..2", "-", ".", "12a4", "1234567a.5", "3,5",
    "0.5", "00.5", "-0.25", "100000000000", "1e0", "1E+2", "4.", "12.", "1/2", "1:5", "NaN", "inf",
};

enum { ODD_NUMBERS = sizeof odd_number / sizeof *odd_number };

/* How odd a column is: one cell in `odd` is of the list, of the others one in `other` has another scale. */
struct temper {
    unsigned odd, other, digits, size;
    bool negative, refused;
};

static struct temper temper(bool weight)
{
    static const unsigned rare[] = { 0, 0, 2000, 100, 10, 2 };
    return (struct temper){ rare[below(weight ? 4 : 6)], rare[below(6)], below(7), 1 + below(7), !weight && below(3) == 0,
                            below(2) == 0 };
}

static void put_number(struct prak_buf *b, const struct temper *t)
{
    char text[64];
    if (t->odd && below(t->odd) == 0) {
        const char *odd = odd_number[below(ODD_NUMBERS)];
        if (!strchr(odd, ',') && (t->refused || strspn(odd, "0123456789") == strlen(odd)))
            prak_buf_add(b, odd, strlen(odd));
        return;
    }
    unsigned size = 1, digits = t->other && below(t->other) == 0 ? below(9) : t->digits, scale = 1;
    for (unsigned i = 0; i < t->size; i++)
        size *= 10;
    for (unsigned i = 0; i < digits; i++)
        scale *= 10;
    int n = snprintf(text, sizeof text, "%s%u", t->negative && below(4) == 0 ? "-" : "", below(size));
    if (digits)
        n += snprintf(text + n, sizeof text - (size_t)n, ".%0*u", (int)digits, below(scale));
    prak_buf_add(b, text, (size_t)n);
}

static void put_text(struct prak_buf *b, const char *prefix, unsigned n)
{
    static const char filler[] = "the quick brown fox jumps over it";
    char text[64];
    unsigned k = below(n);
    int length = snprintf(text, sizeof text, "%s%.*s%u", prefix, (int)(k * 7 % 29), filler, k);
    prak_buf_add(b, text, (size_t)length);
}

static void put_row(struct prak_buf *b, const struct temper t[4], unsigned groups, unsigned clusters)
{
    char text[64];
    static const char *const before[] = { "", "0", "7", "x" }; /* 7, 07, 77 are three groups */
    unsigned c = below(clusters), s = c % 3;
    if (groups % 3) {
        put_text(b, "", groups);
    } else {
        const unsigned g = below(groups);
        prak_buf_add(b, text, (size_t)snprintf(text, sizeof text, "%s%u", before[below(4)], g * g));
    }
    prak_buf_byte(b, ',');
    if (below(50))
        put_text(b, "h", 3);
    int n = snprintf(text, sizeof text, ",s%u,c%u,%u", s, below(300) ? c : c + 1, 1000 + 500 * s);
    prak_buf_add(b, text, (size_t)n);
    for (unsigned i = 0; i < 4; i++) {
        prak_buf_byte(b, ',');
        put_number(b, &t[i]);
    }
    static const char *const word[] = { "yes", "no", "" }, *const choices[] = { "a", "b", "a b", "c a", "" };
    n = snprintf(text, sizeof text, ",%s,%s\n", word[below(200) ? below(2) : 2], choices[below(5)]);
    prak_buf_add(b, text, (size_t)n);
}

static void make(struct prak_buf *b, unsigned rows, const struct temper t[4])
{
    static const char head[] = "g,h,s,c,f,x,y,m,w,u,k\n";
    unsigned groups = 1 + below(40), clusters = 6 + below(300);
    b->n = 0;
    prak_buf_add(b, head, sizeof head - 1);
    for (unsigned i = 0; i < rows; i++)
        put_row(b, t, groups, clusters);
    prak_buf_byte(b, '\0');
}

/* ---- the two ways ---- */

struct way {
    size_t rows, parts; /* of a batch, 0: one row at a time; and how many parts take them in turn */
};

struct log {
    struct prak_buf *out;
    const struct prak_batch *b;
    bool silent;
};

static int refuse(void *data, size_t row, struct prak_err *why)
{
    struct log *l = data;
    char text[512];
    if (l->silent)
        return 0;
    int n = snprintf(text, sizeof text, "%zu: %s: %s %s\n", (size_t)l->b->first_record + row, why->msg, why->column, why->value);
    prak_buf_add(l->out, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    return 0;
}

static int take(const struct prak_stat_plan *p, const struct table *t, const struct way *w,
                const struct prak_stat_part *whole, struct prak_stat_part **part, struct log *log, struct prak_err *e)
{
    const struct prak_slice *column[MOST_COLUMNS];
    struct prak_arena *a = prak_arena_new(0);
    int rc = 0;
    for (size_t row = 0, turn = 0; !rc && row < t->batch.nrow; turn++) {
        struct prak_batch b = t->batch;
        size_t n = w->rows ? w->rows : 1;
        for (size_t c = 0; c < MOST_COLUMNS; c++)
            column[c] = t->cell[c] + row;
        b.cell = column;
        b.line = t->line + row;
        b.first_record = row + 1;
        b.nrow = b.nrow - row < n ? b.nrow - row : n;
        log->b = &b;
        if (w->rows)
            rc = prak_stat_batch(p, whole, part[turn % w->parts], &b, a, refuse, log, e);
        else if ((rc = prak_stat_row(p, whole, part[turn % w->parts], &b, 0, a, e)) > 0)
            rc = refuse(log, 0, e);
        row += b.nrow;
        prak_arena_reset(a);
    }
    prak_arena_free(a);
    return rc;
}

static int pass(const struct prak_stat_plan *p, const struct table *t, const struct way *w,
                const struct prak_stat_part *whole, struct prak_stat_part **out, struct prak_buf *log, struct prak_err *e)
{
    struct prak_stat_part *part[3];
    struct log l = { .out = log, .silent = whole != NULL };
    for (size_t i = 0; i < w->parts; i++)
        assert_int_equal(prak_stat_part_new(p, &part[i], e), 0);
    int rc = take(p, t, w, whole, part, &l, e);
    for (size_t i = 1; i < w->parts; i++) {
        if (!rc)
            rc = prak_stat_merge(p, part[0], part[i], e);
        prak_stat_part_free(part[i]);
    }
    *out = part[0];
    return rc;
}

static void outcome(const struct table *t, struct prak_stat_plan *p, const struct way *w, struct prak_buf *out)
{
    struct prak_err e = { .msg = "" };
    struct prak_stat_part *whole = NULL, *second = NULL;
    struct record r = { .out = { 0 } };
    struct prak_stat_sink sink = { &r, put_cell, emit, NULL };
    out->n = 0;
    int rc = pass(p, t, w, NULL, &whole, out, &e);
    if (!rc && prak_stat_two_pass(p)) {
        rc = prak_stat_between(p, whole, &e);
        if (!rc)
            rc = pass(p, t, w, whole, &second, out, &e);
    }
    if (!rc)
        rc = prak_stat_end(p, whole, second, &sink, &e);
    if (rc)
        prak_buf_add(out, e.msg, strlen(e.msg));
    else
        prak_buf_add(out, r.out.p, r.out.n);
    prak_buf_byte(out, '\0');
    prak_stat_part_free(whole);
    prak_stat_part_free(second);
    for (size_t i = 0; i < 32; i++)
        prak_buf_free(&r.cell[i]);
    prak_buf_free(&r.out);
}

/* Where the line that differs begins. */
static size_t line_of_difference(const char *a, const char *b)
{
    size_t line = 0;
    for (size_t i = 0; a[i] == b[i]; i++)
        if (a[i] == '\n')
            line = i + 1;
    return line;
}

static void compare_parts(const char *text, const struct prak_stat_options *o, unsigned parts)
{
    const struct way one_by_one = { 0, 1 };
    struct table *t = malloc(sizeof *t);
    struct prak_stat_plan *p = NULL;
    struct prak_buf want = { 0 }, got = { 0 };
    struct prak_err e = { .msg = "" };
    assert_non_null(t);
    fill(t, text);
    struct prak_binder binder = { bind_column, t };
    if (prak_stat_plan_new(o, &t->schema, &binder, t->arena, &p, &e))
        fail_msg("%s: %s", o->statistics.v[0], e.msg);
    outcome(t, p, &one_by_one, &want);
    for (unsigned i = 0; i < 3; i++) {
        const struct way many = { i == 0 ? 4096 : 1 + below(i == 1 ? 1500 : 60), i ? 1 + below(parts) : 1 };
        outcome(t, p, &many, &got);
        if (strcmp(got.p, want.p) == 0)
            continue;
        FILE *f = fopen("build/test_fold.csv", "w"); /* the rows at fault, to look at */
        if (f) {
            fputs(text, f);
            fclose(f);
        }
        size_t same = line_of_difference(got.p, want.p);
        fail_msg("%s in batches of %zu, %zu parts:\n%.300s\nand one by one:\n%.300s", o->statistics.v[0], many.rows,
                 many.parts, got.p + same, want.p + same);
    }
    prak_buf_free(&want);
    prak_buf_free(&got);
    prak_arena_free(t->arena);
    free(t);
}

static void compare(const char *text, const struct prak_stat_options *o)
{
    compare_parts(text, o, o->cluster ? 1 : 3); /* which row of a cluster in two strata is refused depends on the part */
}

static const char *const statistic[] = {
    "affected_share(x, 50)", "arpr(x)", "arpt(x)", "atkinson(x, 0.5)", "cor(x, y)", "count()", "count(among=x > 3)",
    "cov(x, y)", "coverage(u == \"yes\", x > 5)", "crosstab(u, h)", "cv(x)", "decile_ratio(x)", "decomposition(x, h)",
    "density_gross(u == \"yes\", x > 5)", "density_net(u == \"yes\", x > 5)", "distinct(x)", "dsr(x, y)", "dti(x, y)",
    "effective_n()", "effective_number(h)", "fgt(x, 50)", "freq(u)", "freq(x + 1)", "ge(x, 2)", "gender_pay_gap(x, u == \"yes\")",
    "geometric_mean(x)", "gini(x)", "harmonic_mean(x)", "iqr(x)", "kurtosis(x)", "mad(x)", "skewness(x)", "trimmed_mean(x)",
    "kendall(x, y)", "spearman(x, y)", "hist(x, 10, 0)", "hist(x, 2.5, y)", "kaitz(x, m)", "kish_deff()", "lorenz(x)",
    "low_pay(x)", "max(x)", "mean(x)", "mean(x, among=u == \"yes\")", "mean(x, among=y >= 20)", "mean(x + y)", "median(x)",
    "min(x)", "mld(x)", "mmr_gap(x, 50)", "mode(x)", "palma(x)", "poor_median(x)", "quantile(x, 0.9)",
    "quantile(x, 0.3333, rule=hf4)", "quantile(x, 0.25, rule=hf2)", "quantile_share(x, 0.2, 0.8)", "raise_cost(x, 60)",
    "raise_cost_share(x, 60)", "ratio(y, x)", "rmpg(x)", "s80s20(x)", "sd(x)", "select_multiple(k)", "share(x < 50)",
    "share(x == 7)", "share(x >= 12.5)", "share(u == \"yes\")", "share(x > y)", "shortfall_depth(x, 50, 1)", "spike(x, 30)",
    "theil(x)", "total(x)", "total(x, among=x > 0)", "union_wage_gap(x, u == \"yes\")", "var(x)", "var_logs(x)", "watts(x, 40)",
};

enum { STATISTICS = sizeof statistic / sizeof *statistic };

/* One of several designs; what a design cannot go with is left to the message, which is the same both ways. */
static void some_design(struct prak_stat_options *o)
{
    switch (below(8)) {
    case 0:
        break;
    case 1:
        o->weight = "w", o->strata = "s", o->cluster = "c", o->fpc = "f";
        break;
    case 2:
        o->strata = "s", o->fpc = "f";
        break;
    case 3:
        o->weight = "w", o->strata = "s", o->cluster = "c", o->lonely = "adjust";
        break;
    case 4:
        o->cluster = "c";
        break;
    case 5:
        o->weight = "w", o->strata = "s";
        break;
    default:
        o->weight = "w";
    }
}

static void some_options(struct prak_stat_options *o)
{
    static const char *const group[] = { "g", "h,g", "" };
    static const char *const where[] = { "x > 10", "u == \"yes\"", "y != 3", "g != \"the0\"" };
    static const char *const dominance[] = { "1,75", "2,85" };
    some_design(o);
    if (below(4))
        o->groups = (struct prak_list){ 1 + below(3), group };
    if (below(3) == 0)
        o->where = where[below(4)];
    if (o->weight && below(10) == 0)
        o->dominance = dominance[below(2)];
    o->min_n = o->dominance ? "3" : "0";
}

static void compare_some(unsigned rounds, unsigned rows, size_t statistics)
{
    struct prak_buf text = { 0 };
    for (unsigned i = 0; i < rounds; i++) {
        struct temper t[4] = { temper(false), temper(false), temper(false), temper(true) };
        const char *asked[4];
        struct prak_stat_options o = { .statistics = { 0, asked } };
        if (i % 3 == 0)
            t[0] = t[3] = (struct temper){ .digits = i % 2 ? 2 : 6, .size = 3 };
        make(&text, 1 + below(rows), t);
        some_options(&o);
        const unsigned first = (unsigned)(i % STATISTICS);
        for (size_t k = 0; k < statistics; k++)
            asked[o.statistics.n++] = statistic[(first + k * 17) % STATISTICS];
        compare(text.p, &o);
    }
    prak_buf_free(&text);
}

static void test_each(void **state)
{
    (void)state;
    state_of_random = UINT64_C(0x9E3779B97F4A7C15);
    compare_some(3 * STATISTICS, 300, 1);
}

static void test_several(void **state)
{
    (void)state;
    state_of_random = UINT64_C(0xD1B54A32D192ED03);
    compare_some(STATISTICS, 300, 3);
}

/* More rows than are taken at a time. */
static void test_long(void **state)
{
    (void)state;
    state_of_random = UINT64_C(0x94D049BB133111EB);
    compare_some(STATISTICS / 4, 4095, 1);
}

/* Few sums of a row, by clusters: what is packed, in several parts; a cluster is in one stratum, so no row is refused. */
static void test_clusters(void **state)
{
    static const char *const asked[] = { "mean(x)", "share(x < 50)", "count()", "ratio(y, x)", "total(x)", "mean(y)", "share(x > y)" };
    static const char *const group[] = { "g", "h,g", "" };
    (void)state;
    struct prak_buf text = { 0 };
    state_of_random = UINT64_C(0xA0761D6478BD642F);
    for (unsigned i = 0; i < 60; i++) {
        const struct temper plain = { .digits = below(3), .size = 1 + below(5), .other = i % 4 == 0 ? 500 : 0 };
        struct temper t[4] = { plain, i % 3 ? plain : temper(false), plain, plain };
        t[0].negative = i % 7 == 0;
        const char *list[4];
        struct prak_stat_options o = { .statistics = { 1 + below(4), list }, .cluster = "c", .min_n = "0" };
        for (size_t k = 0; k < o.statistics.n; k++)
            list[k] = asked[(i + 2 * k) % (sizeof asked / sizeof *asked)];
        o.groups = (struct prak_list){ below(4), group };
        o.weight = i % 2 ? "w" : NULL;
        o.where = i % 5 == 0 ? "u == \"yes\"" : NULL;
        make(&text, 1 + below(4095), t);
        compare_parts(text.p, &o, 3);
    }
    prak_buf_free(&text);
}

/* Every kind of registers reads the same numbers, and gives the same codes to the same texts. */
static void lanes_of(struct table *t, const struct prak_lanes *lanes, struct prak_vector v[4], uint32_t code[2][PRAK_FOLD_ROWS])
{
    static const unsigned bound[2] = { 0, 3 };
    struct prak_err e;
    struct prak_tuple tuple[2];
    const size_t n = t->batch.nrow < PRAK_FOLD_ROWS ? t->batch.nrow : PRAK_FOLD_ROWS;
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(prak_tuple_init(&tuple[i], lanes, bound, i + 1, PRAK_FOLD_ROWS, &e), 0);
        assert_int_equal(prak_tuple_read(&tuple[i], &t->batch, 0, n, code[i], &e), 0);
        prak_tuple_free(&tuple[i]);
    }
    memset(v, 0, 4 * sizeof *v);
    for (unsigned i = 0; i < 8; i++) { /* twice: the second time with a guess of the digits */
        const struct prak_var var = { .kind = PRAK_VAR_COLUMN, .bound = 5 + i % 4 };
        const struct prak_rows rows = { .b = &t->batch, .n = n, .lanes = lanes };
        prak_var_read(&var, &rows, &v[i % 4], v);
    }
}

static void test_lanes(void **state)
{
    (void)state;
    struct prak_buf text = { 0 };
    struct table *t = malloc(sizeof *t);
    struct prak_vector *v = calloc(8, sizeof *v);
    static uint32_t code[2][2][PRAK_FOLD_ROWS];
    assert_true(t && v);
    state_of_random = UINT64_C(0xBF58476D1CE4E5B9);
    for (unsigned i = 0; i < 200; i++) {
        const struct temper of[4] = { temper(false), temper(false), temper(false), temper(true) };
        make(&text, 1 + below(900), of);
        fill(t, text.p);
        size_t last = 0;
        while (prak_lanes_all[last + 1])
            last++;
        lanes_of(t, prak_lanes_best(), v, code[0]);
        lanes_of(t, prak_lanes_all[last], v + 4, code[1]);
        for (unsigned c = 0; c < 4; c++)
            for (size_t r = 0; r < t->batch.nrow; r++) {
                assert_int_equal(v[c].there[r], v[4 + c].there[r]);
                if (v[c].there[r] > 0)
                    assert_true(prak_dec_cmp((struct prak_dec){ v[c].m[r], v[c].scale },
                                             (struct prak_dec){ v[4 + c].m[r], v[4 + c].scale }) == 0);
                assert_true(code[0][0][r] == code[1][0][r] && code[0][1][r] == code[1][1][r]);
            }
        prak_arena_free(t->arena);
    }
    prak_buf_free(&text);
    free(v);
    free(t);
}

/* Digits without a needless 0 and, behind a point, `scale` of them: its value, or -1. */
static int64_t plain_number(const char *p, size_t n, int scale)
{
    const size_t before = scale ? n - (size_t)scale - 1 : n;
    int64_t v = 0;
    if (n > 16 || (scale && n < (size_t)scale + 2) || before == 0 || (before > 1 && *p == '0'))
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (i == before ? p[i] != '.' : p[i] < '0' || p[i] > '9')
            return -1;
        v = i == before ? v : v * 10 + (p[i] - '0');
    }
    return v;
}

/* A page between two that nobody may read. */
static char *lone_page(size_t *size)
{
    *size = (size_t)sysconf(_SC_PAGESIZE);
    char *p = mmap(NULL, 3 * *size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(p != MAP_FAILED && mprotect(p + *size, *size, PROT_READ | PROT_WRITE) == 0);
    return p + *size;
}

/* Only plain numbers are read the quick way, whatever byte one has of another kind, and nothing behind the page is. */
static void test_numbers(void **state)
{
    (void)state;
    enum { N = 64 };
    size_t size;
    char *page = lone_page(&size);
    const char *end = page + size;
    static struct prak_slice cell[N];
    static int64_t m[N];
    state_of_random = 77;
    for (unsigned round = 0; round < 60000; round++) {
        const int scale = (int)below(15);
        char *p = below(2) ? page : page + size - N * 17;
        for (size_t i = 0; i < N; i++) {
            size_t n = 1 + below(below(4) ? 9 : 17);
            if (below(4))
                n = n < (size_t)scale + 2 ? (size_t)scale + 2 : n;
            n = n > 17 ? 17 : n;
            n = p + n > end ? (size_t)(end - p) : n;
            for (size_t k = 0; k < n; k++)
                p[k] = (char)('0' + below(10));
            if (n > (size_t)scale + 1 && scale && below(10))
                p[n - (size_t)scale - 1] = '.';
            if (n && below(8) == 0)
                p[below((unsigned)n)] = (char)below(256);
            cell[i] = (struct prak_slice){ p, (uint32_t)n, 0, 1 };
            p += n;
        }
        for (size_t l = 0; prak_lanes_all[l]; l++) {
            const struct prak_lanes *lanes = prak_lanes_all[l];
            uint16_t other[N + 1];
            struct prak_span span;
            if (!lanes->usable() || !lanes->numbers)
                continue;
            const size_t n = N - below(8), nother = lanes->numbers(cell, n, scale, m, other, &span);
            uint64_t most = 0, least = UINT64_MAX;
            for (size_t i = 0, k = 0; i < n; i++) {
                const int64_t want = plain_number(cell[i].p, cell[i].n, scale);
                if (k < nother && other[k] == i) {
                    k++;
                    continue;
                }
                assert_true(want >= 0 && want == m[i]);
                most = (uint64_t)want > most ? (uint64_t)want : most;
                least = (uint64_t)want < least ? (uint64_t)want : least;
            }
            assert_true(nother == n || (span.most == most && span.least == least));
        }
    }
    munmap(page - size, 3 * size);
}

/* Texts that end where a page does, or begin there, have the numbers that they have elsewhere. */
static void test_page(void **state)
{
    (void)state;
    enum { N = 40 };
    size_t size;
    char *page = lone_page(&size), copy[N * 20];
    for (size_t l = 0; prak_lanes_all[l]; l++) {
        struct prak_slice here[N], there[N];
        const struct prak_slice *const column[2] = { here, there };
        const unsigned bound[2] = { 0, 1 };
        const struct prak_batch b = { .nrow = N, .cell = column };
        struct prak_tuple t;
        struct prak_err e;
        uint32_t first[N], second[N];
        if (!prak_lanes_all[l]->usable())
            continue;
        assert_int_equal(prak_tuple_init(&t, prak_lanes_all[l], bound, 1, N, &e), 0);
        for (unsigned round = 0; round < 200; round++) {
            size_t at = 0;
            for (size_t i = 0; i < N; i++) {
                const size_t n = below(round % 4 > 1 ? 5 : 18);
                memset(copy + at, (round % 4 > 1 ? '1' : 'a') + (int)below(3), n);
                there[i] = (struct prak_slice){ copy + at, (uint32_t)n, 0, 1 };
                at += n;
            }
            char *to = round % 2 ? page : page + size - at;
            memcpy(to, copy, at);
            for (size_t i = 0; i < N; i++)
                here[i] = (struct prak_slice){ to + (there[i].p - copy), there[i].n, 0, 1 };
            assert_int_equal(prak_tuple_read(&t, &b, 0, N, first, &e), 0);
            memcpy(here, there, sizeof here);
            assert_int_equal(prak_tuple_read(&t, &b, 0, N, second, &e), 0);
            assert_memory_equal(first, second, sizeof first);
        }
        prak_tuple_free(&t);
    }
    munmap(page - size, 3 * size);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_lanes), cmocka_unit_test(test_numbers), cmocka_unit_test(test_page), cmocka_unit_test(test_each), cmocka_unit_test(test_several),
                                        cmocka_unit_test(test_long), cmocka_unit_test(test_clusters) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
