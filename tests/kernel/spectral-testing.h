/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-testing.h"

/* More lines than are kept. */
enum { MOST = 300 };

/* At distance r; all are positive and in order. */
static inline double
sum_lines (MercerKernelSpectrum *spectrum, double r)
{
  double frequency[MOST], weight[MOST], sum = 0;
  size_t n = mercer_kernel_spectrum_lines (spectrum, INFINITY, MOST, frequency, weight);

  for (size_t k = 0; k < n; k++)
    {
      sum += weight[k] * cos (2 * M_PI * frequency[k] * r);
      g_assert_true (weight[k] > 0 && (k == 0 || frequency[k] > frequency[k - 1]));
    }
  return sum;
}
