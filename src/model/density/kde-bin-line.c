/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The pass over one column without weights and groups, which is what millions of points are: a chunk is placed by a loop that the
 * compiler turns into vectors, then each point adds (1, t, t^2) to the record of its cell, one access to memory. All sums that
 * bins keep follow from the records. Compiled for AVX-512 and AVX2 too and chosen when called. */

enum { CHUNK = 512 };

typedef double Record __attribute__ ((vector_size (32)));

typedef struct
{
  double low, per_unit, last; /* last: lattice points less one */
} Line;

/* cell[i] = one more than where x[i] stands, t[i] = how far into the cell. In cell 0: values below with t = 1/2, NaN with t = 0;
 * behind the last but one: values above. */
static inline __attribute__ ((always_inline)) void
place_chunk (const double *restrict x, Line line, int32_t *restrict cell, double *restrict t)
{
  /* the ends of the lattice are often the ends of the data: rounding must not lose those */
  double top = line.last + 1e-9, inside = nextafter (line.last, 0), above = line.last + 1;
  for (size_t i = 0; i < CHUNK; i++)
    {
      double at = (x[i] - line.low) * line.per_unit;
      double least = at < -1e-9 ? -0.5 : -1;
      least = at >= -1e-9 ? 0 : least;
      double kept = at > inside ? inside : at;
      kept = kept > 0 ? kept : least;
      kept = at > top ? above : kept;
      int32_t index = (int32_t) (kept + 1);
      cell[i] = index;
      t[i] = kept - ((double) index - 1);
    }
}

static inline __attribute__ ((always_inline)) size_t
add_chunks (size_t n, const double *x, Line line, Record *records)
{
  static const Record one = { 1, 0, 0, 0 }, linear = { 0, 1, 0, 0 }, square = { 0, 0, 1, 0 };
  int32_t cell[CHUNK];
  double t[CHUNK];
  size_t i = 0;
  for (; i + CHUNK <= n; i += CHUNK)
    {
      place_chunk (x + i, line, cell, t);
      for (size_t k = 0; k < CHUNK; k++)
        records[cell[k]] += one + t[k] * (linear + t[k] * square);
    }
  return i;
}

typedef size_t (*AddChunks) (size_t n, const double *x, Line line, Record *records);

static size_t
add_plain (size_t n, const double *x, Line line, Record *records)
{
  return add_chunks (n, x, line, records);
}

#if defined __x86_64__
__attribute__ ((target ("avx2,fma"))) static size_t
add_avx2 (size_t n, const double *x, Line line, Record *records)
{
  return add_chunks (n, x, line, records);
}

__attribute__ ((target ("avx512f,avx512dq,avx512vl,avx2,fma"))) static size_t
add_avx512 (size_t n, const double *x, Line line, Record *records)
{
  return add_chunks (n, x, line, records);
}
#endif

static AddChunks
best_loop (void)
{
#if defined __x86_64__
  const char *most = getenv ("MERCER_VECTOR_LEVEL"); /* as in num/ */
  int level = most != NULL ? atoi (most) : 2;
  __builtin_cpu_init ();
  if (level >= 2 && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl"))
    return add_avx512;
  if (level >= 1 && __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return add_avx2;
#endif
  return add_plain;
}

/* What the records say of mass and moments, u = x - middle of the lattice. */
static void
take_over (MercerBins *bins, const Record *records)
{
  size_t cells = bins->count[0] - 1;
  double step = bins->step[0], counted = 0;
  for (size_t k = 0; k < cells; k++)
    {
      double n = records[k + 1][0], t = records[k + 1][1], t2 = records[k + 1][2], u = step * ((double) k - 0.5 * (double) cells);
      bins->mass[k] += n - t;
      bins->mass[k + 1] += t;
      bins->self += t - t2;
      bins->sum[0] += n * u + step * t;
      bins->product[0] += u * (n * u + 2 * step * t) + step * step * t2;
      counted += n;
    }
  bins->total += counted;
  bins->squares += counted;
  bins->points += (size_t) counted;
  bins->outside += (size_t) (2 * records[0][1] + records[cells + 2][0]);
}

size_t
density_bin_line (MercerBins *bins, const double *x, size_t n)
{
  size_t bytes = (bins->count[0] + 2) * sizeof (Record);
  Record *records = n >= CHUNK ? aligned_alloc (64, (bytes + 63) / 64 * 64) : NULL;
  if (records == NULL)
    return 0;
  memset (records, 0, bytes);
  size_t done = best_loop () (n, x, (Line){ bins->low[0], 1 / bins->step[0], (double) (bins->count[0] - 1) }, records);
  take_over (bins, records);
  free (records);
  return done;
}
