/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-approximation.h"

#include <math.h>
#include <stdlib.h>

/* The root of the mean squared error of the whole matrix that theory gives independent features, over its norm. */

/* The mean squared error of one pair of independent frequencies is (k(0)^2 + k(0) k(2 t) - 2 k(t)^2) / 2 (Sutherland and
 * Schneider 2015, eq. 7); of m / 2 of them, m / 2 times less. */
MercerStatus
features_expect_fourier (FeaturesRun *run)
{
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix twice = mercer_work_matrix (run->work, run->n, run->d), far = mercer_work_matrix (run->work, run->n, run->n);
  if (twice.data == NULL || far.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < run->n * run->d; i++)
    twice.data[i] = 2 * run->x[i];
  MercerStatus status = mercer_kernel_cross (run->kernel, twice, twice, far, run->work);
  double zero = mercer_spectral_law_weight (run->law), sum = 0;
  for (size_t i = 0; i < run->n * run->n; i++)
    sum += fmax (zero * (zero + far.data[i]) - 2 * run->k.data[i] * run->k.data[i], 0);
  for (size_t s = 0; s < run->n_steps; s++)
    run->expected[0][s] = run->norm > 0 && isfinite (sum) ? sqrt (sum / (double) run->step[s]) / run->norm : NAN;
  mercer_work_release (run->work, mark);
  return status;
}

/* Reid et al. (2023), eq. 6, for a feature alone. */
MercerStatus
features_expect_positive (FeaturesRun *run)
{
  double sum = 0;
  for (size_t i = 0; i < run->n; i++)
    for (size_t j = 0; j <= i; j++)
      {
        if (j == 0 && !mercer_work_wanted (run->work))
          return MERCER_STOPPED;
        double squares = 0, both = 0;
        for (size_t c = 0; c < run->scaled.cols; c++)
          {
            double a = *mercer_matrix_at (run->scaled, i, c), b = *mercer_matrix_at (run->scaled, j, c);
            squares += a * a + b * b;
            both += (a + b) * (a + b);
          }
        sum += (i == j ? 1 : 2)
               * mercer_positive_error (run->positive, MERCER_COUPLING_NONE, run->scaled.cols, 1, squares, both);
      }
  for (size_t s = 0; s < run->n_steps; s++)
    {
      double error = run->weight * sqrt (sum / (double) run->step[s]) / run->norm;
      run->expected[1][s] = run->norm > 0 && isfinite (error) ? error : NAN;
    }
  return MERCER_OK;
}

static int
compare_numbers (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* Of pairs of rows at even steps through all of them. The mean over all pairs would be that of the one pair that is furthest from
 * the middle, whose error outweighs all others. */
MercerStatus
features_expect_gain (FeaturesRun *run)
{
  enum { PAIRS = 101 };
  static const MercerCoupling couplings[] = { MERCER_COUPLING_ORTHOGONAL, MERCER_COUPLING_SIMPLEX };
  double ratio[G_N_ELEMENTS (couplings)][PAIRS];
  size_t all = run->n * (run->n - 1) / 2, n = MIN (all, (size_t) PAIRS), d = run->scaled.cols;

  if (n == 0 || d < 2)
    return MERCER_OK;
  for (size_t p = 0; p < n; p++)
    {
      size_t pair = p * all / n, i = (size_t) (0.5 + sqrt (0.25 + 2 * (double) pair)), j = pair - i * (i - 1) / 2;
      double squares = 0, both = 0;
      for (size_t c = 0; c < d; c++)
        {
          double a = *mercer_matrix_at (run->scaled, i, c), b = *mercer_matrix_at (run->scaled, j, c);
          squares += a * a + b * b;
          both += (a + b) * (a + b);
        }
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      size_t m = (size_t) run->values->features;
      double independent = mercer_positive_error (run->positive, MERCER_COUPLING_NONE, d, m, squares, both);
      for (size_t k = 0; k < G_N_ELEMENTS (couplings); k++)
        ratio[k][p] = independent > 0 ? mercer_positive_error (run->positive, couplings[k], d, m, squares, both) / independent : 1;
    }
  for (size_t k = 0; k < G_N_ELEMENTS (couplings); k++)
    {
      qsort (ratio[k], n, sizeof ratio[k][0], compare_numbers);
      run->gain[k] = ratio[k][n / 2];
    }
  return MERCER_OK;
}
