/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

static double
weighted_sum (MercerMatrix w, MercerMatrix k, double *magnitude)
{
  double sum = 0;
  *magnitude = 0;
  for (size_t j = 0; j < k.cols; j++)
    for (size_t i = j; i < k.rows; i++)
      {
        double term = (i == j ? 1 : 2) * *mercer_matrix_at (w, i, j) * *mercer_matrix_at (k, i, j);
        sum += term;
        *magnitude += fabs (term);
      }
  return sum;
}

/* Each derivative matrix against the complex step of the twin, the gradient against their weighted
 * sum. */
static void
check_gradient (MercerKernel *kernel, size_t n, size_t d)
{
  size_t n_free = mercer_kernel_free_params (kernel);
  MercerMatrix x = points (n, d, 7), w = points (n, n, 8),
               dk = mercer_matrix (g_new (double, n *n), n, n);
  double *g = g_new (double, n_free + 1), a[64], b[64], magnitude;
  size_t *indices = g_new (size_t, n_free + 1);

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) /* what stands above the diagonal must not matter */
      *mercer_matrix_at (w, i, j) = i < j ? NAN : *mercer_matrix_at (w, i, j) - 1;
  mercer_kernel_free_indices (kernel, indices);
  g_assert_cmpint (mercer_kernel_gradient (kernel, x, w, g, NULL), ==, MERCER_OK);
  for (size_t p = 0; p < n_free; p++)
    {
      g_assert_cmpint (mercer_kernel_derivative (kernel, x, p, dk, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++)
          {
            double want;
            row (x, i, a);
            row (x, j, b);
            twin_value (kernel, names, d, a, b, i == j, indices[p], &want);
            assert_close (*mercer_matrix_at (dk, i, j), want, 1e-10, 1e-11);
          }
      double want = weighted_sum (w, dk, &magnitude);
      assert_close (g[p], want, 0, 1e-12 * magnitude);
    }
  g_free (x.data);
  g_free (w.data);
  g_free (dk.data);
  g_free (g);
  g_free (indices);
}

static void
test_gradient_twin (void)
{
  RandomKernel random = { .rand = g_rand_new_with_seed (4), .columns = names, .definite = false };

  for (int i = 0; i < 150; i++)
    {
      MercerKernel *kernel = random_bound (&random, 3);
      char *text = mercer_kernel_print (kernel);
      g_test_message ("%s", text);
      g_free (text);
      check_gradient (kernel, 9, 3);
      mercer_kernel_unref (kernel);
    }
  g_rand_free (random.rand);
}

/* Every family by itself, with all that can be free free, on one column and on three. */
static void
test_gradient_families (void)
{
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL;
       family++)
    for (size_t d = 1; d <= 3; d += 2)
      {
        MercerKernel *leaf = mercer_kernel_new (*family);
        for (size_t i = 0; i < mercer_kernel_params (leaf); i++)
          {
            MercerKernel *freed = mercer_kernel_with_fixed (leaf, i, false);
            mercer_kernel_unref (leaf);
            leaf = freed;
          }
        MercerKernel *kernel = mercer_kernel_bind (leaf, names, d, NULL);
        g_test_message ("%s on %zu", (*family)->id, d);
        if (kernel != NULL)
          check_gradient (kernel, 40, d);
        mercer_kernel_unref (kernel);
        mercer_kernel_unref (leaf);
      }
}

static void
test_gradient_ard (void)
{
  static const char *const texts[]
      = { "RBF(lengthscale=[0.5, 2!, 0.7])", "3 * Matern(nu=0.5, lengthscale=[0.5, 2, 0.7])",
          "RationalQuadratic(alpha=0.3, lengthscale=[0.5, 2, 0.7])^2 + RBF()",
          "(Matern(nu=3.5, lengthscale=[0.5, 2]) * Linear())[b, c]",
          "3^2 * RBF() + 2^3 + 1.5^3 * Linear() * 4!^2 + (2 + 3)^2" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 3);
      check_gradient (kernel, 60, 3);
      mercer_kernel_unref (kernel);
    }
}

/* Central differences of the whole path from theta to the weighted sum, on a matrix of several
 * tasks. */
static void
test_gradient_differences (void)
{
  MercerKernel *kernel = parse_bound (
      "2 * RBF() + RBF() * Periodic() + RationalQuadratic()[a] + 0.3 * Matern(nu=2.5)[b]"
      " + Linear() + Polynomial() + White() + (Cosine()[c] + 3)^2 + Brownian()[c] * 2",
      names, 3);
  const size_t n = 400;
  const double h = 1e-5;
  size_t n_free = mercer_kernel_free_params (kernel);
  MercerMatrix x = points (n, 3, 7), w = points (n, n, 8),
               k = mercer_matrix (g_new (double, n *n), n, n);
  double theta[32], g[32], magnitude;

  g_assert_cmpuint (n_free, ==, 15);
  mercer_kernel_get_theta (kernel, theta, NULL, NULL);
  g_assert_cmpint (mercer_kernel_gradient (kernel, x, w, g, NULL), ==, MERCER_OK);
  for (size_t p = 0; p < n_free; p++)
    {
      double sums[2], at = theta[p];
      for (int side = 0; side < 2; side++)
        {
          theta[p] = side ? at + h : at - h;
          MercerKernel *moved = mercer_kernel_with_theta (kernel, theta);
          g_assert_cmpint (mercer_kernel_gram (moved, x, k, NULL), ==, MERCER_OK);
          sums[side] = weighted_sum (w, k, &magnitude);
          mercer_kernel_unref (moved);
        }
      theta[p] = at;
      /* rounding: 1e-16 / h of the sum; truncation: h^2 */
      assert_close (g[p], (sums[1] - sums[0]) / (2 * h), 1e-6, 1e-9 * magnitude);
    }
  mercer_kernel_unref (kernel);
  g_free (x.data);
  g_free (w.data);
  g_free (k.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/gradient/twin", test_gradient_twin);
  g_test_add_func ("/kernel/gradient/families", test_gradient_families);
  g_test_add_func ("/kernel/gradient/ard", test_gradient_ard);
  g_test_add_func ("/kernel/gradient/differences", test_gradient_differences);
  return g_test_run ();
}
