/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "vexp.h"

/* Steps of the search over log h, from a fiftieth of the normal scale to twice the most that is sensible. */
enum { SEARCH = 32 };

typedef double (*Criterion) (const MercerDensitySample *sample, double h, void *data);

/* The lowest of a net in log h that has higher ones on both sides; 0 if there is none. Ties in the data draw criteria down without end
 * towards h = 0, which is no minimum. */
static int
lowest_valley (const double *values)
{
  int best = 0;
  for (int k = 1; k < SEARCH; k++)
    if (values[k] < values[k - 1] && (k == SEARCH - 1 || values[k] <= values[k + 1]) && (best == 0 || values[k] < values[best]))
      best = k;
  return best;
}

typedef struct
{
  Criterion criterion;
  const MercerDensitySample *sample;
  void *data;
} Slope;

/* A difference over 0.4 % of h: its root is the minimum to 1e-6 or so. Comparing values near the minimum instead would leave
 * rounding in the fourth digit after that, and results that depend on the order of the rows. */
static double
slope (double h, void *data)
{
  const Slope *s = data;
  return s->criterion (s->sample, 1.002 * h, s->data) - s->criterion (s->sample, h / 1.002, s->data);
}

/* The global minimum of a criterion: its valley by golden section, its bottom where the slope is 0. */
static MercerStatus
minimise (const MercerDensitySample *sample, Criterion criterion, void *data, double *h, MercerWork *work)
{
  static const double golden = 0.61803398874989485;
  double top = 2 * 1.144 * sample->sd * pow (sample->n, -0.2), values[SEARCH];
  double bottom = MAX (0.01 * top, sample->bins.step[0]), ratio = log (top / bottom) / (SEARCH - 1);
  for (int k = 0; k < SEARCH; k++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      values[k] = criterion (sample, bottom * exp (k * ratio), data);
    }
  int best = lowest_valley (values);
  if (best == 0)
    return MERCER_OK;
  double a = log (bottom) + (best - 1) * ratio, b = log (bottom) + MIN (best + 1, SEARCH - 1) * ratio;
  double c = b - golden * (b - a), d = a + golden * (b - a);
  double fc = criterion (sample, exp (c), data), fd = criterion (sample, exp (d), data);
  while (b - a > 0.02)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      bool left = fc < fd;
      *(left ? &b : &a) = left ? d : c;
      *(left ? &d : &c) = left ? c : d;
      *(left ? &fd : &fc) = left ? fc : fd;
      double at = left ? b - golden * (b - a) : a + golden * (b - a);
      *(left ? &c : &d) = at;
      *(left ? &fc : &fd) = criterion (sample, exp (at), data);
    }
  double mid = exp (0.5 * (a + b));
  *h = density_root (slope, &(Slope){ criterion, sample, data }, 0.96 * mid, 1.04 * mid, work);
  *h = isnan (*h) ? mid : *h;
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

/* --- Least squares -------------------------------------------------------------------------------------- */

double
mercer_bandwidth_ls_cv (const MercerDensitySample *sample, double h)
{
  double n = sample->n, wide = M_SQRT2 * h;
  double square = mercer_density_sample_pairs (sample, 0, wide) + 1 / (sqrt (2 * M_PI) * wide * n);
  return square - 2 * n / (n - 1) * mercer_density_sample_pairs (sample, 0, h);
}

static double
ls_cv (const MercerDensitySample *sample, double h, void *data)
{
  return mercer_bandwidth_ls_cv (sample, h);
}

MercerStatus
density_ls_cv (const MercerDensitySample *sample, double *h, MercerWork *work)
{
  return minimise (sample, ls_cv, NULL, h, work);
}

/* --- Likelihood ----------------------------------------------------------------------------------------- */

/* Half as many lattice points: sums over all pairs of them are what this rule costs. */
typedef struct
{
  size_t m;
  double step, *mass, *taps, *f;
  MercerWork *work;
} Coarse;

/* Others that a point must have about it, in kernels' heights, before bins are good enough for what is left without it: with fewer, what
 * bins put beside a point would pass for a neighbour. */
static const double crowd = 30;

/* Linear binning of linear bins: each second lattice point shares its mass between its neighbours. */
static bool
coarsen (const MercerDensitySample *sample, Coarse *coarse, MercerWork *work)
{
  const MercerBins *bins = &sample->bins;
  size_t m = bins->count[0] / 2 + 1;
  *coarse = (Coarse){ m, 2 * bins->step[0], mercer_work_doubles (work, m), mercer_work_doubles (work, m),
                      mercer_work_doubles (work, m), work };
  if (coarse->mass == NULL || coarse->taps == NULL || coarse->f == NULL)
    return false;
  memset (coarse->mass, 0, m * sizeof (double));
  for (size_t k = 0; k < bins->count[0]; k++)
    {
      coarse->mass[k / 2] += 0.5 * bins->mass[k];
      coarse->mass[(k + 1) / 2] += 0.5 * bins->mass[k];
    }
  return true;
}

/* c->f = sum of the kernels, each of height 1, at the lattice points. */
static void
spread_kernels (const Coarse *c, double h)
{
  size_t most = (size_t) MIN ((double) (c->m - 1), 9 * h / c->step);
  for (size_t k = 0; k <= most; k++)
    c->taps[k] = -0.5 * ((double) k * c->step / h) * ((double) k * c->step / h);
  mercer_vexp (most + 1, c->taps, c->taps);
  memset (c->f, 0, c->m * sizeof (double));
  for (size_t i = 0; i < c->m && mercer_work_wanted (c->work); i++)
    {
      size_t up = MIN (c->m - 1 - i, most);
      double mass = c->mass[i], back = 0;
      c->f[i] += mass * c->taps[0];
      for (size_t k = 1; k <= up; k++)
        {
          c->f[i + k] += mass * c->taps[k];
          back += c->mass[i + k] * c->taps[k];
        }
      c->f[i] += back;
    }
}

/* The same at point i without its own kernel, exactly; nearest points first, until they are too far. */
static double
neighbours (const double *x, size_t n, size_t i, double h)
{
  double sum = 0;
  for (size_t j = i + 1; j < n && x[j] - x[i] < 38 * h; j++)
    sum += exp (-0.5 * (x[j] - x[i]) / h * (x[j] - x[i]) / h);
  for (size_t j = i; j-- > 0 && x[i] - x[j] < 38 * h;)
    sum += exp (-0.5 * (x[i] - x[j]) / h * (x[i] - x[j]) / h);
  return sum;
}

/* Minus the mean of log f_{-i} (X_i): from bins where points crowd, else exactly. */
static double
ml_cv (const MercerDensitySample *sample, double h, void *data)
{
  const Coarse *c = data;
  const double *x = sample->values;
  size_t n = sample->bins.points;
  double sum = 0;
  spread_kernels (c, h);
  for (size_t i = 0; i < n; i++)
    {
      double at = (x[i] - sample->bins.low[0]) / c->step;
      size_t k = MIN ((size_t) MAX (at, 0), c->m - 2);
      double others = c->f[k] + (at - (double) k) * (c->f[k + 1] - c->f[k]) - 1;
      if (others < crowd && mercer_work_wanted (c->work))
        others = neighbours (x, n, i, h);
      sum += log (MAX (others, 1e-300));
    }
  return log (h) - sum / (double) n;
}

MercerStatus
density_ml_cv (const MercerDensitySample *sample, double *h, MercerWork *work)
{
  Coarse coarse;
  if (sample->values == NULL) /* single far points decide, and of those bins say too little */
    return MERCER_OK;
  density_sort (sample);
  return coarsen (sample, &coarse, work) ? minimise (sample, ml_cv, &coarse, h, work) : MERCER_OUT_OF_MEMORY;
}

/* --- Smoothed ---------------------------------------------------------------------------------------------- */

/* g = C n^-23/45 h^-2 makes the selector root-n consistent: C from psi_4 and psi_8 (Jones, Marron and Park 1991, section 2),
 * both estimated in two stages from the standard deviation, as hscv of R's ks does. */
typedef struct
{
  double c;
} Pilot;

static double
s_cv (const MercerDensitySample *sample, double h, void *data)
{
  const Pilot *pilot = data;
  double n = sample->n, g = pilot->c * pow (n, -23.0 / 45) / (h * h), sum = 0;
  static const double sign[] = { 1, -2, 1 };
  for (int k = 0; k < 3; k++)
    {
      double sd = sqrt ((2 - k) * h * h + 2 * g * g);
      sum += sign[k] * (mercer_density_sample_pairs (sample, 0, sd) + 1 / (sqrt (2 * M_PI) * sd * n));
    }
  return sum + 1 / (2 * sqrt (M_PI) * n * h);
}

static bool
find_pilot (const MercerDensitySample *sample, Pilot *pilot)
{
  double psi4, psi8;
  density_functionals (sample, sample->sd, &psi4, &psi8);
  if (!(psi4 > 0) || !(psi8 > 0))
    return false;
  *pilot = (Pilot){ pow (441 / (64 * M_PI), 1.0 / 18) * pow (4 * M_PI, -0.2) * pow (psi4, -0.4) * pow (psi8, -1.0 / 9) };
  return true;
}

MercerStatus
density_s_cv (const MercerDensitySample *sample, double *h, MercerWork *work)
{
  Pilot pilot;
  return find_pilot (sample, &pilot) ? minimise (sample, s_cv, &pilot, h, work) : MERCER_OK;
}

/* --- Criteria as curves ------------------------------------------------------------------------------------ */

bool
density_cross_criterion (const MercerDensitySample *sample, MercerRule rule, size_t count, const double *h, double *out, MercerWork *work)
{
  Pilot pilot;
  Coarse coarse;
  Criterion criterion = rule == MERCER_RULE_LS_CV ? ls_cv : rule == MERCER_RULE_ML_CV ? ml_cv : s_cv;
  void *data = rule == MERCER_RULE_S_CV ? (void *) &pilot : rule == MERCER_RULE_ML_CV ? (void *) &coarse : NULL;
  if (rule == MERCER_RULE_S_CV && !find_pilot (sample, &pilot))
    return false;
  if (rule == MERCER_RULE_ML_CV)
    {
      if (sample->values == NULL)
        return false;
      density_sort (sample);
      if (!coarsen (sample, &coarse, work))
        return false;
    }
  double all = rule == MERCER_RULE_ML_CV ? log ((sample->n - 1) * sqrt (2 * M_PI)) : 0; /* what the search for its minimum leaves out */
  for (size_t k = 0; k < count && mercer_work_wanted (work); k++)
    out[k] = criterion (sample, h[k], data) + all;
  return mercer_work_wanted (work);
}
