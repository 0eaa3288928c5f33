/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <string.h>

/* Edits of the tree that name a place in it: moving, duplicating and wrapping nodes. Each walks the
 * tree once along the paths and rebuilds what lies on them; groups in which one term is left close
 * up, sums within sums become one. */

typedef struct
{
  const MercerKernel *from, *to; /* nodes of the old tree, by identity of their place */
  const size_t *from_path, *to_path;
  size_t from_depth, to_depth;
  MercerKernel *moved; /* what is put beside `to` */
  MercerKernelPlace place;
  bool has_siblings; /* a term can be put before or after `to` without another group */
  size_t path[KERNEL_MAX_DEPTH * 2 + 8], depth; /* of the node that is being rebuilt */
} Move;

static bool
is_here (const Move *move, const size_t *path, size_t depth)
{
  return move->depth == depth && memcmp (move->path, path, depth * sizeof *path) == 0;
}

const MercerKernel *
mercer_kernel_node (const MercerKernel *kernel, const size_t *path, size_t depth)
{
  for (size_t i = 0; i < depth; i++)
    {
      if (path[i] >= kernel->n_children)
        return NULL;
      kernel = kernel->children[path[i]];
    }
  return kernel;
}

/* The node with the columns that it saw at its old place, so that it means the same elsewhere. */
static MercerKernel *
take_along_columns (const MercerKernel *kernel, const size_t *path, size_t depth)
{
  const MercerKernel *node = kernel;
  char **columns = NULL;

  for (size_t i = 0; i < depth; i++)
    {
      columns = node->columns != NULL ? node->columns : columns;
      node = node->children[path[i]];
    }
  if (columns == NULL || node->columns != NULL)
    return mercer_kernel_ref ((MercerKernel *) node);
  MercerKernel *copy = kernel_copy (node);
  copy->columns = g_strdupv (columns);
  return copy;
}

static MercerKernel *
joined (MercerKernelKind kind, MercerKernel *a, MercerKernel *b)
{
  MercerKernel *pair[] = { a, b };
  return kernel_new_group (kind, pair, 2);
}

static void rebuild (Move *move, const MercerKernel *node, GPtrArray *out);

/* The node itself with what lies behind it rebuilt; NULL if nothing is left of it. */
static MercerKernel *
rebuild_inside (Move *move, const MercerKernel *node)
{
  if (node->n_children == 0)
    return mercer_kernel_ref ((MercerKernel *) node);

  GPtrArray *children = g_ptr_array_new ();
  for (size_t i = 0; i < node->n_children; i++)
    {
      move->path[move->depth++] = i;
      rebuild (move, node->children[i], children);
      move->depth--;
    }
  MercerKernel *rebuilt
      = kernel_with_children (node, (MercerKernel **) children->pdata, children->len);
  g_ptr_array_unref (children);
  return rebuilt;
}

static bool
has_siblings (const Move *move, const MercerKernel *kernel)
{
  if (move->to_depth == 0)
    return false;
  const MercerKernel *parent = mercer_kernel_node (kernel, move->to_path, move->to_depth - 1);
  return parent->kind == MERCER_KERNEL_SUM || parent->kind == MERCER_KERNEL_PRODUCT;
}

static void
rebuild (Move *move, const MercerKernel *node, GPtrArray *out)
{
  if (move->from != NULL && is_here (move, move->from_path, move->from_depth))
    return;
  bool here = is_here (move, move->to_path, move->to_depth);
  MercerKernel *rebuilt = rebuild_inside (move, node), *moved = here ? move->moved : NULL;

  if (moved == NULL)
    {
      if (rebuilt != NULL)
        g_ptr_array_add (out, rebuilt);
      return;
    }
  mercer_kernel_ref (moved);
  if (rebuilt == NULL)
    {
      g_ptr_array_add (out, moved);
      return;
    }
  bool before = move->place == MERCER_KERNEL_BEFORE;
  MercerKernel *left = before ? moved : rebuilt, *right = before ? rebuilt : moved;
  if (move->place == MERCER_KERNEL_MULTIPLIED)
    g_ptr_array_add (out, joined (MERCER_KERNEL_PRODUCT, left, right));
  else if (move->place == MERCER_KERNEL_ADDED || !move->has_siblings)
    g_ptr_array_add (out, joined (MERCER_KERNEL_SUM, left, right));
  else
    {
      g_ptr_array_add (out, left);
      g_ptr_array_add (out, right);
    }
}

static MercerKernel *
run (Move *move, MercerKernel *kernel)
{
  GPtrArray *out = g_ptr_array_new ();

  move->has_siblings = has_siblings (move, kernel);
  rebuild (move, kernel, out);
  MercerKernel *rebuilt = out->len == 1 ? out->pdata[0] : NULL;
  g_ptr_array_unref (out);
  mercer_kernel_unref (move->moved);
  if (rebuilt == NULL)
    return NULL;
  MercerKernel *unbound = kernel_unbind (rebuilt);
  mercer_kernel_unref (rebuilt);
  return kernel_settle_ties (unbound);
}

MercerKernel *
mercer_kernel_move_node (MercerKernel *kernel, const size_t *from, size_t from_depth,
                         const size_t *to, size_t to_depth, MercerKernelPlace place)
{
  g_return_val_if_fail (kernel != NULL, NULL);
  const MercerKernel *node = mercer_kernel_node (kernel, from, from_depth);
  const MercerKernel *target = mercer_kernel_node (kernel, to, to_depth);
  bool into_itself = to_depth >= from_depth && memcmp (from, to, from_depth * sizeof *from) == 0;

  if (node == NULL || target == NULL || into_itself)
    return NULL;
  Move move = { .from = node,
                .to = target,
                .from_path = from,
                .from_depth = from_depth,
                .to_path = to,
                .to_depth = to_depth,
                .moved = take_along_columns (kernel, from, from_depth),
                .place = place };
  return run (&move, kernel);
}

MercerKernel *
mercer_kernel_insert_node (MercerKernel *kernel, const size_t *to, size_t to_depth,
                           MercerKernelPlace place, MercerKernel *node)
{
  g_return_val_if_fail (kernel != NULL && node != NULL, NULL);
  const MercerKernel *target = mercer_kernel_node (kernel, to, to_depth);

  if (target == NULL)
    return NULL;
  Move move = { .to = target,
                .to_path = to,
                .to_depth = to_depth,
                .moved = mercer_kernel_ref (node),
                .place = place };
  return run (&move, kernel);
}

MercerKernel *
mercer_kernel_duplicate_node (MercerKernel *kernel, const size_t *path, size_t depth)
{
  g_return_val_if_fail (kernel != NULL, NULL);
  const MercerKernel *node = mercer_kernel_node (kernel, path, depth);

  return node != NULL ? mercer_kernel_insert_node (kernel, path, depth, MERCER_KERNEL_AFTER,
                                                   (MercerKernel *) node)
                      : NULL;
}

static MercerKernel *
with_unbound (MercerKernel *kernel, const size_t *path, size_t depth, MercerKernel *node)
{
  MercerKernel *bare = kernel_unbind (node), *whole = kernel_unbind (kernel);
  MercerKernel *changed = mercer_kernel_with_node (whole, path, depth, bare);

  mercer_kernel_unref (whole);
  mercer_kernel_unref (bare);
  mercer_kernel_unref (node);
  return changed;
}

MercerKernel *
mercer_kernel_wrap_node (MercerKernel *kernel, const size_t *path, size_t depth,
                         const MercerKernelFamily *operator)
{
  g_return_val_if_fail (kernel != NULL && operator!= NULL, NULL);
  const MercerKernel *node = mercer_kernel_node (kernel, path, depth);

  return node != NULL ? with_unbound (kernel, path, depth,
                                      mercer_kernel_new_operator (operator, (MercerKernel *) node))
                      : NULL;
}

MercerKernel *
mercer_kernel_unwrap_node (MercerKernel *kernel, const size_t *path, size_t depth)
{
  g_return_val_if_fail (kernel != NULL, NULL);
  const MercerKernel *node = mercer_kernel_node (kernel, path, depth);

  if (node == NULL || (node->kind != MERCER_KERNEL_OPERATOR && node->kind != MERCER_KERNEL_POWER))
    return NULL;
  size_t one = 1, below[KERNEL_MAX_DEPTH * 2 + 8];
  g_return_val_if_fail (depth + one < G_N_ELEMENTS (below), NULL);
  memcpy (below, path, depth * sizeof *path);
  below[depth] = 0;
  return with_unbound (kernel, path, depth, take_along_columns (kernel, below, depth + 1));
}
