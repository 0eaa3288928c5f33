/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dip against R's diptest 0.76 and against its definition. */
#include "dip.h"

#include <string.h>

#include "kde-testing.h"
#include "random.h"

static int
ascending (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

static MercerDip
dip_of (double *x, size_t n)
{
  g_autofree size_t *link = g_new (size_t, 4 * n);
  qsort (x, n, sizeof *x, ascending);
  return mercer_dip (x, n, link);
}

/* dip (x, full.result = TRUE) of R's diptest 0.76: dip, xl, xu. The same algorithm in double precision: 1e-13. */
static void
test_r (void)
{
  static const struct
  {
    const char *name;
    double dip, low, high;
  } golden[] = {
    { "eruptions", 0.092381026306875946, 3.833, 4.833 },
    { "waiting", 0.041436887254901959, 73, 86 },
    { "galaxies", 0.035359523325956738, 19330, 20221 },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (golden); k++)
    {
      Column column = sample_column (golden[k].name);
      MercerDip dip = dip_of (column.x, column.n);
      assert_close (dip.dip, golden[k].dip, 1e-13, 0);
      assert_close (dip.low, golden[k].low, 1e-12, 0);
      assert_close (dip.high, golden[k].high, 1e-12, 0);
      g_free (column.x);
    }
  double x[60];
  for (int i = 0; i < 60; i++)
    x[i] = i * 37 % 101 + i % 3 * 50;
  assert_close (dip_of (x, 60).dip, 0.02, 1e-13, 0); /* R */
  for (int i = 0; i < 20; i++)
    x[i] = pow (i + 1, 3);
  assert_close (dip_of (x, 20).dip, 0.025, 1e-13, 0); /* R; a convex quantile function has the least there is, 1 / 2n */
  double two[] = { 0, 1, 0, 1, 0, 1 };
  assert_close (dip_of (two, 6).dip, 0.25, 1e-13, 0); /* the most there is: two points of equal mass */
  double one[] = { 3, 3, 3 };
  assert_close (dip_of (one, 3).dip, 1.0 / 6, 1e-13, 0);
  assert_close (dip_of (one, 1).dip, 0.5, 1e-13, 0);
}

/* --- From the definition -------------------------------------------------------------------------------------- */

/* Least t for which a convex function fits within t of F over values 0..mode (distinct, F jumping from i / n to (i + 1) / n at value
 * i): half the greatest excess of F's upper corners over the convex minorant of its lower ones. Concave ones by symmetry. */
static double
convex_misfit (const double *x, size_t count, double n)
{
  double most = 0;
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i <= k; i++)
      for (size_t j = k; j < count; j++)
        {
          double t = j > i ? (x[k] - x[i]) / (x[j] - x[i]) : 0;
          double chord = ((double) i + t * (double) (j - i)) / n; /* of lower corners: the minorant is the least of these */
          most = MAX (most, ((double) k + (k + 1 < count ? 1 : 0)) / n - chord);
        }
  return 0.5 * most;
}

/* The least over modes; at the mode itself F may jump, so that its last upper corner belongs to neither half. That bounds the dip from
 * below; joining the halves can only cost more, which is the upper bound mercer_dip () must meet where the halves join freely. */
static double
lower_bound (const double *x, size_t n)
{
  double best = INFINITY, mirrored[64];
  for (size_t mode = 0; mode < n; mode++)
    {
      for (size_t i = mode; i < n; i++)
        mirrored[n - 1 - i] = -x[i];
      best = MIN (best, MAX (convex_misfit (x, mode + 1, (double) n), convex_misfit (mirrored, n - mode, (double) n)));
    }
  return MAX (best, 0.5 / (double) n);
}

static void
test_definition (void)
{
  for (uint64_t seed = 0; seed < 40; seed++)
    {
      double x[40];
      size_t n = 10 + seed % 31;
      mercer_random_normals (seed, 1, 0, n, x);
      for (size_t i = 0; i < n; i++)
        x[i] = i % 2 == 0 ? x[i] : 5 + 0.3 * x[i];
      double dip = dip_of (x, n).dip;
      g_test_message ("%zu: %.6f %.6f", n, dip, lower_bound (x, n));
      g_assert_cmpfloat (dip, >=, lower_bound (x, n) - 1e-12);
      /* shifts and stretches change nothing, nor does a mirror */
      double mirrored[40];
      for (size_t i = 0; i < n; i++)
        mirrored[i] = 7 - 3 * x[i];
      assert_close (dip_of (mirrored, n).dip, dip, 1e-11, 0);
    }
}

/* R: dip.test (waiting, simulate.p.value = TRUE, B = 200000): 0.00181; galaxies: 0.67566 (seed 1). Two samples of 20,000 differ by
 * four standard errors of sqrt (p (1 - p) / 20000) at most. */
static void
test_p_value (void)
{
  static const struct
  {
    const char *name;
    double p;
  } golden[] = { { "waiting", 0.00181 }, { "galaxies", 0.67566 } };
  enum { COUNT = 20000 };
  for (size_t k = 0; k < G_N_ELEMENTS (golden); k++)
    {
      Column column = sample_column (golden[k].name);
      MercerDip dip = dip_of (column.x, column.n);
      MercerWork *work = mercer_work_new (0, NULL);
      g_assert_cmpint (mercer_dip_test (&dip, column.n, COUNT, 5, work), ==, MERCER_OK);
      assert_close (dip.p_value, golden[k].p, 0, 4 * sqrt (golden[k].p * (1 - golden[k].p) / COUNT) + 1.0 / COUNT);
      mercer_work_stop (work);
      g_assert_cmpint (mercer_dip_test (&dip, column.n, COUNT, 5, work), ==, MERCER_STOPPED);
      mercer_work_free (work);
      g_free (column.x);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dip/r", test_r);
  g_test_add_func ("/dip/definition", test_definition);
  g_test_add_func ("/dip/p-value", test_p_value);
  return g_test_run ();
}
