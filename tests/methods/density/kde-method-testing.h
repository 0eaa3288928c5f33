/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "kde.h"
#include "methods-testing.h"
#include "reader.h"

/* Recipes of densities, step by step, and what comes out. */
static inline MercerRecipe *
kde_of (MercerDataset *table, const char *columns)
{
  g_autoptr (MercerRecipe) recipe = mercer_recipe_new (mercer_method_find ("kde"), table);
  g_auto (GStrv) names = g_strsplit (columns, ",", 0);
  return mercer_recipe_with_role (recipe, "x", (const char *const *) names);
}

/* Takes the recipe, gives the changed one. */
static inline MercerRecipe *
set (MercerRecipe *recipe, const char *param, double value)
{
  MercerRecipe *next = mercer_recipe_with_value (recipe, param, value);
  mercer_recipe_unref (recipe);
  return next;
}

static inline MercerRecipe *
set_list (MercerRecipe *recipe, const char *param, int n, const double *numbers)
{
  MercerRecipe *next = mercer_recipe_with_list (recipe, param, numbers, n);
  mercer_recipe_unref (recipe);
  return next;
}

static inline MercerRecipe *
set_role (MercerRecipe *recipe, const char *role, const char *column)
{
  MercerRecipe *next = mercer_recipe_with_role (recipe, role, (const char *[]){ column, NULL });
  mercer_recipe_unref (recipe);
  return next;
}

static inline MercerRecipe *
set_at (MercerRecipe *recipe, MercerDataset *at)
{
  MercerRecipe *next = mercer_recipe_with_at (recipe, at);
  mercer_recipe_unref (recipe);
  return next;
}

static inline MercerDataset *
sample (const char *name)
{
  g_autoptr (GError) error = NULL;
  MercerDataset *table = mercer_dataset_open (name, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static inline Caught
answer (MercerRecipe *recipe, bool live)
{
  Caught caught = catch_run (recipe, NULL, live, -1);
  g_assert_cmpstr (caught.refusal, ==, NULL);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_nonnull (caught.final);
  return caught;
}

static inline void
assert_refused (MercerRecipe *recipe, const char *part)
{
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_test_message ("%s", caught.refusal);
  g_assert_nonnull (caught.refusal);
  g_assert_nonnull (strstr (caught.refusal, part));
  g_assert_null (caught.final);
  caught_clear (&caught);
  mercer_recipe_unref (recipe);
}

static inline double
phi (double x, double h)
{
  return exp (-0.5 * x * x / (h * h)) / (sqrt (2 * M_PI) * h);
}
