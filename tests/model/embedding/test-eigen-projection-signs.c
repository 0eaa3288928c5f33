/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drafts of kernels that are not positive definite. */
#include "eigen-projection-testing.h"

enum { N = 600 };
static const char sigmoid[] = "Sigmoid(slope=1, offset=-1)"; /* tanh (x'z - 1) */

static void
two_answers (MercerProjectionProblem problem, MercerStoreItem *items[2], const MercerProjection *answers[2], MercerWork *work)
{
  for (int passing = 0; passing < 2; passing++)
    {
      problem.passing = passing;
      answers[passing] = solve (&problem, work, &items[passing]);
    }
}

/* A draft of all rows leaves the least eigenvalue to the answer, and nothing else: what is left of it are the same components. Of up to 160
 * rows it sums the positive eigenvalues just as well; of more it sees 160 rows, a quarter of them here: 1 / sqrt (160)
 * and a little for the sum, twice that for the sum of squares. */
static void
test_all_rows (void)
{
  g_autofree double *x = noisy_ring (N, 0.3);
  g_autoptr (MercerKernel) kernel = bound_kernel (sigmoid, 2);
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t n = 150; n <= N; n += N - 150)
    {
      MercerStoreItem *items[2];
      const MercerProjection *p[2];
      g_autofree double *some = g_new (double, 2 * n);
      for (size_t i = 0; i < 2 * n; i++)
        some[i] = x[i % n + (i < n ? 0 : N)];
      two_answers ((MercerProjectionProblem){ .x = mercer_matrix (some, n, 2), .kernel = kernel, .centred = true, .components = 3 }, items, p,
                   work);
      g_assert_true (mercer_projection_is_indefinite (p[0]));
      g_assert_true (isnan (p[1]->least));
      for (size_t j = 0; j < 3; j++)
        {
          assert_close (p[1]->values[j], p[0]->values[j], 1e-12, 0);
          assert_close (fabs (correlation (mercer_matrix_column (p[1]->scores, j), mercer_matrix_column (p[0]->scores, j), n)), 1, 1e-9, 0);
        }
      assert_close (p[1]->positive, p[0]->positive, n <= 160 ? 1e-12 : 0.1, 0);
      assert_close (p[1]->positive_squares, p[0]->positive_squares, n <= 160 ? 1e-12 : 0.2, 0);
      mercer_store_release (items[0]);
      mercer_store_release (items[1]);
    }
  mercer_work_free (work);
}

/* A draft from some of the rows: what the exact answer for every fifth row makes of all of them, with each of these rows for five. */
static void
test_some_rows (void)
{
  enum { M = N / 5 };
  g_autofree double *x = noisy_ring (N, 0.3), *few = g_new (double, 2 * M), *error = g_new (double, N), *out = g_new (double, 3 * N);
  g_autoptr (MercerKernel) kernel = bound_kernel (sigmoid, 2);
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t i = 0; i < 2 * M; i++)
    few[i] = x[5 * (i % M) + (i < M ? 0 : N)];
  for (int centred = 0; centred < 2; centred++)
    {
      MercerStoreItem *items[2];
      const MercerProjection *p[2];
      MercerProjectionProblem whole = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = centred, .components = 3, .landmarks = M,
                                        .passing = true };
      MercerProjectionProblem part = { .x = mercer_matrix (few, M, 2), .kernel = kernel, .centred = centred, .components = 3 };
      MercerMatrix scores = mercer_matrix (out, N, 3);
      p[0] = solve (&whole, work, &items[0]);
      p[1] = solve (&part, work, &items[1]);
      g_assert_cmpint (mercer_projection_apply (p[1], kernel, whole.x, scores, error, work), ==, MERCER_OK);
      assert_close (p[0]->trace, 5 * p[1]->trace, 1e-12, 0);
      assert_close (p[0]->positive, 5 * p[1]->positive, 1e-10, 0);
      for (size_t j = 0; j < 3; j++)
        {
          assert_close (p[0]->values[j], 5 * p[1]->values[j], 1e-10, 0);
          assert_close (mercer_projection_share (p[0], j), mercer_projection_share (p[1], j), 1e-10, 0);
          double side = correlation (mercer_matrix_column (p[0]->scores, j), mercer_matrix_column (scores, j), N);
          assert_close (fabs (side), 1, 1e-9, 0);
          assert_close (*mercer_matrix_at (p[0]->scores, 7, j), copysign (1, side) * *mercer_matrix_at (scores, 7, j), 1e-6, 1e-8);
        }
      for (size_t i = 0; i < N; i++)
        assert_close (p[0]->error[i], error[i], 0, 1e-8);
      mercer_store_release (items[0]);
      mercer_store_release (items[1]);
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eigen-projection-signs/all-rows", test_all_rows);
  g_test_add_func ("/eigen-projection-signs/some-rows", test_some_rows);
  return g_test_run ();
}
