/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of a kernel taken from one place to another. The tree is built again in one pass that leaves the part out
 * where it stood and puts it in where it goes, so that no path has to be followed through a tree that has changed. */

#include "kernel-editor-model.h"

#include <string.h>

typedef struct
{
  const MercerKernelPath *from, *to;
  MercerKernel *moved;
  bool onto;             /* joined with what is at `to`; otherwise a child of the group there */
  MercerKernelJoin join; /* how, if onto */
  size_t gap;            /* before which of its present children, otherwise */
} Move;

static bool
same_place (const MercerKernelPath *a, const MercerKernelPath *b)
{
  return a->depth == b->depth && memcmp (a->index, b->index, a->depth * sizeof *a->index) == 0;
}

bool
mercer_kernel_path_holds (const MercerKernelPath *above, const MercerKernelPath *below)
{
  return above->depth <= below->depth && memcmp (above->index, below->index, above->depth * sizeof *above->index) == 0;
}

/* --- The rules of groups ----------------------------------------------------------------------- */

static bool
is_group (const MercerKernel *node)
{
  return mercer_kernel_kind (node) == MERCER_KERNEL_SUM || mercer_kernel_kind (node) == MERCER_KERNEL_PRODUCT;
}

static bool
is_number (const MercerKernel *node)
{
  return mercer_kernel_kind (node) == MERCER_KERNEL_LEAF && mercer_kernel_columns (node) == NULL
         && strcmp (mercer_kernel_leaf_family (node)->id, "Constant") == 0;
}

/* Several factors that are numbers say no more than one does, which stands in front as the scale. */
static void
gather_scale (GPtrArray *factors)
{
  MercerKernel *scale = NULL;

  for (guint i = 0; i < factors->len;)
    {
      MercerKernel *factor = factors->pdata[i];
      MercerKernelParam a, b;
      if (!is_number (factor))
        {
          i++;
          continue;
        }
      if (scale == NULL)
        scale = mercer_kernel_ref (factor);
      else
        {
          mercer_kernel_param (scale, 0, &a);
          mercer_kernel_param (factor, 0, &b);
          MercerKernel *both = mercer_kernel_with_param (scale, 0, a.value * b.value);
          mercer_kernel_unref (scale);
          scale = both;
        }
      g_ptr_array_remove_index (factors, i);
    }
  if (scale != NULL)
    g_ptr_array_insert (factors, 0, scale);
}

static void
append (GPtrArray *list, MercerKernel *node, MercerKernelKind kind)
{
  if (mercer_kernel_kind (node) == kind && mercer_kernel_columns (node) == NULL)
    for (size_t i = 0; i < mercer_kernel_children (node); i++)
      g_ptr_array_add (list, mercer_kernel_ref ((MercerKernel *) mercer_kernel_child (node, i)));
  else
    g_ptr_array_add (list, mercer_kernel_ref (node));
}

/* One node of these, NULL if there are none. */
static MercerKernel *
group_of (GPtrArray *parts, MercerKernelKind kind)
{
  g_autoptr (GPtrArray) flat = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_kernel_unref);
  MercerKernel *all;

  for (guint i = 0; i < parts->len; i++)
    append (flat, parts->pdata[i], kind);
  if (flat->len == 0)
    return NULL;
  if (kind == MERCER_KERNEL_PRODUCT)
    gather_scale (flat);
  all = mercer_kernel_ref (flat->pdata[0]);
  for (guint i = 1; i < flat->len; i++)
    {
      MercerKernel *more = kind == MERCER_KERNEL_SUM ? mercer_kernel_sum (all, flat->pdata[i])
                                                     : mercer_kernel_product (all, flat->pdata[i]);
      mercer_kernel_unref (all);
      all = more;
    }
  return all;
}

/* Takes kernel, which may be NULL; a selection of its own wins. */
static MercerKernel *
selecting (MercerKernel *kernel, const char *const *columns)
{
  MercerKernel *selected;

  if (kernel == NULL || columns == NULL || mercer_kernel_columns (kernel) != NULL)
    return kernel;
  selected = mercer_kernel_with_columns (kernel, columns);
  mercer_kernel_unref (kernel);
  return selected;
}

/* --- The pass ---------------------------------------------------------------------------------- */

static MercerKernel *moved_in (const MercerKernel *node, const MercerKernelPath *here, const Move *move);

/* The node with its children moved; NULL if nothing is left of it. */
static MercerKernel *
children_moved_in (const MercerKernel *node, const MercerKernelPath *here, const Move *move)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_kernel_unref);
  bool into = !move->onto && same_place (here, move->to);

  if (mercer_kernel_children (node) == 0)
    return mercer_kernel_ref ((MercerKernel *) node);
  for (size_t i = 0; i <= mercer_kernel_children (node); i++)
    {
      if (into && i == move->gap)
        g_ptr_array_add (parts, mercer_kernel_ref (move->moved));
      if (i == mercer_kernel_children (node))
        break;
      MercerKernelPath below = mercer_kernel_path_child (here, i);
      MercerKernel *part = moved_in (mercer_kernel_child (node, i), &below, move);
      if (part != NULL)
        g_ptr_array_add (parts, part);
    }
  if (is_group (node))
    return selecting (group_of (parts, mercer_kernel_kind (node)), mercer_kernel_columns (node));
  return parts->len > 0 ? mercer_kernel_with_node ((MercerKernel *) node, (size_t[]){ 0 }, 1, parts->pdata[0]) : NULL;
}

static MercerKernel *
moved_in (const MercerKernel *node, const MercerKernelPath *here, const Move *move)
{
  MercerKernel *kept;

  if (same_place (here, move->from))
    return NULL;
  if (!mercer_kernel_path_holds (here, move->from) && !mercer_kernel_path_holds (here, move->to))
    return mercer_kernel_ref ((MercerKernel *) node);
  kept = children_moved_in (node, here, move);
  if (kept == NULL || !move->onto || !same_place (here, move->to))
    return kept;
  g_autoptr (GPtrArray) both = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_kernel_unref);
  g_ptr_array_add (both, kept);
  g_ptr_array_add (both, mercer_kernel_ref (move->moved));
  return group_of (both, move->join == MERCER_JOIN_SUM ? MERCER_KERNEL_SUM : MERCER_KERNEL_PRODUCT);
}

/* --- Where it went ----------------------------------------------------------------------------- */

static bool
find_node (const MercerKernel *tree, const MercerKernel *node, MercerKernelPath *path)
{
  if (tree == node)
    return true;
  for (size_t i = 0; i < mercer_kernel_children (tree); i++)
    {
      path->index[path->depth++] = i;
      if (find_node (mercer_kernel_child (tree, i), node, path))
        return true;
      path->depth--;
    }
  return false;
}

/* A sum that was put into a sum is no node any more, nor is a scaled leaf in a product: then its last part counts. */
static void
find_moved (const MercerKernel *tree, const MercerKernel *moved, MercerKernelPath *landed)
{
  *landed = (MercerKernelPath){ 0 };
  while (!find_node (tree, moved, landed) && mercer_kernel_children (moved) > 0)
    moved = mercer_kernel_child (moved, mercer_kernel_children (moved) - 1);
}

/* What sees the columns of its group alone goes on seeing them where it goes. A node of its own in any case. */
static MercerKernel *
taken_out (const MercerKernel *kernel, const MercerKernelPath *from, const MercerKernelPath *to)
{
  const MercerKernel *node = mercer_kernel_at (kernel, from);
  const char *const *own = mercer_kernel_columns (node), *const *seen = mercer_kernel_columns_at (kernel, from);
  const char *const *there = mercer_kernel_columns_at (kernel, to);
  bool keeps = own == NULL && seen != NULL && (there == NULL || !g_strv_equal (there, seen));

  return mercer_kernel_with_columns ((MercerKernel *) node, keeps ? seen : own);
}

static MercerKernel *
run (MercerKernel *kernel, Move *move, MercerKernelPath *landed)
{
  /* Without bindings, so that nodes are shared from the old tree to the new and can be found again. */
  g_autoptr (MercerKernel) plain = mercer_kernel_with_columns (kernel, mercer_kernel_columns (kernel));
  g_autofree char *before = mercer_kernel_print (plain), *after = NULL;
  MercerKernelPath root = { 0 }, place;
  MercerKernel *changed;

  if (mercer_kernel_path_holds (move->from, move->to) || mercer_kernel_at (plain, move->from) == NULL)
    return NULL;
  move->moved = taken_out (plain, move->from, move->to);
  changed = moved_in (plain, &root, move);
  if (changed != NULL)
    {
      find_moved (changed, move->moved, &place);
      after = mercer_kernel_print (changed);
    }
  mercer_kernel_unref (move->moved);
  if (after == NULL || strcmp (before, after) == 0)
    {
      g_clear_pointer (&changed, mercer_kernel_unref);
      return NULL;
    }
  if (landed != NULL)
    *landed = place;
  return changed;
}

MercerKernel *
mercer_kernel_edit_place (MercerKernel *kernel, const MercerKernelPath *from, const MercerKernelPath *group, size_t gap,
                          MercerKernelPath *landed)
{
  const MercerKernel *node = mercer_kernel_at (kernel, group);
  Move move = { .from = from, .to = group, .gap = gap };

  g_return_val_if_fail (node != NULL && gap <= mercer_kernel_children (node), NULL);
  return is_group (node) ? run (kernel, &move, landed) : NULL;
}

MercerKernel *
mercer_kernel_edit_drop (MercerKernel *kernel, const MercerKernelPath *from, const MercerKernelPath *onto,
                         MercerKernelJoin join, MercerKernelPath *landed)
{
  Move move = { .from = from, .to = onto, .onto = true, .join = join };

  g_return_val_if_fail (mercer_kernel_at (kernel, onto) != NULL, NULL);
  return run (kernel, &move, landed);
}

/* The nearest sum or product that holds the node there, by one step or more up; false if there is none. child: which of
 * its children holds it. */
static bool
group_above (const MercerKernel *kernel, const MercerKernelPath *path, MercerKernelPath *group, size_t *child)
{
  *group = *path;
  while (group->depth > 0)
    {
      *child = group->index[--group->depth];
      if (is_group (mercer_kernel_at (kernel, group)))
        return true;
    }
  return false;
}

MercerKernel *
mercer_kernel_edit_move_out (MercerKernel *kernel, const MercerKernelPath *path, MercerKernelPath *landed)
{
  MercerKernelPath group, above;
  size_t child;

  if (!group_above (kernel, path, &group, &child) || !group_above (kernel, &group, &above, &child))
    return NULL;
  return mercer_kernel_edit_place (kernel, path, &above, child + 1, landed);
}

MercerKernel *
mercer_kernel_edit_move_in (MercerKernel *kernel, const MercerKernelPath *path, MercerKernelPath *landed)
{
  MercerKernelPath before = *path, above = *path;
  bool sum;
  size_t first;

  if (path->depth == 0)
    return NULL;
  above.depth--;
  if (!is_group (mercer_kernel_at (kernel, &above)))
    return NULL;
  first = mercer_kernel_is_scaled (mercer_kernel_at (kernel, &above)) ? 1 : 0;
  if (path->index[above.depth] <= first)
    return NULL;
  before.index[above.depth]--;
  sum = mercer_kernel_kind (mercer_kernel_at (kernel, &above)) == MERCER_KERNEL_SUM;
  return mercer_kernel_edit_drop (kernel, path, &before, sum ? MERCER_JOIN_PRODUCT : MERCER_JOIN_SUM, landed);
}
