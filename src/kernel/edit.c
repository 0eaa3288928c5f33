/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <string.h>

#include "families/families.h"

/* New trees from old ones. */

MercerKernel *
mercer_kernel_new (const MercerKernelFamily *family)
{
  g_return_val_if_fail (family != NULL, NULL);
  return kernel_new_leaf ((const KernelFamily *) family, NULL);
}

MercerKernel *
mercer_kernel_new_constant (double value)
{
  MercerKernel *leaf = kernel_new_leaf (&kernel_family_constant, NULL);
  leaf->slots[0].value = kernel_spec_clamp (&kernel_family_constant.family.params[0], value);
  return leaf;
}

static MercerKernel *
join (MercerKernelKind kind, MercerKernel *a, MercerKernel *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  MercerKernel *children[] = { mercer_kernel_ref (a), mercer_kernel_ref (b) };
  return kernel_settle_ties (kernel_new_group (kind, children, 2));
}

MercerKernel *
mercer_kernel_sum (MercerKernel *a, MercerKernel *b)
{
  return join (MERCER_KERNEL_SUM, a, b);
}

MercerKernel *
mercer_kernel_product (MercerKernel *a, MercerKernel *b)
{
  return join (MERCER_KERNEL_PRODUCT, a, b);
}

MercerKernel *
mercer_kernel_power (MercerKernel *a, int exponent)
{
  g_return_val_if_fail (a != NULL, NULL);
  g_return_val_if_fail (exponent >= 1 && exponent <= KERNEL_MAX_EXPONENT, NULL);
  return kernel_new_power (mercer_kernel_ref (a), exponent);
}

MercerKernel *
mercer_kernel_with_columns (MercerKernel *kernel, const char *const *columns)
{
  g_return_val_if_fail (kernel != NULL, NULL);
  g_return_val_if_fail (columns == NULL || columns[0] != NULL, NULL);

  MercerKernel *unbound = kernel_unbind (kernel);
  MercerKernel *copy = kernel_copy (unbound);
  mercer_kernel_unref (unbound);
  g_strfreev (copy->columns);
  copy->columns = g_strdupv ((char **) columns);
  return copy;
}

/* What is left of a group when one child alone remains in it: the child, which inherits the
 * selection. Takes the reference; the binding stays right, since the child saw the same columns
 * before. */
static MercerKernel *
inherit_columns (const MercerKernel *group, MercerKernel *child)
{
  if (group->columns == NULL || child->columns != NULL)
    return child;

  MercerKernel *copy = kernel_copy (child);
  copy->columns = g_strdupv (group->columns);
  mercer_kernel_unref (child);
  return copy;
}

MercerKernel *
kernel_with_children (const MercerKernel *group, MercerKernel **children, size_t n)
{
  if (n == 0)
    return NULL;
  if (group->kind == MERCER_KERNEL_OPERATOR)
    {
      MercerKernel *node = kernel_copy (group);
      mercer_kernel_unref (node->children[0]);
      node->children[0] = children[0];
      return node;
    }
  if (group->kind == MERCER_KERNEL_POWER)
    {
      MercerKernel *power = kernel_new_power (children[0], group->exponent);
      power->columns = g_strdupv (group->columns);
      return power;
    }
  MercerKernel *copy = kernel_new_group (group->kind, children, n);
  if (n == 1)
    return inherit_columns (group, copy);
  copy->columns = g_strdupv (group->columns);
  return copy;
}

static MercerKernel *
replace_at (MercerKernel *kernel, const size_t *path, size_t depth, MercerKernel *node)
{
  if (depth == 0)
    return node != NULL ? mercer_kernel_ref (node) : NULL;
  g_return_val_if_fail (path[0] < kernel->n_children, NULL);

  MercerKernel **children = g_new (MercerKernel *, kernel->n_children);
  size_t n = 0;
  for (size_t i = 0; i < kernel->n_children; i++)
    {
      MercerKernel *child = kernel->children[i];
      child = i == path[0] ? replace_at (child, path + 1, depth - 1, node)
                           : mercer_kernel_ref (child);
      if (child != NULL)
        children[n++] = child;
    }
  MercerKernel *copy = kernel_with_children (kernel, children, n);
  g_free (children);
  return copy;
}

MercerKernel *
mercer_kernel_with_node (MercerKernel *kernel, const size_t *path, size_t depth, MercerKernel *node)
{
  const MercerKernel *at = kernel;

  g_return_val_if_fail (kernel != NULL, NULL);
  for (size_t i = 0; i < depth; i++)
    {
      g_return_val_if_fail (path[i] < at->n_children, NULL);
      at = at->children[path[i]];
    }
  MercerKernel *changed = replace_at (kernel, path, depth, node);
  return changed != NULL ? kernel_settle_ties (changed) : NULL;
}

MercerKernel *
mercer_kernel_new_operator (const MercerKernelFamily *operator, MercerKernel *child)
{
  g_return_val_if_fail (operator!= NULL && child != NULL, NULL);
  return kernel_new_operator ((const KernelFamily *) operator, mercer_kernel_ref (child));
}

MercerKernel *
mercer_kernel_replace_family (MercerKernel *leaf, const MercerKernelFamily *family)
{
  g_return_val_if_fail (leaf != NULL && leaf->family != NULL, NULL);
  g_return_val_if_fail (family != NULL, NULL);

  const KernelFamily *wanted = (const KernelFamily *) family;
  size_t n = kernel_family_params (wanted);
  size_t *lengths = g_new (size_t, n + 1);
  for (size_t p = 0; p < n; p++)
    {
      int old = kernel_family_find_param (leaf->family, family->params[p].id);
      lengths[p] = old >= 0 && kernel_param_may_be_list (wanted, p) ? leaf->lengths[old] : 1;
    }
  MercerKernel *fresh = kernel_new_leaf (wanted, lengths), *copy = kernel_copy (leaf);
  g_free (lengths);
  for (size_t param = 0; param < n; param++)
    {
      const MercerKernelParamSpec *spec = &family->params[param];
      int old = kernel_family_find_param (leaf->family, spec->id);
      if (old < 0)
        continue;
      const KernelSlot *from = leaf->slots + kernel_param_slot (leaf, (size_t) old);
      KernelSlot *to = fresh->slots + kernel_param_slot (fresh, param);
      for (size_t i = 0; i < kernel_param_length (fresh, param); i++)
        {
          to[i] = from[i];
          to[i].value = kernel_spec_clamp (spec, from[i].value);
          to[i].fixed = from[i].fixed || !kernel_spec_continuous (spec);
          if (!kernel_specs_can_tie (spec, &leaf->family->family.params[old]))
            memset (to[i].tie, 0, KERNEL_TIE_SIZE);
        }
    }
  /* the new parameters in the old node, with its place, columns and, for an operator, its child */
  g_free (copy->slots);
  g_free (copy->lengths);
  copy->family = wanted;
  copy->slots = g_steal_pointer (&fresh->slots);
  copy->lengths = g_steal_pointer (&fresh->lengths);
  copy->n_slots = fresh->n_slots;
  mercer_kernel_unref (fresh);
  return copy;
}

MercerKernel *
mercer_kernel_split_scale (MercerKernel *kernel, double *scale)
{
  g_return_val_if_fail (kernel != NULL, NULL);

  *scale = 1;
  if (kernel->kind != MERCER_KERNEL_PRODUCT)
    return mercer_kernel_ref (kernel);

  MercerKernel **children = g_new (MercerKernel *, kernel->n_children);
  size_t n = 0;
  for (size_t i = 0; i < kernel->n_children; i++)
    if (kernel_is_number (kernel->children[i]))
      *scale *= kernel->children[i]->slots[0].value;
    else
      children[n++] = mercer_kernel_ref (kernel->children[i]);
  MercerKernel *rest = kernel_with_children (kernel, children, n);
  g_free (children);
  if (rest != NULL)
    return rest;
  *scale = 1;
  return mercer_kernel_ref (kernel);
}
