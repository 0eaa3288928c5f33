/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stored, updated and eigen answers against fresh ones; drafts against exact ones; stops. */
#include "gp-testing.h"

static const MercerMatrix none = { 0 };
enum { M = 33 };

typedef struct
{
  double mean[M], variance[M];
  MercerGpReport report;
} Answer;

static Answer
ask (const MercerGpProblem *p, const double *z, MercerStore *store)
{
  Answer a;
  MercerWork *work = mercer_work_new (0, store);
  MercerMatrix zm = mercer_matrix ((double *) z, M, p->x.cols);
  g_assert_cmpint (mercer_gp_posterior (p, zm, a.mean, a.variance, none, &a.report, work), ==, MERCER_OK);
  mercer_work_free (work);
  return a;
}

/* Answers differ by rounding times the condition number of these problems (at most 1e5). */
static void
assert_same (const Answer *a, const Answer *b)
{
  assert_arrays_close (a->mean, b->mean, M, 1e-9, 1e-9);
  assert_arrays_close (a->variance, b->variance, M, 1e-8, 1e-10);
  assert_close (a->report.log_marginal_likelihood, b->report.log_marginal_likelihood, 1e-9, 1e-9);
  g_assert_cmpuint (a->report.n_beta, ==, b->report.n_beta);
  assert_arrays_close (a->report.beta, b->report.beta, a->report.n_beta, 1e-8, 1e-8);
}

/* --- Stored ------------------------------------------------------------------------------------------ */

static void
test_stored (void)
{
  Sample s = wavy_sample (80, 1, "1.3 * RBF(lengthscale=0.8)", 0.2);
  g_autofree double *z = test_points (M, 1), *z2 = test_points (M, 1);
  MercerStore *store = mercer_store_new (1 << 24);
  s.p.mean = MERCER_MEAN_CONSTANT;
  Answer first = ask (&s.p, z, store), again = ask (&s.p, z, store);
  g_assert_cmpint (first.report.way, ==, MERCER_GP_FACTORED);
  g_assert_cmpint (again.report.way, ==, MERCER_GP_STORED);
  assert_same (&first, &again);
  /* other test points, then another y: the factor stays */
  for (size_t i = 0; i < M; i++)
    z2[i] += 0.1;
  Answer moved = ask (&s.p, z2, store), fresh = ask (&s.p, z2, NULL);
  g_assert_cmpint (moved.report.way, ==, MERCER_GP_STORED);
  assert_same (&moved, &fresh);
  s.y[3] += 1;
  moved = ask (&s.p, z2, store);
  fresh = ask (&s.p, z2, NULL);
  g_assert_cmpint (moved.report.way, ==, MERCER_GP_STORED);
  assert_same (&moved, &fresh);
  mercer_store_free (store);
  sample_clear (&s);
}

/* --- Rows that come, move and go ------------------------------------------------------------------------ */

typedef struct
{
  size_t n, d, capacity;
  double *x, *y; /* x: capacity x d */
  uint64_t *rows, next, random;
} Table;

static double
chance (Table *t)
{
  t->random = t->random * 16807 % 2147483647;
  return (double) t->random / 2147483647;
}

static void
set_row (Table *t, size_t i)
{
  for (size_t c = 0; c < t->d; c++)
    t->x[i + c * t->capacity] = 10 * chance (t);
  t->y[i] = sin (t->x[i]) + 0.3 * chance (t);
}

static void
change_row (Table *t)
{
  double what = chance (t);
  size_t i = (size_t) (chance (t) * (double) t->n);
  if (what < 0.3 || t->n < 5)
    {
      t->rows[t->n] = t->next++;
      set_row (t, t->n++);
    }
  else if (what < 0.6)
    {
      for (size_t k = i; k + 1 < t->n; k++)
        {
          for (size_t c = 0; c < t->d; c++)
            t->x[k + c * t->capacity] = t->x[k + 1 + c * t->capacity];
          t->y[k] = t->y[k + 1];
          t->rows[k] = t->rows[k + 1];
        }
      t->n--;
    }
  else if (what < 0.85)
    set_row (t, i);
  else
    t->y[i] += 0.5;
}

static void
check_following (size_t n, size_t d, const char *expression, MercerMean mean, int changes_at_once)
{
  Table t = { .d = d, .capacity = n + 200, .random = 77, .next = 1 };
  g_autofree double *x = t.x = g_new (double, t.capacity * d), *y = t.y = g_new (double, t.capacity);
  g_autofree uint64_t *rows = t.rows = g_new (uint64_t, t.capacity);
  g_autofree double *z = test_points (M, d);
  g_autoptr (MercerKernel) kernel = bound_kernel (expression, d);
  MercerStore *store = mercer_store_new (1 << 26);
  for (; t.n < n; t.n++)
    {
      t.rows[t.n] = t.next++;
      set_row (&t, t.n);
    }
  int updated = 0;
  for (int round = 0; round < 60; round++)
    {
      MercerGpProblem p = { .x = { t.x, t.n, d, t.capacity }, .y = t.y, .rows = t.rows, .kernel = kernel, .noise = 0.2,
                            .mean = mean };
      Answer got = ask (&p, z, store), want = ask (&p, z, NULL);
      assert_same (&got, &want);
      updated += got.report.way == MERCER_GP_UPDATED;
      /* leave-one-out from the updated factor comes back in the order of the rows */
      double lm[2][400], lv[2][400];
      MercerWork *with = mercer_work_new (0, store), *without = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_gp_leave_one_out (&p, lm[0], lv[0], NULL, with), ==, MERCER_OK);
      g_assert_cmpint (mercer_gp_leave_one_out (&p, lm[1], lv[1], NULL, without), ==, MERCER_OK);
      assert_arrays_close (lm[0], lm[1], t.n, 1e-8, 1e-8);
      assert_arrays_close (lv[0], lv[1], t.n, 1e-8, 1e-10);
      mercer_work_free (with);
      mercer_work_free (without);
      for (int k = 0; k < changes_at_once; k++)
        change_row (&t);
    }
  /* about every seventh change is of y alone, and now and then the room for new rows ends */
  g_assert_cmpint (updated, >, 35);
  mercer_store_free (store);
}

static void
test_following (void)
{
  check_following (60, 1, "1.3 * Matern(nu=2.5, lengthscale=0.8)", MERCER_MEAN_ZERO, 1);
  check_following (60, 2, "Matern(nu=1.5, lengthscale=[1, 3]) + White(variance=0.01)", MERCER_MEAN_LINEAR, 1);
  check_following (200, 1, "1.3 * Matern(nu=2.5, lengthscale=0.8)", MERCER_MEAN_CONSTANT, 3);
}

/* Rows in another order with the same identities are the same rows. */
static void
test_order (void)
{
  enum { N = 50 };
  Sample s = wavy_sample (N, 1, "1.3 * RBF(lengthscale=0.8)", 0.2);
  g_autofree double *z = test_points (M, 1);
  MercerStore *store = mercer_store_new (1 << 24);
  Answer before = ask (&s.p, z, store);
  for (size_t i = 0; i < N / 2; i++)
    {
      size_t j = N - 1 - i;
      double x = s.x[i], y = s.y[i];
      uint64_t row = s.rows[i];
      s.x[i] = s.x[j], s.y[i] = s.y[j], s.rows[i] = s.rows[j];
      s.x[j] = x, s.y[j] = y, s.rows[j] = row;
    }
  Answer after = ask (&s.p, z, store);
  g_assert_cmpint (after.report.way, !=, MERCER_GP_FACTORED);
  assert_same (&before, &after);
  mercer_store_free (store);
  sample_clear (&s);
}

/* --- Eigenvectors --------------------------------------------------------------------------------------- */

static void
check_eigen (size_t n, const char *expression, const char *other, MercerMean mean, MercerGpWay fresh_way)
{
  enum { N = 400 };
  g_assert_cmpuint (n, <=, N);
  Sample s = wavy_sample (n, 1, expression, 0.2);
  g_autofree double *z = test_points (M, 1);
  g_autoptr (MercerKernel) changed = bound_kernel (other, 1);
  MercerStore *store = mercer_store_new (1 << 26);
  MercerWork *work = mercer_work_new (0, store), *bare = mercer_work_new (0, NULL);
  s.p.mean = mean;
  g_assert_cmpint (mercer_gp_settle (&s.p, mercer_matrix (z, M, 1), work), ==, MERCER_OK);
  s.p.kernel = changed;
  s.p.noise = 0.35;
  Answer got = ask (&s.p, z, store), want = ask (&s.p, z, NULL);
  g_assert_cmpint (got.report.way, ==, MERCER_GP_EIGEN);
  g_assert_true (mercer_gp_is_ready (&s.p, work));
  assert_same (&got, &want);

  double mean_loo[2][N], variance_loo[2][N], covariance[2][11 * 11], m[M], v[M];
  MercerGpReport report[2];
  MercerWork *works[] = { work, bare };
  for (int k = 0; k < 2; k++)
    {
      g_assert_cmpint (mercer_gp_leave_one_out (&s.p, mean_loo[k], variance_loo[k], &report[k], works[k]), ==, MERCER_OK);
      g_assert_cmpint (mercer_gp_posterior (&s.p, mercer_matrix (z, M, 1), m, v, mercer_matrix (covariance[k], 11, 11), NULL,
                                            works[k]),
                       ==, MERCER_OK);
      g_assert_cmpint (mercer_gp_condition (&s.p, &report[k], works[k]), ==, MERCER_OK);
    }
  g_assert_cmpint (report[0].way, ==, MERCER_GP_EIGEN);
  g_assert_cmpint (want.report.way, ==, fresh_way);
  assert_arrays_close (mean_loo[0], mean_loo[1], n, 1e-9, 1e-9);
  assert_arrays_close (variance_loo[0], variance_loo[1], n, 1e-9, 0);
  for (size_t j = 0; j < 11; j++)
    for (size_t i = j; i < 11; i++)
      assert_close (covariance[0][i + j * 11], covariance[1][i + j * 11], 1e-8, 1e-10);
  if (fresh_way == MERCER_GP_LOW_RANK) /* both in the 2-norm */
    assert_close (report[0].condition, report[1].condition, 1e-9, 0);
  /* 2-norm and 1-norm are within a factor of n of each other */
  g_assert_cmpfloat (report[0].condition, >, report[1].condition / (double) n);
  g_assert_cmpfloat (report[0].condition, <, report[1].condition * (double) n);

  /* a change that the eigenvectors depend on is seen */
  g_autoptr (MercerKernel) longer = bound_kernel ("1.3 * RBF(lengthscale=0.9)", 1);
  s.p.kernel = longer;
  got = ask (&s.p, z, store);
  g_assert_cmpint (got.report.way, ==, fresh_way);
  mercer_work_free (work);
  mercer_work_free (bare);
  mercer_store_free (store);
  sample_clear (&s);
}

static void
test_eigen (void)
{
  const MercerGpWay way = MERCER_GP_FACTORED;
  check_eigen (60, "1.3 * RBF(lengthscale=0.8)", "0.6 * RBF(lengthscale=0.8)", MERCER_MEAN_ZERO, way);
  check_eigen (60, "RBF(lengthscale=0.8)", "RBF(lengthscale=0.8) + White(variance=0.03)", MERCER_MEAN_LINEAR, way);
  check_eigen (60, "2 * RBF(lengthscale=0.8) + White(variance=0.1)",
               "3 * RBF(lengthscale=0.8) + 0.5 * White(variance=0.1)", MERCER_MEAN_CONSTANT, way);
}

/* Low rank against eigenvectors of the whole matrix: neither knows of the other. */
static void
test_low_rank (void)
{
  const MercerGpWay way = MERCER_GP_LOW_RANK;
  check_eigen (400, "1.3 * RBF(lengthscale=0.8)", "0.6 * RBF(lengthscale=0.8)", MERCER_MEAN_ZERO, way);
  check_eigen (400, "RBF(lengthscale=0.8)", "RBF(lengthscale=0.8) + White(variance=0.03)", MERCER_MEAN_LINEAR, way);
  check_eigen (140, "1.3 * RBF(lengthscale=0.8)", "0.6 * RBF(lengthscale=0.8)", MERCER_MEAN_CONSTANT, way);
}

/* The likelihood and its gradient: against the dense way, which a kernel that adds next to nothing, but rough, enforces. */
static void
check_low_rank_gradient (size_t n)
{
  const char *smooth = "1.3 * RBF(lengthscale=0.8)";
  const char *rough = "1.3 * RBF(lengthscale=0.8) + 1e-13! * Matern(nu=0.5!, lengthscale=0.01!)";
  Sample a = wavy_sample (n, 1, smooth, 0.2), b = wavy_sample (n, 1, rough, 0.2);
  g_autofree double *z = test_points (M, 1);
  double value[2], gradient[2][3];
  const MercerMean means[] = { MERCER_MEAN_ZERO, MERCER_MEAN_LINEAR };
  for (size_t k = 0; k < 2; k++)
    {
      a.p.mean = b.p.mean = means[k];
      g_assert_cmpint (ask (&a.p, z, NULL).report.way, ==, MERCER_GP_LOW_RANK);
      g_assert_cmpint (ask (&b.p, z, NULL).report.way, ==, MERCER_GP_FACTORED);
      g_assert_cmpuint (mercer_kernel_free_params (b.kernel), ==, 2);
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_gp_likelihood (&a.p, &value[0], gradient[0], work), ==, MERCER_OK);
      g_assert_cmpint (mercer_gp_likelihood (&b.p, &value[1], gradient[1], work), ==, MERCER_OK);
      assert_close (value[0], value[1], 1e-9, 1e-9);
      assert_arrays_close (gradient[0], gradient[1], 3, 1e-8, 1e-7);
      mercer_work_free (work);
    }
  sample_clear (&a);
  sample_clear (&b);
}

static void
test_low_rank_gradient (void)
{
  check_low_rank_gradient (120);
  check_low_rank_gradient (450);
}

/* Where it would not pay, or the noise is too small to leave anything out, the dense way is taken. */
static void
test_low_rank_is_refused (void)
{
  static const struct
  {
    const char *kernel;
    double noise;
  } cases[] = { { "Matern(nu=1.5, lengthscale=1)", 0.2 }, { "RBF(lengthscale=0.05)", 0.2 }, { "RBF(lengthscale=1)", 1e-5 } };
  g_autofree double *z = test_points (M, 1);
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Sample s = wavy_sample (400, 1, cases[k].kernel, cases[k].noise);
      g_assert_cmpint (ask (&s.p, z, NULL).report.way, ==, MERCER_GP_FACTORED);
      sample_clear (&s);
    }
}

/* --- Drafts ----------------------------------------------------------------------------------------------- */

static void
test_draft_becomes_exact (void)
{
  /* The landmarks' jitter is 1e-12 of the diagonal at the least; Matern 3/2 stays far from needing any. */
  enum { N = 90, R = 7 };
  const MercerMean means[] = { MERCER_MEAN_ZERO, MERCER_MEAN_CONSTANT, MERCER_MEAN_LINEAR };
  for (size_t k = 0; k < G_N_ELEMENTS (means); k++)
    {
      Sample s = wavy_sample (N, 1, "1.3 * Matern(nu=1.5, lengthscale=1.5) + White(variance=0.01)", 0.25);
      g_autofree double *z = test_points (M, 1);
      s.p.mean = means[k];
      Answer want = ask (&s.p, z, NULL);
      double mean[M], variance[M], error = 0, worse = 0;
      MercerWork *work = mercer_work_new (0, NULL);
      MercerMatrix zm = mercer_matrix (z, M, 1), covariance = mercer_work_matrix (work, R, R);
      MercerMatrix exact = mercer_work_matrix (work, R, R);
      MercerGpReport report;
      g_assert_cmpint (mercer_gp_posterior (&s.p, zm, mean, variance, exact, &report, work), ==, MERCER_OK);
      memset (report.beta, 0, sizeof report.beta);
      g_assert_cmpint (mercer_gp_draft (&s.p, N, 1, zm, mean, variance, covariance, &report, work), ==,
                       MERCER_OK);
      assert_arrays_close (mean, want.mean, M, 1e-7, 1e-7);
      assert_arrays_close (variance, want.variance, M, 1e-6, 1e-8);
      for (size_t j = 0; j < R; j++) /* both are of order 1 */
        assert_arrays_close (mercer_matrix_at (covariance, j, j), mercer_matrix_at (exact, j, j), R - j, 1e-6, 1e-8);
      g_assert_cmpuint (report.n_beta, ==, want.report.n_beta);
      assert_arrays_close (report.beta, want.report.beta, report.n_beta, 1e-7, 1e-7);
      /* fewer landmarks are further off, but still near */
      g_assert_cmpint (mercer_gp_draft (&s.p, 45, 1, zm, mean, variance, none, NULL, work), ==, MERCER_OK);
      for (size_t i = 0; i < M; i++)
        error = MAX (error, fabs (mean[i] - want.mean[i]));
      g_assert_cmpint (mercer_gp_draft (&s.p, 4, 1, zm, mean, variance, none, NULL, work), ==, MERCER_OK);
      for (size_t i = 0; i < M; i++)
        worse = MAX (worse, fabs (mean[i] - want.mean[i]));
      g_assert_cmpfloat (error, <, 0.3);
      g_assert_cmpfloat (error, <, worse);
      mercer_work_free (work);
      sample_clear (&s);
    }
}

static void
test_draft_is_stable (void)
{
  /* no noise at all, a length scale as long as the data: nothing but finite numbers and no negative variance */
  Sample s = wavy_sample (500, 1, "100 * RBF(lengthscale=10)", 0);
  g_autofree double *z = test_points (M, 1);
  double mean[M], variance[M];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_draft (&s.p, 128, 1, mercer_matrix (z, M, 1), mean, variance, none, NULL, work), ==,
                   MERCER_OK);
  for (size_t i = 0; i < M; i++)
    {
      g_assert_true (isfinite (mean[i]) && isfinite (variance[i]) && variance[i] >= 0);
      g_assert_cmpfloat (fabs (mean[i]), <, 5);
    }
  mercer_work_free (work);
  sample_clear (&s);
}

/* --- Stops ------------------------------------------------------------------------------------------------ */

/* Wherever it is stopped, the next answer from the same store is right. */
static void
check_stops (const char *kernel)
{
  Sample s = wavy_sample (330, 1, kernel, 0.2);
  g_autofree double *z = test_points (M, 1);
  MercerMatrix zm = mercer_matrix (z, M, 1);
  MercerStore *store = mercer_store_new (1 << 26);
  s.p.mean = MERCER_MEAN_LINEAR;
  bool finished = false;
  for (long poll = 0; !finished; poll = poll < 16 ? poll + 1 : poll * 3 / 2)
    {
      double mean[M], variance[M], loo[330], loo_variance[330];
      MercerGpReport report;
      MercerWork *work = mercer_work_new (0, store);
      mercer_work_stop_after (work, poll);
      s.y[0] += poll % 2 == 0 ? 1 : -1; /* something to do each time */
      s.x[5] += poll % 2 == 0 ? 0.5 : -0.5;
      MercerStatus status = mercer_gp_posterior (&s.p, zm, mean, variance, none, &report, work);
      if (status == MERCER_OK)
        status = mercer_gp_leave_one_out (&s.p, loo, loo_variance, &report, work);
      if (status == MERCER_OK)
        status = mercer_gp_draft (&s.p, 40, 1, zm, mean, variance, none, NULL, work);
      if (status == MERCER_OK)
        status = mercer_gp_settle (&s.p, zm, work);
      g_assert_true (status == MERCER_OK || status == MERCER_STOPPED);
      finished = status == MERCER_OK;
      mercer_work_free (work);
      g_assert_cmpint (poll, <, 100000);
    }
  Answer got = ask (&s.p, z, store), fresh = ask (&s.p, z, NULL);
  assert_same (&got, &fresh);
  mercer_store_free (store);
  sample_clear (&s);
}

static void
test_stops (void)
{
  check_stops ("1.3 * Matern(nu=1.5, lengthscale=0.8)");
  check_stops ("1.3 * RBF(lengthscale=2)"); /* low rank */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp/stored", test_stored);
  g_test_add_func ("/gp/following", test_following);
  g_test_add_func ("/gp/order", test_order);
  g_test_add_func ("/gp/eigen", test_eigen);
  g_test_add_func ("/gp/low-rank", test_low_rank);
  g_test_add_func ("/gp/low-rank/gradient", test_low_rank_gradient);
  g_test_add_func ("/gp/low-rank/refused", test_low_rank_is_refused);
  g_test_add_func ("/gp/draft/exact", test_draft_becomes_exact);
  g_test_add_func ("/gp/draft/stable", test_draft_is_stable);
  g_test_add_func ("/gp/stops", test_stops);
  return g_test_run ();
}
