/* test_draw.c - drawing: escaping, the publish flag, alignment, marks at their numbers, words in both
 * languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "draw/canvas.h"
#include "draw/report.h"
#include "draw/scale.h"
#include "draw/table.h"

#define TAIL                                                                                                 \
    "statistic,function,level,low,high,unit,estimate,se,ci_low,ci_high,n,n_missing,sum_weights,df,deff,"     \
    "reference,method,design,confidence,flag\n"
#define M "variance=linearized;ci=95;interval=t;share_ci=logit;min_n=5;caution_n=30;max_cv=0.3"
#define D "weight=w;strata=stratum;cluster=psu;lonely=fail"
#define SHARE(grouping, group, estimate, low, high, n, flag)                                                 \
    grouping "," group ",share(below),share,,,,fraction," estimate ",0.01," low "," high "," n               \
             ",1,1000,40,1.6,," M "," D ",1src," flag "\n"

static const char shares[] = "grouping,province," TAIL SHARE("", "", "0.25", "0.23", "0.27", "2486", "ok")
    SHARE("province", "Kandal", "0.15", "0.11", "0.2", "338", "ok")
        SHARE("province", "<b>&\"'|", "0.48", "0.36", "0.6", "94", "ok") SHARE("province", "Pursat", "0.4",
                                                                               "0.2", "0.7", "21", "caution")
            SHARE("province", "Kep", "0.777", "0.666", "0.888", "3", "suppress")
                SHARE("province",
                      "\xE1\x9E\x80\xE1\x9F\x86\xE1\x9E\x96\xE1\x9E\x84\xE1\x9F\x8B\xE1\x9E\x92\xE1\x9F\x86",
                      "0.3", "0.2", "0.4", "100", "ok");

#define BIN(low, high, estimate)                                                                             \
    ",hist(wage; 100; 200),hist,," low "," high ",fraction," estimate ",0.01,,,500,0,1000,40,,200," M        \
    ",none,2src,ok\n"
static const char bins[] = "grouping," TAIL BIN("0", "100", "0.1") BIN("100", "200", "0.25")
    BIN("200", "300", "0.4") BIN("300", "400", "0.25");

#define CELL(grouping, group, low, high, estimate, flag)                                                     \
    grouping "," group ",pay_of_a_month,hist,," low "," high ",fraction," estimate                           \
             ",0.01,,,20,2,1000,40,,200," M "," D ",2src," flag "\n"
static const char panels[] = "grouping,province," TAIL CELL("", "", "100", "200", "0.25", "")
    CELL("", "", "200", "300", "0.75", "") CELL("province", "Kampot", "100", "200", "0.5", "ok")
        CELL("province", "Kampot", "200", "300", "0.5", "")
            CELL("province", "Kandal", "100", "200", "0.1", "caution")
                CELL("province", "Kandal", "200", "300", "0.9", "");

struct loaded {
    struct prak_draw_table t;
    char *text;
    struct prak_str *cell;
};

/* CSV without quotes. */
static struct loaded load(const char *csv)
{
    struct loaded l = { .text = strdup(csv), .cell = calloc(4096, sizeof(struct prak_str)) };
    size_t n = 0;
    assert_non_null(l.text);
    assert_non_null(l.cell);
    for (char *s = l.text; *s;) {
        size_t k = strcspn(s, ",\n");
        l.cell[n++] = (struct prak_str){ s, k };
        if (s[k] == '\n' && !l.t.ncol)
            l.t.ncol = n;
        s += k + (s[k] != 0);
    }
    l.t.name = l.cell;
    l.t.cell = l.cell + l.t.ncol;
    l.t.nrow = n / l.t.ncol - 1;
    return l;
}

static void unload(struct loaded *l)
{
    free(l->text);
    free(l->cell);
}

static char *draw(const char *csv, struct prak_draw_options o)
{
    struct loaded l = load(csv);
    struct prak_buf out = { 0 };
    struct prak_err e = { 0 };
    assert_int_equal(prak_draw(&l.t, 1, &o, &out, &e), 0);
    assert_non_null(prak_buf_cstr(&out));
    assert_int_equal(prak_utf8_invalid(out.p, out.n), out.n);
    unload(&l);
    return out.p;
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        print_error("not found: %s\nin:\n%.3000s\n", part, text);
    assert_non_null(strstr(text, part));
}

static void lacks(const char *text, const char *part)
{
    assert_null(strstr(text, part));
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *s = text; (s = strstr(s, part)); s += strlen(part))
        n++;
    return n;
}

static void test_words(void **state)
{
    (void)state;
    for (int w = 0; w < PRAK_WORD_COUNT; w++) {
        const char *en = prak_draw_word_raw((enum prak_draw_word)w, false),
                   *km = prak_draw_word_raw((enum prak_draw_word)w, true);
        assert_true(*en && *km);
        for (char c = '0'; c <= '2'; c++) { /* the same holes to fill in both */
            char hole[4] = { '{', c, '}', 0 };
            assert_int_equal(count(en, hole), count(km, hole));
        }
        assert_int_equal(prak_utf8_invalid(km, strlen(km)), strlen(km));
        assert_null(strchr(en, '|'));
    }
}

static void test_kind(void **state)
{
    (void)state;
    struct loaded a = load(shares), b = load("province,wage\nKandal,1\n");
    assert_true(prak_draw_is_statistics(&a.t));
    assert_false(prak_draw_is_statistics(&b.t));
    unload(&a);
    unload(&b);
}

static void test_text_table(void **state)
{
    (void)state;
    char *s = draw("\xE1\x9E\x81\xE1\x9F\x81\xE1\x9E\x8F\xE1\x9F\x92\xE1\x9E\x8F,wage\n"
                   "\xE1\x9E\x80\xE1\x9F\x86\xE1\x9E\x96\xE1\x9E\x84\xE1\x9F\x8B\xE1\x9E\x92\xE1\x9F\x86,9\n"
                   "a\x1b[31m,1200\nB,\n",
                   (struct prak_draw_options){ .as = PRAK_DRAW_TEXT });
    has(s, "\\x1B[31m");
    lacks(s, "\x1b");
    size_t width = 0, n = 0;
    for (char *line = strtok(s, "\n"); line;
         line = strtok(NULL, "\n"), n++) { /* every line ends at one column */
        size_t w = prak_utf8_width(line, strlen(line));
        assert_true(!width || w == width);
        width = w;
    }
    assert_int_equal(n, 5);
    free(s);
    s = draw("a,b\nsome rather long words,1\nx,2\nx,3\n",
             (struct prak_draw_options){ .as = PRAK_DRAW_TEXT, .width = 14, .head = 2, .more = 1000 });
    has(s, "some rathe\xE2\x80\xA6  1\n");
    has(s, "\xE2\x80\xA6 1,001 more rows\n");
    free(s);
}

static void test_text_statistics(void **state)
{
    (void)state;
    char *s = draw(shares, (struct prak_draw_options){ .as = PRAK_DRAW_TEXT, .source = "survey" });
    has(s, "share(below) by province\n");
    has(s, "(40.0)");
    has(s, "suppressed");
    has(s, "\xE2\x97\x8B");
    has(s, "All 25.0% (23.0\xE2\x80\x93"
           "27.0), n 2,486");
    has(s, "Note: n = 2,486, 1 missing. Weighted by w.");
    has(s, "1 of 5 estimates suppressed (n below 5)");
    has(s, "Confidence of the legal rules: 1src.");
    has(s, "Source: survey\n");
    lacks(s, "77.7");
    lacks(s, "\x1b");
    free(s);
    s = draw(bins, (struct prak_draw_options){ .as = PRAK_DRAW_TEXT });
    has(s, "\xE2\x97\x84 Reference 200");
    has(s, "Below 200: 35.0%.");
    has(s, "Not weighted.");
    lacks(s, "Source");
    free(s);
}

static void test_suppressed(void **state)
{
    (void)state;
    for (int as = PRAK_DRAW_TEXT; as <= PRAK_DRAW_SVG; as++) {
        for (int km = 0; km < 2; km++) {
            char *s = draw(
                shares, (struct prak_draw_options){ .as = (enum prak_draw_as)as, .lang = km ? "km" : "en" });
            const char *hidden[] = { "77.7", "0.777", "66.6", "0.666", "88.8", "0.888", "78%" };
            for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
                lacks(s, hidden[i]);
            has(s, "Kep");
            if (as == PRAK_DRAW_SVG)
                assert_int_equal(count(s, "data-group=\"Kep\""), 0);
            free(s);
        }
    }
}

static double attribute(const char *s, const char *name)
{
    const char *p = strstr(s, name);
    assert_non_null(p);
    return strtod(p + strlen(name), NULL);
}

static void test_svg_marks(void **state)
{
    (void)state;
    char *s = draw(shares, (struct prak_draw_options){ .as = PRAK_DRAW_SVG });
    double x0 = attribute(s, " data-x0=\""), x1 = attribute(s, " data-x1=\""),
           v0 = attribute(s, " data-v0=\""), v1 = attribute(s, " data-v1=\"");
    assert_true(v0 == 0);
    const char *dot = strstr(s, "class=\"dot\" data-group=\"Kandal\"");
    const char *line = strstr(s, "class=\"whisker\" data-group=\"Kandal\"");
    assert_non_null(dot);
    assert_non_null(line);
    assert_true(fabs(attribute(dot, " cx=\"") - (x0 + (0.15 - v0) / (v1 - v0) * (x1 - x0))) < 0.1);
    assert_true(fabs(attribute(line, " x1=\"") - (x0 + (0.11 - v0) / (v1 - v0) * (x1 - x0))) < 0.1);
    assert_true(fabs(attribute(line, " x2=\"") - (x0 + (0.2 - v0) / (v1 - v0) * (x1 - x0))) < 0.1);
    has(s, "data-group=\"&lt;b&gt;&amp;&quot;&#39;|\"");
    lacks(s, "<b>");
    assert_int_equal(count(s, "class=\"dot\""), 4);
    has(s, "All 25%");
    has(s, "role=\"img\"");
    has(s, "Highest: &lt;b&gt;&amp;&quot;&#39;| 48.0%");
    free(s);
    s = draw(bins, (struct prak_draw_options){ .as = PRAK_DRAW_SVG });
    assert_int_equal(count(s, "class=\"bar\""), 4);
    const char *bar = strstr(s, "data-low=\"200\" data-high=\"300\"");
    assert_non_null(bar);
    double y0 = attribute(s, " data-y0=\""), y1 = attribute(s, " data-y1=\""),
           w1 = attribute(s, " data-w1=\"");
    assert_true(fabs(attribute(bar, " height=\"") - 0.4 / w1 * (y0 - y1)) < 0.1);
    has(s, "35.0%");
    free(s);
}

/* The total large, then a panel for each group: bars of one look in one path, shown again on phones. */
static void test_panels(void **state)
{
    (void)state;
    char *s = draw(panels, (struct prak_draw_options){ .as = PRAK_DRAW_HTML });
    const char *all = strstr(s, ">All</text>"), *first = strstr(s, "id=\"c1p1\"");
    assert_non_null(all);
    assert_non_null(first);
    assert_true(all < first);
    assert_int_equal(count(s, "id=\"c1p"), 2);
    assert_int_equal(count(s, "href=\"#c1p"), 2);
    assert_int_equal(count(s, "class=\"bar "), 2);
    assert_int_equal(count(s, "class=\"bars "), 4); /* Kampot: two looks; Kandal: one of them hollow */
    has(s, "class=\"bars paper l-above\"");
    has(s, "<h1>Pay of a month by province</h1>");
    has(s, "n = 20, 2 missing.");
    lacks(s, "lonely");
    free(s);
}

static void test_html(void **state)
{
    (void)state;
    char *s =
        draw(shares,
             (struct prak_draw_options){ .as = PRAK_DRAW_HTML, .lang = "km", .title = "A <title> & more" });
    has(s, "<html lang=\"km\">");
    has(s, "<title>A &lt;title&gt; &amp; more</title>");
    lacks(s, "<title>A <title>");
    lacks(s, "http://www.w3.org/1999");
    assert_int_equal(count(s, "http"),
                     count(s, "http-equiv") + count(s, "xmlns=\"http://www.w3.org/2000/svg\""));
    assert_int_equal(count(s, "class=\"dot "), 4); /* the narrow copy has no marks to count */
    assert_int_equal(count(s, "<table"), 1);
    assert_int_equal(count(s, "<tr>"), 1 + 6);
    has(s, "\xE2\x80\x8B"); /* places where Khmer may break */
    free(s);
    s = draw("a,b\n<i>,1\n", (struct prak_draw_options){ .as = PRAK_DRAW_HTML });
    has(s, "<td>&lt;i&gt;</td>");
    lacks(s, "<svg");
    free(s);
}

static void test_policy(void **state)
{
    (void)state;
    const char *text[] = { prak_html_style(), prak_html_script() };
    const char *told[] = { prak_html_style_hash(), prak_html_script_hash() };
    for (int i = 0; i < 2; i++) {
        unsigned char h[crypto_hash_sha256_BYTES];
        char b[64];
        crypto_hash_sha256(h, (const unsigned char *)text[i], strlen(text[i]));
        sodium_bin2base64(b, sizeof b, h, sizeof h, sodium_base64_VARIANT_ORIGINAL);
        assert_string_equal(b, told[i]);
    }
    assert_true(strlen(text[1]) <= 520);
}

static void test_markdown(void **state)
{
    (void)state;
    char *s = draw(shares, (struct prak_draw_options){ .as = PRAK_DRAW_MARKDOWN });
    has(s, "## share(below) by province\n");
    has(s, "| &lt;b&gt;&amp;\"'\\| | 48.0 | 36.0\xE2\x80\x93"
           "60.0 | 94 | 1 |  |\n");
    has(s, "| Pursat | (40.0) |");
    has(s, "| Kep | suppressed |  | &lt;5 |");
    free(s);
}

static void test_refused(void **state)
{
    (void)state;
    struct loaded l = load("grouping," TAIL ",a,mean,,,,value,x1,,,,5,0,1,1,,," M ",none,,ok\n");
    struct prak_draw_options o = { .as = PRAK_DRAW_SVG };
    struct prak_buf out = { 0 };
    struct prak_err e = { 0 };
    assert_int_equal(prak_draw(&l.t, 1, &o, &out, &e), -1);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_string_equal(e.column, "estimate");
    unload(&l);
    l = load("a,b\n1,2\n");
    e = (struct prak_err){ 0 };
    assert_int_equal(prak_draw(&l.t, 1, &o, &out, &e), -1);
    assert_int_equal(e.code, PRAK_EUSAGE);
    unload(&l);
    l = load(shares);
    o.chart = "nothing";
    assert_int_equal(prak_draw(&l.t, 1, &o, &out, &e), -1);
    assert_int_equal(out.n, 0);
    unload(&l);
    prak_buf_free(&out);
}

static void test_scale_and_width(void **state)
{
    (void)state;
    struct prak_draw_scale s = prak_scale_make(0, 0.73, 5, 100, 500);
    assert_true(fabs(s.v1 - 0.8) < 1e-12 && s.ticks == 5);
    assert_true(fabs(prak_scale_at(&s, 0.4) - 300) < 1e-9);
    assert_true(fabs(prak_canvas_measure("Siem Reap", 1000, 0) - 4811) < 200);
    const char *khmer =
        "\xE1\x9E\x8F\xE1\x9F\x92\xE1\x9E\x94\xE1\x9E\xBC\xE1\x9E\x84"; /* base, subscript, vowel, base */
    size_t k = prak_draw_cluster(khmer, strlen(khmer));
    assert_int_equal(k, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),      cmocka_unit_test(test_kind),
        cmocka_unit_test(test_text_table), cmocka_unit_test(test_text_statistics),
        cmocka_unit_test(test_suppressed), cmocka_unit_test(test_svg_marks),
        cmocka_unit_test(test_panels),     cmocka_unit_test(test_html),
        cmocka_unit_test(test_policy),     cmocka_unit_test(test_markdown),
        cmocka_unit_test(test_refused),    cmocka_unit_test(test_scale_and_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
