/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The law that the eigenvalues of a sample covariance follow when there is nothing but noise: Z is n x d with independent
 * entries of mean 0 and the same variance v, n and d are large and d / n = ratio. Of the eigenvalues of Z'Z / n the part
 * min (1, n / d) that is not 0 has the density
 *   f (x) = sqrt ((high - x) (x - low)) / (2 pi v min (1, ratio) x),   low, high = v (1 -+ sqrt ratio)^2.
 * Marchenko and Pastur (1967), Distribution of eigenvalues for some sets of random matrices, Math. USSR Sbornik 1. */
typedef struct
{
  double ratio, variance; /* both positive */
  double low, high;       /* where the law begins and ends */
} MercerMarchenkoPastur;

MercerMarchenkoPastur mercer_marchenko_pastur (double ratio, double variance);
/* 0 outside [low, high]. At ratio 1 it grows without bound towards low = 0. */
double mercer_marchenko_pastur_density (const MercerMarchenkoPastur *law, double x);
/* The share below x; to 1e-12, or 1e-8 within a thousandth of ratio 1. */
double mercer_marchenko_pastur_cumulative (const MercerMarchenkoPastur *law, double x);
/* Where the share p in [0, 1] is reached. */
double mercer_marchenko_pastur_quantile (const MercerMarchenkoPastur *law, double p);
