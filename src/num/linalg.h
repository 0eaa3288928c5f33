/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

#include "matrix.h"
#include "work.h"

/* Dense linear algebra in double precision: tiles of OpenBLAS calls on the pool, with a look at
 * mercer_work_wanted () between tiles (at least every 5 ms). work may be NULL: never stopped.
 * n below about 300 stays on the calling thread. Only lower triangles are read and written where a
 * matrix is symmetric or triangular, unless said otherwise. */

/* The name of the kernels that OpenBLAS chose ("SkylakeX"). */
const char *mercer_blas_core (void);
/* What OPENBLAS_CORETYPE should be instead, given that name and the variable as it is (NULL: unset). NULL when
 * nothing is to be mended: the name is not the fallback for processors OpenBLAS does not know, or somebody
 * has chosen. */
const char *mercer_blas_better_core (const char *core, const char *variable);
/* If OpenBLAS fell back to kernels four times too slow for this processor, sets OPENBLAS_CORETYPE and
 * re-executes the program. Call first thing in main, before any thread or toolkit. Returns when there
 * is nothing to mend. */
void mercer_blas_choose_core (char **argv);

/* C = alpha op(A) op(B) + beta C. O(m n k). */
MercerStatus mercer_gemm (bool transpose_a, bool transpose_b, double alpha, MercerMatrix a,
                          MercerMatrix b, double beta, MercerMatrix c, MercerWork *work);
/* Lower triangle of C = alpha op(A) op(A)' + beta C; transpose: A'A. O(n^2 k). */
MercerStatus mercer_syrk (bool transpose, double alpha, MercerMatrix a, double beta, MercerMatrix c,
                          MercerWork *work);
/* y = alpha op(A) x + beta y. */
void mercer_gemv (bool transpose, double alpha, MercerMatrix a, const double *x, double beta, double *y);
/* y = A x, A symmetric in its lower triangle. O(n^2) on the pool. */
void mercer_symv (MercerMatrix a, const double *x, double *y);

/* A = L L' in place (lower triangle; the upper one is left as it was). n^3/3 flops. */
MercerStatus mercer_cholesky (MercerMatrix a, MercerWork *work);
/* The same for A + jitter I with the least jitter of 0, s 1e-12, s 1e-11, ... s 1e-4 that works, s the mean
 * of the diagonal. `a` (lower triangle) is replaced by the factor; each retry restores it from its
 * upper triangle, which must hold the same numbers on entry and still does on return, and `diagonal`
 * (length n), which the caller fills. *jitter receives what was added (0 if nothing). */
MercerStatus mercer_cholesky_jitter (MercerMatrix a, const double *diagonal, double *jitter,
                                     MercerWork *work);
/* B = op(L)^-1 B. n^2 flops a column. */
MercerStatus mercer_solve_lower (MercerMatrix l, bool transpose, MercerMatrix b, MercerWork *work);
/* Lower triangle of B = (L L')^-1 from L; b may be l itself. 2 n^3 / 3 flops. */
MercerStatus mercer_cholesky_inverse (MercerMatrix l, MercerMatrix b, MercerWork *work);
/* diag ((L L')^-1) into out (length n), without forming the inverse in memory twice. */
MercerStatus mercer_cholesky_inverse_diagonal (MercerMatrix l, double *out, MercerWork *work);
/* log det (L L') = 2 sum log L(i, i). */
double mercer_cholesky_log_det (MercerMatrix l);
/* An estimate from below, mostly within a factor 3, of the 1-norm condition number of L L', given the
 * 1-norm of L L' (Higham's estimator, LAPACK dlacn2). Some ten solves: 20 n^2 flops at the speed of memory. */
double mercer_cholesky_condition (MercerMatrix l, double norm1);
/* The same for large n: it can be stopped. */
MercerStatus mercer_cholesky_condition_estimate (MercerMatrix l, double norm1, double *condition,
                                                 MercerWork *work);
/* 1-norm of a symmetric matrix from its lower triangle. O(n^2). */
double mercer_symmetric_norm1 (MercerMatrix a);

/* A factor that follows its rows. F is (n + m) x n: L (n x n, lower) above m further rows, each of
 * which is (L^-1 b)' for some right-hand side b: whatever is added or removed in the matrix is added
 * and removed in the right-hand sides.  F.stride is the capacity in rows.
 * Removing row k of the data: F becomes (n - 1 + m) x (n - 1), in place. 3 (n - k)(n + m) flops,
 * Givens rotations as in LINPACK's dchex. */
MercerStatus mercer_factor_remove (MercerMatrix *f, size_t m, size_t k, MercerWork *work);
/* Appending a data point whose column against the present points is `column` (length n), with
 * diagonal entry `diagonal`, and whose entries in the m right-hand sides are `rhs` (length m):
 * F becomes (n + 1 + m) x (n + 1). The buffer must hold (n + 1 + m) rows (stride) and n + 1 columns.
 * n^2 + 2 n m flops. MERCER_NOT_POSITIVE_DEFINITE leaves F as it was. */
MercerStatus mercer_factor_append (MercerMatrix *f, size_t m, const double *column, double diagonal,
                                   const double *rhs, MercerWork *work);

/* All eigenpairs of a symmetric A (lower triangle, destroyed): values ascending (length n), the
 * orthonormal eigenvectors as columns of `vectors` (n x n). About 9 n^3 flops; asks between stages,
 * whose longest runs in tiles. */
MercerStatus mercer_eigen (MercerMatrix a, double *values, MercerMatrix vectors, MercerWork *work);

/* All eigenvalues of a symmetric A (lower triangle, destroyed), ascending (length n), each to about n epsilon of the largest
 * in size: several times faster than with vectors. 4 n^3 / 3 flops, scratch O(n). DIVERGED if A is not finite. */
MercerStatus mercer_eigenvalues (MercerMatrix a, double *values, MercerWork *work);

/* out = B M^(-1/2), M symmetric and positive definite (k x k, lower triangle, destroyed), B and out n x k. Directions in which M is
 * rounding, below epsilon of its largest eigenvalue, are left out. Takes scratch from work. O(k^3 + n k^2). */
MercerStatus mercer_divide_by_root (MercerMatrix b, MercerMatrix m, MercerMatrix out, MercerWork *work);
/* out = A (A'A)^(-1/2), A n x k with n >= k: of all matrices with orthonormal columns that which is nearest to A, the factor of its
 * polar decomposition (Higham, Functions of Matrices, 2008, theorem 8.4). NOT_POSITIVE_DEFINITE, and out is as it was, where the least
 * singular value of A is not above `least` of the largest: then A does not say which. Takes scratch from work. O(k^3 + n k^2). */
MercerStatus mercer_polar (MercerMatrix a, double least, MercerMatrix out, MercerWork *work);

/* The sign of the determinant of a square A (destroyed), 0 where elimination finds it singular. 2 n^3 / 3 flops, for small n. */
int mercer_determinant_sign (MercerMatrix a);

/* y = A x for a symmetric operator on blocks of columns (x, y: n x b). */
typedef MercerStatus (*MercerOperator) (MercerMatrix x, MercerMatrix y, void *data, MercerWork *work);
/* The k largest eigenpairs of a symmetric operator by block Lanczos with full re-orthogonalisation and
 * thick restart, values descending. If warm, `vectors` (n x k) holds a start, such as the last answer.
 * Ends when every residual |A v - lambda v| is below tolerance x largest |lambda|. */
MercerStatus mercer_eigen_top (size_t n, MercerOperator op, void *data, size_t k, double tolerance,
                               bool warm, double *values, MercerMatrix vectors, MercerWork *work);
/* The same for a dense symmetric matrix (lower triangle). */
MercerStatus mercer_eigen_top_dense (MercerMatrix a, size_t k, double tolerance, bool warm,
                                     double *values, MercerMatrix vectors, MercerWork *work);
