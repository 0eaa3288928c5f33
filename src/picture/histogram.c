/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "histogram.h"

#include <math.h>

enum { MOST_BARS = 40 };

void
mercer_picture_histogram (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n, const double *values, double low,
                          double high, size_t bars)
{
  g_return_if_fail (high > low);
  if (bars == 0)
    bars = (size_t) CLAMP (ceil (2 * cbrt ((double) n)), 6, MOST_BARS);
  double width = (high - low) / (double) bars;
  g_autofree double *edges = g_new (double, bars + 1), *heights = g_new0 (double, bars);
  for (size_t k = 0; k <= bars; k++)
    edges[k] = low + width * (double) k;
  for (size_t i = 0; i < n; i++)
    if (values[i] >= low && values[i] <= high)
      heights[MIN ((size_t) ((values[i] - low) / width), bars - 1)] += 1 / ((double) n * width);
  mercer_figure_bars (b, panel, style, bars, edges, heights);
}
