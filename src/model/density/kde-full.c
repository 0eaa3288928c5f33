/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <fftw3.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "pool.h"
#include "vexp.h"

static bool
is_gaussian (const MercerKdeShape *shape)
{
  return shape == &mercer_kde_shapes[0];
}

bool
full_matrix_serves (const MercerKde *kde)
{
  return kde->full || (kde->radial > 0 && !is_gaussian (kde->axis[0].shape));
}

/* H as the estimate has it; on a line its second column is not used. */
static void
take_matrix (const MercerKde *kde, double h[3])
{
  const MercerKdeAxis *last = &kde->axis[kde->x.cols > 1 ? 1 : 0];
  memcpy (h, kde->h, 3 * sizeof *h);
  if (kde->full)
    return;
  h[0] = kde->axis[0].bandwidth * kde->axis[0].bandwidth;
  h[1] = 0;
  h[2] = last->bandwidth * last->bandwidth;
}

MercerStatus
full_matrix (const MercerKde *kde, FullMatrix *full)
{
  const MercerKdeShape *shape = kde->axis[0].shape;
  *full = (FullMatrix){ .shape = shape };
  take_matrix (kde, full->h);
  const double *h = full->h;
  double det = h[0] * h[2] - h[1] * h[1], sd = shape->sd;
  if (!(h[0] > 0) || !(h[2] > 0) || !(det > 1e-12 * h[0] * h[2]))
    return MERCER_BAD_INPUT;
  bool radial = kde->radial > 0 && !is_gaussian (shape);
  if (radial && !mercer_kde_radial_init (&full->radial, shape, kde->radial))
    return MERCER_BAD_INPUT;
  sd = radial ? full->radial.sd : sd;
  /* of a 2 x 2 matrix: H^1/2 = (H + s I) / t, s = sqrt |H|, t = sqrt (tr H + 2 s); the inverse swaps the diagonal */
  double s = sqrt (det), t = sqrt (h[0] + h[2] + 2 * s), volume = kde->x.cols == 1 ? kde->axis[0].bandwidth : s;
  full->root[0] = sd * (h[2] + s) / (t * s);
  full->root[1] = -sd * h[1] / (t * s);
  full->root[2] = sd * (h[0] + s) / (t * s);
  for (size_t c = 2; c < kde->x.cols; c++)
    volume *= kde->axis[c].bandwidth;
  full->factor = pow (sd, radial ? (double) kde->radial : 2) / volume;
  full->radius = (radial || is_gaussian (shape) ? 1 : M_SQRT2) * shape->reach / sd;
  return MERCER_OK;
}

void
full_matrix_widen (double width, FullMatrix *full)
{
  for (int k = 0; k < 3; k++)
    {
      full->h[k] *= width * width;
      full->root[k] /= width;
    }
  full->factor /= pow (width, full->radial.d > 0 ? (double) full->radial.d : 2);
}

/* k = K (u, v), u and v in units of the shape, at `off` from the slice; k is u. */
static void
values_of (const FullMatrix *full, size_t n, double off, double *u, double *v)
{
  if (full->radial.d > 0)
    {
      for (size_t j = 0; j < n; j++)
        u[j] = u[j] * u[j] + v[j] * v[j] + off;
      mercer_vsqrt (n, u, u);
      mercer_kde_radial_values (&full->radial, n, u, u);
      return;
    }
  if (is_gaussian (full->shape))
    {
      for (size_t j = 0; j < n; j++)
        u[j] = -0.5 * (u[j] * u[j] + v[j] * v[j]);
      mercer_vexp_scaled (n, 0.5 * M_1_PI, 1, u, u);
      return;
    }
  full->shape->values (n, u, u);
  full->shape->values (n, v, v);
  for (size_t j = 0; j < n; j++)
    u[j] *= v[j];
}

bool
full_matrix_row (const FullMatrix *full, size_t m, const double *x, double cx, double dy, double off, double weight, double *out,
                 double *scratch)
{
  const double *h = full->h, *r = full->root;
  double left = full->radius * full->radius - off - dy * dy / h[2];
  if (left < 0)
    return false;
  /* the ellipse's chord at this height */
  double mid = cx + h[1] / h[2] * dy, half = sqrt ((h[0] - h[1] * h[1] / h[2]) * left);
  size_t first = 0, end = m;
  while (first < end && x[first] < mid - half)
    first++;
  while (end > first && x[end - 1] > mid + half)
    end--;
  size_t n = end - first;
  double *u = scratch, *v = scratch + n, k = weight * full->factor;
  if (n == 0)
    return false;
  for (size_t j = 0; j < n; j++)
    {
      double dx = x[first + j] - cx;
      u[j] = r[0] * dx + r[1] * dy;
      v[j] = r[1] * dx + r[2] * dy;
    }
  values_of (full, n, off * full->radial.sd * full->radial.sd, u, v);
  for (size_t j = 0; j < n; j++)
    out[first + j] += k * u[j];
  return true;
}

/* --- By Fourier transforms -------------------------------------------------------------------------- */

/* The next number without prime factors above 5, even. */
static size_t
good_size (size_t n)
{
  for (n += n % 2;; n += 2)
    {
      size_t rest = n;
      for (size_t p = 2; p <= 5; p++)
        while (rest % p == 0)
          rest /= p;
      if (rest == 1)
        return n;
    }
}

typedef struct
{
  const MercerKde *kde;
  const MercerBins *bins;
  FullMatrix full;
  size_t p[2], half; /* padded sizes, real; half of p[0] for complex rows */
  double *field[2];  /* the bins, the kernel: in place, rows of 2 half doubles */
  double *scratch;
  fftw_plan forward, back;
  MercerWork *work;
} Transform;

static void
lay_bins (Transform *t)
{
  size_t row = 2 * t->half;
  memset (t->field[0], 0, row * t->p[1] * sizeof (double));
  for (size_t k = 0; k < t->bins->count[1]; k++)
    memcpy (t->field[0] + k * row, t->bins->mass + k * t->bins->count[0], t->bins->count[0] * sizeof (double));
}

/* K_H at all lags of the lattice, those below zero at the end, as a transform wants them. The kernel is even: a row of lags above zero is
 * one below it, the other way round. */
static void
lay_kernel (Transform *t)
{
  size_t row = 2 * t->half, m = t->bins->count[0], lags = 2 * m - 1;
  double *x = t->scratch, *line = x + lags, *rest = line + lags;
  memset (t->field[1], 0, row * t->p[1] * sizeof (double));
  for (size_t j = 0; j < lags; j++)
    x[j] = ((double) j - (double) (m - 1)) * t->bins->step[0];
  double weight = 1 / (t->bins->total * (double) t->p[0] * (double) t->p[1]);
  for (size_t k = 0; k < t->bins->count[1] && mercer_work_wanted (t->work); k++)
    {
      memset (line, 0, lags * sizeof (double));
      if (!full_matrix_row (&t->full, lags, x, 0, (double) k * t->bins->step[1], 0, weight, line, rest))
        break;
      double *above = t->field[1] + k * row, *below = t->field[1] + (t->p[1] - k) % t->p[1] * row;
      memcpy (above, line + m - 1, m * sizeof (double));
      memcpy (above + t->p[0] - (m - 1), line, (m - 1) * sizeof (double));
      for (size_t j = 0; j < m && k > 0; j++)
        below[j] = line[m - 1 - j];
      for (size_t j = 0; j + 1 < m && k > 0; j++)
        below[t->p[0] - (m - 1) + j] = line[lags - 1 - j];
    }
}

static void
forward_cb (void *data, size_t which)
{
  Transform *t = data;
  (which == 0 ? lay_bins : lay_kernel) (t);
  if (mercer_work_wanted (t->work))
    fftw_execute_dft_r2c (t->forward, t->field[which], (fftw_complex *) t->field[which]);
}

static void
multiply (Transform *t)
{
  fftw_complex *a = (fftw_complex *) t->field[0], *b = (fftw_complex *) t->field[1];
  for (size_t k = 0; k < t->half * t->p[1]; k++)
    {
      double re = a[k][0] * b[k][0] - a[k][1] * b[k][1];
      a[k][1] = a[k][0] * b[k][1] + a[k][1] * b[k][0];
      a[k][0] = re;
    }
}

MercerStatus
mercer_kde_binned_full (const MercerKde *kde, const MercerBins *bins, double *out, MercerWork *work)
{
  Transform t = { .kde = kde, .bins = bins, .work = work };
  MercerStatus status = full_matrix (kde, &t.full);
  if (status != MERCER_OK)
    return status;
  for (int a = 0; a < 2; a++)
    t.p[a] = good_size (2 * bins->count[a]);
  t.half = t.p[0] / 2 + 1;
  for (int k = 0; k < 2; k++)
    t.field[k] = mercer_work_doubles (work, 2 * t.half * t.p[1]);
  t.scratch = mercer_work_doubles (work, 8 * bins->count[0]);
  if (t.field[0] == NULL || t.field[1] == NULL || t.scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  density_plan_lock ();
  t.forward = fftw_plan_dft_r2c_2d ((int) t.p[1], (int) t.p[0], t.field[0], (fftw_complex *) t.field[0], FFTW_ESTIMATE);
  t.back = fftw_plan_dft_c2r_2d ((int) t.p[1], (int) t.p[0], (fftw_complex *) t.field[0], t.field[0], FFTW_ESTIMATE);
  density_plan_unlock ();
  mercer_pool_for (2, forward_cb, &t);
  if (mercer_work_wanted (work))
    {
      multiply (&t);
      fftw_execute (t.back);
      double least = t.full.shape->negative ? -INFINITY : 0; /* rounding goes below */
      for (size_t k = 0; k < bins->count[1]; k++)
        for (size_t j = 0; j < bins->count[0]; j++)
          out[j + k * bins->count[0]] = MAX (t.field[0][j + k * 2 * t.half], least);
    }
  else
    status = MERCER_STOPPED;
  density_plan_lock ();
  fftw_destroy_plan (t.forward);
  fftw_destroy_plan (t.back);
  density_plan_unlock ();
  return status;
}
