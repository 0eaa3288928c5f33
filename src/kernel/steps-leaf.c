/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <string.h>

#include "simd.h"

/* What the step of a leaf does with a tile: its input, its values, and backwards the derivatives by its parameters and by
 * the points. */

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
  KernelTile tile = kernel_step_tile (step, frame);

  tile.p = step->p;
  tile.slots = step->slots;
  tile.lengths = step->leaf->lengths;
  tile.prepared = step->prepared;
  tile.weight = step->weight;
  tile.u = kernel_frame_value (frame, step->u);
  tile.columns = step->columns;
  tile.d = step->d;
  return tile;
}

/* The i-th pair of a paired tile as a tile of its own. */
static KernelTile
one_pair (const KernelTile *tile, size_t i)
{
  KernelTile one = *tile;

  one.x = mercer_matrix_block (tile->x, i, 0, 1, tile->x.cols);
  one.z = mercer_matrix_block (tile->z, i, 0, 1, tile->z.cols);
  one.n = one.rows = one.cols = 1;
  one.paired = false;
  return one;
}

/* A point with itself: no distance, and |x|^2. */
static void
fill_paired (const KernelTile *tile, KernelInput input, double *u)
{
  memset (u, 0, tile->n * sizeof *u);
  for (size_t c = 0; input == KERNEL_INPUT_DOT && c < tile->d; c++)
    {
      const double *x = mercer_matrix_column (tile->x, tile->columns[c]);
      for (size_t i = 0; i < tile->n; i++)
        u[i] += x[i] * x[i];
    }
}

static void
leaf_forward (const KernelStep *step, const KernelFrame *frame)
{
  KernelTile tile = leaf_tile (step, frame);
  const KernelFamily *family = step->leaf->family;
  bool slope = frame->program->with_gradient && family->input == KERNEL_INPUT_SCALED;
  double *out = kernel_frame_target (frame, step);

  if (tile.paired && fill_input[family->input] == NULL)
    {
      for (size_t i = 0; i < tile.n; i++)
        {
          KernelTile one = one_pair (&tile, i);
          family->value (&one, out + i, NULL);
        }
      return;
    }
  if (family->fused != NULL && step->fills_u && step->u == step->dst && !slope && !tile.paired
      && family->fused (&tile, step->weights, out))
    return;
  if (step->fills_u && tile.paired)
    fill_paired (&tile, family->input, kernel_frame_value (frame, step->u));
  else if (step->fills_u)
    fill_input[family->input](&tile, step->weights, kernel_frame_value (frame, step->u));
  family->value (&tile, out, slope ? kernel_frame_value (frame, step->slope) : NULL);
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

  if (tile->paired) /* no length makes a difference to no distance */
    return;
  if (step->weights == NULL)
    {
      slot += step->component;
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

/* --- By the points ----------------------------------------------------------------------- */

/* rows x cols, column-major, to cols x rows. */
static void
transpose (size_t rows, size_t cols, const double *from, double *to)
{
  for (size_t j = 0; j < cols; j++)
    for (size_t i = 0; i < rows; i++)
      to[j + i * cols] = from[i + j * rows];
}

/* The same pairs seen from the other side. */
static KernelTile
turned (const KernelTile *tile)
{
  KernelTile other = *tile;

  other.x = tile->z;
  other.z = tile->x;
  other.rows = tile->cols;
  other.cols = tile->rows;
  other.diagonal = -tile->diagonal;
  return other;
}

/* g += sum over the pairs of adjoint dk/dx, x the tile's points. t: adjoint dk/du, where there is
 * an input. */
static void
move_side (const KernelStep *step, const KernelTile *tile, const double *v, const double *adjoint,
           const double *t, MercerMatrix g)
{
  const KernelFamily *family = step->leaf->family;

  if (family->input == KERNEL_INPUT_POINTS)
    family->by_points (tile, v, adjoint, g);
  else if (family->input == KERNEL_INPUT_DOT)
    kernel_input_move_dots (tile, t, g);
  else
    kernel_input_move_squares (tile, step->weights, tile->weight, t, g);
}

/* A point with itself moves on both sides at once, so twice; no distance changes. */
static void
move_paired (const KernelStep *step, const KernelTile *tile, const double *v, const double *adjoint,
             const double *t, MercerMatrix g)
{
  KernelInput input = step->leaf->family->input;

  if (input != KERNEL_INPUT_POINTS && input != KERNEL_INPUT_DOT)
    return;
  for (size_t i = 0; i < tile->n; i++)
    {
      KernelTile one = one_pair (tile, i);
      double twice = 2 * adjoint[i], twice_t = input == KERNEL_INPUT_DOT ? 2 * t[i] : 0;
      move_side (step, &one, v + i, &twice, &twice_t, mercer_matrix_block (g, i, 0, 1, g.cols));
    }
}

static void
leaf_move (const KernelStep *step, const KernelFrame *frame, const KernelTile *tile,
           KernelSink *sink)
{
  const KernelFamily *family = step->leaf->family;
  const KernelProgram *program = frame->program;
  const KernelView *view = &program->views[step->view];
  const double *v = kernel_frame_value (frame, step->dst);
  const double *adjoint = kernel_frame_adjoint (frame, step->adjoint);
  double *t = kernel_frame_scratch (frame), slope[KERNEL_TILE];

  if (family->input == KERNEL_INPUT_NONE)
    return;
  if (family->input == KERNEL_INPUT_SCALED)
    join (tile->n, adjoint, kernel_frame_value (frame, step->slope), t);
  else if (family->input != KERNEL_INPUT_POINTS)
    {
      family->by_input (tile, v, slope);
      join (tile->n, adjoint, slope, t);
    }
  if (program->points[view->a].wanted)
    (tile->paired ? move_paired : move_side) (step, tile, v, adjoint, t,
                                              view->a == 0 ? sink->moved : frame->moved[view->a]);
  if (tile->paired || !program->points[view->b].wanted)
    return;
  double turned_v[KERNEL_TILE], turned_adjoint[KERNEL_TILE], turned_t[KERNEL_TILE];
  KernelTile other = turned (tile);
  transpose (tile->rows, tile->cols, v, turned_v);
  transpose (tile->rows, tile->cols, adjoint, turned_adjoint);
  if (family->input != KERNEL_INPUT_POINTS)
    transpose (tile->rows, tile->cols, t, turned_t);
  move_side (step, &other, turned_v, turned_adjoint, turned_t,
             view->b == 0 ? sink->moved : frame->moved[view->b]);
}

/* --- By the parameters ------------------------------------------------------------------- */

static void
partial (const KernelFamily *family, const KernelTile *tile, size_t p, const double *v, double *out)
{
  if (!tile->paired || fill_input[family->input] != NULL)
    {
      family->partial (tile, p, v, out);
      return;
    }
  for (size_t i = 0; i < tile->n; i++)
    {
      KernelTile one = one_pair (tile, i);
      family->partial (&one, p, v + i, out + i);
    }
}

static void
leaf_by_theta (const KernelStep *step, const KernelFrame *frame, KernelTile *tile, KernelSink *sink)
{
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
          lengthscale_backward (step, frame, tile, slot, sink);
          continue;
        }
      for (size_t i = 0; i < step->leaf->lengths[p]; i++)
        {
          if (step->theta[slot + i] == KERNEL_NOT_FREE)
            continue;
          tile->component = i;
          partial (family, tile, p, v, scratch);
          bool logarithmic = kernel_spec_logarithmic (&family->family.params[p]);
          sink->take (sink, step->theta[slot + i], tile->n,
                      logarithmic ? step->slots[slot + i] : 1, adjoint, scratch, NULL);
        }
    }
}

static void
leaf_backward (const KernelStep *step, const KernelFrame *frame, KernelSink *sink)
{
  const KernelProgram *program = frame->program;
  const KernelView *view = &program->views[step->view];
  KernelTile tile = leaf_tile (step, frame);

  if (program->purpose == KERNEL_BY_THETA)
    leaf_by_theta (step, frame, &tile, sink);
  if (program->points[view->a].wanted || program->points[view->b].wanted)
    leaf_move (step, frame, &tile, sink);
}

const KernelStepKind kernel_step_leaf = { leaf_forward, leaf_backward };
