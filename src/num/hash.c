/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store.h"

#include <string.h>

/* Two 64-bit lanes. Each block of 16 bytes passes through an invertible step (odd multipliers,
 * rotations, sums), so two inputs that differ in one block never meet again by that block alone;
 * every addition ends with its length and a mix of both lanes, so a state is a finished hash at any
 * time. Not made to withstand an adversary. */

#define ODD_1 UINT64_C (0x9e3779b97f4a7c15) /* 2^64 / golden ratio */
#define ODD_2 UINT64_C (0xd1342543de82ef95) /* multipliers with good spectra in 64 bits */
#define ODD_3 UINT64_C (0xaf251af3b0f025b5)
#define ODD_4 UINT64_C (0xbb67ae8584caa73b) /* fraction of sqrt 3 */

static inline uint64_t
rotate (uint64_t x, int by)
{
  return x << by | x >> (64 - by);
}

static inline uint64_t
avalanche (uint64_t x)
{
  x = (x ^ x >> 32) * ODD_2;
  x = (x ^ x >> 29) * ODD_3;
  return x ^ x >> 32;
}

static inline MercerHash
step (MercerHash h, uint64_t low, uint64_t high)
{
  h.a = rotate (h.a ^ rotate (low * ODD_1, 31) * ODD_2, 27) + h.b;
  h.a = h.a * ODD_3 + ODD_4;
  h.b = rotate (h.b ^ rotate (high * ODD_2, 33) * ODD_4, 31) + h.a;
  h.b = h.b * ODD_1 + ODD_3;
  return h;
}

void
mercer_hash_add (MercerHash *hash, const void *bytes, size_t size)
{
  MercerHash h = *hash;
  const unsigned char *at = bytes;
  uint64_t words[2];
  size_t left = size;
  for (; left >= sizeof words; left -= sizeof words, at += sizeof words)
    {
      memcpy (words, at, sizeof words);
      h = step (h, words[0], words[1]);
    }
  if (left > 0)
    {
      memset (words, 0, sizeof words);
      memcpy (words, at, left);
      h = step (h, words[0], words[1]);
    }
  h.a = avalanche (h.a ^ size) + h.b;
  h.b = avalanche (h.b) + h.a;
  *hash = h;
}

MercerHash
mercer_hash_start (const char *kind)
{
  MercerHash hash = { ODD_1, ODD_4 };
  mercer_hash_add_string (&hash, kind);
  return hash;
}

/* -0 and 0 are the same number and give the same hash. */
void
mercer_hash_add_double (MercerHash *hash, double value)
{
  value += 0.0;
  mercer_hash_add (hash, &value, sizeof value);
}

void
mercer_hash_add_size (MercerHash *hash, size_t value)
{
  mercer_hash_add (hash, &value, sizeof value);
}

void
mercer_hash_add_string (MercerHash *hash, const char *text)
{
  mercer_hash_add (hash, text, strlen (text));
}

void
mercer_hash_add_hash (MercerHash *hash, MercerHash other)
{
  mercer_hash_add (hash, &other, sizeof other);
}

bool
mercer_hash_equal (MercerHash a, MercerHash b)
{
  return a.a == b.a && a.b == b.b;
}
