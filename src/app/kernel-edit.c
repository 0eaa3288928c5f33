/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of the kernel tree. Every one takes the children of a node as a list, changes the list, and joins
 * it again through the public constructors, which flatten as the parser does. */

#include "kernel-editor-model.h"

#include <string.h>

/* --- Places ----------------------------------------------------------------------------------- */

MercerKernelPath
mercer_kernel_path_child (const MercerKernelPath *path, size_t child)
{
  MercerKernelPath below = *path;

  g_assert (below.depth < MERCER_KERNEL_DEPTH);
  below.index[below.depth++] = child;
  return below;
}

const MercerKernel *
mercer_kernel_at (const MercerKernel *kernel, const MercerKernelPath *path)
{
  return mercer_kernel_node (kernel, path->index, path->depth);
}

const MercerKernelFamily *
mercer_kernel_family_of (const MercerKernel *node)
{
  MercerKernelKind kind = mercer_kernel_kind (node);

  return kind == MERCER_KERNEL_LEAF || kind == MERCER_KERNEL_OPERATOR ? mercer_kernel_leaf_family (node) : NULL;
}

const char *const *
mercer_kernel_columns_at (const MercerKernel *kernel, const MercerKernelPath *path)
{
  const char *const *columns = mercer_kernel_columns (kernel);

  for (size_t i = 0; i < path->depth; i++)
    {
      kernel = mercer_kernel_child (kernel, path->index[i]);
      if (mercer_kernel_columns (kernel) != NULL)
        columns = mercer_kernel_columns (kernel);
    }
  return columns;
}

size_t
mercer_kernel_first_param (const MercerKernel *kernel, const MercerKernelPath *path)
{
  size_t first = 0;

  for (size_t i = 0; i < path->depth; i++)
    {
      for (size_t before = 0; before < path->index[i]; before++)
        first += mercer_kernel_params (mercer_kernel_child (kernel, before));
      kernel = mercer_kernel_child (kernel, path->index[i]);
    }
  return first;
}

/* --- Taking apart and joining ------------------------------------------------------------------ */

static MercerKernel *
ref (const MercerKernel *kernel)
{
  return mercer_kernel_ref ((MercerKernel *) kernel);
}

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_kernel_unref);
}

static GPtrArray *
children_of (const MercerKernel *node)
{
  GPtrArray *list = list_new ();

  for (size_t i = 0; i < mercer_kernel_children (node); i++)
    g_ptr_array_add (list, ref (mercer_kernel_child (node, i)));
  return list;
}

/* list[from..to) as one sum or product. */
static MercerKernel *
fold (GPtrArray *list, size_t from, size_t to, MercerKernelKind kind)
{
  MercerKernel *all = ref (list->pdata[from]);

  for (size_t i = from + 1; i < to; i++)
    {
      MercerKernel *one = list->pdata[i];
      MercerKernel *more = kind == MERCER_KERNEL_SUM ? mercer_kernel_sum (all, one) : mercer_kernel_product (all, one);
      mercer_kernel_unref (all);
      all = more;
    }
  return all;
}

/* Takes kernel; gives it the columns that `like` selects. */
static MercerKernel *
with_columns_of (MercerKernel *kernel, const MercerKernel *like)
{
  const char *const *columns = mercer_kernel_columns (like);
  MercerKernel *selected;

  if (columns == NULL)
    return kernel;
  selected = mercer_kernel_with_columns (kernel, columns);
  mercer_kernel_unref (kernel);
  return selected;
}

/* A node like `like` with these children. */
static MercerKernel *
joined_like (const MercerKernel *like, GPtrArray *list)
{
  MercerKernelKind kind = mercer_kernel_kind (like);

  /* around one kernel: a power, an operator */
  if (kind != MERCER_KERNEL_SUM && kind != MERCER_KERNEL_PRODUCT)
    return mercer_kernel_with_node ((MercerKernel *) like, (size_t[]){ 0 }, 1, list->pdata[0]);
  return with_columns_of (fold (list, 0, list->len, kind), like);
}

MercerKernel *
mercer_kernel_edit_replace (MercerKernel *kernel, const MercerKernelPath *path, MercerKernel *node)
{
  return mercer_kernel_at (kernel, path) != NULL ? mercer_kernel_with_node (kernel, path->index, path->depth, node) : NULL;
}

/* Takes node, which may be NULL. */
static MercerKernel *
put (MercerKernel *kernel, const MercerKernelPath *path, MercerKernel *node)
{
  g_autoptr (MercerKernel) taken = node;

  return taken != NULL ? mercer_kernel_edit_replace (kernel, path, taken) : NULL;
}

static MercerKernelPath
parent_of (const MercerKernelPath *path)
{
  MercerKernelPath above = *path;

  above.depth--;
  return above;
}

/* --- Edits ------------------------------------------------------------------------------------ */

MercerKernel *
mercer_kernel_edit_join (MercerKernel *kernel, const MercerKernelPath *path, MercerKernelJoin join,
                         MercerKernel *other)
{
  const MercerKernel *node = mercer_kernel_at (kernel, path);

  g_return_val_if_fail (node != NULL, NULL);
  return put (kernel, path,
              join == MERCER_JOIN_SUM ? mercer_kernel_sum ((MercerKernel *) node, other)
                                      : mercer_kernel_product ((MercerKernel *) node, other));
}

MercerKernel *
mercer_kernel_edit_family (MercerKernel *kernel, const MercerKernelPath *path, const MercerKernelFamily *family)
{
  const MercerKernel *leaf = mercer_kernel_at (kernel, path);

  g_return_val_if_fail (leaf != NULL && mercer_kernel_kind (leaf) == MERCER_KERNEL_LEAF, NULL);
  return put (kernel, path, mercer_kernel_replace_family ((MercerKernel *) leaf, family));
}

MercerKernel *
mercer_kernel_edit_remove (MercerKernel *kernel, const MercerKernelPath *path)
{
  g_autoptr (GPtrArray) list = NULL;
  MercerKernelPath above;
  const MercerKernel *parent;

  if (path->depth == 0)
    return NULL;
  above = parent_of (path);
  parent = mercer_kernel_at (kernel, &above);
  g_return_val_if_fail (parent != NULL, NULL);
  if (mercer_kernel_children (parent) < 2)
    return mercer_kernel_edit_remove (kernel, &above);
  list = children_of (parent);
  g_ptr_array_remove_index (list, path->index[above.depth]);
  return put (kernel, &above, joined_like (parent, list));
}

MercerKernel *
mercer_kernel_edit_duplicate (MercerKernel *kernel, const MercerKernelPath *path)
{
  const MercerKernel *node = mercer_kernel_at (kernel, path);
  g_autoptr (GPtrArray) list = NULL;
  MercerKernelPath above;
  const MercerKernel *parent;

  g_return_val_if_fail (node != NULL, NULL);
  if (path->depth == 0)
    return mercer_kernel_sum (kernel, kernel);
  above = parent_of (path);
  parent = mercer_kernel_at (kernel, &above);
  if (mercer_kernel_children (parent) < 2)
    return mercer_kernel_edit_join (kernel, path, MERCER_JOIN_SUM, (MercerKernel *) node);
  list = children_of (parent);
  g_ptr_array_insert (list, path->index[above.depth] + 1, ref (node));
  return put (kernel, &above, joined_like (parent, list));
}

MercerKernel *
mercer_kernel_edit_move (MercerKernel *kernel, const MercerKernelPath *path, int step)
{
  g_autoptr (GPtrArray) list = NULL;
  MercerKernelPath above;
  const MercerKernel *parent;
  size_t from, to;

  if (path->depth == 0)
    return NULL;
  above = parent_of (path);
  parent = mercer_kernel_at (kernel, &above);
  from = path->index[above.depth];
  to = from + step; /* before the first wraps round and is too big */
  if (to >= mercer_kernel_children (parent))
    return NULL;
  list = children_of (parent);
  gpointer moved = list->pdata[from];
  list->pdata[from] = list->pdata[to];
  list->pdata[to] = moved;
  return put (kernel, &above, joined_like (parent, list));
}

MercerKernel *
mercer_kernel_edit_columns (MercerKernel *kernel, const MercerKernelPath *path, const char *const *columns)
{
  const MercerKernel *node = mercer_kernel_at (kernel, path);

  g_return_val_if_fail (node != NULL, NULL);
  return put (kernel, path, mercer_kernel_with_columns ((MercerKernel *) node, columns));
}

MercerKernel *
mercer_kernel_edit_toggle_join (MercerKernel *kernel, const MercerKernelPath *path, size_t gap)
{
  const MercerKernel *group = mercer_kernel_at (kernel, path);
  g_autoptr (GPtrArray) list = NULL;
  MercerKernel *changed;

  g_return_val_if_fail (group != NULL && gap + 1 < mercer_kernel_children (group), NULL);
  list = children_of (group);
  if (mercer_kernel_kind (group) == MERCER_KERNEL_SUM)
    {
      MercerKernel *product = mercer_kernel_product (list->pdata[gap], list->pdata[gap + 1]);
      g_ptr_array_remove_index (list, gap + 1);
      mercer_kernel_unref (list->pdata[gap]);
      list->pdata[gap] = product;
      changed = fold (list, 0, list->len, MERCER_KERNEL_SUM);
    }
  else
    {
      g_autoptr (MercerKernel) before = fold (list, 0, gap + 1, MERCER_KERNEL_PRODUCT);
      g_autoptr (MercerKernel) after = fold (list, gap + 1, list->len, MERCER_KERNEL_PRODUCT);
      changed = mercer_kernel_sum (before, after);
    }
  return put (kernel, path, with_columns_of (changed, group));
}

bool
mercer_kernel_is_scaled (const MercerKernel *node)
{
  const MercerKernel *first;

  if (mercer_kernel_kind (node) != MERCER_KERNEL_PRODUCT)
    return false;
  first = mercer_kernel_child (node, 0);
  return mercer_kernel_kind (first) == MERCER_KERNEL_LEAF
         && strcmp (mercer_kernel_leaf_family (first)->id, "Constant") == 0;
}

MercerKernel *
mercer_kernel_edit_scale (MercerKernel *kernel, const MercerKernelPath *path, bool scaled)
{
  const MercerKernel *node = mercer_kernel_at (kernel, path);
  g_autoptr (MercerKernel) one = NULL;

  g_return_val_if_fail (node != NULL, NULL);
  if (scaled == mercer_kernel_is_scaled (node))
    return NULL;
  if (!scaled)
    {
      MercerKernelPath first = mercer_kernel_path_child (path, 0);
      return mercer_kernel_edit_remove (kernel, &first);
    }
  one = mercer_kernel_new_constant (1);
  return put (kernel, path, mercer_kernel_product (one, (MercerKernel *) node));
}

MercerKernel *
mercer_kernel_edit_power (MercerKernel *kernel, const MercerKernelPath *path, int exponent)
{
  const MercerKernel *node = mercer_kernel_at (kernel, path);
  const MercerKernel *base = node;
  MercerKernel *raised;

  g_return_val_if_fail (node != NULL && exponent >= 1, NULL);
  if (mercer_kernel_kind (node) == MERCER_KERNEL_POWER)
    base = mercer_kernel_child (node, 0);
  raised = exponent == 1 ? ref (base) : mercer_kernel_power ((MercerKernel *) base, exponent);
  return put (kernel, path, base != node ? with_columns_of (raised, node) : raised);
}
