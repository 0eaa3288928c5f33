/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* Kernel principal components (Schölkopf, Smola and Müller, "Nonlinear component analysis as a kernel eigenvalue
 * problem", Neural Computation 10, 1998). With H = I - 11'/n and K' = H K H (or K itself where it is not centred),
 *   K' v = lambda v,  |v| = 1,   scores = sqrt (lambda) v,
 * as scikit-learn has it. Anything new is projected by what is already there: with r the row means of K,
 *   score_j (z) = sum_i weight (i, j) k (z, basis_i) - offset_j,
 * where the basis is the data, or a few landmarks among it. */
typedef struct
{
  MercerMatrix x;             /* n x d, n >= 2 */
  const MercerKernel *kernel; /* bound to the d columns; NULL: x is K itself (n x n, its lower triangle is read), landmarks are not
                                 looked at, and new points are rows of kernel values with the n points */
  bool centred;
  size_t components;          /* fewer are given where there are fewer rows, or fewer landmarks */
  double shift;               /* added to the diagonal of K, for kernels that are not positive definite; >= 0 */
  size_t landmarks;           /* 0, or at least n: exact */
  bool random_features;       /* so many random Fourier features instead of landmarks; an even number */
  const char *const *names;   /* of the d columns; random features need them */
  uint64_t seed;              /* of the landmarks or features */
  /* Of the scores, relative: residuals come below this part of the distance to the nearest eigenvalue that is not asked for
   * (which counts as no less than a thousandth of the largest). 0: 1e-7, which leaves eigenvalues right to rounding. */
  double tolerance;
  const uint64_t *rows;       /* n identities, or NULL: 0, 1, 2... */
  /* What is followed: answers with the same thread (and a store) continue one another. Signs, and the basis of spaces whose
   * eigenvalues are equal, are those of the last answer, and its vectors are where the solver starts. A thread of zeros
   * follows nothing: then of each vector the entry largest in absolute value is positive. */
  MercerHash thread;
  /* A draft: what comes after it continues it only if nothing that is not passing is more like it. Of a kernel that need not be positive
   * definite it is quick: `landmarks` are rows whose own components stand for those of all, and in the exact answer `least` is not asked
   * for and `positive` is what some 160 rows say. */
  bool passing;
} MercerProjectionProblem;

/* Immutable; what stands in the store. */
typedef struct
{
  size_t n, d, k;
  double *values;       /* k, descending; 0 where rounding is all that is left */
  MercerMatrix scores;  /* n x k */
  double *error;        /* n: squared distance in feature space between a point and its projection, >= 0 */
  uint64_t *rows;       /* n */
  MercerMatrix basis;   /* b x d; b x 0 where K was given or features are drawn */
  MercerMatrix weights; /* b x k */
  double *offset;       /* k */
  double *mean_weights; /* b: mean over the data of k (z, x_i) = sum_b mean_weight (b) k (z, basis_b); 0: not centred */
  double grand_mean;    /* mean of all entries of K; 0: not centred */
  double trace;         /* of K': the sum of all eigenvalues */
  double squares;       /* the sum of their squares */
  double least;         /* the least eigenvalue of a kernel that need not be positive definite; NaN: not asked */
  double positive, positive_squares; /* trace and squares of the positive eigenvalues alone, where that least one is no rounding; else NaN */
  double lost;          /* the share of the trace that landmarks do not reach; 0: exact */
  /* Random features: k (x, z) ~ phi (x)' phi (z) stands for the kernel, and what is said of a basis is said of phi's m entries. */
  MercerMatrix frequencies; /* d x m / 2; .data NULL: none */
  double feature_weight;    /* |phi|^2 */
  size_t judges;            /* rows on which K (K' where it is centred) was compared with phi' phi: */
  double off;               /* the difference in Frobenius' norm, relative; NaN: not random */
  double jitter;        /* that the landmarks' Gram matrix needed */
  size_t updated;       /* rows that are other than in an answer before, from which this one was updated; 0: it was not */
  int refs;
} MercerProjection;

/* A reference that keeps the answer alive; give it back with mercer_store_release (). Cost: Gram matrix, and some ten products
 * of K' with a few vectors from a cold start, about three where a stored answer of the same thread is near; O(n m d + n
 * m^2) with m landmarks or features; nothing where this answer is stored. MERCER_OUT_OF_MEMORY before anything is computed
 * where K does not fit. BAD_INPUT where random features are asked of a kernel whose spectral measure is not known
 * (mercer_spectral_law_new ()), NOT_POSITIVE_DEFINITE where landmarks are asked of one that is not known to be positive definite, unless
 * it is passing. */
MercerStatus mercer_projection (const MercerProjectionProblem *problem, MercerStoreItem **item,
                                const MercerProjection **projection, MercerWork *work);
/* Whether an answer of this very problem is stored, and whether one of its thread is that a new one can start from. */
bool mercer_projection_is_stored (const MercerProjectionProblem *problem, MercerWork *work);
bool mercer_projection_is_warm (const MercerProjectionProblem *problem, MercerWork *work);

/* Whether the kernel is known to be positive definite. If not, all eigenvalues are looked for: 4 n^3 / 3 flops. */
bool mercer_projection_is_definite (const MercerProjectionProblem *problem);
/* Whether an eigenvalue is negative by more than rounding: below -1e-6 of the largest. */
#define MERCER_PROJECTION_ROUNDING 1e-6
bool mercer_projection_is_indefinite (const MercerProjection *projection);
/* Share of the trace in component j, and (sum lambda)^2 / sum lambda^2: how many equal components would spread as much. Both are of the
 * positive eigenvalues alone where others are negative: those would make the trace less than what it is shared among. */
double mercer_projection_share (const MercerProjection *projection, size_t j);
double mercer_projection_effective_dimension (const MercerProjection *projection);

/* Scores (m x k; .data NULL: not wanted) and squared errors in feature space (m, or NULL) of new points Z (m x d). The
 * kernel is that of the problem; where K was given it is NULL, Z is k (z, x_i) (m x n), and errors, which would need k (z, z), are
 * NaN. In blocks of rows; O(m b (d + k)). */
MercerStatus mercer_projection_apply (const MercerProjection *projection, const MercerKernel *kernel, MercerMatrix z,
                                      MercerMatrix scores, double *error, MercerWork *work);

/* --- Pre-images: points whose images lie near what is left of a point after projection -------------------------------- */

/* Whether the fixed-point iteration knows this kernel: RBF, scaled or not, a length scale for each column or one. */
bool mercer_projection_has_fixed_point (const MercerKernel *kernel);
/* For each row of scores (m x k) the z that maximises the RBF's k (z, .) against sum_i gamma_i k (basis_i, .), by
 *   z <- sum_i gamma_i k (z, b_i) b_i / sum_i gamma_i k (z, b_i)
 * (Mika et al., "Kernel PCA and de-noising in feature spaces", NIPS 11, 1999, eq. 10) from where `points` (m x d, replaced)
 * stand. A row whose iteration leaves the data keeps its start. *failed (may be NULL) says how many did. */
MercerStatus mercer_projection_fixed_point (const MercerProjection *projection, const MercerKernel *kernel,
                                            MercerMatrix scores, MercerMatrix points, size_t *failed, MercerWork *work);
/* Kernel ridge regression from scores to inputs (Bakır, Weston and Schölkopf, "Learning to find pre-images", NIPS 16, 2004;
 * scikit-learn's inverse_transform): points = k (scores, S) (k (S, S) + ridge I)^-1 X with S the scores of the data X
 * (n x d) and `on_scores` a kernel bound to k columns. n^3/3 flops. */
MercerStatus mercer_projection_ridge_map (const MercerProjection *projection, const MercerKernel *on_scores, double ridge,
                                          MercerMatrix x, MercerMatrix scores, MercerMatrix points, MercerWork *work);
