/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inputs.h"

/* Each row as a dot, coloured and sized by columns of its own: what every map of points draws. Colour comes from the
 * role "colour", without one from the first column with 2 to 8 categories; size from the role "size". Categories beyond
 * the eighth and missing ones are faint; numbers go through a map with a colour bar. */
typedef struct
{
  const MercerInputs *in;
  const MercerColumn *colour, *size; /* NULL: none */
  size_t groups;                     /* series; 1 where there are no categories */
} MercerDots;

void mercer_dots_open (MercerDots *dots, const MercerRecipe *recipe, const MercerInputs *in);
/* The same coloured by a given column (NULL: none), all of one size. */
void mercer_dots_by (MercerDots *dots, const MercerInputs *in, const MercerColumn *colour);
bool mercer_dots_have_numbers (const MercerDots *dots); /* the colour is a number */
/* x, y: by row of the inputs. key: with legend, colour bar and a caption for the size. */
void mercer_dots_draw (const MercerDots *dots, MercerFigureBuilder *b, int panel, const double *x, const double *y, bool key);
/* The same in a panel of space; without sizes. */
void mercer_dots_draw_in_space (const MercerDots *dots, MercerFigureBuilder *b, int panel, const double *x, const double *y,
                                const double *z);
/* How points that are not of the table stand among its dots: rings, smaller where there are many of them (n). */
MercerStyle mercer_dots_ring (size_t n, const char *legend);
/* The two roles, for tables of roles. */
#define MERCER_DOTS_ROLES                                                                                                \
  { "colour", N_("Colour"), N_("The column that colours the points; without one, the first column of categories does"),  \
    false, 0, 1, NULL, 0, N_("Automatic") },                                                                             \
  { "size", N_("Size"), N_("The column that sizes the points"), true, 0, 1, NULL, 0 }
