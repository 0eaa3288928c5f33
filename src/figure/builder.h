/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scene.h"

/* What the files of the builder share: builder.c (panels, axes, marks of the plane), builder-space.c (panels that turn),
 * builder-hands.c (what a person can take hold of), outputs.c (numbers and words). */

/* NULL, with a critical message, where there is no such panel. */
Panel *builder_panel (MercerFigureBuilder *b, int panel);
void *builder_copy (MercerFigureBuilder *b, const void *from, size_t n, size_t size);
/* Appends a mark with its columns copied; NULL when the panel does not exist. */
Mark *builder_mark (MercerFigureBuilder *b, int panel, MarkKind kind, const MercerStyle *style, size_t n,
                    const double *const columns[MARK_COLUMNS_MAX]);
#define COLUMNS(...) ((const double *const[MARK_COLUMNS_MAX]){ __VA_ARGS__ })
/* The range of values that a map is spread over: given, or their own, or any when all are equal. */
void builder_range (const double *value, size_t n, MercerColourMap map, double *min, double *max);
/* Where each value lies on the map of the raster. */
float *builder_levels (MercerFigureBuilder *b, const Raster *r, size_t n, const double *values);
