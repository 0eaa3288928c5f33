/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

#include "figure.h"

/* Tick marks that people read easily: steps of 1, 2, 2.5 or 5 times a power of ten, chosen so that
 * the labels stand apart (after Talbot, Lin, Hanrahan, "An extension of Wilkinson's algorithm",
 * InfoVis 2010, in spirit). */
#define MERCER_TICKS_MAX 24
typedef struct
{
  size_t n;
  double at[MERCER_TICKS_MAX];
  char label[MERCER_TICKS_MAX][48]; /* UTF-8: true minus, thin spaces, raised powers of ten */
  size_t n_minor;
  double minor[MERCER_TICKS_MAX * 5];
} MercerTicks;
/* About `wanted` ticks in [low, high]. All labels of a linear axis share their number of decimals; a logarithmic one has powers of
 * ten, on a short stretch with multiples of them. */
void mercer_ticks (MercerAxisScale scale, double low, double high, int wanted, MercerTicks *ticks);
/* A range a little larger than [low, high] that looks right as an axis; copes with low == high. */
void mercer_axis_nice (MercerAxisScale scale, double *low, double *high);
