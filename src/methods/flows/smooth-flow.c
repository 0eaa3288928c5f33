/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "normalizing.h"

typedef struct
{
  MercerNormalizingValues normalizing; /* first */
  int ramps, surface;
  double margin;
  MercerList round;
} SmoothFlowValues;

enum { SURFACE_BOX, SURFACE_TORUS };

static const MercerChoice surfaces[] = { { "box", N_("A box") }, { "torus", N_("A torus: columns come round") }, { NULL } };

static const MercerParam params[] = {
  MERCER_INT (SmoothFlowValues, ramps, "ramps", N_("Ramps"), "",
              N_("How many smooth ramps bend each coordinate: more can split a density into more heaps at once"), 5, 1, 20,
              MERCER_LIVE),
  MERCER_CHOICE (SmoothFlowValues, surface, "surface", N_("Lies on"),
                 N_("A box between the ends of each column, or a torus for angles and times of day, where the end of a column is its "
                    "beginning"),
                 SURFACE_BOX, surfaces, MERCER_ANEW),
  MERCER_NUMBERS (SmoothFlowValues, round, "round", N_("Comes round after"), "x",
                  N_("On the torus: 360 for degrees, 24 for hours. One number for all columns or one for each, 0 for a column that "
                     "does not come round; none: as unit and range say"),
                  NAN, 0, 1e12, 0, 360, MERCER_ANEW),
  MERCER_REAL (SmoothFlowValues, margin, "margin", N_("Margin"), "",
               N_("How far the box that holds all density goes beyond the points, as a part of their range"), 0.1, 0.01, 2, 0.01, 1,
               MERCER_ANEW),
  MERCER_NORMALIZING_PARAMS (SmoothFlowValues, normalizing, 0.1, 0.003),
  { NULL }
};

static MercerNormalizingForm
form_of (const void *values)
{
  const SmoothFlowValues *v = values;
  return (MercerNormalizingForm){ .bend = mercer_bend_smooth ((size_t) v->ramps),
                                  .margin = v->margin,
                                  .torus = v->surface == SURFACE_TORUS,
                                  .round = &v->round };
}

static char *
check_cb (const MercerRecipe *recipe)
{
  char *refusal = mercer_normalizing_refuse (recipe);
  if (refusal != NULL)
    return refusal;
  g_autoptr (GError) error = NULL;
  MercerNormalizingForm form = form_of (mercer_recipe_values (recipe));
  g_autoptr (MercerKernel) kernel = mercer_normalizing_kernel (recipe, &form, &error);
  return kernel == NULL ? g_strdup (error->message) : NULL;
}

MERCER_NORMALIZING_RUN (form_of)

const MercerMethod mercer_method_smooth_flow = {
  MERCER_NORMALIZING_METHOD ("smooth-flow", form_of),
  .title = N_("Smooth flow"),
  .summary = N_("A density on a box or a torus as a uniform one bent by smooth ramps, with derivatives of every order"),
  .source = "Köhler, Krämer and Noé (2021), Smooth normalizing flows, NeurIPS, with the conditioner of English, Kirchler and "
            "Lippert (2024), Kernelised normalising flows",
  .values_size = sizeof (SmoothFlowValues),
  .params = params,
  .check = check_cb,
};
