/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bend.h"

#include "random.h"
#include "testing.h"

enum { DRAWS = 60 };

static const struct
{
  const char *name;
  size_t bins;
  double reach;
  int kind; /* 0: affine, 1: spline, 2: both, 3: smooth, 4: smooth on the circle */
} cases[] = { { "affine", 0, 0, 0 }, { "spline of 2", 2, 3, 1 }, { "spline of 9", 9, 4, 1 }, { "affine, then spline", 5, 3.5, 2 },
            { "smooth", 5, 1, 3 },      { "smooth of one", 1, 1, 3 }, { "circle", 4, 1, 4 }, { "circle of one", 1, 1, 4 } };

static MercerBend
bend_at (size_t t, size_t bins)
{
  return cases[t].kind == 0   ? mercer_bend_affine ()
         : cases[t].kind == 1 ? mercer_bend_spline (bins, cases[t].reach)
         : cases[t].kind == 3 ? mercer_bend_smooth (bins)
         : cases[t].kind == 4 ? mercer_bend_smooth_circle (bins)
                              : mercer_bend_affine_spline (bins, cases[t].reach);
}

static MercerBend
bend_of (size_t t)
{
  return bend_at (t, cases[t].bins);
}

static void
draw (size_t k, double spread, const MercerBend *bend, double *u, double *a)
{
  *u = bend->bounded ? mercer_random_uniform (1, 2, k) : 2.2 * mercer_random_normal (1, 2, k);
  for (size_t q = 0; q < bend->numbers; q++)
    a[q] = spread * mercer_random_normal (3, k, q);
}

/* Raw numbers of 0 leave all as it is. */
static void
test_identity (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases) && cases[t].kind < 3; t++)
    {
      MercerBend bend = bend_of (t);
      double a[MERCER_BEND_MOST] = { 0 }, u, y, slope, none[MERCER_BEND_MOST];
      for (size_t k = 0; k < DRAWS; k++)
        {
          draw (k, 0, &bend, &u, none);
          bend.forward (&bend, u, a, &y, &slope, NULL, NULL);
          assert_close (y, u, 1e-13, 1e-13);
          assert_close (slope, 0, 0, 1e-12);
        }
    }
}

/* On the circle values that differ by whole turns are the same: the one nearest to `at`. */
static double
nearest (const MercerBend *bend, double value, double at)
{
  return bend->circle ? value - rint (value - at) : value;
}

/* u back from y; the slope is the same from both sides. Rounding, times slopes of up to e^6. */
static void
test_inverse (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    for (size_t k = 0; k < DRAWS; k++)
      {
        MercerBend bend = bend_of (t);
        double a[MERCER_BEND_MOST], u, y, slope, back, again;
        draw (k, 1.5, &bend, &u, a);
        bend.forward (&bend, u, a, &y, &slope, NULL, NULL);
        bend.inverse (&bend, y, a, &back, &again);
        assert_close (nearest (&bend, back, u), u, 1e-10, 1e-10);
        assert_close (again, slope, 0, 1e-8);
        g_assert_true (!bend.circle || (y >= 0 && y < 1 && back >= 0 && back <= 1));
      }
}

/* Both values' derivatives in u and in each raw number, and the slope, against central differences of step 1e-5. */
static void
test_derivatives (void)
{
  const double h = 1e-5;
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    for (size_t k = 0; k < DRAWS; k++)
      {
        MercerBend bend = bend_of (t);
        double a[MERCER_BEND_MOST], u, y, slope, by_y[MERCER_BEND_MOST + 1], by_slope[MERCER_BEND_MOST + 1], plain, plain_slope;
        draw (k, 1, &bend, &u, a);
        bend.forward (&bend, u, a, &y, &slope, by_y, by_slope);
        bend.forward (&bend, u, a, &plain, &plain_slope, NULL, NULL);
        assert_close (plain, y, 1e-14, 1e-14);
        assert_close (plain_slope, slope, 1e-12, 1e-12);
        assert_close (exp (slope), by_y[0], 1e-12, 0);
        for (size_t q = 0; q <= bend.numbers; q++)
          {
            double up[2], down[2], *moved = q == 0 ? &u : &a[q - 1], was = *moved;
            *moved = was + h;
            bend.forward (&bend, u, a, &up[0], &up[1], NULL, NULL);
            *moved = was - h;
            bend.forward (&bend, u, a, &down[0], &down[1], NULL, NULL);
            *moved = was;
            assert_close (by_y[q], (nearest (&bend, up[0], y) - nearest (&bend, down[0], y)) / (2 * h), 1e-6, 1e-7);
            assert_close (by_slope[q], (up[1] - down[1]) / (2 * h), 1e-5, 1e-5);
          }
      }
}

/* The smooth map keeps the ends of its interval, and all its slopes there are those of its straight part: ramps are flat to every order
 * where they begin. The inverse's derivatives by the implicit function theorem, du/dy = 1 / g', du/da = - (dg/da) / g', from those of
 * the forward map, against central differences of the inverse. */
static void
test_smooth (void)
{
  const double h = 1e-5;
  MercerBend bend = mercer_bend_smooth (4);
  for (size_t k = 0; k < DRAWS; k++)
    {
      double a[MERCER_BEND_MOST], u, y, slope, back, again, by_y[MERCER_BEND_MOST + 1], by_slope[MERCER_BEND_MOST + 1], up, down;
      draw (k, 1, &bend, &u, a);
      bend.forward (&bend, 0, a, &y, &slope, NULL, NULL);
      assert_close (y, 0, 0, 1e-15);
      bend.forward (&bend, 1, a, &y, &slope, NULL, NULL);
      assert_close (y, 1, 1e-14, 0);
      y = u; /* any place of the interval */
      bend.inverse (&bend, y, a, &back, &slope);
      bend.forward (&bend, back, a, &again, &slope, by_y, by_slope);
      for (size_t q = 0; q <= bend.numbers; q++)
        {
          double *moved = q == 0 ? &y : &a[q - 1], was = *moved;
          *moved = was + h;
          bend.inverse (&bend, y, a, &up, &again);
          *moved = was - h;
          bend.inverse (&bend, y, a, &down, &again);
          *moved = was;
          if (y > h && y < 1 - h)
            assert_close ((q == 0 ? 1 : -by_y[q]) / by_y[0], (up - down) / (2 * h), 1e-4, 1e-6);
        }
    }
}

/* The map of the circle from its formula, all turns summed one by one, with S written as its definition; the derivatives at the
 * seam from both sides, of orders 0 to 2 of the slope by differences (h^2 of the fifth derivative, 1e-16 / h^2); once around
 * is once around. */
static void
test_circle (void)
{
  enum { K = 4 };
  const double h = 1e-4;
  MercerBend bend = mercer_bend_smooth_circle (K);
  for (size_t k = 0; k < DRAWS; k++)
    {
      double a[MERCER_BEND_MOST], u, y, slope, mixed = 0, shares = 0, start = log (expm1 (0.5 * K)), gate, at[5], around[5];
      draw (k, 1, &bend, &u, a);
      for (size_t r = 0; r < K; r++)
        shares += exp (a[r]);
      for (size_t r = 0; r < K; r++)
        for (int j = -9; j <= 9; j++)
          {
            double steep = 1 + log1p (exp (a[2 * K + r] + start)), place = (0.5 + (double) r) / K + 0.25 * a[K + r];
            double s = steep * (u - j - place) + 0.5, up = s > 0 ? exp (-1 / s) : 0, down = s < 1 ? exp (-1 / (1 - s)) : 0;
            mixed += exp (a[r]) / shares * (up / (up + down) - (j < 0));
          }
      gate = 0.02 + 0.98 / (1 + exp (-a[3 * K]));
      bend.forward (&bend, u, a, &y, &slope, NULL, NULL);
      assert_close (nearest (&bend, gate * u + (1 - gate) * mixed, y), y, 0, 1e-13);
      for (int j = 0; j < 5; j++)
        {
          bend.forward (&bend, (j - 2) * h, a, &y, &at[j], NULL, NULL);
          bend.forward (&bend, 1 + (j - 2) * h, a, &y, &around[j], NULL, NULL);
          assert_close (at[j], around[j], 0, 1e-9);
        }
      double before = (3 * at[2] - 4 * at[1] + at[0]) / (2 * h), after = (-3 * at[2] + 4 * at[3] - at[4]) / (2 * h);
      assert_close (before, after, 1e-3, 1e-2);
    }
}

/* Gregory and Delbourgo's interpolant written as they did (1982, Piecewise rational quadratic interpolation to monotonic data,
 * from the values and slopes at the ends): with theta the place in an interval of slope D between values f0, f1 with slopes d0, d1,
 *   f0 + (f1 - f0) (D theta^2 + d0 theta (1 - theta)) / (D + (d0 + d1 - 2 D) theta (1 - theta)),
 * and at the knots themselves the interpolation conditions: values and slopes. Knots are found from outside: by the widths,
 * heights and slopes that the raw numbers say, computed here anew. */
static void
test_spline (void)
{
  enum { K = 6 };
  const double reach = 3, floor = 0.02;
  MercerBend bend = mercer_bend_spline (K, reach);
  double a[MERCER_BEND_MOST], u, x[K + 1] = { -3 }, f[K + 1] = { -3 }, d[K + 1], sums[2] = { 0, 0 };
  draw (5, 1, &bend, &u, a);
  for (size_t k = 0; k < K; k++)
    {
      sums[0] += exp (a[k]);
      sums[1] += exp (a[K + k]);
    }
  for (size_t k = 0; k < K; k++)
    {
      x[k + 1] = x[k] + 2 * reach * (floor / K + (1 - floor) * exp (a[k]) / sums[0]);
      f[k + 1] = f[k] + 2 * reach * (floor / K + (1 - floor) * exp (a[K + k]) / sums[1]);
      d[k] = k == 0 ? 1 : floor + log (1 + exp (a[2 * K + k - 1]) * (exp (1 - floor) - 1));
    }
  d[K] = 1;
  for (size_t k = 0; k < K; k++)
    for (int part = 0; part <= 10; part++)
      {
        double theta = part / 10.0, y, slope, between = (f[k + 1] - f[k]) / (x[k + 1] - x[k]);
        double want = f[k] + (f[k + 1] - f[k]) * (between * theta * theta + d[k] * theta * (1 - theta))
                                 / (between + (d[k] + d[k + 1] - 2 * between) * theta * (1 - theta));
        bend.forward (&bend, x[k] + theta * (x[k + 1] - x[k]), a, &y, &slope, NULL, NULL);
        assert_close (y, want, 0, 1e-12);
        if (part % 10 == 0)
          {
            assert_close (y, f[k + (size_t) part / 10], 0, 1e-12);
            assert_close (slope, log (d[k + (size_t) part / 10]), 0, 1e-9);
          }
      }
}

/* The largest difference of two bends' values over the line or the interval, where `b` is what the first has become. */
static double
farthest (const MercerBend *bend, const double *a, const MercerBend *to)
{
  enum { POINTS = 400 };
  double b[MERCER_BEND_MOST], most = 0, y, next, slope;
  bend->become (bend, a, to, b);
  for (size_t k = 0; k <= POINTS; k++)
    {
      double u = (double) k / POINTS;
      u = bend->bounded ? u : 1.2 * bend->reach * (2 * u - 1);
      bend->forward (bend, u, a, &y, &slope, NULL, NULL);
      to->forward (to, u, b, &next, &slope, NULL, NULL);
      most = MAX (most, fabs (nearest (bend, next, y) - y));
    }
  return most / (bend->bounded ? 1 : bend->reach);
}

/* As many bins make the same bend to rounding, more of them one that is nowhere off by more than a twentieth of its range. Of splines the
 * knots lie on the old one with its slopes, which is interpolation of order 4: with four times the bins less than a fifth (2^-4, and room
 * for knots that are not yet close) of what is left with twice as many. */
static void
test_become (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      MercerBend bend = bend_of (t), same = bend_of (t), twice, thrice;
      if (bend.become == NULL || bend.bins < 2)
        continue;
      bool smooth = cases[t].kind >= 3;
      twice = bend_at (t, 2 * bend.bins);
      thrice = bend_at (t, smooth ? bend.bins + 1 : 4 * bend.bins > 20 ? 20 : 4 * bend.bins);
      double most[3] = { 0, 0, 0 };
      for (size_t k = 0; k < DRAWS; k++)
        {
          double a[MERCER_BEND_MOST], u;
          draw (k, 0.7, &bend, &u, a);
          most[0] = MAX (most[0], farthest (&bend, a, &same));
          most[1] = MAX (most[1], farthest (&bend, a, &twice));
          most[2] = MAX (most[2], farthest (&bend, a, &thrice));
        }
      g_test_message ("%s: %g, %g, %g", cases[t].name, most[0], most[1], most[2]);
      g_assert_cmpfloat (most[0], <, 1e-12);
      g_assert_cmpfloat (most[1], <, 0.05);
      g_assert_cmpfloat (most[2], <, !smooth && thrice.bins == 4 * bend.bins ? 0.2 * most[1] : 0.05);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bend/identity", test_identity);
  g_test_add_func ("/bend/inverse", test_inverse);
  g_test_add_func ("/bend/derivatives", test_derivatives);
  g_test_add_func ("/bend/smooth", test_smooth);
  g_test_add_func ("/bend/circle", test_circle);
  g_test_add_func ("/bend/spline", test_spline);
  g_test_add_func ("/bend/become", test_become);
  return g_test_run ();
}
