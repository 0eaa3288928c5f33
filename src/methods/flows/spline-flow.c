/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "normalizing.h"

typedef struct
{
  MercerNormalizingValues normalizing; /* first */
  int bins;
  double reach;
} SplineFlowValues;

static const MercerParam params[] = {
  MERCER_INT (SplineFlowValues, bins, "bins", N_("Bins"), "",
              N_("Of how many pieces the spline of each coordinate is: more can split a density into more heaps at once"), 6, 2, 20,
              MERCER_LIVE),
  MERCER_REAL (SplineFlowValues, reach, "reach", N_("Reach"), "",
               N_("Beyond so many standard deviations the splines are straight, and the tails are those of a normal"), 4, 0.5, 100, 1, 10,
               MERCER_LIVE | MERCER_EXPERT),
  MERCER_NORMALIZING_PARAMS (SplineFlowValues, normalizing, 0.1, 0.003),
  { NULL }
};

static MercerNormalizingForm
form_of (const void *values)
{
  const SplineFlowValues *v = values;
  return (MercerNormalizingForm){ .bend = mercer_bend_affine_spline ((size_t) v->bins, v->reach) };
}

MERCER_NORMALIZING_RUN (form_of)

const MercerMethod mercer_method_spline_flow = {
  MERCER_NORMALIZING_METHOD ("spline-flow", form_of),
  .title = N_("Spline flow"),
  .summary = N_("A density as a normal distribution bent by monotone splines whose knots move with the other columns"),
  .source = "Durkan, Bekasov, Murray and Papamakarios (2019), Neural spline flows, NeurIPS, with the conditioner of "
            "English, Kirchler and Lippert (2024), Kernelised normalising flows",
  .values_size = sizeof (SplineFlowValues),
  .params = params,
  .check = mercer_normalizing_refuse,
};
