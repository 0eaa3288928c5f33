/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

/* Kernel density estimates in many dimensions: n = exp (alpha d) points Y_i of N (0, I_d), Gaussian kernels of bandwidth h, and a place
 * x of |x|^2 = d, where almost all of the mass is. Biroli and Mezard (2024), Kernel Density Estimators in Large Dimensions. Here derived
 * as a random energy model with the energies |x - Y_i|^2 / 2 at inverse temperature t = 1 / h^2:
 *
 *   E exp (-t |x - Y|^2 / 2) = exp (d phi (t)),   phi (t) = -log (1 + t) / 2 - t / (2 (1 + t)).
 *
 * Terms that carry this mean lie at the energy -phi' (t) d and have probability exp (-d I (t)), I (t) = t phi' (t) - phi (t) =
 * log (1 + t) / 2 - t / (2 (1 + t)^2), which rises with t. While alpha > I (t) there are such terms and the sum is near its mean; beyond
 * t_G, I (t_G) = alpha, the sum is its few nearest points, at |x - Y|^2 = 2 e d, e = -phi' (t_G). The sum of squares is the same model
 * at 2 t, so that the central limit theorem holds while I (2 t) < alpha (Bovier, Kurkova and Loewe 2002, Annals of Probability
 * 30): t_CLT = t_G / 2. Between them, and below, fluctuations are stable laws of index t_G / t. The Kullback-Leibler divergence
 * of N (0, I) to the estimate, over d, falls all the way to t_G and beyond it is least where h^2 = 2 e: the bandwidth is the distance to
 * the nearest point over sqrt (d).
 *
 * This derivation stands by itself and was checked by itself: I against the law of |x - Y|^2, which is a noncentral chi-square, t_G and the
 * limit of the estimate, t_CLT and that of the sum of squares, against simulations of up to 100 dimensions, and the moments, which are
 * exact. It was not compared with the paper line by line. */
typedef struct
{
  double alpha;
  double t_g, e;             /* the freezing point; energy over d of the nearest point */
  double h_clt, h_g, h_kl;   /* sqrt (2 / t_G), sqrt (1 / t_G), sqrt (2 e) */
} MercerRegimes;

/* alpha > 0. */
MercerRegimes mercer_regimes (double alpha);
double mercer_regimes_rate (double t); /* I (t) */
/* log of the estimate at x, over d, in the limit of many dimensions. */
double mercer_regimes_log_density (const MercerRegimes *regimes, double h);
/* Kullback-Leibler divergence over d, in the limit. */
double mercer_regimes_divergence (const MercerRegimes *regimes, double h);
/* Exact for any d: log of the mean of the estimate over samples, and the sd of the estimate over that mean, for n points. */
void mercer_regimes_moments (double d, double n, double h, double *log_mean, double *relative_sd);

/* squares (n x samples): |x - Y_i|^2 for i.i.d. Y, of `samples` samples of n points, on the pool; the same with any number of threads.
 * O(n d samples). */
MercerStatus mercer_regimes_simulate (size_t d, size_t n, size_t samples, uint64_t seed, double *squares, MercerWork *work);
/* Of one sample: log of the estimate; share (may be NULL) receives sum w_i^2 of the points' shares in it, 1 over how many matter. O(n).
 * scratch: n. */
double mercer_regimes_estimate (size_t d, size_t n, const double *squares, double h, double *share, double *scratch);
