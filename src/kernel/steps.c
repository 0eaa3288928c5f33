/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <string.h>

#include "simd.h"

/* What the steps that join leaves do with a tile, forwards and backwards. */

/* Products of kernel values smaller than this count as 0: no denormal leaves a tile. */
#define TINY 1e-200

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
  add (kernel_step_pairs (step, frame), kernel_frame_value (frame, step->a), kernel_frame_value (frame, step->b),
       kernel_frame_target (frame, step));
}

static void
add_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  if (step->free_b)
    memcpy (kernel_frame_adjoint (frame, step->adjoint_b),
            kernel_frame_adjoint (frame, step->adjoint), kernel_step_pairs (step, frame) * sizeof (double));
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
  shift (kernel_step_pairs (step, frame), kernel_frame_value (frame, step->a), step->constant,
         kernel_frame_target (frame, step));
}

static void
shift_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  if (step->theta[0] != KERNEL_NOT_FREE)
    sink->take (sink, step->theta[0], kernel_step_pairs (step, frame), step->exponent * step->constant,
                kernel_frame_adjoint (frame, step->adjoint), NULL, NULL);
}

const KernelStepKind kernel_step_shift = { shift_forward, shift_backward };

/* dst = a, plus c where a point meets itself: White in a sum. */
static bool
add_on_diagonal (const KernelTile *tile, double c, double *out)
{
  bool crossed = tile->paired && tile->same;

  for (size_t i = 0; tile->paired && tile->same && i < tile->rows; i++)
    out[i] += c;
  for (size_t j = 0; !tile->paired && tile->same && j < tile->cols; j++)
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
    memcpy (out, a, kernel_step_pairs (step, frame) * sizeof (double));
  KernelTile tile = kernel_step_tile (step, frame);
  add_on_diagonal (&tile, step->constant, out);
}

static void
diagonal_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *scratch = kernel_frame_scratch (frame);

  if (step->theta[0] == KERNEL_NOT_FREE)
    return;
  memset (scratch, 0, kernel_step_pairs (step, frame) * sizeof (double));
  KernelTile tile = kernel_step_tile (step, frame);
  if (add_on_diagonal (&tile, 1, scratch))
    sink->take (sink, step->theta[0], kernel_step_pairs (step, frame), step->constant,
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
  multiply (kernel_step_pairs (step, frame), kernel_frame_value (frame, step->a), kernel_frame_value (frame, step->b),
            kernel_frame_target (frame, step));
}

static void
multiply_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint);

  if (step->free_b)
    multiply (kernel_step_pairs (step, frame), adjoint, kernel_frame_value (frame, step->a),
              kernel_frame_adjoint (frame, step->adjoint_b));
  if (step->free_a)
    multiply (kernel_step_pairs (step, frame), adjoint, kernel_frame_value (frame, step->b), adjoint);
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
  scale (kernel_step_pairs (step, frame), kernel_frame_value (frame, step->a), step->constant,
         kernel_frame_target (frame, step));
}

static void
scale_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint);

  if (step->theta[0] != KERNEL_NOT_FREE)
    sink->take (sink, step->theta[0], kernel_step_pairs (step, frame), step->exponent, adjoint,
                kernel_frame_value (frame, step->dst), NULL);
  if (step->free_a)
    scale (kernel_step_pairs (step, frame), adjoint, step->constant, adjoint);
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
  raise_to (kernel_step_pairs (step, frame), 1, a, step->exponent - 1, a, kernel_frame_target (frame, step));
}

static void
power_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  double *adjoint = kernel_frame_adjoint (frame, step->adjoint);

  if (step->free_a)
    raise_to (kernel_step_pairs (step, frame), step->exponent, kernel_frame_value (frame, step->a),
              step->exponent - 1, adjoint, adjoint);
}

const KernelStepKind kernel_step_power = { power_forward, power_backward };
