/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral.h"

#include <glib.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "lapack.h"
#include "linalg.h"
#include "pool.h"

/* Cuppen's divide and conquer as LAPACK arranges it (dlaed0 to dlaed3; Gu and Eisenstat, "A
 * divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem", SIAM J. Matrix Anal.
 * Appl. 16, 1995). Its own parts that find what deflates (dlaed2) and solve the secular equation
 * (dlaed4) are used as they are; the roots, the vectors and the products run on the pool, with
 * looks at the work between. */
#define LEAF  32  /* solved whole by dsteqr; LAPACK takes 25 */
#define ROOTS 8   /* of the secular equation in one task */
#define ROWS  128 /* of the products over all roots in one task */

/* T's rows [first, first + n), cut after n1. The slices below are this node's part of arrays of
 * length n. */
typedef struct
{
  size_t first, n, n1;
} Node;

typedef struct
{
  double *d, *e;
  MercerMatrix q;
  double *room;    /* n (n + 1); a node of m rows needs m^2 + m / 2 + 1, and has m n */
  double *vectors; /* 3 n: z, the poles, the weights */
  int *order;      /* n: sorts the values of each solved node */
  int *integers;   /* 4 n */
  Node *nodes;
  size_t n_nodes;
  MercerWork *work;
  atomic_int status;
} Divide;

/* One merge, as dlaed2 leaves it: K values with poles and weights that still interact. */
typedef struct
{
  Divide *divide;
  MercerMatrix q; /* the node's diagonal block */
  double *d, *poles, *weights, *signs;
  const int *types; /* how many columns are upper only, mixed, lower only */
  const int *index;
  double rho;
  int k;
} Merge;

static void
set_status (Divide *s, MercerStatus status)
{
  int expected = MERCER_OK;
  if (status != MERCER_OK)
    atomic_compare_exchange_strong (&s->status, &expected, (int) status);
}

static bool
goes_on (Divide *s)
{
  if (!mercer_work_wanted (s->work))
    set_status (s, MERCER_STOPPED);
  return atomic_load_explicit (&s->status, memory_order_relaxed) == MERCER_OK;
}

/* Root j lies between poles j and j + 1; column j of Q receives its distances to all poles. */
static void
roots_cb (void *data, size_t index)
{
  Merge *m = data;
  if (!goes_on (m->divide))
    return;
  for (int j = (int) index * ROOTS + 1; j <= MIN ((int) (index + 1) * ROOTS, m->k); j++)
    {
      int info = 0;
      dlaed4_ (&m->k, &j, m->poles, m->weights, mercer_matrix_column (m->q, (size_t) j - 1),
               &m->rho, m->d + j - 1, &info);
      if (info != 0)
        set_status (m->divide, MERCER_DIVERGED);
    }
}

/* The weights for which the computed roots are exact (Gu and Eisenstat, equation 3.3): this is what
 * makes the vectors orthogonal. */
static void
weights_cb (void *data, size_t index)
{
  Merge *m = data;
  size_t k = (size_t) m->k, first = index * ROWS, last = MIN (first + ROWS, k);
  if (!goes_on (m->divide))
    return;
  double product[ROWS];
  for (size_t i = first; i < last; i++)
    product[i - first] = *mercer_matrix_at (m->q, i, i);
  for (size_t j = 0; j < k; j++)
    {
      const double *distance = mercer_matrix_column (m->q, j);
      double pole = m->poles[j];
      for (size_t i = first; i < MIN (last, j); i++)
        product[i - first] *= distance[i] / (m->poles[i] - pole);
      for (size_t i = MAX (first, j + 1); i < last; i++)
        product[i - first] *= distance[i] / (m->poles[i] - pole);
    }
  for (size_t i = first; i < last; i++)
    m->weights[i] = copysign (sqrt (-product[i - first]), m->signs[i]);
}

/* Column j becomes the vector of root j, its entries in the order of the columns that it will
 * multiply. */
static void
vectors_cb (void *data, size_t index)
{
  Merge *m = data;
  size_t k = (size_t) m->k;
  if (!goes_on (m->divide))
    return;
  double *entries = g_new (double, k);
  for (size_t j = index * ROOTS; j < MIN ((index + 1) * ROOTS, k); j++)
    {
      double *column = mercer_matrix_column (m->q, j);
      for (size_t i = 0; i < k; i++)
        entries[i] = k > 2 ? m->weights[i] / column[i] : column[i];
      double length = k > 2 ? cblas_dnrm2 (m->k, entries, 1) : 1.0;
      for (size_t i = 0; i < k; i++)
        column[i] = entries[m->index[i] - 1] / length;
    }
  g_free (entries);
}

/* Q = diag (Q1, Q2) S for the K interacting columns; dlaed2 has packed the columns of Q1 and Q2
 * that are not zero into `packed`, behind which S is kept. */
static void
multiply_back (Merge *m, size_t n1, const double *packed)
{
  size_t n2 = m->q.rows - n1, k = (size_t) m->k;
  size_t upper = (size_t) (m->types[0] + m->types[1]), lower = (size_t) (m->types[1] + m->types[2]);
  double *q1 = (double *) packed, *q2 = q1 + n1 * upper, *s = q2 + n2 * lower;
  for (int half = 1; half >= 0; half--)
    {
      size_t rows = half ? n2 : n1, depth = half ? lower : upper;
      MercerMatrix target = mercer_matrix_block (m->q, half ? n1 : 0, 0, rows, k);
      MercerMatrix share = mercer_matrix (s, depth, k);
      if (depth == 0)
        {
          mercer_matrix_fill (target, 0.0);
          continue;
        }
      mercer_matrix_copy (mercer_matrix_block (m->q, half ? (size_t) m->types[0] : 0, 0, depth, k),
                          share);
      set_status (m->divide,
                  mercer_gemm (false, false, 1.0, mercer_matrix (half ? q2 : q1, rows, depth),
                               share, 0.0, target, m->divide->work));
    }
}

static void
merge_node (Divide *s, const Node *node)
{
  size_t n = node->n, n1 = node->n1, first = node->first;
  double *z = s->vectors + 3 * first, *poles = z + n, *weights = poles + n, *d = s->d + first;
  double rho = s->e[first + n1 - 1], *packed = s->room + first * s->q.cols;
  int *order = s->order + first, *integers = s->integers + 4 * first;
  int *indx = integers, *indxc = indx + n, *indxp = indxc + n, *types = indxp + n;
  MercerMatrix q = mercer_matrix_block (s->q, first, first, n, n);
  int size = (int) n, cut = (int) n1, stride = (int) q.stride, k = 0, info = 0;
  if (!goes_on (s))
    return;
  cblas_dcopy (cut, mercer_matrix_at (q, n1 - 1, 0), stride, z, 1);
  cblas_dcopy (size - cut, mercer_matrix_at (q, n1, n1), stride, z + n1, 1);
  dlaed2_ (&k, &size, &cut, d, q.data, &stride, order, &rho, z, poles, weights, packed, indx, indxc,
           indxp, types, &info);
  if (info != 0)
    set_status (s, MERCER_DIVERGED);
  Merge merge = { s, q, d, poles, weights, z, types, indxc, rho, k };
  size_t count = (size_t) k, groups = (count + ROOTS - 1) / ROOTS;
  mercer_pool_for (groups, roots_cb, &merge);
  memcpy (z, weights, count * sizeof *z);
  if (k > 2)
    mercer_pool_for ((count + ROWS - 1) / ROWS, weights_cb, &merge);
  if (k > 1)
    mercer_pool_for (groups, vectors_cb, &merge);
  if (!goes_on (s))
    return;
  if (k > 0)
    multiply_back (&merge, n1, packed);
  int rest = size - k, up = 1, down = -1;
  if (k > 0)
    dlamrg_ (&k, &rest, d, &up, &down, order);
  for (int i = 0; k == 0 && i < size; i++)
    order[i] = i + 1;
}

static void
solve_leaf (Divide *s, const Node *leaf)
{
  int n = (int) leaf->n, stride = (int) s->q.stride, info = 0;
  double *room = s->room + leaf->first * s->q.cols;
  if (!goes_on (s))
    return;
  dsteqr_ ("I", &n, s->d + leaf->first, s->e + leaf->first,
           mercer_matrix_at (s->q, leaf->first, leaf->first), &stride, room, &info, 1);
  if (info != 0)
    set_status (s, MERCER_DIVERGED);
  for (int i = 0; i < n; i++)
    s->order[leaf->first + (size_t) i] = i + 1;
}

static void
node_cb (void *data, size_t index)
{
  Divide *s = data;
  const Node *node = &s->nodes[index];
  if (node->n1 == 0)
    solve_leaf (s, node);
  else
    merge_node (s, node);
}

/* The nodes of depth `depth` in the tree; those that are leaves already have n1 = 0 and appear
 * once. */
static void
list_level (Divide *s, size_t first, size_t n, size_t depth)
{
  bool leaf = n <= LEAF;
  if (depth == 0)
    s->nodes[s->n_nodes++] = (Node){ first, n, leaf ? 0 : n / 2 };
  else if (!leaf)
    {
      list_level (s, first, n / 2, depth - 1);
      list_level (s, first + n / 2, n - n / 2, depth - 1);
    }
}

/* Takes the coupling e out of the diagonal at each cut. */
static void
tear (Divide *s, size_t first, size_t n)
{
  if (n <= LEAF)
    return;
  size_t cut = first + n / 2;
  double coupling = fabs (s->e[cut - 1]);
  s->d[cut - 1] -= coupling;
  s->d[cut] -= coupling;
  tear (s, first, n / 2);
  tear (s, cut, n - n / 2);
}

static void
solve_levels (Divide *s)
{
  size_t n = s->q.rows, depth = 0;
  while (n >> depth > LEAF)
    depth++;
  tear (s, 0, n);
  for (size_t level = depth + 2; level-- > 0 && goes_on (s);)
    {
      s->n_nodes = 0;
      list_level (s, 0, n, level);
      /* Many small nodes side by side, or few large ones with the pool inside. */
      if (s->n_nodes >= 4)
        mercer_pool_for (s->n_nodes, node_cb, s);
      else
        for (size_t i = 0; i < s->n_nodes; i++)
          node_cb (s, i);
    }
}

static void
clear_cb (void *data, size_t column)
{
  Divide *s = data;
  if (goes_on (s))
    memset (mercer_matrix_column (s->q, column), 0, s->q.rows * sizeof (double));
}

static void
sort_cb (void *data, size_t column)
{
  Divide *s = data;
  size_t n = s->q.rows;
  if (!goes_on (s))
    return;
  memcpy (s->room + column * n, mercer_matrix_column (s->q, (size_t) s->order[column] - 1),
          n * sizeof (double));
}

static void
copy_back_cb (void *data, size_t column)
{
  Divide *s = data;
  size_t n = s->q.rows;
  if (!goes_on (s))
    return;
  memcpy (mercer_matrix_column (s->q, column), s->room + column * n, n * sizeof (double));
}

static void
sort_pairs (Divide *s)
{
  size_t n = s->q.rows;
  for (size_t i = 0; i < n; i++)
    s->vectors[i] = s->d[s->order[i] - 1];
  memcpy (s->d, s->vectors, n * sizeof (double));
  mercer_pool_for (n, sort_cb, s);
  mercer_pool_for (n, copy_back_cb, s);
}

MercerStatus
mercer_divide_and_conquer (double *d, double *e, MercerMatrix q, double *room, MercerWork *work)
{
  size_t n = q.rows;
  MercerMark mark = mercer_work_mark (work);
  Divide s = { .d = d, .e = e, .q = q, .room = room, .work = work };
  atomic_init (&s.status, MERCER_OK);
  s.vectors = mercer_work_doubles (work, 3 * n);
  s.integers = mercer_work_alloc (work, 4 * n, sizeof (int));
  s.order = mercer_work_alloc (work, n, sizeof (int));
  s.nodes = mercer_work_alloc (work, n, sizeof (Node));
  if (!s.vectors || !s.integers || !s.order || !s.nodes)
    set_status (&s, MERCER_OUT_OF_MEMORY);
  double scale = 0.0;
  for (size_t i = 0; i < n; i++)
    scale = fmax (scale, fmax (fabs (d[i]), i + 1 < n ? fabs (e[i]) : 0.0));
  mercer_pool_for (n, clear_cb, &s);
  if (scale > 0.0)
    {
      cblas_dscal ((int) n, 1.0 / scale, d, 1);
      cblas_dscal ((int) n - 1, 1.0 / scale, e, 1);
    }
  if (goes_on (&s))
    solve_levels (&s);
  if (goes_on (&s))
    sort_pairs (&s);
  if (scale > 0.0)
    cblas_dscal ((int) n, scale, d, 1);
  mercer_work_release (work, mark);
  return (MercerStatus) atomic_load (&s.status);
}
