/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-testing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <string.h>

/* 2 int_0^inf S(w) cos (2 pi w r) dw + sum of lines = k(r): the spectrum belongs to its kernel if that holds at
 * every r. */

static double
density (double w, void *spectrum)
{
  return mercer_kernel_spectrum_density (spectrum, w);
}

enum
{
  INTERVALS = 2000
};

/* int_from^inf S(w) cos (2 pi w r) dw. */
static double
integrate_from (MercerKernelSpectrum *spectrum, double from, double r)
{
  gsl_integration_workspace *a = gsl_integration_workspace_alloc (INTERVALS);
  gsl_integration_workspace *b = gsl_integration_workspace_alloc (INTERVALS);
  gsl_integration_qawo_table *table
      = gsl_integration_qawo_table_alloc (2 * M_PI * r, 1, GSL_INTEG_COSINE, 30);
  gsl_function f = { density, spectrum };
  double value, error;
  int status = r > 0 ? gsl_integration_qawf (&f, from, 1e-9, INTERVALS, a, b, table, &value, &error)
                     : gsl_integration_qagiu (&f, from, 1e-10, 1e-9, INTERVALS, a, &value, &error);
  g_assert_cmpint (status, ==, GSL_SUCCESS);
  gsl_integration_qawo_table_free (table);
  gsl_integration_workspace_free (a);
  gsl_integration_workspace_free (b);
  return value;
}

static double
integrate (MercerKernelSpectrum *spectrum, double r)
{
  bool smooth = (mercer_kernel_spectrum_parts (spectrum) & MERCER_SPECTRUM_DENSITY) != 0;
  return (smooth ? 2 * integrate_from (spectrum, 0, r) : 0) + sum_lines (spectrum, r);
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
  "GammaExponential(gamma=0.7, lengthscale=0.6)[x]",
  "GammaExponential(gamma=1, lengthscale=0.6)[x]",
  "GammaExponential(gamma=1.00003, lengthscale=0.6)[x]",
  "GammaExponential(gamma=1.4, lengthscale=1.3)[x]",
  "GammaExponential(gamma=1.99, lengthscale=0.9)[x]",
  "GammaExponential(gamma=2, lengthscale=0.9)[x]",
  "GeneralizedGaussian(power=1.7, lengthscale=0.8)[x]",
  "PeriodicMatern(nu=2.5, period=0.9, lengthscale=0.8)[x]",
  "PeriodicMatern(nu=2.2, period=3, lengthscale=2)[x]",
  "PeriodicMatern(nu=40, period=3, lengthscale=0.5)[x]",
  "RBF(lengthscale=2)[x] * PeriodicMatern(nu=3.5, period=1.7, lengthscale=2)[x]",
  /* a density and lines; sums and products of those */
  "(RBF(lengthscale=0.8) + 0.4 * Cosine(period=0.6) + 0.3)[x]",
  "((RBF(lengthscale=0.8) + 0.3) * (Cosine(period=0.6) + 0.7))[x]",
  "((Matern(nu=2.5) + 0.3)[x] * Cosine(period=0.6)[x]) * (2 + Periodic()[x])",
  /* several columns, of which the first moves */
  "RBF(lengthscale=[0.5, 2])",
  "Matern(nu=1.7, lengthscale=[0.8, 3])",
  "RationalQuadratic(alpha=2, lengthscale=[0.6, 0.2])",
  "GammaExponential(gamma=1.3, lengthscale=[0.6, 0.2])",
  "Wendland(smoothness=2, lengthscale=[1.2, 0.3])",
  "Wendland(smoothness=4, lengthscale=[1.7, 5])",
  "Laplacian(lengthscale=0.6)",
  "GridMixture(low=0.2, high=1.3, scale=0.15, weights=[0.5, 1, 0.2])",
  "Anova(order=1, lengthscale=0.7)",
  "Anova(order=2, lengthscale=0.7)",
  "RBF()[x] + 0.3 * Matern()[y]",
  "RBF()[x] * Matern()[y] + Periodic(lengthscale=2)[y] * Wavelet()[x]",
};

static const char *const edged[]
    = { "Triangular(lengthscale=0.8)[x]", "Wendland(smoothness=0, lengthscale=0.9)[x]", "Sinc(lengthscale=0.9)[x]" };

/* k(0) - k is what integrates: below. */
static const struct
{
  const char *text;
  int order; /* against polynomials below this degree */
} conditional[] = {
  { "Riesz(r=1)[x]", 1 },
  { "Riesz(r=0.8)[x]", 1 },
  { "Riesz(r=1.7)[x]", 1 },
  { "Log(power=2, lengthscale=0.7)[x]", 1 },
  { "Log(power=1.9, lengthscale=0.7)[x]", 1 },
  { "Log(power=1.2, lengthscale=0.4)[x]", 1 },
  { "Multiquadric(offset=0.6)[x]", 1 },
  { "ThinPlate(lengthscale=0.7)[x]", 2 },
  { "Power(power=1, lengthscale=0.7)[x]", 1 },
  { "Power(power=3, lengthscale=0.7)[x]", 2 },
  { "Power(power=5, lengthscale=1.2)[x]", 3 },
  { "2 * Riesz(r=1.2)[x] + RBF()[x] + 3", 1 },
};

static bool
is_listed (const char *id)
{
  g_autofree char *call = g_strconcat (id, "(", NULL);
  bool listed = false;

  for (size_t i = 0; i < G_N_ELEMENTS (smooth); i++)
    listed = listed || strstr (smooth[i], call) != NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (edged); i++)
    listed = listed || g_str_has_prefix (edged[i], call);
  for (size_t i = 0; i < G_N_ELEMENTS (conditional); i++)
    listed = listed || g_str_has_prefix (conditional[i].text, call);
  return listed;
}

/* No spectrum without a test: every family that has one stands in the lists above. Which stationary families have none,
 * and why: transforms of these change their sign, so that nothing has such a spectrum. */
static void
test_all (void)
{
  static const char *const without[]
      = { "Epanechnikov", "Biweight", "Triweight", "Tricube", "Box", "GeneralizedGaussian", NULL };

  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL; family++)
    {
      MercerKernel *leaf = mercer_kernel_new (*family), *kernel = mercer_kernel_bind (leaf, names, 1, NULL);
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      unsigned parts = mercer_kernel_spectrum_parts (spectrum);
      bool stationary = ((*family)->flags & MERCER_KERNEL_STATIONARY) != 0;
      g_test_message ("%s", (*family)->id);
      g_assert_true ((parts == MERCER_SPECTRUM_UNKNOWN) == (!stationary || g_strv_contains (without, (*family)->id)));
      if ((parts & (MERCER_SPECTRUM_DENSITY | MERCER_SPECTRUM_LINES)) != 0 && !g_str_equal ((*family)->id, "Constant"))
        g_assert_true (is_listed ((*family)->id));
      mercer_kernel_spectrum_free (spectrum);
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
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      for (double r = 0; r < 2; r += 0.37)
        {
          double x[] = { r + 0.3, 0.4 }, z[] = { 0.3, 0.4 };
          g_test_message ("%s at %g", smooth[i], r);
          assert_close (integrate (spectrum, r), mercer_kernel_value (kernel, x, z), 1e-7, 1e-8);
        }
      mercer_kernel_spectrum_free (spectrum);
      mercer_kernel_unref (kernel);
    }
}

/* The second column's own length scale. */
static void
test_other_column (void)
{
  MercerKernel *sum = parse_bound ("Matern(nu=1.5, lengthscale=[0.8, 3]) + RationalQuadratic(alpha=2, lengthscale=[2, 0.7])[y, x]",
                                   names, 2);
  MercerKernel *alone[] = { parse_bound ("(Matern(nu=1.5, lengthscale=0.8) + RationalQuadratic(alpha=2, lengthscale=0.7))[x]", names, 2),
                            parse_bound ("(Matern(nu=1.5, lengthscale=3) + RationalQuadratic(alpha=2, lengthscale=2))[x]", names, 2) };
  for (size_t c = 0; c < 2; c++)
    {
      MercerKernelSpectrum *got = mercer_kernel_spectrum_new (sum, c), *want = mercer_kernel_spectrum_new (alone[c], 0);
      for (double w = 0; w < 3; w += 0.4)
        assert_close (mercer_kernel_spectrum_density (got, w), mercer_kernel_spectrum_density (want, w), 1e-15, 0);
      mercer_kernel_spectrum_free (got);
      mercer_kernel_spectrum_free (want);
      mercer_kernel_unref (alone[c]);
    }
  mercer_kernel_unref (sum);
}

/* Weights c_i = (-1)^i (q over i) at i h are orthogonal to polynomials of a degree below q, and sum_ij c_i c_j k(x_i - x_j)
 * = 2 int_0^inf S(w) (2 sin (pi w h))^(2 q) dw. From w = 1 on the sine's power is a sum of cosines, (2 q over q) +
 * 2 sum_j (-1)^j (2 q over q - j) cos (2 pi w j h); below that it takes away the pole. */

typedef struct
{
  MercerKernelSpectrum *spectrum;
  int order;
  double step;
} Differences;

static double
difference_density (double w, void *data)
{
  const Differences *d = data;
  return mercer_kernel_spectrum_density (d->spectrum, w) * pow (2 * sin (M_PI * w * d->step), 2 * d->order);
}

static double
binomial (int n, int k)
{
  return round (exp (lgamma (n + 1) - lgamma (k + 1) - lgamma (n - k + 1)));
}

static double
integrate_differences (const Differences *d)
{
  gsl_integration_workspace *a = gsl_integration_workspace_alloc (INTERVALS);
  gsl_function f = { difference_density, (void *) d };
  double near, error, far = binomial (2 * d->order, d->order) * integrate_from (d->spectrum, 1, 0);
  g_assert_cmpint (gsl_integration_qags (&f, 0, 1, 1e-11, 1e-10, INTERVALS, a, &near, &error), ==, GSL_SUCCESS);
  for (int j = 1; j <= d->order; j++)
    far += (j % 2 == 0 ? 2 : -2) * binomial (2 * d->order, d->order - j) * integrate_from (d->spectrum, 1, j * d->step);
  gsl_integration_workspace_free (a);
  return 2 * (near + far);
}

static void
test_conditional (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (conditional); i++)
    {
      MercerKernel *kernel = parse_bound (conditional[i].text, names, 2);
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      g_test_message ("%s", conditional[i].text);
      g_assert_true ((mercer_kernel_spectrum_parts (spectrum) & MERCER_SPECTRUM_GENERALIZED) != 0);
      g_assert_true (isinf (mercer_kernel_spectrum_density (spectrum, 0)));
      for (double h = 0.2; h < 2; h += 0.67)
        {
          Differences d = { spectrum, conditional[i].order, h };
          double sum = 0;
          for (int p = 0; p <= d.order; p++)
            for (int q = 0; q <= d.order; q++)
              {
                double x[] = { p * h, 0 }, z[] = { q * h, 0 };
                sum += ((p + q) % 2 == 0 ? 1 : -1) * binomial (d.order, p) * binomial (d.order, q)
                       * mercer_kernel_value (kernel, x, z);
              }
          assert_close (integrate_differences (&d), sum, 1e-6, 1e-8);
        }
      mercer_kernel_spectrum_free (spectrum);
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
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      for (double r = 0; r < 1.5; r += 0.37)
        {
          double x[] = { r, 0 }, z[] = { 0, 0 }, sum = 0;
          for (double w = h / 2; w < (i < 2 ? 5000 : 1); w += h)
            sum += 2 * h * mercer_kernel_spectrum_density (spectrum, w) * cos (2 * M_PI * w * r);
          assert_close (sum, mercer_kernel_value (kernel, x, z), 0, i < 2 ? 3e-5 : 5e-3);
        }
      mercer_kernel_spectrum_free (spectrum);
      mercer_kernel_unref (kernel);
    }
}

/* A heavy tail of the kernel is a pole of the density at 0, which still integrates to 1. */
static void
test_pole (void)
{
  MercerKernel *kernel = parse_bound ("RationalQuadratic(alpha=0.4, lengthscale=1)[x]", names, 2);
  MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
  g_assert_true (isinf (mercer_kernel_spectrum_density (spectrum, 0)));
  assert_close (integrate (spectrum, 0), 1, 1e-6, 0);
  mercer_kernel_spectrum_free (spectrum);
  mercer_kernel_unref (kernel);
}

/* Far out the densities are 0 or tiny, never NaN, and they fall all the way. */
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
                                       "RationalQuadratic(alpha=100)[x]",
                                       "GammaExponential(gamma=1.2)[x]",
                                       "GammaExponential(gamma=1)[x]",
                                       "GammaExponential(gamma=1.999999)[x]",
                                       "GammaExponential(gamma=0.3)[x]",
                                       "Riesz(r=1.3)[x]",
                                       "Log(power=1.1)[x]",
                                       "Log()[x]",
                                       "Multiquadric()[x]",
                                       "ThinPlate()[x]" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 2);
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      double last = INFINITY;
      g_test_message ("%s", texts[i]);
      for (double w = 1e-9; w < 1e9; w *= 10)
        {
          double now = mercer_kernel_spectrum_density (spectrum, w);
          g_assert_true (now >= 0 && now <= last * (1 + 1e-12));
          last = now;
        }
      g_assert_cmpfloat (last, <, 1e-10);
      mercer_kernel_spectrum_free (spectrum);
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
  g_test_add_func ("/kernel/spectral/other-column", test_other_column);
  g_test_add_func ("/kernel/spectral/conditional", test_conditional);
  g_test_add_func ("/kernel/spectral/far", test_far);
  return g_test_run ();
}
