/*
 * prak.h - the library as programs see it.
 */
#ifndef PRAK_H
#define PRAK_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "table/batch.h"
#include "table/cell.h"
#include "table/expr.h"
#include "table/map.h"
#include "table/memo.h"
#include "table/rework.h"
#include "table/schema.h"
#include "table/sorter.h"
#include "table/table.h"
#include "io/doc.h"
#include "io/reader.h"
#include "io/table_schema.h"
#include "io/write.h"
#include "io/formats/formats.h"
#include "draw/report.h"
#include "stat/stat.h"
#include "domain/wage.h"
#include "domain/wage_cells.h"
#include "domain/wage_due.h"
#endif
