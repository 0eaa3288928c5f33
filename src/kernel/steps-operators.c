/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators.h"
#include "program.h"

#include <math.h>
#include <string.h>

#include "simd.h"

/* The steps that join what operators have looked at. The parts' adjoints stand from adjoint_b on,
 * or, where the kernel itself is the first part, from adjoint on. */

static const double *
part (const KernelStep *step, const KernelFrame *frame, size_t i)
{
  return kernel_frame_value (frame, step->parts[i]);
}

/* --- Shift: k - r_i - c_j + s ------------------------------------------------------------ */

/* Of a pair: which number of a row's and of a column's part belongs to it. */
static size_t
column_of (const KernelTile *tile, size_t i, size_t j)
{
  return tile->paired ? i : j;
}

static void
anchor_forward (const KernelStep *step, const KernelFrame *frame)
{
  KernelTile tile = kernel_step_tile (step, frame);
  const double *k = kernel_frame_value (frame, step->a), *r = part (step, frame, 0),
               *c = part (step, frame, 1), s = *part (step, frame, 2);
  double *out = kernel_frame_target (frame, step);

  for (size_t j = 0; j < tile.cols; j++)
    for (size_t i = 0; i < tile.rows; i++)
      out[i + j * tile.rows] = k[i + j * tile.rows] - r[i] - c[column_of (&tile, i, j)] + s;
}

static void
anchor_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  KernelTile tile = kernel_step_tile (step, frame);
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  double *r = kernel_frame_adjoint (frame, step->adjoint_b),
         *c = kernel_frame_adjoint (frame, step->adjoint_b + 1),
         *s = kernel_frame_adjoint (frame, step->adjoint_b + 2);

  memset (r, 0, tile.rows * sizeof *r);
  memset (c, 0, (tile.paired ? tile.rows : tile.cols) * sizeof *c);
  *s = 0;
  for (size_t j = 0; j < tile.cols; j++)
    for (size_t i = 0; i < tile.rows; i++)
      {
        double weight = adjoint[i + j * tile.rows];
        r[i] -= weight;
        c[column_of (&tile, i, j)] -= weight;
        *s += weight;
      }
}

const KernelStepKind kernel_step_anchor = { anchor_forward, anchor_backward };

/* --- Normalize: k / sqrt (r_i c_j) ------------------------------------------------------- */

/* A function without variance at a point has no direction there: 0. */
#define LEAST_VARIANCE 1e-200

static void
inverse_roots (size_t n, const double *variance, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = variance[i] > LEAST_VARIANCE ? 1 / sqrt (variance[i]) : 0;
}

static void
scales (const KernelStep *step, const KernelFrame *frame, const KernelTile *tile, double *rows,
        double *columns)
{
  inverse_roots (tile->rows, part (step, frame, 0), rows);
  inverse_roots (tile->paired ? tile->rows : tile->cols, part (step, frame, 1), columns);
}

static void
normalize_forward (const KernelStep *step, const KernelFrame *frame)
{
  KernelTile tile = kernel_step_tile (step, frame);
  const double *k = kernel_frame_value (frame, step->a);
  double rows[KERNEL_TILE], columns[KERNEL_TILE], *out = kernel_frame_target (frame, step);

  scales (step, frame, &tile, rows, columns);
  for (size_t j = 0; j < tile.cols; j++)
    for (size_t i = 0; i < tile.rows; i++)
      out[i + j * tile.rows] = k[i + j * tile.rows] * rows[i] * columns[column_of (&tile, i, j)];
}

static void
normalize_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  KernelTile tile = kernel_step_tile (step, frame);
  const double *v = kernel_frame_value (frame, step->dst);
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint),
         *r = kernel_frame_adjoint (frame, step->adjoint_b),
         *c = kernel_frame_adjoint (frame, step->adjoint_b + 1);
  double rows[KERNEL_TILE], columns[KERNEL_TILE];

  scales (step, frame, &tile, rows, columns);
  memset (r, 0, tile.rows * sizeof *r);
  memset (c, 0, (tile.paired ? tile.rows : tile.cols) * sizeof *c);
  for (size_t j = 0; j < tile.cols; j++)
    for (size_t i = 0; i < tile.rows; i++)
      {
        size_t at = i + j * tile.rows, column = column_of (&tile, i, j);
        double half = -0.5 * adjoint[at] * v[at];
        r[i] += half * rows[i] * rows[i];
        c[column] += half * columns[column] * columns[column];
        adjoint[at] *= rows[i] * columns[column];
      }
}

const KernelStepKind kernel_step_normalize = { normalize_forward, normalize_backward };

/* --- Symmetrize, Exchange: sum_t w_t part_t ---------------------------------------------- */

KERNEL_CLONES static void
add_scaled (size_t n, double weight, const double *a, bool first, double *out)
{
  if (first)
    for (size_t i = 0; i < n; i++)
      out[i] = weight * a[i];
  else
    for (size_t i = 0; i < n; i++)
      out[i] += weight * a[i];
}

static void
blend_forward (const KernelStep *step, const KernelFrame *frame)
{
  size_t n = kernel_step_pairs (step, frame);
  double *out = kernel_frame_target (frame, step);

  for (size_t i = 0; i < step->n_parts; i++)
    add_scaled (n, step->weights_of_parts[i], part (step, frame, i), i == 0, out);
}

static void
blend_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  size_t n = kernel_step_pairs (step, frame);
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint);

  for (size_t i = step->n_parts; i-- > 0;) /* the first, which stands in place, at last */
    add_scaled (n, step->weights_of_parts[i], adjoint, true,
                kernel_frame_adjoint (frame, step->adjoint + i));
}

const KernelStepKind kernel_step_blend = { blend_forward, blend_backward };

/* --- Additive ---------------------------------------------------------------------------- */

#define RUN 64 /* pairs at a time */

typedef struct
{
  double e[KERNEL_MOST_ORDER + 1][RUN];
} Polynomials;

/* e_q for q = 0 .. order of all parts but `without` (SIZE_MAX: none), by e_q += part e_(q-1), a
 * part at a time: Newton and Girard's sums of powers give the same and would cancel. */
KERNEL_CLONES static void
polynomials (const KernelStep *step, const KernelFrame *frame, size_t first, size_t n,
             size_t without, size_t order, Polynomials *out)
{
  memset (out, 0, (order + 1) * sizeof out->e[0]);
  for (size_t i = 0; i < RUN; i++)
    out->e[0][i] = 1;
  for (size_t c = 0; c < step->n_parts; c++)
    {
      const double *z = frame->buffers + step->parts[c] * frame->stride + first;
      if (c == without)
        continue;
      for (size_t q = order; q > 0; q--)
        for (size_t i = 0; i < n; i++)
          out->e[q][i] += z[i] * out->e[q - 1][i];
    }
}

static size_t
order_of (const KernelStep *step)
{
  size_t order = (size_t) step->slots[KERNEL_ADDITIVE_ORDER];
  return MIN (order, step->n_parts);
}

/* Of the terms of q columns: one variance for all orders, or one each. */
static size_t
variance_slot (const KernelStep *step, size_t q)
{
  return KERNEL_ADDITIVE_VARIANCE
         + (step->leaf->lengths[KERNEL_ADDITIVE_VARIANCE] > 1 ? q - 1 : 0);
}

static void
additive_forward (const KernelStep *step, const KernelFrame *frame)
{
  size_t all = kernel_step_pairs (step, frame), order = order_of (step);
  double *out = kernel_frame_target (frame, step);
  Polynomials sums;

  for (size_t first = 0; first < all; first += RUN)
    {
      size_t n = MIN (RUN, all - first);
      polynomials (step, frame, first, n, SIZE_MAX, order, &sums);
      for (size_t q = 1; q <= order; q++)
        add_scaled (n, step->slots[variance_slot (step, q)], sums.e[q], q == 1, out + first);
    }
}

static void
additive_by_variance (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  size_t all = kernel_step_pairs (step, frame), order = order_of (step);
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  Polynomials sums;

  for (size_t first = 0; first < all; first += RUN)
    {
      size_t n = MIN (RUN, all - first);
      polynomials (step, frame, first, n, SIZE_MAX, order, &sums);
      for (size_t q = 1; q <= order; q++)
        {
          size_t slot = variance_slot (step, q);
          if (step->theta[slot] != KERNEL_NOT_FREE)
            sink->take (sink, step->theta[slot], n, step->slots[slot], adjoint + first, sums.e[q],
                        NULL);
        }
    }
}

static void
additive_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  size_t all = kernel_step_pairs (step, frame), order = order_of (step);
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  Polynomials sums;

  additive_by_variance (step, frame, sink);
  for (size_t c = step->n_parts; c-- > 0;) /* the first, which stands in place, at last */
    for (size_t first = 0; first < all; first += RUN)
      {
        size_t n = MIN (RUN, all - first);
        double rest[RUN], *out = kernel_frame_adjoint (frame, step->adjoint + c) + first;
        polynomials (step, frame, first, n, c, order - 1, &sums);
        for (size_t q = 1; q <= order; q++)
          add_scaled (n, step->slots[variance_slot (step, q)], sums.e[q - 1], q == 1, rest);
        for (size_t i = 0; i < n; i++)
          out[i] = adjoint[first + i] * rest[i];
      }
}

const KernelStepKind kernel_step_additive = { additive_forward, additive_backward };
