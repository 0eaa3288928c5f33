/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eigen-projection-private.h"
#include "linalg.h"

/* An eigenvector's sign is anybody's choice, and so is the basis of a space in which all eigenvalues are equal. Here the
 * choice is that of the picture before, so that a cloud of scores moves and does not jump. */

/* Eigenvalues nearer to each other than this part of themselves are equal as far as rounding and the solver can tell;
 * only their space is known, and turning its basis changes no number that means anything. */
static const double equal = 1e-7;
/* Rows that the two answers must share, of the new one, for the old vectors to be a start or a guide. */
static const double enough_rows = 0.5;
/* Below this overlap the old answer says nothing of a sign. */
static const double least_overlap = 0.05;
/* From this overlap on a vector continues the one in its place. */
static const double like_enough = 0.3;

/* --- Rows that are the same ------------------------------------------------------------------------------------------ */

typedef struct
{
  uint64_t id;
  size_t at;
} Place;

static int
compare_places (const void *a, const void *b)
{
  const Place *p = a, *q = b;
  return (p->id > q->id) - (p->id < q->id);
}

/* from[i] is the row of `old` with identity ids (i), or SIZE_MAX. Returns how many there are. */
static size_t
match (const MercerProjection *old, const uint64_t *ids, size_t n, size_t *from)
{
  size_t found = 0;
  if (old->n == n && (ids == NULL ? old->rows[n - 1] == n - 1 : memcmp (old->rows, ids, n * sizeof *ids) == 0))
    {
      for (size_t i = 0; i < n; i++)
        from[i] = i;
      return n;
    }
  Place *places = g_new (Place, old->n);
  for (size_t i = 0; i < old->n; i++)
    places[i] = (Place){ old->rows[i], i };
  qsort (places, old->n, sizeof *places, compare_places);
  for (size_t i = 0; i < n; i++)
    {
      Place key = { ids != NULL ? ids[i] : i, 0 };
      const Place *place = bsearch (&key, places, old->n, sizeof *places, compare_places);
      from[i] = place != NULL ? place->at : SIZE_MAX;
      found += place != NULL;
    }
  g_free (places);
  return found;
}

bool
projection_start (const MercerProjectionProblem *problem, MercerMatrix vectors, MercerWork *work)
{
  MercerStoreItem *item = projection_last (problem, work);
  if (item == NULL)
    return false;
  const MercerProjection *last = mercer_store_item_data (item);
  size_t n = vectors.rows, *from = g_new (size_t, n);
  /* with fewer old vectors than wanted ones the rest would be zeros, which the solver replaces by random ones */
  bool found = (double) match (last, problem->rows, n, from) >= enough_rows * (double) n;
  for (size_t j = 0; j < vectors.cols && found; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (vectors, i, j)
          = j < last->k && from[i] != SIZE_MAX && last->values[j] > 0
                ? *mercer_matrix_at (last->scores, from[i], j) / sqrt (last->values[j])
                : 0;
  g_free (from);
  mercer_store_release (item);
  return found;
}

bool
mercer_projection_is_warm (const MercerProjectionProblem *problem, MercerWork *work)
{
  MercerStoreItem *item = projection_last (problem, work);
  if (item == NULL)
    return false;
  const MercerProjection *last = mercer_store_item_data (item);
  /* the mere number of rows is a good guess and costs nothing */
  bool warm = 2 * last->n >= problem->x.rows && last->n <= 2 * problem->x.rows && last->k >= problem->components;
  mercer_store_release (item);
  return warm;
}

/* --- Turning ----------------------------------------------------------------------------------------------------------- */

/* Cosines between the columns of new and old scores on the rows they share, k_new x k_old; NULL: they share too few. */
static double *
overlaps (const MercerProjection *p, const MercerProjection *last)
{
  size_t *from = g_new (size_t, p->n);
  double *cosine = NULL;
  if ((double) match (last, p->rows, p->n, from) >= enough_rows * (double) p->n)
    {
      cosine = g_new (double, p->k * last->k);
      for (size_t b = 0; b < last->k; b++)
        for (size_t a = 0; a < p->k; a++)
          {
            const double *u = mercer_matrix_column (p->scores, a), *v = mercer_matrix_column (last->scores, b);
            double uv = 0, uu = 0, vv = 0;
            for (size_t i = 0; i < p->n; i++)
              if (from[i] != SIZE_MAX)
                {
                  uv += u[i] * v[from[i]];
                  uu += u[i] * u[i];
                  vv += v[from[i]] * v[from[i]];
                }
            cosine[a + b * p->k] = uu > 0 && vv > 0 ? uv / sqrt (uu * vv) : 0;
          }
    }
  g_free (from);
  return cosine;
}

double
projection_likeness (const MercerProjection *p, const MercerProjection *last)
{
  g_autofree double *cosine = overlaps (p, last);
  double sum = 0;
  for (size_t j = 0; j < MIN (p->k, last->k) && cosine != NULL; j++)
    sum += cosine[j + j * p->k] * cosine[j + j * p->k];
  return sum;
}

/* The cosine of new column j with what its sign is taken from: the old column in its place, which is what stood where it will be
 * drawn, or, if it is hardly like that, the one it is most like. */
static double
guiding_cosine (const double *cosine, size_t k, size_t k_old, size_t j)
{
  double own = j < k_old ? cosine[j + j * k] : 0, most = 0;
  if (fabs (own) >= like_enough)
    return own;
  for (size_t b = 0; b < k_old; b++)
    if (fabs (cosine[j + b * k]) > fabs (most))
      most = cosine[j + b * k];
  return most;
}

/* End of the group of equal eigenvalues that begins at `first`. */
static size_t
group_end (const MercerProjection *p, size_t first)
{
  size_t end = first + 1;
  while (end < p->k && p->values[end] > 0 && p->values[end - 1] - p->values[end] <= equal * p->values[end - 1])
    end++;
  return end;
}

/* columns [first, first + g) of A become A R (g x g). */
static void
turn_columns (MercerMatrix a, size_t first, size_t g, const double *r)
{
  double *row = g_new (double, g);
  for (size_t i = 0; i < a.rows; i++)
    {
      for (size_t j = 0; j < g; j++)
        row[j] = *mercer_matrix_at (a, i, first + j);
      for (size_t j = 0; j < g; j++)
        *mercer_matrix_at (a, i, first + j) = cblas_ddot ((int) g, row, 1, r + j * g, 1);
    }
  g_free (row);
}

static void
turn_group (MercerProjection *p, MercerMatrix beside, size_t first, size_t g, const double *cosine, size_t k_old, MercerWork *work)
{
  if (first + g > k_old)
    return;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix m = mercer_work_matrix (work, g, g), r = mercer_work_matrix (work, g, g);
  for (size_t b = 0; b < g && m.data != NULL; b++)
    for (size_t a = 0; a < g; a++)
      *mercer_matrix_at (m, a, b) = cosine[first + a + (first + b) * p->k];
  if (m.data != NULL && r.data != NULL && mercer_polar (m, least_overlap, r, work) == MERCER_OK)
    {
      turn_columns (p->scores, first, g, r.data);
      turn_columns (p->weights, first, g, r.data);
      turn_columns (mercer_matrix (p->offset, 1, p->k), first, g, r.data);
      turn_columns (beside, first, g, r.data);
    }
  mercer_work_release (work, mark);
}

static void
flip (MercerProjection *p, MercerMatrix beside, size_t j)
{
  cblas_dscal ((int) p->n, -1, mercer_matrix_column (p->scores, j), 1);
  cblas_dscal ((int) p->basis.rows, -1, mercer_matrix_column (p->weights, j), 1);
  p->offset[j] = -p->offset[j];
  if (beside.rows > 0)
    cblas_dscal ((int) beside.rows, -1, mercer_matrix_column (beside, j), 1);
}

/* Whether column j must be flipped: its likeness to the old answer says so, or, without one, its largest entry. */
static bool
is_upside_down (const MercerProjection *p, const double *cosine, size_t k_old, size_t j)
{
  double most = cosine != NULL ? guiding_cosine (cosine, p->k, k_old, j) : 0;
  if (fabs (most) > least_overlap)
    return most < 0;
  const double *s = mercer_matrix_column (p->scores, j);
  double largest = 0;
  /* entries that are equal but for rounding must not decide by it */
  for (size_t i = 0; i < p->n; i++)
    if (fabs (s[i]) > fabs (largest) * (1 + 1e-6))
      largest = s[i];
  return largest < 0;
}

/* More columns than this are not looked at for changes of place: those that are drawn are among the first. */
enum { LOOKED_AT = 16 };

/* The columns that have mixed with column `first` or with one that has: in[]. Returns how many. */
static size_t
mixed_with (const double *cosine, size_t stride, size_t k, size_t first, size_t in[LOOKED_AT], bool seen[LOOKED_AT])
{
  size_t count = 1;
  in[0] = first;
  seen[first] = true;
  for (size_t next = 0; next < count; next++)
    for (size_t i = 0; i < k; i++)
      if (!seen[i] && MAX (fabs (cosine[i + in[next] * stride]), fabs (cosine[in[next] + i * stride])) >= like_enough)
        {
          seen[i] = true;
          in[count++] = i;
        }
  return count;
}

/* The sign of the determinant of the cosines among these columns, with those of the one at `turned` (count: none) turned over. Columns
 * that are new count as themselves. */
static int
orientation (const double *cosine, size_t stride, const size_t *in, size_t count, size_t turned)
{
  static const double new_ones = 0.05;
  double numbers[LOOKED_AT * LOOKED_AT];
  MercerMatrix a = mercer_matrix (numbers, count, count);
  for (size_t j = 0; j < count; j++)
    for (size_t i = 0; i < count; i++)
      *mercer_matrix_at (a, i, j) = (i == turned ? -1 : 1) * cosine[in[i] + in[j] * stride] + (i == j ? new_ones : 0);
  return mercer_determinant_sign (a);
}

/* Columns that have changed places are to have turned into each other, which is a motion, and not to be mirrored, which is none. Where the
 * cosines of columns that have mixed, in the signs that were chosen, are those of a mirror, one that is hardly like what was in its
 * place is turned over. */
static void
unmirror (MercerProjection *p, MercerMatrix beside, const double *cosine, size_t k_old)
{
  size_t k = MIN (MIN (p->k, k_old), (size_t) LOOKED_AT), in[LOOKED_AT];
  bool seen[LOOKED_AT] = { false };
  for (size_t first = 0; first < k; first++)
    {
      size_t count = seen[first] ? 1 : mixed_with (cosine, p->k, k, first, in, seen);
      if (count < 2 || orientation (cosine, p->k, in, count, count) >= 0)
        continue;
      for (size_t j = 0; j < count; j++)
        if (fabs (cosine[in[j] + in[j] * p->k]) < like_enough && orientation (cosine, p->k, in, count, j) > 0)
          {
            flip (p, beside, in[j]);
            break;
          }
    }
}

void
projection_follow (MercerProjection *p, const MercerProjection *last, MercerMatrix beside, MercerWork *work)
{
  double *cosine = last != NULL ? overlaps (p, last) : NULL;
  for (size_t first = 0, end; first < p->k && cosine != NULL && p->values[first] > 0; first = end)
    {
      end = group_end (p, first);
      if (end - first > 1)
        turn_group (p, beside, first, end - first, cosine, last->k, work);
    }
  if (cosine != NULL)
    {
      g_free (cosine);
      cosine = overlaps (p, last);
    }
  for (size_t j = 0; j < p->k; j++)
    if (is_upside_down (p, cosine, last != NULL ? last->k : 0, j))
      {
        flip (p, beside, j);
        for (size_t b = 0; cosine != NULL && b < last->k; b++)
          cosine[j + b * p->k] = -cosine[j + b * p->k];
      }
  if (cosine != NULL)
    unmirror (p, beside, cosine, last->k);
  g_free (cosine);
}

bool
projection_would_turn (const MercerProjection *p, const MercerProjection *last)
{
  double *cosine = last != NULL ? overlaps (p, last) : NULL;
  bool turns = false;
  for (size_t j = 0; j < p->k && cosine != NULL; j++)
    turns |= is_upside_down (p, cosine, last->k, j) || group_end (p, j) > j + 1;
  g_free (cosine);
  return turns;
}
