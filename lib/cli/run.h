/*
 * run.h - the engine's own state; private to lib/cli.
 */
#ifndef PRAK_CLI_RUN_H
#define PRAK_CLI_RUN_H
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/hash.h"
#include "cli/tool.h"
#include "io/source.h"
#include "io/write.h"
#include "table/map.h"
#include "table/seen.h"
#include "table/sorter.h"
#include "table/spill.h"

#define PRAK_MAX_THREADS  64
#define PRAK_MAX_COUNTERS 16
#define PRAK_MAX_PORTS    8
#define PRAK_MAX_FIRST    64

/* What every program understands. */
struct prak_common {
    const char *out, *rejects, *max_rejects, *record, *from, *to, *columns, *types, *colour;
    uint64_t threads, memory, block_size, max_field, max_record, max_columns;
    bool summary, end_mark, need_end_mark, show_values, quiet, verbose, no_progress, bom, help, version, mdoc;
};

/* An output column: an input column, a computed one, or an input column whose cells may be replaced. */
struct prak_out_col {
    size_t input; /* SIZE_MAX: none */
    size_t slot;  /* SIZE_MAX: none */
    unsigned bound; /* of the input column, where cells are written one by one */
};

struct prak_used { /* a file read besides the inputs; or an input, for the record */
    const char *name;
    char hex[65];
    uint64_t bytes;
    struct prak_used *next;
};

struct prak_input {
    const char *path;
    struct prak_source *source;
    struct prak_reader *reader;
    struct prak_schema schema;
    struct prak_end_mark mark;
    bool records_only, opened, ended;
    char hex[65];
    uint64_t bytes;
    struct prak_stamp { /* to see a change between two passes */
        uint64_t device, node, size;
        int64_t seconds, nanoseconds;
    } stamp;
};

/* The one place that bytes leave by. */
struct prak_sink {
    int fd;
    const char *path;   /* -o, NULL for stdout */
    char *folder, *temp; /* of the temporary file; temp NULL when it has no name (O_TMPFILE) */
    bool atomic, begun, failed;
    uint64_t bytes;
};

struct prak_port_out {
    const char *path;
    int fd;
};

struct prak_first_key {
    enum prak_first kind;
    const char *label;
    struct prak_seen *seen;
    unsigned counter; /* distinct: the rows dropped */
};

struct prak_order;
struct prak_once;

/* The workers of a pass: the first `active` of the tasks take blocks, under take_lock. */
struct prak_crew {
    struct prak_task *task;
    void *(*work)(void *);
    pthread_t thread[PRAK_MAX_THREADS];
    unsigned most, active, started; /* started: threads beside the caller's */
    bool adapts, over;              /* over: nothing is left to take */
    pthread_cond_t wake;
    uint64_t wall, spent, idle; /* nanoseconds when it was last looked at: by the clock, of this program, of nobody */
    unsigned patience, calm; /* looks before one that was sent to rest may come back; of them left */
};

struct prak_run {
    const struct prak_tool *tool;
    void *plan;
    int argc;
    char **argv;
    struct prak_common common;
    struct prak_arena *arena;
    const char **operand;
    size_t noperand;
    const char *table_operand;

    struct prak_input *input;
    size_t ninput, current;
    bool spooled, second_pass;
    enum prak_format in_format, out_format;

    size_t *bound; /* input column of each bound column */
    size_t nbound, cap_bound;
    size_t nread; /* the bound columns from here on are only written */
    struct prak_schema out;
    struct prak_out_col *out_col;
    size_t nslot;
    bool identity; /* the input's columns lead the output unchanged */
    bool began;    /* begin is done: the plan is closed */
    struct prak_writer writer;

    const struct prak_memo_fact *fact; /* prak_remember */
    size_t nfact, kept_size;

    bool two_pass;
    void *whole; /* the first pass's merged part, in the second */
    struct prak_spill *spool;
    unsigned *key;
    size_t nkey;

    struct prak_counter_def {
        const char *label;
        bool always, unless_none;
        uint64_t total;
    } counter[PRAK_MAX_COUNTERS];
    unsigned ncounter;
    struct prak_port_out port[PRAK_MAX_PORTS];
    unsigned nport;
    struct prak_first_key first[PRAK_MAX_FIRST];
    unsigned nfirst;
    struct prak_used *used;
    struct prak_loaded { /* second inputs, freed with the run */
        struct prak_table *table;
        struct prak_loaded *next;
    } *loaded;
    struct prak_once *once;   /* distinct rows and no other first-wins key; else NULL */
    struct prak_order *order; /* while the rows of a program with keys are read; else NULL */

    struct prak_sink sink;
    int rejects_fd;

    pthread_mutex_t take_lock, put_lock;
    pthread_cond_t turn, take_turn;
    struct prak_crew crew;
    uint64_t next_seq, put_seq;
    uint64_t next_ticket, take_ticket; /* of those that are about to take a block */
    atomic_bool stop; /* an earlier block has failed */
    bool failed;
    struct prak_err err;

    uint64_t rows_in, rows_out, rows_used, rejected;
    bool rows_begun;
    uint64_t bytes_in, bytes_total;
    struct timespec started;
    bool progress, progress_shown;
    struct timespec progress_last;
};

struct prak_group;

/* A claim of a row on a first-wins key, judged when the block is written. */
struct prak_claim_entry {
    unsigned first;
    struct prak_seen_key key;
    size_t out_off, out_len; /* SIZE_MAX off: not emitted */
    uint64_t out_rows;
    size_t reject_off;
    struct prak_record record;
    uint64_t line, recno;
    const char *source;
    size_t port_off, port_len; /* what the row wrote to a port */
    unsigned port, counter;    /* counter: where it was counted as dropped */
    bool same_row;             /* goes with the entry before it */
    bool dropped, lost;
};

/* The rows of a block that ask to be the first of their key. */
struct prak_once_claims {
    unsigned first;
    size_t n, cap, sure; /* sure: the first of them are judged for good, the others lost or put aside */
    struct prak_seen_key *key;
    struct prak_once_row {
        const char *p; /* its bytes in the block; NULL: the next ones of `out` */
        size_t n;
    } *row;
    unsigned char *fate;
    struct prak_buf kept, rows, keys; /* what leaves, then `tail`; what is put aside */
    const char *tail;
    size_t tail_n;
};

/* Output columns that leave as one run of the input's bytes, or one that the program may set. */
struct prak_piece {
    size_t first, last; /* input columns; SIZE_MAX: none */
    size_t slot;        /* SIZE_MAX: none */
    const char *key;    /* JSON: `,"name":"` */
    size_t key_n;
    bool text;
};

struct prak_emit_plan {
    bool set;   /* cells may be set */
    bool identity; /* the input's columns lead the output unchanged */
    bool quick; /* rows of a grid are written by its places */
    bool plain; /* and no cell of them is set, or of a type of its own */
    bool same;  /* JSON Lines: or a line that is canonical leaves as it came */
    bool leads; /* the same of a line without its brace, before other columns */
    bool apart; /* CSV: each piece is one column */
    struct prak_piece *piece;
    size_t npiece, room; /* room: the most bytes of a row besides its cells */
    size_t added; /* columns at the end that are all the cells that may be set; 0: it is not so */
    char *keys;
    char *commas; /* as many as columns, and more */
};

struct prak_task {
    struct prak_run *run;
    struct prak_arena *arena;
    struct prak_block block;
    struct prak_cutter *cutter;
    size_t cutter_input;
    struct prak_input *input;
    struct prak_input *ahead; /* of which a piece was given to this thread; else NULL */
    uint64_t seq;
    void *part;

    struct prak_buf out, raw, rejects, scratch, port[PRAK_MAX_PORTS];
    struct prak_slice *slot;
    uint8_t *slot_set; /* since the last emit: PRAK_SLOT_* */
    size_t written;    /* slots of one text that is PRAK_SLOT_WRITTEN */
    char (*number)[PRAK_DEC_TEXT];
    struct prak_slice *whole; /* scratch for a record cut whole */

    struct prak_emit_plan emit, came; /* came: of rows that leave as they came; not quick: as emit */
    bool other_format; /* this input is not of the first one's format */
    bool lean;         /* the cutter leaves out what only a grid's rows need */
    uint8_t escapes;   /* of the batch: 0 not looked for, 1 none, 2 some */
    uint8_t form_way;  /* of the batch (emit_form.c) */
    size_t (*form_rows)(struct prak_task *, const struct prak_batch *, size_t row, size_t i, size_t n, const struct prak_weighed *);
    struct prak_memo *memo;
    struct prak_buf form;
    size_t form_room; /* the most that a form takes */
    const char *span;  /* bytes of the block that leave as they are, after `out` */
    size_t span_n;

    const struct prak_batch *batch;
    uint8_t *state; /* [cap_state], of the batch's rows: 0, PRAK_ROW_* */
    size_t cap_state;
    uint32_t *every; /* 0, 1, 2 … PRAK_BATCH_ROWS - 1; NULL: not asked for yet */
    struct prak_group *group; /* NULL unless the program is a group */
    struct prak_sort_key sort_key; /* of a program with keys: the row's, the block's rows, and their place */
    struct prak_sort_rows sort_rows;
    struct prak_sort_place sort_place;
    size_t reject_row;
    struct prak_buf reject_column, reject_code, reject_text;
    bool reject_open;

    struct prak_claim_entry *claim;
    size_t nclaim, cap_claim;
    struct prak_once_claims once;

    uint64_t counter[PRAK_MAX_COUNTERS];
    uint64_t rows_in, rows_out, rows_used, rejected;
    bool failed;
    struct prak_err err;
};

enum { PRAK_SLOT_SET = 1, PRAK_SLOT_WRITTEN }; /* written: a text that stands for `written` slots from this one on */
enum { PRAK_ROW_EMITTED = 1, PRAK_ROW_REJECTED = 2, PRAK_ROW_CLAIMED = 4 };

/* options.c */
int prak_options_parse(struct prak_run *r, struct prak_err *e);
void prak_options_help(const struct prak_tool *t, struct prak_buf *out);
void prak_options_mdoc(const struct prak_tool *t, struct prak_buf *out);

/* message.c: the only place that writes to stderr */
void prak_say(const struct prak_run *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void prak_say_error(const struct prak_run *r, const struct prak_err *e);
void prak_progress(struct prak_run *r);
void prak_progress_clear(struct prak_run *r);
void prak_say_summary(struct prak_run *r);

/* plan.c */
int prak_plan_close(struct prak_run *r, struct prak_err *e);
int prak_bind_column(struct prak_run *r, size_t column, unsigned *bound, struct prak_err *e);

/* input.c */
int prak_input_open(struct prak_run *r, size_t i, struct prak_err *e);
/*
 * A block in three steps (io/reader.h): the first and the last under the caller's lock, the last in the order of the
 * first. Only a file that can be read by several threads is read in the second.
 */
int prak_input_ahead(struct prak_run *r, struct prak_task *t, struct prak_err *e);
void prak_input_fetch(struct prak_task *t);
/* 1 block, 0 end, -1, PRAK_NONE: begin anew. An input without rows gives one empty block when each has its header. */
int prak_input_take(struct prak_run *r, struct prak_task *t, struct prak_err *e);
void prak_input_close_all(struct prak_run *r);
int prak_input_rewind(struct prak_run *r, struct prak_err *e); /* for the second pass */

/* task.c */
int prak_task_init(struct prak_task *t, struct prak_run *r, struct prak_err *e);
void prak_task_free(struct prak_task *t);
int prak_task_block(struct prak_task *t, struct prak_err *e); /* cuts the block and calls the program */
void prak_reject_flush(struct prak_task *t);
int prak_task_reserve(struct prak_task *t, struct prak_err *e); /* did any buffer fail? */
void prak_reject_line(struct prak_buf *b, const char *source, uint64_t line, uint64_t record, struct prak_str column,
                      struct prak_str code, struct prak_str text, struct prak_str data);

/* emit.c */
int prak_emit_init(struct prak_task *t, struct prak_err *e);
void prak_emit_free(struct prak_task *t);
/* One row as it leaves, behind t->out, and nothing else; -1: failure. */
int prak_emit_row(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e);
/* Do rows leave as the bytes of the block that they are, each with its line end? */
bool prak_emit_copies(const struct prak_task *t, const struct prak_batch *b);
/* emit_bulk.c: rows of a grid of which no cell is set, quoted or whole */
bool prak_emit_is_bulk(const struct prak_task *t, const struct prak_batch *b);
/* end: NULL, or [n] where each row ends in t->out. */
int prak_emit_bulk(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, size_t *end,
                   struct prak_err *e);
/* A record of a batch with quotes, without its line end and the quotes that it does not need, to o; NULL: it is to be looked
   at cell by cell. May write 64 bytes past the end. */
char *prak_emit_record(const struct prak_grid *g, size_t row, char separator, char *o);
/* May the first n columns of the batch's rows be written so: as members of an object that begins; NULL: cell by cell. */
bool prak_emit_has_members(struct prak_task *t, const struct prak_batch *b, size_t n);
char *prak_emit_members(const struct prak_task *t, const struct prak_grid *g, size_t row, size_t n, char *o);
/* Do rows leave as prak_emit_record and a line feed? */
bool prak_emit_unquotes(const struct prak_task *t, const struct prak_batch *b);
/* Bytes of the block that leave as they are go behind what was written before. */
void prak_emit_flush(struct prak_task *t);
void prak_note_emitted(struct prak_task *t, const struct prak_batch *b, size_t row, size_t start); /* in task.c */

/* sink.c */
int prak_sink_open(struct prak_run *r, struct prak_err *e);
/* EUSAGE when -o names this file, which the run reads (tables, schemas, rules). */
int prak_sink_spare(const struct prak_run *r, const char *path, struct prak_err *e);
int prak_sink_write(struct prak_run *r, const char *p, size_t n, struct prak_err *e);
/* Output records: the first of them loses what a writer puts between two (the comma of a JSON array). */
int prak_sink_rows(struct prak_run *r, const char *p, size_t n, struct prak_err *e);
int prak_sink_finish(struct prak_run *r, struct prak_err *e);
void prak_sink_abort(struct prak_run *r);
int prak_write_all(int fd, const char *name, const char *p, size_t n, struct prak_err *e);
int prak_record_spare(const struct prak_run *r, struct prak_err *e);
int prak_side_open(const struct prak_run *r, const char *path, int *fd, struct prak_err *e);
int prak_side_close(int *fd, const char *path, struct prak_err *e);

/* first.c */
int prak_first_write(struct prak_run *r, struct prak_task *t, struct prak_err *e);

/* once.c */
void prak_once_free(struct prak_run *r);
void prak_once_task_free(struct prak_task *t);
void prak_once_turn(struct prak_task *t); /* the block's keys are judged; every block that was taken passes here */
int prak_once_write(struct prak_task *t, struct prak_err *e);
void prak_once_reset(struct prak_task *t);
int prak_once_finish(struct prak_run *r, struct prak_err *e); /* what was put aside leaves */

/* engine.c */
/* done: bytes of each port that have left, or are not to leave; NULL: none. */
int prak_ports_write(struct prak_run *r, struct prak_task *t, const size_t *done, struct prak_err *e);
int prak_rejects_write(struct prak_run *r, const char *p, size_t n, struct prak_err *e);
int prak_engine(struct prak_run *r, struct prak_err *e);

/* crew.c */
/* Do rows come or go through a pipe, so that others work at the same time? */
bool prak_crew_in_pipeline(const struct prak_run *r);
/* The processor time since the last look that the program had, and that nobody had, in thousandths of one processor. */
void prak_crew_judge(struct prak_crew *c, uint64_t used, uint64_t idle);
/* Calls work on as many of the n tasks as find work, the first in this thread, each other in its own; ends with them all. */
void prak_crew_run(struct prak_run *r, struct prak_task *task, unsigned n, void *(*work)(void *));
/* Under take_lock, before a block is taken: waits while the task is not needed. */
void prak_crew_turn(struct prak_run *r, const struct prak_task *t);
void prak_crew_over(struct prak_run *r); /* under take_lock: nothing is left to take */

/* group.c */
struct prak_group;
int prak_group_new(struct prak_run *r, struct prak_group **out, struct prak_err *e);
void prak_group_free(struct prak_group *g);
int prak_group_deal(struct prak_group *g, const struct prak_batch *b, struct prak_err *e);
int prak_group_finish(struct prak_group *g, struct prak_task *t, struct prak_err *e); /* calls the program, writes */
/* Output from `start` on belongs to this row of the batch; rejects alike. A failure shows in prak_group_finish. */
void prak_group_note(struct prak_task *t, size_t row, size_t start);
void prak_group_note_reject(struct prak_task *t, size_t row, size_t start);

/* order.c: a program with keys */
int prak_order_new(struct prak_run *r, unsigned threads, struct prak_err *e); /* r->order; free it also on failure */
void prak_order_free(struct prak_run *r);
int prak_order_deal(struct prak_task *t, const struct prak_batch *b, struct prak_err *e);
int prak_order_put(struct prak_task *t, struct prak_err *e); /* the block's turn, under its lock */
void prak_order_fill(struct prak_task *t);                   /* afterwards, without the lock */
int prak_order_finish(struct prak_run *r, struct prak_err *e);

/* record.c */
int prak_record_write(struct prak_run *r, int status, const struct prak_err *why, struct prak_err *e);
#endif
