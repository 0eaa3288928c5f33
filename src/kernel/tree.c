/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include "families/families.h"

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
  for (size_t i = 0; i < kernel->n_children; i++)
    mercer_kernel_unref (kernel->children[i]);
  g_free (kernel->children);
  g_free (kernel->slots);
  g_free (kernel->index);
  g_strfreev (kernel->columns);
  g_free (kernel);
}

MercerKernel *
kernel_new_leaf (const KernelFamily *family, size_t list_length)
{
  MercerKernel *leaf = new_node (MERCER_KERNEL_LEAF);
  int list = kernel_family_list (family);

  leaf->family = family;
  leaf->list_length = list < 0 ? 1 : list_length;
  leaf->n_slots = kernel_family_params (family) + leaf->list_length - 1;
  leaf->slots = g_new (KernelSlot, leaf->n_slots);
  for (size_t i = 0; i < leaf->n_slots; i++)
    {
      const MercerKernelParamSpec *spec = &family->family.params[kernel_slot_param (leaf, i)];
      leaf->slots[i] = (KernelSlot){ spec->start, spec->lower, spec->upper,
                                     spec->fixed || !kernel_spec_continuous (spec) };
    }
  return leaf;
}

MercerKernel *
kernel_copy (const MercerKernel *kernel)
{
  MercerKernel *copy = new_node (kernel->kind);

  copy->columns = g_strdupv (kernel->columns);
  copy->family = kernel->family;
  copy->n_slots = kernel->n_slots;
  copy->list_length = kernel->list_length;
  copy->slots = g_memdup2 (kernel->slots, kernel->n_slots * sizeof *kernel->slots);
  copy->index = g_memdup2 (kernel->index, kernel->n_index * sizeof *kernel->index);
  copy->n_index = kernel->n_index;
  copy->d = kernel->d;
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

MercerKernel *
kernel_map_leaves (const MercerKernel *kernel, KernelLeafFunc func, void *data)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return func (kernel, data);

  MercerKernel *copy = NULL;
  for (size_t i = 0; i < kernel->n_children; i++)
    {
      MercerKernel *child = kernel_map_leaves (kernel->children[i], func, data);
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
  return copy != NULL ? copy : mercer_kernel_ref ((MercerKernel *) kernel);
}

bool
kernel_visit_leaves (const MercerKernel *kernel, KernelVisitFunc func, void *data)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return func (kernel, data);
  for (size_t i = 0; i < kernel->n_children; i++)
    if (!kernel_visit_leaves (kernel->children[i], func, data))
      return false;
  return true;
}

static MercerKernel *
unbind_leaf (const MercerKernel *leaf, void *data)
{
  if (leaf->index == NULL)
    return mercer_kernel_ref ((MercerKernel *) leaf);

  MercerKernel *copy = kernel_copy (leaf);
  g_clear_pointer (&copy->index, g_free);
  copy->n_index = copy->d = 0;
  return copy;
}

MercerKernel *
kernel_unbind (const MercerKernel *kernel)
{
  return kernel_map_leaves (kernel, unbind_leaf, NULL);
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
kernel_param_slot (const MercerKernel *leaf, size_t param)
{
  int list = kernel_family_list (leaf->family);
  return list >= 0 && param > (size_t) list ? param + leaf->list_length - 1 : param;
}

size_t
kernel_param_length (const MercerKernel *leaf, size_t param)
{
  return (int) param == kernel_family_list (leaf->family) ? leaf->list_length : 1;
}

size_t
kernel_slot_param (const MercerKernel *leaf, size_t slot)
{
  int list = kernel_family_list (leaf->family);

  if (list < 0 || slot <= (size_t) list)
    return slot;
  return slot < (size_t) list + leaf->list_length ? (size_t) list : slot - leaf->list_length + 1;
}

bool
kernel_slot_has_own_bounds (const MercerKernel *leaf, size_t slot)
{
  const MercerKernelParamSpec *spec = &leaf->family->family.params[kernel_slot_param (leaf, slot)];
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
  g_return_val_if_fail (kernel->kind == MERCER_KERNEL_LEAF, NULL);
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
