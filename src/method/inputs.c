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

/* --- Without copies ------------------------------------------------------------------------------------ */

/* The columns of role x and of `other` (NULL: none) that miss values; returns how many. */
static size_t
missing_columns (const MercerRecipe *recipe, const char *other, const MercerColumn **columns, size_t most)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *const roles[] = { "x", other, NULL };
  size_t count = 0;
  for (const char *const *role = roles; *role != NULL; role++)
    for (const char *const *name = mercer_recipe_role (recipe, *role); *name != NULL && count < most; name++)
      {
        int index = mercer_dataset_find (dataset, *name);
        const MercerColumn *column = index >= 0 ? mercer_dataset_column (dataset, (size_t) index) : NULL;
        if (column != NULL && column->n_missing > 0)
          columns[count++] = column;
      }
  return count;
}

static bool
is_complete (const MercerColumn *const *columns, size_t count, size_t row)
{
  for (size_t c = 0; c < count; c++)
    if (columns[c]->values != NULL ? isnan (columns[c]->values[row]) : columns[c]->codes[row] < 0)
      return false;
  return true;
}

size_t
mercer_inputs_count (const MercerRecipe *recipe, const char *other)
{
  size_t rows = mercer_dataset_rows (mercer_recipe_dataset (recipe)), n = 0;
  size_t most = mercer_dataset_columns (mercer_recipe_dataset (recipe));
  g_autofree const MercerColumn **columns = g_new (const MercerColumn *, most + 1);
  size_t count = missing_columns (recipe, other, columns, most);
  if (count == 0)
    return rows;
  for (size_t i = 0; i < rows; i++)
    n += is_complete (columns, count, i);
  return n;
}

/* Rows `rows` of the columns of a role. */
static MercerMatrix
gather_role (const MercerRecipe *recipe, const char *role, const size_t *rows, size_t n)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *const *names = mercer_recipe_role (recipe, role);
  size_t d = g_strv_length ((char **) names);
  MercerMatrix out = mercer_matrix (g_new (double, n * d + 1), n, d);
  for (size_t c = 0; c < d; c++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, names[c]));
      for (size_t k = 0; k < n; k++)
        *mercer_matrix_at (out, k, c) = column->values != NULL ? column->values[rows[k]] : column->codes[rows[k]];
    }
  return out;
}

/* The row of the k-th stretch from .. to - 1 that stands for it: not always its first, for tables whose groups take turns would lend all
 * rows from one of them. Multiples of the golden ratio spread the places evenly. */
static size_t
in_stretch (size_t k, size_t from, size_t to)
{
  double turn = fmod ((double) k * 0.6180339887498949, 1);
  return from + (size_t) (turn * (double) (to - from));
}

bool
mercer_inputs_peek (MercerInputs *in, const MercerRecipe *recipe, const char *other, size_t most)
{
  *in = (MercerInputs){ .dataset = mercer_recipe_dataset (recipe), .names = mercer_recipe_role (recipe, "x") };
  size_t all = mercer_dataset_rows (in->dataset), stride = MAX ((all + most - 1) / most, 1);
  size_t columns = mercer_dataset_columns (in->dataset);
  g_autofree const MercerColumn **missing = g_new (const MercerColumn *, columns + 1);
  size_t count = missing_columns (recipe, other, missing, columns);
  in->d = g_strv_length ((char **) in->names);
  in->rows = g_new (size_t, most + 1);
  for (size_t i = 0; i < all; i += stride)
    {
      size_t end = MIN (i + stride, all), row = in_stretch (i / stride, i, end), left = end - i;
      for (; left > 0 && !is_complete (missing, count, row); left--) /* the next of its stretch, around, that is complete */
        row = row + 1 < end ? row + 1 : i;
      if (left > 0)
        in->rows[in->n++] = row;
    }
  in->ids = g_new (uint64_t, in->n + 1);
  for (size_t k = 0; k < in->n; k++)
    in->ids[k] = mercer_dataset_row_id (in->dataset, in->rows[k]);
  in->x = gather_role (recipe, "x", in->rows, in->n);
  if (other != NULL)
    in->y = gather_role (recipe, other, in->rows, in->n);
  return in->n > 0;
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

/* Rows `which` (ascending) of a to the front, in place: what is read always stands behind what is written. */
static MercerMatrix
gathered (MercerMatrix a, const size_t *which, size_t kept)
{
  for (size_t c = 0; c < a.cols && a.data != NULL; c++)
    for (size_t k = 0; k < kept; k++)
      a.data[k + c * kept] = a.data[which[k] + c * a.rows];
  return mercer_matrix (a.data, kept, a.cols);
}

static void
gather (MercerInputs *in, const size_t *which, size_t kept)
{
  in->x = gathered (in->x, which, kept);
  in->y = gathered (in->y, which, kept);
  for (size_t k = 0; k < kept; k++)
    {
      in->rows[k] = in->rows[which[k]];
      in->ids[k] = in->ids[which[k]];
    }
  in->n = kept;
}

static int
compare_ids (const void *a, const void *b, void *ids)
{
  uint64_t p = ((const uint64_t *) ids)[*(const size_t *) a], q = ((const uint64_t *) ids)[*(const size_t *) b];
  return (p > q) - (p < q);
}

void
mercer_inputs_sort (MercerInputs *in)
{
  size_t n = in->n;
  g_autofree size_t *order = g_new (size_t, n + 1), *rows = g_memdup2 (in->rows, n * sizeof *rows);
  g_autofree uint64_t *ids = g_memdup2 (in->ids, n * sizeof *ids);
  g_autofree double *column = g_new (double, n + 1);
  MercerMatrix both[2] = { in->x, in->y };
  for (size_t i = 0; i < n; i++)
    order[i] = i;
  qsort_r (order, n, sizeof *order, compare_ids, ids);
  for (size_t i = 0; i < n; i++)
    {
      in->rows[i] = rows[order[i]];
      in->ids[i] = ids[order[i]];
    }
  for (int m = 0; m < 2; m++)
    for (size_t c = 0; c < both[m].cols && both[m].data != NULL; c++)
      {
        double *at = mercer_matrix_column (both[m], c);
        memcpy (column, at, n * sizeof *column);
        for (size_t i = 0; i < n; i++)
          at[i] = column[order[i]];
      }
}

void
mercer_inputs_thin (MercerInputs *in, size_t most)
{
  size_t kept = MIN (in->n, most);
  g_autofree size_t *which = g_new (size_t, kept + 1);
  for (size_t k = 0; k < kept; k++)
    which[k] = in_stretch (k, k * in->n / kept, (k + 1) * in->n / kept);
  gather (in, which, kept);
}

void
mercer_inputs_keep (MercerInputs *in, const bool *keep)
{
  size_t kept = 0;
  g_autofree size_t *which = g_new (size_t, in->n + 1);
  for (size_t i = 0; i < in->n; i++)
    if (keep[i])
      which[kept++] = i;
  in->dropped += in->n - kept;
  gather (in, which, kept);
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
  mercer_inputs_note_dropped (in->dropped, in->dropped + in->n, b);
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
