/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "recipe.h"

/* Why columns of this role tell no row from another, a sentence (g_free), or NULL: they do. For checks of methods that compare rows.
 * O(columns). */
static inline char *
mercer_picture_check_alike (const MercerRecipe *recipe, const char *role)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *const *names = mercer_recipe_role (recipe, role);
  for (const char *const *name = names; *name != NULL; name++)
    {
      int c = mercer_dataset_find (dataset, *name);
      const MercerColumn *column = c >= 0 ? mercer_dataset_column (dataset, (size_t) c) : NULL;
      if (column == NULL || (column->kind == MERCER_COLUMN_CATEGORICAL ? column->n_levels > 1 : column->max > column->min))
        return NULL;
    }
  return names[0] == NULL     ? NULL
         : names[1] == NULL ? g_strdup_printf (_("All rows have the same value in “%s”, so that there is nothing to compare. Choose a "
                                                 "column that varies."),
                                               names[0])
                            : g_strdup_printf (_("All rows have the same values in “%s” and the columns beside it, so that there is nothing "
                                                 "to compare. Choose columns that vary."),
                                               names[0]);
}
