/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figure.h"
#include "matrix.h"

/* What is said of rows of a matrix's image: for cell c "row 12 (1.4; 0.2)", of a cell that stands for several rows the first
 * and how many more. x: n x d, the points, the first three columns of which are said; order: the n points as drawn; rows: of
 * the table for each point, or NULL: not said; block: rows to a cell. Free with g_strfreev (). O(n / block). */
char **mercer_picture_row_names (MercerMatrix x, const size_t *order, const size_t *rows, size_t block);

/* After the axis: 1, 2, ... n along x and nothing between, where things are counted and not measured. */
void mercer_picture_count_along_x (MercerFigureBuilder *b, int panel, size_t n);
