/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

static void
compare_with_twin (const MercerKernel *kernel, size_t n, size_t m, size_t d)
{
  MercerMatrix x = points (n, d, 1), z = points (m, d, 2);
  MercerMatrix gram = mercer_matrix (g_new (double, n *n), n, n),
               cross = mercer_matrix (g_new (double, n *m), n, m);
  double *with_white = g_new (double, n), *without = g_new (double, n), a[64], b[64];

  g_assert_cmpint (mercer_kernel_gram (kernel, x, gram, NULL), ==, MERCER_OK);
  g_assert_cmpint (mercer_kernel_cross (kernel, x, z, cross, NULL), ==, MERCER_OK);
  mercer_kernel_diagonal (kernel, x, true, with_white);
  mercer_kernel_diagonal (kernel, x, false, without);
  for (size_t i = 0; i < n; i++)
    {
      row (x, i, a);
      for (size_t j = 0; j <= i; j++)
        {
          row (x, j, b);
          double want = twin_value (kernel, names, d, a, b, i == j, SIZE_MAX, NULL);
          assert_close (*mercer_matrix_at (gram, i, j), want, 1e-11, 1e-13);
        }
      for (size_t j = 0; j < m; j++)
        {
          row (z, j, b);
          double want = twin_value (kernel, names, d, a, b, false, SIZE_MAX, NULL);
          assert_close (*mercer_matrix_at (cross, i, j), want, 1e-11, 1e-13);
          if (i == j)
            assert_close (mercer_kernel_value (kernel, a, b), want, 1e-11, 1e-13);
        }
      assert_close (with_white[i], *mercer_matrix_at (gram, i, i), 1e-14, 0);
      assert_close (without[i], twin_value (kernel, names, d, a, a, false, SIZE_MAX, NULL), 1e-11,
                    1e-13);
    }
  g_free (x.data);
  g_free (z.data);
  g_free (gram.data);
  g_free (cross.data);
  g_free (with_white);
  g_free (without);
}

static void
test_twin (void)
{
  RandomKernel random = { .rand = g_rand_new_with_seed (3), .columns = names, .definite = false };

  for (int i = 0; i < 300; i++)
    {
      MercerKernel *kernel = random_bound (&random, 3);
      compare_with_twin (kernel, 13, 4, 3);
      mercer_kernel_unref (kernel);
    }
  g_rand_free (random.rand);
}

/* Every shape of tile, and every number of columns that has loops of its own. */
static void
test_sizes (void)
{
  static const size_t sizes[] = { 0, 1, 2, 8, 31, 33, 64, 65, 127, 130 };
  static const char *const texts[]
      = { "2 * RBF() + White(variance=3)", "RBF() * White() + Linear()",
          "RBF(lengthscale=0.3) * Matern(lengthscale=2) + Linear()^3 + 0.5" };

  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        MercerKernel *kernel = parse_bound (texts[t], names, 1 + i % 3);
        compare_with_twin (kernel, sizes[i], sizes[9 - i], 1 + i % 3);
        mercer_kernel_unref (kernel);
      }
}

/* Every family by itself, where random expressions would rarely meet it. */
static void
test_families (void)
{
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL;
       family++)
    for (size_t d = 1; d <= 3; d++)
      {
        MercerKernel *leaf = mercer_kernel_new (*family),
                     *kernel = mercer_kernel_bind (leaf, names, d, NULL);
        g_test_message ("%s on %zu", (*family)->id, d);
        if (kernel != NULL)
          compare_with_twin (kernel, 70, 33, d);
        mercer_kernel_unref (kernel);
        mercer_kernel_unref (leaf);
      }
}

/* Larger than one task in both directions, d with and without full groups of columns. */
static void
test_large (void)
{
  for (size_t d = 4; d <= 61; d += 19)
    {
      size_t n = d == 4 ? 1100 : 200;
      MercerMatrix x = points (n, d, 5), k = mercer_matrix (g_new (double, n *n), n, n);
      char *columns[64] = { 0 };
      for (size_t c = 0; c < d; c++)
        columns[c] = g_strdup_printf ("c%zu", c);
      MercerKernel *kernel
          = mercer_kernel_parse ("RBF(lengthscale=2) + White(variance=0.5)", NULL, NULL, NULL);
      MercerKernel *bound = mercer_kernel_bind (kernel, (const char *const *) columns, d, NULL);
      g_assert_cmpint (mercer_kernel_gram (bound, x, k, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++)
          {
            double square = 0;
            for (size_t c = 0; c < d; c++)
              square += pow (*mercer_matrix_at (x, i, c) - *mercer_matrix_at (x, j, c), 2);
            assert_close (*mercer_matrix_at (k, i, j), exp (-square / 8) + (i == j ? 0.5 : 0),
                          1e-13, 0);
          }
      for (size_t c = 0; c < d; c++)
        g_free (columns[c]);
      mercer_kernel_unref (kernel);
      mercer_kernel_unref (bound);
      g_free (x.data);
      g_free (k.data);
    }
}

/* Not a byte above the diagonal or between the columns of a view is touched. */
static void
test_lower_only (void)
{
  MercerKernel *kernel = parse_bound ("2 * RBF() + White()", names, 2);

  for (size_t n = 1; n < 300; n += 37)
    {
      size_t stride = n + 5;
      MercerMatrix x = points (n, 2, 1), k = { g_new (double, n *stride), n, n, stride };
      for (size_t i = 0; i < n * stride; i++)
        k.data[i] = -7;
      g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < stride; i++)
          g_assert_true ((k.data[i + j * stride] == -7) == (i < j || i >= n));
      g_free (x.data);
      g_free (k.data);
    }
  mercer_kernel_unref (kernel);
}

/* --- Properties -------------------------------------------------------------------------- */

static void
assert_no_denormals (const char *text, double spread)
{
  const size_t n = 120;
  MercerKernel *kernel = parse_bound (text, names, 1);
  MercerMatrix x = points (n, 1, 3), k = mercer_matrix (g_new (double, n *n), n, n);

  g_test_message ("%s, spread %g", text, spread);
  for (size_t i = 0; i < n; i++)
    x.data[i] *= spread;
  g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      g_assert_true (isnormal (*mercer_matrix_at (k, i, j)) || *mercer_matrix_at (k, i, j) == 0);
  g_free (x.data);
  g_free (k.data);
  mercer_kernel_unref (kernel);
}

static void
test_no_denormals (void)
{
  static const char *const texts[] = { "RBF()",
                                       "Matern(nu=0.5)",
                                       "Matern(nu=1.5)",
                                       "Matern(nu=2.5)",
                                       "Matern(nu=3.5)",
                                       "Matern(nu=0.8)",
                                       "Matern(nu=30)",
                                       "RationalQuadratic(alpha=50)",
                                       "GammaExponential()",
                                       "GeneralizedGaussian(power=20)",
                                       "Cauchy()^3",
                                       "InverseMultiquadric()",
                                       "Logistic()",
                                       "HyperbolicSecant()",
                                       "Wavelet()",
                                       "SpectralMixture()",
                                       "Wendland(smoothness=4)",
                                       "Spherical()",
                                       "Tricube()",
                                       "RBF() * Matern()",
                                       "RBF()^3",
                                       "RBF()^2 * 1e-50",
                                       "Periodic(lengthscale=0.05)^3",
                                       "RBF() * RBF() * RBF()" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    for (double spread = 1; spread < 1e200; spread *= spread < 1000 ? 1.5 : 1e10)
      assert_no_denormals (texts[i], spread);
}

/* Parameters and points as extreme as they may be give no NaN in values or derivatives. */
static void
test_extremes (void)
{
  static const char *const texts[] = { "RBF()",
                                       "Matern(nu=0.5)",
                                       "Matern(nu=1.5)",
                                       "Matern(nu=2.5)",
                                       "Matern(nu=3.5)",
                                       "Matern(nu=0.2)",
                                       "Matern(nu=1)",
                                       "Matern(nu=4.1)",
                                       "Matern(nu=1e3)",
                                       "Matern(nu=0.01?)",
                                       "GammaExponential()",
                                       "GeneralizedGaussian(power=20)",
                                       "Cauchy()",
                                       "InverseMultiquadric()",
                                       "Logistic()",
                                       "HyperbolicSecant()",
                                       "Wendland()",
                                       "Spherical()",
                                       "Triangular()",
                                       "Tricube()",
                                       "RationalQuadratic()" };
  double x[] = { 0, 1e-150, 1, 1e3, 1e100, 1e150 }, k[36], g[4];
  double ends[] = { 1e-100, 1e-5, 1e5, 1e100 };

  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    for (size_t e = 0; e < G_N_ELEMENTS (ends); e++)
      {
        MercerKernel *start = parse_bound (texts[t], names, 1), *kernel = start;
        size_t last = mercer_kernel_params (start) - 1;
        double w[36];
        for (size_t i = 0; i < 36; i++)
          w[i] = 1;
        kernel = mercer_kernel_with_param (start, last, ends[e]);
        g_assert_cmpint (
            mercer_kernel_gram (kernel, mercer_matrix (x, 6, 1), mercer_matrix (k, 6, 6), NULL), ==,
            MERCER_OK);
        g_assert_cmpint (mercer_kernel_gradient (kernel, mercer_matrix (x, 6, 1),
                                                 mercer_matrix (w, 6, 6), g, NULL),
                         ==, MERCER_OK);
        for (size_t j = 0; j < 6; j++)
          for (size_t i = j; i < 6; i++)
            g_assert_true (k[i + 6 * j] >= 0 && k[i + 6 * j] <= 1);
        for (size_t p = 0; p < mercer_kernel_free_params (kernel); p++)
          g_assert_true (isfinite (g[p]));
        mercer_kernel_unref (kernel);
        mercer_kernel_unref (start);
      }
}

/* --- Work -------------------------------------------------------------------------------- */

static MercerStatus
run_all (const MercerKernel *kernel, MercerMatrix x, MercerMatrix k, int which, MercerWork *work)
{
  double g[8];

  if (which == 0)
    return mercer_kernel_gram (kernel, x, k, work);
  if (which == 1)
    return mercer_kernel_cross (kernel, x, x, k, work);
  if (which == 2)
    return mercer_kernel_gradient (kernel, x, k, g, work);
  return mercer_kernel_derivative (kernel, x, 0, k, work);
}

static void
test_stop (void)
{
  const size_t n = 500;
  MercerKernel *kernel = parse_bound ("2 * RBF() + White()", names, 2);
  MercerMatrix x = points (n, 2, 1), k = points (n, n, 2);

  for (int which = 0; which < 4; which++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (run_all (kernel, x, k, which, work), ==, MERCER_OK);
      long polls = mercer_work_polls (work);
      g_assert_cmpint (polls, >=, 8);
      mercer_work_free (work);
      for (long stop = 0; stop < polls; stop++)
        {
          work = mercer_work_new (0, NULL);
          mercer_work_stop_after (work, stop);
          g_assert_cmpint (run_all (kernel, x, k, which, work), ==, MERCER_STOPPED);
          mercer_work_free (work);
        }
    }
  g_free (x.data);
  g_free (k.data);
  mercer_kernel_unref (kernel);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/numbers/twin", test_twin);
  g_test_add_func ("/kernel/numbers/sizes", test_sizes);
  g_test_add_func ("/kernel/numbers/families", test_families);
  g_test_add_func ("/kernel/numbers/large", test_large);
  g_test_add_func ("/kernel/numbers/lower-only", test_lower_only);
  g_test_add_func ("/kernel/numbers/no-denormals", test_no_denormals);
  g_test_add_func ("/kernel/numbers/extremes", test_extremes);
  g_test_add_func ("/kernel/numbers/stop", test_stop);
  return g_test_run ();
}
