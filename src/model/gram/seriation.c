/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seriation.h"

#include <glib.h>

#include <math.h>
#include <stdlib.h>

/* A cluster of the tree: leaves are 0 .. n - 1, joins n .. 2n - 2. */
typedef struct
{
  size_t child[2];
  bool turned[2]; /* the child stands back to front */
  size_t end[2];  /* its first and last leaf */
} Join;

typedef struct
{
  MercerMatrix k, distance; /* distance between the clusters in slots i and j; both triangles */
  size_t n;
  size_t *slot;  /* the live slots, ascending */
  size_t n_live;
  size_t *node;  /* of the tree, in a slot */
  double *size;  /* leaves below it */
  Join *join;
  size_t n_joins;
  MercerWork *work;
} Tree;

static double
leaf_distance (MercerMatrix k, size_t i, size_t j)
{
  double both = i > j ? *mercer_matrix_at (k, i, j) : *mercer_matrix_at (k, j, i);
  return *mercer_matrix_at (k, i, i) - 2 * both + *mercer_matrix_at (k, j, j);
}

static MercerStatus
tree_open (Tree *tree)
{
  size_t n = tree->n;
  tree->distance = mercer_work_matrix (tree->work, n, n);
  tree->slot = mercer_work_alloc (tree->work, n, sizeof *tree->slot);
  tree->node = mercer_work_alloc (tree->work, n, sizeof *tree->node);
  tree->size = mercer_work_doubles (tree->work, n);
  tree->join = mercer_work_alloc (tree->work, n, sizeof *tree->join);
  if (tree->distance.data == NULL || tree->slot == NULL || tree->node == NULL || tree->size == NULL || tree->join == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < n; j++)
    {
      tree->slot[j] = tree->node[j] = j;
      tree->size[j] = 1;
      if (j % 16 == 0 && !mercer_work_wanted (tree->work))
        return MERCER_STOPPED;
      for (size_t i = j; i < n; i++)
        *mercer_matrix_at (tree->distance, i, j) = *mercer_matrix_at (tree->distance, j, i) = leaf_distance (tree->k, i, j);
    }
  tree->n_live = n;
  return MERCER_OK;
}

/* --- Joining ------------------------------------------------------------------------------------------------- */

static size_t
end_of (const Tree *tree, size_t node, bool last)
{
  return node < tree->n ? node : tree->join[node - tree->n].end[last];
}

/* Which way round both stand, so that their nearest ends meet. */
static void
turn (const Tree *tree, Join *join)
{
  double least = INFINITY;
  for (int way = 0; way < 4; way++)
    {
      bool a = (way & 1) != 0, b = (way & 2) != 0; /* turned */
      double gap = leaf_distance (tree->k, end_of (tree, join->child[0], !a), end_of (tree, join->child[1], b));
      if (!(gap < least))
        continue;
      least = gap;
      join->turned[0] = a;
      join->turned[1] = b;
    }
  join->end[0] = end_of (tree, join->child[0], join->turned[0]);
  join->end[1] = end_of (tree, join->child[1], !join->turned[1]);
}

/* The cluster in slot a takes in that of slot b (Lance and Williams' recurrence of the average). */
static void
unite (Tree *tree, size_t a, size_t b)
{
  double *to = mercer_matrix_column (tree->distance, a);
  const double *from = mercer_matrix_column (tree->distance, b);
  double share = tree->size[a] / (tree->size[a] + tree->size[b]);
  Join *join = &tree->join[tree->n_joins];
  *join = (Join){ { tree->node[a], tree->node[b] }, { false, false }, { 0, 0 } };
  turn (tree, join);
  tree->node[a] = tree->n + tree->n_joins++;
  tree->size[a] += tree->size[b];
  size_t kept = 0;
  for (size_t s = 0; s < tree->n_live; s++)
    {
      size_t other = tree->slot[s];
      if (other == b)
        continue;
      tree->slot[kept++] = other;
      if (other != a)
        to[other] = *mercer_matrix_at (tree->distance, a, other) = share * to[other] + (1 - share) * from[other];
    }
  tree->n_live = kept;
}

/* The live slot nearest to a; of equal ones `preferred`, then the first. */
static size_t
nearest (const Tree *tree, size_t a, size_t preferred)
{
  const double *distance = mercer_matrix_column (tree->distance, a);
  size_t best = preferred;
  double least = preferred < tree->n ? distance[preferred] : INFINITY;
  for (size_t s = 0; s < tree->n_live; s++)
    {
      size_t other = tree->slot[s];
      if (other != a && (distance[other] < least || best == tree->n))
        {
          least = distance[other];
          best = other;
        }
    }
  return best;
}

/* Follows nearest neighbours until two are each other's, joins them, and goes on from where the chain was. */
static MercerStatus
grow (Tree *tree, double *heights)
{
  size_t *chain = mercer_work_alloc (tree->work, tree->n + 1, sizeof *chain), length = 0;
  if (chain == NULL)
    return MERCER_OUT_OF_MEMORY;
  while (tree->n_live > 1)
    {
      if (!mercer_work_wanted (tree->work))
        return MERCER_STOPPED;
      if (length == 0)
        chain[length++] = tree->slot[0];
      size_t tip = chain[length - 1], before = length > 1 ? chain[length - 2] : tree->n;
      size_t next = nearest (tree, tip, before);
      if (next != before)
        {
          chain[length++] = next;
          continue;
        }
      if (heights != NULL)
        heights[tree->n_joins] = *mercer_matrix_at (tree->distance, tip, before);
      unite (tree, MIN (tip, before), MAX (tip, before));
      length -= 2;
    }
  return MERCER_OK;
}

/* --- Reading the leaves --------------------------------------------------------------------------------------- */

typedef struct
{
  size_t node;
  bool turned;
} Visit;

static MercerStatus
read_leaves (const Tree *tree, size_t *order)
{
  Visit *stack = mercer_work_alloc (tree->work, tree->n + 1, sizeof *stack);
  size_t depth = 0, read = 0;
  if (stack == NULL)
    return MERCER_OUT_OF_MEMORY;
  size_t root = tree->node[tree->slot[0]];
  /* which end comes first is free: the row that comes first in the table */
  stack[depth++] = (Visit){ root, end_of (tree, root, true) < end_of (tree, root, false) };
  while (depth > 0)
    {
      Visit visit = stack[--depth];
      if (visit.node < tree->n)
        {
          order[read++] = visit.node;
          continue;
        }
      const Join *join = &tree->join[visit.node - tree->n];
      for (int k = 1; k >= 0; k--) /* what is read first is laid on top */
        {
          int child = visit.turned ? 1 - k : k;
          stack[depth++] = (Visit){ join->child[child], join->turned[child] != visit.turned };
        }
    }
  return MERCER_OK;
}

static int
compare (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

MercerStatus
mercer_gram_order_clusters (MercerMatrix k, size_t *order, double *heights, MercerWork *work)
{
  Tree tree = { .k = k, .n = k.rows, .work = work };
  if (k.rows == 0)
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = tree_open (&tree);
  if (status == MERCER_OK)
    status = grow (&tree, heights);
  if (status == MERCER_OK)
    status = read_leaves (&tree, order);
  if (status == MERCER_OK && heights != NULL)
    qsort (heights, k.rows - 1, sizeof *heights, compare);
  mercer_work_release (work, mark);
  return status;
}
