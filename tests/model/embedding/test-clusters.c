/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "clusters.h"
#include "linalg.h"
#include "random.h"
#include "testing.h"

/* Hubert and Arabie's index of a 2 x 2 table by hand: (1 1 2 2) against (1 2 2 2) has 6 pairs, 2 and 3 within, 1 in both. */
static void
test_rand (void)
{
  const size_t a[] = { 0, 0, 1, 1 }, b[] = { 0, 1, 1, 1 }, c[] = { 5, 5, 2, 2 }, one[] = { 3, 3, 3, 3 };
  assert_close (mercer_adjusted_rand (a, b, 4), (1 - 2.0 * 3 / 6) / (2.5 - 1), 1e-14, 1e-14);
  assert_close (mercer_adjusted_rand (a, c, 4), 1, 0, 0);
  assert_close (mercer_adjusted_rand (one, one, 4), 1, 0, 0);
  assert_close (mercer_adjusted_rand (a, one, 4), 0, 0, 1e-14);
}

static void
linear_gram (MercerMatrix x, MercerMatrix gram)
{
  for (size_t i = 0; i < x.rows; i++)
    for (size_t j = 0; j < x.rows; j++)
      {
        double dot = 0;
        for (size_t c = 0; c < x.cols; c++)
          dot += *mercer_matrix_at (x, i, c) * *mercer_matrix_at (x, j, c);
        *mercer_matrix_at (gram, i, j) = dot;
      }
}

/* Eight points: the best of all 3^8 partitions, found by trying them, is what kernel k-means of the linear kernel reaches. */
static void
test_exhaustive (void)
{
  enum { N = 8, K = 3 };
  double x[2 * N], gram[N * N], best = INFINITY, reached;
  uint64_t ids[N];
  size_t labels[N], trial[N];
  mercer_random_normals (2, 1, 0, 2 * N, x);
  for (size_t i = 0; i < N; i++)
    ids[i] = 100 + i;
  linear_gram (mercer_matrix (x, N, 2), mercer_matrix (gram, N, N));
  for (size_t code = 0; code < 6561; code++)
    {
      double sum = 0;
      for (size_t i = 0, rest = code; i < N; i++, rest /= 3)
        trial[i] = rest % 3;
      for (size_t c = 0; c < K; c++)
        {
          double mean[2] = { 0 }, count = 0;
          for (size_t i = 0; i < N; i++)
            if (trial[i] == c)
              {
                mean[0] += x[i];
                mean[1] += x[i + N];
                count++;
              }
          for (size_t i = 0; i < N; i++)
            if (trial[i] == c)
              sum += pow (x[i] - mean[0] / count, 2) + pow (x[i + N] - mean[1] / count, 2);
        }
      best = fmin (best, sum);
    }
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_kernel_k_means (mercer_matrix (gram, N, N), K, ids, 1, labels, &reached, work), ==, MERCER_OK);
  assert_close (reached, best, 1e-10, 0);
  mercer_work_free (work);
}

/* Gradient of InfoNCE against central differences, h^2 f''' / 6 ~ 1e-9. */
static void
test_gradient (void)
{
  enum { N = 7, K = 3 };
  double p[N * N], z[N * K], g[N * K], plus, minus;
  MercerWork *work = mercer_work_new (0, NULL);
  mercer_random_uniforms (3, 1, 0, N * N, p);
  mercer_random_normals (3, 2, 0, N * K, z);
  for (size_t i = 0; i < N; i++)
    {
      double sum = 0;
      p[i + i * N] = 0;
      for (size_t j = 0; j < N; j++)
        sum += p[j + i * N];
      for (size_t j = 0; j < N; j++)
        p[j + i * N] /= sum;
    }
  MercerMatrix walk = mercer_matrix (p, N, N), at = mercer_matrix (z, N, K), none = { 0 };
  double loss;
  g_assert_cmpint (mercer_info_nce (walk, at, 0.4, &loss, mercer_matrix (g, N, K), work), ==, MERCER_OK);
  double slow = 0; /* the formula, pair by pair */
  for (size_t i = 0; i < N; i++)
    {
      double dot[N], sum = 0;
      for (size_t j = 0; j < N; j++)
        {
          double ij = 0, ii = 0, jj = 0;
          for (size_t c = 0; c < K; c++)
            {
              ij += z[i + c * N] * z[j + c * N];
              ii += z[i + c * N] * z[i + c * N];
              jj += z[j + c * N] * z[j + c * N];
            }
          dot[j] = ij / sqrt (ii * jj) / 0.4;
          sum += j != i ? exp (dot[j]) : 0;
        }
      for (size_t j = 0; j < N; j++)
        slow -= j != i ? p[j + i * N] * log (exp (dot[j]) / sum) / N : 0;
    }
  assert_close (loss, slow, 1e-12, 0);
  for (size_t k = 0; k < N * K; k++)
    {
      double h = 1e-5, was = z[k];
      z[k] = was + h;
      mercer_info_nce (walk, at, 0.4, &plus, none, work);
      z[k] = was - h;
      mercer_info_nce (walk, at, 0.4, &minus, none, work);
      z[k] = was;
      assert_close (g[k], (plus - minus) / (2 * h), 1e-6, 1e-8);
    }
  mercer_work_free (work);
}

/* Two rings: spectral clustering and contrastive learning find them both, the same partition; k-means on the plane cannot. */
static void
test_rings (void)
{
  enum { N = 120 };
  double x[2 * N], values[2], reached, gram[N * N], alone;
  uint64_t ids[N];
  size_t truth[N], spectral[N], contrastive[N], plain[N];
  mercer_random_normals (4, 1, 0, 2 * N, x);
  for (size_t i = 0; i < N; i++)
    {
      double angle = 2 * M_PI * (double) (i / 2) / (N / 2), r = i % 2 == 0 ? 1 : 3;
      truth[i] = i % 2;
      ids[i] = i;
      x[i] = r * cos (angle) + 0.05 * x[i];
      x[i + N] = r * sin (angle) + 0.05 * x[i + N];
    }
  const char *const names[] = { "a", "b" };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("RBF(lengthscale=0.4)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, names, 2, NULL);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSimilarity similarity;
  MercerMatrix points = mercer_work_matrix (work, N, 2);
  g_assert_cmpint (mercer_similarity (bound, mercer_matrix (x, N, 2), 0, &similarity, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_spectral_clusters (&similarity, 2, ids, 1, spectral, points, 2, values, work), ==, MERCER_OK);
  assert_close (mercer_adjusted_rand (spectral, truth, N), 1, 0, 0);
  const MercerMatrix none = { .data = NULL };
  g_assert_cmpint (mercer_contrastive_clusters (&similarity, 2, 0.5, ids, 1, contrastive, none, points, &reached, &alone, work), ==, MERCER_OK);
  g_assert_cmpfloat (mercer_adjusted_rand (contrastive, spectral, N), >, 0.9);
  linear_gram (mercer_matrix (x, N, 2), mercer_matrix (gram, N, N));
  g_assert_cmpint (mercer_kernel_k_means (mercer_matrix (gram, N, N), 2, ids, 1, plain, &reached, work), ==, MERCER_OK);
  g_assert_cmpfloat (mercer_adjusted_rand (plain, truth, N), <, 0.2);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clusters/rand", test_rand);
  g_test_add_func ("/clusters/exhaustive", test_exhaustive);
  g_test_add_func ("/clusters/gradient", test_gradient);
  g_test_add_func ("/clusters/rings", test_rings);
  return g_test_run ();
}
