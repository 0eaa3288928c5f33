/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compiler.h"

#include <string.h>

/* Centre as a step, with the programs that find out what it must know of each point. */

/* --- Programs of their own --------------------------------------------------------------- */

/* The set of `outer` made anew in another program, from its set `root`. */
static size_t
copied_set (KernelCompiler *compiler, const KernelProgram *outer, size_t set, size_t root)
{
  KernelPoints points = outer->points[set];

  if (set < KERNEL_OWN_POINTS)
    return root;
  if (!points.anchor)
    points.from = copied_set (compiler, outer, points.from, root);
  return kernel_compile_points (compiler, points);
}

/* The reference where warps have led to: what they make of it. */
static size_t
reference_set (KernelCompiler *compiler, size_t root)
{
  size_t set = root;

  for (size_t i = 0; i < compiler->n_warps; i++)
    {
      KernelPoints points = compiler->warps[i];
      points.from = set;
      set = kernel_compile_points (compiler, points);
    }
  return set;
}

#define THE_REFERENCE SIZE_MAX /* in place of a set: the reference itself */

/* The kernel behind the Centre, of the pairs of the reference (X) with the points of a set (Z); by points
 * the other way round. *place: the points in the new program. */
static KernelProgram *
compile_means (const KernelCompiler *outer, const MercerKernel *node, size_t flat, size_t set,
               KernelPurpose purpose, size_t *place)
{
  KernelProgram *program = kernel_compile_begin (purpose, outer->program->n_theta);
  KernelCompiler compiler = { .program = program,
                              .only = outer->only,
                              .theta_of_slots = outer->theta_of_slots,
                              .n_warps = outer->n_warps,
                              .depth = outer->depth + 1 };
  bool turned = purpose == KERNEL_BY_POINTS;

  memcpy (compiler.warps, outer->warps, sizeof compiler.warps);
  program->d = node->d;
  compiler.vacant = g_array_new (FALSE, FALSE, sizeof (size_t));
  size_t reference = reference_set (&compiler, turned ? 1 : 0);
  size_t points = set == THE_REFERENCE ? reference_set (&compiler, 1)
                                       : copied_set (&compiler, outer->program, set, turned ? 0 : 1);
  size_t a = turned ? points : reference, b = turned ? reference : points;
  *place = points;
  compiler.view = kernel_compile_view (&compiler, a, b, false);
  compiler.points_wanted
      = purpose == KERNEL_BY_THETA && (program->points[a].wanted || program->points[b].wanted);
  kernel_compile (&compiler, node->children[0], flat, 0);
  kernel_compile_end (&compiler, false, purpose == KERNEL_BY_THETA);
  outer->program->overflow = outer->program->overflow || program->overflow;
  return program;
}

/* --- Centres and their sides --------------------------------------------------------------- */

static KernelPurpose
purpose_of_means (const KernelProgram *program)
{
  return program->purpose == KERNEL_BY_THETA ? KERNEL_BY_THETA : KERNEL_VALUES;
}

static size_t
root_of (const KernelProgram *program, size_t set)
{
  while (set >= KERNEL_OWN_POINTS && !program->points[set].anchor)
    set = program->points[set].from;
  return set >= KERNEL_OWN_POINTS ? KERNEL_ANCHORED : set;
}

static size_t
add_centre (KernelCompiler *compiler, const MercerKernel *node, size_t flat)
{
  KernelProgram *program = compiler->program;
  KernelCentres *centres = program->centres;
  bool one = compiler->only != KERNEL_ALL_COLUMNS && node->n_index > 0; /* a constant sees no column */

  for (guint i = 0; i < centres->centres->len; i++)
    {
      const KernelCentre *old = g_ptr_array_index (centres->centres, i);
      if (old->node == node && old->only == compiler->only)
        return i;
    }
  KernelCentre *centre = g_new0 (KernelCentre, 1);
  KernelSide *among = g_new0 (KernelSide, 1);
  *centre = (KernelCentre){ .node = node, .only = compiler->only, .among = among };
  if (node->reference != NULL)
    centre->polynomials
        = kernel_polynomials_new ((size_t) node->slots[KERNEL_CENTRE_ORDER].value,
                                  node->index + (one ? compiler->only : 0), one ? 1 : node->n_index, node->reference->x);
  centres->unreferenced = centres->unreferenced || centre->polynomials == NULL;
  *among = (KernelSide){ .centre = centres->centres->len, .root = 1 };
  among->means = compile_means (compiler, node, flat, THE_REFERENCE, purpose_of_means (program), &among->means_set);
  g_ptr_array_add (centres->centres, centre);
  return centres->centres->len - 1;
}

static size_t
add_side (KernelCompiler *compiler, const MercerKernel *node, size_t flat, size_t set)
{
  KernelProgram *program = compiler->program;
  size_t centre = add_centre (compiler, node, flat);
  GPtrArray *sides = program->centres->sides;

  for (guint i = 0; i < sides->len; i++)
    {
      const KernelSide *old = g_ptr_array_index (sides, i);
      if (old->centre == centre && old->set == set)
        return i;
    }
  KernelSide *side = g_new0 (KernelSide, 1);
  *side = (KernelSide){ .centre = centre, .set = set, .root = root_of (program, set), .twin = sides->len };
  side->means = compile_means (compiler, node, flat, set, purpose_of_means (program), &side->means_set);
  if (program->purpose == KERNEL_BY_POINTS && side->root == 0)
    side->moves = compile_means (compiler, node, flat, set, KERNEL_BY_POINTS, &side->moves_set);
  for (guint i = 0; i < sides->len; i++)
    {
      const KernelSide *old = g_ptr_array_index (sides, i);
      if (old->centre == centre && side->root == 1 && old->root == 0
          && kernel_points_are_counterparts (program, old->set, set))
        side->twin = i;
    }
  g_ptr_array_add (sides, side);
  return sides->len - 1;
}

size_t
kernel_compile_centre (KernelCompiler *compiler, const MercerKernel *node, size_t flat, size_t adjoint)
{
  KernelProgram *program = compiler->program;
  KernelView view = program->views[compiler->view];

  if (compiler->depth == KERNEL_MOST_CENTRES)
    {
      program->overflow = true;
      return kernel_compile_acquire (compiler);
    }
  if (program->centres == NULL)
    program->centres = kernel_centres_new ();
  size_t a = kernel_compile (compiler, node->children[0], flat, adjoint);
  size_t of_a = add_side (compiler, node, flat, view.a), of_b = add_side (compiler, node, flat, view.b);
  KernelStep *step = kernel_compile_emit (compiler, &kernel_step_centre);

  step->a = a;
  step->adjoint = adjoint;
  step->sides[0] = of_a;
  step->sides[1] = of_b;
  step->dst = kernel_compile_result (compiler, a);
  return step->dst;
}

/* --- Memory ------------------------------------------------------------------------------ */

static void
free_side (void *data)
{
  KernelSide *side = data;

  kernel_program_free (side->means);
  if (side->moves != NULL)
    kernel_program_free (side->moves);
  g_free (side);
}

static void
free_centre (void *data)
{
  KernelCentre *centre = data;

  free_side (centre->among);
  kernel_polynomials_free (centre->polynomials);
  g_free (atomic_load (&centre->moments));
  g_free (centre);
}

KernelCentres *
kernel_centres_new (void)
{
  KernelCentres *centres = g_new0 (KernelCentres, 1);

  centres->centres = g_ptr_array_new_with_free_func (free_centre);
  centres->sides = g_ptr_array_new_with_free_func (free_side);
  return centres;
}

void
kernel_centres_free (KernelCentres *centres)
{
  if (centres == NULL)
    return;
  g_ptr_array_unref (centres->sides);
  g_ptr_array_unref (centres->centres);
  g_free (centres);
}
