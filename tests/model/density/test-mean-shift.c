/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes and basins against scipy's BFGS, plain mean shifts of every point and scikit-learn's MeanShift (golden/modes-scipy.ini). */
#include "mean-shift.h"

#include <string.h>

#include "kde-testing.h"
#include "random.h"

/* Rows of a sample, all of its numeric columns. */
static MercerMatrix
sample_table (const char *name, size_t d)
{
  const char *data = g_getenv ("MERCER_DATA");
  g_autofree char *path = g_build_filename (data != NULL ? data : "data", "samples", name, NULL), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  size_t n = g_strv_length (lines) - 1;
  MercerMatrix x = mercer_matrix (g_new (double, n * d), n, d);
  for (size_t i = 0; i < n; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i + 1], ",", -1);
      for (size_t c = 0; c < d; c++)
        *mercer_matrix_at (x, i, c) = g_ascii_strtod (cells[c], NULL);
    }
  return x;
}

/* z = L^-1 x in place, l lower triangular, column-major. */
static void
whiten (MercerMatrix x, const double *l)
{
  size_t d = x.cols;
  for (size_t i = 0; i < x.rows; i++)
    for (size_t a = 0; a < d; a++)
      {
        double *z = mercer_matrix_at (x, i, a);
        for (size_t b = 0; b < a; b++)
          *z -= l[a + b * d] * *mercer_matrix_at (x, i, b);
        *z /= l[a + a * d];
      }
}

static void
assert_modes (const MercerModes *modes, const double *l, const char *group)
{
  g_autoptr (GKeyFile) golden = golden_file ("modes-scipy.ini");
  gsize count, numbers;
  g_autofree double *log_f = g_key_file_get_double_list (golden, group, "log_f", &count, NULL);
  g_autofree double *at = g_key_file_get_double_list (golden, group, "modes", &numbers, NULL);
  size_t d = modes->d;
  for (size_t k = 0; k < modes->count; k++)
    g_test_message ("%s %zu: %.9f", group, k, modes->log_f[k]);
  g_assert_cmpuint (modes->count, ==, count);
  for (size_t k = 0; k < count; k++)
    {
      assert_close (modes->log_f[k], log_f[k], 1e-9, 0);
      for (size_t a = 0; a < d; a++)
        {
          double x = 0;
          for (size_t b = 0; b <= a; b++)
            x += l[a + b * d] * modes->at[k * d + b];
          assert_close (x, at[k * d + a], 1e-6, 0); /* BFGS stops at gradients of 1e-10 or when f no longer changes: 1e-7 or so */
        }
    }
}

/* How many points each mode's basin holds, to within `loose`. */
static void
assert_counts (const int *basin, size_t n, size_t modes, const char *group, int loose)
{
  g_autoptr (GKeyFile) golden = golden_file ("modes-scipy.ini");
  gsize count;
  g_autofree int *want = g_key_file_get_integer_list (golden, group, "counts", &count, NULL);
  g_assert_cmpuint (modes, ==, count);
  for (size_t k = 0; k < count; k++)
    {
      int got = 0;
      for (size_t i = 0; i < n; i++)
        got += basin[i] == (int) k;
      g_test_message ("%s %zu: %d, want %d", group, k, got, want[k]);
      g_assert_cmpint (abs (got - want[k]), <=, loose);
    }
}

static void
test_plane (void)
{
  static const struct
  {
    const char *group;
    double scale;
    int loose;
  } cases[] = { { "faithful", 1, 0 }, { "faithful-wide", 4, 0 }, { "faithful-fine", 0.15, 1 } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      MercerMatrix z = sample_table ("faithful.csv", 2);
      double s = sqrt (cases[k].scale), l[4] = { 0.2 * s, 1.5 * s, 0, sqrt (9 - 2.25) * s };
      whiten (z, l);
      MercerWork *work = mercer_work_new (0, NULL);
      MercerShift sample = { z, NULL, mercer_work_doubles (work, z.rows) };
      MercerShiftField field;
      MercerModes modes;
      int *basin = mercer_work_alloc (work, z.rows, sizeof *basin);
      g_assert_cmpint (mercer_shift_field (&sample, 384, &field, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_modes_of_plane (&sample, &field, &modes, work), ==, MERCER_OK);
      assert_modes (&modes, l, cases[k].group);
      g_assert_cmpint (mercer_modes_basins (&field, &modes, z, basin, work), ==, MERCER_OK);
      /* a point on a watershed may fall either way on a field of bins */
      assert_counts (basin, z.rows, modes.count, cases[k].group, cases[k].loose);
      mercer_work_free (work);
      g_free (z.data);
    }
}

/* The field's shift against the sums at the same places: bins of a fifth of a kernel blur it by a step^2 / 8 of variance, 0.5 %, and
 * interpolation as much. */
static void
test_field (void)
{
  MercerMatrix z = sample_table ("faithful.csv", 2);
  double l[4] = { 0.2, 1.5, 0, sqrt (9 - 2.25) };
  whiten (z, l);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerShift sample = { z, NULL, mercer_work_doubles (work, z.rows) };
  MercerShiftField field;
  g_assert_cmpint (mercer_shift_field (&sample, 384, &field, work), ==, MERCER_OK);
  for (size_t i = 0; i < z.rows; i += 5)
    {
      double at[2] = { *mercer_matrix_at (z, i, 0) + 0.7, *mercer_matrix_at (z, i, 1) - 1.3 }, want[2], got[2];
      mercer_shift (&sample, at, want, NULL);
      g_assert_true (mercer_shift_field_at (&field, at, got));
      for (int a = 0; a < 2; a++)
        assert_close (got[a], want[a], 0.01, 0.01);
    }
  double nowhere[2] = { 1e9, 0 }, shift[2];
  g_assert_false (mercer_shift_field_at (&field, nowhere, shift));
  mercer_work_free (work);
  g_free (z.data);
}

/* Weights are repetitions; a shift far from all points neither underflows nor misses the nearest one. */
static void
test_sums (void)
{
  double few[] = { 0, 1, 4, 2, 0, 1 }, many[] = { 0, 0, 0, 1, 4, 4, 2, 2, 2, 0, 1, 1 }, w[] = { 3, 1, 2 }, scratch[6];
  MercerShift a = { mercer_matrix (few, 3, 2), w, scratch }, b = { mercer_matrix (many, 6, 2), NULL, scratch };
  double at[2] = { 0.3, 0.4 }, p[2], q[2], c[4], e[4], far[2] = { 400, 1 };
  double f = mercer_shift (&a, at, p, c), g = mercer_shift (&b, at, q, e);
  assert_close (f, g, 1e-14, 0);
  for (int k = 0; k < 4; k++)
    assert_close (c[k], e[k], 1e-13, 1e-15);
  for (int k = 0; k < 2; k++)
    assert_close (p[k], q[k], 1e-13, 0);
  assert_close (mercer_shift (&a, far, p, NULL), log (2) - 0.5 * 396 * 396, 1e-14, 0);
  assert_close (p[0], -396, 1e-14, 0);
}

/* Kernels that end: the shift is the gradient of f, by differences (1e-6 of a length of 1e-4, where nothing jumps), and the bend its Hessian;
 * their volume is that of scipy's quad in one dimension and of the ball's in others: Epanechnikov's in the plane, pi R^2 / 2. */
static void
test_endings (void)
{
  double z[40], w[20], scratch[20], d = 1e-4;
  mercer_random_normals (7, 1, 0, 40, z);
  for (int i = 0; i < 20; i++)
    w[i] = 1 + i % 3;
  for (int p = 1; p <= MERCER_SHIFT_MAX_POWER; p++)
    {
      MercerShift sample = { mercer_matrix (z, 20, 2), w, scratch, p, mercer_shift_square (2, p) };
      double at[2] = { 0.31, -0.42 }, shift[2], bend[4], f[3][3], total = 0, none[2];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          f[i][j] = exp (mercer_shift (&sample, (double[]){ at[0] + (i - 1) * d, at[1] + (j - 1) * d }, none, NULL));
      assert_close (log (f[1][1]), mercer_shift (&sample, at, shift, bend), 1e-14, 0);
      for (int i = 0; i < 20; i++)
        total += scratch[i];
      double by = 2 * p * total / sample.square;
      assert_close (by * shift[0], (f[2][1] - f[0][1]) / (2 * d), 1e-6, 1e-6);
      assert_close (by * shift[1], (f[1][2] - f[1][0]) / (2 * d), 1e-6, 1e-6);
      assert_close (by * (bend[0] - 1), (f[2][1] - 2 * f[1][1] + f[0][1]) / (d * d), 1e-3, 1e-3);
      assert_close (by * (bend[3] - 1), (f[1][2] - 2 * f[1][1] + f[1][0]) / (d * d), 1e-3, 1e-3);
      assert_close (by * bend[1], (f[2][2] - f[2][0] - f[0][2] + f[0][0]) / (4 * d * d), 1e-3, 1e-3);
      g_assert_true (isinf (mercer_shift (&sample, (double[]){ 50, 0 }, shift, bend)));
      assert_close (shift[0], 0, 0, 0);
    }
  assert_close (mercer_shift_log_volume (2, 1), log (M_PI * 3), 1e-14, 0);
  assert_close (mercer_shift_log_volume (1, 2), log (16. / 15 * sqrt (7)), 1e-14, 0);
  assert_close (mercer_shift_log_volume (3, 0), 1.5 * log (2 * M_PI), 1e-14, 0);
}

/* Iris in its four columns by kernels that end. Epanechnikov's has many modes close beside each other, of which those nearer than a
 * twentieth of a kernel are one here: the highest, and each centre that scikit-learn keeps. */
static void
test_ending_modes (void)
{
  static const double h[4] = { 0.3, 0.24494897427831781, 0.4, 0.2 };
  static const char *const groups[] = { NULL, "iris-epanechnikov", "iris-biweight", "iris-triweight" };
  double l[16] = { 0 };
  for (int c = 0; c < 4; c++)
    l[5 * c] = h[c];
  for (int p = 1; p <= 3; p++)
    {
      MercerMatrix z = sample_table ("iris.csv", 4);
      whiten (z, l);
      MercerWork *work = mercer_work_new (0, NULL);
      MercerShift sample = { z, NULL, mercer_work_doubles (work, z.rows), p, mercer_shift_square (4, p) };
      MercerModes modes;
      int basin[150];
      g_assert_cmpint (mercer_modes_projected (&sample, 4, 150, 1, &modes, basin, NULL, work), ==, MERCER_OK);
      if (p > 1)
        {
          assert_modes (&modes, l, groups[p]);
          assert_counts (basin, 150, modes.count, groups[p], 0);
        }
      else
        {
          g_autoptr (GKeyFile) golden = golden_file ("modes-scipy.ini");
          gsize numbers;
          g_autofree double *heights = g_key_file_get_double_list (golden, groups[p], "log_f", NULL, NULL);
          g_autofree double *centres = g_key_file_get_double_list (golden, "iris-sklearn", "modes", &numbers, NULL);
          assert_close (modes.log_f[0], heights[0], 1e-9, 0);
          for (gsize k = 0; k < numbers / 4; k++)
            {
              double nearest = INFINITY;
              for (size_t m = 0; m < modes.count; m++)
                {
                  double square = 0;
                  for (int c = 0; c < 4; c++)
                    square += pow (modes.at[4 * m + c] - centres[4 * k + c] / h[c], 2);
                  nearest = MIN (nearest, sqrt (square));
                }
              g_assert_cmpfloat (nearest, <, 0.05);
            }
        }
      mercer_work_free (work);
      g_free (z.data);
    }
}

/* In the plane the field only shows the way: the modes are those of the points' own sums, as climbing from every point finds them. */
static void
test_ending_plane (void)
{
  double l[4] = { 0.2, 1.5, 0, sqrt (9 - 2.25) };
  for (int p = 2; p <= 3; p++)
    {
      MercerMatrix z = sample_table ("faithful.csv", 2);
      whiten (z, l);
      MercerWork *work = mercer_work_new (0, NULL);
      MercerShift sample = { z, NULL, mercer_work_doubles (work, z.rows), p, mercer_shift_square (2, p) };
      MercerShiftField field;
      MercerModes modes, slow;
      int basin[272], climbed[272];
      g_assert_cmpint (mercer_shift_field (&sample, 384, &field, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_modes_of_plane (&sample, &field, &modes, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_modes_basins (&field, &modes, z, basin, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_modes_projected (&sample, 2, 272, 1, &slow, climbed, NULL, work), ==, MERCER_OK);
      g_assert_cmpuint (modes.count, ==, slow.count);
      int differ = 0;
      for (size_t k = 0; k < modes.count; k++)
        assert_close (modes.log_f[k], slow.log_f[k], 1e-9, 0);
      for (size_t i = 0; i < z.rows; i++)
        differ += basin[i] != climbed[i];
      g_test_message ("power %d: %zu modes, %d points differ", p, modes.count, differ);
      g_assert_cmpint (differ, <=, 1); /* on a watershed */
      mercer_work_free (work);
      g_free (z.data);
    }
}

/* Four clumps in 40 columns, 12 of the kernel's sds apart in each of ten: climbing in 8 dimensions finds their four modes as climbing in
 * all 40 does. The theorem would ask for more dimensions than there are; its number for n = 1,000 and half the height by hand. A path goes
 * from its point to its mode, by places that rise in f. */
static void
test_high (void)
{
  enum { N = 400, D = 40, PATHS = 10, MOST = 64 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix z = mercer_work_matrix (work, N, D);
  for (size_t c = 0; c < D; c++)
    {
      double *column = mercer_matrix_column (z, c);
      mercer_random_normals (9, 1 + c, 0, N, column);
      for (size_t i = 0; i < N; i++)
        column[i] = 0.2 * column[i] + (c / 10 == i % 4 ? 12 : 0);
    }
  MercerShift sample = { .z = z, .scratch = mercer_work_doubles (work, N) };
  MercerModes modes[2];
  MercerShiftPaths paths = { PATHS, MOST, mercer_work_alloc (work, PATHS, sizeof (size_t)), mercer_work_doubles (work, PATHS * MOST * D) };
  int basin[2][N];
  g_assert_cmpint (mercer_modes_projected (&sample, 8, 100, 1, &modes[0], basin[0], &paths, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_modes_projected (&sample, D, 100, 1, &modes[1], basin[1], NULL, work), ==, MERCER_OK);
  g_assert_cmpuint (modes[0].count, ==, 4);
  g_assert_cmpuint (modes[1].count, ==, 4);
  for (int k = 0; k < 4; k++)
    assert_close (modes[0].log_f[k], modes[1].log_f[k], 1e-9, 0);
  for (int i = 0; i < N; i++)
    g_assert_cmpint (basin[0][i], ==, basin[1][i]);
  g_assert_cmpuint (paths.wanted, ==, PATHS);
  for (size_t p = 0; p < PATHS; p++)
    {
      const double *first = paths.at + p * MOST * D, *last = first + (paths.steps[p] - 1) * D;
      size_t start = 0;
      while (start < N && *mercer_matrix_at (z, start, 0) != first[0])
        start++;
      g_assert_cmpuint (start, <, N);
      double shift[D];
      g_assert_cmpuint (paths.steps[p], >, 1);
      for (size_t c = 0; c < D; c++)
        {
          assert_close (first[c], *mercer_matrix_at (z, start, c), 0, 0); /* one of the rows */
          assert_close (last[c], modes[0].at[(size_t) basin[0][start] * D + c], 0, 0.05);
        }
      g_assert_cmpfloat (mercer_shift (&sample, first, shift, NULL), <, mercer_shift (&sample, last, shift, NULL));
    }
  /* c = 0.5 / log 2000 = 0.0657815, 4 log 1000 / (c^2 / 2 - c^3 / 3) = 13356.6 */
  assert_close (mercer_shift_sure_dimensions (1000, 0.5), 13357, 0, 1);
  mercer_work_free (work);
}

/* Two kernels merge when they are two of their sds apart (Carreira-Perpinan and Williams 2003): on a line, closer by a thousandth they have
 * one mode, farther two. */
static void
test_two (void)
{
  for (int k = 0; k < 2; k++)
    {
      double apart = k == 0 ? 1.999 : 2.001, z[4] = { -0.5 * apart, 0.5 * apart, 0, 0 }, scratch[2];
      MercerWork *work = mercer_work_new (0, NULL);
      MercerShift sample = { mercer_matrix (z, 2, 2), NULL, scratch };
      double at[2] = { 0.6, 0.2 }, log_f;
      bool peaked;
      g_assert_cmpint (mercer_shift_climb (&sample, at, &log_f, &peaked, work), ==, MERCER_OK);
      g_assert_true (peaked);
      assert_close (at[1], 0, 0, 1e-9);
      if (k == 0)
        assert_close (at[0], 0, 0, 1e-5);
      else
        g_assert_cmpfloat (at[0], >, 0.01);
      mercer_work_free (work);
    }
}

static void
test_projected (void)
{
  static const double h[4] = { 0.3, 0.24494897427831781, 0.4, 0.2 };
  for (size_t low = 3; low <= 4; low++)
    {
      MercerMatrix z = sample_table ("iris.csv", 4);
      double l[16] = { 0 };
      for (int c = 0; c < 4; c++)
        l[5 * c] = h[c];
      whiten (z, l);
      MercerWork *work = mercer_work_new (0, NULL);
      MercerShift sample = { z, NULL, mercer_work_doubles (work, z.rows) };
      MercerModes modes;
      int basin[150];
      g_assert_cmpint (mercer_modes_projected (&sample, low, 150, 1, &modes, basin, NULL, work), ==, MERCER_OK);
      if (low == 4) /* nothing is projected: every point climbs as it does in the golden run */
        {
          assert_modes (&modes, l, "iris");
          assert_counts (basin, 150, modes.count, "iris", 0);
        }
      else /* what is lifted ends on a mode of the whole: the highest is among them */
        assert_close (modes.log_f[0], 2.84148376078, 1e-9, 0); /* of the golden file */
      mercer_work_free (work);
      g_free (z.data);
    }
}

static void
test_stops (void)
{
  MercerMatrix z = sample_table ("faithful.csv", 2);
  double l[4] = { 0.2, 1.5, 0, sqrt (9 - 2.25) };
  int basin[272];
  whiten (z, l);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerShift sample = { z, NULL, mercer_work_doubles (work, z.rows) };
  MercerShiftField field;
  MercerModes modes;
  g_assert_cmpint (mercer_shift_field (&sample, 128, &field, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_modes_of_plane (&sample, &field, &modes, work), ==, MERCER_OK);
  mercer_work_stop (work);
  g_assert_cmpint (mercer_modes_basins (&field, &modes, z, basin, work), ==, MERCER_STOPPED);
  g_assert_cmpint (mercer_modes_projected (&sample, 2, 20, 1, &modes, basin, NULL, work), ==, MERCER_STOPPED);
  mercer_work_free (work);
  g_free (z.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mean-shift/sums", test_sums);
  g_test_add_func ("/mean-shift/two", test_two);
  g_test_add_func ("/mean-shift/endings", test_endings);
  g_test_add_func ("/mean-shift/ending-modes", test_ending_modes);
  g_test_add_func ("/mean-shift/ending-plane", test_ending_plane);
  g_test_add_func ("/mean-shift/high", test_high);
  g_test_add_func ("/mean-shift/field", test_field);
  g_test_add_func ("/mean-shift/plane", test_plane);
  g_test_add_func ("/mean-shift/projected", test_projected);
  g_test_add_func ("/mean-shift/stops", test_stops);
  return g_test_run ();
}
