/*
 * rules.h - what may be published: the options, the largest contributions to an amount, and what they decide;
 * private to lib/stat.
 */
#ifndef PRAK_STAT_RULES_H
#define PRAK_STAT_RULES_H
#include "stat/plan.h"

/* --min-n, --caution-n, --max-cv, --dominance, --p-percent; after the design. */
int prak_rules_plan(struct prak_stat_plan *p, const struct prak_stat_options *o, struct prak_err *e);
/* Their echo in `method`. */
/* whole: see protect.h. */
void prak_rules_text(const struct prak_stat_plan *p, bool whole, struct prak_buf *b);

/* Does the statistic have an amount that the rules on contributions judge? */
bool prak_rules_amount(const struct prak_stat_plan *p, const struct prak_statistic *s);
/* Room for groups; the part's `top` grows from its present size. */
int prak_rules_grow(struct prak_stat_part *t, size_t groups, struct prak_err *e);
/* A row's contribution w x. */
void prak_rules_note(struct prak_stat_part *t, uint32_t group, size_t stat, struct prak_dec w, struct prak_dec x);
void prak_rules_merge(struct prak_stat_part *into, uint32_t group, const struct prak_stat_part *from, uint32_t other);
/* Does one of the rules on contributions leave the cell out? total: sum of w x. */
bool prak_rules_concentrated(const struct prak_stat_part *t, uint32_t group, size_t stat, prak_quad total);
#endif
