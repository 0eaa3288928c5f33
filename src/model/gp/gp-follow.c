/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gp-private.h"

/* A factor is followed for so many single rows (rounding grows slowly), then made from nothing again. */
enum { MOST_UPDATES = 2000 };

typedef struct
{
  uint64_t row;
  size_t index;
  bool kept, used;
} Identity;

/* The problem's rows by their identities, in a table of a power of two places of which at most half are used. */
typedef struct
{
  Identity *places;
  size_t mask;
} Identities;

static Identities
identities_new (const MercerGpProblem *problem, MercerWork *work)
{
  size_t n = problem->x.rows, size = 16;
  while (size < 2 * n)
    size *= 2;
  Identities table = { mercer_work_alloc (work, size, sizeof (Identity)), size - 1 };
  if (table.places == NULL)
    return table;
  memset (table.places, 0, size * sizeof (Identity));
  for (size_t i = 0; i < n; i++)
    {
      size_t at = (size_t) (problem->rows[i] * UINT64_C (0x9e3779b97f4a7c15) >> 20) & table.mask;
      while (table.places[at].used)
        at = (at + 1) & table.mask;
      table.places[at] = (Identity){ .row = problem->rows[i], .index = i, .used = true };
    }
  return table;
}

/* NULL: no such row, or none that is not kept yet. */
static Identity *
find (Identities table, uint64_t row)
{
  size_t at = (size_t) (row * UINT64_C (0x9e3779b97f4a7c15) >> 20) & table.mask;
  while (table.places[at].used && (table.places[at].row != row || table.places[at].kept))
    at = (at + 1) & table.mask;
  return table.places[at].used ? &table.places[at] : NULL;
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

/* order[r] = the problem's point that row r of the factor is, or SIZE_MAX; kept[i]: whether the problem's point i is one
 * of them. Returns how many rows match. */
static size_t
match (const GpFactor *factor, const MercerGpProblem *problem, Identities present, size_t *order, bool *kept)
{
  size_t matched = 0;
  memset (kept, 0, problem->x.rows * sizeof *kept);
  for (size_t r = 0; r < factor->n; r++)
    {
      Identity *found = find (present, factor->rows[r]);
      bool same = found != NULL && same_point (factor, r, problem->x, found->index);
      order[r] = same ? found->index : SIZE_MAX;
      if (same)
        {
          found->kept = kept[found->index] = true;
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
apply (GpFactor *factor, const MercerGpProblem *problem, const bool *kept, size_t *order, MercerWork *work)
{
  for (size_t r = factor->n; r-- > 0;)
    if (order[r] == SIZE_MAX)
      {
        MercerStatus status = remove_row (factor, r, work);
        if (status != MERCER_OK)
          return status;
        memmove (order + r, order + r + 1, (factor->n - r) * sizeof *order);
      }
  for (size_t i = 0; i < problem->x.rows; i++)
    if (!kept[i])
      {
        MercerStatus status = append_row (factor, problem, i, work);
        if (status != MERCER_OK)
          return status;
        order[factor->n - 1] = i;
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
  Identities present = identities_new (problem, work);
  bool *kept = mercer_work_alloc (work, n, sizeof *kept);
  size_t *matches = mercer_work_alloc (work, MAX (n, factor->n) + most, sizeof *matches);
  bool done = false;
  if (present.places != NULL && kept != NULL && matches != NULL)
    {
      size_t matched = match (factor, problem, present, matches, kept);
      if (matched > 0 && factor->n - matched <= most && n - matched <= most)
        {
          done = apply (factor, problem, kept, matches, work) == MERCER_OK;
          if (done)
            memcpy (order, matches, n * sizeof *order);
          else
            factor->n = 0;
        }
    }
  mercer_work_release (work, mark);
  return done;
}
