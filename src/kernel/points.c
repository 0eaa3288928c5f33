/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators.h"
#include "program.h"

#include <string.h>

/* The sets of points that operators look at, for each tile, and the way back of the derivatives by
 * them. */

static size_t
count (const KernelFrame *frame, size_t set)
{
  const KernelPoints *points = frame->program->points;

  while (set >= KERNEL_OWN_POINTS && !points[set].anchor)
    set = points[set].from;
  return set >= KERNEL_OWN_POINTS ? 1 : set == 0 ? frame->tile.rows : frame->tile.cols;
}

MercerMatrix
kernel_points_of (const KernelFrame *frame, size_t set)
{
  return set == 0 ? frame->tile.x : set == 1 ? frame->tile.z : frame->points[set];
}

/* --- Maps of one coordinate -------------------------------------------------------------- */

/* The c-th number of a list that may hold one for all. */
static double
listed (const MercerKernel *node, const double *slots, size_t param, size_t c)
{
  size_t first = kernel_param_slot (node, param);
  return slots[first + (node->lengths[param] > 1 ? c : 0)];
}

static double
mapped (const KernelPoints *points, size_t c, double x)
{
  const MercerKernel *node = points->node;

  switch (node->family->operation)
    {
    case KERNEL_WARP:
      return node->family->warp->value (points->p, x);
    case KERNEL_SYMMETRIZE:
      return 2 * listed (node, points->p, KERNEL_SYMMETRIZE_CENTER, c) - x;
    case KERNEL_SHIFT:
      return listed (node, points->p, KERNEL_SHIFT_AT, c);
    default:
      return x;
    }
}

/* By the coordinate that was mapped. */
static double
map_slope (const KernelPoints *points, double x)
{
  const KernelFamily *family = points->node->family;

  if (family->operation == KERNEL_WARP)
    return family->warp->slope (points->p, x);
  return family->operation == KERNEL_SYMMETRIZE ? -1 : 1;
}

/* By one of the operator's slots, for column c. */
static double
map_partial (const KernelPoints *points, size_t slot, size_t c, double x)
{
  const MercerKernel *node = points->node;
  size_t param = kernel_slot_param (node, slot);

  if (node->family->operation == KERNEL_WARP)
    return node->family->warp->partial (points->p, param, x);
  bool own = node->lengths[param] == 1 || slot - kernel_param_slot (node, param) == c;
  return !own ? 0 : node->family->operation == KERNEL_SYMMETRIZE ? 2 : 1;
}

void
kernel_points_map (const KernelPoints *points, MercerMatrix from, MercerMatrix to)
{
  const MercerKernel *node = points->node;

  for (size_t c = 0; c < node->n_index; c++)
    {
      const double *x = mercer_matrix_column (from, node->index[points->order != NULL ? points->order[c] : c]);
      double *out = mercer_matrix_column (to, node->index[c]);
      for (size_t i = 0; i < to.rows; i++)
        out[i] = mapped (points, c, points->anchor ? 0 : x[i]);
    }
}

/* --- A tile ------------------------------------------------------------------------------ */

void
kernel_points_make (const KernelFrame *frame)
{
  const KernelProgram *program = frame->program;

  for (size_t set = KERNEL_OWN_POINTS; set < program->n_points; set++)
    {
      const KernelPoints *points = &program->points[set];
      size_t n = count (frame, set);
      frame->points[set] = mercer_matrix (frame->points[set].data, n, program->d);
      kernel_points_map (points, kernel_points_of (frame, points->anchor ? 0 : points->from),
                         frame->points[set]);
    }
}

bool
kernel_points_are_counterparts (const KernelProgram *program, size_t a, size_t b)
{
  const KernelPoints *of_a = &program->points[a], *of_b = &program->points[b];

  if (a < KERNEL_OWN_POINTS || b < KERNEL_OWN_POINTS)
    return a == 0 && b == 1;
  return !of_a->anchor && of_a->node == of_b->node && of_a->order == of_b->order
         && kernel_points_are_counterparts (program, of_a->from, of_b->from);
}

KernelTile
kernel_step_tile (const KernelStep *step, const KernelFrame *frame)
{
  const KernelProgram *program = frame->program;
  const KernelView *view = &program->views[step->view];
  KernelTile tile = frame->tile;

  if (step->view == 0)
    return tile;
  tile.x = kernel_points_of (frame, view->a);
  tile.z = kernel_points_of (frame, view->b);
  tile.rows = count (frame, view->a);
  tile.cols = view->paired ? 1 : count (frame, view->b);
  tile.n = tile.rows * tile.cols;
  tile.paired = view->paired;
  /* White knows an observation again: a point with itself, whatever was made of both alike */
  tile.same = view->paired || (tile.same && kernel_points_are_counterparts (program, view->a, view->b));
  if (view->paired)
    tile.diagonal = 0;
  return tile;
}

/* --- Backwards --------------------------------------------------------------------------- */

void
kernel_points_clear (const KernelFrame *frame)
{
  const KernelProgram *program = frame->program;

  for (size_t set = 0; set < program->n_points; set++)
    {
      frame->moved[set] = mercer_matrix (frame->moved[set].data, count (frame, set), program->d);
      if (program->points[set].wanted)
        mercer_matrix_fill (frame->moved[set], 0);
    }
}

static void
take_slot (const KernelFrame *frame, const KernelPoints *points, MercerMatrix x, MercerMatrix g,
           size_t slot, KernelSink *sink)
{
  const MercerKernel *node = points->node;
  const double one = 1;
  double sum = 0;

  for (size_t c = 0; c < node->n_index; c++)
    for (size_t i = 0; i < g.rows; i++)
      sum += *mercer_matrix_at (g, i, node->index[c])
             * map_partial (points, slot, c, points->anchor ? 0 : *mercer_matrix_at (x, i, node->index[c]));
  bool logarithmic = kernel_spec_logarithmic (kernel_slot_spec (node, slot));
  sink->take (sink, points->theta[slot], 1, logarithmic ? sum * points->p[slot] : sum, &one, NULL,
              NULL);
}

static void
hand_on (const KernelFrame *frame, size_t set, KernelSink *sink)
{
  const KernelProgram *program = frame->program;
  const KernelPoints *points = &program->points[set];
  const MercerKernel *node = points->node;
  MercerMatrix g = frame->moved[set], x = kernel_points_of (frame, points->anchor ? 0 : points->from);

  for (size_t slot = 0; slot < node->n_slots && points->order == NULL; slot++)
    if (points->theta[slot] != KERNEL_NOT_FREE)
      take_slot (frame, points, x, g, slot, sink);
  if (points->anchor || !program->points[points->from].wanted)
    return;
  MercerMatrix to = points->from == 0 ? sink->moved : frame->moved[points->from];
  for (size_t c = 0; c < node->n_index; c++)
    {
      size_t source = node->index[points->order != NULL ? points->order[c] : c];
      for (size_t i = 0; i < g.rows; i++)
        *mercer_matrix_at (to, i, source)
            += *mercer_matrix_at (g, i, node->index[c])
               * map_slope (points, *mercer_matrix_at (x, i, source));
    }
}

void
kernel_points_hand_on (const KernelFrame *frame, KernelSink *sink)
{
  for (size_t set = frame->program->n_points; set-- > KERNEL_OWN_POINTS;)
    if (frame->program->points[set].wanted)
      hand_on (frame, set, sink);
}
