/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution-sdr.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const MercerColumn *
group_column (const MercerRecipe *recipe, MercerDataset *dataset)
{
  const char *name = mercer_recipe_role (recipe, "group")[0];
  int column = name != NULL ? mercer_dataset_find (dataset, name) : -1;
  return column >= 0 ? mercer_dataset_column (dataset, (size_t) column) : NULL;
}

static double
label_of (const MercerColumn *group, size_t row)
{
  return group->codes != NULL ? (group->codes[row] >= 0 ? group->codes[row] : NAN) : group->values[row];
}

typedef struct
{
  double label;
  uint64_t id;
  size_t row; /* of the matrix that it is gathered from */
} Member;

static int
compare_members (const void *a, const void *b)
{
  const Member *p = a, *q = b;
  if (p->label != q->label)
    return p->label < q->label ? -1 : 1;
  return (p->id > q->id) - (p->id < q->id);
}

/* The rows sorted by label, in a label by identity; rows without a label are left out. Returns how many. */
static size_t
members_of (const MercerInputs *in, const MercerColumn *group, Member *members)
{
  size_t n = 0;
  for (size_t i = 0; i < in->n; i++)
    {
      double label = group != NULL ? label_of (group, in->rows[i]) : (double) i;
      if (!isnan (label))
        members[n++] = (Member){ label, in->ids[i], i };
    }
  qsort (members, n, sizeof *members, compare_members);
  return n;
}

static size_t
count_labels (const Member *members, size_t n)
{
  size_t count = n > 0;
  for (size_t i = 1; i < n; i++)
    count += members[i].label != members[i - 1].label;
  return count;
}

/* Leaves every k-th sample, so that at most so many stay. Returns how many members do. */
static size_t
thin (Member *members, size_t n, size_t most)
{
  size_t stride = (count_labels (members, n) + most - 1) / most, sample = 0, kept = 0;
  double last = n > 0 ? members[0].label : 0;
  for (size_t i = 0; i < n && stride > 1; i++)
    {
      sample += members[i].label != last;
      last = members[i].label;
      if (sample % stride == 0)
        members[kept++] = members[i];
    }
  return stride > 1 ? kept : n;
}

size_t
sdr_count (const MercerRecipe *recipe, size_t most_rows)
{
  MercerInputs in;
  if (most_rows > 0)
    mercer_inputs_peek (&in, recipe, "y", most_rows);
  else
    mercer_inputs_open (&in, recipe, "y");
  g_autofree Member *members = g_new (Member, in.n + 1);
  size_t count = count_labels (members, members_of (&in, group_column (recipe, in.dataset), members));
  mercer_inputs_close (&in);
  return count;
}

/* Of rows in groups: the columns as they are, rows gathered. Of single rows: the row's values as one sample on the line. */
static bool
open_samples (MercerSamples *samples, bool rows, MercerMatrix from, const Member *members, size_t n, MercerWork *work)
{
  size_t count = count_labels (members, n), total = rows ? n * from.cols : n, dims = rows ? 1 : from.cols, s = 0;
  size_t *offset = mercer_work_alloc (work, count + 1, sizeof *offset);
  *samples = (MercerSamples){ count, dims, offset, mercer_work_matrix (work, total, dims) };
  if (samples->values.data == NULL || offset == NULL)
    return false;
  for (size_t k = 0; k < n; k++)
    {
      if (k == 0 || members[k].label != members[k - 1].label)
        offset[s++] = rows ? k * from.cols : k;
      for (size_t c = 0; c < from.cols; c++)
        *(rows ? &samples->values.data[k * from.cols + c] : mercer_matrix_at (samples->values, k, c))
            = *mercer_matrix_at (from, members[k].row, c);
    }
  offset[count] = total;
  return true;
}

static void
mean_responses (SdrRun *run, const Member *members, size_t n)
{
  size_t s = 0, k = 0;
  while (k < n)
    {
      size_t first = k;
      double sum = 0;
      for (; k < n && members[k].label == members[first].label; k++)
        for (size_t c = 0; c < run->in.y.cols; c++)
          sum += *mercer_matrix_at (run->in.y, members[k].row, c);
      run->of_sample[s] = members[first].row;
      run->response[s++] = sum / (double) ((k - first) * run->in.y.cols);
    }
}

/* A sample is selected where any of its rows is. */
static MercerStatus
note_brushed (SdrRun *run, const Member *members, size_t n)
{
  g_autofree bool *rows = g_new0 (bool, run->in.n + 1);
  size_t s = 0;
  if (mercer_inputs_brushed (&run->in, run->recipe, rows) == 0)
    return MERCER_OK;
  run->brushed = mercer_work_alloc (run->work, run->count, sizeof *run->brushed);
  if (run->brushed == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (run->brushed, 0, run->count * sizeof *run->brushed);
  for (size_t k = 0; k < n; k++)
    {
      s += k > 0 && members[k].label != members[k - 1].label;
      run->brushed[s] |= rows[members[k].row];
    }
  return MERCER_OK;
}

MercerStatus
sdr_gather (SdrRun *run, size_t most_samples)
{
  bool rows = (run->group = group_column (run->recipe, run->in.dataset)) == NULL;
  g_autofree Member *members = g_new (Member, run->in.n + 1);
  size_t all = members_of (&run->in, run->group, members);
  run->total = count_labels (members, all);
  size_t n = thin (members, all, most_samples);
  run->count = count_labels (members, n);
  if (run->count < 4)
    return MERCER_BAD_INPUT;
  run->response = mercer_work_doubles (run->work, run->count);
  run->of_sample = mercer_work_alloc (run->work, run->count, sizeof *run->of_sample);
  if (run->response == NULL || run->of_sample == NULL || !open_samples (&run->x.samples, rows, run->in.x, members, n, run->work)
      || !open_samples (&run->y.samples, rows, run->in.y, members, n, run->work))
    return MERCER_OUT_OF_MEMORY;
  mean_responses (run, members, n);
  return run->group != NULL ? note_brushed (run, members, n) : MERCER_OK; /* rows have rings by themselves */
}

/* --- New samples ------------------------------------------------------------------------------------------------ */

char *
sdr_check_at (const MercerRecipe *recipe)
{
  MercerDataset *at = mercer_recipe_at (recipe);
  const char *group = mercer_recipe_role (recipe, "group")[0];
  if (at == NULL)
    return NULL;
  for (const char *const *name = mercer_recipe_role (recipe, "x"); *name != NULL; name++)
    {
      int c = mercer_dataset_find (at, *name);
      if (c < 0 || mercer_dataset_column (at, (size_t) c)->kind != MERCER_COLUMN_NUMERIC)
        return g_strdup_printf (_("The new samples have no column “%s” of numbers. Name it as in the data."), *name);
    }
  return group != NULL && mercer_dataset_find (at, group) < 0
             ? g_strdup_printf (_("The new samples have no column “%s” that tells them apart. Name it as in the data."), group)
             : NULL;
}

/* The rows that have all values, gathered as the data are. */
static size_t
members_at (const SdrRun *run, MercerMatrix x, const MercerColumn *group, Member *members)
{
  size_t n = 0;
  for (size_t i = 0; i < x.rows; i++)
    {
      double label = group != NULL ? label_of (group, i) : (double) i;
      bool whole = !isnan (label);
      for (size_t c = 0; c < x.cols; c++)
        whole &= !isnan (*mercer_matrix_at (x, i, c));
      if (whole)
        members[n++] = (Member){ label, i, i };
    }
  qsort (members, n, sizeof *members, compare_members);
  return n;
}

MercerStatus
sdr_gather_at (SdrRun *run)
{
  MercerDataset *at = mercer_recipe_at (run->recipe);
  const MercerColumn *group = group_column (run->recipe, at);
  size_t m = mercer_dataset_rows (at), s = 0;
  MercerMatrix x = mercer_work_matrix (run->work, m, run->in.d);
  g_autofree Member *members = g_new (Member, m + 1);
  if (x.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->in.d; c++)
    {
      const MercerColumn *column = mercer_dataset_column (at, (size_t) mercer_dataset_find (at, run->in.names[c]));
      for (size_t i = 0; i < m; i++)
        *mercer_matrix_at (x, i, c) = column->values[i];
    }
  size_t n = members_at (run, x, group, members);
  if (!open_samples (&run->at, run->group == NULL, x, members, n, run->work))
    return MERCER_OUT_OF_MEMORY;
  run->at_label = mercer_work_doubles (run->work, run->at.count + 1);
  if (run->at_label == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < n; k++)
    if (k == 0 || members[k].label != members[k - 1].label)
      run->at_label[s++] = group != NULL && group->codes == NULL ? members[k].label : (double) members[k].row + 1;
  return MERCER_OK;
}
