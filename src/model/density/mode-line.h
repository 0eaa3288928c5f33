/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kde.h"

/* Modes of a Gaussian kernel density in one column against its bandwidth h. All of it is made from bins of one column, whose lattice
 * is also where the curve is looked at; sums are direct, so that signs are right however thin the density is. */

/* f, f' (either may be NULL) at the lattice points. O(m h / step). */
void mercer_line_density (const MercerBins *bins, double h, double *f, double *slope);
/* Where f' changes its sign, by linear interpolation between lattice points: modes[k] < antimodes[k] < modes[k + 1]. Room for m
 * each; either may be NULL. Returns the number of modes, at least 1 if there is any mass. */
size_t mercer_line_modes (const MercerBins *bins, double h, double *modes, double *antimodes, MercerWork *work);
/* The least h at which there are at most k modes: their number never rises with h (Silverman 1981, J. R. Statist. Soc. B 43). By
 * bisection to 1e-6 of it, between two steps of the lattice (then NAN: it is less) and the range. 30 densities. */
double mercer_line_critical (const MercerBins *bins, size_t k, MercerWork *work);

/* Silverman's test of "at most k modes": p = (1 + samples of f with more than k modes at h) / (1 + count), of samples from the density at
 * its critical h, scaled to the variance of the data: x* = mean + (x_I - mean + h e) / sqrt (1 + h^2 / var). n values are drawn for each.
 * Conservative for k > 1 (Hall and York 2001). Same bits for any number of threads. */
typedef struct
{
  size_t k;
  double critical, p_value; /* NAN: below what the lattice resolves */
} MercerSilverman;
MercerStatus mercer_silverman_test (const MercerBins *bins, size_t k, size_t count, uint64_t seed, MercerSilverman *test,
                                    MercerWork *work);

/* The significance of the slope over (x, h): SiZer. Chaudhuri and Marron (1999), JASA 94, sections 2 and 3. */
typedef enum
{
  MERCER_SIZER_SPARSE = -1, /* the kernels of fewer than 5 points at x: nothing is said (ESS < 5) */
  MERCER_SIZER_RISES,
  MERCER_SIZER_FALLS,
  MERCER_SIZER_UNSURE
} MercerSizer;
/* out[i + j m] for h[j], j < count, i the lattice point: the sign of f' if |f'| > q sd (f'), q the normal quantile of
 * (1 + (1 - level)^(1 / l)) / 2, l = n / mean ESS where ESS >= 5 (by blocks of so many independent points). O(count m h / step). */
MercerStatus mercer_sizer (const MercerBins *bins, size_t count, const double *h, double level, int *out, MercerWork *work);
