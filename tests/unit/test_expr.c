/*
 * test_expr.c - the expression language: values, missing values, errors, canonical text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "table/expr.h"
#include "table/words.h"

#include "arena.h"

static const struct {
    const char *name, *value;
} columns[] = {
    { "wage", "204.50" },   { "code", "007" },       { "day", "2024-03-15" }, { "later", "2024-04-30" },
    { "none", "" },         { "bad", "n/a" },        { "yes", "true" },       { "no", "false" },
    { "month", "2024-03" }, { "ប្រាក់ឈ្នួល", "816000" }, { "odd name", "x\"y" },  { "a`b", "tick" },
    { "and", "word" },      { "2024", "digits" },    { "hh.size", "4" },      { "zero", "0" },
};
#define COLUMNS (sizeof columns / sizeof *columns)

static struct prak_schema schema;
static struct prak_slice slices[COLUMNS];
static const struct prak_slice *cells[COLUMNS];
static struct prak_batch batch;
static struct prak_eval ev;

static int bind_column(void *data, struct prak_str name, unsigned *bound, struct prak_err *e)
{
    size_t ix;
    (void)data;
    if (prak_schema_need(&schema, name, &ix, e) < 0)
        return -1;
    *bound = (unsigned)ix;
    return 0;
}

static const struct prak_binder binder = { bind_column, NULL };

static int compile(const char *text, struct prak_expr **x, struct prak_err *e)
{
    return prak_expr_compile(prak_str(text), &binder, arena, x, e);
}

static struct prak_expr *compiled(const char *text)
{
    struct prak_err e = { 0 };
    struct prak_expr *x = NULL;
    if (compile(text, &x, &e) < 0)
        fail_msg("%s: %s", text, e.msg);
    return x;
}

/* The text of the value; "!MESSAGE" for an error. Borrowed until the next call. */
static const char *value(const char *text)
{
    static char shown[512];
    struct prak_err e = { 0 };
    struct prak_value v;
    char room[PRAK_DEC_TEXT];
    if (prak_expr_eval(compiled(text), &batch, 0, &ev, &v, &e) < 0) {
        assert_int_equal(e.code, PRAK_EDATA);
        snprintf(shown, sizeof shown, "!%s", e.msg);
        return shown;
    }
    struct prak_str s = prak_value_text(&v, room);
    snprintf(shown, sizeof shown, "%.*s", (int)s.n, s.p);
    return shown;
}

struct pair {
    const char *text, *expected;
};

static void all(const struct pair *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(value(list[i].text), list[i].expected) != 0)
            fail_msg("%s: %s, not %s", list[i].text, value(list[i].text), list[i].expected);
}
#define ALL(list) all(list, sizeof(list) / sizeof *(list))

static void test_logic(void **state)
{
    (void)state;
    static const char *const word[] = { "false", "missing", "true" }; /* 0, 1, 2: and is min, or is max */
    static const char *const shown[] = { "false", "", "true" };
    char text[64];
    for (int a = 0; a < 3; a++) {
        snprintf(text, sizeof text, "not %s", word[a]);
        assert_string_equal(value(text), shown[2 - a]);
        for (int b = 0; b < 3; b++) {
            snprintf(text, sizeof text, "%s and %s", word[a], word[b]);
            assert_string_equal(value(text), shown[a < b ? a : b]);
            snprintf(text, sizeof text, "%s or %s", word[a], word[b]);
            assert_string_equal(value(text), shown[a > b ? a : b]);
        }
    }
    static const struct pair list[] = {
        { "yes and not no", "true" },
        { "no and bad > 1", "false" }, /* what decides stops the rest */
        { "yes or bad > 1", "true" },
        { "yes and bad > 1", "!not a number" },
        { "bad and yes", "!neither true nor false" },
        { "yes and none and no", "false" },
    };
    ALL(list);
}

/* Every operator and function with a missing side. */
static const char *const gone[] = {
    "none == 1",
    "none != 1",
    "none < 1",
    "none <= 1",
    "none > 1",
    "none >= 1",
    "1 < none",
    "wage == none",
    "none == none",
    "none != none",
    "none in (1, 2)",
    "code in (\"x\", none)",
    "none + 1",
    "1 - none",
    "none * 0",
    "0 * none",
    "1 / none",
    "none / 1",
    "-none",
    "1 / 0",
    "1 / zero",
    "wage / zero > 1",
    "not none",
    "if none then 1 else 2",
    "if no then 1 else none",
    "abs(none)",
    "min(1, none)",
    "max(none, 1)",
    "round(none, 1)",
    "round(1, none)",
    "floor(none)",
    "ceil(none)",
    "length(none)",
    "starts(none, \"a\")",
    "starts(code, none)",
    "matches(none, \"a\")",
    "coalesce(none, none)",
    "text(none)",
    "number(none)",
    "date(none)",
    "month(none)",
    "days(none, day)",
    "days(day, none)",
    "months(none, day)",
    "date(day) + none",
    "none + date(day)",
    "date(none) + 1",
    "missing",
    "\"\"",
    "missing == missing",
    "date(none) < date(day)",
    "text(none) < \"a\"",
};

static void test_missing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (*value(gone[i]))
            fail_msg("%s: %s, not missing", gone[i], value(gone[i]));
    static const struct pair list[] = {
        { "is_missing(none)", "true" },        { "is_missing(wage)", "false" },
        { "is_missing(1 / 0)", "true" },       { "coalesce(none, code)", "007" },
        { "code in (\"007\", none)", "true" }, { "none + bad", "!not a number" },
    };
    ALL(list);
}

static void test_arithmetic(void **state)
{
    (void)state;
    static const struct pair list[] = {
        { "1 + 2 * 3", "7" },
        { "(1 + 2) * 3", "9" },
        { "10 - 2 - 3", "5" },
        { "10 - (2 - 3)", "11" },
        { "100 / 10 / 2", "5" },
        { "100 / (10 / 2)", "20" },
        { "0.1 + 0.2", "0.3" },
        { "0.1 + 0.2 == 0.3", "true" },
        { "-2 * -3", "6" },
        { "--5", "5" },
        { "2 - -3", "5" },
        { "-wage", "-204.50" },
        { "wage * 12", "2454.00" },
        { "1 / 3", "0.3333333333333333333333333333333333" },
        { "2 / 3", "0.6666666666666666666666666666666667" },
        { "816000 / 26 + 816000 / 7 * 1234567",
          "143915270241.7582417582417582417584" }, /* rounded again, not refused */
        { "9007199254740993 + 0", "9007199254740993" },
        { "1.10 + 0", "1.10" },
        { "1e3 + 1", "1001" },
        { "12345678901234567890123456789012345678 + 0.1", "!a result needs over 38 digits" },
        { "bad + 1", "!not a number" },
        { "code + 1", "!not a number" },
        { "hh.size * 2", "8" },
        { "abs(-1.50)", "1.50" },
        { "min(3, wage, -1)", "-1" },
        { "max(ប្រាក់ឈ្នួល - 1000000, 0)", "0" },
        { "round(2.5)", "2" },
        { "round(3.5)", "4" },
        { "round(wage, 1)", "204.5" },
        { "round(1.005, 2)", "1.00" },
        { "floor(-0.5)", "-1" },
        { "floor(2.9)", "2" },
        { "floor(-2)", "-2" },
        { "ceil(2.1)", "3" },
        { "ceil(-0.5)", "0" },
        { "floor(1e-300)", "0" },
        { "ceil(1e-300)", "1" },
        { "number(text(wage)) + 1", "205.50" },
    };
    ALL(list);
}

static void test_comparison(void **state)
{
    (void)state;
    static const struct pair list[] = {
        { "wage == 204.5", "true" },
        { "wage == \"204.5\"", "false" },
        { "wage == \"204.50\"", "true" },
        { "wage < 1000", "true" },
        { "wage < ប្រាក់ឈ្នួល", "true" },
        { "text(wage) < text(ប្រាក់ឈ្នួល)", "true" },
        { "text(ប្រាក់ឈ្នួល) > \"1000000\"", "true" },
        { "9 < hh.size * 10", "true" },
        { "text(9) < text(10)", "false" },
        { "wage >= 204.5", "true" },
        { "wage > 204.5", "false" },
        { "wage <= 204.49999", "false" },
        { "wage != 204.5", "false" },
        { "code == \"007\"", "true" },
        { "code == \"7\"", "false" },
        { "code == 7", "!not a number" },
        { "bad == \"n/a\"", "true" },
        { "bad == 1", "!not a number" },
        { "bad < 1", "!not a number" },
        { "1 + 1 == hh.size - 2", "true" },
        { "code in (\"006\", \"007\")", "true" },
        { "wage in (1, 204.5)", "true" },
        { "not code in (\"x\")", "true" },
        { "bad != \"n/a\" and bad > 5", "false" },
        { "yes == true", "true" },
        { "no == (1 > 2)", "true" },
        { "bad == true", "!neither true nor false" },
        { "1 < 2 and 2 < 1 or true", "true" },
        { "true or true and false", "true" },
        { "not true or true", "true" },
        { "not 1 == 2", "true" },
        { "if wage > 1000 then \"high\" else if wage > 200 then \"middle\" else \"low\"", "middle" },
        { "(if yes then 1 else 2) + 1", "2" },
        { "if yes then 1 else 2 + 1", "1" },
        { "`odd name` == \"x\"\"y\"", "true" },
        { "`a``b`", "tick" },
        { "`and` == \"word\"", "true" },
        { "`2024`", "digits" },
        { "length(ប្រាក់ឈ្នួល)", "6" },
        { "length(\"កាក\")", "3" },
        { "starts(code, \"00\")", "true" },
        { "starts(code, \"0070\")", "false" },
        { "matches(code, \"^0+7$\")", "true" },
        { "matches(\"ខ្មែរ\", \"^\\p{Khmer}+$\")", "true" },
        { "matches(code, \"[a-z]\")", "false" },
    };
    ALL(list);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct pair list[] = {
        { "date(\"2024-02-28\") + 2", "2024-03-01" },
        { "date(day) - 15", "2024-02-29" },
        { "1 + date(day)", "2024-03-16" },
        { "month(\"2024-11\") + 2", "2025-01" },
        { "month(day) - 3", "2023-12" },
        { "month(month)", "2024-03" },
        { "month(date(day))", "2024-03" },
        { "days(day, later)", "46" },
        { "days(later, day)", "-46" },
        { "months(day, later)", "1" },
        { "months(later, day)", "-1" },
        { "months(month(day), month(later))", "1" },
        { "months(month, \"2025-03\")", "12" },
        { "months(\"2024-01-31\", \"2024-02-29\")", "1" },
        { "day < date(\"2024-03-16\")", "true" },
        { "date(\"2024-03-15\") == day", "true" },
        { "date(day) == \"2024-03-15\"", "true" },
        { "day != date(later)", "true" },
        { "month >= month(\"2024-03\")", "true" },
        { "max(day, date(later))", "2024-04-30" },
        { "min(month(day), month)", "2024-03" },
        { "wage < date(day)", "!not a date (YYYY-MM-DD)" },
        { "date(month)", "!not a date (YYYY-MM-DD)" },
        { "month == month(wage)", "!not a month (YYYY-MM)" },
        { "date(\"9999-12-31\") + 1", "!a date leaves the years 0001 to 9999" },
        { "month(\"0001-01\") - 1", "!a month leaves the years 0001 to 9999" },
        { "date(day) + 0.5", "!a date moves by a whole number, and not past the year 9999" },
        { "day + 1", "!not a number" },
        { "text(date(day) + 1)", "2024-03-16" },
        { "months(day, month)", "!months() takes two dates or two months" },
        { "date(day) in (\"2024-03-15\", later)", "true" },
    };
    ALL(list);
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *msg, *hint;
        unsigned byte;
    } list[] = {
        { "(wage + code * 2", "expected ')' at character 17 of the expression", "", 17 },
        { "", "expected a value at character 1 of the expression", "", 1 },
        { "ប្រាក់ឈ្នួល >", "expected a value at character 14 of the expression", "", 36 },
        { "wgae > 1", "unknown column 'wgae'", "did you mean 'wage'?", 1 },
        { "1 < lenght(code)", "unknown function 'lenght' at character 5 of the expression",
          "did you mean length()?", 5 },
        { "wage = 1", "unexpected character at character 6 of the expression", "equality is written ==", 6 },
        { "wage > 007", "not a number at character 8 of the expression",
          "text goes in \"…\", a name that begins with a digit in `…`", 8 },
        { "code == 'x'", "unexpected character at character 9 of the expression",
          "text goes in \"…\", an odd name in `…`", 9 },
        { "yes && no", "unexpected character at character 5 of the expression",
          "conditions are joined by the words and, or, not", 5 },
        { "code == \"x", "text without its closing '\"' at character 9 of the expression", "", 9 },
        { "1 < 2 == true", "a second comparison in a row at character 7 of the expression",
          "join comparisons with 'and', or use parentheses", 7 },
        { "code < \"b\"", "a text beside a comparison of numbers at character 1 of the expression",
          "write date(\"…\") or month(\"…\") to compare dates, text(x) < \"…\" to compare characters", 1 },
        { "code == \"\"", "comparison with an empty text at character 1 of the expression",
          "an empty cell is missing: is_missing(x)", 1 },
        { "days(day)", "days() takes 2 arguments, not 1", "", 1 },
        { "1 + date(\"2024-02-30\")", "not a date as \"2024-03-15\" at character 5 of the expression", "",
          5 },
        { "date(later) - date(day)",
          "dates and months are only moved by numbers at character 1 of the expression",
          "the time from a to b is days(a, b) or months(a, b)", 1 },
        { "if yes then 1", "expected 'else' at character 14 of the expression", "", 14 },
        { "1 + if yes then 1 else 2", "expected a value at character 5 of the expression",
          "put 'if …' in parentheses here", 5 },
        { "wage code", "expected an operator at character 6 of the expression", "", 6 },
        { "wage)", "unexpected ')' at character 5 of the expression", "", 5 },
        { "\"a\" + 1", "arithmetic on what is not a number at character 1 of the expression", "", 1 },
        { "wage + 1 and yes", "a condition that is neither true nor false at character 1 of the expression",
          "", 1 },
        { "matches(code, \"(\")", "regular expression: missing closing parenthesis at character 2", "", 15 },
        { "matches(code, code)", "matches() needs its pattern in quotes at character 1 of the expression", "",
          1 },
        { "wage > 1e400", "number out of range at character 8 of the expression", "", 8 },
        { "\"\xC3", "not valid UTF-8 at character 2 of the expression", "", 2 },
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        struct prak_err e = { 0 };
        struct prak_expr *x;
        if (compile(list[i].text, &x, &e) == 0 || e.code != PRAK_EUSAGE || strcmp(e.msg, list[i].msg) != 0 ||
            strcmp(e.hint, list[i].hint) != 0 || e.byte != list[i].byte)
            fail_msg("%s: '%s' hint '%s' byte %u", list[i].text, e.msg, e.hint, (unsigned)e.byte);
    }
}

static void test_data_error_place(void **state)
{
    (void)state;
    struct prak_err e = { 0 };
    struct prak_value v;
    assert_int_equal(prak_expr_eval(compiled("wage + bad * 2 > 1"), &batch, 0, &ev, &v, &e), -1);
    assert_string_equal(e.column, "bad");
    assert_string_equal(e.value, "n/a");
    assert_string_equal(e.source, "workers.csv");
    assert_int_equal(e.line, 12);
    assert_int_equal(e.record, 11);
}

static void nested(const char *open, const char *close, int depth, int expected)
{
    char text[2048] = "";
    struct prak_err e = { 0 };
    struct prak_expr *x;
    for (int i = 0; i < depth; i++)
        strcat(text, open);
    strcat(text, *open == 'n' ? "true" : "1");
    for (int i = 0; i < depth; i++)
        strcat(text, close);
    assert_int_equal(compile(text, &x, &e), expected);
    if (expected < 0) {
        assert_int_equal(e.code, PRAK_EUSAGE);
        assert_string_equal(e.msg, "expression nested too deeply (over 64 levels)");
    }
}

static void test_depth(void **state)
{
    (void)state;
    static const char *const open[] = { "(", "-", "not ", "abs(" }, *const close[] = { ")", "", "", ")" };
    for (size_t i = 0; i < 4; i++) {
        nested(open[i], close[i], 60, 0);
        nested(open[i], close[i], 200, -1);
    }
    /* long is not deep */
    static char text[40000];
    strcpy(text, "0");
    for (size_t i = 0, n = 1; i < 5000; i++, n += 4)
        memcpy(text + n, " + 1", 5);
    assert_string_equal(value(text), "5000");
}

static void test_override(void **state)
{
    (void)state;
    struct prak_slice other[COLUMNS] = { { .p = "1000", .n = 4 }, { .p = "", .n = 0 } };
    uint8_t set[COLUMNS] = { 1, 1 };
    struct prak_eval o = { .arena = arena, .override = other, .overridden = set, .noverride = COLUMNS };
    struct prak_err e = { 0 };
    int truth;
    assert_int_equal(prak_expr_test(compiled("wage == 1000"), &batch, 0, &o, &truth, &e), 0);
    assert_int_equal(truth, 1);
    assert_int_equal(prak_expr_test(compiled("code == \"007\""), &batch, 0, &o, &truth, &e), 0);
    assert_int_equal(truth, -1);
    assert_int_equal(prak_expr_test(compiled("hh.size == 4"), &batch, 0, &o, &truth, &e), 0);
    assert_int_equal(truth, 1);
    set[0] = 0;
    assert_int_equal(prak_expr_test(compiled("wage == 204.5"), &batch, 0, &o, &truth, &e), 0);
    assert_int_equal(truth, 1);
}

static void test_kinds(void **state)
{
    (void)state;
    struct prak_err e = { 0 };
    struct prak_value v;
    unsigned bound;
    int truth;
    assert_int_equal(prak_expr_type(compiled("wage > 1")), PRAK_BOOLEAN);
    assert_int_equal(prak_expr_type(compiled("wage * 2")), PRAK_NUMBER);
    assert_int_equal(prak_expr_type(compiled("if yes then 1 else missing")), PRAK_NUMBER);
    assert_int_equal(prak_expr_type(compiled("if yes then 1 else \"x\"")), PRAK_TEXT);
    assert_int_equal(prak_expr_type(compiled("date(day)")), PRAK_TEXT);
    assert_true(prak_expr_is_column(compiled("(`odd name`)"), &bound));
    assert_int_equal(bound, 10);
    assert_false(prak_expr_is_column(compiled("wage + 0"), &bound));
    assert_int_equal(prak_expr_number(compiled("wage"), &batch, 0, &ev, &v, &e), 0);
    assert_int_equal(v.kind, PRAK_V_NUMBER);
    assert_int_equal(prak_expr_number(compiled("none"), &batch, 0, &ev, &v, &e), 0);
    assert_int_equal(v.kind, PRAK_V_MISSING);
    assert_int_equal(prak_expr_number(compiled("wage > 1"), &batch, 0, &ev, &v, &e), -1);
    assert_int_equal(prak_expr_test(compiled("yes"), &batch, 0, &ev, &truth, &e), 0);
    assert_int_equal(truth, 1);
    assert_int_equal(prak_expr_test(compiled("wage"), &batch, 0, &ev, &truth, &e), -1);
}

/* A pattern that backtracks without end is stopped after a fixed number of steps. */
static void test_redos(void **state)
{
    (void)state;
    assert_string_equal(value("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\", \"^(a+)+$\")"),
                        "!the regular expression needs too many steps");
    assert_string_equal(value("matches(\"aaaaaaaaaaaaaaaaaaaa\", \"^(a+)+$\")"), "true");
}

static const char *formatted(const char *text, struct prak_buf *b)
{
    b->n = 0;
    assert_int_equal(prak_expr_format(compiled(text), b), 0);
    return prak_buf_cstr(b);
}

static void test_format(void **state)
{
    (void)state;
    static const struct pair list[] = {
        { " ( wage+1 )*2 ", "(wage + 1) * 2" },
        { "1+(2*3)", "1 + 2 * 3" },
        { "1-(2-3)", "1 - (2 - 3)" },
        { "(1-2)-3", "1 - 2 - 3" },
        { "yes and(no or yes)", "yes and (no or yes)" },
        { "not(yes)", "not yes" },
        { "(not yes)==no", "(not yes) == no" },
        { "`wage`", "wage" },
        { "`odd name`", "`odd name`" },
        { "`and`", "`and`" },
        { "`2024`", "`2024`" },
        { "`a``b`", "`a``b`" },
        { "hh.size", "hh.size" },
        { "ប្រាក់ឈ្នួល>=1.10", "ប្រាក់ឈ្នួល >= 1.10" },
        { "code in(\"a\",\"b\"\"c\")", "code in (\"a\", \"b\"\"c\")" },
        { "min( 1,2 )", "min(1, 2)" },
        { "- 5", "-5" },
        { "-(-5)", "--5" },
        { "-(1+2)", "-(1 + 2)" },
        { "2*-wage", "2 * -wage" },
        { "if yes then(if no then 1 else 2)else(if yes then 3 else 4)",
          "if yes then if no then 1 else 2 else if yes then 3 else 4" },
        { "(if yes then 1 else 2)+1", "(if yes then 1 else 2) + 1" },
        { "if(if yes then no else yes)then \"\"else missing",
          "if (if yes then no else yes) then \"\" else missing" },
    };
    struct prak_buf b = { 0 };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        assert_string_equal(formatted(list[i].text, &b), list[i].expected);
    prak_buf_free(&b);
}

static uint32_t seed = 20240315;
static unsigned roll(unsigned n)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 16) % n;
}

/* A random expression, a number or (truth) a condition, with parentheses in odd places. */
static void grow(struct prak_buf *b, unsigned depth, bool truth)
{
    static const char *const numbers[] = { "1",    "-2",      "3.50",      "wage", "none",
                                           "zero", "hh.size", "`ប្រាក់ឈ្នួល`", "1e2" };
    static const char *const truths[] = {
        "true", "false", "missing", "yes", "no", "is_missing(none)", "code == \"007\""
    };
    static const char *const logic[] = { " and ", " or " }, *const sums[] = { "+", " - ", "*", "/" };
    static const char *const order[] = { "<", "<=", ">", ">=", "==", "!=" };
    unsigned form = depth ? roll(6) : 0;
    bool wrap = roll(3) == 0 || form > 1;
    if (wrap)
        prak_buf_byte(b, '(');
    if (form == 0) {
        prak_buf_text(b, truth ? truths[roll(7)] : numbers[roll(9)]);
    } else if (form == 1) {
        prak_buf_text(b, truth ? "not (" : "-(");
        grow(b, depth - 1, truth);
        prak_buf_byte(b, ')');
    } else if (form == 2) {
        prak_buf_text(b, "if ");
        grow(b, 0, true);
        prak_buf_text(b, " then ");
        grow(b, depth - 1, truth);
        prak_buf_text(b, " else ");
        grow(b, depth - 1, truth);
    } else if (truth && form == 3) {
        grow(b, depth - 1, false);
        prak_buf_text(b, order[roll(6)]);
        grow(b, depth - 1, false);
    } else {
        for (unsigned i = roll(3) + 1;; i--) {
            grow(b, depth - 1, truth);
            if (i == 0)
                break;
            prak_buf_text(b, truth ? logic[roll(2)] : sums[roll(4)]);
        }
    }
    if (wrap)
        prak_buf_byte(b, ')');
}

/* format -> parse -> format gives the same text, and the value does not change. */
static void test_round_trip(void **state)
{
    (void)state;
    struct prak_buf raw = { 0 }, once = { 0 }, twice = { 0 };
    for (unsigned i = 0; i < 4000; i++) {
        char before[512];
        raw.n = 0;
        grow(&raw, 1 + i % 4, i % 2);
        const char *text = prak_buf_cstr(&raw);
        formatted(text, &once);
        formatted(once.p, &twice);
        assert_string_equal(once.p, twice.p);
        snprintf(before, sizeof before, "%s", value(text));
        if (strcmp(before, value(once.p)) != 0)
            fail_msg("%s is %s, but %s is %s", text, before, once.p, value(once.p));
    }
    prak_buf_free(&raw);
    prak_buf_free(&once);
    prak_buf_free(&twice);
}

/* No text makes the parser run away: pieces in random order. */
static void test_garbage(void **state)
{
    (void)state;
    static const char *const piece[] = { "wage",
                                         "(",
                                         ")",
                                         "\"",
                                         "`",
                                         "and",
                                         "not",
                                         "if",
                                         "then",
                                         "else",
                                         "in",
                                         "1",
                                         "-",
                                         "+",
                                         "<",
                                         "==",
                                         ",",
                                         "min(",
                                         "date(\"2024-01-01\")",
                                         "code",
                                         "\"x\"",
                                         ".",
                                         "ក",
                                         "\xE2\x80\x9C",
                                         "=",
                                         "missing" };
    for (unsigned i = 0; i < 20000; i++) {
        char text[256] = "";
        struct prak_err e = { 0 };
        struct prak_expr *x;
        struct prak_value v;
        for (unsigned k = roll(12); k; k--) {
            strcat(text, piece[roll(26)]);
            strcat(text, roll(2) ? " " : "");
        }
        if (compile(text, &x, &e) < 0)
            assert_int_equal(e.code, PRAK_EUSAGE);
        else if (prak_expr_eval(x, &batch, 0, &ev, &v, &e) < 0)
            assert_int_equal(e.code, PRAK_EDATA);
    }
}

static void test_call(void **state)
{
    (void)state;
    struct prak_call c;
    struct prak_err e = { 0 };
    assert_int_equal(prak_call_parse(prak_str("low=share(wage < minimum, among = yes == \"a,)\" , k=(1, 2))"),
                                     arena, &c, &e),
                     0);
    assert_true(prak_str_is(c.name, "low") && prak_str_is(c.function, "share"));
    assert_int_equal(c.n, 3);
    assert_int_equal(c.arg[0].key.n, 0);
    assert_true(prak_str_is(c.arg[0].text, "wage < minimum"));
    assert_true(prak_str_is(c.arg[1].key, "among") && prak_str_is(c.arg[1].text, "yes == \"a,)\""));
    assert_true(prak_str_is(c.arg[2].key, "k") && prak_str_is(c.arg[2].text, "(1, 2)"));
    assert_int_equal(prak_call_parse(prak_str("x=mean(y,\r\n  among\n=\n z == 1\n)\n"), arena, &c, &e), 0);
    assert_true(prak_str_is(c.arg[1].key, "among") && prak_str_is(c.arg[1].text, "z == 1"));
    assert_int_equal(prak_call_parse(prak_str(" count() "), arena, &c, &e), 0);
    assert_true(c.n == 0 && c.name.n == 0 && prak_str_is(c.function, "count"));
    assert_int_equal(prak_call_parse(prak_str("`a ``b`=mean(x == 1, `y=)`)"), arena, &c, &e), 0);
    assert_true(prak_str_is(c.name, "a `b") && prak_str_is(c.arg[0].text, "x == 1"));
    assert_true(c.arg[0].key.n == 0 && prak_str_is(c.arg[1].text, "`y=)`"));
    assert_int_equal(prak_call_parse(prak_str("ប្រាក់=quantile(x, 0.5, rule=hf2)"), arena, &c, &e), 0);
    assert_true(prak_str_is(c.name, "ប្រាក់") && prak_str_is(c.arg[2].text, "hf2"));
    static const char *const bad[] = { "",         "mean",     "mean(",      "mean(x",     "mean(x,)",
                                       "mean(,x)", "mean(x))", "mean(\"x)",  "a==mean(x)", "a b=mean(x)",
                                       "=mean(x)", "mean(k=)", "``=mean(x)", "`a=mean(x)", "mean(x) y" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (prak_call_parse(prak_str(bad[i]), arena, &c, &e) == 0)
            fail_msg("'%s' is taken for a call", bad[i]);
        assert_int_equal(e.code, PRAK_EUSAGE);
    }
}

/* A column beside a number, many rows at once, is what it is row by row; faults stop at the same row. */
static void test_batch(void **state)
{
    static const char *const part[] = { "0", "00", "1", "9", "10", "12", "99", "100", "250", "0001", "99999999", "12345678", "" };
    static const char *const relation[] = { "==", "!=", "<", "<=", ">", ">=" };
    static const char *const bound[] = { "0", "1", "12", "12.5", "0.05", "100", "250.125", "99999999", "123456789012345678",
                                         "0.000000001", "9999999.9", "-1", "10.00" };
    static const struct prak_grid grid = { .width = 1 };
    enum { ROWS = 300 };
    static char text[ROWS][64];
    struct prak_slice cell[ROWS];
    const struct prak_slice *const column[] = { cell };
    uint64_t line[ROWS], mix = 99;
    struct prak_batch b = { .nrow = ROWS, .first_record = 1, .line = line, .cell = column, .source = "x" };
    char condition[64];

    (void)state;
    for (size_t i = 0; i < sizeof relation / sizeof *relation * (sizeof bound / sizeof *bound); i++) {
        snprintf(condition, sizeof condition, "wage %s %s", relation[i % 6], bound[i / 6]);
        const struct prak_expr *x = compiled(condition);
        for (int with_grid = 0; with_grid < 2; with_grid++) {
            uint32_t hold[ROWS];
            size_t n = 0, from = 0, kept = 0;
            uint64_t missing = 0, unknown = 0;
            struct prak_err e = { 0 };

            b.grid = with_grid ? &grid : NULL;
            for (size_t r = 0; r < ROWS; r++) {
                mix = mix * 6364136223846793005u + 1442695040888963407u;
                const unsigned k = (unsigned)(mix >> 40);
                const int length = snprintf(text[r], 40, "%s%s%s%s", k % 7 == 0 ? "-" : "", part[k / 7 % 13],
                                            k / 91 % 2 ? "." : "", k / 91 % 2 || k % 5 == 0 ? part[k / 182 % 13] : "");
                line[r] = r + 2;
                cell[r] = (struct prak_slice){ text[r], (uint32_t)length, 0, k % 11 != 0 };
                if (k % 97 == 0)
                    text[r][0] = 'x';
            }
            for (size_t r = 0; r <= ROWS; r++) {
                int truth = 0;
                const bool fault = r < ROWS && prak_expr_test(x, &b, r, &ev, &truth, &e) != 0;
                if (fault || r == ROWS) {
                    assert_int_equal(prak_expr_test_batch(x, &b, from, &ev, hold, &n, &missing, &e), r);
                    assert_int_equal(n, kept);
                    assert_int_equal(missing, unknown);
                    from = r + 1;
                    continue;
                }
                kept += truth > 0;
                unknown += truth < 0;
            }
            for (size_t k = 0; k < n; k++) {
                int truth;
                assert_int_equal(prak_expr_test(x, &b, hold[k], &ev, &truth, &e), 0);
                assert_int_equal(truth, 1);
                assert_true(k == 0 || hold[k] > hold[k - 1]);
            }
        }
    }
}

/* Every way to look at many cells sees what the portable one does. */
static void test_words(void **state)
{
    enum { ROWS = 400 };
    static char text[ROWS][32];
    struct prak_slice cell[ROWS];
    uint64_t mix = 7;
    size_t portable = 0;

    (void)state;
    while (prak_words_all[portable + 1])
        portable++;
    for (int round = 0; round < 400; round++) {
        struct prak_range t = { .flip = round % 3 == 0 };
        for (int s = 0; s < 9; s++) {
            mix = mix * 6364136223846793005u + 1442695040888963407u;
            t.from[s] = mix >> (round % 2 ? 37 : 50);
            t.length[s] = round % 5 ? mix >> 40 : UINT64_MAX / 2;
        }
        for (size_t r = 0; r < ROWS; r++) {
            mix = mix * 6364136223846793005u + 1442695040888963407u;
            const unsigned k = (unsigned)(mix >> 33), digits = 1 + k % 8, before = 1 + k / 8 % 7;
            size_t n = 0;
            for (unsigned i = 0; i < digits; i++) {
                if (i == before && digits < 8)
                    text[r][n++] = '.';
                text[r][n++] = (char)('0' + (mix >> (3 * i)) % 10);
            }
            if (before > 1 && text[r][0] == '0')
                text[r][0] = '7';
            memset(text[r] + n, (int)(k % 128), sizeof text[r] - n); /* what stands behind does not matter */
            if (k % 61 == (unsigned)round % 61)
                text[r][k / 64 % n] = ".-x 0e\xff\0"[k / 1024 % 8];
            cell[r] = (struct prak_slice){ text[r], (uint32_t)(k % 67 == 1 ? 0 : k % 71 == 1 ? 9 : n), 0, k % 73 != 1 };
        }
        for (size_t w = 0; prak_words_all[w]; w++) {
            uint32_t hold[ROWS], want[ROWS];
            size_t n = 0, many = 0;
            if (!prak_words_all[w]->usable())
                continue;
            for (size_t row = 0, to; row < ROWS; row = to + 1) {
                size_t got = row;
                to = prak_words_all[portable]->test(cell, row, ROWS, &t, want, &many);
                for (size_t last = SIZE_MAX; got != last && got < to;) { /* it may stop before a few rows at the end */
                    last = got;
                    got = prak_words_all[w]->test(cell, got, ROWS, &t, hold, &n);
                }
                for (; got < to; got++) {
                    assert_true(ROWS - got < 8);
                    assert_int_equal(prak_words_all[portable]->test(cell, got, got + 1, &t, hold, &n), got + 1);
                }
                assert_int_equal(got, to);
            }
            assert_int_equal(n, many);
            assert_memory_equal(hold, want, n * sizeof *hold);
        }
    }
}

static int begin(void **state)
{
    static uint64_t line = 12;
    struct prak_err e = { 0 };
    if (arena_begin(state))
        return -1;
    schema.arena = arena;
    for (size_t i = 0; i < COLUMNS; i++) {
        prak_schema_add(&schema, prak_str(columns[i].name), PRAK_TEXT, &e);
        slices[i] = (struct prak_slice){ .p = columns[i].value, .n = (uint32_t)strlen(columns[i].value) };
        cells[i] = &slices[i];
    }
    batch = (struct prak_batch){
        .nrow = 1, .first_record = 11, .line = &line, .cell = cells, .source = "workers.csv"
    };
    ev.arena = arena;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_logic),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_data_error_place),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_override),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_redos),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_call),
        cmocka_unit_test(test_batch),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, begin, arena_end);
}
