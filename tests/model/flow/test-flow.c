/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "descent.h"
#include "flow.h"
#include "random.h"
#include "testing.h"

enum { N = 60, M = 80 };

typedef struct
{
  MercerWork *work;
  MercerKernel *kernel;
  double x[2 * N], y[2 * M];
  MercerFlow flow;
} Setting;

static void
set_up (Setting *s, const char *text, size_t d)
{
  static const char *const names[] = { "a", "b" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  s->work = mercer_work_new (0, NULL);
  s->kernel = mercer_kernel_bind (kernel, names, d, NULL);
  mercer_random_normals (1, 1, 0, N * d, s->x);
  mercer_random_normals (1, 2, 0, M * d, s->y);
  for (size_t i = 0; i < M; i++)
    s->y[i] = 1.5 + 0.7 * s->y[i];
  g_assert_cmpint (mercer_flow_open (&s->flow, s->kernel, mercer_matrix (s->y, M, d), mercer_matrix (s->x, N, d), 7, s->work),
                   ==, MERCER_OK);
}

static void
tear_down (Setting *s)
{
  mercer_kernel_unref (s->kernel);
  mercer_work_free (s->work);
}

static const char *const kernels[] = { "RBF(lengthscale=0.9)", "Matern(nu=1.5, lengthscale=1.2)",
                                       "RationalQuadratic(alpha=0.7) + 0.3 * RBF(lengthscale=3)", "Riesz(r=1)", "Riesz(r=1.5)" };

/* The velocity is -n dF/dx by central differences of the objective. */
static void
test_gradient (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    for (size_t d = 1; d <= 2; d++)
      {
        Setting s;
        set_up (&s, kernels[k], d);
        double velocity[2 * N];
        g_assert_cmpint (mercer_flow_velocity (&s.flow, s.flow.x, mercer_matrix (velocity, N, d), s.work), ==, MERCER_OK);
        for (size_t e = 0; e < N * d; e += 13)
          {
            const double h = 1e-5;
            double start = s.flow.x.data[e], up, down;
            s.flow.x.data[e] = start + h;
            mercer_flow_refresh (&s.flow, s.work);
            up = s.flow.terms.objective;
            s.flow.x.data[e] = start - h;
            mercer_flow_refresh (&s.flow, s.work);
            down = s.flow.terms.objective;
            s.flow.x.data[e] = start;
            assert_close (velocity[e], -(double) N * (up - down) / (2 * h), 1e-5, 2e-7);
          }
        tear_down (&s);
      }
}

/* One Gaussian has a way of its own for many rows; a sum of two halves goes the general one. */
static void
test_gaussian (void)
{
  enum { MANY = 1100 };
  static const char *const names[] = { "a", "b" };
  static const char *const pairs[][2] = {
    { "0.7 * RBF(lengthscale=[0.5, 2])", "0.35 * RBF(lengthscale=[0.5, 2]) + 0.35 * RBF(lengthscale=[0.5, 2])" },
    { "RBF(lengthscale=1.3)", "0.5 * RBF(lengthscale=1.3) + 0.5 * RBF(lengthscale=1.3)" },
    { "RBF(lengthscale=1.3)[b]", "0.5 * RBF(lengthscale=1.3)[b] + 0.5 * RBF(lengthscale=1.3)[b]" },
  };
  g_autofree double *x = g_new (double, 2 * MANY), *y = g_new (double, 2 * M);
  g_autofree double *fast = g_new (double, 2 * MANY), *general = g_new (double, 2 * MANY);
  mercer_random_normals (4, 1, 0, 2 * MANY, x);
  mercer_random_normals (4, 2, 0, 2 * M, y);
  for (size_t k = 0; k < G_N_ELEMENTS (pairs); k++)
    {
      MercerFlowTerms terms[2];
      for (int way = 0; way < 2; way++)
        {
          MercerWork *work = mercer_work_new (0, NULL);
          g_autoptr (MercerKernel) parsed = mercer_kernel_parse (pairs[k][way], NULL, NULL, NULL);
          g_autoptr (MercerKernel) kernel = mercer_kernel_bind (parsed, names, 2, NULL);
          MercerFlow flow;
          g_assert_cmpint (mercer_flow_open (&flow, kernel, mercer_matrix (y, M, 2), mercer_matrix (x, MANY, 2), 1, work), ==,
                           MERCER_OK);
          terms[way] = flow.terms;
          mercer_flow_velocity (&flow, flow.x, mercer_matrix (way == 0 ? fast : general, MANY, 2), work);
          mercer_work_stop (work);
          g_assert_cmpint (mercer_flow_velocity (&flow, flow.x, flow.velocity, work), ==, MERCER_STOPPED);
          mercer_work_free (work);
        }
      assert_close (terms[0].objective, terms[1].objective, 1e-12, 1e-15);
      assert_close (terms[0].repulsion, terms[1].repulsion, 1e-13, 0);
      for (size_t e = 0; e < 2 * MANY; e++)
        assert_close (fast[e], general[e], 1e-10, 1e-14);
    }
}

/* A small enough step without noise never raises the objective, and in the end little is left of it. */
static void
test_descends (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    {
      Setting s;
      set_up (&s, kernels[k], 2);
      MercerFlowRule rule = { .step = 0.05 };
      double start = s.flow.terms.objective, before = start;
      for (int step = 0; step < 300; step++)
        {
          g_assert_cmpint (mercer_flow_step (&s.flow, &rule, s.work), ==, MERCER_OK);
          assert_close (fmin (before - s.flow.terms.objective, 0), 0, 0, 1e-15);
          before = s.flow.terms.objective;
        }
      g_assert_cmpfloat (before, <, 0.15 * start);
      g_assert_cmpuint (s.flow.steps, ==, 300);
      tear_down (&s);
    }
}

/* With adaptation it never rises either, however large the step. */
static void
test_adapts (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (kernels); k++)
    {
      Setting s;
      set_up (&s, kernels[k], 2);
      MercerFlowRule rule = { .step = 500, .momentum = 0.5, .adaptive = true };
      double start = s.flow.terms.objective, before = start;
      for (int step = 0; step < 120; step++)
        {
          mercer_flow_step (&s.flow, &rule, s.work);
          g_assert_cmpfloat (s.flow.terms.objective, <=, before);
          before = s.flow.terms.objective;
        }
      g_assert_cmpfloat (before, <, 0.1 * start);
      tear_down (&s);
    }
}

/* Few points, to each of which as many particles belong, by a kernel with a kink there: all arrive, though those that come first have a
 * gradient that does not vanish. The least of the objective is 0, on the line, where none can be in another's way. */
static void
test_kinks (void)
{
  enum { EACH = 20, POINTS = 5, PARTICLES = EACH * POINTS };
  static const char *const names[] = { "a" };
  double y[] = { 0, 3, -2, 1, -1.5 }, x[PARTICLES];
  MercerFlow flow;
  MercerFlowRule rule = { .step = 0.6, .adaptive = true };
  MercerWork *work = mercer_work_new (0, NULL);
  g_autoptr (MercerKernel) parsed = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (parsed, names, 1, NULL);
  mercer_random_normals (1, 5, 0, PARTICLES, x);
  mercer_flow_open (&flow, kernel, mercer_matrix (y, POINTS, 1), mercer_matrix (x, PARTICLES, 1), 1, work);
  double start = flow.terms.objective;
  for (int step = 0; step < 500; step++)
    g_assert_cmpint (mercer_flow_step (&flow, &rule, work), ==, MERCER_OK);
  g_assert_cmpfloat (flow.terms.objective, <, 1e-9 * start);
  for (size_t j = 0; j < POINTS; j++)
    {
      int there = 0;
      for (size_t i = 0; i < PARTICLES; i++)
        there += fabs (flow.x.data[i] - y[j]) < 1e-6;
      g_assert_cmpint (there, ==, EACH);
    }
  mercer_work_free (work);
}

/* Noise of a step is a function of seed and step alone, so two runs agree; and it is there. */
static void
test_noise (void)
{
  double kept[3][2 * N];
  for (int run = 0; run < 3; run++)
    {
      Setting s;
      set_up (&s, kernels[0], 2);
      s.flow.seed = run < 2 ? 7 : 8;
      MercerFlowRule rule = { .step = 0.3, .noise = 0.2, .momentum = 0.4 };
      for (int step = 0; step < 20; step++)
        mercer_flow_step (&s.flow, &rule, s.work);
      memcpy (kept[run], s.flow.x.data, sizeof kept[run]);
      tear_down (&s);
    }
  g_assert_cmpmem (kept[0], sizeof kept[0], kept[1], sizeof kept[1]);
  g_assert_cmpfloat (fabs (kept[0][0] - kept[2][0]), >, 1e-6);
}

/* The regularised flow: as lambda grows it becomes the plain one; its velocity is - n times the gradient of its objective and its
 * witness falls along the velocity, both by differences; steps lower it; and it is no less than half of MMD^2, by its definition. */
static void
test_regularised (void)
{
  Setting s;
  double plain[2 * N], velocity[2 * N];
  set_up (&s, "RBF(lengthscale=0.9)", 2);
  double half = s.flow.terms.objective;
  mercer_flow_velocity (&s.flow, s.flow.x, mercer_matrix (plain, N, 2), s.work);
  g_assert_cmpint (mercer_flow_regularise (&s.flow, 1e7, s.work), ==, MERCER_OK);
  mercer_flow_refresh (&s.flow, s.work);
  mercer_flow_velocity (&s.flow, s.flow.x, mercer_matrix (velocity, N, 2), s.work);
  assert_close (s.flow.terms.objective, half, 1e-6, 0);
  for (size_t e = 0; e < 2 * N; e++)
    assert_close (velocity[e], plain[e], 1e-6, 1e-8);

  g_assert_cmpint (mercer_flow_regularise (&s.flow, 0.02, s.work), ==, MERCER_OK);
  mercer_flow_refresh (&s.flow, s.work);
  g_assert_cmpfloat (s.flow.terms.objective, >, half);
  mercer_flow_velocity (&s.flow, s.flow.x, mercer_matrix (velocity, N, 2), s.work);
  for (size_t e = 0; e < 2 * N; e += 13)
    {
      const double h = 1e-5;
      double start = s.flow.x.data[e], up, down, z[2], witness[2];
      s.flow.x.data[e] = start + h;
      mercer_flow_refresh (&s.flow, s.work);
      up = s.flow.terms.objective;
      s.flow.x.data[e] = start - h;
      mercer_flow_refresh (&s.flow, s.work);
      down = s.flow.terms.objective;
      s.flow.x.data[e] = start;
      assert_close (velocity[e], -(double) N * (up - down) / (2 * h), 1e-5, 1e-6);
      mercer_flow_refresh (&s.flow, s.work);
      for (int side = 0; side < 2; side++)
        {
          z[0] = s.flow.x.data[e % N];
          z[1] = s.flow.x.data[N + e % N];
          z[e / N] += side == 0 ? h : -h;
          mercer_flow_witness (&s.flow, mercer_matrix (z, 1, 2), &witness[side], s.work);
        }
      assert_close (velocity[e], -(witness[0] - witness[1]) / (2 * h), 1e-5, 1e-6);
    }
  MercerFlowRule rule = { .step = 0.5, .adaptive = true };
  double start = s.flow.terms.objective, before = start;
  for (int step = 0; step < 100; step++)
    {
      mercer_flow_step (&s.flow, &rule, s.work);
      g_assert_cmpfloat (s.flow.terms.objective, <=, before);
      before = s.flow.terms.objective;
    }
  g_assert_cmpfloat (before, <, 0.1 * start);
  tear_down (&s);
}

/* Stopped at any poll, the particles stand where they stood before the step. */
static void
test_stops (void)
{
  Setting s;
  set_up (&s, kernels[0], 2);
  MercerFlowRule rule = { .step = 0.3, .adaptive = true };
  long polls = mercer_work_polls (s.work);
  g_assert_cmpint (mercer_flow_step (&s.flow, &rule, s.work), ==, MERCER_OK);
  long each = mercer_work_polls (s.work) - polls;
  g_assert_cmpint (each, >=, 3);
  for (long k = 0; k < each; k++)
    {
      double before[2 * N], objective = s.flow.terms.objective;
      memcpy (before, s.flow.x.data, sizeof before);
      MercerWork *other = mercer_work_new (0, NULL);
      mercer_work_stop_after (other, k);
      g_assert_cmpint (mercer_flow_step (&s.flow, &rule, other), ==, MERCER_STOPPED);
      g_assert_cmpmem (before, sizeof before, s.flow.x.data, sizeof before);
      g_assert_true (s.flow.terms.objective == objective);
      mercer_work_free (other);
    }
  tear_down (&s);
}

static void
test_judge (void)
{
  double falling[200], level[200], swinging[200], lost[] = { 1, 2, NAN }, done[] = { 1, 1e-13 };
  double slow[200], share[200], whole[200];
  for (int k = 0; k < 200; k++)
    {
      falling[k] = exp (-0.02 * k);
      level[k] = 0.3 + exp (-0.2 * k);
      swinging[k] = 0.3 + exp (-0.2 * k) + 0.05 * (k % 2);
      /* the same fall, made by steps of a ten-thousandth of what was asked for */
      slow[k] = exp (-0.02 * 1e-4 * k);
      share[k] = 1e-4;
      whole[k] = 1;
    }
  g_assert_cmpint (mercer_flow_judge (falling, NULL, 200), ==, MERCER_FLOW_GOES_ON);
  g_assert_cmpint (mercer_flow_judge (level, NULL, 200), ==, MERCER_FLOW_CONVERGED);
  g_assert_cmpint (mercer_flow_judge (level, NULL, 60), ==, MERCER_FLOW_GOES_ON);
  g_assert_cmpint (mercer_flow_judge (swinging, NULL, 200), ==, MERCER_FLOW_OSCILLATES);
  g_assert_cmpint (mercer_flow_judge (slow, share, 200), ==, MERCER_FLOW_STALLED);
  g_assert_cmpint (mercer_flow_judge (slow, whole, 200), ==, MERCER_FLOW_CONVERGED);
  g_assert_cmpint (mercer_flow_judge (level, share, 200), ==, MERCER_FLOW_CONVERGED); /* nothing is left at any length */
  g_assert_cmpint (mercer_flow_judge (falling, share, 200), ==, MERCER_FLOW_GOES_ON);
  g_assert_cmpint (mercer_flow_judge (lost, NULL, 3), ==, MERCER_FLOW_DIVERGED);
  g_assert_cmpint (mercer_flow_judge (done, NULL, 2), ==, MERCER_FLOW_CONVERGED);
}

/* A step that throws the particles out is seen, and undone. */
static void
test_lost (void)
{
  Setting s;
  set_up (&s, "RBF(lengthscale=0.9)", 2);
  const double centre[2] = { 0, 0 };
  MercerFlowRule rule = { .step = 1e8 };
  double before[2 * N];
  memcpy (before, s.flow.x.data, sizeof before);
  mercer_flow_step (&s.flow, &rule, s.work);
  g_assert_true (mercer_descent_is_lost (s.flow.terms.objective, s.flow.x, centre, 1e4));
  mercer_flow_rewind (&s.flow);
  g_assert_false (mercer_descent_is_lost (s.flow.terms.objective, s.flow.x, centre, 1e4));
  g_assert_cmpmem (before, sizeof before, s.flow.x.data, sizeof before);
  tear_down (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow/gradient", test_gradient);
  g_test_add_func ("/flow/gaussian", test_gaussian);
  g_test_add_func ("/flow/descends", test_descends);
  g_test_add_func ("/flow/adapts", test_adapts);
  g_test_add_func ("/flow/kinks", test_kinks);
  g_test_add_func ("/flow/noise", test_noise);
  g_test_add_func ("/flow/regularised", test_regularised);
  g_test_add_func ("/flow/stops", test_stops);
  g_test_add_func ("/flow/judge", test_judge);
  g_test_add_func ("/flow/lost", test_lost);
  return g_test_run ();
}
