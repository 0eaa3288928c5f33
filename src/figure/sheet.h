/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "colour.h"
#include "space.h"

/* A sheet of pixels with a depth each: what is nearer to the eye covers what is farther. Coordinates in pixels of the
 * sheet, depth rising towards the eye in pixels too. */
typedef struct
{
  int width, height;
  uint32_t *pixels; /* premultiplied ARGB */
  int stride;       /* in pixels */
  float *depth;
} Sheet;

/* Triangles between the points of a mesh, coloured through a table by level (0..255) times shade (0..1). NaN: no point. */
typedef struct
{
  size_t nx, ny;
  const float *x, *y, *depth, *shade, *level;
} Mesh;
void sheet_mesh (Sheet *sheet, const Mesh *mesh, const uint32_t *table);
/* Smooths the outline of a mesh already drawn: its border, its holes, and the ridges beyond which it turns away. */
void sheet_outline (Sheet *sheet, const Mesh *mesh, const uint32_t *table);
/* Smooth; covers what lies behind, and is seen a little through what lies just before it. radius: half the width. */
void sheet_segment (Sheet *sheet, const double from[3], const double to[3], double radius, Colour colour, double opacity);
/* Whether a dot here is seen. It is drawn whole or not at all: slivers of half-buried dots say nothing. */
bool sheet_shows (const Sheet *sheet, const double at[3], double radius);
/* ring: width of the outline, 0: a disc. Over all that is there. */
void sheet_dot (Sheet *sheet, const double at[3], double radius, double ring, Colour colour, double opacity);
