/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Modified Bessel functions of the second kind on a logarithmic scale, where no order or argument
 * under- or overflows. */

/* log K_nu (x), x > 0, any real nu (K is even in it). Within 1e-13 of the value or of 1, whichever is
 * greater, plus a rounding of nu and x: for nu and x of 1e4 and more the logarithm itself changes that
 * much when they change by half a unit in the last place. +infinity at x = 0, NaN for x < 0 or NaN.
 * About 0.2 us.
 *
 * From order 25 on: Debye's uniform expansion (DLMF 10.41.4) with ten terms. Below: the two orders
 * within a half of 0, by Temme's series (J. Comput. Phys. 19, 1975) for x <= 2 and the second
 * continued fraction by Steed's way (Thompson and Barnett, Comput. Phys. Commun. 47, 1987) for
 * x > 2; then the recurrence upwards (DLMF 10.29.1), which is stable, on ratios. */
double mercer_log_bessel_k (double nu, double x);

/* log (1 + sum_k (-1)^k U_k (p) / nu^k), the correction of Debye's expansion of K_nu, p in [0, 1], for
 * nu >= MERCER_DEBYE_LEAST; at p = 1 also that of Stirling's: log Gamma (nu) = (nu - 1/2) log nu - nu +
 * log (2 pi) / 2 + it. */
#define MERCER_DEBYE_LEAST 25.0
double mercer_debye_correction (double nu, double p);

/* log (2 (x / 2)^nu K_nu (x) / Gamma (nu)), x >= 0, nu > 0: the Matern function of x = sqrt (2 nu) r / l,
 * 0 at x = 0 and falling. Within some 1e-15 of 1 or 1e-13 of the value, also where both factors leave
 * the range of numbers. */
double mercer_log_matern (double nu, double x);
