/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dataset.h"
#include "figure.h"

/* What a method shows that has too few points to begin with: the ground to paint them on. */

/* One panel over the first two columns, or over the only one, with the points there are; where the columns are two it takes more from
 * clicks. It shows the table's ground, or where the table says none what its points span. `missing`, a translated sentence (NULL: that
 * there are no points), and how points come are the figure's description and its one note. O(rows). */
MercerFigure *mercer_picture_empty_ground (const char *title, MercerDataset *dataset, const char *const *names, const char *missing);

/* Widens what is seen of each of `dims` columns to the table's ground and the margin that stands about the empty one, so that it stays
 * where it is while points are painted. */
void mercer_picture_show_ground (MercerDataset *dataset, size_t dims, double low[2], double high[2]);
