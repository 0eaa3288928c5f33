/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compiler.h"

#include <math.h>
#include <string.h>

#include "families/families.h"

/* From the tree to the list of steps: leaves, sums, products and powers. */

#define NO_BUFFER SIZE_MAX

size_t
kernel_compile_acquire (KernelCompiler *compiler)
{
  size_t buffer;

  if (compiler->vacant->len == 0)
    return compiler->program->n_values++;
  buffer = g_array_index (compiler->vacant, size_t, compiler->vacant->len - 1);
  g_array_set_size (compiler->vacant, compiler->vacant->len - 1);
  return buffer;
}

void
kernel_compile_release (KernelCompiler *compiler, size_t buffer)
{
  if (!compiler->program->with_gradient)
    g_array_append_val (compiler->vacant, buffer);
}

void *
kernel_compile_keep (KernelCompiler *compiler, size_t size)
{
  void *memory = g_malloc0 (MAX (size, 1));
  g_ptr_array_add (compiler->program->kept, memory);
  return memory;
}

size_t
kernel_compile_result (KernelCompiler *compiler, size_t operand)
{
  return compiler->program->with_gradient ? kernel_compile_acquire (compiler) : operand;
}

static bool
has_no_input (const MercerKernel *leaf, void *data)
{
  return leaf->family->input == KERNEL_INPUT_NONE;
}

/* Whether the value changes with what the program derives by. */
static bool
is_free (const KernelCompiler *compiler, const MercerKernel *kernel)
{
  return compiler->program->purpose == KERNEL_BY_POINTS || compiler->points_wanted
             ? !kernel_visit_leaves (kernel, has_no_input, NULL)
                   || (compiler->program->purpose == KERNEL_BY_THETA
                       && mercer_kernel_free_params (kernel) > 0)
             : mercer_kernel_free_params (kernel) > 0;
}

KernelStep *
kernel_compile_emit (KernelCompiler *compiler, const KernelStepKind *kind)
{
  KernelProgram *program = compiler->program;

  if (program->n_steps == program->room)
    {
      program->room = 2 * program->room + 8;
      program->steps = g_renew (KernelStep, program->steps, program->room);
    }
  KernelStep *step = &program->steps[program->n_steps++];
  *step = (KernelStep){ .kind = kind, .view = compiler->view };
  return step;
}

/* --- Leaves ------------------------------------------------------------------------------ */

static bool
has_input (const MercerKernel *leaf)
{
  return leaf->family->input != KERNEL_INPUT_NONE && leaf->family->input != KERNEL_INPUT_POINTS;
}

/* Only what costs more than reading it back is worth sharing: two columns or more. What operators
 * look at differs from use to use. */
static bool
can_share (const KernelCompiler *compiler, const MercerKernel *leaf)
{
  return compiler->view == 0 && compiler->only == KERNEL_ALL_COLUMNS && has_input (leaf) && leaf->n_index >= 2 && kernel_list_length (leaf) == 1;
}

static bool
same_input (const MercerKernel *a, const MercerKernel *b)
{
  return (a->family->input == KERNEL_INPUT_DOT) == (b->family->input == KERNEL_INPUT_DOT)
         && a->n_index == b->n_index
         && memcmp (a->index, b->index, a->n_index * sizeof *a->index) == 0;
}

bool
kernel_compile_collect (const MercerKernel *leaf, void *data)
{
  KernelCompiler *compiler = data;

  if (can_share (compiler, leaf) && compiler->n_leaves < KERNEL_MOST_SHARING)
    {
      compiler->leaves[compiler->n_leaves] = leaf;
      compiler->shared_u[compiler->n_leaves++] = NO_BUFFER;
    }
  return true;
}

/* Settles where the leaf finds its input. */
static void
place_input (KernelCompiler *compiler, KernelStep *step)
{
  size_t others = 0, own = 0;

  step->u = step->dst;
  step->fills_u = has_input (step->leaf);
  if (!step->fills_u)
    return;
  for (size_t i = 0; can_share (compiler, step->leaf) && i < compiler->n_leaves; i++)
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
    step->u = kernel_compile_acquire (compiler);
  if (others > 1)
    compiler->shared_u[own] = step->u;
}

/* The numbers of the leaf: p, and 1 / l^2 of a list. Inside Additive a list gives the one length
 * scale of the column. */
static void
fill_numbers (KernelCompiler *compiler, KernelStep *step)
{
  const MercerKernel *leaf = step->leaf;
  const KernelFamily *family = leaf->family;
  int list = kernel_family_list (family);
  size_t n = kernel_family_params (family), length = kernel_list_length (leaf);
  double *p = kernel_compile_keep (compiler, n * sizeof *p);
  double *slots = kernel_compile_keep (compiler, leaf->n_slots * sizeof *slots);

  for (size_t i = 0; i < n; i++)
    p[i] = leaf->slots[kernel_param_slot (leaf, i)].value;
  for (size_t i = 0; i < leaf->n_slots; i++)
    slots[i] = leaf->slots[i].value;
  step->p = p;
  step->slots = slots;
  step->columns = leaf->index;
  step->d = leaf->n_index;
  step->component = 0;
  if (compiler->only != KERNEL_ALL_COLUMNS)
    {
      step->columns += compiler->only;
      step->d = 1;
      step->component = length > 1 ? compiler->only : 0;
      if (list >= 0)
        p[list] = leaf->slots[(size_t) list + step->component].value;
    }
  if (family->prepare != NULL)
    step->prepared = family->prepare (step->p);
  step->weight = 1;
  if (family->input != KERNEL_INPUT_SCALED)
    return;
  if (length == 1 || compiler->only != KERNEL_ALL_COLUMNS)
    {
      step->weight = 1 / (p[list] * p[list]);
      return;
    }
  double *weights = kernel_compile_keep (compiler, length * sizeof *weights);
  for (size_t c = 0; c < length; c++)
    {
      double l = leaf->slots[(size_t) list + c].value;
      weights[c] = 1 / (l * l);
    }
  step->weights = weights;
}

/* Where the node's slots, of which the first is the `flat`-th of the whole expression, stand among
 * the free parameters. */
void
kernel_compile_thetas (KernelCompiler *compiler, KernelStep *step, const MercerKernel *node,
                       size_t flat)
{
  bool none = compiler->program->purpose != KERNEL_BY_THETA;
  size_t *theta = kernel_compile_keep (compiler, node->n_slots * sizeof *theta);

  for (size_t slot = 0; slot < node->n_slots; slot++)
    theta[slot] = none ? KERNEL_NOT_FREE : compiler->theta_of_slots[flat + slot];
  step->theta = theta;
}

static size_t
compile_leaf (KernelCompiler *compiler, const MercerKernel *leaf, size_t flat, size_t adjoint)
{
  KernelStep *step = kernel_compile_emit (compiler, &kernel_step_leaf);

  step->leaf = leaf;
  step->adjoint = adjoint;
  step->dst = kernel_compile_acquire (compiler);
  place_input (compiler, step);
  if (compiler->program->with_gradient && leaf->family->input == KERNEL_INPUT_SCALED)
    step->slope = kernel_compile_acquire (compiler);
  fill_numbers (compiler, step);
  kernel_compile_thetas (compiler, step, leaf, flat);
  return step->dst;
}

/* --- Groups ------------------------------------------------------------------------------ */

/* The leaf if the child is a constant or a power of one, as in 44.8^2 * RBF(). */
static const MercerKernel *
constant_leaf (const MercerKernel *child)
{
  const MercerKernel *leaf = child->kind == MERCER_KERNEL_POWER ? child->children[0] : child;
  return leaf->family == &kernel_family_constant && leaf->kind == MERCER_KERNEL_LEAF ? leaf : NULL;
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
compile_folded (KernelCompiler *compiler, const KernelStepKind *kind, const MercerKernel *child,
                size_t flat, size_t adjoint, bool free_a, size_t *dst)
{
  KernelStep *step = kernel_compile_emit (compiler, kind);
  const MercerKernel *leaf = constant_leaf (child) != NULL ? constant_leaf (child) : child;

  step->a = *dst;
  step->dst = *dst = kernel_compile_result (compiler, *dst);
  step->adjoint = adjoint;
  step->exponent = child->exponent;
  step->constant = pow (leaf->slots[0].value, child->exponent);
  step->free_a = free_a;
  kernel_compile_thetas (compiler, step, leaf, flat);
}

static void
compile_joined (KernelCompiler *compiler, const MercerKernel *group, const MercerKernel *child,
                size_t flat, size_t adjoint, bool free_a, size_t *dst)
{
  size_t b = kernel_compile (compiler, child, flat, adjoint + 1);
  KernelStep *step = kernel_compile_emit (compiler, group->kind == MERCER_KERNEL_SUM ? &kernel_step_add
                                                                      : &kernel_step_multiply);

  step->a = *dst;
  step->b = b;
  step->dst = *dst = kernel_compile_result (compiler, *dst);
  kernel_compile_release (compiler, b);
  step->adjoint = adjoint;
  step->adjoint_b = adjoint + 1;
  step->free_a = free_a;
  step->free_b = is_free (compiler, child);
}

static size_t
compile_group (KernelCompiler *compiler, const MercerKernel *group, size_t flat, size_t adjoint)
{
  size_t first = first_child (group), before = 0;

  for (size_t i = 0; i < first; i++)
    before += mercer_kernel_params (group->children[i]);
  size_t dst = kernel_compile (compiler, group->children[first], flat + before, adjoint);
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
compile_power (KernelCompiler *compiler, const MercerKernel *power, size_t flat, size_t adjoint)
{
  size_t a = kernel_compile (compiler, power->children[0], flat, adjoint);
  KernelStep *step = kernel_compile_emit (compiler, &kernel_step_power);

  step->a = a;
  step->dst = kernel_compile_result (compiler, a);
  step->adjoint = adjoint;
  step->exponent = power->exponent;
  step->free_a = is_free (compiler, power);
  return step->dst;
}

size_t
kernel_compile (KernelCompiler *compiler, const MercerKernel *kernel, size_t flat, size_t adjoint)
{
  static size_t (*const compilers[]) (KernelCompiler *, const MercerKernel *, size_t, size_t) = {
    [MERCER_KERNEL_LEAF] = compile_leaf,
    [MERCER_KERNEL_SUM] = compile_group,
    [MERCER_KERNEL_PRODUCT] = compile_group,
    [MERCER_KERNEL_POWER] = compile_power,
    [MERCER_KERNEL_OPERATOR] = kernel_compile_operator,
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
