/*
 * design.c - the design file and the design options become one design; what contradicts is refused.
 */
#include "io/doc.h"
#include "stat/replicate.h"

/* What was said of the design, by whom. */
struct said {
    struct prak_arena *a;
    const char *weight, *lonely, *ci, *confidence;
    struct prak_str *list[3]; /* strata, cluster, fpc */
    size_t n[3];
    bool nest;
    struct prak_rep_said rep;
};

static const char *const list_name[3] = { "strata", "cluster", "fpc" };

static int set_text(const char **to, const char *value, const char *option, struct prak_err *e)
{
    if (!value)
        return 0;
    if (*to && strcmp(*to, value) != 0)
        return prak_fail(e, PRAK_EUSAGE, "--%s contradicts the design file", option);
    *to = value;
    return 0;
}

static int set_list(struct said *s, int which, struct prak_str *list, size_t n, struct prak_err *e)
{
    if (n > PRAK_STAGES)
        return prak_fail(e, PRAK_EUSAGE, "%s: at most %d stages", list_name[which], PRAK_STAGES);
    if (s->list[which]) {
        bool equal = s->n[which] == n;
        for (size_t i = 0; equal && i < n; i++)
            equal = prak_str_eq(s->list[which][i], list[i]);
        return equal ? 0 : prak_fail(e, PRAK_EUSAGE, "--%s contradicts the design file", list_name[which]);
    }
    s->list[which] = list;
    s->n[which] = n;
    return 0;
}

static int file_text(struct said *s, const struct prak_json *v, struct prak_str key, const char **to,
                     struct prak_err *e)
{
    struct prak_str t;
    if (prak_json_kind(v) == PRAK_N_NUMBER) {
        if (prak_json_number(v, s->a, &t, e))
            return -1;
    } else if (prak_json_kind(v) == PRAK_N_TEXT && prak_json_text(v).n) {
        t = prak_json_text(v);
    } else {
        return prak_fail(e, PRAK_EUSAGE, "design file: \"%.*s\" is not a text", (int)key.n, key.p);
    }
    *to = prak_arena_copy(s->a, t.p, t.n, e);
    return *to ? 0 : -1;
}

static int file_list(struct said *s, const struct prak_json *v, int which, struct prak_err *e)
{
    bool one = prak_json_kind(v) == PRAK_N_TEXT;
    if (!one && prak_json_kind(v) != PRAK_N_LIST)
        return prak_fail(e, PRAK_EUSAGE, "design file: \"%s\" is not a list of columns", list_name[which]);
    size_t n = one ? 1 : prak_json_count(v);
    struct prak_str *list = prak_arena_array(s->a, n + 1, sizeof *list, e);
    if (!list)
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct prak_str t = prak_json_text(one ? v : prak_json_item(v, i));
        if (t.n == 0)
            return prak_fail(e, PRAK_EUSAGE, "design file: \"%s\" is not a list of columns", list_name[which]);
        list[i] = (struct prak_str){ prak_arena_copy(s->a, t.p, t.n, e), t.n };
        if (!list[i].p)
            return -1;
    }
    return n ? set_list(s, which, list, n, e) : 0;
}

static int file_key(struct said *s, struct prak_str key, const struct prak_json *v, struct prak_err *e)
{
    for (int i = 0; i < 3; i++)
        if (prak_str_is(key, list_name[i]))
            return file_list(s, v, i, e);
    if (prak_str_is(key, "weight"))
        return file_text(s, v, key, &s->weight, e);
    if (prak_str_is(key, "lonely"))
        return file_text(s, v, key, &s->lonely, e);
    if (prak_str_is(key, "ci"))
        return file_text(s, v, key, &s->ci, e);
    if (prak_str_is(key, "confidence"))
        return file_text(s, v, key, &s->confidence, e);
    if (prak_str_is(key, "nest")) {
        if (prak_json_kind(v) != PRAK_N_BOOL)
            return prak_fail(e, PRAK_EUSAGE, "design file: \"nest\" is not true or false");
        s->nest = prak_json_bool(v);
        return 0;
    }
    int taken = prak_rep_key(&s->rep, s->a, key, v, e);
    if (taken)
        return taken > 0 ? 0 : -1;
    static const char *const known[] = { "weight", "strata", "cluster", "fpc", "nest", "lonely", "ci", "confidence",
                                         "repweights", "reptype", "scale", "rscales", "rho", "mse", "combined",
                                         "replicates", "seed" };
    enum { KNOWN = sizeof known / sizeof *known };
    struct prak_str names[KNOWN];
    for (size_t i = 0; i < KNOWN; i++)
        names[i] = prak_str(known[i]);
    prak_fail(e, PRAK_EUSAGE, "design file: unknown key \"%.*s\"", (int)(key.n > 64 ? 64 : key.n), key.p);
    ptrdiff_t near = prak_str_nearest(key, names, KNOWN);
    return near < 0 ? -1 : prak_err_hint(e, "did you mean \"%s\"?", known[near]);
}

static int read_file(struct said *s, const char *path, char hex[65], struct prak_err *e)
{
    struct prak_doc *doc = NULL;
    if (prak_doc_load(path, hex, &doc, e))
        return -1;
    const struct prak_json *root = prak_doc_root(doc);
    struct prak_str *key = NULL;
    size_t n = 0;
    int rc = 0;
    if (prak_json_kind(root) != PRAK_N_OBJECT)
        rc = prak_fail(e, PRAK_EUSAGE, "the design file is not a JSON object");
    else
        rc = prak_json_keys(root, s->a, &key, &n, e);
    for (size_t i = 0; !rc && i < n; i++) {
        char name[64];
        if (key[i].n >= sizeof name) {
            rc = prak_fail(e, PRAK_EUSAGE, "design file: unknown key");
            break;
        }
        memcpy(name, key[i].p, key[i].n);
        name[key[i].n] = '\0';
        rc = file_key(s, key[i], prak_json_member(root, name), e);
    }
    if (rc)
        prak_err_source(e, path);
    prak_doc_free(doc);
    return rc;
}

static int bind_name(const struct prak_schema *input, const struct prak_binder *b, struct prak_str name,
                     unsigned *bound, struct prak_err *e)
{
    size_t ix;
    return prak_schema_need(input, name, &ix, e) ? -1 : b->bind(b->data, name, bound, e);
}

static int bind_lists(struct prak_design *d, const struct said *s, const struct prak_schema *input,
                      const struct prak_binder *b, struct prak_err *e)
{
    unsigned *bound[3] = { d->strata, d->cluster, d->fpc };
    struct prak_str *name[3] = { d->strata_name, d->cluster_name, d->fpc_name };
    unsigned *count[3] = { &d->nstrata, &d->ncluster, &d->nfpc };
    for (int w = 0; w < 3; w++) {
        for (size_t i = 0; i < s->n[w]; i++) {
            if (bind_name(input, b, s->list[w][i], &bound[w][i], e))
                return -1;
            name[w][i] = s->list[w][i];
        }
        *count[w] = (unsigned)s->n[w];
    }
    return 0;
}

/*
 * Stages used: those with a population count and the next one, which is then taken as drawn with replacement; without
 * any count the first alone (ultimate cluster).
 */
static int set_stages(struct prak_design *d, struct prak_err *e)
{
    if (d->nfpc > d->ncluster + 1)
        return prak_fail(e, PRAK_EUSAGE, "fpc names more stages than the design has");
    d->stages = d->nfpc == 0 ? 1 : d->nfpc < d->ncluster ? d->nfpc + 1 : d->nfpc;
    if (d->nstrata > d->stages && d->nstrata > d->ncluster + 1) {
        prak_fail(e, PRAK_EUSAGE, "strata names more stages than the design has");
        return prak_err_hint(e, "one column a stage; make one column of two with prak clean --derive");
    }
    d->rows = d->ncluster < d->stages;
    d->derived = !d->has_weight && d->nfpc > 0;
    if (d->derived && d->nfpc < d->ncluster)
        return prak_fail(e, PRAK_EUSAGE, "weights cannot be derived: fpc does not name every stage");
    return 0;
}

static int lonely_of(const char *text, enum prak_lonely *out, struct prak_err *e)
{
    static const char *const word[] = { "fail", "certainty", "average", "adjust" };
    for (int i = 0; i < 4; i++)
        if (!text || strcmp(text, word[i]) == 0) {
            *out = (enum prak_lonely)i;
            return 0;
        }
    return prak_fail(e, PRAK_EUSAGE, "lonely is one of fail, certainty, average, adjust");
}

static void put_names(struct prak_buf *b, const char *key, const struct prak_str *name, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            prak_buf_byte(b, ',');
        else
            prak_buf_fmt(b, "%s%s=", b->n ? ";" : "", key);
        prak_buf_add(b, name[i].p, name[i].n);
    }
}

static int describe_design(struct prak_stat_plan *p, const struct said *s, struct prak_err *e)
{
    static const char *const word[] = { "fail", "certainty", "average", "adjust" };
    const struct prak_design *d = &p->design;
    struct prak_buf b = { 0 };
    if (d->has_weight)
        put_names(&b, "weight", &d->weight_name, 1);
    else if (d->derived)
        prak_buf_text(&b, "weight=N/n");
    for (int i = 0; i < 3; i++)
        put_names(&b, list_name[i], s->list[i], s->n[i]);
    if ((d->nstrata || d->ncluster || d->nfpc) && !(d->rep && d->rep->given))
        prak_buf_fmt(&b, ";lonely=%s", word[d->lonely]);
    if (d->rep)
        prak_rep_describe(d->rep, &s->rep, &b);
    if (b.n == 0)
        prak_buf_text(&b, "none");
    if (prak_buf_check(&b, e)) {
        prak_buf_free(&b);
        return -1;
    }
    p->design_text = (struct prak_str){ prak_arena_copy(p->arena, b.p, b.n, e), b.n };
    prak_buf_free(&b);
    return p->design_text.p ? 0 : -1;
}

static int say_options(struct said *s, const struct prak_stat_options *o, struct prak_err *e)
{
    const char *list[3] = { o->strata, o->cluster, o->fpc };
    for (int i = 0; i < 3; i++) {
        struct prak_str *names;
        size_t n;
        if (list[i] && (prak_columns_parse(list[i], s->a, &names, &n, e) || set_list(s, i, names, n, e)))
            return -1;
    }
    if (set_text(&s->rep.glob, o->repweights, "repweights", e) || set_text(&s->rep.type, o->reptype, "reptype", e) ||
        set_text(&s->rep.replicates, o->replicates, "replicates", e) || set_text(&s->rep.seed, o->seed, "seed", e))
        return -1;
    return set_text(&s->weight, o->weight, "weight", e) || set_text(&s->lonely, o->lonely, "lonely", e) ||
                   set_text(&s->ci, o->ci, "ci", e) || set_text(&s->confidence, o->confidence, "confidence", e)
               ? -1
               : 0;
}

int prak_design_plan(struct prak_stat_plan *p, const struct prak_stat_options *o, const struct prak_schema *input,
                     const struct prak_binder *b, const char **ci, struct prak_err *e)
{
    struct said s = { .a = p->arena, .nest = true, .rep = { .mse = -1, .combined = -1 } };
    struct prak_design *d = &p->design;
    if (o->design && read_file(&s, o->design, p->design_hash, e))
        return -1;
    if (say_options(&s, o, e) || lonely_of(s.lonely, &d->lonely, e))
        return -1;
    *ci = s.ci;
    d->nest = s.nest;
    if (s.weight) {
        d->weight_name = prak_str(s.weight);
        d->has_weight = true;
        if (bind_name(input, b, d->weight_name, &d->weight, e))
            return -1;
    }
    if (s.confidence) {
        p->confidence_name = prak_str(s.confidence);
        p->has_confidence = true;
        if (bind_name(input, b, p->confidence_name, &p->confidence, e))
            return -1;
    }
    if (bind_lists(d, &s, input, b, e) || prak_rep_plan(p, &s.rep, input, b, e) || set_stages(d, e))
        return -1;
    return describe_design(p, &s, e);
}
