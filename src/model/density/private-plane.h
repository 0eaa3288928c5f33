/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "linalg.h"
#include "private-density.h"

/* The same of two columns (private-density.h): the product of two frames. With phi_j of the first and phi_k of the second,
 *
 *   f (x, y) = 1 / (L_1 L_2 n) sum_jk e_j e_k g_j g_k c_jk phi_j (x) phi_k (y),   c_jk = sum_i phi_j (x_i) phi_k (y_i),   e_0 = 1, else 2.
 *
 * LAPLACE, GAUSSIAN: noise on the counts of a lattice of SIDE x SIDE places: a row puts 1 there, shared by four. COSINE: normal noise on
 * sqrt (g_j g_k) c_jk, of which a row moves the root of squares by at most (sum g_j sum g_k)^(1/2). */
enum { MERCER_PRIVATE_SIDE = 65, MERCER_PRIVATE_PLANE_TERMS = 96,
       MERCER_PRIVATE_PLANE_MOST = MERCER_PRIVATE_PLANE_TERMS * MERCER_PRIVATE_PLANE_TERMS };

/* h below 0.03 of the range is raised to that. */
void mercer_private_plane_frame (MercerPrivateFrame frame[2], size_t axis, double low, double high, double h);
/* How many numbers noise is added to. */
size_t mercer_private_plane_count (const MercerPrivateFrame frame[2], MercerPrivate mechanism);
/* Those numbers, first axis running first, into out. x: n x 2. O(n) or 2 n terms^2 flops. */
MercerStatus mercer_private_plane_statistic (const MercerPrivateFrame frame[2], MercerPrivate mechanism, MercerMatrix x, double *out,
                                             MercerWork *work);
double mercer_private_plane_sensitivity (const MercerPrivateFrame frame[2], MercerPrivate mechanism);
/* f on the product of m[0] places at[0] and m[1] places at[1]; total as for one column. Not clipped at 0. */
MercerStatus mercer_private_plane_density (const MercerPrivateFrame frame[2], MercerPrivate mechanism, const double *statistic,
                                           const double *total, const size_t m[2], const double *const at[2], double *out,
                                           MercerWork *work);
/* Expected integral of the squared error that the noise makes, n known: exact for COSINE, for counts up to 1 / SIDE. */
double mercer_private_plane_error (const MercerPrivateFrame frame[2], MercerPrivate mechanism, double scale, double n);
