/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "adaptive-map.h"

static double
squared (MercerMatrix z, size_t i, size_t j)
{
  double a = z.data[i] - z.data[j], b = z.data[i + z.stride] - z.data[j + z.stride];
  return a * a + b * b;
}

static double
error_at (MercerMatrix z, const double *y, double width)
{
  size_t n = z.rows;
  double mean = 0, variance = 0, error = 0;
  for (size_t i = 0; i < n; i++)
    mean += y[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    {
      double weights = 0, sum = 0;
      for (size_t j = 0; j < n; j++)
        if (j != i)
          {
            double w = 1 / (1 + squared (z, i, j) / (width * width));
            weights += w;
            sum += w * y[j];
          }
      variance += (y[i] - mean) * (y[i] - mean);
      error += (y[i] - sum / weights) * (y[i] - sum / weights);
    }
  return variance > 0 ? error / variance : 0;
}

double
mercer_plain_error (MercerMatrix z, const double *y, MercerWork *work)
{
  enum { WIDTHS = 25 };
  double spread = 0, best = INFINITY;
  for (size_t i = 0; i < z.rows; i++)
    spread += squared (z, i, 0) / (double) z.rows;
  if (!(spread > 0))
    spread = 1; /* all in one place: any width is as good */
  for (int k = 0; k < WIDTHS && mercer_work_wanted (work); k++)
    best = fmin (best, error_at (z, y, sqrt (spread) * pow (10, -2.5 + 3.0 * k / (WIDTHS - 1))));
  return best;
}
