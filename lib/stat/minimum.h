/*
 * minimum.h - wages beside a minimum or another line, for spike, shortfall_depth, mmr_gap, affected_share and the costs
 * of a raise. A wage at the line complies.
 */
#ifndef PRAK_STAT_MINIMUM_H
#define PRAK_STAT_MINIMUM_H
#include "stat/estimator.h"

/* The first two arguments: 1 both there, 0 one is missing, -1. */
int prak_minimum_read(const struct prak_statistic *s, const struct prak_row *r, struct prak_dec *wage,
                      struct prak_dec *line, struct prak_err *e);
/* max(line - wage, 0) */
int prak_minimum_gap(const struct prak_statistic *s, struct prak_dec wage, struct prak_dec line, struct prak_dec *out,
                     struct prak_err *e);
int prak_minimum_range(const struct prak_statistic *s, struct prak_err *e); /* the failure of a value too long */
/* x[1] = max(line - wage, 0), x[2] = wage */
int prak_minimum_cost(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                      struct prak_err *e);
#endif
