/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mode-line.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "pool.h"
#include "random.h"

enum { STREAM_SILVERMAN = 0x73696c76, BATCH = 32, MAX_BISECTIONS = 40 };
static const double reach = 8.6; /* sds beyond which a normal kernel is below 1e-16 of its height */

/* --- Sums over the lattice ------------------------------------------------------------------------------------ */

/* What a kernel puts at each distance in lattice steps, up to its reach. */
typedef struct
{
  size_t count;
  double *k, *d; /* K and K' at distance >= 0 */
} Stencil;

static Stencil
stencil (double h, double step, size_t m)
{
  Stencil s = { .count = (size_t) MIN (floor (reach * h / step) + 1, (double) m) };
  double height = 1 / (h * sqrt (2 * M_PI));
  s.k = g_new (double, s.count);
  s.d = g_new (double, s.count);
  for (size_t j = 0; j < s.count; j++)
    {
      double u = (double) j * step / h;
      s.k[j] = height * exp (-0.5 * u * u);
      s.d[j] = -u / h * s.k[j]; /* of a point to the left */
    }
  return s;
}

static void
stencil_clear (Stencil *s)
{
  g_free (s->k);
  g_free (s->d);
}

/* Sums of w K, w K' and w K'^2 at each lattice point; each may be NULL. */
static void
sums (const MercerBins *bins, const Stencil *s, double *f, double *slope, double *square)
{
  size_t m = bins->count[0], reach_of = s->count - 1;
  double *const all[3] = { f, slope, square };
  for (int a = 0; a < 3; a++)
    if (all[a] != NULL)
      memset (all[a], 0, m * sizeof (double));
  for (size_t c = 0; c < m; c++)
    {
      double w = bins->mass[c];
      if (!(w > 0))
        continue;
      size_t first = c > reach_of ? c - reach_of : 0, last = MIN (c + reach_of, m - 1);
      for (size_t i = first; i < c; i++)
        {
          if (f != NULL)
            f[i] += w * s->k[c - i];
          if (slope != NULL)
            slope[i] -= w * s->d[c - i];
          if (square != NULL)
            square[i] += w * s->d[c - i] * s->d[c - i];
        }
      for (size_t i = c; i <= last; i++)
        {
          if (f != NULL)
            f[i] += w * s->k[i - c];
          if (slope != NULL)
            slope[i] += w * s->d[i - c];
          if (square != NULL)
            square[i] += w * s->d[i - c] * s->d[i - c];
        }
    }
}

void
mercer_line_density (const MercerBins *bins, double h, double *f, double *slope)
{
  Stencil s = stencil (h, bins->step[0], bins->count[0]);
  sums (bins, &s, f, slope, NULL);
  stencil_clear (&s);
  for (size_t i = 0; i < bins->count[0]; i++)
    {
      if (f != NULL)
        f[i] /= bins->total;
      if (slope != NULL)
        slope[i] /= bins->total;
    }
}

/* --- Modes --------------------------------------------------------------------------------------------------- */

/* A slope that rounding could have made counts as none. */
static int
sign_of (double slope, double f, double h)
{
  return fabs (slope) <= 1e-13 * f / h ? 0 : slope > 0 ? 1 : -1;
}

static double
crossing (const MercerBins *bins, const double *slope, size_t from, size_t to)
{
  double a = bins->low[0] + (double) from * bins->step[0], b = bins->low[0] + (double) to * bins->step[0];
  return to == from + 1 ? a + (b - a) * slope[from] / (slope[from] - slope[to]) : 0.5 * (a + b);
}

/* f and slope: m numbers of scratch each. The lattice may end where the curve still falls towards it: ends count as rising and falling. */
static size_t
count_modes (const MercerBins *bins, double h, double *f, double *slope, double *modes, double *antimodes)
{
  size_t m = bins->count[0], found = 0, last = 0;
  int before = 1;
  mercer_line_density (bins, h, f, slope);
  for (size_t i = 0; i <= m; i++)
    {
      int sign = i < m ? sign_of (slope[i], f[i], h) : -1;
      if (sign == 0)
        continue;
      size_t here = MIN (i, m - 1);
      if (sign < 0 && before > 0)
        {
          if (modes != NULL)
            modes[found] = crossing (bins, slope, last, here);
          found++;
        }
      else if (sign > 0 && before < 0 && antimodes != NULL && found > 0)
        antimodes[found - 1] = crossing (bins, slope, last, here);
      before = sign;
      last = here;
    }
  return found;
}

size_t
mercer_line_modes (const MercerBins *bins, double h, double *modes, double *antimodes, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  double *f = mercer_work_doubles (work, 2 * bins->count[0]);
  size_t found = f != NULL && bins->total > 0 ? count_modes (bins, h, f, f + bins->count[0], modes, antimodes) : 0;
  mercer_work_release (work, mark);
  return found;
}

double
mercer_line_critical (const MercerBins *bins, size_t k, MercerWork *work)
{
  double low = log (2 * bins->step[0]), high = log (bins->step[0] * (double) bins->count[0]);
  if (mercer_line_modes (bins, exp (low), NULL, NULL, work) <= k)
    return NAN;
  for (int i = 0; i < MAX_BISECTIONS && high - low > 1e-6 && mercer_work_wanted (work); i++)
    {
      double middle = 0.5 * (low + high);
      if (mercer_line_modes (bins, exp (middle), NULL, NULL, work) <= k)
        high = middle;
      else
        low = middle;
    }
  return exp (high);
}

/* --- Silverman's test ------------------------------------------------------------------------------------------- */

typedef struct
{
  const MercerBins *bins;
  double h, mean, shrink;
  const double *share; /* of the mass up to each lattice point */
  size_t k, n, count;
  uint64_t seed;
  size_t *more;        /* of each batch */
  double *scratch;     /* 3 m for each batch */
  MercerWork *work;
} Replicates;

/* The lattice point that holds the u-th part of the mass. */
static size_t
draw (const double *share, size_t m, double u)
{
  size_t low = 0, high = m - 1;
  u *= share[m - 1];
  while (low < high)
    {
      size_t middle = (low + high) / 2;
      if (share[middle] >= u)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static void
replicate (const Replicates *all, size_t t, MercerBins *drawn)
{
  const MercerBins *bins = all->bins;
  size_t m = bins->count[0];
  uint64_t stream = STREAM_SILVERMAN + 2 * (uint64_t) t;
  enum { AT_ONCE = 1024 };
  double e[AT_ONCE], u[AT_ONCE];
  memset (drawn->mass, 0, m * sizeof *drawn->mass);
  for (size_t first = 0; first < all->n; first += AT_ONCE)
    {
      size_t some = MIN (AT_ONCE, all->n - first);
      mercer_random_uniforms (all->seed, stream, first, some, u);
      mercer_random_normals (all->seed, stream + 1, first, some, e);
      for (size_t i = 0; i < some; i++)
        {
          double from = bins->low[0] + (double) draw (all->share, m, u[i]) * bins->step[0];
          double at = (all->mean + (from - all->mean + all->h * e[i]) * all->shrink - bins->low[0]) / bins->step[0];
          double inside = CLAMP (at, 0, (double) (m - 1) - 1e-9); /* what falls beyond the lattice stands at its end */
          size_t cell = (size_t) inside;
          drawn->mass[cell] += 1 - (inside - (double) cell);
          drawn->mass[cell + 1] += inside - (double) cell;
        }
    }
  drawn->total = (double) all->n;
}

static void
replicates_cb (void *data, size_t batch)
{
  Replicates *all = data;
  size_t m = all->bins->count[0];
  double *scratch = all->scratch + batch * 3 * m;
  MercerBins drawn = *all->bins;
  drawn.mass = scratch;
  for (size_t t = batch; t < all->count && mercer_work_wanted (all->work); t += BATCH)
    {
      replicate (all, t, &drawn);
      all->more[batch] += count_modes (&drawn, all->h, scratch + m, scratch + 2 * m, NULL, NULL) > all->k;
    }
}

MercerStatus
mercer_silverman_test (const MercerBins *bins, size_t k, size_t count, uint64_t seed, MercerSilverman *test, MercerWork *work)
{
  size_t m = bins->count[0], more[BATCH] = { 0 };
  MercerMark mark = mercer_work_mark (work);
  *test = (MercerSilverman){ k, mercer_line_critical (bins, k, work), NAN };
  if (!isfinite (test->critical))
    return MERCER_OK;
  double *share = mercer_work_doubles (work, m), sd = mercer_bins_sd (bins, 0), sum = 0;
  Replicates all = { .bins = bins, .h = test->critical, .share = share, .k = k, .n = bins->points, .count = count, .seed = seed,
                     .more = more, .scratch = mercer_work_doubles (work, BATCH * 3 * m), .work = work };
  if (share == NULL || all.scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < m; i++)
    share[i] = sum += bins->mass[i];
  all.mean = bins->low[0] + 0.5 * bins->step[0] * (double) (m - 1) + bins->sum[0] / bins->total;
  all.shrink = 1 / sqrt (1 + all.h * all.h / (sd * sd));
  mercer_pool_for (BATCH, replicates_cb, &all);
  mercer_work_release (work, mark);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  size_t found = 0;
  for (size_t b = 0; b < BATCH; b++)
    found += more[b];
  test->p_value = (1 + (double) found) / (1 + (double) count);
  return MERCER_OK;
}

/* --- SiZer ---------------------------------------------------------------------------------------------------- */

/* z with P (Z > z) = tail, by bisection of the complementary error function: good in the far tail too. */
static double
normal_upper (double tail)
{
  double low = 0, high = 40;
  for (int i = 0; i < 60; i++)
    {
      double middle = 0.5 * (low + high);
      if (0.5 * erfc (middle / G_SQRT2) > tail)
        low = middle;
      else
        high = middle;
    }
  return 0.5 * (low + high);
}

static void
sizer_row (const MercerBins *bins, double h, double level, double *scratch, int *out)
{
  size_t m = bins->count[0], dense = 0;
  double *f = scratch, *slope = f + m, *square = slope + m, n = mercer_bins_effective_n (bins), ess = 0, peak = 1 / (h * sqrt (2 * M_PI));
  Stencil s = stencil (h, bins->step[0], m);
  sums (bins, &s, f, slope, square);
  stencil_clear (&s);
  for (size_t i = 0; i < m; i++)
    if (f[i] / bins->total * n / peak >= 5)
      {
        ess += f[i] / bins->total * n / peak;
        dense++;
      }
  double blocks = dense > 0 ? MAX (n * (double) dense / ess, 1) : 1;
  double quantile = normal_upper (-0.5 * expm1 (log1p (-level) / blocks)); /* 1 - (1 + (1 - level)^(1 / l)) / 2 */
  for (size_t i = 0; i < m; i++)
    {
      double mean = slope[i] / bins->total, variance = MAX (square[i] / bins->total - mean * mean, 0) / MAX (n - 1, 1);
      double bound = quantile * sqrt (variance);
      out[i] = f[i] / bins->total * n / peak < 5 ? MERCER_SIZER_SPARSE
               : mean > bound                    ? MERCER_SIZER_RISES
               : mean < -bound                   ? MERCER_SIZER_FALLS
                                                 : MERCER_SIZER_UNSURE;
    }
}

MercerStatus
mercer_sizer (const MercerBins *bins, size_t count, const double *h, double level, int *out, MercerWork *work)
{
  size_t m = bins->count[0];
  MercerMark mark = mercer_work_mark (work);
  double *scratch = mercer_work_doubles (work, 3 * m);
  if (scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < count; j++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      sizer_row (bins, h[j], level, scratch, out + j * m);
    }
  mercer_work_release (work, mark);
  return MERCER_OK;
}
