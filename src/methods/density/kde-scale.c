/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <math.h>
#include <string.h>

/* When a unit is equally long on both axes, if nobody says: where the columns are places. Those of degrees on the earth always; others
 * in one unit, by a pair of names or by a unit of the land, unless one range is so much longer that the other would be a line. */

/* How many times longer. */
static const double too_long = 4;

static const char *const pairs[][2]
    = { { "x", "y" }, { "east", "north" }, { "easting", "northing" }, { "eastings", "northings" }, { "x coordinate", "y coordinate" } };
static const char *const longitudes[] = { "lon", "long", "longitude", "lng" };
static const char *const latitudes[] = { "lat", "latitude" };
static const char *const units_of_land[] = { "m", "km", "ft", "mi", "metre", "metres", "meter", "meters", "kilometre", "kilometres" };

/* Lower case, words parted by blanks, without a unit behind the name: "X_m" is "x". */
static char *
plain_name (const MercerColumn *column)
{
  g_autofree char *name = g_strdelimit (g_ascii_strdown (column->name, -1), "_-.", ' ');
  const char *last = strrchr (name, ' ');
  for (size_t k = 0; k < G_N_ELEMENTS (units_of_land) && last != NULL; k++)
    if (g_str_equal (last + 1, units_of_land[k]))
      return g_strndup (name, (gsize) (last - name));
  return g_steal_pointer (&name);
}

static bool
is_among (const char *word, const char *const *words, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (g_str_equal (word, words[k]))
      return true;
  return false;
}

static bool
are_places (const MercerColumn *first, const MercerColumn *second)
{
  g_autofree char *a = plain_name (first), *b = plain_name (second);
  double ratio = (first->max - first->min) / (second->max - second->min);
  const char *const name[2] = { a, b };
  for (int k = 0; k < 2; k++)
    if (is_among (name[k], longitudes, G_N_ELEMENTS (longitudes)) && is_among (name[1 - k], latitudes, G_N_ELEMENTS (latitudes)))
      return true;
  if (g_strcmp0 (first->unit, second->unit) != 0 || !(ratio < too_long && ratio > 1 / too_long))
    return false;
  for (size_t p = 0; p < G_N_ELEMENTS (pairs); p++)
    for (int k = 0; k < 2; k++)
      if (g_str_equal (name[k], pairs[p][0]) && g_str_equal (name[1 - k], pairs[p][1]))
        return true;
  return first->unit != NULL && is_among (first->unit, units_of_land, G_N_ELEMENTS (units_of_land));
}

bool
kde_run_same_scale (const KdeRun *run)
{
  if (run->n_along != 2 || run->values->scale == KDE_SCALE_FREE)
    return false;
  return run->values->scale == KDE_SCALE_SAME || are_places (run->column[run->along[0]], run->column[run->along[1]]);
}
