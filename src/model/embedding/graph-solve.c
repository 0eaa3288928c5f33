/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph-private.h"

#include <math.h>
#include <string.h>

#include "eigen-projection-private.h"

static const double solve_tolerance = 1e-11;
/* Multiplying entry by entry is so much slower than BLAS that fewer than one in so many must differ from 0. */
enum { SPARSE = 8 };
/* Large graphs have eigenvalues that crowd at 1, and a filter brings them apart; so many rows are large. It lets pass what lies above a
 * value that so many more than the wanted ones reach, itself found roughly, and raises the top above the rest by so much. */
enum { LARGE = 1500, PASSED = 8, MOST_DEGREE = 4000 };
static const double rough = 0.3, raised = 1e3, all_one = 1e-10;

/* Columns of A: the entries of column j are those from first[j] on. */
typedef struct
{
  size_t *first; /* n + 1 */
  uint32_t *row;
  double *value;
} Entries;

static void
multiply (const Entries *e, size_t n, const double *x, double *y)
{
  for (size_t j = 0; j < n; j++)
    {
      double sum = 0;
      for (size_t t = e->first[j]; t < e->first[j + 1]; t++)
        sum += e->value[t] * x[e->row[t]];
      y[j] = sum;
    }
}

static MercerStatus
multiply_cb (const ProjectionOperator *op, MercerMatrix x, MercerMatrix y, double *parts, MercerWork *work)
{
  (void) parts;
  for (size_t b = 0; b < x.cols; b++)
    {
      if (!mercer_work_wanted (work))
        return MERCER_STOPPED;
      multiply (op->data, op->n, mercer_matrix_column (x, b), mercer_matrix_column (y, b));
    }
  return MERCER_OK;
}

/* --- A filter ------------------------------------------------------------------------------------------------- */

/* T_degree (u) / top, u = (2 A - (rest - 1)) / (rest + 1): at most 1 / top in size where A's eigenvalues are in [-1, rest], and growing
 * from there to 1 at 1. Zhou, Saad, Tiago and Chelikowsky (2006), Self-consistent-field calculations using Chebyshev-filtered subspace
 * iteration, J. Comput. Phys. 219. */
typedef struct
{
  const Entries *entries;
  double rest, top;
  int degree;
} Filter;

static MercerStatus
filter_cb (const ProjectionOperator *op, MercerMatrix x, MercerMatrix y, double *parts, MercerWork *work)
{
  const Filter *f = op->data;
  size_t n = op->n;
  MercerMark mark = mercer_work_mark (work);
  double *before = mercer_work_doubles (work, n), *now = mercer_work_doubles (work, n), *next = mercer_work_doubles (work, n);
  if (before == NULL || now == NULL || next == NULL)
    return MERCER_OUT_OF_MEMORY;
  double times = 2 / (f->rest + 1), shift = (f->rest - 1) / (f->rest + 1);
  (void) parts;
  for (size_t b = 0; b < x.cols; b++)
    {
      double *out = mercer_matrix_column (y, b);
      for (size_t i = 0; i < n; i++)
        {
          before[i] = 0;
          now[i] = mercer_matrix_column (x, b)[i] / f->top;
        }
      for (int step = 0; step < f->degree; step++)
        {
          double twice = step == 0 ? 1 : 2; /* T_1 = u, then T_(j + 1) = 2 u T_j - T_(j - 1) */
          if (!mercer_work_wanted (work))
            return MERCER_STOPPED;
          multiply (f->entries, n, now, next);
          for (size_t i = 0; i < n; i++)
            {
              double after = twice * (times * next[i] - shift * now[i]) - before[i];
              before[i] = now[i];
              now[i] = after;
            }
        }
      memcpy (out, now, n * sizeof *out);
    }
  mercer_work_release (work, mark);
  return MERCER_OK;
}

/* v' A v of unit vectors; returns the least. */
static double
quotients (const Entries *e, MercerMatrix vectors, double *image, double *values)
{
  double least = INFINITY;
  for (size_t j = 0; j < vectors.cols; j++)
    {
      const double *v = mercer_matrix_column (vectors, j);
      multiply (e, vectors.rows, v, image);
      values[j] = 0;
      for (size_t i = 0; i < vectors.rows; i++)
        values[j] += v[i] * image[i];
      least = fmin (least, values[j]);
    }
  return least;
}

/* From `start` and again through the filter that lets pass what is above `rest`, of what is asked there. */
static MercerStatus
pass (const ProjectionOperator *op, double rest, size_t k, double tolerance, MercerMatrix start, double *values, MercerMatrix vectors,
      MercerWork *work)
{
  double far = acosh ((3 - rest) / (1 + rest));
  Filter filter = { .entries = op->data, .rest = rest, .degree = (int) fmin (ceil (acosh (raised) / far), MOST_DEGREE) };
  filter.top = cosh (filter.degree * far);
  ProjectionOperator filtered = { .n = op->n, .multiply = filter_cb, .data = &filter };
  return projection_solve_operator (&filtered, k, tolerance, &(ProjectionSpace){ .vectors = start }, values, vectors, NULL, work);
}

/* The eigenpairs through a filter, sharpened as long as a rough search through the last finds that more can be kept out. *done false:
 * there are too many eigenvalues 1 for one. */
static MercerStatus
solve_filtered (const ProjectionOperator *op, size_t k, double *values, MercerMatrix vectors, bool *done, MercerWork *work)
{
  size_t n = op->n, more = k + PASSED;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix roughly = mercer_work_matrix (work, n, more);
  double *bounds = mercer_work_doubles (work, more), *image = mercer_work_doubles (work, n);
  if (roughly.data == NULL || bounds == NULL || image == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = projection_solve_operator (op, more, rough, NULL, bounds, roughly, NULL, work);
  double rest = bounds[more - 1], before = -1;
  while (status == MERCER_OK && 1 - rest < 0.5 * (1 - before) && rest < 1 - all_one)
    {
      before = rest;
      status = pass (op, rest, more, rough, roughly, bounds, roughly, work);
      rest = status == MERCER_OK ? fmax (rest, quotients (op->data, roughly, image, bounds)) : rest;
    }
  *done = rest < 1 - all_one;
  if (status == MERCER_OK && *done)
    status = pass (op, rest, k, solve_tolerance, roughly, values, vectors, work);
  if (status == MERCER_OK && *done)
    quotients (op->data, vectors, image, values);
  mercer_work_release (work, mark);
  return status;
}

/* --- Entries -------------------------------------------------------------------------------------------------- */

static size_t
count_entries (MercerMatrix a)
{
  size_t count = 0;
  for (size_t j = 0; j < a.cols; j++)
    {
      const double *column = mercer_matrix_column (a, j);
      for (size_t i = 0; i < a.rows; i++)
        count += column[i] != 0;
    }
  return count;
}

static void
gather_entries (MercerMatrix a, Entries *e)
{
  size_t at = 0;
  for (size_t j = 0; j < a.cols; j++)
    {
      const double *column = mercer_matrix_column (a, j);
      e->first[j] = at;
      for (size_t i = 0; i < a.rows; i++)
        if (column[i] != 0)
          {
            e->row[at] = (uint32_t) i;
            e->value[at++] = column[i];
          }
    }
  e->first[a.cols] = at;
}

MercerStatus
graph_solve (MercerMatrix a, size_t k, double *values, MercerMatrix vectors, MercerWork *work)
{
  size_t n = a.rows, count = count_entries (a);
  if (count > n * n / SPARSE || n > UINT32_MAX)
    return projection_solve (a, k, solve_tolerance, false, values, vectors, work);
  MercerMark mark = mercer_work_mark (work);
  Entries e = { mercer_work_alloc (work, n + 1, sizeof *e.first), mercer_work_alloc (work, count + 1, sizeof *e.row),
                mercer_work_doubles (work, count + 1) };
  if (e.first == NULL || e.row == NULL || e.value == NULL)
    return MERCER_OUT_OF_MEMORY;
  gather_entries (a, &e);
  ProjectionOperator op = { .n = n, .multiply = multiply_cb, .a = a, .data = &e };
  bool done = false;
  MercerStatus status = n >= LARGE ? solve_filtered (&op, k, values, vectors, &done, work) : MERCER_OK;
  if (status == MERCER_OK && !done)
    status = projection_solve_operator (&op, k, solve_tolerance, NULL, values, vectors, NULL, work);
  mercer_work_release (work, mark);
  return status;
}
