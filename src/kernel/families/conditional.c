/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "families.h"
#include "quadrature.h"
#include "simd.h"
#include "vexp.h"

/* What is positive definite only against weights that sum to zero (ThinPlate: that are orthogonal
 * to straight lines and planes as well): Riesz, Log, Multiquadric, ThinPlate. */

KERNEL_CLONES static void
negate (size_t n, const double *u, double *v)
{
  for (size_t i = 0; i < n; i++)
    v[i] = -u[i];
}

/* out = scale u, kept from 0 and infinity. */
KERNEL_CLONES static void
bound (size_t n, double scale, const double *u, double *out)
{
  for (size_t i = 0; i < n; i++)
    {
      double a = scale * u[i];
      out[i] = a < KERNEL_LEAST_SQUARE ? KERNEL_LEAST_SQUARE : a < 1e300 ? a : 1e300;
    }
}

KERNEL_CLONES static void
multiply (size_t n, double scale, const double *restrict v, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] *= scale * v[i];
}

/* --- Riesz: -u^(r / 2) ------------------------------------------------------------------- */

static void
riesz_value (const KernelTile *tile, double *v, double *slope)
{
  double r = tile->p[0];

  if (r == 1)
    mercer_vsqrt (tile->n, tile->u, v);
  else
    {
      mercer_vlog (tile->n, tile->u, v);
      mercer_vexp_scaled (tile->n, 1, 0.5 * r, v, v);
    }
  negate (tile->n, v, v);
}

/* dk/dr = k log (u) / 2. */
static void
riesz_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  bound (tile->n, 1, tile->u, out);
  mercer_vlog (tile->n, out, out);
  multiply (tile->n, 0.5, v, out);
}

/* dk/du = k r / 2 u. */
KERNEL_CLONES static void
divide (size_t n, double scale, const double *restrict v, const double *restrict u,
        double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = scale * v[i] / (u[i] > KERNEL_LEAST_SQUARE ? u[i] : KERNEL_LEAST_SQUARE);
}

static void
riesz_by_input (const KernelTile *tile, const double *v, double *out)
{
  divide (tile->n, 0.5 * tile->p[0], v, tile->u, out);
}

/* --- Log: -log (1 + s^(p / 2)) ----------------------------------------------------------- */

enum
{
  POWER,
  LENGTHSCALE
};

/* t = s^(p / 2), kept finite. */
KERNEL_CLONES static void
bound_above (size_t n, const double *t, double *restrict one_plus_t)
{
  for (size_t i = 0; i < n; i++)
    one_plus_t[i] = 1 + (t[i] < 1e300 ? t[i] : 1e300);
}

static void
log_powers (const KernelTile *tile, double *lg, double *t, double *one_plus_t)
{
  bound (tile->n, tile->weight, tile->u, lg);
  mercer_vlog (tile->n, lg, lg);
  mercer_vexp_scaled (tile->n, 1, 0.5 * tile->p[POWER], lg, t);
  bound_above (tile->n, t, one_plus_t);
}

/* What the rounding of 1 + t has lost comes back to its logarithm, which is negated. */
KERNEL_CLONES static void
mend_negative (size_t n, const double *restrict t, const double *restrict one_plus_t,
               double *restrict v)
{
  for (size_t i = 0; i < n; i++)
    {
      double bounded = t[i] < 1e300 ? t[i] : 1e300;
      v[i] = -v[i] - (bounded - (one_plus_t[i] - 1)) / one_plus_t[i];
    }
}

KERNEL_CLONES static void
log_slopes (size_t n, double half_power, double weight, const double *restrict u,
            const double *restrict t, const double *restrict one_plus_t, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    {
      double s = weight * u[i], share = (t[i] < 1e300 ? t[i] : 1e300) / one_plus_t[i];
      slope[i] = -half_power * share / (s > KERNEL_LEAST_SQUARE ? s : KERNEL_LEAST_SQUARE);
    }
}

static void
log_value (const KernelTile *tile, double *v, double *slope)
{
  double lg[KERNEL_TILE], t[KERNEL_TILE], one_plus_t[KERNEL_TILE];

  log_powers (tile, lg, t, one_plus_t);
  if (slope != NULL)
    log_slopes (tile->n, 0.5 * tile->p[POWER], tile->weight, tile->u, t, one_plus_t, slope);
  mercer_vlog (tile->n, one_plus_t, v);
  mend_negative (tile->n, t, one_plus_t, v);
}

/* dk/dp = -log (s) / 2 t / (1 + t). */
KERNEL_CLONES static void
log_by_power (size_t n, const double *restrict lg, const double *restrict t,
              const double *restrict one_plus_t, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = -0.5 * lg[i] * (t[i] < 1e300 ? t[i] : 1e300) / one_plus_t[i];
}

static void
log_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  double lg[KERNEL_TILE], t[KERNEL_TILE], one_plus_t[KERNEL_TILE];

  log_powers (tile, lg, t, one_plus_t);
  log_by_power (tile->n, lg, t, one_plus_t, out);
}

/* --- Multiquadric: -sqrt (u + c^2) ------------------------------------------------------- */

KERNEL_CLONES static void
multiquadrics (size_t n, double square, const double *u, double *v)
{
  for (size_t i = 0; i < n; i++)
    v[i] = -sqrt (u[i] + square);
}

static void
multiquadric_value (const KernelTile *tile, double *v, double *slope)
{
  multiquadrics (tile->n, tile->p[0] * tile->p[0], tile->u, v);
}

KERNEL_CLONES static void
invert (size_t n, double scale, const double *restrict v, double *restrict out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = scale / v[i];
}

/* dk/dc = c / k, dk/du = 1 / 2k. */
static void
multiquadric_partial (const KernelTile *tile, size_t param, const double *v, double *out)
{
  invert (tile->n, tile->p[0], v, out);
}

static void
multiquadric_by_input (const KernelTile *tile, const double *v, double *out)
{
  invert (tile->n, 0.5, v, out);
}

/* --- ThinPlate: s log (s) / 2 ------------------------------------------------------------ */

KERNEL_CLONES static void
thin_plates (size_t n, double weight, const double *restrict u, const double *restrict lg,
             double *restrict v, double *restrict slope)
{
  for (size_t i = 0; i < n; i++)
    v[i] = 0.5 * weight * u[i] * lg[i];
  for (size_t i = 0; slope != NULL && i < n; i++)
    slope[i] = 0.5 * (lg[i] + 1);
}

static void
thin_plate_value (const KernelTile *tile, double *v, double *slope)
{
  double lg[KERNEL_TILE], u[KERNEL_TILE];

  bound (tile->n, 1, tile->u, u); /* v and u may be the same */
  bound (tile->n, tile->weight, tile->u, lg);
  mercer_vlog (tile->n, lg, lg);
  thin_plates (tile->n, tile->weight, u, lg, v, slope);
}

/* --- Densities of differences ------------------------------------------------------------ */

/* As of Power, for any power below 2; r^2 is a parabola, the limit of ever slower waves. */
static double
riesz_spectral (const double *p, size_t d, double w)
{
  double r = p[0];
  return r < 2 ? 2 * gsl_sf_gamma (r + 1) * sin (0.5 * M_PI * r) * pow (2 * M_PI * w, -r - 1) : NAN;
}

typedef struct
{
  double power, frequency;
} LogWave;

/* What -log (1 + z^p) is on the other side of the contour that runs up the imaginary axis, z = i y with y = exp (v). */
static double
log_integrand (double v, void *data)
{
  const LogWave *wave = data;
  double y = exp (v), angle = 0.5 * M_PI * wave->power, t = pow (y, wave->power);
  return atan2 (t * sin (angle), 1 + t * cos (angle)) * exp (-wave->frequency * y) * y;
}

/* 2 l int_0^inf arg (1 + (i y)^p) exp (-2 pi w l y) dy, where the argument turns about y = 1, at once for p = 2, which
 * leaves exp (-a) / a. Below the least v the integrand, which goes as y^(p + 1), is nothing beside the whole. */
static double
log_spectral (const double *p, size_t d, double w)
{
  LogWave wave = { p[POWER], 2 * M_PI * w * p[LENGTHSCALE] };

  if (!(wave.frequency > 0))
    return INFINITY;
  if (wave.power == 2)
    return 2 * M_PI * p[LENGTHSCALE] * exp (-wave.frequency) / wave.frequency;
  double end = log (50 / wave.frequency), turn = fmin (end, 0), least = turn - 40 / (1 + wave.power);
  double sum = mercer_legendre_halving (least, turn, 0, log_integrand, &wave);
  if (end > turn)
    sum += mercer_legendre_halving (turn, end, sum, log_integrand, &wave);
  return 2 * p[LENGTHSCALE] * sum;
}

/* 2 c K_1 (a c) / a, a = 2 pi w (Wendland 2005, theorem 8.15). */
static double
multiquadric_spectral (const double *p, size_t d, double w)
{
  double a = 2 * M_PI * w;
  gsl_sf_result bessel;

  if (!(a * p[0] > 1e-150))
    return INFINITY;
  if (gsl_sf_bessel_K1_scaled_e (a * p[0], &bessel) != GSL_SUCCESS)
    return 0;
  return 2 * p[0] / a * bessel.val * exp (-a * p[0]);
}

/* The derivative of |r|^p's by p at 2. */
static double
thin_plate_spectral (const double *p, size_t d, double w)
{
  return 2 * M_PI / (p[0] * p[0]) * pow (2 * M_PI * w, -3);
}

static const MercerKernelParamSpec riesz_params[] = {
  { "r", N_ ("Power"), "", 1, 1e-3, 2, false, true, NULL, 2 },
  { NULL },
};

static const MercerKernelParamSpec log_params[] = {
  { "power", N_ ("Power"), "", 2, 1e-3, 2, false, true, NULL, 2 },
  KERNEL_LENGTHSCALE,
  { NULL },
};

static const MercerKernelParamSpec multiquadric_params[] = {
  { "offset", N_ ("Offset"), "x", 1, KERNEL_LOWER, KERNEL_UPPER, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec thin_plate_params[] = { KERNEL_LENGTHSCALE, { NULL } };

const KernelFamily kernel_family_riesz = {
  .family = {
    .id = "Riesz",
    .title = N_ ("Riesz"),
    .formula = "−|x − x′|^r",
    .assumption = N_ ("Only differences between weights that sum to zero have a size; r = 1 is the "
                      "energy distance. FractionalBrownian is its positive definite relative, as are Shift(Riesz()) and "
                      "Centre(Riesz())."),
    .source = "Székely and Rizzo (2013); Hertrich, Wald, Altekrüger and Hagemann (2024)",
    .flags = KERNEL_RADIAL | MERCER_KERNEL_CONDITIONALLY,
    .smoothness = NAN,
    .params = riesz_params,
  },
  .input = KERNEL_INPUT_DISTANCE,
  .value = riesz_value,
  .partial = riesz_partial,
  .by_input = riesz_by_input,
  .spectral = riesz_spectral,
};

const KernelFamily kernel_family_log = {
  .family = {
    .id = "Log",
    .title = N_ ("Logarithmic"),
    .formula = "−log(1 + (r / ℓ)^p)",
    .assumption = N_ ("Similarity falls slowly and without end; only weights that sum to zero have a size. Shift() or "
                      "Centre() around it makes it positive definite."),
    .source = "Boughorbel, Tarel and Boujemaa (2005)",
    .flags = KERNEL_SCALED | MERCER_KERNEL_CONDITIONALLY,
    .smoothness = NAN,
    .params = log_params,
  },
  .input = KERNEL_INPUT_SCALED,
  .value = log_value,
  .partial = log_partial,
  .spectral = log_spectral,
};

const KernelFamily kernel_family_multiquadric = {
  .family = {
    .id = "Multiquadric",
    .title = N_ ("Multiquadric"),
    .formula = "−√(r² + c²)",
    .assumption = N_ ("Like a cone with a rounded tip; only weights that sum to zero have a size. Shift() or Centre() around "
                      "it makes it positive definite."),
    .source = "Hardy (1971); Micchelli (1986)",
    .flags = KERNEL_RADIAL | MERCER_KERNEL_CONDITIONALLY,
    .smoothness = INFINITY,
    .params = multiquadric_params,
  },
  .input = KERNEL_INPUT_DISTANCE,
  .value = multiquadric_value,
  .partial = multiquadric_partial,
  .by_input = multiquadric_by_input,
  .spectral = multiquadric_spectral,
};

const KernelFamily kernel_family_thin_plate = {
  .family = {
    .id = "ThinPlate",
    .title = N_ ("Thin plate"),
    .formula = "(r / ℓ)² log(r / ℓ)",
    .assumption = N_ ("The function bends as little as it can, and planes cost nothing: weights must be "
                      "orthogonal to constants and to straight lines, as those of Centre(ThinPlate(), order=2) are."),
    .source = "Duchon (1977); Wahba (1990), section 2.4",
    .flags = KERNEL_SCALED | MERCER_KERNEL_CONDITIONALLY,
    .smoothness = 1,
    .params = thin_plate_params,
  },
  .conditional_order = 2,
  .input = KERNEL_INPUT_SCALED,
  .value = thin_plate_value,
  .spectral = thin_plate_spectral,
};
