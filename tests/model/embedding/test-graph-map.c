/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "graph-map.h"
#include "linalg.h"
#include "random.h"
#include "testing.h"

static MercerKernel *
bound (const char *text)
{
  const char *const names[] = { "a", "b" };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  MercerKernel *out = mercer_kernel_bind (kernel, names, 2, NULL);
  g_assert_nonnull (out);
  return out;
}

/* n points on a circle of radius 1: every similarity matrix is circulant, and so its eigenvalues are cosine sums of a row. */
static void
circle (size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    {
      x[i] = cos (2 * M_PI * (double) i / (double) n);
      x[i + n] = sin (2 * M_PI * (double) i / (double) n);
    }
}

static void
test_circle (void)
{
  enum { N = 60, K = 4 };
  double x[2 * N], first = 0, none = 0, all = 0, with_self = 0;
  circle (N, x);
  g_autoptr (MercerKernel) kernel = bound ("RBF(lengthscale=0.4)");
  for (size_t i = 0; i < N; i++)
    {
      double w = exp (-((1 - x[i]) * (1 - x[i]) + x[i + N] * x[i + N]) / (2 * 0.16));
      all += w;
      with_self += w * x[i];
      none += i > 0 ? w : 0;
      first += i > 0 ? w * x[i] : 0;
    }
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSimilarity similarity;
  MercerGraphMap map;
  g_assert_cmpint (mercer_similarity (kernel, mercer_matrix (x, N, 2), 0, &similarity, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_laplacian_eigenmap (&similarity, K, &map, work), ==, MERCER_OK);
  assert_close (map.values[0], 1 - first / none, 1e-10, 0);
  assert_close (map.values[1], 1 - first / none, 1e-10, 0);
  g_assert_cmpuint (map.pieces, ==, 1);
  for (size_t i = 0; i < N; i++) /* the plane of both is a circle again, u' D u = 1 each */
    assert_close (hypot (*mercer_matrix_at (map.points, i, 0), *mercer_matrix_at (map.points, i, 1)), sqrt (2 / (N * none)), 1e-8, 0);
  g_assert_cmpint (mercer_diffusion_map (&similarity, 0.5, 3, K, &map, work), ==, MERCER_OK);
  assert_close (map.values[0], with_self / all, 1e-10, 0);
  for (size_t i = 0; i < N; i++) /* psi has mean square 1 in each coordinate, times lambda^3 */
    assert_close (hypot (*mercer_matrix_at (map.points, i, 0), *mercer_matrix_at (map.points, i, 1)),
                  sqrt (2) * pow (with_self / all, 3), 1e-8, 0);
  mercer_work_free (work);
}

/* Uneven points, so that degrees differ: P psi = lambda psi with P written out, and the normalisation by the stationary law. */
static void
test_walk (void)
{
  enum { N = 40, K = 3 };
  double x[2 * N], w[N * N], q[N] = { 0 }, d[N] = { 0 }, total = 0;
  const double alpha = 0.7, time = 2;
  mercer_random_normals (3, 1, 0, 2 * N, x);
  g_autoptr (MercerKernel) kernel = bound ("RBF(lengthscale=0.9)");
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      q[i] += w[i + j * N] = exp (-((x[i] - x[j]) * (x[i] - x[j]) + (x[i + N] - x[j + N]) * (x[i + N] - x[j + N])) / (2 * 0.81));
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        w[i + j * N] /= pow (q[i] * q[j], alpha);
        d[i] += w[i + j * N];
      }
  for (size_t i = 0; i < N; i++)
    total += d[i];
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSimilarity similarity;
  MercerGraphMap map;
  g_assert_cmpint (mercer_similarity (kernel, mercer_matrix (x, N, 2), 0, &similarity, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_diffusion_map (&similarity, alpha, time, K, &map, work), ==, MERCER_OK);
  for (size_t k = 0; k < K; k++)
    {
      const double *y = mercer_matrix_column (map.points, k);
      double square = 0;
      for (size_t i = 0; i < N; i++)
        {
          double next = 0;
          for (size_t j = 0; j < N; j++)
            next += w[i + j * N] / d[i] * y[j];
          assert_close (next, map.values[k] * y[i], 1e-9, 1e-10);
          square += d[i] / total * y[i] * y[i];
        }
      assert_close (square, pow (map.values[k], 2 * time), 1e-9, 0);
    }
  mercer_work_free (work);
}

/* Two clouds far apart: two pieces. Two neighbours only: no row of one joins the other. */
static void
test_pieces (void)
{
  enum { N = 30 };
  double x[2 * N];
  mercer_random_normals (4, 1, 0, 2 * N, x);
  for (size_t i = N / 2; i < N; i++)
    x[i] += 50;
  g_autoptr (MercerKernel) near = bound ("RBF(lengthscale=1)"), wide = bound ("RBF(lengthscale=30)"), line = bound ("Linear(offset=0)");
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSimilarity similarity;
  MercerGraphMap map;
  g_assert_cmpint (mercer_similarity (near, mercer_matrix (x, N, 2), 0, &similarity, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_laplacian_eigenmap (&similarity, 3, &map, work), ==, MERCER_OK);
  g_assert_cmpuint (map.pieces, ==, 2);
  g_assert_cmpint (mercer_similarity (wide, mercer_matrix (x, N, 2), 5, &similarity, work), ==, MERCER_OK);
  for (size_t i = 0; i < N / 2; i++)
    for (size_t j = N / 2; j < N; j++)
      g_assert_cmpfloat (*mercer_matrix_at (similarity.w, i, j), ==, 0);
  for (size_t i = 0; i < N; i++)
    {
      size_t count = 0;
      for (size_t j = 0; j < N; j++)
        {
          count += i != j && *mercer_matrix_at (similarity.w, i, j) > 0;
          g_assert_cmpfloat (*mercer_matrix_at (similarity.w, i, j), ==, *mercer_matrix_at (similarity.w, j, i));
        }
      g_assert_cmpuint (count, >=, 5);
    }
  g_assert_cmpint (mercer_similarity (line, mercer_matrix (x, N, 2), 0, &similarity, work), ==, MERCER_OK);
  g_assert_cmpuint (similarity.negative, >, 0);
  mercer_work_free (work);
}

/* With L of rank one, l = y y', the single direction is known: K b ~ K H y, of value (y' H K H y). */
static void
test_supervised (void)
{
  enum { N = 25 };
  double x[2 * N], y[N], mean = 0, value = 0, expected[N], dot = 0, ee = 0, gg = 0;
  mercer_random_normals (5, 1, 0, 2 * N, x);
  mercer_random_normals (5, 2, 0, N, y);
  for (size_t i = 0; i < N; i++)
    mean += y[i] / N;
  g_autoptr (MercerKernel) kernel = bound ("RBF(lengthscale=1)");
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix k = mercer_work_matrix (work, N, N), l = mercer_work_matrix (work, N, N);
  g_assert_cmpint (mercer_kernel_gram (kernel, mercer_matrix (x, N, 2), k, work), ==, MERCER_OK);
  mercer_matrix_mirror_lower (k);
  for (size_t j = 0; j < N; j++)
    for (size_t i = 0; i < N; i++)
      *mercer_matrix_at (l, i, j) = y[i] * y[j];
  for (size_t i = 0; i < N; i++)
    {
      expected[i] = 0;
      for (size_t j = 0; j < N; j++)
        expected[i] += *mercer_matrix_at (k, i, j) * (y[j] - mean);
      value += expected[i] * (y[i] - mean);
    }
  MercerGraphMap map;
  g_assert_cmpint (mercer_supervised_map (k, l, 2, &map, work), ==, MERCER_OK);
  assert_close (map.values[0], value, 1e-9, 0);
  assert_close (map.values[1], 0, 0, 1e-9 * value);
  for (size_t i = 0; i < N; i++)
    {
      double got = *mercer_matrix_at (map.points, i, 0);
      dot += got * expected[i];
      ee += expected[i] * expected[i];
      gg += got * got;
    }
  assert_close (fabs (dot), sqrt (ee * gg), 1e-9, 0);  /* the same direction */
  assert_close (gg, ee / value, 1e-8, 0);              /* K b with b' K b = 1, b = H y / sqrt (value) */
  mercer_work_free (work);
}

/* A ring of n rows: its walk's eigenvalues are cos (2 pi j / n), twice each but the first, and crowd at 1, where 1e-5 parts them. To the
 * rounding of n numbers near 1; on rings of so few rows and so many that they are found directly, by all entries and through a filter. */
static void
test_ring (void)
{
  static const size_t sizes[] = { 12, 300, 1700 };
  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      size_t n = sizes[s];
      MercerWork *work = mercer_work_new (0, NULL);
      MercerSimilarity ring = { mercer_work_matrix (work, n, n), 0 };
      MercerGraphMap map;
      mercer_matrix_fill (ring.w, 0);
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (ring.w, i, (i + 1) % n) = *mercer_matrix_at (ring.w, (i + 1) % n, i) = 0.7;
      g_assert_cmpint (mercer_laplacian_eigenmap (&ring, 6, &map, work), ==, MERCER_OK);
      for (size_t j = 0; j < 6; j++)
        {
          assert_close (map.values[j], 1 - cos (2 * G_PI * (double) (j / 2 + 1) / (double) n), 0, 1e-13);
          double worst = 0; /* of D^-1 W v - (1 - lambda) v, v of length 1 / sqrt (1.4) */
          for (size_t i = 0; i < n; i++)
            {
              double before = *mercer_matrix_at (map.points, (i + n - 1) % n, j), after = *mercer_matrix_at (map.points, (i + 1) % n, j);
              worst = fmax (worst, fabs ((before + after) / 2 - (1 - map.values[j]) * *mercer_matrix_at (map.points, i, j)));
            }
          g_assert_cmpfloat (worst, <, 1e-11);
        }
      mercer_work_free (work);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph-map/circle", test_circle);
  g_test_add_func ("/graph-map/walk", test_walk);
  g_test_add_func ("/graph-map/pieces", test_pieces);
  g_test_add_func ("/graph-map/supervised", test_supervised);
  g_test_add_func ("/graph-map/ring", test_ring);
  return g_test_run ();
}
