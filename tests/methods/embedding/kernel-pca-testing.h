/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "methods-testing.h"
#include "reader.h"

/* What the tests of kernel-pca share. */

static inline MercerRecipe *
start_with (MercerDataset *table, const char *kernel, const char *first, ...)
{
  MercerRecipe *recipe = mercer_recipe_new (mercer_method_find ("kernel-pca"), table);
  va_list list;
  va_start (list, first);
  for (const char *id = first; id != NULL; id = va_arg (list, const char *))
    {
      MercerRecipe *next = mercer_recipe_with_value (recipe, id, va_arg (list, double));
      mercer_recipe_unref (recipe);
      recipe = next;
    }
  va_end (list);
  if (kernel == NULL)
    return recipe;
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse (kernel, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerRecipe *next = mercer_recipe_with_kernel (recipe, parsed);
  mercer_recipe_unref (recipe);
  return next;
}

static inline MercerDataset *
open_table (const char *origin)
{
  g_autoptr (GError) error = NULL;
  MercerDataset *table = mercer_dataset_open (origin, NULL, &error);
  g_assert_no_error (error);
  return table;
}

static inline const MercerTable *
table_named (const MercerFigure *figure, const char *id)
{
  for (size_t k = 0; k < mercer_figure_n_tables (figure); k++)
    if (strcmp (mercer_figure_get_table (figure, k)->id, id) == 0)
      return mercer_figure_get_table (figure, k);
  g_error ("no table %s", id);
}

static inline const double *
column_named (const MercerTable *table, const char *name)
{
  for (size_t c = 0; c < table->columns; c++)
    if (strcmp (table->column[c].name, name) == 0)
      return table->column[c].values;
  g_error ("no column %s", name);
}

static inline double
readout (const MercerFigure *figure, const char *id)
{
  const MercerReadout *found = mercer_figure_find_readout (figure, id);
  g_assert_nonnull (found);
  return found->value;
}

static inline const MercerNote *
find_note (const MercerFigure *figure, const char *part)
{
  for (size_t k = 0; k < mercer_figure_n_notes (figure); k++)
    if (strstr (mercer_figure_get_note (figure, k)->sentence, part) != NULL)
      return mercer_figure_get_note (figure, k);
  return NULL;
}

static inline Caught
catch_ok (MercerRecipe *recipe)
{
  Caught caught = catch_run (recipe, NULL, false, -1);
  g_assert_cmpint (caught.status, ==, MERCER_OK);
  g_assert_cmpint (caught.n_finals, ==, 1);
  return caught;
}
