/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "dots.h"

/* The points of the table "at" (new-points.h) in a map and in its table. */

/* Rings that stand out from the rows; x, y: n. */
static inline void
mercer_picture_new_dots (MercerFigureBuilder *b, int panel, size_t n, const double *x, const double *y)
{
  MercerStyle ring = mercer_dots_ring (n, _("New points"));
  mercer_figure_points (b, panel, &ring, n, x, y, NULL);
}

/* The column "row": rows of another table count from 1. */
static inline void
mercer_picture_new_rows (MercerFigureBuilder *b, int table, size_t n)
{
  g_autofree double *column = g_new (double, n + 1);
  for (size_t i = 0; i < n; i++)
    column[i] = (double) i + 1;
  mercer_figure_table_column (b, table, "row", "", column);
}
