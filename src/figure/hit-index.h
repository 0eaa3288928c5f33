/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cache.h"
#include "scene.h"

/* The dots of a mark in the order of their x, so that only those in a strip about the pointer need to be looked at. Made
 * at the first question, O(n), and kept with the figure's other leftovers. */
typedef struct
{
  Shared shared;
  size_t n; /* dots whose x is a number */
  double low, factor;
  double *x, *y;
  uint32_t *item; /* their place in the mark */
} HitIndex;

/* From so many dots on it is worth it. */
#define HIT_INDEX_MIN 4096

/* Release with shared_unref (). */
HitIndex *hit_index_acquire (const MercerFigure *f, size_t panel, size_t mark);
/* The dots with low <= x <= high, and perhaps some beside them: from the returned place up to *end. */
size_t hit_index_range (const HitIndex *index, double low, double high, size_t *end);
