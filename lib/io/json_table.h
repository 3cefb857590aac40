/*
 * json_table.h - a JSON array of flat objects, read as JSON Lines.
 */
#ifndef PRAK_IO_JSON_TABLE_H
#define PRAK_IO_JSON_TABLE_H
#include "base/err.h"
#include "io/source.h"

/*
 * A feed of JSON Lines over the top-level array in `in` (borrowed; it must outlive the feed), one element a line,
 * without holding it. Anything but an array of objects: EDATA "not a table: …". The objects are judged by the reader.
 */
int prak_json_feed(struct prak_source *in, struct prak_feed *out, struct prak_err *e);
#endif
