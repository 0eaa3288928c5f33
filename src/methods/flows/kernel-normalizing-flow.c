/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "normalizing.h"

typedef struct
{
  MercerNormalizingValues normalizing; /* first */
} KernelFlowValues;

static const MercerParam params[] = { MERCER_NORMALIZING_PARAMS (KernelFlowValues, normalizing, 0.01, 0.01), { NULL } };

static MercerNormalizingForm
form_of (const void *values)
{
  (void) values; /* bends of one kind */
  return (MercerNormalizingForm){ .bend = mercer_bend_affine () };
}

MERCER_NORMALIZING_RUN (form_of)

const MercerMethod mercer_method_kernel_normalizing_flow = {
  MERCER_NORMALIZING_METHOD ("kernel-normalizing-flow", form_of),
  .title = N_("Kernelised normalising flow"),
  .summary = N_("A density as a normal distribution bent layer by layer, by functions in the space of a kernel"),
  .source = "English, Kirchler and Lippert (2024), Kernelised normalising flows, ICLR; Dinh, Sohl-Dickstein and Bengio "
            "(2017), Density estimation using Real NVP",
  .values_size = sizeof (KernelFlowValues),
  .params = params,
  .check = mercer_normalizing_refuse,
};
