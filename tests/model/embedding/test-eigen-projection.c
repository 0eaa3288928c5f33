/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel PCA against scikit-learn, and against the eigen-decomposition written out. */
#include "eigen-projection-testing.h"
#include "linalg.h"

/* --- scikit-learn --------------------------------------------------------------------------------------------------- */

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
  g_assert_cmpuint (g_strv_length (groups), ==, 11);
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

/* --- Stops ----------------------------------------------------------------------------------------------------------------- */

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eigen-projection/golden", test_golden);
  g_test_add_func ("/eigen-projection/linear", test_linear);
  g_test_add_func ("/eigen-projection/sums", test_sums);
  g_test_add_func ("/eigen-projection/indefinite", test_indefinite);
  g_test_add_func ("/eigen-projection/solver", test_solver);
  g_test_add_func ("/eigen-projection/landmarks", test_landmarks);
  g_test_add_func ("/eigen-projection/stops", test_stops);
  return g_test_run ();
}
