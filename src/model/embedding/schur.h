/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* The kernel covariance of one block of columns, split by another. With features phi (x), psi (y) of n rows and C their
 * uncentred covariances,
 *   C_xx = C_xy (C_yy + ridge I)^-1 C_yx  +  rest,
 * the first part what y explains, the rest the Schur complement. On rows: with P = K_y (K_y + n ridge I)^-1 the parts have the
 * eigenvalues of P^(1/2) K_x P^(1/2) / n and (I - P)^(1/2) K_x (I - P)^(1/2) / n. A row has a share in each part: phi (x) itself, its
 * regression C_xy (C_yy + ridge I)^-1 psi (y) on the other block, and what that leaves, which is how the authors take a prompt out of an
 * embedding; the scores are those shares on the part's leading axes. They are functions of (x, y), and hold for other rows too.
 * Ospanov, Jalali and Farnia (2025), Dissecting CLIP: decomposition with a Schur complement-based approach, sections 3 and 4; the Scendi
 * score of a part of a kernel of trace 1 is exp (trace entropy). */
typedef enum { MERCER_SCHUR_ALL, MERCER_SCHUR_EXPLAINED, MERCER_SCHUR_REST, MERCER_SCHUR_PARTS } MercerSchurPart;

typedef struct
{
  size_t n, k;
  double *values[MERCER_SCHUR_PARTS];     /* n each, eigenvalues, descending; they sum to the part's trace */
  double trace[MERCER_SCHUR_PARTS];
  double entropy[MERCER_SCHUR_PARTS];     /* of the eigenvalues over their sum, in nats; 0 of nothing */
  MercerMatrix scores[MERCER_SCHUR_PARTS]; /* n x k: each row's share in the part on the part's leading axes */
  MercerMatrix a[MERCER_SCHUR_PARTS], b[MERCER_SCHUR_PARTS]; /* n x k: as functions, scores = K_x a + K_y b */
} MercerSchur;

/* k_x, k_y: n x n Gram matrices (lower triangles), destroyed; ridge > 0; k <= n. Four eigen-decompositions: about 50 n^3 flops. */
MercerStatus mercer_schur (MercerMatrix k_x, MercerMatrix k_y, double ridge, size_t k, MercerSchur *schur, MercerWork *work);
/* out (m x k): the scores of other rows. cross_x, cross_y: n x m, their kernel values with those. O(n m k). */
MercerStatus mercer_schur_extend (const MercerSchur *schur, MercerSchurPart part, MercerMatrix cross_x, MercerMatrix cross_y,
                                  MercerMatrix out, MercerWork *work);
/* - sum p log p of values over their sum (what is not positive counts as 0): von Neumann's entropy of the matrix. */
double mercer_matrix_entropy (const double *values, size_t n);
