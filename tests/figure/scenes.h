/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figure.h"

/* Figures as methods make them, for tests and benchmarks. Every number is computed here from
 * formulas, so that they are the same everywhere. */

/* A posterior over `n_points` data: band and mean at 400 points, `n_swings` sample paths, dots,
 * caption. */
MercerFigure *scene_posterior (size_t n_points, size_t n_swings);
/* Mean and standard deviation as linked surfaces with contours and colour bars. */
MercerFigure *scene_surfaces (size_t nx, size_t ny);
/* Observed against leave-one-out prediction. */
MercerFigure *scene_scatter (size_t n);
/* One raster with `n` dots over it. */
MercerFigure *scene_raster_dots (size_t nx, size_t ny, size_t n);
/* One panel with `n` dots. */
MercerFigure *scene_dots (size_t n);
/* Every kind of mark, decorated with everything. */
MercerFigure *scene_everything (void);
/* A surface of nx x ny points over two bumps (scenes-space.c) with a hole, dots about it and a line on it. */
MercerFigure *scene_space (size_t nx, size_t ny, size_t n_points);
/* A handle of each kind (scenes-hands.c). */
MercerFigure *scene_hands (void);
