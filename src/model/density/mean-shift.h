/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kde.h"

/* Modes of Gaussian kernel densities, and what leads to each of them. Everything is in units of the kernel: with bandwidth matrix
 * H = L L', a point x stands at z = L^-1 (x - centre), where every kernel is exp (-|z|^2 / 2). Fukunaga and Hostetler (1975), IEEE
 * Trans. Inf. Theory 21; Carreira-Perpinan (2007), IEEE Trans. PAMI 29. */

enum { MERCER_SHIFT_MAX_D = MERCER_KDE_MAX_D };

/* --- The sums themselves ----------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix z;        /* n x d, d <= MERCER_SHIFT_MAX_D */
  const double *weights; /* n, positive; NULL: all alike */
  double *scratch;       /* n */
} MercerShift;

/* At a point: the mean shift m (z) - z = grad log f, m the mean of the points weighted by their kernels, and if covariance
 * (d x d, column-major) is not NULL their covariance C by the same weights, so that the Hessian of log f is C - I. Returns log sum_i
 * w_i exp (-|z - z_i|^2 / 2), which no distance makes underflow. O(n d), O(n d^2) with the covariance. */
double mercer_shift (const MercerShift *sample, const double *at, double *shift, double *covariance);
/* Climbs from `at` to a place where the shift is less than 1e-10: by Newton's steps on log f where it is concave and they rise, else
 * by mean shifts, each of which rises. *log_f, and *peaked: the Hessian there is negative definite, so that it is a maximum and neither
 * a saddle nor a plateau. DIVERGED after 500 steps. */
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

/* d is 2. Steps of a fifth of a kernel or as small as `most` points a side allow. Scratch stays with the work. O(n + most^3). */
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

/* In more dimensions: `starts` evenly taken points climb in a random projection to `low` dimensions (Gaussian, times 1 / sqrt (low):
 * Johnson and Lindenstrauss), where sums are cheaper and which keeps kernels nearly as they are; the mean of all points by the kernels
 * at each end, taken in all d dimensions, is lifted and climbs there to the mode itself. basin[i]: of the start nearest to row i, in all
 * dimensions. low >= d: no projection. Luo, Musco and Widdershoven (2023), Dimensionality Reduction for General KDE Mode Finding.
 * O(starts n low) for each step. */
MercerStatus mercer_modes_projected (const MercerShift *sample, size_t low, size_t starts, uint64_t seed, MercerModes *modes, int *basin,
                                     MercerWork *work);
