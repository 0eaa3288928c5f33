/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Matérn's function of general smoothness,
 *   M(q) = 2^(1 - nu) / Gamma (nu) a^nu K_nu (a),  a = sqrt (q),
 * by piecewise polynomials: log M is smooth in q away from q = 0, and on a quarter of the way from one
 * power of two to the next eleven degrees reach rounding. Pieces are made when a point first falls
 * into them, from the Bessel function on a logarithmic scale, so that a whole Gram matrix costs a
 * thousand of those. */
typedef struct _KernelMatern KernelMatern;

/* Shared: the few last used orders are kept, as a fit or a drag moves the length scale far more often
 * than the order. Any thread. */
KernelMatern *kernel_matern_acquire (double nu);
void kernel_matern_release (void *matern);
/* The prepare () of a family whose first parameter is the order; finish () is the release. */
void *kernel_matern_prepare (const double *p);
/* The derivatives () of one: as many as are below nu (Rasmussen and Williams, below eq. 4.14). */
double kernel_matern_derivatives (const double *slots);

/* v = M (scale u). v may be u. */
void kernel_matern_values (KernelMatern *matern, size_t n, double scale, const double *u, double *v);
/* slope = dM/ds with q = 2 nu s = scale u. */
void kernel_matern_slopes (KernelMatern *matern, size_t n, double scale, const double *u,
                           double *slope);
/* out = d log M / d nu at fixed s. */
void kernel_matern_by_order (KernelMatern *matern, size_t n, double scale, const double *u,
                             double *out);
