/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"

/* Kernels to start with. */

/* Two significant digits: a start to think with. What is not positive and finite becomes 1. */
double mercer_start_rounded (double value);

/* The disparity of inputs from which columns get a length scale each. */
#define MERCER_START_DISPARITY 5.0
/* How many times wider the widest column spreads than the narrowest that is not constant; their indices. O(n d). */
double mercer_start_disparity (const MercerInputs *in, size_t *widest, size_t *narrowest);

/* RBF with these length scales, one number where d = 1; each rounded as above. New reference. */
MercerKernel *mercer_start_rbf_of (const double *lengthscales, size_t d);
/* RBF whose length scale in each column of the role x is `share` of √d times the standard deviation there, so that a point has
 * neighbours in any number of columns. New reference. O(d). */
MercerKernel *mercer_start_rbf_by_spread (const MercerRecipe *recipe, double share);
/* RBF by the median heuristic: the length scale at which half of all pairs are near, of at most 300 evenly taken rows; where
 * columns spread too differently, one for each in proportion. New reference. O(n d). */
MercerKernel *mercer_start_rbf (const MercerInputs *in);
/* The same as the `suggest` of a method that needs no more. */
MercerRecipe *mercer_start_with_rbf (MercerRecipe *recipe);
/* That RBF for the columns of the role of a param of one kernel, as the `unsaid_kernel` of a method; NULL where there are no rows. */
MercerKernel *mercer_start_unsaid (const MercerRecipe *recipe, const MercerParam *param, const char **how);
