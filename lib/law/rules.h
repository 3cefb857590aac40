/*
 * rules.h - law as data: the tables of a rules folder, checked once and looked up by key and month.
 *
 * A rule table's first column is rule_id; the columns from there to valid_from are its selectors (sector,
 * component, worker_type …). A rule's id is `TABLE.SELECTORS.VALID_FROM`, selectors joined by '-', spaces in
 * them as '_'. Where the table has `value`, that is an exact decimal in `unit`. A table that does not begin
 * with rule_id is a plain list: its first column is the key. A selector named band_from is a number, the lower
 * end of a band whose upper end stands in the column band_to. prak-rules(5) is the description for people who
 * add rows.
 *
 * Opened and loaded by one thread; afterwards read-only, so any number of threads may look up. What a lookup
 * gives is borrowed and lives as long as the rules.
 */
#ifndef PRAK_LAW_RULES_H
#define PRAK_LAW_RULES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"

/* Best to worst, so that the worst of several is the greatest. */
enum prak_confidence {
    PRAK_CONFIDENCE_NONE, /* nothing that carries a confidence was used */
    PRAK_CONFIDENCE_2SRC,
    PRAK_CONFIDENCE_1SRC,
    PRAK_CONFIDENCE_DERIVED,
    PRAK_CONFIDENCE_SEED,
    PRAK_CONFIDENCE_MEMORY
};
/* "2src" …; "" for NONE. */
const char *prak_confidence_name(enum prak_confidence c);
/* 0, or -1 when the text is not one of the names. */
int prak_confidence_parse(struct prak_str text, enum prak_confidence *c);
enum prak_confidence prak_confidence_worst(enum prak_confidence a, enum prak_confidence b);
/* What --strict refuses: seed and memory. */
bool prak_confidence_unverified(enum prak_confidence c);

struct prak_rule_table;

#define PRAK_RULES_JOINED 512 /* ids of rules that one finding may rest on */
#define PRAK_RULES_NAMED  16  /* rules that one option may name */

struct prak_rule {
    struct prak_str id;
    const struct prak_str *selector; /* as many as the table has selector columns */
    int32_t from, to;                /* days, both inclusive; INT32_MIN: no start known, INT32_MAX: in force */
    int32_t verified;                /* the last day that the sources speak for it; INT32_MAX: no such end */
    struct prak_str lapsed;          /* "unverified_after_2013-12-31": the reason for a finding past that day */
    bool banded, topped;             /* band_from is a number and not `any`; the band has an upper end */
    struct prak_dec band_from, band_to;
    bool has_value;
    struct prak_dec value;
    struct prak_str unit; /* "USD/month" */
    enum prak_confidence confidence;
    const struct prak_rule_table *table;
    size_t row;
};

struct prak_rules;

/* dir: the folder; kept by copy, nothing is read yet. ESYS: memory. */
int prak_rules_open(const char *dir, struct prak_rules **out, struct prak_err *e);
void prak_rules_free(struct prak_rules *r); /* NULL is allowed */
/*
 * Loads and checks DIR/NAME.csv, once; a second call gives the same table. Refused (EDATA, with file and
 * line): a missing column, an id that is not TABLE.SELECTORS.VALID_FROM or appears twice, a bad date, an end
 * before its start, a bad number, band, unit, confidence or date_precision, two rows of the same selectors
 * (`any` equals every selector, bands that meet are the same) whose dates overlap, and in a table that the list
 * `tables` calls complete a day or a band that is left out between the first and the last. The list `tables`, if
 * the folder has one, is loaded with the first rule table, `currencies` with the first that has units.
 */
int prak_rules_load(struct prak_rules *r, const char *name, const struct prak_rule_table **out,
                    struct prak_err *e);

/* Is there a DIR/NAME.csv? For tables that a folder may leave out. */
bool prak_rules_has(const struct prak_rules *r, const char *name);

/* The files read so far, for the run record. */
struct prak_rules_file {
    const char *path;
    const char *hex; /* SHA-256 */
};
size_t prak_rules_files(const struct prak_rules *r);
struct prak_rules_file prak_rules_file(const struct prak_rules *r, size_t i);

/* ---- one table ---- */

size_t prak_rule_count(const struct prak_rule_table *t); /* 0 for a plain list */
const struct prak_rule *prak_rule_at(const struct prak_rule_table *t, size_t i);
size_t prak_rule_selectors(const struct prak_rule_table *t);
/* Does any rule, at any date, have this text in this selector? */
bool prak_rule_names(const struct prak_rule_table *t, size_t selector, struct prak_str text);
/* Rows of a table, rules or plain list; a cell of a column that the table does not have is empty. */
size_t prak_rule_rows(const struct prak_rule_table *t);
struct prak_str prak_rule_cell(const struct prak_rule_table *t, size_t row, const char *column);
/* Row of a plain list whose key is the text, or SIZE_MAX. */
size_t prak_rule_row(const struct prak_rule_table *t, struct prak_str key);
/* Like prak_fail for a fault in a table that the caller found: EDATA with file and line of the row. */
int prak_rule_fault(const struct prak_rule_table *t, size_t row, const char *column, const char *msg,
                    struct prak_err *e);

/*
 * Rules whose selectors match and that are in force on each day of first..last. select: one text per
 * selector; one of n 0 matches all, and a rule's `any` matches every text. FOUND: *n rules in out (table
 * order). NONE: no rule touches the days. CHANGES: a matching rule begins or ends inside them, so that no one
 * answer holds for all days. MANY: more than cap rules match. UNVERIFIED: nobody has shown that a matching rule
 * (out[0]) still held on the last day; its `lapsed` is the reason to give, and its value is not to be used.
 */
enum prak_rule_verdict { PRAK_RULE_FOUND, PRAK_RULE_NONE, PRAK_RULE_CHANGES, PRAK_RULE_MANY, PRAK_RULE_UNVERIFIED };
enum prak_rule_verdict prak_rule_match(const struct prak_rule_table *t, const struct prak_str *select,
                                       int32_t first, int32_t last, const struct prak_rule **out, size_t cap,
                                       size_t *n);
/* The one rule; MANY when selectors left open let several match. */
enum prak_rule_verdict prak_rule_find(const struct prak_rule_table *t, const struct prak_str *select,
                                      int32_t first, int32_t last, const struct prak_rule **out);
/*
 * The one rule in whose band x lies (`any`: every x); what select says of band_from is passed over. x must have no more
 * digits after the point than the bands: between 100 and 101 there is no band, and NONE. In a table without bands as
 * prak_rule_find.
 */
enum prak_rule_verdict prak_rule_band(const struct prak_rule_table *t, const struct prak_str *select, int32_t first,
                                      int32_t last, const struct prak_dec *x, const struct prak_rule **out);

/* The part of a unit before (part 0) or after (part 1) the slash; n 0 when there is none. */
struct prak_str prak_rule_unit(const struct prak_rule *rule, int part);
/* Digits after the point of a currency that the table `currencies` lists; -1 for another. The table must be
 * loaded. */
int prak_rules_currency(const struct prak_rules *r, struct prak_str code);
#endif
