/*
 * main.c - a program from its first argument to its exit status.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run.h"

#ifndef PRAK_VERSION
#define PRAK_VERSION "unknown"
#endif

/* A closed standard descriptor is taken by one that fails every read or write, so that no file can land there. */
static void hold_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

static void no_core(void)
{
    struct rlimit none = { 0, 0 };

    (void)setrlimit(RLIMIT_CORE, &none); /* a core would hold people's rows */
    signal(SIGXFSZ, SIG_IGN);            /* a file too large is a write error like any other */
}

bool prak_out_is_terminal(const struct prak_run *r)
{
    return !r->common.out && isatty(STDOUT_FILENO);
}

bool prak_out_colour(const struct prak_run *r)
{
    const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

    if (strcmp(r->common.colour, "auto"))
        return strcmp(r->common.colour, "always") == 0;
    return prak_out_is_terminal(r) && !(no && *no) && term && strcmp(term, "dumb");
}

size_t prak_out_width(const struct prak_run *r)
{
    struct winsize w;

    if (!prak_out_is_terminal(r))
        return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

static int print(struct prak_run *r, const struct prak_buf *b, struct prak_err *e)
{
    if (prak_buf_check(b, e) || prak_write_all(STDOUT_FILENO, "<stdout>", b->p, b->n, e))
        return -1;
    (void)r;
    return close(STDOUT_FILENO) ? prak_fail_errno(e, "close", "<stdout>") : 0;
}

static int help_or_version(struct prak_run *r, struct prak_err *e)
{
    struct prak_buf b = { 0 };

    if (r->common.help)
        prak_options_help(r->tool, &b);
    else if (r->common.mdoc)
        prak_options_mdoc(r->tool, &b);
    else
        prak_buf_fmt(&b, "prak-%s %s\nlicence GPL-3.0-or-later\n", r->tool->name, PRAK_VERSION);
    int failed = print(r, &b, e);
    prak_buf_free(&b);
    return failed;
}

static int check_common(struct prak_run *r, struct prak_err *e)
{
    struct prak_common *c = &r->common;
    char *end;

    errno = 0;
    double limit = strtod(c->max_rejects, &end);
    if (end == c->max_rejects || limit < 0.0 || (*end && strcmp(end, "%")) || !(limit - limit == 0.0))
        return prak_fail(e, PRAK_EUSAGE, "--max-rejects: '%.60s' is not N or P%%", c->max_rejects);
    if (c->out && !*c->out)
        return prak_fail(e, PRAK_EUSAGE, "-o needs the name of a file");
    if (c->max_field == 0 || c->max_record == 0 || c->max_columns == 0)
        return prak_fail(e, PRAK_EUSAGE, "a limit must be at least 1");
    if (c->end_mark && ((c->to && strcmp(c->to, "json") == 0) || (r->tool->flags & PRAK_RAW)))
        return prak_fail(e, PRAK_EUSAGE, "--end-mark goes with csv, tsv and jsonl only");
    if (c->to && (r->tool->flags & PRAK_RAW))
        return prak_fail(e, PRAK_EUSAGE, "--to is for rows; say --as");
    if (!c->record) {
        const char *env = getenv("PRAK_RECORD");
        c->record = env && *env ? env : NULL;
    }
    return 0;
}

static int sort_operands(struct prak_run *r, struct prak_err *e)
{
    const char **file = prak_arena_array(r->arena, r->noperand + 1, sizeof *file, e);
    size_t n = 0;

    if (!file)
        return -1;
    for (size_t i = 0; i < r->noperand; i++) {
        int taken = r->tool->operand ? r->tool->operand(r->plan, r, r->operand[i], e) : 0;
        if (taken < 0)
            return -1;
        if (!taken)
            file[n++] = r->operand[i];
    }
    if (r->tool->flags & PRAK_LAST_IS_TABLE) {
        if (n == 0) {
            prak_fail(e, PRAK_EUSAGE, "a second table is needed");
            return prak_err_hint(e, "see 'prak-%s --help'", r->tool->name);
        }
        r->table_operand = file[--n];
    }
    if (n == 0)
        file[n++] = "-";
    r->input = prak_arena_array(r->arena, n, sizeof *r->input, e);
    if (!r->input)
        return -1;
    for (size_t i = 0; i < n; i++)
        r->input[i].path = file[i];
    r->ninput = n;
    return 0;
}

static enum prak_format choose_output(const struct prak_run *r)
{
    static const char *const name[] = { "csv", "tsv", "jsonl", "json" };
    static const enum prak_format format[] = { PRAK_CSV, PRAK_TSV, PRAK_JSONL, PRAK_JSON };

    for (size_t i = 0; r->common.to && i < 4; i++)
        if (strcmp(r->common.to, name[i]) == 0)
            return format[i];
    if ((r->tool->flags & PRAK_FORMATS) || r->in_format == PRAK_SEMICOLON)
        return PRAK_CSV;
    return r->in_format;
}

static int run_program(struct prak_run *r, struct prak_err *e)
{
    static const char rejects_header[] = "file,line,record,column,code,message,data\n";

    if (prak_sink_open(r, e) || prak_input_open(r, 0, e))
        return -1;
    r->in_format = prak_reader_format(r->input[0].reader);
    r->out_format = choose_output(r);
    r->out.arena = r->arena;
    if (r->tool->begin(r->plan, r, e) || prak_plan_close(r, e))
        return -1;
    if (r->common.rejects && (prak_side_open(r, r->common.rejects, &r->rejects_fd, e) ||
                              prak_write_all(r->rejects_fd, r->common.rejects, rejects_header,
                                             sizeof rejects_header - 1, e)))
        return -1;
    if (prak_engine(r, e))
        return -1;
    for (unsigned i = 0; i < r->nport; i++)
        if (prak_side_close(&r->port[i].fd, r->port[i].path, e))
            return -1;
    if (prak_side_close(&r->rejects_fd, r->common.rejects, e))
        return -1;
    return prak_sink_finish(r, e);
}

static int run_all(struct prak_run *r, struct prak_err *e)
{
    if (prak_options_parse(r, e))
        return -1;
    if (r->common.help || r->common.version || r->common.mdoc)
        return help_or_version(r, e);
    if (check_common(r, e) || sort_operands(r, e))
        return -1;
    if (prak_record_spare(r, e)) {
        r->common.record = NULL;
        return -1;
    }
    clock_gettime(CLOCK_MONOTONIC, &r->started);
    r->progress = !r->common.no_progress && !r->common.quiet && isatty(STDERR_FILENO);
    int failed = run_program(r, e);
    prak_progress_clear(r);
    if (failed)
        prak_sink_abort(r);
    else
        prak_say_summary(r);
    return failed;
}

static void close_run(struct prak_run *r)
{
    if (r->tool->close)
        r->tool->close(r->plan);
    prak_input_close_all(r);
    for (struct prak_loaded *l = r->loaded; l; l = l->next)
        prak_table_free(l->table);
    for (unsigned i = 0; i < r->nfirst; i++)
        prak_seen_free(r->first[i].seen);
    prak_once_free(r);
    prak_spill_free(r->spool);
    prak_arena_free(r->arena);
    free(r->plan);
}

int prak_main(int argc, char **argv, const struct prak_tool *tool)
{
    struct prak_run r = { .tool = tool, .argc = argc, .argv = argv, .rejects_fd = -1 };
    struct prak_err e = { 0 }, second = { 0 };

    hold_standard_descriptors();
    no_core();
    r.sink.fd = -1;
    r.arena = prak_arena_new(0);
    r.plan = calloc(1, tool->plan_size ? tool->plan_size : 1);
    pthread_mutex_init(&r.take_lock, NULL);
    pthread_cond_init(&r.take_turn, NULL);
    pthread_mutex_init(&r.put_lock, NULL);
    pthread_cond_init(&r.turn, NULL);
    pthread_cond_init(&r.crew.wake, NULL);
    int failed = r.arena && r.plan ? run_all(&r, &e) : prak_fail_memory(&e);
    if (failed)
        prak_say_error(&r, &e);
    int status = failed ? (int)(e.code ? e.code : PRAK_ESYS) : 0;
    if (r.common.record && r.input && prak_record_write(&r, status, &e, &second)) {
        prak_say_error(&r, &second);
        status = status ? status : (int)second.code;
    }
    if (r.arena && r.plan)
        close_run(&r);
    return status;
}
