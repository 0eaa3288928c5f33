/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

void bench_libmvec_exp (size_t n, const double *x, double *y);
void bench_libmvec_expf (size_t n, const float *x, float *y);

#if defined __x86_64__ && !defined __clang__
#define EVERY_PROCESSOR __attribute__ ((target_clones ("avx512f", "avx2", "default")))
#else
#define EVERY_PROCESSOR
#endif

EVERY_PROCESSOR void
bench_libmvec_exp (size_t n, const double *x, double *y)
{
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    y[i] = exp (x[i]);
}

EVERY_PROCESSOR void
bench_libmvec_expf (size_t n, const float *x, float *y)
{
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    y[i] = expf (x[i]);
}
