/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "dual-private.h"
#include "linalg.h"
#include "symmetric.h"

/* A value below this part of the largest is rounding. */
static const double nothing = 1e-13;

bool
descent_open (Descent *d, const MercerProjectionGram *gram, size_t k, MercerWork *work)
{
  size_t n = gram->n;
  d->gram = gram;
  d->n = n;
  d->k = k;
  d->work = work;
  d->a = mercer_work_matrix (work, n, k);
  d->y = mercer_work_matrix (work, n, k);
  d->r = mercer_work_matrix (work, n, k);
  d->gr = mercer_work_matrix (work, n, k);
  d->weights = mercer_work_doubles (work, n);
  d->values = mercer_work_doubles (work, k);
  /* of products with either */
  d->parts = mercer_work_doubles (work, gram->k.data != NULL ? n * k * MERCER_SYMMETRIC_PARTS : gram->factor.rows * k);
  return d->a.data != NULL && d->y.data != NULL && d->r.data != NULL && d->gr.data != NULL && d->weights != NULL
         && d->values != NULL && d->parts != NULL;
}

double
descent_weigh_scores (const Descent *d, MercerMatrix y, double *weights)
{
  double sum = 0;
  memset (weights, 0, d->n * sizeof (double));
  for (size_t j = 0; j < y.cols; j++)
    {
      const double *column = mercer_matrix_column (y, j);
      for (size_t i = 0; i < d->n; i++)
        weights[i] += column[i] * column[i];
    }
  for (size_t i = 0; i < d->n; i++)
    {
      double length = sqrt (weights[i]);
      sum += d->given != NULL ? 0.5 * d->given[i] * weights[i] : mercer_dual_loss_value (d->loss, length, d->t);
      weights[i] = d->given != NULL ? d->given[i] : mercer_dual_loss_weight (d->loss, length, d->t);
    }
  return sum;
}

void
descent_multiply_rows (const double *weights, MercerMatrix from, MercerMatrix to)
{
  for (size_t j = 0; j < from.cols; j++)
    for (size_t i = 0; i < from.rows; i++)
      *mercer_matrix_at (to, i, j) = weights[i] * *mercer_matrix_at (from, i, j);
}

double
descent_weigh (Descent *d)
{
  MercerMatrix y = descent_columns (d->y, d->k);
  double sum = descent_weigh_scores (d, y, d->weights);
  descent_multiply_rows (d->weights, y, descent_columns (d->r, d->k));
  return sum;
}

MercerStatus
descent_product (Descent *d, MercerMatrix from, MercerMatrix to)
{
  d->products++;
  if (d->gram->k.data == NULL)
    {
      MercerMatrix inner = mercer_matrix (d->parts, d->gram->factor.rows, from.cols);
      MercerStatus status = mercer_gemm (false, false, 1, d->gram->factor, from, 0, inner, d->work);
      return status == MERCER_OK ? mercer_gemm (true, false, 1, d->gram->factor, inner, 0, to, d->work) : status;
    }
  mercer_symmetric_multiply (d->gram->k, from, to, d->parts, d->work);
  return mercer_work_wanted (d->work) ? MERCER_OK : MERCER_STOPPED;
}

MercerStatus
descent_multiply (Descent *d)
{
  return descent_product (d, descent_columns (d->r, d->k), descent_columns (d->gr, d->k));
}

/* --- DCA ---------------------------------------------------------------------------------------------------------------- */

MercerStatus
descent_step_dca (Descent *d)
{
  size_t k = d->k, real = 0;
  MercerMark mark = mercer_work_mark (d->work);
  MercerMatrix m = mercer_work_matrix (d->work, k, k), q = mercer_work_matrix (d->work, k, k);
  double *values = mercer_work_doubles (d->work, k);
  if (m.data == NULL || q.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_gemm (true, false, 1, descent_columns (d->r, k), descent_columns (d->gr, k), 0, m, d->work);
  if (status == MERCER_OK)
    status = mercer_eigen (m, values, q, d->work);
  /* the largest first, as columns of m */
  while (status == MERCER_OK && real < k && values[k - 1 - real] > (double) d->n * DBL_EPSILON * values[k - 1]
         && values[k - 1 - real] > 0)
    {
      double value = values[k - 1 - real], scale = 1 / sqrt (value);
      for (size_t i = 0; i < k; i++)
        *mercer_matrix_at (m, i, real) = scale * *mercer_matrix_at (q, i, k - 1 - real);
      d->values[real++] = sqrt (value);
    }
  if (status == MERCER_OK && real > 0)
    status = mercer_gemm (false, false, 1, descent_columns (d->r, k), descent_columns (m, real), 0, descent_columns (d->a, real), d->work);
  if (status == MERCER_OK && real > 0)
    status = mercer_gemm (false, false, 1, descent_columns (d->gr, k), descent_columns (m, real), 0, descent_columns (d->y, real),
                          d->work);
  if (status == MERCER_OK)
    d->k = real;
  mercer_work_release (d->work, mark);
  return status;
}

/* B = B Q, through `room`. */
static MercerStatus
turn_columns (MercerMatrix b, MercerMatrix q, MercerMatrix room, MercerWork *work)
{
  MercerStatus status = mercer_gemm (false, false, 1, b, q, 0, room, work);
  if (status == MERCER_OK)
    mercer_matrix_copy (room, b);
  return status;
}

MercerStatus
descent_make_true (Descent *d)
{
  size_t k = d->k;
  MercerMark mark = mercer_work_mark (d->work);
  MercerMatrix m[2] = { mercer_work_matrix (d->work, k, k), mercer_work_matrix (d->work, k, k) };
  MercerMatrix a = descent_columns (d->a, k), y = descent_columns (d->y, k), r = descent_columns (d->r, k), gr = descent_columns (d->gr, k);
  if (m[0].data == NULL || m[1].data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (a, r);
  MercerStatus status = descent_multiply (d);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, r, gr, 0, m[0], d->work);
  mercer_matrix_copy (m[0], m[1]);
  if (status == MERCER_OK)
    status = mercer_divide_by_root (r, m[0], a, d->work);
  if (status == MERCER_OK)
    status = mercer_divide_by_root (gr, m[1], y, d->work);
  mercer_work_release (d->work, mark);
  return status;
}

MercerStatus
descent_finish (Descent *d, MercerMatrix dual)
{
  size_t k = d->k;
  MercerMark mark = mercer_work_mark (d->work);
  MercerMatrix s = mercer_work_matrix (d->work, k, k), q = mercer_work_matrix (d->work, k, k), turn = mercer_work_matrix (d->work, k, k);
  MercerMatrix room = descent_columns (d->gr, k);
  double *values = mercer_work_doubles (d->work, k);
  if (s.data == NULL || q.data == NULL || turn.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = descent_make_true (d);
  if (status == MERCER_OK)
    {
      descent_weigh (d);
      status = mercer_gemm (true, false, 1, descent_columns (d->y, k), descent_columns (d->r, k), 0, s, d->work);
    }
  if (status == MERCER_OK)
    status = mercer_eigen (s, values, q, d->work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    {
      d->values[j] = MAX (values[k - 1 - j], 0);
      memcpy (mercer_matrix_column (turn, j), mercer_matrix_column (q, k - 1 - j), k * sizeof (double));
    }
  const MercerMatrix all[] = { descent_columns (d->a, k), descent_columns (d->y, k), descent_columns (d->r, k) };
  for (size_t m = 0; m < G_N_ELEMENTS (all) && status == MERCER_OK; m++)
    status = turn_columns (all[m], turn, room, d->work);
  if (status == MERCER_OK)
    mercer_matrix_copy (all[2], descent_columns (dual, k));
  mercer_work_release (d->work, mark);
  return status;
}

MercerStatus
descent_settle (Descent *d)
{
  size_t k = d->k;
  MercerMark mark = mercer_work_mark (d->work);
  MercerMatrix s = mercer_work_matrix (d->work, k, k), q = mercer_work_matrix (d->work, k, k), turn = mercer_work_matrix (d->work, k, k);
  double *values = mercer_work_doubles (d->work, k);
  if (s.data == NULL || q.data == NULL || turn.data == NULL || values == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerMatrix y = descent_columns (d->y, k), r = descent_columns (d->r, k);
  MercerStatus status = mercer_gemm (true, false, 1, y, r, 0, s, d->work);
  if (status == MERCER_OK)
    status = mercer_eigen (s, values, q, d->work);
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    memcpy (mercer_matrix_column (turn, j), mercer_matrix_column (q, k - 1 - j), k * sizeof (double));
  for (size_t j = 0; j < k && status == MERCER_OK; j++)
    {
      bool real = values[k - 1 - j] > nothing * values[k - 1] && values[k - 1 - j] > 0;
      d->values[j] = real ? values[k - 1 - j] : 0;
      cblas_dscal ((int) k, real ? 1 / d->values[j] : 0, mercer_matrix_column (turn, j), 1);
    }
  /* orthonormal but for the square of the gradient; then wholly: (turn' R' K' R turn)^(-1/2) */
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, r, descent_columns (d->gr, k), 0, s, d->work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, s, turn, 0, q, d->work);
  if (status == MERCER_OK)
    status = mercer_gemm (true, false, 1, turn, q, 0, s, d->work);
  if (status == MERCER_OK)
    status = mercer_divide_by_root (turn, s, q, d->work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, r, q, 0, descent_columns (d->a, k), d->work);
  if (status == MERCER_OK)
    status = mercer_gemm (false, false, 1, descent_columns (d->gr, k), q, 0, y, d->work);
  mercer_work_release (d->work, mark);
  return status;
}
