/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "angles.h"
#include "families.h"
#include "matern-table.h"
#include "vexp.h"

/* A spectral mixture whose density is Student's t about +-mu instead of a Gaussian. The
 * characteristic function of t with nu degrees of freedom is Matern's function of order nu / 2, so
 * that with s = (2 pi gamma d)^2 the kernel is M (nu s) cos (2 pi mu d). */

enum
{
  MEAN,
  SCALE,
  NU
};

/* s = rate u. */
static double
rate (const KernelTile *tile)
{
  double frequency = 2 * M_PI * tile->p[SCALE];
  return frequency * frequency;
}

static void
envelope (const KernelTile *tile, double *bell)
{
  kernel_matern_values (tile->prepared, tile->n, tile->p[NU] * rate (tile), tile->u, bell);
}

static void
value (const KernelTile *tile, double *v, double *slope)
{
  double bell[KERNEL_TILE];

  envelope (tile, bell);
  kernel_angles (tile->n, 2 * M_PI * tile->p[MEAN], tile->u, v);
  mercer_vcos (tile->n, v, v);
  kernel_product (tile->n, 1, v, bell, v);
}

/* out = cos dM/du. */
static void
by_envelope (const KernelTile *tile, double *out)
{
  double cosine[KERNEL_TILE];

  kernel_matern_slopes (tile->prepared, tile->n, tile->p[NU] * rate (tile), tile->u, out);
  kernel_angles (tile->n, 2 * M_PI * tile->p[MEAN], tile->u, cosine);
  mercer_vcos (tile->n, cosine, cosine);
  kernel_product (tile->n, rate (tile), cosine, out, out);
}

/* out = M sin (angle). */
static void
by_wave (const KernelTile *tile, double *angle, double *out)
{
  double bell[KERNEL_TILE];

  envelope (tile, bell);
  kernel_angles (tile->n, 2 * M_PI * tile->p[MEAN], tile->u, angle);
  mercer_vsin (tile->n, angle, out);
  kernel_product (tile->n, 1, out, bell, out);
}

static void
partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double angle[KERNEL_TILE];

  switch (param)
    {
    case MEAN:
      by_wave (tile, angle, out);
      kernel_times_angle (tile->n, -1 / tile->p[MEAN], angle, out);
      break;
    case SCALE: /* u dM/du scales like gamma^2 */
      by_envelope (tile, out);
      kernel_product (tile->n, 2 / tile->p[SCALE], tile->u, out, out);
      break;
    default:
      kernel_matern_by_order (tile->prepared, tile->n, tile->p[NU] * rate (tile), tile->u, out);
      kernel_product (tile->n, 0.5, v, out, out);
      break;
    }
}

static void
by_input (const KernelTile *tile, const double *v, double *out)
{
  double angle[KERNEL_TILE], wave[KERNEL_TILE], frequency = 2 * M_PI * tile->p[MEAN];

  by_envelope (tile, out);
  by_wave (tile, angle, wave);
  kernel_over_angle (tile->n, -0.5 * frequency * frequency, angle, wave);
  for (size_t i = 0; i < tile->n; i++)
    out[i] += wave[i];
}

static void *
prepare (const double *p)
{
  return kernel_matern_acquire (0.5 * p[NU]);
}

static double
student (double z, double nu)
{
  double lg = gsl_sf_lngamma (0.5 * (nu + 1)) - gsl_sf_lngamma (0.5 * nu) - 0.5 * log (M_PI * nu);
  return exp (lg - 0.5 * (nu + 1) * log1p (z * z / nu));
}

static double
spectral (const double *p, size_t d, double w)
{
  return 0.5
         * (student ((w - p[MEAN]) / p[SCALE], p[NU]) + student ((w + p[MEAN]) / p[SCALE], p[NU]))
         / p[SCALE];
}

/* Matern's function of order nu / 2. */
static double
derivatives (const double *slots)
{
  double order = 0.5 * slots[NU];
  return kernel_matern_derivatives (&order);
}

static const MercerKernelParamSpec params[] = {
  { "mean", N_ ("Mean frequency"), "1/x", 0.5, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { "scale", N_ ("Frequency spread"), "1/x", 0.2, KERNEL_LOWER, KERNEL_UPPER, false, false,
    NULL },
  { "nu", N_ ("Degrees of freedom"), "", 3, 0.2, 100, false, true, NULL, 1e5 },
  { NULL },
};

const KernelFamily kernel_family_student_mixture = {
  .family = {
    .id = "StudentMixture",
    .title = N_ ("Student-t spectral mixture"),
    .formula = "cos(2πμd) M_{ν/2}(2πσd√ν),  M_ν: Matérn's function",
    .assumption = N_ ("The function waves at frequencies about μ, with many far from it: the fewer degrees of "
                      "freedom, the rougher."),
    .source = "Bochner's theorem for Student's t; characteristic function: Hurst (1995)",
    .flags = KERNEL_RADIAL | MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_ONE_COLUMN,
    .smoothness = NAN,
    .params = params,
  },
  .input = KERNEL_INPUT_DISTANCE,
  .value = value,
  .partial = partial,
  .by_input = by_input,
  .prepare = prepare,
  .finish = kernel_matern_release,
  .derivatives = derivatives,
  .spectral = spectral,
};
