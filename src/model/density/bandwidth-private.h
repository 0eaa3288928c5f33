/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bandwidth.h"

/* Puts the values of the sample, which it has, into ascending order. */
void density_sort (const MercerDensitySample *sample);
/* The lesser of sd and IQR / 1.349. */
double density_scale (const MercerDensitySample *sample);
/* The root of f in [low, high], if f changes its sign there, to 1e-9 of itself; NAN if not. */
double density_root (double (*f) (double, void *), void *data, double low, double high, MercerWork *work);
/* Estimates of psi_r = integral of f^(r) f in two stages from a normal density with sd `scale`. psi8 may be NULL. */
void density_functionals (const MercerDensitySample *sample, double scale, double *psi4, double *psi8);
/* In place: n reals (n even, room for n + 2) to n / 2 + 1 complex numbers and, without factor 1 / n, back. */
void density_transform (size_t n, double *field, bool forward);
/* In place: the cosine transform 2 sum_k x_k cos (pi j (k + 1/2) / n). */
void density_cosine_transform (size_t n, double *field);

/* The sample is not degenerate; *h is NAN on entry and may stay so. */
MercerStatus density_sheather_jones (const MercerDensitySample *sample, double *h, MercerWork *work);
MercerStatus density_plug_in (const MercerDensitySample *sample, double *h, MercerWork *work);
MercerStatus density_improved (const MercerDensitySample *sample, double *h, MercerWork *work);
MercerStatus density_ls_cv (const MercerDensitySample *sample, double *h, MercerWork *work);
MercerStatus density_ml_cv (const MercerDensitySample *sample, double *h, MercerWork *work);
/* Criteria of the rules above, for mercer_bandwidth_criterion (). False: none, or no memory. */
bool density_cross_criterion (const MercerDensitySample *sample, MercerRule rule, size_t count, const double *h, double *out,
                              MercerWork *work);
bool density_sheather_jones_criterion (const MercerDensitySample *sample, size_t count, const double *h, double *out);
bool density_improved_criterion (const MercerDensitySample *sample, size_t count, const double *h, double *out, MercerWork *work);
MercerStatus density_s_cv (const MercerDensitySample *sample, double *h, MercerWork *work);
