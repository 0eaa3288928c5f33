/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* Maps from the eigenvectors of a similarity matrix W (i, j) = k (x_i, x_j) >= 0 between n rows, and of what a target makes of
 * it. Everything is dense: O(n^2 d) + O(n^2) for each Lanczos step, 2 n^2 numbers. */

/* Similarities, both triangles. neighbours > 0: only between rows one of which is among the so many most alike of the other
 * (ties by number); 0: all. What is negative becomes 0 and is counted. */
typedef struct
{
  MercerMatrix w; /* n x n */
  size_t negative;
} MercerSimilarity;
MercerStatus mercer_similarity (const MercerKernel *kernel, MercerMatrix x, size_t neighbours, MercerSimilarity *out,
                                MercerWork *work);

/* The same for one other point, whose similarities to the n rows are given: all but the largest become 0. O(n) as a rule. */
void mercer_keep_most_alike (double *column, size_t n, size_t neighbours, MercerWork *work);

typedef struct
{
  size_t k;
  double *values;      /* k */
  MercerMatrix points; /* n x k: column j is coordinate j + 1 */
  MercerMatrix b;      /* n x k: of the supervised map, whose coordinate of any point is sum_i b_i k (x_i, x) */
  double *degree;      /* n: row sums of the diffusion map's W, before alpha */
  size_t pieces;       /* parts of the graph that nothing joins, as far as eigenvalues can tell */
} MercerGraphMap;

/* Laplacian eigenmap: the k eigenvectors of L f = lambda D f above the first, L = D - W with the diagonal of W left out, by
 * ascending lambda; u' D u = 1. Belkin and Niyogi (2003), Laplacian eigenmaps for dimensionality reduction and data
 * representation, Neural Computation 15, eq. 3.1. As scikit-learn's SpectralEmbedding scales them. */
MercerStatus mercer_laplacian_eigenmap (const MercerSimilarity *similarity, size_t k, MercerGraphMap *map, MercerWork *work);

/* Diffusion map: lambda_j^time psi_j, psi_j the right eigenvectors of the random walk P = D^-1 W', W' (i, j) = W (i, j) / (q_i
 * q_j)^alpha, q the row sums of W; sum_i pi_i psi_j (x_i)^2 = 1 for the walk's stationary pi. alpha = 0 sees the density, 1
 * only the shape. Coifman and Lafon (2006), Diffusion maps, ACHA 21, sections 2 and 3. values: lambda_j, descending. */
MercerStatus mercer_diffusion_map (const MercerSimilarity *similarity, double alpha, double time, size_t k, MercerGraphMap *map,
                                   MercerWork *work);

/* Supervised kernel principal components: the directions b, b' K b = 1, of largest b' K H L H K b, which is the
 * Hilbert-Schmidt independence criterion between the projection and a target whose similarity is L. points: K b.
 * Barshan, Ghodsi, Azimifar and Jahromi (2011), Supervised principal component analysis, Pattern
 * Recognition 44, algorithm 3. k_x, l: Gram matrices (lower triangles, destroyed). values: b' K H L H K b, descending.
 * About 20 n^3 flops. */
MercerStatus mercer_supervised_map (MercerMatrix k_x, MercerMatrix l, size_t k, MercerGraphMap *map, MercerWork *work);

/* Eigenvectors of a walk at other points: psi (x) = sum_j p (x, x_j) psi (x_j) / lambda, p the walk's first step from x. At the rows
 * themselves a diffusion map without a limit on neighbours has its own values again; the Laplacian's walk never stands still, so that a
 * point on a row is drawn to it. laplacian: values are 1 - lambda, and alpha counts nothing. neighbours as for the similarity. cross:
 * n x m, k (x_i, x), destroyed; out: m x k. Bengio et al. (2004), Out-of-sample extensions for LLE, Isomap, MDS, eigenmaps, and spectral
 * clustering, NIPS 16, section 3. O(n m k). */
MercerStatus mercer_graph_map_extend (const MercerGraphMap *map, bool laplacian, double alpha, size_t neighbours, MercerMatrix cross,
                                      MercerMatrix out, MercerWork *work);
