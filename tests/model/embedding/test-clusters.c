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
  g_assert_cmpint (mercer_contrastive_clusters (&similarity, 2, &(MercerContrast){ 0.5, 1 }, ids, 1, contrastive, none, points, &reached,
                                                &alone, work), ==, MERCER_OK);
  g_assert_cmpfloat (mercer_adjusted_rand (contrastive, spectral, N), >, 0.9);
  linear_gram (mercer_matrix (x, N, 2), mercer_matrix (gram, N, N));
  g_assert_cmpint (mercer_kernel_k_means (mercer_matrix (gram, N, N), 2, ids, 1, plain, &reached, work), ==, MERCER_OK);
  g_assert_cmpfloat (mercer_adjusted_rand (plain, truth, N), <, 0.2);
  mercer_work_free (work);
}

/* Two rings as above, the second twice as long, the rows in turns. */
static void
rings (size_t n, uint64_t seed, double *x, size_t *truth, uint64_t *ids)
{
  mercer_random_normals (seed, 1, 0, 2 * n, x);
  for (size_t i = 0; i < n; i++)
    {
      double angle = 2 * M_PI * (double) i / (double) n, r = i % 3 == 0 ? 1 : 3;
      truth[i] = i % 3 > 0;
      ids[i] = i;
      x[i] = r * cos (angle) + 0.05 * x[i];
      x[i + n] = r * sin (angle) + 0.05 * x[i + n];
    }
}

/* Pairs two steps apart on W are pairs one step apart on D (I + D^-1 W)^2 / 4 = (D + 2 W + W D^-1 W) / 4, whose diagonal counts nothing:
 * the same InfoNCE from the same starts, to rounding over 400 evaluations. */
static void
test_steps (void)
{
  enum { N = 60 };
  double x[2 * N], degree[N] = { 0 }, reached[2], alone;
  size_t truth[N], labels[2][N];
  uint64_t ids[N];
  const char *const names[] = { "a", "b" };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("RBF(lengthscale=0.4)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, names, 2, NULL);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSimilarity w, far = { mercer_work_matrix (work, N, N), 0 };
  MercerMatrix points = mercer_work_matrix (work, N, 2), none = { .data = NULL };
  rings (N, 4, x, truth, ids);
  g_assert_cmpint (mercer_similarity (bound, mercer_matrix (x, N, 2), 7, &w, work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    {
      *mercer_matrix_at (w.w, i, i) = 0;
      for (size_t j = 0; j < N; j++)
        degree[i] += *mercer_matrix_at (w.w, i, j);
    }
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        double sum = 2 * *mercer_matrix_at (w.w, i, j) + (i == j ? degree[i] : 0);
        for (size_t l = 0; l < N; l++)
          sum += *mercer_matrix_at (w.w, i, l) * *mercer_matrix_at (w.w, l, j) / degree[l];
        *mercer_matrix_at (far.w, i, j) = sum / 4;
      }
  for (size_t steps = 1; steps <= 2; steps++)
    g_assert_cmpint (mercer_contrastive_clusters (steps == 2 ? &w : &far, 2, &(MercerContrast){ 0.5, steps }, ids, 1, labels[steps - 1],
                                                  none, points, &reached[steps - 1], &alone, work),
                     ==, MERCER_OK);
  assert_close (reached[1], reached[0], 1e-6, 0);
  assert_close (mercer_adjusted_rand (labels[0], labels[1], N), 1, 0, 0);
  /* ((1 + 0.9) / 2)^s <= 0.1 from s = 44.9 on, ((1 + 0.2) / 2)^s from 4.5 on; nothing dies beside an eigenvalue 1 */
  g_assert_cmpuint (mercer_contrast_steps ((double[]){ 1, 1, 0.9 }, 3, 2), ==, 64);
  g_assert_cmpuint (mercer_contrast_steps ((double[]){ 1, 1, 0.2 }, 3, 2), ==, 8);
  g_assert_cmpuint (mercer_contrast_steps ((double[]){ 1, 1, 1 }, 3, 2), ==, 1024);
  g_assert_cmpuint (mercer_contrast_steps ((double[]){ 1, 1 }, 2, 2), ==, 1);
  mercer_work_free (work);
}

/* 1 - values are 0, 0.01, 0.04, 0.3, 0.4: with what counts as 0, 0.001, the steps are 41 / 11, 301 / 41 and 401 / 301. */
static void
test_count (void)
{
  const double values[] = { 1, 0.99, 0.96, 0.7, 0.6 };
  assert_close (mercer_cluster_step (values, 2), 41.0 / 11, 1e-12, 0);
  assert_close (mercer_cluster_step (values, 4), 401.0 / 301, 1e-12, 0);
  g_assert_cmpuint (mercer_cluster_count (values, 5), ==, 3);
  g_assert_cmpuint (mercer_cluster_count (values, 2), ==, 1);
}

/* The rule of kernel k-means puts the rows themselves where the algorithm left them, which rests only where each row is at its nearest mean;
 * the rule of a graph puts other rows of two rings on their rings. */
static void
test_rule (void)
{
  enum { N = 240, M = 90 };
  double x[2 * N], other[2 * M], gram[N * N], values[2], reached;
  size_t truth[N], labels[N], again[N], expected[M], got[M];
  uint64_t ids[N];
  const char *const names[] = { "a", "b" };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("RBF(lengthscale=0.4)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, names, 2, NULL);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerSimilarity similarity;
  MercerClusterRule rule;
  MercerMatrix points = mercer_work_matrix (work, N, 2), cross = mercer_work_matrix (work, N, M), none = { .data = NULL };
  rings (M, 8, other, expected, ids);
  rings (N, 4, x, truth, ids);
  linear_gram (mercer_matrix (x, N, 2), mercer_matrix (gram, N, N));
  g_assert_cmpint (mercer_kernel_k_means (mercer_matrix (gram, N, N), 5, ids, 1, labels, &reached, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_cluster_rule_open (&rule, none, mercer_matrix (gram, N, N), 5, labels, 0, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_cluster_rule_apply (&rule, mercer_matrix (gram, N, N), again, work), ==, MERCER_OK);
  g_assert_cmpmem (again, sizeof again, labels, sizeof labels);
  for (size_t neighbours = 0; neighbours <= 10; neighbours += 5)
    {
      g_assert_cmpint (mercer_similarity (bound, mercer_matrix (x, N, 2), neighbours, &similarity, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_spectral_clusters (&similarity, 2, ids, 1, labels, points, 2, values, work), ==, MERCER_OK);
      assert_close (mercer_adjusted_rand (labels, truth, N), 1, 0, 0);
      g_assert_cmpint (mercer_kernel_cross (bound, mercer_matrix (x, N, 2), mercer_matrix (other, M, 2), cross, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_cluster_rule_open (&rule, points, none, 2, labels, neighbours, work), ==, MERCER_OK);
      g_assert_cmpint (mercer_cluster_rule_apply (&rule, cross, got, work), ==, MERCER_OK);
      for (size_t t = 0; t < M; t++)
        g_assert_cmpuint (got[t], ==, expected[t] == 1 ? 0 : 1); /* the longer ring has more rows and comes first */
    }
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
  g_test_add_func ("/clusters/steps", test_steps);
  g_test_add_func ("/clusters/count", test_count);
  g_test_add_func ("/clusters/rule", test_rule);
  return g_test_run ();
}
