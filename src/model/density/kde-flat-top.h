/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* The radial kernel in d dimensions whose Fourier transform is Politis and Romano's trapezoid of the distance (1999, J. Multivariate
 * Analysis 68): 1 up to 1, falling in a line to 0 at 2. The trapezoid is the mean of the indicators of balls of radius s, 1 <= s <= 2, so that
 *
 *   K_d (r) = (2 pi)^-nu r^-nu  integral over [1, 2] of s^nu J_nu (s r) ds,  nu = d / 2:
 *
 * for d = 1 it is (cos r - cos 2r) / (pi r^2), for d = 2 a mean of jincs s J_1 (s r) / (2 pi r). It falls as r^-(d + 3) / 2, and is
 * negative in rings. */

enum { MERCER_FLAT_TOP_MOST_D = 6 };

typedef struct DensityFlatTop DensityFlatTop;
/* 1 <= d <= MERCER_FLAT_TOP_MOST_D; made once (5 ms for d = 2) and kept; any thread. */
const DensityFlatTop *density_flat_top (size_t d);
/* K_d at distances r >= 0, within 1e-14 of K_d (0); out may be r. */
void density_flat_top_values (const DensityFlatTop *kernel, size_t n, const double *r, double *out);
/* Of the Gaussian with the same integral of its square: (4 pi)^(d/2) sd^d = 1 / that. */
double density_flat_top_sd (size_t d);
