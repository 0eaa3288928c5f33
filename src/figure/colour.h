/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw.h"

typedef struct
{
  double r, g, b, a;
} Colour;

/* The colour of a role in a theme. */
Colour colour_role (const MercerLook *look, MercerColourRole role);
typedef enum
{
  TONE_PAPER,
  TONE_GRID,
  TONE_FRAME,
  TONE_LABEL,
  TONE_HALO,
  N_TONES
} Tone;
Colour colour_tone (const MercerLook *look, Tone tone);
static inline void
colour_set (cairo_t *cr, Colour c, double opacity)
{
  cairo_set_source_rgba (cr, c.r, c.g, c.b, c.a * opacity);
}

/* 256 opaque pixels (0xffRRGGBB) from low to high, made once. Perceptually uniform: lightness rises
 * in equal steps (diverging: from both ends to a light middle). */
const uint32_t *colour_map_table (MercerColourMap map);
/* 0..255 along the map, clamped; NaN stays NaN. */
float colour_map_level (double value, double min, double max);
/* The same for any map: of MERCER_MAP_SERIES the number of the series, repeating after 8. */
float colour_level (MercerColourMap map, double value, double min, double max);
/* The table of any map as a theme shows it. In the dark the diverging one has a dark middle. Series are those of the theme;
 * over an area (ground) they are mixed with paper, so that dots of the same series stand out. */
const uint32_t *colour_table (const MercerLook *look, MercerColourMap map, bool ground);
static inline uint32_t
colour_map_pixel (const uint32_t *table, float level)
{
  return level == level ? table[(int) (level + 0.5f)] : 0;
}
static inline Colour
colour_of_pixel (uint32_t p)
{
  return (Colour){ (p >> 16 & 255) / 255.0, (p >> 8 & 255) / 255.0, (p & 255) / 255.0, 1 };
}
/* OKLab lightness of a pixel, 0..1. */
double colour_lightness (uint32_t pixel);
