/*
 * memo.c - open addressing by a hash of the cells, which stand in 16-byte units: of each its first 15 bytes and its length, then
 * long ones whole.
 */
#include "table/memo_quick.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/hash.h"

#define ENTRIES ((size_t)4096)
#define SLOTS   (2 * ENTRIES)
#define BYTES   ((size_t)3 << 20) /* of entries and what belongs to them: a quarter is for what comes later */
#define UNITS   24                /* the most of a key */
#define AHEAD   16                /* rows looked up at once */
#define SHORT   15                /* bytes of a cell before its length */
#define LINE    64                /* of a cache: what is asked of an entry first is in one */
#define TEXTS   1024              /* that are kept once */
#define SEEDS   16                /* tried until each text of a column has a place of its own */
#define FEW_SEEDS 2048            /* the same where they are few */
#define BITS    10                /* of a column's codes at most */
#define MOST_IDLE 64              /* batches */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LAST 56 /* the shift to the last byte of a word */
#else
#define LAST 0
#endif

struct unit {
    uint64_t low, high;
};

/* A key; an entry is followed by where it is. */
struct kept {
    size_t n;
    size_t padding;
    struct unit unit[];
};

struct text {
    const char *p; /* NULL: none */
    size_t n;
};

struct slot {
    uint64_t hash;
    char *entry; /* NULL: free */
};

/* Where 16 bytes may be read from: the records of the batch. */
struct range {
    uintptr_t from, length;
};

struct prak_memo {
    size_t nfact, size, n;
    size_t asked, lost, missed; /* rows of the last batch, those of them without room, and those that were not found quickly */
    struct range range;
    struct prak_memo_fact fact[PRAK_MEMO_FACTS];
    struct prak_arena *arena;
    struct slot slot[SLOTS];
    struct text text[TEXTS];
    void *row[PRAK_BATCH_ROWS];
    char *entries;            /* `stride` bytes each */
    size_t stride;
    prak_quick_find *quickly; /* NULL: all go the long way */
    struct prak_quick *quick; /* with it */
    unsigned idle, pause;     /* batches to go the long way, as most rows of one did; how many it will be the next time */
};

struct prak_arena *prak_memo_arena(struct prak_memo *m)
{
    return m->arena;
}

static const struct kept *kept_of(const struct prak_memo *m, const void *entry)
{
    const struct kept *kept;

    memcpy(&kept, (const char *)entry + m->size, sizeof kept);
    return kept;
}

/* ---- texts ---- */

const void *prak_memo_same(struct prak_memo *m, const void *p, size_t n, size_t spare)
{
    struct text *s = &m->text[prak_hash(p, n) % TEXTS];
    struct prak_err ignored = { 0 };

    if (s->p && s->n == n && memcmp(s->p, p, n) == 0)
        return s->p;
    char *mine = prak_arena_array(m->arena, 1, n + spare, &ignored);
    if (mine)
        *s = (struct text){ memcpy(mine, p, n), n };
    return mine;
}

/* ---- keys ---- */

static struct range range_of(const struct prak_batch *b)
{
    const struct prak_record last = prak_batch_record(b, b->nrow - 1);
    const char *from = prak_batch_record(b, 0).p;
    const size_t n = (size_t)(last.p + last.n - from);

    if (b->grid || b->lines) /* 64 bytes behind them, too */
        return (struct range){ (uintptr_t)from, n };
    return (struct range){ (uintptr_t)from, n < 16 ? 0 : n - 15 };
}

/* n <= 16 bytes, and zeros behind them. */
__attribute__((always_inline)) static inline struct unit load(const char *p, size_t n, struct range r)
{
    static const unsigned char ones[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
    struct unit u = { 0, 0 }, mask;

    if ((uintptr_t)p - r.from < r.length) {
        memcpy(&u, p, 16);
        memcpy(&mask, ones + 16 - n, 16);
        u.low &= mask.low;
        u.high &= mask.high;
    } else if (n) {
        memcpy(&u, p, n);
    }
    return u;
}

static inline uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ const unsigned __int128 p = (unsigned __int128)a * b;

    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* Is p[0..10) a date that is plainly one? A month that is none makes all wrong. */
static inline bool is_date(const char *p)
{
    const unsigned month = 10 * ((unsigned char)p[5] - (unsigned)'0') + ((unsigned char)p[6] - (unsigned)'0');
    const unsigned tens = (unsigned char)p[8] - (unsigned)'0', ones = (unsigned char)p[9] - (unsigned)'0';
    const unsigned most = 28 + (unsigned)(0x3bbeeccu >> 2 * (month & 15) & 3); /* February's is 28: one in a leap year is for the calendar */

    return ((p[7] == '-') & (tens < 4) & (ones < 10) & (10 * tens + ones - 1 < most) & (month < 13)) != 0;
}

/* Of a date how much decides. */
static inline size_t month_length(const char *p, size_t n)
{
    return is_date(p) ? 7 : prak_date_month_length(p, n);
}

static inline size_t length_at(const struct kept *k, size_t i)
{
    return k->unit[i].high >> LAST & 255;
}

/* What the keys of some rows have in common with those of others. */
struct keys {
    uint64_t hash[AHEAD];
    uint32_t longer;      /* a bit for each row with a cell of over SHORT bytes */
    size_t n[AHEAD];      /* of such a row: units; 0: too long */
    struct unit unit[AHEAD][UNITS];
};

/* One fact of n rows. */
__attribute__((always_inline)) static inline void take_fact(bool month, size_t i, const struct prak_slice *s, size_t n,
                                                            struct range r, struct keys *k)
{
    for (size_t row = 0; row < n; row++, s++) {
        struct unit u;
        if (month && s->n == 10 && (uintptr_t)s->p - r.from < r.length && is_date(s->p)) {
            u = load(s->p, 7, r);
            u.high |= UINT64_C(7) << LAST;
        } else {
            const size_t decides = month && s->n == 10 ? prak_date_month_length(s->p, 10) : s->n;
            if (__builtin_expect(decides > SHORT, 0)) {
                k->longer |= UINT32_C(1) << row;
                continue;
            }
            u = load(s->p, decides, r);
            u.high |= (uint64_t)decides << LAST;
        }
        k->unit[row][i] = u;
        k->hash[row] = mix(k->hash[row] ^ u.low, u.high ^ 0xe7037ed1a0b428dbu);
    }
}

/* A key with a long cell. */
static void take_long(const struct prak_memo *m, const struct prak_batch *b, size_t row, struct range r, size_t at, struct keys *k)
{
    struct unit *unit = k->unit[at];
    size_t n = m->nfact;

    k->n[at] = 0;
    for (size_t i = 0; i < m->nfact; i++) {
        const struct prak_slice *s = &b->cell[m->fact[i].cell][row];
        const size_t decides = m->fact[i].month && s->n == 10 ? month_length(s->p, 10) : s->n;
        if (decides > (UNITS - n) * 16 || decides > 255)
            return;
        unit[i] = load(s->p, decides < SHORT ? decides : SHORT, r);
        unit[i].high |= (uint64_t)decides << LAST;
        for (size_t from = 0; decides > SHORT && from < decides; from += 16)
            unit[n++] = load(s->p + from, decides - from < 16 ? decides - from : 16, r);
    }
    k->hash[at] = 0;
    for (size_t i = 0; i < n; i++)
        k->hash[at] = mix(k->hash[at] ^ unit[i].low, unit[i].high ^ 0x8ebc6af09c88c6e3u);
    k->n[at] = n;
}

static void make_keys(const struct prak_memo *m, const struct prak_batch *b, size_t row, size_t n, struct range r, struct keys *k)
{
    k->longer = 0;
    for (size_t i = 0; i < n; i++)
        k->hash[i] = 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < m->nfact; i++) {
        const struct prak_slice *s = b->cell[m->fact[i].cell] + row;
        if (m->fact[i].month)
            take_fact(true, i, s, n, r, k);
        else
            take_fact(false, i, s, n, r, k);
    }
    for (uint32_t left = k->longer; left; left &= left - 1)
        take_long(m, b, row + (size_t)__builtin_ctz(left), r, (size_t)__builtin_ctz(left), k);
}

/* ---- entries ---- */

struct prak_str prak_memo_fact(const struct prak_memo *m, const void *entry, size_t i)
{
    const struct kept *k = kept_of(m, entry);
    const size_t length = length_at(k, i);
    size_t n = m->nfact;

    for (size_t before = 0; length > SHORT && before < i; before++)
        n += length_at(k, before) > SHORT ? (length_at(k, before) + 15) / 16 : 0;
    return (struct prak_str){ (const char *)&k->unit[length > SHORT ? n : i], length };
}

/* No key has less units than one without long cells, and the first of each cell tell how many it has. */
static inline bool is_key(const struct prak_memo *m, const char *entry, const struct unit *unit, size_t n)
{
    const struct kept *kept = kept_of(m, entry);
    uint64_t differ = 0;

    if (n != m->nfact && kept->n != n)
        return false;
    for (size_t i = 0; i < n; i++) /* as good as always alike */
        differ |= (kept->unit[i].low ^ unit[i].low) | (kept->unit[i].high ^ unit[i].high);
    return !differ;
}

static char *add(struct prak_memo *m, struct slot *s, uint64_t hash, const struct unit *unit, size_t n)
{
    struct prak_err ignored = { 0 };

    if (m->n == ENTRIES || prak_arena_used(m->arena) > BYTES / 4 * 3) {
        m->lost++;
        return NULL;
    }
    struct kept *kept = prak_arena_array(m->arena, 1, sizeof(struct kept) + n * sizeof *unit, &ignored);
    if (!kept)
        return NULL;
    kept->n = n;
    memcpy(kept->unit, unit, n * sizeof *unit);
    char *entry = m->entries + m->n++ * m->stride;
    memset(entry, 0, m->stride);
    memcpy(entry + m->size, &kept, sizeof kept);
    *s = (struct slot){ hash, entry };
    return entry;
}

static inline char *find(struct prak_memo *m, uint64_t hash, const struct unit *unit, size_t n)
{
    for (size_t i = hash % SLOTS;; i = (i + 1) % SLOTS) {
        struct slot *s = &m->slot[i];
        if (!s->entry)
            return add(m, s, hash, unit, n);
        if (s->hash == hash && is_key(m, s->entry, unit, n))
            return s->entry;
    }
}

/* Slot and entry are called for some steps before they are needed: each lies somewhere else. */
static void find_some(struct prak_memo *m, const struct prak_batch *b, size_t row, size_t n, struct range r)
{
    struct keys k;

    make_keys(m, b, row, n, r, &k);
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&m->slot[k.hash[i] % SLOTS]);
    for (size_t i = 0; i < n; i++) {
        const char *entry = m->slot[k.hash[i] % SLOTS].entry;
        if (entry)
            __builtin_prefetch(kept_of(m, entry));
    }
    for (size_t i = 0; i < n; i++) {
        const struct slot *s = &m->slot[k.hash[i] % SLOTS];
        size_t units = m->nfact;
        if (__builtin_expect(!(k.longer >> i & 1) && s->entry && s->hash == k.hash[i] && is_key(m, s->entry, k.unit[i], units), 1)) {
            m->row[row + i] = s->entry;
            continue;
        }
        const bool longer = k.longer >> i & 1;
        if (longer)
            units = k.n[i];
        m->row[row + i] = units || !longer ? find(m, k.hash[i], k.unit[i], units) : NULL;
    }
}

/* ---- codes ---- */

/* A text of at most SHORT bytes as it has a place; false: it has none. */
static bool quick_text(const struct prak_slice *s, struct prak_quick_text *t)
{
    char text[16] = { 0 };

    if (s->n > SHORT)
        return false;
    if (s->n)
        memcpy(text, s->p, s->n);
    text[SHORT] = (char)(s->n + 1);
    memcpy(t, text, sizeof *t);
    return true;
}

static inline bool is_free(const struct prak_quick_text *t)
{
    return !(t->low | t->high);
}

/* The texts of a column at places by another seed; false, and all as it was: two belong in one. */
static bool move_texts(struct prak_quick_fact *f, uint64_t seed)
{
    const struct prak_quick_fact old = *f;

    f->seed[0] = (uint32_t)seed | 1;
    f->seed[1] = (uint32_t)(seed >> 32) | 1;
    memset(f->slot, 0, sizeof f->slot);
    for (size_t i = 0; i < PRAK_QUICK_SLOTS; i++) {
        if (is_free(&old.slot[i]))
            continue;
        const size_t place = prak_quick_place(f, old.slot[i]);
        if (!is_free(&f->slot[place])) {
            *f = old;
            return false;
        }
        f->slot[place] = old.slot[i];
        f->code[place] = old.code[i];
    }
    return true;
}

/* Few texts find a place each, if need be by another seed. */
static bool make_way(struct prak_quick_fact *f, struct prak_quick_text t)
{
    for (unsigned i = 0; i < SEEDS && f->tried < SEEDS * 4 && f->n < PRAK_QUICK_SLOTS / SEEDS; i++) {
        f->tried++;
        if (move_texts(f, f->tried * UINT64_C(0xBF58476D1CE4E5B9)) && is_free(&f->slot[prak_quick_place(f, t)]))
            return true;
    }
    return false;
}

/* All texts at places among few by this seed; false: two belong in one. */
static bool place_few(struct prak_quick_fact *f, const uint16_t *slot, uint32_t n, uint32_t seed)
{
    uint32_t taken = 0;

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t bit = UINT32_C(1) << prak_quick_few(seed, f->slot[slot[i]]);
        if (taken & bit)
            return false;
        taken |= bit;
    }
    memset(&f->few, 0, sizeof f->few);
    f->few.seed = seed;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t place = prak_quick_few(seed, f->slot[slot[i]]);
        f->few.low[place] = f->slot[slot[i]].low;
        f->few.high[place] = f->slot[slot[i]].high;
        f->few.code[place] = f->code[slot[i]];
    }
    return true;
}

/* There is a new text. */
static void find_few(struct prak_quick_fact *f)
{
    uint16_t slot[PRAK_QUICK_FEW];
    uint32_t n = 0, seed = f->few.seed ? f->few.seed : 1;

    f->few.seed = 0;
    if (f->n > PRAK_QUICK_FEW)
        return;
    for (size_t i = 0; i < PRAK_QUICK_SLOTS; i++)
        if (!is_free(&f->slot[i]))
            slot[n++] = (uint16_t)i;
    for (unsigned i = 0; i < FEW_SEEDS && !place_few(f, slot, n, seed); i++)
        seed = seed * UINT32_C(0x2C9277B5) | 1;
}

/* The number of a month YYYY-MM, or of a date's, in its century; 0: it is not plainly one. */
static uint32_t month_number(const struct prak_slice *s)
{
    const size_t n = s->n == 10 ? month_length(s->p, 10) : s->n;
    uint32_t digit[7];

    if (n != 7 || s->p[4] != '-')
        return 0;
    for (size_t i = 0; i < n; i++)
        if ((digit[i] = (unsigned char)s->p[i] - (uint32_t)'0') > 9 && i != 4)
            return 0;
    const uint32_t year = 10 * digit[2] + digit[3], month = 10 * digit[5] + digit[6];
    return month < 1 || month > PRAK_MONTHS_IN_YEAR ? 0 : PRAK_MONTHS_IN_YEAR * year + month;
}

/* A month's code. All are of one century and so few years that no two have the same. */
static bool month_code(struct prak_quick_fact *f, const struct prak_slice *s, uint32_t *code, bool *moved)
{
    const uint32_t number = month_number(s);
    uint16_t century;

    if (!number)
        return false;
    memcpy(&century, s->p, sizeof century);
    const uint32_t least = f->century && f->least < number ? f->least : number;
    const uint32_t most = f->century && f->most > number ? f->most : number;
    if ((f->century && f->century != century) || (most - least) >> BITS)
        return false;
    f->century = century;
    f->least = least;
    f->most = most;
    for (; (most - least) >> f->bits; f->bits++)
        *moved = true;
    *code = number & ((UINT32_C(1) << f->bits) - 1);
    return true;
}

/* A text's code, which it gets if there is room; *moved: codes or their bits are others than before. false: it has none. */
static bool text_code(struct prak_quick_fact *f, const struct prak_slice *s, uint32_t *code, bool *moved)
{
    struct prak_quick_text t;

    if (!quick_text(s, &t))
        return false;
    size_t place = prak_quick_place(f, t);
    if (f->slot[place].low != t.low || f->slot[place].high != t.high) {
        if (!is_free(&f->slot[place]) && !make_way(f, t))
            return false;
        if (f->n >> f->bits) {
            if (f->bits == BITS)
                return false;
            f->bits++;
            *moved = true;
        }
        place = prak_quick_place(f, t);
        f->slot[place] = t;
        f->code[place] = f->n++;
        find_few(f);
    }
    *code = f->code[place];
    return true;
}

/* Where codes stand in a place's number; false: they are too long. No place is known then. */
static bool lay_out(struct prak_quick *q)
{
    unsigned bits = 0;

    for (size_t i = 0; i < q->nfact; i++) {
        q->fact[i].shift = bits;
        bits += q->fact[i].bits;
    }
    if (bits > PRAK_QUICK_BITS)
        return false;
    memset(q->number, 0, sizeof *q->number << bits);
    return true;
}

static void quick_clear(struct prak_memo *m)
{
    struct prak_quick *q = m->quick;

    if (!q)
        return;
    for (size_t i = 0; i < q->nfact; i++) {
        memset(&q->fact[i], 0, sizeof q->fact[i]);
        q->fact[i].cell = m->fact[i].cell;
        q->fact[i].month = m->fact[i].month;
        q->fact[i].bits = m->fact[i].month ? BITS - 2 : 2;
        (void)move_texts(&q->fact[i], UINT64_C(0xC2B2AE3D27D4EB4F));
    }
    if (!lay_out(q))
        m->quickly = NULL;
}

static int quick_new(struct prak_memo *m)
{
    struct prak_quick *q = m->quick = calloc(1, sizeof *q);

    if (!q)
        return -1;
    q->number = calloc(((size_t)1 << PRAK_QUICK_BITS) + 2, sizeof *q->number); /* four bytes are read of the last */
    q->nfact = m->nfact;
    q->stride = m->stride;
    q->entries = m->entries;
    if (!q->number)
        return -1;
    quick_clear(m);
    return 0;
}

/* The entry of a row is found at once the next time. */
static void learn(struct prak_memo *m, const struct prak_batch *b, size_t row)
{
    struct prak_quick *q = m->quick;
    uint32_t code[PRAK_QUICK_FACTS];
    bool moved = false, all = m->row[row] != NULL;
    size_t place = 0;

    for (size_t i = 0; all && i < q->nfact; i++)
        all = (q->fact[i].month ? month_code : text_code)(&q->fact[i], &b->cell[q->fact[i].cell][row], &code[i], &moved);
    if (moved && !lay_out(q))
        m->quickly = NULL;
    if (!all || !m->quickly)
        return;
    for (size_t i = 0; i < q->nfact; i++)
        place |= (size_t)code[i] << q->fact[i].shift;
    q->number[place] = (uint16_t)(((size_t)((const char *)m->row[row] - m->entries)) / m->stride + 1);
}

/* Rows by their codes as far as these are known. The last of a batch's that are less than eight are found with those before. */
static size_t find_quickly(struct prak_memo *m, const struct prak_batch *b, size_t row, size_t to)
{
    while (m->quickly && row < to && to >= 8) {
        const size_t left = to - row, n = left >= PRAK_QUICK_ROWS ? PRAK_QUICK_ROWS : left < 8 ? 8 : left / 8 * 8;
        row = left < 8 ? to - 8 : row;
        for (uint64_t lost = m->quickly(m->quick, b, row, n, m->row); lost; lost &= lost - 1, m->missed++) {
            const size_t one = row + (unsigned)__builtin_ctzll(lost);
            find_some(m, b, one, 1, m->range);
            if (m->quickly)
                learn(m, b, one);
        }
        row += n;
    }
    return row;
}

/* Where most rows of the last batch were found the long way, the quick one is left alone for some. */
static void look_back(struct prak_memo *m)
{
    if (m->idle) {
        m->idle--;
    } else if (m->missed <= m->asked / 2) {
        m->pause = 1;
    } else {
        m->idle = m->pause;
        m->pause = m->pause < MOST_IDLE ? 2 * m->pause : m->pause;
    }
    m->missed = 0;
}

void prak_memo_begin(struct prak_memo *m, const struct prak_batch *b)
{
    if (m->lost > m->asked / 2) {
        prak_arena_reset(m->arena);
        memset(m->slot, 0, sizeof m->slot);
        memset(m->text, 0, sizeof m->text);
        m->n = 0;
        quick_clear(m);
    }
    look_back(m);
    m->asked = b->nrow;
    m->lost = 0;
    m->range = b->nrow ? range_of(b) : (struct range){ 0, 0 };
    if (m->quick) {
        m->quick->from = m->range.from;
        m->quick->length = m->range.length;
    }
}

void *const *prak_memo_find(struct prak_memo *m, const struct prak_batch *b, size_t row, size_t n)
{
    void *const *const first = m->row + row;
    const size_t to = row + n;

    if (m->quickly && !m->idle)
        row = find_quickly(m, b, row, to);
    for (; row < to; row += AHEAD)
        find_some(m, b, row, to - row < AHEAD ? to - row : AHEAD, m->range);
    return first;
}

void *const *prak_memo_rows(struct prak_memo *m, const struct prak_batch *b)
{
    prak_memo_begin(m, b);
    return prak_memo_find(m, b, 0, b->nrow);
}

/* ---- */

struct prak_memo *prak_memo_new(const struct prak_memo_fact *fact, size_t nfact, size_t size)
{
    struct prak_memo *m = nfact <= PRAK_MEMO_FACTS ? calloc(1, sizeof *m) : NULL;

    if (!m)
        return NULL;
    m->arena = prak_arena_new(BYTES);
    if (!m->arena) {
        free(m);
        return NULL;
    }
    m->nfact = nfact;
    m->pause = 1;
    m->size = (size + 15) / 16 * 16;
    m->stride = (m->size + sizeof(struct kept *) + LINE - 1) / LINE * LINE;
    m->entries = aligned_alloc(LINE, ENTRIES * m->stride);
    if (nfact)
        memcpy(m->fact, fact, nfact * sizeof *fact);
    m->quickly = nfact && nfact <= PRAK_QUICK_FACTS ? prak_quick_best() : NULL;
    if (!m->entries || (m->quickly && quick_new(m))) {
        prak_memo_free(m);
        return NULL;
    }
    return m;
}

void prak_memo_slowly(struct prak_memo *m)
{
    m->quickly = NULL;
}

void prak_memo_free(struct prak_memo *m)
{
    if (!m)
        return;
    if (m->quick)
        free(m->quick->number);
    free(m->quick);
    free(m->entries);
    prak_arena_free(m->arena);
    free(m);
}
