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
  kernel_visit_owners (kernel, count_slots, &count);
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
                                .fixed = number->fixed,
                                .tie = number->tie[0] != '\0' ? number->tie : NULL };
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
  kernel_visit_owners (kernel, find_slot, &search);
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

/* Bounds that somebody wrote also hold for values; the family's are for fits alone. */
static void
set_value (MercerKernel *owner, size_t slot, double value)
{
  KernelSlot *number = &owner->slots[slot];

  number->value = kernel_spec_clamp (kernel_slot_spec (owner, slot), value) + 0.0;
  if (kernel_slot_has_own_bounds (owner, slot))
    number->value = CLAMP (number->value, number->lower, number->upper);
}

typedef struct
{
  size_t index; /* still to go */
  void (*change) (MercerKernel *owner, size_t slot, const double *with);
  double with[2];
  bool done;
} Change;

static MercerKernel *
change_owner (const MercerKernel *owner, void *data)
{
  Change *change = data;
  size_t slot = change->index;

  if (change->done || slot >= owner->n_slots)
    {
      change->index -= change->done ? 0 : owner->n_slots;
      return mercer_kernel_ref ((MercerKernel *) owner);
    }
  change->done = true;
  MercerKernel *copy = kernel_copy (owner);
  change->change (copy, slot, change->with);
  return copy;
}

static void
change_value (MercerKernel *owner, size_t slot, const double *with)
{
  set_value (owner, slot, with[0]);
}

static void
change_fixed (MercerKernel *owner, size_t slot, const double *with)
{
  owner->slots[slot].fixed
      = with[0] != 0 || !kernel_spec_continuous (kernel_slot_spec (owner, slot));
}

static void
change_bounds (MercerKernel *owner, size_t slot, const double *with)
{
  const MercerKernelParamSpec *spec = kernel_slot_spec (owner, slot);
  double lower = kernel_spec_clamp (spec, with[0]), upper = kernel_spec_clamp (spec, with[1]);

  if (!kernel_spec_continuous (spec) || !(lower < upper))
    return;
  owner->slots[slot].lower = lower;
  owner->slots[slot].upper = upper;
  set_value (owner, slot, owner->slots[slot].value);
}

/* The first of a tie changes, to what all of them can hold; the others follow. */
static MercerKernel *
change_slot (MercerKernel *kernel, size_t index, Change change)
{
  size_t n;
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);

  change.index = places[index].first;
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < 2 && change.change != change_fixed; k++)
      if (places[i].first == change.index && !isnan (change.with[k]))
        change.with[k]
            = kernel_spec_clamp (kernel_slot_spec (places[i].owner, places[i].slot), change.with[k]);
  g_free (places);
  return kernel_settle_ties (kernel_map_owners (kernel, change_owner, &change));
}

MercerKernel *
mercer_kernel_with_param (MercerKernel *kernel, size_t index, double value)
{
  g_return_val_if_fail (index < mercer_kernel_params (kernel), NULL);
  return change_slot (kernel, index, (Change){ 0, change_value, { value, value } });
}

MercerKernel *
mercer_kernel_with_fixed (MercerKernel *kernel, size_t index, bool fixed)
{
  g_return_val_if_fail (index < mercer_kernel_params (kernel), NULL);
  return change_slot (kernel, index, (Change){ 0, change_fixed, { fixed } });
}

MercerKernel *
mercer_kernel_with_bounds (MercerKernel *kernel, size_t index, double lower, double upper)
{
  g_return_val_if_fail (index < mercer_kernel_params (kernel), NULL);
  return change_slot (kernel, index, (Change){ 0, change_bounds, { lower, upper } });
}

/* --- The free ones ----------------------------------------------------------------------- */

typedef struct
{
  double *theta, *lower, *upper;
  size_t *indices;
} Free;

/* Each free parameter once, tied ones where the first of them stands. */
static size_t
list_free (const MercerKernel *kernel, const Free *out)
{
  size_t n, count = 0;
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);

  for (size_t i = 0; i < n; i++)
    {
      const KernelSlot *number = &places[i].owner->slots[places[i].slot];
      bool logarithmic
          = kernel_spec_logarithmic (kernel_slot_spec (places[i].owner, places[i].slot));
      if (number->fixed || places[i].first != i)
        continue;
      if (out->theta != NULL)
        out->theta[count] = logarithmic ? log (number->value) : number->value;
      if (out->lower != NULL)
        out->lower[count] = logarithmic ? log (number->lower) : number->lower;
      if (out->upper != NULL)
        out->upper[count] = logarithmic ? log (number->upper) : number->upper;
      if (out->indices != NULL)
        out->indices[count] = i;
      count++;
    }
  g_free (places);
  return count;
}

size_t
mercer_kernel_free_params (const MercerKernel *kernel)
{
  return list_free (kernel, &(Free){ 0 });
}

void
mercer_kernel_get_theta (const MercerKernel *kernel, double *theta, double *lower, double *upper)
{
  list_free (kernel, &(Free){ .theta = theta, .lower = lower, .upper = upper });
}

void
mercer_kernel_free_indices (const MercerKernel *kernel, size_t *indices)
{
  list_free (kernel, &(Free){ .indices = indices });
}

size_t *
kernel_theta_of_slots (const MercerKernel *kernel)
{
  size_t n, count = 0;
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);
  size_t *theta = g_new (size_t, n + 1);

  for (size_t i = 0; i < n; i++)
    if (places[i].owner->slots[places[i].slot].fixed)
      theta[i] = SIZE_MAX;
    else
      theta[i] = places[i].first == i ? count++ : theta[places[i].first];
  g_free (places);
  return theta;
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

typedef struct
{
  const double *theta;
  const size_t *of_slots;
  size_t flat; /* index of the owner's first slot */
} Fitted;

static MercerKernel *
owner_with_theta (const MercerKernel *owner, void *data)
{
  Fitted *fitted = data;
  MercerKernel *copy = NULL;

  for (size_t slot = 0; slot < owner->n_slots; slot++)
    {
      const KernelSlot *number = &owner->slots[slot];
      if (number->fixed)
        continue;
      if (copy == NULL)
        copy = kernel_copy (owner);
      double theta = fitted->theta[fitted->of_slots[fitted->flat + slot]];
      bool logarithmic = kernel_spec_logarithmic (kernel_slot_spec (owner, slot));
      set_value (copy, slot, from_theta (number, logarithmic, theta));
    }
  fitted->flat += owner->n_slots;
  return copy != NULL ? copy : mercer_kernel_ref ((MercerKernel *) owner);
}

MercerKernel *
mercer_kernel_with_theta (MercerKernel *kernel, const double *theta)
{
  size_t *of_slots = kernel_theta_of_slots (kernel);
  Fitted fitted = { theta, of_slots, 0 };
  MercerKernel *changed = kernel_settle_ties (kernel_map_owners (kernel, owner_with_theta, &fitted));

  g_free (of_slots);
  return changed;
}
