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

/* The most coefficients that a mean function can have: a linear one takes up to 63 columns. */
#define MERCER_GP_MAX_BETA 64

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
  MERCER_GP_EIGEN,     /* from a stored eigen-decomposition: only noise or scale changed */
  MERCER_GP_LOW_RANK   /* the Gram matrix has few columns' worth of information: nothing but rounding is left out */
} MercerGpWay;

typedef struct
{
  double log_marginal_likelihood; /* R & W eq. 2.30, with a mean function at its estimated coefficients */
  double loo_log_score;           /* mean log predictive density, eq. 5.10-5.12; NaN until asked for */
  double loo_rmse;                /* NaN until asked for */
  size_t n_foretold;              /* rows that both are about: those that the others say something of */
  double condition;               /* condition number of K + noise^2 I; NaN until asked for */
  double jitter;                  /* what had to be added to the diagonal; 0 if nothing */
  MercerGpWay way;
  size_t n;
  double beta[MERCER_GP_MAX_BETA]; /* coefficients of the mean function, constant first */
  size_t n_beta;
  bool dropped[MERCER_GP_MAX_BETA]; /* coefficients set to 0, because other columns say the same */
} MercerGpReport;

/* Mean and latent variance at the points Z (m x d), everything at one go because that is what can be kept:
 * mean, variance: length m (variance may be NULL). covariance: r x r, lower, of the r <= m points of Z that
 * mercer_gp_covariance_index () names, for samples (.data NULL: not wanted). Variances that rounding made
 * negative are 0. Fills the report except for its NaNs. n^3/3 + n^2 m flops cold; O(n m) where a stored eigen-decomposition serves;
 * 4 n^2 + O(n m) where rows follow a stored factor. MERCER_OUT_OF_MEMORY when mercer_gp_bytes () passes the
 * limit of the work, before anything is computed. */
MercerStatus mercer_gp_posterior (const MercerGpProblem *problem, MercerMatrix z, double *mean, double *variance,
                                  MercerMatrix covariance, MercerGpReport *report, MercerWork *work);

/* The i-th of r indices evenly taken from 0 .. m - 1, both ends among them. */
static inline size_t
mercer_gp_covariance_index (size_t m, size_t r, size_t i)
{
  return r > 1 ? i * (m - 1) / (r - 1) : 0;
}

/* The terms of a kernel that is a sum (or numbers times a sum), bound as it is and without its white parts, which are
 * noise; up to `most` new references. A kernel that is no sum is its own only term. */
size_t mercer_gp_terms (const MercerKernel *kernel, MercerKernel **terms, size_t most);
/* The posterior of each of `count` terms f_i of f = sum f_i at Z (Duvenaud, Automatic Model Construction with Gaussian
 * Processes (2014), section 2.4.5): mean k_i(Z, X) K^-1 (y - H beta) and the diagonal of k_i(Z, Z) - k_i(Z, X) P k_i(X, Z),
 * where P is K^-1 with the coefficients of the mean function taken out (R & W section 2.7). mean, variance: m x (count + 1),
 * fitted: the means at the data, n x (count + 1); the last column is of the mean function, so that the means add up to the
 * posterior mean. variance.data, fitted.data NULL: not wanted. By the dense factor, which the posterior shares: n^3/3 flops
 * unless it is stored, and (n^2 m + 2 n m) count more. MERCER_OUT_OF_MEMORY as for the posterior. */
MercerStatus mercer_gp_decompose (const MercerGpProblem *problem, MercerKernel *const *terms, size_t count, MercerMatrix z,
                                  MercerMatrix mean, MercerMatrix variance, MercerMatrix fitted, MercerWork *work);

/* Leave-one-out predictions in closed form (R & W eq. 5.12; with a mean function its coefficients are
 * estimated anew without the point): mean and predictive variance of y(i) from all the others, length n each;
 * fills the two scores of the report and all that the posterior fills. Uses the stored factor; 2n^3/3 flops
 * more, or O(n^2) from an eigen-decomposition. */
MercerStatus mercer_gp_leave_one_out (const MercerGpProblem *problem, double *mean, double *variance,
                                      MercerGpReport *report, MercerWork *work);

/* Fills report->condition: estimated in the 1-norm (LAPACK dpocon) from a factor, exact in the 2-norm from an
 * eigen-decomposition. O(n^2) where either is stored. */
MercerStatus mercer_gp_condition (const MercerGpProblem *problem, MercerGpReport *report, MercerWork *work);

/* log p(y | X) and its gradient with respect to (theta of the kernel..., log noise), length
 * mercer_kernel_free_params () + 1; gradient NULL: the value alone. R & W eq. 5.9. n^3 + O(n^2 p). */
MercerStatus mercer_gp_likelihood (const MercerGpProblem *problem, double *value, double *gradient,
                                   MercerWork *work);

/* Maximises the likelihood over theta and log noise (unless noise_fixed) from the present values and `restarts`
 * more. *kernel_out: a new reference; *noise_out. bound_hits: a translated sentence naming parameters that ended
 * on a bound, or NULL (g_malloc'd). watch (may be NULL) is called after each evaluation with the best point so far, once
 * there is one, on this thread.
 * MERCER_STOPPED leaves the outputs at the best point so far. */
typedef void (*MercerGpWatch) (const MercerKernel *kernel, double noise, double value, int evaluations, void *data);
typedef struct
{
  double noise_lower, noise_upper; /* 0, 0: 1e-5 and 1e3 times the sd of y */
  bool noise_fixed;
  int restarts, max_evaluations;   /* 0: 500 for each start */
  double relative_tolerance;       /* of the likelihood; 0: 5e-9 */
  uint64_t seed;
  MercerGpWatch watch;
  void *data;
} MercerGpFit;
MercerStatus mercer_gp_fit (const MercerGpProblem *problem, const MercerGpFit *fit, MercerKernel **kernel_out,
                            double *noise_out, MercerOptimum *optimum, char **bound_hits, MercerWork *work);

/* Prepares a stored eigen-decomposition of the Gram matrix (split from its scale and white parts) and of the
 * cross-covariances with Z, so that the next change of noise or scale is O(n m). About 9 n^3 flops; does nothing
 * if it is there, or if the work has no store. */
MercerStatus mercer_gp_settle (const MercerGpProblem *problem, MercerMatrix z, MercerWork *work);
/* Whether a posterior of this problem is O(n^2) or less: a factor or an eigen-decomposition is in the store, or the
 * Gram matrix is of low rank. */
bool mercer_gp_is_ready (const MercerGpProblem *problem, MercerWork *work);

/* A draft for large n: the projected process (R & W section 8.3.4) on `landmarks` of the points chosen by
 * Philox from the seed, with the variance of eq. 8.27; covariance as above, and of the report the mean function's
 * coefficients alone (NULL: not wanted). 2 n landmarks^2 flops. With landmarks = n it is the exact posterior up to the
 * jitter of the landmarks' Gram matrix. */
MercerStatus mercer_gp_draft (const MercerGpProblem *problem, size_t landmarks, uint64_t seed, MercerMatrix z,
                              double *mean, double *variance, MercerMatrix covariance, MercerGpReport *report,
                              MercerWork *work);
/* Landmarks that keep a draft of n rows near 0.5 GFLOP: what a slider's first picture may cost. */
size_t mercer_gp_draft_landmarks (size_t n);
/* Bytes that the exact posterior needs (factor, cross-covariances, scratch). */
double mercer_gp_bytes (size_t n, size_t m);
