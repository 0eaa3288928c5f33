/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clones.h"
#include "sliced.h"

/* A key holds the place of the value between least and greatest in its upper half, the index in its lower one. */
enum { LEAST_BITS = 4, MOST_BITS = 11, SPARE_BITS = 3, MOVES = 8, SHIFT = 32 };

/* Digits so long that two of them tell n values apart, with some places to spare. */
static unsigned
digit_bits (size_t n)
{
  unsigned bits = 0;
  while (n >> bits > 1)
    bits++;
  return CLAMP ((bits + SPARE_BITS + 1) / 2, LEAST_BITS, MOST_BITS);
}

MERCER_CLONES static void
find_range (size_t n, const double *values, double *low, double *high)
{
  double least = INFINITY, most = -INFINITY;
#pragma omp simd reduction(min : least) reduction(max : most)
  for (size_t i = 0; i < n; i++)
    {
      least = values[i] < least ? values[i] : least;
      most = values[i] > most ? values[i] : most;
    }
  *low = least;
  *high = most;
}

MERCER_CLONES static void
make_keys (size_t n, const double *restrict values, double low, double scale, uint64_t *restrict keys)
{
#pragma omp simd
  for (size_t i = 0; i < n; i++)
    keys[i] = (uint64_t) (uint32_t) (int32_t) (scale * (values[i] - low)) << SHIFT | i;
}

static void
scatter (size_t n, const uint64_t *restrict from, uint64_t *restrict to, uint32_t *restrict place, unsigned shift, uint32_t mask)
{
  for (size_t i = 0; i < n; i++)
    {
      uint64_t key = from[i];
      to[place[key >> shift & mask]++] = key;
    }
}

static void
accumulate (uint32_t *count, size_t digits)
{
  uint32_t sum = 0;
  for (size_t k = 0; k < digits; k++)
    {
      uint32_t here = count[k];
      count[k] = sum;
      sum += here;
    }
}

typedef struct
{
  double value;
  uint32_t index;
} Entry;

static int
compare_entries (const void *a, const void *b)
{
  const Entry *p = a, *q = b;
  return p->value != q->value ? (p->value > q->value) - (p->value < q->value) : (p->index > q->index) - (p->index < q->index);
}

/* Values that crowd: two arrays of the room are as long as the entries. */
static void
sort_by_comparison (size_t n, const double *values, uint32_t *order, double *sorted)
{
  g_autofree Entry *entries = g_new (Entry, n);
  for (size_t i = 0; i < n; i++)
    entries[i] = (Entry){ values[i], (uint32_t) i };
  qsort (entries, n, sizeof *entries, compare_entries);
  for (size_t i = 0; i < n; i++)
    {
      order[i] = entries[i].index;
      sorted[i] = entries[i].value;
    }
}

/* What shares its key stands by index, as both passes keep the order. */
static bool
insert (size_t n, uint32_t *order, double *sorted)
{
  size_t moves = 0;
  for (size_t i = 1; i < n; i++)
    {
      double value = sorted[i];
      if (sorted[i - 1] <= value)
        continue;
      uint32_t index = order[i];
      size_t j = i;
      for (; j > 0 && sorted[j - 1] > value; j--)
        {
          sorted[j] = sorted[j - 1];
          order[j] = order[j - 1];
        }
      sorted[j] = value;
      order[j] = index;
      moves += i - j;
      if (moves > MOVES * n)
        return false;
    }
  return true;
}

void
mercer_sort_order (size_t n, const double *values, uint32_t *order, double *sorted, const MercerSortRoom *room)
{
  uint32_t low_count[1 << MOST_BITS], high_count[1 << MOST_BITS];
  unsigned bits = digit_bits (n);
  uint32_t digits = 1u << bits, mask = digits - 1;
  double low, high;
  find_range (n, values, &low, &high);
  double scale = high > low ? ((double) ((uint64_t) 1 << 2 * bits) - 1) / (high - low) : 0;
  if (!isfinite (scale))
    {
      sort_by_comparison (n, values, order, sorted);
      return;
    }
  memset (low_count, 0, digits * sizeof *low_count);
  memset (high_count, 0, digits * sizeof *high_count);
  make_keys (n, values, low, scale, room->a);
  for (size_t i = 0; i < n; i++)
    {
      uint32_t place = (uint32_t) (room->a[i] >> SHIFT);
      low_count[place & mask]++;
      high_count[place >> bits]++;
    }
  accumulate (low_count, digits);
  accumulate (high_count, digits);
  scatter (n, room->a, room->b, low_count, SHIFT, mask);
  for (size_t i = 0; i < n; i++)
    {
      uint64_t key = room->b[i];
      uint32_t at = high_count[key >> (SHIFT + bits)]++, index = (uint32_t) key;
      order[at] = index;
      sorted[at] = values[index];
    }
  if (!insert (n, order, sorted))
    sort_by_comparison (n, values, order, sorted);
}
