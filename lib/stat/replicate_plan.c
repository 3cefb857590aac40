/*
 * replicate_plan.c - what the design file and the options say of replicate weights, checked and bound.
 */
#include <fnmatch.h>

#include "io/doc.h"
#include "stat/replicate.h"

#define MOST_REPLICATES 10000

static const char *const type_word[] = { "JK1", "JKn", "BRR", "Fay", "bootstrap", "other" };

const char *prak_rep_type_name(const struct prak_replication *r)
{
    return type_word[r->type];
}

const char *prak_rep_method(const struct prak_replication *r, bool quantile)
{
    bool woodruff = quantile && (!r || r->type == PRAK_REP_JK1 || r->type == PRAK_REP_JKN);
    return woodruff ? "woodruff" : r ? type_word[r->type] : "linearized";
}

static int not_a(struct prak_str key, const char *what, struct prak_err *e)
{
    return prak_fail(e, PRAK_EUSAGE, "design file: \"%.*s\" is not %s", (int)key.n, key.p, what);
}

static int take_text(struct prak_arena *a, struct prak_str key, const struct prak_json *v, const char **to,
                     struct prak_err *e)
{
    struct prak_str t;
    if (prak_json_kind(v) == PRAK_N_NUMBER) {
        if (prak_json_number(v, a, &t, e))
            return -1;
    } else {
        t = prak_json_text(v);
        if (t.n == 0)
            return not_a(key, "a text", e);
    }
    *to = prak_arena_copy(a, t.p, t.n, e);
    return *to ? 1 : -1;
}

static int take_bool(struct prak_str key, const struct prak_json *v, int *to, struct prak_err *e)
{
    if (prak_json_kind(v) != PRAK_N_BOOL)
        return not_a(key, "true or false", e);
    *to = prak_json_bool(v);
    return 1;
}

static int take_rscales(struct prak_rep_said *s, struct prak_arena *a, struct prak_str key,
                        const struct prak_json *v, struct prak_err *e)
{
    if (prak_json_kind(v) != PRAK_N_LIST)
        return not_a(key, "a list of numbers", e);
    s->nrscale = prak_json_count(v);
    s->rscale = prak_arena_array(a, s->nrscale + 1, sizeof *s->rscale, e);
    if (!s->rscale)
        return -1;
    for (size_t i = 0; i < s->nrscale; i++) {
        const struct prak_json *item = prak_json_item(v, i);
        if (prak_json_kind(item) != PRAK_N_NUMBER)
            return not_a(key, "a list of numbers", e);
        if (prak_json_number(item, a, &s->rscale[i], e))
            return -1;
    }
    return 1;
}

int prak_rep_key(struct prak_rep_said *s, struct prak_arena *a, struct prak_str key, const struct prak_json *v,
                 struct prak_err *e)
{
    const struct {
        const char *key;
        const char **to;
    } text[] = { { "repweights", &s->glob }, { "reptype", &s->type },           { "scale", &s->scale },
                 { "rho", &s->rho },         { "replicates", &s->replicates }, { "seed", &s->seed } };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        if (prak_str_is(key, text[i].key))
            return take_text(a, key, v, text[i].to, e);
    if (prak_str_is(key, "mse"))
        return take_bool(key, v, &s->mse, e);
    if (prak_str_is(key, "combined"))
        return take_bool(key, v, &s->combined, e);
    return prak_str_is(key, "rscales") ? take_rscales(s, a, key, v, e) : 0;
}

/* ---- checks ---- */

static int parse_number(const char *key, struct prak_str text, prak_quad *v, struct prak_err *e)
{
    struct prak_dec d;
    if (prak_dec_parse(text.p, text.n, false, &d) != PRAK_NUM_OK || prak_dec_sign(d) < 0)
        return prak_fail(e, PRAK_EUSAGE, "%s is not a number from 0", key);
    *v = prak_dec_to_quad(d);
    return 0;
}

static int parse_whole(const char *key, const char *text, int64_t most, int64_t *v, struct prak_err *e)
{
    struct prak_dec d;
    if (prak_dec_parse(text, strlen(text), false, &d) != PRAK_NUM_OK || prak_dec_to_int64(d, v) || *v < 0 ||
        *v > most)
        return prak_fail(e, PRAK_EUSAGE, "%s is not a whole number from 0 to %lld", key, (long long)most);
    return 0;
}

static int bind_columns(struct prak_stat_plan *p, struct prak_replication *r, const char *glob,
                        const struct prak_schema *input, const struct prak_binder *b, struct prak_err *e)
{
    r->column = prak_arena_array(p->arena, input->n + 1, sizeof *r->column, e);
    r->name = r->column ? prak_arena_array(p->arena, input->n + 1, sizeof *r->name, e) : NULL;
    if (!r->name)
        return -1;
    for (size_t i = 0; i < input->n; i++) {
        char *name = prak_arena_copy(p->arena, input->name[i].p, input->name[i].n, e);
        if (!name)
            return -1;
        if (fnmatch(glob, name, 0) != 0)
            continue;
        r->name[r->n] = input->name[i];
        if (b->bind(b->data, input->name[i], &r->column[r->n++], e))
            return -1;
    }
    if (r->n < 2)
        return prak_fail(e, PRAK_EUSAGE, "repweights: '%.60s' names %u columns", glob, r->n);
    return r->n > MOST_REPLICATES ? prak_fail(e, PRAK_EUSAGE, "more than %d replicates", MOST_REPLICATES) : 0;
}

static int parse_type(struct prak_replication *r, const struct prak_rep_said *s, struct prak_err *e)
{
    for (int i = 0; s->type && i < 6; i++)
        if (strcmp(s->type, type_word[i]) == 0) {
            r->type = (enum prak_rep_type)i;
            return 0;
        }
    return prak_fail(e, PRAK_EUSAGE, "reptype is one of JK1, JKn, BRR, Fay, bootstrap, other");
}

static int parse_scales(struct prak_stat_plan *p, struct prak_replication *r, const struct prak_rep_said *s,
                        struct prak_err *e)
{
    if (s->scale && parse_number("scale", prak_str(s->scale), &r->scale, e))
        return -1;
    if (s->rho && (parse_number("rho", prak_str(s->rho), &r->rho, e) || !(r->rho < 1)))
        return prak_fail(e, PRAK_EUSAGE, "rho is a number from 0, below 1");
    if ((r->type == PRAK_REP_FAY) != (s->rho != NULL))
        return prak_fail(e, PRAK_EUSAGE, s->rho ? "rho belongs to reptype Fay" : "reptype Fay needs \"rho\"");
    if (r->given && r->type == PRAK_REP_OTHER && !s->scale)
        return prak_fail(e, PRAK_EUSAGE, "reptype other needs \"scale\"");
    if (r->given && r->type == PRAK_REP_JKN && !s->nrscale)
        return prak_fail(e, PRAK_EUSAGE, "reptype JKn with repweights needs \"rscales\"");
    if (!s->nrscale)
        return 0;
    if (s->nrscale != r->n)
        return prak_fail(e, PRAK_EUSAGE, "rscales: %zu numbers for %u replicates", s->nrscale, r->n);
    r->rscale = prak_arena_array(p->arena, r->n, sizeof *r->rscale, e);
    for (size_t i = 0; r->rscale && i < r->n; i++)
        if (parse_number("rscales", s->rscale[i], &r->rscale[i], e))
            return -1;
    return r->rscale ? 0 : -1;
}

static int plan_given(struct prak_stat_plan *p, struct prak_replication *r, const struct prak_rep_said *s,
                      const struct prak_schema *input, const struct prak_binder *b, struct prak_err *e)
{
    struct prak_design *d = &p->design;
    if (d->nstrata || d->ncluster || d->nfpc) {
        prak_fail(e, PRAK_EUSAGE, "repweights with strata, cluster or fpc");
        return prak_err_hint(e, "replicate weights hold the design; leave the others out");
    }
    if (s->seed || s->replicates)
        return prak_fail(e, PRAK_EUSAGE, "seed and replicates make weights, repweights gives them");
    return bind_columns(p, r, s->glob, input, b, e);
}

/* Weights made from strata and units: the first stage alone counts. */
static int plan_made(struct prak_stat_plan *p, struct prak_replication *r, const struct prak_rep_said *s,
                     struct prak_err *e)
{
    struct prak_design *d = &p->design;
    bool boot = r->type == PRAK_REP_BOOTSTRAP;
    int64_t n = 0, seed = 0;
    if (r->type == PRAK_REP_OTHER || s->nrscale || s->scale || s->combined >= 0)
        return prak_fail(e, PRAK_EUSAGE, "reptype other, scale, rscales and combined go with repweights");
    if (boot != (s->seed != NULL) || boot != (s->replicates != NULL))
        return prak_fail(e, PRAK_EUSAGE, boot ? "reptype bootstrap needs seed and replicates, or repweights"
                                              : "seed and replicates belong to reptype bootstrap");
    if (boot && (parse_whole("replicates", s->replicates, MOST_REPLICATES, &n, e) ||
                 parse_whole("seed", s->seed, INT64_MAX, &seed, e)))
        return -1;
    if (boot && n < 2)
        return prak_fail(e, PRAK_EUSAGE, "replicates is a whole number from 2");
    r->n = (unsigned)n;
    r->seed = (uint64_t)seed;
    if (d->ncluster == 0 && r->type != PRAK_REP_JK1 && r->type != PRAK_REP_JKN) {
        prak_fail(e, PRAK_EUSAGE, "reptype %s needs --cluster", type_word[r->type]);
        return prak_err_hint(e, "without clusters, name the column that tells the records apart");
    }
    if (r->type == PRAK_REP_JK1 && d->nstrata)
        return prak_fail(e, PRAK_EUSAGE, "reptype JK1 is for designs without strata; JKn takes them");
    if (d->nfpc && !d->has_weight)
        return prak_fail(e, PRAK_EUSAGE, "replicates with fpc need --weight");
    if (d->lonely == PRAK_LONELY_AVERAGE || d->lonely == PRAK_LONELY_ADJUST)
        return prak_fail(e, PRAK_EUSAGE, "with replicates, lonely is fail or certainty");
    if (d->nfpc && (r->type == PRAK_REP_BRR || r->type == PRAK_REP_FAY))
        return prak_fail(e, PRAK_EUSAGE, "reptype %s takes no fpc", type_word[r->type]);
    return 0;
}

int prak_rep_plan(struct prak_stat_plan *p, const struct prak_rep_said *s, const struct prak_schema *input,
                  const struct prak_binder *b, struct prak_err *e)
{
    struct prak_design *d = &p->design;
    bool said = s->glob || s->type || s->scale || s->rho || s->seed || s->replicates || s->nrscale;
    if (!said && s->mse < 0 && s->combined < 0)
        return 0;
    struct prak_replication *r = prak_arena_array(p->arena, 1, sizeof *r, e);
    if (!r || parse_type(r, s, e))
        return -1;
    r->given = s->glob != NULL;
    r->multiples = s->combined == 0;
    r->mse = s->mse == 1;
    if ((r->given ? plan_given(p, r, s, input, b, e) : plan_made(p, r, s, e)) || parse_scales(p, r, s, e))
        return -1;
    d->nstrata = d->nstrata ? 1 : 0;
    d->nfpc = d->nfpc ? 1 : 0;
    d->made = d->ncluster == 0;
    d->ncluster = 1;
    d->rep = r;
    return 0;
}

void prak_rep_describe(const struct prak_replication *r, const struct prak_rep_said *s, struct prak_buf *b)
{
    if (r->given)
        prak_buf_fmt(b, "%srepweights=%s;columns=%u", b->n ? ";" : "", s->glob, r->n);
    prak_buf_fmt(b, "%sreptype=%s", b->n ? ";" : "", type_word[r->type]);
    if (s->scale)
        prak_buf_fmt(b, ";scale=%s", s->scale);
    if (s->rho)
        prak_buf_fmt(b, ";rho=%s", s->rho);
    if (s->replicates)
        prak_buf_fmt(b, ";replicates=%s;seed=%s", s->replicates, s->seed);
    if (r->multiples)
        prak_buf_text(b, ";combined=false");
    prak_buf_fmt(b, ";mse=%s", r->mse ? "true" : "false");
}
