/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <math.h>
#include <string.h>

/* The parameters of a tree as one flat list, from left to right, and as the vector theta of a
 * fit. */

static bool
count_slots (const MercerKernel *leaf, void *data)
{
  *(size_t *) data += leaf->n_slots;
  return true;
}

size_t
mercer_kernel_params (const MercerKernel *kernel)
{
  size_t count = 0;
  kernel_visit_leaves (kernel, count_slots, &count);
  return count;
}

/* --- One parameter ----------------------------------------------------------------------- */

#define MOST_FAMILIES 256

typedef struct
{
  size_t index; /* still to go */
  const MercerKernel *leaf;
  const KernelFamily *families[MOST_FAMILIES]; /* met before */
  unsigned met[MOST_FAMILIES];
} Search;

/* The how manieth leaf of its family this is, counting from 1. */
static unsigned
count_family (Search *search, const KernelFamily *family)
{
  size_t i = 0;

  while (i + 1 < MOST_FAMILIES && search->families[i] != NULL && search->families[i] != family)
    i++;
  search->families[i] = family;
  return ++search->met[i];
}

static bool
find_slot (const MercerKernel *leaf, void *data)
{
  Search *search = data;

  count_family (search, leaf->family);
  if (search->index < leaf->n_slots)
    {
      search->leaf = leaf;
      return false;
    }
  search->index -= leaf->n_slots;
  return true;
}

static void
describe_slot (const MercerKernel *leaf, size_t slot, unsigned ordinal, MercerKernelParam *param)
{
  size_t p = kernel_slot_param (leaf, slot);
  const KernelSlot *number = &leaf->slots[slot];
  char suffix[16] = "", component[32] = "";

  *param = (MercerKernelParam){ .spec = &leaf->family->family.params[p],
                                .leaf = leaf,
                                .component = -1,
                                .value = number->value,
                                .lower = number->lower,
                                .upper = number->upper,
                                .fixed = number->fixed };
  if (ordinal > 1)
    g_snprintf (suffix, sizeof suffix, "%u", ordinal);
  if (kernel_param_length (leaf, p) > 1)
    {
      param->component = (int) (slot - kernel_param_slot (leaf, p));
      g_snprintf (component, sizeof component, "[%d]", param->component);
    }
  g_snprintf (param->path, sizeof param->path, "%s%s.%s%s", leaf->family->family.id, suffix,
              param->spec->id, component);
}

void
mercer_kernel_param (const MercerKernel *kernel, size_t index, MercerKernelParam *param)
{
  Search search = { .index = index };

  g_return_if_fail (index < mercer_kernel_params (kernel));
  kernel_visit_leaves (kernel, find_slot, &search);
  for (size_t i = 0; i < MOST_FAMILIES; i++)
    if (search.families[i] == search.leaf->family)
      describe_slot (search.leaf, search.index, search.met[i], param);
}

int
mercer_kernel_find_param (const MercerKernel *kernel, const char *path)
{
  size_t count = mercer_kernel_params (kernel);

  g_return_val_if_fail (path != NULL, -1);
  for (size_t i = 0; i < count; i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, i, &param);
      if (strcmp (param.path, path) == 0)
        return (int) i;
    }
  return -1;
}

/* --- Changing one ------------------------------------------------------------------------ */

static const MercerKernelParamSpec *
slot_spec (const MercerKernel *leaf, size_t slot)
{
  return &leaf->family->family.params[kernel_slot_param (leaf, slot)];
}

/* Bounds that somebody wrote also hold for values; the family's are for fits alone. */
static void
set_value (MercerKernel *leaf, size_t slot, double value)
{
  KernelSlot *number = &leaf->slots[slot];

  number->value = kernel_spec_clamp (slot_spec (leaf, slot), value) + 0.0;
  if (kernel_slot_has_own_bounds (leaf, slot))
    number->value = CLAMP (number->value, number->lower, number->upper);
}

typedef struct
{
  size_t index; /* still to go */
  void (*change) (MercerKernel *leaf, size_t slot, const double *with);
  double with[2];
  bool done;
} Change;

static MercerKernel *
change_leaf (const MercerKernel *leaf, void *data)
{
  Change *change = data;
  size_t slot = change->index;

  if (change->done || slot >= leaf->n_slots)
    {
      change->index -= change->done ? 0 : leaf->n_slots;
      return mercer_kernel_ref ((MercerKernel *) leaf);
    }
  change->done = true;
  MercerKernel *copy = kernel_copy (leaf);
  change->change (copy, slot, change->with);
  return copy;
}

static void
change_value (MercerKernel *leaf, size_t slot, const double *with)
{
  set_value (leaf, slot, with[0]);
}

static void
change_fixed (MercerKernel *leaf, size_t slot, const double *with)
{
  leaf->slots[slot].fixed = with[0] != 0 || !kernel_spec_continuous (slot_spec (leaf, slot));
}

static void
change_bounds (MercerKernel *leaf, size_t slot, const double *with)
{
  const MercerKernelParamSpec *spec = slot_spec (leaf, slot);
  double lower = kernel_spec_clamp (spec, with[0]), upper = kernel_spec_clamp (spec, with[1]);

  if (!kernel_spec_continuous (spec) || !(lower < upper))
    return;
  leaf->slots[slot].lower = lower;
  leaf->slots[slot].upper = upper;
  set_value (leaf, slot, leaf->slots[slot].value);
}

MercerKernel *
mercer_kernel_with_param (MercerKernel *kernel, size_t index, double value)
{
  Change change = { index, change_value, { value } };

  g_return_val_if_fail (index < mercer_kernel_params (kernel), NULL);
  return kernel_map_leaves (kernel, change_leaf, &change);
}

MercerKernel *
mercer_kernel_with_fixed (MercerKernel *kernel, size_t index, bool fixed)
{
  Change change = { index, change_fixed, { fixed } };

  g_return_val_if_fail (index < mercer_kernel_params (kernel), NULL);
  return kernel_map_leaves (kernel, change_leaf, &change);
}

MercerKernel *
mercer_kernel_with_bounds (MercerKernel *kernel, size_t index, double lower, double upper)
{
  Change change = { index, change_bounds, { lower, upper } };

  g_return_val_if_fail (index < mercer_kernel_params (kernel), NULL);
  return kernel_map_leaves (kernel, change_leaf, &change);
}

/* --- The free ones ----------------------------------------------------------------------- */

typedef struct
{
  size_t count, first; /* free ones met; flat index of the leaf's first slot */
  double *theta, *lower, *upper;
  size_t *indices;
} Free;

static bool
visit_free (const MercerKernel *leaf, void *data)
{
  Free *out = data;

  for (size_t slot = 0; slot < leaf->n_slots; slot++)
    {
      const KernelSlot *number = &leaf->slots[slot];
      bool logarithmic = kernel_spec_logarithmic (slot_spec (leaf, slot));
      if (number->fixed)
        continue;
      if (out->theta != NULL)
        out->theta[out->count] = logarithmic ? log (number->value) : number->value;
      if (out->lower != NULL)
        out->lower[out->count] = logarithmic ? log (number->lower) : number->lower;
      if (out->upper != NULL)
        out->upper[out->count] = logarithmic ? log (number->upper) : number->upper;
      if (out->indices != NULL)
        out->indices[out->count] = out->first + slot;
      out->count++;
    }
  out->first += leaf->n_slots;
  return true;
}

size_t
mercer_kernel_free_params (const MercerKernel *kernel)
{
  Free out = { 0 };
  kernel_visit_leaves (kernel, visit_free, &out);
  return out.count;
}

void
mercer_kernel_get_theta (const MercerKernel *kernel, double *theta, double *lower, double *upper)
{
  Free out = { .theta = theta, .lower = lower, .upper = upper };
  kernel_visit_leaves (kernel, visit_free, &out);
}

void
mercer_kernel_free_indices (const MercerKernel *kernel, size_t *indices)
{
  Free out = { .indices = indices };
  kernel_visit_leaves (kernel, visit_free, &out);
}

/* The value of a theta; what the logarithm's rounding carried past a bound comes back onto it, so
 * that a fit that ends on a bound shows the bound. */
static double
from_theta (const KernelSlot *number, bool logarithmic, double theta)
{
  const double slack = 1e-12;
  double value = logarithmic ? exp (theta) : theta;

  if (value > number->upper && value <= number->upper * (1 + slack))
    return number->upper;
  if (value < number->lower && value >= number->lower * (1 - slack))
    return number->lower;
  return value;
}

static MercerKernel *
leaf_with_theta (const MercerKernel *leaf, void *data)
{
  const double **theta = data;
  MercerKernel *copy = NULL;

  for (size_t slot = 0; slot < leaf->n_slots; slot++)
    {
      const KernelSlot *number = &leaf->slots[slot];
      if (number->fixed)
        continue;
      if (copy == NULL)
        copy = kernel_copy (leaf);
      set_value (
          copy, slot,
          from_theta (number, kernel_spec_logarithmic (slot_spec (leaf, slot)), *(*theta)++));
    }
  return copy != NULL ? copy : mercer_kernel_ref ((MercerKernel *) leaf);
}

MercerKernel *
mercer_kernel_with_theta (MercerKernel *kernel, const double *theta)
{
  return kernel_map_leaves (kernel, leaf_with_theta, &theta);
}
