/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include <math.h>

/* Families with lists of parameters (categories, grids of frequencies), against their formulas with
 * all of the list; with one number each, they have their twins. */

typedef double (*Formula) (const double *p, const double *x, const double *z);

/* Two factors for three levels, and a variance each: B = W W' + diag (v). */
static double
coregion (const double *p, const double *x, const double *z)
{
  size_t a = (size_t) rint (x[0]), b = (size_t) rint (z[0]);
  return p[1 + 2 * a] * p[1 + 2 * b] + p[2 + 2 * a] * p[2 + 2 * b] + (a == b ? p[7 + a] : 0);
}

/* Levels at 0, p0, p0 + p1. */
static double
ordinal (const double *p, const double *x, const double *z)
{
  const double at[] = { 0, p[0], p[0] + p[1] };
  double gap = at[(size_t) rint (x[0])] - at[(size_t) rint (z[0])];
  return exp (-gap * gap / 2);
}

static double
grid (const double *p, const double *x, const double *z)
{
  double sum = 0;
  for (size_t q = 0; q < 4; q++)
    {
      double m = p[0] + (p[1] - p[0]) * (double) q / 3, product = p[3 + q];
      for (size_t c = 0; c < 2; c++)
        product *= cos (2 * M_PI * m * (x[c] - z[c]))
                   * exp (-2 * pow (M_PI * p[2] * (x[c] - z[c]), 2));
      sum += product;
    }
  return sum;
}

static const struct
{
  const char *text;
  Formula formula;
} cases[] = {
  { "Coregionalization(rank=2, weights=[0.5, -0.3, 1.2, 0.4, -0.7, 0.9], variance=[0.3, 0.6, 1.1])[a]",
    coregion },
  { "Ordinal(gaps=[0.6, 1.3])[a]", ordinal },
  { "GridMixture(low=0.1?, high=1.1?, scale=0.3?, weights=[0.4, 0.8, 1.5, 0.2])[a, b]", grid },
};

static double
by_formula (const MercerKernel *kernel, Formula formula, size_t flat, double step, const double *x,
            const double *z)
{
  double p[16];

  for (size_t i = 0; i < mercer_kernel_params (kernel); i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, i, &param);
      p[i] = param.value;
      if (i == flat)
        p[i] = param.spec->lower > 0 ? p[i] * exp (step) : p[i] + step;
    }
  return formula (p, x, z);
}

static void
test_formulas (void)
{
  enum
  {
    N = 40
  };
  MercerMatrix x = points (N, 3, 11), k = mercer_matrix (g_new (double, N *N), N, N), dk = k;
  const double h = 1e-3;
  size_t indices[16];

  for (size_t e = 0; e < G_N_ELEMENTS (cases); e++)
    {
      MercerKernel *kernel = parse_bound (cases[e].text, names, 3);
      size_t n_free = mercer_kernel_free_params (kernel);
      Formula formula = cases[e].formula;
      mercer_kernel_free_indices (kernel, indices);
      g_assert_true (mercer_kernel_flags (kernel) & MERCER_KERNEL_POSITIVE_DEFINITE);
      for (size_t p = 0; p <= n_free; p++)
        {
          if (p == n_free)
            mercer_kernel_gram (kernel, x, k, NULL);
          else
            g_assert_cmpint (mercer_kernel_derivative (kernel, x, p, dk, NULL), ==, MERCER_OK);
          for (size_t j = 0; j < N; j++)
            for (size_t i = j; i < N; i++)
              {
                double xi[3], xj[3], f[5];
                row (x, i, xi);
                row (x, j, xj);
                for (int s = 0; s < 5; s++)
                  f[s] = by_formula (kernel, formula, p == n_free ? SIZE_MAX : indices[p], h * (s - 2), xi, xj);
                double slope = (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * h);
                /* the five-point formula's own error is about h^4 */
                assert_close (*mercer_matrix_at (k, i, j), p == n_free ? f[2] : slope, 1e-9,
                              p == n_free ? 1e-13 : 1e-9);
              }
        }
      mercer_kernel_unref (kernel);
    }
  g_free (k.data);
  g_free (x.data);
}

static void
test_points (void)
{
  MercerKernel *kernel = parse_bound (cases[2].text, names, 3);
  MercerMatrix x = points (30, 3, 12), g = mercer_matrix (g_new (double, 90), 30, 3);
  const double h = 1e-3;

  g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, x, NULL, g, NULL), ==, MERCER_OK);
  for (size_t i = 0; i < 30; i++)
    for (size_t c = 0; c < 3; c++)
      {
        double f[5] = { 0 };
        for (size_t j = 0; j < 30; j++)
          for (int s = 0; s < 5; s++)
            {
              double xi[3], xj[3];
              row (x, i, xi);
              row (x, j, xj);
              xi[c] += h * (s - 2);
              f[s] += mercer_kernel_value (kernel, xi, xj);
            }
        assert_close (*mercer_matrix_at (g, i, c), (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * h), 1e-7,
                      1e-8);
      }
  g_free (g.data);
  g_free (x.data);
  mercer_kernel_unref (kernel);
}

static void
test_refused (void)
{
  static const char *const bad[][2] = {
    { "Coregionalization(rank=2, weights=[1, 2, 3])[a]",
      "Coregionalization has 3 weights, which 2 do not divide; give 2 for each level." },
    { "Coregionalization(weights=[1, 2, 3], variance=[1, 2])[a]",
      "Coregionalization has 2 variances for 3 levels; give one for each level, or one for all." },
    { "Ordinal()", "Ordinal works on one column but sees 3 (a, b, c); choose one in brackets: Ordinal()[a]." },
  };
  double codes[] = { 0, 2, 3, 0, 0, 0, 0, 0, 0 };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      GError *error = NULL;
      MercerKernel *kernel = parse_kernel (bad[i][0]);
      g_assert_null (mercer_kernel_bind (kernel, names, 3, &error));
      g_assert_cmpstr (error->message, ==, bad[i][1]);
      g_error_free (error);
      mercer_kernel_unref (kernel);
    }
  MercerKernel *kernel = parse_bound ("Coregionalization(weights=[1, 2, 3])[a]", names, 3);
  char *sentence = mercer_kernel_check_points (kernel, mercer_matrix (codes, 3, 3));
  g_assert_cmpstr (sentence, ==,
                   "Coregionalization has weights for 3 levels and the column has more; give 1 for each level.");
  g_free (sentence);
  mercer_kernel_unref (kernel);
}

static void
test_categories (void)
{
  static const bool second[] = { false, true, false };
  static const char *const texts[][2] = {
    { "RBF()[a] * Hamming()[b] + 2 + White()", NULL },
    { "RBF()[a, c] + Indicator()", NULL },
    { "Hamming()[b] * (RBF() + 1)",
      "RBF works on numbers, and “b” holds categories; write RBF(…)[a, c] * Hamming()[b]." },
    { "RBF()[a] + Linear()[b]", "Linear works on numbers, and “b” holds categories; write Hamming()[b] instead." },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i][0], names, 3);
      char *sentence = mercer_kernel_check_categories (kernel, second, names);
      g_assert_cmpstr (sentence, ==, texts[i][1]);
      g_free (sentence);
      mercer_kernel_unref (kernel);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/lists/formulas", test_formulas);
  g_test_add_func ("/kernel/lists/points", test_points);
  g_test_add_func ("/kernel/lists/refused", test_refused);
  g_test_add_func ("/kernel/lists/categories", test_categories);
  return g_test_run ();
}
