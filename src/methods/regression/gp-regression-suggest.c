/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <math.h>
#include <string.h>

/* Starts are chosen by the likelihood of a few rows over a small net of length scales and noises: a millisecond or
 * two, and the first picture looks like an answer. */
enum { FEW_ROWS = 90, LENGTHS = 7, NOISES = 4 };
static const double lengths[LENGTHS] = { 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2 }; /* of the range */
static const double noises[NOISES] = { 0.05, 0.15, 0.4, 0.8 };                  /* of the sd of y */

/* The classical decomposition of the Mauna Loa record (Rasmussen and Williams, section 5.4.3), in the four parts that
 * matter: trend, season that changes slowly, irregularities over a year and over two months. Near the maximum of
 * the likelihood of this record. */
static const char co2_kernel[]
    = "1200 * RBF(lengthscale=42) + 11 * RBF(lengthscale=180) * Periodic(period=1!, lengthscale=1.4)"
      " + 0.2 * RationalQuadratic(alpha=18, lengthscale=0.96) + 0.04 * RBF(lengthscale=0.14)";
static const double co2_noise = 0.18;
static const int co2_grid = 1000; /* two dozen points a year */

/* Two significant digits: a start to think with. */
static double
rounded (double value)
{
  if (!(value > 0) || !isfinite (value))
    return 1;
  /* By way of text, so that 1.4 is the number that prints as 1.4. */
  char text[MERCER_NUMBER_SIZE];
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.2g", value), NULL);
}

/* Every k-th row, column by column. */
static size_t
thin (const double *x, const double *y, size_t n, size_t d, double *some_x, double *some_y)
{
  size_t few = MIN (n, (size_t) FEW_ROWS);
  for (size_t i = 0; i < few; i++)
    {
      size_t row = i * n / few;
      some_y[i] = y[row];
      for (size_t c = 0; c < d; c++)
        some_x[i + c * few] = x[row + c * n];
    }
  return few;
}

static double
sd_of (const double *values, size_t n)
{
  double mean = 0, squares = 0;
  for (size_t i = 0; i < n; i++)
    mean += values[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean) / (double) MAX (n - 1, 1);
  return sqrt (squares);
}

/* scale * RBF with one length scale for each column, `factor` times the column's spread. */
static char *
rbf_text (double scale, const double *spread, size_t d, double factor)
{
  char number[MERCER_NUMBER_SIZE];
  GString *text = g_string_new (mercer_number_print (rounded (scale), number));
  g_string_append (text, d > 1 ? " * RBF(lengthscale=[" : " * RBF(lengthscale=");
  for (size_t c = 0; c < d; c++)
    g_string_append_printf (text, "%s%s", c > 0 ? ", " : "",
                            mercer_number_print (rounded (factor * spread[c]), number));
  g_string_append (text, d > 1 ? "])" : ")");
  return g_string_free (text, FALSE);
}

static MercerKernel *
parse_bound (const char *text, const char *const *names, size_t d)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return kernel != NULL ? mercer_kernel_bind (kernel, names, d, NULL) : NULL;
}

/* The most likely of the net; NULL if none has a likelihood. */
static MercerKernel *
choose (const double *x, const double *y, size_t n, size_t d, const double *spread, double y_sd,
        const char *const *names, double *noise)
{
  MercerKernel *best = NULL;
  double best_value = -INFINITY;
  MercerWork *work = mercer_work_new (0, NULL);
  /* in several columns distances add up: the net widens with their root */
  double widen = sqrt ((double) d);
  /* far below the spacing of the rows every row would be an island */
  double shortest = 0.5 / pow ((double) n, 1 / (double) d);
  for (int l = 0; l < LENGTHS; l++)
    {
      if (lengths[l] < shortest)
        continue;
      g_autofree char *text = rbf_text (y_sd * y_sd, spread, d, lengths[l] * widen);
      g_autoptr (MercerKernel) kernel = parse_bound (text, names, d);
      for (int s = 0; s < NOISES && kernel != NULL; s++)
        {
          double value;
          MercerGpProblem problem = { .x = mercer_matrix ((double *) x, n, d), .y = y, .kernel = kernel,
                                      .noise = noises[s] * y_sd, .mean = MERCER_MEAN_CONSTANT };
          if (mercer_gp_likelihood (&problem, &value, NULL, work) != MERCER_OK || !(value > best_value))
            continue;
          best_value = value;
          *noise = rounded (problem.noise);
          g_clear_pointer (&best, mercer_kernel_unref);
          best = mercer_kernel_ref (kernel);
        }
    }
  mercer_work_free (work);
  return best;
}

MercerRecipe *
gp_regression_suggest (MercerRecipe *recipe)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  size_t d = g_strv_length ((char **) names);
  g_autofree double *x = NULL, *y = NULL;
  size_t n = d > 0 && mercer_recipe_role (recipe, "y")[0] != NULL
                 ? mercer_recipe_matrix (recipe, "x", "y", &x, &y, NULL)
                 : 0;
  if (n < 2)
    return mercer_recipe_ref (recipe);
  g_autofree double *spread = g_new (double, d), *some_x = g_new (double, d * FEW_ROWS), *some_y = g_new (double, FEW_ROWS);
  for (size_t c = 0; c < d; c++)
    {
      double low = INFINITY, high = -INFINITY;
      for (size_t i = 0; i < n; i++)
        {
          low = MIN (low, x[i + c * n]);
          high = MAX (high, x[i + c * n]);
        }
      spread[c] = high > low ? high - low : 1;
    }
  double y_sd = sd_of (y, n), noise = 0.1;
  if (!(y_sd > 0) || !isfinite (y_sd))
    y_sd = 1;
  noise = rounded (0.1 * y_sd);

  g_autoptr (MercerKernel) kernel = NULL;
  bool co2 = d == 1 && g_str_equal (mercer_dataset_origin (mercer_recipe_dataset (recipe)), "sample:co2")
             && spread[0] > 5 && spread[0] < 500;
  if (co2 && (kernel = parse_bound (co2_kernel, names, d)) != NULL)
    noise = co2_noise;
  else
    {
      size_t few = thin (x, y, n, d, some_x, some_y);
      kernel = choose (some_x, some_y, few, d, spread, y_sd, names, &noise);
    }
  if (kernel == NULL)
    return mercer_recipe_ref (recipe);
  g_autoptr (MercerRecipe) finer = mercer_recipe_with_value (recipe, "grid", co2 ? co2_grid : 400);
  g_autoptr (MercerRecipe) quieter = mercer_recipe_with_value (finer, "noise", noise);
  return mercer_recipe_with_kernel (quieter, kernel);
}
