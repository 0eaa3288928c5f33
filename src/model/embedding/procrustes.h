/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

#include "matrix.h"

/* How one map of points in the plane is laid over another: of all similarities y -> scale (y - from) Q + to, Q a turn by `angle`
 * (radians, counter-clockwise) or, mirrored, one after y_2 -> -y_2, that which makes sum_i |x_i - y'_i|^2 least. Gower (1975), Generalized
 * Procrustes analysis, Psychometrika 40. agreement: the part of the spread of x that it explains, 0 to 1, the same if x and y change
 * places; 1 less it is scipy.spatial.procrustes' disparity. Where all x or all y are the same it is 0, with scale 0. */
typedef struct
{
  double from[2], to[2];
  double scale, angle, agreement;
  bool mirrored;
} MercerProcrustes;

/* x, y: n x 2. O(n). */
void mercer_procrustes (MercerMatrix x, MercerMatrix y, MercerProcrustes *fit);
/* The n rows of y laid over x, into out (may be y). */
void mercer_procrustes_apply (const MercerProcrustes *fit, MercerMatrix y, MercerMatrix out);
