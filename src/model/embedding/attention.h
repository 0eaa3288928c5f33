/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* One head of self-attention over n rows and what kernel PCA of its keys would have it be. With Q = X Wq, K = X Wk, V = X Wv,
 *   H = softmax (Q K' / sqrt D) V,   out = H Wo + b,   loss = mean (out - T)^2 / mean (T - mean T)^2.
 * Vaswani et al. (2017), Attention is all you need, eq. 1. */
typedef struct
{
  size_t n, d, head, values, out; /* rows, inputs, D, columns of V, columns of T */
  size_t parameters;
  MercerMatrix x, target;         /* borrowed */
  double *theta;                  /* Wq, Wk (d x D each), Wv (d x values), Wo (values x out), b (out) */
  MercerMatrix q, k, v, h;        /* at theta */
  double loss;
} MercerAttention;

/* Small random weights. Scratch of the work. */
MercerStatus mercer_attention_open (MercerAttention *attention, MercerMatrix x, MercerMatrix target, size_t head, size_t values,
                                    uint64_t seed, MercerWork *work);
/* The loss at theta and its gradient (NULL: none); q, k, v, h and loss follow. O(n^2 (D + values)). */
MercerStatus mercer_attention_loss (MercerAttention *attention, const double *theta, double *loss, double *gradient, MercerWork *work);
/* L-BFGS from where it is; with many further steps it takes it up where it stopped. */
MercerStatus mercer_attention_train (MercerAttention *attention, int evaluations, MercerWork *work);

/* The claim: attention is kernel PCA of the keys. In the feature space of k (a, b) = exp (a.b / sqrt D), with features divided by
 * g (a) = sum_j k (a, k_j), the outputs are the projections of the queries on the principal axes, and V is
 *   V' = G (I - 11'/n) A,  G = diag (1 / g (k_j)),  A the leading eigenvectors of the centred Gram matrix of the keys.
 * Teo and Nguyen (2024), Unveiling the hidden structure of self-attention via kernel principal component analysis, NeurIPS, eqs. 5
 * to 12. Tested by the measures below in Saritas and Yildiz (2025), A reproduction study: the kernel PCA interpretation of
 * self-attention fails under scrutiny, ACL student research workshop, sections 2 and 3. */
typedef struct
{
  MercerMatrix vectors;     /* n x values: A, columns of unit length */
  MercerMatrix claimed;     /* n x values: V' up to a positive factor */
  MercerMatrix projections; /* n x values: of the queries, centred, on those axes */
  double *eigen;            /* values */
  MercerMatrix cosine;      /* values x values: |cos| of V's column i, centred, with column j of V' */
  double best_cosine;       /* mean over the best matching of columns to columns */
  double linear_cka, kernel_cka; /* of V with V' */
  double output_cka;        /* of H with the projections */
  double feature_norm, output_norm; /* mean |phi (q)|^2 and mean |h|^2: the claimed projection error is their difference */
  double explained;         /* share of the queries' variance in feature space that as many principal axes of the keys hold */
} MercerAttentionClaim;

MercerStatus mercer_attention_claim (const MercerAttention *attention, MercerAttentionClaim *claim, MercerWork *work);
/* Cosine (best matched) and linear CKA of the layer's values, as they are, with the claim's. */
void mercer_attention_compare (const MercerAttention *attention, const MercerAttentionClaim *claim, double *cosine, double *cka);
/* Cosines of the rows (tokens) of a and b, n x m: the mean over rows with themselves, and over the best matching of rows to rows. The
 * latter is near 1 for anything where m is small beside log n, so that it needs a yardstick. O(n^2 m + n^3). */
MercerStatus mercer_token_cosines (MercerMatrix a, MercerMatrix b, double *direct, double *matched, MercerWork *work);
/* |A' B|_F^2 / (|A' A|_F |B' B|_F) of column-centred A and B: linear centred kernel alignment. Kornblith et al. (2019), eq. 3. */
double mercer_linear_cka (MercerMatrix a, MercerMatrix b);
/* The same of RBFs between rows, each as wide as the root of the median of its squared distances that are not 0. O(n^2). */
double mercer_kernel_cka (MercerMatrix a, MercerMatrix b, MercerWork *work);
