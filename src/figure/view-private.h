/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "space.h"

/* What view.c (what a hand has chosen) and view-follow.c (what comes by itself) share. */

typedef struct
{
  double low, high; /* chosen by hand */
  bool chosen;
  double auto_low, auto_high; /* what the automatic range has grown to */
  bool followed;
  bool held; /* auto_low and auto_high stand in for a given range */
} Shown;

/* Where the legend of a panel has stood. */
typedef struct
{
  Corner corner;
  bool crowded;
} Legend;

struct _MercerView
{
  GHashTable *shown; /* key -> Shown */
  GArray *legends;   /* of Legend, for each panel followed */
  GArray *turns;     /* of Turn, for each panel that was turned */
  uint64_t stamp;
};

uint64_t view_next_stamp (void);
/* The record of an axis, which others of its link share; NULL: there is none and `create` is false. */
Shown *view_shown (const MercerView *view, const MercerFigure *f, size_t panel, int axis, bool create);
