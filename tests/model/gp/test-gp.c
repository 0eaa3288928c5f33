/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-testing.h"

#include "linalg.h"

static const MercerMatrix none = { 0 };

/* --- Against scikit-learn (tests/golden/make-gp.py says how the numbers were made) -------------------- */

static double *
golden_list (GKeyFile *file, const char *group, const char *key, gsize *length)
{
  g_autoptr (GError) error = NULL;
  double *list = g_key_file_get_double_list (file, group, key, length, &error);
  g_assert_no_error (error);
  return list;
}

static void
check_golden (GKeyFile *file, const char *group)
{
  gsize nx, n, mz, m, gradient_length;
  g_autofree char *expression = g_key_file_get_string (file, group, "kernel", NULL);
  size_t d = (size_t) g_key_file_get_integer (file, group, "columns", NULL);
  double noise = g_key_file_get_double (file, group, "noise", NULL);
  g_autofree double *x = golden_list (file, group, "x", &nx), *y = golden_list (file, group, "y", &n);
  g_autofree double *z = golden_list (file, group, "z", &mz), *mean = golden_list (file, group, "mean", &m);
  g_autofree double *sd = golden_list (file, group, "sd", &m);
  g_autofree double *gradient = golden_list (file, group, "gradient", &gradient_length);
  g_autoptr (MercerKernel) kernel = bound_kernel (expression, d);
  g_assert_cmpuint (nx, ==, n * d);
  g_assert_cmpuint (mercer_kernel_free_params (kernel) + 1, ==, gradient_length);

  MercerGpProblem p = { .x = mercer_matrix (x, n, d), .y = y, .kernel = kernel, .noise = noise };
  g_autofree double *got_mean = g_new (double, m), *variance = g_new (double, m);
  g_autofree double *got_gradient = g_new (double, gradient_length);
  MercerGpReport report;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_posterior (&p, mercer_matrix (z, m, d), got_mean, variance, none, &report, work), ==,
                   MERCER_OK);
  double value = g_key_file_get_double (file, group, "value", NULL), got_value;
  assert_close (report.log_marginal_likelihood, value, 1e-8, 0);
  for (size_t i = 0; i < m; i++)
    {
      assert_close (got_mean[i], mean[i], 1e-8, 1e-12);
      assert_close (sqrt (variance[i]), sd[i], 1e-8, 0);
    }
  g_assert_cmpint (mercer_gp_likelihood (&p, &got_value, got_gradient, work), ==, MERCER_OK);
  assert_close (got_value, value, 1e-8, 0);
  /* scikit-learn's Matern derivatives and sums of terms of both signs: relative to the largest */
  double largest = 0;
  for (size_t k = 0; k < gradient_length; k++)
    largest = MAX (largest, fabs (gradient[k]));
  assert_arrays_close (got_gradient, gradient, gradient_length, 1e-8, 1e-9 * largest);
  mercer_work_free (work);
}

static void
test_golden (void)
{
  g_autofree char *path = golden_path ("gp-sklearn.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  gsize length;
  g_auto (GStrv) groups = g_key_file_get_groups (file, &length);
  g_assert_cmpuint (length, >=, 9);
  for (gsize g = 0; g < length; g++)
    {
      g_test_message ("%s", groups[g]);
      check_golden (file, groups[g]);
    }
}

/* scikit-learn, numpy + LAPACK and GPy agree on these; RBF with variance 1.3, length scale 0.8, noise variance
 * 0.05; mean and variance at x = 1000 / 399, likelihood. */
static void
test_agreed_values (void)
{
  static const struct
  {
    size_t n;
    double mean, variance, value;
  } agreed[] = {
    { 100, 0.7157787528, 0.007459699479, -14.18066566 },
    { 500, 0.6996595372, 0.001624191492, 44.68105989 },
    { 1000, 0.6733271595, 0.0008215235874, 112.7427056 },
  };
  static const double gradient_1000[] = { -5.701996072, 25.0035205, 2 * -79.41068394 };
  double z = 1000.0 / 399, mean, variance, value, gradient[3];
  for (size_t k = 0; k < G_N_ELEMENTS (agreed); k++)
    {
      Sample s = wavy_sample (agreed[k].n, 1, "1.3 * RBF(lengthscale=0.8)", sqrt (0.05));
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_gp_posterior (&s.p, mercer_matrix (&z, 1, 1), &mean, &variance, none, NULL, work), ==,
                       MERCER_OK);
      g_assert_cmpint (mercer_gp_likelihood (&s.p, &value, gradient, work), ==, MERCER_OK);
      assert_close (mean, agreed[k].mean, 1e-9, 0);
      assert_close (variance, agreed[k].variance, 1e-8, 0);
      assert_close (value, agreed[k].value, 1e-9, 0);
      if (agreed[k].n == 1000)
        assert_arrays_close (gradient, gradient_1000, 3, 1e-8, 0);
      mercer_work_free (work);
      sample_clear (&s);
    }
}

/* --- Gradient against central differences ------------------------------------------------------------ */

static double
value_at (const Sample *s, const double *theta, double log_noise, MercerWork *work)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_with_theta (s->kernel, theta);
  MercerGpProblem p = s->p;
  p.kernel = kernel;
  p.noise = exp (log_noise);
  double value;
  g_assert_cmpint (mercer_gp_likelihood (&p, &value, NULL, work), ==, MERCER_OK);
  return value;
}

static void
check_gradient (const char *kernel, size_t d, MercerMean mean)
{
  Sample s = wavy_sample (50, d, kernel, 0.3);
  s.p.mean = mean;
  MercerWork *work = mercer_work_new (0, NULL);
  size_t length = mercer_kernel_free_params (s.kernel) + 1;
  g_autofree double *theta = g_new (double, length), *gradient = g_new (double, length);
  double value, h = 1e-5;
  g_assert_cmpint (mercer_gp_likelihood (&s.p, &value, gradient, work), ==, MERCER_OK);
  mercer_kernel_get_theta (s.kernel, theta, NULL, NULL);
  theta[length - 1] = log (s.p.noise);
  for (size_t k = 0; k < length; k++)
    {
      double at = theta[k];
      theta[k] = at + h;
      double up = value_at (&s, theta, theta[length - 1], work);
      theta[k] = at - h;
      double down = value_at (&s, theta, theta[length - 1], work);
      theta[k] = at;
      /* the difference of two values near 100 that are right to 1e-14 of it, over 2e-5, and h^2 f''' */
      assert_close (gradient[k], (up - down) / (2 * h), 1e-6, 1e-6);
    }
  mercer_work_free (work);
  sample_clear (&s);
}

static void
test_gradient (void)
{
  check_gradient ("1.3 * RBF(lengthscale=0.8)", 1, MERCER_MEAN_ZERO);
  check_gradient ("1.3 * RBF(lengthscale=0.8) + White(variance=0.1)", 1, MERCER_MEAN_CONSTANT);
  check_gradient ("2 * Matern(nu=2.5, lengthscale=[1, 4]) + 0.5 * Linear(offset=1)", 2, MERCER_MEAN_LINEAR);
}

/* --- Leave-one-out against n fits without the point -------------------------------------------------- */

static void
check_leave_one_out (MercerMean mean_function)
{
  enum { N = 30 };
  Sample s = wavy_sample (N, 2, "1.2 * RBF(lengthscale=[1.5, 4]) + White(variance=0.01)", 0.2);
  s.p.mean = mean_function;
  double mean[N], variance[N], log_score = 0, squares = 0;
  MercerGpReport report;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_leave_one_out (&s.p, mean, variance, &report, work), ==, MERCER_OK);
  for (size_t out = 0; out < N; out++)
    {
      double x[2 * (N - 1)], y[N - 1], z[2] = { s.x[out], s.x[out + N] }, m, v;
      for (size_t i = 0, k = 0; i < N; i++)
        if (i != out)
          {
            x[k] = s.x[i];
            x[k + N - 1] = s.x[i + N];
            y[k++] = s.y[i];
          }
      MercerGpProblem without = s.p;
      without.x = mercer_matrix (x, N - 1, 2);
      without.y = y;
      without.rows = NULL;
      g_assert_cmpint (mercer_gp_posterior (&without, mercer_matrix (z, 1, 2), &m, &v, none, NULL, work), ==, MERCER_OK);
      v += 0.2 * 0.2 + 0.01;
      assert_close (mean[out], m, 1e-9, 1e-9);
      assert_close (variance[out], v, 1e-9, 0);
      log_score -= 0.5 * (log (2 * G_PI * v) + (s.y[out] - m) * (s.y[out] - m) / v) / N;
      squares += (s.y[out] - m) * (s.y[out] - m) / N;
    }
  assert_close (report.loo_log_score, log_score, 1e-9, 0);
  assert_close (report.loo_rmse, sqrt (squares), 1e-9, 0);
  mercer_work_free (work);
  sample_clear (&s);
}

static void
test_leave_one_out (void)
{
  check_leave_one_out (MERCER_MEAN_ZERO);
  check_leave_one_out (MERCER_MEAN_CONSTANT);
  check_leave_one_out (MERCER_MEAN_LINEAR);
}

/* --- Mean functions: the limit of a Bayesian line with a vague prior (R & W eq. 2.40 as b^-1 -> 0) ------ */

static void
test_mean_is_vague_limit (void)
{
  /* 1e6 (1 + x x') is as good as an infinite prior variance here: what it leaves out is of the order 1e-6 */
  enum { N = 40, M = 7 };
  Sample s = wavy_sample (N, 1, "0.8 * RBF(lengthscale=1.1)", 0.3);
  Sample t = wavy_sample (N, 1, "0.8 * RBF(lengthscale=1.1) + 1000000 * Linear(offset=1)", 0.3);
  g_autofree double *z = test_points (M, 1);
  double mean[M], variance[M], want_mean[M], want_variance[M];
  MercerGpReport report;
  MercerWork *work = mercer_work_new (0, NULL);
  s.p.mean = MERCER_MEAN_LINEAR;
  MercerMatrix zm = mercer_matrix (z, M, 1);
  g_assert_cmpint (mercer_gp_posterior (&s.p, zm, mean, variance, none, &report, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_gp_posterior (&t.p, zm, want_mean, want_variance, none, NULL, work), ==, MERCER_OK);
  assert_arrays_close (mean, want_mean, M, 0, 1e-5);
  assert_arrays_close (variance, want_variance, M, 1e-5, 1e-6);
  /* far away the mean is the line itself */
  double far = 1e4, at_far, unsure;
  g_assert_cmpint (mercer_gp_posterior (&s.p, mercer_matrix (&far, 1, 1), &at_far, &unsure, none, NULL, work), ==, MERCER_OK);
  g_assert_cmpuint (report.n_beta, ==, 2);
  assert_close (at_far, report.beta[0] + report.beta[1] * far, 1e-12, 0);
  g_assert_cmpfloat (unsure, >, 0.8);
  mercer_work_free (work);
  sample_clear (&s);
  sample_clear (&t);
}

/* A column that never changes cannot have a slope: it is dropped, not divided by. */
static void
test_mean_with_constant_column (void)
{
  enum { N = 20 };
  Sample s = wavy_sample (N, 2, "RBF(lengthscale=[1, 1])", 0.3), one = wavy_sample (N, 1, "RBF(lengthscale=1)", 0.3);
  for (size_t i = 0; i < N; i++)
    {
      s.x[i] = one.x[i];
      s.x[i + N] = 3;
      s.y[i] = one.y[i];
    }
  s.p.mean = one.p.mean = MERCER_MEAN_LINEAR;
  double z[] = { 4.5, 3 }, mean, variance, want_mean, want_variance;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_posterior (&s.p, mercer_matrix (z, 1, 2), &mean, &variance, none, NULL, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_gp_posterior (&one.p, mercer_matrix (z, 1, 1), &want_mean, &want_variance, none, NULL, work), ==,
                   MERCER_OK);
  assert_close (mean, want_mean, 1e-10, 0);
  assert_close (variance, want_variance, 1e-9, 0);
  mercer_work_free (work);
  sample_clear (&s);
  sample_clear (&one);
}

/* --- Covariance, conditioning, refusals --------------------------------------------------------------- */

static void
test_covariance (void)
{
  /* its diagonal is the variance, its other entries those of the formula written out */
  enum { N = 60, M = 41, R = 21 };
  Sample s = wavy_sample (N, 1, "1.3 * RBF(lengthscale=0.8)", 0.2);
  s.p.mean = MERCER_MEAN_CONSTANT;
  g_autofree double *z = test_points (M, 1);
  double mean[M], variance[M], c[R * R];
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_posterior (&s.p, mercer_matrix (z, M, 1), mean, variance, mercer_matrix (c, R, R), NULL, work),
                   ==, MERCER_OK);
  for (size_t i = 0; i < R; i++)
    assert_close (c[i + i * R], variance[mercer_gp_covariance_index (M, R, i)], 1e-9, 1e-12);
  /* with a constant mean the prior gains a constant of unknown height: 1e6 stands for it, and 1e-6 is left out */
  Sample t = wavy_sample (N, 1, "1.3 * RBF(lengthscale=0.8) + 1000000", 0.2);
  double k[N * N], v[N * R], some[R];
  MercerMatrix km = mercer_matrix (k, N, N), vm = mercer_matrix (v, N, R);
  for (size_t i = 0; i < R; i++)
    some[i] = z[mercer_gp_covariance_index (M, R, i)];
  g_assert_cmpint (mercer_kernel_gram (t.kernel, t.p.x, km, work), ==, MERCER_OK);
  mercer_matrix_add_diagonal (km, 0.04);
  g_assert_cmpint (mercer_cholesky (km, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_kernel_cross (t.kernel, t.p.x, mercer_matrix (some, R, 1), vm, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_solve_lower (km, false, vm, work), ==, MERCER_OK);
  for (size_t j = 0; j < R; j++)
    for (size_t i = j; i < R; i++)
      {
        double want = mercer_kernel_value (t.kernel, &some[i], &some[j]);
        for (size_t r = 0; r < N; r++)
          want -= v[r + i * N] * v[r + j * N];
        assert_close (c[i + j * R], want, 0, 2e-6);
      }
  sample_clear (&t);
  mercer_work_free (work);
  sample_clear (&s);
}

static void
test_duplicates_need_jitter (void)
{
  enum { N = 30 };
  Sample s = wavy_sample (N, 1, "RBF(lengthscale=20)", 0);
  s.x[1] = s.x[0];
  double z = 3, mean, variance;
  MercerGpReport report;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_posterior (&s.p, mercer_matrix (&z, 1, 1), &mean, &variance, none, &report, work), ==,
                   MERCER_OK);
  g_assert_cmpfloat (report.jitter, >, 0);
  g_assert_true (isfinite (mean) && isfinite (variance));
  g_assert_cmpfloat (variance, >=, 0);
  g_assert_cmpint (mercer_gp_condition (&s.p, &report, work), ==, MERCER_OK);
  g_assert_cmpfloat (report.condition, >, 1e8);
  mercer_work_free (work);
  sample_clear (&s);
}

static void
test_condition (void)
{
  /* two equal points and noise s: eigenvalues 2 + s^2, s^2 and, far away, 1 + s^2: in the 1-norm the condition is
   * |K| |K^-1| = (2 + s^2) / s^2 for the pair alone */
  double x[] = { 0, 0 }, y[] = { 1, 1 };
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=1)", 1);
  MercerGpProblem p = { .x = mercer_matrix (x, 2, 1), .y = y, .kernel = kernel, .noise = 0.1 };
  MercerGpReport report;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_condition (&p, &report, work), ==, MERCER_OK);
  assert_close (report.condition, 2.01 / 0.01, 1e-9, 0);
  mercer_work_free (work);
}

static void
test_too_big (void)
{
  /* a million points would need 16 TB: refused before anything is touched */
  static double x, y;
  g_autoptr (MercerKernel) kernel = bound_kernel ("RBF(lengthscale=1)", 1);
  MercerGpProblem p = { .x = mercer_matrix (&x, 1000000, 1), .y = &y, .kernel = kernel, .noise = 0.1 };
  double value;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_likelihood (&p, &value, NULL, work), ==, MERCER_OUT_OF_MEMORY);
  g_assert_cmpfloat ((double) mercer_work_refused_bytes (work), >, 1e13);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp/golden", test_golden);
  g_test_add_func ("/gp/agreed-values", test_agreed_values);
  g_test_add_func ("/gp/gradient", test_gradient);
  g_test_add_func ("/gp/leave-one-out", test_leave_one_out);
  g_test_add_func ("/gp/mean/vague-limit", test_mean_is_vague_limit);
  g_test_add_func ("/gp/mean/constant-column", test_mean_with_constant_column);
  g_test_add_func ("/gp/covariance", test_covariance);
  g_test_add_func ("/gp/duplicates", test_duplicates_need_jitter);
  g_test_add_func ("/gp/condition", test_condition);
  g_test_add_func ("/gp/too-big", test_too_big);
  return g_test_run ();
}
