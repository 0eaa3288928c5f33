/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layout.h"

/* The tooltip of a hit: its coordinates by the names and units of the axes, then a value (NULL: none). names (may be NULL, and
 * either of it): what x and y are called instead. */
void hit_describe (const MercerFigure *f, MercerHit *hit, const char *const names[2], const char *value_label,
                   const char *value_unit, const double *value);
/* The same of a dot. */
void hit_describe_dot (const MercerFigure *f, MercerHit *hit);
