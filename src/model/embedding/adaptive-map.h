/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* A projection of rows x (n x d, standardised) to the plane, learned together with a kernel regression of a metric y there:
 *   z = A x + W2 tanh (W1 x + b),   w_ij = 1 / (1 + (|z_i - z_j|^2 / s^2)^b'),   yhat_i = sum_(j != i) w_ij y_j / sum_(j != i) w_ij,
 *   loss = mean (y_i - yhat_i)^2 / var y  +  faith KL (P || Q),
 * P the neighbourhoods of the inputs and Q those of the plane as in t-SNE. The authors train on random tenths left out of each batch;
 * here each row is left out of its own estimate, all of them at every step, so that the loss is one function. Ye, Xiao, Zeng and
 * others (2025), AKRMap: adaptive kernel regression for trustworthy visualization of cross-modal embeddings, ICML; van der Maaten and
 * Hinton (2008), Visualizing data using t-SNE, JMLR 9, eqs. 1 to 5. */
enum { MERCER_ADAPTIVE_HIDDEN = 12 };

typedef struct
{
  size_t n, d, parameters;
  MercerMatrix x;    /* n x d, borrowed */
  const double *y;   /* n, borrowed */
  double faith;
  double *theta;     /* parameters: A (2 x d), W1 (h x d), b (h), W2 (2 x h), log s, log b' */
  MercerMatrix p;    /* n x n: neighbourhoods of the inputs */
  MercerMatrix z;    /* n x 2: where theta puts the rows */
  double error;      /* mean (y - yhat)^2 / var y there, each row left out of its own estimate */
  double divergence; /* KL there */
} MercerAdaptiveMap;

/* A map at the two leading principal components, and what training needs beyond: the neighbourhoods, with the error and the divergence.
 * perplexity: about how many neighbours a row has. A map that is known already needs the first alone. Scratch of the work; O(n d^2) and
 * O(n^2 d). */
MercerStatus mercer_adaptive_start (MercerAdaptiveMap *map, MercerMatrix x, const double *y, double faith, uint64_t seed, MercerWork *work);
MercerStatus mercer_adaptive_prepare (MercerAdaptiveMap *map, double perplexity, MercerWork *work);
/* Both. */
MercerStatus mercer_adaptive_open (MercerAdaptiveMap *map, MercerMatrix x, const double *y, double faith, double perplexity,
                                   uint64_t seed, MercerWork *work);
/* L-BFGS from where it is; z, error and divergence follow. O(n^2 + n h d) an evaluation. */
MercerStatus mercer_adaptive_train (MercerAdaptiveMap *map, int evaluations, MercerWork *work);
/* The loss at theta and its gradient (NULL: none); z, error and divergence follow. For the optimiser and for tests. */
MercerStatus mercer_adaptive_loss (MercerAdaptiveMap *map, const double *theta, double *loss, double *gradient, MercerWork *work);
/* Where the projection puts other points x (m x d, standardised as those of the map): z (m x 2). O(m h d). */
MercerStatus mercer_adaptive_project (const MercerAdaptiveMap *map, MercerMatrix x, MercerMatrix z, MercerWork *work);
/* The landscape: the kernel regression of y at the points `at` (m x 2). O(n m). */
MercerStatus mercer_adaptive_landscape (const MercerAdaptiveMap *map, MercerMatrix at, double *out, MercerWork *work);
/* The same error for any placement z with a Cauchy kernel of the width that suits it best, of 25 tried: for comparison.
 * Of no meaning if the work is not wanted any more. O(n^2). */
double mercer_plain_error (MercerMatrix z, const double *y, MercerWork *work);
