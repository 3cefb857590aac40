/*
 * sentence.h - findings in words: the templates of one language in a table of the rules folder.
 *
 * Such a table is a plain list: a code, a column for each language (en, km …) and, if wanted, note. A template holds
 * {name} where a value of that name goes, and {{ for a brace.
 */
#ifndef PRAK_LAW_SENTENCE_H
#define PRAK_LAW_SENTENCE_H
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "law/rules.h"

struct prak_sentences; /* read-only once loaded, for any number of threads */
struct prak_sentence;

/*
 * DIR/TABLE.csv; name: the values that a caller has, borrowed like the rules. Refused: a language that the table does
 * not have (EUSAGE, with those it has), and in any language, with file and line (EDATA), an empty template, one that
 * names another value, and a brace that is not closed.
 */
int prak_sentences_load(struct prak_rules *r, const char *table, const char *language, const char *const *name,
                        size_t nname, struct prak_arena *a, const struct prak_sentences **out, struct prak_err *e);
/*
 * The template of a code. Without one of its own, that of the longest code which it continues behind a '_': missing
 * serves missing_wage. NULL: none.
 */
const struct prak_sentence *prak_sentences_find(const struct prak_sentences *s, struct prak_str code);
/* Is there one of this very code? */
bool prak_sentences_has(const struct prak_sentences *s, struct prak_str code);
/* value: as many as names, in their order; one of n 0 leaves nothing. Failure stays in the buffer (prak_buf_check). */
void prak_sentence_add(const struct prak_sentence *t, const struct prak_str *value, struct prak_buf *out);
/*
 * The same of the code `stem_word`; of the one of the two where the other is empty. `between` goes before it if out has
 * something already. Without a template nothing is said.
 */
void prak_sentences_say(const struct prak_sentences *s, const char *stem, struct prak_str word, const struct prak_str *value,
                        const char *between, struct prak_buf *out);
#endif
