/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "block.h"
#include "collect.h"
#include "table.h"

enum
{
  HEAD = 256 * 1024,
  CHUNK
  = 64
    * 1024 /* bytes between two questions whether the work is still wanted: a millisecond or less */
};

/* One pass over a text: bytes are decoded, cut and collected. */
typedef struct
{
  Source *source;
  MercerWork *work;
  Collector *collector;
  Splitter *splitter;
  TextDecoder decoder;
  GByteArray *text; /* decoded and not yet cut: less than one line between two chunks */
  bool mark_seen;
} Pass;

static size_t
memory_limit (MercerWork *work)
{
  if (work != NULL)
    return mercer_work_memory_limit (work);
  return mercer_block_machine_bytes () / 4 * 3;
}

static void
pass_start (Pass *pass, const Layout *layout)
{
  g_clear_pointer (&pass->splitter, mercer_splitter_free);
  pass->splitter
      = mercer_splitter_new (mercer_source_name (pass->source), layout->delimiter,
                             layout->terminator, &mercer_collector_sink, pass->collector);
  pass->decoder = (TextDecoder){ .encoding = layout->encoding };
  pass->mark_seen = false;
  g_byte_array_set_size (pass->text, 0);
}

static bool
check_no_nul (const char *name, const char *text, size_t size, size_t line, GError **error)
{
  const char *nul = memchr (text, 0, size);
  if (nul == NULL)
    return true;
  for (const char *p = text; p < nul; p++)
    line += *p == '\n';
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
               _ ("“%s” is not text (there is a zero byte in line %zu); choose a text file with a "
                  "table in it."),
               name, line);
  return false;
}

/* Takes one chunk of bytes. FALSE with an error, or without one when the collector has had enough.
 */
static bool
pass_feed (Pass *pass, const char *bytes, size_t size, bool end, GError **error)
{
  if (!pass->mark_seen)
    {
      const size_t mark = mercer_text_mark_size (pass->decoder.encoding, bytes, size);
      bytes += mark;
      size -= mark;
      pass->mark_seen = true;
    }
  const size_t before = pass->text->len;
  mercer_text_decode (&pass->decoder, bytes, size, end, pass->text);
  const char *text = (const char *) pass->text->data;
  if (!check_no_nul (mercer_source_name (pass->source), text + before, pass->text->len - before,
                     mercer_splitter_line (pass->splitter) + 1, error))
    return false;
  const gssize used = mercer_splitter_feed (pass->splitter, text, pass->text->len, end, error);
  if (used < 0)
    return false;
  g_byte_array_remove_range (pass->text, 0, (guint) used);
  return mercer_collector_check (pass->collector, mercer_splitter_line (pass->splitter), error);
}

/* The head in chunks. With `end` the text is over after it. */
static bool
pass_feed_head (Pass *pass, const Opening *opening, bool end, GError **error)
{
  const GByteArray *head = opening->head;
  size_t at = 0;
  do
    {
      if (!mercer_work_wanted (pass->work))
        {
          mercer_source_set_stopped (error);
          return false;
        }
      const size_t size = MIN ((size_t) CHUNK, head->len - at);
      at += size;
      if (!pass_feed (pass, (const char *) head->data + at - size, size, end && at == head->len,
                      error))
        return false;
    }
  while (at < head->len);
  return true;
}

/* Everything that the source still has. */
static bool
pass_feed_source (Pass *pass, GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  for (;;)
    {
      const gssize got = mercer_source_read (pass->source, chunk, CHUNK, pass->work, error);
      if (got < 0 || !pass_feed (pass, chunk, (size_t) got, got == 0, error))
        return false;
      if (got == 0)
        return true;
      if (pass->work != NULL)
        mercer_work_progress (pass->work, mercer_source_fraction (pass->source), _ ("Reading"));
    }
}

static bool
set_late_error (const Pass *pass, GError **error)
{
  size_t line;
  const char *name = mercer_collector_late (pass->collector, &line);
  g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
               _ ("Column “%s” holds numbers up to line %zu and text there; save the input to a "
                  "file, which can be "
                  "read twice."),
               name, line);
  return false;
}

/* All rows. The head goes first, alone, to find the columns of text before the long pass. Where a
 * column turns out to be text only later, the pass is made once more. */
static bool
read_rows (Pass *pass, const Opening *opening, GError **error)
{
  size_t line;
  pass_start (pass, &opening->layout);
  if (!pass_feed_head (pass, opening, opening->whole, error))
    return false;
  if (opening->whole && mercer_collector_late (pass->collector, &line) == NULL)
    return true;
  for (int round = 0;; round++)
    {
      if (round > 0 && !opening->whole && !mercer_source_rewind (pass->source))
        return set_late_error (pass, error);
      mercer_collector_restart (pass->collector);
      pass_start (pass, &opening->layout);
      /* The source stands behind the head in the first round, at its start in the second. */
      if ((round == 0 || opening->whole) && !pass_feed_head (pass, opening, opening->whole, error))
        return false;
      if (!opening->whole && !pass_feed_source (pass, error))
        return false;
      if (mercer_collector_late (pass->collector, &line) == NULL)
        return true;
      /* Late columns in the second round too: the file changes while it is read. */
      if (round == 1)
        return set_late_error (pass, error);
    }
}

static bool
read_first_rows (Pass *pass, const Opening *opening, GError **error)
{
  size_t line;
  for (int round = 0; round < 2; round++)
    {
      GError *failed = NULL;
      pass_start (pass, &opening->layout);
      if (!pass_feed_head (pass, opening, opening->whole, &failed) && failed != NULL)
        {
          g_propagate_error (error, failed);
          return false;
        }
      if (mercer_collector_late (pass->collector, &line) == NULL)
        break;
      mercer_collector_restart (pass->collector);
    }
  return true;
}

MercerDataset *
mercer_core_read (Opening *opening, Source *source, const Label *label, size_t max_rows,
                  MercerWork *work, GError **error)
{
  const char *name = mercer_source_name (source);
  g_autoptr (Collector) collector
      = mercer_collector_new (name, &opening->layout, memory_limit (work), max_rows);
  Pass pass = { .source = source,
                .work = work,
                .collector = collector,
                .text = g_byte_array_sized_new (2 * CHUNK) };
  MercerDatasetBuilder *builder = mercer_dataset_builder_new (label->title, label->origin);
  mercer_dataset_builder_set_source (builder, label->source);
  mercer_dataset_builder_set_units (builder, label->units);
  mercer_dataset_builder_set_work (builder, work);
  bool ok
      = max_rows > 0 ? read_first_rows (&pass, opening, error) : read_rows (&pass, opening, error);
  ok = ok && mercer_collector_finish (collector, builder, work, error);
  if (ok && !mercer_work_wanted (work))
    {
      mercer_source_set_stopped (error);
      ok = false;
    }
  g_clear_pointer (&pass.splitter, mercer_splitter_free);
  g_byte_array_unref (pass.text);
  if (ok)
    return mercer_dataset_builder_finish (builder);
  mercer_dataset_builder_free (builder);
  return NULL;
}

/* Reads until the head is full and has a line in it. */
static bool
read_head (Opening *opening, Source *source, MercerWork *work, GError **error)
{
  GByteArray *head = opening->head;
  bool has_line = false;
  while (!opening->whole && (head->len < HEAD || (!has_line && head->len <= SPLIT_MAX_LINE)))
    {
      const guint before = head->len;
      g_byte_array_set_size (head, before + CHUNK);
      const gssize got
          = mercer_source_read (source, (char *) head->data + before, CHUNK, work, error);
      g_byte_array_set_size (head, before + (guint) MAX (got, 0));
      if (got < 0)
        return false;
      opening->whole = got == 0;
      has_line |= memchr (head->data + before, '\n', (size_t) got) != NULL
                  || memchr (head->data + before, '\r', (size_t) got) != NULL;
    }
  return true;
}

static bool
find_encoding (Opening *opening, const char *name, const MercerReadOptions *options, GError **error)
{
  const char *bytes = (const char *) opening->head->data;
  const size_t size = opening->head->len;
  const char *foreign = mercer_text_foreign (bytes, size);
  if (foreign != NULL)
    {
      g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT, _ ("“%s” is %s."),
                   name, foreign);
      return false;
    }
  if (options->encoding == NULL)
    opening->layout.encoding = mercer_text_encoding_guess (bytes, size, opening->whole);
  else if (!mercer_text_encoding_find (options->encoding, &opening->layout.encoding))
    {
      g_set_error (
          error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_UNKNOWN,
          _ ("The encoding “%s” is not known; use UTF-8, ISO-8859-1, UTF-16LE or UTF-16BE."),
          options->encoding);
      return false;
    }
  if (options->encoding == NULL && opening->layout.encoding == TEXT_LATIN1)
    opening->layout.doubt = g_strdup (
        _ ("The text is not UTF-8 and is taken for Latin-1; check letters with accents."));
  return true;
}

bool
mercer_opening_read (Opening *opening, Source *source, const MercerReadOptions *options,
                     MercerWork *work, GError **error)
{
  static const MercerReadOptions guess = MERCER_READ_OPTIONS_GUESS;
  options = options != NULL ? options : &guess;
  const char *name = mercer_source_name (source);
  opening->head = g_byte_array_sized_new (HEAD);
  if (!read_head (opening, source, work, error) || !find_encoding (opening, name, options, error))
    return false;
  const char *bytes = (const char *) opening->head->data;
  const size_t size = opening->head->len;
  const size_t mark = mercer_text_mark_size (opening->layout.encoding, bytes, size);
  TextDecoder decoder = { .encoding = opening->layout.encoding };
  g_autoptr (GByteArray) text = g_byte_array_sized_new (HEAD);
  mercer_text_decode (&decoder, bytes + mark, size - mark, opening->whole, text);
  return check_no_nul (name, (const char *) text->data, text->len, 1, error)
         && mercer_sniff (name, (const char *) text->data, text->len, opening->whole, options, work,
                          &opening->layout, error);
}

void
mercer_opening_clear (Opening *opening)
{
  g_clear_pointer (&opening->head, g_byte_array_unref);
  mercer_layout_clear (&opening->layout);
}

MercerDataset *
mercer_core_read_source (Source *source, const Label *label, const MercerReadOptions *options,
                         MercerWork *work, GError **error)
{
  Opening opening = { 0 };
  MercerDataset *dataset = NULL;
  if (mercer_opening_read (&opening, source, options, work, error))
    dataset = mercer_core_read (&opening, source, label, 0, work, error);
  mercer_opening_clear (&opening);
  return dataset;
}
