/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vector.h"

/* The pass over one column without weights and groups, which is what millions of points are. A point's place is taken in fixed point:
 * the cell, and how far into it in 2^-37 of a step (coarser where the lattice is finer: 2^-35 for 8,192 points). One integer
 * then holds both a cell's count and the sum of its places, so that a point is one addition in memory, and the sums do not depend on
 * the order. Before the integers overflow they are unpacked. All sums that bins keep follow from these, but the squares of places,
 * which need no cells. */

enum { CHUNK = 64, LEAST_PERIOD = 13, MOST_PERIOD = 15 };
/* The ends of the lattice are often the ends of the data: rounding must not lose those. */
#define slack 1e-9
#define two_52 4503599627370496.0
#define two_52_bits UINT64_C (0x4330000000000000)
#define low_52 ((UINT64_C (1) << 52) - 1)

typedef struct
{
  double low, per_unit, top;
  double magic;           /* added to a place, it leaves 1 + place in fixed point in the low bits */
  double unit;            /* of a place: 2^-bits */
  uint64_t one, fraction; /* a count of one, in a packed sum; the bits of a place */
  unsigned bits, count_shift;
  size_t period;          /* points until integers are unpacked */
  size_t count;           /* of records: beyond the lattice, its cells, its last point */
} Line;

/* How many points stand in each cell, and the sum of their places. */
typedef struct
{
  double *n, *t;
} Cells;

/* With periods of 2^p points a count takes p + 1 bits and a sum of places p + bits: together 64; and 1 + place takes 52 - bits before
 * the point. Periods are kept longer than the lattice, whose integers are unpacked each time. False: a lattice too large for that. */
static bool
line_of (const MercerBins *bins, Line *line)
{
  unsigned p = LEAST_PERIOD;
  double room = (double) bins->count[0] + 3;
  while (p <= MOST_PERIOD && (ldexp (1, 2 * (int) p - 11) < room || ldexp (1, (int) p) < 2 * room))
    p++;
  unsigned bits = 63 - 2 * p;
  *line = (Line){ .low = bins->low[0], .per_unit = 1 / bins->step[0], .top = (double) (bins->count[0] - 1) + slack,
                  .magic = ldexp (1, 52 - (int) bits) + 1, .unit = ldexp (1, -(int) bits), .one = UINT64_C (1) << (p + bits),
                  .fraction = (UINT64_C (1) << bits) - 1, .bits = bits, .count_shift = p + bits, .period = (size_t) 1 << p,
                  .count = bins->count[0] + 1 };
  return p <= MOST_PERIOD;
}

static double
real_of (uint64_t bits)
{
  double x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

MERCER_VECTOR_BODY void
unpack_body (const Line *line, uint64_t *restrict packed, double *restrict n, double *restrict t)
{
  uint64_t places = line->one - 1;
  for (size_t k = 0; k < line->count; k++)
    {
      n[k] += (real_of (packed[k] >> line->count_shift | two_52_bits) - two_52);
      t[k] += (real_of ((packed[k] & places) | two_52_bits) - two_52) * line->unit;
      packed[k] = 0;
    }
}
MERCER_VECTOR_DEFINE (WIDE, unpack, (const Line *line, uint64_t *restrict packed, double *restrict n, double *restrict t),
                      (line, packed, n, t))

#define LOOP add_plain
#define TARGET
#define LANES 2
#include "kde-bin-line-loop.inc"
#if defined __x86_64__
#define LOOP add_avx2
#define TARGET MERCER_VECTOR_AVX2
#define LANES 4
#include "kde-bin-line-loop.inc"
#define LOOP add_avx512
#define TARGET MERCER_VECTOR_WIDE
#define LANES 8
#include "kde-bin-line-loop.inc"
#endif

typedef size_t (*Add) (size_t n, const double *x, const Line *line, uint64_t *packed, const Cells *cells, double *squares);

static Add
best_loop (void)
{
#if defined __x86_64__
  int level = mercer_vector_level ();
  return level == 2 ? add_avx512 : level == 1 ? add_avx2 : add_plain;
#else
  return add_plain;
#endif
}

/* What the cells say of mass and moments, u = x - middle of the lattice. */
static void
take_over (MercerBins *bins, const Cells *cells, double squares)
{
  size_t last = bins->count[0] - 1;
  double step = bins->step[0], counted = 0, places = 0;
  for (size_t k = 0; k <= last; k++)
    {
      double n = cells->n[k + 1], t = k < last ? cells->t[k + 1] : 0, u = step * ((double) k - 0.5 * (double) last);
      bins->mass[k] += n - t;
      if (k < last)
        bins->mass[k + 1] += t;
      bins->sum[0] += n * u + step * t;
      bins->product[0] += u * (n * u + 2 * step * t);
      counted += n;
      places += t;
    }
  bins->product[0] += step * step * squares;
  bins->self += places - squares;
  bins->total += counted;
  bins->squares += counted;
  bins->points += (size_t) counted;
}

size_t
density_bin_line (MercerBins *bins, const double *x, size_t n)
{
  Line line;
  double squares = 0;
  if (n < CHUNK || !line_of (bins, &line))
    return 0;
  uint64_t *packed = calloc (line.count, sizeof *packed);
  double *sums = calloc (2 * line.count, sizeof *sums);
  const Cells cells = { sums, sums + line.count };
  size_t done = packed != NULL && sums != NULL ? best_loop () (n, x, &line, packed, &cells, &squares) : 0;
  if (done > 0)
    take_over (bins, &cells, squares);
  /* what is not on the lattice: beyond it, or missing */
  if (done > 0 && cells.n[0] > 0)
    {
      bins->outside += (size_t) cells.n[0];
      for (size_t i = 0; i < done; i++)
        bins->outside -= isnan (x[i]) ? 1 : 0;
    }
  free (packed);
  free (sums);
  return done;
}
