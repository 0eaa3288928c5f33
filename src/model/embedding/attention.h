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
 * g (a) = sum_j k (a, k_j), the outputs are the projections of the queries on the principal axes, and the columns of V hold the
 * coefficients of those axes. Teo and Nguyen (2024), Unveiling the hidden structure of self-attention via kernel principal
 * component analysis, NeurIPS, eqs. 7 to 12; tested in: A reproduction study: the kernel PCA interpretation of self-attention
 * fails under scrutiny (2025). */
typedef struct
{
  MercerMatrix vectors;     /* n x values: eigenvectors of the centred Gram matrix of the keys, unit length */
  MercerMatrix projections; /* n x values: of the queries, centred, on those axes */
  double *eigen;            /* values */
  MercerMatrix cosine;      /* values x values: |cos| of V's column i, centred, with eigenvector j */
  double best_cosine;       /* mean over the best matching of columns to eigenvectors */
  double linear_cka;        /* of V with the eigenvectors */
  double output_cka;        /* of H with the projections */
  double feature_norm, output_norm; /* mean |phi (q)|^2 and mean |h|^2: the claim subtracts the second from the first */
} MercerAttentionClaim;

MercerStatus mercer_attention_claim (const MercerAttention *attention, MercerAttentionClaim *claim, MercerWork *work);
/* Cosine (best matched) and linear CKA of the layer's values, as they are, with the claim's eigenvectors; cosines are its own. */
void mercer_attention_compare (const MercerAttention *attention, const MercerAttentionClaim *claim, double *cosine, double *cka);
/* The mean over the best one-to-one matching of rows to columns; at most 12 of each. O(m 2^m). */
double mercer_best_matching (MercerMatrix score);
/* |A' B|_F^2 / (|A' A|_F |B' B|_F) of column-centred A and B: linear centred kernel alignment. Kornblith et al. (2019). */
double mercer_linear_cka (MercerMatrix a, MercerMatrix b);
