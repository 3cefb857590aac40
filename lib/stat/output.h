/*
 * output.h - results to records; private to lib/stat.
 */
#ifndef PRAK_STAT_OUTPUT_H
#define PRAK_STAT_OUTPUT_H
#include "stat/plan.h"

struct prak_output {
    const struct prak_stat_plan *plan;
    const struct prak_stat_sink *sink;
    struct prak_arena *arena; /* texts of the record at hand */
    struct prak_buf text;
    bool failed, whole; /* whole: see protect.h */
    struct prak_err err;
};

struct prak_result {                  /* one output row, before it is text */
    uint32_t stat;
    bool has_level, has_bin, suppress;
    struct prak_str level;
    struct prak_dec low, high;
    bool has_estimate, has_se, has_deff, has_df, has_reference;
    const struct prak_exact *exact;   /* estimate as exact decimal, or NULL */
    const struct prak_dec *dec;       /* or as a decimal cell */
    double estimate, se, deff, df;
    struct prak_interval ci;
    struct prak_dec reference;
    const struct prak_cell *cell;
    const struct prak_exact *weight;  /* sum of weights, or NULL: weight_about */
    double weight_about;
};

/* --wide: one record a group, after its last statistic. */
int prak_output_row(struct prak_output *o, struct prak_str group_key, const struct prak_result *r, struct prak_err *e);
int prak_output_emit(struct prak_output *o, struct prak_err *e);
#endif
