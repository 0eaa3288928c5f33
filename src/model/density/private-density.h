/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

/* A Gaussian kernel density of one column between public bounds, released with differential privacy: tables that differ by one row more
 * or less make any outcome at most exp (epsilon) times as likely, but for a probability of delta (Dwork and Roth 2014, definition 2.4).
 * Values are put within the bounds first. With L = high - low and phi_k (x) = cos (pi k (x - low) / L), the density whose kernels are
 * reflected at both ends is
 *
 *   f (x) = (c_0 + 2 sum_{k >= 1} g_k c_k phi_k (x)) / (L n),   c_k = sum_i phi_k (x_i),   g_k = exp (-(pi k h / L)^2 / 2),
 *
 * so that a few numbers c_k hold all of it, and what is done with noisy ones afterwards costs no privacy.
 * LAPLACE, GAUSSIAN: noise on the counts of a lattice. A row puts 1 there, shared by two places: it moves the counts by at most 1 in the
 * sum of absolute values and in the root of squares. Laplace noise of scale 1 / epsilon (delta is 0; theorem 3.6); normal noise.
 * COSINE: normal noise on sqrt (g_k) c_k. A row moves these by at most (sum g_k)^(1/2), reached at the bounds. These weights make the
 * mean squared error least (Cauchy and Schwarz); coefficients that the kernel damps take hardly any of the budget, which is what
 * kernels' low-dimensional structure is worth (Backurs and others 2024, Efficiently Computing Similarities to Private Datasets). */
typedef enum { MERCER_PRIVATE_LAPLACE, MERCER_PRIVATE_GAUSSIAN, MERCER_PRIVATE_COSINE, MERCER_N_PRIVATE } MercerPrivate;

enum { MERCER_PRIVATE_CELLS = 257, MERCER_PRIVATE_TERMS = 257 };

typedef struct
{
  double low, high, h;              /* public; h > 0 */
  double g[MERCER_PRIVATE_TERMS];   /* of the kernel */
  size_t terms;                     /* those above 1e-17 */
} MercerPrivateFrame;

/* h below 0.012 of the range is raised to that, which the terms suffice for; it stands in the frame. Noise in floating point has gaps
 * (Mironov 2012, CCS): this shows what privacy costs, and is no vault against those who read the last bits. */
void mercer_private_frame (MercerPrivateFrame *frame, double low, double high, double h);
/* The numbers that noise is added to: `count` (returned) of them in out (MERCER_PRIVATE_CELLS). O(n) or O(n terms). */
size_t mercer_private_statistic (const MercerPrivateFrame *frame, MercerPrivate mechanism, const double *x, size_t n, double *out);
/* How much one row can move them: sum of absolute values for LAPLACE, root of the sum of squares for the others. */
double mercer_private_sensitivity (const MercerPrivateFrame *frame, MercerPrivate mechanism);
/* The scale of the noise: Laplace's b, or the normal sd, the least that is (epsilon, delta) private: the analytic Gaussian mechanism
 * (Balle and Wang 2018, theorem 8). epsilon > 0, 0 < delta < 1. */
double mercer_private_scale (MercerPrivate mechanism, double epsilon, double delta, double sensitivity);
/* The delta that normal noise of this sd has at epsilon (Balle and Wang 2018, theorem 8). */
double mercer_private_delta (double epsilon, double sd, double sensitivity);
/* Adds the noise. */
void mercer_private_add_noise (MercerPrivate mechanism, double scale, uint64_t seed, uint64_t stream, size_t count, double *statistic);
/* f at `count` places; total NULL: divides by the (noisy) number of rows in the statistic, else by *total. Not clipped at 0. O(count
 * terms). */
void mercer_private_density (const MercerPrivateFrame *frame, MercerPrivate mechanism, const double *statistic, const double *total,
                             size_t count,
                             const double *at, double *out);
/* Expected integral of the squared error that the noise makes, n known: exact for COSINE, for counts up to 1 / cells. */
double mercer_private_error (const MercerPrivateFrame *frame, MercerPrivate mechanism, double scale, double n);
