/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "colour.h"

/* All text goes through Pango. Sizes are the same for every kind of surface: font metrics are not
 * hinted. */
typedef enum
{
  TEXT_TICK,
  TEXT_LABEL,
  TEXT_TITLE,
  TEXT_HEAD,
  TEXT_SMALL,
  N_TEXT_STYLES
} TextStyle;

typedef struct
{
  TextStyle style;
  const char *text;
  double max_width; /* 0: no limit; longer text is shortened with an ellipsis */
  bool wrap;        /* at max_width instead of being shortened, up to max_lines */
  int max_lines;
} Text;

void text_size (const MercerLook *look, const Text *text, double *width, double *height);
/* Draws with the point (x, y) at the fraction (ax, ay) of the text's box, 0, 0 its top left;
 * upward: turned a quarter against the clock about that point. */
void text_draw (cairo_t *cr, const MercerLook *look, const Text *text, double x, double y,
                double ax, double ay, bool upward, Colour colour);
/* The same with a soft border around the letters. */
void text_draw_halo (cairo_t *cr, const MercerLook *look, const Text *text, double x, double y,
                     double ax, double ay, Colour colour, Colour halo);
/* The height of a line of this style. */
double text_line (const MercerLook *look, TextStyle style);
/* How long one point of font and pen is: everything that is not data scales with the font. */
double text_em (const MercerLook *look);
