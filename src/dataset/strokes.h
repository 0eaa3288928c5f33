/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A writing of strokes alone, for points along letters: capitals, digits and a few signs, 2/3 as wide as high. Pure arithmetic: the same
 * points on every machine, whatever fonts it has. */

#define STROKES_MOST 40 /* letters */

/* Whether every letter is there (small ones are written as capitals); else *unknown is where the first other one begins. Blanks
 * alone, nothing and more than STROKES_MOST letters are not to be written either (*unknown NULL). */
bool strokes_has (const char *text, const char **unknown);
/* The place at `share` (0 to 1) of the way along all strokes of a text that can be written, its letters 1 high, the first at 0. */
void strokes_at (const char *text, double share, double *x, double *y);
