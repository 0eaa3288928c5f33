/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "follow-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "assignment.h"
#include "linalg.h"

enum { MOST_COLOURS = 64 };

static void
free_last (void *item)
{
  FollowLast *last = item;
  g_free (last->ids);
  g_free (last->values);
  g_free (last);
}

static int
compare_named (const void *a, const void *b)
{
  const FollowNamed *p = a, *q = b;
  return (p->id > q->id) - (p->id < q->id);
}

/* Which most tables have already. */
FollowNamed *
follow_in_order (const uint64_t *ids, size_t n)
{
  bool sorted = true;
  FollowNamed *named = g_new (FollowNamed, n + 1);
  for (size_t i = 0; i < n; i++)
    {
      named[i] = (FollowNamed){ ids[i], i };
      sorted &= i == 0 || ids[i] > ids[i - 1];
    }
  if (!sorted)
    qsort (named, n, sizeof *named, compare_named);
  return named;
}

const FollowLast *
follow_last (MercerHash thread, MercerStoreItem **item, MercerWork *work)
{
  *item = mercer_store_get (mercer_work_store (work), thread);
  return *item != NULL ? mercer_store_item_data (*item) : NULL;
}

void
follow_remember (const FollowNamed *named, MercerMatrix values, bool parting, MercerHash thread, MercerWork *work)
{
  size_t n = values.rows;
  if (mercer_work_store (work) == NULL)
    return;
  FollowLast *last = g_new (FollowLast, 1);
  *last = (FollowLast){ n, values.cols, g_new (uint64_t, n + 1), g_new (double, n * values.cols + 1), parting };
  for (size_t i = 0; i < n; i++)
    {
      last->ids[i] = named[i].id;
      for (size_t j = 0; j < values.cols; j++)
        last->values[i + j * n] = *mercer_matrix_at (values, named[i].row, j);
    }
  mercer_store_release (
      mercer_store_put (mercer_work_store (work), thread, last, n * (values.cols + 1) * sizeof (double), free_last));
}

bool
follow_next_pair (const FollowNamed *named, size_t n, const FollowLast *last, size_t *i, size_t *l)
{
  while (*i < n && *l < last->n)
    if (named[*i].id < last->ids[*l])
      ++*i;
    else if (named[*i].id > last->ids[*l])
      ++*l;
    else
      return true;
  return false;
}

/* The side of column j: positive where it agrees with the last one, or else with its farthest point. */
static double
side_of (MercerMatrix points, size_t j, const FollowNamed *named, const FollowLast *last)
{
  double side = 0, most = 0;
  for (size_t i = 0, l = 0; last != NULL && j < last->k && follow_next_pair (named, points.rows, last, &i, &l); i++, l++)
    side += *mercer_matrix_at (points, named[i].row, j) * last->values[l + j * last->n];
  for (size_t i = 0; i < points.rows && side == 0; i++)
    {
      double value = *mercer_matrix_at (points, i, j);
      most = fabs (value) > fabs (most) * (1 + 1e-9) ? value : most;
    }
  return side != 0 ? side : most;
}

void
mercer_follow_signs (MercerMatrix points, double *signs, MercerHash thread, const uint64_t *ids, MercerWork *work)
{
  g_autofree FollowNamed *named = follow_in_order (ids, points.rows);
  MercerStoreItem *item;
  const FollowLast *last = follow_last (thread, &item, work);
  for (size_t j = 0; j < points.cols; j++)
    {
      double sign = side_of (points, j, named, last) < 0 ? -1 : 1;
      for (size_t i = 0; i < points.rows && sign < 0; i++)
        *mercer_matrix_at (points, i, j) = -*mercer_matrix_at (points, i, j);
      if (signs != NULL)
        signs[j] = sign;
    }
  g_clear_pointer (&item, mercer_store_release);
  follow_remember (named, points, false, thread, work);
}

bool
mercer_follow_turn (MercerMatrix points, MercerHash thread, const uint64_t *ids, MercerWork *work)
{
  size_t n = points.rows, k = points.cols;
  bool turned = false;
  MercerMark mark = mercer_work_mark (work);
  g_autofree FollowNamed *named = follow_in_order (ids, n);
  MercerStoreItem *item;
  const FollowLast *last = follow_last (thread, &item, work);
  MercerMatrix shared = mercer_work_matrix (work, k, k), turn = mercer_work_matrix (work, k, k), was = mercer_work_matrix (work, n, k);
  if (last != NULL && last->k == k && shared.data != NULL && turn.data != NULL && was.data != NULL)
    {
      mercer_matrix_fill (shared, 0);
      for (size_t i = 0, l = 0; follow_next_pair (named, n, last, &i, &l); i++, l++)
        for (size_t b = 0; b < k; b++)
          for (size_t a = 0; a < k; a++)
            *mercer_matrix_at (shared, a, b) += *mercer_matrix_at (points, named[i].row, a) * last->values[l + b * last->n];
      mercer_matrix_copy (points, was);
      turned = mercer_polar (shared, 1e-5, turn, work) == MERCER_OK && mercer_gemm (false, false, 1, was, turn, 0, points, NULL) == MERCER_OK;
    }
  g_clear_pointer (&item, mercer_store_release);
  follow_remember (named, points, false, thread, work);
  mercer_work_release (work, mark);
  return turned;
}

void
mercer_follow_colours (const size_t *labels, size_t n, size_t k, size_t most, size_t *colour, MercerHash thread, const uint64_t *ids,
                       MercerWork *work)
{
  g_return_if_fail (k <= most && most <= MOST_COLOURS);
  g_autofree FollowNamed *named = follow_in_order (ids, n);
  g_autofree double *shared = g_new0 (double, most * most + 1), *now = g_new (double, n + 1);
  MercerMatrix score = mercer_matrix (shared, most, most);
  size_t matched[MOST_COLOURS];
  MercerStoreItem *item;
  const FollowLast *last = follow_last (thread, &item, work);
  for (size_t i = 0, l = 0; last != NULL && follow_next_pair (named, n, last, &i, &l); i++, l++)
    if (last->values[l] < (double) most)
      (*mercer_matrix_at (score, labels[named[i].row], (size_t) last->values[l]))++;
  g_clear_pointer (&item, mercer_store_release);
  /* of colours that say nothing the first: less than a row counts */
  for (size_t c = 0; c < most; c++)
    for (size_t j = 0; j < most; j++)
      *mercer_matrix_at (score, c, j) += (c < k ? 1e-3 : 0) * ((j == c) - (double) j / (double) (most * most));
  mercer_assignment (score, matched, NULL);
  memcpy (colour, matched, k * sizeof *colour);
  for (size_t i = 0; i < n; i++)
    now[i] = (double) colour[labels[i]];
  follow_remember (named, mercer_matrix (now, n, 1), false, thread, work);
}
