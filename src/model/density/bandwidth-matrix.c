/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-matrix.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "bandwidth-pilots.h"
#include "optimize.h"

/* Lattice points a side, and at most. */
enum { POINTS = 192, MOST_POINTS = 768 };

/* --- Criteria --------------------------------------------------------------------------------------------------------- */

typedef struct Choice Choice;
struct Choice
{
  const MercerPairs *pairs;
  double (*criterion) (const Choice *choice, const double h[3], double gradient[3]);
  double psi4[5]; /* plug-in */
  double g2, last; /* smoothed: the pilot's square, and the term without H */
  bool full;
};

/* 1 / (4 pi n |H|^1/2), the variance. */
static double
variance (const Choice *choice, const double h[3], double gradient[3])
{
  double det = h[0] * h[2] - h[1] * h[1], v = 1 / (4 * G_PI * choice->pairs->n * sqrt (det));
  gradient[0] = -0.5 * v * h[2] / det;
  gradient[1] = v * h[1] / det;
  gradient[2] = -0.5 * v * h[0] / det;
  return v;
}

static double
plug_in (const Choice *choice, const double h[3], double g[3])
{
  const double *p = choice->psi4;
  double v = variance (choice, h, g);
  g[0] += 0.5 * (p[0] * h[0] + 2 * p[1] * h[1] + p[2] * h[2]);
  g[1] += p[1] * h[0] + 2 * p[2] * h[1] + p[3] * h[2];
  g[2] += 0.5 * (p[2] * h[0] + 2 * p[3] * h[1] + p[4] * h[2]);
  return v
         + 0.25 * (p[0] * h[0] * h[0] + 4 * p[1] * h[0] * h[1] + 2 * p[2] * (h[0] * h[2] + 2 * h[1] * h[1]) + 4 * p[3] * h[1] * h[2]
                   + p[4] * h[2] * h[2]);
}

/* sum += sign x the sum over pairs with S = times H + more I. */
static double
add_pairs (const Choice *choice, double sign, double times, double more, const double h[3], double gradient[3])
{
  double s[3] = { times * h[0] + more, times * h[1], times * h[2] + more }, d[3];
  double f = mercer_pairs_sum (choice->pairs, s, d);
  for (int k = 0; k < 3; k++)
    gradient[k] += sign * times * d[k];
  return sign * f;
}

static double
smoothed (const Choice *choice, const double h[3], double gradient[3])
{
  double v = variance (choice, h, gradient), bias[3] = { 0 };
  double b = choice->last + add_pairs (choice, 1, 2, 2 * choice->g2, h, bias) + add_pairs (choice, -2, 1, 2 * choice->g2, h, bias);
  for (int k = 0; k < 3 && b > 0; k++)
    gradient[k] += bias[k];
  return v + MAX (b, 0);
}

static double
least_squares (const Choice *choice, const double h[3], double gradient[3])
{
  double n = choice->pairs->n, own[3], scale = n / (n - 1);
  memset (gradient, 0, 3 * sizeof *gradient);
  double f = add_pairs (choice, 1, 2, 0, h, gradient) + add_pairs (choice, -2 * scale, 1, 0, h, gradient);
  /* points with themselves, 1 / (2 pi n |H|^1/2), were among the second */
  double self = 2 * variance (choice, h, own);
  for (int k = 0; k < 3; k++)
    gradient[k] += 4 * scale * own[k];
  return f + 2 * scale * self;
}

/* --- The minimum ---------------------------------------------------------------------------------------------------------- */

/* H = L L', L = (e^v0 0; v1 e^v2); diagonal: v = (log of the two). */
static void
matrix_of (const Choice *choice, const double *v, double l[3], double h[3])
{
  l[0] = exp (v[0]);
  l[1] = choice->full ? v[1] : 0;
  l[2] = exp (v[choice->full ? 2 : 1]);
  h[0] = l[0] * l[0];
  h[1] = l[0] * l[1];
  h[2] = l[1] * l[1] + l[2] * l[2];
}

static double
objective (const double *v, double *gradient, void *data)
{
  const Choice *choice = data;
  double l[3], h[3], d[3];
  matrix_of (choice, v, l, h);
  double f = choice->criterion (choice, h, d), n = choice->pairs->n;
  if (gradient != NULL)
    {
      gradient[0] = n * (2 * d[0] * l[0] + d[1] * l[1]) * l[0];
      if (choice->full)
        gradient[1] = n * (d[1] * l[0] + 2 * d[2] * l[1]);
      gradient[choice->full ? 2 : 1] = n * 2 * d[2] * l[2] * l[2];
    }
  return n * f; /* of the size of 1, for the optimiser's tolerances */
}

/* One search; *value: what it reached, infinite at the edge of nothing. */
static MercerStatus
descend (Choice *choice, const double *start, const double cov[3], double *v, double *value, MercerWork *work)
{
  double scale = pow (choice->pairs->n, -1.0 / 6), low[3], high[3];
  size_t last = choice->full ? 2 : 1;
  for (size_t k = 0; k <= last; k++)
    {
      bool length = k == 0 || k == last;
      v[k] = start[k];
      low[k] = length ? log (scale * sqrt (cov[k == 0 ? 0 : 2])) - 5 : -20 * scale * sqrt (cov[2]);
      high[k] = length ? low[k] + 8 : 20 * scale * sqrt (cov[2]);
    }
  MercerProblem problem = { .method = MERCER_OPTIMIZE_LBFGS, .n = last + 1, .lower = low, .upper = high, .objective = objective,
                            .data = choice, .relative_tolerance = 1e-12, .max_evaluations = 200, .quiet = true };
  MercerOptimum optimum = { .value = INFINITY };
  MercerStatus status = mercer_optimize (&problem, v, &optimum, work);
  bool inside = status == MERCER_OK && v[0] > low[0] + 1e-3 && v[last] > low[last] + 1e-3;
  *value = inside ? optimum.value : INFINITY;
  return status == MERCER_DIVERGED ? MERCER_OK : status;
}

/* v of an ellipse with axes sd and ratio sd, the longer at this angle, in the units of cov's diagonal. */
static void
start_at (const Choice *choice, const double cov[3], double sd, double ratio, double angle, double *v)
{
  double c = cos (angle), s = sin (angle), a = sd * sd, b = a * ratio * ratio, l[2] = { sqrt (cov[0]), sqrt (cov[2]) };
  double h[3] = { l[0] * l[0] * (a * c * c + b * s * s), l[0] * l[1] * (a - b) * c * s, l[1] * l[1] * (a * s * s + b * c * c) };
  v[0] = 0.5 * log (h[0]);
  v[1] = h[1] / sqrt (h[0]);
  v[choice->full ? 2 : 1] = 0.5 * log (choice->full ? h[2] - h[1] * h[1] / h[0] : h[2]);
}

/* From the normal scale; least squares has several valleys: a net of ellipses (log-spaced sizes, round and long at four angles) is
 * looked at first, and the search goes from the best of each kind too. The lowest is taken. *found: false if all lead to where H
 * is nothing. */
static MercerStatus
minimise (Choice *choice, const double cov[3], double h[3], bool *found, MercerWork *work)
{
  enum { SIZES = 4, KINDS = 5 };
  double least = INFINITY, l[3], v[3], value, usual = pow (choice->pairs->n, -1.0 / 6), starts[1 + KINDS][3];
  bool many = choice->criterion == least_squares;
  MercerStatus status = MERCER_OK;
  start_at (choice, cov, usual, 1, 0, starts[0]);
  for (int kind = 0; kind < KINDS && many; kind++)
    {
      double best = INFINITY;
      for (int size = 0; size < SIZES && mercer_work_wanted (work); size++)
        {
          start_at (choice, cov, usual * pow (0.6, size), kind == 0 ? 1 : 0.35, 0.25 * G_PI * kind, v);
          value = objective (v, NULL, choice);
          if (value < best)
            memcpy (starts[1 + kind], v, sizeof v);
          best = MIN (best, value);
        }
    }
  for (int k = 0; k < (many ? 1 + KINDS : 1) && status == MERCER_OK; k++)
    {
      status = descend (choice, starts[k], cov, v, &value, work);
      if (!(value < least))
        continue;
      least = value;
      matrix_of (choice, v, l, h);
    }
  *found = isfinite (least);
  return status;
}

static const struct
{
  MercerRule rule;
  double (*criterion) (const Choice *choice, const double h[3], double gradient[3]);
} criteria[] = { { MERCER_RULE_PLUG_IN, plug_in }, { MERCER_RULE_S_CV, smoothed }, { MERCER_RULE_LS_CV, least_squares } };

bool
mercer_bandwidth_matrix_can (MercerRule rule)
{
  for (size_t k = 0; k < G_N_ELEMENTS (criteria); k++)
    if (criteria[k].rule == rule)
      return true;
  return rule == MERCER_RULE_ML_CV;
}

/* --- In which coordinates ------------------------------------------------------------------------------------------------------ */

/* A = C^-1/2 by rows (symmetric), or of the diagonal of C alone; back = its inverse. */
static void
whitening (const double c[3], bool sphere, double a[4], double back[4])
{
  double det = sphere ? c[0] * c[2] - c[1] * c[1] : c[0] * c[2], s = sqrt (det), t = sqrt (c[0] + c[2] + 2 * s), off = sphere ? c[1] : 0;
  memcpy (back, (double[]){ (c[0] + s) / t, off / t, off / t, (c[2] + s) / t }, 4 * sizeof *back);
  memcpy (a, (double[]){ (c[2] + s) / (t * s), -off / (t * s), -off / (t * s), (c[0] + s) / (t * s) }, 4 * sizeof *a);
}

/* to = B C B' of covariances. */
static void
transform (const double b[4], const double c[3], double to[3])
{
  to[0] = b[0] * b[0] * c[0] + 2 * b[0] * b[1] * c[1] + b[1] * b[1] * c[2];
  to[1] = b[0] * b[2] * c[0] + (b[0] * b[3] + b[1] * b[2]) * c[1] + b[1] * b[3] * c[2];
  to[2] = b[2] * b[2] * c[0] + 2 * b[2] * b[3] * c[1] + b[3] * b[3] * c[2];
}

/* The asymptotic H that the pilot of smoothed cross-validation wants: plug-in in one stage, always on sphered data; in the coordinates
 * of cov. */
static MercerStatus
one_stage (const MercerRows *rows, const MercerPlaneMoments *moments, size_t m, const double to[4], double h[3], MercerWork *work)
{
  static const double unit[3] = { 1, 0, 1 };
  MercerPairs pairs;
  Choice choice = { .pairs = &pairs, .criterion = plug_in, .full = true };
  double a[4], back[4], sphered[3], plain[3];
  bool found;
  whitening (moments->covariance, true, a, back);
  MercerStatus status = mercer_pairs_init (&pairs, rows, a, m, work);
  if (status == MERCER_OK)
    {
      density_order_four (&pairs, unit, 1, choice.psi4);
      status = minimise (&choice, unit, sphered, &found, work);
      transform (back, sphered, plain);
      transform (to, plain, h);
    }
  mercer_pairs_clear (&pairs);
  return status;
}

/* What the criterion needs beside the pairs. */
static MercerStatus
prepare (Choice *choice, const MercerRows *rows, const MercerPlaneMoments *moments, const double cov[3], const double a[4],
         MercerWork *work)
{
  double asymptotic[3];
  if (choice->criterion == plug_in)
    density_order_four (choice->pairs, cov, 2, choice->psi4);
  if (choice->criterion != smoothed)
    return MERCER_OK;
  MercerStatus status = one_stage (rows, moments, choice->pairs->m, a, asymptotic, work);
  if (status != MERCER_OK)
    return status;
  choice->g2 = pow (density_smoothing_pilot (choice->pairs, cov, asymptotic), 2);
  choice->last = mercer_pairs_sum (choice->pairs, (double[]){ 2 * choice->g2, 0, 2 * choice->g2 }, NULL);
  return MERCER_OK;
}

/* Diagonal plug-in in closed form (Wand and Jones 1995, section 4.7), of psi of order 4. */
static void
diagonal_plug_in (const double *psi, double n, double h[3])
{
  double h1 = pow (pow (psi[4], 0.75) / (4 * G_PI * pow (psi[0], 0.75) * (sqrt (psi[0] * psi[4]) + psi[2]) * n), 1.0 / 6);
  h[0] = h1 * h1;
  h[1] = 0;
  h[2] = sqrt (psi[0] / psi[4]) * h[0];
}

static MercerStatus
on_lattice (const MercerRows *rows, const MercerPlaneMoments *moments, Choice *choice, size_t m, double h[3], bool *fine,
            MercerWork *work)
{
  MercerPairs pairs;
  double a[4], back[4], cov[3], own[3] = { NAN, NAN, NAN };
  bool found = false;
  whitening (moments->covariance, choice->full, a, back);
  transform (a, moments->covariance, cov);
  MercerStatus status = mercer_pairs_init (&pairs, rows, a, m, work);
  choice->pairs = &pairs;
  if (status == MERCER_OK)
    status = prepare (choice, rows, moments, cov, a, work);
  if (status == MERCER_OK && choice->criterion == plug_in && !choice->full)
    {
      diagonal_plug_in (choice->psi4, pairs.n, own);
      found = own[0] > 0 && own[2] > 0;
    }
  else if (status == MERCER_OK)
    status = minimise (choice, cov, own, &found, work);
  double det = own[0] * own[2] - own[1] * own[1], least = sqrt (MAX (det / MAX (own[0], own[2]), 0));
  /* the minimum of least squares is the flattest, and its kernels are the narrowest */
  *fine = !(least < (choice->criterion == least_squares ? 6 : 3) * MAX (pairs.step[0], pairs.step[1]));
  transform (back, own, h);
  for (int k = 0; k < 3 && !found; k++)
    h[k] = NAN;
  mercer_pairs_clear (&pairs);
  return status;
}

/* What a rule looks at, and the moments of the points; n = 0 where there is nothing to choose from. */
static MercerStatus
look_at (const MercerRows *rows, MercerRule rule, bool full, Choice *choice, MercerPlaneMoments *moments, MercerWork *work)
{
  *choice = (Choice){ .full = full };
  for (size_t k = 0; k < G_N_ELEMENTS (criteria); k++)
    if (criteria[k].rule == rule)
      choice->criterion = criteria[k].criterion;
  MercerStatus status = mercer_plane_moments (rows, moments, work);
  const double *c = moments->covariance;
  if (status == MERCER_STOPPED)
    return status;
  if (status != MERCER_OK || !(c[0] > 0) || !(c[2] > 0) || !(c[0] * c[2] - c[1] * c[1] > 1e-9 * c[0] * c[2]))
    moments->n = 0;
  return MERCER_OK;
}

MercerStatus
mercer_bandwidth_matrix (const MercerRows *rows, MercerRule rule, bool full, double h[3], MercerWork *work)
{
  MercerPlaneMoments moments;
  Choice choice;
  h[0] = h[1] = h[2] = NAN;
  if (!mercer_bandwidth_matrix_can (rule))
    return MERCER_BAD_INPUT;
  MercerStatus status = look_at (rows, rule, full, &choice, &moments, work);
  if (status != MERCER_OK || !(moments.n > 2))
    return status;
  if (rule == MERCER_RULE_ML_CV)
    return mercer_bandwidth_likelihood (rows, &moments, full, h, work);
  bool fine = false;
  for (size_t m = POINTS; m <= MOST_POINTS && status == MERCER_OK && !fine; m *= 2)
    status = on_lattice (rows, &moments, &choice, m, h, &fine, work);
  return status == MERCER_BAD_INPUT ? MERCER_OK : status;
}

/* --- The criterion as a curve ------------------------------------------------------------------------------------------------ */

/* Values at H in the data's coordinates, on a lattice of m a side; *fine: the narrowest of the kernels is wide enough on it. */
static MercerStatus
values_on_lattice (const MercerRows *rows, const MercerPlaneMoments *moments, Choice *choice, size_t m, size_t count, const double (*h)[3],
                   double *out, bool *fine, MercerWork *work)
{
  MercerPairs pairs;
  double a[4], back[4], cov[3], own[3], gradient[3], narrowest = INFINITY;
  whitening (moments->covariance, choice->full, a, back);
  transform (a, moments->covariance, cov);
  MercerStatus status = mercer_pairs_init (&pairs, rows, a, m, work);
  choice->pairs = &pairs;
  if (status == MERCER_OK)
    status = prepare (choice, rows, moments, cov, a, work);
  for (size_t k = 0; k < count && status == MERCER_OK; k++)
    {
      transform (a, h[k], own);
      double det = own[0] * own[2] - own[1] * own[1];
      /* integrals of squares of densities have the unit of a density, which whitening changes */
      out[k] = det > 0 ? choice->criterion (choice, own, gradient) * (a[0] * a[3] - a[1] * a[2]) : NAN;
      narrowest = MIN (narrowest, sqrt (MAX (det, 0) / MAX (own[0], own[2])));
      status = mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
    }
  *fine = !(narrowest < 3 * MAX (pairs.step[0], pairs.step[1]));
  mercer_pairs_clear (&pairs);
  return status;
}

MercerStatus
mercer_bandwidth_matrix_criterion (const MercerRows *rows, MercerRule rule, bool full, size_t count, const double (*h)[3], double *out,
                                   MercerWork *work)
{
  MercerPlaneMoments moments;
  Choice choice;
  for (size_t k = 0; k < count; k++)
    out[k] = NAN;
  if (!mercer_bandwidth_matrix_can (rule))
    return MERCER_BAD_INPUT;
  MercerStatus status = look_at (rows, rule, full, &choice, &moments, work);
  if (status != MERCER_OK || !(moments.n > 2))
    return status;
  if (rule == MERCER_RULE_ML_CV)
    return mercer_bandwidth_likelihood_at (rows, &moments, count, h, out, work);
  bool fine = false;
  for (size_t m = POINTS; m <= MOST_POINTS && status == MERCER_OK && !fine; m *= 2)
    status = values_on_lattice (rows, &moments, &choice, m, count, h, out, &fine, work);
  return status == MERCER_BAD_INPUT ? MERCER_OK : status;
}
