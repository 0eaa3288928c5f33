/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coupling.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "linalg.h"
#include "pool.h"
#include "random.h"

enum { STREAM_POINTS = 0x63706c };

static const double log_2pi = 1.8378770664093453;

/* --- The shape of the chain ------------------------------------------------------------------------------- */

/* How many bits tell the d columns apart. */
static size_t
bits_of (size_t d)
{
  size_t bits = 0;
  while (((size_t) 1 << bits) < d)
    bits++;
  return bits;
}

static MercerStatus
shape_layer (MercerCoupling *chain, size_t l, size_t points, MercerWork *work)
{
  MercerCouplingLayer *layer = &chain->layer[l];
  size_t bits = bits_of (chain->d), bit = bits > 0 ? l / 2 % bits : 0, bent_with = (l + 1) % 2;
  *layer = (MercerCouplingLayer){ .column = mercer_work_alloc (work, chain->d, sizeof (size_t)), .at = chain->parameters };
  if (layer->column == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t bent = 0; bent < 2; bent++)
    for (size_t c = 0; c < chain->d; c++)
      if ((size_t) (bits == 0 || (c >> bit & 1) == bent_with) == bent)
        {
          layer->column[layer->n_kept + layer->n_bent] = c;
          *(bent ? &layer->n_bent : &layer->n_kept) += 1;
        }
  layer->points = layer->n_kept > 0 ? points : 0;
  layer->outputs = layer->n_bent * chain->bend.numbers;
  chain->parameters += layer->points * layer->n_kept + layer->outputs * (1 + layer->n_kept + layer->points);
  return MERCER_OK;
}

MercerCouplingPart
mercer_coupling_part (const MercerCouplingLayer *layer, const double *theta)
{
  double *at = (double *) theta + layer->at;
  size_t m = layer->points, kept = layer->n_kept, outputs = layer->outputs;
  MercerCouplingPart part;
  part.points = mercer_matrix (at, m, kept);
  part.bias = mercer_matrix (at += m * kept, 1, outputs);
  part.linear = mercer_matrix (at += outputs, kept, outputs);
  part.weights = mercer_matrix (at + kept * outputs, m, outputs);
  return part;
}

static void
standardise (MercerCoupling *chain, MercerMatrix x)
{
  for (size_t c = 0; c < chain->d; c++)
    {
      const double *column = mercer_matrix_column (x, c);
      double mean = 0, squares = 0;
      for (size_t i = 0; i < x.rows; i++)
        mean += column[i] / (double) x.rows;
      for (size_t i = 0; i < x.rows; i++)
        squares += (column[i] - mean) * (column[i] - mean);
      double sd = sqrt (squares / (double) x.rows);
      chain->mean[c] = mean;
      chain->sd[c] = sd > 0 && isfinite (sd) ? sd : 1;
    }
}

MercerStatus
mercer_coupling_open (MercerCoupling *chain, const MercerKernel *kernel, MercerBend bend, MercerMatrix x, const double *box, size_t layers,
                      size_t points, uint64_t seed, MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  if (n < 2 || d < 1 || bend.numbers > MERCER_BEND_MOST || bend.bounded != (box != NULL))
    return MERCER_BAD_INPUT;
  *chain = (MercerCoupling){ .kernel = kernel, .bend = bend, .d = d, .n_layers = layers };
  chain->layer = mercer_work_alloc (work, layers + 1, sizeof *chain->layer);
  chain->mean = mercer_work_doubles (work, d);
  chain->sd = mercer_work_doubles (work, d);
  size_t *order = mercer_work_alloc (work, n, sizeof *order);
  if (chain->layer == NULL || chain->mean == NULL || chain->sd == NULL || order == NULL)
    return MERCER_OUT_OF_MEMORY;
  standardise (chain, x);
  for (size_t c = 0; c < d && box != NULL; c++)
    {
      chain->mean[c] = box[c];
      chain->sd[c] = box[d + c] - box[c];
    }
  for (size_t l = 0; l < layers; l++)
    if (shape_layer (chain, l, MIN (points, n), work) != MERCER_OK)
      return MERCER_OUT_OF_MEMORY;
  chain->theta = mercer_work_doubles (work, chain->parameters + 1);
  if (chain->theta == NULL)
    return MERCER_OUT_OF_MEMORY;
  memset (chain->theta, 0, chain->parameters * sizeof *chain->theta);
  for (size_t l = 0; l < layers; l++)
    {
      MercerCouplingLayer *layer = &chain->layer[l];
      MercerCouplingPart part = mercer_coupling_part (layer, chain->theta);
      mercer_random_permutation (seed, STREAM_POINTS + l, n, order);
      for (size_t k = 0; k < layer->n_kept; k++)
        for (size_t j = 0; j < layer->points; j++)
          {
            size_t c = layer->column[k];
            *mercer_matrix_at (part.points, j, k) = (*mercer_matrix_at (x, order[j], c) - chain->mean[c]) / chain->sd[c];
          }
    }
  return MERCER_OK;
}

/* --- What a layer does ------------------------------------------------------------------------------------ */

void
mercer_coupling_seen (const MercerCoupling *chain, const MercerCouplingLayer *layer, MercerMatrix x, bool all, MercerMatrix seen)
{
  for (size_t k = 0; k < chain->d; k++)
    {
      size_t c = layer->column[k];
      double *to = mercer_matrix_column (seen, c);
      if (k >= layer->n_kept)
        for (size_t i = 0; i < x.rows; i++)
          to[i] = chain->mean[c];
      else
        {
          const double *from = mercer_matrix_column (x, all ? c : k);
          for (size_t i = 0; i < x.rows; i++)
            to[i] = chain->mean[c] + chain->sd[c] * from[i];
        }
    }
}

MercerStatus
mercer_coupling_condition (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerCouplingPart *part, MercerMatrix x,
                           MercerMatrix seen_x, MercerMatrix seen_z, MercerMatrix k, MercerMatrix a, MercerWork *work)
{
  for (size_t o = 0; o < layer->outputs; o++)
    {
      double *to = mercer_matrix_column (a, o), bias = *mercer_matrix_at (part->bias, 0, o);
      for (size_t i = 0; i < x.rows; i++)
        to[i] = bias;
      for (size_t c = 0; c < layer->n_kept; c++)
        {
          const double *from = mercer_matrix_column (x, layer->column[c]);
          double slope = *mercer_matrix_at (part->linear, c, o);
          for (size_t i = 0; i < x.rows; i++)
            to[i] += slope * from[i];
        }
    }
  if (layer->points == 0)
    return MERCER_OK;
  mercer_coupling_seen (chain, layer, x, true, seen_x);
  mercer_coupling_seen (chain, layer, part->points, false, seen_z);
  MercerStatus status = mercer_kernel_cross (chain->kernel, seen_x, seen_z, k, work);
  return status == MERCER_OK ? mercer_gemm (false, false, 1, k, part->weights, 1, a, work) : status;
}

/* --- Passing through ---------------------------------------------------------------------------------------- */

enum { CHUNK = 128 }; /* rows of one task */

typedef struct
{
  const MercerCoupling *chain;
  const MercerCouplingLayer *layer;
  bool back;
  MercerMatrix x, a;
  double *log_det;
  MercerWork *work;
} Bending;

static void
bend_chunk_cb (void *data, size_t index)
{
  const Bending *job = data;
  const MercerBend *bend = &job->chain->bend;
  double raw[MERCER_BEND_MOST], log_slope;
  if (!mercer_work_wanted (job->work))
    return;
  for (size_t i = index * CHUNK; i < MIN ((index + 1) * CHUNK, job->x.rows); i++)
    for (size_t b = 0; b < job->layer->n_bent; b++)
      {
        double *at = mercer_matrix_at (job->x, i, job->layer->column[job->layer->n_kept + b]);
        for (size_t q = 0; q < bend->numbers; q++)
          raw[q] = *mercer_matrix_at (job->a, i, b * bend->numbers + q);
        if (job->back)
          bend->inverse (bend, *at, raw, at, &log_slope);
        else
          bend->forward (bend, *at, raw, at, &log_slope, NULL, NULL);
        if (job->log_det != NULL)
          job->log_det[i] += log_slope;
      }
}

/* One layer over all rows in place, forwards or back; log_det (may be NULL) grows by the log slopes. */
static MercerStatus
pass (const MercerCoupling *chain, size_t l, bool back, MercerMatrix x, double *log_det, MercerWork *work)
{
  const MercerCouplingLayer *layer = &chain->layer[l];
  MercerCouplingPart part = mercer_coupling_part (layer, chain->theta);
  size_t n = x.rows;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix seen_x = mercer_work_matrix (work, n, chain->d), seen_z = mercer_work_matrix (work, layer->points + 1, chain->d);
  MercerMatrix k = mercer_work_matrix (work, n, layer->points + 1), a = mercer_work_matrix (work, n, layer->outputs);
  if (seen_x.data == NULL || seen_z.data == NULL || k.data == NULL || a.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  seen_z.rows = k.cols = layer->points;
  MercerStatus status = mercer_coupling_condition (chain, layer, &part, x, seen_x, seen_z, k, a, work);
  Bending job = { chain, layer, back, x, a, log_det, work };
  if (status == MERCER_OK)
    mercer_pool_for ((n + CHUNK - 1) / CHUNK, bend_chunk_cb, &job);
  if (status == MERCER_OK && !mercer_work_wanted (work))
    status = MERCER_STOPPED;
  mercer_work_release (work, mark);
  return status;
}

MercerStatus
mercer_coupling_forward (const MercerCoupling *chain, MercerMatrix x, MercerMatrix z, double *log_det, MercerWork *work)
{
  MercerStatus status = MERCER_OK;
  double scale = 0;
  for (size_t c = 0; c < chain->d; c++)
    {
      scale += log (chain->sd[c]);
      for (size_t i = 0; i < x.rows; i++)
        *mercer_matrix_at (z, i, c) = (*mercer_matrix_at (x, i, c) - chain->mean[c]) / chain->sd[c];
    }
  for (size_t i = 0; i < x.rows && log_det != NULL; i++)
    log_det[i] = -scale;
  for (size_t l = 0; l < chain->n_layers && status == MERCER_OK; l++)
    status = pass (chain, l, false, z, log_det, work);
  return status;
}

MercerStatus
mercer_coupling_inverse (const MercerCoupling *chain, MercerMatrix z, MercerMatrix x, MercerWork *work)
{
  MercerStatus status = MERCER_OK;
  if (x.data != z.data)
    mercer_matrix_copy (z, x);
  for (size_t l = chain->n_layers; l-- > 0 && status == MERCER_OK;)
    status = pass (chain, l, true, x, NULL, work);
  for (size_t c = 0; c < chain->d; c++)
    for (size_t i = 0; i < x.rows; i++)
      *mercer_matrix_at (x, i, c) = chain->mean[c] + chain->sd[c] * *mercer_matrix_at (x, i, c);
  return status;
}

MercerStatus
mercer_coupling_log_density (const MercerCoupling *chain, MercerMatrix x, double *out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix z = mercer_work_matrix (work, x.rows, chain->d);
  if (z.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_coupling_forward (chain, x, z, out, work);
  for (size_t c = 0; c < chain->d && status == MERCER_OK; c++)
    for (size_t i = 0; i < x.rows; i++)
      {
        double at = *mercer_matrix_at (z, i, c);
        if (!chain->bend.bounded)
          out[i] -= 0.5 * (log_2pi + at * at);
        else if (!(at >= 0 && at <= 1))
          out[i] = -HUGE_VAL;
      }
  mercer_work_release (work, mark);
  return status;
}

/* --- What it is compared with ------------------------------------------------------------------------------ */

MercerStatus
mercer_coupling_gaussian_nll (MercerMatrix x, MercerMatrix at, double *nll, MercerWork *work)
{
  size_t n = x.rows, m = at.rows, d = x.cols;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix centred = mercer_work_matrix (work, n, d), s = mercer_work_matrix (work, d, d), w = mercer_work_matrix (work, d, m);
  if (centred.data == NULL || s.data == NULL || w.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d; c++)
    {
      double mean = 0;
      for (size_t i = 0; i < n; i++)
        mean += *mercer_matrix_at (x, i, c) / (double) n;
      for (size_t i = 0; i < n; i++)
        *mercer_matrix_at (centred, i, c) = *mercer_matrix_at (x, i, c) - mean;
      for (size_t i = 0; i < m; i++)
        *mercer_matrix_at (w, c, i) = *mercer_matrix_at (at, i, c) - mean;
    }
  MercerStatus status = mercer_syrk (true, 1 / (double) n, centred, 0, s, work);
  if (status == MERCER_OK)
    status = mercer_cholesky (s, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (s, false, w, work);
  double squares = 0;
  for (size_t k = 0; k < d * m && status == MERCER_OK; k++)
    squares += w.data[k] * w.data[k];
  *nll = 0.5 * ((double) d * log_2pi + squares / (double) m + (status == MERCER_OK ? mercer_cholesky_log_det (s) : 0));
  if (status == MERCER_NOT_POSITIVE_DEFINITE)
    {
      *nll = HUGE_VAL;
      status = MERCER_OK;
    }
  mercer_work_release (work, mark);
  return status;
}
