/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flow.h"

/* The energy distance by slices. For the Riesz kernel k (x, y) = -|x - y| and directions xi on the unit sphere
 *   |x - y| = c_d E |<xi, x> - <xi, y>|,   c_d = sqrt(pi) Gamma((d + 1) / 2) / Gamma(d / 2),
 * so that terms and velocities of the flow (flow.h) are means over one-dimensional ones, which sorting finds: with s the sorted
 * projections of X and t those of Y, the velocity of x_i along xi is
 *   c_d ((#{s < s_i} - #{s > s_i}) / n - (#{t < s_i} - #{t > s_i}) / m),
 * points at the same place contributing nothing. Hertrich, Wald, Altekrueger and Hagemann (2024), Generative sliced MMD flows
 * with Riesz kernels, Thm 1 and Alg. 1. With P directions the error is O(sqrt (d / P)) (their Thm 4). */

typedef enum
{
  MERCER_SLICES_RANDOM,     /* independent, uniform */
  MERCER_SLICES_ORTHOGONAL, /* d at a time are a random orthonormal basis */
  MERCER_SLICES_QUASI       /* evenly over the sphere: equal angles in the plane, a low-discrepancy sequence above, both turned
                               at random */
} MercerSlicing;

/* P x d rows of unit length, a function of the arguments alone. d = 1: 1. O(P d^2). */
MercerStatus mercer_slices (MercerSlicing slicing, uint64_t seed, uint64_t draw, MercerMatrix directions, MercerWork *work);
/* c_d */
double mercer_slices_constant (size_t d);

/* The target, sorted along each direction once: m P doubles. All zero before it is first opened; opened again, it uses what memory it
 * has. Directions and centre (d; subtracted first, so that far from zero
 * no digits are lost) are borrowed. Memory is scratch of the work. */
typedef struct
{
  MercerMatrix directions; /* P x d */
  const double *centre;
  MercerMatrix sorted;     /* (m + 1) x P, the last row infinite */
  double rest;             /* mean k (y, y') / 2 */
  MercerMatrix room;       /* of sorted */
} MercerSliced;
MercerStatus mercer_sliced_open (MercerSliced *sliced, MercerMatrix directions, const double *centre, MercerMatrix target,
                                 MercerWork *work);
/* Terms at x and, unless velocity.data is NULL, the velocities (n x d). O(P (n + m)) by radix sorting in two passes, slices on the
 * pool; the same bits with any number of threads. Points that are not finite: every term is NaN, velocities are 0. */
MercerStatus mercer_sliced_evaluate (const MercerSliced *sliced, MercerMatrix x, MercerMatrix velocity, MercerFlowTerms *terms,
                                     MercerWork *work);
/* The witness of x against the target at points z (k x d). O(P (n + k log (n m))). */
MercerStatus mercer_sliced_witness (const MercerSliced *sliced, MercerMatrix x, MercerMatrix z, double *out, MercerWork *work);

/* The sliced Wasserstein distance, squared: the mean over directions of that between the projections, which sorting gives; and
 * velocities into the first columns of x (n x d', d' <= d): d times the mean of the ways that the slices send each point, so that a
 * shift of the whole is undone by a step of 1. They are - n d / 2 times the gradient. Bonneel, Rabin, Peyre and Pfister (2015);
 * Liutkus, Simsekli, Majewski, Durmus and Stoter (2019), Sliced-Wasserstein flows, eq. (12). O(P (n + m)). */
MercerStatus mercer_sliced_transport (const MercerSliced *sliced, MercerMatrix x, MercerMatrix velocity, double *squared,
                                      MercerWork *work);

/* --- Sorting -------------------------------------------------------------------------------------- */

/* Room for sorting n numbers. */
typedef struct
{
  uint64_t *a, *b; /* n each */
} MercerSortRoom;
/* order: the indices 0 .. n - 1 by ascending value, equal values by index; sorted: the values in that order. Values are finite.
 * Two passes over digits of the place between least and greatest value, then insertion; where that would take too long because
 * values crowd, by comparisons. n < 2^32. */
void mercer_sort_order (size_t n, const double *values, uint32_t *order, double *sorted, const MercerSortRoom *room);
