/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include "coordinates.h"

/* When a unit is equally long on both axes, if nobody says: where the columns are places. By their names, or by a unit of the land that both
 * have, unless one range is so much longer that the other would be a line. */
static bool
are_places (const MercerColumn *first, const MercerColumn *second)
{
  return mercer_columns_are_coordinates (first, second)
         || (mercer_columns_share_scale (first, second) && mercer_unit_is_of_land (first->unit));
}

bool
kde_run_same_scale (const KdeRun *run)
{
  if (run->n_along != 2 || run->values->scale == KDE_SCALE_FREE)
    return false;
  return run->values->scale == KDE_SCALE_SAME || are_places (run->column[run->along[0]], run->column[run->along[1]]);
}
