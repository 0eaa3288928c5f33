/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Vector loops over contiguous doubles. x and y may be the same array. Results within 1 ulp or so of
 * libm; arguments below -708 give exactly 0, so that no denormal ever comes out. */

/* y = exp(x) */
void mercer_vexp (size_t n, const double *x, double *y);
/* y = a exp(b x), flushed to 0 below 1e-200 |a| so that products of kernel values stay normal. */
void mercer_vexp_scaled (size_t n, double a, double b, const double *x, double *y);
/* y = sqrt(x), y = log(x), y = cos(x), y = sin(x). */
void mercer_vsqrt (size_t n, const double *x, double *y);
void mercer_vlog (size_t n, const double *x, double *y);
void mercer_vcos (size_t n, const double *x, double *y);
void mercer_vsin (size_t n, const double *x, double *y);

/* y = exp(x) in single precision, where seven digits are enough: about twice as many a second. Error within
 * 1.5 ulp; arguments below -87 give exactly 0. */
void mercer_vexpf (size_t n, const float *x, float *y);
