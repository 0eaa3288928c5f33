/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "clones.h"
#include "discrepancy.h"
#include "pool.h"

/* Positive numbers are in the order of their bits, of which the upper ones sort them coarsely. */
enum { MOST_ROWS = 1000, BUCKETS = 1 << 15, SHIFT = 48, STRIP = 32 };

static size_t
bucket_of (double value)
{
  uint64_t bits;
  memcpy (&bits, &value, sizeof bits);
  return (size_t) (bits >> SHIFT);
}

/* The k-th least of n numbers, by Hoare's selection about a median of three; orders them partly. */
static double
select_least (double *v, size_t n, size_t k)
{
  size_t low = 0, high = n - 1;
  while (low < high)
    {
      double a = v[low], b = v[low + (high - low) / 2], c = v[high];
      double pivot = MAX (MIN (a, b), MIN (MAX (a, b), c));
      size_t i = low, j = high;
      while (i <= j)
        {
          while (v[i] < pivot)
            i++;
          while (v[j] > pivot)
            j--;
          if (i > j)
            break;
          double swap = v[i];
          v[i++] = v[j];
          v[j] = swap;
          if (j-- == 0)
            break;
        }
      if (k <= j && j < n)
        high = j;
      else if (k >= i)
        low = i;
      else
        break;
    }
  return v[k];
}

/* The same for positive numbers: those of the one bucket in which it must be are gathered at the front. */
static double
select_positive (double *v, size_t n, size_t k, uint32_t *count)
{
  size_t which = 0, before = 0, there = 0;
  memset (count, 0, BUCKETS * sizeof *count);
  for (size_t i = 0; i < n; i++)
    count[bucket_of (v[i])]++;
  while (before + count[which] <= k)
    before += count[which++];
  for (size_t i = 0; i < n; i++)
    if (bucket_of (v[i]) == which)
      v[there++] = v[i];
  return select_least (v, there, k - before);
}

typedef struct
{
  MercerMatrix x;
  double *squares; /* those of column j with the rows before it begin at j (j - 1) / 2 */
} Pass;

MERCER_CLONES static void
add_squares (size_t n, const double *restrict x, double at, double *restrict squares)
{
  for (size_t i = 0; i < n; i++)
    squares[i] += (x[i] - at) * (x[i] - at);
}

static void
square_strip (void *data, size_t strip)
{
  const Pass *pass = data;
  for (size_t j = strip * STRIP; j < MIN ((strip + 1) * STRIP, pass->x.rows); j++)
    {
      double *squares = pass->squares + (j > 0 ? j * (j - 1) / 2 : 0);
      for (size_t i = 0; i < j; i++)
        squares[i] = 0;
      for (size_t c = 0; c < pass->x.cols; c++)
        add_squares (j, mercer_matrix_column (pass->x, c), *mercer_matrix_at (pass->x, j, c), squares);
    }
}

double
mercer_median_distance (MercerMatrix x, MercerWork *work)
{
  size_t few = MIN (x.rows, (size_t) MOST_ROWS), pairs = few > 1 ? few * (few - 1) / 2 : 1, count = 0;
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix some = mercer_work_matrix (work, MAX (few, 1), x.cols);
  double *squares = mercer_work_doubles (work, pairs), median = NAN;
  uint32_t *counts = mercer_work_alloc (work, BUCKETS, sizeof (uint32_t));
  if (few >= 2 && some.data != NULL && squares != NULL && counts != NULL)
    {
      for (size_t c = 0; c < x.cols; c++)
        for (size_t i = 0; i < few; i++)
          *mercer_matrix_at (some, i, c) = *mercer_matrix_at (x, i * x.rows / few, c);
      Pass pass = { some, squares };
      mercer_pool_for ((few + STRIP - 1) / STRIP, square_strip, &pass);
      for (size_t k = 0; k < pairs; k++)
        if (squares[k] > 0 && isfinite (squares[k]))
          squares[count++] = squares[k];
      if (count > 0)
        median = sqrt (select_positive (squares, count, count / 2, counts));
    }
  mercer_work_release (work, mark);
  return median;
}
