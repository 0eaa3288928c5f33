/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "bare-exp.h"

/* Compiled with -ffast-math, which is what makes gcc call libmvec; once for each set of
 * instructions that the processor may have, as Mercer's own loops are. */
__attribute__ ((target_clones ("default", "arch=x86-64-v3", "arch=x86-64-v4"))) void
bare_exp (size_t n, const double *restrict x, double *restrict y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = exp (x[i]);
}
