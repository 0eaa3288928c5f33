/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compiler.h"

#include <string.h>

/* Operators as steps: the kernel behind them is compiled once for each view that the operator's
 * formula has, and a step joins the results. */

/* Longer lists of steps than this are refused when the kernel is bound. */
#define MOST_STEPS 4096

/* --- Sets and views ---------------------------------------------------------------------- */

static bool
any_free (const KernelPoints *points)
{
  for (size_t slot = 0; slot < points->node->n_slots; slot++)
    if (points->theta[slot] != KERNEL_NOT_FREE)
      return true;
  return false;
}

size_t
kernel_compile_points (KernelCompiler *compiler, KernelPoints points)
{
  KernelProgram *program = compiler->program;

  for (size_t i = KERNEL_OWN_POINTS; i < program->n_points; i++)
    {
      const KernelPoints *old = &program->points[i];
      if (old->node == points.node && old->from == points.from && old->order == points.order
          && memcmp (old->theta, points.theta, points.node->n_slots * sizeof *points.theta) == 0)
        return i;
    }
  if (program->n_points == KERNEL_MOST_POINTS)
    {
      program->overflow = true;
      return 0;
    }
  points.wanted = (points.order == NULL && any_free (&points))
                  || (!points.anchor && program->points[points.from].wanted);
  program->points[program->n_points] = points;
  return program->n_points++;
}

size_t
kernel_compile_view (KernelCompiler *compiler, size_t a, size_t b, bool paired)
{
  KernelProgram *program = compiler->program;

  for (size_t i = 0; i < program->n_views; i++)
    if (program->views[i].a == a && program->views[i].b == b && program->views[i].paired == paired)
      return i;
  if (program->n_views == KERNEL_MOST_VIEWS)
    {
      program->overflow = true;
      return 0;
    }
  program->views[program->n_views] = (KernelView){ a, b, paired };
  return program->n_views++;
}

/* --- One operator ------------------------------------------------------------------------ */

typedef struct
{
  KernelCompiler *compiler;
  const MercerKernel *node;
  size_t flat, adjoint; /* of the kernel behind it */
  KernelView view;      /* in which the operator stands */
  KernelPoints made;    /* what sets of this operator begin with */
  size_t parts[KERNEL_MOST_VIEWS];
  double weights[KERNEL_MOST_VIEWS];
  size_t n_parts;
} Work;

static size_t
made_from (Work *work, size_t from)
{
  KernelPoints points = work->made;
  points.from = from;
  return kernel_compile_points (work->compiler, points);
}

/* The kernel behind the operator in another view, with the adjoint behind those of parts so far. */
static size_t
compile_in (Work *work, size_t view, size_t adjoint)
{
  KernelCompiler *compiler = work->compiler;
  size_t before = compiler->view;
  bool wanted = compiler->points_wanted;
  const KernelView *pairs = &compiler->program->views[view];

  compiler->view = view;
  compiler->points_wanted
      = wanted
        || (compiler->program->purpose == KERNEL_BY_THETA
            && (compiler->program->points[pairs->a].wanted || compiler->program->points[pairs->b].wanted));
  size_t dst = kernel_compile (compiler, work->node->children[0], work->flat, adjoint);
  compiler->view = before;
  compiler->points_wanted = wanted;
  return dst;
}

static void
add_part (Work *work, size_t view, size_t adjoint, double weight)
{
  if (work->compiler->program->overflow || work->n_parts == KERNEL_MOST_VIEWS)
    {
      work->compiler->program->overflow = true;
      return;
    }
  work->weights[work->n_parts] = weight;
  work->parts[work->n_parts] = compile_in (work, view, adjoint);
  work->n_parts++;
}

/* The step that joins the parts (and, for some, the kernel itself in a). */
static size_t
join_parts (Work *work, const KernelStepKind *kind, size_t a)
{
  KernelCompiler *compiler = work->compiler;
  KernelStep *step = kernel_compile_emit (compiler, kind);
  size_t *parts = kernel_compile_keep (compiler, sizeof work->parts[0] * work->n_parts);
  double *weights = kernel_compile_keep (compiler, sizeof work->weights[0] * work->n_parts);

  memcpy (parts, work->parts, sizeof *parts * work->n_parts);
  memcpy (weights, work->weights, sizeof *weights * work->n_parts);
  step->a = a;
  step->parts = parts;
  step->n_parts = work->n_parts;
  step->weights_of_parts = weights;
  step->leaf = work->node;
  step->slots = work->made.p;
  step->theta = work->made.theta;
  step->adjoint = work->adjoint;
  step->adjoint_b = work->adjoint + 1;
  step->dst = kernel_compile_acquire (compiler);
  for (size_t i = 0; i < work->n_parts; i++)
    kernel_compile_release (compiler, parts[i]);
  return step->dst;
}

static size_t
compile_shift (Work *work)
{
  KernelCompiler *compiler = work->compiler;
  KernelPoints fixed = work->made;
  fixed.anchor = true;
  size_t anchor = kernel_compile_points (compiler, fixed);
  size_t a = kernel_compile (compiler, work->node->children[0], work->flat, work->adjoint);

  add_part (work, kernel_compile_view (compiler, work->view.a, anchor, false), work->adjoint + 1, 1);
  add_part (work, kernel_compile_view (compiler, anchor, work->view.b, false), work->adjoint + 2, 1);
  add_part (work, kernel_compile_view (compiler, anchor, anchor, false), work->adjoint + 3, 1);
  size_t dst = join_parts (work, &kernel_step_anchor, a);
  kernel_compile_release (compiler, a);
  return dst;
}

static size_t
compile_normalize (Work *work)
{
  KernelCompiler *compiler = work->compiler;
  size_t a = kernel_compile (compiler, work->node->children[0], work->flat, work->adjoint);

  add_part (work, kernel_compile_view (compiler, work->view.a, work->view.a, true), work->adjoint + 1, 1);
  add_part (work, kernel_compile_view (compiler, work->view.b, work->view.b, true), work->adjoint + 2, 1);
  size_t dst = join_parts (work, &kernel_step_normalize, a);
  kernel_compile_release (compiler, a);
  return dst;
}

/* No step of its own: the result is that of the kernel at the warped points. */
static size_t
compile_warp (Work *work)
{
  KernelCompiler *compiler = work->compiler;
  size_t a = made_from (work, work->view.a), b = made_from (work, work->view.b);

  if (compiler->n_warps == KERNEL_MOST_WARPS)
    {
      compiler->program->overflow = true;
      return kernel_compile_acquire (compiler);
    }
  compiler->warps[compiler->n_warps++] = work->made;
  size_t dst = compile_in (work, kernel_compile_view (compiler, a, b, work->view.paired), work->adjoint);
  compiler->n_warps--;
  return dst;
}

static size_t
compile_centre (Work *work)
{
  return kernel_compile_centre (work->compiler, work->node, work->flat, work->adjoint);
}

static size_t
compile_symmetrize (Work *work)
{
  KernelCompiler *compiler = work->compiler;
  KernelView view = work->view;
  size_t slot = kernel_param_slot (work->node, KERNEL_SYMMETRIZE_PARITY);
  double parity = work->node->slots[slot].value;
  size_t a = made_from (work, view.a), b = made_from (work, view.b);
  KernelView views[] = { { view.a, view.b }, { a, view.b }, { view.a, b }, { a, b } };

  for (size_t i = 0; i < G_N_ELEMENTS (views); i++)
    add_part (work, kernel_compile_view (compiler, views[i].a, views[i].b, view.paired), work->adjoint + i,
              i == 1 || i == 2 ? 0.25 * parity : 0.25);
  return join_parts (work, &kernel_step_blend, 0);
}

/* Orders of up to three columns, the one that changes nothing first. */
static const size_t orders[][KERNEL_MOST_EXCHANGED]
    = { { 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

static size_t
exchanged (Work *work, size_t from, size_t order)
{
  KernelPoints points = work->made;

  if (order == 0)
    return from;
  points.from = from;
  points.order = orders[order];
  return kernel_compile_points (work->compiler, points);
}

static size_t
compile_exchange (Work *work)
{
  static const size_t how_many[] = { 1, 1, 2, 6 };
  size_t n = how_many[MIN (work->node->n_index, KERNEL_MOST_EXCHANGED)];

  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      add_part (work,
                kernel_compile_view (work->compiler, exchanged (work, work->view.a, i),
                          exchanged (work, work->view.b, j), work->view.paired),
                work->adjoint + i * n + j, 1.0 / (double) (n * n));
  return join_parts (work, &kernel_step_blend, 0);
}

static size_t
compile_additive (Work *work)
{
  KernelCompiler *compiler = work->compiler;

  for (size_t c = 0; c < work->node->n_index; c++)
    {
      compiler->only = c;
      add_part (work, compiler->view, work->adjoint + c, 1);
    }
  compiler->only = KERNEL_ALL_COLUMNS;
  return join_parts (work, &kernel_step_additive, 0);
}

size_t
kernel_compile_operator (KernelCompiler *compiler, const MercerKernel *node, size_t flat,
                         size_t adjoint)
{
  static size_t (*const compilers[]) (Work *) = {
    [KERNEL_NORMALIZE] = compile_normalize, [KERNEL_WARP] = compile_warp,
    [KERNEL_ADDITIVE] = compile_additive,   [KERNEL_SYMMETRIZE] = compile_symmetrize,
    [KERNEL_EXCHANGE] = compile_exchange,   [KERNEL_SHIFT] = compile_shift,
    [KERNEL_CENTRE] = compile_centre,
  };
  KernelProgram *program = compiler->program;

  program->has_operators = true;
  program->overflow = program->overflow || program->n_steps > MOST_STEPS;
  if (program->overflow)
    return kernel_compile_acquire (compiler);
  Work *work = g_new0 (Work, 1);
  *work = (Work){ .compiler = compiler,
                  .node = node,
                  .flat = flat,
                  .adjoint = adjoint,
                  .view = program->views[compiler->view] };
  double *p = kernel_compile_keep (compiler, (node->n_slots + 1) * sizeof *p);
  for (size_t slot = 0; slot < node->n_slots; slot++)
    p[slot] = node->slots[slot].value;
  size_t *theta = kernel_compile_keep (compiler, (node->n_slots + 1) * sizeof *theta);
  size_t own = flat + mercer_kernel_params (node->children[0]);
  for (size_t slot = 0; slot < node->n_slots; slot++)
    theta[slot] = program->purpose == KERNEL_BY_THETA ? compiler->theta_of_slots[own + slot] : KERNEL_NOT_FREE;
  work->made = (KernelPoints){ .node = node, .p = p, .theta = theta };
  size_t dst = compilers[node->family->operation](work);
  g_free (work);
  return dst;
}
