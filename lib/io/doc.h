/*
 * doc.h - JSON documents (schemas, designs, records) behind one opaque type; jansson stays in io.
 * Duplicate keys are refused; numbers keep their text.
 */
#ifndef PRAK_IO_DOC_H
#define PRAK_IO_DOC_H
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct prak_doc; /* owns the tree */
struct prak_json; /* a value in it, borrowed */

enum prak_json_kind { PRAK_N_NULL, PRAK_N_BOOL, PRAK_N_NUMBER, PRAK_N_TEXT, PRAK_N_LIST, PRAK_N_OBJECT };

int prak_doc_load(const char *path, char hex[65], struct prak_doc **out, struct prak_err *e); /* line and byte set */
void prak_doc_free(struct prak_doc *d);
const struct prak_json *prak_doc_root(const struct prak_doc *d);
enum prak_json_kind prak_json_kind(const struct prak_json *n);
size_t prak_json_count(const struct prak_json *n); /* list items or object members */
const struct prak_json *prak_json_item(const struct prak_json *n, size_t i);
const struct prak_json *prak_json_member(const struct prak_json *n, const char *key); /* NULL when absent */
/* Keys in file order, in the arena. */
int prak_json_keys(const struct prak_json *n, struct prak_arena *a, struct prak_str **keys, size_t *count,
                   struct prak_err *e);
struct prak_str prak_json_text(const struct prak_json *n); /* TEXT; else n 0 */
bool prak_json_bool(const struct prak_json *n);
/* A number's text as it can be written exactly (integers whole, reals shortest). In the arena. */
int prak_json_number(const struct prak_json *n, struct prak_arena *a, struct prak_str *text, struct prak_err *e);
#endif
