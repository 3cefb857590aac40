/*
 * test_inequality.c - inequality, poverty and pay gaps on samples worked out by hand, at the edges (one row, ties,
 * zeros, negative values, nobody below the line), and what must not change them: order, parts, the scale of weights.
 */
#include "stat_run.h"

#include "base/elementary.h"

static void equals(const char *text, const char *weight, const char *statistic, double want)
{
    struct prak_stat_options o = { STATISTICS(statistic), .min_n = "0", .weight = weight };
    struct prak_buf b = good(text, &o);
    near(cell_of(&b, ESTIMATE, NULL), want, 1e-14);
    prak_buf_free(&b);
}

static void is_empty(const char *text, const char *statistic, size_t column)
{
    struct prak_stat_options o = { STATISTICS(statistic), .min_n = "0" };
    struct prak_buf b = good(text, &o);
    assert_string_equal(cell_of(&b, column, NULL), "");
    prak_buf_free(&b);
}

/* ---- by hand ---- */

static const char five[] = "x,w,k,c\n1,1,100,0.01\n2,1,100,0.01\n3,1,100,0.01\n4,1,100,0.01\n10,1,100,0.01\n";

/* sum |xi - xj| over pairs = 1+2+3+9+1+2+8+1+7+6 = 40; 80 / (2 5 20) = 0.4, whatever the common weight. */
static void test_gini(void **state)
{
    (void)state;
    static const char *const weight[] = { NULL, "w", "k", "c" };
    for (size_t i = 0; i < 4; i++)
        equals(five, weight[i], "gini(x)", 0.4);
    /* convey's: 0.400, 0.598 with weights of 1 and 100 */
    equals(five, "w", "gini(x, method=osier)", 0.4);
    equals(five, "k", "gini(x, method=osier)", 0.4 + (100.0 * 100 * 20 - 100 * 20) / (500.0 * 2000));
    equals("x\n0\n0\n0\n1\n", NULL, "gini(x)", 0.75); /* one has all: 1 - 1/n */
    /* a weight is so many rows: 1, 1, 4 */
    equals("x,w\n1,2\n4,1\n", "w", "gini(x)", 1.0 / 3);
    equals("x\n1\n1\n4\n", NULL, "gini(x)", 1.0 / 3);
}

/* L: 1/20, 3/20, 6/20, 10/20 at 0.2, 0.4, 0.6, 0.8; between them linear. */
static void test_lorenz(void **state)
{
    (void)state;
    equals(five, NULL, "lorenz(x, 0.4)", 0.15);
    equals(five, NULL, "lorenz(x, 0.5)", 0.225);
    equals(five, NULL, "lorenz(x, 0)", 0);
    equals(five, NULL, "lorenz(x, 1)", 1);
    equals(five, NULL, "quantile_share(x, 0.8, 1)", 0.5);
    equals(five, NULL, "quantile_share(x, 0.2, 0.6)", 0.25);
    equals(five, NULL, "palma(x)", 0.25 / 0.15);
    equals(five, NULL, "s80s20(x)", 10);
    equals(five, NULL, "decile_ratio(x)", 10);
    equals(five, NULL, "decile_ratio(x, 0.8, 0.5)", 4.0 / 3);
    struct prak_stat_options o = { STATISTICS("lorenz(x)"), .min_n = "0" };
    struct prak_buf b = good(five, &o);
    near(cell_of(&b, ESTIMATE, "|0.1|"), 0.025, 1e-14);
    near(cell_of(&b, ESTIMATE, "|0.9|"), 0.75, 1e-14);
    prak_buf_free(&b);
}

/* 1, 2, 4: mean 7/3, logs 0, a, 2a with a = ln 2. */
static void test_entropy(void **state)
{
    (void)state;
    static const char text[] = "x\n1\n2\n4\n";
    const double a = 0.69314718055994530942, log_mean = 0.84729786038720361; /* ln(7/3) */
    equals(text, NULL, "mld(x)", log_mean - a);
    equals(text, NULL, "theil(x)", 10 * a / 7 - log_mean);
    equals(text, NULL, "ge(x, 1)", 10 * a / 7 - log_mean);
    equals(text, NULL, "ge(x, 2)", (7.0 * 9 / 49 - 1) / 2); /* 21/3 over (7/3)^2 */
    equals(text, NULL, "ge(x, -1)", (7.0 / 12 * 7 / 3 - 1) / 2);
    equals(text, NULL, "atkinson(x, 1)", 1 - 2 * 3.0 / 7);
    equals(text, NULL, "atkinson(x, 2)", 1 - 12.0 / 7 * 3 / 7);
    equals("x\n1\n4\n9\n", NULL, "atkinson(x, 0.5)", 1 - 4 * 3.0 / 14);
    equals(text, NULL, "geometric_mean(x)", 2);
    equals(text, NULL, "var_logs(x)", a * a);
    equals("x\n0\n2\n", NULL, "theil(x)", a); /* 0 ln 0 = 0 */
    equals("x\n0\n2\n", NULL, "ge(x, 2)", 0.5);
}

static void test_poverty(void **state)
{
    (void)state;
    static const char text[] = "x,z\n100,200\n150,200\n200,200\n300,200\n400,200\n";
    const double a = 0.69314718055994530942;
    equals(text, NULL, "fgt(x, 200)", 0.6);
    equals(text, NULL, "fgt(x, z, below=strict)", 0.4);
    equals(text, NULL, "fgt(x, z, 1)", (0.5 + 0.25) / 5);
    equals(text, NULL, "fgt(x, z, 2, below=strict)", (0.25 + 0.0625) / 5);
    equals("x\n50\n100\n", NULL, "watts(x, 100)", a / 2);
    /* median 200: line 120 */
    equals(text, NULL, "arpt(x)", 120);
    equals(text, NULL, "arpr(x)", 0.2);
    equals(text, NULL, "arpr(x, of=3/4)", 0.4);    /* 150 <= 150 */
    equals(text, NULL, "low_pay(x, of=3/4)", 0.2); /* 150 is not below 150 */
    equals(text, NULL, "low_pay(x)", 0.2);         /* 133.3 */
    equals(text, NULL, "arpr(x, within=x > 120)", 0);
    equals(text, NULL, "poor_median(x, of=0.75)", 100);
    equals(text, NULL, "rmpg(x, of=0.75)", 1.0 / 3);
    equals(text, NULL, "fgt(x, alpha=1, of=0.75, to=median)", (50.0 / 150) / 5);
    equals(text, NULL, "fgt(x, alpha=1, of=0.5, to=mean)", (15.0 / 115) / 5); /* mean 230 */
    equals(text, NULL, "fgt(x, alpha=0, of=20/23, to=mean)", 0.6);              /* 200 exactly */
}

static void test_pay_gap(void **state)
{
    (void)state;
    static const char text[] = "x,s,f\n100,f,a\n200,f,a\n200,m,a\n400,m,b\n300,f,b\n900,,b\n150,f,c\n";
    static const char statistic[] = "gender_pay_gap(x, s == \"f\")";
    equals(text, NULL, statistic, 1 - 187.5 / 300);
    equals(text, NULL, "gender_pay_gap(x, s == \"f\", over=median)", 1 - 150.0 / 200);
    /* a: 1/4 with 3 rows, b: 1/4 with 2, c has no men */
    equals(text, NULL, "gender_pay_gap(x, s == \"f\", by=f)", 0.25);
    struct prak_stat_options o = { STATISTICS(statistic), .min_n = "0" };
    struct prak_buf b = good(text, &o);
    assert_string_equal(cell_of(&b, N, NULL), "2"); /* men */
    assert_string_equal(cell_of(&b, N_MISSING, NULL), "1");
    prak_buf_free(&b);
    o.min_n = "3";
    b = good(text, &o);
    assert_string_equal(cell_of(&b, FLAG, NULL), "suppress");
    prak_buf_free(&b);
}

/* Classes of 1, 3 and of 2, 6: equal within, between 2 and 4 with mean 3. */
static void test_decomposition(void **state)
{
    (void)state;
    static const char text[] = "x,g\n1,a\n3,a\n2,b\n6,b\n";
    struct prak_stat_options o = { STATISTICS("decomposition(x, g, 2)"), .min_n = "0" };
    struct prak_buf b = good(text, &o);
    double total = strtod(cell_of(&b, ESTIMATE, "|total|"), NULL);
    near(cell_of(&b, ESTIMATE, "|total|"), (12.5 / 9 - 1) / 2, 1e-14);
    near(cell_of(&b, ESTIMATE, "|between|"), (10.0 / 9 - 1) / 2, 1e-14);
    near(cell_of(&b, ESTIMATE, "|within|"), total - (10.0 / 9 - 1) / 2, 1e-14);
    prak_buf_free(&b);
    static const char alike[] = "x,g\n1,a\n3,a\n1,b\n3,b\n";
    for (int i = 0; i < 3; i++) {
        static const char *const s[] = { "decomposition(x, g, 0)", "decomposition(x, g)", "decomposition(x, g, 2)" };
        o.statistics = (struct prak_list){ 1, (const char *[]){ s[i] } };
        b = good(alike, &o);
        near(cell_of(&b, ESTIMATE, "|between|"), 0, 1e-30);
        near(cell_of(&b, SE, "|between|"), 0, 1e-20);
        prak_buf_free(&b);
    }
}

/* ---- edges ---- */

static const char *const of_positive[] = { "gini(x)", "lorenz(x, 0.3)", "quantile_share(x, 0.1, 0.4)", "theil(x)",
                                           "mld(x)", "ge(x, 2)", "atkinson(x, 0.5)", "var_logs(x)",
                                           "geometric_mean(x)", "s80s20(x)", "palma(x)" };
enum { POSITIVE = sizeof of_positive / sizeof *of_positive };

/* All alike: no inequality, and no error of it. */
static void test_equal(void **state)
{
    (void)state;
    static const char text[] = "x\n7.3\n7.3\n7.3\n7.3\n7.3\n";
    static const double want[POSITIVE] = { 0, 0.3, 0.3, 0, 0, 0, 0, 0, 7.3 };
    for (size_t i = 0; i < 9; i++) {
        equals(text, NULL, of_positive[i], want[i]);
        struct prak_stat_options o = { STATISTICS(of_positive[i]), .min_n = "0" };
        struct prak_buf b = good(text, &o);
        if (i != 1 && i != 2)
            near(cell_of(&b, SE, NULL), 0, 1e-15);
        prak_buf_free(&b);
    }
    equals(text, NULL, "arpt(x)", 4.38);
    equals(text, NULL, "arpr(x)", 0);
    is_empty(text, "arpt(x)", SE); /* no density */
    is_empty(text, "rmpg(x)", ESTIMATE);
    is_empty(text, "poor_median(x)", ESTIMATE);
}

static void test_edges(void **state)
{
    (void)state;
    equals("x\n5\n", NULL, "gini(x)", 0);
    is_empty("x\n5\n", "gini(x)", SE);
    is_empty("x\n5\n", "var_logs(x)", ESTIMATE);
    for (size_t i = 0; i < POSITIVE; i++)
        is_empty("x\n", of_positive[i], ESTIMATE);
    static const char *const zeros[] = { "gini(x)", "lorenz(x, 0.5)", "theil(x)", "ge(x, 2)", "palma(x)", "s80s20(x)",
                                         "atkinson(x, 0.5)", "decile_ratio(x)", "rmpg(x)" };
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        is_empty("x\n0\n0\n0\n", zeros[i], ESTIMATE);
    is_empty("x,s\n3,f\n4,f\n", "gender_pay_gap(x, s == \"f\")", ESTIMATE);
    is_empty("x,s\n3,f\n4,f\n", "gender_pay_gap(x, s == \"f\", over=median)", ESTIMATE);
    is_empty("x,s\n3,f\n4,f\n", "gender_pay_gap(x, s == \"f\", by=s)", ESTIMATE);
}

static void test_refusals(void **state)
{
    (void)state;
    static const char text[] = "x,y\n1,0\n-2,3\n";
    static const struct {
        const char *statistic;
        enum prak_code code;
    } bad[] = { { "gini(x)", PRAK_EDATA },           { "lorenz(x, 0.5)", PRAK_EDATA },
                { "theil(x)", PRAK_EDATA },          { "mld(y)", PRAK_EDATA },
                { "ge(y, -1)", PRAK_EDATA },         { "var_logs(y)", PRAK_EDATA },
                { "geometric_mean(y)", PRAK_EDATA }, { "atkinson(y, 1)", PRAK_EDATA },
                { "s80s20(x)", PRAK_EDATA },         { "watts(y, 2)", PRAK_EDATA },
                { "fgt(y, x)", PRAK_EDATA },         { "decomposition(x, y)", PRAK_EDATA },
                { "lorenz(x, 1.5)", PRAK_EUSAGE },   { "quantile_share(x, 0.5, 0.5)", PRAK_EUSAGE },
                { "atkinson(x, 0)", PRAK_EUSAGE },   { "decomposition(x, y, 3)", PRAK_EUSAGE },
                { "fgt(x)", PRAK_EUSAGE },           { "fgt(x, 3, of=0.6)", PRAK_EUSAGE },
                { "fgt(x, 3, 0.5)", PRAK_EUSAGE },   { "arpr(x, of=0)", PRAK_EUSAGE },
                { "arpr(x, of=2/0)", PRAK_EUSAGE },  { "decile_ratio(x, 1)", PRAK_EUSAGE },
                { "gender_pay_gap(x, y > 1, over=median, by=y)", PRAK_EUSAGE } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct prak_err e = { .msg = "" };
        struct prak_buf b = { 0 };
        struct prak_stat_options o = { STATISTICS(bad[i].statistic) };
        if (run(text, &o, &plain, &b, &e) == 0)
            fail_msg("%s is not refused", bad[i].statistic);
        assert_int_equal(e.code, bad[i].code);
        if (e.code == PRAK_EDATA)
            assert_true(e.line == 2 || e.line == 3);
        prak_buf_free(&b);
    }
    static const char far[] = "x\n1e200\n2\n";
    struct prak_err e = { .msg = "" };
    struct prak_buf b = { 0 };
    struct prak_stat_options o = { STATISTICS("ge(x, 2)") };
    assert_int_equal(run(far, &o, &plain, &b, &e), -1);
    assert_int_equal(e.code, PRAK_EDATA);
    prak_buf_free(&b);
    /* what is left out in words is not refused */
    equals(text, NULL, "gini(x, among=x > 0)", 0);
}

/* ---- what must not change a figure ---- */

static const char mixed[] =
    "h,p,w,k,n,x,t,g,s\n1,1,4.2,420,10,150.5,100,a,f\n1,1,4.2,420,10,225,100,b,m\n1,2,7.1,710,10,300,100,a,f\n"
    "1,3,0.1,10,10,0.001,100,a,m\n2,1,3,300,12,123456.75,100,b,f\n2,2,3.5,350,12,70,100,a,m\n"
    "2,3,1,100,12,225,100,a,f\n2,3,1,100,12,225.0,100,b,m\n3,9,2,200,7,225,100,b,m\n3,8,2,200,7,90,100,a,f\n"
    "3,8,0,0,7,1e3,100,a,f\n";
static const char *const all[] = {
    "gini(x)", "lorenz(x)", "quantile_share(x, 0.2, 0.7)", "palma(x)", "s80s20(x)", "ge(x, 1.5)", "theil(x)",
    "mld(x)", "atkinson(x, 0.75)", "var_logs(x)", "geometric_mean(x)", "watts(x, t)", "fgt(x, t, 1.5)",
    "fgt(x, of=0.6, to=median)", "fgt(x, alpha=2, of=0.6, to=mean)", "arpt(x)", "arpr(x, within=s == \"f\")",
    "low_pay(x)", "poor_median(x)", "rmpg(x)", "decile_ratio(x)", "gender_pay_gap(x, s == \"f\")",
    "gender_pay_gap(x, s == \"f\", over=median)", "gender_pay_gap(x, s == \"f\", by=g)", "decomposition(x, g)",
    "decomposition(x, g, 0, among=x < 1000)", "quantile(x, 0.3, se=density)"
};
enum { ALL = sizeof all / sizeof *all };

static void test_order(void **state)
{
    (void)state;
    struct prak_stat_options design[3] = {
        { .weight = "w", .strata = "h", .cluster = "p", .fpc = "n" }, { .weight = "w", .strata = "h" },
        { .strata = "h", .cluster = "p", .fpc = "n" } };
    for (size_t k = 0; k < 3; k++) {
        struct prak_stat_options o = design[k];
        o.statistics = (struct prak_list){ ALL, (const char *const *)all };
        o.groups = (struct prak_list){ 2, (const char *[]){ "", "s" } };
        o.min_n = "0";
        same_in_parts(mixed, &o);
    }
}

/* Weights times 100 change nothing but densities, whose band depends on N; money times 100 changes no index. */
static void test_scale(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL; i++) {
        struct prak_stat_options o = { .min_n = "0", .weight = "w", .strata = "h", .cluster = "p" };
        o.statistics = (struct prak_list){ 1, (const char *const *)&all[i] };
        struct prak_buf a = good(mixed, &o);
        o.weight = "k";
        struct prak_buf b = good(mixed, &o);
        double v = strtod(cell_of(&a, ESTIMATE, NULL), NULL);
        near(cell_of(&b, ESTIMATE, NULL), v, 1e-15);
        prak_buf_free(&a);
        prak_buf_free(&b);
    }
    static const char *const money[] = { "gini", "theil", "mld", "palma", "s80s20", "var_logs", "arpr", "rmpg" };
    for (size_t i = 0; i < sizeof money / sizeof *money; i++) {
        char one[32], other[32];
        snprintf(one, sizeof one, "%s(x)", money[i]);
        snprintf(other, sizeof other, "%s(100 * x)", money[i]);
        struct prak_stat_options o = { STATISTICS(one, other), .min_n = "0", .weight = "w" };
        struct prak_buf b = good(mixed, &o);
        double v = strtod(cell_of(&b, ESTIMATE, "(x)"), NULL), se = strtod(cell_of(&b, SE, "(x)"), NULL);
        near(cell_of(&b, ESTIMATE, "(100*x)"), v, 1e-14);
        near(cell_of(&b, SE, "(100*x)"), se, 1e-12);
        prak_buf_free(&b);
    }
}

/* A domain keeps the design: among, a group and where give one se; fewer rows alone would give another. */
static void test_domain(void **state)
{
    (void)state;
    struct prak_stat_options o = { STATISTICS("gini(x, among=s == \"f\")"), .min_n = "0", .weight = "w",
                                   .strata = "h", .cluster = "p" };
    struct prak_buf a = good(mixed, &o);
    o.statistics = (struct prak_list){ 1, (const char *[]){ "gini(x)" } };
    o.where = "s == \"f\"";
    struct prak_buf b = good(mixed, &o);
    o.where = NULL;
    o.groups = (struct prak_list){ 1, (const char *[]){ "s" } };
    struct prak_buf c = good(mixed, &o);
    double se = strtod(cell_of(&a, SE, NULL), NULL);
    assert_true(se > 0);
    near(cell_of(&b, SE, NULL), se, 0);
    assert_string_equal(cell_of(&b, DF, NULL), cell_of(&a, DF, NULL));
    near(cell_of(&c, SE + 1, "|f|"), se, 0); /* after the group's column */
    prak_buf_free(&a);
    prak_buf_free(&b);
    prak_buf_free(&c);
}

/* ---- logarithms, powers ---- */

static void test_elementary(void **state)
{
    (void)state;
    static const struct {
        const char *x, *log, *root;
    } want[] = { { "1", "0", "1" },
                 { "2", "0.69314718055994530941723212", "1.41421356237309504880169" },
                 { "3.7", "1.30833281965017876035010422", "1.92353840616713447518554" },
                 { "1e-20", "-46.05170185988091368035982909", "0.0000000001" },
                 { "123456789.123", "18.63140176716431804176395658", "11111.1110660905554643473" },
                 { "0.999999999", "-0.0000000010000000005", "0.999999999499999999875" } };
    char text[PRAK_DEC_TEXT];
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct prak_dec x;
        assert_int_equal(prak_dec_parse(want[i].x, strlen(want[i].x), false, &x), PRAK_NUM_OK);
        prak_dec_format(prak_dec_log(x), text);
        assert_string_equal(text, want[i].log);
        assert_int_equal(prak_dec_power(x, (struct prak_dec){ 5, 1 }, &x), 0);
        prak_dec_format(x, text);
        assert_string_equal(text, want[i].root);
    }
    struct prak_dec p;
    assert_int_equal(prak_dec_power((struct prak_dec){ 37, 1 }, prak_dec_int(3), &p), 0);
    prak_dec_format(p, text);
    assert_string_equal(text, "50.653"); /* exact */
    assert_int_equal(prak_dec_power((struct prak_dec){ 1, -200 }, prak_dec_int(2), &p), -1);
    assert_int_equal(prak_dec_power((struct prak_dec){ 1, 200 }, prak_dec_int(20), &p), -1);
    prak_dec_format(prak_dec_from_quad((prak_quad)0.125, 2, 300), text);
    assert_string_equal(text, "0.12"); /* half to even */
    prak_dec_format(prak_dec_from_quad((prak_quad)-999.5, 3, 300), text);
    assert_string_equal(text, "-1000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gini),          cmocka_unit_test(test_lorenz),   cmocka_unit_test(test_entropy),
        cmocka_unit_test(test_poverty),       cmocka_unit_test(test_pay_gap),  cmocka_unit_test(test_decomposition),
        cmocka_unit_test(test_equal),         cmocka_unit_test(test_edges),    cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_order),         cmocka_unit_test(test_scale),    cmocka_unit_test(test_domain),
        cmocka_unit_test(test_elementary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
