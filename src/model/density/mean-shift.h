/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kde.h"

/* Modes of kernel densities, and what leads to each of them. Everything is in units of the kernel: with bandwidth matrix H = L L', a
 * point x stands at z = L^-1 (x - centre), where every kernel is k (s), s = |z|^2: exp (-s / 2), or one that ends, (1 - s / R^2)^p with
 * R^2 = d + 2 p + 2, whose covariance is H too: Epanechnikov's (p = 1), the biweight (2), the triweight (3). The mean that a point shifts
 * to is one by the weights -k' (s), the shadow of k: Gaussians are their own, and that of Epanechnikov's kernel is flat. Fukunaga and
 * Hostetler (1975), IEEE Trans. Inf. Theory 21; Cheng (1995) and Comaniciu and Meer (2002), IEEE Trans. PAMI 17 and 24 (shadows);
 * Carreira-Perpinan (2007), IEEE Trans. PAMI 29. */

enum { MERCER_SHIFT_MAX_D = 64, MERCER_SHIFT_MAX_POWER = 3 };

/* --- The sums themselves ----------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix z;        /* n x d, d <= MERCER_SHIFT_MAX_D */
  const double *weights; /* n, positive; NULL: all alike */
  double *scratch;       /* n */
  int power;             /* p; 0: Gaussians */
  double square;         /* R^2, of a kernel that ends: of the space that the kernels live in, which a projection is not */
} MercerShift;

/* R^2 of a kernel that ends, of covariance I in d dimensions. */
double mercer_shift_square (size_t d, int power);
/* log of what k integrates to. */
double mercer_shift_log_volume (size_t d, int power);
/* At a point: the mean shift m (z) - z, m the mean of the points by the weights w_i times -k' (s_i), which are left in the scratch; it is
 * grad log f of Gaussians, and of other kernels leads where grad f does. If bend (d x d, column-major) is not NULL, C such that the Hessian
 * of log f for Gaussians, of f for others, is C - I but for a positive factor. Returns log sum_i w_i k (s_i), which no distance makes
 * underflow where kernels have no end; -INFINITY with a shift of 0 where none reaches. O(n d), O(n d^2) with the bend. */
double mercer_shift (const MercerShift *sample, const double *at, double *shift, double *bend);
/* Climbs from `at` to a place where the shift is less than 1e-10: by Newton's steps where f is concave and they rise, else by mean
 * shifts, each of which rises, and after 30 steps by longer ones that do. *log_f, and *peaked: the Hessian there is negative definite, so
 * that it is a maximum and neither a saddle nor a plateau. DIVERGED after 500 steps. */
MercerStatus mercer_shift_climb (const MercerShift *sample, double *at, double *log_f, bool *peaked, MercerWork *work);

/* --- Over a plane ------------------------------------------------------------------------------------------ */

/* The shift at the points of a lattice, of points binned to it: one step then costs an interpolation, whatever n is. */
typedef struct
{
  size_t m[2];
  double low[2], step[2];
  double *f;        /* m0 x m1: sum of kernels over the sum of weights; 0 farther than the kernel's reach from any point */
  double *shift[2]; /* m0 x m1 */
} MercerShiftField;

/* d is 2. Steps of a fifth of a kernel or as small as `most` points a side allow. Scratch stays with the work. O(n + most^3), of kernels
 * that end O(n + most^2 times the cells that one reaches). */
MercerStatus mercer_shift_field (const MercerShift *sample, size_t most, MercerShiftField *field, MercerWork *work);
/* The shift at z, bilinearly; false where there is no density. */
bool mercer_shift_field_at (const MercerShiftField *field, const double z[2], double shift[2]);

/* --- Modes ------------------------------------------------------------------------------------------------- */

typedef struct
{
  size_t count, d;
  double *at;    /* d numbers for each mode, in units of the kernel; the highest first */
  double *log_f; /* as mercer_shift () returns */
  /* Of a plane: where paths end, modes and the field's own maxima that the sample does not have; which mode each leads to, and for each
   * point of the lattice the seat that is nearest within reach, or -1. */
  size_t seats;
  double *seat;
  int *leads_to, *cell;
} MercerModes;

/* The modes above each local maximum of the field and each place where its shift is least, exact on the sample itself: of the points
 * within 12 kernels, which is all that double precision sees. O(n) for each
 * of them. At most 4,096 modes. Scratch stays with the work. */
MercerStatus mercer_modes_of_plane (const MercerShift *sample, const MercerShiftField *field, MercerModes *modes, MercerWork *work);
/* Follows mean shifts from z until they are within half a kernel of a mode and heading for it; its number, or -1 where there is no density
 * or no mode was reached. path (room for 2 most numbers, may be NULL) receives *steps points, the start first. */
int mercer_modes_follow (const MercerShiftField *field, const MercerModes *modes, const double z[2], size_t most, double *path,
                         size_t *steps);
/* basin[i] for each row of starts (n x 2), on the pool; the same with any number of threads. Some 100 interpolations for each. */
MercerStatus mercer_modes_basins (const MercerShiftField *field, const MercerModes *modes, MercerMatrix starts, int *basin,
                                  MercerWork *work);

/* The ways of `wanted` of the starts, evenly taken among them: steps[p] <= most places of d numbers each, from the point itself to its
 * mode. On a projection the places are means of all points, in all dimensions, by the kernels there. */
typedef struct
{
  size_t wanted, most, *steps;
  double *at; /* wanted x most x d */
} MercerShiftPaths;

/* In more dimensions: `starts` points, one of each of even stretches of the rows, climb in a random projection to `low` dimensions
 * (Gaussian, times 1 / sqrt (low): Johnson and Lindenstrauss), where sums are cheaper and which keeps kernels nearly as they are; the
 * mean of all points by the kernels at each end, taken in all d dimensions, is lifted and climbs there to the mode itself. basin[i]: of
 * the start nearest to row i, in all dimensions; -1 if that came to no mode. low >= d: no projection. paths may be NULL. Luo, Musco and
 * Widdershoven (2023), Dimensionality Reduction for General KDE Mode Finding. O(starts n low) for each step. */
MercerStatus mercer_modes_projected (const MercerShift *sample, size_t low, size_t starts, uint64_t seed, MercerModes *modes, int *basin,
                                     MercerShiftPaths *paths, MercerWork *work);
/* Dimensions of a projection that is sure to keep the height of the highest mode of n Gaussians to a factor of 1 - loss, as Lee, Li,
 * Musco, Phillips and Tai (2021) argue: terms beyond s = 2 log (n / loss) are no matter, so that squared distances to a factor of 1 +- c,
 * c = loss / log (n / loss), will do, and 4 log n / (c^2 / 2 - c^3 / 3) dimensions give these (Dasgupta and Gupta 2003, theorem 2.1). It
 * is a bound for the worst of all samples, and far above what samples need. */
double mercer_shift_sure_dimensions (double n, double loss);
