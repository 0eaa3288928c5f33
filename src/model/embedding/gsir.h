/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Generalised sliced inverse regression: functions of x in the space of a kernel that together say all x has to say about y. With
 * G_x, G_y the centred Gram matrices of n samples and lambda_1 the largest eigenvalue of each, e_x = ridge_x lambda_1 (G_x),
 *   B = G_x (G_x + e_x I)^-1,   M = B A B,   A = G_y  or  A = G_y (G_y + e_y I)^-1,
 * the sufficient predictors are f_j = B v_j, v_j the leading eigenvectors of M. The first A is blunt and steady, the second weighs
 * all functions of y alike. Li and Song (2017), Nonlinear sufficient dimension reduction for functional data, Annals of Statistics
 * 45, section 5; for distributions Zhang, Li and Xue (2024), Nonlinear sufficient dimension reduction for distribution-on-distribution
 * regression, J. Multivariate Analysis 202 (there WGSIR1 and WGSIR2). */
typedef enum { MERCER_GSIR_COVARIANCE, MERCER_GSIR_REGRESSION } MercerGsirWay;

typedef struct
{
  size_t n, k;
  double *values;   /* k: eigenvalues of M, descending */
  double total;     /* of all of them: its trace */
  MercerMatrix f;   /* n x k: predictors of the rows, of mean 0 and unit variance */
  MercerMatrix a;   /* n x k: f (x) = sum_i a_i (k (x_i, x) - mean of column i) up to a constant */
} MercerGsir;

/* k_x, k_y: n x n Gram matrices (lower triangles), destroyed; k <= n - 1; ridges positive. Predictors are as many as M has eigenvalues
 * above rounding. Arrays are scratch of the work. Three eigen-decompositions: about 30 n^3 flops. */
MercerStatus mercer_gsir (MercerMatrix k_x, MercerMatrix k_y, MercerGsirWay way, double ridge_x, double ridge_y, size_t k,
                          MercerGsir *gsir, MercerWork *work);

/* The ridge of the grid 10^-6, 10^-5.5 .. 1 with which functions of x predict G_y best by generalised
 * cross-validation: least
 *   |G_y - B G_y|_F^2 / (1 - tr B / (n - 1))^2.
 * Zhang, Li and Xue (2024), section 5.2. The matrices as above, kept. One eigen-decomposition. */
MercerStatus mercer_gsir_ridge (MercerMatrix k_x, MercerMatrix k_y, double *ridge, MercerWork *work);
