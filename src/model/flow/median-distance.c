/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "clones.h"
#include "discrepancy.h"
#include "pool.h"

/* Of a few pairs two distances are found between which the median must be, up to bad luck; then only those between are kept and
 * put in order (Floyd and Rivest 1975). Bad luck is seen, and all are kept then. */
enum { MOST_ROWS = 1000, SAMPLE = 2048, BUCKETS = 1 << 13, STRIP = 32 };
static const double margin = 0.045; /* of the sample's ranks on both sides: four standard deviations */

/* Squares that are kept; positive numbers are in the order of their bits. */
typedef struct
{
  double low, high;
} Bracket;

static const Bracket all_of_them = { DBL_MIN, DBL_MAX };

static uint64_t
bits_of (double value)
{
  uint64_t bits;
  memcpy (&bits, &value, sizeof bits);
  return bits;
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

/* The same for numbers of a bracket: those of the one bucket in which it must be are gathered at the front. */
static double
select_within (double *v, size_t n, size_t k, const Bracket *bracket, uint32_t *count)
{
  size_t which = 0, before = 0, there = 0;
  uint64_t least = bits_of (bracket->low), range = bits_of (bracket->high) - least;
  int shift = 0;
  while (range >> shift >= BUCKETS)
    shift++;
  memset (count, 0, BUCKETS * sizeof *count);
  for (size_t i = 0; i < n; i++)
    count[(bits_of (v[i]) - least) >> shift]++;
  while (before + count[which] <= k)
    before += count[which++];
  for (size_t i = 0; i < n; i++)
    if ((bits_of (v[i]) - least) >> shift == which)
      v[there++] = v[i];
  return select_least (v, there, k - before);
}

/* --- Pairs ------------------------------------------------------------------------------------------ */

typedef struct
{
  MercerMatrix x;
  Bracket bracket;
  double *kept; /* those of column j with the rows before it begin at j (j - 1) / 2, of a strip one after the other */
  size_t strips, *positive, *below, *within; /* how many, for each strip */
} Pass;

static size_t
pairs_before (size_t j)
{
  return j > 0 ? j * (j - 1) / 2 : 0;
}

MERCER_CLONES static void
add_squares (size_t n, const double *restrict x, double at, double *restrict squares)
{
  for (size_t i = 0; i < n; i++)
    squares[i] += (x[i] - at) * (x[i] - at);
}

MERCER_CLONES static void
count_squares (size_t n, const double *squares, double low, size_t *positive, size_t *below)
{
  size_t all = 0, under = 0;
  for (size_t i = 0; i < n; i++)
    {
      bool counts = squares[i] >= DBL_MIN && squares[i] <= DBL_MAX;
      all += counts;
      under += counts && squares[i] < low;
    }
  *positive += all;
  *below += under;
}

static void
keep_strip (void *data, size_t strip)
{
  const Pass *pass = data;
  double squares[MOST_ROWS];
  uint64_t least = bits_of (pass->bracket.low), range = bits_of (pass->bracket.high) - least;
  double *to = pass->kept + pairs_before (strip * STRIP);
  size_t there = 0;
  pass->positive[strip] = pass->below[strip] = 0;
  for (size_t j = strip * STRIP; j < MIN ((strip + 1) * STRIP, pass->x.rows); j++)
    {
      for (size_t i = 0; i < j; i++)
        squares[i] = 0;
      for (size_t c = 0; c < pass->x.cols; c++)
        add_squares (j, mercer_matrix_column (pass->x, c), *mercer_matrix_at (pass->x, j, c), squares);
      count_squares (j, squares, pass->bracket.low, &pass->positive[strip], &pass->below[strip]);
      for (size_t i = 0; i < j; i++) /* without a branch: which are kept is anybody's guess */
        {
          to[there] = squares[i];
          there += bits_of (squares[i]) - least <= range;
        }
    }
  pass->within[strip] = there;
}

/* What is kept of all strips, at the front: how many there are, all in all and below and within the bracket. */
static void
keep_pairs (Pass *pass, size_t *positive, size_t *below, size_t *within)
{
  *positive = *below = *within = 0;
  mercer_pool_for (pass->strips, keep_strip, pass);
  for (size_t strip = 0; strip < pass->strips; strip++)
    {
      memmove (pass->kept + *within, pass->kept + pairs_before (strip * STRIP), pass->within[strip] * sizeof (double));
      *positive += pass->positive[strip];
      *below += pass->below[strip];
      *within += pass->within[strip];
    }
}

/* From pairs (i, j) that lie evenly in the list of all of them. */
static Bracket
guess_bracket (MercerMatrix x)
{
  double some[SAMPLE];
  size_t n = 0, pairs = pairs_before (x.rows), j = 1;
  for (size_t k = 0; k < SAMPLE; k++)
    {
      size_t pair = k * pairs / SAMPLE;
      while (pairs_before (j + 1) <= pair)
        j++;
      size_t i = pair - pairs_before (j);
      double square = 0;
      for (size_t c = 0; c < x.cols; c++)
        square += pow (*mercer_matrix_at (x, i, c) - *mercer_matrix_at (x, j, c), 2);
      if (square >= DBL_MIN && square <= DBL_MAX)
        some[n++] = square;
    }
  if (n < SAMPLE / 2)
    return all_of_them;
  double low = select_least (some, n, (size_t) ((0.5 - margin) * (double) n));
  return (Bracket){ low, select_least (some, n, (size_t) ((0.5 + margin) * (double) n)) };
}

double
mercer_median_distance (MercerMatrix x, MercerWork *work)
{
  size_t few = MIN (x.rows, (size_t) MOST_ROWS), pairs = pairs_before (few), strips = (few + STRIP - 1) / STRIP;
  size_t positive, below, within, counts[3][MOST_ROWS / STRIP + 1];
  MercerMark mark = mercer_work_mark (work);
  MercerMatrix some = mercer_work_matrix (work, MAX (few, 1), x.cols);
  double *kept = mercer_work_doubles (work, MAX (pairs, 1)), median = NAN;
  uint32_t *buckets = mercer_work_alloc (work, BUCKETS, sizeof (uint32_t));
  if (few >= 2 && some.data != NULL && kept != NULL && buckets != NULL)
    {
      for (size_t c = 0; c < x.cols; c++)
        for (size_t i = 0; i < few; i++)
          *mercer_matrix_at (some, i, c) = *mercer_matrix_at (x, i * x.rows / few, c);
      Pass pass = { .x = some, .kept = kept, .strips = strips, .positive = counts[0], .below = counts[1], .within = counts[2],
                    .bracket = pairs > 4 * SAMPLE ? guess_bracket (some) : all_of_them };
      keep_pairs (&pass, &positive, &below, &within);
      if (positive / 2 < below || positive / 2 >= below + within)
        {
          pass.bracket = all_of_them;
          keep_pairs (&pass, &positive, &below, &within);
        }
      if (positive > 0)
        median = sqrt (select_within (kept, within, positive / 2 - below, &pass.bracket, buckets));
    }
  mercer_work_release (work, mark);
  return median;
}
