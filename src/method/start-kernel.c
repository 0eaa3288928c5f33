/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "start-kernel.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

/* Distances are those of so many rows, spreads of so many: a start is the same for a million. */
enum { FEW_ROWS = 300, PEEK_ROWS = 4000 };

double
mercer_start_disparity (const MercerInputs *in, size_t *widest, size_t *narrowest)
{
  double most = 0, least = INFINITY;
  *widest = *narrowest = 0;
  for (size_t c = 0; c < in->d; c++)
    {
      double spread = mercer_inputs_spread (in, c);
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

/* The median distance between every k-th row, columns divided by `scale`; 0 if most rows are equal. */
static double
median_distance (const MercerInputs *in, const double *scale)
{
  size_t n = in->n, few = MIN (n, (size_t) FEW_ROWS), count = 0;
  const double *x = in->x.data;
  double *distance = g_new (double, few * few / 2 + 1);
  for (size_t a = 0; a < few; a++)
    for (size_t b = 0; b < a; b++)
      {
        double squares = 0;
        for (size_t c = 0; c < in->d; c++)
          {
            double step = (x[a * n / few + c * n] - x[b * n / few + c * n]) / scale[c];
            squares += step * step;
          }
        distance[count++] = sqrt (squares);
      }
  double median = count > 0 ? gsl_stats_median (distance, 1, count) : 0;
  g_free (distance);
  return median;
}

double
mercer_start_rounded (double value)
{
  return value > 0 && isfinite (value) ? mercer_number_round (value, 2) : 1;
}

MercerKernel *
mercer_start_rbf_of (const double *lengthscales, size_t d)
{
  char number[MERCER_NUMBER_SIZE];
  g_autoptr (GString) text = g_string_new (d > 1 ? "RBF(lengthscale=[" : "RBF(lengthscale=");
  for (size_t c = 0; c < d; c++)
    g_string_append_printf (text, "%s%s", c > 0 ? ", " : "", mercer_number_print (mercer_start_rounded (lengthscales[c]), number));
  g_string_append (text, d > 1 ? "])" : ")");
  return mercer_kernel_parse (text->str, NULL, NULL, NULL);
}

MercerKernel *
mercer_start_rbf_by_spread (const MercerRecipe *recipe, double share)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  size_t d = g_strv_length ((char **) names);
  g_autofree double *lengthscales = g_new (double, d);
  for (size_t c = 0; c < d; c++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, names[c]));
      lengthscales[c] = share * sqrt ((double) d) * column->sd;
    }
  return mercer_start_rbf_of (lengthscales, d);
}

MercerKernel *
mercer_start_rbf (const MercerInputs *in)
{
  size_t d = in->d;
  size_t widest, narrowest;
  bool each = mercer_start_disparity (in, &widest, &narrowest) > MERCER_START_DISPARITY;
  g_autofree double *scale = g_new (double, d);
  for (size_t c = 0; c < d; c++)
    {
      double spread = each ? mercer_inputs_spread (in, c) : 1;
      scale[c] = spread > 0 && isfinite (spread) ? spread : 1;
    }
  double median = median_distance (in, scale);
  for (size_t c = 0; c < d; c++)
    scale[c] *= median;
  return mercer_start_rbf_of (scale, each ? d : 1);
}

MercerRecipe *
mercer_start_with_rbf (MercerRecipe *recipe)
{
  MercerInputs in;
  g_autoptr (MercerKernel) kernel = NULL;
  if (mercer_inputs_peek (&in, recipe, NULL, PEEK_ROWS) && in.n >= 2 && in.d > 0)
    kernel = mercer_start_rbf (&in);
  mercer_inputs_close (&in);
  return kernel != NULL ? mercer_recipe_with_kernel (recipe, kernel) : mercer_recipe_ref (recipe);
}

MercerKernel *
mercer_start_unsaid (const MercerRecipe *recipe, const MercerParam *param, const char **how)
{
  const char *role = param->kernels->role;
  bool own = g_str_equal (role, "x");
  MercerInputs in = { 0 };
  MercerKernel *kernel = NULL;
  if (mercer_recipe_role (recipe, role)[0] != NULL && mercer_inputs_peek (&in, recipe, own ? NULL : role, PEEK_ROWS) && in.n >= 2)
    {
      MercerInputs there = in; /* the same rows, seen from the other side */
      there.x = own ? in.x : in.y;
      there.d = there.x.cols;
      there.names = mercer_recipe_role (recipe, role);
      kernel = mercer_start_rbf (&there);
    }
  mercer_inputs_close (&in);
  *how = N_("automatic");
  return kernel;
}
