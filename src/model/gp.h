/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel.h"
#include "matrix.h"
#include "optimize.h"
#include "work.h"

/* Exact Gaussian process regression, Rasmussen and Williams (2006), chapter 2 and 5:
 *   y = m(x) + f(x) + e,  f ~ GP (0, k),  e ~ N (0, noise^2),
 * with mean function zero, a constant or linear, the last two with coefficients estimated by generalised
 * least squares; their uncertainty is in the variances (R & W section 2.7, vague prior). */
typedef enum { MERCER_MEAN_ZERO, MERCER_MEAN_CONSTANT, MERCER_MEAN_LINEAR } MercerMean;

typedef struct
{
  MercerMatrix x;         /* n x d */
  const double *y;        /* n */
  const uint64_t *rows;   /* n identities, or NULL: allows a factor to follow rows that come and go */
  const MercerKernel *kernel; /* bound to the d columns */
  double noise;           /* sd, in units of y, >= 0 */
  MercerMean mean;
} MercerGpProblem;

/* What a factorisation says of itself. */
typedef enum
{
  MERCER_GP_FACTORED,  /* Gram matrix and Cholesky made now */
  MERCER_GP_STORED,    /* the same factor was in the store */
  MERCER_GP_UPDATED,   /* rows were added to or removed from a stored factor */
  MERCER_GP_EIGEN      /* from a stored eigen-decomposition: only noise or scale changed */
} MercerGpWay;

typedef struct
{
  double log_marginal_likelihood; /* R & W eq. 2.30; with a mean function eq. 2.45 without the constant of A:
                                     i.e. the plain one at the estimated coefficients */
  double loo_log_score;           /* mean log predictive density, eq. 5.10-5.12; NaN until asked for */
  double loo_rmse;                /* NaN until asked for */
  double condition;               /* 1-norm condition of K + noise^2 I, estimated */
  double jitter;                  /* what had to be added to the diagonal; 0 if nothing */
  MercerGpWay way;
  size_t n;
  double beta[64];                /* coefficients of the mean function, constant first */
  size_t n_beta;
} MercerGpReport;

/* Mean and latent variance at the points Z (m x d), everything at one go because that is what can be kept:
 * mean, variance: length m (variance may be NULL). covariance (m x m, lower; .data NULL: not wanted) for
 * samples. Variances that rounding made negative are 0. n^3/3 + n^2 m flops cold; O(n m) where a stored
 * eigen-decomposition serves; 2 n^2 + O(n m) where rows follow a stored factor. */
MercerStatus mercer_gp_posterior (const MercerGpProblem *problem, MercerMatrix z, double *mean, double *variance,
                                  MercerMatrix covariance, MercerGpReport *report, MercerWork *work);

/* Leave-one-out predictions in closed form (R & W eq. 5.12): mean and predictive variance of y(i) from all
 * the others, length n each; fills the two scores of the report. Uses the stored factor. 2n^3/3 flops more. */
MercerStatus mercer_gp_leave_one_out (const MercerGpProblem *problem, double *mean, double *variance,
                                      MercerGpReport *report, MercerWork *work);

/* log p(y | X) and its gradient with respect to (theta of the kernel..., log noise), length
 * mercer_kernel_free_params () + 1; gradient NULL: the value alone. R & W eq. 5.9. n^3 + O(n^2 p). */
MercerStatus mercer_gp_likelihood (const MercerGpProblem *problem, double *value, double *gradient,
                                   MercerWork *work);

/* Maximises the likelihood over theta and log noise (unless noise_fixed) from the present values and `restarts`
 * more. *kernel_out: a new reference; *noise_out. bound_hits: a translated sentence naming parameters that ended
 * on a bound, or NULL (g_malloc'd). watch (may be NULL) is called after each improvement, on this thread. */
typedef void (*MercerGpWatch) (const MercerKernel *kernel, double noise, double value, int evaluations, void *data);
typedef struct
{
  double noise_lower, noise_upper;
  bool noise_fixed;
  int restarts, max_evaluations;
  uint64_t seed;
  MercerGpWatch watch;
  void *data;
} MercerGpFit;
MercerStatus mercer_gp_fit (const MercerGpProblem *problem, const MercerGpFit *fit, MercerKernel **kernel_out,
                            double *noise_out, MercerOptimum *optimum, char **bound_hits, MercerWork *work);

/* Prepares a stored eigen-decomposition of the Gram matrix (split from its scale) and of the cross-covariances
 * with Z, so that the next change of noise or scale is O(n m). About 9 n^3 flops; does nothing if it is there. */
MercerStatus mercer_gp_settle (const MercerGpProblem *problem, MercerMatrix z, MercerWork *work);

/* A draft for large n: the projected process (R & W section 8.3.4) on `landmarks` of the points chosen by
 * Philox from the seed. n landmarks^2 flops. */
MercerStatus mercer_gp_draft (const MercerGpProblem *problem, size_t landmarks, uint64_t seed, MercerMatrix z,
                              double *mean, double *variance, MercerWork *work);
/* Bytes that the exact posterior needs (Gram matrix, factor, cross-covariances). */
double mercer_gp_bytes (size_t n, size_t m);
