/*
 * expr_function.c - the functions of the expression language: their known types and their values.
 * A missing argument gives missing, but for is_missing and coalesce.
 */
#include "base/date.h"
#include "base/utf8.h"
#include "table/expr_tree.h"

static bool open_kind(enum prak_known k)
{
    return k == PRAK_K_ANY || k == PRAK_K_CELL || k == PRAK_K_MISSING;
}

static int check_numbers(struct prak_node *n, const char **why, const char **hint)
{
    (void)hint;
    for (const struct prak_node *k = n->kid; k; k = k->next)
        if (k->known != PRAK_K_NUMBER && !open_kind(k->known)) {
            *why = "a function of numbers is given something else";
            return -1;
        }
    n->known = PRAK_K_NUMBER;
    return 0;
}

/* min, max: numbers, or all dates, or all months. */
static int check_extreme(struct prak_node *n, const char **why, const char **hint)
{
    enum prak_known time = PRAK_K_NUMBER;
    for (const struct prak_node *k = n->kid; k; k = k->next)
        if (k->known == PRAK_K_DATE || k->known == PRAK_K_MONTH)
            time = k->known;
    if (time == PRAK_K_NUMBER)
        return check_numbers(n, why, hint);
    for (const struct prak_node *k = n->kid; k; k = k->next)
        if (k->known != time && !open_kind(k->known)) {
            *why = "dates, months and numbers are mixed";
            return -1;
        }
    n->known = time;
    return 0;
}

static int check_texts(const struct prak_node *n, const char **why, const char **hint)
{
    for (const struct prak_node *k = n->kid; k; k = k->next)
        if (k->known != PRAK_K_TEXT && !open_kind(k->known)) {
            *why = "a function of texts is given something else";
            *hint = "text(x) makes a text of a number or a date";
            return -1;
        }
    return 0;
}

static int check_length(struct prak_node *n, const char **why, const char **hint)
{
    n->known = PRAK_K_NUMBER;
    return check_texts(n, why, hint);
}

static int check_starts(struct prak_node *n, const char **why, const char **hint)
{
    n->known = PRAK_K_BOOL;
    return check_texts(n, why, hint);
}

static int check_matches(struct prak_node *n, const char **why, const char **hint)
{
    const struct prak_node *pattern = n->kid->next;
    if (pattern->op != PRAK_X_CONST || pattern->known != PRAK_K_TEXT) {
        *why = "matches() needs its pattern in quotes";
        return -1;
    }
    return check_starts(n, why, hint);
}

static int check_text(struct prak_node *n, const char **why, const char **hint)
{
    (void)why;
    (void)hint;
    n->known = PRAK_K_TEXT;
    return 0;
}

static int check_number(struct prak_node *n, const char **why, const char **hint)
{
    const struct prak_node *k = n->kid;
    struct prak_dec d;
    (void)hint;
    n->known = PRAK_K_NUMBER;
    bool literal = k->op == PRAK_X_CONST && k->known == PRAK_K_TEXT;
    if (literal ? prak_dec_parse(k->text.p, k->text.n, false, &d) == PRAK_NUM_OK
                : k->known == PRAK_K_NUMBER || k->known == PRAK_K_TEXT || open_kind(k->known))
        return 0;
    *why = "number() is given what is not a number";
    return -1;
}

static int check_missing(struct prak_node *n, const char **why, const char **hint)
{
    (void)why;
    (void)hint;
    n->known = PRAK_K_BOOL;
    return 0;
}

static int check_coalesce(struct prak_node *n, const char **why, const char **hint)
{
    (void)why;
    (void)hint;
    enum prak_known known = PRAK_K_MISSING;
    for (const struct prak_node *k = n->kid; k; k = k->next)
        known = prak_known_join(known, k->known);
    n->known = known;
    return 0;
}

/* date("…") and month("…") are worked out here, once. */
static int check_time(struct prak_node *n, const char **why, const char **hint)
{
    const struct prak_node *k = n->kid;
    bool date = n->fn->name[0] == 'd';
    (void)hint;
    n->known = date ? PRAK_K_DATE : PRAK_K_MONTH;
    if (k->op == PRAK_X_CONST && k->known == PRAK_K_TEXT) {
        n->value.kind = date ? PRAK_V_DATE : PRAK_V_MONTH;
        n->fixed = true;
        if ((date ? prak_date_parse : prak_month_parse)(k->text.p, k->text.n, &n->value.day) == 0)
            return 0;
        *why = date ? "not a date as \"2024-03-15\"" : "not a month as \"2024-03\"";
        return -1;
    }
    if (open_kind(k->known) || k->known == PRAK_K_TEXT || k->known == n->known ||
        (!date && k->known == PRAK_K_DATE))
        return 0;
    *why = date ? "date() is given what is not a date" : "month() is given what is not a month or date";
    return -1;
}

static int check_span(struct prak_node *n, const char **why, const char **hint)
{
    bool days = n->fn->name[0] == 'd';
    const struct prak_node *a = n->kid;
    (void)hint;
    n->known = PRAK_K_NUMBER;
    for (const struct prak_node *k = a; k; k = k->next)
        if (k->known != PRAK_K_DATE && k->known != PRAK_K_TEXT && !open_kind(k->known) &&
            (days || k->known != PRAK_K_MONTH)) {
            *why =
                days ? "days() is given what is not a date" : "months() is given what is not a date or month";
            return -1;
        }
    return 0;
}

/* --- values --- */

static int eval_abs(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_number(r, n->kid, out) < 0)
        return -1;
    if (out->kind == PRAK_V_NUMBER && out->num.m < 0)
        out->num.m = -out->num.m;
    return 0;
}

static int eval_extreme(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    bool least = n->fn->name[1] == 'i', none = false;
    for (const struct prak_node *k = n->kid; k; k = k->next) {
        struct prak_value v;
        int rc = n->known == PRAK_K_NUMBER
                     ? prak_node_number(r, k, &v)
                     : prak_node_time(r, k, n->known == PRAK_K_DATE ? PRAK_V_DATE : PRAK_V_MONTH, &v);
        if (rc < 0)
            return -1;
        none |= v.kind == PRAK_V_MISSING;
        if (k == n->kid ||
            (!none && (prak_value_order(&v, out) < 0) == least && prak_value_order(&v, out) != 0))
            *out = v;
    }
    return none ? prak_set_missing(out) : 0;
}

static int eval_round(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    int64_t digits = 0;
    struct prak_value v = { .kind = PRAK_V_NUMBER };
    if (prak_node_number(r, n->kid, out) < 0 || (n->nkid == 2 && prak_node_number(r, n->kid->next, &v) < 0))
        return -1;
    if (out->kind == PRAK_V_MISSING || v.kind == PRAK_V_MISSING)
        return prak_set_missing(out);
    if (prak_dec_to_int64(v.num, &digits) < 0 || digits < 0 || digits > 37)
        return prak_value_fail(r, NULL, NULL, "round() takes 0 to 37 digits");
    if (prak_dec_round(out->num, (int)digits, &out->num) < 0)
        return prak_value_fail(r, NULL, NULL, "a result needs over 38 digits");
    out->rounded = false;
    return 0;
}

/* floor and ceil: the fraction is cut, then one step where the value was on the other side. */
static int eval_floor(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_number(r, n->kid, out) < 0 || out->kind == PRAK_V_MISSING)
        return out->kind == PRAK_V_MISSING ? 0 : -1;
    if (out->num.scale <= 0)
        return 0;
    bool down = n->fn->name[0] == 'f';
    prak_i128 whole = out->num.m;
    for (int32_t i = 0; i < out->num.scale && whole; i++)
        whole /= 10;
    struct prak_dec d = { whole, 0 };
    int side = prak_dec_cmp(out->num, d);
    if (down && side < 0)
        d.m--;
    if (!down && side > 0)
        d.m++;
    return prak_set_number(out, d);
}

static int eval_length(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_text(r, n->kid, out) < 0)
        return -1;
    return out->kind == PRAK_V_MISSING
               ? 0
               : prak_set_number(out, prak_dec_int((int64_t)prak_utf8_count(out->text.p, out->text.n)));
}

static int eval_starts(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    struct prak_value with;
    if (prak_node_text(r, n->kid, out) < 0 || prak_node_text(r, n->kid->next, &with) < 0)
        return -1;
    if (out->kind == PRAK_V_MISSING || with.kind == PRAK_V_MISSING)
        return prak_set_missing(out);
    return prak_set_truth(out,
                          out->text.n >= with.text.n && memcmp(out->text.p, with.text.p, with.text.n) == 0);
}

static int eval_matches(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_text(r, n->kid, out) < 0)
        return -1;
    if (out->kind == PRAK_V_MISSING)
        return 0;
    int hit;
    struct prak_err why;
    if (prak_regex_match(n->regex, out->text, &hit, &why) < 0) {
        if (why.code == PRAK_EDATA)
            return prak_value_fail(r, n->kid, out, why.msg);
        *r->e = why;
        return -1;
    }
    return prak_set_truth(out, hit != 0);
}

static int eval_text(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_eval(r, n->kid, out) < 0)
        return -1;
    if (out->kind == PRAK_V_TEXT || out->kind == PRAK_V_MISSING) {
        out->cell = false;
        return 0;
    }
    char room[PRAK_DEC_TEXT];
    struct prak_str text = prak_value_text(out, room);
    if (text.p == room) {
        if (!r->ev || !r->ev->arena)
            return prak_fail_memory(r->e);
        text.p = prak_arena_copy(r->ev->arena, room, text.n, r->e);
        if (!text.p)
            return -1;
    }
    return prak_set_text(out, text, false);
}

static int eval_number(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_eval(r, n->kid, out) < 0)
        return -1;
    if (out->kind == PRAK_V_TEXT)
        out->cell = true;
    return prak_to_number(r, n->kid, out);
}

static int eval_missing(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_eval(r, n->kid, out) < 0)
        return -1;
    return prak_set_truth(out, out->kind == PRAK_V_MISSING);
}

static int eval_coalesce(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    for (const struct prak_node *k = n->kid; k; k = k->next) {
        if (prak_node_eval(r, k, out) < 0)
            return -1;
        if (out->kind != PRAK_V_MISSING)
            return 0;
    }
    return prak_set_missing(out);
}

static int eval_date(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    return prak_node_time(r, n->kid, PRAK_V_DATE, out);
}

/* month(x): a month as written, or the month of a date. */
static int as_month(const struct prak_row *r, const struct prak_node *n, struct prak_value *v)
{
    int32_t day;
    if (v->kind == PRAK_V_MONTH || v->kind == PRAK_V_MISSING)
        return 0;
    if (v->kind == PRAK_V_DATE) {
        day = v->day;
    } else if (v->kind != PRAK_V_TEXT || (prak_month_parse(v->text.p, v->text.n, &day) < 0 &&
                                          prak_date_parse(v->text.p, v->text.n, &day) < 0)) {
        return prak_value_fail(r, n, v, "not a month (YYYY-MM)");
    }
    struct prak_civil c = prak_date_civil(day);
    c.day = 1;
    return prak_set_day(v, PRAK_V_MONTH, prak_date_day(c));
}

static int eval_month(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    return prak_node_eval(r, n->kid, out) < 0 ? -1 : as_month(r, n->kid, out);
}

static int eval_days(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    struct prak_value to;
    if (prak_node_time(r, n->kid, PRAK_V_DATE, out) < 0 ||
        prak_node_time(r, n->kid->next, PRAK_V_DATE, &to) < 0)
        return -1;
    if (out->kind == PRAK_V_MISSING || to.kind == PRAK_V_MISSING)
        return prak_set_missing(out);
    return prak_set_number(out, prak_dec_int((int64_t)to.day - out->day));
}

/* A text that has the length of a month is one; else it must be a date. */
static int month_or_date(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_eval(r, n, out) < 0)
        return -1;
    if (out->kind != PRAK_V_TEXT)
        return 0;
    struct prak_value v = *out;
    bool month = v.text.n == 7;
    if ((month ? prak_month_parse : prak_date_parse)(v.text.p, v.text.n, &out->day) < 0)
        return prak_value_fail(r, n, &v, "not a date (YYYY-MM-DD) or month (YYYY-MM)");
    out->kind = month ? PRAK_V_MONTH : PRAK_V_DATE;
    return 0;
}

static int eval_months(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    struct prak_value to;
    if (month_or_date(r, n->kid, out) < 0 || month_or_date(r, n->kid->next, &to) < 0)
        return -1;
    if (out->kind == PRAK_V_MISSING || to.kind == PRAK_V_MISSING)
        return prak_set_missing(out);
    if (out->kind != to.kind || (to.kind != PRAK_V_DATE && to.kind != PRAK_V_MONTH))
        return prak_value_fail(r, NULL, NULL, "months() takes two dates or two months");
    return prak_set_number(out, prak_dec_int(prak_date_months(out->day, to.day)));
}

#define MANY 1000
const struct prak_function prak_functions[] = {
    { "abs", 1, 1, check_numbers, eval_abs },
    { "ceil", 1, 1, check_numbers, eval_floor },
    { "coalesce", 1, MANY, check_coalesce, eval_coalesce },
    { "date", 1, 1, check_time, eval_date },
    { "days", 2, 2, check_span, eval_days },
    { "floor", 1, 1, check_numbers, eval_floor },
    { "is_missing", 1, 1, check_missing, eval_missing },
    { "length", 1, 1, check_length, eval_length },
    { "matches", 2, 2, check_matches, eval_matches },
    { "max", 1, MANY, check_extreme, eval_extreme },
    { "min", 1, MANY, check_extreme, eval_extreme },
    { "month", 1, 1, check_time, eval_month },
    { "months", 2, 2, check_span, eval_months },
    { "number", 1, 1, check_number, eval_number },
    { "round", 1, 2, check_numbers, eval_round },
    { "starts", 2, 2, check_starts, eval_starts },
    { "text", 1, 1, check_text, eval_text },
};
const size_t prak_nfunctions = sizeof prak_functions / sizeof *prak_functions;
