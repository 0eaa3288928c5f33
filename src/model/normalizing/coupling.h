/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bend.h"
#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* A normalising flow: a chain of invertible layers that carries data x to z, which is to be standard normal. Its density is
 *   log p (x) = log N (z (x); 0, I) + log |det dz / dx|,
 * or, where the bends are maps of [0, 1], z is to be uniform on the unit box and log p (x) = log |det dz / dx|, nothing outside.
 * Layer 0 standardises each column by its mean and standard deviation, or takes a box to the unit box. In each
 * further layer some columns A are kept, and each of the others, B, is bent: y_c = g (x_c; a_c (x_A)), where the raw
 * numbers of the bend are functions in the space of the kernel, written by their values at m auxiliary points,
 *   a (x_A) = b + A' x_A + sum_j w_j k (x_A, z_j),
 * English, Kirchler and Lippert (2024), Kernelised normalising flows; with a linear part beside the kernel
 * (Schoelkopf, Herbrich and Smola, 2001, A generalized representer theorem, theorem 2), so that a Gaussian needs no
 * kernel. Points, weights, linear part and b are what is learned.
 *
 * The kernel is that of the table: it sees rows in the units of the data, with the columns of B at their means.
 *
 * Layers 2 k and 2 k + 1 bend complementary halves, those whose index has bit k mod ceil (log2 d) set and unset, so that any
 * two columns are parted by some layer. */
typedef struct
{
  size_t n_kept, n_bent, points, outputs; /* outputs = n_bent bend.numbers */
  size_t *column;                         /* d: the kept ones, then the bent ones */
  size_t at;                              /* where its parameters begin: points x n_kept, 1 x outputs, n_kept x outputs, points x outputs */
} MercerCouplingLayer;

typedef struct
{
  const MercerKernel *kernel; /* bound to d columns; borrowed */
  MercerBend bend;
  size_t d, n_layers;
  MercerCouplingLayer *layer;
  double *mean, *sd; /* d; of bounded bends: low ends and widths of the box */
  double penalty;    /* lambda of the loss; may be changed at any time */
  size_t parameters;
  double *theta;     /* parameters */
} MercerCoupling;

/* A chain that only standardises (of bounded bends, with all ramps even): all weights 0, the auxiliary points at rows
 * of x drawn by the seed. n >= 2 rows; a column
 * without spread gets sd 1. points: at most n of each layer. box (d x 2: low, high; holds all rows) is
 * for bounded bends, else NULL. Scratch of the work. O(n d). */
MercerStatus mercer_coupling_open (MercerCoupling *chain, const MercerKernel *kernel, MercerBend bend, MercerMatrix x, const double *box,
                                   size_t layers, size_t points, uint64_t seed, MercerWork *work);

/* z (n x d) and log |det dz/dx| (n) of rows x; either may be x's own memory. O(n layers (m d + m outputs)). */
MercerStatus mercer_coupling_forward (const MercerCoupling *chain, MercerMatrix x, MercerMatrix z, double *log_det, MercerWork *work);
/* x of rows z. */
MercerStatus mercer_coupling_inverse (const MercerCoupling *chain, MercerMatrix z, MercerMatrix x, MercerWork *work);
/* log p of rows, in units of the data (length n); - infinity outside the box. */
MercerStatus mercer_coupling_log_density (const MercerCoupling *chain, MercerMatrix x, double *out, MercerWork *work);

/* loss = - mean log p (x) + lambda / 2 (sum over layers and outputs of w' K_zz w + |A|^2), at `theta`; *nll (may be NULL) is the first
 * part alone. gradient (length parameters) may be NULL. MERCER_DIVERGED if it is not finite. About five times forward. */
MercerStatus mercer_coupling_loss (const MercerCoupling *chain, const double *theta, MercerMatrix x, double *loss, double *nll,
                                   double *gradient, MercerWork *work);

/* - mean log density of rows `at` under the Gaussian with mean and covariance of the rows x (maximum likelihood): what a flow
 * has to beat. HUGE_VAL where the covariance is singular. */
MercerStatus mercer_coupling_gaussian_nll (MercerMatrix x, MercerMatrix at, double *nll, MercerWork *work);

/* --- Between the files of the chain --------------------------------------------------------------------- */

/* The parameters of a layer, or of its gradient, as matrices. */
typedef struct
{
  MercerMatrix points, bias, linear, weights;
} MercerCouplingPart;
MercerCouplingPart mercer_coupling_part (const MercerCouplingLayer *layer, const double *theta);
/* Rows as the kernel sees them (rows x d), from those of the kept columns, either among all d (`from` NULL: columns of x are those
 * of the layer's kept ones in order). */
void mercer_coupling_seen (const MercerCoupling *chain, const MercerCouplingLayer *layer, MercerMatrix x, bool all, MercerMatrix seen);
/* K (n x m) between seen rows and seen points, and the raw numbers of all bends, n x outputs. */
MercerStatus mercer_coupling_condition (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerCouplingPart *part,
                                        MercerMatrix x, MercerMatrix seen_x, MercerMatrix seen_z, MercerMatrix k, MercerMatrix a,
                                        MercerWork *work);
