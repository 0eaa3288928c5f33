/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

/* Above so many rows the exact answer takes seconds, and landmarks are the better start. */
enum { MANY_ROWS = 8000, START_LANDMARKS = 500 };

MercerRecipe *
pca_suggest (MercerRecipe *recipe)
{
  bool many = mercer_dataset_rows (mercer_recipe_dataset (recipe)) > MANY_ROWS;
  g_autoptr (MercerRecipe) sized = mercer_recipe_with_value (recipe, "landmarks", many ? START_LANDMARKS : 0);
  return mercer_start_with_rbf (sized);
}
