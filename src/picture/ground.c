/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ground.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ticks.h"

/* Sides of the plane that differ more than so many times are not drawn to scale: by nature, of one unit, and of none, where a shape is
 * most of what there is to see. */
static const double equal_below = 2, same_below = 3, shape_below = 6;
static const double edge = 0.01;     /* part of the field's range without contours at either end */
static const double level = 1e-9;    /* a field that varies less than this part of its size has no contours */

const char *
mercer_picture_axis_name (const MercerPlane *plane, const char *const *names, size_t a)
{
  if (!plane->principal)
    return names[a];
  return a == 0 ? _("First principal component") : _("Second principal component");
}

const char *
mercer_picture_axis_unit (const MercerPlane *plane, MercerDataset *dataset, const char *const *names, size_t a)
{
  int column = plane->principal ? -1 : mercer_dataset_find (dataset, names[a]);
  return column >= 0 ? mercer_dataset_column (dataset, (size_t) column)->unit : "";
}

void
mercer_picture_plane_axes (MercerFigureBuilder *b, int panel, const MercerPlane *plane, MercerDataset *dataset,
                           const char *const *names)
{
  double ratio = (plane->high[0] - plane->low[0]) / (plane->high[1] - plane->low[1]);
  /* pictures of one plane are zoomed and panned together */
  mercer_figure_x_axis (b, panel, mercer_picture_axis_name (plane, names, 0),
                        mercer_picture_axis_unit (plane, dataset, names, 0), MERCER_AXIS_LINEAR, plane->low[0], plane->high[0],
                        "plane:x");
  mercer_figure_y_axis (b, panel, mercer_picture_axis_name (plane, names, 1),
                        mercer_picture_axis_unit (plane, dataset, names, 1), MERCER_AXIS_LINEAR, plane->low[1], plane->high[1],
                        "plane:y");
  const char *across = mercer_picture_axis_unit (plane, dataset, names, 0), *up = mercer_picture_axis_unit (plane, dataset, names, 1);
  bool same = !plane->principal && strcmp (across, up) == 0;
  double most = !same ? equal_below : across[0] != '\0' ? same_below : shape_below;
  if (ratio > 1 / most && ratio < most)
    mercer_figure_equal_axes (b, panel);
}

/* A level at the very top or bottom of the field outlines nothing but its rounding. */
static void
keep_within (MercerTicks *ticks, double low, double high)
{
  size_t kept = 0;
  for (size_t k = 0; k < ticks->n; k++)
    if (ticks->at[k] > low && ticks->at[k] < high)
      ticks->at[kept++] = ticks->at[k];
  ticks->n = kept;
}

static void
draw_contours (MercerFigureBuilder *b, int panel, const MercerPlane *plane, const MercerGround *ground)
{
  size_t points = plane->grid[0] * plane->grid[1];
  double low = INFINITY, high = -INFINITY;
  MercerTicks ticks = { .n = 1 };
  MercerStyle style = { .role = MERCER_ROLE_INK, .width = 1, .opacity = 0.6 };
  if (ground->levels > 0)
    {
      for (size_t k = 0; k < points; k++)
        {
          low = MIN (low, ground->values[k]);
          high = MAX (high, ground->values[k]);
        }
      if (!(high - low > level * MAX (fabs (low), fabs (high))))
        return;
      mercer_ticks (MERCER_AXIS_LINEAR, low, high, (int) ground->levels, &ticks);
      keep_within (&ticks, low + edge * (high - low), high - edge * (high - low));
      style.width = 0.7;
      style.opacity = 0.35;
    }
  else
    ticks.at[0] = 0;
  mercer_figure_contours (b, panel, &style, plane->grid[0], plane->grid[1], plane->low[0], plane->high[0], plane->low[1],
                          plane->high[1], ground->values, (size_t) ticks.n, ticks.at, NULL);
}

void
mercer_picture_ground (MercerFigureBuilder *b, int panel, const MercerPlane *plane, const MercerGround *ground)
{
  double half[2];
  if (!(ground->limit > 0) || !isfinite (ground->limit))
    return;
  for (size_t a = 0; a < 2; a++)
    half[a] = 0.5 * (plane->high[a] - plane->low[a]) / (double) (plane->grid[a] - 1);
  mercer_figure_raster (b, panel, plane->grid[0], plane->grid[1], plane->low[0] - half[0], plane->high[0] + half[0],
                        plane->low[1] - half[1], plane->high[1] + half[1], ground->values, MERCER_MAP_DIVERGING, -ground->limit,
                        ground->limit, true, ground->bar_label, "");
  draw_contours (b, panel, plane, ground);
}
