/*
 * generate.c - writes the made-up sample: kobo-wages.xlsx and factories.csv, and what these workers owe, loans.csv and
 * instalments.csv. No row is a person and no factory or lender exists.
 *
 *     generate [--seed N] DIRECTORY
 *
 * The bytes depend on the seed alone: own generator of random numbers, own deflate, entries dated 1980-01-01,
 * and never two draws in one expression where their order would show (C leaves it to the compiler).
 * The shape follows what is published of such surveys: pay heaps at the minimum wage (204 dollars in 2024),
 * about a quarter is below it, least in Phnom Penh; and the dirt is what such a file really carries.
 * Of loans it is published that nearly all workers asked had some, two thirds of them a microloan and four fifths of these
 * on a land title (162 workers, 2020); that microfinance took over 30 percent a year until 31 March 2017 and 18 at most
 * since; that private lenders take 5 to 10 percent a month, or 20, principal at the end, or 15 to 30 percent of the loan
 * in daily instalments over two or three weeks. Only that; sums, terms and who breaks the cap are made up.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#define DEFAULT_SEED 204
#define COUNT(a)     (sizeof(a) / sizeof((a)[0]))

/* ---- bytes that grow ---- */

struct bytes {
    unsigned char *p;
    size_t n, cap;
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "generate: %s: %s\n", what, why);
    exit(3);
}

static void put(struct bytes *b, const void *data, size_t n)
{
    if (n > b->cap - b->n) {
        size_t cap = (b->cap + n) * 2;
        unsigned char *p = realloc(b->p, cap);
        if (p == NULL)
            fail("memory", strerror(errno));
        b->p = p;
        b->cap = cap;
    }
    memcpy(b->p + b->n, data, n);
    b->n += n;
}

static void text(struct bytes *b, const char *s)
{
    put(b, s, strlen(s));
}

__attribute__((format(printf, 2, 3))) static void print(struct bytes *b, const char *format, ...)
{
    char line[512];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= sizeof line)
        fail("line", "too long");
    put(b, line, (size_t)n);
}

static void publish(const char *directory, const char *name, const struct bytes *b)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", directory, name);
    if (n < 0 || (size_t)n >= sizeof path)
        fail(directory, "path too long");
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        fail(path, strerror(errno));
    bool whole = fwrite(b->p, 1, b->n, f) == b->n;
    if (fclose(f) != 0 || !whole)
        fail(path, "cannot write");
}

/* ---- zip: deflate with the fixed codes, so that no library's version shows in the bytes ---- */

struct bits {
    struct bytes *out;
    uint32_t hold;
    unsigned n;
};

static void bits_put(struct bits *w, uint32_t value, unsigned n)
{
    w->hold |= value << w->n;
    for (w->n += n; w->n >= 8; w->n -= 8) {
        unsigned char c = (unsigned char)(w->hold & 0xFF);
        put(w->out, &c, 1);
        w->hold >>= 8;
    }
}

static void code_put(struct bits *w, uint32_t code, unsigned n) /* Huffman codes go highest bit first */
{
    uint32_t turned = 0;
    for (unsigned i = 0; i < n; i++)
        turned |= ((code >> i) & 1u) << (n - 1 - i);
    bits_put(w, turned, n);
}

static void symbol_put(struct bits *w, unsigned s)
{
    if (s < 144)
        code_put(w, 0x30 + s, 8);
    else if (s < 256)
        code_put(w, 0x190 + s - 144, 9);
    else if (s < 280)
        code_put(w, s - 256, 7);
    else
        code_put(w, 0xC0 + s - 280, 8);
}

/* The step of RFC 1951's tables: codes per power of two are 4 for lengths, 2 for distances. */
static void match_put(struct bits *w, unsigned length, unsigned distance)
{
    unsigned v = length - 3, extra = 0;
    if (length == 258) {
        symbol_put(w, 285);
    } else {
        while ((v >> extra) >= 8)
            extra++;
        symbol_put(w, 257 + 4 * extra + (v >> extra));
        bits_put(w, v & ((1u << extra) - 1), extra);
    }
    v = distance - 1;
    extra = 0;
    while ((v >> extra) >= 4)
        extra++;
    code_put(w, 2 * extra + (v >> extra), 5);
    bits_put(w, v & ((1u << extra) - 1), extra);
}

static size_t match_find(const struct bytes *in, size_t at, size_t from)
{
    size_t most = in->n - at < 258 ? in->n - at : 258, n = 0;
    while (n < most && in->p[from + n] == in->p[at + n])
        n++;
    return n;
}

static void deflate_fixed(struct bytes *out, const struct bytes *in)
{
    enum { HASH = 1 << 15, WINDOW = 1 << 15, CHAIN = 64 };
    size_t *head = calloc(HASH, sizeof *head), *before = calloc(WINDOW, sizeof *before);
    if (head == NULL || before == NULL)
        fail("memory", strerror(errno));
    struct bits w = { .out = out };
    bits_put(&w, 1, 1);
    bits_put(&w, 1, 2);
    size_t at = 0, skip = 0;
    for (; at < in->n; at++) {
        size_t best = 0, far = 0;
        if (at + 4 <= in->n) {
            const unsigned char *p = in->p + at;
            uint32_t key = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
            size_t slot = (uint32_t)(key * 2654435761u) >> 17, seen = head[slot];
            for (int i = 0; skip == 0 && i < CHAIN && seen > 0 && at - (seen - 1) < WINDOW; i++) {
                size_t n = match_find(in, at, seen - 1);
                if (n > best) {
                    best = n;
                    far = at - (seen - 1);
                }
                seen = before[(seen - 1) % WINDOW];
            }
            before[at % WINDOW] = head[slot];
            head[slot] = at + 1; /* 0 is none */
        }
        if (skip > 0) {
            skip--;
        } else if (best >= 4) {
            match_put(&w, (unsigned)best, (unsigned)far);
            skip = best - 1;
        } else {
            symbol_put(&w, in->p[at]);
        }
    }
    symbol_put(&w, 256);
    bits_put(&w, 0, 7);
    free(head);
    free(before);
}

static uint32_t crc32_of(const struct bytes *b)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < b->n; i++) {
        crc ^= b->p[i];
        for (int k = 0; k < 8; k++)
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

static void little(struct bytes *b, uint32_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        unsigned char c = (unsigned char)((v >> (8 * i)) & 0xFF);
        put(b, &c, 1);
    }
}

struct zip {
    struct bytes out, directory;
    unsigned n;
};

/* What the local header and the directory share: version .. extra length. */
static void zip_fields(struct bytes *b, uint32_t crc, size_t packed, size_t plain, size_t name)
{
    little(b, 20, 2);
    little(b, 0, 2);
    little(b, 8, 2);
    little(b, 0, 2);
    little(b, 0x21, 2); /* 1980-01-01 */
    little(b, crc, 4);
    little(b, (uint32_t)packed, 4);
    little(b, (uint32_t)plain, 4);
    little(b, (uint32_t)name, 2);
    little(b, 0, 2);
}

static void zip_add(struct zip *z, const char *name, struct bytes *b)
{
    struct bytes packed = { 0 };
    deflate_fixed(&packed, b);
    uint32_t crc = crc32_of(b), offset = (uint32_t)z->out.n;
    put(&z->out, "PK\3\4", 4);
    zip_fields(&z->out, crc, packed.n, b->n, strlen(name));
    text(&z->out, name);
    put(&z->out, packed.p, packed.n);
    put(&z->directory, "PK\1\2", 4);
    little(&z->directory, 20, 2);
    zip_fields(&z->directory, crc, packed.n, b->n, strlen(name));
    little(&z->directory, 0, 2); /* comment */
    little(&z->directory, 0, 2); /* disk */
    little(&z->directory, 0, 2); /* attributes */
    little(&z->directory, 0, 4);
    little(&z->directory, offset, 4);
    text(&z->directory, name);
    z->n++;
    free(packed.p);
    free(b->p);
    *b = (struct bytes){ 0 };
}

static void zip_end(struct zip *z)
{
    uint32_t offset = (uint32_t)z->out.n;
    put(&z->out, z->directory.p, z->directory.n);
    put(&z->out, "PK\5\6\0\0\0\0", 8);
    little(&z->out, z->n, 2);
    little(&z->out, z->n, 2);
    little(&z->out, (uint32_t)z->directory.n, 4);
    little(&z->out, offset, 4);
    little(&z->out, 0, 2);
    free(z->directory.p);
}

/* ---- sheets ---- */

enum kind { EMPTY, WORDS, NUMBER, DAY, FORMULA };

struct cell {
    enum kind kind;
    char value[112]; /* FORMULA: the value it had when the file was saved */
};

__attribute__((format(printf, 3, 4))) static void set(struct cell *c, enum kind kind, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(c->value, sizeof c->value, format, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= sizeof c->value)
        fail("cell", "too long");
    c->kind = kind;
}

/* Cents as a number is written: 204, 204.5, 204.25. */
static void set_cents(struct cell *c, unsigned cents)
{
    if (cents % 100 == 0)
        set(c, NUMBER, "%u", cents / 100);
    else if (cents % 10 == 0)
        set(c, NUMBER, "%u.%u", cents / 100, cents % 100 / 10);
    else
        set(c, NUMBER, "%u.%02u", cents / 100, cents % 100);
}

static void sheet_begin(struct bytes *b)
{
    text(b, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
}

static void sheet_end(struct bytes *b)
{
    text(b, "</sheetData></worksheet>");
}

static void words_put(struct bytes *b, const char *s)
{
    text(b, *s == ' ' || (*s != '\0' && s[strlen(s) - 1] == ' ') ? "<t xml:space=\"preserve\">" : "<t>");
    for (; *s != '\0'; s++) {
        if (*s == '&')
            text(b, "&amp;");
        else if (*s == '<')
            text(b, "&lt;");
        else
            put(b, s, 1);
    }
    text(b, "</t>");
}

/* `formula` names the cells of a FORMULA by row number; sheets here have at most 26 columns. */
static void row_put(struct bytes *b, unsigned row, const struct cell *c, size_t n)
{
    print(b, "<row r=\"%u\">", row);
    for (size_t i = 0; i < n; i++) {
        char column = (char)('A' + (int)i);
        switch (c[i].kind) {
        case EMPTY:
            break;
        case WORDS:
            print(b, "<c r=\"%c%u\" t=\"inlineStr\"><is>", column, row);
            words_put(b, c[i].value);
            text(b, "</is></c>");
            break;
        case NUMBER:
            print(b, "<c r=\"%c%u\"><v>%s</v></c>", column, row, c[i].value);
            break;
        case DAY:
            print(b, "<c r=\"%c%u\" s=\"1\"><v>%s</v></c>", column, row, c[i].value);
            break;
        case FORMULA: /* the two columns before it, added */
            print(b, "<c r=\"%c%u\"><f>%c%u+%c%u</f><v>%s</v></c>", column, row, (char)(column - 2), row,
                  (char)(column - 1), row, c[i].value);
            break;
        }
    }
    text(b, "</row>");
}

static void header_put(struct bytes *b, const char *const *name, size_t n)
{
    struct cell c[26];
    for (size_t i = 0; i < n; i++)
        set(&c[i], WORDS, "%s", name[i]);
    row_put(b, 1, c, n);
}

/* ---- what is made up ---- */

struct province {
    const char *code, *en, *km, *stratum;
    unsigned workers, factories, per_mille_below, weight;
};

static const struct province provinces[] = {
    { "BMC", "Banteay Meanchey", "បន្ទាយមានជ័យ", "north", 75, 5, 350, 380 },
    { "BTB", "Battambang", "បាត់ដំបង", "north", 58, 4, 460, 380 },
    { "KPC", "Kampong Cham", "កំពង់ចាម", "centre", 110, 7, 340, 380 },
    { "KCH", "Kampong Chhnang", "កំពង់ឆ្នាំង", "centre", 97, 6, 220, 330 },
    { "KSP", "Kampong Speu", "កំពង់ស្ពឺ", "belt", 265, 15, 170, 300 },
    { "KTM", "Kampong Thom", "កំពង់ធំ", "centre", 108, 6, 470, 380 },
    { "KPT", "Kampot", "កំពត", "coast", 77, 5, 310, 360 },
    { "KDL", "Kandal", "កណ្ដាល", "belt", 338, 19, 150, 300 },
    { "KKG", "Koh Kong", "កោះកុង", "coast", 65, 4, 270, 360 },
    { "KRT", "Kratie", "ក្រចេះ", "north", 34, 3, 380, 380 },
    { "MDK", "Mondul Kiri", "មណ្ឌលគិរី", "north", 4, 2, 500, 380 },
    { "PNH", "Phnom Penh", "ភ្នំពេញ", "capital", 412, 23, 120, 260 },
    { "PVH", "Preah Vihear", "ព្រះវិហារ", "north", 21, 3, 300, 380 },
    { "PVG", "Prey Veng", "ព្រៃវែង", "east", 111, 7, 380, 360 },
    { "PST", "Pursat", "ពោធិ៍សាត់", "north", 31, 3, 480, 380 },
    { "RTK", "Ratanak Kiri", "រតនគិរី", "north", 26, 3, 310, 380 },
    { "SRP", "Siem Reap", "សៀមរាប", "north", 94, 6, 480, 380 },
    { "PSH", "Preah Sihanouk", "ព្រះសីហនុ", "coast", 116, 7, 200, 330 },
    { "STG", "Stung Treng", "ស្ទឹងត្រែង", "north", 22, 3, 340, 380 },
    { "SVR", "Svay Rieng", "ស្វាយរៀង", "east", 150, 9, 180, 320 },
    { "TKO", "Takeo", "តាកែវ", "belt", 171, 10, 210, 300 },
    { "OMC", "Oddar Meanchey", "ឧត្ដរមានជ័យ", "north", 24, 3, 360, 380 },
    { "KEP", "Kep", "កែប", "coast", 38, 3, 430, 380 },
    { "PLN", "Pailin", "ប៉ៃលិន", "north", 27, 3, 400, 380 },
    { "TBK", "Tboung Khmum", "ត្បូងឃ្មុំ", "centre", 40, 3, 390, 380 },
};

/* Work sites of sectors without a legal floor; low and span are of the monthly wage. */
static const struct site {
    const char *code, *sector, *kind;
    unsigned workers, low, span;
} sites[] = {
    { "PNH", "construction", "Building Site", 30, 200, 210 },
    { "PNH", "construction", "Building Site", 25, 200, 210 },
    { "SRP", "construction", "Building Site", 16, 170, 190 },
    { "PSH", "construction", "Building Site", 14, 190, 210 },
    { "KDL", "construction", "Building Site", 12, 180, 190 },
    { "KDL", "brick kiln", "Brick Kiln", 18, 95, 130 },
    { "KPC", "brick kiln", "Brick Kiln", 14, 95, 130 },
    { "PVG", "brick kiln", "Brick Kiln", 10, 95, 120 },
    { "KCH", "brick kiln", "Brick Kiln", 10, 95, 120 },
    { "TBK", "agriculture", "Plantation", 14, 110, 120 },
    { "KRT", "agriculture", "Plantation", 12, 110, 120 },
    { "BTB", "agriculture", "Farm", 12, 100, 120 },
    { "RTK", "agriculture", "Plantation", 10, 110, 110 },
};

static const char *const family[] = { "សុខ",  "ចាន់", "គឹម", "លី",  "ហេង", "មាស",
                                      "កែវ", "ប៉ែន", "នួន", "ស៊ន", "ឈន",  "អ៊ុំ" };
static const char *const women[] = { "សុភា", "ស្រីមុំ",   "បុប្ផា", "ចន្ថា", "ស្រីនិច",
                                     "សុខា", "កល្យាណ", "មាលា", "រស្មី",  "ចន្ធី" };
static const char *const men[] = { "វណ្ណា", "ដារ៉ា", "សុភ័ក្រ", "រិទ្ធី", "វុទ្ធី", "ពិសិដ្ឋ", "សំណាង", "បូរី" };
static const char *const fancy[] = { "Lotus", "Jasmine", "Mango", "Lantern",
                                     "River", "Palm",    "Crane", "Monsoon" };

enum column {
    WORKER_ID,
    NAME_KM,
    SEX,
    AGE,
    FACTORY_ID,
    SECTOR,
    WORKER_TYPE,
    HIRED_ON,
    INTERVIEW_DATE,
    PAY_MONTH,
    DAYS_WORKED,
    CURRENCY,
    BASE_WAGE,
    ALLOWANCES,
    GROSS_PAY,
    UNION_MEMBER,
    STRATUM,
    WEIGHT,
    KOBO_ID,
    UUID,
    SUBMITTED,
    INDEX,
    COLUMNS
};

static const char *const worker_columns[COLUMNS] = {
    "worker_id", "name_km",        "sex",       "age",         "factory_id", "sector",    "worker_type",
    "hired_on",  "interview_date", "pay_month", "days_worked", "currency",   "base_wage", "allowances",
    "gross_pay", "union_member",   "stratum",   "weight",      "_id",        "_uuid",     "_submission_time",
    "_index",
};

static const char *const loan_columns[] = {
    "lender",        "purpose",         "principal",         "currency", "rate_per_month",
    "method",        "term_months",     "collateral",        "_index",   "_parent_table_name",
    "_parent_index", "_submission__id", "_submission__uuid",
};

struct worker {
    struct cell cell[COLUMNS];
};

struct factory {
    const struct province *in;
    const char *sector;
    char id[16];
    unsigned per_mille_below, weight_cents, day; /* of 2024 on which the team came */
    bool has_union;
    unsigned low, span; /* of the wage, where there is no floor */
};

struct sample {
    uint64_t random, debt_random; /* the second of loans.csv: the other files do not change with it */
    struct bytes factories, worker, loan, debts, instalments;
    unsigned rows, workers, loans,
        carry,               /* carry: share below not yet given, so that a province meets its share */
        ndebt;
    struct worker again[32]; /* sent a second time */
    size_t again_n;
};

/* ---- wages ---- */

/* Bins of ten dollars from 94 and from 204, after published histograms; the last is 514 and over. */
static const unsigned under[] = { 9, 12, 18, 23, 28, 30, 32, 32, 37, 31, 53 };
static const unsigned over[] = { 128, 128, 50, 34, 23, 18, 27, 30, 28, 27, 18, 20, 14, 12, 12, 19,
                                 14,  10,  7,  6,  7,  5,  5,  7,  5,  5,  6,  3,  3,  2,  2,  24 };

static unsigned wage_under(uint64_t *r)
{
    size_t bin = pick(r, under, COUNT(under));
    unsigned dollars = 94 + 10 * (unsigned)bin + below(r, 10);
    if (bin == COUNT(under) - 1 && chance(r, 650))
        return chance(r, 600) ? 200 : 194; /* the minimum of an earlier year, never raised */
    return chance(r, 400) ? dollars - dollars % 5 : dollars;
}

static unsigned wage_over(uint64_t *r)
{
    size_t bin = pick(r, over, COUNT(over));
    if (bin == 0 && chance(r, 700))
        return 204;
    if (bin == COUNT(over) - 1)
        return 514 + below(r, 130);
    unsigned dollars = 204 + 10 * (unsigned)bin + below(r, 10), round = dollars - dollars % 5;
    return round >= 204 && chance(r, 500) ? round : dollars;
}

static unsigned wage_cents(struct sample *s, const struct factory *f, bool probation)
{
    uint64_t *r = &s->random;
    if (f->span > 0)
        return 100 * (f->low + (below(r, f->span) + below(r, f->span)) / 2);
    s->carry += f->per_mille_below;
    bool is_under = s->carry >= 1000;
    if (is_under)
        s->carry -= 1000;
    unsigned dollars = is_under ? wage_under(r) : wage_over(r);
    if (probation)
        dollars = is_under ? dollars - 2 : dollars == 204 ? 202 : dollars;
    if (dollars < 95)
        dollars = 95; /* so that no lone worker falls below the lowest bin */
    return 100 * dollars + (chance(r, 40) ? 50 : 0);
}

/* ---- one worker ---- */

static void day_of_2024(unsigned day, unsigned *month, unsigned *of_month) /* day 1 is 1 January */
{
    static const unsigned end[] = { 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366 };
    unsigned m = 1;
    while (day > end[m])
        m++;
    *month = m;
    *of_month = day - end[m - 1];
}

static void uuid(uint64_t *r, char out[37])
{
    uint64_t a = next(r), b = next(r);
    snprintf(out, 37, "%08x-%04x-4%03x-8%03x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16) & 0xFFFFu,
             (unsigned)a & 0xFFFu, (unsigned)(b >> 52), (unsigned long long)(b & 0xFFFFFFFFFFFFu));
}

static void person(struct sample *s, struct cell *c, const struct factory *f)
{
    uint64_t *r = &s->random;
    bool woman = chance(r, f->span > 0 ? 400 : 780);
    const char *given = woman ? women[below(r, COUNT(women))] : men[below(r, COUNT(men))];
    set(&c[WORKER_ID], WORDS, "W%05u", s->workers + 1);
    const char *surname = family[below(r, COUNT(family))];
    set(&c[NAME_KM], WORDS, chance(r, 15) ? " %s  %s " : "%s %s", surname, given);
    set(&c[SEX], WORDS, "%s", woman ? "female" : "male");
    set(&c[AGE], NUMBER, "%u", 18 + (below(r, 26) + below(r, 26)) * 5 / 6);
    set(&c[FACTORY_ID], WORDS, chance(r, 12) ? "%s " : "%s", f->id);
    set(&c[SECTOR], WORDS, chance(r, 12) ? " %s" : "%s", f->sector);
    set(&c[STRATUM], WORDS, "%s", f->in->stratum);
    set_cents(&c[WEIGHT], f->weight_cents);
    set(&c[UNION_MEMBER], WORDS, "%s", chance(r, f->has_union ? 560 : 60) ? "yes" : "no");
    if (chance(r, 12))
        set(&c[UNION_MEMBER], NUMBER, "-99");
}

static void kobo(struct sample *s, struct cell *c)
{
    char id[37];
    uuid(&s->random, id);
    s->rows++;
    set(&c[KOBO_ID], NUMBER, "%u", 41000000 + 7 * s->rows);
    set(&c[UUID], WORDS, "%s", id);
    set(&c[INDEX], NUMBER, "%u", s->rows);
}

static void dates(struct sample *s, struct cell *c, const struct factory *f, bool probation)
{
    uint64_t *r = &s->random;
    unsigned day = f->day + below(r, 2), month, of_month;
    day_of_2024(day, &month, &of_month);
    set(&c[INTERVIEW_DATE], WORDS, "%02u/%02u/2024", of_month, month);
    set(&c[PAY_MONTH], WORDS, "2024-%02u", month - 1);
    unsigned second = 8 * 3600 + below(r, 11 * 3600);
    set(&c[SUBMITTED], WORDS, "2024-%02u-%02uT%02u:%02u:%02u", month, of_month, second / 3600,
        second / 60 % 60, second % 60);
    unsigned tenure = probation ? 40 + below(r, 45) : 95 + below(r, 60) * below(r, 60);
    unsigned grown =
        95 + 365 * ((unsigned)strtoul(c[AGE].value, NULL, 10) - 18); /* nobody was hired as a child */
    tenure = tenure < grown ? tenure : grown;
    set(&c[HIRED_ON], DAY, "%u", 45291 + day - tenure); /* 45292 is 1 January 2024 in a workbook */
}

/* The digits of a wage as Khmer ones, with a comma between thousands if asked. */
static void set_written(struct cell *c, unsigned whole, bool khmer, bool comma)
{
    char digits[16], out[sizeof c->value];
    int n = snprintf(digits, sizeof digits, "%u", whole);
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        if (comma && i > 0 && (n - i) % 3 == 0)
            out[at++] = ',';
        if (khmer) {
            out[at++] = (char)0xE1;
            out[at++] = (char)0x9F;
            out[at++] = (char)(0xA0 + (digits[i] - '0'));
        } else {
            out[at++] = digits[i];
        }
    }
    out[at] = '\0';
    set(c, WORDS, "%s", out);
}

static void pay(struct sample *s, struct cell *c, const struct factory *f, bool probation)
{
    uint64_t *r = &s->random;
    unsigned cents = wage_cents(s, f, probation), days = 26, extra = 100 * (10 + below(r, 16));
    if (chance(r, 30)) { /* came or left in the month: paid for the days worked */
        days = 10 + below(r, 14);
        cents = (cents * days + 25) / 26;
    }
    set(&c[DAYS_WORKED], NUMBER, "%u", days);
    set(&c[CURRENCY], WORDS, "USD");
    unsigned how = below(r, 1000);
    if (how < 50 && f->in->workers >= 30) { /* in riel, at the 4,000 that everybody reckons with */
        unsigned riel = cents * 40;
        set(&c[CURRENCY], WORDS, "KHR");
        set(&c[ALLOWANCES], NUMBER, "%u", extra * 40);
        set(&c[GROSS_PAY], FORMULA, "%u", riel + extra * 40);
        if (how < 15)
            set(&c[BASE_WAGE], NUMBER, "%u", riel);
        else
            set_written(&c[BASE_WAGE], riel, how >= 42, true);
        return;
    }
    set_cents(&c[ALLOWANCES], extra);
    set_cents(&c[BASE_WAGE], cents);
    set_cents(&c[GROSS_PAY], cents + extra);
    c[GROSS_PAY].kind = FORMULA;
    if (f->in->workers < 5)
        return;
    if (how < 75 && cents % 100 == 0)
        set_written(&c[BASE_WAGE], cents / 100, true, false);
    else if (how < 90 && cents % 100 == 0)
        set(&c[BASE_WAGE], WORDS, " %u ", cents / 100);
    else if (how < 105)
        set(&c[BASE_WAGE], NUMBER, "-99");
    else if (how < 112)
        c[BASE_WAGE].kind = EMPTY;
    if (c[BASE_WAGE].kind == EMPTY || strcmp(c[BASE_WAGE].value, "-99") == 0)
        c[GROSS_PAY].kind = EMPTY;
}

/* One row in 97 cannot be used, by a different fault each; clean must name each of them. */
static bool spoil(struct sample *s, struct cell *c)
{
    if (s->workers % 97 != 41)
        return false;
    switch (s->workers / 97 % 9) {
    case 0:
        set(&c[AGE], NUMBER, "210");
        break;
    case 1:
        set(&c[SECTOR], WORDS, "garmet");
        break;
    case 2:
        set(&c[BASE_WAGE], WORDS, "about 200");
        break;
    case 3:
        set(&c[BASE_WAGE], WORDS, "2O4");
        break; /* the letter O */
    case 4:
        set(&c[INTERVIEW_DATE], WORDS, "31/06/2024");
        break;
    case 5:
        set(&c[AGE], NUMBER, "3");
        break;
    case 6:
        set(&c[SECTOR], WORDS, "casino");
        break;
    case 7:
        set(&c[PAY_MONTH], WORDS, "2024-13");
        break;
    default:
        set(&c[FACTORY_ID], WORDS, "PNH-O7");
        break;
    }
    return true;
}

static void loans(struct sample *s, const struct cell *of)
{
    static const char *const lender[] = { "microfinance", "bank", "private lender", "family", "employer" };
    static const unsigned lender_weight[] = { 48, 16, 20, 10, 6 };
    static const char *const purpose[] = { "house or land", "health", "farm",     "old debt",
                                           "school",        "food",   "motorbike" };
    uint64_t *r = &s->random;
    unsigned u = below(r, 1000), n = u < 210 ? 1 : u < 260 ? 2 : u < 270 ? 3 : 0;
    for (unsigned i = 0; i < n; i++) {
        struct cell c[COUNT(loan_columns)] = { 0 };
        size_t who = pick(r, lender_weight, COUNT(lender));
        unsigned dollars = who < 2 ? 50 * (10 + below(r, 110)) : 10 * (5 + below(r, 60));
        unsigned rate = who < 2    ? 110 + 10 * below(r, 8)
                        : who == 2 ? 500 + 100 * below(r, 6)
                        : who == 3 ? 0
                                   : 100;
        bool riel = chance(r, 300);
        s->loans++;
        set(&c[0], WORDS, "%s", lender[who]);
        set(&c[1], WORDS, "%s", purpose[below(r, COUNT(purpose))]);
        if (riel && chance(r, 400))
            set_written(&c[2], dollars * 4000, chance(r, 200), true);
        else
            set(&c[2], NUMBER, "%u", riel ? dollars * 4000 : dollars);
        set(&c[3], WORDS, "%s", riel ? "KHR" : "USD");
        set_cents(&c[4], rate);
        set(&c[5], WORDS, "%s", who == 2 && chance(r, 600) ? "flat" : "declining");
        set(&c[6], NUMBER, "%u", who < 2 ? 12 * (1 + below(r, 5)) : 3 * (1 + below(r, 6)));
        set(&c[7], WORDS, "%s", who < 2 && chance(r, 700) ? "land title" : "none");
        set(&c[8], NUMBER, "%u", s->loans);
        set(&c[9], WORDS, "worker");
        set(&c[10], NUMBER, "%s", of[INDEX].value);
        set(&c[11], NUMBER, "%s", of[KOBO_ID].value);
        set(&c[12], WORDS, "%s", of[UUID].value);
        row_put(&s->loan, s->loans + 1, c, COUNT(loan_columns));
    }
}

/* ---- loans.csv and instalments.csv ---- */

enum lender { MFI, BANK, INFORMAL, FAMILY, EMPLOYER, GROUP };

struct debt {
    enum lender lender;
    unsigned id, principal, year, month, day; /* principal in dollars */
    bool riel, land;
    unsigned rate, fee, savings; /* hundredths of a per cent; of the principal in per cent */
    const char *period, *method;
    unsigned term, instalments; /* months; 0: not said */
    bool season;                /* paid by a schedule of its own */
};

/* Principal: hundredths of a per cent of it, in the digits of its currency. */
static void print_share(struct bytes *b, const struct debt *d, unsigned hundredths)
{
    unsigned long cents = (unsigned long)d->principal * hundredths / 100;
    if (d->riel)
        print(b, "%lu", cents * 40);
    else
        print(b, "%lu.%02lu", cents / 100, cents % 100);
}

static void informal(uint64_t *r, struct debt *d)
{
    unsigned kind = below(r, 100);
    d->principal = 10 * (3 + below(r, 60));
    d->period = "month";
    d->method = "balloon";
    d->term = 2 + below(r, 5);
    d->rate = 500 + 100 * below(r, 6);
    if (kind < 15) { /* a neighbour */
        d->rate = 2000;
        d->term = 1 + below(r, 3);
    } else if (kind < 45) { /* money counting */
        d->principal = 10 * (2 + below(r, 15));
        d->period = "term";
        d->method = "daily";
        d->term = 1;
        d->instalments = 14 + below(r, 8);
        d->rate = 1500 + 500 * below(r, 4);
    } else if (kind < 60) { /* "20 percent of the total loan" */
        d->period = "";
        d->method = chance(r, 500) ? "" : "flat";
        d->rate = 2000;
    }
}

static void formal(uint64_t *r, struct debt *d)
{
    const bool capped = d->year > 2017 || (d->year == 2017 && d->month >= 4);
    d->principal = 50 * (10 + below(r, d->lender == BANK ? 190 : 90));
    d->term = 12 * (1 + below(r, 5));
    d->land = chance(r, d->lender == MFI ? 790 : 700);
    d->fee = 1 + below(r, 3);
    d->rate = capped ? (d->lender == MFI ? 150 - 5 * below(r, 4) : 75 + 5 * below(r, 12)) : 180 + 10 * below(r, 12);
    if (d->lender == MFI && chance(r, 150)) { /* flat, and so over the cap */
        d->method = "flat";
        d->rate = 100 + 10 * below(r, 6);
    } else if (chance(r, 200)) {
        d->method = "equal-principal";
    } else if (chance(r, 100)) {
        d->rate = 1200 + 100 * below(r, 7);
        d->period = "year";
    }
    d->savings = chance(r, 120) ? 5 : 0;
    d->season = d->lender == MFI && strcmp(d->period, "month") == 0 && strcmp(d->method, "declining") == 0 && chance(r, 130);
}

static void debt_new(struct sample *s, struct debt *d, enum lender lender)
{
    uint64_t *r = &s->debt_random;
    *d = (struct debt){ .lender = lender, .id = ++s->ndebt, .period = "month", .method = "declining" };
    d->year = lender == INFORMAL ? 2024 : 2024 - (below(r, 9) * below(r, 9)) / 8; /* mostly the last years */
    d->month = 1 + below(r, d->year == 2024 ? 6 : 12);
    d->day = 1 + below(r, 28);
    d->riel = chance(r, 300);
    switch (lender) {
    case MFI:
    case BANK:
        formal(r, d);
        break;
    case INFORMAL:
        informal(r, d);
        break;
    case FAMILY:
        d->principal = 10 * (5 + below(r, 60));
        d->term = 3 * (1 + below(r, 6));
        break;
    case EMPLOYER:
        d->principal = 10 * (5 + below(r, 30));
        d->rate = 100;
        d->method = "flat";
        d->term = 3 + below(r, 10);
        break;
    case GROUP:
        d->principal = 10 * (10 + below(r, 80));
        d->rate = 200;
        d->term = 6 + below(r, 7);
        break;
    }
}

static void date_put(struct bytes *b, const struct debt *d, unsigned months)
{
    unsigned m = d->month - 1 + months;
    print(b, "%04u-%02u-%02u", d->year + m / 12, m % 12 + 1, d->day);
}

/* Interest each three months on what is left; the principal in two parts, after the harvests; dearer than it is called. */
static void season_put(struct bytes *b, const struct debt *d)
{
    unsigned whole = 10000, left = whole; /* hundredths of a per cent of the principal */
    for (unsigned m = 3; m <= d->term; m += 3) {
        unsigned interest = (left * (d->rate + 10) * 3) / 10000, back = 0;
        if (m == d->term)
            back = left;
        else if (m == d->term / 2)
            back = whole / 2;
        print(b, "L%04u,", d->id);
        date_put(b, d, m);
        text(b, ",");
        print_share(b, d, interest + back);
        text(b, "\n");
        left -= back;
    }
}

static void debt_put(struct sample *s, const struct cell *of, const struct debt *d, unsigned income)
{
    static const char *const lender[] = { "mfi", "bank", "informal", "family", "employer", "savings_group" };
    uint64_t *r = &s->debt_random;
    struct bytes *b = &s->debts;
    print(b, "L%04u,%s,%s,", d->id, of[WORKER_ID].value, chance(r, 10) ? "" : lender[d->lender]);
    print_share(b, d, 10000);
    print(b, ",%s,", d->riel ? "KHR" : "USD");
    date_put(b, d, 0);
    print(b, ",%u.%02u,%s,%s,", d->rate / 100, d->rate % 100, d->period, d->method);
    if (d->term > 0 && !chance(r, 10))
        print(b, "%u", d->term);
    text(b, ",");
    if (d->instalments > 0)
        print(b, "%u", d->instalments);
    else if (d->term > 0 && d->period[0])
        print(b, "%u", d->term);
    text(b, ",");
    if (d->lender != MFI || !chance(r, 60)) /* some do not know what was taken */
        print_share(b, d, 100 * d->fee);
    text(b, ",");
    print_share(b, d, 100 * d->savings);
    print(b, ",%s,", d->land ? "true" : "false");
    if (d->lender == MFI && d->year < 2018 && d->term >= 36 && chance(r, 400))
        print(b, "2019-%02u-%02u", 1 + below(r, 12), d->day);
    /* still being repaid in June 2024; private loans may be overdue */
    bool open = d->year * 12 + d->month - 1 + d->term > 2024 * 12 + 5 || (d->lender == INFORMAL && chance(r, 500));
    text(b, open ? ",true," : ",false,");
    if (income > 0)
        print(b, "%u", income);
    text(b, "\n");
    if (d->season)
        season_put(&s->instalments, d);
}

static void debts(struct sample *s, const struct cell *of)
{
    static const unsigned weight[] = { 520, 120, 220, 90, 25, 25 };
    uint64_t *r = &s->debt_random;
    unsigned u = below(r, 1000), n = u < 230 ? 1 : u < 310 ? 2 : u < 340 ? 3 : 0;
    unsigned income = 190 + below(r, 80) + below(r, 120);
    if (chance(r, 70))
        income = 0; /* not told */
    for (unsigned i = 0; i < n; i++) {
        struct debt d;
        debt_new(s, &d, (enum lender)pick(r, weight, COUNT(weight)));
        debt_put(s, of, &d, income);
    }
}

static void interview(struct sample *s, const struct factory *f)
{
    struct worker w = { 0 };
    struct cell *c = w.cell;
    bool probation = f->span == 0 && f->in->workers >= 5 && chance(&s->random, 60);
    person(s, c, f);
    dates(s, c, f, probation);
    set(&c[WORKER_TYPE], WORDS, "%s", probation ? "probation" : "regular");
    if (f->in->workers >= 5 && chance(&s->random, 5))
        set(&c[WORKER_TYPE], NUMBER, "-99");
    pay(s, c, f, probation);
    kobo(s, c);
    bool spoilt = f->in->workers >= 5 && spoil(s, c);
    row_put(&s->worker, s->rows + 1, c, COLUMNS);
    loans(s, c);
    debts(s, c);
    if (!spoilt && s->workers % 220 == 107 && s->again_n < COUNT(s->again))
        s->again[s->again_n++] = w;
    s->workers++;
}

/* ---- factories ---- */

static void factory_line(struct sample *s, const struct factory *f, const char *kind, unsigned number)
{
    uint64_t *r = &s->random;
    const char *name = fancy[below(r, COUNT(fancy))];
    unsigned staff = f->span > 0 ? 20 + below(r, 180) : 150 + 10 * below(r, 120) + 10 * below(r, 120);
    print(&s->factories, number % 8 == 5 ? "%s,\"Example %s %s, Branch %u\"" : "%s,Example %s %s %u", f->id,
          name, kind, number);
    print(&s->factories, ",%s,%s,%u,%s\n", f->in->en, f->in->km, staff, f->has_union ? "true" : "false");
}

static void factory_new(struct sample *s, struct factory *f, const struct province *in, unsigned number)
{
    uint64_t *r = &s->random;
    f->in = in;
    f->weight_cents = in->weight * (75 + below(r, 51));
    f->day = 156 + below(r, 112); /* 4 June to 23 September */
    f->has_union = chance(r, 620);
    snprintf(f->id, sizeof f->id, "%s-%03u", in->code, number % 1000);
}

/* The garment, footwear, textile and bag factories of one province; the last is on the list but not visited.
 */
static unsigned factories_of(struct sample *s, const struct province *p)
{
    static const char *const sector[] = { "garment", "footwear", "travel goods", "textile" };
    static const char *const kind[] = { "Garment", "Footwear", "Bags", "Textile" };
    static const unsigned weight[] = { 78, 12, 8, 2 };
    unsigned left = p->workers, number = 1, shift = 0;
    s->carry = below(&s->random, 1000);
    for (; number <= p->factories + (p->factories >= 6); number++) {
        struct factory f = { 0 };
        size_t which = pick(&s->random, weight, COUNT(sector));
        factory_new(s, &f, p, number);
        f.sector = sector[which];
        /* factories differ: in pairs, one as much above its province's share as the other is below it */
        unsigned room = p->per_mille_below < 210 ? p->per_mille_below - 10 : 200;
        shift = number % 2 == 1 ? below(&s->random, room) : shift;
        bool last = number >= p->factories && p->factories % 2 == 1;
        f.per_mille_below = p->per_mille_below +
                            (last              ? 0
                             : number % 2 == 1 ? shift
                                               : 0) -
                            (number % 2 == 0 ? shift : 0);
        factory_line(s, &f, kind[which], number);
        if (number > p->factories)
            continue;
        unsigned even = left / (p->factories + 1 - number), n = even;
        if (even >= 4 && number < p->factories)
            n = even * (75 + below(&s->random, 51)) / 100;
        else if (number == p->factories)
            n = left;
        left -= n;
        for (unsigned i = 0; i < n; i++)
            interview(s, &f);
    }
    return number;
}

static void province_put(struct sample *s, const struct province *p)
{
    unsigned number = factories_of(s, p);
    for (size_t i = 0; i < COUNT(sites); i++) {
        if (strcmp(sites[i].code, p->code) != 0)
            continue;
        struct factory f = { 0 };
        factory_new(s, &f, p, number);
        f.sector = sites[i].sector;
        f.low = sites[i].low;
        f.span = sites[i].span;
        f.has_union = f.has_union && sites[i].sector[0] == 'c';
        factory_line(s, &f, sites[i].kind, number++);
        for (unsigned k = 0; k < sites[i].workers; k++)
            interview(s, &f);
    }
}

/* The same worker sent twice, as a phone does on a bad line; every fourth time corrected in between. */
static void send_again(struct sample *s)
{
    for (size_t i = 0; i < s->again_n; i++) {
        struct cell *c = s->again[i].cell;
        kobo(s, c);
        if (i % 4 == 3)
            set(&c[AGE], NUMBER, "%u", 30u + (unsigned)i);
        row_put(&s->worker, s->rows + 1, c, COLUMNS);
    }
}

/* ---- files ---- */

static const char *const about_lines[] = {
    "MADE UP. No row is a person, no factory in it exists; names are common words put together by a program.",
    "Written by samples/generate.c of prak from a seed. Do not quote a figure from it as a finding.",
    "worker: one row per interview; loan: one row per loan, _parent_index is the worker's _index.",
    "base_wage: basic pay received for pay_month and days_worked (26 is a full month), in currency.",
    "weight: workers one interview stands for; stratum and factory_id are the survey design.",
    "-99: refused. The faults in it (digits, spaces, double interviews, impossible values) are on purpose.",
};

#define XML     "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN    "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define TYPE    "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define SHEET_TYPE(n)                                                                                        \
    "<Override PartName=\"/xl/worksheets/sheet" n ".xml\" ContentType=\"" TYPE "worksheet+xml\"/>"
#define SHEET_REL(n)                                                                                         \
    "<Relationship Id=\"rId" n "\" Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet" n ".xml\"/>"
#define SHEET(name, n) "<sheet name=\"" name "\" sheetId=\"" n "\" r:id=\"rId" n "\"/>"

/* The parts beside the sheets; style 1 is a date. */
static const struct {
    const char *name, *text;
} parts[] = {
    { "[Content_Types].xml",
      XML "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" "
          "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
          "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
          "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>" SHEET_TYPE("1")
              SHEET_TYPE("2") SHEET_TYPE("3") "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE
                                              "styles+xml\"/></Types>" },
    { "_rels/.rels", XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" "
                         "Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" },
    { "xl/workbook.xml", XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets>" SHEET(
                             "worker", "1") SHEET("loan", "2") SHEET("about", "3") "</sheets></workbook>" },
    { "xl/_rels/workbook.xml.rels",
      XML "<Relationships xmlns=\"" PACKAGE "relationships\">" SHEET_REL("1") SHEET_REL("2")
          SHEET_REL("3") "<Relationship Id=\"rId4\" Type=\"" OFFICE
                         "/styles\" Target=\"styles.xml\"/></Relationships>" },
    { "xl/styles.xml", XML
      "<styleSheet xmlns=\"" MAIN
      "\"><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
      "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
      "<fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders>"
      "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
      "<cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
      "<xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
      "applyNumberFormat=\"1\"/></cellXfs>"
      "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
      "builtinId=\"0\"/></cellStyles></styleSheet>" },
};

static void about_put(struct bytes *b)
{
    static const char *const header[] = { "about" };
    sheet_begin(b);
    header_put(b, header, 1);
    for (size_t i = 0; i < COUNT(about_lines); i++) {
        struct cell c;
        set(&c, WORDS, "%s", about_lines[i]);
        row_put(b, (unsigned)i + 2, &c, 1);
    }
    sheet_end(b);
}

static void workbook_publish(struct sample *s, const char *directory)
{
    struct zip z = { 0 };
    struct bytes about = { 0 };
    about_put(&about);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct bytes b = { 0 };
        text(&b, parts[i].text);
        zip_add(&z, parts[i].name, &b);
    }
    zip_add(&z, "xl/worksheets/sheet1.xml", &s->worker);
    zip_add(&z, "xl/worksheets/sheet2.xml", &s->loan);
    zip_add(&z, "xl/worksheets/sheet3.xml", &about);
    zip_end(&z);
    publish(directory, "kobo-wages.xlsx", &z.out);
    free(z.out.p);
}

static void sample_make(struct sample *s, const char *directory)
{
    text(&s->factories, "factory_id,factory_name,province,province_km,workers,has_union\n");
    text(&s->debts, "loan_id,worker_id,lender,principal,currency,lent_on,rate,rate_period,method,term_months,instalments,"
                    "fees,savings,land_title,refinanced_on,open,income\n");
    text(&s->instalments, "loan_id,date,amount\n");
    s->debt_random = s->random ^ 0x5DEB7;
    sheet_begin(&s->worker);
    sheet_begin(&s->loan);
    header_put(&s->worker, worker_columns, COLUMNS);
    header_put(&s->loan, loan_columns, COUNT(loan_columns));
    for (size_t i = 0; i < COUNT(provinces); i++)
        province_put(s, &provinces[i]);
    send_again(s);
    sheet_end(&s->worker);
    sheet_end(&s->loan);
    publish(directory, "factories.csv", &s->factories);
    publish(directory, "loans.csv", &s->debts);
    publish(directory, "instalments.csv", &s->instalments);
    free(s->factories.p);
    free(s->debts.p);
    free(s->instalments.p);
    workbook_publish(s, directory);
}

int main(int argc, char **argv)
{
    static struct sample s;
    const char *directory = NULL;
    s.random = DEFAULT_SEED;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
            char *end;
            errno = 0;
            s.random = strtoull(argv[++i], &end, 10);
            if (errno != 0 || *end != '\0' || end == argv[i]) {
                fprintf(stderr, "generate: --seed: not a number\n");
                return 2;
            }
        } else if (directory == NULL && argv[i][0] != '-') {
            directory = argv[i];
        } else {
            directory = NULL;
            break;
        }
    }
    if (directory == NULL) {
        fprintf(stderr, "usage: generate [--seed N] DIRECTORY\n");
        return 2;
    }
    sample_make(&s, directory);
    return 0;
}
