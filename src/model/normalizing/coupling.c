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
          layer->features += bent ? 0 : chain->circle != NULL && chain->circle[c] ? 2 : 1;
          *(bent ? &layer->n_bent : &layer->n_kept) += 1;
        }
  layer->points = layer->n_kept > 0 ? points : 0;
  layer->outputs = layer->n_bent * chain->bend.numbers;
  chain->parameters += layer->points * layer->n_kept + layer->outputs * (1 + layer->features + layer->points);
  return MERCER_OK;
}

void
mercer_coupling_standardise (MercerCoupling *chain, MercerMatrix x)
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

/* How the columns are carried to where the bends are, and what the kernel sees of them. */
static void
place_columns (MercerCoupling *chain, MercerMatrix x, const MercerCouplingBox *box)
{
  mercer_coupling_standardise (chain, x);
  for (size_t c = 0; c < chain->d; c++)
    {
      if (box != NULL)
        {
          chain->mean[c] = box->low[c];
          chain->sd[c] = box->high[c] - box->low[c];
        }
      chain->seen_at[c] = chain->seen;
      chain->seen += chain->circle != NULL && chain->circle[c] ? 3 : 1;
    }
}

MercerStatus
mercer_coupling_open (MercerCoupling *chain, const MercerKernel *kernel, MercerBend bend, MercerMatrix x, const MercerCouplingBox *box,
                      size_t layers, size_t points, uint64_t seed, MercerWork *work)
{
  size_t n = x.rows, d = x.cols;
  if (n < 2 || d < 1 || bend.numbers > MERCER_BEND_MOST || bend.bounded != (box != NULL))
    return MERCER_BAD_INPUT;
  *chain = (MercerCoupling){ .kernel = kernel, .bend = bend, .d = d, .n_layers = layers };
  chain->circle = box != NULL ? box->circle : NULL;
  if (chain->circle != NULL)
    chain->around = mercer_bend_smooth_circle (bend.bins);
  chain->layer = mercer_work_alloc (work, layers + 1, sizeof *chain->layer);
  chain->mean = mercer_work_doubles (work, d);
  chain->sd = mercer_work_doubles (work, d);
  chain->seen_at = mercer_work_alloc (work, d, sizeof *chain->seen_at);
  size_t *order = mercer_work_alloc (work, n, sizeof *order);
  if (chain->layer == NULL || chain->mean == NULL || chain->sd == NULL || chain->seen_at == NULL || order == NULL)
    return MERCER_OUT_OF_MEMORY;
  place_columns (chain, x, box);
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
  size_t numbers = job->chain->bend.numbers;
  double raw[MERCER_BEND_MOST], log_slope;
  if (!mercer_work_wanted (job->work))
    return;
  for (size_t i = index * CHUNK; i < MIN ((index + 1) * CHUNK, job->x.rows); i++)
    for (size_t b = 0; b < job->layer->n_bent; b++)
      {
        size_t c = job->layer->column[job->layer->n_kept + b];
        const MercerBend *bend = mercer_coupling_bend (job->chain, c);
        double *at = mercer_matrix_at (job->x, i, c);
        for (size_t q = 0; q < numbers; q++)
          raw[q] = *mercer_matrix_at (job->a, i, b * numbers + q);
        if (job->back)
          bend->inverse (bend, *at, raw, at, &log_slope);
        else
          bend->forward (bend, *at, raw, at, &log_slope, NULL, NULL);
        if (job->log_det != NULL)
          job->log_det[i] += log_slope;
      }
}

MercerStatus
mercer_coupling_pass (const MercerCoupling *chain, size_t l, bool back, MercerMatrix x, double *log_det, MercerWork *work)
{
  const MercerCouplingLayer *layer = &chain->layer[l];
  MercerCouplingPart part = mercer_coupling_part (layer, chain->theta);
  size_t n = x.rows;
  MercerMark mark = mercer_work_mark (work);
  MercerCouplingSeen seen;
  MercerStatus status = mercer_coupling_seen_open (chain, layer, n, &seen, work);
  if (status == MERCER_OK)
    status = mercer_coupling_condition (chain, layer, &part, x, &seen, work);
  Bending job = { chain, layer, back, x, seen.a, log_det, work };
  if (status == MERCER_OK)
    mercer_pool_for ((n + CHUNK - 1) / CHUNK, bend_chunk_cb, &job);
  if (status == MERCER_OK && !mercer_work_wanted (work))
    status = MERCER_STOPPED;
  mercer_work_release (work, mark);
  return status;
}

void
mercer_coupling_place (const MercerCoupling *chain, MercerMatrix x, MercerMatrix z)
{
  for (size_t c = 0; c < chain->d; c++)
    for (size_t i = 0; i < x.rows; i++)
      {
        double at = (*mercer_matrix_at (x, i, c) - chain->mean[c]) / chain->sd[c];
        *mercer_matrix_at (z, i, c) = at - (chain->circle != NULL && chain->circle[c] ? floor (at) : 0);
      }
}

MercerStatus
mercer_coupling_forward (const MercerCoupling *chain, MercerMatrix x, MercerMatrix z, double *log_det, MercerWork *work)
{
  MercerStatus status = MERCER_OK;
  double scale = 0;
  mercer_coupling_place (chain, x, z);
  for (size_t c = 0; c < chain->d; c++)
    scale += log (chain->sd[c]);
  for (size_t i = 0; i < x.rows && log_det != NULL; i++)
    log_det[i] = -scale;
  for (size_t l = 0; l < chain->n_layers && status == MERCER_OK; l++)
    status = mercer_coupling_pass (chain, l, false, z, log_det, work);
  return status;
}

MercerStatus
mercer_coupling_inverse (const MercerCoupling *chain, MercerMatrix z, MercerMatrix x, MercerWork *work)
{
  MercerStatus status = MERCER_OK;
  if (x.data != z.data)
    mercer_matrix_copy (z, x);
  for (size_t l = chain->n_layers; l-- > 0 && status == MERCER_OK;)
    status = mercer_coupling_pass (chain, l, true, x, NULL, work);
  for (size_t c = 0; c < chain->d; c++)
    for (size_t i = 0; i < x.rows; i++)
      *mercer_matrix_at (x, i, c) = chain->mean[c] + chain->sd[c] * *mercer_matrix_at (x, i, c);
  return status;
}

MercerStatus
mercer_coupling_carry (const MercerCoupling *chain, size_t layers, MercerMatrix x, MercerMatrix out, double *log_det, MercerWork *work)
{
  MercerStatus status = MERCER_OK;
  mercer_coupling_place (chain, x, out);
  for (size_t i = 0; i < x.rows && log_det != NULL; i++)
    log_det[i] = 0;
  for (size_t l = 0; l < layers && l < chain->n_layers && status == MERCER_OK; l++)
    status = mercer_coupling_pass (chain, l, false, out, log_det, work);
  for (size_t c = 0; c < chain->d; c++)
    for (size_t i = 0; i < x.rows; i++)
      *mercer_matrix_at (out, i, c) = chain->mean[c] + chain->sd[c] * *mercer_matrix_at (out, i, c);
  return status;
}

MercerCoupling
mercer_coupling_behind (const MercerCoupling *chain, size_t layers)
{
  MercerCoupling behind = *chain;
  size_t skipped = MIN (layers, chain->n_layers);
  behind.layer += skipped;
  behind.n_layers -= skipped;
  return behind;
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
