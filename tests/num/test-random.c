/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "random.h"

/* Philox 4x32 once more, from the description in the paper (section 3.3): the key is raised before
 * each round but the first. */
static void
philox (const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
  uint32_t x[4] = { counter[0], counter[1], counter[2], counter[3] }, k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++)
    {
      uint64_t left = UINT64_C (0xD2511F53) * x[0], right = UINT64_C (0xCD9E8D57) * x[2];
      uint32_t next[4] = { (uint32_t) (right >> 32) ^ x[1] ^ k0, (uint32_t) right,
                           (uint32_t) (left >> 32) ^ x[3] ^ k1, (uint32_t) left };
      for (int i = 0; i < 4; i++)
        x[i] = next[i];
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
  for (int i = 0; i < 4; i++)
    out[i] = x[i];
}

/* The three "philox4x32 10" lines of Random123 1.14.0, tests/kat_vectors: counter, key, result. */
static const uint32_t known[3][10] = {
  { 0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 },
  { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e,
    0xa20bc7c6, 0x6d5451fd },
  { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb,
    0x5001e420, 0x24126ea1 },
};

static void
test_known_answers (void)
{
  for (size_t k = 0; k < 3; k++)
    {
      uint32_t out[4];
      philox (known[k], known[k] + 4, out);
      for (size_t i = 0; i < 4; i++)
        g_assert_cmphex (out[i], ==, known[k][6 + i]);
    }
  /* Seed, stream and index 0 are the first line: the words 1, 0 and 3, 2 as one number of 64 bits
   * each. */
  g_assert_true (mercer_random_uniform (0, 0, 0)
                 == ((double) (0xe169c58d6627e8d5 >> 12) + 0.5) * 0x1p-52);
  g_assert_true (mercer_random_uniform (0, 0, 1)
                 == ((double) (0x9b00dbd8bc57ac4c >> 12) + 0.5) * 0x1p-52);
}

static void
test_layout (void)
{
  for (uint64_t k = 0; k < 1000; k++)
    {
      uint64_t seed = k * UINT64_C (0x9e3779b97f4a7c15), stream = k << 29 ^ 7,
               index = k * k * k << 13 ^ k;
      const uint32_t counter[4] = { (uint32_t) (index / 2), (uint32_t) (index / 2 >> 32),
                                    (uint32_t) stream, (uint32_t) (stream >> 32) };
      const uint32_t key[2] = { (uint32_t) seed, (uint32_t) (seed >> 32) };
      uint32_t out[4];
      philox (counter, key, out);
      size_t at = index % 2 * 2;
      uint64_t word = out[at] | (uint64_t) out[at + 1] << 32;
      g_assert_true (mercer_random_uniform (seed, stream, index)
                     == ((double) (word >> 12) + 0.5) * 0x1p-52);
    }
}

/* Any cut of the sequence gives the same bits, also one by one. */
static void
test_cuts (void)
{
  enum
  {
    COUNT = 3000
  };
  double *whole = g_new (double, COUNT), *piece = g_new (double, COUNT);
  for (int normal = 0; normal < 2; normal++)
    {
      void (*fill) (uint64_t, uint64_t, uint64_t, size_t, double *)
          = normal ? mercer_random_normals : mercer_random_uniforms;
      double (*one) (uint64_t, uint64_t, uint64_t)
          = normal ? mercer_random_normal : mercer_random_uniform;
      fill (5, 6, 0, COUNT, whole);
      for (size_t first = 0; first < 20; first++)
        for (size_t count = 0; count < 1100; count = 2 * count + 1)
          {
            fill (5, 6, first, count, piece);
            for (size_t i = 0; i < count; i++)
              g_assert_true (piece[i] == whole[first + i]);
          }
      for (size_t i = 0; i < COUNT; i += 7)
        g_assert_true (one (5, 6, i) == whole[i]);
    }
  g_free (whole);
  g_free (piece);
}

/* Moments of 2^20 numbers against their expectation, in standard errors: 5 of them happen by chance
 * once in a million, and the seed is fixed. */
static void
test_moments (void)
{
  enum
  {
    COUNT = 1 << 20
  };
  double *x = g_new (double, COUNT), root = sqrt (COUNT);
  mercer_random_uniforms (1, 2, 3, COUNT, x);
  double sum = 0, squares = 0;
  for (size_t i = 0; i < COUNT; i++)
    {
      g_assert_true (x[i] > 0.0 && x[i] < 1.0);
      sum += x[i] - 0.5;
      squares += (x[i] - 0.5) * (x[i] - 0.5) - 1.0 / 12;
    }
  g_assert_cmpfloat (fabs (sum / COUNT) * root * sqrt (12.0), <, 5.0);
  g_assert_cmpfloat (fabs (squares / COUNT) * root * sqrt (180.0), <, 5.0);

  mercer_random_normals (1, 2, 3, COUNT, x);
  double moment[5] = { 0 }, neighbours = 0;
  for (size_t i = 0; i < COUNT; i++)
    {
      double power = 1.0;
      for (size_t k = 0; k < 5; k++, power *= x[i])
        moment[k] += power / COUNT;
      neighbours += i > 0 ? x[i] * x[i - 1] / COUNT : 0.0;
    }
  g_assert_cmpfloat (fabs (moment[1]) * root, <, 5.0);
  g_assert_cmpfloat (fabs (moment[2] - 1.0) * root / sqrt (2.0), <, 5.0);
  g_assert_cmpfloat (fabs (moment[3]) * root / sqrt (15.0), <, 5.0);
  g_assert_cmpfloat (fabs (moment[4] - 3.0) * root / sqrt (96.0), <, 5.0);
  g_assert_cmpfloat (fabs (neighbours) * root, <, 5.0);
  g_free (x);
}

static void
test_below (void)
{
  int counts[7] = { 0 };
  for (uint64_t i = 0; i < 70000; i++)
    counts[mercer_random_below (3, 4, i, 7)]++;
  double chi2 = 0.0;
  for (int k = 0; k < 7; k++)
    chi2 += (counts[k] - 10000.0) * (counts[k] - 10000.0) / 10000.0;
  g_assert_cmpfloat (chi2, <, 30.0); /* 6 degrees of freedom: p = 4e-5 */
  /* Just above 2^63 every second word is refused, so the loop is used; the result stays in range
   * and both halves appear. */
  uint64_t below = (UINT64_C (1) << 63) + 1;
  int upper = 0;
  for (uint64_t i = 0; i < 1000; i++)
    {
      uint64_t value = mercer_random_below (3, 4, i, below);
      g_assert_cmpuint (value, <, below);
      upper += value > below / 2;
    }
  g_assert_cmpint (ABS (upper - 500), <, 80); /* 5 standard deviations of 15.8 */
  g_assert_cmpuint (mercer_random_below (3, 4, 5, 1), ==, 0);
}

static void
test_permutation (void)
{
  size_t order[100];
  bool seen[100] = { false };
  mercer_random_permutation (8, 9, 100, order);
  for (size_t i = 0; i < 100; i++)
    {
      g_assert_cmpuint (order[i], <, 100);
      g_assert_false (seen[order[i]]);
      seen[order[i]] = true;
    }
  /* All six orders of three, over many seeds. */
  int counts[27] = { 0 };
  for (uint64_t seed = 0; seed < 6000; seed++)
    {
      mercer_random_permutation (seed, 1, 3, order);
      counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
  int kinds = 0;
  for (size_t k = 0; k < 27; k++)
    if (counts[k] > 0)
      {
        kinds++;
        g_assert_cmpint (ABS (counts[k] - 1000), <, 150); /* 5 standard deviations of 28.9 */
      }
  g_assert_cmpint (kinds, ==, 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/random/known-answers", test_known_answers);
  g_test_add_func ("/num/random/layout", test_layout);
  g_test_add_func ("/num/random/cuts", test_cuts);
  g_test_add_func ("/num/random/moments", test_moments);
  g_test_add_func ("/num/random/below", test_below);
  g_test_add_func ("/num/random/permutation", test_permutation);
  return g_test_run ();
}
