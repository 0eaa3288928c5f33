/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory.h"

typedef struct
{
  int panel;
  MercerRecipe *left, *taken;
} Entry;

struct _MercerMemory
{
  GPtrArray *entries; /* at most one for each panel, method and table */
};

static void
entry_free (void *data)
{
  Entry *entry = data;
  mercer_recipe_unref (entry->left);
  mercer_recipe_unref (entry->taken);
  g_free (entry);
}

MercerMemory *
mercer_memory_new (void)
{
  MercerMemory *memory = g_new0 (MercerMemory, 1);
  memory->entries = g_ptr_array_new_with_free_func (entry_free);
  return memory;
}

void
mercer_memory_free (MercerMemory *memory)
{
  g_ptr_array_unref (memory->entries);
  g_free (memory);
}

void
mercer_memory_clear (MercerMemory *memory)
{
  g_ptr_array_set_size (memory->entries, 0);
}

bool
mercer_is_same_table (const MercerDataset *one, const MercerDataset *other)
{
  return one == other
         || (g_strcmp0 (mercer_dataset_title (one), mercer_dataset_title (other)) == 0
             && g_strcmp0 (mercer_dataset_origin (one), mercer_dataset_origin (other)) == 0);
}

static int
find (const MercerMemory *memory, int panel, MercerRecipe *table, const MercerMethod *method)
{
  for (guint i = 0; i < memory->entries->len; i++)
    {
      const Entry *entry = memory->entries->pdata[i];
      if (entry->panel == panel && mercer_recipe_method (entry->left) == method
          && mercer_is_same_table (mercer_recipe_dataset (entry->left), mercer_recipe_dataset (table)))
        return (int) i;
    }
  return -1;
}

void
mercer_memory_keep (MercerMemory *memory, int panel, MercerRecipe *left, MercerRecipe *taken)
{
  if (mercer_recipe_method (left) == mercer_recipe_method (taken))
    return;
  int old = find (memory, panel, left, mercer_recipe_method (left));
  if (old >= 0)
    g_ptr_array_remove_index_fast (memory->entries, (guint) old);
  Entry *entry = g_new (Entry, 1);
  *entry = (Entry) { panel, mercer_recipe_ref (left), mercer_recipe_ref (taken) };
  g_ptr_array_add (memory->entries, entry);
}

static bool
same_kernel (const MercerRecipe *a, const MercerRecipe *b)
{
  const MercerKernel *one = mercer_recipe_kernel (a), *other = mercer_recipe_kernel (b);
  return one == other
         || (one != NULL && other != NULL && mercer_hash_equal (mercer_kernel_hash (one), mercer_kernel_hash (other)));
}

/* `back` with the kernel of `fresh` if a person made that since `taken`: then with_method () has carried it along. */
static MercerRecipe *
with_newer_kernel (MercerRecipe *back, MercerRecipe *fresh, const MercerRecipe *present, const MercerRecipe *taken)
{
  if (mercer_recipe_kernel (present) == NULL || same_kernel (present, taken) || !same_kernel (fresh, present))
    return mercer_recipe_ref (back);
  MercerRecipe *with = mercer_recipe_with_kernel (back, mercer_recipe_kernel (fresh));
  g_autofree char *refusal = mercer_recipe_check (with);
  if (refusal == NULL)
    return with;
  mercer_recipe_unref (with);
  return mercer_recipe_ref (back);
}

MercerRecipe *
mercer_memory_recall (const MercerMemory *memory, int panel, MercerRecipe *present, const MercerMethod *method)
{
  MercerRecipe *fresh = mercer_recipe_with_method (present, method);
  int i = find (memory, panel, present, method);
  if (i < 0)
    return fresh;
  const Entry *entry = memory->entries->pdata[i];
  g_autoptr (MercerRecipe) back = mercer_recipe_with_dataset (entry->left, mercer_recipe_dataset (present));
  MercerRecipe *result = with_newer_kernel (back, fresh, present, entry->taken);
  mercer_recipe_unref (fresh);
  return result;
}
