/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"

/* How many mean-square derivatives the functions have that the expression describes: 0 (continuous), 1, 2, ..., INFINITY, NaN if
 * that is not known. Of sums and products the least of the parts; White is no part of the function. */
double mercer_kernel_smoothness (const MercerKernel *kernel);
