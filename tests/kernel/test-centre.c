/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include "linalg.h"
#include "work.h"

#include <math.h>

/* Centre beside its numbers, which test-operators.c and test-golden.c hold against a twin and against
 * scikit-learn's KernelCenterer: what it refers to, and what all ways to the numbers have in common. */

static MercerKernel *
parse_on (const char *text, MercerMatrix rows)
{
  GError *error = NULL;
  MercerKernel *plain = parse_kernel (text), *kernel = mercer_kernel_bind_rows (plain, names, rows, &error);

  g_assert_no_error (error);
  mercer_kernel_unref (plain);
  return kernel;
}

/* Over its own rows every column of the centred matrix sums to 0, and is orthogonal to the columns of X
 * where the order is 2: what least squares leave. */
static void
test_sums (void)
{
  enum { N = 130 };
  MercerMatrix x = points (N, 3, 21), k = mercer_matrix (g_new (double, N *N), N, N);
  static const char *const texts[] = { "Centre(RBF(lengthscale=0.4))", "Centre(ThinPlate(), order=2)",
                                       "Centre(Riesz() * RBF(), order=2)" };

  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      MercerKernel *kernel = parse_on (texts[t], x);
      g_assert_cmpuint (mercer_kernel_reference_rows (kernel), ==, N);
      g_assert_cmpint (mercer_kernel_cross (kernel, x, x, k, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < N; j++)
        {
          double sum = 0, moments[3] = { 0 };
          for (size_t i = 0; i < N; i++)
            {
              sum += *mercer_matrix_at (k, i, j);
              for (size_t c = 0; c < 3; c++)
                moments[c] += *mercer_matrix_at (k, i, j) * *mercer_matrix_at (x, i, c);
            }
          assert_close (sum, 0, 0, 1e-11); /* of N terms of about 1 */
          for (size_t c = 0; t > 0 && c < 3; c++)
            assert_close (moments[c], 0, 0, 1e-11);
        }
      mercer_kernel_unref (kernel);
    }
  g_free (k.data);
  g_free (x.data);
}

/* Matrices, products, diagonals and single values are one kernel; White counts a point with itself alone, before and
 * after centring. */
static void
test_one_kernel (void)
{
  enum { N = 300, M = 45 };
  MercerMatrix x = points (N, 3, 22), z = points (M, 3, 23), rows = points (80, 3, 24);
  MercerMatrix k = mercer_matrix (g_new (double, N *N), N, N), cross = mercer_matrix (g_new (double, N *M), N, M);
  MercerMatrix v = mercer_matrix (g_new (double, N), N, 1), out = mercer_matrix (g_new (double, N), N, 1);
  double *diagonal = g_new (double, N);
  MercerKernel *kernel = parse_on ("Centre(Matern(nu=1.5) + White(variance=0.2), order=2) + RBF() * Centre(Linear())", rows);

  mercer_random_normals (25, 0, 0, N, v.data);
  g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
  g_assert_cmpint (mercer_kernel_multiply (kernel, x, NULL, v, out, MERCER_KERNEL_DOUBLE, NULL), ==, MERCER_OK);
  mercer_kernel_diagonal (kernel, x, true, diagonal);
  for (size_t i = 0; i < N; i++)
    {
      double sum = 0, xi[3];
      for (size_t j = 0; j < N; j++)
        sum += v.data[j] * (i >= j ? *mercer_matrix_at (k, i, j) : *mercer_matrix_at (k, j, i));
      assert_close (out.data[i], sum, 1e-11, 1e-10);
      assert_close (diagonal[i], *mercer_matrix_at (k, i, i), 1e-12, 1e-12);
      row (x, i, xi);
      assert_close (mercer_kernel_value (kernel, xi, xi) + 0.2, diagonal[i], 1e-12, 1e-12);
    }
  g_assert_cmpint (mercer_kernel_cross (kernel, x, z, cross, NULL), ==, MERCER_OK);
  for (size_t j = 0; j < M; j++)
    for (size_t i = 0; i < N; i += 7)
      {
        double xi[3], zj[3];
        row (x, i, xi);
        row (z, j, zj);
        assert_close (*mercer_matrix_at (cross, i, j), mercer_kernel_value (kernel, xi, zj), 1e-12, 1e-12);
      }
  mercer_kernel_unref (kernel);
  g_free (diagonal);
  g_free (k.data);
  g_free (cross.data);
  g_free (v.data);
  g_free (out.data);
  g_free (x.data);
  g_free (z.data);
  g_free (rows.data);
}

/* Which rows it has is part of what a kernel is: kept by new parameters, lost with the columns, in the hash. */
static void
test_reference (void)
{
  MercerMatrix few = points (40, 3, 26), many = points (2500, 3, 27), none = { few.data, 0, 3, 40 };
  MercerKernel *plain = parse_kernel ("2 * Centre(RBF()) + Linear()"), *bound = mercer_kernel_bind (plain, names, 3, NULL);
  MercerKernel *first = mercer_kernel_with_reference (bound, few, NULL), *other = mercer_kernel_with_reference (first, many, NULL);
  MercerKernel *changed = mercer_kernel_with_param (first, 1, 3), *again = mercer_kernel_bind (first, names, 3, NULL);
  GError *error = NULL;
  double at[3] = { 0.3, 0.2, 0.7 }, value, g[9];
  MercerMatrix one = mercer_matrix (at, 1, 3);

  g_assert_true (mercer_kernel_wants_reference (plain));
  g_assert_cmpuint (mercer_kernel_reference_rows (bound), ==, 0);
  g_assert_cmpuint (mercer_kernel_reference_rows (first), ==, 40);
  g_assert_cmpuint (mercer_kernel_reference_rows (changed), ==, 40);
  g_assert_cmpuint (mercer_kernel_reference_rows (other), ==, MERCER_KERNEL_MOST_REFERENCE);
  g_assert_cmpuint (mercer_kernel_reference_rows (again), ==, 0);
  g_assert_false (mercer_hash_equal (mercer_kernel_hash (first), mercer_kernel_hash (other)));
  g_assert_false (mercer_hash_equal (mercer_kernel_hash (first), mercer_kernel_hash (bound)));
  g_assert_null (mercer_kernel_check_points (first, one));

  /* without rows nothing is made up */
  g_assert_true (isnan (mercer_kernel_value (bound, at, at)));
  mercer_kernel_diagonal (bound, one, true, &value);
  g_assert_true (isnan (value));
  g_assert_cmpint (mercer_kernel_gram (bound, one, mercer_matrix (&value, 1, 1), NULL), ==, MERCER_BAD_INPUT);
  g_assert_cmpint (mercer_kernel_gradient (bound, one, mercer_matrix (&value, 1, 1), g, NULL), ==, MERCER_BAD_INPUT);
  g_assert_cmpint (mercer_kernel_gradient_x (bound, one, one, NULL, mercer_matrix (g, 1, 3), NULL), ==, MERCER_BAD_INPUT);
  g_assert_cmpint (mercer_kernel_multiply (bound, one, NULL, mercer_matrix (&value, 1, 1), mercer_matrix (g, 1, 1),
                                           MERCER_KERNEL_DOUBLE, NULL), ==, MERCER_BAD_INPUT);
  g_assert_null (mercer_kernel_with_reference (bound, none, &error));
  g_assert_cmpstr (error->message, ==, "Centre takes means over the rows, and there are none; choose another table.");
  g_clear_error (&error);
  mercer_kernel_unref (plain);
  mercer_kernel_unref (bound);

  /* points of a plane say nothing about what is beside it */
  for (size_t i = 0; i < few.rows; i++)
    *mercer_matrix_at (few, i, 2) = 2 * *mercer_matrix_at (few, i, 0) - 1;
  plain = parse_kernel ("Centre(ThinPlate(), order=2)");
  bound = mercer_kernel_bind (plain, names, 3, NULL);
  g_assert_null (mercer_kernel_with_reference (bound, few, &error));
  g_assert_cmpstr (error->message, ==,
                   "Centre of order 2 takes polynomials out of the function that these rows do not tell apart; choose a "
                   "lower order, fewer columns, or more rows.");
  g_clear_error (&error);
  mercer_kernel_unref (plain);
  mercer_kernel_unref (bound);
  mercer_kernel_unref (first);
  mercer_kernel_unref (other);
  mercer_kernel_unref (changed);
  mercer_kernel_unref (again);
  g_free (few.data);
  g_free (many.data);
}

/* A constant is all trend: nothing is left of it, wherever it stands. */
static void
test_constant (void)
{
  static const char *const texts[] = { "Centre(2)", "Centre(2, order=3)", "Additive(Centre(2, order=2))", "Centre(1 + 0.5 * Linear(), order=2)",
                                       "Centre(Polynomial(degree=2), order=3)[a, b]" };
  MercerMatrix rows = points (30, 3, 31), x = points (5, 3, 32), g = mercer_matrix (g_new (double, 15), 5, 3);
  double k[25];

  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      MercerKernel *kernel = parse_on (texts[t], rows);
      g_assert_cmpint (mercer_kernel_cross (kernel, x, x, mercer_matrix (k, 5, 5), NULL), ==, MERCER_OK);
      for (size_t i = 0; i < 25; i++)
        assert_close (k[i], 0, 0, 1e-12);
      g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, x, NULL, g, NULL), ==, MERCER_OK);
      for (size_t i = 0; i < 15; i++)
        assert_close (g.data[i], 0, 0, 1e-11);
      mercer_kernel_unref (kernel);
    }
  g_free (rows.data);
  g_free (x.data);
  g_free (g.data);
}

/* Stops where it is told to, also while the means are being taken, and is whole when asked again. */
static void
test_stop (void)
{
  enum { N = 900 };
  MercerMatrix x = points (N, 3, 28), k = mercer_matrix (g_new (double, N *N), N, N);
  MercerKernel *kernel = parse_on ("Centre(Matern(nu=1.7), order=2)", x);

  for (long polls = 0; polls < 20; polls = 2 * polls + 1)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, polls);
      g_assert_cmpint (mercer_kernel_gram (kernel, x, k, work), ==, MERCER_STOPPED);
      mercer_work_free (work);
    }
  g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
  double at[3];
  row (x, 5, at);
  assert_close (*mercer_matrix_at (k, 5, 5), mercer_kernel_value (kernel, at, at), 1e-12, 1e-12);
  mercer_kernel_unref (kernel);
  g_free (k.data);
  g_free (x.data);
}

/* The posterior mean under (1/12) |x - x'|^3 without lines, and lines that cost nothing, is the spline that minimises
 * sum (y - f)^2 + lambda int f''^2 with lambda the variance of the noise (Wahba 1990, section 1.3): scipy 1.10.1,
 * make_smoothing_spline (x, y, lam=0.02). Lines of variance 1e7 are off by about 4e-7. */
static void
test_spline (void)
{
  enum { N = 12, M = 6 };
  double x[N] = { 0.1, 0.25, 0.4, 0.7, 0.8, 1.1, 1.35, 1.5, 1.9, 2.2, 2.45, 2.8 };
  double y[N] = { 0.3, 0.1, 0.6, 0.9, 0.7, 1.1, 0.8, 1.2, 0.7, 0.9, 0.4, 0.5 };
  double z[M] = { 0.1, 0.5, 1, 1.7, 2.5, 2.8 }, k[N * N], cross[M * N];
  const double spline[M] = { 0.20672158988748654, 0.5949796791465249, 0.9386408419546629,
                             0.931583885740198,   0.5569199566120618, 0.44823603145753493 };
  MercerMatrix at = mercer_matrix (x, N, 1), new = mercer_matrix (z, M, 1), gram = mercer_matrix (k, N, N);
  MercerKernel *plain = parse_kernel ("0.08333333333333333 * Centre(Power(power=3), order=2) + 1e7 * Linear(offset=1)");
  MercerKernel *kernel = mercer_kernel_bind_rows (plain, names, at, NULL);

  g_assert_cmpuint (mercer_kernel_conditional_order (kernel), ==, 0);
  g_assert_cmpint (mercer_kernel_gram (kernel, at, gram, NULL), ==, MERCER_OK);
  g_assert_cmpint (mercer_kernel_cross (kernel, new, at, mercer_matrix (cross, M, N), NULL), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    k[i + i * N] += 0.02;
  g_assert_cmpint (mercer_cholesky (gram, NULL), ==, MERCER_OK);
  for (int side = 0; side < 2; side++)
    g_assert_cmpint (mercer_solve_lower (gram, side == 1, mercer_matrix (y, N, 1), NULL), ==, MERCER_OK);
  for (size_t i = 0; i < M; i++)
    {
      double mean = 0;
      for (size_t j = 0; j < N; j++)
        mean += cross[i + j * M] * y[j];
      assert_close (mean, spline[i], 0, 2e-6);
    }
  mercer_kernel_unref (kernel);
  mercer_kernel_unref (plain);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/centre/sums", test_sums);
  g_test_add_func ("/kernel/centre/one-kernel", test_one_kernel);
  g_test_add_func ("/kernel/centre/reference", test_reference);
  g_test_add_func ("/kernel/centre/constant", test_constant);
  g_test_add_func ("/kernel/centre/stop", test_stop);
  g_test_add_func ("/kernel/centre/spline", test_spline);
  return g_test_run ();
}
