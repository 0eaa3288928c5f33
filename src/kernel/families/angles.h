/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* What all families that wave share: an angle proportional to the distance, and derivatives that
 * multiply or divide by it. u holds squared distances. */

/* angle = scale sqrt (u), kept finite, as an infinite angle has no sine. angle may be u. */
void kernel_angles (size_t n, double scale, const double *u, double *angle);
/* out *= scale angle */
void kernel_times_angle (size_t n, double scale, const double *angle, double *out);
/* out *= scale / angle: d angle / du = scale'^2 / (2 angle) of angle = scale' sqrt (u), where u = 0 kept
 * finite: there the sine before it is 0. */
void kernel_over_angle (size_t n, double scale, const double *angle, double *out);
/* out = scale a b, tiny products 0. */
void kernel_product (size_t n, double scale, const double *a, const double *b, double *out);

/* exp (-z) I_k (z), k = 0, ..., n - 1, z > 0. To 1e-12 of each. O(n), at most 10 n steps. */
void kernel_scaled_bessel (double z, size_t n, double *values);
/* weight[k] of cos (2 pi k r / period) from such coefficients: twice for k > 0, at k / period. How many weigh anything, of n. */
size_t kernel_harmonics (double period, size_t n, double *frequency, double *weight);
