/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "split.h"

#include <csv.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "dataset.h"

typedef bool (*CutLine) (Splitter *splitter, const char *line, const char *end, GError **error);

struct _Splitter
{
  const char *name;
  char delimiter, terminator;
  const SplitSink *sink;
  void *data;
  CutLine cut;
  size_t line;     /* the line being cut, from 1 */
  size_t row_line; /* where the row began */
  size_t rows;
  size_t scanned; /* bytes at the front of the text known to hold no terminator */

  struct csv_parser csv;
  bool inside; /* libcsv is inside quotes across lines */
  bool row_ended, refused;
  size_t quoted_bytes;
  GError **error; /* during csv_parse () */
};

static int
is_space (unsigned char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* libcsv asks without context; the delimiter is excluded by libcsv itself, which looks for it
 * first. */
static int
is_newline (unsigned char c)
{
  return c == '\n';
}

static int
is_return (unsigned char c)
{
  return c == '\r';
}

static int
is_blank (unsigned char c)
{
  return c == ' ' || c == '\t';
}

static bool
end_row (Splitter *splitter, GError **error)
{
  splitter->rows++;
  return splitter->sink->row (splitter->data, splitter->row_line, error);
}

static void
emit_trimmed (Splitter *splitter, const char *start, const char *end)
{
  while (start < end && is_space ((unsigned char) *start))
    start++;
  while (end > start && is_space ((unsigned char) end[-1]))
    end--;
  splitter->sink->field (splitter->data, start, (size_t) (end - start));
}

/* A line without quotes. */
static bool
cut_plain (Splitter *splitter, const char *line, const char *end, GError **error)
{
  const char delimiter = splitter->delimiter;
  const char *start = line;
  for (const char *p = line; p < end; p++)
    if (*p == delimiter)
      {
        emit_trimmed (splitter, start, p);
        start = p + 1;
      }
  emit_trimmed (splitter, start, end);
  return end_row (splitter, error);
}

/* One field in quotes at p; returns what follows it. Two quotes stand for one. */
static const char *
cut_quoted (Splitter *splitter, const char *p, const char *end)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (p++; p < end; p++)
    {
      if (*p == '"' && p + 1 < end && p[1] == '"')
        p++;
      else if (*p == '"')
        break;
      g_string_append_c (text, *p);
    }
  splitter->sink->field (splitter->data, text->str, text->len);
  return p < end ? p + 1 : end;
}

/* Fields separated by runs of blanks. A quoted field ends with its line. */
static bool
cut_blanks (Splitter *splitter, const char *line, const char *end, GError **error)
{
  const char *p = line;
  for (;;)
    {
      while (p < end && is_space ((unsigned char) *p))
        p++;
      if (p == end)
        return end_row (splitter, error);
      if (*p == '"')
        {
          p = cut_quoted (splitter, p, end);
          continue;
        }
      const char *start = p;
      while (p < end && !is_space ((unsigned char) *p))
        p++;
      splitter->sink->field (splitter->data, start, (size_t) (p - start));
    }
}

static void
csv_field_cb (void *text, size_t length, void *data)
{
  Splitter *splitter = data;
  if (!splitter->refused)
    splitter->sink->field (splitter->data, text != NULL ? text : "", length);
}

static void
csv_row_cb (int terminator, void *data)
{
  Splitter *splitter = data;
  splitter->row_ended = true;
  if (!splitter->refused)
    splitter->refused = !end_row (splitter, splitter->error);
}

static bool
set_quote_error (const Splitter *splitter, GError **error)
{
  g_set_error (
      error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_FORMAT,
      _ ("In “%s” the quotation mark opened in line %zu is never closed; close it or remove it."),
      splitter->name, splitter->row_line);
  return false;
}

/* A line with quotes, or one that continues a quoted field; `end` includes the terminator where
 * there is one. */
static bool
cut_quotes (Splitter *splitter, const char *line, const char *end, GError **error)
{
  const size_t size = (size_t) (end - line);
  splitter->quoted_bytes = splitter->inside ? splitter->quoted_bytes + size : size;
  if (splitter->quoted_bytes > SPLIT_MAX_LINE)
    return set_quote_error (splitter, error);
  splitter->row_ended = splitter->refused = false;
  splitter->error = error;
  if (csv_parse (&splitter->csv, line, size, csv_field_cb, csv_row_cb, splitter) != size)
    {
      g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_TOO_BIG,
                   _ ("There is not enough memory for line %zu of “%s”."), splitter->line,
                   splitter->name);
      return false;
    }
  splitter->inside = !splitter->row_ended;
  return !splitter->refused;
}

Splitter *
mercer_splitter_new (const char *name, char delimiter, char terminator, const SplitSink *sink,
                     void *data)
{
  Splitter *splitter = g_new0 (Splitter, 1);
  splitter->name = name;
  splitter->delimiter = delimiter;
  splitter->terminator = terminator;
  splitter->sink = sink;
  splitter->data = data;
  splitter->cut = delimiter == ' ' ? cut_blanks : cut_plain;
  csv_init (&splitter->csv, 0);
  csv_set_delim (&splitter->csv, (unsigned char) delimiter);
  csv_set_blk_size (&splitter->csv, 4096);
  csv_set_space_func (&splitter->csv, terminator == '\n' ? is_space : is_blank);
  csv_set_term_func (&splitter->csv, terminator == '\n' ? is_newline : is_return);
  return splitter;
}

void
mercer_splitter_free (Splitter *splitter)
{
  if (splitter == NULL)
    return;
  csv_free (&splitter->csv);
  g_free (splitter);
}

size_t
mercer_splitter_line (const Splitter *splitter)
{
  return splitter->line;
}

/* Lines that hold no row: empty ones, and before the first row comments and the hint "sep=;" that
 * some spreadsheets write. */
static bool
is_skipped (const Splitter *splitter, const char *line, const char *end)
{
  const bool blanks = splitter->delimiter == ' ';
  while (line < end && is_space ((unsigned char) *line) && (blanks || *line != splitter->delimiter))
    line++;
  if (line == end)
    return true;
  if (splitter->rows > 0)
    return false;
  while (end > line && is_space ((unsigned char) end[-1]))
    end--;
  return *line == '#' || (end - line == 5 && g_ascii_strncasecmp (line, "sep=", 4) == 0);
}

static bool
cut_line (Splitter *splitter, const char *line, const char *end, const char *quote, GError **error)
{
  splitter->line++;
  if (!splitter->inside)
    {
      const bool terminated = end > line && end[-1] == splitter->terminator;
      const char *last = terminated ? end - 1 : end;
      if (is_skipped (splitter, line, last))
        return true;
      splitter->row_line = splitter->line;
      if (splitter->delimiter == ' ' || quote == NULL || quote >= end)
        return splitter->cut (splitter, line, last, error);
    }
  return cut_quotes (splitter, line, end, error);
}

/* What is left at the end: a last row without a terminator, or an open quote. */
static bool
finish (Splitter *splitter, GError **error)
{
  if (!splitter->inside)
    return true;
  /* libcsv closes a quoted field at the end by itself when only its last quote was seen. */
  const char terminator = splitter->terminator;
  return cut_quotes (splitter, &terminator, &terminator + 1, error)
         && (!splitter->inside || set_quote_error (splitter, error));
}

gssize
mercer_splitter_feed (Splitter *splitter, const char *text, size_t size, bool end, GError **error)
{
  const char *line = text, *stop = text + size;
  const char *quote = memchr (text, '"', size);
  while (line < stop)
    {
      const char *unseen = line + (line == text ? splitter->scanned : 0);
      const char *found = memchr (unseen, splitter->terminator, (size_t) (stop - unseen));
      if ((size_t) ((found != NULL ? found : stop) - line) > SPLIT_MAX_LINE)
        {
          g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_TOO_BIG,
                       _ ("Line %zu of “%s” is longer than %zu MiB, which no table row should be; "
                          "check that "
                          "this is the right file."),
                       splitter->line + 1, splitter->name, SPLIT_MAX_LINE >> 20);
          return -1;
        }
      if (found == NULL && !end)
        break;
      const char *next = found != NULL ? found + 1 : stop;
      if (quote != NULL && quote < line)
        quote = memchr (line, '"', (size_t) (stop - line));
      splitter->scanned = 0;
      if (!cut_line (splitter, line, next, quote, error))
        return -1;
      line = next;
    }
  splitter->scanned = (size_t) (stop - line);
  if (end && !finish (splitter, error))
    return -1;
  return line - text;
}
