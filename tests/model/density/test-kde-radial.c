/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Radial kernels against numpy and scipy (golden/kde-radial.ini, written from the definition), and against themselves: exact and binned, whole
 * and on slices, one width and many. */
#include "kde.h"

#include <string.h>

#include "kde-testing.h"
#include "pool.h"
#include "quadrature.h"

enum { SIDE = 48 };

static const MercerKdeShape *
shape_of (const char *id)
{
  const MercerKdeShape *shape = mercer_kde_shapes;
  while (!g_str_equal (shape->id, id))
    shape++;
  return shape;
}

static double *
numbers (GKeyFile *golden, const char *group, const char *key, gsize *n)
{
  double *list = g_key_file_get_double_list (golden, group, key, n, NULL);
  g_assert_nonnull (list);
  return list;
}

static MercerKde
radial (MercerMatrix x, const char *shape, const double *h)
{
  MercerKde kde = gaussian (x, h);
  for (size_t a = 0; a < x.cols; a++)
    kde.axis[a].shape = shape_of (shape);
  kde.radial = x.cols;
  return kde;
}

/* --- The kernels ---------------------------------------------------------------------------------------- */

/* Golden values of quadratures with 1e-13 of relative accuracy; of the sinc 1e-15 absolute, and sums of some of those. */
static void
test_kernels (void)
{
  g_autoptr (GKeyFile) golden = golden_file ("kde-radial.ini");
  gsize m, two;
  g_autofree double *r = numbers (golden, "at", "distances", &m);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t d = 2; d <= 3; d++)
      {
        MercerKdeRadial kernel;
        double k[32];
        g_autofree double *sd = numbers (golden, shape->id, "sd", &two);
        g_autofree double *want = numbers (golden, shape->id, d == 2 ? "k2" : "k3", &m);
        g_assert_true (mercer_kde_radial_init (&kernel, shape, d));
        mercer_kde_radial_values (&kernel, m, r, k);
        assert_close (kernel.sd, sd[d - 2], 1e-12, 0);
        for (size_t j = 0; j < m; j++)
          assert_close (k[j], want[j], 1e-11, 1e-13);
      }
  MercerKdeRadial none;
  g_assert_false (mercer_kde_radial_init (&none, shape_of ("sinc"), 7));
}

/* In one column a radial kernel is the shape itself; a Gaussian is one in all. */
static void
test_identities (void)
{
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    {
      MercerKdeRadial kernel;
      double r[] = { 0, 0.2, 0.77, 2.5, 30, 333.3 }, k[6], want[6];
      g_assert_true (mercer_kde_radial_init (&kernel, shape, 1));
      mercer_kde_radial_values (&kernel, 6, r, k);
      shape->values (6, r, want);
      for (int j = 0; j < 6; j++)
        assert_close (k[j], want[j], 1e-12, 1e-14);
      assert_close (kernel.sd, shape->sd, 1e-12, 0);
    }
  for (size_t d = 1; d <= 6; d++)
    {
      MercerKdeRadial kernel;
      mercer_kde_radial_init (&kernel, &mercer_kde_shapes[0], d);
      assert_close (kernel.sd, 1, 1e-13, 0);
      double zero = 0, k;
      mercer_kde_radial_values (&kernel, 1, &zero, &k);
      assert_close (k, pow (2 * M_PI, -0.5 * (double) d), 1e-13, 0);
    }
}

/* The integral over the plane and over space, by the radius in rings no wider than the kernel changes in: 1. The sinc's rings alternate and
 * fall as R^-3/2 when they are added up to R: at 4,000 in the plane, 1e-6 is left. */
static void
test_integrals (void)
{
  enum { NODES = 24 };
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (size_t d = 2; d <= 3; d++)
      {
        MercerKdeRadial kernel;
        mercer_kde_radial_init (&kernel, shape, d);
        double end = shape->negative ? 4000 : isfinite (shape->support) ? 1 : 100, sum = 0, sphere = d == 2 ? 2 * M_PI : 4 * M_PI;
        size_t rings = (size_t) MAX (end, 1);
        for (size_t p = 0; p < rings; p++)
          {
            double r[NODES], weight[NODES], k[NODES];
            mercer_legendre_nodes (NODES, (double) p * end / (double) rings, (double) (p + 1) * end / (double) rings, r, weight);
            mercer_kde_radial_values (&kernel, NODES, r, k);
            for (size_t i = 0; i < NODES; i++)
              sum += weight[i] * k[i] * sphere * pow (r[i], (double) d - 1);
          }
        g_test_message ("%s in %zu: %.3g", shape->id, d, sum - 1);
        if (!shape->negative || d == 2) /* in space the sinc's rings do not die out: its integral is the limit of means */
          assert_close (sum, 1, shape->negative ? 1e-4 : 1e-12, 0);
      }
}

/* --- Densities -------------------------------------------------------------------------------------------- */

static MercerMatrix
faithful (double *x)
{
  Column eruptions = sample_column ("eruptions"), waiting = sample_column ("waiting");
  size_t n = eruptions.n;
  memcpy (x, eruptions.x, n * sizeof (double));
  memcpy (x + n, waiting.x, n * sizeof (double));
  for (size_t i = 0; i < n; i++)
    x[i + 2 * n] = x[i] * x[i + n] / 60;
  g_free (eruptions.x);
  g_free (waiting.x);
  return mercer_matrix (x, n, 3);
}

static void
test_golden (void)
{
  static const char *const cases[] = { "plain", "leaning", "columns" };
  g_autoptr (GKeyFile) golden = golden_file ("kde-radial.ini");
  double data[3 * 300];
  MercerMatrix all = faithful (data);
  for (const MercerKdeShape *shape = mercer_kde_shapes; shape->id != NULL; shape++)
    for (int c = 0; c < 3; c++)
      {
        gsize m, n_at, n_h;
        g_autofree double *at = numbers (golden, "at", c == 2 ? "three" : "two", &n_at);
        g_autofree double *h = numbers (golden, "at", cases[c], &n_h), *want = numbers (golden, shape->id, cases[c], &m);
        MercerMatrix x = all;
        double got[32], most = 0;
        x.cols = c == 2 ? 3 : 2;
        if (c == 2 && shape->negative)
          x.rows = 10;
        MercerKde kde = radial (x, shape->id, h);
        kde.full = c == 1;
        memcpy (kde.h, h, MIN (sizeof kde.h, n_h * sizeof *h));
        g_assert_cmpint (mercer_kde_at (&kde, mercer_matrix (at, n_at / x.cols, x.cols), got, NULL), ==, MERCER_OK);
        for (size_t j = 0; j < m; j++)
          most = MAX (most, want[j]);
        for (size_t j = 0; j < m; j++)
          assert_close (got[j], want[j], 0, 1e-10 * most);
      }
}

/* On the grid as at its points: the whole, a plane cut from three columns, a line cut from two. */
static void
test_grids (void)
{
  double data[3 * 300], at0[SIDE], at1[SIDE], h[3] = { 0.4, 6, 0.5 }, third = 4.1;
  MercerMatrix all = faithful (data);
  size_t m[2] = { SIDE, SIDE };
  g_autofree double *f = g_new (double, SIDE * SIDE), *want = g_new (double, SIDE * SIDE), *z = g_new (double, 3 * SIDE * SIDE);
  spread (SIDE, 0, 7, at0);
  spread (SIDE, 30, 110, at1);
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t k = 0; k < SIDE * SIDE; k++)
    {
      z[k] = at0[k % SIDE];
      z[k + SIDE * SIDE] = at1[k / SIDE];
      z[k + 2 * SIDE * SIDE] = third;
    }
  for (const MercerKdeShape *shape = mercer_kde_shapes + 1; shape->id != NULL; shape++)
    for (int cut = 0; cut < 3; cut++)
      {
        MercerMatrix x = all, places = mercer_matrix (z, SIDE * SIDE, cut == 1 ? 3 : 2);
        double off[300], weights[300], most = 0;
        x.cols = places.cols;
        MercerKde kde = radial (x, shape->id, h);
        mercer_kde_at (&kde, places, want, work);
        size_t out = cut == 0 ? 0 : x.cols - 1; /* the column that is not drawn */
        for (size_t i = 0; i < x.rows && cut > 0; i++)
          {
            double away = (*mercer_matrix_at (x, i, out) - (cut == 1 ? third : at1[SIDE / 2])) / h[out];
            off[i] = away * away;
            weights[i] = 1 / ((double) x.rows * h[out]);
          }
        if (cut > 0)
          {
            kde.x.cols = out;
            kde.off = off;
            kde.weights = weights;
          }
        g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at0, at1 }, f, work), ==, MERCER_OK);
        size_t count = cut == 2 ? SIDE : SIDE * SIDE, first = cut == 2 ? SIDE / 2 * SIDE : 0;
        for (size_t k = 0; k < count; k++)
          most = MAX (most, fabs (want[first + k]));
        for (size_t k = 0; k < count; k++)
          if (shape != shape_of ("box")) /* whose edge rounding may cross */
            assert_close (f[k], want[first + k], 0, 1e-13 * most);
          else
            g_assert_cmpfloat (fabs (f[k] - want[first + k]), <, 0.1 * most);
      }
  mercer_work_free (work);
}

/* Points that stand on the lattice are binned without an error: the transforms must give the sum over points. On as wide a lattice, the mass. */
static void
test_binned (void)
{
  enum { N = 200 };
  double x[2 * N], low[2] = { -8, -12 }, high[2] = { 8, 12 }, step[2], at0[4 * SIDE], at1[4 * SIDE];
  size_t m[2] = { 4 * SIDE, 4 * SIDE };
  clumps (N, 2, x);
  spread (m[0], low[0], high[0], at0);
  spread (m[1], low[1], high[1], at1);
  for (int a = 0; a < 2; a++)
    step[a] = (high[a] - low[a]) / (double) (m[a] - 1);
  for (size_t i = 0; i < 2 * N; i++)
    x[i] = low[i / N] + step[i / N] * round ((x[i] - low[i / N]) / step[i / N]);
  MercerBins bins;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerRows rows = { .n = N, .d = 2, .x = { x, x + N } };
  g_assert_cmpint (mercer_bins_init (&bins, 2, low, high, m), ==, MERCER_OK);
  g_assert_cmpint (mercer_bins_add (&bins, &rows, work), ==, MERCER_OK);
  g_autofree double *f = g_new (double, m[0] * m[1]), *want = g_new (double, m[0] * m[1]);
  for (const MercerKdeShape *shape = mercer_kde_shapes + 1; shape->id != NULL; shape++)
    for (int full = 0; full < 2; full++)
      {
        MercerKde kde = radial (mercer_matrix (x, N, 2), shape->id, (double[]){ 0.31, 0.53 });
        kde.full = full == 1;
        memcpy (kde.h, (double[]){ 0.11, 0.09, 0.29 }, sizeof kde.h);
        double most = 0;
        g_assert_cmpint (mercer_kde_grid (&kde, m, (const double *[]){ at0, at1 }, want, work), ==, MERCER_OK);
        g_assert_cmpint (mercer_kde_binned_full (&kde, &bins, f, work), ==, MERCER_OK);
        for (size_t k = 0; k < m[0] * m[1]; k++)
          most = MAX (most, want[k]);
        for (size_t k = 0; k < m[0] * m[1] && shape != shape_of ("box"); k++)
          assert_close (f[k], want[k], 0, 1e-12 * most);
        double mass = mercer_kde_mass (2, m, step, f);
        g_test_message ("%s: mass on the lattice %.6f", shape->id, mass);
        /* the lattice's own error, since the integral is 1 (above): a jump at the edge costs more than a kink, or than the exponential's
         * point; the sinc has rings beyond the frame */
        double tolerance = shape->negative ? 1e-2 : shape == shape_of ("box") ? 3e-2 : 5e-3;
        assert_close (mass, 1, tolerance, 0);
      }
  mercer_bins_clear (&bins);
  mercer_work_free (work);
}

/* --- Widths ------------------------------------------------------------------------------------------------ */

/* Twice as wide points are points of twice the bandwidth, wherever they are summed. */
static void
test_widths (void)
{
  double data[3 * 300], at0[SIDE], at1[SIDE], widths[300], one[SIDE * SIDE], two[SIDE * SIDE], h[2] = { 0.3, 5 };
  MercerMatrix x = faithful (data);
  size_t m[2] = { SIDE, SIDE };
  x.cols = 2;
  spread (SIDE, 0, 7, at0);
  spread (SIDE, 30, 110, at1);
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t i = 0; i < x.rows; i++)
    widths[i] = 2;
  for (int full = 0; full < 2; full++)
    for (int on_grid = 0; on_grid < 2; on_grid++)
      {
        MercerKde kde = radial (x, "biweight", h), wide = radial (x, "biweight", (double[]){ 0.6, 10 });
        kde.widths = widths;
        kde.full = wide.full = full == 1;
        memcpy (kde.h, (double[]){ 0.1, 0.9, 20 }, sizeof kde.h);
        memcpy (wide.h, (double[]){ 0.4, 3.6, 80 }, sizeof wide.h);
        if (on_grid)
          {
            mercer_kde_grid (&kde, m, (const double *[]){ at0, at1 }, one, work);
            mercer_kde_grid (&wide, m, (const double *[]){ at0, at1 }, two, work);
          }
        else
          {
            mercer_kde_at (&kde, x, one, work);
            mercer_kde_at (&wide, x, two, work);
          }
        for (size_t k = 0; k < (on_grid ? SIDE * SIDE : x.rows); k++)
          assert_close (one[k], two[k], 1e-12, 1e-16);
      }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/radial/kernels", test_kernels);
  g_test_add_func ("/radial/identities", test_identities);
  g_test_add_func ("/radial/integrals", test_integrals);
  g_test_add_func ("/radial/golden", test_golden);
  g_test_add_func ("/radial/grids", test_grids);
  g_test_add_func ("/radial/binned", test_binned);
  g_test_add_func ("/radial/widths", test_widths);
  return g_test_run ();
}
