/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gp-private.h"

/* Memory for one likelihood after another of the same data: one n x n matrix, kept. */
typedef struct
{
  MercerMatrix x, k;   /* n x n: Gram matrix, factor, inverse, weights, one after the other */
  const double *y;
  MercerMatrix rhs;    /* n x (1 + p): whitened y and H */
  MercerMatrix basis;  /* n x p: H */
  double *solve;       /* n: K^-1 r */
  GpGls gls;
  /* All of K + noise^2 I may be multiplied by one factor between exp (lower) and exp (upper): 0, 0 for none. The factor
   * of the greatest likelihood has a closed form, c = r'K^-1 r / n; log_factor is what the last evaluation chose. */
  double log_factor_lower, log_factor_upper, log_factor;
  MercerWork *work;
} GpEvaluator;

MercerStatus gp_evaluator_init (GpEvaluator *e, const MercerGpProblem *problem, MercerWork *work);
/* The value, and the gradient unless it is NULL, at this kernel and noise, both multiplied by exp (log_factor). */
MercerStatus gp_evaluate (GpEvaluator *e, const MercerKernel *kernel, double noise, double *value, double *gradient);
