/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "optimize.h"

/* Rosenbrock's valley in n variables: least value 0 at (1, ..., 1). */
static double
rosenbrock (const double *x, double *gradient, void *data)
{
  size_t n = *(size_t *) data;
  double sum = 0.0;
  if (gradient != NULL)
    memset (gradient, 0, n * sizeof *gradient);
  for (size_t i = 0; i + 1 < n; i++)
    {
      double a = 1.0 - x[i], b = x[i + 1] - x[i] * x[i];
      sum += a * a + 100.0 * b * b;
      if (gradient != NULL)
        {
          gradient[i] += -2.0 * a - 400.0 * x[i] * b;
          gradient[i + 1] += 200.0 * b;
        }
    }
  return sum;
}

static void
test_rosenbrock (void)
{
  const MercerOptimizeMethod methods[]
      = { MERCER_OPTIMIZE_LBFGS, MERCER_OPTIMIZE_NELDER_MEAD, MERCER_OPTIMIZE_BOBYQA };
  for (size_t k = 0; k < G_N_ELEMENTS (methods); k++)
    {
      size_t n = k == 0 ? 10 : 2;
      double x[10];
      for (size_t i = 0; i < n; i++)
        x[i] = i % 2 ? 1.0 : -1.2;
      MercerOptimum optimum;
      MercerProblem problem = { .method = methods[k],
                                .n = n,
                                .objective = rosenbrock,
                                .data = &n,
                                .relative_tolerance = 1e-14,
                                .max_evaluations = 5000 };
      g_assert_cmpint (mercer_optimize (&problem, x, &optimum, NULL), ==, MERCER_OK);
      g_assert_cmpfloat (optimum.value, <, 1e-8);
      for (size_t i = 0; i < n; i++)
        g_assert_cmpfloat (fabs (x[i] - 1.0), <, 1e-3);
      g_assert_cmpfloat (optimum.value, ==, rosenbrock (x, NULL, &n));
      g_assert_true (optimum.converged);
      g_assert_cmpint (optimum.best_start, ==, 0);
    }
}

/* With x <= 0.5 the least value of the valley in two variables is at (0.5, 0.25): 0.25. */
static void
test_bounds (void)
{
  size_t n = 2;
  const double lower[] = { -2.0, -2.0 }, upper[] = { 0.5, 2.0 };
  for (int method = 0; method < 3; method++)
    {
      double x[] = { 3.0, 1.0 }; /* outside: taken to the nearest point inside */
      MercerOptimum optimum;
      MercerProblem problem = { .method = (MercerOptimizeMethod) method,
                                .n = n,
                                .lower = lower,
                                .upper = upper,
                                .objective = rosenbrock,
                                .data = &n,
                                .max_evaluations = 3000 };
      g_assert_cmpint (mercer_optimize (&problem, x, &optimum, NULL), ==, MERCER_OK);
      g_assert_cmpfloat (fabs (optimum.value - 0.25), <, 1e-5);
      g_assert_cmpfloat (fabs (x[0] - 0.5), <, 1e-4);
    }
}

/* Many valleys, the deepest at 2.2: -cos (5 (x - 2.2)) + (x - 2.2)^2 / 10 = -1. */
static double
waves (const double *x, double *gradient, void *data)
{
  double d = x[0] - 2.2;
  if (gradient != NULL)
    gradient[0] = 5.0 * sin (5.0 * d) + d / 5.0;
  return -cos (5.0 * d) + d * d / 10.0;
}

static void
note_progress (double fraction, const char *doing, void *data)
{
  double *last = data;
  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpstr (doing, !=, "");
  *last = fraction + 1e-9;
}

static void
test_restarts (void)
{
  const double lower[] = { -6.0 }, upper[] = { 6.0 };
  double bits[2];
  int evaluations[2];
  for (int round = 0; round < 2; round++)
    {
      double x[] = { -5.5 }, last = 0.0;
      MercerOptimum optimum;
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_set_progress (work, note_progress, &last);
      MercerProblem problem = {
        .n = 1, .lower = lower, .upper = upper, .objective = waves, .restarts = 30, .seed = 4
      };
      g_assert_cmpint (mercer_optimize (&problem, x, &optimum, work), ==, MERCER_OK);
      g_assert_cmpfloat (fabs (x[0] - 2.2), <, 1e-4);
      g_assert_cmpfloat (fabs (optimum.value + 1.0), <, 1e-8);
      g_assert_cmpint (optimum.best_start, >, 0);
      g_assert_cmpfloat (last, >, 0.9);
      bits[round] = x[0];
      evaluations[round] = optimum.evaluations;
      mercer_work_free (work);
    }
  g_assert_true (bits[0] == bits[1]);
  g_assert_cmpint (evaluations[0], ==, evaluations[1]);
}

/* x - log x, defined for positive x only: least at 1. The first step from 0.01 leaves the domain.
 */
static double
barrier (const double *x, double *gradient, void *data)
{
  if (gradient != NULL)
    gradient[0] = 1.0 - 1.0 / x[0];
  return x[0] <= 0.0 ? *(double *) data : x[0] - log (x[0]);
}

static void
test_not_finite (void)
{
  double outside[] = { NAN, HUGE_VAL, -HUGE_VAL };
  for (size_t k = 0; k < 3; k++)
    for (int method = 0; method < 2; method++)
      {
        double x[] = { 0.01 };
        MercerOptimum optimum;
        MercerProblem problem = {
          .method = (MercerOptimizeMethod) method, .n = 1, .objective = barrier, .data = &outside[k]
        };
        g_assert_cmpint (mercer_optimize (&problem, x, &optimum, NULL), ==, MERCER_OK);
        g_assert_cmpfloat (fabs (x[0] - 1.0), <, 1e-3);
        g_assert_cmpfloat (fabs (optimum.value - 1.0), <, 1e-6);
      }
  double x[] = { -1.0 };
  MercerOptimum optimum;
  const double lower[] = { -2.0 }, upper[] = { -0.5 };
  MercerProblem problem = {
    .n = 1, .lower = lower, .upper = upper, .objective = barrier, .data = &outside[0], .restarts = 2
  };
  g_assert_cmpint (mercer_optimize (&problem, x, &optimum, NULL), ==, MERCER_DIVERGED);
  g_assert_true (x[0] == -1.0);
}

static void
test_stop (void)
{
  size_t n = 2;
  double first_value = 0.0;
  for (long polls = 0; polls < 40; polls++)
    {
      double x[] = { -1.2, 1.0 };
      MercerOptimum optimum;
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, polls);
      MercerProblem problem = { .n = n, .objective = rosenbrock, .data = &n };
      g_assert_cmpint (mercer_optimize (&problem, x, &optimum, work), ==, MERCER_STOPPED);
      g_assert_cmpint (optimum.evaluations, ==, (int) polls);
      if (polls > 0)
        g_assert_cmpfloat (optimum.value, ==, rosenbrock (x, NULL, &n));
      if (polls == 1)
        first_value = optimum.value;
      if (polls == 39)
        g_assert_cmpfloat (optimum.value, <, first_value);
      mercer_work_free (work);
    }
}

static void
test_limits (void)
{
  size_t n = 2;
  double x[] = { -1.2, 1.0 };
  MercerOptimum optimum;
  MercerProblem problem = { .n = n, .objective = rosenbrock, .data = &n, .max_evaluations = 5 };
  g_assert_cmpint (mercer_optimize (&problem, x, &optimum, NULL), ==, MERCER_OK);
  g_assert_false (optimum.converged);
  g_assert_cmpint (optimum.evaluations, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/optimize/rosenbrock", test_rosenbrock);
  g_test_add_func ("/num/optimize/bounds", test_bounds);
  g_test_add_func ("/num/optimize/restarts", test_restarts);
  g_test_add_func ("/num/optimize/not-finite", test_not_finite);
  g_test_add_func ("/num/optimize/stop", test_stop);
  g_test_add_func ("/num/optimize/limits", test_limits);
  return g_test_run ();
}
