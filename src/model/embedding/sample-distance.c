/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample-distance.h"

#include <glib.h>
#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <string.h>

#include "random.h"

enum { STREAM_DIRECTIONS = 0x736c6963 };

double
mercer_wasserstein_line (const double *a, size_t n, const double *b, size_t m)
{
  double sum = 0;
  size_t i = 0, j = 0, at = 0; /* levels in units of 1 / (n m): i ends at (i + 1) m, j at (j + 1) n */
  while (i < n && j < m)
    {
      size_t end_i = (i + 1) * m, end_j = (j + 1) * n, end = MIN (end_i, end_j);
      sum += (double) (end - at) * (a[i] - b[j]) * (a[i] - b[j]);
      at = end;
      i += end == end_i;
      j += end == end_j;
    }
  return sum / ((double) n * (double) m);
}

/* A unit vector; on the line it is 1. */
static void
direction (size_t dims, uint64_t seed, size_t slice, double *out)
{
  double norm = 0;
  if (dims == 1)
    {
      out[0] = 1;
      return;
    }
  mercer_random_normals (seed, STREAM_DIRECTIONS, slice * dims, dims, out);
  for (size_t c = 0; c < dims; c++)
    norm += out[c] * out[c];
  for (size_t c = 0; c < dims; c++)
    out[c] /= sqrt (norm);
}

/* All values along one direction, each sample sorted. */
static void
project (const MercerSamples *samples, const double *towards, double *line)
{
  memset (line, 0, samples->values.rows * sizeof *line);
  for (size_t c = 0; c < samples->dims; c++)
    for (size_t i = 0; i < samples->values.rows; i++)
      line[i] += towards[c] * *mercer_matrix_at (samples->values, i, c);
  for (size_t s = 0; s < samples->count; s++)
    gsl_sort (line + samples->offset[s], 1, samples->offset[s + 1] - samples->offset[s]);
}

/* One slice's part of the distances from sample s on line a to sample t on line b, for the pairs below the diagonal or all. */
static MercerStatus
add_slice (const MercerSamples *samples, const double *a, const MercerSamples *others, const double *b, bool lower, double share,
           MercerMatrix squared, MercerWork *work)
{
  const size_t *from = samples->offset, *to = others->offset;
  for (size_t t = 0; t < others->count; t++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      for (size_t s = lower ? t + 1 : 0; s < samples->count; s++)
        *mercer_matrix_at (squared, s, t)
            += share * mercer_wasserstein_line (a + from[s], from[s + 1] - from[s], b + to[t], to[t + 1] - to[t]);
    }
  return MERCER_OK;
}

MercerStatus
mercer_sample_cross_distances (const MercerSamples *samples, const MercerSamples *others, size_t slices, uint64_t seed,
                               MercerMatrix squared, MercerWork *work)
{
  bool same = samples == others;
  MercerStatus status = MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  double *a = mercer_work_doubles (work, samples->values.rows), *towards = mercer_work_doubles (work, samples->dims);
  double *b = same ? a : mercer_work_doubles (work, others->values.rows);
  if (a == NULL || b == NULL || towards == NULL)
    return MERCER_OUT_OF_MEMORY;
  slices = samples->dims == 1 ? 1 : slices;
  mercer_matrix_fill (squared, 0);
  for (size_t slice = 0; slice < slices && status == MERCER_OK; slice++)
    {
      direction (samples->dims, seed, slice, towards);
      project (samples, towards, a);
      if (!same)
        project (others, towards, b);
      status = add_slice (samples, a, others, b, same, 1 / (double) slices, squared, work);
    }
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_sample_distances (const MercerSamples *samples, size_t slices, uint64_t seed, MercerMatrix squared, MercerWork *work)
{
  MercerStatus status = mercer_sample_cross_distances (samples, samples, slices, seed, squared, work);
  mercer_matrix_mirror_lower (squared);
  return status;
}

double
mercer_sample_spread (MercerMatrix squared)
{
  size_t n = squared.rows;
  double sum = 0;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < n; i++)
      sum += *mercer_matrix_at (squared, i, j);
  return sum > 0 ? sqrt (2 * sum / ((double) n * (double) (n - 1))) : 1;
}

void
mercer_sample_kernel (MercerMatrix squared, double lengthscale)
{
  for (size_t j = 0; j < squared.cols; j++)
    for (size_t i = 0; i < squared.rows; i++)
      *mercer_matrix_at (squared, i, j) = exp (-*mercer_matrix_at (squared, i, j) / (2 * lengthscale * lengthscale));
}
