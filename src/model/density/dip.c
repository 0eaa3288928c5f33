/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dip.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "pool.h"
#include "random.h"

enum { STREAM_DIP = 0x646970, MOST = 4096, BATCH = 64 };

/* The distribution function jumps by 1 / n at each value; heights are counted in jumps, and value i (from 0) has the jump from i to
 * i + 1. The greatest convex minorant touches lower corners, the least concave majorant upper ones, so that both are hulls of
 * (x[i], i). */
typedef struct
{
  const double *x;
  size_t n;
  size_t *before, *after; /* of each value: the neighbour on the minorant of what is to its left, on the majorant to its right */
  size_t *minor, *major;  /* corners: of the minorant from `high` down to `low`, of the majorant from `low` up to `high` */
  size_t n_minor, n_major;
  size_t low, high;       /* the modal interval so far */
} Hulls;

/* value j's corner: back over hull points that the chord to an earlier one passes beneath */
static void
link_minorant (Hulls *hulls)
{
  const double *x = hulls->x;
  hulls->before[0] = 0;
  for (size_t j = 1; j < hulls->n; j++)
    {
      size_t k = j - 1;
      for (; k != 0; k = hulls->before[k])
        {
          size_t b = hulls->before[k];
          if ((x[j] - x[k]) * (double) (k - b) < (x[k] - x[b]) * (double) (j - k))
            break;
        }
      hulls->before[j] = k;
    }
}

static void
link_majorant (Hulls *hulls)
{
  const double *x = hulls->x;
  size_t last = hulls->n - 1;
  hulls->after[last] = last;
  for (size_t j = last; j-- > 0;)
    {
      size_t k = j + 1;
      for (; k != last; k = hulls->after[k])
        {
          size_t a = hulls->after[k];
          if ((x[k] - x[j]) * (double) (a - k) < (x[a] - x[k]) * (double) (k - j))
            break;
        }
      hulls->after[j] = k;
    }
}

static void
collect_corners (Hulls *hulls)
{
  hulls->n_minor = hulls->n_major = 0;
  for (size_t k = hulls->high;; k = hulls->before[k])
    {
      hulls->minor[hulls->n_minor++] = k;
      if (k <= hulls->low)
        break;
    }
  for (size_t k = hulls->low;; k = hulls->after[k])
    {
      hulls->major[hulls->n_major++] = k;
      if (k >= hulls->high)
        break;
    }
}

/* The greatest distance between the two hulls over the interval, plus one jump, walking the corners of both from left to right
 * of the majorant and right to left of the minorant; *at_minor, *at_major: the corners where the interval will be cut. */
static double
widest_gap (const Hulls *hulls, size_t *at_minor, size_t *at_major)
{
  const double *x = hulls->x;
  size_t i = hulls->n_minor - 2, j = 1;
  double widest = 0;
  *at_minor = hulls->n_minor - 1;
  *at_major = hulls->n_major - 1;
  if (hulls->n_minor == 2 && hulls->n_major == 2)
    return 1;
  for (;;)
    {
      size_t a = hulls->minor[i], b = hulls->major[j];
      if (a > b) /* the next corner is the majorant's: against the minorant's edge above it */
        {
          size_t below = hulls->minor[i + 1];
          double gap = (double) (b - below + 1) - (x[b] - x[below]) * (double) (a - below) / (x[a] - x[below]);
          j++;
          if (gap >= widest)
            widest = gap, *at_minor = i + 1, *at_major = j - 1;
        }
      else /* the minorant's: against the majorant's edge */
        {
          size_t left = hulls->major[j - 1];
          double gap = (x[a] - x[left]) * (double) (b - left) / (x[b] - x[left]) - ((double) a - (double) left - 1);
          if (gap >= widest)
            widest = gap, *at_minor = i, *at_major = j;
          i -= i > 0;
        }
      j = MIN (j, hulls->n_major - 1);
      if (hulls->minor[i] == hulls->major[j])
        return widest;
    }
}

/* How far the distribution function rises above the chord of two of its corners (sign 1), or falls below (-1); at least a jump. */
static double
bulge (const Hulls *hulls, size_t from, size_t to, int sign)
{
  const double *x = hulls->x;
  double most = 1;
  if (to - from <= 1 || !(x[to] > x[from]))
    return most;
  double slope = (double) (to - from) / (x[to] - x[from]);
  for (size_t k = from; k <= to; k++)
    {
      double chord = (x[k] - x[from]) * slope, steps = (double) (k - from);
      most = MAX (most, sign > 0 ? steps + 1 - chord : chord - steps + 1);
    }
  return most;
}

MercerDip
mercer_dip (const double *x, size_t n, size_t *link)
{
  Hulls hulls = { .x = x, .n = n, .before = link, .after = link + n, .minor = link + 2 * n, .major = link + 3 * n, .high = n - 1 };
  double dip = 1;
  if (n < 2 || !(x[n - 1] > x[0]))
    return (MercerDip){ 0.5 / (double) n, x[0], x[n - 1], NAN };
  link_minorant (&hulls);
  link_majorant (&hulls);
  for (;;)
    {
      size_t i, j;
      collect_corners (&hulls);
      if (widest_gap (&hulls, &i, &j) < dip)
        break;
      for (size_t k = i; k + 1 < hulls.n_minor; k++)
        dip = MAX (dip, bulge (&hulls, hulls.minor[k + 1], hulls.minor[k], 1));
      for (size_t k = j; k + 1 < hulls.n_major; k++)
        dip = MAX (dip, bulge (&hulls, hulls.major[k], hulls.major[k + 1], -1));
      if (hulls.low == hulls.minor[i] && hulls.high == hulls.major[j])
        break;
      hulls.low = hulls.minor[i];
      hulls.high = hulls.major[j];
      if (hulls.low >= hulls.high)
        break;
    }
  return (MercerDip){ dip / (2 * (double) n), x[hulls.low], x[hulls.high], NAN };
}

/* --- What chance has ---------------------------------------------------------------------------------------- */

typedef struct
{
  size_t n, count;
  double limit; /* of a dip of n values */
  uint64_t seed;
  size_t *reached; /* of each batch */
  double *x;       /* n + 1 for each batch */
  size_t *link;
  MercerWork *work;
} Chance;

/* Sums of n + 1 exponential variables over their total are n uniform ones in order (Devroye 1986, chapter V, theorem 2.2). */
static void
batch_cb (void *data, size_t batch)
{
  Chance *chance = data;
  size_t n = chance->n, *link = chance->link + batch * 4 * n;
  double *x = chance->x + batch * (n + 1);
  for (size_t t = batch; t < chance->count && mercer_work_wanted (chance->work); t += BATCH)
    {
      double sum = 0;
      mercer_random_uniforms (chance->seed, STREAM_DIP + t, 0, n + 1, x);
      for (size_t k = 0; k <= n; k++)
        x[k] = sum -= log (x[k]);
      chance->reached[batch] += mercer_dip (x, n, link).dip >= chance->limit;
    }
}

MercerStatus
mercer_dip_test (MercerDip *dip, size_t n, size_t count, uint64_t seed, MercerWork *work)
{
  size_t size = MIN (n, MOST), reached[BATCH] = { 0 };
  MercerMark mark = mercer_work_mark (work);
  Chance chance = { size, count, dip->dip * sqrt ((double) n / (double) size) * (1 - 1e-12), seed, reached,
                    mercer_work_doubles (work, BATCH * (size + 1)), mercer_work_alloc (work, BATCH * 4 * size, sizeof (size_t)), work };
  if (chance.x == NULL || chance.link == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_pool_for (BATCH, batch_cb, &chance);
  mercer_work_release (work, mark);
  if (!mercer_work_wanted (work))
    return MERCER_STOPPED;
  size_t all = 0;
  for (size_t k = 0; k < BATCH; k++)
    all += reached[k];
  dip->p_value = (1 + (double) all) / (1 + (double) count);
  return MERCER_OK;
}
