/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature.h"

#include <math.h>

#include "feature-private.h"
#include "random.h"

/* A vector is a direction times a length. Directions of a block are fixed corners turned by a random rotation; lengths
 * are drawn for each vector by itself, so that it stays N(0, I). */

enum { SWEEPS = 6 }; /* of SimRFs+: the paper found five enough */

static double
norm (size_t d, const double *a)
{
  double sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += a[c] * a[c];
  return sqrt (sum);
}

static double
dot (size_t d, const double *a, const double *b)
{
  double sum = 0;
  for (size_t c = 0; c < d; c++)
    sum += a[c] * b[c];
  return sum;
}

/* Columns of normals made orthonormal (Gram-Schmidt, twice: once leaves errors of the condition number): a rotation or
 * reflection from the Haar measure, as the normals do not mind being turned. */
static void
orthonormalise (size_t d, double *q)
{
  for (size_t j = 0; j < d; j++)
    {
      for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < j; i++)
          {
            double along = dot (d, q + i * d, q + j * d);
            for (size_t c = 0; c < d; c++)
              q[c + j * d] -= along * q[c + i * d];
          }
      double length = norm (d, q + j * d);
      for (size_t c = 0; c < d; c++)
        q[c + j * d] /= length;
    }
}

/* d unit vectors at equal angles, each pair with cosine -1 / (d - 1); they span d - 1 dimensions (Reid et al., eq. 7). */
static void
simplex (size_t d, double *corner)
{
  double n = (double) d, far = sqrt (n / (n - 1)), shift = (sqrt (n) + 1) / pow (n - 1, 1.5);
  for (size_t i = 0; i < d; i++)
    for (size_t c = 0; c < d; c++)
      corner[c + i * d] = c + 1 == d ? 0 : i + 1 == d ? 1 / sqrt (n - 1) : (c == i ? far : 0) - shift;
}

/* Each vector in turn is laid against the sum of the others, keeping its length: no change of one makes the sum shorter. */
static void
shorten_sum (size_t d, const double *length, double *corner)
{
  g_autofree double *sum = g_new0 (double, d);
  for (size_t i = 0; i < d; i++)
    for (size_t c = 0; c < d; c++)
      sum[c] += length[i] * corner[c + i * d];
  for (size_t step = 0; step < SWEEPS * d; step++)
    {
      double *own = corner + (step % d) * d, mine = length[step % d];
      for (size_t c = 0; c < d; c++)
        sum[c] -= mine * own[c];
      double others = norm (d, sum);
      for (size_t c = 0; c < d && others > 1e-12 * mine; c++)
        own[c] = -sum[c] / others;
      for (size_t c = 0; c < d; c++)
        sum[c] += mine * own[c];
    }
}

/* Block number b, whole: w is d x d. */
static void
fill_block (MercerCoupling coupling, uint64_t seed, uint64_t stream, size_t d, size_t b, double *w)
{
  g_autofree double *turn = g_new (double, d * d), *corner = g_new (double, d * d), *length = g_new (double, d);
  mercer_random_normals (seed, stream, (uint64_t) (2 * b) * d * d, d * d, turn);
  mercer_random_normals (seed, stream, (uint64_t) (2 * b + 1) * d * d, d * d, corner);
  for (size_t i = 0; i < d; i++)
    length[i] = norm (d, corner + i * d);
  orthonormalise (d, turn);
  bool turned = coupling != MERCER_COUPLING_ORTHOGONAL && d > 1;
  if (turned)
    simplex (d, corner);
  if (turned && coupling == MERCER_COUPLING_SIMPLEX_PLUS)
    shorten_sum (d, length, corner);
  for (size_t i = 0; i < d; i++)
    for (size_t c = 0; c < d; c++)
      {
        double along = 0;
        for (size_t k = 0; k < d && turned; k++)
          along += turn[c + k * d] * corner[k + i * d];
        w[c + i * d] = length[i] * (turned ? along : turn[c + i * d]);
      }
}

MercerStatus
mercer_gaussian_vectors (MercerCoupling coupling, uint64_t seed, uint64_t stream, MercerMatrix w, MercerWork *work)
{
  size_t d = w.rows;
  g_return_val_if_fail (coupling != MERCER_COUPLING_QUASI, MERCER_BAD_INPUT);
  if (coupling == MERCER_COUPLING_NONE)
    {
      for (size_t i = 0; i < w.cols; i++)
        {
          if (i % 64 == 0 && !mercer_work_wanted (work))
            return MERCER_STOPPED;
          mercer_random_normals (seed, stream, (uint64_t) i * d, d, mercer_matrix_column (w, i));
        }
      return MERCER_OK;
    }
  g_autofree double *block = g_new (double, d * d);
  for (size_t i = 0; i < w.cols; i++)
    {
      if (i % d == 0)
        {
          if (!mercer_work_wanted (work))
            return MERCER_STOPPED;
          fill_block (coupling, seed, stream, d, i / d, block);
        }
      for (size_t c = 0; c < d; c++)
        *mercer_matrix_at (w, c, i) = block[c + (i % d) * d];
    }
  return MERCER_OK;
}
