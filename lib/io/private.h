/*
 * private.h - what the files of io share: the reader's and the cutter's insides, the end mark, JSON Lines.
 */
#ifndef PRAK_IO_PRIVATE_H
#define PRAK_IO_PRIVATE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "io/csv_ref.h"
#include "io/reader.h"
#include "io/scan.h"
#include "io/scan_lines.h"
#include "table/map.h"

#define PRAK_BOM      "\xef\xbb\xbf"
#define PRAK_MARK     "#prak-end"
#define PRAK_SPARE    64 /* bytes behind a block that may be read */
#define PRAK_MARK_LEN (sizeof PRAK_MARK - 1)

struct prak_reader {
    struct prak_source *source;
    struct prak_source *owned; /* a JSON array as JSON Lines; else NULL */
    struct prak_reader_options o;
    char separator;
    size_t width;             /* columns of the header */
    struct prak_csv_ref *ref; /* CSV and TSV */
    char *buf;                /* bytes not yet given out; they start at a record */
    size_t n, cap;
    uint64_t line, record;    /* of buf[0], 1-based */
    unsigned bom;             /* bytes of the byte order mark before buf[0], while that is in the first line */
    bool eof, started, header;
    struct prak_end_mark mark;
    uint64_t mark_line;
    /* how far buf was looked at: is the next byte inside quotes, one past the last record end, line feeds, record ends */
    size_t scanned;
    struct prak_seen_edges {
        bool inside;
        size_t boundary;
        uint64_t lines, records, boundary_lines; /* boundary_lines: up to the boundary */
    } edge;
    char *lent; /* while buf is a piece's memory: the reader's own */
    const struct prak_scanner *scanner;
};

/* A piece of a file that one thread reads and looks at while others do the same with those around it (ahead.c). */
struct prak_piece {
    uint64_t at;
    size_t n, cap;
    char *room; /* PRAK_HEAD bytes for what the piece before it leaves, cap bytes, spare ones */
    bool end, failed;
    struct prak_edges edges;
    struct prak_err err;
};
#define PRAK_HEAD ((size_t)16 << 10)

enum { PRAK_MORE = 2 }; /* no record has ended, or it is not known whether it has */
/* What is in buf, looked at as far as n, becomes a block: 1, 0 at the end, -1, PRAK_MORE. */
int prak_reader_judge(struct prak_reader *r, struct prak_block *b, struct prak_err *e);
void prak_reader_look(struct prak_reader *r); /* at what is in buf and was not looked at */
/* What was seen in the n bytes at p, which go on buf[0..scanned). */
void prak_reader_seen(struct prak_reader *r, const struct prak_edges *g, const char *p, size_t n);

/* AUTO becomes a format, by the first bytes. */
int prak_detect(struct prak_source *s, struct prak_reader_options *o, struct prak_err *e);
char prak_separator(enum prak_format f);
size_t prak_count_lines(const char *p, size_t n); /* line feeds */

/* Does a record that starts here start with the end mark's first cell (unquoted) or key? */
bool prak_mark_begins(enum prak_format f, const char *p, size_t n);
/* Reads a whole end mark, its line end included; false when it is malformed. */
bool prak_mark_parse(enum prak_format f, const char *p, size_t n, struct prak_end_mark *m);

/* One JSON Lines record: a flat object. */
struct prak_json_sink {
    /* Where the value of this key goes (*to, NULL: nowhere); -1 refuses it. */
    int (*key)(void *data, struct prak_str key, struct prak_slice **to, struct prak_err *e);
    void (*value)(void *data, const char *from, const char *to); /* NULL, or: where it stands */
    void *data;
};
/*
 * Reads the object in p[0..n) (no line end), of which p[bad] is the first byte that is no text (n: none). Texts point
 * into p or the arena. -1: e set, e->line 1, e->byte in p. The first fault in byte order; a refusal by grammar is
 * checked against jansson.
 */
int prak_jsonl_record(const char *p, size_t n, size_t bad, const struct prak_limits *l, struct prak_arena *a,
                      const struct prak_json_sink *sink, struct prak_err *e);
/* The keys of a first line, as columns. */
int prak_jsonl_keys(const char *p, size_t n, const struct prak_limits *l, struct prak_schema *out, struct prak_err *e);

/* What the lines of JSON Lines look like (cut_lines.c). */
struct prak_shape {
    size_t n; /* cells; 0: nothing is known */
    struct prak_lead *lead;
    struct prak_buf text; /* their bytes */
    uint32_t *cell_of, *skip, *texts; /* texts: how many of a window's cells are strings */
    bool *strings;
    char tail[16];
    bool canonical; /* keys as prak would write them, in the order of the columns */
    struct prak_lines is; /* the window's lines */
    struct prak_line_scan scan;
    size_t window; /* bytes of one scan */
    /* the record being read */
    size_t seen;
    struct prak_seen_cell {
        const char *value, *end;
        size_t column;
    } *cell;
};

/* Where the cells of one input column go. */
struct prak_slot {
    size_t column; /* SIZE_MAX after the last */
    struct prak_slice *base;
    bool lazy; /* not wanted where a grid says the same */
};

struct prak_cutter {
    enum prak_format format;
    char separator;
    bool ragged, records_only;
    struct prak_limits limits;
    size_t width, rows; /* rows: the most in one batch */
    const char *source;
    const struct prak_schema *schema; /* borrowed: names for messages and keys */
    struct prak_csv_ref *ref;
    struct prak_map *names;   /* JSON Lines */
    uint64_t *stamp;          /* JSON Lines, by column: the serial number of the last record that had it */
    uint64_t serial;
    uint32_t *slot_of;        /* JSON Lines, by column: its place in `slot`, or UINT32_MAX */
    struct prak_arena *arena; /* the batch's */
    struct prak_slot *slot;   /* the bound columns, ascending */
    struct prak_slot *all;    /* every column, for prak_cutter_record */
    size_t nslot;
    struct prak_slice *cells; /* nslot * rows */
    const struct prak_slice **bound; /* for the batch */
    struct prak_record *record;
    uint64_t *line;
    /* the index of well-formed records from `window` on; none when the format or a limit does not allow one */
    bool indexed;
    const struct prak_scanner *scanner;
    struct prak_scan scan;
    const char *window;
    size_t step;              /* bytes to scan next */
    size_t row_at, row_n;     /* rows of the index given out, and those that are regular */
    size_t inner_at;          /* line feeds inside quotes passed */
    uint16_t *marked;         /* rows with a cell that needs its quotes; those before marked_at were given out */
    uint8_t *quoted;          /* by column: enum prak_quoted of the regular rows' cells; SOME, too, where a slot is lazy */
    size_t nmarked, marked_at;
    uint16_t *word;           /* words of scan.special that have a bit */
    bool irregular;           /* the record behind the last regular row is not for the index */
    bool lean;                /* canonical flags of quoted records are not wanted */
    bool unread;              /* records are not wanted */
    bool bare;                /* nor are cells: rows are counted */
    size_t bare_at, bare_n;   /* rows counted, and those of them given out */
    struct prak_grid grid;
    struct prak_shape shape;  /* JSON Lines; row_at, row_n and irregular are used alike */
    struct prak_lines lines;
    /* the block */
    const char *p, *at, *end, *bad; /* bad: its first byte that is no text, or end */
    uint64_t next_record, next_line;
    bool last;
    int failed; /* `err` is due once the rows before it were given out */
    struct prak_err err;
};

/* What a record was found to be. */
struct prak_cut {
    size_t body, whole; /* without and with its line end */
    size_t fields;
    uint64_t lines;     /* line ends in it */
    bool canonical;
};
/* How many rows the scan at hand has from its first on; marks those that have a cell which needs its quotes (cut_rows.c). */
size_t prak_cut_rows(struct prak_cutter *c);
/*
 * Regular rows by the index, from row `row` of the slots on, at most `most`; 0: the record at c->at is none of them, -1.
 * They are a grid when they are many, or all that is left, and row is 0; then *grid is set and the lazy slots are not.
 */
ptrdiff_t prak_cut_index(struct prak_cutter *c, size_t row, size_t most, bool *grid, struct prak_err *e);
ptrdiff_t prak_cut_lines(struct prak_cutter *c, size_t row, size_t most, bool *grid, struct prak_err *e);
/* The lines that follow p[0..end), which was read by itself, may look like it. */
void prak_shape_learn(struct prak_cutter *c, const char *p, const char *end);
int prak_shape_init(struct prak_shape *h, size_t width); /* -1: memory */
void prak_shape_free(struct prak_shape *h);
/* A cell's text without one of each two quotes; NULL: memory. */
const char *prak_undouble(struct prak_arena *a, const char *p, const char *end, struct prak_err *e);
/*
 * The path for one record: cuts the well-formed record at p into row `row` of the slots. 0 when it is irregular: csv_ref
 * decides; -1: memory. A wrong number of fields is regular and left to the caller.
 */
int prak_cut_fast(struct prak_cutter *c, const struct prak_slot *slots, size_t row, const char *p, const char *end,
                  struct prak_cut *out, struct prak_err *e);
/* The record at p by csv_ref, into the slots. */
int prak_cut_slow(struct prak_cutter *c, const struct prak_slot *slots, size_t row, const char *p, const char *end,
                  struct prak_cut *out, struct prak_err *e);
int prak_cut_json(struct prak_cutter *c, const struct prak_slot *slots, size_t row, const char *p, const char *end,
                  struct prak_cut *out, struct prak_err *e);
#endif
