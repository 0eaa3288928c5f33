/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>

#include "gp.h"
#include "linalg.h"
#include "pool.h"

/* The parts of model/gp among themselves. Reading order: gp.c (keys, memory, mean functions), gp-factor.c (a factor
 * that follows its rows), gp-settle.c (eigen-decompositions), gp-low.c (low rank), gp-solve.c (which of them answers), gp-posterior.c,
 * gp-terms.c, gp-loo.c, gp-likelihood.c, gp-fit.c, gp-draft.c. */

/* --- gp.c ------------------------------------------------------------------------------------- */

/* kernel = scale * rest + white I on the data: what the eigenvectors do not depend on, taken apart. */
typedef struct
{
  MercerKernel *rest;
  double scale, white;
} GpSplit;
GpSplit gp_split (const MercerKernel *kernel);
void gp_split_clear (GpSplit *split);

/* True if the node is white noise, alone or times constants; then *amount is its variance. */
bool gp_is_white (const MercerKernel *node, double *amount);

/* Coefficients of the mean function in d columns. */
size_t gp_mean_terms (MercerMean mean, size_t d);
/* H (one row for each of X), n x p, columns centred on `centre` (length d): any centre spans the same. */
void gp_mean_basis (MercerMean mean, MercerMatrix x, const double *centre, MercerMatrix h);
void gp_column_means (MercerMatrix x, double *centre);
/* BAD_INPUT, or OUT_OF_MEMORY for more than the work may hold. */
MercerStatus gp_check (const MercerGpProblem *problem, size_t m, MercerWork *work);
void gp_hash_matrix (MercerHash *hash, MercerMatrix a);
/* The Cholesky factor of kernel's Gram matrix + noise^2 I in l (n x n): with jitter, reported, if it must be. */
MercerStatus gp_factorise (const MercerKernel *kernel, MercerMatrix x, double noise, MercerMatrix l, double *jitter,
                           MercerWork *work);
/* out(j) += factor |row j of A|^2 */
void gp_add_squares (double factor, MercerMatrix a, double *out);
/* B = B L^-T, a tile of rows to each task. n^2 flops a row. */
MercerStatus gp_solve_rows (MercerMatrix l, MercerMatrix b, MercerWork *work);

/* --- gp-gls.c: least squares on whitened numbers -------------------------------------------------- */

/* With y_w = A y, H_w = A H for any A'A = K^-1: beta = (H_w'H_w)^-1 H_w'y_w. Columns that the others explain are
 * dropped (coefficient 0). p = 0 is allowed everywhere. */
typedef struct
{
  size_t p;
  double beta[MERCER_GP_MAX_BETA];
  double chol[MERCER_GP_MAX_BETA * MERCER_GP_MAX_BETA]; /* of H_w'H_w, lower, p x p */
  bool dropped[MERCER_GP_MAX_BETA];
} GpGls;
/* From chol = H'K^-1 H (lower triangle) and beta = H'K^-1 y to their factor and the coefficients. */
void gp_gls_solve (GpGls *gls);
/* y_w (length n) becomes the residual y_w - H_w beta. */
void gp_gls_fit (GpGls *gls, double *y_w, MercerMatrix h_w);
/* T = T C^-T, T rows x p, C the factor of H_w'H_w: then the rows' squares add up to variances. */
void gp_gls_solve_rows (const GpGls *gls, MercerMatrix t);
/* The coefficients as the report has them: of the columns as they are, not as they lie about `centre`. */
void gp_gls_report (const GpGls *gls, const double *centre, MercerGpReport *report);

/* --- gp-factor.c ---------------------------------------------------------------------------------- */

/* The newest factor of one (kernel, noise, mean): F = [L; B' L^-T] with B = [K (X, Z), y, H], so that whatever row of
 * the data comes or goes is added or removed in all of it at once. One job holds it at a time; a second one
 * that comes meanwhile makes its own. */
typedef struct
{
  pthread_mutex_t lock;
  MercerMatrix f;              /* capacity: f.stride rows */
  size_t capacity, n, m, p, d; /* capacity in columns; n = 0: holds nothing */
  double *x;                   /* capacity x d, column-major */
  double *y, *z, *centre;      /* capacity, m x d, d */
  uint64_t *rows;
  bool has_rows;
  double jitter;
  int updates;                 /* since it was last made from nothing */
} GpFactor;

typedef struct
{
  MercerStoreItem *item;
  GpFactor *factor; /* locked; NULL: none */
  size_t *order;    /* which of the problem's points each of its n is; scratch */
  MercerGpWay way;
} GpHold;

/* A factor that fits problem and Z (m x d; .data NULL: whatever Z it has) in the cheapest way: a stored one that is of
 * these rows or can follow them, else, if `make`, a new one. hold->factor NULL: there is none. */
MercerStatus gp_factor_hold (GpHold *hold, const MercerGpProblem *problem, MercerMatrix z, bool make, MercerWork *work);
/* The stored one if it is there for exactly these x and Z; hold->factor NULL otherwise. */
void gp_factor_peek (GpHold *hold, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work);
void gp_factor_release (GpHold *hold);
/* Whether the stored one is of the problem's x or can follow it. */
bool gp_factor_is_near (const MercerGpProblem *problem, MercerWork *work);

/* --- gp-follow.c ---------------------------------------------------------------------------------- */

/* Removes and appends the rows in which factor and problem differ. False: they differ in too much, or it could not
 * be done; then the factor holds nothing. order as in GpHold, with room for the problem's n. */
bool gp_factor_follow (GpFactor *factor, const MercerGpProblem *problem, size_t *order, MercerWork *work);
/* How many rows may be apart before a new factor is the cheaper way. */
size_t gp_follow_limit (size_t n);
/* True, with order = 0, 1, 2..., if the factor is of the problem's rows in their order. */
bool gp_factor_is_of (const GpFactor *factor, const MercerGpProblem *problem, size_t *order);

/* --- gp-settle.c ---------------------------------------------------------------------------------- */

typedef struct
{
  size_t n;
  MercerMatrix q; /* eigenvectors of the Gram matrix of `rest` */
  double *lambda;
} GpEigen;

typedef struct
{
  MercerMatrix a, a2; /* Q' K (X, Z) and its squares, n x m */
} GpProjected;

typedef struct
{
  MercerStoreItem *eigen_item, *projected_item, *rhs_item;
  const GpEigen *eigen; /* NULL: nothing stored */
  const GpProjected *projected;
  const double *rhs; /* Q' [y, H], n x (1 + p) */
  GpSplit split;
} GpSettled;

/* What is stored for problem and Z (.data NULL: no Z needed). */
MercerStatus gp_settled_find (GpSettled *settled, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work);
void gp_settled_clear (GpSettled *settled);

/* --- gp-low.c -------------------------------------------------------------------------------------- */

/* K (X, X) = scale G_x G_x', K (Z, X) = scale G_z G_x' to rounding; C C' = I + G_x'G_x / ratio. */
typedef struct
{
  size_t rank; /* 0: the matrix is not of low rank, or the noise too small for it to matter */
  double scale, ratio; /* of the kernel; noise^2 over it */
  MercerMatrix gx, gz, c;
  double *left; /* m: what G_z leaves of the prior's variance / scale, at rounding */
} GpLow;

/* Whether all of it is infinitely differentiable: others have no low rank among few points, and among many it takes long to
 * find out. */
bool gp_low_is_smooth (const MercerKernel *kernel);
/* Gives up, with rank 0, when it would not pay. The matrices are scratch. */
MercerStatus gp_low_try (GpLow *low, const GpSplit *split, double noise2, MercerMatrix x, MercerMatrix z, MercerWork *work);
/* solve (n x (1 + p)) = K^-1 [y - H beta, H] with beta of generalised least squares; coefficients (r x (1 + p)):
 * K (Z, X) times a column of solve is G_z times that of coefficients. squares = (y - H beta)'K^-1 (y - H beta). */
MercerStatus gp_low_least_squares (const GpLow *low, const double *y, MercerMatrix basis, MercerMatrix solve,
                                   MercerMatrix coefficients, GpGls *gls, double *squares, MercerWork *work);
double gp_low_log_det (const GpLow *low);
/* W = G C^-T (rows x r) for G = gx or gz: posterior covariances are scale times products of its rows for gz, and
 * K^-1 = (I - W W' / ratio) / (ratio scale) for gx. .data NULL: refused or stopped. */
MercerMatrix gp_low_whiten (const GpLow *low, MercerMatrix g, MercerWork *work);
double gp_low_condition (const GpLow *low, MercerWork *work);

/* --- gp-solve.c ----------------------------------------------------------------------------------- */

/* K + noise^2 I factored in whichever way, with y and H whitened. */
typedef struct
{
  MercerGpWay way;
  size_t n, m;
  GpHold hold;
  GpSettled settled;
  GpLow low;
  MercerMatrix solve;        /* low rank: n x (1 + p), K^-1 (y - H beta) and K^-1 H */
  MercerMatrix coefficients; /* low rank: r x (1 + p), of the same */
  double squares;            /* (y - H beta)' K^-1 (y - H beta) */
  double *residual; /* n: whitened y - H beta */
  MercerMatrix h_w; /* n x p */
  double *weight;   /* of eigen: 1 / (scale lambda + noise^2), n */
  double *centre;   /* d */
  double noise2;    /* with the white parts that were split off */
  double log_det, jitter;
  GpGls gls;
} GpSolved;

/* By a factor, whatever else there is: solved->hold.factor is there. */
MercerStatus gp_solve_dense (GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work);
MercerStatus gp_solve (GpSolved *solved, const MercerGpProblem *problem, MercerMatrix z, MercerWork *work);
void gp_solved_clear (GpSolved *solved);
void gp_solved_report (const GpSolved *solved, const MercerGpProblem *problem, MercerGpReport *report);
