/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel PCA against scikit-learn, against the eigen-decomposition written out, and against itself. */
#include <pthread.h>
#include <string.h>

#include "eigen-projection.h"
#include "linalg.h"
#include "testing.h"

static MercerKernel *
bound_kernel (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerKernel *bound = mercer_kernel_bind (kernel, names, d, &error);
  g_assert_no_error (error);
  return bound;
}

static double *
uniforms (size_t count, uint64_t seed)
{
  double *out = g_new (double, count);
  for (size_t i = 0; i < count; i++)
    {
      seed = seed * 16807 % 2147483647;
      out[i] = (double) seed / 2147483647;
    }
  return out;
}

/* n points near a circle of radius 1. */
static double *
noisy_ring (size_t n, double noise)
{
  g_autofree double *u = uniforms (3 * n, 71);
  double *x = g_new (double, 2 * n);
  for (size_t i = 0; i < n; i++)
    {
      x[i] = cos (2 * G_PI * u[i]) + noise * (2 * u[n + i] - 1);
      x[i + n] = sin (2 * G_PI * u[i]) + noise * (2 * u[2 * n + i] - 1);
    }
  return x;
}

/* Two half circles, the lower one moved by (1, 1/2). */
static double *
moons (size_t n)
{
  g_autofree double *u = uniforms (3 * n, 5);
  double *x = g_new (double, 2 * n);
  for (size_t i = 0; i < n; i++)
    {
      double angle = G_PI * u[i], lower = i % 2;
      x[i] = (lower > 0 ? 1 - cos (angle) : cos (angle)) + 0.1 * (u[n + i] - 0.5);
      x[i + n] = (lower > 0 ? 0.5 - sin (angle) : sin (angle)) + 0.1 * (u[2 * n + i] - 0.5);
    }
  return x;
}

static const MercerProjection *
solve (const MercerProjectionProblem *problem, MercerWork *work, MercerStoreItem **item)
{
  const MercerProjection *p = NULL;
  g_assert_cmpint (mercer_projection (problem, item, &p, work), ==, MERCER_OK);
  return p;
}

static double
correlation (const double *a, const double *b, size_t n)
{
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < n; i++)
    {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
  return ab / sqrt (aa * bb);
}

static MercerHash
some_thread (void)
{
  return mercer_hash_start ("test");
}

/* --- scikit-learn --------------------------------------------------------------------------------------------------- */

static double *
list (GKeyFile *file, const char *group, const char *key, size_t *count)
{
  g_autoptr (GError) error = NULL;
  gsize n;
  double *values = g_key_file_get_double_list (file, group, key, &n, &error);
  g_assert_no_error (error);
  if (count != NULL)
    *count = n;
  return values;
}

/* Columns equal up to their sign, to 1e-6: what the tolerance of an eigenvector's residual leaves at these gaps. signs (k)
 * are found (fill) or used, so that data and new points must agree on them. */
static void
assert_columns (MercerMatrix got, const double *want, double *signs, bool fill)
{
  for (size_t j = 0; j < got.cols; j++)
    {
      double dot = 0;
      for (size_t i = 0; i < got.rows; i++)
        dot += *mercer_matrix_at (got, i, j) * want[i + j * got.rows];
      if (fill)
        signs[j] = dot < 0 ? -1 : 1;
      for (size_t i = 0; i < got.rows; i++)
        assert_close (signs[j] * *mercer_matrix_at (got, i, j), want[i + j * got.rows], 1e-6, 1e-6);
    }
}

static void
check_back (GKeyFile *file, const char *name, const MercerProjection *p, MercerMatrix x, MercerMatrix projected)
{
  g_autofree char *text = g_key_file_get_string (file, name, "on-scores", NULL);
  if (text == NULL)
    return;
  g_autoptr (MercerKernel) plain = mercer_kernel_parse (text, NULL, NULL, NULL);
  static const char *const names[] = { "1", "2", "3", "4", "5", "6", "7", "8" };
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (plain, names, p->k, NULL);
  g_autofree double *back = list (file, name, "back", NULL), *points = g_new (double, projected.rows * x.cols);
  double ridge = g_key_file_get_double (file, name, "ridge", NULL);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix out = mercer_matrix (points, projected.rows, x.cols);
  g_assert_cmpint (mercer_projection_ridge_map (p, kernel, ridge, x, projected, out, work), ==, MERCER_OK);
  for (size_t k = 0; k < projected.rows * x.cols; k++)
    assert_close (points[k], back[k], 1e-6, 1e-6);
  mercer_work_free (work);
}

static void
test_golden (void)
{
  g_autofree char *path = golden_path ("kpca-sklearn.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), ==, 8);
  for (char **name = groups; *name != NULL; name++)
    {
      size_t count, count_z, d = (size_t) g_key_file_get_integer (file, *name, "columns", NULL);
      size_t k = (size_t) g_key_file_get_integer (file, *name, "components", NULL);
      g_autofree double *x = list (file, *name, "x", &count), *z = list (file, *name, "z", &count_z);
      g_autofree double *values = list (file, *name, "values", NULL), *scores = list (file, *name, "scores", NULL);
      g_autofree double *projected = list (file, *name, "projected", NULL);
      g_autofree char *text = g_key_file_get_string (file, *name, "kernel", NULL);
      g_autoptr (MercerKernel) kernel = bound_kernel (text, d);
      size_t n = count / d, m = count_z / d;
      g_test_message ("%s, %zu x %zu", *name, n, d);
      MercerProjectionProblem problem = { .x = mercer_matrix (x, n, d), .kernel = kernel, .centred = true, .components = k,
                                          .tolerance = 1e-12 };
      MercerWork *work = mercer_work_new (0, NULL);
      MercerStoreItem *item;
      const MercerProjection *p = solve (&problem, work, &item);
      g_assert_cmpuint (p->k, ==, k);
      double signs[16];
      for (size_t j = 0; j < k; j++)
        assert_close (p->values[j], values[j], 1e-8, 0);
      assert_columns (p->scores, scores, signs, true);
      MercerMatrix new_scores = mercer_work_matrix (work, m, k);
      g_assert_cmpint (mercer_projection_apply (p, kernel, mercer_matrix (z, m, d), new_scores, NULL, work), ==, MERCER_OK);
      assert_columns (new_scores, projected, signs, false);
      check_back (file, *name, p, problem.x, new_scores);
      mercer_store_release (item);
      mercer_work_free (work);
    }
}

/* --- Identities ------------------------------------------------------------------------------------------------------ */

/* With a linear kernel the eigenvalues are those of the covariance times n, the scores the data turned onto its axes. */
static void
test_linear (void)
{
  enum { N = 200, D = 3 };
  g_autofree double *x = uniforms (N * D, 9);
  g_autoptr (MercerKernel) kernel = bound_kernel ("Linear(offset=0)", D);
  double covariance[D * D] = { 0 }, mean[D] = { 0 }, values[D], axes[D * D];
  for (size_t c = 0; c < D; c++)
    for (size_t i = 0; i < N; i++)
      {
        x[i + c * N] *= (double) (c + 1);
        mean[c] += x[i + c * N] / N;
      }
  for (size_t a = 0; a < D; a++)
    for (size_t b = 0; b < D; b++)
      for (size_t i = 0; i < N; i++)
        covariance[a + b * D] += (x[i + a * N] - mean[a]) * (x[i + b * N] - mean[b]);
  g_assert_cmpint (mercer_eigen (mercer_matrix (covariance, D, D), values, mercer_matrix (axes, D, D), NULL), ==, MERCER_OK);
  MercerProjectionProblem problem
      = { .x = mercer_matrix (x, N, D), .kernel = kernel, .centred = true, .components = 5, .tolerance = 1e-12 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerStoreItem *item;
  const MercerProjection *p = solve (&problem, work, &item);
  for (size_t j = 0; j < D; j++)
    {
      double sign = 0;
      assert_close (p->values[j], values[D - 1 - j], 1e-12, 0);
      for (size_t i = 0; i < N; i++)
        {
          double want = 0;
          for (size_t c = 0; c < D; c++)
            want += (x[i + c * N] - mean[c]) * axes[c + (D - 1 - j) * D];
          double got = *mercer_matrix_at (p->scores, i, j);
          sign = sign == 0 ? (got * want < 0 ? -1 : 1) : sign;
          assert_close (got, sign * want, 0, 1e-9);
        }
    }
  /* there are no more than D; the others are nothing, not noise */
  g_assert_cmpfloat (p->values[3], ==, 0);
  g_assert_cmpfloat (*mercer_matrix_at (p->scores, 7, 4), ==, 0);
  assert_close (p->trace, values[0] + values[1] + values[2], 1e-12, 0);
  mercer_store_release (item);
  mercer_work_free (work);
}

/* Everything that is summed over the spectrum, against the whole spectrum; the data projected as new points. */
static void
test_sums (void)
{
  enum { N = 300, K = 4 };
  g_autofree double *x = noisy_ring (N, 0.3);
  g_autoptr (MercerKernel) kernel = bound_kernel ("1.7 * RBF(lengthscale=0.5)", 2);
  for (int centred = 0; centred < 2; centred++)
    {
      MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = centred != 0,
                                          .components = K, .tolerance = 1e-12 };
      MercerWork *work = mercer_work_new (0, NULL);
      MercerStoreItem *item;
      const MercerProjection *p = solve (&problem, work, &item);
      MercerMatrix k = mercer_work_matrix (work, N, N), v = mercer_work_matrix (work, N, N);
      double mean[N] = { 0 }, all = 0, values[N], trace = 0, squares = 0, error = 0, top = 0, new_error[N];
      for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
          {
            double xi[2] = { x[i], x[i + N] }, xj[2] = { x[j], x[j + N] };
            *mercer_matrix_at (k, i, j) = mercer_kernel_value (kernel, xi, xj);
            mean[i] += centred * *mercer_matrix_at (k, i, j) / N;
          }
      for (size_t i = 0; i < N; i++)
        all += mean[i] / N;
      for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
          *mercer_matrix_at (k, i, j) += all - mean[i] - mean[j];
      g_assert_cmpint (mercer_eigen (k, values, v, work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i++)
        {
          trace += values[i];
          squares += values[i] * values[i];
          error += p->error[i];
        }
      for (size_t j = 0; j < K; j++)
        {
          assert_close (p->values[j], values[N - 1 - j], 1e-11, 0);
          top += p->values[j];
        }
      assert_close (p->trace, trace, 1e-10, 0);
      assert_close (p->squares, squares, 1e-10, 0);
      assert_close (error, trace - top, 1e-9, 0);
      assert_close (mercer_projection_share (p, 1), values[N - 2] / trace, 1e-9, 0);
      assert_close (mercer_projection_effective_dimension (p), trace * trace / squares, 1e-9, 0);
      MercerMatrix again = mercer_work_matrix (work, N, K);
      g_assert_cmpint (mercer_projection_apply (p, kernel, problem.x, again, new_error, work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i++)
        {
          assert_close (new_error[i], p->error[i], 1e-9, 1e-10);
          for (size_t j = 0; j < K; j++)
            assert_close (*mercer_matrix_at (again, i, j), *mercer_matrix_at (p->scores, i, j), 1e-9, 1e-9);
        }
      mercer_store_release (item);
      mercer_work_free (work);
    }
}

/* Periodic is not positive definite on two columns: how negative it is, and that the shift mends it. */
static void
test_indefinite (void)
{
  enum { N = 90 };
  g_autofree double *x = noisy_ring (N, 0.2);
  g_autoptr (MercerKernel) kernel = bound_kernel ("Periodic(period=1, lengthscale=0.6)", 2);
  g_assert_false (mercer_kernel_flags (kernel) & MERCER_KERNEL_POSITIVE_DEFINITE);
  MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .components = 3 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerStoreItem *item;
  const MercerProjection *p = solve (&problem, work, &item);
  MercerMatrix k = mercer_work_matrix (work, N, N), v = mercer_work_matrix (work, N, N);
  double values[N], least = p->least, first = p->values[0];
  mercer_store_release (item);
  g_assert_cmpint (mercer_kernel_gram (kernel, problem.x, k, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_eigen (k, values, v, work), ==, MERCER_OK);
  g_assert_cmpfloat (values[0], <, -0.1);
  assert_close (least, values[0], 1e-3, 0);
  problem.shift = -values[0];
  p = solve (&problem, work, &item);
  assert_close (p->least, 0, 0, 1e-3);
  assert_close (p->values[0], first - values[0], 1e-8, 0);
  mercer_store_release (item);
  mercer_work_free (work);
}

/* The solver for a few components against the whole decomposition, where eigenvalues come in near pairs: scores to 1e-6 of the
 * first one's size, cold, and warm from a neighbouring kernel. */
static void
test_solver (void)
{
  enum { N = 500 };
  static const char *const kernels[] = { "RBF(lengthscale=0.4)", "RBF(lengthscale=1.5)", "Matern(nu=0.5, lengthscale=1)" };
  static const size_t components[] = { 1, 2, 3, 8 };
  g_autofree double *x = noisy_ring (N, 0.05);
  for (size_t c = 0; c < G_N_ELEMENTS (kernels); c++)
    {
      g_autoptr (MercerKernel) kernel = bound_kernel (kernels[c], 2);
      MercerWork *work = mercer_work_new (0, NULL);
      MercerMatrix k = mercer_work_matrix (work, N, N), v = mercer_work_matrix (work, N, N);
      double values[N];
      g_assert_cmpint (mercer_kernel_gram (kernel, mercer_matrix (x, N, 2), k, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_eigen (k, values, v, work), ==, MERCER_OK);
      for (size_t t = 0; t < G_N_ELEMENTS (components); t++)
        for (int warm = 0; warm < 2; warm++)
          {
            MercerStore *store = mercer_store_new (1 << 26);
            MercerWork *own = mercer_work_new (0, store);
            MercerStoreItem *item;
            g_autoptr (MercerKernel) near = mercer_kernel_with_param (kernel, mercer_kernel_params (kernel) - 1, 1.03);
            MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = near, .components = components[t],
                                                .thread = some_thread () };
            if (warm)
              {
                solve (&problem, own, &item);
                mercer_store_release (item);
              }
            problem.kernel = kernel;
            const MercerProjection *p = solve (&problem, own, &item);
            for (size_t j = 0; j < components[t]; j++)
              {
                const double *got = mercer_matrix_column (p->scores, j), *want = mercer_matrix_column (v, N - 1 - j);
                double sign = correlation (got, want, N) < 0 ? -1 : 1, size = sqrt (values[N - 1 - j]);
                assert_close (p->values[j], values[N - 1 - j], 1e-10, 0);
                for (size_t i = 0; i < N; i++)
                  assert_close (got[i], sign * size * want[i], 0, 1e-6 * sqrt (values[N - 1]));
              }
            mercer_store_release (item);
            mercer_work_free (own);
            mercer_store_free (store);
          }
      mercer_work_free (work);
    }
}

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

/* --- Landmarks ------------------------------------------------------------------------------------------------------------ */

/* Eigenvalues from below, the lost share as told, and the exact answer once landmarks span everything. */
static void
test_landmarks (void)
{
  enum { N = 700, K = 3 };
  g_autofree double *x = moons (N);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.5)", 2);
  MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = K };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerStoreItem *exact_item;
  const MercerProjection *exact = solve (&problem, work, &exact_item);
  double before = 1;
  static const size_t counts[] = { 5, 20, 40, 120 };
  for (size_t c = 0; c < G_N_ELEMENTS (counts); c++)
    {
      MercerStoreItem *item;
      problem.landmarks = counts[c];
      const MercerProjection *p = solve (&problem, work, &item);
      g_test_message ("%zu landmarks: %.3g of the trace lost", p->basis.rows, p->lost);
      g_assert_cmpuint (p->basis.rows, <=, counts[c]);
      g_assert_cmpfloat (p->lost, <, before);
      before = p->lost;
      for (size_t j = 0; j < K; j++)
        g_assert_cmpfloat (p->values[j], <=, exact->values[j] + p->lost * p->trace);
      /* Weyl: no eigenvalue moves by more than what the trace lost */
      for (size_t j = 0; j < K; j++)
        assert_close (p->values[j], exact->values[j], 1e-8, 1.001 * p->lost * exact->trace);
      double error = 0, top = 0;
      for (size_t i = 0; i < N; i++)
        error += p->error[i];
      for (size_t j = 0; j < K; j++)
        top += p->values[j];
      assert_close (error, p->trace - top, 1e-6, 1e-6 * p->trace);
      mercer_store_release (item);
    }
  g_assert_cmpfloat (before, <, 1e-9);
  problem.landmarks = 120;
  MercerStoreItem *item;
  const MercerProjection *p = solve (&problem, work, &item);
  for (size_t j = 0; j < K; j++)
    {
      assert_close (p->values[j], exact->values[j], 1e-7, 0);
      for (size_t i = 0; i < N; i++)
        assert_close (*mercer_matrix_at (p->scores, i, j), *mercer_matrix_at (exact->scores, i, j), 0, 1e-5);
    }
  mercer_store_release (item);
  mercer_store_release (exact_item);
  mercer_work_free (work);
}

/* --- Stops and threads ------------------------------------------------------------------------------------------------------ */

static void
test_stops (void)
{
  enum { N = 400 };
  g_autofree double *x = moons (N);
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=0.5)", 2);
  static const size_t landmarks[] = { 0, 60 };
  for (size_t way = 0; way < 2; way++)
    for (long poll = 0, last = 1; poll <= last; poll++)
      {
        MercerProjectionProblem problem = { .x = mercer_matrix (x, N, 2), .kernel = kernel, .centred = true, .components = 3,
                                            .landmarks = landmarks[way], .thread = some_thread () };
        MercerStore *store = mercer_store_new (1 << 24);
        MercerWork *work = mercer_work_new (0, store);
        MercerStoreItem *item = NULL;
        const MercerProjection *p = NULL;
        mercer_work_stop_after (work, poll);
        MercerStatus status = mercer_projection (&problem, &item, &p, work);
        g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
        if (status == MERCER_OK)
          mercer_store_release (item);
        else
          {
            last = MAX (last, mercer_work_polls (work));
            g_assert_false (mercer_projection_is_stored (&problem, work));
          }
        mercer_work_free (work);
        mercer_store_free (store);
      }
}

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eigen-projection/golden", test_golden);
  g_test_add_func ("/eigen-projection/linear", test_linear);
  g_test_add_func ("/eigen-projection/sums", test_sums);
  g_test_add_func ("/eigen-projection/indefinite", test_indefinite);
  g_test_add_func ("/eigen-projection/solver", test_solver);
  g_test_add_func ("/eigen-projection/drag", test_drag);
  g_test_add_func ("/eigen-projection/return", test_return);
  g_test_add_func ("/eigen-projection/equal", test_equal);
  g_test_add_func ("/eigen-projection/rows", test_rows);
  g_test_add_func ("/eigen-projection/pre-images", test_pre_images);
  g_test_add_func ("/eigen-projection/landmarks", test_landmarks);
  g_test_add_func ("/eigen-projection/stops", test_stops);
  g_test_add_func ("/eigen-projection/threads", test_threads);
  return g_test_run ();
}
