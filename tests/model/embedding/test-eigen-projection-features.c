/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random features in the place of a kernel. */
#include "eigen-projection-testing.h"
#include "feature.h"
#include "linalg.h"

enum { N = 500, K = 3, NEW = 20 };
static const char *const names[] = { "a", "b" };

static MercerProjectionProblem
problem_of (const double *x, const MercerKernel *kernel, size_t features, bool centred)
{
  return (MercerProjectionProblem){ .x = mercer_matrix ((double *) x, N, 2), .kernel = kernel, .centred = centred, .components = K,
                                    .landmarks = features, .random_features = true, .names = names, .seed = 3 };
}

/* H F F' H decomposed whole, with F from the frequencies that the answer tells: eigenvalues and scores to rounding, errors as what is
 * left of each row, and the difference from K on the rows that are compared, which are all of them here. */
static void
test_twin (void)
{
  g_autofree double *x = moons (N);
  g_autoptr (MercerKernel) kernel = bound_kernel ("2 * Matern(nu=2.5, lengthscale=0.7)", 2);
  for (int centred = 0; centred < 2; centred++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      MercerProjectionProblem problem = problem_of (x, kernel, 60, centred);
      MercerStoreItem *item;
      const MercerProjection *p = solve (&problem, work, &item);
      g_assert_cmpuint (p->basis.rows, ==, 60);
      g_assert_cmpfloat (p->feature_weight, ==, 2);
      MercerMatrix phi = mercer_work_matrix (work, N, 60), gram = mercer_work_matrix (work, N, N), exact = mercer_work_matrix (work, N, N);
      MercerMatrix vectors = mercer_work_matrix (work, N, N);
      double values[N], off = 0, all = 0, trace = 0;
      g_assert_cmpint (mercer_features_fourier (problem.x, p->frequencies, 2, phi, work), ==, MERCER_OK);
      for (size_t j = 0; j < 60 && centred; j++)
        {
          double mean = 0, *column = mercer_matrix_column (phi, j);
          for (size_t i = 0; i < N; i++)
            mean += column[i] / N;
          for (size_t i = 0; i < N; i++)
            column[i] -= mean;
        }
      g_assert_cmpint (mercer_gemm (false, true, 1, phi, phi, 0, gram, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_kernel_cross (kernel, problem.x, problem.x, exact, work), ==, MERCER_OK);
      double means[N] = { 0 }, grand = 0;
      for (size_t j = 0; j < N && centred; j++)
        for (size_t i = 0; i < N; i++)
          means[i] += *mercer_matrix_at (exact, i, j) / N;
      for (size_t i = 0; i < N; i++)
        grand += means[i] / N;
      for (size_t j = 0; j < N; j++)
        for (size_t i = 0; i < N; i++)
          {
            double k = *mercer_matrix_at (exact, i, j) - means[i] - means[j] + grand, f = *mercer_matrix_at (gram, i, j);
            all += k * k;
            off += (k - f) * (k - f);
            trace += i == j ? f : 0;
          }
      g_assert_cmpuint (p->judges, ==, N);
      assert_close (p->off, sqrt (off / all), 1e-9, 0);
      assert_close (p->trace, trace, 1e-11, 0);
      g_autofree double *left = g_new (double, N);
      for (size_t i = 0; i < N; i++)
        left[i] = *mercer_matrix_at (gram, i, i);
      g_assert_cmpint (mercer_eigen (gram, values, vectors, work), ==, MERCER_OK);
      for (size_t j = 0; j < K; j++)
        {
          const double *v = mercer_matrix_column (vectors, N - 1 - j), *score = mercer_matrix_column (p->scores, j);
          double root = sqrt (values[N - 1 - j]), sign = correlation (v, score, N) < 0 ? -1 : 1;
          assert_close (p->values[j], values[N - 1 - j], 1e-11, 0);
          for (size_t i = 0; i < N; i++)
            {
              assert_close (score[i], sign * root * v[i], 1e-7, 1e-8);
              left[i] -= score[i] * score[i];
            }
        }
      for (size_t i = 0; i < N; i++)
        assert_close (p->error[i], left[i], 1e-8, 1e-9);
      mercer_store_release (item);
      mercer_work_free (work);
    }
}

/* An unbiased estimate: its error falls with the root of the number. Orthogonal frequencies of 2 columns hardly change that: between
 * thirty and thirty times sixteen features by four, within what one draw says of it. */
static void
test_error (void)
{
  g_autofree double *x = moons (N);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.5)", 2);
  MercerWork *work = mercer_work_new (0, NULL);
  double off[2];
  for (int many = 0; many < 2; many++)
    {
      MercerProjectionProblem problem = problem_of (x, kernel, many ? 480 : 30, true);
      MercerStoreItem *item;
      off[many] = solve (&problem, work, &item)->off;
      mercer_store_release (item);
    }
  g_test_message ("off by %.3f with 30 features, by %.3f with 480", off[0], off[1]);
  g_assert_cmpfloat (off[0] / off[1], >, 2);
  g_assert_cmpfloat (off[0] / off[1], <, 8);
  mercer_work_free (work);
}

/* What projects any point projects the data to where they are; a kernel whose spectrum is not known is refused. */
static void
test_points (void)
{
  g_autofree double *x = moons (N);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.5)", 2), straight = bound_kernel ("Linear(offset=0)", 2);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerProjectionProblem problem = problem_of (x, kernel, 80, true);
  MercerStoreItem *item;
  const MercerProjection *p = solve (&problem, work, &item);
  MercerMatrix scores = mercer_work_matrix (work, NEW, K);
  double error[NEW];
  g_assert_cmpint (mercer_projection_apply (p, kernel, mercer_matrix_block (problem.x, 100, 0, NEW, 2), scores, error, work), ==, MERCER_OK);
  for (size_t i = 0; i < NEW; i++)
    {
      for (size_t j = 0; j < K; j++)
        assert_close (*mercer_matrix_at (scores, i, j), *mercer_matrix_at (p->scores, 100 + i, j), 1e-10, 1e-12);
      assert_close (error[i], p->error[100 + i], 1e-9, 1e-11);
    }
  mercer_store_release (item);
  problem.kernel = straight;
  g_assert_cmpint (mercer_projection (&problem, &item, &p, work), ==, MERCER_BAD_INPUT);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eigen-projection-features/twin", test_twin);
  g_test_add_func ("/eigen-projection-features/error", test_error);
  g_test_add_func ("/eigen-projection-features/points", test_points);
  return g_test_run ();
}
