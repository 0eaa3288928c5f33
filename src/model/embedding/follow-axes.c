/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "follow-private.h"
#include "linalg.h"

/* Axes that change places. What was drawn last is a frame in the span of the columns, and turns in it to the frame that is to be. What has left
 * the span - a component that has changed places with one that is not computed - is a direction beside the columns, and turns out of
 * the picture like any other. */

/* If less of what was drawn than this lies in the span of the columns, the rest counts as a direction of its own. */
static const double enough_left = 0.5;

/* What was drawn last, V (n x q), against the columns of points, U, on the rows that both have; all columns at unit length. */
typedef struct
{
  MercerMatrix cosines;  /* k x q: U'V */
  MercerMatrix beyond;   /* n x q: V - U U'V, 0 in the other rows */
  double *length, *unit; /* q: of V's columns; k: of U's, inverted, 0 for those without length */
  size_t shared;
  double left;           /* the least part of a column of V that lies in the span of U */
} Overlap;

static bool
open_overlap (Overlap *o, size_t n, size_t k, size_t q, MercerWork *work)
{
  *o = (Overlap){ .cosines = mercer_work_matrix (work, k, q), .beyond = mercer_work_matrix (work, n, q),
                  .length = mercer_work_doubles (work, q), .unit = mercer_work_doubles (work, k), .left = 1 };
  return o->cosines.data != NULL && o->beyond.data != NULL && o->length != NULL && o->unit != NULL;
}

static void
gather_last (const FollowNamed *named, const FollowLast *last, Overlap *o)
{
  mercer_matrix_fill (o->beyond, 0);
  for (size_t i = 0, l = 0; follow_next_pair (named, o->beyond.rows, last, &i, &l); i++, l++, o->shared++)
    for (size_t b = 0; b < last->k; b++)
      *mercer_matrix_at (o->beyond, named[i].row, b) = last->values[l + b * last->n];
  for (size_t b = 0; b < last->k; b++)
    {
      double *v = mercer_matrix_column (o->beyond, b), squares = 0;
      for (size_t i = 0; i < o->beyond.rows; i++)
        squares += v[i] * v[i];
      o->length[b] = sqrt (squares);
      for (size_t i = 0; i < o->beyond.rows && squares > 0; i++)
        v[i] /= o->length[b];
    }
}

/* False: too few rows are shared, or nothing was drawn. */
static bool
compare (const FollowNamed *named, MercerMatrix points, const FollowLast *last, Overlap *o)
{
  size_t k = points.cols, q = last->k;
  gather_last (named, last, o);
  memset (o->unit, 0, k * sizeof (double));
  for (size_t i = 0, l = 0; follow_next_pair (named, points.rows, last, &i, &l); i++, l++)
    for (size_t a = 0; a < k; a++)
      o->unit[a] += *mercer_matrix_at (points, named[i].row, a) * *mercer_matrix_at (points, named[i].row, a);
  for (size_t a = 0; a < k; a++)
    o->unit[a] = o->unit[a] > 0 ? 1 / sqrt (o->unit[a]) : 0;
  for (size_t b = 0; b < q; b++)
    {
      const double *v = mercer_matrix_column (o->beyond, b);
      double left = 0;
      for (size_t a = 0; a < k; a++)
        {
          const double *u = mercer_matrix_column (points, a);
          double uv = 0;
          for (size_t i = 0; i < points.rows; i++)
            uv += u[i] * v[i];
          *mercer_matrix_at (o->cosines, a, b) = uv * o->unit[a];
          left += uv * o->unit[a] * uv * o->unit[a];
        }
      o->left = fmin (o->left, left);
      if (!(o->length[b] > 0))
        return false;
    }
  return 2 * o->shared >= points.rows;
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

/* --- In the span, and out of it -------------------------------------------------------------------------------------------- */

/* beyond becomes what of V is left beside the columns. */
static void
take_columns_out (const FollowNamed *named, MercerMatrix points, const FollowLast *last, Overlap *o)
{
  for (size_t i = 0, l = 0; follow_next_pair (named, points.rows, last, &i, &l); i++, l++)
    for (size_t b = 0; b < o->beyond.cols; b++)
      for (size_t a = 0; a < points.cols; a++)
        *mercer_matrix_at (o->beyond, named[i].row, b)
            -= *mercer_matrix_at (o->cosines, a, b) * o->unit[a] * *mercer_matrix_at (points, named[i].row, a);
}

/* Turns from V to points axes in the span of the columns and of what V has beside them; drawn. True: it is there, or there is no way. */
static bool
turn_out (const FollowNamed *named, MercerMatrix points, const FollowLast *last, Overlap *o, MercerMatrix axes, double most,
          MercerMatrix drawn, MercerWork *work)
{
  size_t k = points.cols, q = axes.cols;
  MercerMatrix gram = mercer_work_matrix (work, q, q), basis = mercer_work_matrix (work, points.rows, q);
  MercerMatrix was = mercer_work_matrix (work, k + q, q), from = mercer_work_matrix (work, k + q, q), to = mercer_work_matrix (work, k + q, q);
  if (gram.data == NULL || basis.data == NULL || was.data == NULL || from.data == NULL || to.data == NULL)
    return true;
  take_columns_out (named, points, last, o);
  mercer_matrix_copy (o->cosines, mercer_matrix_block (was, 0, 0, k, q));
  mercer_matrix_fill (to, 0);
  mercer_matrix_copy (axes, mercer_matrix_block (to, 0, 0, k, q));
  if (mercer_gemm (true, false, 1, o->beyond, o->beyond, 0, gram, NULL) != MERCER_OK
      || mercer_divide_by_root (o->beyond, gram, basis, work) != MERCER_OK
      || mercer_gemm (true, false, 1, basis, o->beyond, 0, mercer_matrix_block (was, k, 0, q, q), NULL) != MERCER_OK
      || mercer_polar (was, 1e-3, from, work) != MERCER_OK || hold_back (from, to, most, work))
    return true;
  for (size_t j = 0; j < q; j++) /* each direction beside the columns as long as what it is of was */
    for (size_t i = 0; i < points.rows; i++)
      *mercer_matrix_at (basis, i, j) *= o->length[j];
  return mercer_gemm (false, false, 1, points, mercer_matrix_block (to, 0, 0, k, q), 0, drawn, NULL) != MERCER_OK
         || mercer_gemm (false, false, 1, basis, mercer_matrix_block (to, k, 0, q, q), 1, drawn, NULL) != MERCER_OK;
}

bool
mercer_follow_axes (MercerMatrix points, MercerMatrix axes, double most, MercerMatrix drawn, MercerHash thread, const uint64_t *ids,
                    MercerWork *work)
{
  g_return_val_if_fail (axes.rows == points.cols && drawn.cols == axes.cols && drawn.rows == points.rows, true);
  bool there = true, parting = false;
  MercerMark mark = mercer_work_mark (work);
  g_autofree FollowNamed *named = follow_in_order (ids, points.rows);
  MercerStoreItem *item;
  const FollowLast *last = follow_last (thread, &item, work);
  Overlap o;
  MercerMatrix from = mercer_work_matrix (work, axes.rows, axes.cols);
  bool known = last != NULL && last->k == axes.cols && from.data != NULL && open_overlap (&o, points.rows, axes.rows, axes.cols, work)
               && compare (named, points, last, &o);
  if (known && (o.left < enough_left || last->parting))
    parting = !turn_out (named, points, last, &o, axes, most, drawn, work);
  else if (known && mercer_polar (o.cosines, 1e-3, from, work) == MERCER_OK)
    there = hold_back (from, axes, most, work);
  g_clear_pointer (&item, mercer_store_release);
  if (parting || mercer_gemm (false, false, 1, points, axes, 0, drawn, NULL) == MERCER_OK)
    follow_remember (named, drawn, parting, thread, work);
  mercer_work_release (work, mark);
  return there && !parting;
}
