/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

void
bench_libmvec_exp (size_t n, const double *x, double *y);

#if defined __x86_64__ && !defined __clang__
__attribute__ ((target_clones ("avx512f", "avx2", "default")))
#endif
void
bench_libmvec_exp (size_t n, const double *x, double *y)
{
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    y[i] = exp (x[i]);
}
