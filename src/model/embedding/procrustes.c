/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "procrustes.h"

#include <glib.h>
#include <math.h>

/* The sum of squares about their mean, which goes to `middle`. */
static double
spread (MercerMatrix points, double middle[2])
{
  double squares = 0;
  for (size_t c = 0; c < 2; c++)
    {
      const double *column = mercer_matrix_column (points, c);
      middle[c] = 0;
      for (size_t i = 0; i < points.rows; i++)
        middle[c] += column[i] / (double) points.rows;
      for (size_t i = 0; i < points.rows; i++)
        squares += (column[i] - middle[c]) * (column[i] - middle[c]);
    }
  return squares;
}

void
mercer_procrustes (MercerMatrix x, MercerMatrix y, MercerProcrustes *fit)
{
  g_return_if_fail (x.rows == y.rows && x.cols == 2 && y.cols == 2);
  *fit = (MercerProcrustes){ .scale = 0 };
  double xx = spread (x, fit->to), yy = spread (y, fit->from), a[2][2] = { { 0 } }; /* a = Y'X */
  for (size_t r = 0; r < 2; r++)
    for (size_t c = 0; c < 2; c++)
      for (size_t i = 0; i < x.rows; i++)
        a[r][c] += (*mercer_matrix_at (y, i, r) - fit->from[r]) * (*mercer_matrix_at (x, i, c) - fit->to[c]);
  /* tr (Q'A) of the best turn, and of the best turn after mirroring */
  double turned = hypot (a[0][0] + a[1][1], a[0][1] - a[1][0]), mirrored = hypot (a[0][0] - a[1][1], a[0][1] + a[1][0]);
  fit->mirrored = mirrored > turned;
  fit->angle = fit->mirrored ? atan2 (a[0][1] + a[1][0], a[0][0] - a[1][1]) : atan2 (a[0][1] - a[1][0], a[0][0] + a[1][1]);
  if (!(xx > 0) || !(yy > 0))
    return;
  double trace = MAX (turned, mirrored);
  fit->scale = trace / yy;
  fit->agreement = MIN (trace / xx * (trace / yy), 1);
}

void
mercer_procrustes_apply (const MercerProcrustes *fit, MercerMatrix y, MercerMatrix out)
{
  double c = fit->scale * cos (fit->angle), s = fit->scale * sin (fit->angle);
  for (size_t i = 0; i < y.rows; i++)
    {
      double u = *mercer_matrix_at (y, i, 0) - fit->from[0], v = *mercer_matrix_at (y, i, 1) - fit->from[1];
      v = fit->mirrored ? -v : v;
      *mercer_matrix_at (out, i, 0) = fit->to[0] + c * u - s * v;
      *mercer_matrix_at (out, i, 1) = fit->to[1] + s * u + c * v;
    }
}
