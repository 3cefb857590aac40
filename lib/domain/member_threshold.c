/*
 * member_threshold.c - what the law asks of an organisation of its level: met, not met, or not to be told from what is known.
 */
#include "domain/member_view.h"

enum verdict { UNKNOWN, MET, BELOW, UNSURE };

static struct prak_str code(const char *s)
{
    return prak_str(s);
}

/* The rule, noted as one the finding rests on; NULL: its reason is noted. */
static const struct prak_rule *use(const struct prak_member_view *r, enum prak_member_rule which,
                                   struct prak_member_finding *f)
{
    const struct prak_rule *rule = r->m->law.rule[which];

    if (!rule) {
        prak_member_reason(f, r->m->law.why[which]);
        return NULL;
    }
    if (f->nrule < PRAK_MEMBER_RULES)
        f->rule[f->nrule++] = rule->id;
    f->confidence = prak_confidence_worst(f->confidence, rule->confidence);
    return rule;
}

/* x beside value * of / 100, or beside value where `of` is 100. */
static bool reaches(uint64_t x, const struct prak_rule *rule, bool over, uint64_t of)
{
    struct prak_dec least;

    if (prak_dec_mul(rule->value, prak_dec_int((int64_t)of), &least) < 0)
        return false;
    const int c = prak_dec_cmp(prak_dec_int((int64_t)x * 100), least);
    return over ? c > 0 : c >= 0;
}

static enum verdict judge(struct prak_member_range x, const struct prak_rule *rule, bool over, uint64_t of)
{
    if (reaches(x.least, rule, over, of))
        return MET;
    return !x.open && !reaches(x.most, rule, over, of) ? BELOW : UNSURE;
}

static void tell(struct prak_member_finding *f, enum verdict v, const char *met, const char *below, const char *unsure)
{
    if (v == MET && f->nthreshold < PRAK_MEMBER_THRESHOLDS)
        f->threshold[f->nthreshold++] = code(met);
    else if (v == BELOW)
        prak_member_reason(f, code(below));
    else if (v == UNSURE)
        prak_member_reason(f, code(unsure));
}

/* Has it more members than any other local of its enterprise? */
static enum verdict is_largest(const struct prak_member_view *r, uint32_t id)
{
    const struct prak_member_range own = r->figures[id].members;
    enum verdict v = MET;

    for (uint32_t at = r->first_local[r->m->tree->told[id].enterprise]; at != UINT32_MAX; at = r->next_local[at]) {
        const struct prak_member_range other = r->figures[at].members;
        if (at == id)
            continue;
        if (!own.open && other.least >= own.most)
            return BELOW;
        if (other.open || own.least <= other.most)
            v = UNSURE;
    }
    return v;
}

static void judge_mrs(const struct prak_member_view *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_member_law *law = &r->m->law;
    const struct prak_member_workers *w = prak_member_workers_of(r->m, r->staff, id);
    const struct prak_rule *share, *largest;
    enum verdict enough, most = MET;

    if (!r->m->staff)
        return;
    if (r->m->tree->told[id].enterprise == UINT32_MAX) {
        prak_member_reason(f, code("enterprise_missing"));
        return;
    }
    if (!w || w->workers == 0) {
        prak_member_reason(f, code(w ? "workers_zero" : "workers_missing"));
        return;
    }
    if (!(share = use(r, PRAK_MRS_SHARE, f)))
        return;
    enough = judge(r->figures[id].members, share, law->over[PRAK_MRS_SHARE], w->workers);
    if (law->rule[PRAK_MRS_LARGEST] || !prak_str_is(law->why[PRAK_MRS_LARGEST], "no_rule")) {
        if (!(largest = use(r, PRAK_MRS_LARGEST, f)))
            return;
        most = prak_dec_is_zero(largest->value) ? MET : is_largest(r, id);
    }
    if (enough == BELOW || most == BELOW) {
        tell(f, enough == BELOW ? BELOW : UNKNOWN, "", "below_mrs_share", "");
        tell(f, most == BELOW ? BELOW : UNKNOWN, "", "not_largest", "");
    } else {
        tell(f, enough == MET && most == MET ? MET : UNSURE, "mrs", "", "unsure_mrs");
    }
}

/* Registered unions of the level right below it; of an organisation without any the tree may just not say them. */
static struct prak_member_range affiliates(const struct prak_member_view *r, uint32_t id, enum prak_member_level level)
{
    const struct prak_member_tree *t = r->m->tree;
    struct prak_member_range x = { .open = true };

    for (size_t i = 0; i < t->children[id].n; i++) {
        const uint32_t at = t->children[id].id[i];
        const struct prak_member_told *told = &t->told[at];
        if (at == id || told->level != level || told->association)
            continue;
        x.open = false;
        x.least += told->has_registered && told->registered <= r->m->on;
        x.most += !told->has_registered || told->registered <= r->m->on;
    }
    return x;
}

void prak_member_thresholds(const struct prak_member_view *r, uint32_t id, struct prak_member_finding *f)
{
    static const struct {
        enum prak_member_rule rule;
        const char *met, *below, *unsure;
    } known[PRAK_LEVELS] = {
        [PRAK_LOCAL] = { PRAK_LOCAL_MEMBERS, "min_members", "below_min_members", "unsure_min_members" },
        [PRAK_FEDERATION] = { PRAK_FEDERATION_UNIONS, "federation_min", "below_federation_min", "unsure_federation_min" },
        [PRAK_CONFEDERATION] = { PRAK_CONFEDERATION_FEDERATIONS, "confederation_min", "below_confederation_min",
                                 "unsure_confederation_min" },
    };
    const struct prak_member_told *told = &r->m->tree->told[id];
    const enum prak_member_level level = told->level;

    if (told->association || level == PRAK_NO_LEVEL) {
        prak_member_reason(f, code(told->association ? "association" : "level_missing"));
        return;
    }
    const struct prak_rule *rule = use(r, known[level].rule, f);
    if (rule) {
        const struct prak_member_range x = level == PRAK_LOCAL        ? r->figures[id].members
                                           : level == PRAK_FEDERATION ? affiliates(r, id, PRAK_LOCAL)
                                                                      : affiliates(r, id, PRAK_FEDERATION);
        tell(f, judge(x, rule, r->m->law.over[known[level].rule], 100), known[level].met, known[level].below,
             known[level].unsure);
    }
    if (level == PRAK_LOCAL)
        judge_mrs(r, id, f);
}
