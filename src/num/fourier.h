/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Fourier transforms in one dimension, by FFTW, and the one lock around its planner. */

/* In place on n + 2 doubles (n + 1 for odd n): n reals become the n / 2 + 1 complex F(k) = sum_j f(j) exp (-2 pi i j k / n),
 * real and imaginary parts in turns; and back, without the division by n. O(n log n). */
void mercer_fourier_real (size_t n, double *field, bool forward);
/* In place: F(k) = 2 sum_j f(j) cos (pi (j + 1/2) k / n). O(n log n). */
void mercer_fourier_cosine (size_t n, double *field);

/* FFTW's planner (making and destroying plans) is not to be called by two threads at once; its plans may be carried out by
 * any. Whoever calls it themselves holds this lock meanwhile. */
void mercer_fourier_lock (void);
void mercer_fourier_unlock (void);
