/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <math.h>
#include <string.h>

#include "families/families.h"

/* From the tree to the list of steps. */

/* Sharing of inputs is looked for among so many leaves at most; the search is quadratic. */
#define MOST_SHARING 64
/* A tile's pairs: as many as keep all buffers of a usual expression within the first-level
 * cache. */
#define CACHE_DOUBLES (6 * 1024)
#define SHORT_TILE    512

typedef struct
{
  KernelProgram *program;
  size_t *vacant, n_vacant; /* value buffers to use again */
  size_t *theta_of_slots;
  double *numbers; /* next to use */
  size_t *thetas;
  const MercerKernel *leaves[MOST_SHARING];
  size_t shared_u[MOST_SHARING]; /* the buffer in which a leaf left its input for others */
  size_t n_leaves;
} Compiler;

#define NO_BUFFER SIZE_MAX

static size_t
acquire (Compiler *compiler)
{
  if (compiler->n_vacant > 0)
    return compiler->vacant[--compiler->n_vacant];
  return compiler->program->n_values++;
}

static void
release (Compiler *compiler, size_t buffer)
{
  if (!compiler->program->with_gradient)
    compiler->vacant[compiler->n_vacant++] = buffer;
}

/* Where a step that works on one operand puts its result: in place unless a gradient needs the
 * operand. */
static size_t
result_of (Compiler *compiler, size_t operand)
{
  return compiler->program->with_gradient ? acquire (compiler) : operand;
}

static bool
has_no_input (const MercerKernel *leaf, void *data)
{
  return leaf->family->input == KERNEL_INPUT_NONE;
}

/* Whether the value changes with what the program derives by. */
static bool
is_free (const Compiler *compiler, const MercerKernel *kernel)
{
  return compiler->program->purpose == KERNEL_BY_POINTS
             ? !kernel_visit_leaves (kernel, has_no_input, NULL)
             : mercer_kernel_free_params (kernel) > 0;
}

static KernelStep *
emit (Compiler *compiler, const KernelStepKind *kind)
{
  KernelStep *step = &compiler->program->steps[compiler->program->n_steps++];
  *step = (KernelStep){ .kind = kind };
  return step;
}

/* --- Leaves ------------------------------------------------------------------------------ */

static bool
has_input (const MercerKernel *leaf)
{
  return leaf->family->input != KERNEL_INPUT_NONE && leaf->family->input != KERNEL_INPUT_POINTS;
}

/* Only what costs more than reading it back is worth sharing: two columns or more. */
static bool
can_share (const MercerKernel *leaf)
{
  return has_input (leaf) && leaf->n_index >= 2 && kernel_list_length (leaf) == 1;
}

static bool
same_input (const MercerKernel *a, const MercerKernel *b)
{
  return (a->family->input == KERNEL_INPUT_DOT) == (b->family->input == KERNEL_INPUT_DOT)
         && a->n_index == b->n_index
         && memcmp (a->index, b->index, a->n_index * sizeof *a->index) == 0;
}

static bool
collect_leaf (const MercerKernel *leaf, void *data)
{
  Compiler *compiler = data;

  if (can_share (leaf) && compiler->n_leaves < MOST_SHARING)
    {
      compiler->leaves[compiler->n_leaves] = leaf;
      compiler->shared_u[compiler->n_leaves++] = NO_BUFFER;
    }
  return true;
}

/* Settles where the leaf finds its input. */
static void
place_input (Compiler *compiler, KernelStep *step)
{
  size_t others = 0, own = 0;

  step->u = step->dst;
  step->fills_u = has_input (step->leaf);
  if (!step->fills_u)
    return;
  for (size_t i = 0; can_share (step->leaf) && i < compiler->n_leaves; i++)
    {
      if (compiler->leaves[i] == step->leaf && compiler->shared_u[i] == NO_BUFFER)
        own = i;
      if (!same_input (compiler->leaves[i], step->leaf))
        continue;
      others++;
      if (compiler->shared_u[i] == NO_BUFFER)
        continue;
      step->u = compiler->shared_u[i];
      step->fills_u = false;
      return;
    }
  if (compiler->program->with_gradient || others > 1)
    step->u = acquire (compiler);
  if (others > 1)
    compiler->shared_u[own] = step->u;
}

static void
fill_numbers (Compiler *compiler, KernelStep *step)
{
  const MercerKernel *leaf = step->leaf;
  const KernelFamily *family = leaf->family;
  int list = kernel_family_list (family);
  size_t n = kernel_family_params (family);

  step->p = compiler->numbers;
  for (size_t p = 0; p < n; p++)
    *compiler->numbers++ = leaf->slots[kernel_param_slot (leaf, p)].value;
  if (family->prepare != NULL)
    step->prepared = family->prepare (step->p);
  step->weight = 1;
  if (family->input != KERNEL_INPUT_SCALED)
    return;
  double l = step->p[list];
  if (kernel_list_length (leaf) == 1)
    {
      step->weight = 1 / (l * l);
      return;
    }
  step->weights = compiler->numbers;
  for (size_t c = 0; c < kernel_list_length (leaf); c++)
    {
      l = leaf->slots[(size_t) list + c].value;
      *compiler->numbers++ = 1 / (l * l);
    }
}

/* Where the leaf's slots, of which the first is the `flat`-th of the whole expression, stand among
 * the free parameters. */
static void
fill_thetas (Compiler *compiler, KernelStep *step, const MercerKernel *leaf, size_t flat)
{
  bool none = compiler->program->purpose != KERNEL_BY_THETA;

  step->theta = compiler->thetas;
  for (size_t slot = 0; slot < leaf->n_slots; slot++)
    *compiler->thetas++ = none ? KERNEL_NOT_FREE : compiler->theta_of_slots[flat + slot];
}

static size_t
compile_leaf (Compiler *compiler, const MercerKernel *leaf, size_t flat, size_t adjoint)
{
  KernelStep *step = emit (compiler, &kernel_step_leaf);

  step->leaf = leaf;
  step->adjoint = adjoint;
  step->dst = acquire (compiler);
  place_input (compiler, step);
  if (compiler->program->with_gradient && leaf->family->input == KERNEL_INPUT_SCALED)
    step->slope = acquire (compiler);
  fill_numbers (compiler, step);
  fill_thetas (compiler, step, leaf, flat);
  return step->dst;
}

/* --- Groups ------------------------------------------------------------------------------ */

static size_t
compile (Compiler *compiler, const MercerKernel *kernel, size_t flat, size_t adjoint);

/* The leaf if the child is a constant or a power of one, as in 44.8^2 * RBF(). */
static const MercerKernel *
constant_leaf (const MercerKernel *child)
{
  const MercerKernel *leaf = child->kind == MERCER_KERNEL_POWER ? child->children[0] : child;
  return leaf->family == &kernel_family_constant ? leaf : NULL;
}

/* Constants and, in sums, White become one cheap step on what is there already. */
static const KernelStepKind *
folded_kind (const MercerKernel *group, const MercerKernel *child)
{
  bool sum = group->kind == MERCER_KERNEL_SUM;

  if (constant_leaf (child) != NULL)
    return sum ? &kernel_step_shift : &kernel_step_scale;
  return sum && kernel_is_white (child) ? &kernel_step_diagonal : NULL;
}

/* The child from which the group's value starts: the first that is not folded, if there is one. */
static size_t
first_child (const MercerKernel *group)
{
  for (size_t i = 0; i < group->n_children; i++)
    if (folded_kind (group, group->children[i]) == NULL)
      return i;
  return 0;
}

static void
compile_folded (Compiler *compiler, const KernelStepKind *kind, const MercerKernel *child,
                size_t flat, size_t adjoint, bool free_a, size_t *dst)
{
  KernelStep *step = emit (compiler, kind);
  const MercerKernel *leaf = constant_leaf (child) != NULL ? constant_leaf (child) : child;

  step->a = *dst;
  step->dst = *dst = result_of (compiler, *dst);
  step->adjoint = adjoint;
  step->exponent = child->exponent;
  step->constant = pow (leaf->slots[0].value, child->exponent);
  step->free_a = free_a;
  fill_thetas (compiler, step, leaf, flat);
}

static void
compile_joined (Compiler *compiler, const MercerKernel *group, const MercerKernel *child,
                size_t flat, size_t adjoint, bool free_a, size_t *dst)
{
  size_t b = compile (compiler, child, flat, adjoint + 1);
  KernelStep *step = emit (compiler, group->kind == MERCER_KERNEL_SUM ? &kernel_step_add
                                                                      : &kernel_step_multiply);

  step->a = *dst;
  step->b = b;
  step->dst = *dst = result_of (compiler, *dst);
  release (compiler, b);
  step->adjoint = adjoint;
  step->adjoint_b = adjoint + 1;
  step->free_a = free_a;
  step->free_b = is_free (compiler, child);
}

static size_t
compile_group (Compiler *compiler, const MercerKernel *group, size_t flat, size_t adjoint)
{
  size_t first = first_child (group), before = 0;

  for (size_t i = 0; i < first; i++)
    before += mercer_kernel_params (group->children[i]);
  size_t dst = compile (compiler, group->children[first], flat + before, adjoint);
  bool free_a = is_free (compiler, group->children[first]);
  for (size_t i = 0; i < group->n_children; i++)
    {
      const MercerKernel *child = group->children[i];
      const KernelStepKind *kind = folded_kind (group, child);
      size_t n_slots = mercer_kernel_params (child);
      if (i != first && kind != NULL)
        compile_folded (compiler, kind, child, flat, adjoint, free_a, &dst);
      else if (i != first)
        compile_joined (compiler, group, child, flat, adjoint, free_a, &dst);
      free_a = free_a || is_free (compiler, child);
      flat += n_slots;
    }
  return dst;
}

static size_t
compile_power (Compiler *compiler, const MercerKernel *power, size_t flat, size_t adjoint)
{
  size_t a = compile (compiler, power->children[0], flat, adjoint);
  KernelStep *step = emit (compiler, &kernel_step_power);

  step->a = a;
  step->dst = result_of (compiler, a);
  step->adjoint = adjoint;
  step->exponent = power->exponent;
  step->free_a = is_free (compiler, power);
  return step->dst;
}

static size_t
compile (Compiler *compiler, const MercerKernel *kernel, size_t flat, size_t adjoint)
{
  static size_t (*const compilers[]) (Compiler *, const MercerKernel *, size_t, size_t) = {
    [MERCER_KERNEL_LEAF] = compile_leaf,
    [MERCER_KERNEL_SUM] = compile_group,
    [MERCER_KERNEL_PRODUCT] = compile_group,
    [MERCER_KERNEL_POWER] = compile_power,
  };

  KernelProgram *program = compiler->program;
  size_t first = program->n_steps;

  program->n_adjoints = MAX (program->n_adjoints, adjoint + 1);
  size_t dst = compilers[kernel->kind](compiler, kernel, flat, adjoint);
  if (program->with_gradient && !is_free (compiler, kernel))
    for (size_t i = first; i < program->n_steps; i++)
      program->steps[i].idle = true;
  return dst;
}

/* --- The program ------------------------------------------------------------------------- */

static size_t
count_nodes (const MercerKernel *kernel)
{
  size_t count = 1;

  for (size_t i = 0; i < kernel->n_children; i++)
    count += count_nodes (kernel->children[i]);
  return count;
}

static bool
note_d (const MercerKernel *leaf, void *d)
{
  *(size_t *) d = leaf->d;
  return false;
}

KernelProgram *
kernel_program_new (const MercerKernel *kernel, KernelPurpose purpose)
{
  KernelProgram *program = g_new0 (KernelProgram, 1);
  size_t n_nodes = count_nodes (kernel), n_slots = mercer_kernel_params (kernel);
  Compiler compiler = { .program = program };

  program->purpose = purpose;
  program->with_gradient = purpose != KERNEL_VALUES;
  program->n_theta = mercer_kernel_free_params (kernel);
  program->steps = g_new (KernelStep, 2 * n_nodes);
  program->numbers = compiler.numbers = g_new (double, 2 * n_slots + 1);
  program->thetas = compiler.thetas = g_new (size_t, n_slots + 1);
  compiler.theta_of_slots = kernel_theta_of_slots (kernel);
  compiler.vacant = g_new (size_t, 2 * n_nodes);
  kernel_visit_leaves (kernel, collect_leaf, &compiler);
  kernel_visit_leaves (kernel, note_d, &program->d);
  compile (&compiler, kernel, 0, 0);
  program->last_full = program->n_steps - 1;
  while (program->steps[program->last_full].kind == &kernel_step_diagonal)
    program->last_full--;
  g_free (compiler.vacant);
  g_free (compiler.theta_of_slots);

  if (!program->with_gradient)
    program->n_adjoints = 0;
  size_t n_buffers = program->n_values + program->n_adjoints + 1;
  program->tile = n_buffers * KERNEL_TILE <= CACHE_DOUBLES ? KERNEL_TILE : SHORT_TILE;
  return program;
}
