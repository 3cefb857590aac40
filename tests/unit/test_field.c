/*
 * test_field.c - cells against the fields of a schema.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "table/field.h"

#include "arena.h"

enum {
    LAX = 1,
    KHMER = 2,
    TRIM = 4,
    NOT_BARE = 8,
    GROUP = 16,
    COMMA = 32,
    DMY = 64,
    YMD = 128,
    GROUP_POINT = 256
};

struct row {
    const char *value;
    enum prak_field_type type;
    unsigned options;
    const char *expected; /* NULL: type-error; "" missing */
};

#define N PRAK_FIELD_NUMBER
#define I PRAK_FIELD_INTEGER
#define B PRAK_FIELD_BOOLEAN
#define D PRAK_FIELD_DATE
static const struct row rows[] = {
    { "204", N, 0, "204" },
    { "0", N, 0, "0" },
    { "-0", N, 0, "-0" },
    { "+5", N, 0, NULL },
    { "+5", N, LAX, "5" },
    { "007", N, 0, NULL },
    { "007", N, LAX, "7" },
    { "007", PRAK_FIELD_STRING, 0, "007" },
    { "1.10", N, 0, "1.10" },
    { "007.10", N, LAX, "7.10" },
    { "1e3", N, 0, "1e3" },
    { "1E+3", N, 0, "1E+3" }, /* the value is 1000, the digits stay as written */
    { "1e400", N, 0, NULL },
    { "-1e400", N, 0, NULL },
    { "1e-400", N, 0, NULL },
    { "1e999999999", N, 0, NULL },
    { "NaN", N, LAX, NULL },
    { "nan(0x1)", N, LAX, NULL },
    { "Inf", N, LAX, NULL },
    { "-infinity", N, LAX, NULL },
    { "0x1A", N, LAX, NULL },
    { "0b101", N, LAX, NULL },
    { "0o17", N, LAX, NULL },
    { "1_000", N, LAX, NULL },
    { "NaN", N, NOT_BARE, NULL },
    { "0x1A", N, NOT_BARE, NULL },
    { "1_000", N, NOT_BARE, NULL },
    { "1,234", N, 0, NULL },
    { "1,234", N, GROUP, "1234" },
    { "1,234.50", N, 0, NULL },
    { "1,234.50", N, GROUP, "1234.50" },
    { "1.234,50", N, 0, NULL },
    { "1.234,50", N, COMMA | GROUP_POINT, "1234.50" },
    { "1.234,50", N, COMMA, NULL },
    { "12,5", N, 0, NULL },
    { "12,5", N, COMMA, "12.5" },
    { "12,5", N, GROUP, NULL },
    { "12.5", N, COMMA, NULL },
    { "1,23,456", N, GROUP, "123456" },
    { "1,234,56", N, GROUP, NULL },
    { ",234", N, GROUP, NULL },
    { "1234,567", N, GROUP, NULL },
    { "1,234.567,890", N, GROUP, NULL },
    { "-1,234", N, GROUP, "-1234" },
    { "1 234", N, 0, NULL },
    { "1'234", N, 0, NULL },
    { "$204", N, 0, NULL },
    { "$204", N, NOT_BARE, "204" },
    { "204 USD", N, 0, NULL },
    { "204 USD", N, NOT_BARE, "204" },
    { "204៛", N, 0, NULL },
    { "204៛", N, NOT_BARE, "204" },
    { "៛816,000", N, 0, NULL },
    { "៛816,000", N, NOT_BARE | GROUP, "816000" },
    { "២០៤", N, 0, NULL },
    { "២០៤", N, KHMER, "204" },
    { "១២៣៤.៥", N, 0, NULL },
    { "១២៣៤.៥", N, KHMER, "1234.5" },
    { "២០៤", N, NOT_BARE, NULL },
    { "២០៤", PRAK_FIELD_STRING, KHMER, "២០៤" },
    { "២០២៤-០៥-០១", D, KHMER, "2024-05-01" },
    { "２０４", N, KHMER | LAX, NULL },
    { "٢٠٤", N, KHMER | LAX, NULL },
    { "２０４", N, NOT_BARE, NULL },
    { "٢٠٤", N, NOT_BARE, NULL },
    { "50%", N, 0, NULL },
    { "50%", N, NOT_BARE, "50" },
    { "(204)", N, 0, NULL },
    { "(204)", N, NOT_BARE, NULL },
    { "204-", N, 0, NULL },
    { "204-", N, NOT_BARE | LAX, NULL },
    { "−204", N, LAX, NULL },
    { "−204", N, NOT_BARE, NULL },
    { "–204", N, LAX | NOT_BARE, NULL },
    { "1/2", N, LAX | NOT_BARE, NULL },
    { "½", N, LAX | NOT_BARE, NULL },
    { " 204", N, 0, NULL },
    { " 204", N, TRIM, "204" },
    { "204 ", N, 0, NULL },
    { "204 ", N, TRIM, "204" },
    { "204\xC2\xA0", N, 0, NULL },
    { "204\xC2\xA0", N, TRIM, NULL },
    { "", N, 0, "" },
    { " ", N, TRIM, "" },
    { "-", N, 0, NULL },
    { ".", N, LAX, NULL },
    { "N/A", N, 0, NULL },
    { "NULL", N, 0, NULL },
    { "null", N, 0, NULL },
    { "99", N, 0, "99" },
    { "-9", N, 0, "-9" },
    { "9999999999999999", I, 0, "9999999999999999" },
    { "9007199254740993", I, 0, "9007199254740993" },
    { "123456789012345678901234567890", I, 0, "123456789012345678901234567890" },
    { "1.0", I, 0, NULL },
    { "1e3", I, 0, NULL },
    { "-7", I, 0, "-7" },
    { "+7", I, LAX, "7" },
    { "1234567890123456789012345678901234567890", I, 0, NULL },
    { "0.1", N, 0, "0.1" },
    { "0.30000000000000004", N, 0, "0.30000000000000004" },
    { "1.0", N, 0, "1.0" },
    { ".5", N, 0, NULL },
    { ".5", N, LAX, "0.5" },
    { "5.", N, 0, NULL },
    { "5.", N, LAX, "5" },
    { "1e", N, LAX, NULL },
    { "--5", N, LAX, NULL },
    { "5e5e5", N, LAX, NULL },
    { "true", N, 0, NULL },
    { "0", B, 0, "false" },
    { "1", B, 0, "true" },
    { "TRUE", B, 0, "true" },
    { "yes", B, 0, NULL },
    { "0.0", B, 0, NULL },
    { "１", N, LAX, NULL },
    { "2024-02-29", D, 0, "2024-02-29" },
    { "2023-02-29", D, LAX, NULL },
    { "31/02/2024", D, 0, NULL },
    { "31/02/2024", D, DMY, NULL },
    { "2024-02-30", D, LAX, NULL },
    { "2024-13-01", D, LAX, NULL },
    { "2024-00-10", D, LAX, NULL },
    { "01/02/2024", D, LAX, NULL },
    { "01/02/2024", D, DMY, "2024-02-01" },
    { "13/01/2024", D, 0, NULL },
    { "13/01/2024", D, DMY, "2024-01-13" },
    { "1/2/24", D, LAX, NULL },
    { "1/2/24", D, DMY, NULL },
    { "1/2/2024", D, DMY, "2024-02-01" },
    { "2567-05-01", D, 0, NULL },
    { "2567-05-01", D, LAX, "2567-05-01" },
    { "01/05/2567", D, DMY, NULL },
    { "១ ឧសភា ២០២៤", D, KHMER | LAX, NULL },
    { "45413", D, LAX, NULL },
    { "43951", D, LAX, NULL },
    { "60", D, LAX, NULL },
    { "0", D, LAX, NULL },
    { "2024-05-01T00:00:00Z", D, 0, "2024-05-01" },
    { "2024-05-01T23:30:00-07:00", D, LAX, NULL },
    { "2024-05-01T01:00:00Z", D, LAX, NULL },
    { "2024-W18-3", D, LAX, NULL },
    { "20240501", D, LAX, NULL },
    { "20240501", D, YMD, "2024-05-01" },
    { "2024051", D, YMD, NULL },
    { "May 1, 2024", D, LAX, NULL },
    { "1900-02-29", D, 0, NULL },
    { "0000-01-01", D, 0, NULL },
    { "9999-12-31", D, 0, "9999-12-31" },
    { "1970-01-01", D, 0, "1970-01-01" },
    { "2024-02-29 ", D, 0, NULL },
    { "2024-02-29 ", D, TRIM, "2024-02-29" },
    { "2024-5-1", D, 0, NULL },
    { "2024-5-1", D, LAX, "2024-05-01" },
    { "2038-01-20", D, 0, "2038-01-20" },
    { "1901-12-01", D, 0, "1901-12-01" },
    { "2024-03", PRAK_FIELD_YEARMONTH, 0, "2024-03" },
    { "2024-3", PRAK_FIELD_YEARMONTH, 0, NULL },
    { "2024-3", PRAK_FIELD_YEARMONTH, LAX, "2024-03" },
    { "2024-13", PRAK_FIELD_YEARMONTH, 0, NULL },
    { "2024", PRAK_FIELD_YEAR, 0, "2024" },
    { "24", PRAK_FIELD_YEAR, LAX, NULL },
    { "2567", PRAK_FIELD_YEAR, 0, NULL },
    { "10:20:30", PRAK_FIELD_TIME, 0, "10:20:30" },
    { "10:20", PRAK_FIELD_TIME, 0, NULL },
    { "10:20", PRAK_FIELD_TIME, LAX, "10:20:00" },
    { "24:00:00", PRAK_FIELD_TIME, 0, NULL },
    { "10:60:00", PRAK_FIELD_TIME, 0, NULL },
    { "10:20:30.250", PRAK_FIELD_TIME, 0, "10:20:30.250" },
    { "2024-05-01T23:30:00-07:00", PRAK_FIELD_DATETIME, 0, "2024-05-01T23:30:00-07:00" },
    { "2024-05-01T23:30:00.5Z", PRAK_FIELD_DATETIME, 0, "2024-05-01T23:30:00.5Z" },
    { "2024-05-01 23:30", PRAK_FIELD_DATETIME, 0, NULL },
    { "2024-05-01 23:30", PRAK_FIELD_DATETIME, LAX, "2024-05-01T23:30:00" },
    { "2024-5-1 23:30:01-07:00", PRAK_FIELD_DATETIME, LAX, "2024-05-01T23:30:01-07:00" },
    { "2024-05-01T25:30:00", PRAK_FIELD_DATETIME, LAX, NULL },
    { "2024-05-01T23:30:00x", PRAK_FIELD_DATETIME, LAX, NULL },
    { " a ", PRAK_FIELD_STRING, 0, " a " },
    { " a ", PRAK_FIELD_STRING, TRIM, "a" },
    { "1,5", PRAK_FIELD_ANY, 0, "1,5" },
};

static struct prak_field field_of(enum prak_field_type type, unsigned options)
{
    struct prak_field f = prak_field_default(prak_str("x"));
    f.type = type;
    f.lax = options & LAX;
    f.digits_khmer = options & KHMER;
    f.trim = options & TRIM;
    f.bare_number = !(options & NOT_BARE);
    if (options & GROUP)
        f.group_char = prak_str(",");
    if (options & GROUP_POINT)
        f.group_char = prak_str(".");
    if (options & COMMA)
        f.decimal_char = prak_str(",");
    if (options & DMY)
        f.format = prak_str("%d/%m/%Y");
    if (options & YMD)
        f.format = prak_str("%Y%m%d");
    return f;
}

/* The faults; the canonical text in `out`. */
/* Would the screen have the cell checked? What it lets by is well as it stands. */
static bool doubted(const struct prak_field *f, const struct prak_slice *in)
{
    const struct prak_slice *const cell[] = { in };
    const struct prak_batch b = { .nrow = 1, .cell = cell };
    uint32_t row = 7;
    const size_t n = prak_field_screen(f, &b, 0, &row);
    assert_true(n == 0 || row == 0);
    return n == 1;
}

static unsigned check(const struct prak_field *f, const char *value, struct prak_slice *out)
{
    struct prak_err e = { 0 };
    unsigned faults;
    struct prak_slice in = { .p = value, .n = (uint32_t)strlen(value), .plain = 1 };
    assert_int_equal(prak_field_check(f, in, arena, out, &faults, &e), 0);
    if (!doubted(f, &in))
        assert_true(!faults && prak_str_eq(prak_cell_str(&in), prak_cell_str(out)));
    return faults;
}

static unsigned faults_of(const struct prak_field *f, const char *value)
{
    struct prak_slice out;
    return check(f, value, &out);
}

static void prepare(struct prak_field *f)
{
    struct prak_err e = { 0 };
    if (prak_field_prepare(f, arena, &e) < 0)
        fail_msg("%s", e.msg);
}

static void refused(struct prak_field f, const char *message)
{
    struct prak_err e = { 0 };
    assert_int_equal(prak_field_prepare(&f, arena, &e), -1);
    assert_int_equal(e.code, PRAK_EUSAGE);
    assert_string_equal(e.column, "x");
    assert_string_equal(e.msg, message);
}

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        struct prak_field f = field_of(r->type, r->options);
        struct prak_slice out;
        prepare(&f);
        unsigned faults = check(&f, r->value, &out);
        const char *expected = r->expected ? r->expected : r->value;
        bool good = faults == (r->expected ? 0U : (unsigned)PRAK_FAULT_TYPE) && out.n == strlen(expected) &&
                    memcmp(out.p, expected, out.n) == 0;
        if (!good)
            fail_msg("'%s' type %d options %u: faults %u, '%.*s'", r->value, (int)r->type, r->options, faults,
                     (int)out.n, out.p);
    }
}

static void test_number_value(void **state)
{
    (void)state;
    struct prak_dec d;
    assert_int_equal(prak_dec_parse("1E+3", 4, false, &d), PRAK_NUM_OK);
    assert_int_equal(prak_dec_cmp(d, prak_dec_int(1000)), 0);
}

static void test_missing(void **state)
{
    (void)state;
    static const struct prak_str codes[] = { { "NA", 2 }, { "-9", 2 }, { " ", 1 } };
    struct prak_field f = field_of(PRAK_FIELD_NUMBER, TRIM);
    struct prak_slice out;
    f.missing = (struct prak_texts){ 3, codes };
    f.required = true;
    prepare(&f);
    const char *const none[] = { "", "NA", " NA ", "-9", " " };
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(check(&f, none[i], &out), PRAK_FAULT_REQUIRED);
        assert_int_equal(out.n, 0);
    }
    assert_int_equal(faults_of(&f, "-9.0"), 0);
    assert_int_equal(faults_of(&f, "na"), PRAK_FAULT_TYPE);
}

static void test_bounds(void **state)
{
    (void)state;
    struct prak_field f = field_of(PRAK_FIELD_NUMBER, 0);
    f.minimum = prak_str("1.5");
    f.exclusive_maximum = prak_str("10");
    prepare(&f);
    assert_int_equal(faults_of(&f, "1.50"), 0);
    assert_int_equal(faults_of(&f, "1.49999999999999999999"), PRAK_FAULT_MINIMUM);
    assert_int_equal(faults_of(&f, "10.0"), PRAK_FAULT_EXCLUSIVE_MAXIMUM);
    assert_int_equal(faults_of(&f, ""), 0);
    f = field_of(PRAK_FIELD_DATE, DMY);
    f.minimum = prak_str("2024-01-01");
    f.maximum = prak_str("31/12/2024");
    prepare(&f);
    assert_int_equal(faults_of(&f, "01/01/2024"), 0);
    assert_int_equal(faults_of(&f, "31/12/2023"), PRAK_FAULT_MINIMUM);
    assert_int_equal(faults_of(&f, "01/01/2025"), PRAK_FAULT_MAXIMUM);
    f = field_of(PRAK_FIELD_DATETIME, 0);
    f.exclusive_minimum = prak_str("2024-05-01T00:00:00Z");
    prepare(&f);
    assert_int_equal(faults_of(&f, "2024-05-01T06:59:59+07:00"), PRAK_FAULT_EXCLUSIVE_MINIMUM);
    assert_int_equal(faults_of(&f, "2024-05-01T07:00:00.000001+07:00"), 0);
    assert_int_equal(faults_of(&f, "2024-06-01T00:00:00"), PRAK_FAULT_EXCLUSIVE_MINIMUM);
}

static void test_text_constraints(void **state)
{
    (void)state;
    static const struct prak_str provinces[] = { { "Takeo", 5 }, { "កំពត", 12 } };
    struct prak_field f = field_of(PRAK_FIELD_STRING, 0);
    f.min_length = 4;
    f.max_length = 5;
    f.choices = (struct prak_texts){ 2, provinces };
    f.pattern = prak_str("Ta.*|\\p{Khmer}+");
    prepare(&f);
    assert_int_equal(faults_of(&f, "Takeo"), 0);
    assert_int_equal(faults_of(&f, "កំពត"), 0);
    assert_int_equal(faults_of(&f, "xTa"), PRAK_FAULT_MIN_LENGTH | PRAK_FAULT_PATTERN | PRAK_FAULT_ENUM);
    assert_int_equal(faults_of(&f, "Takeos"), PRAK_FAULT_MAX_LENGTH | PRAK_FAULT_ENUM);
    static const struct prak_str numbers[] = { { "1", 1 }, { "2.50", 4 } };
    f = field_of(PRAK_FIELD_NUMBER, 0);
    f.choices = (struct prak_texts){ 2, numbers };
    prepare(&f);
    assert_int_equal(faults_of(&f, "2.5"), 0);
    assert_int_equal(faults_of(&f, "3"), PRAK_FAULT_ENUM);
}

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        const char *format, *good, *bad;
    } list[] = {
        { "email", "a.b@union.org.kh", "a@b" },
        { "uri", "https://ilo.org/x", "ilo.org" },
        { "uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567" },
    };
    for (size_t i = 0; i < 3; i++) {
        struct prak_field f = field_of(PRAK_FIELD_STRING, 0);
        f.format = prak_str(list[i].format);
        prepare(&f);
        assert_int_equal(faults_of(&f, list[i].good), 0);
        assert_int_equal(faults_of(&f, list[i].bad), PRAK_FAULT_TYPE);
    }
    struct prak_field f = field_of(PRAK_FIELD_DATETIME, 0);
    struct prak_slice out;
    f.format = prak_str("%d.%m.%Y %H:%M");
    prepare(&f);
    assert_int_equal(check(&f, "1.5.2024 9:05", &out), 0);
    assert_int_equal(out.n, 19);
    assert_memory_equal(out.p, "2024-05-01T09:05:00", 19);
}

/* A pattern that backtracks without end is stopped, and the cell is not taken for a good one. */
static void test_redos(void **state)
{
    (void)state;
    struct prak_field f = field_of(PRAK_FIELD_STRING, 0);
    f.pattern = prak_str("(a+)+");
    prepare(&f);
    assert_int_equal(faults_of(&f, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), PRAK_FAULT_PATTERN);
    assert_int_equal(faults_of(&f, "aaaa"), 0);
}

static void test_contradictions(void **state)
{
    (void)state;
    struct prak_field f = field_of(PRAK_FIELD_NUMBER, 0);
    f.minimum = prak_str("5");
    f.maximum = prak_str("4.9");
    refused(f, "no value lies between the minimum and the maximum");
    f = field_of(PRAK_FIELD_INTEGER, 0);
    f.minimum = f.exclusive_maximum = prak_str("5");
    refused(f, "no value lies between the minimum and the maximum");
    f.exclusive_maximum = prak_str("5.5");
    refused(f, "a bound is not of the field's type");
    f = field_of(PRAK_FIELD_STRING, 0);
    f.min_length = 3;
    f.max_length = 2;
    refused(f, "minLength is over maxLength");
    f = field_of(PRAK_FIELD_STRING, 0);
    f.minimum = prak_str("a");
    refused(f, "only numbers, dates and times have a minimum and a maximum");
    f = field_of(PRAK_FIELD_NUMBER, GROUP | COMMA);
    refused(f, "decimalChar and groupChar are the same");
    f = field_of(PRAK_FIELD_DATE, 0);
    f.format = prak_str("any");
    refused(f, "format 'any' would guess dates");
    f.format = prak_str("%d/%m");
    refused(f, "the pattern lacks a part of the type, or has one too many");
    f.format = prak_str("%d/%B/%Y");
    refused(f, "a pattern knows %Y %y %m %d %H %M %S only");
    f = field_of(PRAK_FIELD_STRING, 0);
    f.pattern = prak_str("(");
    refused(f, "regular expression: missing closing parenthesis at character 2");
}

static void test_codes(void **state)
{
    (void)state;
    struct prak_field f = field_of(PRAK_FIELD_DATE, 0);
    enum prak_field_type type;
    assert_string_equal(prak_field_fault_code(PRAK_FAULT_TYPE), "type-error");
    assert_string_equal(prak_field_fault_code(PRAK_FAULT_REQUIRED), "constraint-error:required");
    assert_string_equal(prak_field_fault_code(PRAK_FAULT_ENUM), "constraint-error:enum");
    assert_string_equal(prak_field_fault_text(&f, PRAK_FAULT_TYPE), "not a date (YYYY-MM-DD)");
    assert_int_equal(prak_field_type_parse(prak_str("yearmonth"), &type), 0);
    assert_int_equal(type, PRAK_FIELD_YEARMONTH);
    assert_int_equal(prak_field_type_parse(prak_str("geopoint"), &type), -1);
}

/* Most cells are plain, and go by unchecked; bounds hold for those too. */
static void test_screen(void **state)
{
    static const struct {
        enum prak_field_type type;
        const char *minimum, *maximum, *above, *below, *good, *other;
    } row[] = {
        { N, "0.25", "7", "", "", "0.25", "0.249" },
        { N, "0.25", "7", "", "", "7.000", "7.001" },
        { N, "-1.5", "", "", "1e3", "999.9999999", "1000" },
        { N, "-1.5", "", "", "", "-1.50", "-1.51" },
        { N, "", "", "0.3", "", "0.30001", "0.300" },
        { N, "", "", "1e20", "", "", "999999999999999999" },
        { N, "", "1e20", "", "", "999999999999999999", "1e2" },
        { I, "14", "99", "", "", "14", "13" },
        { I, "14", "99", "", "", "99", "100" },
        { I, "", "", "-3", "3", "-2", "-3" },
        { I, "-5", "", "", "", "123456789012345678", "5.0" },
        { D, "2020-02-28", "", "", "2020-03-01", "2020-02-29", "2020-03-01" },
        { D, "", "", "2020-02-28", "", "2020-02-29", "2021-02-29" },
        { D, "", "", "", "", "9999-12-31", "2567-01-01" },
        { PRAK_FIELD_YEARMONTH, "2020-02", "", "", "", "2020-02", "2020-01" },
        { PRAK_FIELD_YEAR, "", "2020", "", "", "2020", "2021" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct prak_field f = prak_field_default(prak_str("x"));
        struct prak_err e = { 0 };
        struct prak_slice good = { .p = row[i].good, .n = (uint32_t)strlen(row[i].good) }, out;
        f.type = row[i].type;
        f.minimum = prak_str(row[i].minimum);
        f.maximum = prak_str(row[i].maximum);
        f.exclusive_minimum = prak_str(row[i].above);
        f.exclusive_maximum = prak_str(row[i].below);
        assert_int_equal(prak_field_prepare(&f, arena, &e), 0);
        if (doubted(&f, &good))
            fail_msg("%s is doubted", row[i].good);
        (void)check(&f, row[i].good, &out);
        (void)check(&f, row[i].other, &out);
        const struct prak_slice other = { .p = row[i].other, .n = (uint32_t)strlen(row[i].other) };
        if (!doubted(&f, &other))
            fail_msg("%s is not doubted", row[i].other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_number_value),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_screen),
        cmocka_unit_test(test_text_constraints),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_redos),
        cmocka_unit_test(test_contradictions),
        cmocka_unit_test(test_codes),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
