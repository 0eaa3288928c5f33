/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd.h"

#include <math.h>

#include "start-kernel.h"

enum { MOST_ROWS = 1000 };

/* The median heuristic (Gretton et al. 2012, section 8): the length scale is the median distance between rows of both
 * samples together, of which at most so many rows are looked at, in the samples' shares. */
MercerRecipe *
mmd_suggest (MercerRecipe *recipe)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  size_t d = g_strv_length ((char **) names);
  MercerDataset *against = mercer_recipe_table (recipe, "against");
  if (against != NULL)
    {
      g_autofree char *refusal = mercer_points_refuse (against, names);
      if (refusal != NULL)
        against = NULL;
    }
  if (d == 0 || mercer_recipe_is_category (recipe, names[0])) /* then all are, for which the kernel is known */
    return mercer_recipe_ref (recipe);
  MercerPoints x = { 0 }, y = { 0 };
  double n = (double) mercer_dataset_rows (mercer_recipe_dataset (recipe));
  double share = against != NULL ? n / MAX (n + (double) mercer_dataset_rows (against), 1) : 1;
  mercer_points_peek (&x, mercer_recipe_dataset (recipe), names, (size_t) ceil (share * MOST_ROWS));
  if (against != NULL)
    mercer_points_peek (&y, against, names, (size_t) ceil ((1 - share) * MOST_ROWS));
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix both = mercer_work_matrix (work, x.x.rows + y.x.rows, d);
  double median = NAN;
  if (both.data != NULL && both.rows > 1)
    {
      mercer_matrix_copy (x.x, mercer_matrix_block (both, 0, 0, x.x.rows, d));
      if (against != NULL)
        mercer_matrix_copy (y.x, mercer_matrix_block (both, x.x.rows, 0, y.x.rows, d));
      median = mercer_median_distance (both, work);
    }
  mercer_work_free (work);
  mercer_points_clear (&x);
  mercer_points_clear (&y);
  if (!isfinite (median))
    return mercer_recipe_ref (recipe);
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%s)", mercer_number_print (mercer_start_rounded (median), number));
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return kernel != NULL ? mercer_recipe_with_kernel (recipe, kernel) : mercer_recipe_ref (recipe);
}
