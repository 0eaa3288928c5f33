/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Density at x >= 0 of the symmetric stable law of index alpha, whose characteristic function is exp (-|t|^alpha), 0 <
 * alpha <= 2: (1 / pi) int_0^inf exp (-t^alpha) cos (x t) dt. To 1e-12 of itself, 1e-10 where alpha is within 1e-4 of 1; no
 * x over- or underflows what the density itself does not. About 500 sines, logarithms and exponentials; far out 15. */
double kernel_stable_density (double alpha, double x);
