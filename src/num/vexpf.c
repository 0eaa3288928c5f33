/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vexp.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "vector.h"

/* The single-precision twin of mercer_vexp (): see vexp.c for the manner. Fit 3.1e-9 of the result.
 */

#define BLOCK    16
#define LN2_HIGH 0x1.62e4p-1f /* 15 bits: its products with an exponent are exact */
#define LN2_LOW  0x1.7f7d1cp-20f
#define SHIFT    0x1.8p23f

MERCER_VECTOR_BODY float
expf_one (float x)
{
  float shifted = x * 1.44269504f + SHIFT;
  float k = shifted - SHIFT;
  float r = (x - k * LN2_HIGH) - k * LN2_LOW;
  float r2 = r * r;
  float p = (0.499999934f + r * 0.166665204f)
            + r2 * ((0.0416683942f + r * 0.00836878079f) + r2 * 0.00138144673f);
  float y = 1.0f + (r + r2 * p);
  uint32_t bits, power;
  memcpy (&bits, &y, sizeof bits);
  memcpy (&power, &shifted, sizeof power);
  bits += power << 23;
  memcpy (&y, &bits, sizeof y);
  y = x < -87.0f ? 0.0f : y;
  y = x > 88.7228394f ? HUGE_VALF : y;
  return x != x ? x : y;
}

MERCER_VECTOR_BODY void
expf_loop_body (size_t n, const float *x, float *y)
{
  size_t whole = n / BLOCK * BLOCK;
#pragma omp simd
  for (size_t i = 0; i < whole; i++)
    y[i] = expf_one (x[i]);
}

MERCER_VECTOR_DEFINE (WIDE, expf_loop, (size_t n, const float *x, float *y), (n, x, y))

void
mercer_vexpf (size_t n, const float *x, float *y)
{
  size_t whole = n / BLOCK * BLOCK;
  float block[BLOCK] = { 0 };
  expf_loop (whole, x, y);
  if (whole == n)
    return;
  memcpy (block, x + whole, (n - whole) * sizeof *x);
  expf_loop (BLOCK, block, block);
  memcpy (y + whole, block, (n - whole) * sizeof *y);
}
