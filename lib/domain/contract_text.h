/*
 * contract_text.h - a finding about a contract in the sentences of contract_text.csv.
 */
#ifndef PRAK_DOMAIN_CONTRACT_TEXT_H
#define PRAK_DOMAIN_CONTRACT_TEXT_H
#include "base/buf.h"
#include "domain/contract.h"

struct prak_contract_words; /* read-only */

/* EUSAGE: a language that the table does not have. Memory from the arena. */
int prak_contract_words_new(struct prak_rules *r, const struct prak_contract_law *law, const char *language,
                            struct prak_arena *a, const struct prak_contract_words **out, struct prak_err *e);
/* Appends a judged row in words. Failure stays in the buffer. */
void prak_contract_explain(const struct prak_contract_words *w, const struct prak_contract_row *row, struct prak_buf *out);
#endif
