/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "barlow-twins.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

static const double flow_relative = 1e-9, flow_absolute = 1e-14;

/* --- The contrastive kernel ---------------------------------------------------------------------------- */

/* R = U L^(1/2) U' of the Gram matrix, both triangles; what rounding made negative is 0. */
static MercerStatus
root_of (const MercerKernel *kernel, MercerMatrix views, MercerMatrix root, MercerWork *work)
{
  size_t m = views.rows;
  MercerMatrix k = mercer_work_matrix (work, m, m), u = mercer_work_matrix (work, m, m);
  double *values = mercer_work_doubles (work, m);
  if (k.data == NULL || u.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (kernel, views, k, work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (k))
    return MERCER_BAD_INPUT;
  if (status == MERCER_OK)
    status = mercer_eigen (k, values, u, work);
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < m; j++)
    for (size_t i = 0; i < m; i++)
      *mercer_matrix_at (u, i, j) *= sqrt (sqrt (fmax (values[j], 0)));
  status = mercer_syrk (false, 1, u, 0, root, work);
  mercer_matrix_mirror_lower (root);
  return status;
}

/* G = R P R / (2n): P R has the rows of R with their halves exchanged. */
static MercerStatus
contrast (MercerMatrix root, MercerMatrix g, MercerWork *work)
{
  size_t m = root.rows, n = m / 2;
  MercerMatrix exchanged = mercer_work_matrix (work, m, m);
  if (exchanged.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < m; j++)
    for (size_t i = 0; i < m; i++)
      *mercer_matrix_at (exchanged, i, j) = *mercer_matrix_at (root, (i + n) % m, j);
  return mercer_gemm (false, false, 1 / (double) m, root, exchanged, 0, g, work);
}

MercerStatus
mercer_twins_open (MercerTwins *twins, const MercerKernel *kernel, MercerMatrix views, size_t modes, MercerWork *work)
{
  size_t m = views.rows;
  if (m < 2 || m % 2 != 0 || modes < 1)
    return MERCER_BAD_INPUT;
  *twins = (MercerTwins){ .n = m / 2, .modes = modes < m ? modes : m };
  twins->gamma = mercer_work_doubles (work, twins->modes);
  twins->scores = mercer_work_matrix (work, m, twins->modes);
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix root = mercer_work_matrix (work, m, m), g = mercer_work_matrix (work, m, m);
  MercerMatrix vectors = mercer_work_matrix (work, m, m), top = mercer_work_matrix (work, m, twins->modes);
  double *values = mercer_work_doubles (work, m);
  bool got = twins->gamma != NULL && twins->scores.data != NULL && root.data != NULL && g.data != NULL
             && vectors.data != NULL && top.data != NULL && values != NULL;
  MercerStatus status = got ? root_of (kernel, views, root, work) : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = contrast (root, g, work);
  if (status == MERCER_OK)
    status = mercer_eigen (g, values, vectors, work);
  for (size_t j = 0; j < twins->modes && status == MERCER_OK; j++)
    {
      twins->gamma[j] = values[m - 1 - j];
      memcpy (mercer_matrix_column (top, j), mercer_matrix_column (vectors, m - 1 - j), m * sizeof (double));
    }
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, root, top, 0, twins->scores, work);
  mercer_work_release (work, mark);
  return status;
}

/* --- One mode alone ------------------------------------------------------------------------------------- */

double
mercer_twins_closed_form (double gamma, double s, double time)
{
  /* divided by e^(4 gamma t), so that late times do not overflow */
  double fade = exp (-8 * gamma * time);
  return 1 / sqrt (fade / (s * s) + (1 - fade) * gamma);
}

double
mercer_twins_learned (double gamma, double s)
{
  double share = s * s * gamma;
  if (!(gamma > 0))
    return INFINITY;
  return share >= 0.5 ? 0 : log ((1 - share) / share) / (8 * gamma);
}

void
mercer_twins_start (MercerMatrix w, double *out)
{
  size_t p = w.rows, count = p < w.cols ? p : w.cols;
  double *basis = g_new (double, p * count);
  for (size_t j = 0; j < count; j++)
    {
      double *q = basis + j * p, norm = 0;
      memcpy (q, mercer_matrix_column (w, j), p * sizeof *q);
      for (int twice = 0; twice < 2; twice++)
        for (size_t k = 0; k < j; k++)
          {
            double dot = 0;
            for (size_t i = 0; i < p; i++)
              dot += q[i] * basis[i + k * p];
            for (size_t i = 0; i < p; i++)
              q[i] -= dot * basis[i + k * p];
          }
      for (size_t i = 0; i < p; i++)
        norm += q[i] * q[i];
      out[j] = norm = sqrt (norm);
      for (size_t i = 0; i < p; i++)
        q[i] = norm > 0 ? q[i] / norm : 0;
    }
  g_free (basis);
}

/* --- The flow ------------------------------------------------------------------------------------------- */

typedef struct
{
  const double *gamma;
  size_t p, modes;
  double *scaled, *c; /* W G (p x modes), I - C (p x p) */
  MercerWork *work;
} Flow;

/* dW/dt = 4 (I - W G W') W G. */
static int
derivative (double time, const double w[], double out[], void *data)
{
  Flow *flow = data;
  size_t p = flow->p, modes = flow->modes;
  if (!mercer_work_wanted (flow->work))
    return GSL_EBADFUNC;
  MercerMatrix at = mercer_matrix ((double *) w, p, modes), scaled = mercer_matrix (flow->scaled, p, modes);
  MercerMatrix rest = mercer_matrix (flow->c, p, p);
  for (size_t j = 0; j < modes; j++)
    for (size_t i = 0; i < p; i++)
      *mercer_matrix_at (scaled, i, j) = flow->gamma[j] * *mercer_matrix_at (at, i, j);
  MercerStatus status = mercer_gemm (false, true, -1, scaled, at, 0, rest, NULL);
  mercer_matrix_add_diagonal (rest, 1);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 4, rest, scaled, 0, mercer_matrix (out, p, modes), NULL);
  return status == MERCER_OK ? GSL_SUCCESS : GSL_EBADFUNC;
}

MercerStatus
mercer_twins_flow (const MercerTwins *twins, MercerMatrix w, const double *times, size_t count, double *out, MercerWork *work)
{
  size_t size = w.rows * w.cols;
  double *at = mercer_work_doubles (work, size);
  Flow flow = { twins->gamma, w.rows, w.cols, mercer_work_doubles (work, size), mercer_work_doubles (work, w.rows * w.rows),
                work };
  if (w.cols != twins->modes || at == NULL || flow.scaled == NULL || flow.c == NULL)
    return w.cols != twins->modes ? MERCER_BAD_INPUT : MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (w, mercer_matrix (at, w.rows, w.cols));
  gsl_odeiv2_system system = { derivative, NULL, size, &flow };
  double first = count > 0 && times[count - 1] > 0 ? 1e-3 * times[count - 1] : 1e-3, now = 0;
  gsl_odeiv2_driver *driver
      = gsl_odeiv2_driver_alloc_y_new (&system, gsl_odeiv2_step_rk8pd, first, flow_absolute, flow_relative);
  MercerStatus status = driver != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < count && status == MERCER_OK; k++)
    {
      if (times[k] > now && gsl_odeiv2_driver_apply (driver, &now, times[k], at) != GSL_SUCCESS)
        status = mercer_work_wanted (work) ? MERCER_DIVERGED : MERCER_STOPPED;
      memcpy (out + k * size, at, size * sizeof *at);
    }
  if (driver != NULL)
    gsl_odeiv2_driver_free (driver);
  return status;
}
