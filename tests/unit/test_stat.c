/*
 * test_stat.c - statistics on small designs worked out by hand, and what must not change a figure: the order of
 * rows, the split into parts, the order of merging, a shift, a scale of the weights.
 */
#include "stat_run.h"

#include "stat/curve.h"
#include "stat/look.h"
#include "stat/pack.h"
#include "stat/sums.h"

/* ---- by hand ---- */

static const char simple[] = "x,w,h\n2,1,a\n4,1,a\n6,1,b\n8,1,b\n";

/* Without a design: mean 5, s^2 = 20/3, se = sqrt(20/3/4). */
static void test_by_hand(void **state)
{
    (void)state;
    struct prak_buf b = good(simple, &(struct prak_stat_options){ STATISTICS("mean(x)"), .min_n = "0" });
    assert_string_equal(cell_of(&b, ESTIMATE, NULL), "5");
    near(cell_of(&b, SE, NULL), 1.2909944487358056, 1e-15);
    assert_string_equal(cell_of(&b, DF, NULL), "3");
    near(cell_of(&b, DEFF, NULL), 1, 1e-15);
    near(cell_of(&b, CI_LOW, NULL), 5 - 3.182446305284264 * 1.2909944487358056, 1e-12);
    prak_buf_free(&b);
    /* strata: n/(n-1) sum (z - zbar)^2 with z = x/4 is 2 (2/16) in each; V = 1/2 */
    b = good(simple, &(struct prak_stat_options){ STATISTICS("mean(x)", "total(x)", "count()"), .min_n = "0",
                                                  .weight = "w", .strata = "h" });
    near(cell_of(&b, SE, "mean(x)"), 0.7071067811865476, 1e-15);
    assert_string_equal(cell_of(&b, DF, "mean(x)"), "2");
    near(cell_of(&b, SE, "total(x)"), 2.8284271247461903, 1e-15);
    assert_string_equal(cell_of(&b, ESTIMATE, "total(x)"), "20");
    assert_string_equal(cell_of(&b, ESTIMATE, "count()"), "4");
    assert_string_equal(cell_of(&b, SE, "count()"), "0");
    prak_buf_free(&b);
}

/* Two stages, weights from the population counts. R: svytotal(~x, svydesign(id = ~p + s, fpc = ~n1 + n2)). */
static void test_two_stages(void **state)
{
    (void)state;
    static const char text[] = "p,s,n1,n2,x\n1,1,4,3,1\n1,2,4,3,3\n2,1,4,2,5\n2,2,4,2,7\n";
    struct prak_buf b = good(text, &(struct prak_stat_options){ STATISTICS("total(x)", "count()"), .min_n = "0",
                                                                .cluster = "p,s", .fpc = "n1,n2" });
    /* weights 4/2 3/2 = 3 and 4/2 2/2 = 2: total 3 (1+3) + 2 (5+7) = 36, count 6 + 4 = 10.
     * stage 1: z = 12, 24: (1 - 1/2) 2 ((12-18)^2 + (24-18)^2) = 72
     * stage 2: f1 (1 - 2/3) 2 ((3-6)^2 + (9-6)^2) = 1/2 12 = 6; the second cluster is complete: 0 */
    assert_string_equal(cell_of(&b, ESTIMATE, "total(x)"), "36");
    near(cell_of(&b, SE, "total(x)"), 8.831760866327848, 1e-15);
    assert_string_equal(cell_of(&b, ESTIMATE, "count()"), "10");
    assert_string_equal(cell_of(&b, DF, "count()"), "1");
    prak_buf_free(&b);
}

static const char lonely[] = "h,p,w,x\n1,1,3,2.799999952316284\n1,2,3,4.099999904632568\n1,3,3,6.800000190734863\n"
                             "1,4,3,6.800000190734863\n1,5,3,9.199999809265137\n2,1,4,3.700000047683716\n"
                             "3,1,5,5.1\n3,2,5,3.3\n";

static void test_lonely(void **state)
{
    (void)state;
    static const struct {
        const char *policy;
        double total, mean;
    } want[] = { { "adjust", 19.4429011707011, 0.684946376366107 },
                 { "average", 23.4374700226402, 0.808188621470351 } };
    struct prak_stat_options o = { STATISTICS("total(x)", "mean(x)"), .min_n = "0", .weight = "w", .strata = "h",
                                   .cluster = "p" };
    for (size_t i = 0; i < 2; i++) {
        o.lonely = want[i].policy;
        struct prak_buf b = good(lonely, &o);
        near(cell_of(&b, SE, "total(x)"), want[i].total, 1e-12);
        near(cell_of(&b, SE, "mean(x)"), want[i].mean, 1e-12);
        assert_string_equal(cell_of(&b, DF, "mean(x)"), "5");
        prak_buf_free(&b);
    }
    o.lonely = "certainty"; /* sqrt(285.21 + 81) */
    struct prak_buf b = good(lonely, &o);
    near(cell_of(&b, SE, "total(x)"), 19.1366142, 1e-6);
    prak_buf_free(&b);
    struct prak_err e;
    o.lonely = NULL;
    assert_int_equal(run(lonely, &o, &plain, &b, &e), -1);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_non_null(strstr(e.msg, "'2'"));
    assert_string_equal(e.column, "h");
    prak_buf_free(&b);
}

/* A domain keeps the design: the strata's n stay, and its degrees of freedom are its own. */
static void test_domain(void **state)
{
    (void)state;
    static const char text[] = "x,w,h,d\n2,1,a,1\n4,1,a,0\n6,1,b,1\n8,1,b,1\n9,1,c,0\n7,1,c,0\n";
    struct prak_buf b = good(text, &(struct prak_stat_options){ STATISTICS("total(x)"), .min_n = "0", .weight = "w",
                                                                .strata = "h", .where = "d == 1" });
    /* z: a 2, 0; b 6, 8; c 0, 0: V = 2 (1 + 1) + 2 (1 + 1) = 8 */
    assert_string_equal(cell_of(&b, ESTIMATE, NULL), "16");
    near(cell_of(&b, SE, NULL), 2.8284271247461903, 1e-15);
    assert_string_equal(cell_of(&b, DF, NULL), "1");
    assert_string_equal(cell_of(&b, N, NULL), "3");
    prak_buf_free(&b);
    /* among and a missing value are domains too */
    static const char holes[] = "x,h,d\n2,a,1\n,a,1\n6,b,1\n8,b,1\n9,b,0\n";
    b = good(holes, &(struct prak_stat_options){ STATISTICS("mean(x, among=d == 1)"), .min_n = "0", .strata = "h" });
    near(cell_of(&b, ESTIMATE, NULL), 16.0 / 3, 1e-15);
    assert_string_equal(cell_of(&b, N, NULL), "3");
    assert_string_equal(cell_of(&b, N_MISSING, NULL), "1");
    assert_non_null(memchr(b.p, 'n', b.n));
    prak_buf_free(&b);
}

static void test_quantile(void **state)
{
    (void)state;
    static const char text[] = "x,w\n1,1\n2,1\n3,1\n4,1\n";
    struct prak_stat_options o = { STATISTICS("median(x)", "b=median(x, rule=hf2)", "c=quantile(x, 0.6, rule=hf4)",
                                              "d=quantile(x, 0.9)"),
                                   .min_n = "0", .weight = "w" };
    struct prak_buf b = good(text, &o);
    assert_string_equal(cell_of(&b, ESTIMATE, "median(x)"), "2");
    assert_string_equal(cell_of(&b, ESTIMATE, "|b|"), "2.5");
    assert_string_equal(cell_of(&b, ESTIMATE, "|c|"), "2.4");
    assert_string_equal(cell_of(&b, ESTIMATE, "|d|"), "4");
    prak_buf_free(&b);
    /* 0.1 + 0.2 is 0.3: the third of ten weights of 0.1 is reached exactly at p = 0.3 */
    static const char tenths[] = "x,w\n1,0.1\n2,0.1\n3,0.1\n4,0.1\n5,0.1\n6,0.1\n7,0.1\n8,0.1\n9,0.1\n10,0.1\n";
    o = (struct prak_stat_options){ STATISTICS("quantile(x, 0.3)"), .min_n = "0", .weight = "w" };
    b = good(tenths, &o);
    assert_string_equal(cell_of(&b, ESTIMATE, NULL), "3");
    prak_buf_free(&b);
}

static void test_levels(void **state)
{
    (void)state;
    static const char text[] = "x,g\n204,b\n203.99,a\n214,a\n250,a\n,b\n";
    struct prak_buf b = good(text, &(struct prak_stat_options){ STATISTICS("hist(x, 10, 204)", "freq(g)"),
                                                                .min_n = "0" });
    static const char *const low[] = { "|194|204|", "|204|214|", "|214|224|", "|224|234|", "|244|254|" };
    static const char *const share[] = { "0.25", "0.25", "0.25", "0", "0.25" };
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(cell_of(&b, ESTIMATE, low[i]), share[i]);
        assert_string_equal(cell_of(&b, REFERENCE, low[i]), "204");
    }
    assert_string_equal(cell_of(&b, ESTIMATE, "freq|a|"), "0.6");
    assert_string_equal(cell_of(&b, ESTIMATE, "freq|b|"), "0.4");
    prak_buf_free(&b);
    struct prak_err e;
    static const char two[] = "x,m\n1,10\n2,20\n";
    assert_int_equal(run(two, &(struct prak_stat_options){ STATISTICS("hist(x, 1, m)") }, &plain, &b, &e), -1);
    assert_int_equal(e.code, PRAK_EDATA);
    prak_buf_free(&b);
}

static void test_kaitz(void **state)
{
    (void)state;
    static const char text[] = "wage,minimum\n200,204\n300,204\n400,204\n,204\n";
    struct prak_buf b = good(text, &(struct prak_stat_options){
                                       STATISTICS("kaitz(wage, minimum)", "m=kaitz(wage, minimum, over=mean)"),
                                       .min_n = "0" });
    near(cell_of(&b, ESTIMATE, "kaitz(wage, minimum)"), 0.68, 1e-15);
    near(cell_of(&b, ESTIMATE, "|m|"), 0.68, 1e-15);
    assert_string_equal(cell_of(&b, REFERENCE, "|m|"), "204");
    assert_string_equal(cell_of(&b, N_MISSING, "|m|"), "1");
    assert_string_not_equal(cell_of(&b, SE, "kaitz(wage, minimum)"), "");
    prak_buf_free(&b);
}

static void test_flags(void **state)
{
    (void)state;
    struct prak_buf b = good(simple, &(struct prak_stat_options){ STATISTICS("mean(x)", "count()") });
    assert_string_equal(cell_of(&b, ESTIMATE, "mean(x)"), "");
    assert_string_equal(cell_of(&b, SE, "mean(x)"), "");
    assert_string_equal(cell_of(&b, FLAG, "mean(x)"), "suppress");
    prak_buf_free(&b);
    b = good("x\n", &(struct prak_stat_options){ STATISTICS("mean(x)", "count()") });
    assert_string_equal(cell_of(&b, ESTIMATE, "mean(x)"), "");
    assert_string_equal(cell_of(&b, N, "mean(x)"), "0");
    assert_string_equal(cell_of(&b, FLAG, "mean(x)"), "suppress");
    assert_string_equal(cell_of(&b, ESTIMATE, "count()"), "0");
    prak_buf_free(&b);
    b = good(simple, &(struct prak_stat_options){ STATISTICS("share(x > 1)", "t=total(x)"), .min_n = "4" });
    assert_string_equal(cell_of(&b, ESTIMATE, "share(x>1)"), "1");
    assert_string_equal(cell_of(&b, CI_LOW, "share(x>1)"), "");
    assert_string_equal(cell_of(&b, FLAG, "share(x>1)"), "caution");
    prak_buf_free(&b);
}

/* ---- what must not change a figure ---- */

static const char mixed[] =
    "h,p,w,n,x,y,g,c\n"
    "1,1,44.209999084472656,10,1.5,3,a,1\n1,1,44.209999084472656,10,2.25,1,b,1\n1,2,7.1,10,3,2,a,0\n"
    "1,3,0.1,10,1e-3,2,a,1\n2,1,3,12,12345678901234567890,4,b,0\n2,2,3.5,12,-7,4,,1\n2,3,1,12,,4,a,1\n"
    "2,3,1,12,2.25,4,b,0\n3,9,2,7,2.25,5,b,1\n3,8,2,7,2.2500,5,a,0\n3,8,0,7,100,5,a,0\n";

static void test_order(void **state)
{
    (void)state;
    struct prak_stat_options design[3] = {
        { .weight = "w", .strata = "h", .cluster = "p", .fpc = "n" }, { .weight = "w", .strata = "h" },
        { .strata = "h", .cluster = "p", .fpc = "n" } };
    for (size_t k = 0; k < 3; k++) {
        struct prak_stat_options o = design[k];
        const char *s[] = { "mean(x)", "total(x)", "ratio(y, x)", "share(x > 2)", "median(x)", "freq(g)",
                            "hist(y, 1, 0)", "q=quantile(y, 0.25, rule=hf2)", "kaitz(y, w, pool=true)", "min(x)" };
        const char *g[] = { "", "g", "g,c" };
        o.statistics = (struct prak_list){ sizeof s / sizeof *s, s };
        o.groups = (struct prak_list){ 3, g };
        o.min_n = "0";
        same_in_parts(mixed, &o);
    }
}

static void test_shift_and_scale(void **state)
{
    (void)state;
    static const char text[] = "x,far,w,v\n1.25,1000000001.25,1,1000\n2.5,1000000002.5,2,2000\n"
                               "4,1000000004,1.5,1500\n8,1000000008,1,1000\n";
    struct prak_stat_options o = { STATISTICS("a=mean(x)", "b=mean(far)", "s=share(x > 2)"), .min_n = "0",
                                   .weight = "w" };
    struct prak_buf b = good(text, &o);
    double se = strtod(cell_of(&b, SE, "|a|"), NULL), share = strtod(cell_of(&b, SE, "|s|"), NULL);
    near(cell_of(&b, SE, "|b|"), se, 1e-14);
    prak_buf_free(&b);
    o.weight = "v";
    b = good(text, &o);
    near(cell_of(&b, SE, "|a|"), se, 1e-14);
    near(cell_of(&b, SE, "|s|"), share, 1e-14);
    prak_buf_free(&b);
}

/* ---- parts of the machine ---- */

static void test_sums(void **state)
{
    (void)state;
    struct prak_sums s;
    struct prak_err e;
    struct prak_exact x = { .scale = 0 };
    struct prak_buf b = { 0 };
    assert_int_equal(prak_sums_init(&s, 2, &e), 0);
    assert_int_equal(prak_sums_row(&s, &e), 0);
    for (int i = 0; i < 10; i++)
        assert_int_equal(prak_sums_add(&s, 0, 0, (struct prak_dec){ 1, 1 }, &e), 0);
    assert_int_equal(prak_sums_add(&s, 0, 0, (struct prak_dec){ 1, 20 }, &e), 0);
    assert_int_not_equal(s.form, PRAK_SUMS_WIDE);
    struct prak_dec big = { (prak_i128)1000000000000000000 * 1000000000000000000, 0 };
    assert_int_equal(prak_sums_add2(&s, 0, 1, big, big, &e), 0);
    assert_int_equal(s.form, PRAK_SUMS_WIDE);
    assert_int_equal(prak_sums_get(&s, 0, 0, &x, &e), 0);
    prak_exact_format(&x, &b);
    assert_string_equal(prak_buf_cstr(&b), "1.00000000000000000001");
    prak_exact_free(&x);
    prak_buf_free(&b);
    prak_sums_free(&s);
}

/* A budget of 256 steps: most of 3,000 are read back from runs. */
static void test_spill(void **state)
{
    (void)state;
    struct prak_err e;
    struct prak_curve *c = prak_curve_new(1, false);
    struct prak_scan *scan;
    struct prak_step step;
    for (uint32_t i = 0; i < 6000; i++)
        assert_int_equal(prak_curve_add(c, i % 2, 0, prak_dec_int((int64_t)(i * 7919 % 1500)), prak_dec_int(1), i, &e),
                         0);
    assert_int_equal(prak_curve_finish(c, 1, &e), 0);
    assert_int_equal(prak_scan_open(c, 1, &scan, &e), 0);
    int64_t last = -1, total = 0;
    while (prak_scan_next(scan, &step, &e) == 1) {
        assert_true((int64_t)step.value_m > last);
        last = (int64_t)step.value_m;
        total += (int64_t)step.weight_m;
    }
    assert_int_equal(total, 3000);
    prak_scan_close(scan);
    prak_curve_free(c);
}

enum { DENSE_CELLS = 3, DENSE_VALUES = 4000, DENSE_ROWS = 60000 };

/* Row i of values that lie close together: also weights of 0, of many bits, and values far from the others. */
static void dense_row(uint32_t i, int64_t *value, int64_t *weight)
{
    const uint32_t random = i * 2654435761u;
    *value = (int64_t)(random >> 8) % DENSE_VALUES - DENSE_VALUES / 2;
    *weight = random % 11 == 0 ? 0 : random % 13 == 0 ? INT64_MAX / 3 : 1 + random % 5;
}

/* Most rows have a value of their own, and it lies far from the others; some weights are too long to be beside it. */
static void far_row(uint32_t i, int64_t *value, int64_t *weight)
{
    const uint32_t random = i * 2654435761u;
    *value = (int64_t)(random >> 4) * 900 - 70000000000;
    *weight = i % 40 > 37 ? 0 : (int64_t)(random % 100000) + (i > DENSE_ROWS / 2 && i % 5000 == 0 ? (int64_t)1 << 38 : 0);
}

static void near_row(uint32_t i, int64_t *value, int64_t *weight)
{
    const uint32_t random = i * 2654435761u;
    *value = (int64_t)(random >> 8) % 9000;
    *weight = 1 + random % 50;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The same, of any values: weights of equal ones are added. */
static void check_rows(const struct prak_curve *c, uint32_t cell, void (*row)(uint32_t, int64_t *, int64_t *))
{
    static int64_t want[DENSE_ROWS][2];
    struct prak_scan *scan;
    struct prak_step step;
    struct prak_err e;
    size_t n = 0;
    for (uint32_t i = cell; i < DENSE_ROWS; i += DENSE_CELLS, n++)
        row(i, &want[n][0], &want[n][1]);
    qsort(want, n, sizeof *want, by_number);
    assert_int_equal(prak_scan_open(c, cell, &scan, &e), 0);
    for (size_t i = 0, end; i < n; i = end) {
        int64_t weight = 0;
        for (end = i; end < n && want[end][0] == want[i][0]; end++)
            weight += want[end][1];
        assert_int_equal(prak_scan_next(scan, &step, &e), 1);
        assert_true(prak_dec_cmp((struct prak_dec){ step.value_m, step.value_scale }, prak_dec_int(want[i][0])) == 0);
        assert_true(step.weight_scale == 0 && step.weight_m == weight);
    }
    assert_int_equal(prak_scan_next(scan, &step, &e), 0);
    prak_scan_close(scan);
}

static void check_cell(const struct prak_curve *c, uint32_t cell)
{
    static prak_i128 want[DENSE_VALUES];
    static bool came[DENSE_VALUES];
    struct prak_scan *scan;
    struct prak_step step;
    struct prak_err e;
    memset(want, 0, sizeof want);
    memset(came, 0, sizeof came);
    for (uint32_t i = cell; i < DENSE_ROWS; i += DENSE_CELLS) {
        int64_t v, w;
        dense_row(i, &v, &w);
        want[v + DENSE_VALUES / 2] += w;
        came[v + DENSE_VALUES / 2] = true;
    }
    assert_int_equal(prak_scan_open(c, cell, &scan, &e), 0);
    for (int64_t v = 0; v < DENSE_VALUES; v++) {
        if (!came[v])
            continue;
        assert_int_equal(prak_scan_next(scan, &step, &e), 1);
        assert_true(prak_dec_cmp((struct prak_dec){ step.value_m, step.value_scale }, prak_dec_int(v - DENSE_VALUES / 2)) == 0);
        assert_true(step.weight_scale == 0 && step.weight_m == want[v]);
    }
    assert_int_equal(prak_scan_next(scan, &step, &e), 0);
    prak_scan_close(scan);
}

enum { SOME_ROWS = 700 };
struct some_rows { /* on their way into a map */
    uint64_t key[SOME_ROWS];
    int64_t weight[SOME_ROWS];
    size_t n;
};

static void add_some(struct prak_curve *c, struct some_rows *s)
{
    struct prak_pack *pack = prak_curve_pack(c);
    struct prak_err e;
    int64_t by_value, by_weight;
    uint16_t left[SOME_ROWS];
    size_t nleft;
    assert_int_equal(prak_pack_scales(pack, 0, PRAK_PACK_MOST, 0, &by_value, &by_weight, &e), 1);
    assert_int_equal(prak_pack_add_rows(pack, s->key, s->weight, 1, s->n, left, &nleft, &e), 0);
    for (size_t i = 0; i < nleft; i++) {
        const uint64_t key = s->key[left[i]];
        const int64_t value = (int64_t)(key & (((uint64_t)1 << PRAK_PACK_VALUE_BITS) - 1)) - PRAK_PACK_MOST - 1;
        assert_int_equal(prak_curve_add(c, (uint32_t)(key >> PRAK_PACK_VALUE_BITS), 0, prak_dec_int(value),
                                        prak_dec_int(s->weight[left[i]]), PRAK_NO_ORDER, &e), 0);
    }
    s->n = 0;
}

/* The map of all rows; split: made of two, the second with its cells in another order; rows one by one or some at once. */
static struct prak_curve *make_map(size_t budget, bool squares, bool split, bool some,
                                   void (*row)(uint32_t, int64_t *, int64_t *))
{
    static struct some_rows rows[2];
    static const uint32_t back[DENSE_CELLS] = { 2, 0, 1 }, no_class = 0;
    struct prak_curve *c[2] = { prak_curve_new(budget, squares), prak_curve_new(budget, squares) };
    struct prak_err e;
    for (uint32_t i = 0; i < DENSE_ROWS; i++) {
        int64_t v, w;
        uint32_t half = split && i > DENSE_ROWS / 3, cell = i % DENSE_CELLS;
        row(i, &v, &w);
        cell = half ? (cell + 1) % DENSE_CELLS : cell;
        if (some) {
            rows[half].key[rows[half].n] = prak_pack_key(cell, v);
            rows[half].weight[rows[half].n++] = w;
            if (rows[half].n == SOME_ROWS)
                add_some(c[half], &rows[half]);
            continue;
        }
        assert_int_equal(prak_curve_add(c[half], cell, 0, prak_dec_int(v), prak_dec_int(w), PRAK_NO_ORDER, &e), 0);
    }
    for (int half = 0; half < 2; half++)
        add_some(c[half], &rows[half]);
    assert_int_equal(prak_curve_merge(c[0], c[1], back, &no_class, 1, &e), 0);
    assert_int_equal(prak_curve_finish(c[0], 2, &e), 0);
    prak_curve_free(c[1]);
    return c[0];
}

/* Values close together are counted in pages: of any budget, and of two maps made one, the same as by hand. */
static void test_pages(void **state)
{
    (void)state;
    static const size_t budget[] = { 1, 100000, 300000, 1 << 22 };
    for (size_t k = 0; k < 4 * sizeof budget / sizeof *budget; k++) {
        struct prak_curve *c = make_map(budget[k / 4], false, k % 2, k % 4 > 1, dense_row);
        for (uint32_t cell = 0; cell < DENSE_CELLS; cell++)
            check_cell(c, cell);
        prak_curve_free(c);
    }
}

/* Few values and long weights, so that what a page or a step holds overflows; each fifth value has no page. */
static void square_row(uint32_t i, int64_t *value, int64_t *weight)
{
    const uint32_t random = i * 2654435761u >> 3;
    *value = i % 5 == 0 ? (int64_t)random * 1000 : (int64_t)(random % 900);
    *weight = i % 17 == 0 ? 0 : i % 19 == 0 ? ((int64_t)1 << 45) + i : ((int64_t)1 << 39) + (int64_t)(random % 1000);
}

static void check_squares(const struct prak_curve *c, uint32_t cell, const int64_t *at,
                          void (*row)(uint32_t, int64_t *, int64_t *))
{
    struct prak_curve_sum got;
    struct prak_exact weight = { .scale = 0 }, square = { .scale = 0 };
    struct prak_err e;
    for (uint32_t i = cell; i < DENSE_ROWS; i += DENSE_CELLS) {
        int64_t v, w;
        row(i, &v, &w);
        if (at && v > *at)
            continue;
        assert_int_equal(prak_exact_add(&weight, prak_dec_int(w), &e), 0);
        assert_int_equal(prak_exact_add_product(&square, prak_dec_int(w), prak_dec_int(w), &e), 0);
    }
    const struct prak_dec cut = prak_dec_int(at ? *at : 0);
    assert_int_equal(prak_curve_below(c, cell, at ? &cut : NULL, &got, &e), 0);
    assert_int_equal(prak_exact_cmp(&weight, &got.weight), 0);
    assert_int_equal(prak_exact_cmp(&square, &got.square), 0);
    prak_curve_sum_free(&got);
    prak_exact_free(&weight);
    prak_exact_free(&square);
}

/* The squares of the weights, too, whatever the budget, in one map or two. */
static void test_squares(void **state)
{
    (void)state;
    static const size_t budget[] = { 1, 100000, 1 << 20, 1 << 24 };
    static const int64_t low = 300, high = 100000000;
    for (size_t k = 0; k < 4 * sizeof budget / sizeof *budget; k++) {
        struct prak_curve *c = make_map(budget[k / 4], true, k % 2, k % 4 > 1, square_row);
        for (uint32_t cell = 0; cell < DENSE_CELLS; cell++) {
            check_squares(c, cell, NULL, square_row);
            check_squares(c, cell, &low, square_row);
            check_squares(c, cell, &high, square_row);
        }
        prak_curve_free(c);
    }
}

/* Rows that no list gets shorter by are kept as they come, and sorted or counted at the end: the same as by hand. */
static void test_log(void **state)
{
    (void)state;
    static const size_t budget[] = { 1, 60000, 300000 };
    static void (*const row[])(uint32_t, int64_t *, int64_t *) = { far_row, near_row };
    static const int64_t low = -30000000000, high = 4000;
    for (size_t k = 0; k < 8 * sizeof budget / sizeof *budget; k++) {
        struct prak_curve *c = make_map(budget[k / 8], k % 8 > 3, k % 2, true, row[k / 2 % 2]);
        for (uint32_t cell = 0; cell < DENSE_CELLS; cell++) {
            check_rows(c, cell, row[k / 2 % 2]);
            if (k % 8 <= 3)
                continue;
            check_squares(c, cell, NULL, row[k / 2 % 2]);
            check_squares(c, cell, k / 2 % 2 ? &high : &low, row[k / 2 % 2]);
        }
        prak_curve_free(c);
    }
}

/* Rows of weight 1 are counted in one byte: one value has more of them than fit, in one map or in two made one. */
static void test_counts(void **state)
{
    enum { ROWS = 420000, VALUES = 1000 };
    static const size_t budget[] = { 1, 60000, 1 << 22 };
    static const uint32_t same[1] = { 0 };
    (void)state;
    for (size_t k = 0; k < 2 * sizeof budget / sizeof *budget; k++) {
        struct prak_curve *c[2] = { prak_curve_new(budget[k / 2], false), prak_curve_new(budget[k / 2], false) };
        static struct some_rows rows;
        int64_t want[VALUES] = { 0 }, by_value, by_weight;
        uint16_t left[SOME_ROWS];
        struct prak_scan *scan;
        struct prak_step step;
        struct prak_err e;
        size_t nleft;
        for (uint32_t i = 0; i < ROWS; i++) {
            const int64_t value = i % 2 ? 5 : (int64_t)((i * 2654435761u >> 7) % VALUES);
            struct prak_pack *pack = prak_curve_pack(c[k % 2 && i > ROWS / 3]);
            want[value]++;
            rows.key[rows.n++] = prak_pack_key(0, value);
            if (rows.n < SOME_ROWS)
                continue;
            rows.n = 0;
            assert_int_equal(prak_pack_scales(pack, 0, VALUES, 0, &by_value, &by_weight, &e), 1);
            assert_int_equal(prak_pack_add_rows(pack, rows.key, NULL, 1, SOME_ROWS, left, &nleft, &e), 0);
            assert_int_equal(nleft, 0);
        }
        assert_int_equal(rows.n, 0);
        assert_int_equal(prak_curve_merge(c[0], c[1], same, same, 1, &e), 0);
        assert_int_equal(prak_curve_finish(c[0], 2, &e), 0);
        assert_int_equal(prak_scan_open(c[0], 0, &scan, &e), 0);
        for (int64_t v = 0; v < VALUES; v++) {
            if (!want[v])
                continue;
            assert_int_equal(prak_scan_next(scan, &step, &e), 1);
            assert_true(step.value_m == v && step.value_scale == 0 && step.weight_m == want[v]);
        }
        assert_int_equal(prak_scan_next(scan, &step, &e), 0);
        prak_scan_close(scan);
        prak_curve_free(c[0]);
        prak_curve_free(c[1]);
    }
}

/* Counts of cells whose numbers have gaps, and beside them steps that a narrow run takes or does not. */
static void test_far_cells(void **state)
{
    enum { ROWS = 300 * SOME_ROWS, VALUES = 3000, CELLS = 3 };
    static const uint32_t number[][CELLS] = { { 0, 1, 2 }, { 0, 6, 12 }, { 5, 6, 90000 } };
    static const int64_t heavy[] = { 0, 1, 70000, ((int64_t)1 << 61) + 1 };
    static uint32_t same[90001];
    (void)state;
    for (uint32_t i = 0; i <= 90000; i++)
        same[i] = i;
    for (size_t k = 0; k < 2 * 3 * 4; k++) {
        struct prak_curve *c[2] = { prak_curve_new(1 << 24, false), prak_curve_new(1 << 24, false) };
        const uint32_t *cell = number[k / 2 % 3];
        static struct some_rows rows;
        static int64_t want[CELLS][VALUES];
        int64_t by_value, by_weight;
        uint16_t left[SOME_ROWS];
        struct prak_scan *scan;
        struct prak_step step;
        struct prak_err e;
        size_t nleft;
        memset(want, 0, sizeof want);
        for (uint32_t i = 0; i < ROWS; i++) {
            const uint32_t random = i * 2654435761u >> 7, which = random % CELLS;
            const int64_t value = i % 3 ? 600 + random % 90 : random % VALUES;
            struct prak_pack *pack = prak_curve_pack(c[k % 2 && i > ROWS / 3]);
            want[which][value]++;
            rows.key[rows.n++] = prak_pack_key(cell[which], value - 50);
            if (rows.n < SOME_ROWS)
                continue;
            rows.n = 0;
            assert_int_equal(prak_pack_scales(pack, 0, VALUES, 0, &by_value, &by_weight, &e), 1);
            assert_int_equal(prak_pack_add_rows(pack, rows.key, NULL, 1, SOME_ROWS, left, &nleft, &e), 0);
            assert_int_equal(nleft, 0);
        }
        for (int64_t v = 1; heavy[k / 6] && v < VALUES; v += 700) {
            want[1][v] += heavy[k / 6];
            assert_int_equal(prak_curve_add(c[0], cell[1], 0, prak_dec_int(v - 50), prak_dec_int(heavy[k / 6]),
                                            PRAK_NO_ORDER, &e), 0);
        }
        assert_int_equal(prak_curve_merge(c[0], c[1], same, same, 1, &e), 0);
        assert_int_equal(prak_curve_finish(c[0], 2, &e), 0);
        for (size_t i = 0; i < CELLS; i++) {
            assert_int_equal(prak_scan_open(c[0], cell[i], &scan, &e), 0);
            for (int64_t v = 0; v < VALUES; v++) {
                if (!want[i][v])
                    continue;
                assert_int_equal(prak_scan_next(scan, &step, &e), 1);
                assert_true(step.value_m == v - 50 && step.value_scale == 0 && step.weight_m == want[i][v]);
            }
            assert_int_equal(prak_scan_next(scan, &step, &e), 0);
            prak_scan_close(scan);
        }
        prak_curve_free(c[0]);
        prak_curve_free(c[1]);
    }
}

/* Every rung is found, wherever it is guessed to be: values of uneven gaps, and of another scale. */
static void test_ladder(void **state)
{
    (void)state;
    static struct prak_rung rung[300];
    for (size_t n = 0; n <= 300; n += n < 5 ? 1 : 59) {
        struct prak_ladder l = { rung, n };
        for (size_t i = 0; i < n; i++)
            rung[i] = (struct prak_rung){ { (prak_i128)(i * i * (i % 7 + 40)) * 10 - 500, 1 }, prak_dec_int((int64_t)i + 1) };
        for (size_t i = 1; i < n; i++) /* in order */
            if (rung[i].value.m <= rung[i - 1].value.m)
                rung[i].value.m = rung[i - 1].value.m + 10;
        for (size_t i = 0; i < n; i++) {
            struct prak_dec other = { rung[i].value.m / 10, 0 };
            assert_true(prak_ladder_find(&l, rung[i].value).m == (prak_i128)i + 1);
            assert_true(prak_ladder_find(&l, other).m == (prak_i128)i + 1);
        }
        assert_true(prak_ladder_find(&l, prak_dec_int(INT64_MAX)).m == 0);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *statistic, *weight;
        enum prak_code code;
    } bad[] = { { "maen(x)", NULL, PRAK_EUSAGE },          { "mean(nothing)", NULL, PRAK_EUSAGE },
                { "mean()", NULL, PRAK_EUSAGE },           { "mean(x, x)", NULL, PRAK_EUSAGE },
                { "quantile(x, 1)", NULL, PRAK_EUSAGE },   { "hist(x, 0, 1)", NULL, PRAK_EUSAGE },
                { "median(x, rule=hf9)", NULL, PRAK_EUSAGE }, { "mean(x)", "minus", PRAK_EDATA },
                { "mean(x)", "none", PRAK_EDATA },         { "mean(word)", NULL, PRAK_EDATA } };
    static const char text[] = "x,minus,none,word\n1,-1,,a\n2,1,,b\n";
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct prak_err e = { .msg = "" };
        struct prak_buf b = { 0 };
        struct prak_stat_options o = { STATISTICS(bad[i].statistic), .weight = bad[i].weight };
        assert_int_equal(run(text, &o, &plain, &b, &e), -1);
        assert_int_equal(e.code, bad[i].code);
        if (bad[i].code == PRAK_EDATA)
            assert_int_equal(e.line, 2);
        prak_buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),  cmocka_unit_test(test_two_stages), cmocka_unit_test(test_lonely),
        cmocka_unit_test(test_domain),   cmocka_unit_test(test_quantile),   cmocka_unit_test(test_levels),
        cmocka_unit_test(test_kaitz),    cmocka_unit_test(test_flags),      cmocka_unit_test(test_order),
        cmocka_unit_test(test_shift_and_scale), cmocka_unit_test(test_sums), cmocka_unit_test(test_spill),
        cmocka_unit_test(test_pages),    cmocka_unit_test(test_squares), cmocka_unit_test(test_log), cmocka_unit_test(test_counts),    cmocka_unit_test(test_ladder),
        cmocka_unit_test(test_far_cells),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
