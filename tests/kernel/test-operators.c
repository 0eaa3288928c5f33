/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operator-twin.h"

/* Operators against their slow twin, and their derivatives against central differences. */

static const char *const expressions[] = {
  "Normalize(Linear(offset=0.3) + 2 * RBF(lengthscale=0.7))",
  "Normalize(Polynomial(degree=3, offset=0.5))[b, c]",
  "Normalize(Gibbs(growth=0.4, lengthscale=0.6)[b] + ArcCosine(order=1, depth=1, bias=0.5))",
  "WarpLog(RBF(lengthscale=[0.5, 0.8, 1.1]), offset=0.3)",
  "WarpLog(RBF(lengthscale=0.5), offset=0.3?)[b] * Cauchy(lengthscale=0.4)",
  "WarpBoxCox(Matern(nu=2.5, lengthscale=0.9) + Linear(offset=0.2)[a], lambda=0.4, offset=0.2)",
  "WarpBoxCox(RBF(lengthscale=0.9), lambda=-1.3, offset=0.5?)",
  "WarpKumaraswamy(RBF(lengthscale=0.3), a=1.7, b=0.8, low=-0.1, high=2.2)",
  "WarpKumaraswamy(RBF(lengthscale=0.3!), a=1.7, b=2.8, low=-0.1?, high=2.2?)[c] + 0.3",
  "Additive(RBF(lengthscale=[0.5, 0.8, 1.1]), order=2, variance=[0.7, 1.3])",
  "Additive(RBF(lengthscale=0.6) * Periodic(period=0.9, lengthscale=1.2), order=3, variance=0.8)",
  "Additive(1 + 0.5 * Linear(offset=0.1), order=2, variance=1)[a, c]",
  "Additive(Shift(Multiquadric(offset=0.3), at=0.4), order=2, variance=1)",
  "Symmetrize(RBF(lengthscale=0.8), center=0.7, parity=1)",
  "Symmetrize(RBF(lengthscale=[0.8, 0.7, 0.9]) + Linear(offset=0.3), center=[0.7?, 0.2, 1.1?], parity=-1)",
  "Symmetrize(SpectralMixture(mean=0.4, scale=0.5), center=0.9?, parity=1)[b]",
  "Exchange(RBF(lengthscale=[0.5, 0.8, 1.1]))",
  "Exchange(RBF(lengthscale=[0.5, 0.8]) + 0.3 * Linear(offset=0.7))[c, a]",
  "Shift(Riesz(r=1.5), at=0.7)",
  "Shift(Multiquadric(offset=0.8) + RBF(lengthscale=0.7), at=[0.1?, 0.9, 1.4?])",
  "Shift(Log(power=2, lengthscale=0.8), at=0.3?)[a] * RBF(lengthscale=0.7)",
  "Normalize(Shift(Riesz(r=1.2), at=-0.3?) + 0.2)",
  "Shift(Normalize(Linear(offset=0.3)), at=0.2?)",
  "WarpLog(Normalize(Linear(offset=0.4)), offset=0.5?)",
  "Normalize(WarpBoxCox(Linear(offset=0.4), lambda=0.6, offset=0.5))",
  "Symmetrize(WarpLog(Linear(offset=0.4), offset=3.1?), center=0.3?, parity=1)",
  "Normalize(NeuralNetwork(weight=0.7, bias=0.4) + 0.1)^2",
  "Centre(RBF(lengthscale=0.7) + 0.3 * Linear(offset=0.4), order=1)",
  "0.4 * Centre(Matern(nu=1.5, lengthscale=0.9), order=1)[a, c] + RBF(lengthscale=0.6)",
  "Centre(ThinPlate(lengthscale=0.8), order=2) + 0.3 * Linear(offset=0.2)",
  "Centre((0.7 * ThinPlate(lengthscale=0.8) + RBF(lengthscale=0.9))[a, b], order=2)",
  "Centre(Power(power=5, lengthscale=1.3)[b], order=3)",
  "WarpLog(Centre(RBF(lengthscale=0.6), order=1), offset=0.3?)",
  "Normalize(0.2 + WarpBoxCox(Centre(Linear(offset=0.3) * RBF(lengthscale=1.1), order=1), lambda=0.6, offset=0.5))",
  "Symmetrize(Centre(ThinPlate(lengthscale=0.9), order=2), center=0.6?, parity=1)",
  "Shift(Centre(Multiquadric(offset=0.4) + RBF(lengthscale=0.7), order=2), at=[0.1?, 0.9, 1.4?])",
  "Normalize(Centre(Riesz(r=1.4), order=1) + 0.5)",
  "Additive(Centre(RBF(lengthscale=[0.5, 0.8, 1.1]), order=1), order=2, variance=1)",
  "Exchange(Centre(RBF(lengthscale=[0.5, 0.8, 1.1]), order=2))",
  "Centre(RBF(lengthscale=0.8) * Centre(Log(power=2, lengthscale=0.8), order=1), order=2)",
  "RBF(lengthscale=0.7@l) * Normalize(Linear(offset=0.3) + Cauchy(lengthscale=@l))",
};

/* --- Values ----------------------------------------------------------------------------- */

static void
test_values (void)
{
  MercerMatrix x = points (75, 3, 1), z = points (41, 3, 2);
  double *numbers = g_new (double, 75 * 75), *diagonal = g_new (double, 75);

  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_referenced (expressions[e]);
      /* of Centre each value is a double sum: some are enough */
      size_t step = strstr (expressions[e], "Centre") != NULL ? 7 : 1;
      MercerMatrix k = mercer_matrix (numbers, 75, 41);
      g_assert_null (mercer_kernel_check_points (kernel, x));
      g_assert_cmpint (mercer_kernel_cross (kernel, x, z, k, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < 41; j++)
        for (size_t i = 0; i < 75; i += step)
          {
            double xi[3], zj[3];
            row (x, i, xi);
            row (z, j, zj);
            /* sums of up to 36 terms, and differences of nearly equal ones */
            assert_close (*mercer_matrix_at (k, i, j), slow (kernel, xi, zj), 1e-11, 1e-12);
          }
      k = mercer_matrix (numbers, 75, 75);
      g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
      mercer_kernel_diagonal (kernel, x, true, diagonal);
      for (size_t j = 0; j < 75; j++)
        for (size_t i = j; i < 75; i += step)
          {
            double xi[3], xj[3];
            row (x, i, xi);
            row (x, j, xj);
            assert_close (*mercer_matrix_at (k, i, j), slow (kernel, xi, xj), 1e-11, 1e-12);
            if (i == j)
              assert_close (*mercer_matrix_at (k, i, j), diagonal[i], 1e-12, 1e-12);
          }
      mercer_kernel_unref (kernel);
    }
  g_free (numbers);
  g_free (diagonal);
  g_free (x.data);
  g_free (z.data);
}

/* --- Derivatives ------------------------------------------------------------------------- */

/* sum_ij W_ij K_ij over all pairs. */
static double
weighed (const MercerKernel *kernel, MercerMatrix x, MercerMatrix w, const double *theta)
{
  MercerKernel *moved = mercer_kernel_with_theta ((MercerKernel *) kernel, theta);
  MercerMatrix k = mercer_matrix (g_new (double, x.rows *x.rows), x.rows, x.rows);
  double sum = 0;

  mercer_kernel_gram (moved, x, k, NULL);
  for (size_t j = 0; j < x.rows; j++)
    for (size_t i = j; i < x.rows; i++)
      sum += (i == j ? 1 : 2) * *mercer_matrix_at (w, i, j) * *mercer_matrix_at (k, i, j);
  g_free (k.data);
  mercer_kernel_unref (moved);
  return sum;
}

/* The five-point formula, whose error is a few 1e-11 here. */
static double
slope_of (const double f[4], double h)
{
  return (8 * (f[2] - f[1]) - (f[3] - f[0])) / (12 * h);
}

static void
test_theta (void)
{
  enum
  {
    N = 43
  };
  MercerMatrix x = points (N, 3, 3), w = mercer_matrix (g_new (double, N *N), N, N);
  MercerMatrix dk = mercer_matrix (g_new (double, N *N), N, N);
  const double h = 1e-3;

  mercer_random_uniforms (4, 0, 0, N * N, w.data);
  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_referenced (expressions[e]);
      double theta[16], g[16];
      size_t n = mercer_kernel_free_params (kernel);
      g_assert_cmpint (mercer_kernel_gradient (kernel, x, w, g, NULL), ==, MERCER_OK);
      for (size_t p = 0; p < n; p++)
        {
          double f[4], by_matrix = 0;
          for (int i = 0; i < 4; i++)
            {
              mercer_kernel_get_theta (kernel, theta, NULL, NULL);
              theta[p] += h * (i < 2 ? i - 2 : i - 1);
              f[i] = weighed (kernel, x, w, theta);
            }
          assert_close (g[p], slope_of (f, h), 1e-7, 1e-6);
          g_assert_cmpint (mercer_kernel_derivative (kernel, x, p, dk, NULL), ==, MERCER_OK);
          for (size_t j = 0; j < N; j++)
            for (size_t i = j; i < N; i++)
              by_matrix += (i == j ? 1 : 2) * *mercer_matrix_at (w, i, j) * *mercer_matrix_at (dk, i, j);
          assert_close (by_matrix, g[p], 1e-10, 1e-9);
        }
      mercer_kernel_unref (kernel);
    }
  g_free (dk.data);
  g_free (w.data);
  g_free (x.data);
}

static void
test_points (void)
{
  MercerMatrix x = points (37, 3, 5), z = points (29, 3, 6);
  MercerMatrix g = mercer_matrix (g_new (double, 37 * 3), 37, 3);
  double weights[29];
  const double h = 1e-3;

  mercer_random_uniforms (7, 0, 0, 29, weights);
  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_referenced (expressions[e]);
      g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, z, weights, g, NULL), ==, MERCER_OK);
      for (size_t i = 0; i < 37; i += 3)
        for (size_t c = 0; c < 3; c++)
          {
            double f[4] = { 0 };
            for (size_t j = 0; j < 29; j++)
              for (int s = 0; s < 4; s++)
                {
                  double xi[3], zj[3];
                  row (x, i, xi);
                  row (z, j, zj);
                  xi[c] += h * (s < 2 ? s - 2 : s - 1);
                  f[s] += weights[j] * mercer_kernel_value (kernel, xi, zj);
                }
            /* Riesz and Log bend sharply near the points of z, hence the millionth */
            assert_close (*mercer_matrix_at (g, i, c), slope_of (f, h), 1e-5, 2e-4);
          }
      mercer_kernel_unref (kernel);
    }
  g_free (g.data);
  g_free (x.data);
  g_free (z.data);
}

/* What is printed reads back as the same. */
static void
test_round_trip (void)
{
  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_kernel (expressions[e]);
      char *text = mercer_kernel_print (kernel);
      assert_is (parse_kernel (text), text);
      assert_is (kernel, expressions[e]);
      g_free (text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/operators/values", test_values);
  g_test_add_func ("/kernel/operators/theta", test_theta);
  g_test_add_func ("/kernel/operators/points", test_points);
  g_test_add_func ("/kernel/operators/round-trip", test_round_trip);
  return g_test_run ();
}
