/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "colour.h"
#include "layout.h"

/* Dots and lines by the thousand, many times faster than as cairo paths: coverage is computed from
 * distances and blended into one sheet of pixels, which is then painted as a whole. Looks like what
 * cairo draws, to within its own antialiasing; for surfaces of pixels only. */
typedef struct _Ink Ink;

/* The calling thread's sheet, laid empty over a box in units; returned by ink_release (). */
Ink *ink_acquire (const Rect *box, double scale);
void ink_release (Ink *ink);
/* Paints what was drawn since the last time, and empties the sheet. */
void ink_paint (Ink *ink, cairo_t *cr);

/* A polyline in units, interrupted at NaN. */
void ink_line (Ink *ink, size_t n, const double *x, const double *y, double width, Colour colour,
               double opacity);

typedef struct
{
  double radius, ring; /* ring: width of the outline of a hollow dot, 0: solid */
  Colour colour;
  double opacity, rim; /* rim: width of a border around, 0: none */
  Colour rim_colour;
} Dot;
/* Dots in units, left out at NaN. pixels (may be NULL): the colour of each, 0xffRRGGBB, 0: left
 * out. */
void ink_dots (Ink *ink, size_t n, const double *x, const double *y, const Dot *dot,
               const uint32_t *pixels);
