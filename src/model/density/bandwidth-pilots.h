/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pairs.h"

/* Functionals of a density in the plane, psi_rs = integral of f^(r, s) f, and the scales that they are estimated at. cov (11, 12, 22) is the
 * data's covariance. */

/* psi4[k] = psi_(4 - k, k), in one stage or two from a normal density. O(lattice of the pairs). */
void density_order_four (const MercerPairs *pairs, const double cov[3], int stages, double psi4[5]);
/* The scale of the pilot of smoothed cross-validation, by an asymptotic H (h: 11, 12, 22) of the plug-in (Duong and Hazelton 2005,
 * section 3). */
double density_smoothing_pilot (const MercerPairs *pairs, const double cov[3], const double h[3]);
