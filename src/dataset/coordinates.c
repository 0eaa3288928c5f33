/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coordinates.h"

#include <string.h>

static const char *const pairs[][2]
    = { { "x", "y" }, { "east", "north" }, { "easting", "northing" }, { "eastings", "northings" }, { "x coordinate", "y coordinate" } };
static const char *const longitudes[] = { "lon", "long", "longitude", "lng" };
static const char *const latitudes[] = { "lat", "latitude" };
static const char *const units_of_land[] = { "m", "km", "ft", "mi", "metre", "metres", "meter", "meters", "kilometre", "kilometres" };

static bool
is_among (const char *word, const char *const *words, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (g_str_equal (word, words[k]))
      return true;
  return false;
}

bool
mercer_unit_is_of_land (const char *unit)
{
  return is_among (unit, units_of_land, G_N_ELEMENTS (units_of_land));
}

/* Lower case, words parted by blanks, without a unit behind the name: "X_m" is "x". */
static char *
plain_name (const MercerColumn *column)
{
  g_autofree char *name = g_strdelimit (g_ascii_strdown (column->name, -1), "_-.", ' ');
  const char *last = strrchr (name, ' ');
  return last != NULL && mercer_unit_is_of_land (last + 1) ? g_strndup (name, (gsize) (last - name)) : g_steal_pointer (&name);
}

bool
mercer_columns_share_scale (const MercerColumn *first, const MercerColumn *second)
{
  double ratio = (first->max - first->min) / (second->max - second->min);
  return g_str_equal (first->unit, second->unit) && ratio < MERCER_COORDINATES_LONGER && ratio > 1. / MERCER_COORDINATES_LONGER;
}

bool
mercer_columns_are_coordinates (const MercerColumn *first, const MercerColumn *second)
{
  g_autofree char *a = plain_name (first), *b = plain_name (second);
  const char *const name[2] = { a, b };
  bool share = mercer_columns_share_scale (first, second);
  for (int k = 0; k < 2; k++)
    {
      if (is_among (name[k], longitudes, G_N_ELEMENTS (longitudes)) && is_among (name[1 - k], latitudes, G_N_ELEMENTS (latitudes)))
        return true;
      for (size_t p = 0; p < G_N_ELEMENTS (pairs) && share; p++)
        if (g_str_equal (name[k], pairs[p][0]) && g_str_equal (name[1 - k], pairs[p][1]))
          return true;
    }
  return false;
}
