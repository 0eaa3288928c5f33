/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows the inputs of a run are. */
#include "inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* --- Fewer, or in another order ------------------------------------------------------------------------------------- */

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
mercer_inputs_part (const MercerInputs *in, size_t most, MercerInputs *part, bool *taken)
{
  size_t kept = MIN (in->n, most);
  *part = *in;
  part->n = kept;
  part->rows = g_new (size_t, kept + 1);
  part->ids = g_new (uint64_t, kept + 1);
  part->x = mercer_matrix (g_new (double, kept * in->x.cols + 1), kept, in->x.cols);
  if (in->y.data != NULL)
    part->y = mercer_matrix (g_new (double, kept * in->y.cols + 1), kept, in->y.cols);
  for (size_t i = 0; taken != NULL && i < in->n; i++)
    taken[i] = false;
  for (size_t k = 0; k < kept; k++)
    {
      size_t i = in_stretch (k, k * in->n / kept, (k + 1) * in->n / kept);
      part->rows[k] = in->rows[i];
      part->ids[k] = in->ids[i];
      for (size_t c = 0; c < in->x.cols; c++)
        *mercer_matrix_at (part->x, k, c) = *mercer_matrix_at (in->x, i, c);
      for (size_t c = 0; in->y.data != NULL && c < in->y.cols; c++)
        *mercer_matrix_at (part->y, k, c) = *mercer_matrix_at (in->y, i, c);
      if (taken != NULL)
        taken[i] = true;
    }
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
