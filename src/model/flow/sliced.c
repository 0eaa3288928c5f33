/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sliced.h"

#include <math.h>
#include <stdatomic.h>

#include "clones.h"
#include "pool.h"
#include "sliced-private.h"

/* So many groups of slices, each with sums of its own, whatever the number of threads. */
enum { GROUPS = 8, ROWS = 4096 };

double
mercer_slices_constant (size_t d)
{
  return sqrt (G_PI) * exp (lgamma (0.5 * (double) (d + 1)) - lgamma (0.5 * (double) d));
}

/* --- One slice -------------------------------------------------------------------------------------- */

/* p_i = <xi, x_i - centre> */
MERCER_CLONES static void
project (MercerMatrix x, MercerMatrix directions, size_t slice, const double *centre, double *restrict p)
{
  for (size_t c = 0; c < x.cols; c++)
    {
      const double *from = mercer_matrix_column (x, c);
      double weight = *mercer_matrix_at (directions, slice, c), middle = centre[c];
      if (c == 0)
        for (size_t i = 0; i < x.rows; i++)
          p[i] = weight * (from[i] - middle);
      else
        for (size_t i = 0; i < x.rows; i++)
          p[i] += weight * (from[i] - middle);
    }
}

/* sum over all pairs of |v_i - v_j|, v ascending: each value is above k others and below n - 1 - k. */
MERCER_CLONES static double
spread_within (size_t n, const double *v)
{
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t k = 0; k < n; k++)
    sum += v[k] * (2 * (double) k - (double) n + 1);
  return 2 * sum;
}

/* sum v_k (2 count_k - total) */
MERCER_CLONES static double
weighted (size_t n, const double *v, const uint32_t *count, size_t total)
{
  double sum = 0, all = (double) total;
#pragma omp simd reduction(+ : sum)
  for (size_t k = 0; k < n; k++)
    sum += v[k] * (2 * (double) (int32_t) count[k] - all);
  return sum;
}

/* Room of one group of slices. */
typedef struct
{
  double *p, *sorted, *push;
  uint32_t *order, *below, *above;
  MercerSortRoom room;
  MercerMatrix velocity; /* n x d; data NULL: not wanted */
  double repulsion, attraction;
} Group;

/* push_k = (#{s < s_k} - #{s > s_k}) / n - (#{t < s_k} - #{t > s_k}) / m. Without ties each is behind k of its own. */
MERCER_CLONES static void
find_push (Group *g, size_t n, size_t m)
{
  double each = 2 / (double) n, other = 2 / (double) m, start = 1 / (double) n;
#pragma omp simd
  for (size_t k = 0; k < n; k++)
    g->push[k] = each * (double) (int32_t) k + start - other * (double) (int32_t) g->below[k];
}

static void
find_push_with_ties (Group *g, size_t n, const double *t, size_t m)
{
  const double *s = g->sorted;
  double each = 1 / (double) n, other = 1 / (double) m;
  for (size_t first = 0; first < n;)
    {
      size_t end = first + 1, below = g->below[first], equal = below;
      while (end < n && s[end] == s[first])
        end++;
      while (equal > 0 && t[equal - 1] == s[first])
        equal--;
      double push = each * ((double) first - (double) (n - end)) - other * ((double) equal - (double) (m - below));
      for (size_t k = first; k < end; k++)
        g->push[k] = push;
      first = end;
    }
}

MERCER_CLONES static bool
has_ties (size_t n, const double *s)
{
  int tied = 0;
#pragma omp simd reduction(| : tied)
  for (size_t k = 1; k < n; k++)
    tied |= s[k] == s[k - 1];
  return tied != 0;
}

/* to += weight push */
MERCER_CLONES static void
add_scaled (size_t n, double weight, const double *restrict push, double *restrict to)
{
  for (size_t i = 0; i < n; i++)
    to[i] += weight * push[i];
}

static void
add_slice (Group *g, const MercerSliced *sliced, MercerMatrix x, size_t slice)
{
  size_t n = x.rows, m = sliced->sorted.rows - 1;
  const double *t = mercer_matrix_column (sliced->sorted, slice);
  project (x, sliced->directions, slice, sliced->centre, g->p);
  mercer_sort_order (n, g->p, g->order, g->sorted, &g->room);
  g->sorted[n] = INFINITY;
  bool tied = sliced_merge (n, g->sorted, m, t, g->below, g->above) || has_ties (n, g->sorted);
  g->attraction += weighted (n, g->sorted, g->below, m) + weighted (m, t, g->above, n);
  g->repulsion -= 0.5 * spread_within (n, g->sorted);
  if (g->velocity.data == NULL)
    return;
  if (tied)
    find_push_with_ties (g, n, t, m);
  else
    find_push (g, n, m);
  for (size_t k = 0; k < n; k++)
    g->p[g->order[k]] = g->push[k];
  for (size_t c = 0; c < x.cols; c++)
    add_scaled (n, *mercer_matrix_at (sliced->directions, slice, c), g->p, mercer_matrix_column (g->velocity, c));
}

/* --- All slices ------------------------------------------------------------------------------------- */

typedef struct
{
  const MercerSliced *sliced;
  MercerMatrix x, velocity;
  Group group[GROUPS];
  size_t groups, d;
  double factor;
  MercerWork *work;
  atomic_bool stopped;
} Pass;

static void
run_group (void *data, size_t index)
{
  Pass *pass = data;
  size_t slices = pass->sliced->directions.rows, end = slices * (index + 1) / pass->groups;
  if (pass->group[index].velocity.data != NULL)
    mercer_matrix_fill (pass->group[index].velocity, 0);
  for (size_t p = slices * index / pass->groups; p < end; p++)
    {
      if (!mercer_work_wanted (pass->work))
        atomic_store (&pass->stopped, true);
      if (atomic_load_explicit (&pass->stopped, memory_order_relaxed))
        return;
      add_slice (&pass->group[index], pass->sliced, pass->x, p);
    }
}

static void
gather_rows (void *data, size_t block)
{
  Pass *pass = data;
  size_t first = block * ROWS, end = MIN (first + ROWS, pass->x.rows);
  for (size_t c = 0; c < pass->d; c++)
    {
      double *to = mercer_matrix_column (pass->velocity, c);
      for (size_t i = first; i < end; i++)
        to[i] = 0;
      for (size_t g = 0; g < pass->groups; g++)
        {
          const double *from = mercer_matrix_column (pass->group[g].velocity, c);
          for (size_t i = first; i < end; i++)
            to[i] += from[i];
        }
      for (size_t i = first; i < end; i++)
        to[i] *= pass->factor;
    }
}

static bool
make_room (Group *g, size_t n, size_t m, size_t d, bool moves, MercerWork *work)
{
  *g = (Group){ .p = mercer_work_doubles (work, n),
                .sorted = mercer_work_doubles (work, n + 1),
                .push = mercer_work_doubles (work, n),
                .order = mercer_work_alloc (work, n, sizeof (uint32_t)),
                .below = mercer_work_alloc (work, n + 1, sizeof (uint32_t)),
                .above = mercer_work_alloc (work, m + 1, sizeof (uint32_t)),
                .room = { mercer_work_alloc (work, n, sizeof (uint64_t)), mercer_work_alloc (work, n, sizeof (uint64_t)) } };
  if (moves)
    g->velocity = mercer_work_matrix (work, n, d);
  return g->p != NULL && g->sorted != NULL && g->push != NULL && g->order != NULL && g->below != NULL && g->above != NULL
         && g->room.a != NULL && g->room.b != NULL && (!moves || g->velocity.data != NULL);
}

MercerStatus
mercer_sliced_evaluate (const MercerSliced *sliced, MercerMatrix x, MercerMatrix velocity, MercerFlowTerms *terms, MercerWork *work)
{
  size_t slices = sliced->directions.rows;
  double n = (double) x.rows, m = (double) (sliced->sorted.rows - 1);
  Pass pass = { .sliced = sliced, .x = x, .velocity = velocity, .d = x.cols, .groups = MIN (slices, (size_t) GROUPS), .work = work,
                .factor = mercer_slices_constant (x.cols) / (double) slices };
  MercerMark mark = mercer_work_mark (work);
  if (!mercer_matrix_is_finite (x))
    {
      *terms = (MercerFlowTerms){ NAN, NAN, sliced->rest, NAN };
      if (velocity.data != NULL)
        mercer_matrix_fill (velocity, 0);
      return MERCER_OK;
    }
  for (size_t g = 0; g < pass.groups; g++)
    if (!make_room (&pass.group[g], x.rows, sliced->sorted.rows, x.cols, velocity.data != NULL, work))
      return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (pass.groups, run_group, &pass);
  if (velocity.data != NULL && !atomic_load (&pass.stopped))
    mercer_pool_for ((x.rows + ROWS - 1) / ROWS, gather_rows, &pass);
  *terms = (MercerFlowTerms){ .rest = sliced->rest };
  for (size_t g = 0; g < pass.groups; g++)
    {
      terms->repulsion += pass.factor / (n * n) * pass.group[g].repulsion;
      terms->attraction += pass.factor / (n * m) * pass.group[g].attraction;
    }
  terms->objective = terms->repulsion + terms->attraction + terms->rest;
  mercer_work_release (work, mark);
  return atomic_load (&pass.stopped) ? MERCER_STOPPED : MERCER_OK;
}

/* --- The target ------------------------------------------------------------------------------------- */

typedef struct
{
  MercerSliced *sliced;
  MercerMatrix target;
  Group group[GROUPS];
  double spread[GROUPS];
  size_t groups;
  MercerWork *work;
  atomic_bool stopped;
} Open;

static void
open_group (void *data, size_t index)
{
  Open *open = data;
  Group *g = &open->group[index];
  size_t slices = open->sliced->directions.rows, end = slices * (index + 1) / open->groups, m = open->target.rows;
  open->spread[index] = 0;
  for (size_t p = slices * index / open->groups; p < end; p++)
    {
      double *sorted = mercer_matrix_column (open->sliced->sorted, p);
      if (!mercer_work_wanted (open->work))
        atomic_store (&open->stopped, true);
      if (atomic_load_explicit (&open->stopped, memory_order_relaxed))
        return;
      project (open->target, open->sliced->directions, p, open->sliced->centre, g->p);
      mercer_sort_order (m, g->p, g->order, sorted, &g->room);
      sorted[m] = INFINITY;
      open->spread[index] += spread_within (m, sorted);
    }
}

MercerStatus
mercer_sliced_open (MercerSliced *sliced, MercerMatrix directions, const double *centre, MercerMatrix target, MercerWork *work)
{
  size_t m = target.rows, slices = directions.rows;
  Open open = { .sliced = sliced, .target = target, .groups = MIN (slices, (size_t) GROUPS), .work = work };
  /* room for the next power of two: while their number is dragged it is needed a few times, not each time */
  if (sliced->room.rows != m + 1 || sliced->room.cols < slices)
    {
      size_t most = 1;
      while (most < slices)
        most *= 2;
      sliced->room = mercer_work_matrix (work, m + 1, most);
    }
  sliced->sorted = sliced->room.data != NULL ? mercer_matrix_block (sliced->room, 0, 0, m + 1, slices) : sliced->room;
  sliced->directions = directions;
  sliced->centre = centre;
  sliced->rest = 0;
  MercerMark mark = mercer_work_mark (work);
  if (sliced->sorted.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t g = 0; g < open.groups; g++)
    if (!make_room (&open.group[g], m, 0, 0, false, work))
      return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (open.groups, open_group, &open);
  double factor = mercer_slices_constant (directions.cols) / (double) slices / ((double) m * (double) m);
  for (size_t g = 0; g < open.groups; g++)
    sliced->rest -= 0.5 * factor * open.spread[g];
  mercer_work_release (work, mark);
  return atomic_load (&open.stopped) ? MERCER_STOPPED : MERCER_OK;
}
