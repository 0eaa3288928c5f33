/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distance.h"
#include "pool.h"
#include "sample.h"

/* In 64 bits of mantissa, entry by entry. */
static long double
exact_distance (MercerMatrix x, size_t i, MercerMatrix z, size_t j)
{
  long double sum = 0.0L;
  for (size_t c = 0; c < x.cols; c++)
    {
      long double d = (long double) *mercer_matrix_at (x, i, c) - *mercer_matrix_at (z, j, c);
      sum += d * d;
    }
  return sum;
}

static void
check (MercerMatrix x, MercerMatrix z, double tolerance)
{
  MercerMatrix d = sample_new (x.rows, z.rows);
  mercer_squared_distances (x, z, d);
  for (size_t j = 0; j < z.rows; j++)
    for (size_t i = 0; i < x.rows; i++)
      {
        double value = *mercer_matrix_at (d, i, j);
        long double wanted = exact_distance (x, i, z, j);
        g_assert_cmpfloat (value, >=, 0.0);
        g_assert_cmpfloat ((double) fabsl (value - wanted), <=, tolerance * (double) wanted);
      }
  sample_free (d);
}

static void
test_columns (void)
{
  const size_t columns[] = { 0, 1, 2, 3, 8, 9, 30, 70, 200, 1500 };
  for (size_t k = 0; k < G_N_ELEMENTS (columns); k++)
    {
      size_t d = columns[k];
      MercerMatrix x = sample_normal (d > 100 ? 70 : 300, d, 1), z = sample_normal (131, d, 2);
      check (x, z, 1e-10);
      sample_free (x);
      sample_free (z);
    }
}

/* Clusters far from the origin and pairs a millionth apart: what the product alone would lose
 * entirely. */
static void
test_cancellation (void)
{
  MercerMatrix x = sample_normal (200, 12, 3), z = sample_copy (x);
  for (size_t j = 0; j < 12; j++)
    for (size_t i = 0; i < 200; i++)
      {
        *mercer_matrix_at (x, i, j) += i % 2 ? 1e6 : 1e6 + 100;
        *mercer_matrix_at (z, i, j)
            = *mercer_matrix_at (x, i, j) + (i % 3) * 1e-6 * (double) (j + 1);
      }
  check (x, z, 1e-10);
  MercerMatrix d = sample_new (200, 200);
  mercer_squared_distances (x, x, d);
  for (size_t i = 0; i < 200; i++)
    g_assert_true (*mercer_matrix_at (d, i, i) == 0.0);
  sample_free (x);
  sample_free (z);
  sample_free (d);
}

static void
test_not_finite (void)
{
  for (size_t columns = 2; columns <= 12; columns += 10)
    {
      MercerMatrix x = sample_normal (20, columns, 4), d = sample_new (20, 20);
      *mercer_matrix_at (x, 3, 1) = NAN;
      mercer_squared_distances (x, x, d);
      for (size_t i = 0; i < 20; i++)
        g_assert_true (isnan (*mercer_matrix_at (d, i, 3)));
      sample_free (x);
      sample_free (d);
    }
}

static void
test_empty (void)
{
  MercerMatrix none = sample_new (0, 3), some = sample_normal (4, 3, 5), d = sample_new (4, 0);
  mercer_squared_distances (some, none, d);
  d.rows = 0;
  d.cols = 4;
  mercer_squared_distances (none, some, d);
  sample_free (none);
  sample_free (some);
  sample_free (d);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mercer_pool_init (0); /* OpenBLAS on one thread in each call, as everywhere in the program */
  g_test_add_func ("/num/distance/columns", test_columns);
  g_test_add_func ("/num/distance/cancellation", test_cancellation);
  g_test_add_func ("/num/distance/not-finite", test_not_finite);
  g_test_add_func ("/num/distance/empty", test_empty);
  return g_test_run ();
}
