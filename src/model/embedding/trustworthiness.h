/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* How far the k nearest neighbours in z are near in x as well, in [0, 1]: Venna and Kaski (2001), Neighborhood preservation in
 * nonlinear projection methods, eq. 1. As scikit-learn's trustworthiness. k < n / 2. NaN if the work is not wanted any
 * more. O(n^2 log n). */
double mercer_trustworthiness (MercerMatrix x, MercerMatrix z, size_t k, MercerWork *work);
