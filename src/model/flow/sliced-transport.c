/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdatomic.h>

#include "pool.h"
#include "sliced.h"

enum { GROUPS = 8 };

typedef struct
{
  double *p, *sorted, cost;
  uint32_t *order;
  MercerSortRoom room;
  MercerMatrix velocity;
} Group;

typedef struct
{
  const MercerSliced *sliced;
  MercerMatrix x;
  Group group[GROUPS];
  size_t groups;
  MercerWork *work;
  atomic_bool stopped;
} Pass;

/* The k-th of n equal masses goes to the part [k / n, (k + 1) / n] of the target's mass, on average to its mean there. Masses are
 * counted in parts of 1 / (n m), so that nothing is rounded. Returns sum of mass times squared way; s becomes the way. */
static double
transport (size_t n, double *s, size_t m, const double *t)
{
  double total = 0;
  size_t j = 0, left = n; /* of t_j's mass */
  for (size_t k = 0; k < n; k++)
    {
      double way = 0;
      for (size_t need = m; need > 0;)
        {
          size_t mass = MIN (need, left);
          double step = t[j] - s[k];
          way += (double) mass * step;
          total += (double) mass * step * step;
          need -= mass;
          left -= mass;
          if (left == 0)
            {
              j++;
              left = n;
            }
        }
      s[k] = way / (double) m;
    }
  return total / ((double) n * (double) m);
}

static void
run_group (void *data, size_t index)
{
  Pass *pass = data;
  Group *g = &pass->group[index];
  const MercerSliced *sliced = pass->sliced;
  size_t slices = sliced->directions.rows, end = slices * (index + 1) / pass->groups, n = pass->x.rows, m = sliced->sorted.rows - 1;
  mercer_matrix_fill (g->velocity, 0);
  for (size_t p = slices * index / pass->groups; p < end; p++)
    {
      if (!mercer_work_wanted (pass->work))
        atomic_store (&pass->stopped, true);
      if (atomic_load_explicit (&pass->stopped, memory_order_relaxed))
        return;
      for (size_t i = 0; i < n; i++)
        g->p[i] = 0;
      for (size_t c = 0; c < pass->x.cols; c++)
        {
          double weight = *mercer_matrix_at (sliced->directions, p, c);
          const double *from = mercer_matrix_column (pass->x, c);
          for (size_t i = 0; i < n; i++)
            g->p[i] += weight * (from[i] - sliced->centre[c]);
        }
      mercer_sort_order (n, g->p, g->order, g->sorted, &g->room);
      g->cost += transport (n, g->sorted, m, mercer_matrix_column (sliced->sorted, p));
      for (size_t c = 0; c < g->velocity.cols; c++)
        {
          double weight = *mercer_matrix_at (sliced->directions, p, c), *to = mercer_matrix_column (g->velocity, c);
          for (size_t k = 0; k < n; k++)
            to[g->order[k]] += weight * g->sorted[k];
        }
    }
}

MercerStatus
mercer_sliced_transport (const MercerSliced *sliced, MercerMatrix x, MercerMatrix velocity, double *squared, MercerWork *work)
{
  size_t slices = sliced->directions.rows, n = x.rows;
  Pass pass = { .sliced = sliced, .x = x, .groups = MIN (slices, (size_t) GROUPS), .work = work };
  MercerMark mark = mercer_work_mark (work);
  mercer_matrix_fill (velocity, 0);
  *squared = NAN;
  if (!mercer_matrix_is_finite (x))
    return MERCER_OK;
  for (size_t k = 0; k < pass.groups; k++)
    {
      Group *g = &pass.group[k];
      *g = (Group){ .p = mercer_work_doubles (work, n),
                    .sorted = mercer_work_doubles (work, n),
                    .order = mercer_work_alloc (work, n, sizeof (uint32_t)),
                    .room = { mercer_work_alloc (work, n, sizeof (uint64_t)), mercer_work_alloc (work, n, sizeof (uint64_t)) },
                    .velocity = mercer_work_matrix (work, n, velocity.cols) };
      if (g->p == NULL || g->sorted == NULL || g->order == NULL || g->room.a == NULL || g->room.b == NULL || g->velocity.data == NULL)
        return MERCER_OUT_OF_MEMORY;
    }
  mercer_pool_for (pass.groups, run_group, &pass);
  double factor = (double) x.cols / (double) slices;
  *squared = 0;
  for (size_t k = 0; k < pass.groups; k++)
    {
      *squared += pass.group[k].cost / (double) slices;
      for (size_t c = 0; c < velocity.cols; c++)
        for (size_t i = 0; i < n; i++)
          *mercer_matrix_at (velocity, i, c) += factor * *mercer_matrix_at (pass.group[k].velocity, i, c);
    }
  mercer_work_release (work, mark);
  return atomic_load (&pass.stopped) ? MERCER_STOPPED : MERCER_OK;
}
