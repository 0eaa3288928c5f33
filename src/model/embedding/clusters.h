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

/* How far apart eigenvalues k and k + 1 of the Laplacian are: (1 - values[k] + e) / (1 - values[k - 1] + e), values as above, e what
 * counts as 0. Where it is wide k clusters are what the graph shows, and every way of cutting it that minds the Laplacian finds the same;
 * where it is near 1 other cuts cost as little. Peng, Sun and Zanetti (2017), Partitioning well-clustered graphs: spectral clustering
 * works!, SIAM J. Comput. 46. 1 <= k < count. */
double mercer_cluster_step (const double *values, size_t k);
/* The k of 2 .. count - 1 with the widest step, or 1 for count < 3. */
size_t mercer_cluster_count (const double *values, size_t count);

/* Contrastive learning on the same graph: unit vectors z_i in R^k that minimise InfoNCE,
 *   - 1/n sum_i sum_j p_ij log ( e^(z_i.z_j / t) / sum_(l != i) e^(z_i.z_l / t) ),
 * p_ij, j != i, proportional to where the lazy walk (I + D^-1 W) / 2 from i is after `steps` steps: those are the pairs that a
 * contrastive learner is shown. (After one step it is W_ij / sum_l W_il.) All these walks have the graph's eigenvectors in the graph's
 * order. By L-BFGS from random starts and, where it is given, from start (n x k; .data NULL: none), then k-means on the best of them;
 * *random_loss is what the random ones reach. InfoNCE is the trace of the walk's Laplacian between the vectors and a term that keeps
 * them apart, in place of the condition that they be orthogonal: Tan, Zhang, Yang and Yuan (2024), Contrastive learning is spectral
 * clustering on similarity graph, ICLR, theorem 3.2. So its clusters are the spectral ones as far as the graph shows k of them.
 * points: n x k, turned so that their second moments are diagonal and descend, for InfoNCE sees no turning. O(n^2 k) an evaluation,
 * O(n^3 log steps) before. */
typedef struct
{
  double temperature;
  size_t steps; /* at least 1 */
} MercerContrast;
MercerStatus mercer_contrastive_clusters (const MercerSimilarity *similarity, size_t k, const MercerContrast *how, const uint64_t *ids,
                                          uint64_t seed, size_t *labels, MercerMatrix start, MercerMatrix points, double *loss,
                                          double *random_loss, MercerWork *work);
/* Steps after which of what tells rows of one of k clusters apart a tenth is left, ((1 + values[k]) / 2)^steps <= 1/10, as a power of
 * two between 1 and 1024. values as above; 1 without a value beyond the k-th. */
size_t mercer_contrast_steps (const double *values, size_t count, size_t k);
/* InfoNCE and its gradient at z (n x k, any lengths: rows are scaled to length 1 first); gradient may have .data NULL. p: p_ij in row j of
 * column i, 0 on the diagonal. For the optimiser and for tests. */
MercerStatus mercer_info_nce (MercerMatrix p, MercerMatrix z, double temperature, double *loss, MercerMatrix gradient,
                              MercerWork *work);

/* The cluster of any other point x, given a partition of n rows into k. From a graph, whose partition was found among `points` (n x k',
 * rows of length 1): the mean of the points of its so many most alike rows (0: of all), weighted by similarity - where the walk's first
 * step from x leads -, scaled to length 1, goes to the nearest mean of a cluster. From kernel k-means (points.data NULL): x goes to the
 * nearest mean in feature space, K(x, x) - 2 / |c| sum_(i in c) k (x_i, x) + 1 / |c|^2 sum_(i, j in c) K(i, j), which puts the n rows
 * where the algorithm has left them. gram: both triangles, only for k-means. O(n k k'), for k-means O(n^2). */
typedef struct
{
  MercerMatrix points, share, middle;
  size_t k, neighbours;
  double *inner, *weight;
} MercerClusterRule;
MercerStatus mercer_cluster_rule_open (MercerClusterRule *rule, MercerMatrix points, MercerMatrix gram, size_t k, const size_t *labels,
                                       size_t neighbours, MercerWork *work);
/* cross: n x m, k (x_i, x), destroyed; labels: m. O(n m k). */
MercerStatus mercer_cluster_rule_apply (const MercerClusterRule *rule, MercerMatrix cross, size_t *labels, MercerWork *work);
/* The same of points (m x d) by the kernel and the n rows x that the rule is of, in blocks; progress goes from `begun` to 1 as `doing`
 * (translated; NULL: is not told). */
MercerStatus mercer_cluster_rule_place (const MercerClusterRule *rule, const MercerKernel *kernel, MercerMatrix x, MercerMatrix points,
                                        size_t *labels, double begun, const char *doing, MercerWork *work);

/* The adjusted Rand index of two partitions with labels below 256: 1 the same, 0 what chance gives. Hubert and Arabie (1985),
 * Comparing partitions, eq. 5. O(n). */
double mercer_adjusted_rand (const size_t *a, const size_t *b, size_t n);
