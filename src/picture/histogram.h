/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figure.h"

/* Bars over [low, high] whose areas sum to the share of the n values that lie within (1 if all do). bars 0: as many as
 * suit n (Rice's rule, 2 n^(1/3), between 6 and 40). Values that are not finite are left out. O(n). */
void mercer_picture_histogram (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n, const double *values,
                               double low, double high, size_t bars);
