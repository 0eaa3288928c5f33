/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "centre.h"

#include <string.h>

#include "simd.h"

/* The step of Centre: k - sum_a (p_a (x) A_a (x') + A_a (x) p_a (x')), from what the tables know of
 * either point. */

/* One side of the tile's pairs: number a of its i-th point stands at p[a n + i]. */
typedef struct
{
  const KernelTable *table;
  size_t n, first, count; /* of the table; the first of the tile; how many it has */
  size_t root;
} Side;

static Side
side_of (const KernelStep *step, const KernelFrame *frame, size_t which, size_t count)
{
  const KernelSide *side = g_ptr_array_index (frame->program->centres->sides, step->sides[which]);
  const KernelTable *table = &frame->tables->tables[step->sides[which]];
  size_t first = side->root == 0 ? frame->row : side->root == 1 ? frame->column : 0;

  return (Side){ table, table->n, first, count, side->root };
}

static size_t
polynomials (const KernelStep *step, const KernelFrame *frame)
{
  const KernelSide *side = g_ptr_array_index (frame->program->centres->sides, step->sides[0]);
  const KernelCentre *centre = g_ptr_array_index (frame->program->centres->centres, side->centre);
  return centre->polynomials->q;
}

static const double *
numbers (const Side *side, const double *all, size_t a)
{
  return all + a * side->n + side->first;
}

/* How many of the points of Z a tile has: one for each of X if it is paired. */
static size_t
columns (const KernelTile *tile)
{
  return tile->paired ? tile->rows : tile->cols;
}

KERNEL_CLONES static void
subtract (size_t n, const double *restrict p, double a_j, const double *restrict a, double p_j,
          double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] -= p[i] * a_j + a[i] * p_j;
}

static void
centre_forward (const KernelStep *step, const KernelFrame *frame)
{
  KernelTile tile = kernel_step_tile (step, frame);
  Side x = side_of (step, frame, 0, tile.rows), z = side_of (step, frame, 1, columns (&tile));
  const double *k = kernel_frame_value (frame, step->a);
  double *out = kernel_frame_target (frame, step);
  size_t q = polynomials (step, frame);

  if (out != k)
    memcpy (out, k, tile.n * sizeof *out);
  for (size_t a = 0; a < q; a++)
    {
      const double *px = numbers (&x, x.table->p, a), *ax = numbers (&x, x.table->a, a);
      const double *pz = numbers (&z, z.table->p, a), *az = numbers (&z, z.table->a, a);
      for (size_t j = 0; tile.paired && j < tile.rows; j++)
        out[j] -= px[j] * az[j] + ax[j] * pz[j];
      for (size_t j = 0; !tile.paired && j < tile.cols; j++)
        subtract (tile.rows, px, az[j], ax, pz[j], out + j * tile.rows);
    }
}

/* --- Backwards --------------------------------------------------------------------------- */

/* out(i) = -sum_j adjoint(i, j) v(j), of the rows; turned: of the columns, -sum_i adjoint(i, j) v(i). */
static void
weigh (const KernelTile *tile, const double *adjoint, const double *v, bool turned, double *out)
{
  memset (out, 0, (turned ? columns (tile) : tile->rows) * sizeof *out);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        size_t column = tile->paired ? i : j;
        out[turned ? column : i] -= adjoint[i + j * tile->rows] * v[turned ? i : column];
      }
}

/* What a change of one number of each point does, through its slopes. */
static void
hand_on (const KernelFrame *frame, const Side *side, size_t a, size_t q, const double *weights,
         const double *slopes, KernelSink *sink)
{
  bool by_points = frame->program->purpose == KERNEL_BY_POINTS;

  if (slopes == NULL || (by_points && side->root != 0))
    return;
  for (size_t s = 0; s < side->table->n_slopes; s++)
    {
      const double *slope = numbers (side, slopes, s * q + a);
      if (!by_points)
        {
          sink->take (sink, s, side->count, 1, weights, slope, NULL);
          continue;
        }
      double *to = mercer_matrix_column (sink->moved, s);
      for (size_t i = 0; i < side->count; i++)
        to[i] += weights[i] * slope[i];
    }
}

static void
centre_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  KernelTile tile = kernel_step_tile (step, frame);
  Side x = side_of (step, frame, 0, tile.rows), z = side_of (step, frame, 1, columns (&tile));
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  size_t q = polynomials (step, frame);
  double weights[KERNEL_TILE];

  for (size_t a = 0; a < q; a++)
    {
      weigh (&tile, adjoint, numbers (&z, z.table->p, a), false, weights);
      hand_on (frame, &x, a, q, weights, x.table->a_slopes, sink);
      weigh (&tile, adjoint, numbers (&x, x.table->p, a), true, weights);
      hand_on (frame, &z, a, q, weights, z.table->a_slopes, sink);
      if (x.table->p_slopes != NULL)
        {
          weigh (&tile, adjoint, numbers (&z, z.table->a, a), false, weights);
          hand_on (frame, &x, a, q, weights, x.table->p_slopes, sink);
        }
      if (z.table->p_slopes != NULL)
        {
          weigh (&tile, adjoint, numbers (&x, x.table->a, a), true, weights);
          hand_on (frame, &z, a, q, weights, z.table->p_slopes, sink);
        }
    }
}

const KernelStepKind kernel_step_centre = { centre_forward, centre_backward };
