/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of some rows of a numeric column; two of them merge into that of all their rows. */
typedef struct
{
  size_t count; /* present values */
  double min, max, mean;
  double m2;     /* sum of squared deviations from the mean */
  bool integral; /* no value has a fraction */
} Summary;

/* Of nothing: count 0, min +inf, max -inf. */
Summary mercer_summary_none (void);
/* Two passes: mean first, then deviations. NaN is missing. O(n). */
Summary mercer_summary_of (const double *values, size_t n);
/* Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances"
 * (1979), equation (2.1). */
Summary mercer_summary_merge (Summary a, Summary b);
/* With n - 1; NaN below two values. */
double mercer_summary_sd (Summary summary);
