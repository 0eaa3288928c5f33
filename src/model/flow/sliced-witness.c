/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdatomic.h>

#include "pool.h"
#include "sliced.h"

enum { GROUPS = 8 };

typedef struct
{
  const MercerSliced *sliced;
  MercerMatrix x, z;
  double *out[GROUPS], *p[GROUPS], *sorted[GROUPS], *sums[GROUPS];
  uint32_t *order[GROUPS];
  MercerSortRoom room[GROUPS];
  size_t groups;
  MercerWork *work;
  atomic_bool stopped;
} Pass;

static double
projection (MercerMatrix x, size_t i, MercerMatrix directions, size_t slice, const double *centre)
{
  double sum = 0;
  for (size_t c = 0; c < x.cols; c++)
    sum += *mercer_matrix_at (directions, slice, c) * (*mercer_matrix_at (x, i, c) - centre[c]);
  return sum;
}

/* sums[k] = v_0 + ... + v_(k - 1) */
static void
prefix_sums (size_t n, const double *v, double *sums)
{
  sums[0] = 0;
  for (size_t k = 0; k < n; k++)
    sums[k + 1] = sums[k] + v[k];
}

/* mean |at - v| over ascending values. */
static double
mean_distance (size_t n, const double *v, const double *sums, double at)
{
  size_t low = 0, high = n;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (v[middle] <= at)
        low = middle + 1;
      else
        high = middle;
    }
  return (at * (2 * (double) low - (double) n) + sums[n] - 2 * sums[low]) / (double) n;
}

static void
run_group (void *data, size_t g)
{
  Pass *pass = data;
  const MercerSliced *sliced = pass->sliced;
  size_t slices = sliced->directions.rows, end = slices * (g + 1) / pass->groups, n = pass->x.rows, m = sliced->sorted.rows - 1;
  double *own = pass->sums[g], *target = own + n + 1;
  for (size_t k = 0; k < pass->z.rows; k++)
    pass->out[g][k] = 0;
  for (size_t p = slices * g / pass->groups; p < end; p++)
    {
      const double *t = mercer_matrix_column (sliced->sorted, p);
      if (!mercer_work_wanted (pass->work))
        atomic_store (&pass->stopped, true);
      if (atomic_load_explicit (&pass->stopped, memory_order_relaxed))
        return;
      for (size_t i = 0; i < n; i++)
        pass->p[g][i] = projection (pass->x, i, sliced->directions, p, sliced->centre);
      mercer_sort_order (n, pass->p[g], pass->order[g], pass->sorted[g], &pass->room[g]);
      prefix_sums (n, pass->sorted[g], own);
      prefix_sums (m, t, target);
      for (size_t k = 0; k < pass->z.rows; k++)
        {
          double at = projection (pass->z, k, sliced->directions, p, sliced->centre);
          pass->out[g][k] += mean_distance (m, t, target, at) - mean_distance (n, pass->sorted[g], own, at);
        }
    }
}

MercerStatus
mercer_sliced_witness (const MercerSliced *sliced, MercerMatrix x, MercerMatrix z, double *out, MercerWork *work)
{
  size_t slices = sliced->directions.rows, n = x.rows, m = sliced->sorted.rows - 1;
  Pass pass = { .sliced = sliced, .x = x, .z = z, .groups = MIN (slices, (size_t) GROUPS), .work = work };
  MercerMark mark = mercer_work_mark (work);
  for (size_t g = 0; g < pass.groups; g++)
    {
      pass.out[g] = mercer_work_doubles (work, z.rows);
      pass.p[g] = mercer_work_doubles (work, n);
      pass.sorted[g] = mercer_work_doubles (work, n);
      pass.sums[g] = mercer_work_doubles (work, n + m + 2);
      pass.order[g] = mercer_work_alloc (work, n, sizeof (uint32_t));
      pass.room[g] = (MercerSortRoom){ mercer_work_alloc (work, n, sizeof (uint64_t)), mercer_work_alloc (work, n, sizeof (uint64_t)) };
      if (pass.out[g] == NULL || pass.p[g] == NULL || pass.sorted[g] == NULL || pass.sums[g] == NULL || pass.order[g] == NULL
          || pass.room[g].a == NULL || pass.room[g].b == NULL)
        return MERCER_OUT_OF_MEMORY;
    }
  mercer_pool_for (pass.groups, run_group, &pass);
  double factor = mercer_slices_constant (x.cols) / (double) slices;
  for (size_t k = 0; k < z.rows; k++)
    {
      out[k] = 0;
      for (size_t g = 0; g < pass.groups; g++)
        out[k] += factor * pass.out[g][k];
    }
  mercer_work_release (work, mark);
  return atomic_load (&pass.stopped) ? MERCER_STOPPED : MERCER_OK;
}
