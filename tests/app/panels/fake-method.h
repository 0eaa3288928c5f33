/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "method.h"

/* A method with a param of every kind and no kernel: what the panel makes of a table must not depend on
 * which methods there are. */
typedef struct
{
  double width, shift;
  int count, shape, draw;
  bool strict, grid;
} Fake;

static const MercerChoice fake_shapes[] = { { "round", "Round" }, { "square", "Square" }, { NULL } };

static const MercerParam fake_params[] = {
  MERCER_REAL (Fake, width, "width", "Width", "x", "How wide", 0.5, 1e-6, 1e6, 1e-3, 10, MERCER_LOG),
  MERCER_REAL (Fake, shift, "shift", "Shift", "", "How far", 0, -100, 100, -1, 1, MERCER_LINEAR),
  MERCER_INT (Fake, count, "count", "Count", "", "How many", 3, 0, 10, 0),
  MERCER_CHOICE (Fake, shape, "shape", "Shape", "Which", 1, fake_shapes, 0),
  MERCER_INT (Fake, draw, "draw", "Draw", "", "Which one", 1, 0, 1000000, MERCER_SEED),
  MERCER_BOOL (Fake, grid, "grid", "Grid lines", "Behind the picture", 0, MERCER_VIEW),
  MERCER_BOOL (Fake, strict, "strict", "Strict", "For the careful", 1, MERCER_EXPERT),
  { NULL }
};

static const MercerRole fake_roles[] = {
  { "x", "Inputs", "", true, 1, 0, NULL, 0 }, { "y", "Output", "", true, 1, 1, NULL, 1 }, { NULL }
};

static const MercerAction fake_actions[] = { { "tune", "Tune", "Finds the width" }, { "guess", "Guess", "" }, { NULL } };

static const MercerMethod fake_method = {
  .id = "fake",
  .room = MERCER_ROOM_REGRESSION,
  .title = "Fake",
  .summary = "",
  .source = "",
  .values_size = sizeof (Fake),
  .params = fake_params,
  .roles = fake_roles,
  .actions = fake_actions,
  .flags = MERCER_METHOD_RANDOM,
};
