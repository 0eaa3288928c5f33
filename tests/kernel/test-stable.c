/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-testing.h"

static const char *const names[] = { "x", "y" };

/* The stable law's density at x is GammaExponential's with l = 1 at w = x / 2 pi, over 2 pi. Expected: mpmath with 30 digits,
 * the Fourier integral on a rotated ray for the first group, 120 digits of the series about 0 for the second; six of the
 * first the same to 14 digits in scipy 1.10's levy_stable.pdf. */
static void
test_stable (void)
{
  static const struct
  {
    double alpha, x, density;
  } known[] = {
    { 0.01, 1, 0.001839292175921963 },
    { 0.1, 0.001, 14.245490216774236 },
    { 0.3, 100, 0.00026064220479534892 },
    { 0.5, 1, 0.086107146912604118 },
    { 0.8, 3, 0.030040231532639799 },
    { 0.999, 1, 0.15902987189144563 },
    { 1.00001, 2, 0.063662395214128048 },
    { 1.05, 10, 0.002907267811406765 },
    { 1.2, 0.1, 0.29766514108822527 },
    { 1.5, 3, 0.031509423616324935 },
    { 1.5, 100, 3.0016360347717751e-6 },
    { 1.8, 10, 0.00029763350392926113 },
    { 1.95, 3, 0.02982530516483545 },
    { 1.999, 10, 1.1440116765337333e-6 },
    { 1.9999999, 8, 3.1990221843894806e-8 },
    { 1.9999999, 3, 0.029732572467899933 },
    { 1.9999999, 12, 6.3273005370264292e-11 },
    { 1.999999999999, 10, 3.9188591458612459e-12 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *text = g_strdup_printf ("GammaExponential(gamma=%.17g)[x]", known[i].alpha);
      MercerKernel *kernel = parse_bound (text, names, 2);
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      g_test_message ("%s at %g", text, known[i].x);
      /* 2e-16 / |alpha - 1| is lost near 1 */
      assert_close (mercer_kernel_spectrum_density (spectrum, known[i].x / (2 * M_PI)) / (2 * M_PI), known[i].density,
                    fabs (known[i].alpha - 1) < 0.01 ? 5e-12 : 2e-13, 0);
      mercer_kernel_spectrum_free (spectrum);
      mercer_kernel_unref (kernel);
    }
}

/* From the integral to the series of the tail, and about alpha = 1, there is no step. */
static void
test_stable_joins (void)
{
  static const double powers[] = { 0.1, 0.5, 0.9, 1.00001, 1.3, 1.8, 1.99 };

  for (size_t i = 0; i < G_N_ELEMENTS (powers); i++)
    {
      g_autofree char *text = g_strdup_printf ("GammaExponential(gamma=%.17g)[x]", powers[i]);
      MercerKernel *kernel = parse_bound (text, names, 2);
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      double w = 40 / (2 * M_PI), h = 1e-9 * w;
      double below = mercer_kernel_spectrum_density (spectrum, w - h), above = mercer_kernel_spectrum_density (spectrum, w + h);
      /* f falls as x^-(1 + alpha), the slope over 2 h */
      assert_close (above, below * (1 - 2e-9 * (1 + powers[i])), 5e-10, 0);
      mercer_kernel_spectrum_free (spectrum);
      mercer_kernel_unref (kernel);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/stable/known", test_stable);
  g_test_add_func ("/kernel/stable/joins", test_stable_joins);
  return g_test_run ();
}
