/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private-plane.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Rows whose cosines stand in memory at one time. */
enum { BLOCK = 1024 };
static const double least_width = 0.03;

void
mercer_private_plane_frame (MercerPrivateFrame frame[2], size_t axis, double low, double high, double h)
{
  mercer_private_frame (&frame[axis], low, high, MAX (h, least_width * (high - low)));
  frame[axis].terms = MIN (frame[axis].terms, MERCER_PRIVATE_PLANE_TERMS);
}

size_t
mercer_private_plane_count (const MercerPrivateFrame frame[2], MercerPrivate mechanism)
{
  return mechanism == MERCER_PRIVATE_COSINE ? frame[0].terms * frame[1].terms : MERCER_PRIVATE_SIDE * MERCER_PRIVATE_SIDE;
}

static double
place (const MercerPrivateFrame *frame, double x)
{
  return CLAMP ((x - frame->low) / (frame->high - frame->low), 0, 1);
}

/* phi (i, k) = scale_k cos (k pi u_i); scale: g_k^power e_k if twice. */
static void
fill_cosines (const MercerPrivateFrame *frame, size_t n, const double *x, double power, bool twice, MercerMatrix phi)
{
  double scale[MERCER_PRIVATE_TERMS] = { 0 };
  for (size_t k = 0; k < frame->terms; k++)
    scale[k] = pow (frame->g[k], power) * (twice && k > 0 ? 2 : 1);
  for (size_t i = 0; i < n; i++)
    {
      /* Chebyshev's recurrence, from cos (-angle) and cos (0) */
      double cosine = cos (G_PI * place (frame, x[i])), before = cosine, now = 1;
      for (size_t k = 0; k < frame->terms; k++)
        {
          *mercer_matrix_at (phi, i, k) = scale[k] * now;
          double next = 2 * cosine * now - before;
          before = now;
          now = next;
        }
    }
}

static void
count_rows (const MercerPrivateFrame frame[2], MercerMatrix x, double *out)
{
  memset (out, 0, MERCER_PRIVATE_SIDE * MERCER_PRIVATE_SIDE * sizeof *out);
  for (size_t i = 0; i < x.rows; i++)
    {
      size_t cell[2];
      double t[2];
      for (size_t a = 0; a < 2; a++)
        {
          double at = place (&frame[a], *mercer_matrix_at (x, i, a)) * (MERCER_PRIVATE_SIDE - 1);
          cell[a] = MIN ((size_t) at, MERCER_PRIVATE_SIDE - 2);
          t[a] = at - (double) cell[a];
        }
      double *corner = out + cell[0] + cell[1] * MERCER_PRIVATE_SIDE;
      corner[0] += (1 - t[0]) * (1 - t[1]);
      corner[1] += t[0] * (1 - t[1]);
      corner[MERCER_PRIVATE_SIDE] += (1 - t[0]) * t[1];
      corner[MERCER_PRIVATE_SIDE + 1] += t[0] * t[1];
    }
}

MercerStatus
mercer_private_plane_statistic (const MercerPrivateFrame frame[2], MercerPrivate mechanism, MercerMatrix x, double *out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  if (mechanism != MERCER_PRIVATE_COSINE)
    {
      count_rows (frame, x, out);
      return MERCER_OK;
    }
  MercerMatrix phi[2], sums = mercer_matrix (out, frame[0].terms, frame[1].terms);
  for (size_t a = 0; a < 2; a++)
    {
      phi[a] = mercer_work_matrix (work, BLOCK, frame[a].terms);
      if (phi[a].data == NULL)
        return MERCER_OUT_OF_MEMORY;
    }
  mercer_matrix_fill (sums, 0);
  MercerStatus status = MERCER_OK;
  for (size_t first = 0; first < x.rows && status == MERCER_OK; first += BLOCK)
    {
      size_t n = MIN (x.rows - first, BLOCK);
      for (size_t a = 0; a < 2; a++)
        fill_cosines (&frame[a], n, mercer_matrix_column (x, a) + first, 0.5, false, phi[a]);
      status = mercer_gemm (true, false, 1, mercer_matrix_block (phi[0], 0, 0, n, frame[0].terms),
                            mercer_matrix_block (phi[1], 0, 0, n, frame[1].terms), 1, sums, work);
      if (status == MERCER_OK && !mercer_work_wanted (work))
        status = MERCER_STOPPED;
    }
  mercer_work_release (work, mark);
  return status;
}

static double
sum_of (const MercerPrivateFrame *frame, double power)
{
  double sum = 0;
  for (size_t k = 0; k < frame->terms; k++)
    sum += pow (frame->g[k], power);
  return sum;
}

double
mercer_private_plane_sensitivity (const MercerPrivateFrame frame[2], MercerPrivate mechanism)
{
  return mechanism == MERCER_PRIVATE_COSINE ? sqrt (sum_of (&frame[0], 1) * sum_of (&frame[1], 1)) : 1;
}

/* sqrt (g_j g_k) c_jk from what was released. */
static MercerStatus
weighted (const MercerPrivateFrame frame[2], MercerPrivate mechanism, const double *statistic, MercerMatrix c, MercerWork *work)
{
  double node[2][MERCER_PRIVATE_SIDE];
  MercerMatrix phi[2], half = mercer_work_matrix (work, c.rows, MERCER_PRIVATE_SIDE);
  if (mechanism == MERCER_PRIVATE_COSINE)
    {
      memcpy (c.data, statistic, c.rows * c.cols * sizeof *statistic);
      return MERCER_OK;
    }
  for (size_t a = 0; a < 2; a++)
    {
      for (size_t k = 0; k < MERCER_PRIVATE_SIDE; k++)
        node[a][k] = frame[a].low + (frame[a].high - frame[a].low) * (double) k / (MERCER_PRIVATE_SIDE - 1);
      phi[a] = mercer_work_matrix (work, MERCER_PRIVATE_SIDE, frame[a].terms);
      if (phi[a].data == NULL || half.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      fill_cosines (&frame[a], MERCER_PRIVATE_SIDE, node[a], 0.5, false, phi[a]);
    }
  MercerMatrix counts = mercer_matrix ((double *) statistic, MERCER_PRIVATE_SIDE, MERCER_PRIVATE_SIDE);
  MercerStatus status = mercer_gemm (true, false, 1, phi[0], counts, 0, half, work);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, half, phi[1], 0, c, work) : status;
}

MercerStatus
mercer_private_plane_density (const MercerPrivateFrame frame[2], MercerPrivate mechanism, const double *statistic, const double *total,
                              const size_t m[2], const double *const at[2], double *out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix c = mercer_work_matrix (work, frame[0].terms, frame[1].terms), phi[2];
  MercerMatrix half = mercer_work_matrix (work, m[0], frame[1].terms);
  double area = 1;
  if (c.data == NULL || half.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = weighted (frame, mechanism, statistic, c, work);
  for (size_t a = 0; a < 2 && status == MERCER_OK; a++)
    {
      phi[a] = mercer_work_matrix (work, m[a], frame[a].terms);
      if (phi[a].data == NULL)
        return MERCER_OUT_OF_MEMORY;
      fill_cosines (&frame[a], m[a], at[a], 0.5, true, phi[a]);
      area *= frame[a].high - frame[a].low;
    }
  double n = total != NULL ? *total : MAX (c.data[0], 1);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, phi[0], c, 0, half, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, true, 1 / (area * n), half, phi[1], 0, mercer_matrix (out, m[0], m[1]), work);
  mercer_work_release (work, mark);
  return status;
}

double
mercer_private_plane_error (const MercerPrivateFrame frame[2], MercerPrivate mechanism, double scale, double n)
{
  double variance = scale * scale, area = 1, sum = 1;
  for (size_t a = 0; a < 2; a++)
    {
      area *= frame[a].high - frame[a].low;
      sum *= mechanism == MERCER_PRIVATE_COSINE ? 2 * sum_of (&frame[a], 1) - 1 : MERCER_PRIVATE_SIDE * sum_of (&frame[a], 2);
    }
  return (mechanism == MERCER_PRIVATE_LAPLACE ? 2 * variance : variance) * sum / (area * n * n);
}
