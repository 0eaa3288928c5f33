/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* What a kernel looks like at a glance, on the recipe's data: k(r) if it is stationary, else k(x, x') against an x' in
 * the middle of the data. Several columns move together, each by its own spread. No GTK here. */

/* Odd, so that one is in the middle; enough for forty periods, and what swings faster is seen by how far it reaches. */
#define MERCER_SKETCH_POINTS 181

typedef struct
{
  bool stationary;
  size_t columns;           /* that move */
  const char *unit;         /* of the column if it is one; "" otherwise. Borrowed from the recipe */
  double from, to;          /* of r, or of x; for several columns 0 to 3 standard deviations, or 0 to 1 of the range */
  double at;                /* x' ; 0 if stationary */
  double values[MERCER_SKETCH_POINTS]; /* at even steps; NaN where there is none */
  bool dense;                          /* it swings faster than the steps show: */
  double low[MERCER_SKETCH_POINTS], high[MERCER_SKETCH_POINTS]; /* what it reaches about each step */
  double noise;             /* what white noise adds at r = 0, x = x' */
  bool drawn;               /* false: the kernel does not fit the columns, nothing else is meaningful */
} MercerKernelSketch;

/* columns: the names that reach the kernel, NULL-terminated. The cost of MERCER_SKETCH_POINTS values. */
MercerKernelSketch mercer_kernel_sketch (MercerKernel *kernel, const char *const *columns, MercerRecipe *recipe);
/* One sentence for those who do not see it. Free with g_free. */
char *mercer_kernel_sketch_describe (const MercerKernelSketch *sketch);
/* Where it first falls to half of its value at r = 0, between steps along the line; NaN if it does not. */
double mercer_kernel_sketch_half (const MercerKernelSketch *sketch);
