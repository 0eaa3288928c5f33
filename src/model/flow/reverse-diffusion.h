/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

#include "matrix.h"
#include "work.h"

/* Diffusion that keeps the variance: x_t = sqrt (k_t) x_0 + sqrt (1 - k_t) e with standard normal e, where k_t, "kept", falls
 * from 1 to nearly 0, and its reverse kernel. Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli (2015), Deep unsupervised
 * learning using nonequilibrium thermodynamics. Points are in units in which the data have variance about 1. */

/* k_0 = 1 .. k_steps: exp (-b(s)), b(s) = least s + (most - least) s^2 / 2 at s = t / steps, least = 0.1: Song et al. (2021),
 * Score-based generative modeling through stochastic differential equations, its variance-preserving one, sampled; so any number of
 * steps ends at the same noise. kept holds steps + 1. */
void mercer_diffusion_schedule (size_t steps, double most, double *kept);
/* Another `most` at time `at` of a schedule under way, whose k_at stays. Forwards the later ones follow by the ratios of the new
 * schedule, k_t = k_at s_t / s_at. Back the earlier ones share out the noise that is left in the new proportions,
 * log k_t = log k_at log s_t / log s_at, so that k_0 = 1 again; at > 0 there. */
void mercer_diffusion_reschedule (size_t steps, double most, size_t at, bool back, double *kept);

/* What the points x (m x d) were before the noise: mean (m x d) and variance column by column (m x d) of x_0 given x_t = x, by
 * whichever knowledge of the data. */

/* By the exact score of data that are the mixture (1/n) sum_i N(row_i, width^2 I), width >= 0: x_t is a mixture, too, with means
 * sqrt (k) row_i and variance v = k width^2 + 1 - k, and so is x_0 given x_t. score (m x d): gradient of log q (x_t) there;
 * log_density (m): log q. Both may be empty. kept < 1. O(m n d) on the pool. */
typedef struct
{
  MercerMatrix mean, variance;
  MercerMatrix score;  /* .data NULL: not wanted */
  double *log_density; /* NULL: not wanted */
} MercerDenoised;
MercerStatus mercer_diffusion_denoise (MercerMatrix rows, double width, double kept, MercerMatrix x, const MercerDenoised *out,
                                       MercerWork *work);
/* Learned from pairs alone: the regression of clean (n x d) on noisy (n x d) by Nadaraya and Watson with a Gaussian kernel of
 * standard deviation `width` > 0: mean and variance under the weights. out->score and log_density are not filled. O(m n d). */
MercerStatus mercer_diffusion_regress (MercerMatrix noisy, MercerMatrix clean, double width, MercerMatrix x,
                                       const MercerDenoised *out, MercerWork *work);
/* score (m x d) = (sqrt (k) mean - x) / (1 - k): Tweedie's formula. May stand where the mean does. */
void mercer_diffusion_score (double kept, MercerMatrix x, MercerMatrix mean, MercerMatrix score);

/* One step back from k_t = kept to k_(t-1) = before > kept: the mean and variance (m x d) of x_(t-1) given x_t = x, from those of
 * x_0. With w = k_t / k_(t-1) the mean is sqrt (k_(t-1)) (1 - w) / (1 - k_t) E x_0 + sqrt (w) (1 - k_(t-1)) / (1 - k_t) x, and
 * the variance (1 - w) (1 - k_(t-1)) / (1 - k_t) plus the first coefficient squared times Var x_0: the paper's f_mu and f_Sigma,
 * optimal for a Gaussian reverse kernel with diagonal covariance. In place: mean and variance become those of x_(t-1). O(m d). */
void mercer_diffusion_back (double kept, double before, MercerMatrix x, MercerMatrix mean, MercerMatrix variance);
/* The same step without noise, along the probability flow: the noise that the mean leaves, (x - sqrt (k_t) E x_0) / sqrt (1 - k_t), stays
 * what it is, sqrt (k_(t-1)) E x_0 + sqrt (1 - k_(t-1)) of it: Song, Meng and Ermon (2021), Denoising diffusion implicit models, eq. 12
 * with sigma = 0. Of first order in the step. In place. */
void mercer_diffusion_back_surely (double kept, double before, MercerMatrix x, MercerMatrix mean);
