/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "follow.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "assignment.h"
#include "linalg.h"

enum { MOST_COLOURS = 64 };

/* What is remembered: rows by their identities, ascending, and k numbers of each. */
typedef struct
{
  size_t n, k;
  uint64_t *ids;
  double *values; /* n x k, in the order of ids */
} Last;

static void
free_last (void *item)
{
  Last *last = item;
  g_free (last->ids);
  g_free (last->values);
  g_free (last);
}

typedef struct
{
  uint64_t id;
  size_t row;
} Named;

static int
compare_named (const void *a, const void *b)
{
  const Named *p = a, *q = b;
  return (p->id > q->id) - (p->id < q->id);
}

/* Rows in the order of their identities, which most tables have already; g_free. */
static Named *
in_order (const uint64_t *ids, size_t n)
{
  bool sorted = true;
  Named *named = g_new (Named, n + 1);
  for (size_t i = 0; i < n; i++)
    {
      named[i] = (Named){ ids[i], i };
      sorted &= i == 0 || ids[i] > ids[i - 1];
    }
  if (!sorted)
    qsort (named, n, sizeof *named, compare_named);
  return named;
}

static void
remember (const Named *named, size_t n, MercerMatrix values, MercerHash thread, MercerWork *work)
{
  if (mercer_work_store (work) == NULL)
    return;
  Last *last = g_new (Last, 1);
  *last = (Last){ n, values.cols, g_new (uint64_t, n + 1), g_new (double, n * values.cols + 1) };
  for (size_t i = 0; i < n; i++)
    {
      last->ids[i] = named[i].id;
      for (size_t j = 0; j < values.cols; j++)
        last->values[i + j * n] = *mercer_matrix_at (values, named[i].row, j);
    }
  mercer_store_release (
      mercer_store_put (mercer_work_store (work), thread, last, n * (values.cols + 1) * sizeof (double), free_last));
}

/* The next row that both have, from *i of the rows and *l of the last ones on; false: none. */
static bool
next_pair (const Named *named, size_t n, const Last *last, size_t *i, size_t *l)
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
side_of (MercerMatrix points, size_t j, const Named *named, const Last *last)
{
  double side = 0, most = 0;
  for (size_t i = 0, l = 0; last != NULL && j < last->k && next_pair (named, points.rows, last, &i, &l); i++, l++)
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
  g_autofree Named *named = in_order (ids, points.rows);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), thread);
  const Last *last = item != NULL ? mercer_store_item_data (item) : NULL;
  for (size_t j = 0; j < points.cols; j++)
    {
      double sign = side_of (points, j, named, last) < 0 ? -1 : 1;
      for (size_t i = 0; i < points.rows && sign < 0; i++)
        *mercer_matrix_at (points, i, j) = -*mercer_matrix_at (points, i, j);
      if (signs != NULL)
        signs[j] = sign;
    }
  g_clear_pointer (&item, mercer_store_release);
  remember (named, points.rows, points, thread, work);
}

bool
mercer_follow_turn (MercerMatrix points, MercerHash thread, const uint64_t *ids, MercerWork *work)
{
  size_t n = points.rows, k = points.cols;
  bool turned = false;
  MercerMark mark = mercer_work_mark (work);
  g_autofree Named *named = in_order (ids, n);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), thread);
  const Last *last = item != NULL ? mercer_store_item_data (item) : NULL;
  MercerMatrix shared = mercer_work_matrix (work, k, k), turn = mercer_work_matrix (work, k, k), was = mercer_work_matrix (work, n, k);
  if (last != NULL && last->k == k && shared.data != NULL && turn.data != NULL && was.data != NULL)
    {
      mercer_matrix_fill (shared, 0);
      for (size_t i = 0, l = 0; next_pair (named, n, last, &i, &l); i++, l++)
        for (size_t b = 0; b < k; b++)
          for (size_t a = 0; a < k; a++)
            *mercer_matrix_at (shared, a, b) += *mercer_matrix_at (points, named[i].row, a) * last->values[l + b * last->n];
      mercer_matrix_copy (points, was);
      turned = mercer_polar (shared, 1e-5, turn, work) == MERCER_OK && mercer_gemm (false, false, 1, was, turn, 0, points, NULL) == MERCER_OK;
    }
  g_clear_pointer (&item, mercer_store_release);
  remember (named, n, points, thread, work);
  mercer_work_release (work, mark);
  return turned;
}

/* --- Axes that change places --------------------------------------------------------------------------------- */

/* Less of what was drawn than this lies in the span of the columns: it cannot turn, it is gone. */
static const double enough_left = 0.5;

/* cosines (k x q) of the columns of points with the last ones, on the rows that both have. False: these are too few, or one of the last
 * columns has left the span. */
static bool
overlap_with (const Named *named, MercerMatrix points, const Last *last, MercerMatrix cosines)
{
  size_t shared = 0;
  for (size_t b = 0; b < cosines.cols; b++)
    {
      double vv = 0, left = 0;
      const double *was = last->values + b * last->n;
      for (size_t a = 0; a < cosines.rows; a++)
        {
          double uv = 0, uu = 0;
          shared = 0;
          vv = 0;
          for (size_t i = 0, l = 0; next_pair (named, points.rows, last, &i, &l); i++, l++, shared++)
            {
              double u = *mercer_matrix_at (points, named[i].row, a);
              uv += u * was[l];
              uu += u * u;
              vv += was[l] * was[l];
            }
          double cosine = uu > 0 && vv > 0 ? uv / sqrt (uu * vv) : 0;
          *mercer_matrix_at (cosines, a, b) = cosine;
          left += cosine * cosine;
        }
      if (left < enough_left)
        return false;
    }
  return 2 * shared >= points.rows;
}

/* The largest angle between columns in the same place, as its cosine. */
static double
least_cosine (MercerMatrix a, MercerMatrix b)
{
  double least = 1;
  for (size_t j = 0; j < a.cols; j++)
    {
      double dot = 0;
      for (size_t i = 0; i < a.rows; i++)
        dot += *mercer_matrix_at (a, i, j) * *mercer_matrix_at (b, i, j);
      least = fmin (least, dot);
    }
  return least;
}

/* Of the way from one frame to another the part t, as a frame of its own. */
static bool
part_of_way (MercerMatrix from, MercerMatrix to, double t, MercerMatrix out, MercerWork *work)
{
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix between = mercer_work_matrix (work, from.rows, from.cols);
  for (size_t j = 0; j < from.cols && between.data != NULL; j++)
    for (size_t i = 0; i < from.rows; i++)
      *mercer_matrix_at (between, i, j) = (1 - t) * *mercer_matrix_at (from, i, j) + t * *mercer_matrix_at (to, i, j);
  bool ok = between.data != NULL && mercer_polar (between, 1e-3, out, work) == MERCER_OK;
  mercer_work_release (work, mark);
  return ok;
}

/* axes, from where they are to be, to where they can be after one turn from `from`. True: they stayed. */
static bool
hold_back (MercerMatrix from, MercerMatrix axes, double most, MercerWork *work)
{
  enum { HALVINGS = 20 };
  double low = 0, high = 1;
  MercerMatrix between = mercer_work_matrix (work, axes.rows, axes.cols);
  if (between.data == NULL || least_cosine (from, axes) >= cos (most))
    return true;
  for (int k = 0; k < HALVINGS; k++)
    {
      double t = 0.5 * (low + high);
      if (!part_of_way (from, axes, t, between, work))
        return true; /* opposite to each other: there is no way between them */
      *(least_cosine (from, between) >= cos (most) ? &low : &high) = t;
    }
  if (part_of_way (from, axes, low, between, work))
    mercer_matrix_copy (between, axes);
  return false;
}

bool
mercer_follow_axes (MercerMatrix points, MercerMatrix axes, double most, MercerMatrix drawn, MercerHash thread, const uint64_t *ids,
                    MercerWork *work)
{
  g_return_val_if_fail (axes.rows == points.cols && drawn.cols == axes.cols && drawn.rows == points.rows, true);
  bool there = true;
  MercerMark mark = mercer_work_mark (work);
  g_autofree Named *named = in_order (ids, points.rows);
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), thread);
  const Last *last = item != NULL ? mercer_store_item_data (item) : NULL;
  MercerMatrix cosines = mercer_work_matrix (work, axes.rows, axes.cols), from = mercer_work_matrix (work, axes.rows, axes.cols);
  if (last != NULL && last->k == axes.cols && cosines.data != NULL && from.data != NULL && overlap_with (named, points, last, cosines)
      && mercer_polar (cosines, 1e-3, from, work) == MERCER_OK)
    there = hold_back (from, axes, most, work);
  g_clear_pointer (&item, mercer_store_release);
  if (mercer_gemm (false, false, 1, points, axes, 0, drawn, NULL) == MERCER_OK)
    remember (named, points.rows, drawn, thread, work);
  mercer_work_release (work, mark);
  return there;
}

void
mercer_follow_colours (const size_t *labels, size_t n, size_t k, size_t most, size_t *colour, MercerHash thread, const uint64_t *ids,
                       MercerWork *work)
{
  g_return_if_fail (k <= most && most <= MOST_COLOURS);
  g_autofree Named *named = in_order (ids, n);
  g_autofree double *shared = g_new0 (double, most * most + 1), *now = g_new (double, n + 1);
  MercerMatrix score = mercer_matrix (shared, most, most);
  size_t matched[MOST_COLOURS];
  MercerStoreItem *item = mercer_store_get (mercer_work_store (work), thread);
  const Last *last = item != NULL ? mercer_store_item_data (item) : NULL;
  for (size_t i = 0, l = 0; last != NULL && next_pair (named, n, last, &i, &l); i++, l++)
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
  remember (named, n, mercer_matrix (now, n, 1), thread, work);
}
