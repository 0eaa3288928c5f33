/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New parts of a kernel that suit the columns that reach them. */

#include "kernel-editor-private.h"

#include <math.h>
#include <string.h>

/* Families start at 1; columns may run in years or in nanometres. */
static MercerKernel *
suited (MercerKernelEditor *editor, MercerKernel *leaf)
{
  for (size_t i = 0; i < mercer_kernel_params (leaf); i++)
    {
      MercerKernelParam param;
      double value, low, high, beyond;
      mercer_kernel_param (leaf, i, &param);
      value = param.value;
      if (param.spec->integer || param.spec->lower <= 0 || *param.spec->unit == '\0')
        continue;
      /* The range reaches to the value that there is, so ask with values beyond either end. */
      param.value = G_MAXDOUBLE;
      mercer_recipe_kernel_slider_range (editor->recipe, &param, &low, &beyond);
      param.value = G_MINDOUBLE;
      mercer_recipe_kernel_slider_range (editor->recipe, &param, &beyond, &high);
      if (value > low && value < high)
        continue;
      MercerKernel *moved = mercer_kernel_with_param (leaf, i, pow (10, round (log10 (sqrt (low * high)))));
      mercer_kernel_unref (leaf);
      leaf = moved;
    }
  return leaf;
}

const char *const *
mercer_kernel_editor_columns (MercerKernelEditor *editor, const MercerKernelPath *path)
{
  const char *const *columns = mercer_kernel_columns_at (mercer_kernel_editor_kernel (editor), path);

  return columns != NULL ? columns : mercer_recipe_role (editor->recipe, "x");
}

MercerKernel *
mercer_kernel_editor_leaf (MercerKernelEditor *editor, const MercerKernelFamily *family,
                           const MercerKernelPath *path)
{
  const char *const *inputs = mercer_kernel_editor_columns (editor, path);
  MercerKernel *leaf = suited (editor, mercer_kernel_new (family));

  if ((family->flags & MERCER_KERNEL_ONE_COLUMN) != 0 && inputs[0] != NULL && inputs[1] != NULL)
    {
      const char *const first[] = { inputs[0], NULL };
      MercerKernel *tied = mercer_kernel_with_columns (leaf, first);
      mercer_kernel_unref (leaf);
      leaf = tied;
    }
  return leaf;
}

/* --- Operators --------------------------------------------------------------------------------- */

typedef struct
{
  double low, high, mean, sd;
} Range;

/* Over all columns that reach the node: what one number has to serve for. */
static Range
range_of (MercerKernelEditor *editor, const char *const *columns)
{
  MercerDataset *dataset = mercer_recipe_dataset (editor->recipe);
  Range all = { INFINITY, -INFINITY, 0, 0 };
  int n = 0;

  for (size_t i = 0; columns[i] != NULL; i++)
    {
      int c = mercer_dataset_find (dataset, columns[i]);
      const MercerColumn *column = c >= 0 ? mercer_dataset_column (dataset, (size_t) c) : NULL;
      if (column == NULL || column->kind != MERCER_COLUMN_NUMERIC || !isfinite (column->mean))
        continue;
      all.low = MIN (all.low, column->min);
      all.high = MAX (all.high, column->max);
      all.mean += (column->mean - all.mean) / ++n;
      all.sd = MAX (all.sd, column->sd);
    }
  if (!(all.sd > 0) || !(all.low < all.high))
    return (Range){ 0, 1, 0.5, 1 };
  return all;
}

/* Where the data lie, for a parameter of this id; NaN: as the operator has it. */
static double
place_for (const char *id, const Range *range)
{
  const double places[] = { range->low, range->high, range->mean, range->mean,
                            /* inputs above 0 with room to spare */
                            range->low > 0 ? 0 : 0.1 * range->sd - range->low };
  static const char *const ids[] = { "low", "high", "center", "at", "offset" };

  for (size_t i = 0; i < G_N_ELEMENTS (ids); i++)
    if (strcmp (id, ids[i]) == 0)
      return mercer_number_round (places[i], i < 2 ? 17 : 3);
  return NAN;
}

MercerKernel *
mercer_kernel_editor_wrapped (MercerKernelEditor *editor, const MercerKernelPath *path,
                              const MercerKernelFamily *operator)
{
  MercerKernel *wrapped
      = mercer_kernel_wrap_node (mercer_kernel_editor_kernel (editor), path->index, path->depth, operator);
  Range range = range_of (editor, mercer_kernel_editor_columns (editor, path));
  const MercerKernel *node;
  size_t own, end;

  if (wrapped == NULL)
    return NULL;
  node = mercer_kernel_at (wrapped, path);
  own = mercer_kernel_first_param (wrapped, path);
  end = own + mercer_kernel_params (node);
  for (own += mercer_kernel_params (mercer_kernel_child (node, 0)); own < end; own++)
    {
      MercerKernelParam param;
      MercerKernel *placed;
      mercer_kernel_param (wrapped, own, &param);
      double place = place_for (param.spec->id, &range);
      if (!isfinite (place))
        continue;
      placed = mercer_kernel_with_param (wrapped, own, place);
      mercer_kernel_unref (wrapped);
      wrapped = placed;
    }
  return wrapped;
}
