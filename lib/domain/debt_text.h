/*
 * debt_text.h - the values that a sentence about a debt may hold; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_DEBT_TEXT_H
#define PRAK_DOMAIN_DEBT_TEXT_H

enum prak_debt_value {
    PRAK_SAY_INSTALMENTS,
    PRAK_SAY_INSTALMENT,
    PRAK_SAY_SERVICE,
    PRAK_SAY_COST,
    PRAK_SAY_NOMINAL,
    PRAK_SAY_EFFECTIVE,
    PRAK_SAY_CURRENCY,
    PRAK_SAY_CAP,
    PRAK_SAY_OVER,
    PRAK_SAY_LENDER,
    PRAK_SAY_DSR,
    PRAK_SAY_THRESHOLD,
    PRAK_SAY_NAME,
    PRAK_SAY_OF,
    PRAK_SAY_RULE,
    PRAK_SAY_CONFIDENCE,
    PRAK_SAY_RATE,
    PRAK_SAY_TERM,
    PRAK_SAY_REASON,
    PRAK_DEBT_VALUES
};
extern const char *const prak_debt_value_name[PRAK_DEBT_VALUES];
#endif
