/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ranking.h"

double
mercer_picture_ranking_at (size_t n, size_t k)
{
  return (double) (n - k);
}

void
mercer_picture_ranking_axis (MercerFigureBuilder *b, int panel, size_t n, const char *const *names, const char *link)
{
  g_autofree const char **upwards = g_new (const char *, n + 1);
  for (size_t k = 0; k < n; k++)
    upwards[n - 1 - k] = names[k];
  mercer_figure_y_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.4, (double) MAX (n, 1) + 0.6, link);
  if (n > 0)
    mercer_figure_y_names (b, panel, n, upwards);
}
