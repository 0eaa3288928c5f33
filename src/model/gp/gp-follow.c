/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "gp-private.h"

/* A factor is followed for so many single rows (rounding grows slowly), then made from nothing again. */
enum { MOST_UPDATES = 2000 };

typedef struct
{
  uint64_t row;
  size_t index;
  bool kept;
} Identity;

static int
compare_identities (const void *a, const void *b)
{
  uint64_t p = ((const Identity *) a)->row, q = ((const Identity *) b)->row;
  return (p > q) - (p < q);
}

static bool
same_point (const GpFactor *factor, size_t r, MercerMatrix x, size_t i)
{
  for (size_t c = 0; c < factor->d; c++)
    if (factor->x[r + c * factor->capacity] != *mercer_matrix_at (x, i, c))
      return false;
  return true;
}

bool
gp_factor_is_of (const GpFactor *factor, const MercerGpProblem *problem, size_t *order)
{
  size_t n = problem->x.rows;
  if (factor->n != n)
    return false;
  for (size_t c = 0; c < factor->d; c++)
    if (memcmp (factor->x + c * factor->capacity, mercer_matrix_column (problem->x, c), n * sizeof (double)) != 0)
      return false;
  for (size_t r = 0; r < n; r++)
    order[r] = r;
  return true;
}

/* order[r] = the problem's point that row r of the factor is, or SIZE_MAX. Returns how many rows match. */
static size_t
match (const GpFactor *factor, const MercerGpProblem *problem, Identity *present, size_t *order)
{
  size_t n = problem->x.rows, matched = 0;
  for (size_t i = 0; i < n; i++)
    present[i] = (Identity){ problem->rows[i], i, false };
  qsort (present, n, sizeof *present, compare_identities);
  for (size_t r = 0; r < factor->n; r++)
    {
      Identity wanted = { .row = factor->rows[r] };
      Identity *found = bsearch (&wanted, present, n, sizeof *present, compare_identities);
      bool same = found != NULL && !found->kept && same_point (factor, r, problem->x, found->index);
      order[r] = same ? found->index : SIZE_MAX;
      if (same)
        {
          found->kept = true;
          matched++;
        }
    }
  return matched;
}

static MercerStatus
remove_row (GpFactor *factor, size_t r, MercerWork *work)
{
  MercerStatus status = mercer_factor_remove (&factor->f, factor->m + 1 + factor->p, r, work);
  if (status != MERCER_OK)
    return status;
  size_t after = factor->n - r - 1;
  for (size_t c = 0; c < factor->d; c++)
    memmove (factor->x + c * factor->capacity + r, factor->x + c * factor->capacity + r + 1, after * sizeof (double));
  memmove (factor->y + r, factor->y + r + 1, after * sizeof (double));
  memmove (factor->rows + r, factor->rows + r + 1, after * sizeof (uint64_t));
  factor->n--;
  factor->updates++;
  return MERCER_OK;
}

static MercerStatus
append_row (GpFactor *factor, const MercerGpProblem *problem, size_t i, MercerWork *work)
{
  size_t n = factor->n, m = factor->m, d = factor->d;
  MercerMatrix point = mercer_matrix_block (problem->x, i, 0, 1, d);
  MercerMatrix x = { factor->x, n, d, factor->capacity };
  double *column = mercer_work_doubles (work, n + 1), *rhs = mercer_work_doubles (work, m + 1 + factor->p);
  if (column == NULL || rhs == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_cross (problem->kernel, x, point, mercer_matrix (column, n, 1), work);
  if (status == MERCER_OK && m > 0)
    status = mercer_kernel_cross (problem->kernel, mercer_matrix (factor->z, m, d), point,
                                  mercer_matrix (rhs, m, 1), work);
  if (status != MERCER_OK)
    return status;
  double diagonal;
  mercer_kernel_diagonal (problem->kernel, point, true, &diagonal);
  diagonal += problem->noise * problem->noise + factor->jitter;
  rhs[m] = problem->y[i];
  for (size_t k = 0; k < factor->p; k++)
    rhs[m + 1 + k] = k == 0 ? 1 : *mercer_matrix_at (point, 0, k - 1) - factor->centre[k - 1];
  status = mercer_factor_append (&factor->f, m + 1 + factor->p, column, diagonal, rhs, work);
  if (status != MERCER_OK)
    return status;
  for (size_t c = 0; c < d; c++)
    factor->x[n + c * factor->capacity] = *mercer_matrix_at (point, 0, c);
  factor->y[n] = problem->y[i];
  factor->rows[n] = problem->rows[i];
  factor->n++;
  factor->updates++;
  return MERCER_OK;
}

/* Carries the changes out. What is left of the factor after a failure is of no use. */
static MercerStatus
apply (GpFactor *factor, const MercerGpProblem *problem, const Identity *present, size_t *order, MercerWork *work)
{
  for (size_t r = factor->n; r-- > 0;)
    if (order[r] == SIZE_MAX)
      {
        MercerStatus status = remove_row (factor, r, work);
        if (status != MERCER_OK)
          return status;
        memmove (order + r, order + r + 1, (factor->n - r) * sizeof *order);
      }
  for (size_t k = 0; k < problem->x.rows; k++)
    if (!present[k].kept)
      {
        MercerStatus status = append_row (factor, problem, present[k].index, work);
        if (status != MERCER_OK)
          return status;
        order[factor->n - 1] = present[k].index;
      }
  return MERCER_OK;
}

/* A change costs about 3 n (n + m) / 2 flops at the speed of memory; a new factor n^2 (n / 3 + m) at that of the
 * processor. */
size_t
gp_follow_limit (size_t n)
{
  return 1 + n / 64;
}

bool
gp_factor_follow (GpFactor *factor, const MercerGpProblem *problem, size_t *order, MercerWork *work)
{
  size_t n = problem->x.rows;
  size_t most = gp_follow_limit (n);
  size_t apart = factor->n > n ? factor->n - n : n - factor->n;
  if (!factor->has_rows || problem->rows == NULL || apart > most || factor->updates > MOST_UPDATES
      || factor->jitter > 0)
    return false;
  MercerMark mark = mercer_work_mark (work);
  Identity *present = mercer_work_alloc (work, n, sizeof *present);
  size_t *matches = mercer_work_alloc (work, MAX (n, factor->n) + most, sizeof *matches);
  bool done = false;
  if (present != NULL && matches != NULL)
    {
      size_t matched = match (factor, problem, present, matches);
      if (matched > 0 && factor->n - matched <= most && n - matched <= most)
        {
          done = apply (factor, problem, present, matches, work) == MERCER_OK;
          if (done)
            memcpy (order, matches, n * sizeof *order);
          else
            factor->n = 0;
        }
    }
  mercer_work_release (work, mark);
  return done;
}
