/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

#include "matrix.h"
#include "work.h"

/* Descent-ascent of a generative adversarial game whose discriminator f is a function of the space of a Gaussian kernel k of width
 * sigma: real points x_i and generated ones y_j, n of each with mass p = 1 / n, and the losses of Becker, Pandit, Rangan and
 * Fletcher (2022), Instability and local minima in GAN training with kernel discriminators:
 *   f  <- f + eta_d (p sum_i k (., x_i) - p sum_j k (., y_j) - lambda f),    y_j <- y_j + eta_g p grad f (y_j).
 * Simultaneous: both from the values before; alternating: the points see the new f. */
typedef struct
{
  double generator, discriminator, lambda; /* eta_g, eta_d, lambda > 0 */
  double sigma;
  bool alternating;
} MercerGan;

/* Where every y_i is at x_i the game is at rest, f = 0. About there f = sum_i a_i' grad_y k (., x_i), and with e = y - x
 *   a <- (1 - eta_d lambda) a - eta_d p e,    e <- e + eta_g p G a,
 * G (n d x n d, blocks d x d) = grad_x grad_y' k (x_i, x_j) = k / sigma^2 (I - r r' / sigma^2), r = x_i - x_j. In the eigenvectors
 * of G that is a 2 x 2 system for each eigenvalue gamma; points far apart have 1 / sigma^2 all. gammas: n d, ascending. O((n d)^3). */
MercerStatus mercer_gan_modes (MercerMatrix x, double sigma, double *gammas, MercerWork *work);
/* The larger absolute value of the two eigenvalues of such a system, and in *angle by how much those of that size turn at each step: 0 where
 * they are positive, pi where negative, in between where they are a pair. Below 1 it converges; at 1 it circles; above it leaves the
 * neighbourhood, with an angle in ever wider turns, which the kernel's reach may yet keep from growing. Simultaneous steps: det =
 * 1 - eta_d lambda + eta_d eta_g p^2 gamma, so that from eta_g p^2 gamma = lambda on what turns spirals outwards, however small eta_d; none
 * leaves at the angle 0. O(1). */
double mercer_gan_radius (const MercerGan *gan, double p, double gamma, double *angle);
/* The same for the slowest of `count` modes. What f has besides them is multiplied by 1 - eta_d lambda at each step; the points feel it to
 * second order alone, so that it does not count for their rate where it dies, but from eta_d lambda = 2 on it grows and throws them out,
 * even where all modes converge. */
double mercer_gan_slowest (const MercerGan *gan, double p, const double *gammas, size_t count, double *angle);

/* Farther than so many sigma from every real point a generated one feels none of them, 1e-7 of the most it could: it will not come back. */
#define MERCER_GAN_REACH 6.0

/* The game itself, from f = 0 and y = start (n x d), `steps` steps: path holds y after each, (steps + 1) blocks of n x d, the start
 * first; *done how many of them there are: it ends where all points are nearer than `near`, and where one is out of reach. f is its
 * expansion in all points so far; those that count less than a rounding error are forgotten. O(done n^2 d memory), where the memory
 * is at most min (done, 37 / (eta_d lambda)) steps. */
MercerStatus mercer_gan_play (const MercerGan *gan, MercerMatrix x, MercerMatrix start, size_t steps, double near, double *path, size_t *done,
                              MercerWork *work);
/* Root mean square of |y_i - x_i|, y a block of the path. */
double mercer_gan_distance (MercerMatrix x, const double *y);
/* Whether a point of the block y is out of reach of all rows of x. O(n^2 d). */
bool mercer_gan_is_thrown (const MercerGan *gan, MercerMatrix x, const double *y);

/* What has become of a game. */
typedef enum
{
  MERCER_GAN_CONVERGES, /* the distance falls, or is gone */
  MERCER_GAN_RESTS,     /* away from the rows nothing moves */
  MERCER_GAN_CIRCLES,   /* it neither falls nor grows */
  MERCER_GAN_LEAVES,    /* it grows */
  MERCER_GAN_THROWN,    /* a point is out of reach */
  MERCER_GAN_VERDICTS
} MercerGanVerdict;
/* By the largest distances in the last three quarters of its done steps, and how far points go in the last; distance: done + 1 of rows to
 * points, in sigma. Several modes beat, so that it must change by a quarter twice. O(done n d). */
MercerGanVerdict mercer_gan_judge (const MercerGan *gan, MercerMatrix x, const double *path, const double *distance, size_t done);
