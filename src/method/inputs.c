/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "inputs.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DUPLICATE_ROWS = 50000 };

static bool
is_centred (const MercerRecipe *recipe)
{
  return mercer_recipe_kernel (recipe) != NULL && mercer_kernel_wants_reference (mercer_recipe_kernel (recipe));
}

bool
mercer_inputs_open (MercerInputs *in, const MercerRecipe *recipe, const char *other)
{
  double *x = NULL, *y = NULL;
  *in = (MercerInputs){ .dataset = mercer_recipe_dataset (recipe), .names = mercer_recipe_role (recipe, "x") };
  in->d = g_strv_length ((char **) in->names);
  in->n = mercer_recipe_matrix (recipe, "x", other, &x, other != NULL ? &y : NULL, &in->rows);
  in->x = mercer_matrix (x, in->n, in->d);
  if (other != NULL)
    in->y = mercer_matrix (y, in->n, g_strv_length ((char **) mercer_recipe_role (recipe, other)));
  in->dropped = mercer_dataset_rows (in->dataset) - in->n;
  in->centred = is_centred (recipe);
  in->ids = g_new (uint64_t, in->n + 1);
  for (size_t i = 0; i < in->n; i++)
    in->ids[i] = mercer_dataset_row_id (in->dataset, in->rows[i]);
  return in->n > 0;
}

/* --- What is selected ---------------------------------------------------------------------------------- */

static int
compare_identities (const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
  return (x > y) - (x < y);
}

size_t
mercer_inputs_brushed (const MercerInputs *in, const MercerRecipe *recipe, bool *brushed)
{
  size_t m, count = 0;
  const uint64_t *ids = mercer_recipe_brushed (recipe, &m);
  for (size_t i = 0; i < in->n; i++)
    {
      brushed[i] = m > 0 && bsearch (&in->ids[i], ids, m, sizeof *ids, compare_identities) != NULL;
      count += brushed[i];
    }
  return count;
}

void
mercer_inputs_close (MercerInputs *in)
{
  g_free (in->x.data);
  g_free (in->y.data);
  g_free (in->rows);
  g_free (in->ids);
  *in = (MercerInputs){ 0 };
}

const char *
mercer_inputs_unit (const MercerInputs *in, size_t column)
{
  return mercer_dataset_column (in->dataset, (size_t) mercer_dataset_find (in->dataset, in->names[column]))->unit;
}

double
mercer_inputs_spread (const MercerInputs *in, size_t column)
{
  const double *values = mercer_matrix_column (in->x, column);
  double mean = 0, squares = 0, first = in->n > 0 ? values[0] : 0;
  for (size_t i = 0; i < in->n; i++)
    mean += (values[i] - first) / (double) in->n; /* of a constant column exactly 0 */
  for (size_t i = 0; i < in->n; i++)
    squares += (values[i] - first - mean) * (values[i] - first - mean) / (double) MAX (in->n - 1, 1);
  return sqrt (squares);
}

/* --- Words -------------------------------------------------------------------------------------------- */

typedef struct
{
  const MercerInputs *in;
  size_t row;
} RowKey;

static int
compare_rows (const void *a, const void *b)
{
  const RowKey *p = a, *q = b;
  for (size_t c = 0; c < p->in->d; c++)
    {
      double u = *mercer_matrix_at (p->in->x, p->row, c), v = *mercer_matrix_at (q->in->x, q->row, c);
      if (u != v)
        return u < v ? -1 : 1;
    }
  return 0;
}

static size_t
count_duplicates (const MercerInputs *in)
{
  g_autofree RowKey *keys = g_new (RowKey, in->n + 1);
  size_t count = 0;
  for (size_t i = 0; i < in->n; i++)
    keys[i] = (RowKey){ in, i };
  qsort (keys, in->n, sizeof *keys, compare_rows);
  for (size_t i = 1; i < in->n; i++)
    count += compare_rows (&keys[i - 1], &keys[i]) == 0;
  return count;
}

static void
note (MercerFigureBuilder *b, char *sentence)
{
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
  g_free (sentence);
}

void
mercer_inputs_note_dropped (size_t dropped, size_t rows, MercerFigureBuilder *b)
{
  if (dropped > 0)
    note (b, g_strdup_printf (ngettext ("%zu of %zu rows has a missing value and was left out.",
                                        "%zu of %zu rows have a missing value and were left out.", dropped),
                              dropped, rows));
}

void
mercer_inputs_note_sample (size_t taken, size_t rows, MercerFigureBuilder *b)
{
  if (taken < rows)
    {
      g_autofree char *sentence
          = g_strdup_printf (_("%zu of %zu rows, taken at even steps, stand for all of them."), taken, rows);
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, NULL, NULL, 0);
    }
}

void
mercer_inputs_note_placed (size_t taken, size_t rows, MercerFigureBuilder *b)
{
  if (taken < rows)
    note (b, g_strdup_printf (_("Found from %zu of the %zu rows, taken at even steps, and measured on them; the others are placed by what "
                                "was found."),
                              taken, rows));
}

static void
note_centred (bool centred, size_t rows, MercerFigureBuilder *b)
{
  if (centred && rows > MERCER_KERNEL_MOST_REFERENCE)
    note (b, g_strdup_printf (_("Centre takes its means over at most %d of the %zu rows, evenly taken."),
                              MERCER_KERNEL_MOST_REFERENCE, rows));
}

void
mercer_inputs_note_reference (const MercerRecipe *recipe, MercerFigureBuilder *b)
{
  note_centred (is_centred (recipe), mercer_dataset_rows (mercer_recipe_dataset (recipe)), b);
}

/* Of huge or tiny values the spread is not a number or 0. */
static bool
is_constant (const MercerInputs *in, size_t column)
{
  const double *values = mercer_matrix_column (in->x, column);
  for (size_t i = 1; i < in->n; i++)
    if (values[i] != values[0])
      return false;
  return true;
}

void
mercer_inputs_note (const MercerInputs *in, MercerFigureBuilder *b)
{
  mercer_inputs_note_dropped (in->dropped, mercer_dataset_rows (in->dataset), b); /* n may be fewer than were left */
  note_centred (in->centred, mercer_dataset_rows (in->dataset), b);
  size_t duplicates = in->n <= DUPLICATE_ROWS ? count_duplicates (in) : 0;
  if (duplicates > 0)
    note (b, g_strdup_printf (ngettext ("%zu row repeats the inputs of another: they lie on one another and weigh double.",
                                        "%zu rows repeat the inputs of others: they lie on one another and weigh more.",
                                        duplicates),
                              duplicates));
  for (size_t c = 0; c < in->d; c++)
    if (is_constant (in, c))
      note (b, g_strdup_printf (_("Column “%s” has the same value in every row and moves no point."), in->names[c]));
}

void
mercer_inputs_row_column (const MercerInputs *in, MercerFigureBuilder *b, int table)
{
  g_autofree double *column = g_new (double, in->n + 1);
  for (size_t i = 0; i < in->n; i++)
    column[i] = (double) in->rows[i] + 1;
  mercer_figure_table_column (b, table, "row", "", column);
}

void
mercer_inputs_axes (const MercerInputs *in, MercerFigureBuilder *b, int panel, size_t across, size_t up, const double *low,
                    const double *high)
{
  const size_t which[2] = { across, up };
  for (int axis = 0; axis < 2; axis++)
    {
      g_autofree char *link = g_strconcat ("column:", in->names[which[axis]], NULL);
      (axis == 0 ? mercer_figure_x_axis : mercer_figure_y_axis) (b, panel, in->names[which[axis]],
                                                                 mercer_inputs_unit (in, which[axis]), MERCER_AXIS_LINEAR,
                                                                 low != NULL ? low[axis] : 0, high != NULL ? high[axis] : 0, link);
    }
}
