/*
 * map.h - byte keys to consecutive ids 0, 1, 2 … (open addressing, XXH3; full keys are compared).
 */
#ifndef PRAK_TABLE_MAP_H
#define PRAK_TABLE_MAP_H
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct prak_map;

/* limit: bytes, 0 = none. NULL when memory is out. */
struct prak_map *prak_map_new(size_t limit);
void prak_map_free(struct prak_map *m);
/* Id of the key, added when new (*added, if not NULL, says so). -1: memory or limit. */
int prak_map_put(struct prak_map *m, struct prak_str key, uint32_t *id, int *added, struct prak_err *e);
/* Id or UINT32_MAX. */
uint32_t prak_map_find(const struct prak_map *m, struct prak_str key);
/* The same for n keys, of which some are looked for at a time. */
void prak_map_find_each(const struct prak_map *m, const struct prak_str *key, size_t n, uint32_t *id);
size_t prak_map_count(const struct prak_map *m);
size_t prak_map_bytes(const struct prak_map *m); /* that it takes */
struct prak_str prak_map_key(const struct prak_map *m, uint32_t id); /* borrowed */

/* A key of several cells: each part is its length (LEB128) and its bytes, so that no two lists collide. */
void prak_key_part(struct prak_buf *b, struct prak_str part);
/* Takes the next part off the front of *key; 0, or -1 at the end. */
int prak_key_next(struct prak_str *key, struct prak_str *part);
#endif
