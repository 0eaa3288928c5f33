/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dual of kernel PCA under a hand, and of many rows by landmarks. */
#include "dual-testing.h"

/* --- Following ------------------------------------------------------------------------------------------------------------ */

/* A length scale that is dragged: with a thread no score changes its side from one picture to the next, without one some do (else this
 * says nothing). What turns with the scores turns as well: new points, and H = diag (w) Y. */
static void
test_follow (void)
{
  enum { N = 120, K = 3, STEPS = 60 };
  g_autofree double *x = moons (N);
  size_t flips[2] = { 0 };
  for (int thread = 0; thread < 2; thread++)
    {
      MercerStore *store = mercer_store_new (1 << 24);
      double before[N * K];
      for (int step = 0; step < STEPS; step++)
        {
          g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%g)", 0.15 * pow (1.04, step));
          g_autoptr (MercerKernel) kernel = bound_kernel (text, 2);
          MercerDualProblem problem = { .of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = K },
                                        .loss = MERCER_DUAL_HUBER, .threshold = 0.7 };
          if (thread)
            problem.of.thread = some_thread ();
          MercerWork *work = mercer_work_new (0, store);
          MercerDualProjection *dual = NULL;
          g_assert_cmpint (mercer_dual_projection (&problem, &dual, work), ==, MERCER_OK);
          const MercerProjection *p = dual->projection;
          for (size_t j = 0; j < K && step > 0; j++)
            flips[thread] += correlation (mercer_matrix_column (p->scores, j), before + j * N, N) < -0.5;
          memcpy (before, p->scores.data, sizeof before);
          MercerMatrix again = mercer_work_matrix (work, N, K);
          g_assert_cmpint (mercer_projection_apply (p, kernel, problem.of.x, again, NULL, work), ==, MERCER_OK);
          for (size_t k = 0; k < N * K; k++)
            {
              assert_close (again.data[k], p->scores.data[k], 1e-5, 1e-6);
              assert_close (dual->dual.data[k], dual->weights[k % N] * p->scores.data[k], 1e-5, 1e-6);
            }
          mercer_dual_projection_free (dual);
          mercer_work_free (work);
        }
      mercer_store_free (store);
    }
  g_test_message ("%zu changes of side without a thread, %zu with one", flips[0], flips[1]);
  g_assert_cmpuint (flips[0], >, 0);
  g_assert_cmpuint (flips[1], ==, 0);
}

/* --- Landmarks ------------------------------------------------------------------------------------------------------------ */

/* In the span of m landmarks, K is Q = K_nL K_LL^-1 K_Ln. With the square loss that is kernel PCA by landmarks, solved another way; and
 * with any loss W' phi of each point, through the map for new ones, is its score. With landmarks that lose next to nothing of the
 * trace the answer is the exact one. */
static void
test_landmarks (void)
{
  enum { N = 400, K = 2 };
  g_autofree double *x = moons (N);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.8)", 2);
  MercerWork *work = mercer_work_new (0, NULL);
  for (int loss = 0; loss < 3; loss++)
    {
      MercerDualProblem problem = { .of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = K },
                                    .loss = (MercerDualLoss) loss, .threshold = 0.6 };
      MercerDualProblem low = problem;
      low.of.landmarks = 60;
      MercerDualProjection *exact = solve_dual (&problem), *dual = solve_dual (&low);
      MercerProjection *p = dual->projection;
      g_assert_cmpuint (p->basis.rows, <=, 60);
      g_assert_cmpfloat (p->lost, <, 1e-6);
      assert_close (dual->objective, exact->objective, 1e-5, 0);
      assert_close (p->trace, exact->projection->trace, 1e-6, 0);
      assert_close (p->squares, exact->projection->squares, 1e-5, 0);
      MercerMatrix again = mercer_work_matrix (work, N, K);
      double error[N];
      g_assert_cmpint (mercer_projection_apply (p, kernel, problem.of.x, again, error, work), ==, MERCER_OK);
      for (size_t k = 0; k < N * K; k++)
        assert_close (again.data[k], p->scores.data[k], 1e-6, 1e-7);
      for (size_t i = 0; i < N; i++)
        {
          assert_close (error[i], p->error[i], 1e-9, 1e-12);
          assert_close (dual->weights[i], exact->weights[i], 0, 1e-3);
        }
      for (size_t j = 0; j < K; j++)
        assert_close (fabs (correlation (mercer_matrix_column (p->scores, j), mercer_matrix_column (exact->projection->scores, j), N)), 1,
                      1e-4, 0);
      if (loss == MERCER_DUAL_SQUARE)
        {
          MercerStoreItem *item;
          const MercerProjection *other = solve (&low.of, work, &item);
          for (size_t j = 0; j < K; j++)
            assert_close (p->values[j], other->values[j], 1e-8, 0);
          mercer_store_release (item);
        }
      mercer_dual_projection_free (exact);
      mercer_dual_projection_free (dual);
    }
  mercer_work_free (work);
  MercerDualProblem low = { .of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = K, .landmarks = 40 },
                            .threshold = 0.6 };
  MercerStatus status = MERCER_STOPPED;
  for (long polls = 0; status == MERCER_STOPPED; polls += 1 + polls / 3) /* stopped anywhere it is clean */
    {
      MercerDualProjection *dual = NULL;
      MercerWork *short_work = mercer_work_new (0, NULL);
      mercer_work_stop_after (short_work, polls);
      status = mercer_dual_projection (&low, &dual, short_work);
      g_assert_true (status == MERCER_OK ? dual != NULL : status == MERCER_STOPPED && dual == NULL);
      mercer_dual_projection_free (dual);
      mercer_work_free (short_work);
    }
}

/* Under a hand each answer starts from the one before: fewer products, the more so as far as a picture shows, and the same answer as from
 * nothing, right to the square of the tolerance. */
static void
test_warm (void)
{
  enum { N = 300, K = 3, STEPS = 20 };
  g_autofree double *x = moons (N);
  static const char *const names[] = { "square", "Huber", "insensitive" };
  for (int k = 0; k < 6; k++)
    {
      int loss = k % 3;
      double tolerance = k < 3 ? 1e-7 : 1e-2;
      size_t products[2] = { 0 };
      MercerStore *store = mercer_store_new (1 << 24);
      for (int step = 0; step < STEPS; step++)
        {
          g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%g)", 0.5 * pow (1.03, step));
          g_autoptr (MercerKernel) kernel = bound_kernel (text, 2);
          MercerDualProjection *dual[2];
          for (int thread = 0; thread < 2; thread++)
            {
              MercerDualProblem problem = { .of = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = K },
                                            .loss = (MercerDualLoss) loss, .threshold = 0.5, .tolerance = tolerance };
              if (thread)
                problem.of.thread = some_thread ();
              MercerWork *work = mercer_work_new (0, store);
              g_assert_cmpint (mercer_dual_projection (&problem, &dual[thread], work), ==, MERCER_OK);
              g_assert_true (dual[thread]->converged);
              products[thread] += step > 0 ? dual[thread]->products : 0;
              mercer_work_free (work);
            }
          assert_close (dual[1]->objective, dual[0]->objective, MAX (1e-12, 10 * tolerance * tolerance), 0);
          for (size_t j = 0; j < K && tolerance < 1e-6; j++)
            assert_close (dual[1]->projection->values[j], dual[0]->projection->values[j], 1e-6, 0);
          mercer_dual_projection_free (dual[0]);
          mercer_dual_projection_free (dual[1]);
        }
      g_test_message ("%s to %g: %zu products instead of %zu", names[loss], tolerance, products[1], products[0]);
      g_assert_cmpuint (20 * products[1], <, (tolerance < 1e-6 ? 18 : 15) * products[0]);
      mercer_store_free (store);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dual-follow/follow", test_follow);
  g_test_add_func ("/dual-follow/warm", test_warm);
  g_test_add_func ("/dual-follow/landmarks", test_landmarks);
  return g_test_run ();
}
