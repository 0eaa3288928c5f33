/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include <math.h>


/* K V against K made and multiplied entry by entry. The sums run over hundreds of terms of any sign
 * in another order: 1e-12 of their size in double, and in single precision 2e-6 (7 digits, and a
 * polynomial of 1e-7) of the sum of absolute values. */

static const char *const expressions[] = {
  "RBF(lengthscale=0.6)",
  "RBF(lengthscale=[0.6, 0.9, 1.3])",
  "2.5 * RBF(lengthscale=0.6)[b] + 0.3^2 * Matern(nu=0.5, lengthscale=0.7)[a, c] + White(variance=0.4)",
  "Matern(nu=1.5, lengthscale=0.8) + 2 * White(variance=0.3)",
  "Matern(nu=2.5, lengthscale=[0.5, 0.9])[c, a]",
  "Matern(nu=1.1, lengthscale=0.8)",
  "Periodic(period=0.7, lengthscale=1)[a] * RBF(lengthscale=0.5) + White(variance=0.2)",
  "Shift(Riesz(r=1.2), at=0.5) + Normalize(Linear(offset=1))",
  "RBF(lengthscale=1e-4)",
};

static void
check (const MercerKernel *kernel, MercerMatrix x, const MercerMatrix *z, size_t columns)
{
  size_t n = x.rows, m = z != NULL ? z->rows : n;
  MercerMatrix k = mercer_matrix (g_new (double, n *m), n, m);
  MercerMatrix v = mercer_matrix (g_new (double, m *columns), m, columns);
  MercerMatrix out = mercer_matrix (g_new (double, n *columns), n, columns);

  mercer_random_uniforms (21, 0, 0, m * columns, v.data);
  for (size_t i = 0; i < m * columns; i++)
    v.data[i] -= 0.4;
  if (z != NULL)
    mercer_kernel_cross (kernel, x, *z, k, NULL);
  else
    mercer_kernel_gram (kernel, x, k, NULL);
  if (z == NULL)
    mercer_matrix_mirror_lower (k);
  for (int precision = MERCER_KERNEL_DOUBLE; precision <= MERCER_KERNEL_SINGLE; precision++)
    {
      g_assert_cmpint (mercer_kernel_multiply (kernel, x, z, v, out, (MercerKernelPrecision) precision, NULL),
                       ==, MERCER_OK);
      for (size_t c = 0; c < columns; c++)
        for (size_t i = 0; i < n; i++)
          {
            double sum = 0, size = 0;
            for (size_t j = 0; j < m; j++)
              {
                double term = *mercer_matrix_at (k, i, j) * *mercer_matrix_at (v, j, c);
                sum += term;
                size += fabs (term);
              }
            assert_close (*mercer_matrix_at (out, i, c), sum, 0,
                          1e-14 + size * (precision == MERCER_KERNEL_SINGLE ? 2e-6 : 1e-13));
          }
    }
  g_free (k.data);
  g_free (v.data);
  g_free (out.data);
}

static void
test_products (void)
{
  MercerMatrix x = points (700, 3, 31), z = points (523, 3, 32), few = points (3, 3, 33);

  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_bound (expressions[e], names, 3);
      g_test_message ("%s", expressions[e]);
      check (kernel, x, NULL, 1);
      check (kernel, x, &z, 2);
      check (kernel, few, &x, 3);
      check (kernel, few, NULL, 1);
      mercer_kernel_unref (kernel);
    }
  g_free (x.data);
  g_free (z.data);
  g_free (few.data);
}

static void
test_stopped (void)
{
  MercerMatrix x = points (600, 3, 34);
  MercerMatrix v = mercer_matrix (g_new0 (double, 600), 600, 1),
               out = mercer_matrix (g_new (double, 600), 600, 1);
  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_bound (expressions[e], names, 3);
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop (work);
      g_assert_cmpint (mercer_kernel_multiply (kernel, x, NULL, v, out, MERCER_KERNEL_DOUBLE, work), ==,
                       MERCER_STOPPED);
      mercer_work_free (work);
      mercer_kernel_unref (kernel);
    }
  g_free (x.data);
  g_free (v.data);
  g_free (out.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/multiply/products", test_products);
  g_test_add_func ("/kernel/multiply/stopped", test_stopped);
  return g_test_run ();
}
