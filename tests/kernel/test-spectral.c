/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-testing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <string.h>

/* 2 int_0^inf S(w) cos (2 pi w r) dw = k(r): the density belongs to its kernel if that holds at
 * every r. */

static double
density (double w, void *kernel)
{
  return mercer_kernel_spectral_density (kernel, w);
}

static double
integrate (MercerKernel *kernel, double r)
{
  enum
  {
    INTERVALS = 2000
  };
  gsl_integration_workspace *a = gsl_integration_workspace_alloc (INTERVALS);
  gsl_integration_workspace *b = gsl_integration_workspace_alloc (INTERVALS);
  gsl_integration_qawo_table *table
      = gsl_integration_qawo_table_alloc (2 * M_PI * r, 1, GSL_INTEG_COSINE, 30);
  gsl_function f = { density, kernel };
  double value, error;
  int status = r > 0 ? gsl_integration_qawf (&f, 0, 1e-9, INTERVALS, a, b, table, &value, &error)
                     : gsl_integration_qagiu (&f, 0, 1e-10, 1e-9, INTERVALS, a, &value, &error);
  g_assert_cmpint (status, ==, GSL_SUCCESS);
  gsl_integration_qawo_table_free (table);
  gsl_integration_workspace_free (a);
  gsl_integration_workspace_free (b);
  return 2 * value;
}

static const char *const names[] = { "x", "y" };

static const char *const smooth[] = {
  "RBF(lengthscale=0.7)[x]",
  "Matern(nu=0.5, lengthscale=0.8)[x]",
  "Matern(nu=1.5, lengthscale=0.8)[x]",
  "Matern(nu=2.5, lengthscale=2)[x]",
  "Matern(nu=3.5, lengthscale=0.4)[x]",
  "Matern(nu=1.2, lengthscale=0.4)[x]",
  "Matern(nu=11, lengthscale=0.7)[x]",
  "RationalQuadratic(alpha=0.7, lengthscale=0.6)[x]",
  "RationalQuadratic(alpha=3, lengthscale=1.4)[x]",
  "Cauchy(lengthscale=0.6)[x]",
  "InverseMultiquadric(lengthscale=0.6)[x]",
  "Logistic(lengthscale=0.4)[x]",
  "HyperbolicSecant(lengthscale=0.7)[x]",
  "Wavelet(lengthscale=0.9)[x]",
  "SpectralMixture(mean=0.7, scale=0.3)[x]",
  "(2 * RBF(lengthscale=0.7) + 0.3 * Matern(nu=1.5, lengthscale=2))[x]",
  "StudentMixture(mean=0.6, scale=0.3, nu=3)[x]",
  "StudentMixture(mean=0.6, scale=0.3, nu=5.7)[x]",
  "GridMixture(low=0.2, high=1.3, scale=0.15, weights=[0.5, 1, 0.2])[x]",
  "Laplacian(lengthscale=0.7)[x]",
  "Spherical(lengthscale=1.3)[x]",
  "Wendland(smoothness=2, lengthscale=1.2)[x]",
  "Wendland(smoothness=4, lengthscale=1.7)[x]",
  "3 * RBF()[x] * Cosine(period=0.4)[x] * 2",
  "(RBF(lengthscale=2) * Periodic(period=1.5, lengthscale=0.8))[x]",
  "(RBF() * Cosine(period=0.5) * Periodic(period=2, lengthscale=1) + Matern(nu=2.5))[x]",
};

static const char *const edged[]
    = { "Triangular(lengthscale=0.8)[x]", "Wendland(smoothness=0, lengthscale=0.9)[x]", "Sinc(lengthscale=0.9)[x]" };

static bool
is_listed (const char *id)
{
  g_autofree char *call = g_strconcat (id, "(", NULL);
  bool listed = false;

  for (size_t i = 0; i < G_N_ELEMENTS (smooth); i++)
    listed = listed || strstr (smooth[i], call) != NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (edged); i++)
    listed = listed || g_str_has_prefix (edged[i], call);
  return listed;
}

/* No density without a test: every family that has one stands in the lists above. */
static void
test_all (void)
{
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL; family++)
    {
      MercerKernel *leaf = mercer_kernel_new (*family), *kernel = mercer_kernel_bind (leaf, names, 1, NULL);
      g_test_message ("%s", (*family)->id);
      if (kernel != NULL && !isnan (mercer_kernel_spectral_density (kernel, 0.1)))
        g_assert_true (is_listed ((*family)->id));
      mercer_kernel_unref (kernel);
      mercer_kernel_unref (leaf);
    }
}

static void
test_integrates_back (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (smooth); i++)
    {
      MercerKernel *kernel = parse_bound (smooth[i], names, 2);
      for (double r = 0; r < 2; r += 0.37)
        {
          double x[] = { r, 0 }, z[] = { 0, 0 };
          g_test_message ("%s at %g", smooth[i], r);
          assert_close (integrate (kernel, r), mercer_kernel_value (kernel, x, z), 1e-7, 1e-8);
        }
      mercer_kernel_unref (kernel);
    }
}

/* Densities with edges or an endless comb, by plain sums of midpoints up to w = 5000: the
 * triangle's tail beyond is 1 / (pi^2 l w) = 2.5e-5. */
static void
test_edges (void)
{
  const double h = 1 / 256.0;

  for (size_t i = 0; i < G_N_ELEMENTS (edged); i++)
    {
      MercerKernel *kernel = parse_bound (edged[i], names, 2);
      for (double r = 0; r < 1.5; r += 0.37)
        {
          double x[] = { r, 0 }, z[] = { 0, 0 }, sum = 0;
          for (double w = h / 2; w < (i < 2 ? 5000 : 1); w += h)
            sum += 2 * h * mercer_kernel_spectral_density (kernel, w) * cos (2 * M_PI * w * r);
          assert_close (sum, mercer_kernel_value (kernel, x, z), 0, i < 2 ? 3e-5 : 5e-3);
        }
      mercer_kernel_unref (kernel);
    }
}

/* A heavy tail of the kernel is a pole of the density at 0, which still integrates to 1. */
static void
test_pole (void)
{
  MercerKernel *kernel = parse_bound ("RationalQuadratic(alpha=0.4, lengthscale=1)[x]", names, 2);
  g_assert_true (isinf (mercer_kernel_spectral_density (kernel, 0)));
  assert_close (integrate (kernel, 0), 1, 1e-6, 0);
  mercer_kernel_unref (kernel);
}

/* sum_k w_k cos (2 pi f_k r) = k(r): all the weight is there, at the right places. */
static void
test_lines (void)
{
  static const char *const texts[] = {
    "Periodic(period=0.7, lengthscale=0.6)[x]",
    "Cosine(period=0.4)[x]",
    "(2 * Cosine(period=0.4) + 0.3 * Periodic(period=2, lengthscale=0.9) + 0.7)[x]",
    "(Periodic(period=0.7, lengthscale=0.8) * Cosine(period=1.3))[x]",
    "(0.5 * Cosine(period=0.4) + Cosine(period=1.1))[x]^5",
    "2.5",
  };
  enum { MOST = 300 };
  double frequency[MOST], weight[MOST];

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 2);
      size_t n = mercer_kernel_spectral_lines (kernel, 1e9, MOST, frequency, weight);
      g_assert_cmpuint (n, >, 0);
      for (double r = 0; r < 3; r += 0.21)
        {
          double x[] = { r, 0 }, z[] = { 0, 0 }, sum = 0;
          for (size_t k = 0; k < n; k++)
            {
              sum += weight[k] * cos (2 * M_PI * frequency[k] * r);
              g_assert_true (k == 0 || frequency[k] > frequency[k - 1]);
            }
          assert_close (sum, mercer_kernel_value (kernel, x, z), 1e-10, 1e-10);
        }
      /* the heaviest where there are too many, and none beyond the highest */
      size_t few = mercer_kernel_spectral_lines (kernel, frequency[n - 1] * (1 - 1e-9), 3, frequency, weight);
      g_assert_cmpuint (few, ==, MIN (n - (frequency[n - 1] > 0), (size_t) 3));
      mercer_kernel_unref (kernel);
    }
  MercerKernel *mixed = parse_bound ("(RBF() + Cosine())[x]", names, 2);
  g_assert_cmpuint (mercer_kernel_spectral_lines (mixed, 1e9, MOST, frequency, weight), ==, 0);
  mercer_kernel_unref (mixed);
}

static void
test_unknown (void)
{
  static const char *const texts[] = {
    "RBF()",
    "Cosine()[x]",
    "Periodic()[x]",
    "2",
    "White()",
    "(RBF() + White())[x]",
    "Linear()[x]",
    "RBF()[x] + RBF()[y]",
    "RBF()[x] * Matern()[x]",
    "RBF()[x]^2",
    "(RBF() + Cosine())[x]",
    "RBF(lengthscale=[1, 2])",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 2);
      g_test_message ("%s", texts[i]);
      g_assert_true (isnan (mercer_kernel_spectral_density (kernel, 0.3)));
      mercer_kernel_unref (kernel);
    }
}

/* Far out the densities are 0 or tiny, never NaN. */
static void
test_far (void)
{
  static const char *const texts[] = { "RBF()[x]",
                                       "Matern(nu=0.5)[x]",
                                       "RationalQuadratic()[x]",
                                       "Cauchy()[x]",
                                       "Logistic()[x]",
                                       "HyperbolicSecant()[x]",
                                       "InverseMultiquadric()[x]",
                                       "RationalQuadratic(alpha=100)[x]" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 2);
      double last = INFINITY;
      for (double w = 1e-9; w < 1e9; w *= 10)
        {
          double now = mercer_kernel_spectral_density (kernel, w);
          g_assert_true (now >= 0 && now <= last * (1 + 1e-12));
          assert_close (mercer_kernel_spectral_density (kernel, -w), now, 0, 0);
          last = now;
        }
      g_assert_cmpfloat (last, <, 1e-10);
      mercer_kernel_unref (kernel);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/spectral/all", test_all);
  g_test_add_func ("/kernel/spectral/integrates-back", test_integrates_back);
  g_test_add_func ("/kernel/spectral/edges", test_edges);
  g_test_add_func ("/kernel/spectral/pole", test_pole);
  g_test_add_func ("/kernel/spectral/lines", test_lines);
  g_test_add_func ("/kernel/spectral/unknown", test_unknown);
  g_test_add_func ("/kernel/spectral/far", test_far);
  return g_test_run ();
}
