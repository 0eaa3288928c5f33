/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "polynomials.h"
#include "program.h"

/* Centre. With p_1 ... p_q orthonormal polynomials over the rows r_i of the reference (of order 1: a
 * constant) and w_a (r_i) = p_a (r_i) / n, the kernel of what least squares leave of a function is
 *
 *   k(x, x') - sum_a p_a (x) M_a (x') - sum_a M_a (x) p_a (x') + sum_ab p_a (x) S_ab p_b (x'),
 *   M_a (x) = sum_i w_a (r_i) k(x, r_i),  S_ab = sum_i w_a (r_i) M_b (r_i),
 *
 * or k - sum_a (p_a (x) A_a (x') + A_a (x) p_a (x')) with A = M - S p / 2. So a Centre needs 2 q numbers
 * of each point, which cost n values of the kernel behind it: they are computed once for all rows before
 * tiles are walked, and the steps of tiles look them up. A program of its own makes them, of the pairs of
 * the points with the reference; backwards it gives their derivatives, which are kept as well. */

/* Two things are refused when a kernel is bound (bind.c).
 *
 * An order above 1 inside a warp w. Its polynomials would be those of w (r_i), so that p, and with it the projection itself,
 * would depend on parameters that fits move: each derivative by one of them would want those of the orthonormal polynomials
 * and of M and S beside those of k, and where w takes the rows to too few places (Kumaraswamy's a towards 0) the polynomials
 * would cease to be determined in the middle of a fit. A constant stays a constant under any warp, so order 1 may. Nor is the
 * Centre around the warp the same: what a warp makes of ThinPlate is positive definite against polynomials in w (x) and not
 * in x. A table whose column is transformed says it without any of this.
 *
 * More than KERNEL_MOST_CENTRES within each other. Polynomials of a lower degree are among those of a higher one, so a Centre of
 * a Centre is the one of the higher order: what is nested without need changes nothing, and what is nested through sums
 * and products has no use that we know of. Each level costs programs of the levels below for both sides, twice as many. */

/* What all points share: the polynomials, and S with its derivatives, which no point changes. */
typedef struct
{
  const MercerKernel *node;
  size_t only; /* the column, inside Additive */
  KernelPolynomials *polynomials;
  struct _KernelSide *among;   /* the reference seen as points */
  _Atomic (double *) moments; /* q x q, then one such for each free parameter; made when first needed */
} KernelCentre;

/* One set of points in front of a Centre. */
typedef struct _KernelSide
{
  size_t centre; /* of the program's */
  size_t set;    /* of the program's; of `among` nothing */
  size_t root;   /* the set that it is made from, X (0) or Z (1); KERNEL_ANCHORED: from neither */
  size_t twin;   /* a side made of X as this is of Z, whose numbers serve for both in a Gram matrix; or itself */
  KernelProgram *means;         /* X the reference, Z the points: values, or by theta too */
  KernelProgram *moves;         /* by the points: X the points, Z the reference. Or NULL */
  size_t means_set, moves_set; /* the points in those */
} KernelSide;
#define KERNEL_ANCHORED SIZE_MAX

typedef struct _KernelCentres
{
  GPtrArray *centres, *sides; /* of KernelCentre, KernelSide; owned */
  bool unreferenced;          /* a Centre has no rows to refer to: not to be run */
} KernelCentres;

KernelCentres *kernel_centres_new (void);
void kernel_centres_free (KernelCentres *centres);

/* The numbers of the points of a side: n x q each; slopes by each free parameter or, by points, by each
 * column, one after the other, or NULL. */
typedef struct
{
  size_t n;
  double *p, *a, *p_slopes, *a_slopes;
  size_t n_slopes;
} KernelTable;

typedef struct _KernelTables
{
  KernelTable *tables; /* in the order of the program's sides */
  size_t n;
} KernelTables;

/* NULL tables if the program has no Centre. MERCER_BAD_INPUT if one has no reference. O((n + m) R) values
 * of the kernel behind each, R the rows of the reference. */
MercerStatus kernel_tables_new (const KernelProgram *program, MercerMatrix x, MercerMatrix z,
                                MercerWork *work, KernelTables **tables);
void kernel_tables_free (KernelTables *tables);
