/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points that are dragged, added and taken away one by one: every answer from the kept matrix against one from nothing. */
#include "eigen-projection-private.h"
#include "eigen-projection-testing.h"

enum { N = 330, MOST = N + 40, K = 3, NEW = 25 };

typedef struct
{
  double a[MOST], b[MOST];
  uint64_t rows[MOST];
  size_t n;
} Cloud;

static void
fill (Cloud *cloud)
{
  g_autofree double *x = moons (N);
  cloud->n = N;
  for (size_t i = 0; i < N; i++)
    {
      cloud->a[i] = x[i];
      cloud->b[i] = x[i + N];
      cloud->rows[i] = 1000 + i;
    }
}

static MercerMatrix
matrix_of (const Cloud *cloud, double *room)
{
  memcpy (room, cloud->a, cloud->n * sizeof (double));
  memcpy (room + cloud->n, cloud->b, cloud->n * sizeof (double));
  return mercer_matrix (room, cloud->n, 2);
}

static void
take_away (Cloud *cloud, size_t i)
{
  cloud->n--;
  memmove (cloud->a + i, cloud->a + i + 1, (cloud->n - i) * sizeof (double));
  memmove (cloud->b + i, cloud->b + i + 1, (cloud->n - i) * sizeof (double));
  memmove (cloud->rows + i, cloud->rows + i + 1, (cloud->n - i) * sizeof (uint64_t));
}

/* The same problem without a thread is solved from nothing. Both are solved to 1e-10, so that eigenvalues agree to rounding, scores
 * to 1e-8 (gaps are no less than a thousandth of the largest here), and sums to what updating them leaves. */
static void
assert_as_from_nothing (const MercerProjectionProblem *problem, const MercerProjection *p)
{
  MercerWork *work = mercer_work_new (0, NULL);
  MercerProjectionProblem alone = *problem;
  MercerStoreItem *item;
  alone.thread = (MercerHash){ 0 };
  const MercerProjection *q = solve (&alone, work, &item);
  g_autofree double *z = noisy_ring (NEW, 0.4);
  MercerMatrix at = mercer_matrix (z, NEW, 2), got = mercer_work_matrix (work, NEW, K), want = mercer_work_matrix (work, NEW, K);
  double got_error[NEW], want_error[NEW];
  g_assert_cmpint (mercer_projection_apply (p, problem->kernel, at, got, got_error, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_projection_apply (q, problem->kernel, at, want, want_error, work), ==, MERCER_OK);
  g_assert_cmpuint (p->k, ==, q->k);
  assert_close (p->trace, q->trace, 1e-11, 0);
  assert_close (p->squares, q->squares, 1e-9, 0);
  assert_close (p->grand_mean, q->grand_mean, 1e-11, 1e-14);
  for (size_t j = 0; j < p->k; j++)
    {
      double sign = correlation (mercer_matrix_column (p->scores, j), mercer_matrix_column (q->scores, j), p->n) < 0 ? -1 : 1;
      assert_close (p->values[j], q->values[j], 1e-11, 0);
      for (size_t i = 0; i < p->n; i++)
        assert_close (*mercer_matrix_at (p->scores, i, j), sign * *mercer_matrix_at (q->scores, i, j), 1e-7, 1e-8);
      for (size_t i = 0; i < NEW; i++)
        assert_close (*mercer_matrix_at (got, i, j), sign * *mercer_matrix_at (want, i, j), 1e-7, 1e-8);
    }
  for (size_t i = 0; i < p->n; i++)
    assert_close (p->error[i], q->error[i], 0, 1e-8);
  for (size_t i = 0; i < NEW; i++)
    assert_close (got_error[i], want_error[i], 0, 1e-8);
  mercer_store_release (item);
  mercer_work_free (work);
}

/* What the hand does at each step: drags, lets new points fall in between and at the end, takes some away, drags those too. */
static void
change (Cloud *cloud, int step)
{
  size_t i = step < 12 ? 17 : 200;
  cloud->a[i] += 0.11;
  cloud->b[i] -= 0.05;
  if (step % 5 == 3)
    {
      size_t at = step % 2 ? cloud->n : 100;
      memmove (cloud->a + at + 1, cloud->a + at, (cloud->n - at) * sizeof (double));
      memmove (cloud->b + at + 1, cloud->b + at, (cloud->n - at) * sizeof (double));
      memmove (cloud->rows + at + 1, cloud->rows + at, (cloud->n - at) * sizeof (uint64_t));
      cloud->a[at] = 0.3 * step;
      cloud->b[at] = -0.2 * step;
      cloud->rows[at] = 5000 + (uint64_t) step;
      cloud->n++;
    }
  if (step % 7 == 5)
    take_away (cloud, (size_t) (step * 13) % cloud->n);
  if (step % 11 == 8)
    take_away (cloud, 0);
}

static void
test_changes (void)
{
  static const struct
  {
    const char *kernel;
    bool centred;
    double shift;
  } cases[] = { { "RBF(lengthscale=0.7)", true, 0 },
                { "Matern(nu=1.5, lengthscale=1) + White(variance=0.1)", true, 0.25 },
                { "2 * RBF(lengthscale=0.5)", false, 0.1 } };
  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      Cloud cloud;
      double room[2 * MOST];
      size_t streamed = 0;
      fill (&cloud);
      g_autoptr (MercerKernel) kernel = bound_kernel (cases[c].kernel, 2);
      MercerStore *store = mercer_store_new (1 << 26);
      for (int step = 0; step < 40; step++)
        {
          if (step > 0)
            change (&cloud, step);
          MercerProjectionProblem problem = { .x = matrix_of (&cloud, room), .kernel = kernel, .centred = cases[c].centred,
                                              .components = K, .shift = cases[c].shift, .rows = cloud.rows, .tolerance = 1e-10,
                                              .thread = some_thread () };
          MercerWork *work = mercer_work_new (0, store);
          MercerProjection *direct = NULL;
          g_assert_cmpint (projection_stream (&problem, &direct, work), ==, MERCER_OK);
          streamed += direct != NULL;
          g_assert_true (direct == NULL || step > 0);
          MercerStoreItem *item;
          const MercerProjection *p = solve (&problem, work, &item);
          assert_as_from_nothing (&problem, p);
          g_assert_true ((p->updated > 0) == (direct != NULL));
          if (step > 0 && step < 3)
            g_assert_cmpuint (p->updated, ==, 1); /* only the point that is dragged */
          mercer_store_release (item);
          g_clear_pointer (&direct, projection_free);
          mercer_work_free (work);
        }
      g_test_message ("%s: %zu of 39 from the kept matrix", cases[c].kernel, streamed);
      g_assert_cmpuint (streamed, >, 30);
      mercer_store_free (store);
    }
}

/* A long drag: the last answer is as near to the truth as the first, and no score changes its sign on the way. */
static void
test_long_drag (void)
{
  Cloud cloud;
  double room[2 * MOST], before[MOST * K];
  fill (&cloud);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.7)", 2);
  MercerStore *store = mercer_store_new (1 << 26);
  for (int step = 0; step < 300; step++)
    {
      cloud.a[50] = 2.5 * cos (0.02 * step);
      cloud.b[50] = 2.5 * sin (0.02 * step);
      MercerProjectionProblem problem = { .x = matrix_of (&cloud, room), .kernel = kernel, .centred = true, .components = K,
                                          .rows = cloud.rows, .tolerance = 1e-10, .thread = some_thread () };
      MercerWork *work = mercer_work_new (0, store);
      MercerStoreItem *item;
      const MercerProjection *p = solve (&problem, work, &item);
      for (size_t j = 0; j < K && step > 0; j++)
        g_assert_cmpfloat (correlation (mercer_matrix_column (p->scores, j), before + j * N, N), >, 0.99);
      memcpy (before, p->scores.data, N * K * sizeof (double));
      if (step % 50 == 49)
        assert_as_from_nothing (&problem, p);
      mercer_store_release (item);
      mercer_work_free (work);
    }
  mercer_store_free (store);
}

/* Another kernel, shift or centring, or too many other rows: nothing of the kept matrix is used. Stopping anywhere is clean. */
static void
test_others (void)
{
  Cloud cloud;
  double room[2 * MOST];
  fill (&cloud);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.7)", 2), other = bound_kernel ("RBF(lengthscale=0.71)", 2);
  MercerStore *store = mercer_store_new (1 << 26);
  MercerWork *work = mercer_work_new (0, store);
  MercerProjectionProblem problem = { .x = matrix_of (&cloud, room), .kernel = kernel, .centred = true, .components = K,
                                      .rows = cloud.rows, .thread = some_thread () };
  MercerStoreItem *item;
  solve (&problem, work, &item);
  mercer_store_release (item);
  MercerProjectionProblem others[4] = { problem, problem, problem, problem };
  others[0].kernel = other;
  others[1].shift = 0.5;
  others[2].centred = false;
  others[3].thread = (MercerHash){ 3, 4 };
  MercerProjection *p;
  for (size_t c = 0; c < 4; c++)
    {
      g_assert_cmpint (projection_stream (&others[c], &p, work), ==, MERCER_OK);
      g_assert_null (p);
    }
  double last = cloud.a[240];
  for (size_t i = 0; i < 9; i++)
    {
      cloud.a[30 * i] += 0.1;
      problem.x = matrix_of (&cloud, room);
      g_assert_cmpint (projection_stream (&problem, &p, work), ==, MERCER_OK);
      g_assert_true ((p != NULL) == (i < 8));
      g_clear_pointer (&p, projection_free);
    }
  cloud.a[240] = last;
  problem.x = matrix_of (&cloud, room);
  MercerStatus status = MERCER_STOPPED;
  for (long polls = 0; status == MERCER_STOPPED; polls++)
    {
      MercerWork *short_work = mercer_work_new (0, store);
      mercer_work_stop_after (short_work, polls);
      status = projection_stream (&problem, &p, short_work);
      g_assert_true (status == MERCER_OK ? p != NULL : status == MERCER_STOPPED && p == NULL);
      g_clear_pointer (&p, projection_free);
      mercer_work_free (short_work);
    }
  g_assert_cmpint (status, ==, MERCER_OK);
  mercer_work_free (work);
  mercer_store_free (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eigen-projection-stream/changes", test_changes);
  g_test_add_func ("/eigen-projection-stream/long-drag", test_long_drag);
  g_test_add_func ("/eigen-projection-stream/others", test_others);
  return g_test_run ();
}
