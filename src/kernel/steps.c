/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <string.h>

#include "simd.h"

/* What the steps of a program do with a tile, forwards and backwards. */

/* Products of kernel values smaller than this count as 0: no denormal leaves a tile. */
#define TINY 1e-200

/* --- Leaves ------------------------------------------------------------------------------ */

typedef void (*FillInput) (const KernelTile *tile, const double *weights, double *u);

static void
fill_dots (const KernelTile *tile, const double *weights, double *u)
{
  kernel_input_dots (tile, u);
}

static const FillInput fill_input[] = {
  [KERNEL_INPUT_NONE] = NULL,
  [KERNEL_INPUT_SCALED] = kernel_input_squares,
  [KERNEL_INPUT_DISTANCE] = kernel_input_squares,
  [KERNEL_INPUT_DOT] = fill_dots,
  [KERNEL_INPUT_POINTS] = NULL,
};

static KernelTile
leaf_tile (const KernelStep *step, const KernelFrame *frame)
{
  KernelTile tile = frame->tile;

  tile.p = step->p;
  tile.prepared = step->prepared;
  tile.weight = step->weight;
  tile.u = kernel_frame_value (frame, step->u);
  tile.columns = step->leaf->index;
  tile.d = step->leaf->n_index;
  return tile;
}

static void
leaf_forward (const KernelStep *step, const KernelFrame *frame)
{
  KernelTile tile = leaf_tile (step, frame);
  const KernelFamily *family = step->leaf->family;
  bool slope = frame->program->with_gradient && family->input == KERNEL_INPUT_SCALED;

  if (step->fills_u)
    fill_input[family->input](&tile, step->weights, kernel_frame_value (frame, step->u));
  family->value (&tile, kernel_frame_target (frame, step),
                 slope ? kernel_frame_value (frame, step->slope) : NULL);
}

/* dk / dlog l_c = -2 dk/ds s_c, s_c the part of s that column c gives; all of s if l is one
 * number. */
static void
lengthscale_backward (const KernelStep *step, const KernelFrame *frame, const KernelTile *tile,
                      size_t slot, KernelSink *sink)
{
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  const double *slope = kernel_frame_value (frame, step->slope);
  double *square = kernel_frame_scratch (frame);

  if (step->weights == NULL)
    {
      if (step->theta[slot] != KERNEL_NOT_FREE)
        sink->take (sink, step->theta[slot], tile->n, -2 * tile->weight, adjoint, slope, tile->u);
      return;
    }
  for (size_t c = 0; c < tile->d; c++)
    if (step->theta[slot + c] != KERNEL_NOT_FREE)
      {
        kernel_input_square (tile, c, square);
        sink->take (sink, step->theta[slot + c], tile->n, -2 * step->weights[c], adjoint, slope,
                    square);
      }
}

KERNEL_CLONES static void
join (size_t n, const double *restrict a, const double *restrict b, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = a[i] * b[i];
}

/* From dk/du to the gradient by the points x of the tile. */
static void
leaf_move (const KernelStep *step, const KernelFrame *frame, const KernelTile *tile,
           KernelSink *sink)
{
  const KernelFamily *family = step->leaf->family;
  const double *v = kernel_frame_value (frame, step->dst);
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  double *t = kernel_frame_scratch (frame), slope[KERNEL_TILE];

  if (family->input == KERNEL_INPUT_POINTS)
    {
      family->by_points (tile, v, adjoint, sink->moved);
      return;
    }
  if (family->input == KERNEL_INPUT_SCALED)
    join (tile->n, adjoint, kernel_frame_value (frame, step->slope), t);
  else
    {
      family->by_input (tile, v, slope);
      join (tile->n, adjoint, slope, t);
    }
  if (family->input == KERNEL_INPUT_DOT)
    kernel_input_move_dots (tile, t, sink->moved);
  else
    kernel_input_move_squares (tile, step->weights, tile->weight, t, sink->moved);
}

static void
leaf_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  KernelTile tile = leaf_tile (step, frame);

  if (frame->program->purpose == KERNEL_BY_POINTS)
    {
      leaf_move (step, frame, &tile, sink);
      return;
    }
  const KernelFamily *family = step->leaf->family;
  const double *v = kernel_frame_value (frame, step->dst);
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  double *scratch = kernel_frame_scratch (frame);
  int lengthscale = family->input == KERNEL_INPUT_SCALED ? kernel_family_list (family) : -1;

  for (size_t p = 0; family->family.params[p].id != NULL; p++)
    {
      size_t slot = kernel_param_slot (step->leaf, p);
      if ((int) p == lengthscale)
        {
          lengthscale_backward (step, frame, &tile, slot, sink);
          continue;
        }
      if (step->theta[slot] == KERNEL_NOT_FREE)
        continue;
      family->partial (&tile, p, v, scratch);
      double factor = kernel_spec_logarithmic (&family->family.params[p]) ? step->p[p] : 1;
      sink->take (sink, step->theta[slot], tile.n, factor, adjoint, scratch, NULL);
    }
}

const KernelStepKind kernel_step_leaf = { leaf_forward, leaf_backward };

/* --- Sums -------------------------------------------------------------------------------- */

KERNEL_CLONES static void
add (size_t n, const double *a, const double *b, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = a[i] + b[i];
}

static void
add_forward (const KernelStep *step, const KernelFrame *frame)
{
  add (frame->tile.n, kernel_frame_value (frame, step->a), kernel_frame_value (frame, step->b),
       kernel_frame_target (frame, step));
}

static void
add_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  if (step->free_b)
    memcpy (kernel_frame_adjoint (frame, step->adjoint_b),
            kernel_frame_adjoint (frame, step->adjoint), frame->tile.n * sizeof (double));
}

const KernelStepKind kernel_step_add = { add_forward, add_backward };

/* dst = a + c, c = parameter^exponent. */
KERNEL_CLONES static void
shift (size_t n, const double *a, double c, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = a[i] + c;
}

static void
shift_forward (const KernelStep *step, const KernelFrame *frame)
{
  shift (frame->tile.n, kernel_frame_value (frame, step->a), step->constant,
         kernel_frame_target (frame, step));
}

static void
shift_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  if (step->theta[0] != KERNEL_NOT_FREE)
    sink->take (sink, step->theta[0], frame->tile.n, step->exponent * step->constant,
                kernel_frame_adjoint (frame, step->adjoint), NULL, NULL);
}

const KernelStepKind kernel_step_shift = { shift_forward, shift_backward };

/* dst = a, plus c where a point meets itself: White in a sum. */
static bool
add_on_diagonal (const KernelTile *tile, double c, double *out)
{
  bool crossed = false;

  for (size_t j = 0; tile->same && j < tile->cols; j++)
    {
      ptrdiff_t i = (ptrdiff_t) j + tile->diagonal;
      if (i < 0 || i >= (ptrdiff_t) tile->rows)
        continue;
      out[(size_t) i + j * tile->rows] += c;
      crossed = true;
    }
  return crossed;
}

static void
diagonal_forward (const KernelStep *step, const KernelFrame *frame)
{
  const double *a = kernel_frame_value (frame, step->a);
  double *out = kernel_frame_target (frame, step);

  if (a != out && !kernel_frame_is_direct (frame, step)) /* there, the step before wrote to out too */
    memcpy (out, a, frame->tile.n * sizeof (double));
  add_on_diagonal (&frame->tile, step->constant, out);
}

static void
diagonal_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *scratch = kernel_frame_scratch (frame);

  if (step->theta[0] == KERNEL_NOT_FREE)
    return;
  memset (scratch, 0, frame->tile.n * sizeof (double));
  if (add_on_diagonal (&frame->tile, 1, scratch))
    sink->take (sink, step->theta[0], frame->tile.n, step->constant,
                kernel_frame_adjoint (frame, step->adjoint), scratch, NULL);
}

const KernelStepKind kernel_step_diagonal = { diagonal_forward, diagonal_backward };

/* --- Products ---------------------------------------------------------------------------- */

static inline double
flush (double value)
{
  return value < TINY && value > -TINY ? 0 : value;
}

KERNEL_CLONES static void
multiply (size_t n, const double *a, const double *b, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = flush (a[i] * b[i]);
}

static void
multiply_forward (const KernelStep *step, const KernelFrame *frame)
{
  multiply (frame->tile.n, kernel_frame_value (frame, step->a), kernel_frame_value (frame, step->b),
            kernel_frame_target (frame, step));
}

static void
multiply_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint);

  if (step->free_b)
    multiply (frame->tile.n, adjoint, kernel_frame_value (frame, step->a),
              kernel_frame_adjoint (frame, step->adjoint_b));
  if (step->free_a)
    multiply (frame->tile.n, adjoint, kernel_frame_value (frame, step->b), adjoint);
}

const KernelStepKind kernel_step_multiply = { multiply_forward, multiply_backward };

/* dst = c a, c = parameter^exponent; d dst / d log parameter = exponent dst. */
KERNEL_CLONES static void
scale (size_t n, const double *a, double c, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = flush (c * a[i]);
}

static void
scale_forward (const KernelStep *step, const KernelFrame *frame)
{
  scale (frame->tile.n, kernel_frame_value (frame, step->a), step->constant,
         kernel_frame_target (frame, step));
}

static void
scale_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint);

  if (step->theta[0] != KERNEL_NOT_FREE)
    sink->take (sink, step->theta[0], frame->tile.n, step->exponent, adjoint,
                kernel_frame_value (frame, step->dst), NULL);
  if (step->free_a)
    scale (frame->tile.n, adjoint, step->constant, adjoint);
}

const KernelStepKind kernel_step_scale = { scale_forward, scale_backward };

/* out = c b a^e. */
KERNEL_CLONES static void
raise_to (size_t n, double c, const double *a, int exponent, const double *b, double *out)
{
  for (size_t i = 0; i < n; i++)
    {
      double base = a[i], power = c * b[i];
      for (int left = exponent; left > 0; left >>= 1, base = flush (base * base))
        power = left & 1 ? flush (power * base) : power;
      out[i] = power;
    }
}

static void
power_forward (const KernelStep *step, const KernelFrame *frame)
{
  const double *a = kernel_frame_value (frame, step->a);
  raise_to (frame->tile.n, 1, a, step->exponent - 1, a, kernel_frame_target (frame, step));
}

static void
power_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint);

  if (step->free_a)
    raise_to (frame->tile.n, step->exponent, kernel_frame_value (frame, step->a),
              step->exponent - 1, adjoint, adjoint);
}

const KernelStepKind kernel_step_power = { power_forward, power_backward };
