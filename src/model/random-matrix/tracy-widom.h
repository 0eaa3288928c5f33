/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* The law of the largest eigenvalue of real noise, F_1 (s) = det (I - V), where V (x, y) = Ai ((x + y) / 2) / 2 acts on
 * functions over (s, infinity): Ferrari and Spohn (2005), J. Phys. A 38, L557; the determinant by Gauss-Legendre quadrature
 * as in Bornemann (2010), On the numerical evaluation of Fredholm determinants, Math. Comp. 79. */

/* F_1 (s), to about 1e-13 absolute; some 0.2 ms. */
double mercer_tracy_widom_cumulative (double s);
/* 1 - F_1 (s): the chance that noise alone reaches s; rounding is all that is left of it below 1e-13. */
double mercer_tracy_widom_tail (double s);
/* s with 1 - F_1 (s) = tail, 1e-6 <= tail <= 0.999. Some 10 ms. */
double mercer_tracy_widom_upper (double tail);

/* What turns the largest eigenvalue l of Z'Z, Z n x d of independent standard normals, into (l - centre) / spread that
 * follows F_1 up to O(min (n, d)^(-2/3)): Ma (2012), Accuracy of the Tracy-Widom limits for the extreme eigenvalues in
 * white Wishart matrices, Bernoulli 18, theorem 2. */
void mercer_tracy_widom_scaling (double n, double d, double *centre, double *spread);

/* How many of the largest eigenvalues noise does not explain. values: the largest `count` <= min (n, d) eigenvalues of a
 * sample covariance X'X / n, descending, X n x d; trace: the sum of all of them. One after another they are compared with
 * what noise of the variance that the rest have reaches, `reach` in units of F_1 (Kritchman and Nadler (2008), Determining
 * the number of components in a factor model from limited noisy data, Chemometrics 94). That variance leaves out the
 * eigenvalue in question, and with it what the largest one of noise would take. *variance: of the noise that remains;
 * *statistic: of the first eigenvalue that does not stand out, or NaN if all do. */
size_t mercer_tracy_widom_spikes (const double *values, size_t count, double trace, double n, double d, double reach,
                                  double *variance, double *statistic);
