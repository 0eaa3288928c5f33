/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph-map.h"

/* Partitions of n rows into k clusters. Labels run from 0, the largest cluster first; between equals the one that holds the
 * smallest id. ids name the rows: what is drawn at random belongs to them and not to their order. */

/* Kernel k-means: sum over clusters of squared distances in feature space to their mean,
 *   sum_i K(i, i) - sum_c 1/|c| sum_(i, j in c) K(i, j),
 * lowered by Lloyd's rounds from several k-means++ starts, the best of which counts. Dhillon, Guan and Kulis (2004), Kernel
 * k-means, spectral clustering and normalized cuts, KDD, algorithm 1; Arthur and Vassilvitskii (2007). gram: both triangles.
 * O(n^2 k) a round. */
MercerStatus mercer_kernel_k_means (MercerMatrix gram, size_t k, const uint64_t *ids, uint64_t seed, size_t *labels,
                                    double *objective, MercerWork *work);

/* Spectral clustering: the k top eigenvectors of D^-1/2 W D^-1/2, rows scaled to length 1, then k-means. Ng, Jordan and Weiss
 * (2001), On spectral clustering, NIPS. The diagonal of W counts nothing, as there. points: n x k, those rows. *values
 * (count >= k, at most n): so many of the eigenvalues, descending; where they fall off tells how many clusters there are. */
MercerStatus mercer_spectral_clusters (const MercerSimilarity *similarity, size_t k, const uint64_t *ids, uint64_t seed,
                                       size_t *labels, MercerMatrix points, size_t count, double *values, MercerWork *work);

/* Contrastive learning on the same graph: unit vectors z_i in R^k that minimise InfoNCE,
 *   - 1/n sum_i sum_j p_ij log ( e^(z_i.z_j / t) / sum_(l != i) e^(z_i.z_l / t) ),  p_ij = W_ij / sum_(l != i) W_il,
 * by L-BFGS from random starts and, where it is given, from start (n x k; .data NULL: none), then k-means on the best of them;
 * *random_loss is what the random ones reach. Its attraction is the trace of the graph's Laplacian, which is why both
 * find one partition: Tan, Zhang, Yang and Yuan (2024), Contrastive learning is spectral clustering on similarity graph, ICLR,
 * theorem 3.2. points: n x k, turned so that their second moments are diagonal and descend, for InfoNCE sees no turning. O(n^2 k)
 * an evaluation. */
MercerStatus mercer_contrastive_clusters (const MercerSimilarity *similarity, size_t k, double temperature, const uint64_t *ids,
                                          uint64_t seed, size_t *labels, MercerMatrix start, MercerMatrix points, double *loss,
                                          double *random_loss, MercerWork *work);
/* InfoNCE and its gradient at z (n x k, any lengths: rows are scaled to length 1 first); gradient may have .data NULL. For the
 * optimiser and for tests. */
MercerStatus mercer_info_nce (MercerMatrix p, MercerMatrix z, double temperature, double *loss, MercerMatrix gradient,
                              MercerWork *work);

/* The adjusted Rand index of two partitions with labels below 256: 1 the same, 0 what chance gives. Hubert and Arabie (1985),
 * Comparing partitions, eq. 5. O(n). */
double mercer_adjusted_rand (const size_t *a, const size_t *b, size_t n);
