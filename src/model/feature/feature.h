/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "matrix.h"
#include "work.h"

/* Features phi with k(x, z) ~ phi(x).phi(z): maps drawn at random from the kernel's spectral measure, positive maps of
 * the Gaussian kernel, and the Nystroem map from landmarks. All are functions of the seed alone, and all are nested: the
 * first m of M features are what m alone would have been, up to the factor sqrt (M / m) of the random ones. */

/* --- Gaussian vectors that know of each other ----------------------------------------------------------- */

/* How vectors that are each N(0, I) depend on one another: in blocks of d (d the dimension), blocks independent. */
typedef enum
{
  MERCER_COUPLING_NONE,         /* independent */
  MERCER_COUPLING_ORTHOGONAL,   /* directions orthogonal, lengths independent (Yu et al., NIPS 2016, section 3) */
  MERCER_COUPLING_SIMPLEX,      /* directions from the centre of a simplex to its corners (Reid, Choromanski, Likhosherstov
                                   and Weller, "Simplex random features", ICML 2023, eq. 7) */
  MERCER_COUPLING_SIMPLEX_PLUS, /* directions that given the lengths make the vectors' sum short (same, section 3.3) */
  MERCER_COUPLING_QUASI         /* a shifted low-discrepancy sequence through the normal's quantiles (Avron, Sindhwani, Yang
                                   and Mahoney, JMLR 17, 2016, section 4); the laws of spectra only */
} MercerCoupling;

/* W, d x m: column i is vector number i. Any coupling but QUASI. O(m d^2). */
MercerStatus mercer_gaussian_vectors (MercerCoupling coupling, uint64_t seed, uint64_t stream, MercerMatrix w,
                                      MercerWork *work);

/* --- Spectral measures ----------------------------------------------------------------------------------- */

/* A stationary k is k(0) E cos (w.(x - x')) over its spectral measure (Bochner). Sums mix measures, products and powers add
 * independent frequencies, and what is a Gaussian of random width (Matern: Student's t; RationalQuadratic, Cauchy and
 * InverseMultiquadric: gamma; GammaExponential: stable) is drawn as one. White adds nothing. */
typedef struct _MercerSpectralLaw MercerSpectralLaw;

/* names: the d columns that the kernel is bound to. NULL with a sentence that names the part whose measure is not known. */
MercerSpectralLaw *mercer_spectral_law_new (const MercerKernel *kernel, const char *const *names, size_t d, GError **error);
void mercer_spectral_law_free (MercerSpectralLaw *law);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerSpectralLaw, mercer_spectral_law_free)
/* k(0) without White. */
double mercer_spectral_law_weight (const MercerSpectralLaw *law);
/* W, d x m: column i is frequency number i in radians per unit of x. SIMPLEX is drawn as ORTHOGONAL: for sines and cosines
 * it is no better. O(m d^2). */
MercerStatus mercer_spectral_law_draw (const MercerSpectralLaw *law, MercerCoupling coupling, uint64_t seed, MercerMatrix w,
                                       MercerWork *work);

/* Phi, n x 2m: columns 2i and 2i + 1 are sqrt (weight / m) times cosine and sine of X w_i (Rahimi and Recht, NIPS 2007, with
 * the pair of remark 1 in Sutherland and Schneider, UAI 2015). X n x d, W d x m. O(n m d). */
MercerStatus mercer_features_fourier (MercerMatrix x, MercerMatrix w, double weight, MercerMatrix phi, MercerWork *work);

/* Phi, n x p, from m = p block features of one bit each: z_i = cos (w_i.x + xi_i), xi uniform, is quantised to q_i = +-1 by
 * a first-order sigma-delta loop (u_i = u_(i-1) + z_i - q_i), and each block of them condensed to one number,
 * sqrt (2 weight / (p block)) sum q (Zhang, Li and Saab, "Sigma-Delta and distributed noise-shaping quantization methods for
 * random Fourier features", Information and Inference 2023, section 2 with r = 1; the loop starts anew with each
 * block, so that blocks are independent and nested). W d x m. O(n m d). */
MercerStatus mercer_features_sigma_delta (MercerMatrix x, MercerMatrix w, uint64_t seed, size_t block, double weight,
                                          MercerMatrix phi, MercerWork *work);

/* --- Positive features ----------------------------------------------------------------------------------- */

/* If k is c exp (-sum_j s_j^2 (x_j - x'_j)^2 / 2), a product of RBFs and constants: true, with s (length d) and c. A White
 * term beside it is overlooked. */
bool mercer_kernel_is_gaussian (const MercerKernel *kernel, const char *const *names, size_t d, double *s, double *c);

typedef enum
{
  MERCER_POSITIVE_GAUSSIAN, /* exp (-|x - z|^2 / 2) */
  MERCER_POSITIVE_SOFTMAX   /* exp (x.z) */
} MercerPositive;

/* Phi, n x m: sqrt (weight / m) exp (w_i.x - |x|^2) for the Gaussian, with |x|^2 / 2 for softmax (Choromanski et al., ICLR
 * 2021, lemma 1). X n x d in units of the length scales, best centred: the variance grows with |x + z|. W d x m from
 * mercer_gaussian_vectors (). O(n m d). */
MercerStatus mercer_features_positive (MercerPositive kind, MercerMatrix x, MercerMatrix w, double weight, MercerMatrix phi,
                                       MercerWork *work);
/* Mean squared error of m such features for one pair, |x|^2 + |z|^2 = squares and |x + z|^2 = sum: Reid et al. (2023),
 * eq. 6 with the conformities of eq. 10 and 12, for NONE, ORTHOGONAL and SIMPLEX in d dimensions; blocks that are not full
 * are counted as they are. Relative to weight^2. O(terms), some hundred to some ten thousand operations. */
double mercer_positive_error (MercerPositive kind, MercerCoupling coupling, size_t d, size_t m, double squares, double sum);

/* --- Landmarks ------------------------------------------------------------------------------------------- */

typedef enum
{
  MERCER_LANDMARKS_UNIFORM,
  MERCER_LANDMARKS_KMEANS,   /* k-means++ by the kernel's distance (Oglic and Gaertner, ICML 2017) */
  MERCER_LANDMARKS_CHOLESKY, /* randomly pivoted Cholesky (Chen, Epperly, Tropp and Webber, CPAM 2025, algorithm 2.1) */
  MERCER_LANDMARKS_LEVERAGE  /* by ridge leverage scores, without replacement */
} MercerLandmarks;

/* rows[0 .. *found - 1]: rows of X, n x d, in the order of choice; *found <= m is less when nothing is left to explain.
 * ridge: of the leverage scores. O(n m) kernel values; CHOLESKY O(n m^2); LEVERAGE O(n s^2), s = min (n, 1500) rows. */
MercerStatus mercer_landmarks_choose (MercerLandmarks rule, const MercerKernel *kernel, MercerMatrix x, double ridge,
                                      uint64_t seed, size_t m, size_t *rows, size_t *found, MercerWork *work);
/* l(i) = (K (K + ridge I)^-1)_ii, length n, exact for n <= 1500; else from a uniform sample S of so many rows, each standing
 * for n / s (Musco and Musco, NIPS 2017, definition 1 and lemma 6). */
MercerStatus mercer_leverage_scores (const MercerKernel *kernel, MercerMatrix x, double ridge, uint64_t seed, double *scores,
                                     MercerWork *work);
/* F, n x m, with F F' = K_nm K_mm^+ K_mn, the Nystroem approximation from these rows: a partial Cholesky factor in their
 * order, so that its first columns are the approximation from the first rows. Landmarks that the ones before explain to
 * rounding give a column of 0. White is left out. O(n m) kernel values, n m^2 flops. */
MercerStatus mercer_features_nystroem (const MercerKernel *kernel, MercerMatrix x, const size_t *rows, MercerMatrix f,
                                       MercerWork *work);
