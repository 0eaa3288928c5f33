/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "feature-private.h"
#include "linalg.h"
#include "random.h"
#include "vexp.h"

/* Features are filled a panel of columns at a time: one product for the angles, then a vector loop down each column. */
enum { PANEL = 64 };

typedef void (*ColumnFunc) (size_t i, size_t n, const double *angle, void *data);

/* Calls func (i, n, X w_i) for each frequency in order. */
static MercerStatus
for_each_angle (MercerMatrix x, MercerMatrix w, ColumnFunc func, void *data, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix angle = mercer_work_matrix (work, x.rows, MIN (PANEL, MAX (w.cols, 1)));
  MercerStatus status = angle.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (size_t first = 0; first < w.cols && status == MERCER_OK; first += PANEL)
    {
      size_t count = MIN (PANEL, w.cols - first);
      status = mercer_gemm (false, false, 1, x, mercer_matrix_block (w, 0, first, w.rows, count), 0,
                            mercer_matrix_block (angle, 0, 0, x.rows, count), work);
      for (size_t i = 0; i < count && status == MERCER_OK; i++)
        {
          if (i % 8 == 0 && !mercer_work_wanted (work))
            status = MERCER_STOPPED;
          else
            func (first + i, x.rows, mercer_matrix_column (angle, i), data);
        }
    }
  mercer_work_release (work, mark);
  return status;
}

/* --- Fourier ---------------------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix phi;
  double scale;
} Fourier;

static void
fourier_column (size_t i, size_t n, const double *angle, void *data)
{
  const Fourier *f = data;
  double *cosine = mercer_matrix_column (f->phi, 2 * i), *sine = mercer_matrix_column (f->phi, 2 * i + 1);
  mercer_vcos (n, angle, cosine);
  mercer_vsin (n, angle, sine);
  for (size_t r = 0; r < n; r++)
    {
      cosine[r] *= f->scale;
      sine[r] *= f->scale;
    }
}

MercerStatus
mercer_features_fourier (MercerMatrix x, MercerMatrix w, double weight, MercerMatrix phi, MercerWork *work)
{
  g_return_val_if_fail (phi.cols == 2 * w.cols, MERCER_BAD_INPUT);
  Fourier f = { phi, sqrt (weight / (double) w.cols) };
  return for_each_angle (x, w, fourier_column, &f, work);
}

/* --- Sigma-delta ------------------------------------------------------------------------------------------ */

typedef struct
{
  MercerMatrix phi;
  uint64_t seed;
  size_t block;
  double scale;
  double *state, *wave;
} SigmaDelta;

static void
sigma_delta_column (size_t i, size_t n, const double *angle, void *data)
{
  const SigmaDelta *s = data;
  double phase = 2 * M_PI * mercer_random_uniform (s->seed, FEATURE_STREAM_PHASE, i);
  double *sum = mercer_matrix_column (s->phi, i / s->block);
  bool first = i % s->block == 0;
  for (size_t r = 0; r < n; r++)
    s->wave[r] = angle[r] + phase;
  mercer_vcos (n, s->wave, s->wave);
  for (size_t r = 0; r < n; r++)
    {
      double v = (first ? 0 : s->state[r]) + s->wave[r], bit = v >= 0 ? 1 : -1;
      s->state[r] = v - bit;
      sum[r] = (first ? 0 : sum[r]) + bit;
    }
  for (size_t r = 0; r < n && (i + 1) % s->block == 0; r++)
    sum[r] *= s->scale;
}

MercerStatus
mercer_features_sigma_delta (MercerMatrix x, MercerMatrix w, uint64_t seed, size_t block, double weight, MercerMatrix phi,
                             MercerWork *work)
{
  g_return_val_if_fail (block > 0 && phi.cols * block == w.cols, MERCER_BAD_INPUT);
  MercerMark mark = mercer_work_mark (work);
  SigmaDelta s = { phi, seed, block, sqrt (2 * weight / (double) w.cols), mercer_work_doubles (work, x.rows),
                   mercer_work_doubles (work, x.rows) };
  MercerStatus status = s.state != NULL && s.wave != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = for_each_angle (x, w, sigma_delta_column, &s, work);
  mercer_work_release (work, mark);
  return status;
}

/* --- Positive --------------------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix phi;
  double *shift; /* of each row, the logarithm of the scale with it */
} Positive;

static void
positive_column (size_t i, size_t n, const double *angle, void *data)
{
  const Positive *p = data;
  double *out = mercer_matrix_column (p->phi, i);
  for (size_t r = 0; r < n; r++)
    out[r] = angle[r] + p->shift[r];
  mercer_vexp (n, out, out);
}

MercerStatus
mercer_features_positive (MercerPositive kind, MercerMatrix x, MercerMatrix w, double weight, MercerMatrix phi,
                          MercerWork *work)
{
  g_return_val_if_fail (phi.cols == w.cols, MERCER_BAD_INPUT);
  MercerMark mark = mercer_work_mark (work);
  Positive p = { phi, mercer_work_doubles (work, x.rows) };
  if (p.shift == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t r = 0; r < x.rows; r++)
    {
      double square = 0;
      for (size_t c = 0; c < x.cols; c++)
        square += *mercer_matrix_at (x, r, c) * *mercer_matrix_at (x, r, c);
      p.shift[r] = 0.5 * log (weight / (double) w.cols) - (kind == MERCER_POSITIVE_GAUSSIAN ? 1 : 0.5) * square;
    }
  MercerStatus status = for_each_angle (x, w, positive_column, &p, work);
  mercer_work_release (work, mark);
  return status;
}
