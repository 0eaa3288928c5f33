/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdint.h>
#include <string.h>

#include "vector.h"

/* 2^t for t <= 0 in the middle of a loop, where exponent and distance want to be one piece of vector
 * code: 2^t = 2^k 2^r with k the nearest whole number, which is exact, and a polynomial for 2^r,
 * |r| <= 1/2, through the Chebyshev nodes of that range (computed in 50 digits; its own relative
 * error stands beside it). What would be denormal, or tiny enough for a product of two to be, is
 * 0. */

/* log2 1e-200 */
#define KERNEL_EXP2_FLUSH  (-664.3856189774724)
#define KERNEL_EXP2F_FLUSH (-120.0f)
#define KERNEL_LOG2_E      1.4426950408889634

/* 2.9e-16 */
MERCER_VECTOR_BODY double
kernel_exp2 (double t)
{
  const double shift = 0x1.8p52; /* adding it rounds to a whole number, in the lowest bits */
  double bounded = t < KERNEL_EXP2_FLUSH ? KERNEL_EXP2_FLUSH : t;
  double shifted = bounded + shift, r = bounded - (shifted - shift);
  double r2 = r * r, r4 = r2 * r2;
  double p01 = 1.0 + r * 0.69314718055994998286;
  double p23 = 0.2402265069591009822 + r * 0.055504108664447719166;
  double p45 = 0.0096181291076068885273 + r * 0.0013333558230164973899;
  double p67 = 0.00015403530441736050155 + r * 0.000015252657260200837064;
  double p8 = 1.3215442587921689653e-6 + r * (1.0208690299958305835e-7 + r * 7.0725859492692236999e-9);
  double y = (p01 + r2 * p23) + r4 * ((p45 + r2 * p67) + r4 * p8);
  uint64_t bits, power;
  memcpy (&bits, &y, sizeof bits);
  memcpy (&power, &shifted, sizeof power);
  bits += power << 52;
  memcpy (&y, &bits, sizeof y);
  return t < KERNEL_EXP2_FLUSH ? 0.0 : y;
}

/* 1.0e-7: half a unit in the last place of a float */
MERCER_VECTOR_BODY float
kernel_exp2f (float t)
{
  const float shift = 0x1.8p23f;
  float bounded = t < KERNEL_EXP2F_FLUSH ? KERNEL_EXP2F_FLUSH : t;
  float shifted = bounded + shift, r = bounded - (shifted - shift);
  float r2 = r * r;
  float y = (1.0000000754f + r * 0.69314718803f)
            + r2
                  * ((0.24022107486f + r * 0.05550357114f)
                     + r2 * (0.009676031922f + r * 0.001339086337f));
  uint32_t bits, power;
  memcpy (&bits, &y, sizeof bits);
  memcpy (&power, &shifted, sizeof power);
  bits += power << 23;
  memcpy (&y, &bits, sizeof y);
  return t < KERNEL_EXP2F_FLUSH ? 0.0f : y;
}
