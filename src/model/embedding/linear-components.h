/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "work.h"

/* Principal components of the columns of X themselves (n x d), X' = X less its mean: with the singular value decomposition X' = U S V',
 *   scores = U S = X' V,  values = S^2, descending,
 * which is kernel PCA with the kernel x.z. scores n x k, values k, k <= min (n, d); *trace: the sum of all squares of X'. By the smaller
 * of X'' X' and X' X'': O(n d min (n, d)). Signs as they come. */
MercerStatus mercer_linear_components (MercerMatrix x, MercerMatrix scores, double *values, double *trace, MercerWork *work);
