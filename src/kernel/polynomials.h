/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"

/* All polynomials of a degree below `order` in some columns, as functions p_1 ... p_q that are
 * orthonormal over the n rows r_i of a reference: sum_i p_a (r_i) p_b (r_i) / n = [a = b]. With these,
 * f - sum_a p_a sum_i p_a (r_i) f (r_i) / n is what least squares over the rows leave of f. Order 1:
 * p_1 = 1 alone. */
typedef struct
{
  size_t q, d;           /* q = (order - 1 + d over d) */
  const size_t *columns; /* d of those of a point; borrowed */
  double *weights;       /* n x q: p_a (r_i) / n */
  /* Inside: coordinates in units of their spread, the powers of each monomial, and p = T' monomials. */
  double *middle, *scale, *t;
  unsigned *powers;
} KernelPolynomials;

/* Polynomials of more columns are never asked for in practice, and their number explodes. */
#define KERNEL_MOST_POLYNOMIALS 128
/* How many there are, or one more than that. */
size_t kernel_polynomials_count (size_t order, size_t d);
/* NULL if the rows do not tell the polynomials apart: there are too few, or they lie on a curve on which
 * one of them vanishes. O(n q^2). */
KernelPolynomials *kernel_polynomials_new (size_t order, const size_t *columns, size_t d,
                                           MercerMatrix reference);
void kernel_polynomials_free (KernelPolynomials *polynomials);
/* p: of row i of x, q numbers; slopes: q x d column-major, dp_a / dx_c, or NULL. O(q^2 (1 + d)). */
void kernel_polynomials_at (const KernelPolynomials *polynomials, MercerMatrix x, size_t i, double *p,
                            double *slopes);
