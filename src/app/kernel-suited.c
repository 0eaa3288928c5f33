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

static MercerKernel *
tied_to_first (MercerKernel *leaf, const char *const *columns)
{
  const char *const first[] = { columns[0], NULL };
  MercerKernel *tied = mercer_kernel_with_columns (leaf, first);

  mercer_kernel_unref (leaf);
  return tied;
}

MercerKernel *
mercer_kernel_editor_leaf (MercerKernelEditor *editor, const MercerKernelFamily *family, const MercerKernelPath *path)
{
  const char *const *inputs = mercer_kernel_editor_columns (editor, path);
  MercerKernel *leaf = suited (editor, mercer_kernel_new (family));

  return (family->flags & MERCER_KERNEL_ONE_COLUMN) != 0 && g_strv_length ((GStrv) inputs) > 1 ? tied_to_first (leaf, inputs) : leaf;
}

/* It will stand where the node's selection does not reach. */
MercerKernel *
mercer_kernel_editor_leaf_beside (MercerKernelEditor *editor, const MercerKernelFamily *family, const MercerKernelPath *path)
{
  MercerKernelPath above = *path;
  const char *const *around, *const *beside = mercer_kernel_editor_columns (editor, path);
  MercerKernel *leaf = suited (editor, mercer_kernel_new (family));

  if (above.depth > 0)
    above.depth--;
  around = path->depth > 0 ? mercer_kernel_editor_columns (editor, &above) : mercer_recipe_role (editor->recipe, "x");
  return (family->flags & MERCER_KERNEL_ONE_COLUMN) != 0 && g_strv_length ((GStrv) around) > 1 && beside[0] != NULL
             ? tied_to_first (leaf, beside)
             : leaf;
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

static bool
has_param (const MercerKernelFamily *family, const char *id)
{
  const MercerKernelParamSpec *spec = family != NULL ? family->params : NULL;

  while (spec != NULL && spec->id != NULL && strcmp (spec->id, id) != 0)
    spec++;
  return spec != NULL && spec->id != NULL;
}

/* Takes kernel. The places of the operator there where the data lie, but for those that carry over from `before` (may be
 * NULL). */
static MercerKernel *
placed (MercerKernelEditor *editor, MercerKernel *kernel, const MercerKernelPath *path, const MercerKernelFamily *before)
{
  Range range = range_of (editor, mercer_kernel_editor_columns (editor, path));
  const MercerKernel *node = mercer_kernel_at (kernel, path);
  size_t own = mercer_kernel_first_param (kernel, path), end = own + mercer_kernel_params (node);

  for (own += mercer_kernel_params (mercer_kernel_child (node, 0)); own < end; own++)
    {
      MercerKernelParam param;
      MercerKernel *moved;
      mercer_kernel_param (kernel, own, &param);
      double place = has_param (before, param.spec->id) ? NAN : place_for (param.spec->id, &range);
      if (!isfinite (place))
        continue;
      moved = mercer_kernel_with_param (kernel, own, place);
      mercer_kernel_unref (kernel);
      kernel = moved;
    }
  return kernel;
}

MercerKernel *
mercer_kernel_editor_wrapped (MercerKernelEditor *editor, const MercerKernelPath *path,
                              const MercerKernelFamily *operator)
{
  MercerKernel *wrapped
      = mercer_kernel_wrap_node (mercer_kernel_editor_kernel (editor), path->index, path->depth, operator);

  return wrapped != NULL ? placed (editor, wrapped, path, NULL) : NULL;
}

MercerKernel *
mercer_kernel_editor_rewrapped (MercerKernelEditor *editor, const MercerKernelPath *path,
                                const MercerKernelFamily *operator)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (editor);
  const MercerKernel *node = mercer_kernel_at (kernel, path);
  const MercerKernelFamily *before = mercer_kernel_kind (node) == MERCER_KERNEL_OPERATOR ? mercer_kernel_family_of (node) : NULL;

  if (before == NULL || before == operator)
    return NULL;
  g_autoptr (MercerKernel) other = mercer_kernel_replace_family ((MercerKernel *) node, operator);
  MercerKernel *changed = other != NULL ? mercer_kernel_edit_replace (kernel, path, other) : NULL;
  return changed != NULL ? placed (editor, changed, path, before) : NULL;
}
