/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smoothness.h"

#include "kernel-testing.h"

static const char *const names[] = { "x", "y" };

/* The m-th derivative has the variance int (2 pi w)^2m S(w) dw: with a density that falls as w^-a there are as many as are below
 * (a - 1) / 2. a is measured far out, over a decade, as a mean over the waves of what has an edge. */
static double
by_the_tail (const MercerKernel *kernel)
{
  MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
  double mean[2] = { 0 };
  for (int far = 0; far < 2; far++)
    for (int i = 0; i < 1000; i++)
      mean[far] += mercer_kernel_spectrum_density (spectrum, (far ? 3000 : 300) + 0.0137 * i) / 1000;
  mercer_kernel_spectrum_free (spectrum);
  double a = log10 (mean[0] / mean[1]);
  return ceil ((a - 1) / 2) - 1;
}

static void
test_tails (void)
{
  static const struct
  {
    const char *text;
    double derivatives;
  } known[] = {
    { "Matern(nu=0.4)", 0 },
    { "Matern(nu=1.5)", 1 },
    { "Matern(nu=2.7)", 2 },
    { "StudentMixture(nu=1.3)", 0 },
    { "StudentMixture(nu=5)", 2 },
    { "GammaExponential(gamma=0.5)", 0 },
    { "GammaExponential(gamma=1.7)", 0 },
    { "Wendland(smoothness=0)", 0 },
    { "Wendland(smoothness=2)", 1 },
    { "Wendland(smoothness=4)", 2 },
    { "Spherical()", 0 },
    { "Triangular()", 0 },
    { "Laplacian()", 0 },
    { "RBF() + Matern(nu=1.5)", 1 },
    { "Matern(nu=2.5) * Periodic(period=3)", 2 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    {
      MercerKernel *kernel = parse_bound (known[i].text, names, 1);
      g_test_message ("%s", known[i].text);
      g_assert_cmpfloat (mercer_kernel_smoothness (kernel), ==, known[i].derivatives);
      g_assert_cmpfloat (by_the_tail (kernel), ==, known[i].derivatives);
      mercer_kernel_unref (kernel);
    }
}

/* The least of the parts, without White; the border at whole orders belongs to the rougher side. */
static void
test_parts (void)
{
  static const struct
  {
    const char *text;
    double derivatives;
  } known[] = {
    { "RBF()", INFINITY },
    { "RBF() + White()", INFINITY },
    { "GammaExponential(gamma=2)", INFINITY },
    { "Matern(nu=2)", 1 },
    { "PeriodicMatern(nu=0.5)", 0 },
    { "PeriodicMatern(nu=3.5) * RBF()", 3 },
    { "Matern(nu=2.5)^3", 2 },
    { "Brownian() + IntegratedBrownian()", 0 },
    { "Centre(Matern(nu=3.5))", 3 },
    { "Riesz() + RBF()", NAN },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    {
      MercerKernel *kernel = parse_kernel (known[i].text);
      double got = mercer_kernel_smoothness (kernel);
      g_test_message ("%s", known[i].text);
      g_assert_true (isnan (known[i].derivatives) ? isnan (got) : got == known[i].derivatives);
      mercer_kernel_unref (kernel);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/smoothness/tails", test_tails);
  g_test_add_func ("/kernel/smoothness/parts", test_parts);
  return g_test_run ();
}
