/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain at work gets another kernel. */
#include "coupling.h"
#include "linalg.h"

/* Of the mean square of a kernel function at the rows: enough where two functions are nearly the same. */
static const double ridge = 1e-6;

/* What a layer can write with the other kernel, as columns: 1, its features, its kernel functions. */
static MercerStatus
columns_of (const MercerCoupling *other, const MercerCouplingLayer *layer, const MercerCouplingPart *part, MercerMatrix x, MercerMatrix g,
            MercerWork *work)
{
  MercerCouplingSeen seen;
  MercerStatus status = mercer_coupling_seen_open (other, layer, x.rows, &seen, work);
  if (status == MERCER_OK)
    status = mercer_coupling_condition (other, layer, part, x, &seen, work);
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

MercerStatus
mercer_coupling_translate (const MercerCoupling *chain, const MercerKernel *kernel, MercerMatrix x, double *theta, MercerWork *work)
{
  MercerCoupling other = *chain;
  MercerStatus status = MERCER_OK;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix at = mercer_work_matrix (work, x.rows, chain->d);
  other.kernel = kernel;
  if (at.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_coupling_place (chain, x, at);
  for (size_t l = 0; l < chain->n_layers && status == MERCER_OK; l++)
    {
      const MercerCouplingLayer *layer = &chain->layer[l];
      MercerMark inner = mercer_work_mark (work);
      MercerCouplingPart from = mercer_coupling_part (layer, chain->theta), to = mercer_coupling_part (layer, theta);
      MercerMatrix g = mercer_work_matrix (work, x.rows, 1 + layer->features + layer->points);
      MercerCouplingSeen seen;
      status = g.data != NULL ? mercer_coupling_seen_open (chain, layer, x.rows, &seen, work) : MERCER_OUT_OF_MEMORY;
      if (status == MERCER_OK)
        status = mercer_coupling_condition (chain, layer, &from, at, &seen, work);
      if (status == MERCER_OK)
        status = columns_of (&other, layer, &from, at, g, work);
      if (status == MERCER_OK)
        status = solve (layer, g, seen.a, &to, work);
      if (status == MERCER_OK)
        status = mercer_coupling_pass (chain, l, false, at, NULL, work);
      mercer_work_release (work, inner);
    }
  mercer_work_release (work, mark);
  return status;
}
