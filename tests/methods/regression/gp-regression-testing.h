/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of the method ask of its figures. */

#include <string.h>

#include "gp.h"
#include "methods-testing.h"
#include "reader.h"

static inline MercerRecipe *
start_with (MercerDataset *table, const char *first, ...)
{
  MercerRecipe *recipe = mercer_recipe_new (mercer_method_find ("gp-regression"), table);
  va_list list;
  va_start (list, first);
  for (const char *id = first; id != NULL; id = va_arg (list, const char *))
    {
      MercerRecipe *next = mercer_recipe_with_value (recipe, id, va_arg (list, double));
      mercer_recipe_unref (recipe);
      recipe = next;
    }
  va_end (list);
  return recipe;
}

static inline MercerRecipe *
with_kernel (MercerRecipe *recipe, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerRecipe *next = mercer_recipe_with_kernel (recipe, kernel);
  mercer_recipe_unref (recipe);
  return next;
}

/* --- Numbers ---------------------------------------------------------------------------------------- */

/* The terms add up to the whole at the grid and at points asked for; shares and covariances to 1; the picture has a panel for
 * each, while it is a draft too. (Their values against another solver: tests/model/gp/test-gp-terms.c.) */
static inline void
check_terms_add_up (const MercerFigure *figure, size_t rows)
{
  const MercerTable *posterior = mercer_figure_get_table (figure, 0), *terms = table_named (figure, "terms");
  g_assert_cmpuint (posterior->rows, ==, rows);
  const double *mean = column_of (posterior, "mean"), *smooth = column_of (posterior, "mean_RBF");
  const double *rough = column_of (posterior, "mean_Matern"), *second = column_of (posterior, "mean_RBF2");
  const double *level = column_of (posterior, "mean_function"), *sd = column_of (posterior, "sd_RBF");
  for (size_t k = 0; k < rows; k++)
    {
      assert_close (smooth[k] + rough[k] + second[k] + level[k], mean[k], 1e-9, 1e-10);
      g_assert_cmpfloat (sd[k], >, 0);
      g_assert_cmpfloat (sd[k], <=, sqrt (2) * (1 + 1e-9)); /* of the prior of that term */
    }
  double shares = 0, all = 0;
  const double *share = column_of (terms, "share");
  g_assert_cmpuint (terms->rows, ==, 5); /* with the mean function and what is left */
  g_assert_cmpuint (terms->columns, ==, 7);
  for (size_t a = 0; a < terms->rows; a++)
    {
      double row = 0;
      for (size_t c = 2; c < terms->columns; c++)
        row += terms->column[c].values[a];
      assert_close (row, share[a], 1e-10, 1e-13);
      shares += share[a];
      all += row;
    }
  assert_close (shares, 1, 1e-10, 0);
  assert_close (all, 1, 1e-10, 0);
  assert_close (readout (figure, "share_1"), 100 * share[0], 1e-12, 0);
}
