/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Samples as points of a metric space: sample s has the rows offset[s] .. offset[s + 1] - 1 of values (total x dims). */
typedef struct
{
  size_t count, dims;
  const size_t *offset; /* count + 1 */
  MercerMatrix values;
} MercerSamples;

/* W_2^2 of two empirical distributions on the line, int_0^1 (F^-1 (u) - G^-1 (u))^2 du, exactly for any two sizes. a, b: sorted.
 * O(n + m). Villani (2003), Topics in optimal transportation, theorem 2.18. */
double mercer_wasserstein_line (const double *a, size_t n, const double *b, size_t m);

/* Squared 2-Wasserstein distances between all samples (count x count, both triangles): on the line exactly, in more dimensions
 * the mean over `slices` random directions (Bonneel, Rabin, Peyre and Pfister 2015, Sliced and Radon Wasserstein barycenters of
 * measures, section 3). O(total log total + count total) for each direction. */
MercerStatus mercer_sample_distances (const MercerSamples *samples, size_t slices, uint64_t seed, MercerMatrix squared,
                                      MercerWork *work);
/* The same from each sample to each of others of as many dimensions, along the same directions: count x others. */
MercerStatus mercer_sample_cross_distances (const MercerSamples *samples, const MercerSamples *others, size_t slices, uint64_t seed,
                                            MercerMatrix squared, MercerWork *work);
/* How far samples are apart: the root mean square of the distances between different ones; 1 if all are 0. O(count^2). */
double mercer_sample_spread (MercerMatrix squared);
/* K = exp (-D / (2 l^2)) in place. Positive definite for distances on the line and sliced ones: Kolouri, Zou and Rohde (2016), Sliced
 * Wasserstein kernels for probability distributions, CVPR. O(count^2). */
void mercer_sample_kernel (MercerMatrix squared, double lengthscale);
