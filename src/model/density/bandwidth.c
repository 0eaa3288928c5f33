/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-private.h"

#include <fftw3.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vexp.h"

/* Lattice points over the range; samples up to so many keep their values. */
enum { POINTS = 4096, KEPT = 1 << 18 };

#define RULE(id, title, sentence) { id, title, sentence },
const MercerRuleInfo mercer_rules[MERCER_N_RULES] = { MERCER_RULES (RULE) };

/* --- The sample -------------------------------------------------------------------------------------- */

static int
compare_doubles (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

void
density_sort (const MercerDensitySample *sample)
{
  qsort (sample->values, sample->bins.points, sizeof (double), compare_doubles);
}

/* Moves the k-th smallest value to x[k], smaller ones before it, larger ones behind (Hoare's selection). */
static void
select_rank (double *x, size_t n, size_t k)
{
  size_t low = 0, high = n - 1;
  while (low < high)
    {
      double pivot = x[low + (high - low) / 2];
      size_t i = low, j = high;
      while (i <= j)
        {
          while (x[i] < pivot)
            i++;
          while (x[j] > pivot)
            j--;
          if (i > j)
            break;
          double swap = x[i];
          x[i++] = x[j];
          x[j] = swap;
          if (j == 0)
            break;
          j--;
        }
      if (k <= j && j < high)
        high = j;
      else if (k >= i)
        low = i;
      else
        break;
    }
}

static double
binned_quantile (const MercerBins *bins, double p)
{
  double held = 0, wanted = p * bins->total;
  for (size_t k = 0; k < bins->count[0]; k++)
    {
      /* the mass of a lattice point lies half a step to either side */
      if (held + bins->mass[k] >= wanted && bins->mass[k] > 0)
        return bins->low[0] + bins->step[0] * ((double) k - 0.5 + (wanted - held) / bins->mass[k]);
      held += bins->mass[k];
    }
  return bins->low[0] + bins->step[0] * (double) (bins->count[0] - 1);
}

/* The quantile of type 7, exactly: the bins say about where, so that only the values around it are put in order. */
static double
exact_quantile (const MercerBins *bins, const double *x, size_t n, double p, double *some)
{
  double at = p * (double) (n - 1), guess = binned_quantile (bins, p), next = INFINITY;
  size_t k = MIN ((size_t) at, n - 2);
  double part = at - (double) k;
  for (double room = 2 * bins->step[0];; room *= 8)
    {
      double low = guess - room, high = guess + room;
      size_t below = 0, within = 0;
      for (size_t i = 0; i < n; i++)
        {
          some[within] = x[i];
          within += x[i] >= low && x[i] <= high;
          below += x[i] < low;
        }
      if (k < below || k + 1 >= below + within)
        continue;
      k -= below;
      select_rank (some, within, k);
      for (size_t i = k + 1; i < within; i++)
        next = MIN (next, some[i]);
      return some[k] + part * (next - some[k]);
    }
}

static MercerStatus
find_quartiles (MercerDensitySample *sample, const MercerRows *rows, MercerWork *work)
{
  size_t n = 0;
  sample->iqr = binned_quantile (&sample->bins, 0.75) - binned_quantile (&sample->bins, 0.25);
  if (rows->weights != NULL || sample->bins.points > KEPT || sample->bins.points < 2)
    return MERCER_OK;
  double *x = sample->values = malloc (sample->bins.points * sizeof *x);
  if (x == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < rows->n && n < sample->bins.points; i++)
    if (!isnan (rows->x[0][i]) && (rows->groups == NULL || rows->groups[i] == rows->group))
      x[n++] = rows->x[0][i];
  MercerMark mark = mercer_work_mark (work);
  double *some = mercer_work_doubles (work, n);
  if (some == NULL)
    return MERCER_OUT_OF_MEMORY;
  sample->iqr = exact_quantile (&sample->bins, x, n, 0.75, some) - exact_quantile (&sample->bins, x, n, 0.25, some);
  mercer_work_release (work, mark);
  return MERCER_OK;
}

/* The autocorrelation of the bins, less what points make with themselves. */
static MercerStatus
count_lags (MercerDensitySample *sample, MercerWork *work)
{
  size_t m = sample->bins.count[0], padded = 2 * m;
  MercerMark mark = mercer_work_mark (work);
  double *field = mercer_work_doubles (work, padded + 2);
  sample->lags = calloc (m, sizeof (double));
  if (field == NULL || sample->lags == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (field, 0, (padded + 2) * sizeof (double));
  memcpy (field, sample->bins.mass, m * sizeof (double));
  fftw_complex *spectrum = (fftw_complex *) field;
  density_transform (padded, field, true);
  for (size_t k = 0; k <= m; k++)
    {
      spectrum[k][0] = spectrum[k][0] * spectrum[k][0] + spectrum[k][1] * spectrum[k][1];
      spectrum[k][1] = 0;
    }
  density_transform (padded, field, false);
  for (size_t k = 0; k < m; k++)
    sample->lags[k] = (k == 0 ? 1 : 2) * field[k] / (double) padded;
  sample->lags[0] -= sample->bins.squares - 2 * sample->bins.self;
  sample->lags[1] -= 2 * sample->bins.self;
  /* what is left of nothing is rounding */
  double total = sample->bins.total, floor = 1e-13 * total * total;
  for (size_t k = 0; k < m; k++)
    sample->lags[k] = sample->lags[k] > floor ? sample->lags[k] / (total * total) : 0;
  mercer_work_release (work, mark);
  return MERCER_OK;
}

MercerStatus
mercer_density_sample_init (MercerDensitySample *sample, const MercerRows *rows, double low, double high, MercerWork *work)
{
  *sample = (MercerDensitySample){ .degenerate = true };
  if (!(high > low))
    return MERCER_OK;
  MercerStatus status = mercer_bins_init (&sample->bins, 1, &low, &high, &(size_t){ POINTS });
  if (status == MERCER_OK)
    status = mercer_bins_add (&sample->bins, rows, work);
  if (status == MERCER_OK && sample->bins.points >= 2)
    {
      sample->n = mercer_bins_effective_n (&sample->bins);
      sample->sd = mercer_bins_sd (&sample->bins, 0);
      sample->degenerate = !(sample->sd > 1e-12 * (high - low)) || !(sample->n > 1);
      status = find_quartiles (sample, rows, work);
      if (status == MERCER_OK)
        status = count_lags (sample, work);
    }
  return status;
}

void
mercer_density_sample_clear (MercerDensitySample *sample)
{
  mercer_bins_clear (&sample->bins);
  free (sample->values);
  free (sample->lags);
  sample->values = NULL;
  sample->lags = NULL;
}

/* --- Pairs ------------------------------------------------------------------------------------------- */

/* Coefficients of He_r in powers of u^2, for r = 0, 2, ... 10: phi^(r) (u) = He_r (u) phi (u) for even r. */
enum { MOST_ORDER = 10, STRIP = 512 };
static const double hermite[MOST_ORDER / 2 + 1][MOST_ORDER / 2 + 1] = {
  { 1 }, { -1, 1 }, { 3, -6, 1 }, { -15, 45, -15, 1 }, { 105, -420, 210, -28, 1 }, { -945, 4725, -3150, 630, -45, 1 },
};

double
mercer_density_sample_pairs (const MercerDensitySample *sample, int r, double g)
{
  const double *he = hermite[r / 2];
  double step = sample->bins.step[0] / g, sum = 0, u2[STRIP], e[STRIP], term[STRIP];
  size_t most = (size_t) MIN ((double) sample->bins.count[0], 12 / step + 1);
  for (size_t first = 0; first < most; first += STRIP)
    {
      size_t n = MIN (most - first, (size_t) STRIP);
      for (size_t k = 0; k < n; k++)
        {
          double u = (double) (int) (first + k) * step;
          u2[k] = u * u;
          e[k] = -0.5 * u2[k];
          term[k] = he[r / 2];
        }
      mercer_vexp (n, e, e);
      for (int p = r / 2 - 1; p >= 0; p--)
        for (size_t k = 0; k < n; k++)
          term[k] = term[k] * u2[k] + he[p];
      for (size_t k = 0; k < n; k++)
        sum += sample->lags[first + k] * (term[k] * e[k]);
    }
  return sum / (sqrt (2 * M_PI) * pow (g, r + 1));
}

/* --- Rules from the spread alone ------------------------------------------------------------------------ */

/* The lesser of the two, or the one that is not 0. */
static double
scale_of (const MercerDensitySample *sample, double divisor)
{
  return sample->iqr > 0 ? MIN (sample->sd, sample->iqr / divisor) : sample->sd;
}

double
density_scale (const MercerDensitySample *sample)
{
  return scale_of (sample, 1.349);
}

static MercerStatus
simple (const MercerDensitySample *sample, MercerRule rule, double *h)
{
  static const double factor[] = { [MERCER_RULE_SCOTT] = 1, [MERCER_RULE_SILVERMAN] = 1.0592238410488122, /* (4/3)^1/5 */
                                   [MERCER_RULE_NORMAL_SCALE] = 1.06, [MERCER_RULE_RULE_OF_THUMB] = 0.9,
                                   [MERCER_RULE_MAXIMAL_SMOOTHING] = 1.1438964324589892 };
  bool robust = rule == MERCER_RULE_NORMAL_SCALE || rule == MERCER_RULE_RULE_OF_THUMB;
  *h = factor[rule] * (robust ? scale_of (sample, 1.34) : sample->sd) * pow (sample->n, -0.2);
  return MERCER_OK;
}

double
mercer_bandwidth_factor (MercerRule rule, double n, size_t d)
{
  double p = (double) d + 4, k = (double) d + 2, rate = pow (n, 0.2 - 1 / p);
  if (rule == MERCER_RULE_SCOTT || d == 1)
    return d == 1 ? 1 : rate;
  return pow (4 / k, 1 / p) / pow (4.0 / 3, 0.2) * rate;
}

/* --- All of them ------------------------------------------------------------------------------------------ */

MercerStatus
mercer_bandwidth (const MercerDensitySample *sample, MercerRule rule, double *h, MercerWork *work)
{
  static MercerStatus (*const hard[MERCER_N_RULES]) (const MercerDensitySample *, double *, MercerWork *)
      = { [MERCER_RULE_SHEATHER_JONES] = density_sheather_jones, [MERCER_RULE_PLUG_IN] = density_plug_in,
          [MERCER_RULE_IMPROVED_SHEATHER_JONES] = density_improved, [MERCER_RULE_LS_CV] = density_ls_cv,
          [MERCER_RULE_ML_CV] = density_ml_cv, [MERCER_RULE_S_CV] = density_s_cv };
  *h = NAN;
  if (sample->degenerate)
    return MERCER_OK;
  MercerStatus status = hard[rule] != NULL ? hard[rule](sample, h, work) : simple (sample, rule, h);
  if (!(*h > 0) || !isfinite (*h))
    *h = NAN;
  return status;
}

bool
mercer_bandwidth_solves (MercerRule rule)
{
  return rule == MERCER_RULE_SHEATHER_JONES || rule == MERCER_RULE_IMPROVED_SHEATHER_JONES;
}

bool
mercer_bandwidth_criterion (const MercerDensitySample *sample, MercerRule rule, size_t count, const double *h, double *out,
                            MercerWork *work)
{
  double best, psi4;
  if (sample->degenerate)
    return false;
  if (rule == MERCER_RULE_LS_CV || rule == MERCER_RULE_ML_CV || rule == MERCER_RULE_S_CV)
    return density_cross_criterion (sample, rule, count, h, out, work);
  if (rule == MERCER_RULE_SHEATHER_JONES)
    return density_sheather_jones_criterion (sample, count, h, out);
  if (rule == MERCER_RULE_IMPROVED_SHEATHER_JONES)
    return density_improved_criterion (sample, count, h, out, work);
  /* the roughness that makes the rule's own h the best one */
  if (mercer_bandwidth (sample, rule, &best, work) != MERCER_OK || !(best > 0))
    return false;
  psi4 = 1 / (2 * sqrt (M_PI) * sample->n * pow (best, 5));
  for (size_t k = 0; k < count; k++)
    out[k] = 1 / (2 * sqrt (M_PI) * sample->n * h[k]) + 0.25 * psi4 * pow (h[k], 4);
  return true;
}
