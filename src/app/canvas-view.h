/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw.h"

/* One change of a view, as a value. The window's thread and the painter's each have a view of their own and
 * go through the same steps, so neither waits for the other. */
typedef enum
{
  MERCER_STEP_FOLLOW, /* a new figure */
  MERCER_STEP_ZOOM,   /* about (x, y) by factor */
  MERCER_STEP_PAN,    /* at (x, y) by (dx, dy) */
  MERCER_STEP_RESET
} MercerStepKind;

typedef struct
{
  MercerStepKind kind;
  MercerFollow follow;  /* FOLLOW: how */
  MercerFigure *figure; /* NULL only for RESET */
  MercerLook look;
  double width, height;
  double x, y, dx, dy, factor;
} MercerViewStep;

void mercer_view_step_apply (MercerView *view, const MercerViewStep *step);
/* A copy that holds what it names. */
MercerViewStep mercer_view_step_copy (const MercerViewStep *step);
void mercer_view_step_clear (MercerViewStep *step);
