/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sniff.h"
#include "spelled.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "rows.h"
#include "source.h"
#include "split.h"

static const double rival_margin
    = 0.15; /* a second reading nearer than this to the best one is a rival */
static const char delimiters[] = { ',', ';', '\t', '|', ' ' }; /* in order of preference */

void
mercer_layout_clear (Layout *layout)
{
  g_clear_pointer (&layout->doubt, g_free);
}

static void
doubt (Layout *layout, const char *sentence)
{
  if (layout->doubt == NULL)
    layout->doubt = g_strdup (sentence);
}

/* "sep=;" in the first line, as some spreadsheets write it. */
static char
delimiter_hint (const char *text, size_t size)
{
  return size > 5 && g_ascii_strncasecmp (text, "sep=", 4) == 0 && strchr ("\r\n", text[5]) != NULL
             ? text[4]
             : 0;
}

/* Leaves the best sample in *best. FALSE if the work was stopped. */
static bool
find_delimiter (Sample *best, const char *name, const char *text, size_t size, bool whole,
                char given, MercerWork *work, Layout *layout)
{
  best->delimiter = given != 0 ? given : delimiter_hint (text, size);
  if (best->delimiter != 0)
    {
      mercer_sample_take (best, name, layout->terminator, text, size, whole);
      return true;
    }
  Sample samples[G_N_ELEMENTS (delimiters)] = { 0 };
  guint chosen = 0;
  for (guint i = 0; i < G_N_ELEMENTS (delimiters) && mercer_work_wanted (work); i++)
    {
      samples[i].delimiter = delimiters[i];
      mercer_sample_take (&samples[i], name, layout->terminator, text, size, whole);
      if (samples[i].score > samples[chosen].score)
        chosen = i;
    }
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      /* Where there are tabs, blanks that stand for tabs too are the same reading. */
      const bool same = samples[chosen].delimiter == '\t' && samples[i].delimiter == ' '
                        && samples[i].usual == samples[chosen].usual;
      const bool rival = i != chosen && !same && samples[i].usual > 1
                         && samples[i].score > samples[chosen].score - rival_margin;
      if (rival)
        doubt (layout, _ ("More than one character could be what separates the values."));
    }
  *best = samples[chosen];
  samples[chosen] = (Sample){ 0 };
  if (best->usual > 1 && best->delimiter == ' ' && best->score < 0.5)
    doubt (layout, _ ("The words of a text may have been taken for columns."));
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    mercer_sample_clear (&samples[i]);
  return mercer_work_wanted (work);
}

/* 12,345: either a number with a decimal comma or a whole one with its thousands set off. */
static bool
looks_grouped (const char *text)
{
  text += *text == '-' || *text == '+';
  const size_t head = strspn (text, "0123456789");
  return head >= 1 && head <= 3 && text[head] == ',' && strlen (text + head) == 4
         && strspn (text + head + 1, "0123456789") == 3;
}

static void
find_decimal_sign (const Sample *sample, Layout *layout)
{
  size_t commas = 0, grouped = 0, surely = 0, points = 0;
  for (guint r = 0; r < sample->rows->len; r++)
    for (guint c = 0; c < mercer_sample_row (sample, r)->len; c++)
      {
        const char *cell = mercer_sample_cell (sample, r, c);
        const bool comma
            = strchr (cell, ',') != NULL && mercer_sample_kind (cell, ',') == CELL_NUMBER;
        commas += comma;
        grouped += comma && looks_grouped (cell);
        surely += mercer_spelled_groups_by_comma (cell);
        points += strchr (cell, '.') != NULL && mercer_sample_kind (cell, '.') == CELL_NUMBER;
      }
  const bool only_grouped = commas > 0 && commas == grouped;
  layout->decimal_comma = commas > points && !(only_grouped && (layout->delimiter == ',' || surely > 0));
  if (only_grouped && surely > 0)
    return;
  if (commas > 0 && points > 0)
    doubt (layout, _ ("Some numbers have a decimal comma and some a decimal point."));
  else if (only_grouped)
    doubt (layout, _ ("A comma may set off thousands or be the decimal sign."));
}

/* One column with decimal commas looks like two columns of whole numbers, save that its name has no
 * comma. */
static void
reconsider_comma (Sample *sample, Layout *layout, const MercerReadOptions *options)
{
  if (sample->delimiter != ',' || options->delimiter != 0 || sample->usual != 2
      || sample->rows->len < 2)
    return;
  for (guint r = 1; r < sample->rows->len; r++)
    for (guint c = 0; c < 2; c++)
      {
        const char *cell = mercer_sample_cell (sample, r, c);
        const char *digits = cell + (c == 0 && (*cell == '-' || *cell == '+'));
        if (*digits == '\0' || digits[strspn (digits, "0123456789")] != '\0')
          return;
      }
  const bool named = mercer_sample_row (sample, 0)->len == 1
                     && mercer_sample_kind (mercer_sample_cell (sample, 0, 0), '.') == CELL_TEXT;
  const bool unnamed = mercer_sample_kind (mercer_sample_cell (sample, 0, 0), '.') == CELL_NUMBER;
  if (named || unnamed)
    doubt (layout, _ ("A comma may separate two columns or be the decimal sign of one."));
  if (named)
    layout->delimiter = ';';
}

/* Votes of the columns on whether the first row holds names. */
typedef struct
{
  guint names, values;
  guint
      labels; /* of the values those that may be labels after all: a whole number above fractions */
  guint texts; /* text above text, which says nothing */
} Votes;

static bool
is_whole (const char *number)
{
  number += *number == '-' || *number == '+';
  return number[strspn (number, "0123456789")] == '\0';
}

/* What the cell is, dates being as good as numbers: they are read as such. */
static CellKind
value_kind (const char *cell, char point)
{
  const CellKind kind = mercer_sample_kind (cell, point);
  double year;
  return kind == CELL_TEXT && mercer_spelled ((char *[]){ (char *) cell }, 1, point, NULL, &year) == SPELLED_DATES
             ? CELL_NUMBER
             : kind;
}

static Votes
vote (const Sample *sample, char point)
{
  Votes votes = { 0, 0, 0, 0 };
  const GPtrArray *top = mercer_sample_row (sample, 0);
  for (guint c = 0; c < top->len; c++)
    {
      guint numbers = 0, texts = 0, whole = 0;
      for (guint r = 1; r < sample->rows->len; r++)
        {
          const char *cell = mercer_sample_cell (sample, r, c);
          const CellKind kind = value_kind (cell, point);
          numbers += kind == CELL_NUMBER;
          texts += kind == CELL_TEXT;
          whole += kind == CELL_NUMBER && is_whole (cell);
        }
      const char *cell = mercer_sample_cell (sample, 0, c);
      const CellKind kind = value_kind (cell, point);
      votes.texts += kind == CELL_TEXT && texts > 0;
      if (numbers > texts)
        {
          votes.names += kind == CELL_TEXT;
          votes.values += kind == CELL_NUMBER;
          votes.labels += kind == CELL_NUMBER && is_whole (cell) && whole == 0;
        }
      else if (kind == CELL_NUMBER)
        votes.values++;
    }
  return votes;
}

/* True if the cells of the first row differ and none comes again below it. */
static bool
top_is_unlike_the_rest (const Sample *sample)
{
  const GPtrArray *top = mercer_sample_row (sample, 0);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint c = 0; c < top->len; c++)
    {
      const char *cell = mercer_sample_cell (sample, 0, c);
      if (*cell == '\0' || !g_hash_table_add (seen, (char *) cell))
        return false;
      for (guint r = 1; r < sample->rows->len; r++)
        if (strcmp (mercer_sample_cell (sample, r, c), cell) == 0)
          return false;
    }
  return true;
}

/* The names alone stand in quotes: so does this program write a name that could be read as a
 * number. */
static bool
only_top_is_quoted (const char *text, size_t size)
{
  const char *end = memchr (text, '\n', size);
  const char *quote = memchr (text, '"', size);
  return end != NULL && quote != NULL && quote < end
         && memchr (end, '"', size - (size_t) (end - text)) == NULL;
}

static void
find_header (const Sample *sample, const char *text, size_t size, Layout *layout)
{
  const Votes votes = vote (sample, layout->decimal_comma ? ',' : '.');
  /* "country,1990,1991" above "France,1.5,2.5" */
  const bool labelled
      = votes.names == 0 && votes.labels == votes.values && votes.labels > 1 && votes.texts > 0;
  if (sample->rows->len == 1)
    layout->header = votes.values == 0;
  else if (labelled)
    layout->header = true;
  else if (votes.names > 0 || votes.values > 0)
    layout->header = votes.names >= votes.values || only_top_is_quoted (text, size);
  else
    layout->header = top_is_unlike_the_rest (sample);
  if (labelled || (votes.names > 0 && votes.values > 0))
    doubt (layout, _ ("The first line looks partly like names and partly like values."));
  else if (votes.names == 0 && votes.values == 0)
    doubt (layout,
           _ ("All columns hold text, so it is a guess whether the first line holds names."));
}

/* How many columns there are, from the names and the usual row. */
static void
find_columns (const Sample *sample, Layout *layout)
{
  const guint named = mercer_sample_row (sample, 0)->len;
  layout->n_columns = sample->usual;
  if (!layout->header || sample->rows->len < 2)
    {
      layout->n_columns = MAX (layout->n_columns, layout->header ? named : 1);
      return;
    }
  layout->n_columns = MAX (layout->n_columns, named);
  if (sample->usual != named + 1)
    return;
  bool last_is_used = false;
  for (guint r = 1; r < sample->rows->len; r++)
    last_is_used |= *mercer_sample_cell (sample, r, named) != '\0';
  layout->row_names = last_is_used;
  if (!last_is_used) /* the rows end with a separator */
    layout->n_columns = named;
}

static bool
set_no_rows_error (const char *name, Sample *sample, GError **error)
{
  if (sample->error != NULL)
    g_propagate_error (error, g_steal_pointer (&sample->error));
  else
    g_set_error (error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_EMPTY,
                 _ ("“%s” is empty; choose a file that holds a table."), name);
  return false;
}

static bool
sniff_sample (Sample *sample, const char *name, const char *text, size_t size, bool whole,
              const MercerReadOptions *options, MercerWork *work, Layout *layout, GError **error)
{
  if (!find_delimiter (sample, name, text, size, whole, options->delimiter, work, layout))
    {
      mercer_source_set_stopped (error);
      return false;
    }
  if (sample->rows->len == 0)
    return set_no_rows_error (name, sample, error);
  layout->delimiter = sample->delimiter;
  reconsider_comma (sample, layout, options);
  if (layout->delimiter != sample->delimiter)
    {
      mercer_sample_clear (sample);
      sample->delimiter = layout->delimiter;
      mercer_sample_take (sample, name, layout->terminator, text, size, whole);
    }
  if (options->decimal_comma == MERCER_GUESS)
    find_decimal_sign (sample, layout);
  else
    layout->decimal_comma = options->decimal_comma == MERCER_YES;
  if (options->header == MERCER_GUESS)
    find_header (sample, text, size, layout);
  else
    layout->header = options->header == MERCER_YES;
  find_columns (sample, layout);
  if (sample->agreement < 1)
    doubt (layout, _ ("Not all of the first lines have the same number of values."));
  if (layout->n_columns > SPLIT_MAX_FIELDS)
    {
      g_set_error (
          error, MERCER_DATASET_ERROR, MERCER_DATASET_ERROR_TOO_BIG,
          _ ("“%s” has more than %d columns, the most that can be read; keep those that matter."),
          name, SPLIT_MAX_FIELDS);
      return false;
    }
  return true;
}

bool
mercer_sniff (const char *name, const char *text, size_t size, bool whole,
              const MercerReadOptions *options, MercerWork *work, Layout *layout, GError **error)
{
  const bool returns = memchr (text, '\n', size) == NULL && memchr (text, '\r', size) != NULL;
  layout->terminator = returns ? '\r' : '\n';
  Sample sample = { 0 };
  const bool ok = sniff_sample (&sample, name, text, size, whole, options, work, layout, error);
  mercer_sample_clear (&sample);
  return ok;
}
