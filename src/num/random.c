/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random.h"

#include <Random123/philox.h>
#include <string.h>

#include "vexp.h"

#define BATCH 256 /* pairs made at once, so that logarithm and sine run as vector loops */

/* Block `block` of (seed, stream): 128 random bits as two words. `key_turn` opens further
 * independent blocks for the rare draw that has to be repeated. */
static inline void
draw_block (uint64_t seed, uint64_t stream, uint64_t block, uint64_t key_turn, uint64_t words[2])
{
  uint64_t k = seed + key_turn * UINT64_C (0x9e3779b97f4a7c15);
  philox4x32_ctr_t counter = { { (uint32_t) block, (uint32_t) (block >> 32), (uint32_t) stream,
                                 (uint32_t) (stream >> 32) } };
  philox4x32_key_t key = { { (uint32_t) k, (uint32_t) (k >> 32) } };
  philox4x32_ctr_t out = philox4x32 (counter, key);
  words[0] = out.v[0] | (uint64_t) out.v[1] << 32;
  words[1] = out.v[2] | (uint64_t) out.v[3] << 32;
}

/* The midpoints of 2^52 equal cells: never 0, never 1, symmetric about 1/2, all exact in a double.
 */
static inline double
to_uniform (uint64_t word)
{
  return ((double) (word >> 12) + 0.5) * 0x1p-52;
}

/* out[2 k], out[2 k + 1] from block first + k. */
static void
fill_uniform_pairs (uint64_t seed, uint64_t stream, uint64_t first, size_t pairs, double *out)
{
  for (size_t k = 0; k < pairs; k++)
    {
      uint64_t words[2];
      draw_block (seed, stream, first + k, 0, words);
      out[2 * k] = to_uniform (words[0]);
      out[2 * k + 1] = to_uniform (words[1]);
    }
}

/* Box and Muller: a pair of uniforms (u, v) gives sqrt (-2 log u) times cosine and sine of 2 pi v.
 */
static void
fill_normal_pairs (uint64_t seed, uint64_t stream, uint64_t first, size_t pairs, double *out)
{
  double radius[BATCH] = { 0 }, angle[BATCH] = { 0 }, sine[BATCH];
  for (size_t k = 0; k < pairs; k++)
    {
      uint64_t words[2];
      draw_block (seed, stream, first + k, 0, words);
      radius[k] = to_uniform (words[0]);
      angle[k] = 6.283185307179586 * to_uniform (words[1]);
    }
  mercer_vlog (pairs, radius, radius);
  for (size_t k = 0; k < pairs; k++)
    radius[k] *= -2.0;
  mercer_vsqrt (pairs, radius, radius);
  mercer_vsin (pairs, angle, sine);
  mercer_vcos (pairs, angle, angle);
  for (size_t k = 0; k < pairs; k++)
    {
      out[2 * k] = radius[k] * angle[k];
      out[2 * k + 1] = radius[k] * sine[k];
    }
}

typedef void (*PairFunc) (uint64_t seed, uint64_t stream, uint64_t first, size_t pairs,
                          double *out);

/* Cuts [first, first + count) out of whole pairs. */
static void
fill (PairFunc func, uint64_t seed, uint64_t stream, uint64_t first, size_t count, double *out)
{
  double pairs[2 * BATCH];
  while (count > 0)
    {
      size_t skip = first % 2;
      size_t take = count < 2 * BATCH - skip ? count : 2 * BATCH - skip;
      func (seed, stream, first / 2, (skip + take + 1) / 2, pairs);
      memcpy (out, pairs + skip, take * sizeof *out);
      first += take;
      out += take;
      count -= take;
    }
}

void
mercer_random_uniforms (uint64_t seed, uint64_t stream, uint64_t first, size_t count, double *out)
{
  fill (fill_uniform_pairs, seed, stream, first, count, out);
}

void
mercer_random_normals (uint64_t seed, uint64_t stream, uint64_t first, size_t count, double *out)
{
  fill (fill_normal_pairs, seed, stream, first, count, out);
}

double
mercer_random_uniform (uint64_t seed, uint64_t stream, uint64_t index)
{
  uint64_t words[2];
  draw_block (seed, stream, index / 2, 0, words);
  return to_uniform (words[index % 2]);
}

double
mercer_random_normal (uint64_t seed, uint64_t stream, uint64_t index)
{
  double pair[2];
  fill_normal_pairs (seed, stream, index / 2, 1, pair);
  return pair[index % 2];
}

/* Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019), algorithm 5: the
 * high word of word x below is uniform once the low words under 2^64 mod below are thrown away. */
uint64_t
mercer_random_below (uint64_t seed, uint64_t stream, uint64_t index, uint64_t below)
{
  if (below == 0)
    return 0;
  uint64_t least = -below % below;
  for (uint64_t turn = 0;; turn++)
    {
      uint64_t words[2];
      draw_block (seed, stream, index / 2, turn, words);
      __extension__ unsigned __int128 product = words[index % 2];
      product *= below;
      if ((uint64_t) product >= least)
        return (uint64_t) (product >> 64);
    }
}

void
mercer_random_permutation (uint64_t seed, uint64_t stream, size_t count, size_t *out)
{
  for (size_t i = 0; i < count; i++)
    {
      size_t j = mercer_random_below (seed, stream, i, i + 1);
      out[i] = i;
      out[i] = out[j];
      out[j] = i;
    }
}
