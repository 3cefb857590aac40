/*
 * member_view.h - figures of organisations on their way to findings, of all rows or of those of a group; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_MEMBER_VIEW_H
#define PRAK_DOMAIN_MEMBER_VIEW_H
#include "domain/member_plan.h"

/* Of members: at least, and at most unless that is open. */
struct prak_member_range {
    uint64_t least, most;
    bool open;
};

struct prak_member_figures {
    bool roster, bare;    /* one below has a roster; a leaf below has none */
    bool told, told_below; /* its range is used; so is that of one below, itself among them */
    uint64_t rows, gap[PRAK_GAPS];
    uint64_t told_least;  /* the greatest below */
    struct prak_member_range claims; /* high, and what leaves it open; least: 0 */
    struct prak_member_range members; /* for thresholds */
    bool has_workers;
    uint64_t workers, employees;
};

/* On another day, as in the figures. */
struct prak_member_then {
    bool roster, bare;
    bool there; /* in force then */
};
/* Of each organisation; roster: which have one. */
int prak_member_rosters(const struct prak_member_tree *t, const struct prak_member_ids *above, int32_t day, const bool *roster,
                        struct prak_arena *a, struct prak_member_then **out, struct prak_err *e);

/* What the rows come to: all of them, or those of a group. */
struct prak_member_view {
    const struct prak_member *m;
    struct prak_arena *arena;
    struct prak_str group; /* its cells, as parts of a key */
    size_t staff;          /* the group in the table of workers, or SIZE_MAX */
    struct prak_member_persons *persons;
    struct prak_member_claim *claim; /* of each union itself */
    const struct prak_member_then *then; /* of each union; NULL: no other day is asked about */
    struct prak_member_figures *figures;
    uint32_t *next_local, *first_local; /* locals of an enterprise, by enterprise; UINT32_MAX: no more */
};

struct prak_member_result {
    const struct prak_member *m;
    struct prak_member_spells *spells; /* one of these, or NULL: findings */
    struct prak_member_dues *dues;
    struct prak_member_cell cell[PRAK_MEMBER_COLUMNS]; /* of the line at hand */
    struct prak_member_finding finding;
    size_t at, at_group; /* of the next finding */
    struct prak_arena *arena;
    size_t nview;
    struct prak_member_view *view; /* in the order of the groups' cells */
    struct prak_map *groups;         /* and the claims: borrowed from the part */
    struct prak_member_claim *claim;
    struct prak_member_pairing pairing;
    struct prak_member_pair *pair;
};

/* Fills the figures of all, from persons and claims. */
int prak_member_ranges(struct prak_member_view *r, struct prak_err *e);

/* A finding on its way. */
void prak_member_reason(struct prak_member_finding *f, struct prak_str code);
void prak_member_thresholds(const struct prak_member_view *r, uint32_t id, struct prak_member_finding *f);
#endif
