/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Columns that are kernel values already: as many as there are rows, symmetric. */

/* Values that are printed to six digits and made twice still count as the same, in parts of the larger one. */
static const double same = 2e-6;
/* Tables are compared with themselves in squares that fit the cache both ways. */
enum { SQUARE = 64 };

/* Numeric columns of role x; NULL if one is not in the table. */
static const double **
columns_of (const MercerRecipe *recipe, size_t *count)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const char *const *names = mercer_recipe_role (recipe, "x");
  *count = g_strv_length ((char **) names);
  const double **columns = g_new (const double *, *count + 1);
  for (size_t j = 0; j < *count; j++)
    {
      int c = mercer_dataset_find (dataset, names[j]);
      if (c < 0)
        {
          g_free (columns);
          return NULL;
        }
      columns[j] = mercer_dataset_column (dataset, (size_t) c)->values;
    }
  return columns;
}

static bool
differ (double a, double b, double size)
{
  return !(fabs (a - b) <= same * MAX (MAX (fabs (a), fabs (b)), 1e-3 * size));
}

/* The first entry below the diagonal, in the order of squares, that its mirror image contradicts. size: that of the diagonal. */
static bool
find_asymmetry (const double *const *columns, size_t n, size_t *row, size_t *column)
{
  double size = 0;
  for (size_t i = 0; i < n; i++)
    size += fabs (columns[i][i]) / (double) n;
  for (size_t first = 0; first < n; first += SQUARE)
    for (size_t begin = first; begin < n; begin += SQUARE)
      for (size_t j = first; j < MIN (n, first + SQUARE); j++)
        for (size_t i = MAX (begin, j + 1); i < MIN (n, begin + SQUARE); i++)
          if (differ (columns[j][i], columns[i][j], size))
            {
              *row = i;
              *column = j;
              return true;
            }
  return false;
}

bool
pca_looks_like_kernel_matrix (const MercerRecipe *recipe)
{
  size_t n, row, column;
  g_autofree const double **columns = columns_of (recipe, &n);
  return columns != NULL && n > 3 && n == mercer_dataset_rows (mercer_recipe_dataset (recipe)) && !find_asymmetry (columns, n, &row, &column);
}

static char *
check_values (const MercerRecipe *recipe, const double *const *columns, size_t n)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      if (!isfinite (columns[j][i]))
        return g_strdup_printf (_("Row %zu of column “%s” has no value, and a kernel matrix needs all of them. Fill it in, or take both the "
                                  "row and its column out."),
                                i + 1, names[j]);
  return NULL;
}

char *
pca_check_kernel_matrix (const MercerRecipe *recipe)
{
  size_t n = mercer_dataset_rows (mercer_recipe_dataset (recipe)), count, row, column;
  for (const char *const *name = mercer_recipe_role (recipe, "x"); *name != NULL; name++)
    if (mercer_recipe_is_category (recipe, *name))
      return g_strdup_printf (_("Column “%s” holds text, and a kernel matrix numbers alone. Take it out of the inputs."), *name);
  g_autofree const double **columns = columns_of (recipe, &count);
  if (columns == NULL)
    return NULL; /* said elsewhere */
  if (count != n)
    return g_strdup_printf (_("A kernel matrix has as many columns as rows, but there are %zu columns and %zu rows. Choose all of its "
                              "columns as inputs, or switch “Kernel values given” off."),
                            count, n);
  char *refused = check_values (recipe, columns, n);
  if (refused != NULL || !find_asymmetry (columns, n, &row, &column))
    return refused;
  const char *const *names = mercer_recipe_role (recipe, "x");
  char below[MERCER_NUMBER_SIZE], above[MERCER_NUMBER_SIZE];
  mercer_number_print (columns[column][row], below);
  mercer_number_print (columns[row][column], above);
  return g_strdup_printf (_("A kernel matrix is symmetric, but row %zu of column “%s” holds %s and row %zu of column “%s” holds %s. Put the "
                            "columns into the order of the rows, or switch “Kernel values given” off."),
                          row + 1, names[column], below, column + 1, names[row], above);
}
