/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

/* sum_j w_j dk(x_i, z_j)/dx_ic by differences of single values: five points, error h^4. The scale
 * is the sum of magnitudes, against which rounding is to be seen. */
static double
difference (const MercerKernel *kernel, MercerMatrix x, MercerMatrix z, const double *weights,
            size_t i, size_t c, double *scale)
{
  static const double steps[] = { -2, -1, 1, 2 }, factors[] = { 1, -8, 8, -1 };
  const double h = 1e-3;
  double a[8], b[8], sum = 0;

  *scale = 0;
  for (size_t j = 0; j < z.rows; j++)
    for (size_t s = 0; s < 4; s++)
      {
        row (x, i, a);
        row (z, j, b);
        a[c] += steps[s] * h;
        double term = weights[j] * factors[s] / (12 * h) * mercer_kernel_value (kernel, a, b);
        sum += term;
        *scale += fabs (term);
      }
  return sum;
}

/* Points of X and Z on two interleaved lattices: no difference steps over a kink. */
static MercerMatrix
lattice (size_t n, size_t d, double offset)
{
  MercerMatrix x = mercer_matrix (g_new (double, n *d), n, d);

  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (x, i, c)
          = 0.05 + offset + 0.12 * (double) ((i * (7 + 4 * c) + 3 * c) % 17);
  return x;
}

static void
check (const MercerKernel *kernel, size_t n, size_t m)
{
  MercerMatrix x = lattice (n, 3, 0), z = lattice (m, 3, 0.06);
  MercerMatrix g = mercer_matrix (g_new (double, n * 3), n, 3);
  double *w = g_new (double, m), scale;

  for (size_t j = 0; j < m; j++)
    w[j] = (double) (j % 5) - 1.5;
  g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, z, w, g, NULL), ==, MERCER_OK);
  for (size_t i = 0; i < n; i++)
    for (size_t c = 0; c < 3; c++)
      {
        double want = difference (kernel, x, z, w, i, c, &scale);
        assert_close (*mercer_matrix_at (g, i, c), want, 1e-6, 1e-9 * scale + 1e-12);
      }
  g_free (x.data);
  g_free (z.data);
  g_free (g.data);
  g_free (w);
}

static void
test_families (void)
{
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL;
       family++)
    {
      const char *const one[] = { "b", NULL };
      MercerKernel *leaf = mercer_kernel_new (*family), *seen = leaf;
      if ((*family)->flags & MERCER_KERNEL_ONE_COLUMN)
        seen = mercer_kernel_with_columns (leaf, one);
      MercerKernel *kernel = mercer_kernel_bind (seen, names, 3, NULL);
      g_test_message ("%s", (*family)->id);
      check (kernel, 9, 7);
      if (seen != leaf)
        mercer_kernel_unref (seen);
      mercer_kernel_unref (leaf);
      mercer_kernel_unref (kernel);
    }
}

static void
test_expressions (void)
{
  static const char *const texts[] = {
    "RBF(lengthscale=[0.5!, 2, 0.7])",
    "2! * RBF(lengthscale=1!)",
    "(2 * RBF() + Linear()[a] * Periodic(period=3)[b] + White())^2 * 0.5",
    "RBF()[c] + RBF()[a] * 3^2 + 1",
    "RationalQuadratic() * Matern(nu=2.5) + Matern(nu=0.5) * White() + 2",
    "Brownian()[c] * Cosine(period=5)[a] + Polynomial(degree=3)[b, c]",
    "3 + 2",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 3);
      g_test_message ("%s", texts[i]);
      check (kernel, 17, 13);
      mercer_kernel_unref (kernel);
    }
}

/* Cut into chunks and segments, against the plain sum for a kernel whose gradient is known. */
static void
test_sizes (void)
{
  static const size_t sizes[][2]
      = { { 1, 1 },      { 1, 3000 }, { 255, 64 }, { 256, 65 }, { 257, 129 },
          { 1030, 333 }, { 5000, 3 }, { 0, 5 },    { 5, 0 } };
  MercerKernel *kernel = parse_bound ("3 * RBF(lengthscale=0.8)", names, 2);

  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      size_t n = sizes[s][0], m = sizes[s][1];
      MercerMatrix x = points (n, 2, 3), z = points (m, 2, 4);
      MercerMatrix g = { g_new (double, 2 * (n + 3)), n, 2, n + 3 };
      g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, z, NULL, g, NULL), ==, MERCER_OK);
      for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < 2; c++)
          {
            double want = 0;
            for (size_t j = 0; j < m; j++)
              {
                double a = *mercer_matrix_at (x, i, 0) - *mercer_matrix_at (z, j, 0);
                double b = *mercer_matrix_at (x, i, 1) - *mercer_matrix_at (z, j, 1);
                want -= 3 * exp (-(a * a + b * b) / 1.28) * (c == 0 ? a : b) / 0.64;
              }
            assert_close (*mercer_matrix_at (g, i, c), want, 1e-12, 1e-12 * (double) m);
          }
      g_free (x.data);
      g_free (z.data);
      g_free (g.data);
    }
  mercer_kernel_unref (kernel);
}

/* A point that meets itself adds nothing, whatever the family does there. */
static void
test_ties (void)
{
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL;
       family++)
    {
      double x = 0.7, g = NAN;
      MercerKernel *leaf = mercer_kernel_new (*family),
                   *kernel = mercer_kernel_bind (leaf, names, 1, NULL);
      MercerMatrix point = mercer_matrix (&x, 1, 1), out = mercer_matrix (&g, 1, 1);
      g_test_message ("%s", (*family)->id);
      g_assert_cmpint (mercer_kernel_gradient_x (kernel, point, point, NULL, out, NULL), ==,
                       MERCER_OK);
      if ((*family)->flags & MERCER_KERNEL_STATIONARY)
        g_assert_cmpfloat (g, ==, 0);
      g_assert_true (isfinite (g));
      mercer_kernel_unref (leaf);
      mercer_kernel_unref (kernel);
    }
}

static void
test_stop (void)
{
  const size_t n = 700;
  MercerKernel *kernel = parse_bound ("2 * RBF() + White()", names, 2);
  MercerMatrix x = points (n, 2, 1), g = points (n, 2, 2);
  MercerWork *work = mercer_work_new (0, NULL);

  g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, x, NULL, g, work), ==, MERCER_OK);
  long polls = mercer_work_polls (work);
  g_assert_cmpint (polls, >=, 8);
  mercer_work_free (work);
  for (long stop = 0; stop < polls; stop++)
    {
      work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, stop);
      g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, x, NULL, g, work), ==, MERCER_STOPPED);
      mercer_work_free (work);
    }
  g_free (x.data);
  g_free (g.data);
  mercer_kernel_unref (kernel);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/points-gradient/families", test_families);
  g_test_add_func ("/kernel/points-gradient/expressions", test_expressions);
  g_test_add_func ("/kernel/points-gradient/sizes", test_sizes);
  g_test_add_func ("/kernel/points-gradient/ties", test_ties);
  g_test_add_func ("/kernel/points-gradient/stop", test_stop);
  return g_test_run ();
}
