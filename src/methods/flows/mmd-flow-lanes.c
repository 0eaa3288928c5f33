/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "discrepancy.h"
#include "mmd-flow.h"

/* A second flow from the same start by one of the families that are compared most; length scales are the median distance of
 * the target. */
const MercerChoice mmd_flow_beside[] = {
  { "none", N_("None") },
  { "gaussian", N_("Gaussian") },
  { "laplacian", N_("Laplacian") },
  { "imq", N_("Inverse multiquadric") },
  { "energy", N_("Energy distance") },
  { "riesz", N_("Riesz, r = 1.5") },
  { NULL }
};
static const char *const beside_kernels[] = { NULL, "RBF(lengthscale=%s)", "Matern(nu=0.5, lengthscale=%s)",
                                              "RationalQuadratic(alpha=0.5, lengthscale=%s)", "Riesz(r=1)", "Riesz(r=1.5)" };

size_t
mmd_flow_lanes (const MercerFilm *film)
{
  const MmdFlowValues *v = film->values;
  return v->beside > 0 ? 2 : 1;
}

MercerKernel *
mmd_flow_lane_kernel (const MercerFilm *film, const MercerLane *lane)
{
  const MmdFlowValues *v = film->values;
  char number[MERCER_NUMBER_SIZE];
  if (lane->index == 0)
    return mercer_kernel_bind (mercer_recipe_kernel (film->recipe), film->names, film->d, NULL);
  double median = mercer_median_distance (film->target.x, film->work);
  mercer_number_print (isfinite (median) ? mercer_film_rounded (median) : 1, number);
  g_autofree char *text = g_strdup_printf (beside_kernels[v->beside], number);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return mercer_kernel_bind (kernel, film->names, film->d, NULL);
}

char *
mmd_flow_name (const MercerFilm *film, const MercerLane *lane)
{
  const MmdFlowState *state = lane->state;
  return mercer_kernel_show (state->own);
}

MercerKernel *
mmd_flow_widen (MercerKernel *kernel, double factor)
{
  MercerKernel *widened = mercer_kernel_ref (kernel);
  for (size_t p = 0; p < mercer_kernel_params (kernel) && factor != 1; p++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, p, &param);
      if (strcmp (param.spec->id, "lengthscale") != 0)
        continue;
      MercerKernel *next = mercer_kernel_with_param (widened, p, factor * param.value);
      mercer_kernel_unref (widened);
      widened = next;
    }
  return widened;
}
