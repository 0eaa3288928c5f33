/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "simd.h"
#include "vexp.h"

/* Beyond this exp is not finite. */
#define MOST_EXPONENT 700.0

KERNEL_CLONES static void
exponents (size_t n, double factor, const double *u, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    {
      double t = factor * u[i];
      out[i] = t < MOST_EXPONENT ? t : MOST_EXPONENT;
    }
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  exponents (tile->n, 1 / (tile->p[0] * tile->p[0]), tile->u, v);
  mercer_vexp_scaled (tile->n, 1, 1, v, v);
}

static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double l = tile->p[0];

  for (size_t i = 0; i < tile->n; i++)
    out[i] = -2 * v[i] * tile->u[i] / (l * l * l);
}

static void
by_input (const KernelTile *tile, const double *v, double *out)
{
  for (size_t i = 0; i < tile->n; i++)
    out[i] = v[i] / (tile->p[0] * tile->p[0]);
}

static const MercerKernelParamSpec params[] = {
  { "lengthscale", N_ ("Length scale"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_softmax = {
  .family = {
    .id = "Softmax",
    .title = N_ ("Softmax"),
    .formula = "exp(x·x′ / ℓ²)",
    .assumption = N_ ("Similarity grows with length and common direction, as attention weighs tokens; a normalised one is "
                      "RBF."),
    .source = "Choromanski and others (2021), section 2.1; Steinwart and Christmann (2008), lemma 4.8",
    .flags = MERCER_KERNEL_DOT_PRODUCT | MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = params,
  },
  .input = KERNEL_INPUT_DOT,
  .value = value,
  .partial = partial,
  .by_input = by_input,
};
