/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain at work gets another kernel or shape. */
#include <string.h>

#include "coupling.h"
#include "linalg.h"

/* Of the mean square of a kernel function at the rows: enough where two functions are nearly the same. */
static const double ridge = 1e-6;

/* What a layer can write, as columns: 1, its features, its kernel functions. */
static MercerStatus
columns_of (const MercerCoupling *chain, const MercerCouplingLayer *layer, MercerMatrix x, MercerMatrix g, MercerWork *work)
{
  MercerCouplingSeen seen;
  MercerCouplingPart part = mercer_coupling_part (layer, chain->theta);
  MercerStatus status = mercer_coupling_seen_open (chain, layer, x.rows, &seen, work);
  if (status == MERCER_OK)
    status = mercer_coupling_condition (chain, layer, &part, x, &seen, work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_fill (mercer_matrix_block (g, 0, 0, x.rows, 1), 1);
  if (layer->features > 0)
    mercer_matrix_copy (seen.features, mercer_matrix_block (g, 0, 1, x.rows, layer->features));
  if (layer->points > 0)
    mercer_matrix_copy (seen.k, mercer_matrix_block (g, 0, 1 + layer->features, x.rows, layer->points));
  return MERCER_OK;
}

/* C = (G'G + ridge)^-1 G'A into the part. */
static MercerStatus
solve (const MercerCouplingLayer *layer, MercerMatrix g, MercerMatrix a, MercerCouplingPart *part, MercerWork *work)
{
  MercerMatrix s = mercer_work_matrix (work, g.cols, g.cols), c = mercer_work_matrix (work, g.cols, a.cols);
  if (s.data == NULL || c.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_syrk (true, 1, g, 0, s, work);
  double most = 0;
  for (size_t k = 0; k < g.cols; k++)
    most = *mercer_matrix_at (s, k, k) > most ? *mercer_matrix_at (s, k, k) : most;
  mercer_matrix_add_diagonal (s, ridge * most);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, g, a, 0, c, work);
  if (status == MERCER_OK)
    status = mercer_cholesky (s, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (s, false, c, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (s, true, c, work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_copy (mercer_matrix_block (c, 0, 0, 1, a.cols), part->bias);
  if (layer->features > 0)
    mercer_matrix_copy (mercer_matrix_block (c, 1, 0, layer->features, a.cols), part->linear);
  if (layer->points > 0)
    mercer_matrix_copy (mercer_matrix_block (c, 1 + layer->features, 0, layer->points, a.cols), part->weights);
  return MERCER_OK;
}

/* The raw numbers a of the old bends at each row as those of the new ones. */
static void
become (const MercerCoupling *chain, const MercerCoupling *to, const MercerCouplingLayer *layer, MercerMatrix a, MercerMatrix out)
{
  size_t n = chain->bend.numbers, m = to->bend.numbers;
  double raw[MERCER_BEND_MOST], made[MERCER_BEND_MOST];
  for (size_t b = 0; b < layer->n_bent; b++)
    {
      size_t c = layer->column[layer->n_kept + b];
      const MercerBend *bend = mercer_coupling_bend (chain, c), *other = mercer_coupling_bend (to, c);
      for (size_t i = 0; i < a.rows; i++)
        {
          for (size_t q = 0; q < n; q++)
            raw[q] = *mercer_matrix_at (a, i, b * n + q);
          bend->become (bend, raw, other, made);
          for (size_t q = 0; q < m; q++)
            *mercer_matrix_at (out, i, b * m + q) = made[q];
        }
    }
}

static bool
bends_alike (const MercerCoupling *chain, const MercerCoupling *to)
{
  return chain->bend.become == NULL || (chain->bend.bins == to->bend.bins && chain->bend.reach == to->bend.reach);
}

static MercerStatus
follow_layer (const MercerCoupling *chain, const MercerCoupling *to, size_t l, MercerMatrix at, MercerWork *work)
{
  const MercerCouplingLayer *layer = &chain->layer[l], *next = &to->layer[l];
  MercerCouplingPart from = mercer_coupling_part (layer, chain->theta), part = mercer_coupling_part (next, to->theta);
  size_t points = layer->points < next->points ? layer->points : next->points;
  for (size_t k = 0; k < layer->n_kept; k++)
    for (size_t j = 0; j < points; j++)
      *mercer_matrix_at (part.points, j, k) = *mercer_matrix_at (from.points, j, k);
  MercerMatrix g = mercer_work_matrix (work, at.rows, 1 + next->features + next->points);
  MercerMatrix a = mercer_work_matrix (work, at.rows, next->outputs);
  MercerCouplingSeen seen;
  if (g.data == NULL || a.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_coupling_seen_open (chain, layer, at.rows, &seen, work);
  if (status == MERCER_OK)
    status = mercer_coupling_condition (chain, layer, &from, at, &seen, work);
  if (status == MERCER_OK && bends_alike (chain, to))
    mercer_matrix_copy (seen.a, a);
  else if (status == MERCER_OK)
    become (chain, to, layer, seen.a, a);
  if (status == MERCER_OK)
    status = columns_of (to, next, at, g, work);
  return status == MERCER_OK ? solve (next, g, a, &part, work) : status;
}

/* A layer that is new moves little at first: ramps are not the identity as splines are. */
static void
calm (const MercerCoupling *to, size_t l)
{
  static const double mostly = 2; /* seven eighths of the bend are straight */
  const MercerCouplingLayer *layer = &to->layer[l];
  MercerCouplingPart part = mercer_coupling_part (layer, to->theta);
  for (size_t b = 0; b < layer->n_bent && to->bend.gate > 0; b++)
    *mercer_matrix_at (part.bias, 0, b * to->bend.numbers + to->bend.gate) = mostly;
}

MercerStatus
mercer_coupling_follow (const MercerCoupling *chain, const MercerCoupling *to, MercerMatrix x, MercerWork *work)
{
  MercerStatus status = MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix at = mercer_work_matrix (work, x.rows, chain->d);
  if (at.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  if (to->mean != chain->mean)
    {
      memcpy (to->mean, chain->mean, chain->d * sizeof *to->mean);
      memcpy (to->sd, chain->sd, chain->d * sizeof *to->sd);
    }
  for (size_t l = chain->n_layers; l < to->n_layers; l++)
    calm (to, l);
  mercer_coupling_place (chain, x, at);
  for (size_t l = 0; l < chain->n_layers && l < to->n_layers && status == MERCER_OK; l++)
    {
      MercerMark inner = mercer_work_mark (work);
      status = mercer_work_wanted (work) ? follow_layer (chain, to, l, at, work) : MERCER_STOPPED;
      if (status == MERCER_OK || status == MERCER_NOT_POSITIVE_DEFINITE)
        status = mercer_coupling_pass (chain, l, false, at, NULL, work);
      mercer_work_release (work, inner);
    }
  mercer_work_release (work, mark);
  return status;
}
