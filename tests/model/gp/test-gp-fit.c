/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-testing.h"

/* --- Maxima that scikit-learn finds (tests/golden/make-gp-fits.py) --------------------------------------- */

static void
check_fit (const char *group, const char *key, const char *expression, double noise)
{
  g_autofree char *path = golden_path ("gp-fits.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  gsize nx, n;
  g_autofree double *x = g_key_file_get_double_list (file, group, "x", &nx, NULL);
  g_autofree double *y = g_key_file_get_double_list (file, group, "y", &n, NULL);
  size_t d = (size_t) g_key_file_get_integer (file, group, "columns", NULL);
  double want = g_key_file_get_double (file, group, key, NULL);
  g_autoptr (MercerKernel) kernel = bound_kernel (expression, d);
  MercerGpProblem p = { .x = mercer_matrix (x, n, d), .y = y, .kernel = kernel, .noise = noise };
  MercerGpFit fit = { .restarts = 0 };
  MercerOptimum optimum;
  g_autoptr (MercerKernel) fitted = NULL;
  double fitted_noise, value;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_fit (&p, &fit, &fitted, &fitted_noise, &optimum, NULL, work), ==, MERCER_OK);
  g_test_message ("%s: %.7f after %d evaluations", group, -optimum.value, optimum.evaluations);
  /* equal or better; the digits that scikit-learn's own tolerance (2e-9 relative) leaves open are allowed */
  g_assert_cmpfloat (-optimum.value, >=, want - 1e-6 * fabs (want));
  /* and what is returned is where that value is */
  p.kernel = fitted;
  p.noise = fitted_noise;
  g_assert_cmpint (mercer_gp_likelihood (&p, &value, NULL, work), ==, MERCER_OK);
  assert_close (value, -optimum.value, 1e-9, 0);
  mercer_work_free (work);
}

static void
test_diabetes (void)
{
  check_fit ("diabetes", "value", "1 * RBF(lengthscale=3)", sqrt (0.5));
}

static void
test_diabetes_ard (void)
{
  check_fit ("diabetes", "value-ard",
             "1 * RBF(lengthscale=[3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, "
             "3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}])",
             sqrt (0.5));
}

static void
test_co2 (void)
{
  check_fit ("co2", "value",
             "2500 * RBF(lengthscale=50) + 4 * RBF(lengthscale=100) * Periodic(period=1!, lengthscale=1)"
             " + 0.25 * RationalQuadratic(alpha=1, lengthscale=1) + 0.01 * RBF(lengthscale=0.1)",
             0.1);
}

/* --- Behaviour ------------------------------------------------------------------------------------------ */

typedef struct
{
  int calls, evaluations;
  double value;
} Seen;

static void
watch_cb (const MercerKernel *kernel, double noise, double value, int evaluations, void *data)
{
  Seen *seen = data;
  g_assert_nonnull (kernel);
  g_assert_cmpfloat (noise, >, 0);
  g_assert_true (seen->calls == 0 || value >= seen->value);
  g_assert_cmpint (evaluations, >, seen->evaluations);
  *seen = (Seen){ seen->calls + 1, evaluations, value };
}

static void
test_watch_and_fixed_noise (void)
{
  Sample s = wavy_sample (120, 1, "RBF(lengthscale=3)", 0.31);
  Seen seen = { 0 };
  MercerGpFit fit = { .noise_fixed = true, .restarts = 2, .seed = 5, .watch = watch_cb, .data = &seen };
  MercerOptimum optimum;
  g_autoptr (MercerKernel) fitted = NULL;
  double noise;
  MercerWork *work = mercer_work_new (0, NULL);
  s.p.mean = MERCER_MEAN_CONSTANT;
  g_assert_cmpint (mercer_gp_fit (&s.p, &fit, &fitted, &noise, &optimum, NULL, work), ==, MERCER_OK);
  g_assert_cmpfloat (noise, ==, 0.31);
  g_assert_cmpint (seen.calls, >, 1);
  assert_close (seen.value, -optimum.value, 1e-12, 0);
  mercer_work_free (work);
  sample_clear (&s);
}

static void
test_bound_is_named (void)
{
  /* white data: no length scale explains anything, so the variance runs to its lower bound */
  Sample s = wavy_sample (60, 1, "1{0.1,10} * RBF(lengthscale=1{0.5,2})", 0.5);
  g_autofree double *e = normals (60, 5);
  for (size_t i = 0; i < 60; i++)
    s.y[i] = e[i];
  MercerGpFit fit = { 0 };
  MercerOptimum optimum;
  g_autoptr (MercerKernel) fitted = NULL;
  g_autofree char *hits = NULL;
  double noise;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_fit (&s.p, &fit, &fitted, &noise, &optimum, &hits, work), ==, MERCER_OK);
  g_assert_nonnull (hits);
  g_test_message ("%s", hits);
  g_assert_nonnull (strstr (hits, "0.1"));
  mercer_work_free (work);
  sample_clear (&s);
}

/* What is returned is a maximum within the bounds (Karush, Kuhn and Tucker): the slope of the likelihood itself, which
 * knows nothing of the factor of all variances that the climb takes in one step, is nothing inside and points outwards on a
 * bound. The climb ends where the value moves by less than 5e-9 of itself: in a likelihood of curvature about n, with slopes
 * of less than 1e-2. */
static void
check_maximum (const char *expression, double noise, double noise_lower, double noise_upper, bool on_bound)
{
  Sample s = wavy_sample (90, 1, expression, noise);
  MercerGpFit fit = { .noise_lower = noise_lower, .noise_upper = noise_upper };
  MercerOptimum optimum;
  g_autoptr (MercerKernel) fitted = NULL;
  double fitted_noise, value, gradient[12], theta[12], lower[12], upper[12];
  MercerWork *work = mercer_work_new (0, NULL);
  s.p.mean = MERCER_MEAN_CONSTANT;
  g_assert_cmpint (mercer_gp_fit (&s.p, &fit, &fitted, &fitted_noise, &optimum, NULL, work), ==, MERCER_OK);
  MercerGpProblem p = s.p;
  p.kernel = fitted;
  p.noise = fitted_noise;
  g_assert_cmpint (mercer_gp_likelihood (&p, &value, gradient, work), ==, MERCER_OK);
  assert_close (value, -optimum.value, 1e-9, 0);
  size_t length = mercer_kernel_free_params (fitted);
  mercer_kernel_get_theta (fitted, theta, lower, upper);
  theta[length] = log (fitted_noise);
  lower[length] = log (noise_lower);
  upper[length] = log (noise_upper);
  bool ended = false;
  for (size_t k = 0; k <= length; k++)
    {
      bool low = theta[k] <= lower[k] + 1e-6, high = theta[k] >= upper[k] - 1e-6;
      g_test_message ("%s: theta %.10g in [%.10g, %.10g], slope %g", expression, theta[k], lower[k], upper[k], gradient[k]);
      ended |= low || high;
      g_assert_true (low || gradient[k] > -0.01);
      g_assert_true (high || gradient[k] < 0.01);
    }
  g_assert_true (ended == on_bound);
  mercer_work_free (work);
  sample_clear (&s);
}

static void
test_maximum (void)
{
  check_maximum ("3 * RBF(lengthscale=3)", 0.5, 1e-3, 10, false);
  check_maximum ("2 * RBF(lengthscale=2!) + 0.5 * Matern(nu=1.5, lengthscale=0.5!) + White(variance=0.3{0.001,10})", 0.05, 0.05,
                 0.06, false);
  /* the factor ends at a variance, then at the noise, above and below */
  check_maximum ("1{0.5,1.1} * RBF(lengthscale=1)", 0.5, 0.3, 1, true);
  check_maximum ("0.2{0.1,0.3} * RBF(lengthscale=0.6{0.5,0.7})", 0.05, 0.01, 0.1, true);
  /* terms that share their variance have a factor; a variance that is a length scale too has none */
  check_maximum ("2@v * RBF(lengthscale=2) + @v * Matern(nu=1.5, lengthscale=0.3!)", 0.5, 1e-3, 10, false);
  check_maximum ("2@v * RBF(lengthscale=@v)", 0.5, 1e-3, 10, false);
  check_maximum ("Normalize(2 * RBF(lengthscale=2) + 1 * Linear())", 0.5, 1e-3, 10, false);
  check_maximum ("(2 * RBF(lengthscale=2) + Matern(nu=1.5, lengthscale=0.3!)) * 3", 0.5, 1e-3, 10, false);
  /* no factor: a term without a variance of its own, and one that is fixed */
  check_maximum ("RBF(lengthscale=2)", 0.5, 1e-3, 10, false);
  check_maximum ("2! * RBF(lengthscale=2) + 1 * RBF(lengthscale=0.5!)", 0.5, 1e-3, 10, false);
}

static void
test_stop_keeps_the_best (void)
{
  Sample s = wavy_sample (80, 1, "5 * RBF(lengthscale=5)", 1);
  double start;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gp_likelihood (&s.p, &start, NULL, work), ==, MERCER_OK);
  mercer_work_free (work);
  for (long poll = 0; poll < 400; poll = 2 * poll + 1)
    {
      g_autoptr (MercerKernel) fitted = NULL;
      MercerGpFit fit = { 0 };
      MercerOptimum optimum;
      double noise = 0, value;
      work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, poll);
      MercerStatus status = mercer_gp_fit (&s.p, &fit, &fitted, &noise, &optimum, NULL, work);
      mercer_work_free (work);
      g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
      g_assert_nonnull (fitted);
      MercerGpProblem p = s.p;
      p.kernel = fitted;
      p.noise = noise;
      work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_gp_likelihood (&p, &value, NULL, work), ==, MERCER_OK);
      mercer_work_free (work);
      g_assert_cmpfloat (value, >=, start - 1e-9);
    }
  sample_clear (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gp-fit/diabetes", test_diabetes);
  g_test_add_func ("/gp-fit/diabetes-ard", test_diabetes_ard);
  g_test_add_func ("/gp-fit/co2", test_co2);
  g_test_add_func ("/gp-fit/watch", test_watch_and_fixed_noise);
  g_test_add_func ("/gp-fit/bounds", test_bound_is_named);
  g_test_add_func ("/gp-fit/maximum", test_maximum);
  g_test_add_func ("/gp-fit/stop", test_stop_keeps_the_best);
  return g_test_run ();
}
