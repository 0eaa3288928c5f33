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
 * Columns that come round (only with smooth bends) are carried to the circle of circumference 1 and bent there, so that the density
 * lives on a torus, or on a product of circles and intervals. The conditioner must come round with them: its linear part sees their
 * cosine and sine, its kernel sees them as points of a circle in space (mercer_coupling_kernel ()).
 *
 * Layers 2 k and 2 k + 1 bend complementary halves, those whose index has bit k mod ceil (log2 d) set and unset, so that any
 * two columns are parted by some layer. */
typedef struct
{
  size_t n_kept, n_bent, points, outputs; /* outputs = n_bent bend.numbers */
  size_t features;                        /* of the linear part: one of each kept column, two of each kept circle */
  size_t *column;                         /* d: the kept ones, then the bent ones */
  size_t at; /* where its parameters begin: points x n_kept, 1 x outputs, features x outputs, points x outputs */
} MercerCouplingLayer;

/* Where the columns lie that bounded bends are of: from low to high, which of a circle are the same point. circle may be NULL: none. */
typedef struct
{
  const double *low, *high; /* d */
  const bool *circle;       /* d */
} MercerCouplingBox;

typedef struct
{
  const MercerKernel *kernel; /* of mercer_coupling_kernel (); borrowed */
  MercerBend bend, around;    /* around: of circles */
  size_t d, n_layers;
  MercerCouplingLayer *layer;
  double *mean, *sd;  /* d; of bounded bends: low ends and widths of the box */
  const bool *circle; /* d, or NULL; as the box */
  size_t seen, *seen_at; /* columns that the kernel sees; where those of each column begin */
  double penalty;    /* lambda of the loss; may be changed at any time */
  size_t parameters;
  double *theta;     /* parameters */
} MercerCoupling;

/* The kernel that a chain over these columns needs, bound. Without circles (circle NULL or all false) it is the given one. A circle of
 * circumference p is seen as a point in the plane, p / 2 pi from its middle, so that a kernel of distances measures along chords:
 * RBF of length scale l becomes Periodic of period p and length scale 2 pi l / p. Families with a period of their own see the angle.
 * NULL with a sentence if such a period does not divide p, or a part cannot see two columns. */
MercerKernel *mercer_coupling_kernel (MercerKernel *kernel, const char *const *names, size_t d, const bool *circle, const double *period,
                                      GError **error);

/* A chain that only standardises (of bounded bends, with all ramps even): all weights 0, the auxiliary points at rows
 * of x drawn by the seed. n >= 2 rows; a column
 * without spread gets sd 1. points: at most n of each layer. box (holds all rows, but circles need not) is
 * for bounded bends, else NULL; its circle is borrowed. Scratch of the work. O(n d). */
MercerStatus mercer_coupling_open (MercerCoupling *chain, const MercerKernel *kernel, MercerBend bend, MercerMatrix x,
                                   const MercerCouplingBox *box, size_t layers, size_t points, uint64_t seed, MercerWork *work);
/* Layer 0 of a chain without a box, of other rows than it was opened over: the mean and standard deviation of each column. O(n d). */
void mercer_coupling_standardise (MercerCoupling *chain, MercerMatrix x);
/* A chain of another shape or kernel in the place of one that is at work: `to` has been opened over rows of the same columns, with any
 * number of layers and points and a bend of the same kind. Its first layers get the b, A and w with which every function of theirs stays
 * as near as it can to what it is in the old one, at the rows x as they come to it there, by least squares with a ridge of 1e-6; as many of
 * the old auxiliary points as there is room for stay. Further layers begin near the identity, and one stays as it was opened
 * for which the least squares have no solution. O(n layers m (m + outputs)). */
MercerStatus mercer_coupling_follow (const MercerCoupling *chain, const MercerCoupling *to, MercerMatrix x, MercerWork *work);

/* z (n x d) and log |det dz/dx| (n) of rows x; either may be x's own memory. O(n layers (m d + m outputs)). */
MercerStatus mercer_coupling_forward (const MercerCoupling *chain, MercerMatrix x, MercerMatrix z, double *log_det, MercerWork *work);
/* x of rows z. */
MercerStatus mercer_coupling_inverse (const MercerCoupling *chain, MercerMatrix z, MercerMatrix x, MercerWork *work);
/* Rows x through the first layers, so many of them, back in units of the data; log_det (may be NULL) of that. out may be x. */
MercerStatus mercer_coupling_carry (const MercerCoupling *chain, size_t layers, MercerMatrix x, MercerMatrix out, double *log_det,
                                    MercerWork *work);
/* The chain without its first layers, which carries on from there: log p (x) = log p_behind (carry (x)) + log_det. It shares all it has
 * with the whole one, and has no loss. */
MercerCoupling mercer_coupling_behind (const MercerCoupling *chain, size_t layers);
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
/* Layer 0: rows x in the data's units (n x d) to where the bends are; z may be x. */
void mercer_coupling_place (const MercerCoupling *chain, MercerMatrix x, MercerMatrix z);
/* One layer over all rows in place, forwards or back; log_det (may be NULL) grows by the log slopes. */
MercerStatus mercer_coupling_pass (const MercerCoupling *chain, size_t layer, bool back, MercerMatrix x, double *log_det, MercerWork *work);
/* The bend of a column. */
const MercerBend *mercer_coupling_bend (const MercerCoupling *chain, size_t column);

/* What a layer's conditioner makes of n rows. */
typedef struct
{
  MercerMatrix x, z;     /* rows and auxiliary points as the kernel sees them: n x seen, m x seen */
  MercerMatrix k;        /* n x m between them */
  MercerMatrix features; /* n x features */
  MercerMatrix a;        /* raw numbers of all bends, n x outputs */
} MercerCouplingSeen;
MercerStatus mercer_coupling_seen_open (const MercerCoupling *chain, const MercerCouplingLayer *layer, size_t n, MercerCouplingSeen *seen,
                                        MercerWork *work);
/* Rows as the kernel sees them (rows x seen), from all d columns, or (all: false) from the layer's kept ones in order. */
void mercer_coupling_seen (const MercerCoupling *chain, const MercerCouplingLayer *layer, MercerMatrix x, bool all, MercerMatrix seen);
/* Derivative in column c, which stands at `at`, from those in what is seen of it in a row. */
double mercer_coupling_unseen (const MercerCoupling *chain, size_t c, double at, MercerMatrix by_seen, size_t row);
/* All of `seen`, of rows x (n x d). */
MercerStatus mercer_coupling_condition (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerCouplingPart *part,
                                        MercerMatrix x, MercerCouplingSeen *seen, MercerWork *work);
/* The way back through the linear part, where seen->a holds derivatives in the raw numbers: adds to gradient->linear, and to `by`
 * (n x d) those in the kept columns. */
void mercer_coupling_unlinear (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerCouplingSeen *seen,
                               const MercerCouplingPart *part, MercerCouplingPart *gradient, MercerMatrix by);
