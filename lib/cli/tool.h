/*
 * tool.h - what a program says to the engine, and the engine to a program.
 *
 * A program is a description (struct prak_tool), a plan (its options and what it bound), `begin`, and one of three
 * shapes: a map (rows in, rows out, pure), a fold (rows into a part; parts merge in any order) or a group (all rows
 * of one key at a time). The engine opens, reads, cuts, threads, spills, orders, counts, rejects, writes, publishes
 * and reports. A program never opens a file, parses argv, prints, exits, frees, or knows what CSV is.
 */
#ifndef PRAK_CLI_TOOL_H
#define PRAK_CLI_TOOL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"
#include "io/reader.h"
#include "table/batch.h"
#include "table/expr.h"
#include "table/limit.h"
#include "table/memo.h"
#include "table/schema.h"
#include "table/sort_key.h"
#include "table/table.h"

struct prak_rules;
struct prak_fx;
struct prak_run;  /* begin's side of the engine: options, inputs, ports, tables */
struct prak_task; /* a callback's side: arena, output, rejects, counters; one per worker */

/* ---- options ---- */

enum prak_opt_kind {
    PRAK_OPT_FLAG,  /* bool */
    PRAK_OPT_TEXT,  /* const char *; NULL or the fallback when not given */
    PRAK_OPT_LIST,  /* struct prak_list: may be repeated, order kept */
    PRAK_OPT_COUNT, /* uint64_t; suffixes K, M, G (1024) */
    PRAK_OPT_DECIMAL /* struct prak_dec */
};

struct prak_opt {
    enum prak_opt_kind kind;
    char letter;          /* short form, 0 = none */
    const char *name;     /* long form */
    const char *arg;      /* name of its value in the help, NULL for a flag */
    const char *fallback; /* value when not given, shown in the help; NULL = none */
    const char *choices;  /* "a|b|c": one of these; NULL = free */
    const char *help;
    size_t offset;        /* of the field in the plan */
    bool required;
};
#define PRAK_OPT_END { .name = NULL }

/* ---- the description ---- */

enum {
    PRAK_EACH_HEADER = 1, /* every input has its own header and is not bound to the first (render) */
    PRAK_ORDERED = 2,     /* batches reach fold in input order, one at a time (render) */
    PRAK_RAW = 4,         /* end writes bytes of its own, not records (render, lists) */
    PRAK_LAST_IS_TABLE = 8, /* the last operand is a second input, not a file to stream (join) */
    PRAK_FORMATS = 16,    /* opens its inputs by `open` (import) */
    PRAK_NO_SPLIT = 32    /* reads everything in one thread */
};

struct prak_tool {
    const char *name;     /* "wage"; the program is prak-wage */
    const char *brief;    /* one line, lower case */
    const char *synopsis; /* operands after [options], e.g. "[LEFT] RIGHT" */
    const char *example;  /* one runnable command line */
    const char *memory;   /* constant | groups | keys | all rows */
    const struct prak_opt *opts;
    size_t plan_size, part_size;
    unsigned flags;

    /* Takes an operand that is not a file (stats: one with a '('): 1 taken, 0 it is a file, -1 failure. May be NULL. */
    int (*operand)(void *plan, struct prak_run *, const char *text, struct prak_err *);
    /* PRAK_FORMATS: opens an input. */
    int (*open)(const void *plan, const char *path, struct prak_source **, bool *records_only, struct prak_err *);
    /* Binds columns, tables, ports. Once, single-threaded; afterwards the plan is read-only. */
    int (*begin)(void *plan, struct prak_run *, struct prak_err *);

    /* one of three */
    int (*map)(const void *plan, const struct prak_batch *, struct prak_task *, struct prak_err *);
    /* whole: NULL in the first pass; the merged part in the second (prak_two_pass). */
    int (*fold)(const void *plan, const void *whole, void *part, const struct prak_batch *, struct prak_task *,
                struct prak_err *);
    int (*group)(const void *plan, const struct prak_batch *one_key, struct prak_task *, struct prak_err *);
    /* instead of the three: a row's key. The rows leave as they came, in the order of their keys; equal keys in that of
       the input. */
    int (*key)(const void *plan, const struct prak_batch *, size_t row, struct prak_sort_key *key, struct prak_task *,
               struct prak_err *);

    /* with a part */
    int (*part_new)(const void *plan, void *part, struct prak_err *); /* part is zeroed; may be NULL */
    void (*part_free)(void *part);
    int (*merge)(const void *plan, void *into, void *from, struct prak_err *);
    /* Between the passes, on the merged first part; may be NULL. */
    int (*between)(const void *plan, void *whole, struct prak_err *);

    /* After the last row: further rows (prak_cell…, prak_emit(task, NULL, 0)) or raw bytes (prak_raw). part: NULL for
       a map; in two passes `whole` is the first pass's part and `part` the second's. */
    int (*end)(const void *plan, void *whole, void *part, struct prak_task *, struct prak_err *);
    /* Frees what begin took outside the run's arena; may be NULL. */
    void (*close)(void *plan);
};

/* Position of text in "a|b|c" (an option's choices), 0 when it is none of them. */
unsigned prak_choice(const char *choices, const char *text);

/* A program's main: `return prak_main(argc, argv, &tool);` */
int prak_main(int argc, char **argv, const struct prak_tool *tool);

/* ---- in begin ---- */

struct prak_arena *prak_run_arena(struct prak_run *);
/* Input columns as they come. */
const struct prak_schema *prak_input(struct prak_run *);
/* Name of an input, and how many there are. */
const char *prak_input_name(struct prak_run *, size_t i);
size_t prak_inputs(struct prak_run *);
/* Binds an input column: *bound is its index in prak_batch.cell. Unknown: EUSAGE with the nearest name. */
int prak_in(struct prak_run *, struct prak_str name, unsigned *bound, struct prak_err *);
/* The same as a binder for expressions. */
struct prak_binder prak_run_binder(struct prak_run *);
/* Appends an output column; its number is for prak_cell. A name already there: EUSAGE. */
int prak_add(struct prak_run *, struct prak_str name, enum prak_type type, unsigned *col, struct prak_err *);
/* Replaces the cells of an input column (same place, same name): its number for prak_cell. Unset = unchanged. */
int prak_replace(struct prak_run *, struct prak_str name, enum prak_type type, unsigned *col, struct prak_err *);
int prak_rename(struct prak_run *, struct prak_str from, struct prak_str to, struct prak_err *);
/* The same for the values of a repeated option, each `OLD=NEW,…`. */
int prak_rename_list(struct prak_run *, const struct prak_list *, struct prak_err *);
/* Keeps just these output columns, in this order (after every add, replace and rename). */
int prak_select(struct prak_run *, const struct prak_str *names, size_t n, struct prak_err *);
/* No input column goes to the output (folds begin so). */
void prak_output_none(struct prak_run *);
/* Output columns as they stand; types may be set. */
struct prak_schema *prak_output(struct prak_run *);
/* A second input as a table, the run's (its SHA-256 goes to the record); the columns `lead` stand first in its rows. */
int prak_run_table(struct prak_run *, const char *path, const struct prak_str *lead, size_t nlead, struct prak_table **,
                   struct prak_err *);
/* Indexes such a table, in as many threads as the run has. */
int prak_run_index(struct prak_run *, struct prak_table *, const size_t *cols, size_t n, struct prak_err *);
/* The file that PRAK_LAST_IS_TABLE set aside. */
const char *prak_table_operand(struct prak_run *);
/* Names a file whose hash belongs in the run record (schemas, rules). */
int prak_run_uses(struct prak_run *, const char *path, const char hex[65], struct prak_err *);
/* The same for the tables of a rules folder, and a table of exchange rates (NULL: none). */
int prak_run_uses_rules(struct prak_run *, const struct prak_rules *, const char *fx_path, const struct prak_fx *,
                        struct prak_err *);
/* Folder of the rule tables: --rules, else the one installed beside the program. */
int prak_rules_dir(struct prak_run *, const char *option, const char **dir, struct prak_err *);
/* A counter told on stderr at the end (always: unless -q; else only with --summary or -v). */
int prak_counter(struct prak_run *, const char *label, bool always, unsigned *id, struct prak_err *);
/* The same for what ought not to be: told unless -q, but only where there was any. */
int prak_warning(struct prak_run *, const char *label, unsigned *id, struct prak_err *);
/* A side output of CSV records with a header of its own (log, unmatched); path NULL: *port = PRAK_NO_PORT. */
#define PRAK_NO_PORT 255u
int prak_port(struct prak_run *, const char *path, const char *header_line, unsigned *port, struct prak_err *);
/* First-wins keys, judged serially in input order: unique rejects the later row, distinct drops it. */
enum prak_first { PRAK_UNIQUE, PRAK_DISTINCT };
int prak_first(struct prak_run *, enum prak_first, const struct prak_str *names, size_t n, unsigned *id,
               struct prak_err *);
/* The cells of a key, as bound columns. */
struct prak_first_of {
    unsigned first;
    const unsigned *cell;
    size_t n;
};
/* There is just one such key, PRAK_DISTINCT, and all rows go by prak_emit_first: keys beyond --memory are put aside. */
int prak_once(struct prak_run *, struct prak_err *);
/* map: what rows with like cells in these bound columns come to is kept in `size` bytes for each combination. Once. */
int prak_remember(struct prak_run *, const struct prak_memo_fact *, size_t n, size_t size, struct prak_err *);
/* fold: read the input twice (a pipe is spooled). */
void prak_two_pass(struct prak_run *);
/* group: the columns that make the key. */
int prak_group_key(struct prak_run *, const unsigned *bound, size_t n, struct prak_err *);
/* Says which option (and which of its columns, or NULL) a usage error is about. Always returns -1. */
int prak_in_option(const char *option, const struct prak_str *name, struct prak_err *);
/* Facts some programs print or decide by. */
bool prak_show_values(const struct prak_run *);
bool prak_out_is_terminal(const struct prak_run *);
bool prak_out_colour(const struct prak_run *);
size_t prak_out_width(const struct prak_run *); /* terminal columns, 0 = not a terminal */
bool prak_out_bom(const struct prak_run *);
size_t prak_memory(const struct prak_run *);    /* --memory */
unsigned prak_threads(const struct prak_run *); /* workers there will be */
bool prak_has_rejects(const struct prak_run *);

/* ---- in map, fold, group, end ---- */

struct prak_arena *prak_arena(struct prak_task *); /* reset after each batch */
/* The worker's part. A map may have one (part_size) to remember what it need not work out again; no result may depend
   on what is in it. */
void *prak_part(struct prak_task *);
/* Sets a cell of the next output row; the bytes must live until prak_emit. Never set = missing (add), as it came (replace). */
void prak_cell(struct prak_task *, unsigned col, const char *p, size_t n);
void prak_cell_text(struct prak_task *, unsigned col, struct prak_str);
/* Parts joined by '|'; none: missing. */
int prak_cell_joined(struct prak_task *, unsigned col, const struct prak_str *part, size_t n, struct prak_err *);
void prak_cell_missing(struct prak_task *, unsigned col);
void prak_cell_slice(struct prak_task *, unsigned col, const struct prak_slice *);
/* Sets n columns (two or more) at once, which were added one after another, to text that stands in CSV as it is (prak_table_written).
   false, and nothing set, when that is not how the output is written: then cell by cell. */
bool prak_cells_written(struct prak_task *, unsigned col, size_t n, struct prak_str);
void prak_cell_bool(struct prak_task *, unsigned col, bool v);
void prak_cell_dec(struct prak_task *, unsigned col, struct prak_dec v);
void prak_cell_double(struct prak_task *, unsigned col, double v); /* finite; else the cell is missing */
/* What prak_remember asked for, this worker's; NULL: nothing can be remembered. */
struct prak_memo *prak_task_memo(struct prak_task *);
/*
 * Added cells as rows alike get them again and again: kept as they leave, in the memo's arena, but for those of the open
 * columns, whose numbers each row tells. Begins with the cells that were set, which stay set. NULL: it cannot be kept.
 */
#define PRAK_FORM_OPEN 2
const struct prak_form *prak_form_keep(struct prak_task *, const unsigned *open, size_t nopen);
/* prak_emit of a row with the cells of a form, and these texts in its open columns; from a judge (below). */
int prak_emit_form(struct prak_task *, const struct prak_batch *, size_t row, const struct prak_form *,
                   const struct prak_str number[PRAK_FORM_OPEN], struct prak_err *);
/*
 * A map by what is remembered, which begins with a struct prak_limit: rows whose number stands beside it in a way that has a
 * form are written so, a number that is shown, and what it lacks where it does, in the form's open columns; `judge` is to
 * emit or reject every other, and may say more of limit and forms. kept: prak_remember's bytes; NULL: none are kept of the row.
 */
int prak_emit_alike(struct prak_task *, const struct prak_batch *, unsigned number,
                    int (*judge)(const void *plan, const struct prak_batch *, size_t row, void *kept, struct prak_task *,
                                 struct prak_err *),
                    const void *plan, struct prak_err *);
/* Writes one output row that starts from input row `row`; b NULL (in end): all input cells are missing. */
int prak_emit(struct prak_task *, const struct prak_batch *b, size_t row, struct prak_err *);
/* In end: writes what was emitted so far, so that it need not be held. After it a failure no longer leaves nothing. */
int prak_flush(struct prak_task *, struct prak_err *e);
/* Cells of a table that stand beside each other, from column col on, in the n columns added from `out` on. */
struct prak_beside {
    const struct prak_table *table;
    size_t col, n;
    unsigned out;
    bool all; /* a row without a match is written too */
    const unsigned *key; /* the bound columns of the key */
    size_t nkey;
    unsigned matched, unmatched, blank; /* counters of rows; blank: of these unmatched a part of the key is missing */
};
/* Writes each row once for each row of the table with its key (found: prak_table_find), and marks those. */
int prak_emit_matches(struct prak_task *, const struct prak_batch *b, const struct prak_beside *, const size_t *found,
                      struct prak_err *);
/* Writes these rows (NULL: the first n), no cell of which was set: many times faster than one by one. */
int prak_emit_rows(struct prak_task *, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *);
/*
 * Writes the rows for which the condition (NULL: any) holds, no cell set (only: as prak_emit_first does, unless NULL); counts those for which it does not, and those
 * for which it is missing; refuses those that cannot be judged.
 */
int prak_emit_where(struct prak_task *, const struct prak_batch *, const struct prak_expr *condition, unsigned no,
                    unsigned missing, const struct prak_first_of *only, struct prak_err *);
/*
 * Both of the rows from *row on, up to the first that is marked or cannot be judged; *row: that one, or b->nrow. condition
 * NULL: none, and nothing is counted.
 */
int prak_emit_until(struct prak_task *, const struct prak_batch *b, const uint8_t *marked, size_t *row,
                    const struct prak_expr *condition, unsigned no, unsigned missing, struct prak_err *);
/* The same as prak_emit_rows, of rows that are the first of their key. After prak_once. */
int prak_emit_first(struct prak_task *, const struct prak_batch *b, const uint32_t *rows, size_t n,
                    const struct prak_first_of *, struct prak_err *);
/*
 * Refuses an input row (several faults of a row become one line). column: name or NULL; code: frictionless reason
 * code ("type-error"); text: the message. Without --rejects this is the end: -1 with *e filled. With it: 0, and the
 * program must not emit the row.
 */
int prak_reject(struct prak_task *, const struct prak_batch *, size_t row, struct prak_str column, const char *code,
                const char *text, struct prak_err *);
/* The same for an error that a callee filled (EDATA): its column, message and value are used. */
int prak_reject_err(struct prak_task *, const struct prak_batch *, size_t row, const char *code, struct prak_err *);
/* The row claims a first-wins key; judged in order when the batch is written. Before its emit or drop. */
int prak_claim(struct prak_task *, const struct prak_batch *, size_t row, unsigned first, struct prak_str key,
               struct prak_err *);
void prak_count(struct prak_task *, unsigned counter, uint64_t n);
/* Appends bytes (whole records) to a port; written in input order. */
struct prak_buf *prak_port_buf(struct prak_task *, unsigned port);
/* One record of cells to a port (PRAK_NO_PORT: nothing). */
void prak_port_row(struct prak_task *, unsigned port, const struct prak_str *cells, size_t n);
/* The same for a row: the record stays out when the row loses a unique key. After its claims, of one port only. */
void prak_port_row_of(struct prak_task *, size_t row, unsigned port, const struct prak_str *cells, size_t n);
/* Counts a row that is not emitted, unless it loses a unique key and is rejected. After its claims. */
void prak_drop(struct prak_task *, size_t row, unsigned counter);
/* Raw output (PRAK_RAW, in end). */
struct prak_buf *prak_raw(struct prak_task *);
/* Where a row came from. */
struct prak_origin {
    const char *source;
    uint64_t record, line;
};
struct prak_origin prak_origin(const struct prak_batch *, size_t row);
/* Whole records and the total of a column: the engine's counts at the end, for reports. */
uint64_t prak_rows_in(const struct prak_task *);
#endif
