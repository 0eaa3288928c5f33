/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"

/* In high dimension the centred Gram matrix of a smooth kernel is all but that of the data themselves, stretched and lifted:
 * H K H ~ slope H X X' H + lift (I - 11'/n), so its eigenvalues are slope times those of the scatter matrix, plus lift. For
 * k = g (|x - x'|^2):  slope = -2 g'(2 t), lift = g (0) + 2 t g'(2 t) - g (2 t);
 * for k = g (x.x'):    slope = g'(m), lift = g (m + t) - g (m) - t g'(m);
 * t the trace of the covariance, m the square of the mean's length. El Karoui (2010), The spectrum of kernel random
 * matrices, Annals of Statistics 38, theorems 2.1 and 2.2. Exact for a linear kernel. */
typedef struct
{
  double slope, lift;
} MercerGramTheory;

/* kernel: bound to d columns. False if it is neither isotropic with one length scale nor a function of x.x', or if its slope
 * is not positive and finite. O(d). */
bool mercer_gram_theory (const MercerKernel *kernel, size_t d, double trace, double mean_square, MercerGramTheory *theory);
