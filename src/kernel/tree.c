/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include "families/families.h"
#include "program.h"

/* Making, sharing and walking nodes. */

static MercerKernel *
new_node (MercerKernelKind kind)
{
  MercerKernel *kernel = g_new0 (MercerKernel, 1);

  g_atomic_ref_count_init (&kernel->refs);
  kernel->kind = kind;
  kernel->exponent = 1;
  return kernel;
}

MercerKernel *
mercer_kernel_ref (MercerKernel *kernel)
{
  g_return_val_if_fail (kernel != NULL, NULL);
  g_atomic_ref_count_inc (&kernel->refs);
  return kernel;
}

void
mercer_kernel_unref (MercerKernel *kernel)
{
  if (kernel == NULL || !g_atomic_ref_count_dec (&kernel->refs))
    return;
  for (size_t i = 0; i < KERNEL_N_PURPOSES; i++) /* before the leaves that they point to */
    if (kernel->programs[i] != NULL)
      kernel_program_free (kernel->programs[i]);
  for (size_t i = 0; i < kernel->n_children; i++)
    mercer_kernel_unref (kernel->children[i]);
  g_free (kernel->children);
  g_free (kernel->slots);
  g_free (kernel->lengths);
  g_free (kernel->index);
  kernel_reference_unref (kernel->reference);
  g_strfreev (kernel->columns);
  g_free (kernel);
}

MercerKernel *
kernel_new_leaf (const KernelFamily *family, const size_t *lengths)
{
  MercerKernel *leaf = new_node (MERCER_KERNEL_LEAF);
  size_t n = kernel_family_params (family);

  leaf->family = family;
  leaf->lengths = g_new (size_t, n);
  for (size_t p = 0; p < n; p++)
    leaf->n_slots += leaf->lengths[p] = lengths != NULL ? lengths[p] : 1;
  leaf->slots = g_new (KernelSlot, leaf->n_slots);
  for (size_t i = 0; i < leaf->n_slots; i++)
    {
      const MercerKernelParamSpec *spec = &family->family.params[kernel_slot_param (leaf, i)];
      leaf->slots[i] = (KernelSlot){ spec->start, spec->lower, spec->upper,
                                     spec->fixed || !kernel_spec_continuous (spec), "" };
    }
  return leaf;
}

MercerKernel *
kernel_new_operator (const KernelFamily *family, MercerKernel *child)
{
  MercerKernel *node = kernel_new_leaf (family, NULL);

  node->kind = MERCER_KERNEL_OPERATOR;
  node->children = g_new0 (MercerKernel *, 1);
  node->children[0] = child;
  node->n_children = child != NULL;
  return node;
}

MercerKernel *
kernel_copy (const MercerKernel *kernel)
{
  MercerKernel *copy = new_node (kernel->kind);

  copy->columns = g_strdupv (kernel->columns);
  copy->from = kernel->from;
  copy->to = kernel->to;
  copy->bracket = kernel->bracket;
  copy->family = kernel->family;
  copy->n_slots = kernel->n_slots;
  if (kernel->family != NULL)
    copy->lengths = g_memdup2 (kernel->lengths,
                               kernel_family_params (kernel->family) * sizeof *kernel->lengths);
  copy->slots = g_memdup2 (kernel->slots, kernel->n_slots * sizeof *kernel->slots);
  copy->index = g_memdup2 (kernel->index, kernel->n_index * sizeof *kernel->index);
  copy->n_index = kernel->n_index;
  copy->n_seen = kernel->n_seen;
  copy->d = kernel->d;
  copy->reference = kernel->reference != NULL ? kernel_reference_ref (kernel->reference) : NULL;
  copy->exponent = kernel->exponent;
  copy->n_children = kernel->n_children;
  copy->children = g_new (MercerKernel *, kernel->n_children);
  for (size_t i = 0; i < kernel->n_children; i++)
    copy->children[i] = mercer_kernel_ref (kernel->children[i]);
  return copy;
}

MercerKernel *
kernel_new_group (MercerKernelKind kind, MercerKernel **children, size_t n)
{
  if (n == 1)
    return children[0];

  GPtrArray *all = g_ptr_array_new ();
  for (size_t i = 0; i < n; i++)
    {
      MercerKernel *child = children[i];
      if (child->kind != kind || child->columns != NULL)
        {
          g_ptr_array_add (all, child);
          continue;
        }
      for (size_t j = 0; j < child->n_children; j++)
        g_ptr_array_add (all, mercer_kernel_ref (child->children[j]));
      mercer_kernel_unref (child);
    }
  MercerKernel *group = new_node (kind);
  group->n_children = all->len;
  group->children = (MercerKernel **) g_ptr_array_free (all, FALSE);
  return group;
}

MercerKernel *
kernel_new_power (MercerKernel *child, int exponent)
{
  if (exponent == 1)
    return child;

  MercerKernel *power = new_node (MERCER_KERNEL_POWER);
  power->exponent = exponent;
  power->n_children = 1;
  power->children = g_new (MercerKernel *, 1);
  power->children[0] = child;
  return power;
}

/* --- Walking ----------------------------------------------------------------------------- */

/* owners: func sees operators as well, after what they work on. */
static MercerKernel *
map_nodes (const MercerKernel *kernel, bool owners, KernelLeafFunc func, void *data)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return func (kernel, data);

  MercerKernel *copy = NULL;
  for (size_t i = 0; i < kernel->n_children; i++)
    {
      MercerKernel *child = map_nodes (kernel->children[i], owners, func, data);
      if (child == kernel->children[i])
        {
          mercer_kernel_unref (child);
          continue;
        }
      if (copy == NULL)
        copy = kernel_copy (kernel);
      mercer_kernel_unref (copy->children[i]);
      copy->children[i] = child;
    }
  if (copy == NULL)
    copy = mercer_kernel_ref ((MercerKernel *) kernel);
  if (!owners || kernel->kind != MERCER_KERNEL_OPERATOR)
    return copy;
  MercerKernel *mapped = func (copy, data);
  mercer_kernel_unref (copy);
  return mapped;
}

MercerKernel *
kernel_map_leaves (const MercerKernel *kernel, KernelLeafFunc func, void *data)
{
  return map_nodes (kernel, false, func, data);
}

MercerKernel *
kernel_map_owners (const MercerKernel *kernel, KernelLeafFunc func, void *data)
{
  return map_nodes (kernel, true, func, data);
}

static bool
visit_nodes (const MercerKernel *kernel, bool owners, KernelVisitFunc func, void *data)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return func (kernel, data);
  for (size_t i = 0; i < kernel->n_children; i++)
    if (!visit_nodes (kernel->children[i], owners, func, data))
      return false;
  return !owners || kernel->kind != MERCER_KERNEL_OPERATOR || func (kernel, data);
}

bool
kernel_visit_leaves (const MercerKernel *kernel, KernelVisitFunc func, void *data)
{
  return visit_nodes (kernel, false, func, data);
}

bool
kernel_visit_owners (const MercerKernel *kernel, KernelVisitFunc func, void *data)
{
  return visit_nodes (kernel, true, func, data);
}

static MercerKernel *
unbind_leaf (const MercerKernel *leaf, void *data)
{
  if (leaf->index == NULL)
    return mercer_kernel_ref ((MercerKernel *) leaf);

  MercerKernel *copy = kernel_copy (leaf);
  g_clear_pointer (&copy->index, g_free);
  g_clear_pointer (&copy->reference, kernel_reference_unref);
  copy->n_index = copy->n_seen = copy->d = 0;
  return copy;
}

MercerKernel *
kernel_unbind (const MercerKernel *kernel)
{
  return kernel_map_owners (kernel, unbind_leaf, NULL);
}

static bool
leaf_is_bound (const MercerKernel *leaf, void *d)
{
  size_t *seen = d;
  bool agrees = leaf->index != NULL && (*seen == 0 || *seen == leaf->d);
  *seen = leaf->d;
  return agrees;
}

bool
kernel_is_bound (const MercerKernel *kernel)
{
  size_t d = 0;
  return kernel_visit_leaves (kernel, leaf_is_bound, &d);
}

bool
kernel_is_number (const MercerKernel *kernel)
{
  return kernel->family == &kernel_family_constant && kernel->columns == NULL;
}

bool
kernel_is_white (const MercerKernel *kernel)
{
  return kernel->family == &kernel_family_white;
}

/* --- Slots ------------------------------------------------------------------------------- */

size_t
kernel_list_length (const MercerKernel *leaf)
{
  int list = kernel_family_list (leaf->family);
  return list < 0 ? 1 : leaf->lengths[list];
}

size_t
kernel_param_slot (const MercerKernel *leaf, size_t param)
{
  size_t slot = 0;

  for (size_t p = 0; p < param; p++)
    slot += leaf->lengths[p];
  return slot;
}

size_t
kernel_param_length (const MercerKernel *leaf, size_t param)
{
  return leaf->lengths[param];
}

size_t
kernel_slot_param (const MercerKernel *leaf, size_t slot)
{
  size_t param = 0;

  while (slot >= leaf->lengths[param])
    slot -= leaf->lengths[param++];
  return param;
}

const MercerKernelParamSpec *
kernel_slot_spec (const MercerKernel *owner, size_t slot)
{
  return &owner->family->family.params[kernel_slot_param (owner, slot)];
}

double *
kernel_slot_values (const MercerKernel *owner)
{
  double *values = g_new (double, owner->n_slots + 1);

  for (size_t i = 0; i < owner->n_slots; i++)
    values[i] = owner->slots[i].value;
  return values;
}

bool
kernel_slot_has_own_bounds (const MercerKernel *leaf, size_t slot)
{
  const MercerKernelParamSpec *spec = kernel_slot_spec (leaf, slot);
  return leaf->slots[slot].lower != spec->lower || leaf->slots[slot].upper != spec->upper;
}

/* --- Looking ----------------------------------------------------------------------------- */

MercerKernelKind
mercer_kernel_kind (const MercerKernel *kernel)
{
  return kernel->kind;
}

const MercerKernelFamily *
mercer_kernel_leaf_family (const MercerKernel *kernel)
{
  g_return_val_if_fail (kernel->family != NULL, NULL);
  return &kernel->family->family;
}

size_t
mercer_kernel_children (const MercerKernel *kernel)
{
  return kernel->n_children;
}

const MercerKernel *
mercer_kernel_child (const MercerKernel *kernel, size_t i)
{
  g_return_val_if_fail (i < kernel->n_children, NULL);
  return kernel->children[i];
}

int
mercer_kernel_exponent (const MercerKernel *kernel)
{
  return kernel->exponent;
}

const char *const *
mercer_kernel_columns (const MercerKernel *kernel)
{
  return (const char *const *) kernel->columns;
}
