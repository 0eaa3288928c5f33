/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sliced-private.h"

#include <glib.h>

/* How many of s stand among the first `place` of s and t merged, t before s where they are equal. */
static size_t
split (size_t n, const double *s, size_t m, const double *t, size_t place)
{
  size_t low = place > m ? place - m : 0, high = MIN (place, n);
  while (low < high)
    {
      size_t i = low + (high - low) / 2;
      if (t[place - i - 1] <= s[i])
        high = i;
      else
        low = i + 1;
    }
  return low;
}

/* It waits for what it loads, so that many parts of equal length are walked together. */
enum { WALKS = 4 };

bool
sliced_merge (size_t n, const double *restrict s, size_t m, const double *restrict t, uint32_t *restrict below,
              uint32_t *restrict above)
{
  size_t i[WALKS], j[WALKS], each = (n + m) / WALKS;
  int tied = 0;
  for (size_t w = 0; w < WALKS; w++)
    {
      i[w] = split (n, s, m, t, w * each);
      j[w] = w * each - i[w];
    }
  for (size_t k = 0; k < each; k++)
    for (size_t w = 0; w < WALKS; w++)
      {
        double head = s[i[w]], other = t[j[w]];
        size_t take = other <= head;
        tied |= other == head;
        below[i[w]] = (uint32_t) j[w];
        above[j[w]] = (uint32_t) i[w];
        j[w] += take;
        i[w] += 1 - take;
      }
  for (size_t p = i[WALKS - 1], q = j[WALKS - 1]; p < n || q < m;)
    {
      size_t take = t[q] <= s[p];
      tied |= t[q] == s[p];
      below[p] = (uint32_t) q;
      above[q] = (uint32_t) p;
      q += take;
      p += 1 - take;
    }
  /* where a walk ends it has written what the next one had known better */
  for (size_t w = 1; w < WALKS; w++)
    {
      size_t p = split (n, s, m, t, w * each), q = w * each - p, at = p;
      while (s[at] < t[q])
        at++;
      above[q] = (uint32_t) at;
      for (at = q; at < m && t[at] <= s[p];)
        at++;
      below[p] = (uint32_t) at;
    }
  return tied != 0;
}
