/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pairs.h"

#include <fftw3.h>
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kde-private.h"
#include "pool.h"
#include "vexp.h"

/* As for bins: rows of one part at least, parts at most, rows between two polls. */
enum { PART_ROWS = 1 << 16, MAX_PARTS = 8, POLL_ROWS = 1 << 15, MARGIN = 2 };

static inline bool
row_counts (const MercerRows *rows, size_t i, double *weight)
{
  *weight = rows->weights != NULL ? rows->weights[i] : 1;
  return *weight > 0 && (rows->groups == NULL || rows->groups[i] == rows->group) && !isnan (rows->x[0][i]) && !isnan (rows->x[1][i]);
}

/* --- Moments --------------------------------------------------------------------------------------------------- */

MercerStatus
mercer_plane_moments (const MercerRows *rows, MercerPlaneMoments *moments, MercerWork *work)
{
  double total = 0, squares = 0, sum[2] = { 0 }, product[3] = { 0 }, w, first[2] = { NAN, NAN };
  for (size_t i = 0; i < rows->n; i++)
    {
      if (i % POLL_ROWS == 0 && !mercer_work_wanted (work))
        return MERCER_STOPPED;
      if (!row_counts (rows, i, &w))
        continue;
      for (int a = 0; a < 2; a++)
        first[a] = isnan (first[a]) ? rows->x[a][i] : first[a];
      double u = rows->x[0][i] - first[0], v = rows->x[1][i] - first[1];
      total += w;
      squares += w * w;
      sum[0] += w * u;
      sum[1] += w * v;
      product[0] += w * u * u;
      product[1] += w * u * v;
      product[2] += w * v * v;
    }
  *moments = (MercerPlaneMoments){ 0 };
  if (!(total > 0))
    return MERCER_BAD_INPUT;
  double n = moments->n = total * total / squares;
  for (int a = 0; a < 2; a++)
    moments->mean[a] = first[a] + sum[a] / total;
  for (int k = 0; k < 3 && n > 1; k++)
    moments->covariance[k] = (product[k] / total - sum[k == 2] / total * (sum[k > 0] / total)) * n / (n - 1);
  return MERCER_OK;
}

/* --- Points onto the lattice -------------------------------------------------------------------------------------- */

typedef struct
{
  const MercerRows *rows;
  const double *a;
  double low[MAX_PARTS][2], high[MAX_PARTS][2], total[MAX_PARTS], squares[MAX_PARTS];
  double origin[2], per_unit[2];
  size_t m, parts, stride;
  double *field[MAX_PARTS];
  MercerWork *work;
} Spread;

static void
range_cb (void *data, size_t p)
{
  Spread *s = data;
  const double *x = s->rows->x[0], *y = s->rows->x[1];
  double *low = s->low[p], *high = s->high[p], w;
  low[0] = low[1] = INFINITY;
  high[0] = high[1] = -INFINITY;
  for (size_t i = p * s->rows->n / s->parts, end = (p + 1) * s->rows->n / s->parts; i < end; i++)
    {
      if (i % POLL_ROWS == 0 && !mercer_work_wanted (s->work))
        return;
      if (!row_counts (s->rows, i, &w))
        continue;
      for (int a = 0; a < 2; a++)
        {
          double z = s->a[2 * a] * x[i] + s->a[2 * a + 1] * y[i];
          low[a] = MIN (low[a], z);
          high[a] = MAX (high[a], z);
        }
      s->total[p] += w;
      s->squares[p] += w * w;
    }
}

/* Lagrange's weights of the four lattice points around a place t in [0, 1) between the middle two. */
static inline void
cubic (double t, double w[4])
{
  double a = t + 1, c = t - 1, d = t - 2;
  w[0] = -t * c * d / 6;
  w[1] = a * c * d / 2;
  w[2] = -a * t * d / 2;
  w[3] = a * t * c / 6;
}

static void
spread_cb (void *data, size_t p)
{
  Spread *s = data;
  const double *x = s->rows->x[0], *y = s->rows->x[1];
  double weight, w[2][4];
  for (size_t i = p * s->rows->n / s->parts, end = (p + 1) * s->rows->n / s->parts; i < end; i++)
    {
      size_t cell[2];
      if (i % POLL_ROWS == 0 && !mercer_work_wanted (s->work))
        return;
      if (!row_counts (s->rows, i, &weight))
        continue;
      for (int a = 0; a < 2; a++)
        {
          double at = (s->a[2 * a] * x[i] + s->a[2 * a + 1] * y[i] - s->origin[a]) * s->per_unit[a];
          cell[a] = (size_t) CLAMP (at, 1, (double) (s->m - 3));
          cubic (at - (double) cell[a], w[a]);
        }
      double *to = s->field[p] + (cell[0] - 1) + (cell[1] - 1) * s->stride;
      for (int k = 0; k < 4; k++)
        for (int j = 0; j < 4; j++)
          to[(size_t) j + (size_t) k * s->stride] += weight * w[1][k] * w[0][j];
    }
}

/* --- Lags ------------------------------------------------------------------------------------------------------------ */

/* In place: the circular autocorrelation of a field of rows of 2 m reals (room for 2 m + 2), 2 m rows, times 4 m^2. */
static void
correlate (double *field, size_t m)
{
  fftw_complex *spectrum = (fftw_complex *) field;
  density_plan_lock ();
  fftw_plan forward = fftw_plan_dft_r2c_2d ((int) (2 * m), (int) (2 * m), field, spectrum, FFTW_ESTIMATE);
  fftw_plan back = fftw_plan_dft_c2r_2d ((int) (2 * m), (int) (2 * m), spectrum, field, FFTW_ESTIMATE);
  density_plan_unlock ();
  fftw_execute (forward);
  for (size_t k = 0; k < (m + 1) * 2 * m; k++)
    {
      spectrum[k][0] = spectrum[k][0] * spectrum[k][0] + spectrum[k][1] * spectrum[k][1];
      spectrum[k][1] = 0;
    }
  fftw_execute (back);
  density_plan_lock ();
  fftw_destroy_plan (forward);
  fftw_destroy_plan (back);
  density_plan_unlock ();
}

static MercerStatus
spread_rows (Spread *s, MercerPairs *pairs)
{
  double total = 0, squares = 0;
  size_t bytes = s->stride * 2 * s->m * sizeof (double);
  mercer_pool_for (s->parts, range_cb, s);
  for (size_t p = 0; p < s->parts; p++)
    {
      for (int a = 0; a < 2; a++)
        {
          s->low[0][a] = MIN (s->low[0][a], s->low[p][a]);
          s->high[0][a] = MAX (s->high[0][a], s->high[p][a]);
        }
      total += s->total[p];
      squares += s->squares[p];
    }
  for (int a = 0; a < 2; a++)
    {
      double range = s->high[0][a] - s->low[0][a];
      if (!(range > 0) || !isfinite (range))
        return MERCER_BAD_INPUT;
      pairs->step[a] = range / (double) (s->m - 1 - 2 * MARGIN);
      s->per_unit[a] = 1 / pairs->step[a];
      s->origin[a] = s->low[0][a] - MARGIN * pairs->step[a];
    }
  pairs->n = total * total / squares;
  for (size_t p = 0; p < s->parts; p++)
    {
      s->field[p] = mercer_work_alloc (s->work, 1, bytes);
      if (s->field[p] == NULL)
        return MERCER_OUT_OF_MEMORY;
      memset (s->field[p], 0, bytes);
    }
  mercer_pool_for (s->parts, spread_cb, s);
  for (size_t p = 1; p < s->parts; p++)
    for (size_t k = 0; k < s->stride * s->m; k++)
      s->field[0][k] += s->field[p][k];
  for (size_t k = 0; k < s->stride * s->m; k++)
    s->field[0][k] /= total;
  return mercer_work_wanted (s->work) ? MERCER_OK : MERCER_STOPPED;
}

MercerStatus
mercer_pairs_init (MercerPairs *pairs, const MercerRows *rows, const double a[4], size_t m, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  Spread s = { .rows = rows, .a = a, .m = m, .stride = 2 * m + 2, .parts = CLAMP (rows->n / PART_ROWS, 1, MAX_PARTS), .work = work };
  *pairs = (MercerPairs){ .m = m };
  MercerStatus status = spread_rows (&s, pairs);
  if (status != MERCER_OK)
    return status;
  correlate (s.field[0], m);
  pairs->lags = malloc (m * (2 * m - 1) * sizeof (double));
  if (pairs->lags == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < 2 * m - 1; k++)
    {
      const double *from = s.field[0] + (k + m + 1) % (2 * m) * s.stride;
      for (size_t j = 0; j < m; j++)
        pairs->lags[j + k * m] = (j == 0 ? 1 : 2) * from[j] / (4 * (double) m * (double) m);
    }
  mercer_work_release (work, mark);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

void
mercer_pairs_clear (MercerPairs *pairs)
{
  free (pairs->lags);
  pairs->lags = NULL;
}

/* --- Sums over pairs ---------------------------------------------------------------------------------------------------- */

/* phi^(r) (k step / g) g^-(r + 1) at lags from 0 on; returns how many are not negligible. */
static size_t
derivatives (int r, double step, double g, size_t m, double *out)
{
  size_t most = MIN (m, (size_t) (11 * g / step) + 1);
  for (size_t k = 0; k < most; k++)
    {
      double u = (double) k * step / g, low = 1, high = r > 0 ? u : 1;
      for (int p = 1; p < r; p++)
        {
          double next = u * high - p * low;
          low = high;
          high = next;
        }
      out[k] = (r % 2 == 0 ? 1 : -1) * high * exp (-0.5 * u * u) / (sqrt (2 * G_PI) * pow (g, r + 1));
    }
  return most;
}

double
mercer_pairs_functional (const MercerPairs *pairs, int r, int s, double g)
{
  size_t m = pairs->m;
  g_autofree double *x = g_new (double, 2 * m);
  double *y = x + m;
  size_t nx = derivatives (r, pairs->step[0], g, m, x), ny = derivatives (s, pairs->step[1], g, m, y);
  double sum = 0;
  for (size_t k = m - ny; k < m - 1 + ny; k++)
    {
      const double *row = pairs->lags + k * m;
      size_t lag = k >= m - 1 ? k - (m - 1) : m - 1 - k;
      double line = 0;
      for (size_t j = 0; j < nx; j++)
        line += row[j] * x[j];
      sum += line * y[lag] * (k < m - 1 && s % 2 == 1 ? -1 : 1);
    }
  return sum;
}

/* Sums over one row of lags of e, e dx, e dx^2, where e = exp (-square (dx - mid)^2 / 2). */
typedef struct
{
  double s[3];
} RowSums;

static RowSums
row_sums (const double *lags, size_t first, size_t end, double step, double mid, double square, double *e)
{
  RowSums sums = { { 0 } };
  size_t n = end - first;
  for (size_t j = 0; j < n; j++)
    {
      double off = (double) (int) (first + j) * step - mid;
      e[j] = -0.5 * square * off * off;
    }
  mercer_vexp (n, e, e);
  for (size_t j = 0; j < n; j++)
    {
      double dx = (double) (int) (first + j) * step, term = lags[first + j] * e[j];
      sums.s[0] += term;
      sums.s[1] += term * dx;
      sums.s[2] += term * dx * dx;
    }
  return sums;
}

double
mercer_pairs_sum (const MercerPairs *pairs, const double s[3], double gradient[3])
{
  static const double reach = 8; /* standard deviations: exp (-32) is 1e-14 */
  size_t m = pairs->m, most = MIN (m - 1, (size_t) (reach * sqrt (s[2]) / pairs->step[1]));
  double det = s[0] * s[2] - s[1] * s[1], a[3] = { s[2] / det, -s[1] / det, s[0] / det }, sum[4] = { 0 };
  g_autofree double *e = g_new (double, m);
  for (size_t k = m - 1 - most; k <= m - 1 + most; k++)
    {
      double dy = ((double) k - (double) (m - 1)) * pairs->step[1], left = reach * reach - dy * dy / s[2];
      double mid = s[1] / s[2] * dy, half = sqrt (MAX (left, 0) * (s[0] - s[1] * s[1] / s[2]));
      double from = ceil (MAX ((mid - half) / pairs->step[0], 0)), to = floor (MIN ((mid + half) / pairs->step[0], (double) (m - 1)));
      if (!(to >= from))
        continue;
      double row = exp (-0.5 * dy * dy / s[2]);
      RowSums r = row_sums (pairs->lags + k * m, (size_t) from, (size_t) to + 1, pairs->step[0], mid, a[0], e);
      sum[0] += row * r.s[0];
      sum[1] += row * r.s[2];
      sum[2] += row * r.s[1] * dy;
      sum[3] += row * r.s[0] * dy * dy;
    }
  double scale = 0.5 * M_1_PI / sqrt (det), f = scale * sum[0];
  if (gradient != NULL)
    {
      /* d phi / d S = phi (S^-1 z z' S^-1 - S^-1) / 2; the covariance stands in it twice */
      double xx = scale * sum[1], xy = scale * sum[2], yy = scale * sum[3];
      gradient[0] = 0.5 * (a[0] * a[0] * xx + 2 * a[0] * a[1] * xy + a[1] * a[1] * yy - a[0] * f);
      gradient[1] = a[0] * a[1] * xx + (a[0] * a[2] + a[1] * a[1]) * xy + a[1] * a[2] * yy - a[1] * f;
      gradient[2] = 0.5 * (a[1] * a[1] * xx + 2 * a[1] * a[2] * xy + a[2] * a[2] * yy - a[2] * f);
    }
  return f;
}
