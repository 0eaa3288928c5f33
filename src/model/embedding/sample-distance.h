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
/* K = exp (-D / (2 l^2)) in place; l 0: the median distance between different samples. Positive definite for distances on the
 * line and sliced ones: Kolouri, Zou and Rohde (2016), Sliced Wasserstein kernels for probability distributions, CVPR. *used: l.
 * O(count^2). */
void mercer_sample_kernel (MercerMatrix squared, double lengthscale, double *used);
