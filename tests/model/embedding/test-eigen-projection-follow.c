/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a picture relies on: answers that continue one another, and pre-images. */
#include <pthread.h>

#include "eigen-projection-testing.h"

/* --- Following ---------------------------------------------------------------------------------------------------------- */

/* A length scale dragged from `from` by 1 % a step: consecutive clouds must lie on each other. */
static void
drag (const double *x, size_t n, size_t d, double from, int steps)
{
  enum { K = 2 };
  MercerStore *store = mercer_store_new (1 << 26);
  g_autofree double *before = g_new (double, n * K);
  for (int step = 0; step < steps; step++)
    {
      g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%.17g)", from * pow (1.01, step));
      g_autoptr (MercerKernel) kernel = bound_kernel (text, d);
      MercerProjectionProblem problem = { .x = mercer_matrix ((double *) x, n, d), .kernel = kernel, .centred = true,
                                          .components = K, .thread = some_thread () };
      MercerWork *work = mercer_work_new (0, store);
      MercerStoreItem *item;
      g_assert_true (mercer_projection_is_warm (&problem, work) == (step > 0));
      const MercerProjection *p = solve (&problem, work, &item);
      for (size_t j = 0; j < K && step > 0; j++)
        g_assert_cmpfloat (correlation (mercer_matrix_column (p->scores, j), before + j * n, n), >, 0.99);
      memcpy (before, p->scores.data, n * K * sizeof (double));
      mercer_store_release (item);
      mercer_work_free (work);
    }
  mercer_store_free (store);
}

static void
test_drag (void)
{
  g_autofree char *path = golden_path ("kpca-sklearn.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  size_t count;
  g_autofree double *iris = list (file, "iris", "x", &count), *two_moons = moons (300);
  g_assert_cmpuint (count, ==, 600);
  drag (iris, 150, 4, 0.5, 240);
  drag (two_moons, 300, 2, 0.25, 240);
}

/* An answer that was stored under other signs comes back under those that were seen last. */
static void
test_return (void)
{
  enum { N = 120 };
  g_autofree double *x = noisy_ring (N, 0.3);
  g_autofree uint64_t *rows = g_new (uint64_t, N);
  MercerStore *store = mercer_store_new (1 << 26);
  MercerWork *work = mercer_work_new (0, store);
  g_autoptr (MercerKernel) a = bound_kernel ("RBF(lengthscale=1)", 2), b = bound_kernel ("RBF(lengthscale=1.05)", 2);
  for (size_t i = 0; i < N; i++)
    rows[i] = 100 + i;
  MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = a, .centred = true, .components = 3,
                                      .rows = rows, .thread = some_thread () };
  MercerStoreItem *first, *second, *third;
  const MercerProjection *p = solve (&problem, work, &first);
  problem.kernel = b;
  const MercerProjection *q = solve (&problem, work, &second);
  for (size_t j = 0; j < 3; j++)
    g_assert_cmpfloat (correlation (mercer_matrix_column (p->scores, j), mercer_matrix_column (q->scores, j), N), >, 0.9);
  for (size_t k = 0; k < N * 3; k++) /* as if it had been shown upside down */
    ((double *) q->scores.data)[k] *= -1;
  problem.kernel = a;
  g_assert_true (mercer_projection_is_stored (&problem, work));
  const MercerProjection *r = solve (&problem, work, &third);
  for (size_t j = 0; j < 3; j++)
    g_assert_cmpfloat (correlation (mercer_matrix_column (q->scores, j), mercer_matrix_column (r->scores, j), N), >, 0.9);
  assert_close (*mercer_matrix_at (r->weights, 3, 1), -*mercer_matrix_at (p->weights, 3, 1), 1e-12, 0);
  mercer_store_release (first);
  mercer_store_release (second);
  mercer_store_release (third);
  mercer_work_free (work);
  mercer_store_free (store);
}

/* The corners of a regular polygon have pairs of equal eigenvalues. The same polygon under another kernel is shown in the same
 * position, and its scores are still those of an eigenvector. */
static void
test_equal (void)
{
  enum { N = 24 };
  double x[2 * N];
  for (size_t i = 0; i < N; i++)
    {
      x[i] = cos (2 * G_PI * (double) i / N);
      x[i + N] = sin (2 * G_PI * (double) i / N);
    }
  MercerStore *store = mercer_store_new (1 << 26);
  MercerWork *work = mercer_work_new (0, store);
  double before[4 * N];
  for (int step = 0; step < 6; step++)
    {
      g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%g)", 0.7 + 0.13 * step);
      g_autoptr (MercerKernel) kernel = bound_kernel (text, 2);
      MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = 4,
                                          .thread = some_thread () };
      MercerStoreItem *item;
      const MercerProjection *p = solve (&problem, work, &item);
      double again[4 * N];
      assert_close (p->values[1], p->values[0], 1e-10, 0);
      for (size_t j = 0; j < 4 && step > 0; j++)
        g_assert_cmpfloat (correlation (mercer_matrix_column (p->scores, j), before + j * N, N), >, 0.9999);
      g_assert_cmpint (mercer_projection_apply (p, kernel, problem.x, mercer_matrix (again, N, 4), NULL, work), ==, MERCER_OK);
      for (size_t k = 0; k < 4 * N; k++)
        assert_close (again[k], p->scores.data[k], 0, 1e-7);
      memcpy (before, p->scores.data, sizeof before);
      mercer_store_release (item);
    }
  mercer_work_free (work);
  mercer_store_free (store);
}

/* Rows that come, go and change places: the others stay where they are. */
static void
test_rows (void)
{
  enum { N = 200 };
  g_autofree double *x = moons (N);
  MercerStore *store = mercer_store_new (1 << 26);
  MercerWork *work = mercer_work_new (0, store);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.6)", 2);
  uint64_t rows[N];
  double other[2 * (N - 1)];
  for (size_t i = 0; i < N; i++)
    rows[i] = 3 * i;
  MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = 2,
                                      .rows = rows, .thread = some_thread () };
  MercerStoreItem *first, *second;
  const MercerProjection *p = solve (&problem, work, &first);
  uint64_t fewer[N - 1];
  for (size_t i = 0; i < N - 1; i++) /* without row 0, backwards */
    {
      fewer[i] = rows[N - 1 - i];
      other[i] = x[N - 1 - i];
      other[i + N - 1] = x[2 * N - 1 - i];
    }
  problem.x = mercer_matrix (other, N - 1, 2);
  problem.rows = fewer;
  const MercerProjection *q = solve (&problem, work, &second);
  for (size_t j = 0; j < 2; j++)
    for (size_t i = 0; i < N - 1; i++)
      assert_close (*mercer_matrix_at (q->scores, i, j), *mercer_matrix_at (p->scores, N - 1 - i, j), 0, 0.05);
  mercer_store_release (first);
  mercer_store_release (second);
  mercer_work_free (work);
  mercer_store_free (store);
}

/* --- Pre-images ---------------------------------------------------------------------------------------------------------- */

static double
off_circle (MercerMatrix points)
{
  double sum = 0;
  for (size_t i = 0; i < points.rows; i++)
    sum += fabs (hypot (*mercer_matrix_at (points, i, 0), *mercer_matrix_at (points, i, 1)) - 1) / (double) points.rows;
  return sum;
}

/* Noise about a circle: after projection onto a few components the pre-images lie far nearer to it, by either way. With all
 * components nothing is lost, and the pre-image of a point is the point. */
static void
test_pre_images (void)
{
  enum { N = 400, K = 4 };
  g_autofree double *x = noisy_ring (N, 0.25);
  g_autoptr (MercerKernel) kernel = bound_kernel ("2 * RBF(lengthscale=1)", 2);
  static const char *const names[] = { "1", "2", "3", "4", "5" };
  g_autoptr (MercerKernel) plain = mercer_kernel_parse ("RBF(lengthscale=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) on_scores = mercer_kernel_bind (plain, names, K, NULL);
  MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = K };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerStoreItem *item;
  const MercerProjection *p = solve (&problem, work, &item);
  MercerMatrix points = mercer_work_matrix (work, N, 2);
  size_t failed = 99;
  mercer_matrix_copy (problem.x, points);
  double noise = off_circle (points);
  g_assert_true (mercer_projection_has_fixed_point (kernel));
  g_assert_cmpint (mercer_projection_fixed_point (p, kernel, p->scores, points, &failed, work), ==, MERCER_OK);
  g_test_message ("off the circle: %.3f, fixed point %.3f", noise, off_circle (points));
  g_assert_cmpuint (failed, ==, 0);
  g_assert_cmpfloat (off_circle (points), <, noise / 3);
  g_assert_cmpint (mercer_projection_ridge_map (p, on_scores, 1, problem.x, p->scores, points, work), ==, MERCER_OK);
  g_test_message ("ridge map %.3f", off_circle (points));
  g_assert_cmpfloat (off_circle (points), <, noise / 1.5);
  mercer_store_release (item);

  enum { FEW = 12 };
  g_autofree double *few = noisy_ring (FEW, 0.25);
  g_autoptr (MercerKernel) narrow = bound_kernel ("RBF(lengthscale=0.5)", 2);
  problem = (MercerProjectionProblem){ .x = mercer_matrix (few, FEW, 2), .kernel = narrow, .centred = true, .components = FEW };
  p = solve (&problem, work, &item);
  points = mercer_matrix_block (points, 0, 0, FEW, 2);
  for (size_t i = 0; i < FEW; i++)
    for (size_t c = 0; c < 2; c++)
      *mercer_matrix_at (points, i, c) = few[i + c * FEW] + 0.05;
  g_assert_cmpint (mercer_projection_fixed_point (p, narrow, p->scores, points, NULL, work), ==, MERCER_OK);
  for (size_t i = 0; i < FEW; i++)
    {
      g_assert_cmpfloat (p->error[i], <, 1e-9);
      assert_close (*mercer_matrix_at (points, i, 0), few[i], 0, 1e-4);
    }
  mercer_store_release (item);
  mercer_work_free (work);
  g_autoptr (MercerKernel) matern = bound_kernel ("Matern()", 2);
  g_assert_false (mercer_projection_has_fixed_point (matern));
}

/* --- Threads -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const double *x;
  MercerStore *store;
  int turn;
} Both;

/* Two panels on one table drag at once: answers stay right whoever was last. */
static void *
drag_cb (void *data)
{
  const Both *both = data;
  enum { N = 150 };
  for (int step = 0; step < 30; step++)
    {
      g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%g)", 0.5 + 0.01 * ((step * (both->turn ? 7 : 11)) % 30));
      g_autoptr (MercerKernel) kernel = bound_kernel (text, 2);
      MercerProjectionProblem problem = { .x = mercer_matrix ((double *) both->x, N, 2), .kernel = kernel, .centred = true,
                                          .components = 2, .thread = some_thread () };
      MercerWork *shared = mercer_work_new (0, both->store), *alone = mercer_work_new (0, NULL);
      MercerStoreItem *a, *b;
      const MercerProjection *p = solve (&problem, shared, &a), *q = solve (&problem, alone, &b);
      for (size_t j = 0; j < 2; j++)
        {
          assert_close (p->values[j], q->values[j], 1e-9, 0);
          double *got = mercer_matrix_column (p->scores, j);
          assert_close (fabs (correlation (got, mercer_matrix_column (q->scores, j), N)), 1, 1e-10, 0);
        }
      mercer_store_release (a);
      mercer_store_release (b);
      mercer_work_free (shared);
      mercer_work_free (alone);
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autofree double *x = moons (150);
  MercerStore *store = mercer_store_new (1 << 24);
  Both both[2] = { { x, store, 0 }, { x, store, 1 } };
  pthread_t threads[2];
  for (int t = 0; t < 2; t++)
    g_assert_cmpint (pthread_create (&threads[t], NULL, drag_cb, &both[t]), ==, 0);
  for (int t = 0; t < 2; t++)
    pthread_join (threads[t], NULL);
  mercer_store_free (store);
}

/* Poor drafts between the answers of a drag: passing, they do not come between two answers that are alike; taken as answers, as they would
 * be without the word, they turn some over (else this says nothing). */
static void
test_passing (void)
{
  enum { N = 300, K = 5, STEPS = 40 };
  g_autofree double *x = moons (N);
  size_t flips[2] = { 0 };
  for (int passing = 0; passing < 2; passing++)
    {
      MercerStore *store = mercer_store_new (1 << 26);
      double before[N * K];
      for (int step = 0; step < STEPS; step++)
        {
          g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%g)", 0.3 * pow (1.02, step));
          g_autoptr (MercerKernel) kernel = bound_kernel (text, 2);
          MercerProjectionProblem exact = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = K,
                                            .thread = some_thread () };
          MercerProjectionProblem rough = exact;
          rough.landmarks = 6;
          rough.seed = (uint64_t) step;
          rough.passing = passing;
          MercerWork *work = mercer_work_new (0, store);
          MercerStoreItem *draft, *item;
          solve (&rough, work, &draft);
          const MercerProjection *p = solve (&exact, work, &item);
          for (size_t j = 0; j < K && step > 0; j++)
            flips[passing] += correlation (mercer_matrix_column (p->scores, j), before + j * N, N) < -0.5;
          memcpy (before, p->scores.data, sizeof before);
          mercer_store_release (draft);
          mercer_store_release (item);
          mercer_work_free (work);
        }
      mercer_store_free (store);
    }
  g_test_message ("%zu changes of side by drafts that are not passing, %zu by passing ones", flips[0], flips[1]);
  g_assert_cmpuint (flips[0], >, 0);
  g_assert_cmpuint (flips[1], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eigen-projection/drag", test_drag);
  g_test_add_func ("/eigen-projection/return", test_return);
  g_test_add_func ("/eigen-projection/equal", test_equal);
  g_test_add_func ("/eigen-projection/rows", test_rows);
  g_test_add_func ("/eigen-projection/pre-images", test_pre_images);
  g_test_add_func ("/eigen-projection/threads", test_threads);
  g_test_add_func ("/eigen-projection/passing", test_passing);
  return g_test_run ();
}
