/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bessel.h"
#include "testing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_gamma.h>
#include <stdio.h>

/* log K_nu with 40 digits (tests/golden/make-bessel.py). */
static void
test_golden (void)
{
  char *text, *path = golden_path ("bessel-k.csv");
  size_t count = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  char **lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; **line != '\0'; line++, count++)
    {
      char *at = *line;
      double nu = g_ascii_strtod (at, &at), x = g_ascii_strtod (at + 1, &at);
      double want = g_ascii_strtod (at + 1, NULL);
      g_test_message ("nu = %g, x = %g", nu, x);
      assert_close (mercer_log_bessel_k (nu, x), want, 1e-13, 1e-14 + 2.3e-16 * (nu + x));
      assert_close (mercer_log_bessel_k (-nu, x), want, 1e-13, 1e-14 + 2.3e-16 * (nu + x));
    }
  g_assert_cmpuint (count, ==, 28 * 24);
  g_strfreev (lines);
  g_free (text);
  g_free (path);
}

/* Half-integer orders are elementary (DLMF 10.49.12). */
static void
test_half_integers (void)
{
  for (double x = 1e-300; x < 1e300; x *= 31)
    {
      double half = 0.5 * log (M_PI / 2) - 0.5 * log (x) - x;
      assert_close (mercer_log_bessel_k (0.5, x), half, 1e-14, 1e-14);
      double three = half + (x < 1e-3 ? log1p (x) - log (x) : log1p (1 / x));
      assert_close (mercer_log_bessel_k (1.5, x), three, 1e-14, 1e-14);
    }
}

/* K_(nu+1) = K_(nu-1) + 2 nu / x K_nu, across every border between the ways of computing. */
static void
test_recurrence (void)
{
  for (double nu = 0.07; nu < 3000; nu = nu < 40 ? nu + 0.31 : nu * 1.37)
    for (double x = 1e-5; x < 1e5; x *= 1.9)
      {
        double below = mercer_log_bessel_k (nu - 1, x), at = mercer_log_bessel_k (nu, x);
        double above = mercer_log_bessel_k (nu + 1, x);
        double sum = exp (below - above) + 2 * nu / x * exp (at - above);
        assert_close (sum, 1, 0, 1e-13 * (1 + fabs (above)) + 1e-15 * (nu + x));
      }
}

/* GSL is a second opinion where it has one. */
static void
test_gsl (void)
{
  size_t asked = 0, answered = 0;

  gsl_set_error_handler_off ();
  for (double nu = 0; nu < 100; nu += 0.73)
    for (double x = 1e-4; x < 1e4; x *= 2.3, asked++)
      {
        gsl_sf_result gsl;
        if (gsl_sf_bessel_lnKnu_e (nu, x, &gsl) != GSL_SUCCESS)
          continue;
        answered++;
        assert_close (mercer_log_bessel_k (nu, x), gsl.val, 1e-12, 1e-12 + 4 * gsl.err);
      }
  g_assert_cmpuint (answered, >, asked / 2);
}

/* Nothing over- or underflows, and nothing jumps. */
static void
test_extremes (void)
{
  static const double nus[] = { 0, 1e-300, 1e-10, 0.5, 3, 24.9, 25, 1e6, 1e12 };

  for (size_t i = 0; i < G_N_ELEMENTS (nus); i++)
    {
      double last = INFINITY;
      for (double x = 1e-300; x < 1e300; x *= 7)
        {
          double now = mercer_log_bessel_k (nus[i], x);
          g_assert_true (isfinite (now) && now < last);
          last = now;
        }
      g_assert_true (mercer_log_bessel_k (nus[i], 0) == INFINITY);
      g_assert_true (mercer_log_bessel_k (nus[i], INFINITY) == -INFINITY);
      g_assert_true (isnan (mercer_log_bessel_k (nus[i], -1)));
      g_assert_true (isnan (mercer_log_bessel_k (nus[i], NAN)));
    }
  g_assert_true (isnan (mercer_log_bessel_k (NAN, 1)));
}

/* Half-integer orders again, and the first terms at 0: 1 - x^2 / 4 (nu - 1) for nu > 2, and
 * 1 - Gamma (1 - nu) / Gamma (1 + nu) (x / 2)^2nu for nu < 1. */
static void
test_matern (void)
{
  for (double x = 1e-200; x < 1e5; x *= 13)
    {
      assert_close (mercer_log_matern (0.5, x), -x, 1e-14, 2e-15);
      assert_close (mercer_log_matern (1.5, x), log1p (x) - x, 1e-14, 2e-15);
      assert_close (mercer_log_matern (2.5, x), log1p (x + x * x / 3) - x, 1e-14, 2e-15);
    }
  for (double nu = 2.1; nu < 1e5; nu *= 1.13)
    assert_close (mercer_log_matern (nu, 1e-8), -1e-16 / (4 * (nu - 1)), 0, 2e-15);
  for (double nu = 0.003; nu < 0.8; nu *= 1.7)
    for (double x = 1e-150; x < 1e-20; x *= 1e7)
      {
        double first = tgamma (1 - nu) / tgamma (1 + nu) * exp (2 * nu * log (x / 2));
        assert_close (mercer_log_matern (nu, x), log1p (-first), 1e-13, 2e-15);
      }
  g_assert_cmpfloat (mercer_log_matern (3, 0), ==, 0);
  g_assert_true (isnan (mercer_log_matern (0, 1)) && isnan (mercer_log_matern (1, -1)));
}

/* From one way of computing to the next there is no step. */
static void
test_matern_borders (void)
{
  for (double x = 0.01; x < 1e3; x *= 1.7)
    assert_close (mercer_log_matern (nextafter (MERCER_DEBYE_LEAST, 0), x),
                  mercer_log_matern (MERCER_DEBYE_LEAST, x), 1e-13, 1e-14);
  for (double nu = 0.01; nu < 25; nu *= 1.3)
    assert_close (mercer_log_matern (nu, 2), mercer_log_matern (nu, nextafter (2, 3)), 1e-14,
                  1e-14);
}

/* At p = 1 the correction is that of Stirling's formula. */
static void
test_stirling (void)
{
  for (double nu = MERCER_DEBYE_LEAST; nu < 1e6; nu *= 1.3)
    {
      double stirling = (nu - 0.5) * log (nu) - nu + 0.5 * log (2 * M_PI);
      assert_close (stirling + mercer_debye_correction (nu, 1), gsl_sf_lngamma (nu), 1e-14, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/bessel/golden", test_golden);
  g_test_add_func ("/num/bessel/half-integers", test_half_integers);
  g_test_add_func ("/num/bessel/recurrence", test_recurrence);
  g_test_add_func ("/num/bessel/gsl", test_gsl);
  g_test_add_func ("/num/bessel/extremes", test_extremes);
  g_test_add_func ("/num/bessel/matern", test_matern);
  g_test_add_func ("/num/bessel/matern-borders", test_matern_borders);
  g_test_add_func ("/num/bessel/stirling", test_stirling);
  return g_test_run ();
}
