/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bandwidth.h"
#include "pairs.h"

/* H = (11, 12, 22), the covariance of a Gaussian kernel in the plane, chosen by MERCER_RULE_PLUG_IN, MERCER_RULE_S_CV,
 * MERCER_RULE_LS_CV or MERCER_RULE_ML_CV; full or diagonal. On bins of cubic weights, refined until a kernel's standard
 * deviation is three of their steps (six for LS_CV): agrees with sums over all pairs to 5e-4 of H or better. NAN where there
 * is none (no spread, too few points, ties that draw the criterion down without end). 1 to 60 ms for 10^4 points.
 *
 * PLUG_IN: two stages with one pilot scale for all functionals of an order (Duong and Hazelton 2003, Nonparametric
 * Statistics 15, section 3), on sphered data, diagonal on scaled data: Hpi and Hpi.diag of R's ks. S_CV: Duong and Hazelton
 * (2005, Scand. J. Statist. 32, section 3): Hscv and Hscv.diag. LS_CV: Hlscv and Hlscv.diag. ML_CV: the greatest mean of
 * log f_-i (x_i), over all pairs, of at most 4,096 points (more: NAN); cv_ml of statsmodels is the diagonal one. Where least
 * squares has several valleys, the lowest that the first lattice shows is taken. */
bool mercer_bandwidth_matrix_can (MercerRule rule);
MercerStatus mercer_bandwidth_matrix (const MercerRows *rows, MercerRule rule, bool full, double h[3], MercerWork *work);
/* ML_CV by itself, for points whose moments are known. O(n^2) some 20 times. */
MercerStatus mercer_bandwidth_likelihood (const MercerRows *rows, const MercerPlaneMoments *moments, bool full, double h[3],
                                          MercerWork *work);
/* What a rule makes small, at matrices h[0..count): as mercer_bandwidth_criterion has it for one column, in the data's units; PLUG_IN the AMISE
 * by functionals estimated for a full or a diagonal matrix. At the rule's own matrix it is least. NaN where there is none, or where a
 * matrix is not positive definite. O(m^2) for each. */
MercerStatus mercer_bandwidth_matrix_criterion (const MercerRows *rows, MercerRule rule, bool full, size_t count, const double (*h)[3],
                                                double *out, MercerWork *work);
/* ML_CV by itself, as above. O(n^2) for each. */
MercerStatus mercer_bandwidth_likelihood_at (const MercerRows *rows, const MercerPlaneMoments *moments, size_t count, const double (*h)[3],
                                             double *out, MercerWork *work);
