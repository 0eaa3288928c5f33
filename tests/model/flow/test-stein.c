/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "density-target.h"
#include "discrepancy.h"
#include "random.h"
#include "stein.h"
#include "testing.h"

enum { N = 40, D = 2 };

static double means_of[3 * D] = { -2, 2, 0, -1, -1, 2 };

static MercerTarget
target_of (int kind)
{
  return (MercerTarget){ .kind = (MercerTargetKind) kind, .means = mercer_matrix (means_of, 3, D), .width = 0.8 };
}

/* Scores and Hessians are the derivatives of the log density, by central differences. */
static void
test_targets (void)
{
  const double h = 1e-5;
  MercerWork *work = mercer_work_new (0, NULL);
  for (int kind = 0; kind < 4; kind++)
    {
      MercerTarget target = target_of (kind);
      double x[N * D], moved[N * D], score[N * D], hessian[N * D * D], up[N], down[N], score_up[N * D], score_down[N * D];
      MercerMatrix at = mercer_matrix (x, N, D), to = mercer_matrix (moved, N, D), none = { 0 };
      mercer_random_normals (1, 1, 0, N * D, x);
      mercer_target_evaluate (&target, at, NULL, mercer_matrix (score, N, D), mercer_matrix (hessian, N, D * D), work);
      for (size_t a = 0; a < D; a++)
        {
          for (int side = 0; side < 2; side++)
            {
              mercer_matrix_copy (at, to);
              for (size_t i = 0; i < N; i++)
                moved[i + a * N] += side == 0 ? h : -h;
              mercer_target_evaluate (&target, to, side == 0 ? up : down, mercer_matrix (side == 0 ? score_up : score_down, N, D), none,
                                      work);
            }
          for (size_t i = 0; i < N; i++)
            {
              assert_close (score[i + a * N], (up[i] - down[i]) / (2 * h), 1e-7, 1e-7);
              for (size_t b = 0; b < D; b++)
                assert_close (hessian[i + (a + b * D) * N], (score_up[i + b * N] - score_down[i + b * N]) / (2 * h), 1e-6, 1e-6);
            }
        }
    }
  mercer_work_free (work);
}

/* Stein's identity: the score has mean zero under its own density, and E x s' = - I, within five standard errors of 40,000
 * draws. This ties the draws to the log densities. */
static void
test_draws (void)
{
  enum { MANY = 40000 };
  g_autofree double *x = g_new (double, MANY * D), *s = g_new (double, MANY * D);
  MercerMatrix at = mercer_matrix (x, MANY, D), none = { 0 };
  MercerWork *work = mercer_work_new (0, NULL);
  for (int kind = 0; kind < 4; kind++)
    {
      MercerTarget target = target_of (kind);
      mercer_target_draw (&target, 4, at);
      mercer_target_evaluate (&target, at, NULL, mercer_matrix (s, MANY, D), none, work);
      for (size_t a = 0; a < D; a++)
        {
          double mean = 0, squares = 0, cross = 0, crosses = 0;
          for (size_t i = 0; i < MANY; i++)
            {
              double score = s[i + a * MANY], product = x[i + a * MANY] * score;
              mean += score / MANY;
              squares += score * score / MANY;
              cross += product / MANY;
              crosses += product * product / MANY;
            }
          g_assert_cmpfloat (fabs (mean), <, 5 * sqrt (squares / MANY));
          g_assert_cmpfloat (fabs (cross + 1), <, 5 * sqrt (crosses / MANY));
        }
    }
  mercer_work_free (work);
}

/* The slow obvious twin of the velocity, with derivatives of the kernel by differences; the Gaussian and the general way. */
static void
test_velocity (void)
{
  static const char *const names[] = { "a", "b" };
  static const char *const texts[]
      = { "0.7 * RBF(lengthscale=[0.8, 1.3])", "Matern(nu=2.5, lengthscale=0.9)", "RationalQuadratic(alpha=0.5, lengthscale=1.1)" };
  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    for (int scaled = 0; scaled < 2; scaled++)
      {
        MercerWork *work = mercer_work_new (0, NULL);
        g_autoptr (MercerKernel) parsed = mercer_kernel_parse (texts[t], NULL, NULL, NULL);
        g_autoptr (MercerKernel) kernel = mercer_kernel_bind (parsed, names, D, NULL);
        double x[N * D], s[N * D], v[N * D], pull[N * D], scale = scaled ? 1.7 : 1;
        const double h = 1e-5;
        mercer_random_normals (1, 2, 0, N * D, x);
        mercer_random_normals (1, 3, 0, N * D, s);
        mercer_stein_velocity (kernel, scale, mercer_matrix (x, N, D), mercer_matrix (s, N, D), mercer_matrix (v, N, D),
                               mercer_matrix (pull, N, D), work);
        for (size_t i = 0; i < N; i += 7)
          for (size_t c = 0; c < D; c++)
            {
              double sum = 0, pulls = 0;
              for (size_t j = 0; j < N; j++)
                {
                  double p[D], q[D], up[D], down[D];
                  for (size_t e = 0; e < D; e++)
                    {
                      p[e] = x[i + e * N] / scale;
                      q[e] = up[e] = down[e] = x[j + e * N] / scale;
                    }
                  up[c] += h / scale;
                  down[c] -= h / scale;
                  pulls += mercer_kernel_value (kernel, q, p) * s[j + c * N];
                  sum += mercer_kernel_value (kernel, q, p) * s[j + c * N]
                         + (mercer_kernel_value (kernel, up, p) - mercer_kernel_value (kernel, down, p)) / (2 * h);
                }
              assert_close (v[i + c * N], sum / N, 1e-7, 1e-9);
              assert_close (pull[i + c * N], pulls / N, 1e-12, 1e-14);
            }
        mercer_work_free (work);
      }
}

/* The descent is - n times the gradient of half the discrepancy, by central differences in which the scores follow. */
static void
test_descent (void)
{
  for (int kind = 0; kind < 4; kind++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      MercerTarget target = target_of (kind);
      double x[N * D], s[N * D], hessian[N * D * D], v[N * D];
      MercerSteinTerms up, down;
      MercerMatrix at = mercer_matrix (x, N, D), scores = mercer_matrix (s, N, D), hessians = mercer_matrix (hessian, N, D * D);
      MercerMatrix none = { 0 };
      const double h = 1e-5;
      mercer_random_normals (1, 4, 0, N * D, x);
      mercer_target_evaluate (&target, at, NULL, scores, hessians, work);
      mercer_stein_discrepancy (1.2, at, scores, hessians, mercer_matrix (v, N, D), &up, work);
      g_assert_cmpfloat (up.squared, >, 0);
      for (size_t e = 0; e < N * D; e += 9)
        {
          double start = x[e];
          x[e] = start + h;
          mercer_target_evaluate (&target, at, NULL, scores, none, work);
          mercer_stein_discrepancy (1.2, at, scores, none, none, &up, work);
          x[e] = start - h;
          mercer_target_evaluate (&target, at, NULL, scores, none, work);
          mercer_stein_discrepancy (1.2, at, scores, none, none, &down, work);
          x[e] = start;
          assert_close (v[e], -N * 0.5 * (up.squared - down.squared) / (2 * h), 2e-5, 2e-5);
        }
      mercer_work_free (work);
    }
}

/* Two points at distance 3 in one column with scores 1 and -2, l = 2, by hand:
 * k = exp (-9/8), a_12 = -2 + (1 + 2) (-3) / 4 + 1/4 - 9/16; a_11 = 1 + 1/4, a_22 = 4 + 1/4. */
static void
test_by_hand (void)
{
  double x[] = { 0, 3 }, s[] = { 1, -2 }, k = exp (-9.0 / 8);
  MercerMatrix none = { 0 };
  MercerSteinTerms terms;
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_stein_discrepancy (2, mercer_matrix (x, 2, 1), mercer_matrix (s, 2, 1), none, none, &terms, work);
  assert_close (terms.squared, (1.25 + 4.25 + 2 * k * (-2 - 9.0 / 4 + 0.25 - 9.0 / 16)) / 4, 1e-14, 0);
  assert_close (terms.scores, (1 + 4 - 2 * k * 2) / 4, 1e-14, 0);
  assert_close (terms.mixed, -2 * k * 9.0 / 4 / 4, 1e-14, 0);
  assert_close (terms.closeness, (0.25 + 0.25 + 2 * k * (0.25 - 9.0 / 16)) / 4, 1e-14, 0);
  mercer_work_free (work);
}

/* The median of all distances, against sorting them. */
static int
compare (const void *a, const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

/* The middle one of all positive distances, by sorting them. */
static double
sorted_median (MercerMatrix x)
{
  size_t count = 0;
  g_autofree double *all = g_new (double, x.rows * x.rows);
  for (size_t i = 0; i < x.rows; i++)
    for (size_t j = 0; j < i; j++)
      {
        double a = *mercer_matrix_at (x, i, 0) - *mercer_matrix_at (x, j, 0);
        double distance = hypot (a, *mercer_matrix_at (x, i, 1) - *mercer_matrix_at (x, j, 1));
        if (distance > 0 && isfinite (distance))
          all[count++] = distance;
      }
  qsort (all, count, sizeof *all, compare);
  return all[count / 2];
}

static void
assert_scale (MercerMatrix x, MercerWork *work)
{
  double median = sorted_median (x);
  assert_close (mercer_median_distance (x, work), median, 1e-13, 0);
  assert_close (mercer_stein_scale (x, work), median / sqrt (2 * log ((double) x.rows)), 1e-13, 0);
}

/* Few and many rows; many ties (whole numbers), heaps far apart, nearly all rows equal, one that is not a number. */
static void
test_scale (void)
{
  static const size_t sizes[] = { 2, 31, 60, 400, 1000 };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      size_t n = sizes[k];
      g_autofree double *values = g_new (double, n * D);
      MercerMatrix x = mercer_matrix (values, n, D);
      mercer_random_normals (1, 5, 0, n * D, values);
      assert_scale (x, work);
      for (size_t i = 0; i < n * D; i++)
        values[i] = n > 2 ? round (2 * values[i]) : values[i];
      assert_scale (x, work);
      for (size_t i = 0; i < n; i++)
        values[i] += i < n / 2 ? 1e6 : 0;
      assert_scale (x, work);
      for (size_t i = 2; i < n * D; i++)
        values[i] = i % n < n - n / 4 ? 1 : values[i];
      assert_scale (x, work);
      if (n > 2)
        values[n - 1] = NAN;
      assert_scale (x, work);
    }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stein/targets", test_targets);
  g_test_add_func ("/stein/draws", test_draws);
  g_test_add_func ("/stein/velocity", test_velocity);
  g_test_add_func ("/stein/descent", test_descent);
  g_test_add_func ("/stein/by-hand", test_by_hand);
  g_test_add_func ("/stein/scale", test_scale);
  return g_test_run ();
}
