/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-testing.h"
#include "random-kernel.h"
#include "random.h"
#include "twin.h"

/* Points and kernels over three columns, for the tests of numbers. */

static const char *const names[] = { "a", "b", "c", NULL };

/* Points in (0, 2), of which every eleventh repeats the one before. */
static inline MercerMatrix
points (size_t n, size_t d, uint64_t seed)
{
  MercerMatrix x = mercer_matrix (g_new (double, n *d), n, d);
  mercer_random_uniforms (seed, 0, 0, n * d, x.data);
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (x, i, c)
          = i % 11 == 10 ? *mercer_matrix_at (x, i - 1, c) : 2 * *mercer_matrix_at (x, i, c);
  return x;
}

static inline void
row (MercerMatrix x, size_t i, double *out)
{
  for (size_t c = 0; c < x.cols; c++)
    out[c] = *mercer_matrix_at (x, i, c);
}

/* A random bound kernel over columns a, b, c. */
static inline MercerKernel *
random_bound (RandomKernel *random, int depth)
{
  for (;;)
    {
      MercerKernel *kernel = random_kernel (random, depth);
      MercerKernel *bound = mercer_kernel_bind (kernel, names, 3, NULL);
      mercer_kernel_unref (kernel);
      if (bound != NULL)
        return bound;
    }
}
