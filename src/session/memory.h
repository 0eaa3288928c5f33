/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* An edited table is still the same one. */
bool mercer_is_same_table (const MercerDataset *one, const MercerDataset *other);

/* What each method was last set to on each table, so that a person who looks at another method comes back to where they
 * were. Lives beside the history of undo, which it does not touch. */
typedef struct _MercerMemory MercerMemory;

MercerMemory *mercer_memory_new (void);
void mercer_memory_free (MercerMemory *memory);
void mercer_memory_clear (MercerMemory *memory);
/* The panel turns from `left` to `taken`; nothing happens if both are of one method and table. */
void mercer_memory_keep (MercerMemory *memory, int panel, MercerRecipe *left, MercerRecipe *taken);
/* `present` seen by another method: as it was left, with the table as it is now and with a kernel that a person has made
 * since; or, on the first visit, mercer_recipe_with_method (). New reference. */
MercerRecipe *mercer_memory_recall (const MercerMemory *memory, int panel, MercerRecipe *present,
                                    const MercerMethod *method);
