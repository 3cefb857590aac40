/*
 * pack.c - rows into pages and a list of steps; the list is sorted when it is full, and becomes a run when that does
 * not make it much shorter.
 */
#include "stat/pack.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/wide.h"
#include "stat/runs.h"

#define FIRST_STEPS 1024
#define LEAST_STEPS 65536 /* of a full list, at least, whatever the pages take */
#define BESIDE_LOG  16384 /* of the list while rows go to the log */
#define PAGE_STEPS  48    /* as many of one block are given a page */
#define COUNT_STEPS 16     /* the same where a page takes a byte a key */

struct prak_pack *prak_pack_new(size_t room, bool squares)
{
    struct prak_pack *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->words = squares ? 3 : 2;
    p->pages.squares = squares;
    p->pages.room = room;
    p->room = room;
    return p;
}

void prak_pack_free(struct prak_pack *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->nrun; i++)
        prak_run_free(&p->run[i]);
    for (size_t i = 0; i < p->nfile; i++)
        close(p->file[i]);
    prak_log_free(&p->log);
    free(p->run);
    free(p->file);
    prak_pages_free(&p->pages);
    free(p->list);
    free(p->spare);
    free(p);
}

static size_t bytes_of(const struct prak_pack *p, size_t steps)
{
    return steps * p->words * sizeof *p->list;
}

/* ---- runs ---- */

int prak_pack_need_file(struct prak_pack *p, struct prak_err *e)
{
    if (p->nfile)
        return 0;
    p->file = calloc(1, sizeof *p->file);
    if (!p->file)
        return prak_fail_memory(e);
    p->file[0] = prak_curve_file(e);
    if (p->file[0] < 0)
        return -1;
    p->nfile = 1;
    return 0;
}

int prak_pack_start_run(struct prak_pack *p, struct prak_run_writer *w, unsigned words, size_t most, struct prak_err *e)
{
    if (!most && prak_pack_need_file(p, e))
        return -1;
    const int fd = most ? -1 : p->file[0];
    if (prak_run_start(w, words, false, most, fd, p->written, e))
        return -1;
    w->run.value_scale = p->value_scale;
    w->run.weight_scale = p->weight_scale;
    return 0;
}

int prak_pack_keep_run(struct prak_pack *p, struct prak_run *own, struct prak_err *e)
{
    struct prak_run *run = realloc(p->run, (p->nrun + 1) * sizeof *run);
    if (!run) {
        prak_run_free(own);
        return prak_fail_memory(e);
    }
    p->run = run;
    if (!own->memory)
        p->written += (off_t)((size_t)own->n * own->words * sizeof *own->memory);
    run[p->nrun++] = *own;
    return 0;
}

int prak_pack_end_run(struct prak_pack *p, struct prak_run_writer *w, int failed, struct prak_err *e)
{
    if (failed || prak_run_end(w, e)) {
        prak_run_drop(w);
        return -1;
    }
    return prak_pack_keep_run(p, &w->run, e);
}

static int list_to_run(struct prak_pack *p, struct prak_err *e)
{
    struct prak_run_writer w;
    int rc = 0;
    if (p->n == 0)
        return 0;
    if (prak_pack_start_run(p, &w, p->words, p->n <= PRAK_PACK_SMALL ? p->n : 0, e))
        return -1;
    for (size_t i = 0, end; !rc && i < p->n; i = end) {
        const uint64_t cell = p->list[i * p->words] >> PRAK_PACK_VALUE_BITS;
        for (end = i + 1; end < p->n && p->list[end * p->words] >> PRAK_PACK_VALUE_BITS == cell; end++)
            ;
        rc = prak_run_put(&w, (uint32_t)cell, p->list + i * p->words, end - i, e);
    }
    p->n = 0;
    return prak_pack_end_run(p, &w, rc, e);
}

/* false: the page does not hold it. */
static bool set_page(struct prak_pages *pages, struct prak_page *page, size_t at, const uint64_t *step)
{
    if (pages->squares) {
        page->sum.both[at] = prak_step_both(step);
    } else if (pages->counts) {
        const uint8_t rows = prak_pages_rows(pages, (int64_t)step[1]);
        if (!rows)
            return false;
        page->sum.count[at] = rows;
    } else {
        page->sum.weight[at] = (int64_t)step[1];
    }
    return true;
}

/* No row has come, as far as the page knows. */
static void clear_page(struct prak_pages *pages, struct prak_page *page, size_t at)
{
    if (pages->squares)
        page->sum.both[at] = 0;
    else if (pages->counts)
        page->sum.count[at] = 0;
    else
        page->sum.weight[at] = 0;
}

static int pages_to_run(struct prak_pack *p, struct prak_err *e)
{
    struct prak_run_writer w;
    uint64_t s[3];
    int rc = 0;
    if (p->pages.n == 0)
        return 0;
    if (prak_pack_start_run(p, &w, p->words, 0, e))
        return -1;
    prak_pages_sort(&p->pages);
    for (size_t i = 0; !rc && i < p->pages.n; i++)
        for (size_t k = 0; !rc && k < PRAK_PAGE_KEYS; k++)
            if (prak_page_step(&p->pages, &p->pages.page[i], k, s))
                rc = prak_run_put(&w, (uint32_t)(s[0] >> PRAK_PACK_VALUE_BITS), s, 1, e);
    prak_pages_free(&p->pages);
    return prak_pack_end_run(p, &w, rc, e);
}

/* ---- the list ---- */

/* A list of `cap` steps, with what is in it. */
static int resize(struct prak_pack *p, size_t cap, struct prak_err *e)
{
    uint64_t *list = realloc(p->list, bytes_of(p, cap));
    if (!list)
        return prak_fail_memory(e);
    free(p->spare);
    p->spare = NULL;
    p->list = list;
    p->cap = cap;
    return 0;
}

static int sort_list(struct prak_pack *p, struct prak_err *e)
{
    if (!p->spare && !(p->spare = malloc(bytes_of(p, p->cap))))
        return prak_fail_memory(e);
    uint64_t *sorted = prak_steps_sort(p->list, p->spare, p->n, p->words, 0);
    if (sorted != p->list) {
        p->spare = p->list;
        p->list = sorted;
    }
    p->n = prak_steps_join(p->list, p->n, p->words);
    return 0;
}

/* Steps first … end of a block into its page, as far as that has not got them; the others go to k …: the next place. */
static size_t move_block(struct prak_pack *p, struct prak_page *page, size_t first, size_t end, size_t k)
{
    for (size_t i = first; i < end; i++) {
        const uint64_t *s = p->list + i * p->words;
        const size_t at = s[0] & (PRAK_PAGE_KEYS - 1);
        uint64_t own[PRAK_RUN_MOST_WORDS];
        const bool moves = page && prak_step_weight(s, p->words) > 0 && !prak_page_step(&p->pages, page, at, own);
        if (!moves || !set_page(&p->pages, page, at, s))
            prak_step_copy(p->list + k++ * p->words, s, p->words);
    }
    return k;
}

/* Pages for blocks that have many steps in the sorted list, while there is room for them. */
static int make_pages(struct prak_pack *p, struct prak_err *e)
{
    if (p->pages.n == 0) {
        p->pages.counts = !p->weighted && p->one > 0;
        p->pages.one = p->one;
    }
    const size_t page = prak_pages_bytes(&p->pages), least = 2 * bytes_of(p, LEAST_STEPS);
    const size_t many = p->pages.counts ? COUNT_STEPS : PAGE_STEPS;
    size_t k = 0, end;
    for (size_t i = 0; i < p->n; i = end) {
        const uint64_t block = p->list[i * p->words] >> PRAK_PAGE_BITS;
        struct prak_page *to = NULL;
        for (end = i + 1; end < p->n && p->list[end * p->words] >> PRAK_PAGE_BITS == block; end++)
            ;
        const size_t beside = least < p->room / 4 ? least : p->room / 4;
        if (end - i >= many && block != 0 /* key 0 is none */ && (p->pages.n + 1) * page + beside <= p->room &&
            !prak_pages_find(&p->pages, block) &&
            !(to = prak_pages_put(&p->pages, block, (union prak_page_sums){ .weight = NULL }, e)))
            return -1;
        k = move_block(p, to, i, end, k);
    }
    p->n = k;
    return 0;
}

/* What the list may grow to. */
static size_t most_steps(const struct prak_pack *p)
{
    const size_t pages = p->pages.n * prak_pages_bytes(&p->pages);
    if (p->log.on)
        return BESIDE_LOG;
    const size_t most = (p->room > pages ? p->room - pages : 0) / bytes_of(p, 2);
    const size_t least = p->room / 4 / bytes_of(p, 2) < LEAST_STEPS ? p->room / 4 / bytes_of(p, 2) : LEAST_STEPS;
    return most > least ? most : least > FIRST_STEPS ? least : FIRST_STEPS;
}

/* The list stays long when it is sorted: rows go to the log from now on, and pages that have few of them to a run. */
static int give_up(struct prak_pack *p, struct prak_err *e)
{
    if (p->apart > p->rows / 8 && pages_to_run(p, e))
        return -1;
    free(p->spare);
    p->spare = NULL;
    return prak_log_start(p, e) || list_to_run(p, e) || resize(p, FIRST_STEPS, e) ? -1 : 0;
}

/* The list is full. */
static int make_room(struct prak_pack *p, struct prak_err *e)
{
    if (!p->list)
        return resize(p, FIRST_STEPS, e);
    if (sort_list(p, e) || (!p->log.on && make_pages(p, e)))
        return -1;
    const size_t most = most_steps(p);
    const bool shorter = p->n <= p->cap / 2 && p->cap <= most;
    if (shorter || p->cap < most)
        p->rows = p->apart = 0; /* counted since there are these pages */
    if (shorter)
        return 0;
    if (p->cap < most)
        return resize(p, p->cap * 2 < most ? p->cap * 2 : most, e);
    if (p->n > most / 2 && (p->log.on || p->log.never ? list_to_run(p, e) : give_up(p, e)))
        return -1;
    return p->cap > most ? resize(p, most, e) : 0;
}

int prak_pack_append(struct prak_pack *p, const uint64_t *step, struct prak_err *e)
{
    if (p->n == p->cap && make_room(p, e))
        return -1;
    prak_step_copy(p->list + p->n++ * p->words, step, p->words);
    return 0;
}

/* ---- adding ---- */

/* Into its page where it has one and fits; what does not fit any more goes to the list, and the page starts anew. */
static int add_step(struct prak_pack *p, const uint64_t *step, struct prak_err *e)
{
    const size_t at = step[0] & (PRAK_PAGE_KEYS - 1);
    struct prak_page *page = prak_step_weight(step, p->words) > 0 ? prak_pages_find(&p->pages, step[0] >> PRAK_PAGE_BITS)
                                                                  : NULL;
    uint64_t old[PRAK_RUN_MOST_WORDS], sum[PRAK_RUN_MOST_WORDS];
    const bool full = page && prak_page_step(&p->pages, page, at, old);
    if (full) {
        prak_step_copy(sum, old, p->words);
        if (prak_step_join(sum, step, p->words) && set_page(&p->pages, page, at, sum))
            return 0;
        clear_page(&p->pages, page, at); /* first: a full list may give up its pages, and all that is in them */
        if (prak_pack_append(p, old, e))
            return -1;
        page = prak_pages_find(&p->pages, step[0] >> PRAK_PAGE_BITS);
    }
    return page && set_page(&p->pages, page, at, step) ? 0 : prak_pack_append(p, step, e);
}

/* One of many, of which few have a page. */
static int add_apart(struct prak_pack *p, const uint64_t *step, struct prak_err *e)
{
    return prak_pages_sums(&p->pages, step[0] >> PRAK_PAGE_BITS) ? add_step(p, step, e) : prak_pack_append(p, step, e);
}

int prak_pack_add(struct prak_pack *p, uint64_t key, int64_t weight, struct prak_err *e)
{
    uint64_t step[3];
    if (!prak_row_step(p, key, weight, step))
        return 0;
    return add_step(p, step, e) ? -1 : 1;
}

int prak_pack_add_rows(struct prak_pack *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n,
                       uint16_t *left, size_t *nleft, struct prak_err *e)
{
    const bool paged = p->pages.n != 0;
    const size_t rest = paged || !p->log.on ? prak_pages_add(&p->pages, key, weight, one, n, left) : n;
    size_t k = 0;
    p->weighted = p->words == 3 || weight;
    p->one = one;
    p->rows += n;
    p->apart += rest;
    if (p->log.on)
        return prak_log_add(p, key, weight, one, rest, !paged, left, nleft, e);
    for (size_t i = 0; i < rest; i++) {
        const uint16_t row = left[i];
        uint64_t step[3];
        if (!key[row] || !prak_row_step(p, key[row], weight ? weight[row] : one, step))
            left[k++] = row;
        else if (add_apart(p, step, e))
            return -1;
    }
    *nleft = k;
    return 0;
}

/* All that is in memory as runs. */
static int empty(struct prak_pack *p, struct prak_err *e)
{
    if (p->log.n && prak_log_empty(p, false, e))
        return -1;
    if (p->n && sort_list(p, e))
        return -1;
    return list_to_run(p, e) || pages_to_run(p, e) ? -1 : 0;
}

/* More digits after the point, unless values that have come would then have too many in all. */
static int raise(struct prak_pack *p, int32_t value, int32_t weight, struct prak_err *e)
{
    int32_t more = value > p->value_scale ? value - p->value_scale : 0;
    if (p->top > (uint64_t)PRAK_PACK_MOST / prak_pow10_64[more])
        return 0;
    if (empty(p, e))
        return -1;
    p->top *= prak_pow10_64[more];
    p->value_scale += more;
    if (weight > p->weight_scale)
        p->weight_scale = weight;
    return 1;
}

int prak_pack_scales(struct prak_pack *p, int32_t value, uint64_t most, int32_t weight, int64_t *by_value,
                     int64_t *by_weight, struct prak_err *e)
{
    if (value < 0 || weight < 0 || value > 18 || weight > 18)
        return 0;
    int rc = value > p->value_scale || weight > p->weight_scale ? raise(p, value, weight, e) : 1;
    if (rc <= 0)
        return rc;
    *by_value = (int64_t)prak_pow10_64[p->value_scale - value];
    *by_weight = (int64_t)prak_pow10_64[p->weight_scale - weight];
    uint64_t top = most > (uint64_t)PRAK_PACK_MOST / (uint64_t)*by_value ? (uint64_t)PRAK_PACK_MOST
                                                                       : most * (uint64_t)*by_value;
    if (top > p->top)
        p->top = top;
    return 1;
}

/* ---- two maps into one ---- */

static int take_files(struct prak_pack *into, struct prak_pack *from, struct prak_err *e)
{
    if (from->nfile == 0)
        return 0;
    if (prak_pack_need_file(into, e))
        return -1;
    int *file = realloc(into->file, (into->nfile + from->nfile) * sizeof *file);
    if (!file)
        return prak_fail_memory(e);
    into->file = file;
    memcpy(file + into->nfile, from->file, from->nfile * sizeof *file);
    into->nfile += from->nfile;
    from->nfile = 0;
    return 0;
}

static int by_cell(const void *x, const void *y)
{
    const struct prak_segment *a = x, *b = y;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static int take_runs(struct prak_pack *into, struct prak_pack *from, const uint32_t *cell_map, struct prak_err *e)
{
    if (take_files(into, from, e))
        return -1;
    struct prak_run *run = realloc(into->run, (into->nrun + from->nrun + 1) * sizeof *run);
    if (!run)
        return prak_fail_memory(e);
    into->run = run;
    for (size_t i = 0; i < from->nrun; i++) {
        struct prak_run *r = &from->run[i];
        for (size_t k = 0; k < r->nsegment; k++)
            r->segment[k].cell = cell_map[r->segment[k].cell];
        qsort(r->segment, r->nsegment, sizeof *r->segment, by_cell);
        run[into->nrun++] = *r;
    }
    from->nrun = 0;
    return 0;
}

/* The key in the map's cells; false: the cell's number is too high for one. */
static bool map_key(const uint32_t *cell_map, uint64_t *key)
{
    const uint32_t cell = cell_map[*key >> PRAK_PACK_VALUE_BITS];
    *key = (uint64_t)cell << PRAK_PACK_VALUE_BITS | (*key & PRAK_RUN_VALUE_MASK);
    return cell < PRAK_PACK_CELLS;
}

static bool all_map(const struct prak_pack *from, const uint32_t *cell_map)
{
    uint64_t key;
    for (size_t i = 0; i < from->n; i++)
        if (key = from->list[i * from->words], !map_key(cell_map, &key))
            return false;
    for (size_t i = 0; from->pages.n && i <= from->pages.mask; i++)
        if (key = from->pages.page[i].block << PRAK_PAGE_BITS, from->pages.page[i].sum.weight && !map_key(cell_map, &key))
            return false;
    return true;
}

/* What one page has goes to another one of numbers of rows, where those fit; the rest stays: is there any? */
static bool join_counts(uint8_t *restrict to, uint8_t *restrict from)
{
    uint8_t rest = 0;
    for (size_t k = 0; k < PRAK_PAGE_KEYS; k++) {
        const uint8_t sum = (uint8_t)(to[k] + from[k]), left = sum < to[k] ? from[k] : 0;
        to[k] = sum < to[k] ? to[k] : sum;
        from[k] = left;
        rest |= left;
    }
    return rest != 0;
}

/* A page of a block that there is none of changes hands; else its steps are added. */
static int move_page(struct prak_pack *into, const struct prak_pages *from, struct prak_page *page, bool same,
                     struct prak_err *e)
{
    const struct prak_page *to = same ? prak_pages_find(&into->pages, page->block) : NULL;
    uint64_t s[3];
    if (same && !to) {
        if (!prak_pages_put(&into->pages, page->block, page->sum, e))
            return -1;
        page->sum.weight = NULL;
        return 0;
    }
    const bool rest = !(to && from->counts) || join_counts(to->sum.count, page->sum.count);
    for (size_t k = 0; rest && k < PRAK_PAGE_KEYS; k++)
        if (prak_page_step(from, page, k, s) && add_step(into, s, e))
            return -1;
    page->sum.weight = NULL;
    return 0;
}

/* The memory of pages changes hands last: until then the list may run full, and the pages of `into` go to a run. */
static int move_pages(struct prak_pack *into, struct prak_pack *from, const uint32_t *cell_map, struct prak_err *e)
{
    int failed = 0;
    if (into->pages.n == 0) {
        into->pages.counts = from->pages.counts;
        into->pages.one = from->pages.one;
    }
    for (size_t i = 0; !failed && from->pages.n && i <= from->pages.mask; i++) {
        const bool same = into->pages.counts == from->pages.counts &&
                          (!from->pages.counts || into->pages.one == from->pages.one);
        struct prak_page *page = &from->pages.page[i];
        uint64_t key = page->block << PRAK_PAGE_BITS;
        if (!page->sum.weight)
            continue;
        (void)map_key(cell_map, &key);
        page->block = key >> PRAK_PAGE_BITS;
        failed = move_page(into, &from->pages, page, same, e);
    }
    failed = failed || (into->pages.n && prak_pages_take(&into->pages, &from->pages, e));
    if (failed)
        prak_pages_free(&into->pages); /* some lie in memory of the other */
    prak_pages_free(&from->pages);
    return failed ? -1 : 0;
}

int prak_pack_merge(struct prak_pack *into, struct prak_pack *from, const uint32_t *cell_map, struct prak_err *e)
{
    int64_t by_value = 0, by_weight = 0;
    if (prak_log_empty(from, true, e) || (into->log.on && from->n && (sort_list(from, e) || list_to_run(from, e))))
        return -1;
    const int suits = prak_pack_scales(into, from->value_scale, from->top, from->weight_scale, &by_value, &by_weight, e);
    if (suits < 0)
        return -1;
    if (!suits || by_value != 1 || by_weight != 1 || !all_map(from, cell_map)) {
        if (empty(from, e) || take_runs(into, from, cell_map, e))
            return -1;
        return 0;
    }
    if (take_runs(into, from, cell_map, e) || move_pages(into, from, cell_map, e))
        return -1;
    for (size_t i = 0; i < from->n; i++) {
        uint64_t *s = from->list + i * from->words;
        (void)map_key(cell_map, s);
        if (add_apart(into, s, e))
            return -1;
    }
    from->n = from->cap = 0;
    free(from->list);
    free(from->spare);
    from->list = from->spare = NULL;
    return 0;
}

/* ---- the end ---- */

int prak_pack_finish(struct prak_pack *p, unsigned threads, struct prak_err *e)
{
    if (p->finished)
        return 0;
    p->finished = true;
    if (prak_log_empty(p, true, e))
        return -1;
    if (p->n && sort_list(p, e))
        return -1;
    int rc = p->nrun ? empty(p, e) : prak_pack_one_run(p, e);
    free(p->list);
    free(p->spare);
    p->list = p->spare = NULL;
    p->n = p->cap = 0;
    bool same = true;
    for (size_t i = 1; i < p->nrun; i++)
        same = same && p->run[i].value_scale == p->run[0].value_scale &&
               p->run[i].weight_scale == p->run[0].weight_scale;
    for (size_t i = 0; !rc && !same && i < p->nrun; i++) /* runs of several scales are merged as they are read */
        rc = prak_run_sort(&p->run[i], p->run[i].segment, p->run[i].nsegment, e);
    if (rc || !same || p->nrun == 0)
        return rc;
    if ((p->nrun > 1 || !p->run[0].before) && prak_pack_join(p, threads, e))
        return -1;
    p->joined = true;
    return 0;
}
