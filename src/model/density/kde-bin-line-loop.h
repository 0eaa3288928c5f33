/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Included once for each instruction set by kde-bin-line.c, with LOOP the name of the function, TARGET its attribute and LANES how many
 * doubles a vector holds: vector types are lowered for the function they stand in, so that one inline body would not do. */

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_ (a, b)
#define REALS JOIN (LOOP, _reals)
#define WORDS JOIN (LOOP, _words)
#define INDICES JOIN (LOOP, _indices)

typedef double REALS __attribute__ ((vector_size (8 * LANES)));
typedef uint64_t WORDS __attribute__ ((vector_size (8 * LANES)));
typedef uint32_t INDICES __attribute__ ((vector_size (4 * LANES)));

/* Whole chunks of x[0..n): returns how many values those are. While one chunk is placed by vectors, the one before it is added: the two
 * use different parts of a core. */
TARGET static size_t
LOOP (size_t n, const double *x, const Line *line, uint64_t *packed, const Cells *cells, double *squares)
{
  uint32_t index[2][CHUNK];
  uint64_t part[2][CHUNK];
  REALS sum = { 0 };
  size_t done = 0;
  const Line l = *line;
  while (n - done >= CHUNK)
    {
      size_t end = done + MIN (l.period, (n - done) / CHUNK * CHUNK);
      int b = 0;
      for (bool first = true; done < end; done += CHUNK, first = false, b = !b)
        for (size_t k = 0; k < CHUNK; k += LANES)
          {
            REALS at;
            memcpy (&at, x + done + k, sizeof at);
            at = (at - l.low) * l.per_unit;
            WORDS inside = (WORDS) ((at >= -slack) & (at <= l.top));
            at = (REALS) ((WORDS) at & (WORDS) (at > 0));
            /* 1 + at in fixed point, rounded, stands in the low bits; 0 for what is not on the lattice */
            WORDS fixed = (WORDS) (at + l.magic) & inside & low_52;
            WORDS within = fixed & l.fraction;
            REALS t = (REALS) (within | two_52_bits) - two_52;
            sum += t * t;
            within += l.one;
            memcpy (&part[b][k], &within, sizeof within);
            INDICES cell = __builtin_convertvector (fixed >> l.bits, INDICES);
            memcpy (&index[b][k], &cell, sizeof cell);
            for (size_t j = k; j < k + LANES && !first; j++)
              packed[index[!b][j]] += part[!b][j];
          }
      for (size_t k = 0; k < CHUNK; k++)
        packed[index[!b][k]] += part[!b][k];
      unpack (&l, packed, cells->n, cells->t);
    }
  for (size_t k = 0; k < LANES; k++)
    *squares += sum[k] * l.unit * l.unit;
  return done;
}

#undef REALS
#undef WORDS
#undef INDICES
#undef JOIN
#undef JOIN_
#undef LOOP
#undef TARGET
#undef LANES
