/*
 * lookup - asks the rule tables of a folder, for the tests of the law: lookup DIR <questions >answers.
 *
 * A question is a line of fields between tabs: table, first day, last day, number for the band (or empty), then a text
 * a selector. The answer: FOUND and the rule's id, value, unit and confidence; UNVERIFIED and its reason; NONE, CHANGES
 * or MANY.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "law/rules.h"

#define FIELDS 12

static int stop(const struct prak_err *e)
{
    fprintf(stderr, "lookup: %s:%llu: %s\n", e->source, (unsigned long long)e->line, e->msg);
    return 1;
}

static size_t split(char *line, struct prak_str *field)
{
    size_t n = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *p = line; n < FIELDS; p++) {
        size_t length = strcspn(p, "\t");
        field[n++] = (struct prak_str){ p, length };
        p += length;
        if (*p == '\0')
            break;
        *p = '\0';
    }
    return n;
}

static void tell(enum prak_rule_verdict v, const struct prak_rule *rule)
{
    static const char *const name[] = { "FOUND", "NONE", "CHANGES", "MANY", "UNVERIFIED" };
    char value[PRAK_DEC_TEXT] = "";
    if (v == PRAK_RULE_FOUND && rule->has_value)
        prak_dec_format(rule->value, value);
    printf("%s", name[v]);
    if (v == PRAK_RULE_FOUND)
        printf("\t%.*s\t%s\t%.*s\t%s", (int)rule->id.n, rule->id.p, value, (int)rule->unit.n,
               rule->has_value ? rule->unit.p : "", prak_confidence_name(rule->confidence));
    if (v == PRAK_RULE_UNVERIFIED)
        printf("\t%.*s", (int)rule->lapsed.n, rule->lapsed.p);
    putchar('\n');
}

static int answer(struct prak_rules *r, char *line)
{
    struct prak_str field[FIELDS];
    const struct prak_rule_table *t;
    const struct prak_rule *rule = NULL;
    struct prak_err e = { 0 };
    struct prak_dec x;
    int32_t first, last;
    const size_t n = split(line, field);
    if (n < 5 || prak_rules_load(r, field[0].p, &t, &e) < 0)
        return stop(&e);
    if (prak_date_parse(field[1].p, field[1].n, &first) < 0 || prak_date_parse(field[2].p, field[2].n, &last) < 0 ||
        prak_rule_selectors(t) != n - 4)
        return stop(&(struct prak_err){ .msg = "bad question" });
    const bool band = field[3].n > 0;
    if (band && prak_dec_parse(field[3].p, field[3].n, false, &x) != PRAK_NUM_OK)
        return stop(&(struct prak_err){ .msg = "bad number" });
    const enum prak_rule_verdict v = band ? prak_rule_band(t, field + 4, first, last, &x, &rule)
                                          : prak_rule_find(t, field + 4, first, last, &rule);
    tell(v, rule);
    return 0;
}

int main(int argc, char **argv)
{
    struct prak_rules *r;
    struct prak_err e = { 0 };
    char line[1024];
    int rc = 0;
    if (argc != 2 || prak_rules_open(argv[1], &r, &e) < 0)
        return stop(&e);
    while (rc == 0 && fgets(line, sizeof line, stdin))
        rc = answer(r, line);
    prak_rules_free(r);
    return rc;
}
