/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "attention.h"
#include "random.h"
#include "testing.h"

enum { N = 12, D = 3 };

static MercerAttention
layer (MercerMatrix x, MercerMatrix target, MercerWork *work)
{
  MercerAttention attention;
  g_assert_cmpint (mercer_attention_open (&attention, x, target, 2, 4, 5, work), ==, MERCER_OK);
  return attention;
}

/* All parameters against central differences (h^2 f''' / 6 ~ 1e-9); the loss row by row by the formula. */
static void
test_layer (void)
{
  double x[N * D], t[2 * N], g[100], theta[100], loss, plus, minus;
  mercer_random_normals (1, 1, 0, N * D, x);
  mercer_random_normals (1, 2, 0, 2 * N, t);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerAttention a = layer (mercer_matrix (x, N, D), mercer_matrix (t, N, 2), work);
  g_assert_cmpuint (a.parameters, ==, 2 * 3 * 2 + 3 * 4 + 4 * 2 + 2);
  memcpy (theta, a.theta, a.parameters * sizeof *theta);
  g_assert_cmpint (mercer_attention_loss (&a, theta, &loss, g, work), ==, MERCER_OK);
  for (size_t k = 0; k < a.parameters; k++)
    {
      double h = 1e-5, was = theta[k];
      theta[k] = was + h;
      mercer_attention_loss (&a, theta, &plus, NULL, work);
      theta[k] = was - h;
      mercer_attention_loss (&a, theta, &minus, NULL, work);
      theta[k] = was;
      assert_close (g[k], (plus - minus) / (2 * h), 1e-6, 1e-8);
    }
  mercer_attention_loss (&a, theta, &loss, NULL, work);
  const double *wo = theta + 24, *bias = theta + 32;
  double mean[2] = { 0 }, miss = 0, spread = 0;
  for (int c = 0; c < 2; c++)
    for (int i = 0; i < N; i++)
      mean[c] += t[i + c * N] / N;
  for (int i = 0; i < N; i++)
    {
      double weight[N], sum = 0, h[4] = { 0 };
      for (int j = 0; j < N; j++)
        sum += weight[j] = exp ((a.q.data[i] * a.k.data[j] + a.q.data[i + N] * a.k.data[j + N]) / sqrt (2));
      for (int j = 0; j < N; j++)
        for (int m = 0; m < 4; m++)
          h[m] += weight[j] / sum * a.v.data[j + m * N];
      for (int c = 0; c < 2; c++)
        {
          double out = bias[c];
          for (int m = 0; m < 4; m++)
            out += h[m] * wo[m + 4 * c];
          miss += pow (out - t[i + c * N], 2);
          spread += pow (t[i + c * N] - mean[c], 2);
        }
    }
  assert_close (loss, miss / spread, 1e-11, 0);
  mercer_work_free (work);
}

static void
test_trains (void)
{
  double x[40 * D], t[40];
  mercer_random_normals (2, 1, 0, 40 * D, x);
  for (int i = 0; i < 40; i++)
    t[i] = x[i] * x[i + 40]; /* of one row's values alone, which a row finds by attending to itself */
  MercerWork *work = mercer_work_new (0, NULL);
  MercerAttention a = layer (mercer_matrix (x, 40, D), mercer_matrix (t, 40, 1), work);
  double before = a.loss;
  g_assert_cmpint (mercer_attention_train (&a, 300, work), ==, MERCER_OK);
  g_assert_cmpfloat (a.loss, <, 0.5 * before);
  g_assert_cmpfloat (a.loss, <, 1);
  mercer_work_free (work);
}

/* Values that are made of the claimed ones are found to be: cosines and alignment of 1. Queries that are the keys have the
 * projections sqrt (lambda_j) e_j, those of kernel PCA, and its axes hold all of them where there are as many as rank. */
static void
test_claim (void)
{
  double x[N * D], t[N], y[N * 4], turned[N * 4], direct, matched;
  mercer_random_normals (3, 1, 0, N * D, x);
  mercer_random_normals (3, 2, 0, N, t);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerAttention a = layer (mercer_matrix (x, N, D), mercer_matrix (t, N, 1), work);
  MercerAttentionClaim claim;
  mercer_matrix_copy (a.k, a.q);
  g_assert_cmpint (mercer_attention_claim (&a, &claim, work), ==, MERCER_OK);
  for (size_t j = 0; j < 4; j++)
    for (size_t i = 0; i < N; i++)
      assert_close (*mercer_matrix_at (claim.projections, i, j), sqrt (claim.eigen[j]) * *mercer_matrix_at (claim.vectors, i, j), 1e-8,
                    1e-12);
  g_assert_cmpfloat (claim.best_cosine, <, 0.99);
  g_assert_cmpfloat (claim.explained, <=, 1 + 1e-12);
  for (size_t j = 0; j < 4; j++)
    for (size_t i = 0; i < N; i++)
      a.v.data[i + j * N] = 7 - 2 * *mercer_matrix_at (claim.claimed, i, 3 - j); /* in another order, turned and shifted */
  g_assert_cmpint (mercer_attention_claim (&a, &claim, work), ==, MERCER_OK);
  assert_close (claim.best_cosine, 1, 1e-10, 0);
  assert_close (claim.linear_cka, 1, 1e-10, 0);
  assert_close (claim.kernel_cka, 1, 1e-10, 0); /* distances are twice as long, and so is their median */
  /* linear CKA does not see rotations: Kornblith et al., section 2.2 */
  mercer_random_normals (4, 1, 0, N * 4, y);
  for (size_t i = 0; i < N; i++)
    {
      turned[i] = 0.6 * y[i] + 0.8 * y[i + N];
      turned[i + N] = -0.8 * y[i] + 0.6 * y[i + N];
      turned[i + 2 * N] = y[i + 3 * N];
      turned[i + 3 * N] = y[i + 2 * N];
    }
  assert_close (mercer_linear_cka (mercer_matrix (y, N, 4), mercer_matrix (turned, N, 4)), 1, 1e-12, 0);
  /* tokens in the opposite order: found again by matching, not one by one */
  for (size_t j = 0; j < 4; j++)
    for (size_t i = 0; i < N; i++)
      turned[i + j * N] = y[N - 1 - i + j * N];
  g_assert_cmpint (mercer_token_cosines (mercer_matrix (y, N, 4), mercer_matrix (turned, N, 4), &direct, &matched, work), ==, MERCER_OK);
  assert_close (matched, 1, 1e-12, 0);
  g_assert_cmpfloat (direct, <, 0.9);
  mercer_work_free (work);
}

/* A layer whose queries, keys and values are given: all measures by NumPy and SciPy 1.10 (linear_sum_assignment) from the formulas
 * with whole matrices and without logarithms. Columns of A have any sign: here the sum of i A_ij is positive. */
static void
test_numpy (void)
{
  enum { R = 10, M = 3 };
  double x[R] = { 0 }, t[R] = { 0 }, direct, matched;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerAttention a;
  MercerAttentionClaim claim;
  g_assert_cmpint (mercer_attention_open (&a, mercer_matrix (x, R, 1), mercer_matrix (t, R, 1), 2, M, 1, work), ==, MERCER_OK);
  for (int i = 0; i < R; i++)
    {
      a.q.data[i] = 1.5 * sin (i);
      a.q.data[i + R] = 1.5 * cos (2 * i);
      a.k.data[i] = 2 * cos (i + 1);
      a.k.data[i + R] = 2 * sin (3 * i);
      a.v.data[i] = sin (2 * i + 1);
      a.v.data[i + R] = cos (i);
      a.v.data[i + 2 * R] = sin (5 * i);
    }
  for (int i = 0; i < R; i++)
    {
      double sum = 0, weight[R];
      for (int j = 0; j < R; j++)
        sum += weight[j] = exp ((a.q.data[i] * a.k.data[j] + a.q.data[i + R] * a.k.data[j + R]) / sqrt (2));
      for (int m = 0; m < M; m++)
        {
          a.h.data[i + m * R] = 0;
          for (int j = 0; j < R; j++)
            a.h.data[i + m * R] += weight[j] / sum * a.v.data[j + m * R];
        }
    }
  g_assert_cmpint (mercer_attention_claim (&a, &claim, work), ==, MERCER_OK);
  assert_close (claim.best_cosine, 0.4814791277365771, 1e-9, 0);
  assert_close (claim.linear_cka, 0.18361346819783383, 1e-9, 0);
  assert_close (claim.kernel_cka, 0.2622827434510809, 1e-9, 0);
  assert_close (claim.output_cka, 0.7847958970555051, 1e-9, 0);
  assert_close (claim.feature_norm, 0.010294884211099573, 1e-11, 0);
  assert_close (claim.output_norm, 0.3080760729600454, 1e-11, 0);
  assert_close (claim.explained, 0.6540849595067518, 1e-9, 0);
  for (size_t j = 0; j < M; j++)
    {
      double side = 0;
      for (size_t i = 0; i < R; i++)
        side += (double) (i + 1) * *mercer_matrix_at (claim.vectors, i, j);
      for (size_t i = 0; i < R && side < 0; i++)
        *mercer_matrix_at (claim.claimed, i, j) *= -1;
    }
  g_assert_cmpint (mercer_token_cosines (a.v, claim.claimed, &direct, &matched, work), ==, MERCER_OK);
  assert_close (direct, -0.21002413313841145, 1e-9, 0);
  assert_close (matched, 0.7676725047690627, 1e-9, 0);
  /* keys so long that their kernel has no place in a double */
  for (int i = 0; i < 2 * R; i++)
    a.k.data[i] *= 40;
  g_assert_cmpint (mercer_attention_claim (&a, &claim, work), ==, MERCER_OK);
  g_assert_true (isfinite (claim.best_cosine) && isfinite (claim.feature_norm) && isfinite (claim.linear_cka));
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attention/layer", test_layer);
  g_test_add_func ("/attention/trains", test_trains);
  g_test_add_func ("/attention/claim", test_claim);
  g_test_add_func ("/attention/numpy", test_numpy);
  return g_test_run ();
}
