/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A registry of one method for tests of the layers that know methods only as tables. Its suggestion is easy to work out by
 * hand: the length scale is the sd of x, the noise a tenth of the sd of y. */

#include "job.h"

typedef struct
{
  double noise;
  int band, samples;
  bool grid;
} ToyValues;

static const MercerChoice toy_bands[] = { { "latent", "Latent" }, { "predictive", "Predictive" }, { NULL, NULL } };
static const MercerParam toy_params[] = {
  MERCER_REAL (ToyValues, noise, "noise", "Noise", "y", "How far", 0.1, 1e-6, 1e6, 1e-3, 10, MERCER_LOG),
  MERCER_CHOICE (ToyValues, band, "band", "Band", "Which", 0, toy_bands, 0),
  MERCER_INT (ToyValues, samples, "samples", "Samples", "", "How many", 3, 0, 10, 0),
  MERCER_BOOL (ToyValues, grid, "grid", "Grid", "Whether", false, 0),
  { 0 },
};
static const MercerRole toy_roles[] = {
  { "x", "Inputs", "", true, 1, 0, NULL, 1 },
  { "y", "Output", "", true, 1, 1, NULL, 1 },
  { "along", "Drawn along", "", true, 0, 2, "x", 0 },
  { 0 },
};
static const MercerAction toy_actions[] = { { "optimize", "Fit", "" }, { 0 } };
static const MercerTableRole toy_tables[] = { { "band", "Band", "" }, { "against", "Against", "" }, { 0 } };

static MercerRecipe *
toy_suggest (MercerRecipe *recipe)
{
  int x, y;
  mercer_recipe_role_columns (recipe, "x", &x, 1);
  if (mercer_recipe_role_columns (recipe, "y", &y, 1) == 0)
    return mercer_recipe_ref (recipe);
  MercerDataset *d = mercer_recipe_dataset (recipe);
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *text = g_strdup_printf (
      "RBF(lengthscale=%s)", mercer_number_print (mercer_dataset_column (d, (size_t) x)->sd, number));
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) with_kernel = mercer_recipe_with_kernel (recipe, kernel);
  return mercer_recipe_with_value (with_kernel, "noise", 0.1 * mercer_dataset_column (d, (size_t) y)->sd);
}

static MercerStatus
toy_run (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  return MERCER_OK;
}

static const MercerMethod toy_method = {
  .id = "toy", .room = MERCER_ROOM_REGRESSION, .title = "Toy", .summary = "A table for tests", .source = "none",
  .values_size = sizeof (ToyValues), .params = toy_params, .roles = toy_roles, .actions = toy_actions, .tables = toy_tables,
  .kernel = "RBF(lengthscale=1)", .suggest = toy_suggest, .run = toy_run,
};
const MercerMethod *const mercer_methods[] = { &toy_method, NULL };

/* Columns a = 0, 1, 2, 3; name (text); b = 10 a; c = 1, 4, missing, 16. */
static inline MercerDataset *
toy_dataset (void)
{
  MercerDatasetBuilder *builder = mercer_dataset_builder_new ("toy", "");
  double *a = g_new (double, 4), *b = g_new (double, 4), *c = g_new (double, 4);
  int32_t *codes = g_new0 (int32_t, 4);
  for (int i = 0; i < 4; i++)
    {
      codes[i] = i == 3 ? -1 : i % 2;
      a[i] = i;
      b[i] = 10 * i;
      c[i] = i == 2 ? NAN : (i + 1) * (i + 1);
    }
  mercer_dataset_builder_add_numeric (builder, "a", "s", a, 4);
  mercer_dataset_builder_add_categorical (builder, "name", codes, 4, g_strsplit ("left,right", ",", -1));
  mercer_dataset_builder_add_numeric (builder, "b", "m", b, 4);
  mercer_dataset_builder_add_numeric (builder, "c", "kg", c, 4);
  return mercer_dataset_builder_finish (builder);
}
