/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"

/* Whether two numeric columns are named as the coordinates of a place, in either order: longitude and latitude (lon, lat...), or x and y, east
 * and north and the like (with a unit behind the name or not), if they have one unit and neither range is MERCER_COORDINATES_LONGER times
 * the other, beyond which a map would be a line. */
#define MERCER_COORDINATES_LONGER 4
bool mercer_columns_are_coordinates (const MercerColumn *first, const MercerColumn *second);
/* One unit, and ranges that a map can have. */
bool mercer_columns_share_scale (const MercerColumn *first, const MercerColumn *second);
/* Metres, kilometres, feet, miles, by what they are called. */
bool mercer_unit_is_of_land (const char *unit);
