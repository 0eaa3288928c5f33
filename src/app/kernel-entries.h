/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* The kernels of a recipe, one after the other: its own, and those of its params that hold kernels. No GTK here. */

typedef struct
{
  const MercerParam *param; /* that holds it; NULL: the recipe's own */
  size_t which;             /* of the param's */
  const char *title;        /* "Second set"; NULL: it goes by its expression. Translated, borrowed */
  char *text;               /* what stands there; "": the kernel is what that stands for */
  MercerKernel *unsaid;     /* what it is without a text, not bound, and */
  const char *how;          /* how that comes about: "automatic". Translated, borrowed; both NULL: there would be none */
  MercerKernel *kernel;     /* not bound; NULL: the text cannot be read, and */
  char *mistake;            /* why */
} MercerKernelEntry;

/* Of MercerKernelEntry; g_ptr_array_unref. before (may be NULL): what was there the last time, from which kernels that are the same
 * are taken over. Kernels that are without effect, as the other values are, are not among them. */
GPtrArray *mercer_kernel_entries_new (MercerRecipe *recipe, GPtrArray *before);
const MercerKernelEntry *mercer_kernel_entry (GPtrArray *entries, guint i);
/* Whether one that differs in its text alone can be taken away: it stands in a param, and with a text. */
bool mercer_kernel_entry_can_go (const MercerKernelEntry *entry);
/* The columns that it looks at; borrowed from the recipe. */
const char *const *mercer_kernel_entry_columns (const MercerKernelEntry *entry, MercerRecipe *recipe);
/* The param that takes one more, NULL if none does. */
const MercerParam *mercer_kernel_entries_room (GPtrArray *entries, MercerRecipe *recipe);

/* Changes; each a new reference, NULL where the text of all would be longer than a param can hold. */
MercerRecipe *mercer_kernel_entries_put (GPtrArray *entries, MercerRecipe *recipe, guint i, MercerKernel *kernel);
MercerRecipe *mercer_kernel_entries_take (GPtrArray *entries, MercerRecipe *recipe, guint i);
MercerRecipe *mercer_kernel_entries_add (GPtrArray *entries, MercerRecipe *recipe, MercerKernel *kernel);
