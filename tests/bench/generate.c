/*
 * generate ROWS [SEED] - made-up wage interviews as CSV on stdout, the same bytes for the same seed everywhere.
 * generate -f ROWS - factories; generate -l ROWS WORKERS - loans of the workers of that many interviews, several to one;
 * generate -d ROWS - loans with their terms: three in four of them have fees, and so rates that are roots.
 * generate -k ROWS - contracts of a fifth as many workers, one after another or with a break, strewn over the rows.
 *
 * worker_id,interview_date,province,sector,sex,age,factory_id,contract,base_wage,hours_week,overtime_pay,weight
 * Integer arithmetic only. With -q every text cell is quoted and one in twenty provinces holds a comma, a quote or a
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

static void put_month_end(uint32_t month, uint32_t less)
{
    static const unsigned char days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    printf("%u-%02u-%02u", month / 12, month % 12 + 1, days[month % 12] - less);
}

/* Five contracts a worker, each a function of its number; the numbers are strewn by a prime. */
static void contracts(uint64_t i, uint64_t rows)
{
    const uint64_t id = (i * 7368787) % rows, worker = id / 5, k = id % 5;

    state = worker;
    for (int warm = 0; warm < 4; warm++)
        below(2);
    const uint32_t factory = below(500), length = below(3) ? 6 : 12, start = 12 * (2012 + below(8)) + below(12) + (uint32_t)k * length;
    const bool udc = k == 4 && below(20) == 0, broken = k == 3 && below(16) == 0, oral = below(50) == 0;

    printf("%" PRIu64 ",%" PRIu64 ",%u,%s,%u-%02u-01,%u-%02u-01,", id + 1, 1000000 + worker, factory + 1, udc ? "UDC" : "FDC", start / 12,
           start % 12 + 1, start / 12, start % 12 + 1);
    put_month_end(start + length - 1, broken ? 20 : 0);
    puts(oral ? ",false" : ",true");
}

int main(int argc, char **argv)
{
    static char room[1 << 20];
    const char kind = argc > 1 && argv[1][0] == '-' ? argv[1][1] : '\0';
    const int k = kind ? 2 : 1;

    if (argc <= k || (kind && !strchr("qpfldk", kind))) {
        fputs("usage: generate [-q|-p] ROWS [SEED] | -f ROWS | -d ROWS | -k ROWS | -l ROWS WORKERS\n", stderr);
        return 2;
    }
    const uint64_t rows = strtoull(argv[k], NULL, 10), more = argc > k + 1 ? strtoull(argv[k + 1], NULL, 10) : 0;
    setvbuf(stdout, room, _IOFBF, sizeof room);
    state = 20261121;
    if (kind == 'f' || kind == 'l' || kind == 'd') {
        puts(kind == 'f'   ? "factory_id,factory_name,district,buyer,union_present,headcount,min_wage_zone,registered"
             : kind == 'l' ? "loan_id,worker_id,lender,principal,rate,opened,balance"
                           : "loan_id,principal,currency,lent_on,rate,rate_period,method,term_months,fees,lender");
        for (uint64_t i = 0; i < rows; i++)
            kind == 'f' ? factory(i) : kind == 'l' ? loan(i, more ? more : 1) : debt(i);
        return fflush(stdout) ? 3 : 0;
    }
    if (kind == 'k') {
        puts("contract_id,worker_id,factory_id,type,signed,starts,ends,written");
        for (uint64_t i = 0; i < rows; i++)
            contracts(i, rows);
        return fflush(stdout) ? 3 : 0;
    }
    quoted = kind == 'q';
    sampled = kind == 'p';
    state = more ? more : state;
    printf("worker_id,interview_date,province,sector,sex,age,factory_id,contract,base_wage,hours_week,overtime_pay,weight%s\n",
           sampled ? ",domain,nested,crossed" : "");
    for (uint64_t i = 0; i < rows; i++)
        row(i, rows ? rows : 1);
    return fflush(stdout) ? 3 : 0;
}
