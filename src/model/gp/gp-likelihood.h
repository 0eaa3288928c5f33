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
  MercerWork *work;
} GpEvaluator;

MercerStatus gp_evaluator_init (GpEvaluator *e, const MercerGpProblem *problem, MercerWork *work);
/* The value, and the gradient unless it is NULL, at this kernel and noise. */
MercerStatus gp_evaluate (GpEvaluator *e, const MercerKernel *kernel, double noise, double *value, double *gradient);
