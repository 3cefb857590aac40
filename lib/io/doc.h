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
struct prak_node; /* a value in it, borrowed */

enum prak_node_kind { PRAK_N_NULL, PRAK_N_BOOL, PRAK_N_NUMBER, PRAK_N_TEXT, PRAK_N_LIST, PRAK_N_OBJECT };

int prak_doc_load(const char *path, char hex[65], struct prak_doc **out, struct prak_err *e); /* line and byte set */
void prak_doc_free(struct prak_doc *d);
const struct prak_node *prak_doc_root(const struct prak_doc *d);
enum prak_node_kind prak_node_kind(const struct prak_node *n);
size_t prak_node_count(const struct prak_node *n); /* list items or object members */
const struct prak_node *prak_node_item(const struct prak_node *n, size_t i);
const struct prak_node *prak_node_member(const struct prak_node *n, const char *key); /* NULL when absent */
/* Keys in file order, in the arena. */
int prak_node_keys(const struct prak_node *n, struct prak_arena *a, struct prak_str **keys, size_t *count,
                   struct prak_err *e);
struct prak_str prak_node_text(const struct prak_node *n); /* TEXT; else n 0 */
bool prak_node_bool(const struct prak_node *n);
/* A number's text as it can be written exactly (integers whole, reals shortest). In the arena. */
int prak_node_number(const struct prak_node *n, struct prak_arena *a, struct prak_str *text, struct prak_err *e);
#endif
