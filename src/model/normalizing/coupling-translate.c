/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain at work gets another kernel. */
#include "coupling.h"
#include "linalg.h"

static const double ridge = 1e-8;

static MercerStatus
translate_layer (const MercerCoupling *chain, const MercerCouplingLayer *layer, const MercerKernel *kernel, double *theta, MercerWork *work)
{
  size_t m = layer->points;
  MercerCouplingPart part = mercer_coupling_part (layer, theta);
  MercerMatrix seen = mercer_work_matrix (work, m, chain->seen), k = mercer_work_matrix (work, m, m);
  MercerMatrix values = mercer_work_matrix (work, m, layer->outputs);
  if (seen.data == NULL || k.data == NULL || values.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_coupling_seen (chain, layer, part.points, false, seen);
  MercerStatus status = mercer_kernel_cross (chain->kernel, seen, seen, k, work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, k, part.weights, 0, values, work);
  if (status == MERCER_OK)
    status = mercer_kernel_cross (kernel, seen, seen, k, work);
  double scale = 0;
  for (size_t j = 0; j < m; j++)
    scale += *mercer_matrix_at (k, j, j) / (double) m;
  mercer_matrix_add_diagonal (k, ridge * scale);
  if (status == MERCER_OK)
    status = mercer_cholesky (k, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (k, false, values, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (k, true, values, work);
  if (status == MERCER_OK)
    mercer_matrix_copy (values, part.weights);
  return status == MERCER_NOT_POSITIVE_DEFINITE ? MERCER_OK : status; /* then the weights stay: a start as good as any */
}

MercerStatus
mercer_coupling_translate (const MercerCoupling *chain, const MercerKernel *kernel, double *theta, MercerWork *work)
{
  MercerStatus status = MERCER_OK;
  for (size_t l = 0; l < chain->n_layers && status == MERCER_OK; l++)
    {
      MercerMark mark = mercer_work_mark (work);
      if (chain->layer[l].points > 0)
        status = translate_layer (chain, &chain->layer[l], kernel, theta, work);
      mercer_work_release (work, mark);
    }
  return status;
}
