/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alignment.h"
#include "testing.h"

#include "kernel.h"
#include "random.h"

enum { N = 80, D = 2 };

static void
fill_gram (const char *text, const double *x, double *k, MercerWork *work)
{
  static const char *const names[] = { "a", "b", NULL };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, names, D, NULL);
  g_assert_nonnull (bound);
  for (size_t i = 0; i < N * N; i++)
    k[i] = 1e300; /* the upper triangle is nobody's */
  mercer_kernel_gram (bound, mercer_matrix ((double *) x, N, D), mercer_matrix (k, N, N), work);
}

/* Centred alignment entry by entry from full matrices, as in the definition. */
static double
slow_alignment (const double *p, const double *q)
{
  const double *both[2] = { p, q };
  static double centred[2][N][N];
  for (int m = 0; m < 2; m++)
    for (size_t i = 0; i < N; i++)
      for (size_t j = 0; j < N; j++)
        {
          double value = 0;
          for (size_t s = 0; s < N; s++)
            for (size_t t = 0; t < N; t++)
              {
                double hi = (i == s) - 1.0 / N, hj = (j == t) - 1.0 / N;
                value += hi * hj * (s >= t ? both[m][s + N * t] : both[m][t + N * s]);
              }
          centred[m][i][j] = value;
        }
  double pq = 0, pp = 0, qq = 0;
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        pq += centred[0][i][j] * centred[1][i][j];
        pp += centred[0][i][j] * centred[0][i][j];
        qq += centred[1][i][j] * centred[1][i][j];
      }
  return pq / sqrt (pp * qq);
}

typedef struct
{
  double x[N * D], p[N * N], q[N * N];
  MercerWork *work;
} Two;

static Two *
two_of (const char *p, const char *q)
{
  Two *two = g_new (Two, 1);
  two->work = mercer_work_new (0, NULL);
  mercer_random_normals (3, 1, 0, N * D, two->x);
  fill_gram (p, two->x, two->p, two->work);
  fill_gram (q, two->x, two->q, two->work);
  return two;
}

static double
centred_alignment (Two *two)
{
  MercerMatrix p = mercer_matrix (two->p, N, N), q = mercer_matrix (two->q, N, N);
  g_assert_cmpint (mercer_gram_centre (p, two->work), ==, MERCER_OK);
  g_assert_cmpint (mercer_gram_centre (q, two->work), ==, MERCER_OK);
  double value = mercer_gram_alignment (p, q);
  if (!isnan (value))
    assert_close (mercer_gram_alignment (q, p), value, 1e-14, 0);
  mercer_work_free (two->work);
  g_free (two);
  return value;
}

static void
test_definition (void)
{
  Two *two = two_of ("RBF(lengthscale=[1, 2])", "Linear() + 0.3 * White(variance=1)");
  double want = slow_alignment (two->p, two->q);
  assert_close (centred_alignment (two), want, 1e-11, 0);
  g_assert_cmpfloat (want, >, 0);
  g_assert_cmpfloat (want, <, 1);
}

/* 1 with itself; a scale or a constant added changes nothing. */
static void
test_invariance (void)
{
  assert_close (centred_alignment (two_of ("Matern(nu=1.5)", "Matern(nu=1.5)")), 1, 1e-14, 0);
  assert_close (centred_alignment (two_of ("Matern(nu=1.5)", "7 * Matern(nu=1.5) + 20")), 1, 1e-12, 0);
  g_assert_true (isnan (centred_alignment (two_of ("RBF()", "Constant(value=3)"))));
}

/* With y a linear function of one column, Linear on that column alone is aligned perfectly. */
static void
test_target (void)
{
  Two *two = two_of ("Linear()[a]", "RBF()");
  double y[N], flat[N];
  for (size_t i = 0; i < N; i++)
    {
      y[i] = 1000 - 3 * two->x[i];
      flat[i] = 4.1;
    }
  MercerMatrix line = mercer_matrix (two->p, N, N), other = mercer_matrix (two->q, N, N);
  mercer_gram_centre (line, two->work);
  mercer_gram_centre (other, two->work);
  assert_close (mercer_gram_alignment_target (line, y, two->work), 1, 1e-10, 0);
  /* yy' is itself the Gram matrix of Linear on y, so both ways must agree */
  assert_close (mercer_gram_alignment_target (other, y, two->work), mercer_gram_alignment (other, line), 1e-9, 0);
  g_assert_true (isnan (mercer_gram_alignment_target (other, flat, two->work)));
  mercer_work_free (two->work);
  g_free (two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alignment/definition", test_definition);
  g_test_add_func ("/alignment/invariance", test_invariance);
  g_test_add_func ("/alignment/target", test_target);
  return g_test_run ();
}
