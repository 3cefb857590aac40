/*
 * test_xlsx.c - worksheets as canonical CSV: every kind of cell, odd sheets, hostile files, damaged files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four before it */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "io/formats/formats.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define SHEET(rows)                                                                                          \
    "<worksheet " MAIN "><dimension ref=\"A1:A1\"/><sheetData>" rows "</sheetData></worksheet>"
#define TEXT(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define HEAD(a, b) "<row>" TEXT(a) TEXT(b) "</row>"

static char path[64];
static const struct prak_format_options plain = { .from = NULL };

static const char workbook[] = "<workbook " MAIN " xmlns:r=\"" REL
                               "\"><sheets><sheet name=\"draft\" sheetId=\"1\" state=\"hidden\" r:id=\"r2\"/>"
                               "<sheet name=\"worker\" sheetId=\"2\" r:id=\"r1\"/></sheets></workbook>";
static const char workbook_1904[] =
    "<workbook " MAIN " xmlns:r=\"" REL "\"><workbookPr date1904=\"1\"/><sheets>"
    "<sheet name=\"worker\" sheetId=\"2\" r:id=\"r1\"/></sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id=\"r1\" Type=\"" REL "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"" REL "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"" REL "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";
static const char styles[] =
    "<styleSheet " MAIN
    "><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-409]d\\-mmm\\-yy hh:mm AM/PM;@\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"[Red]#,##0.00 &quot;day&quot;\"/></numFmts><cellXfs>"
    "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/><xf "
    "numFmtId=\"46\"/>"
    "<xf numFmtId=\"9\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>";
static const char strings[] =
    "<sst " MAIN "><si><t>Sok</t></si><si><r><t>Da</t></r><r><rPr/><t xml:space=\"preserve\">ra </t></r>"
    "<rPh><t>no</t></rPh></si><si><t>a_x000D_b_x005F_x0041_ _xD83D__xDE00_ "
    "_xD83D_</t></si><si><t/></si></sst>";

static void add(zip_t *z, const char *name, const char *text, size_t n)
{
    zip_source_t *s = zip_source_buffer(z, text, n, 0);
    assert_non_null(s);
    assert_true(zip_file_add(z, name, s, 0) >= 0);
}

static void make(const char *book, const char *sheet, size_t n)
{
    int code;
    unlink(path);
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(z);
    add(z, "xl/workbook.xml", book, strlen(book));
    add(z, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    add(z, "xl/styles.xml", styles, sizeof styles - 1);
    add(z, "xl/sharedStrings.xml", strings, sizeof strings - 1);
    add(z, "xl/worksheets/sheet1.xml", sheet, n);
    add(z, "xl/worksheets/sheet2.xml", SHEET("<row>" TEXT("hidden") "</row>"),
        sizeof(SHEET("<row>" TEXT("hidden") "</row>")) - 1);
    assert_int_equal(zip_close(z), 0);
}

static int slurp(const struct prak_format_options *o, size_t step, struct prak_buf *out, struct prak_err *e)
{
    struct prak_source *s;
    bool records_only;
    char block[4096];
    out->n = 0;
    memset(e, 0, sizeof *e);
    if (prak_formats_open(path, o, &s, &records_only, e))
        return (int)e->code;
    ptrdiff_t got;
    while ((got = prak_source_read(s, block, step, e)) > 0)
        prak_buf_add(out, block, (size_t)got);
    prak_source_close(s);
    return got < 0 ? (int)e->code : 0;
}

static void read_as(const struct prak_format_options *o, const char *want)
{
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    for (size_t step = 1; step < 5000; step += 4095) {
        if (slurp(o, step, &out, &e))
            fail_msg("%s", e.msg);
        assert_string_equal(prak_buf_cstr(&out), want);
    }
    prak_buf_free(&out);
}

static void accept(const char *sheet, const char *want)
{
    make(workbook, sheet, strlen(sheet));
    read_as(&plain, want);
}

static void refuse(const char *sheet, uint64_t line, const char *msg)
{
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    make(workbook, sheet, strlen(sheet));
    assert_int_equal(slurp(&plain, 4096, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, msg);
    assert_string_equal(e.source, path);
    assert_int_equal(e.line, line);
    prak_buf_free(&out);
}

static void test_text(void **state)
{
    (void)state;
    accept(
        SHEET(HEAD(
            "id",
            " na\"me") "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c></row>"
                       "<row><c "
                       "t=\"inlineStr\"><is><r><t>0</t></r><r><t>07</t></r><rPh><t>x</t></rPh></is></c>"
                       "<c t=\"str\"><f>A1&amp;1</f><v>id,1</v></c></row>"
                       "<row><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row>"),
        "id,\" na\"\"me\"\nSok,Dara \n007,\"id,1\"\n\"a\rb_x0041_ \xF0\x9F\x98\x80 _xD83D_\",\n");
    refuse(SHEET(HEAD("a", "b") "<row><c t=\"s\"><v>4</v></c></row>"), 2,
           "cell A2 of sheet 'worker' refers to a text that is not in the workbook");
    refuse(SHEET(HEAD("a", "b") "<row><c t=\"str\"><v>_x0000_</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds a NUL character");
}

static void test_numbers(void **state)
{
    (void)state;
    accept(SHEET("<row>" TEXT(
               "n") "</row><row><c><v>0.10000000000000001</v></c></row><row><c s=\"5\"><v>0.25</v></c></row>"
                    "<row><c "
                    "s=\"6\"><v>1204.5</v></c></row><row><c><v>1E3</v></c></row><row><c><v>-0</v></c></row>"
                    "<row><c><v>123456789012345</v></c></row><row><c><v>12345678901234567891</v></c></row>"
                    "<row><c t=\"n\"><v>1.0000000000000001E-5</v></c></row><row><c t=\"b\"><v>1</v></c></row>"
                    "<row><c t=\"b\"><v>0</v></c></row>"),
           "n\n0.1\n0.25\n1204.5\n1000\n0\n123456789012345\n12345678901234567891\n0.00001\ntrue\nfalse\n");
    refuse(SHEET("<row>" TEXT("n") "</row><row><c><v>NaN</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds something that is not a number where a number should be");
}

static void test_dates(void **state)
{
    static const char later[] = SHEET("<row>" TEXT("d") "</row><row><c s=\"1\"><v>0</v></c></row>"
                                                        "<row><c s=\"1\"><v>43904</v></c></row>");
    (void)state;
    accept(
        SHEET("<row>" TEXT(
            "d") "</row><row><c s=\"1\"><v>45366</v></c></row><row><c s=\"1\"><v>1</v></c></row>"
                 "<row><c s=\"1\"><v>59</v></c></row><row><c s=\"1\"><v>61</v></c></row>"
                 "<row><c s=\"2\"><v>45366.4375</v></c></row><row><c s=\"2\"><v>45366</v></c></row>"
                 "<row><c s=\"3\"><v>0.4375</v></c></row><row><c s=\"4\"><v>1.1458333333333333</v></c></row>"
                 "<row><c s=\"2\"><v>45366.437499999996</v></c></row><row><c s=\"1\"><v>2958465</v></c></row>"
                 "<row><c t=\"d\"><v>2024-03-15T10:30:00</v></c></row>"),
        "d\n2024-03-15\n1900-01-01\n1900-02-28\n1900-03-01\n2024-03-15T10:30:00\n2024-03-15T00:00:00\n10:30:"
        "00\n"
        "27:30:00\n2024-03-15T10:30:00\n9999-12-31\n2024-03-15T10:30:00\n");
    refuse(SHEET("<row>" TEXT("d") "</row><row><c s=\"1\"><v>60</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds 1900-02-29, a day that never was");
    refuse(SHEET("<row>" TEXT("d") "</row><row><c s=\"1\"><v>-1</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds a date or time before the first day of the calendar");
    refuse(SHEET("<row>" TEXT("d") "</row><row><c t=\"d\"><v>2024-02-30</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds something that is not a date where a date should be");
    make(workbook_1904, later, sizeof later - 1);
    read_as(&plain, "d\n1904-01-01\n2024-03-15\n");
}

static void test_shape(void **state)
{
    (void)state;
    /* gaps between rows stay, rows without values at the end go, as do empty columns beyond the header */
    accept(SHEET("<row r=\"3\"><c r=\"B3\" t=\"str\"><v>a</v></c><c r=\"C3\" t=\"str\"><v>b</v></c><c "
                 "r=\"D3\" s=\"1\"/></row>"
                 "<row r=\"4\"><c r=\"C4\"><v>1</v></c></row><row r=\"7\"><c r=\"B7\"><v>2</v></c></row><row "
                 "r=\"900000\"/>"),
           "a,b\n,1\n,\n,\n2,\n");
    accept(SHEET("<row>" TEXT("a") "</row><row/><row><c><v>1</v></c></row>"), "a\n\"\"\n1\n");
    refuse(SHEET(HEAD("a", "b") "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>"), 1048576,
           "row 1048576 has a value after 1048574 empty rows");
    refuse(SHEET("<row>" TEXT("a") "</row><row><c><v>1</v><v>2</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds more than one value");
    refuse(SHEET("<row>" TEXT("a") "</row><row><c><v>1<b/>2</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds more than one value");
    refuse(SHEET(HEAD("a", "b") "<row r=\"1003\"><c r=\"A1003\"><v>1</v></c></row>"), 1003,
           "row 1003 has a value after 1001 empty rows");
    refuse(SHEET(HEAD("a", "b") "<row r=\"12\"><c r=\"H12\"><v>1</v></c></row>"), 12,
           "row 12 has a value in column H, the header has 2 columns");
    refuse(SHEET("<row><c r=\"B1\" t=\"str\"><v>b</v></c></row><row><c><v>1</v></c></row>"), 2,
           "row 2 has a value in column A, the header begins in column B");
    refuse(SHEET("<row><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>2</v></c></row>"), 1,
           "the header has no name in column B");
    refuse(SHEET(HEAD("a", "a")), 1, "the header has the same name in columns A and B");
    refuse(SHEET("<row r=\"2\"/><row r=\"2\"/>"), 2, "rows of sheet 'worker' are out of order after row 2");
    refuse(SHEET("<row r=\"2\"><c r=\"B2\"/><c r=\"A2\"/></row>"), 2,
           "cells of row 2 of sheet 'worker' are out of order");
    refuse(SHEET("<row r=\"1\"><c r=\"ZZZZZZ99999999999\"/></row>"), 1,
           "sheet 'worker' has a wrong cell reference after row 1");
    refuse(SHEET(""), 0, "sheet 'worker' is empty");
}

static void test_errors(void **state)
{
    (void)state;
    refuse(SHEET(HEAD("a", "b") "<row r=\"7\"><c r=\"B7\" t=\"e\"><v>#DIV/0!</v></c></row>"), 7,
           "cell B7 of sheet 'worker' holds the error #DIV/0!");
    refuse(SHEET(HEAD("a", "b") "<row><c t=\"e\"><v>Sok Dara</v></c></row>"), 2,
           "cell A2 of sheet 'worker' holds an error");
    refuse(SHEET(HEAD("a", "b") "<row><c><f>1+1</f></c></row>"), 2,
           "cell A2 of sheet 'worker' holds a formula without its result");
    refuse(SHEET(HEAD("a", "b") "<row><c t=\"str\"><f>A1</f></c></row>"), 2,
           "cell A2 of sheet 'worker' holds a formula without its result");
    accept(SHEET(HEAD("a", "b") "<row><c t=\"str\"><f>A1</f><v></v></c><c><f>1+1</f><v>2</v></c></row>"),
           "a,b\n,2\n");
}

static void test_choice(void **state)
{
    static const char titled[] =
        SHEET("<row>" TEXT("wages") "</row>" HEAD("a", "b") "<row><c><v>1</v></c></row>");
    struct prak_format_options o = plain;
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    (void)state;
    make(workbook, titled, sizeof titled - 1);
    o.header_row = 2;
    read_as(&o, "a,b\n1,\n");
    o.header_row = 5;
    assert_int_equal(slurp(&o, 64, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, "row 5 of sheet 'worker' is to be the header and is empty");
    o = (struct prak_format_options){ .sheet = "draft" };
    read_as(&o, "hidden\n");
    o.sheet = "1";
    read_as(&o, "hidden\n");
    o.sheet = "workers";
    assert_int_equal(slurp(&o, 64, &out, &e), PRAK_EUSAGE);
    assert_string_equal(e.hint, "did you mean 'worker'");
    o = (struct prak_format_options){ .from = "csv" };
    assert_int_equal(slurp(&o, 64, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, "not csv but a zip file");
    o = (struct prak_format_options){ .list_sheets = true };
    read_as(&o, "number,name,state\n1,draft,hidden\n2,worker,visible\n");
    prak_buf_free(&out);
}

static void test_hostile(void **state)
{
    size_t n = 8u << 20;
    char *big = malloc(n);
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    (void)state;
    refuse("<!DOCTYPE w [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><worksheet>&b;</worksheet>", 0,
           "part xl/worksheets/sheet1.xml has a DOCTYPE, which no spreadsheet writes");
    refuse("<worksheet><sheetData>", 0,
           "part xl/worksheets/sheet1.xml is not well-formed XML: no element found");
    refuse("<chartsheet/>", 0, "sheet 'worker' is not a worksheet");
    assert_non_null(big);
    memset(big, ' ', n);
    memcpy(big, "<worksheet>", 11);
    make(workbook, big, n);
    assert_int_equal(slurp(&plain, 4096, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, "part xl/worksheets/sheet1.xml unpacks to over 200 times its size");
    for (size_t i = 0; i + 3 <= n; i += 3)
        memcpy(big + i, "<a>", 3);
    make(workbook, big, 3000);
    assert_int_equal(slurp(&plain, 4096, &out, &e), PRAK_EDATA);
    free(big);
    prak_buf_free(&out);
}

static char *load(size_t *n)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *p = malloc(1 << 16);
    assert_non_null(p);
    *n = fread(p, 1, 1 << 16, f);
    fclose(f);
    return p;
}

static void save(const char *p, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* A cut workbook is refused, never read in part; cut below its first four bytes it is no workbook but text.
 */
static void test_cut(void **state)
{
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    size_t n;
    (void)state;
    accept(SHEET(HEAD("a", "b") "<row><c><v>1</v></c></row>"), "a,b\n1,\n");
    char *whole = load(&n);
    for (size_t cut = 4; cut < n; cut++) {
        save(whole, cut);
        assert_int_equal(slurp(&plain, 4096, &out, &e), PRAK_EDATA);
    }
    free(whole);
    prak_buf_free(&out);
}

/* Whatever a flipped byte does, the reader answers; what it accepts ended with a right checksum. */
static void test_flips(void **state)
{
    const char *many = getenv("PRAK_TEST_FLIPS");
    long flips = many ? strtol(many, NULL, 10) : 500;
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    uint32_t seed = 12345;
    size_t n;
    (void)state;
    accept(SHEET(HEAD("a", "b") "<row><c s=\"2\"><v>45366.4375</v></c><c t=\"s\"><v>1</v></c></row>"),
           "a,b\n2024-03-15T10:30:00,Dara \n");
    char *whole = load(&n);
    char *copy = malloc(n);
    assert_non_null(copy);
    for (long i = 0; i < flips; i++) {
        memcpy(copy, whole, n);
        for (int k = 0; k <= i % 3; k++) {
            seed = seed * 1664525u + 1013904223u;
            copy[(seed >> 8) % n] ^= (char)(1u << (seed & 7));
        }
        save(copy, n);
        int rc = slurp(&plain, 4096, &out, &e);
        if (rc == PRAK_OK && copy[0] == 'P' && copy[1] == 'K' && copy[2] == 3 && copy[3] == 4 && out.n > 0)
            assert_memory_equal(out.p, "a,b\n", 4);
        else
            assert_true(rc >= PRAK_OK && rc <= PRAK_ESYS);
    }
    free(copy);
    free(whole);
    prak_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_numbers), cmocka_unit_test(test_dates),
        cmocka_unit_test(test_shape),   cmocka_unit_test(test_errors),  cmocka_unit_test(test_choice),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_cut),     cmocka_unit_test(test_flips),
    };
    snprintf(path, sizeof path, "/tmp/prak-xlsx-%ld", (long)getpid());
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
