/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-private.h"

#include <glib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <string.h>

/* --- Roots -------------------------------------------------------------------------------------------- */

double
density_root (double (*f) (double, void *), void *data, double low, double high, MercerWork *work)
{
  if (!(f (low, data) * f (high, data) <= 0))
    return NAN;
  gsl_function function = { f, data };
  gsl_root_fsolver *solver = gsl_root_fsolver_alloc (gsl_root_fsolver_brent);
  double root = NAN;
  if (gsl_root_fsolver_set (solver, &function, low, high) == GSL_SUCCESS)
    for (int k = 0; k < 100 && mercer_work_wanted (work) && gsl_root_fsolver_iterate (solver) == GSL_SUCCESS; k++)
      {
        root = gsl_root_fsolver_root (solver);
        if (gsl_root_test_interval (gsl_root_fsolver_x_lower (solver), gsl_root_fsolver_x_upper (solver), 0, 1e-9)
            == GSL_SUCCESS)
          break;
      }
  gsl_root_fsolver_free (solver);
  return root;
}

/* --- Sheather and Jones ----------------------------------------------------------------------------------- */

/* psi_r of the normal density with this sd (Wand and Jones 1995, equation 3.7). */
static double
normal_psi (int r, double sd)
{
  return (r / 2 % 2 == 0 ? 1 : -1) * tgamma (r + 1) / (pow (2 * sd, r + 1) * tgamma (r / 2 + 1) * sqrt (M_PI));
}

static const double at_zero[] = { 1, 0, -1, 0, 3, 0, -15, 0, 105, 0, -945 }; /* He_r (0) */

/* Estimate of psi_r = integral of f^(r) f with all pairs, those of a point with itself included, over n (n - 1), as
 * R's bw.SJ does; or over n^2. */
static double
psi (const MercerDensitySample *sample, int r, double g, bool bessel)
{
  double n = sample->n, self = at_zero[r] / (sqrt (2 * M_PI) * pow (g, r + 1)) / n;
  return (mercer_density_sample_pairs (sample, r, g) + self) * (bessel ? n / (n - 1) : 1);
}

typedef struct
{
  const MercerDensitySample *sample;
  double ratio; /* of g to h^(5/7) */
} Equation;

static double
equation (double h, void *data)
{
  const Equation *e = data;
  double p = psi (e->sample, 4, e->ratio * pow (h, 5.0 / 7), true);
  return pow (0.5 * M_2_SQRTPI / (2 * e->sample->n * p), 0.2) - h;
}

static bool
prepare_equation (const MercerDensitySample *sample, Equation *e)
{
  double scale = density_scale (sample), n = sample->n;
  double s = psi (sample, 4, 1.24 * scale * pow (n, -1.0 / 7), true);
  double t = -psi (sample, 6, 1.23 * scale * pow (n, -1.0 / 9), true);
  *e = (Equation){ sample, 1.357 * pow (s / t, 1.0 / 7) };
  return s > 0 && t > 0;
}

bool
density_sheather_jones_criterion (const MercerDensitySample *sample, size_t count, const double *h, double *out)
{
  Equation e;
  if (!prepare_equation (sample, &e))
    return false;
  for (size_t k = 0; k < count; k++)
    out[k] = log ((equation (h[k], &e) + h[k]) / h[k]);
  return true;
}

/* Of rounded values the equation has several solutions, the small ones of which are as wide as the rounding: the largest is taken. */
MercerStatus
density_sheather_jones (const MercerDensitySample *sample, double *h, MercerWork *work)
{
  enum { STEPS = 60 };
  static const double pace = 1.2;
  Equation e;
  if (!prepare_equation (sample, &e))
    return MERCER_OK;
  double high = 1.144 * density_scale (sample) * pow (sample->n, -0.2);
  for (int k = 0; k < STEPS && equation (high, &e) > 0; k++)
    high *= pace;
  for (int k = 0; k < STEPS && isnan (*h) && mercer_work_wanted (work); k++, high /= pace)
    *h = density_root (equation, &e, high / pace, high, work);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

/* --- Two stages -------------------------------------------------------------------------------------------- */

/* psi_r with the best g, given psi_(r+2) (Wand and Jones 1995, section 3.5). */
static double
next_psi (const MercerDensitySample *sample, int r, double above)
{
  double g = pow (-2 * at_zero[r] / (sqrt (2 * M_PI) * above * sample->n), 1.0 / (r + 3));
  return psi (sample, r, g, false);
}

void
density_functionals (const MercerDensitySample *sample, double scale, double *psi4, double *psi8)
{
  *psi4 = next_psi (sample, 4, next_psi (sample, 6, normal_psi (8, scale)));
  if (psi8 != NULL)
    *psi8 = next_psi (sample, 8, next_psi (sample, 10, normal_psi (12, scale)));
}

MercerStatus
density_plug_in (const MercerDensitySample *sample, double *h, MercerWork *work)
{
  double psi4;
  density_functionals (sample, density_scale (sample), &psi4, NULL);
  *h = pow (0.5 / (sqrt (M_PI) * psi4 * sample->n), 0.2);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

/* --- Improved --------------------------------------------------------------------------------------------- */

enum { STAGES = 7 };

typedef struct
{
  size_t m;
  double n, length; /* of the unit interval, in units of the data */
  double *squares;  /* of the cosine coefficients, times 1/4 */
} Diffusion;

/* |f^(s)|^2 at the diffusion time t, on the unit interval. */
static double
roughness (const Diffusion *d, int s, double t)
{
  double sum = 0;
  for (size_t k = 1; k < d->m; k++)
    {
      double i2 = (double) k * (double) k, decay = i2 * M_PI * M_PI * t;
      if (decay > 700)
        break;
      sum += exp (s * log (i2) - decay) * d->squares[k];
    }
  return 2 * pow (M_PI, 2 * s) * sum;
}

/* xi gamma^[l] (t) (Botev, Grotowski and Kroese 2010, section 5). */
static double
by_stages (const Diffusion *d, double t)
{
  double f = roughness (d, STAGES, t);
  for (int s = STAGES - 1; s >= 2; s--)
    {
      double odd = 1;
      for (int k = 3; k <= 2 * s - 1; k += 2)
        odd *= k;
      double k0 = odd / sqrt (2 * M_PI), c = (1 + pow (0.5, s + 0.5)) / 3;
      f = roughness (d, s, pow (2 * c * k0 / (d->n * f), 2 / (3.0 + 2 * s)));
    }
  return pow (2 * d->n * sqrt (M_PI) * f, -0.4);
}

/* Its least root is the squared bandwidth. */
static double
fixed_point (double t, void *data)
{
  return t - by_stages (data, t);
}

/* How many different values there are, as the authors count points; all, where the values are not kept. */
static double
count_distinct (const MercerDensitySample *sample)
{
  double count = 1;
  if (sample->values == NULL)
    return sample->n;
  density_sort (sample);
  for (size_t i = 1; i < sample->bins.points; i++)
    count += sample->values[i] > sample->values[i - 1];
  return count;
}

static MercerStatus
prepare_diffusion (const MercerDensitySample *sample, Diffusion *d, MercerWork *work)
{
  const MercerBins *bins = &sample->bins;
  size_t inner = bins->count[0], room = inner / 2, m = 2 * inner;
  double *field = mercer_work_doubles (work, m), *squares = mercer_work_doubles (work, m);
  if (field == NULL || squares == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* half the range of empty ground on both sides, so that the mirrors of the cosine transform do not show */
  memset (field, 0, m * sizeof (double));
  for (size_t k = 0; k < inner; k++)
    field[room + k] = bins->mass[k] / bins->total;
  density_cosine_transform (m, field);
  for (size_t k = 0; k < m; k++)
    squares[k] = 0.25 * field[k] * field[k];
  *d = (Diffusion){ m, count_distinct (sample), bins->step[0] * (double) m, squares };
  return MERCER_OK;
}

MercerStatus
density_improved (const MercerDensitySample *sample, double *h, MercerWork *work)
{
  Diffusion d;
  MercerMark mark = mercer_work_mark (work);
  MercerStatus status = prepare_diffusion (sample, &d, work);
  if (status != MERCER_OK)
    return status;
  /* the least root: brackets grow from below the finest detail that n points can show */
  double start = 1e-7, best = NAN;
  for (double low = start; low < 0.1 && isnan (best) && mercer_work_wanted (work); low *= 1.5)
    best = density_root (fixed_point, &d, low, 1.5 * low, work);
  *h = sqrt (best) * d.length;
  mercer_work_release (work, mark);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

bool
density_improved_criterion (const MercerDensitySample *sample, size_t count, const double *h, double *out, MercerWork *work)
{
  Diffusion d;
  MercerMark mark = mercer_work_mark (work);
  if (prepare_diffusion (sample, &d, work) != MERCER_OK)
    return false;
  for (size_t k = 0; k < count && mercer_work_wanted (work); k++)
    {
      double t = pow (h[k] / d.length, 2);
      out[k] = 0.5 * log (by_stages (&d, t) / t);
    }
  mercer_work_release (work, mark);
  return mercer_work_wanted (work);
}
