/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "discrepancy.h"
#include "flow.h"
#include "linalg.h"

MercerStatus
mercer_flow_regularise (MercerFlow *flow, double lambda, MercerWork *work)
{
  size_t m = flow->target.rows;
  flow->lambda = lambda > 0 ? lambda : 0;
  if (!(lambda > 0))
    return MERCER_OK;
  if (flow->factor.rows != m)
    flow->factor = mercer_work_matrix (work, m, m);
  if (flow->factor.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (flow->kernel, flow->target, flow->factor, work);
  if (status != MERCER_OK)
    return status;
  mercer_matrix_add_diagonal (flow->factor, (double) m * lambda);
  return mercer_cholesky (flow->factor, work);
}

MercerStatus
mercer_flow_weights (const MercerFlow *flow, double *weights, double *inner, MercerWork *work)
{
  size_t m = flow->target.rows;
  MercerMark mark = mercer_work_mark (work);
  double *v = mercer_work_doubles (work, m), sum = 0;
  MercerMatrix c = mercer_matrix (weights, m, 1);
  MercerStatus status = v != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK)
    status = mercer_discrepancy_witness (flow->kernel, flow->x, flow->target, flow->target, v, work);
  for (size_t j = 0; j < m && status == MERCER_OK; j++)
    weights[j] = v[j];
  if (status == MERCER_OK)
    status = mercer_solve_lower (flow->factor, false, c, work);
  if (status == MERCER_OK)
    status = mercer_solve_lower (flow->factor, true, c, work);
  for (size_t j = 0; j < m && status == MERCER_OK; j++)
    {
      sum += v[j] * weights[j];
      weights[j] += 1 / (double) m;
    }
  if (inner != NULL)
    *inner = sum;
  mercer_work_release (work, mark);
  return status;
}

enum { BLOCK = 512 };

MercerStatus
mercer_flow_witness (const MercerFlow *flow, MercerMatrix z, double *out, MercerWork *work)
{
  if (!(flow->lambda > 0))
    return mercer_discrepancy_witness (flow->kernel, flow->x, flow->target, z, out, work);
  size_t m = flow->target.rows;
  double scale = (1 + flow->lambda) / flow->lambda;
  MercerMark mark = mercer_work_mark (work);
  double *weights = mercer_work_doubles (work, m), *buffer = mercer_work_doubles (work, BLOCK * m);
  MercerStatus status = weights != NULL && buffer != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  MercerMatrix none = mercer_matrix (NULL, 0, z.cols);
  if (status == MERCER_OK)
    status = mercer_flow_weights (flow, weights, NULL, work);
  if (status == MERCER_OK)
    status = mercer_discrepancy_witness (flow->kernel, flow->x, none, z, out, work);
  for (size_t i = 0; i < z.rows && status == MERCER_OK; i += BLOCK)
    {
      size_t rows = MIN (BLOCK, z.rows - i);
      MercerMatrix tile = mercer_matrix (buffer, rows, m);
      status = mercer_work_wanted (work)
                   ? mercer_kernel_cross (flow->kernel, mercer_matrix_block (z, i, 0, rows, z.cols), flow->target, tile, work)
                   : MERCER_STOPPED;
      if (status == MERCER_OK)
        mercer_gemv (false, -1, tile, weights, 1, out + i);
      for (size_t k = i; k < i + rows && status == MERCER_OK; k++)
        out[k] *= scale;
    }
  mercer_work_release (work, mark);
  return status;
}
