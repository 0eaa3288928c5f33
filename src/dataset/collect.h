/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "levels.h"
#include "remarks.h"
#include "sniff.h"
#include "split.h"
#include "work.h"

/* Collects the fields of a text into columns. A column holds numbers until a text comes; if numbers
 * came before it, their spelling is gone ("007"), so the whole text has to be read once more. */
typedef struct _Collector Collector;

typedef struct
{
  char *name;
  double *values; /* one of the two, by is_text */
  int32_t *codes;
  Levels *levels;
  bool is_text, is_late;
  size_t present;   /* cells that are not missing */
  size_t text_line; /* where the first text stands */
  size_t text_code;
} Field;

struct _Collector
{
  const char *file;
  const Layout *layout;
  char point;
  size_t memory_limit, max_rows;
  Field *fields;
  size_t n_fields;
  size_t rows, room;
  size_t at;      /* the field that comes next in this row */
  size_t surplus; /* fields of this row beyond the last column that are not empty */
  size_t late_line;
  bool names_pending; /* the next row holds names */
  bool out_of_memory, too_big;
  Ragged short_rows, long_rows;
  bool latin_guessed;
  unsigned almost_numeric; /* columns remarked upon */
};

/* name: of the file, for sentences; layout must outlive it. memory_limit in bytes. max_rows 0: no
 * limit. */
Collector *mercer_collector_new (const char *name, const Layout *layout, size_t memory_limit,
                                 size_t max_rows);
void mercer_collector_free (Collector *collector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Collector, mercer_collector_free)

/* FALSE with an error if the columns hold more than the limit; to be asked now and then, since
 * texts grow between the rows at which room is made. */
bool mercer_collector_check (const Collector *collector, size_t line, GError **error);
/* What a splitter calls with the collector as data. */
extern const SplitSink mercer_collector_sink;
/* The name of the first column that turned out to be text too late, or NULL. */
const char *mercer_collector_late (const Collector *collector, size_t *line);
/* Forgets all rows but not which columns are text. */
void mercer_collector_restart (Collector *collector);
/* Adds the columns (moving their values out of the collector) and what is to be said about them.
 * FALSE if there is nothing to add. Told to stop, it leaves texts out: the table is then to be
 * dropped. */
bool mercer_collector_finish (Collector *collector, MercerDatasetBuilder *builder, MercerWork *work,
                              GError **error);
