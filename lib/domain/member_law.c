/*
 * member_law.c - the rules of unions in force on the day.
 */
#include "domain/member_plan.h"

static const struct {
    const char *name, *unit;
} known[PRAK_MEMBER_LAWS] = {
    [PRAK_LOCAL_MEMBERS] = { "local_union_min_members", "persons" },
    [PRAK_FEDERATION_UNIONS] = { "federation_min_unions", "organisations" },
    [PRAK_CONFEDERATION_FEDERATIONS] = { "confederation_min_federations", "organisations" },
    [PRAK_ONE_UNION] = { "one_local_union_per_worker", "organisations" },
    [PRAK_MRS_SHARE] = { "mrs_min_share", "percent" },
    [PRAK_MRS_LARGEST] = { "mrs_largest", "bool" },
};

static int check(const struct prak_member_law *law, const struct prak_rule *rule, const char *unit, bool *over,
                 struct prak_err *e)
{
    const struct prak_str side = prak_rule_cell(law->table, rule->row, "side");

    if (!rule->has_value || prak_dec_sign(rule->value) < 0)
        return prak_rule_fault(law->table, rule->row, "value", "not a number from 0 on", e);
    if (!prak_str_is(rule->unit, unit))
        return prak_rule_fault(law->table, rule->row, "unit", "not the unit of this rule", e);
    *over = prak_str_is(side, "over");
    if (!*over && side.n > 0 && !prak_str_is(side, "at_least") && !prak_str_is(side, "at_most"))
        return prak_rule_fault(law->table, rule->row, "side", "not over, at_least, at_most or empty", e);
    return 0;
}

int prak_member_law_new(struct prak_rules *r, int32_t day, bool strict, struct prak_member_law *law, struct prak_err *e)
{
    if (prak_rules_load(r, "union_rules", &law->table, e) < 0)
        return -1;
    if (prak_rule_selectors(law->table) != 1)
        return prak_rule_fault(law->table, SIZE_MAX, NULL, "selector must be rule", e);
    for (size_t i = 0; i < PRAK_MEMBER_LAWS; i++) {
        const struct prak_str name = prak_str(known[i].name);
        const struct prak_rule *rule = NULL;
        const enum prak_rule_verdict v = prak_rule_find(law->table, &name, day, day, &rule);
        law->why[i] = v == PRAK_RULE_UNVERIFIED ? rule->lapsed : prak_str("no_rule");
        if (v != PRAK_RULE_FOUND)
            continue;
        if (check(law, rule, known[i].unit, &law->over[i], e) < 0)
            return -1;
        if (strict && prak_confidence_unverified(rule->confidence))
            law->why[i] = prak_str("unverified");
        else
            law->rule[i] = rule;
    }
    return 0;
}
