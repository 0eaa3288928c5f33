/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "barlow-twins.h"
#include "random.h"
#include "testing.h"

static MercerKernel *
bound (const char *text, const char *const *names, size_t d)
{
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  MercerKernel *out = mercer_kernel_bind (kernel, names, d, NULL);
  g_assert_nonnull (out);
  return out;
}

/* A linear kernel: G = sum (x x'' + x'' x') / (2n) is a 2 x 2 matrix whose eigenvalues a formula gives, and scores are views
 * times its eigenvectors. */
static void
test_linear (void)
{
  enum { N = 5 };
  const char *const names[] = { "a", "b" };
  double x[4 * N], g[3] = { 0 };
  g_autoptr (MercerKernel) kernel = bound ("Linear(offset=0)", names, 2);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerTwins twins;
  mercer_random_normals (3, 1, 0, 4 * N, x);
  MercerMatrix views = mercer_matrix (x, 2 * N, 2);
  for (size_t i = 0; i < N; i++)
    {
      double a = x[i], b = x[i + 2 * N], c = x[i + N], d = x[i + 3 * N];
      g[0] += a * c / N;
      g[1] += 0.5 * (a * d + b * c) / N;
      g[2] += b * d / N;
    }
  g_assert_cmpint (mercer_twins_open (&twins, kernel, views, 10, work), ==, MERCER_OK);
  g_assert_cmpuint (twins.modes, ==, 10);
  double half = hypot (0.5 * (g[0] - g[2]), g[1]), top = 0.5 * (g[0] + g[2]) + half, low = top - 2 * half;
  assert_close (twins.gamma[0], MAX (top, 0), 1e-12, 1e-14);
  assert_close (twins.gamma[top > 0 && low > 0 ? 1 : 9], low, 1e-12, 1e-14);
  /* the other eigenvalues of the 10 x 10 matrix are 0: the feature space has two dimensions */
  double sum = 0;
  for (size_t j = 0; j < 10; j++)
    sum += fabs (twins.gamma[j]);
  assert_close (sum, fabs (top) + fabs (low), 1e-11, 0);
  double angle = 0.5 * atan2 (2 * g[1], g[0] - g[2]), sign = 0;
  for (size_t i = 0; i < 2 * N; i++)
    {
      double score = x[i] * cos (angle) + x[i + 2 * N] * sin (angle), got = *mercer_matrix_at (twins.scores, i, 0);
      sign = i == 0 ? (score * got > 0 ? 1 : -1) : sign;
      assert_close (sign * got, score, 1e-9, 1e-10);
    }
  mercer_work_free (work);
}

/* A mode alone obeys ds/dt = 4 (1 - gamma s^2) gamma s: central differences, h^2 s''' / 6 ~ 1e-7. */
static void
test_closed_form (void)
{
  const double gammas[] = { 2, 0.3, -0.4 }, s = 0.01, h = 1e-4;
  for (size_t k = 0; k < 3; k++)
    for (double t = 0.1; t < 3; t += 0.37)
      {
        double now = mercer_twins_closed_form (gammas[k], s, t);
        double slope = (mercer_twins_closed_form (gammas[k], s, t + h) - mercer_twins_closed_form (gammas[k], s, t - h)) / (2 * h);
        assert_close (slope, 4 * (1 - gammas[k] * now * now) * gammas[k] * now, 1e-5, 1e-9);
      }
  double at = mercer_twins_learned (0.3, s), there = mercer_twins_closed_form (0.3, s, at);
  assert_close (0.3 * there * there, 0.5, 1e-12, 0);
  assert_close (mercer_twins_closed_form (2, s, 1e4), 1 / sqrt (2.0), 1e-12, 0);
  g_assert_true (isinf (mercer_twins_learned (-1, s)));
}

/* From an aligned start, W (0) = [diag (s) | 0], the flow is the closed form exactly (proposition 4.1). */
static void
test_aligned (void)
{
  enum { P = 3, MODES = 5, TIMES = 4 };
  double gamma[MODES] = { 1.5, 0.7, 0.2, 0.1, -0.3 }, w[P * MODES] = { 0 }, out[TIMES * P * MODES];
  const double s[P] = { 0.02, 0.05, 0.01 }, times[TIMES] = { 0, 0.8, 2, 9 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerTwins twins = { .n = 4, .modes = MODES, .gamma = gamma };
  for (size_t j = 0; j < P; j++)
    w[j + j * P] = s[j];
  g_assert_cmpint (mercer_twins_flow (&twins, mercer_matrix (w, P, MODES), times, TIMES, out, work), ==, MERCER_OK);
  for (size_t k = 0; k < TIMES; k++)
    for (size_t j = 0; j < MODES; j++)
      for (size_t i = 0; i < P; i++)
        assert_close (out[k * P * MODES + i + j * P], i == j ? mercer_twins_closed_form (gamma[j], s[j], times[k]) : 0, 1e-7, 1e-10);
  double start[P];
  mercer_twins_start (mercer_matrix (w, P, MODES), start);
  for (size_t j = 0; j < P; j++)
    assert_close (start[j], s[j], 1e-14, 0);
  mercer_work_free (work);
}

/* The flow never raises the loss, and ends at C = I where enough eigenvalues are positive. */
static void
test_descends (void)
{
  enum { P = 3, MODES = 6, TIMES = 30 };
  double gamma[MODES] = { 1, 0.8, 0.5, 0.3, 0.1, -0.2 }, w[P * MODES], out[TIMES * P * MODES], times[TIMES], last = INFINITY;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerTwins twins = { .n = 4, .modes = MODES, .gamma = gamma };
  mercer_random_normals (5, 1, 0, P * MODES, w);
  for (size_t k = 0; k < P * MODES; k++)
    w[k] *= 0.1;
  for (size_t k = 0; k < TIMES; k++)
    times[k] = 0.7 * (double) k;
  g_assert_cmpint (mercer_twins_flow (&twins, mercer_matrix (w, P, MODES), times, TIMES, out, work), ==, MERCER_OK);
  for (size_t k = 0; k < TIMES; k++)
    {
      double loss = 0;
      for (size_t a = 0; a < P; a++)
        for (size_t b = 0; b < P; b++)
          {
            double c = 0;
            for (size_t j = 0; j < MODES; j++)
              c += gamma[j] * out[k * P * MODES + a + j * P] * out[k * P * MODES + b + j * P];
            loss += (c - (a == b)) * (c - (a == b));
          }
      g_assert_cmpfloat (loss, <=, last + 1e-9);
      last = loss;
    }
  g_assert_cmpfloat (last, <, 1e-6);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barlow-twins/linear", test_linear);
  g_test_add_func ("/barlow-twins/closed-form", test_closed_form);
  g_test_add_func ("/barlow-twins/aligned", test_aligned);
  g_test_add_func ("/barlow-twins/descends", test_descends);
  return g_test_run ();
}
