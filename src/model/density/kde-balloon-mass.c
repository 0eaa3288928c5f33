/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "quadrature.h"

/* The integral of a balloon estimate, which nothing makes 1. Along each axis, as the edge transforms it, a middle where the points are, and
 * below and above it a stretch whose nodes lie the farther apart the farther out they are, for there kernels are wide; in the plane the
 * products of these. */

enum { BELOW, MIDDLE, ABOVE, STRETCHES, PIECES = 32, MOST = PIECES * 64 };
/* Nodes of a stretch beyond the middle, of the middle for what lies beside it, of the middle itself; on a line and in the plane. */
static const size_t far_nodes[] = { 256, 48 }, beside_nodes[] = { 1, 64 }, pieces[] = { PIECES, 2 };
static const double most_sds = 14; /* as far as a kernel without an end matters */

typedef struct
{
  size_t n[STRETCHES];
  double *x[STRETCHES], *weight[STRETCHES]; /* in the units of the table */
} Nodes;

static double
bandwidth_of (const MercerKde *kde, size_t a)
{
  return kde->full ? sqrt (kde->h[2 * a]) : kde->axis[a].bandwidth;
}

/* dx / dt, t the transformed axis. */
static double
slope (const MercerKdeAxis *axis, double x)
{
  return axis->edge == MERCER_EDGE_LOG     ? x - axis->low
         : axis->edge == MERCER_EDGE_LOGIT ? (x - axis->low) * (axis->high - x) / (axis->high - axis->low)
                                           : 1;
}

static void
add_node (const MercerKdeAxis *axis, Nodes *nodes, int stretch, double t, double weight)
{
  size_t k = nodes->n[stretch]++;
  double x = mercer_kde_axis_inverse (axis, t);
  nodes->x[stretch][k] = x;
  nodes->weight[stretch][k] = weight * slope (axis, x);
}

static void
add_even (const MercerKdeAxis *axis, Nodes *nodes, double from, double to, size_t n, size_t parts)
{
  double t[64], weight[64];
  for (size_t p = 0; p < parts; p++)
    {
      double low = from + (to - from) * (double) p / (double) parts, high = from + (to - from) * (double) (p + 1) / (double) parts;
      mercer_legendre_nodes (n, low, high, t, weight);
      for (size_t k = 0; k < n; k++)
        add_node (axis, nodes, MIDDLE, t[k], weight[k]);
    }
}

/* From `edge` outwards; h: what is near. */
static void
add_growing (const MercerKdeAxis *axis, Nodes *nodes, int stretch, double edge, double farthest, double h, size_t n)
{
  double v[MERCER_LEGENDRE_MOST], weight[MERCER_LEGENDRE_MOST], way = stretch == ABOVE ? 1 : -1, length = way * (farthest - edge);
  if (!(length > 0))
    return;
  mercer_legendre_nodes (n, 0, log1p (length / h), v, weight);
  for (size_t k = 0; k < n; k++)
    add_node (axis, nodes, stretch, edge + way * h * expm1 (v[k]), weight[k] * h * exp (v[k]));
}

/* The farthest that a kernel, as wide as any may be, reaches from the points, on the transformed axis and within its bounds. */
static void
support_of (const MercerKde *kde, size_t a, double range[2], double support[2])
{
  const MercerKdeAxis *axis = &kde->axis[a];
  const double *x = mercer_matrix_column (kde->x, a);
  double reach = MERCER_BALLOON_WIDEST * bandwidth_of (kde, a) / axis->shape->sd * MIN (axis->shape->reach, most_sds * axis->shape->sd);
  bool bounded = !kde->full && axis->edge != MERCER_EDGE_NONE && !mercer_kde_edge_transforms (axis->edge);
  range[0] = INFINITY;
  range[1] = -INFINITY;
  for (size_t i = 0; i < kde->x.rows; i++)
    {
      double t = mercer_kde_axis_transform (axis, x[i]);
      range[0] = MIN (range[0], t);
      range[1] = MAX (range[1], t);
    }
  support[0] = MAX (range[0] - reach, bounded ? axis->low : -INFINITY);
  support[1] = MIN (range[1] + reach, bounded ? axis->high : INFINITY);
}

/* low, high: the middle, in the units of the table; NULL: the points and three bandwidths about them, in several pieces. */
static void
place_nodes (const MercerKde *kde, size_t a, const double *low, const double *high, size_t coarser, Nodes *nodes)
{
  const MercerKdeAxis *axis = &kde->axis[a];
  size_t d = kde->x.cols, n = far_nodes[d - 1] / coarser;
  double range[2], support[2], middle[2], h = bandwidth_of (kde, a);
  support_of (kde, a, range, support);
  for (int end = 0; end < 2; end++)
    {
      double own = CLAMP (range[end] + (end == 0 ? -3 : 3) * h, support[0], support[1]);
      middle[end] = low == NULL ? own : mercer_kde_axis_transform (axis, end == 0 ? low[a] : high[a]);
    }
  if (axis->edge == MERCER_EDGE_CIRCULAR && !kde->full) /* all round, and nothing beyond */
    {
      middle[0] = support[0] = axis->low;
      middle[1] = support[1] = axis->high;
    }
  add_even (axis, nodes, middle[0], middle[1], low == NULL ? 64 : beside_nodes[d - 1] / MIN (coarser, beside_nodes[d - 1]),
            low == NULL ? MAX (pieces[d - 1] / coarser, 1) : 1);
  add_growing (axis, nodes, BELOW, middle[0], support[0], h, n);
  add_growing (axis, nodes, ABOVE, middle[1], support[1], h, n);
}

static MercerStatus
add_product (const MercerBalloon *balloon, const MercerKde *kde, const Nodes *nodes, const int *stretch, double *mass, MercerWork *work)
{
  size_t d = kde->x.cols, m0 = nodes[0].n[stretch[0]], m1 = d == 2 ? nodes[1].n[stretch[1]] : 1;
  if (m0 * m1 == 0)
    return MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix z = mercer_work_matrix (work, m0 * m1, d);
  double *f = mercer_work_doubles (work, m0 * m1);
  if (z.data == NULL || f == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < m1; j++)
    for (size_t i = 0; i < m0; i++)
      {
        *mercer_matrix_at (z, i + j * m0, 0) = nodes[0].x[stretch[0]][i];
        if (d == 2)
          *mercer_matrix_at (z, i + j * m0, 1) = nodes[1].x[stretch[1]][j];
      }
  MercerStatus status = mercer_kde_balloon_at (balloon, kde, z, f, NULL, work);
  for (size_t k = 0; k < m0 * m1 && status == MERCER_OK; k++)
    *mass += nodes[0].weight[stretch[0]][k % m0] * (d == 2 ? nodes[1].weight[stretch[1]][k / m0] : 1) * f[k];
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_kde_balloon_mass (const MercerBalloon *balloon, const MercerKde *kde, const double *low, const double *high, size_t coarser,
                         double *mass, MercerWork *work)
{
  Nodes nodes[2] = { 0 };
  size_t d = kde->x.cols;
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = MERCER_OK;
  *mass = 0;
  for (size_t a = 0; a < d; a++)
    {
      for (int s = 0; s < STRETCHES; s++)
        {
          nodes[a].x[s] = mercer_work_doubles (work, MOST);
          nodes[a].weight[s] = mercer_work_doubles (work, MOST);
          if (nodes[a].x[s] == NULL || nodes[a].weight[s] == NULL)
            return MERCER_OUT_OF_MEMORY;
        }
      place_nodes (kde, a, low, high, MAX (coarser, 1), &nodes[a]);
    }
  for (int j = d == 2 ? BELOW : MIDDLE; j <= (d == 2 ? ABOVE : MIDDLE); j++)
    for (int i = BELOW; i <= ABOVE && status == MERCER_OK; i++)
      if (low == NULL || i != MIDDLE || j != MIDDLE)
        status = add_product (balloon, kde, nodes, (int[2]){ i, j }, mass, work);
  mercer_work_release (work, mark);
  return status;
}
