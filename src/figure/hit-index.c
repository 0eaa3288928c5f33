/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hit-index.h"

#include <math.h>
#include <string.h>

static void
hit_index_destroy (void *data)
{
  HitIndex *index = data;
  g_free (index->x);
  g_free (index->y);
  g_free (index->item);
  g_free (index);
}

typedef struct
{
  uint32_t key, item;
} Keyed;

/* Where a value lies between the least and the largest, in steps of 2^-32: never falls while the value rises, which is all
 * that is asked of it, and half as long to sort by as the value itself. */
static inline uint32_t
key_of (const HitIndex *index, double value)
{
  double at = (value - index->low) * index->factor;
  return at >= 4294967295.0 ? UINT32_MAX : at > 0 ? (uint32_t) at : 0;
}

#define DIGIT  11
#define DIGITS 3 /* of 32 bits */

/* By least digits first; a digit that all keys share is skipped. */
static Keyed *
sort_keys (Keyed *keys, Keyed *spare, size_t n)
{
  static const size_t values = (size_t) 1 << DIGIT;
  size_t *count = g_new (size_t, values);
  for (int d = 0; d < DIGITS; d++)
    {
      int shift = d * DIGIT;
      memset (count, 0, values * sizeof *count);
      for (size_t i = 0; i < n; i++)
        count[keys[i].key >> shift & (values - 1)]++;
      if (n == 0 || count[keys[0].key >> shift & (values - 1)] == n)
        continue;
      for (size_t k = 0, sum = 0; k < values; k++)
        {
          size_t here = count[k];
          count[k] = sum;
          sum += here;
        }
      for (size_t i = 0; i < n; i++)
        spare[count[keys[i].key >> shift & (values - 1)]++] = keys[i];
      Keyed *swap = keys;
      keys = spare;
      spare = swap;
    }
  g_free (count);
  return keys;
}

static HitIndex *
hit_index_make (const Mark *m)
{
  HitIndex *index = g_new0 (HitIndex, 1);
  shared_init (&index->shared, hit_index_destroy);
  double low = INFINITY, high = -INFINITY;
  for (size_t i = 0; i < m->n; i++)
    {
      low = fmin (low, m->column[0][i]);
      high = fmax (high, m->column[0][i]);
    }
  index->low = low;
  index->factor = high > low && isfinite (high - low) ? 4294967295.0 / (high - low) : 0;
  Keyed *keys = g_new (Keyed, 2 * m->n);
  for (size_t i = 0; i < m->n; i++)
    if (!isnan (m->column[0][i]))
      keys[index->n++] = (Keyed){ key_of (index, m->column[0][i]), (uint32_t) i };
  const Keyed *sorted = sort_keys (keys, keys + m->n, index->n);
  index->x = g_new (double, index->n);
  index->y = g_new (double, index->n);
  index->item = g_new (uint32_t, index->n);
  for (size_t k = 0; k < index->n; k++)
    {
      index->item[k] = sorted[k].item;
      index->x[k] = m->column[0][sorted[k].item];
      index->y[k] = m->column[1][sorted[k].item];
    }
  g_free (keys);
  return index;
}

HitIndex *
hit_index_acquire (const MercerFigure *f, size_t panel, size_t mark)
{
  struct
  {
    char what[8];
    uint64_t panel, mark;
  } key;
  memset (&key, 0, sizeof key);
  memcpy (key.what, "hits", 4);
  key.panel = panel;
  key.mark = mark;
  HitIndex *index = cache_find (f->serial, &key, sizeof key);
  if (index != NULL)
    return index;
  index = hit_index_make (panel_mark (figure_panel (f, panel), mark));
  cache_keep (f->serial, &key, sizeof key, index, index->n * (2 * sizeof (double) + sizeof (uint32_t)));
  return index;
}

/* How many dots lie before a key (or, with `also`, before or at it). */
static size_t
count_before (const HitIndex *index, uint32_t key, bool also)
{
  size_t from = 0, to = index->n;
  while (from < to)
    {
      size_t middle = from + (to - from) / 2;
      uint32_t there = key_of (index, index->x[middle]);
      if (there < key || (also && there == key))
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

size_t
hit_index_range (const HitIndex *index, double low, double high, size_t *end)
{
  *end = count_before (index, key_of (index, high), true);
  return MIN (count_before (index, key_of (index, low), false), *end);
}
