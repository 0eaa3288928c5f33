/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power-transform.h"

#include <glib.h>
#include <math.h>

static const double most_exponent = 690; /* exp of it is 1e299 */

/* (exp (mu t) - 1) / mu, its limit t at mu = 0. */
static double
raised (double mu, double t)
{
  return fabs (mu * t) < 1e-300 ? t : expm1 (mu * t) / mu;
}

double
mercer_power_transform (MercerPower power, double lambda, double x)
{
  if (power == MERCER_POWER_BOX_COX)
    return raised (lambda, log (x));
  return x >= 0 ? raised (lambda, log1p (x)) : -raised (2 - lambda, log1p (-x));
}

static double
exponent (const MercerPowerSums *sums, int half)
{
  return half == 0 ? sums->lambda : 2 - sums->lambda;
}

void
mercer_power_sums_init (MercerPowerSums *sums, MercerPower power, double lambda)
{
  *sums = (MercerPowerSums){ .power = power, .lambda = lambda };
}

/* What v was about half->c, about c instead: v' = exp (mu (c_old - c)) v + expm1 (mu (c_old - c)) / mu, and the factor is at most 1. */
static void
move (MercerPowerHalf *half, double mu, double c)
{
  double factor = exp (mu * (half->c - c));
  half->mean = factor * half->mean + raised (mu, half->c - c);
  half->squares *= factor * factor;
  half->c = c;
}

static void
merge_half (MercerPowerHalf *into, const MercerPowerHalf *from, double mu)
{
  MercerPowerHalf other = *from;
  if (other.n == 0)
    return;
  if (into->n == 0)
    {
      *into = other;
      return;
    }
  double c = mu >= 0 ? MAX (into->c, other.c) : MIN (into->c, other.c);
  move (into, mu, c);
  move (&other, mu, c);
  /* Chan, Golub and LeVeque (1983) */
  double n = into->n + other.n, apart = other.mean - into->mean;
  into->squares += other.squares + apart * apart * into->n * other.n / n;
  into->mean += apart * other.n / n;
  into->logs += other.logs;
  into->n = n;
}

static double
log_of (MercerPower power, double x)
{
  return power == MERCER_POWER_BOX_COX ? log (x) : log1p (fabs (x));
}

static int
half_of (MercerPower power, double x)
{
  return power == MERCER_POWER_YEO_JOHNSON && x < 0;
}

/* Chunks of values, each in two passes, merged as parts are: that is what makes it the same for one part as for many. */
static void
add_chunk (MercerPowerSums *sums, const double *x, const double *t, size_t n)
{
  for (int k = 0; k < 2; k++)
    {
      double mu = exponent (sums, k);
      MercerPowerHalf half = { .c = mu >= 0 ? -INFINITY : INFINITY };
      for (size_t i = 0; i < n; i++)
        if (half_of (sums->power, x[i]) == k)
          {
            half.n++;
            half.logs += t[i];
            half.c = mu >= 0 ? MAX (half.c, t[i]) : MIN (half.c, t[i]);
          }
      for (size_t i = 0; i < n && half.n > 0; i++)
        if (half_of (sums->power, x[i]) == k)
          half.mean += raised (mu, t[i] - half.c) / half.n;
      for (size_t i = 0; i < n && half.n > 0; i++)
        if (half_of (sums->power, x[i]) == k)
          {
            double by = raised (mu, t[i] - half.c) - half.mean;
            half.squares += by * by;
          }
      merge_half (&sums->half[k], &half, mu);
    }
}

void
mercer_power_sums_add (MercerPowerSums *sums, const double *x, size_t n)
{
  enum { CHUNK = 1024 };
  double t[CHUNK];
  for (size_t first = 0; first < n; first += CHUNK)
    {
      size_t some = MIN (CHUNK, n - first);
      for (size_t i = 0; i < some; i++)
        t[i] = log_of (sums->power, x[first + i]);
      add_chunk (sums, x + first, t, some);
    }
}

void
mercer_power_sums_merge (MercerPowerSums *into, const MercerPowerSums *from)
{
  for (int k = 0; k < 2; k++)
    merge_half (&into->half[k], &from->half[k], exponent (into, k));
}

/* A half's transformed values are exp (mu c) v + (exp (mu c) - 1) / mu. Of both halves the scale exp (mu c) that is greater is taken
 * out, as exp (top); what is left of either is factor v + origin, and the mean and the squares of all are told in that. Values of a half
 * that the sample has none of (c = 0) have a place too. */
typedef struct
{
  double factor[2], origin[2], top, mean, squares, n;
} Common;

/* exp (-top) (exp (mu c) - 1) / mu, the exponent mu c being scale <= top. */
static double
origin_of (double mu, double c, double scale, double top)
{
  return fabs (scale) < 1e-3 ? exp (-top) * raised (mu, c) : (exp (scale - top) - exp (-top)) / mu;
}

static Common
common (const MercerPowerSums *sums)
{
  const MercerPowerHalf *p = &sums->half[0], *q = &sums->half[1];
  Common all = { .n = p->n + q->n, .top = -INFINITY };
  if (p->n == 0 || q->n == 0) /* alone a half needs no origin, which would only cancel: the other half's is measured from it */
    {
      int only = p->n == 0;
      const MercerPowerHalf *half = &sums->half[only];
      all.factor[only] = 1;
      all.top = exponent (sums, only) * half->c;
      all.factor[!only] = exp (-all.top);
      all.origin[!only] = origin_of (exponent (sums, only), half->c, all.top, all.top);
      all.mean = only == 0 ? half->mean : -half->mean;
      all.squares = half->squares;
      return all;
    }
  double scale[2], mean[2];
  for (int k = 0; k < 2; k++)
    all.top = MAX (all.top, scale[k] = exponent (sums, k) * sums->half[k].c);
  for (int k = 0; k < 2; k++)
    {
      all.factor[k] = exp (scale[k] - all.top);
      all.origin[k] = origin_of (exponent (sums, k), sums->half[k].c, scale[k], all.top);
      mean[k] = all.factor[k] * sums->half[k].mean + all.origin[k];
      all.squares += all.factor[k] * all.factor[k] * sums->half[k].squares;
    }
  /* the means of the two have opposite signs, so that their difference does not cancel */
  all.mean = (p->n * mean[0] - q->n * mean[1]) / all.n;
  all.squares += (mean[0] + mean[1]) * (mean[0] + mean[1]) * p->n * q->n / all.n;
  return all;
}

double
mercer_power_log_variance (const MercerPowerSums *sums)
{
  Common all = common (sums);
  return 2 * all.top + log (all.squares / all.n);
}

double
mercer_power_standardised (const MercerPowerSums *sums, double x)
{
  Common all = common (sums);
  int k = half_of (sums->power, x);
  double v = raised (exponent (sums, k), log_of (sums->power, x) - sums->half[k].c), value = all.factor[k] * v + all.origin[k];
  return all.squares > 0 ? ((k == 0 ? value : -value) - all.mean) / sqrt (all.squares / all.n) : 0;
}

double
mercer_power_likelihood (const MercerPowerSums *sums)
{
  double n = sums->half[0].n + sums->half[1].n;
  return -0.5 * n * mercer_power_log_variance (sums) + (sums->lambda - 1) * (sums->half[0].logs - sums->half[1].logs);
}

/* --- The best lambda --------------------------------------------------------------------------------------------- */

typedef struct
{
  MercerPower power;
  size_t count;
  const MercerPowerPart *parts;
  size_t rounds;
} Fit;

static double
cost (Fit *fit, double lambda)
{
  MercerPowerSums all, sums;
  mercer_power_sums_init (&all, fit->power, lambda);
  for (size_t p = 0; p < fit->count; p++)
    {
      mercer_power_sums_init (&sums, fit->power, lambda);
      mercer_power_sums_add (&sums, fit->parts[p].x, fit->parts[p].n);
      mercer_power_sums_merge (&all, &sums);
    }
  fit->rounds++;
  return -mercer_power_likelihood (&all);
}

/* Where transformed values stay below 1e300. */
static void
bounds (const Fit *fit, double *low, double *high)
{
  double most[2] = { 0, 0 }, least = 0;
  for (size_t p = 0; p < fit->count; p++)
    for (size_t i = 0; i < fit->parts[p].n; i++)
      {
        double t = log_of (fit->power, fit->parts[p].x[i]);
        int k = half_of (fit->power, fit->parts[p].x[i]);
        most[k] = MAX (most[k], t);
        least = MIN (least, t);
      }
  *high = most[0] > 0 ? MIN (most_exponent / most[0], 1e4) : 1e4;
  *low = least < 0 ? MAX (most_exponent / least, -1e4) : -1e4;
  if (most[1] > 0)
    *low = MAX (*low, 2 - most_exponent / most[1]);
}

/* Widens [-2, 2] downhill until a middle is lower than its ends or a bound is met. */
static void
bracket (Fit *fit, double bound_low, double bound_high, double *a, double *b)
{
  *a = MAX (-2, bound_low);
  *b = MIN (2, bound_high);
  for (double step = 2; *b < bound_high && cost (fit, *b) < cost (fit, *b - 0.01); step *= 2)
    *b = MIN (*b + step, bound_high);
  for (double step = 2; *a > bound_low && cost (fit, *a) < cost (fit, *a + 0.01); step *= 2)
    *a = MAX (*a - step, bound_low);
}

/* Brent (1973), Algorithms for Minimization without Derivatives, chapter 5. */
static MercerStatus
brent (Fit *fit, double a, double b, double *best, double *value, MercerWork *work)
{
  const double golden = 0.3819660112501051;
  double x = a + golden * (b - a), w = x, v = x, fx = cost (fit, x), fw = fx, fv = fx, step = 0, before = 0;
  for (int i = 0; i < 100; i++)
    {
      double middle = 0.5 * (a + b), tolerance = 1e-9 * fabs (x) + 1e-9;
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      if (fabs (x - middle) <= 2 * tolerance - 0.5 * (b - a))
        break;
      double r = (x - w) * (fx - fv), q = (x - v) * (fx - fw), p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      p = q > 0 ? -p : p;
      q = fabs (q);
      if (fabs (before) > tolerance && fabs (p) < fabs (0.5 * q * before) && p > q * (a - x) && p < q * (b - x))
        before = step, step = p / q;
      else
        before = x < middle ? b - x : a - x, step = golden * before;
      double u = x + (fabs (step) >= tolerance ? step : copysign (tolerance, step)), fu = cost (fit, u);
      if (fu <= fx)
        {
          *(u < x ? &b : &a) = x;
          v = w, fv = fw, w = x, fw = fx, x = u, fx = fu;
          continue;
        }
      *(u < x ? &a : &b) = u;
      if (fu <= fw || w == x)
        v = w, fv = fw, w = u, fw = fu;
      else if (fu <= fv || v == x || v == w)
        v = u, fv = fu;
    }
  *best = x;
  *value = -fx;
  return MERCER_OK;
}

/* Whether any value differs from the first: a part tells that of its own, and its first value. */
static bool
has_spread (const Fit *fit)
{
  const double *first = NULL;
  for (size_t p = 0; p < fit->count; p++)
    for (size_t i = 0; i < fit->parts[p].n; i++)
      if (first == NULL)
        first = &fit->parts[p].x[i];
      else if (fit->parts[p].x[i] != *first)
        return true;
  return false;
}

MercerStatus
mercer_power_fit_parts (MercerPower power, size_t count, const MercerPowerPart *parts, MercerPowerFit *fit, MercerWork *work)
{
  Fit search = { power, count, parts, 0 };
  double low, high, a, b;
  *fit = (MercerPowerFit){ NAN, NAN, 0, false };
  if (!has_spread (&search))
    return MERCER_OK;
  bounds (&search, &low, &high);
  bracket (&search, low, high, &a, &b);
  MercerStatus status = brent (&search, a, b, &fit->lambda, &fit->likelihood, work);
  fit->rounds = search.rounds;
  fit->bounded = fit->lambda < low + 1e-6 * (1 + fabs (low)) || fit->lambda > high - 1e-6 * (1 + fabs (high));
  return status;
}

MercerStatus
mercer_power_fit (MercerPower power, const double *x, size_t n, double *lambda, double *likelihood, MercerWork *work)
{
  MercerPowerFit fit;
  MercerStatus status = mercer_power_fit_parts (power, 1, &(MercerPowerPart){ x, n }, &fit, work);
  *lambda = fit.lambda;
  *likelihood = fit.likelihood;
  return status;
}
