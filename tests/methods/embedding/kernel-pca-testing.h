/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "methods-testing.h"
#include "reader.h"

/* What the tests of kernel-pca share. */

static inline MercerRecipe *
start_with_list (const char *method, MercerDataset *table, const char *kernel, const char *first, va_list list)
{
  MercerRecipe *recipe = mercer_recipe_new (mercer_method_find (method), table);
  for (const char *id = first; id != NULL; id = va_arg (list, const char *))
    {
      MercerRecipe *next = mercer_recipe_with_value (recipe, id, va_arg (list, double));
      mercer_recipe_unref (recipe);
      recipe = next;
    }
  if (kernel == NULL)
    return recipe;
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerRecipe *next = mercer_recipe_with_kernel (recipe, parsed);
  mercer_recipe_unref (recipe);
  return next;
}

/* first: an id, its value (a double), the next id... NULL. */
static inline MercerRecipe *
start_with_method (const char *method, MercerDataset *table, const char *kernel, const char *first, ...)
{
  va_list list;
  va_start (list, first);
  MercerRecipe *recipe = start_with_list (method, table, kernel, first, list);
  va_end (list);
  return recipe;
}

/* The same of kernel PCA. */
static inline MercerRecipe *
start_with (MercerDataset *table, const char *kernel, const char *first, ...)
{
  va_list list;
  va_start (list, first);
  MercerRecipe *recipe = start_with_list ("kernel-pca", table, kernel, first, list);
  va_end (list);
  return recipe;
}

static inline MercerDataset *
open_table (const char *origin)
{
  g_autoptr (GError) error = NULL;
  MercerDataset *table = mercer_dataset_open (origin, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static inline Caught
catch_ok (MercerRecipe *recipe)
{
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpint (caught.n_finals, ==, 1);
  return caught;
}
