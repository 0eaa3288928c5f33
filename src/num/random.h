/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Counter-based random numbers (Philox 4x32-10; Salmon, Moraes, Dror, Shaw, "Parallel random numbers:
 * as easy as 1, 2, 3", SC 2011). A number is a function of (seed, stream, index) alone, so neither the
 * number of threads nor the order of calls changes it. `stream` separates uses within one recipe. */

/* out[k] = uniform in the open interval (0, 1) for index first + k. */
void mercer_random_uniforms (uint64_t seed, uint64_t stream, uint64_t first, size_t count, double *out);
/* out[k] = standard normal for index first + k. Made from the uniforms by logarithm, sine and cosine, whose last
 * bit may differ between processors with and without fused multiply-add; the uniforms are the same everywhere. */
void mercer_random_normals (uint64_t seed, uint64_t stream, uint64_t first, size_t count, double *out);
double mercer_random_uniform (uint64_t seed, uint64_t stream, uint64_t index);
double mercer_random_normal (uint64_t seed, uint64_t stream, uint64_t index);
/* Uniform integer in [0, below), without modulo bias. */
uint64_t mercer_random_below (uint64_t seed, uint64_t stream, uint64_t index, uint64_t below);
/* A uniformly random permutation of 0 .. count - 1 (Fisher-Yates). */
void mercer_random_permutation (uint64_t seed, uint64_t stream, size_t count, size_t *out);
