/*
 * generate ROWS [SEED] - made-up wage interviews as CSV on stdout, the same bytes for the same seed everywhere.
 * generate -f ROWS - factories; generate -l ROWS WORKERS - loans of the workers of that many interviews, several to one;
 * generate -d ROWS - loans with their terms: three in four of them have fees, and so rates that are roots.
 * generate -c ROWS - contracts, five to a worker, far apart; generate -m ROWS - memberships in 500 unions, some of the same
 * persons.
 *
 * worker_id,interview_date,province,sector,sex,age,factory_id,contract,base_wage,hours_week,overtime_pay,weight
 * Integer arithmetic only. With -q every text cell is quoted, names too, and one in twenty provinces holds a comma, a quote or a
 * line end. With -p three columns more: domain (150), nested (3,000 sampling units, 20 a domain), crossed (3,000).
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;
static bool quoted, sampled;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((state >> 32) * n) >> 32);
}

static const char *const province[] = {
    "Banteay Meanchey", "Battambang",  "Kampong Cham",   "Kampong Chhnang", "Kampong Speu", "Kampong Thom", "Kampot",
    "Kandal",           "Kep",         "Koh Kong",       "Kratie",          "Mondul Kiri",  "Oddar Meanchey",
    "Pailin",           "Phnom Penh",  "Preah Sihanouk", "Preah Vihear",    "Prey Veng",    "Pursat",
    "Ratanak Kiri",     "Siem Reap",   "Stung Treng",    "Svay Rieng",      "Takeo",        "Tboung Khmum",
};
static const char *const sector[] = { "garment",      "garment",     "garment",     "garment",   "footwear",
                                      "travel goods", "construction", "agriculture", "transport", "education" };
static const char *const contract[] = { "UDC", "FDC", "FDC", "casual" };

static void text(const char *s)
{
    printf(quoted ? "\"%s\"" : "%s", s);
}

static void header(void)
{
    static const char *const name[] = { "worker_id", "interview_date", "province",     "sector", "sex",
                                        "age",       "factory_id",     "contract",     "base_wage", "hours_week",
                                        "overtime_pay", "weight",      "domain",       "nested", "crossed" };
    const size_t n = sizeof name / sizeof *name - (sampled ? 0 : 3);

    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            putchar(',');
        text(name[i]);
    }
    putchar('\n');
}

static void awkward_province(const char *name)
{
    static const char *const tail[] = { ", town", " \"\"new\"\"", "\nsecond line" };

    printf("\"%s%s\"", name, tail[below(3)]);
}

static void row(uint64_t i, uint64_t rows)
{
    /* ids spread by a prime, two in a hundred interviewed before */
    uint64_t id = i > 100 && below(50) == 0 ? (((uint64_t)below(UINT32_MAX) << 8) + below(256)) % i : i;
    uint32_t wage = 9000 + below(8000) + below(8000) + below(8000), year = 2015 + below(10);

    printf("%" PRIu64 ",", 1000000 + (id * 7368787) % rows * 7);
    printf(quoted ? "\"%u-%02u-%02u\"," : "%u-%02u-%02u,", year, 1 + below(12), 1 + below(28));
    const uint32_t factory = below(5000);
    const char *where = province[factory % 25];
    if (quoted && below(20) == 0)
        awkward_province(where);
    else
        text(where);
    putchar(',');
    text(sector[below(10)]);
    putchar(',');
    text(below(100) < 75 ? "F" : "M");
    printf(",%u,%u,", 16 + below(25) + below(25), factory + 1);
    text(contract[below(4)]);
    printf(",%u.%02u,%u,%u.%02u,%u.%06u", wage / 100, wage % 100, 36 + below(37), below(90), below(100),
           50 + below(400), below(1000000));
    if (sampled) {
        const uint32_t unit = below(3000);
        printf(",%u,%u,%u", 1 + unit / 20, 1 + unit, 1 + below(3000));
    }
    putchar('\n');
}

static void factory(uint64_t i)
{
    static const char *const buyer[] = { "north", "south", "east", "west", "several", "none" };

    printf("%" PRIu64 ",Factory %05" PRIu64 "%s,", i + 1, i + 1, below(3) ? "" : " Co. Ltd");
    printf("D%u,%s,%s,", 1 + below(197), buyer[below(6)], below(100) < 42 ? "yes" : "no");
    printf("%u,%c,", 20 + below(6000), (int)('A' + below(3)));
    printf("%u-%02u-%02u\n", 2015 + below(10), 1 + below(12), 1 + below(28));
}

static void loan(uint64_t i, uint64_t workers)
{
    static const char *const lender[] = { "MFI", "bank", "informal", "family", "employer" };
    const uint64_t worker = (((uint64_t)below(UINT32_MAX) << 8) + below(256)) % workers;
    const uint32_t lent = 5000 + below(1200000), left = below(lent);

    printf("%" PRIu64 ",%" PRIu64 ",%s,", i + 1, 1000000 + worker * 7, lender[below(5)]);
    printf("%u.%02u,%u.%02u,", lent / 100, lent % 100, below(5), below(100));
    printf("%u-%02u-%02u,%u.%02u\n", 2015 + below(10), 1 + below(12), 1 + below(28), left / 100, left % 100);
}

static void debt(uint64_t i)
{
    static const char *const lender[] = { "mfi", "mfi", "bank", "informal", "family" };
    static const char *const method[] = { "declining", "declining", "flat", "equal-principal", "balloon" };
    const uint32_t lent = 100 + below(11900), rate = 50 + below(450), fee = below(4) ? below(lent * 3) : 0;

    printf("%" PRIu64 ",%u,USD,%u-%02u-%02u,", i + 1, lent, 2015 + below(10), 1 + below(12), 1 + below(28));
    printf("%u.%02u,month,%s,%u,", rate / 100, rate % 100, method[below(5)], 3 + below(58));
    printf("%u.%02u,%s\n", fee / 100, fee % 100, lender[below(5)]);
}

/* Five terms of a worker, one after another; of one in eight a month lies between the second and the third. */
static void work_contract(uint64_t i, uint64_t rows)
{
    static const uint32_t term[] = { 3, 6, 6, 12 };
    const uint64_t workers = rows / 5 ? rows / 5 : 1, worker = i * 7368787 % workers, k = i / workers;
    const uint32_t mixed = (uint32_t)((worker * UINT64_C(0x9E3779B97F4A7C15)) >> 32), months = term[mixed % 4];
    const uint64_t first = 2016 * 12 + (mixed >> 8) % 60 + k * months + (mixed >> 20) % 8 / 7 * (k > 1), last = first + months - 1;
    static const uint32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    printf("%" PRIu64 ",W%07" PRIu64 ",F%03u,FDC,", i + 1, worker, (mixed >> 4) % 1000);
    printf("%" PRIu64 "-%02" PRIu64 "-01,%" PRIu64 "-%02" PRIu64 "-%u\n", first / 12, first % 12 + 1, last / 12, last % 12 + 1,
           days[last % 12]);
}

static void membership(uint64_t i, uint64_t rows)
{
    const uint64_t person = (((uint64_t)below(UINT32_MAX) << 8) + below(256)) % (rows - rows / 8 + 1);

    (void)i;
    printf("u%u,K%09" PRIu64 ",", 1 + below(500), person);
    printf("%u-%02u-%02u,", 2015 + below(9), 1 + below(12), 1 + below(28));
    if (below(5) == 0)
        printf("2024-%02u-%02u", 1 + below(12), 1 + below(28));
    printf(",%s,%s\n", below(3) ? "true" : "false", below(4) ? "F" : "M");
}

static void one_factory(uint64_t i, uint64_t rows)
{
    (void)rows;
    factory(i);
}

static void one_debt(uint64_t i, uint64_t rows)
{
    (void)rows;
    debt(i);
}

static const struct kind {
    char letter;
    const char *header;
    void (*row)(uint64_t i, uint64_t rows); /* rows: of loans, the workers */
} kinds[] = {
    { 'f', "factory_id,factory_name,district,buyer,union_present,headcount,min_wage_zone,registered", one_factory },
    { 'l', "loan_id,worker_id,lender,principal,rate,opened,balance", loan },
    { 'd', "loan_id,principal,currency,lent_on,rate,rate_period,method,term_months,fees,lender", one_debt },
    { 'c', "contract_id,worker_id,factory_id,type,start,end", work_contract },
    { 'm', "union,person,joined,left,dues,sex", membership },
};

static int write_kind(const struct kind *kind, uint64_t rows, uint64_t more)
{
    puts(kind->header);
    for (uint64_t i = 0; i < rows; i++)
        kind->row(i, kind->letter == 'l' ? (more ? more : 1) : rows);
    return fflush(stdout) ? 3 : 0;
}

int main(int argc, char **argv)
{
    static char room[1 << 20];
    const char letter = argc > 1 && argv[1][0] == '-' ? argv[1][1] : '\0';
    const int k = letter ? 2 : 1;

    if (argc <= k || (letter && !strchr("qpfldcm", letter))) {
        fputs("usage: generate [-q|-p] ROWS [SEED] | -f|-d|-c|-m ROWS | -l ROWS WORKERS\n", stderr);
        return 2;
    }
    const uint64_t rows = strtoull(argv[k], NULL, 10), more = argc > k + 1 ? strtoull(argv[k + 1], NULL, 10) : 0;
    setvbuf(stdout, room, _IOFBF, sizeof room);
    state = 20261121;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (letter == kinds[i].letter)
            return write_kind(&kinds[i], rows, more);
    quoted = letter == 'q';
    sampled = letter == 'p';
    state = more ? more : state;
    header();
    for (uint64_t i = 0; i < rows; i++)
        row(i, rows ? rows : 1);
    return fflush(stdout) ? 3 : 0;
}
