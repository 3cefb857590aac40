/*
 * plan.c - what begin binds: input columns, output columns, tables, ports, keys. Single-threaded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/run.h"
#include "io/load.h"
#include "law/fx.h"
#include "law/rules.h"

struct prak_arena *prak_run_arena(struct prak_run *r)
{
    return r->arena;
}

const struct prak_schema *prak_input(struct prak_run *r)
{
    return &r->input[0].schema;
}

const char *prak_input_name(struct prak_run *r, size_t i)
{
    return r->input[i].source ? prak_source_name(r->input[i].source) : r->input[i].path;
}

size_t prak_inputs(struct prak_run *r)
{
    return r->ninput;
}

/* Room for one more in an arena array that doubles; the old copy stays in the arena. */
static int grow(struct prak_run *r, void **array, size_t n, size_t *cap, size_t size, struct prak_err *e)
{
    if (n < *cap)
        return 0;
    size_t next = *cap ? *cap * 2 : 16;
    void *p = prak_arena_array(r->arena, next, size, e);
    if (!p)
        return -1;
    if (n)
        memcpy(p, *array, n * size);
    *array = p;
    *cap = next;
    return 0;
}

int prak_bind_column(struct prak_run *r, size_t column, unsigned *bound, struct prak_err *e)
{
    for (size_t i = 0; i < r->nbound; i++)
        if (r->bound[i] == column) {
            *bound = (unsigned)i;
            return 0;
        }
    void *array = r->bound;
    if (grow(r, &array, r->nbound, &r->cap_bound, sizeof *r->bound, e))
        return -1;
    r->bound = array;
    *bound = (unsigned)r->nbound;
    r->bound[r->nbound++] = column;
    return 0;
}

int prak_in(struct prak_run *r, struct prak_str name, unsigned *bound, struct prak_err *e)
{
    size_t column;

    if (prak_schema_need(&r->input[0].schema, name, &column, e)) {
        prak_err_source(e, prak_input_name(r, 0));
        return -1;
    }
    return prak_bind_column(r, column, bound, e);
}

static int bind_name(void *data, struct prak_str name, unsigned *bound, struct prak_err *e)
{
    return prak_in(data, name, bound, e);
}

struct prak_binder prak_run_binder(struct prak_run *r)
{
    return (struct prak_binder){ bind_name, r };
}

/* ---- output columns ---- */

static int add_out(struct prak_run *r, struct prak_str name, enum prak_type type, size_t input, struct prak_err *e)
{
    size_t old = r->out.n, cap = r->out.cap;

    if (prak_schema_add(&r->out, name, type, e))
        return -1;
    if (r->out.cap != cap || !r->out_col) {
        struct prak_out_col *next = prak_arena_array(r->arena, r->out.cap, sizeof *next, e);
        if (!next)
            return -1;
        if (old)
            memcpy(next, r->out_col, old * sizeof *next);
        r->out_col = next;
    }
    r->out_col[old] = (struct prak_out_col){ .input = input, .slot = SIZE_MAX };
    return 0;
}

/* The output starts as the input. */
static int out_from_input(struct prak_run *r, struct prak_err *e)
{
    const struct prak_schema *in = &r->input[0].schema;

    for (size_t i = 0; i < in->n; i++)
        if (add_out(r, in->name[i], in->type[i], i, e))
            return -1;
    return 0;
}

static int out_ready(struct prak_run *r, struct prak_err *e)
{
    if (r->out_col || r->out.n)
        return 0;
    if (!r->out.arena)
        r->out.arena = r->arena;
    if (r->ninput == 0)
        return 0;
    return out_from_input(r, e);
}

int prak_add(struct prak_run *r, struct prak_str name, enum prak_type type, unsigned *col, struct prak_err *e)
{
    if (out_ready(r, e))
        return -1;
    if (prak_schema_find(&r->out, name) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "there is already a column '%.*s'", (int)name.n, name.p);
    if (add_out(r, name, type, SIZE_MAX, e))
        return -1;
    r->out_col[r->out.n - 1].slot = r->nslot;
    *col = (unsigned)r->nslot++;
    return 0;
}

int prak_replace(struct prak_run *r, struct prak_str name, enum prak_type type, unsigned *col, struct prak_err *e)
{
    size_t i;

    if (out_ready(r, e) || prak_schema_need(&r->out, name, &i, e))
        return -1;
    if (r->out_col[i].slot == SIZE_MAX)
        r->out_col[i].slot = r->nslot++;
    r->out.type[i] = type;
    *col = (unsigned)r->out_col[i].slot;
    return 0;
}

int prak_rename(struct prak_run *r, struct prak_str from, struct prak_str to, struct prak_err *e)
{
    size_t i;

    if (out_ready(r, e) || prak_schema_need(&r->out, from, &i, e))
        return -1;
    if (!prak_str_eq(from, to) && prak_schema_find(&r->out, to) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "there is already a column '%.*s'", (int)to.n, to.p);
    if (to.n == 0)
        return prak_fail(e, PRAK_EUSAGE, "column '%.*s' renamed to nothing", (int)from.n, from.p);
    char *p = prak_arena_copy(r->arena, to.p, to.n, e);
    if (!p)
        return -1;
    r->out.name[i] = (struct prak_str){ p, to.n };
    return 0;
}

int prak_rename_list(struct prak_run *r, const struct prak_list *list, struct prak_err *e)
{
    for (size_t i = 0; i < list->n; i++) {
        struct prak_str *from, *to;
        size_t n;
        if (prak_pairs_parse(list->v[i], r->arena, &from, &to, &n, e))
            return -1;
        for (size_t k = 0; k < n; k++) {
            if (from[k].p == to[k].p) /* a name without = */
                return prak_fail(e, PRAK_EUSAGE, "'%.*s' is not OLD=NEW", (int)(from[k].n < 80 ? from[k].n : 80),
                                 from[k].p);
            if (prak_rename(r, from[k], to[k], e))
                return -1;
        }
    }
    return 0;
}

int prak_select(struct prak_run *r, const struct prak_str *names, size_t n, struct prak_err *e)
{
    if (out_ready(r, e))
        return -1;
    struct prak_schema old = r->out;
    struct prak_out_col *from = r->out_col;

    r->out = (struct prak_schema){ .arena = r->arena };
    r->out_col = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t k;
        if (prak_schema_need(&old, names[i], &k, e) || add_out(r, old.name[k], old.type[k], from[k].input, e))
            return -1;
        r->out_col[i].slot = from[k].slot;
    }
    return 0;
}

void prak_output_none(struct prak_run *r)
{
    struct prak_err ignored = { 0 };

    r->out = (struct prak_schema){ .arena = r->arena };
    r->out_col = prak_arena_array(r->arena, 1, sizeof *r->out_col, &ignored);
    r->out.cap = 0;
}

struct prak_schema *prak_output(struct prak_run *r)
{
    struct prak_err ignored = { 0 };

    (void)out_ready(r, &ignored);
    return &r->out;
}

/* `--types a=number,b=boolean` sets how columns are written in JSON. */
static int apply_types(struct prak_run *r, struct prak_err *e)
{
    struct prak_str *name, *type;
    size_t n;

    if (!r->common.types)
        return 0;
    if (prak_pairs_parse(r->common.types, r->arena, &name, &type, &n, e))
        return -1;
    for (size_t i = 0; i < n; i++) {
        size_t col;
        if (prak_schema_need(&r->out, name[i], &col, e))
            return -1;
        if (prak_str_is(type[i], "number") || prak_str_is(type[i], "integer"))
            r->out.type[col] = PRAK_NUMBER;
        else if (prak_str_is(type[i], "boolean"))
            r->out.type[col] = PRAK_BOOLEAN;
        else if (prak_str_is(type[i], "text") || prak_str_is(type[i], "string"))
            r->out.type[col] = PRAK_TEXT;
        else
            return prak_fail(e, PRAK_EUSAGE, "--types: '%.*s' is not number, integer, boolean or text",
                             (int)type[i].n, type[i].p);
    }
    return 0;
}

static bool leads_unchanged(const struct prak_run *r)
{
    const struct prak_schema *in = &r->input[0].schema;

    if (r->in_format != r->out_format || r->out_format == PRAK_JSONL || r->out_format == PRAK_JSON ||
        r->out.n < in->n)
        return false;
    for (size_t i = 0; i < in->n; i++)
        if (r->out_col[i].input != i || r->out_col[i].slot != SIZE_MAX)
            return false;
    for (size_t i = in->n; i < r->out.n; i++)
        if (r->out_col[i].input != SIZE_MAX)
            return false;
    return in->n > 0;
}

int prak_plan_close(struct prak_run *r, struct prak_err *e)
{
    if (out_ready(r, e) || apply_types(r, e))
        return -1;
    r->nread = r->nbound;
    r->identity = r->ninput > 0 && leads_unchanged(r);
    for (size_t i = 0; !r->identity && i < r->out.n; i++)
        if (r->out_col[i].input != SIZE_MAX && prak_bind_column(r, r->out_col[i].input, &r->out_col[i].bound, e))
            return -1;
    r->began = true;
    if (r->tool->flags & PRAK_RAW)
        return 0;
    return prak_writer_init(&r->writer, r->out_format, &r->out, r->arena, e);
}

/* ---- tables, ports, keys, facts ---- */

int prak_run_uses(struct prak_run *r, const char *path, const char hex[65], struct prak_err *e)
{
    struct prak_used *u = prak_arena_array(r->arena, 1, sizeof *u, e);

    if (!u || prak_sink_spare(r, path, e))
        return -1;
    u->name = prak_arena_copy(r->arena, path, strlen(path), e);
    if (!u->name)
        return -1;
    if (hex)
        memcpy(u->hex, hex, sizeof u->hex);
    struct prak_used **tail = &r->used;
    while (*tail)
        tail = &(*tail)->next;
    *tail = u;
    return 0;
}

int prak_run_uses_rules(struct prak_run *r, const struct prak_rules *rules, const char *fx_path, const struct prak_fx *fx,
                        struct prak_err *e)
{
    if (fx_path && prak_run_uses(r, fx_path, prak_fx_hash(fx), e))
        return -1;
    for (size_t i = 0; i < prak_rules_files(rules); i++) {
        const struct prak_rules_file f = prak_rules_file(rules, i);
        if (prak_run_uses(r, f.path, f.hex, e))
            return -1;
    }
    return 0;
}

int prak_run_table(struct prak_run *r, const char *path, const struct prak_str *lead, size_t nlead,
                   struct prak_table **t, struct prak_err *e)
{
    const struct prak_load_options how = { .limit = (size_t)r->common.memory, .lead = lead, .nlead = nlead,
                                           .threads = prak_threads(r) };
    char hex[65] = "";
    struct prak_loaded *l = prak_arena_array(r->arena, 1, sizeof *l, e);

    if (!l)
        return -1;
    /* half the time of reading a table went into its hash, which only a record shows */
    if (prak_load(path, &how, r->common.record ? hex : NULL, t, e))
        return -1;
    *l = (struct prak_loaded){ *t, r->loaded };
    r->loaded = l;
    return prak_run_uses(r, path, hex, e);
}

int prak_run_index(struct prak_run *r, struct prak_table *t, const size_t *cols, size_t n, struct prak_err *e)
{
    return prak_table_index_by(t, cols, n, prak_threads(r), e);
}

const char *prak_table_operand(struct prak_run *r)
{
    return r->table_operand;
}

int prak_rules_dir(struct prak_run *r, const char *option, const char **dir, struct prak_err *e)
{
    char self[4096];
    ssize_t n;

    if (option) {
        *dir = option;
        return 0;
    }
    n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return prak_fail_errno(e, "find", "the folder of this program");
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = '\0';
    struct prak_buf path = { 0 };
    prak_buf_fmt(&path, "%s/../share/prak/rules", self);
    if (prak_buf_check(&path, e)) {
        prak_buf_free(&path);
        return -1;
    }
    *dir = prak_arena_copy(r->arena, path.p, path.n, e);
    prak_buf_free(&path);
    return *dir ? 0 : -1;
}

int prak_counter(struct prak_run *r, const char *label, bool always, unsigned *id, struct prak_err *e)
{
    if (r->ncounter == PRAK_MAX_COUNTERS)
        return prak_fail(e, PRAK_ESYS, "too many counters");
    *id = r->ncounter;
    r->counter[r->ncounter++] = (struct prak_counter_def){ label, always, false, 0 };
    return 0;
}

int prak_warning(struct prak_run *r, const char *label, unsigned *id, struct prak_err *e)
{
    if (prak_counter(r, label, true, id, e))
        return -1;
    r->counter[*id].unless_none = true;
    return 0;
}

int prak_port(struct prak_run *r, const char *path, const char *header_line, unsigned *port, struct prak_err *e)
{
    *port = PRAK_NO_PORT;
    if (!path)
        return 0;
    if (r->nport == PRAK_MAX_PORTS)
        return prak_fail(e, PRAK_ESYS, "too many side outputs");
    struct prak_port_out *p = &r->port[r->nport];
    p->path = path;
    if (prak_side_open(r, path, &p->fd, e))
        return -1;
    *port = r->nport++;
    return prak_write_all(p->fd, path, header_line, strlen(header_line), e);
}

int prak_first(struct prak_run *r, enum prak_first kind, const struct prak_str *names, size_t n, unsigned *id,
               struct prak_err *e)
{
    struct prak_buf label = { 0 };

    if (r->nfirst == PRAK_MAX_FIRST)
        return prak_fail(e, PRAK_EUSAGE, "more than %d unique or distinct keys", PRAK_MAX_FIRST);
    for (size_t i = 0; i < n; i++)
        prak_buf_fmt(&label, "%s%.*s", i ? "," : "", (int)names[i].n, names[i].p);
    char *kept = prak_buf_check(&label, e) ? NULL : prak_arena_copy(r->arena, label.p, label.n, e);
    prak_buf_free(&label);
    if (!kept)
        return -1;
    struct prak_seen *seen = prak_seen_new((size_t)r->common.memory);
    if (!seen)
        return prak_fail_memory(e);
    *id = r->nfirst;
    r->first[r->nfirst++] = (struct prak_first_key){ kind, kept, seen, 0 };
    return kind == PRAK_DISTINCT ? prak_counter(r, "dropped, an earlier row has these values", false,
                                                &r->first[*id].counter, e)
                                 : 0;
}

int prak_in_option(const char *option, const struct prak_str *name, struct prak_err *e)
{
    char text[96];
    size_t n = name ? name->n : 0;

    for (; n > 60 || (name && n < name->n && (name->p[n] & 0xc0) == 0x80); n--) /* cut between characters */
        continue;
    snprintf(text, sizeof text, "--%s%s%.*s", option, n ? " " : "", (int)n, n ? name->p : "");
    if (e->code == PRAK_EUSAGE)
        prak_err_source(e, text);
    return -1;
}

int prak_remember(struct prak_run *r, const struct prak_memo_fact *fact, size_t n, size_t size, struct prak_err *e)
{
    struct prak_memo_fact *mine = prak_arena_array(r->arena, n ? n : 1, sizeof *mine, e);

    if (!mine)
        return -1;
    if (n)
        memcpy(mine, fact, n * sizeof *fact);
    r->fact = mine;
    r->nfact = n;
    r->kept_size = size;
    return 0;
}

void prak_two_pass(struct prak_run *r)
{
    r->two_pass = true;
}

int prak_group_key(struct prak_run *r, const unsigned *bound, size_t n, struct prak_err *e)
{
    r->key = prak_arena_array(r->arena, n ? n : 1, sizeof *r->key, e);
    if (!r->key)
        return -1;
    memcpy(r->key, bound, n * sizeof *bound);
    r->nkey = n;
    return 0;
}

bool prak_show_values(const struct prak_run *r)
{
    return r->common.show_values;
}

size_t prak_memory(const struct prak_run *r)
{
    return (size_t)r->common.memory;
}

bool prak_has_rejects(const struct prak_run *r)
{
    return r->common.rejects != NULL;
}

bool prak_out_bom(const struct prak_run *r)
{
    return r->common.bom;
}
