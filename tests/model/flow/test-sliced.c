/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "discrepancy.h"
#include "linalg.h"
#include "random.h"
#include "sliced.h"
#include "testing.h"

enum { N = 90, M = 70 };

typedef struct
{
  MercerWork *work;
  MercerKernel *kernel;
  MercerMatrix x, y, directions, velocity, exact;
  double *centre;
  MercerSliced sliced;
  MercerFlow flow;
} Setting;

static void
set_up (Setting *s, size_t d, size_t n, size_t m, size_t slices, MercerSlicing slicing)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h" };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  *s = (Setting){ .work = mercer_work_new (0, NULL) };
  s->kernel = mercer_kernel_bind (kernel, names, d, NULL);
  s->x = mercer_work_matrix (s->work, n, d);
  s->y = mercer_work_matrix (s->work, m, d);
  s->velocity = mercer_work_matrix (s->work, n, d);
  s->exact = mercer_work_matrix (s->work, n, d);
  s->directions = mercer_work_matrix (s->work, slices, d);
  s->centre = mercer_work_doubles (s->work, d);
  mercer_random_normals (1, 1, 0, n * d, s->x.data);
  mercer_random_normals (1, 2, 0, m * d, s->y.data);
  for (size_t c = 0; c < d; c++)
    s->centre[c] = 0.3;
  for (size_t j = 0; j < m; j++)
    s->y.data[j] = 1.5 + 0.7 * s->y.data[j];
  g_assert_cmpint (mercer_slices (slicing, 5, 0, s->directions, s->work), ==, MERCER_OK);
  g_assert_cmpint (mercer_sliced_open (&s->sliced, s->directions, s->centre, s->y, s->work), ==, MERCER_OK);
  g_assert_cmpint (mercer_flow_open (&s->flow, s->kernel, s->y, s->x, 1, s->work), ==, MERCER_OK);
  g_assert_cmpint (mercer_flow_velocity (&s->flow, s->x, s->exact, s->work), ==, MERCER_OK);
}

static void
tear_down (Setting *s)
{
  mercer_kernel_unref (s->kernel);
  mercer_work_free (s->work);
}

/* c_1 = 1; c_2 = pi / 2, since the mean of |cos| is 2 / pi; c_3 = 2, since <xi, e> is uniform on [-1, 1] there. */
static void
test_constant (void)
{
  assert_close (mercer_slices_constant (1), 1, 1e-14, 0);
  assert_close (mercer_slices_constant (2), G_PI / 2, 1e-14, 0);
  assert_close (mercer_slices_constant (3), 2, 1e-14, 0);
}

/* In one dimension there is one slice and nothing is left out: terms and velocities are those of the pairs, also where points
 * coincide, which contribute nothing in both. */
static void
test_line (void)
{
  for (int ties = 0; ties < 2; ties++)
    {
      Setting s;
      MercerFlowTerms terms;
      set_up (&s, 1, N, M, 1, MERCER_SLICES_RANDOM);
      if (ties)
        {
          for (size_t i = 0; i < N; i++)
            s.x.data[i] = round (3 * s.x.data[i]) / 3;
          for (size_t j = 0; j < M; j++)
            s.y.data[j] = round (3 * s.y.data[j]) / 3;
          mercer_sliced_open (&s.sliced, s.directions, s.centre, s.y, s.work);
          mercer_flow_open (&s.flow, s.kernel, s.y, s.x, 1, s.work);
          mercer_flow_velocity (&s.flow, s.x, s.exact, s.work);
        }
      mercer_sliced_evaluate (&s.sliced, s.x, s.velocity, &terms, s.work);
      for (size_t i = 0; i < N; i++)
        assert_close (s.velocity.data[i], s.exact.data[i], 0, 1e-13);
      assert_close (terms.repulsion, s.flow.terms.repulsion, 1e-13, 0);
      assert_close (terms.attraction, s.flow.terms.attraction, 1e-13, 0);
      assert_close (terms.objective, s.flow.terms.objective, 1e-11, 1e-14);
      tear_down (&s);
    }
}

/* Equal angles in the plane: the mean over P of |cos| is off by O(P^-2), so 4,000 of them are the energy distance. */
static void
test_plane (void)
{
  Setting s;
  MercerFlowTerms terms;
  enum { POINTS = 50 };
  double z[2 * POINTS], sliced[POINTS], exact[POINTS];
  set_up (&s, 2, N, M, 4000, MERCER_SLICES_QUASI);
  mercer_sliced_evaluate (&s.sliced, s.x, s.velocity, &terms, s.work);
  assert_close (terms.objective, s.flow.terms.objective, 1e-5, 0);
  for (size_t e = 0; e < 2 * N; e++)
    assert_close (s.velocity.data[e], s.exact.data[e], 0, 2e-3);
  mercer_random_normals (1, 3, 0, 2 * POINTS, z);
  MercerMatrix at = mercer_matrix (z, POINTS, 2);
  mercer_sliced_witness (&s.sliced, s.x, at, sliced, s.work);
  mercer_discrepancy_witness (s.kernel, s.x, s.y, at, exact, s.work);
  for (size_t k = 0; k < POINTS; k++)
    assert_close (sliced[k], exact[k], 0, 1e-5);
  tear_down (&s);
}

/* The velocity is - n dF/dx of the sliced objective, by central differences. Ties aside, F is smooth along each slice. */
static void
test_gradient (void)
{
  Setting s;
  MercerFlowTerms terms;
  MercerMatrix none = { 0 };
  set_up (&s, 3, N, M, 17, MERCER_SLICES_ORTHOGONAL);
  mercer_sliced_evaluate (&s.sliced, s.x, s.velocity, &terms, s.work);
  for (size_t e = 0; e < 3 * N; e += 13)
    {
      const double h = 1e-7; /* so short that no two projections pass each other */
      double start = s.x.data[e], up, down;
      s.x.data[e] = start + h;
      mercer_sliced_evaluate (&s.sliced, s.x, none, &terms, s.work);
      up = terms.objective;
      s.x.data[e] = start - h;
      mercer_sliced_evaluate (&s.sliced, s.x, none, &terms, s.work);
      down = terms.objective;
      s.x.data[e] = start;
      assert_close (s.velocity.data[e], -N * (up - down) / (2 * h), 0, 1e-5);
    }
  tear_down (&s);
}

/* With four times as many independent slices the error halves: over 16 draws each, from 16 to 1,024 slices by 8 within a third.
 * Orthogonal ones are at least as good. */
static void
test_rate (void)
{
  double error[2][2] = { { 0 } };
  for (int kind = 0; kind < 2; kind++)
    for (int many = 0; many < 2; many++)
      {
        Setting s;
        MercerFlowTerms terms;
        set_up (&s, 4, N, M, many ? 1024 : 16, (MercerSlicing) kind);
        for (uint64_t draw = 0; draw < 16; draw++)
          {
            mercer_slices ((MercerSlicing) kind, 9, draw, s.directions, s.work);
            mercer_sliced_open (&s.sliced, s.directions, s.centre, s.y, s.work);
            mercer_sliced_evaluate (&s.sliced, s.x, s.velocity, &terms, s.work);
            for (size_t e = 0; e < 4 * N; e++)
              error[kind][many] += pow (s.velocity.data[e] - s.exact.data[e], 2);
          }
        tear_down (&s);
      }
  g_assert_cmpfloat (fabs (log (sqrt (error[0][0] / error[0][1]) / 8)), <, log (1.33));
  g_assert_cmpfloat (error[1][1], <, error[0][1]);
}

static void
test_directions (void)
{
  double data[24 * 5];
  MercerMatrix a = mercer_matrix (data, 24, 5);
  for (int kind = 0; kind < 3; kind++)
    {
      double mean = 0;
      mercer_slices ((MercerSlicing) kind, 3, 1, a, NULL);
      for (size_t i = 0; i < 24; i++)
        for (size_t j = 0; j <= i; j++)
          {
            double product = 0;
            for (size_t c = 0; c < 5; c++)
              product += *mercer_matrix_at (a, i, c) * *mercer_matrix_at (a, j, c);
            if (i == j)
              assert_close (product, 1, 1e-14, 0);
            else if (kind == MERCER_SLICES_ORTHOGONAL && i / 5 == j / 5)
              assert_close (product, 0, 0, 1e-14);
            mean += i == j ? 0 : product * product / (24 * 23 / 2.0);
          }
      /* independent directions in d dimensions: the mean of <xi, xi'>^2 is 1 / d */
      g_assert_cmpfloat (mean, <, 0.3);
    }
}

/* Against qsort, for sizes about the digits' and for values that crowd, tie or are all the same. */
static int
compare (const void *a, const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static void
test_sort (void)
{
  static const size_t sizes[] = { 1, 2, 3, 17, 300, 5000, 70000 };
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (int kind = 0; kind < 5; kind++)
      {
        size_t n = sizes[k];
        g_autofree double *v = g_new (double, n), *sorted = g_new (double, n), *want = g_new (double, n);
        g_autofree uint32_t *order = g_new (uint32_t, n);
        g_autofree uint64_t *a = g_new (uint64_t, n), *b = g_new (uint64_t, n);
        mercer_random_normals (2, k, 0, n, v);
        for (size_t i = 0; i < n; i++)
          v[i] = kind == 0   ? v[i]
                 : kind == 1 ? round (4 * v[i])
                 : kind == 2 ? 7
                 : kind == 3 ? (i == 0 ? 1e12 : v[i]) /* one far away: all others share a place */
                             : ldexp (v[i], (int) (i % 200) - 100);
        memcpy (want, v, n * sizeof *v);
        qsort (want, n, sizeof *want, compare);
        mercer_sort_order (n, v, order, sorted, &(MercerSortRoom){ a, b });
        g_assert_cmpmem (sorted, n * sizeof *v, want, n * sizeof *v);
        for (size_t i = 0; i < n; i++)
          {
            g_assert_true (v[order[i]] == sorted[i]);
            g_assert_true (i == 0 || sorted[i - 1] < sorted[i] || order[i - 1] < order[i]);
          }
      }
}

/* Stopped at any poll it says so. */
static void
test_stops (void)
{
  Setting s;
  MercerFlowTerms terms;
  set_up (&s, 2, N, M, 12, MERCER_SLICES_RANDOM);
  for (long poll = 0; poll < 12; poll++)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, poll);
      g_assert_cmpint (mercer_sliced_evaluate (&s.sliced, s.x, s.velocity, &terms, work), ==, MERCER_STOPPED);
      mercer_work_free (work);
    }
  s.x.data[3] = NAN;
  g_assert_cmpint (mercer_sliced_evaluate (&s.sliced, s.x, s.velocity, &terms, s.work), ==, MERCER_OK);
  g_assert_true (isnan (terms.objective) && s.velocity.data[0] == 0);
  tear_down (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sliced/constant", test_constant);
  g_test_add_func ("/sliced/sort", test_sort);
  g_test_add_func ("/sliced/directions", test_directions);
  g_test_add_func ("/sliced/line", test_line);
  g_test_add_func ("/sliced/plane", test_plane);
  g_test_add_func ("/sliced/gradient", test_gradient);
  g_test_add_func ("/sliced/rate", test_rate);
  g_test_add_func ("/sliced/stops", test_stops);
  return g_test_run ();
}
