/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <math.h>
#include <string.h>

/* Parameters that share one number. A tie is a name that several slots carry; all of them hold the
 * value, bounds and mark of the first from the left, and fits count them once. */

typedef struct
{
  KernelSlotPlace *places;
  size_t n;
} Listing;

static bool
list_slots (const MercerKernel *owner, void *data)
{
  Listing *listing = data;

  for (size_t slot = 0; slot < owner->n_slots; slot++)
    {
      size_t at = listing->n++, first = at;
      const char *tie = owner->slots[slot].tie;
      listing->places[at] = (KernelSlotPlace){ owner, slot, at };
      for (size_t i = 0; tie[0] != '\0' && i < at && first == at; i++)
        if (strcmp (listing->places[i].owner->slots[listing->places[i].slot].tie, tie) == 0)
          first = i;
      listing->places[at].first = first;
    }
  return true;
}

KernelSlotPlace *
kernel_list_slots (const MercerKernel *kernel, size_t *n)
{
  Listing listing = { g_new (KernelSlotPlace, mercer_kernel_params (kernel) + 1), 0 };

  kernel_visit_owners (kernel, list_slots, &listing);
  *n = listing.n;
  return listing.places;
}

bool
kernel_specs_can_tie (const MercerKernelParamSpec *a, const MercerKernelParamSpec *b)
{
  return kernel_spec_continuous (a) && kernel_spec_continuous (b)
         && kernel_spec_logarithmic (a) == kernel_spec_logarithmic (b);
}

KernelSlot
kernel_follow_slot (const MercerKernelParamSpec *spec, const KernelSlot *first)
{
  KernelSlot slot = *first;

  slot.lower = kernel_spec_clamp (spec, slot.lower);
  slot.upper = kernel_spec_clamp (spec, slot.upper);
  if (slot.lower >= slot.upper || slot.value < slot.lower || slot.value > slot.upper)
    {
      slot.lower = spec->lower;
      slot.upper = spec->upper;
    }
  return slot;
}

/* --- Changes to many slots at once --------------------------------------------------------- */

typedef struct
{
  KernelSlot *numbers; /* what each slot is to hold */
  size_t at;
} Settled;

static MercerKernel *
settle_owner (const MercerKernel *owner, void *data)
{
  Settled *settled = data;
  const KernelSlot *numbers = settled->numbers + settled->at;
  MercerKernel *copy = NULL;

  settled->at += owner->n_slots;
  if (owner->n_slots == 0 || memcmp (numbers, owner->slots, owner->n_slots * sizeof *numbers) == 0)
    return mercer_kernel_ref ((MercerKernel *) owner);
  copy = kernel_copy (owner);
  memcpy (copy->slots, numbers, owner->n_slots * sizeof *numbers);
  return copy;
}

static KernelSlot *
slots_of (const KernelSlotPlace *places, size_t n)
{
  KernelSlot *numbers = g_new (KernelSlot, n + 1);

  for (size_t i = 0; i < n; i++)
    numbers[i] = places[i].owner->slots[places[i].slot];
  return numbers;
}

static MercerKernel *
with_slots (MercerKernel *kernel, KernelSlot *numbers)
{
  return kernel_map_owners (kernel, settle_owner, &(Settled){ numbers, 0 });
}

static bool
can_follow (const KernelSlotPlace *places, size_t i, const KernelSlot *first)
{
  const MercerKernelParamSpec *spec = kernel_slot_spec (places[i].owner, places[i].slot);
  const KernelSlotPlace *leader = &places[places[i].first];

  return kernel_specs_can_tie (spec, kernel_slot_spec (leader->owner, leader->slot))
         && kernel_spec_clamp (spec, first->value) == first->value;
}

MercerKernel *
kernel_settle_ties (MercerKernel *kernel)
{
  size_t n;
  bool tied = false;
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);

  for (size_t i = 0; i < n; i++)
    tied = tied || places[i].first != i;
  if (!tied)
    {
      g_free (places);
      return kernel;
    }
  KernelSlot *numbers = slots_of (places, n);
  for (size_t i = 0; i < n; i++)
    if (places[i].first != i && can_follow (places, i, &numbers[places[i].first]))
      numbers[i] = kernel_follow_slot (kernel_slot_spec (places[i].owner, places[i].slot),
                                       &numbers[places[i].first]);
    else if (places[i].first != i)
      memset (numbers[i].tie, 0, KERNEL_TIE_SIZE);
  MercerKernel *settled = with_slots (kernel, numbers);
  g_free (numbers);
  g_free (places);
  mercer_kernel_unref (kernel);
  return settled;
}

/* --- What editors ask for ------------------------------------------------------------------ */

size_t
mercer_kernel_tied (const MercerKernel *kernel, size_t index, size_t *indices)
{
  size_t n, count = 0;
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);

  g_return_val_if_fail (index < n, 0);
  for (size_t i = 0; i < n; i++)
    if (places[i].first == places[index].first)
      {
        if (indices != NULL)
          indices[count] = i;
        count++;
      }
  g_free (places);
  return count;
}

/* "a", "b", ... "z", "t26", ...: the first that no slot carries. */
static void
new_name (const KernelSlot *numbers, size_t n, char *name)
{
  for (unsigned k = 0;; k++)
    {
      bool used = false;
      memset (name, 0, KERNEL_TIE_SIZE);
      if (k < 26)
        name[0] = (char) ('a' + k);
      else
        g_snprintf (name, KERNEL_TIE_SIZE, "t%u", k);
      for (size_t i = 0; i < n; i++)
        used = used || strcmp (numbers[i].tie, name) == 0;
      if (!used)
        return;
    }
}

/* All of the group of `b` take the name of the group of `a`, and the bounds that both allow. */
static void
join_groups (KernelSlot *numbers, const KernelSlotPlace *places, size_t n, size_t a, size_t b)
{
  size_t first_a = places[a].first, first_b = places[b].first;
  double lower = MAX (numbers[first_a].lower, numbers[first_b].lower);
  double upper = MIN (numbers[first_a].upper, numbers[first_b].upper);
  KernelSlot shared = numbers[first_a];

  if (shared.tie[0] == '\0')
    new_name (numbers, n, shared.tie);
  if (lower < upper && shared.value >= lower && shared.value <= upper)
    {
      shared.lower = lower;
      shared.upper = upper;
    }
  for (size_t i = 0; i < n; i++)
    if (places[i].first == first_a || places[i].first == first_b)
      numbers[i] = kernel_follow_slot (kernel_slot_spec (places[i].owner, places[i].slot), &shared);
}

bool
mercer_kernel_can_tie (const MercerKernel *kernel, size_t index, size_t other)
{
  size_t n;
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);

  g_return_val_if_fail (index < n && other < n, false);
  const KernelSlotPlace *a = &places[places[index].first];
  double value = a->owner->slots[a->slot].value;
  bool can = places[index].first != places[other].first;
  for (size_t i = 0; i < n && can; i++)
    {
      const MercerKernelParamSpec *spec = kernel_slot_spec (places[i].owner, places[i].slot);
      if (places[i].first == places[other].first)
        can = kernel_specs_can_tie (kernel_slot_spec (a->owner, a->slot), spec)
              && kernel_spec_clamp (spec, value) == value;
    }
  g_free (places);
  return can;
}

MercerKernel *
mercer_kernel_with_tie (MercerKernel *kernel, size_t index, size_t other)
{
  size_t n;

  g_return_val_if_fail (kernel != NULL, NULL);
  if (!mercer_kernel_can_tie (kernel, index, other))
    return NULL;
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);
  KernelSlot *numbers = slots_of (places, n);
  join_groups (numbers, places, n, index, other);
  MercerKernel *tied = kernel_settle_ties (with_slots (kernel, numbers));
  g_free (numbers);
  g_free (places);
  return tied;
}

MercerKernel *
mercer_kernel_without_tie (MercerKernel *kernel, size_t index)
{
  size_t n, left = 0;

  g_return_val_if_fail (index < mercer_kernel_params (kernel), NULL);
  KernelSlotPlace *places = kernel_list_slots (kernel, &n);
  KernelSlot *numbers = slots_of (places, n);
  size_t first = places[index].first;
  memset (numbers[index].tie, 0, KERNEL_TIE_SIZE);
  for (size_t i = 0; i < n; i++)
    left += places[i].first == first && i != index;
  for (size_t i = 0; i < n; i++) /* one alone is tied to nothing */
    if (places[i].first == first && left == 1)
      memset (numbers[i].tie, 0, KERNEL_TIE_SIZE);
  MercerKernel *untied = with_slots (kernel, numbers);
  g_free (numbers);
  g_free (places);
  return untied;
}
