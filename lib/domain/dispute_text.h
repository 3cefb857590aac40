/*
 * dispute_text.h - the values that a sentence about a case may hold; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_DISPUTE_TEXT_H
#define PRAK_DOMAIN_DISPUTE_TEXT_H

enum prak_dispute_value {
    PRAK_SAY_SINCE,
    PRAK_SAY_DAYS,
    PRAK_SAY_ON,
    PRAK_SAY_DEADLINE,
    PRAK_SAY_OVERDUE,
    PRAK_SAY_RULE,
    PRAK_SAY_CONFIDENCE,
    PRAK_SAY_FILED,
    PRAK_SAY_CLASSIFIED,
    PRAK_SAY_REASON,
    PRAK_DISPUTE_VALUES
};
extern const char *const prak_dispute_value_name[PRAK_DISPUTE_VALUES];
#endif
