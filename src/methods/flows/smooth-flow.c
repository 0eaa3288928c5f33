/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "normalizing.h"

typedef struct
{
  MercerNormalizingValues normalizing; /* first */
  int ramps;
  double margin;
} SmoothFlowValues;

static const MercerParam params[] = {
  MERCER_INT (SmoothFlowValues, ramps, "ramps", N_("Ramps"), "",
              N_("How many smooth ramps bend each coordinate: more can split a density into more heaps at once"), 5, 1, 20, 0),
  MERCER_REAL (SmoothFlowValues, margin, "margin", N_("Margin"), "",
               N_("How far the box that holds all density goes beyond the points, as a part of their range"), 0.1, 0.01, 2, 0.01, 1, 0),
  MERCER_NORMALIZING_PARAMS (SmoothFlowValues, normalizing, 0.1, 0.003),
  { NULL }
};

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  const SmoothFlowValues *v = values;
  return mercer_normalizing_run (job, values, recipe, mercer_bend_smooth ((size_t) v->ramps), v->margin);
}

const MercerMethod mercer_method_smooth_flow = {
  .id = "smooth-flow",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Smooth flow"),
  .summary = N_("A density on a box as a uniform one bent by smooth ramps, with derivatives of every order"),
  .source = "Köhler, Krämer and Noé (2021), Smooth normalizing flows, NeurIPS, section 3, with the conditioner of English, Kirchler and "
            "Lippert (2024), Kernelised normalising flows",
  .values_size = sizeof (SmoothFlowValues),
  .params = params,
  .roles = mercer_normalizing_roles,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_NORMALIZING_FLAGS,
  .suggest = mercer_normalizing_suggest,
  .check = mercer_normalizing_refuse,
  .run = run_cb,
};
