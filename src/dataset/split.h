/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Cuts text into lines and lines into fields. Lines without a quotation mark, nearly all of them,
 * are cut here; those with one go through libcsv; runs of blanks, which libcsv does not know, have
 * a cutter of their own. Empty lines, and lines with '#' in front before the first row, are left
 * out. */

/* Longer lines (quoted fields with their line ends count as one) are refused. Far above the longest
 * row that SPLIT_MAX_FIELDS allows, and short enough to be cut in about 5 ms. */
#define SPLIT_MAX_LINE   ((size_t) 1 << 20)
#define SPLIT_MAX_FIELDS 10000

typedef struct
{
  /* One field without its quotes and the blanks around it. */
  void (*field) (void *data, const char *text, size_t length);
  /* The row that started in this line (1, 2, ...) is over. FALSE ends the splitting; no error then
   * means enough. */
  bool (*row) (void *data, size_t line, GError **error);
} SplitSink;

typedef struct _Splitter Splitter;

/* delimiter: any ASCII character; ' ' stands for runs of blanks and tabs. name: of the file, for
 * sentences. terminator: '\n', or '\r' for files that have no '\n'; at a '\n' a '\r' before it is
 * dropped. */
Splitter *mercer_splitter_new (const char *name, char delimiter, char terminator,
                               const SplitSink *sink, void *data);
void mercer_splitter_free (Splitter *splitter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Splitter, mercer_splitter_free)

/* Takes all complete lines off the front of the text and returns the bytes used; with `end` the
 * last line needs no terminator. -1 with an error, or without one if the sink has had enough. */
gssize mercer_splitter_feed (Splitter *splitter, const char *text, size_t size, bool end,
                             GError **error);
/* Lines seen so far. */
size_t mercer_splitter_line (const Splitter *splitter);
