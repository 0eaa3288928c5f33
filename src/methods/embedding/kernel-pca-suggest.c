/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <math.h>
#include <stdlib.h>

/* The median heuristic: a length scale at which half of all pairs are near. Of so many rows. Above so many rows the exact
 * answer takes seconds, and landmarks are the better start. */
enum { FEW_ROWS = 300, MANY_ROWS = 8000, START_LANDMARKS = 500 };

double
pca_spread (const double *values, size_t n)
{
  double mean = 0, squares = 0;
  for (size_t i = 0; i < n; i++)
    mean += values[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean) / (double) MAX (n - 1, 1);
  return sqrt (squares);
}

double
pca_disparity (const double *x, size_t n, size_t d, size_t *widest, size_t *narrowest)
{
  double most = 0, least = INFINITY;
  *widest = *narrowest = 0;
  for (size_t c = 0; c < d; c++)
    {
      double spread = pca_spread (x + c * n, n);
      if (!(spread > 0) || !isfinite (spread))
        continue;
      if (spread > most)
        {
          most = spread;
          *widest = c;
        }
      if (spread < least)
        {
          least = spread;
          *narrowest = c;
        }
    }
  return most > 0 ? most / least : 1;
}

static int
compare_doubles (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* The median distance between every k-th row, columns divided by `scale`; 0 if most rows are equal. */
static double
median_distance (const double *x, size_t n, size_t d, const double *scale)
{
  size_t few = MIN (n, (size_t) FEW_ROWS), count = 0;
  double *distance = g_new (double, few * few / 2 + 1);
  for (size_t a = 0; a < few; a++)
    for (size_t b = 0; b < a; b++)
      {
        double squares = 0;
        for (size_t c = 0; c < d; c++)
          {
            double step = (x[a * n / few + c * n] - x[b * n / few + c * n]) / scale[c];
            squares += step * step;
          }
        distance[count++] = sqrt (squares);
      }
  qsort (distance, count, sizeof *distance, compare_doubles);
  double median = count > 0 ? distance[count / 2] : 0;
  g_free (distance);
  return median;
}

/* Two significant digits: a start to think with. */
static double
rounded (double value)
{
  if (!(value > 0) || !isfinite (value))
    return 1;
  char text[MERCER_NUMBER_SIZE];
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.1e", value), NULL);
}

static char *
kernel_text (const double *x, size_t n, size_t d)
{
  char number[MERCER_NUMBER_SIZE];
  size_t widest, narrowest;
  bool each = pca_disparity (x, n, d, &widest, &narrowest) > PCA_MUCH;
  g_autofree double *scale = g_new (double, d);
  for (size_t c = 0; c < d; c++)
    {
      double spread = each ? pca_spread (x + c * n, n) : 1;
      scale[c] = spread > 0 && isfinite (spread) ? spread : 1;
    }
  double median = median_distance (x, n, d, scale);
  if (!each)
    return g_strdup_printf ("RBF(lengthscale=%s)", mercer_number_print (rounded (median), number));
  GString *text = g_string_new ("RBF(lengthscale=[");
  for (size_t c = 0; c < d; c++)
    g_string_append_printf (text, "%s%s", c > 0 ? ", " : "", mercer_number_print (rounded (median * scale[c]), number));
  g_string_append (text, "])");
  return g_string_free (text, FALSE);
}

MercerRecipe *
pca_suggest (MercerRecipe *recipe)
{
  size_t d = g_strv_length ((char **) mercer_recipe_role (recipe, "x"));
  g_autofree double *x = NULL;
  size_t n = d > 0 ? mercer_recipe_matrix (recipe, "x", NULL, &x, NULL, NULL) : 0;
  if (n < 2)
    return mercer_recipe_ref (recipe);
  g_autofree char *text = kernel_text (x, n, d);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  if (kernel == NULL)
    return mercer_recipe_ref (recipe);
  g_autoptr (MercerRecipe) sized = mercer_recipe_with_value (recipe, "landmarks", n > MANY_ROWS ? START_LANDMARKS : 0);
  return mercer_recipe_with_kernel (sized, kernel);
}
