/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vexp.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "vector.h"

/* One plain C body for each function, free of branches, which the compiler turns into vector code
 * for each instruction set below; the set is chosen once at start. Every element passes through the
 * same vector code wherever it stands in an array (a remainder is padded to a whole block), so the
 * result does not depend on how a caller cuts its work.
 *
 * The polynomials are minimax fits made for this file (Remez exchange in 60 digits); the error that
 * a fit adds, relative to the result, stands beside it. 1 ulp is 1.1e-16 to 2.2e-16. */

#define BLOCK 8 /* doubles in the widest vector */

MERCER_VECTOR_BODY double
from_bits (uint64_t bits)
{
  double x;
  memcpy (&x, &bits, sizeof x);
  return x;
}

MERCER_VECTOR_BODY uint64_t
to_bits (double x)
{
  uint64_t bits;
  memcpy (&bits, &x, sizeof bits);
  return bits;
}

#define LN2_HIGH 0x1.62e42fefa3800p-1 /* 42 bits: its products with an exponent are exact */
#define LN2_LOW  0x1.ef35793c76730p-45
#define SHIFT    0x1.8p52 /* adding it rounds to an integer, which then stands in the lowest bits */

/* exp x = 2^k exp r, k = round (x / log 2), |r| <= log 2 / 2, exp r = 1 + r + r^2 p(r),
 * fit 3.7e-18. x < -708 gives 0; the exponent is added in the bits, which also carries k = 1024 as
 * r < 0 there. */
MERCER_VECTOR_BODY double
exp_one (double x)
{
  double shifted = x * 1.4426950408889634 + SHIFT;
  double k = shifted - SHIFT;
  double r = (x - k * LN2_HIGH) - k * LN2_LOW;
  double r2 = r * r, r4 = r2 * r2;
  double p01 = 0.5000000000000011 + r * 0.1666666666666641;
  double p23 = 0.04166666666652973 + r * 0.00833333333349498;
  double p45 = 0.001388888894375879 + r * 0.0001984126950576047;
  double p67 = 2.480149295080446e-05 + r * 2.755758681881435e-06;
  double p89 = 2.7630305859655486e-07 + r * 2.50000138317822e-08;
  double p = (p01 + r2 * p23) + r4 * ((p45 + r2 * p67) + r4 * p89);
  double y = from_bits (to_bits (1.0 + (r + r2 * p)) + (to_bits (shifted) << 52));
  y = x < -708.0 ? 0.0 : y;
  y = x > 709.782712893384 ? HUGE_VAL : y;
  return x != x ? x : y;
}

#define FLUSH_LOG -460.51701859880916 /* log 1e-200 */

MERCER_VECTOR_BODY double
exp_scaled_one (double a, double b, double x)
{
  double t = b * x;
  double y = a * exp_one (t);
  return t < FLUSH_LOG ? 0.0 : y;
}

/* log x = k log 2 + log m, m in [sqrt 1/2, sqrt 2);  with f = m - 1, s = f / (2 + f), z = s^2:
 * log m = f - (f^2/2 - s (f^2/2 + z p(z))), fit 2.5e-18 of s. Denormals are scaled up first. */
MERCER_VECTOR_BODY double
log_one (double x)
{
  const uint64_t sqrt_half = UINT64_C (0x3fe6a09e667f3bcd);
  bool tiny = x < 0x1p-1022;
  uint64_t bits = to_bits (tiny ? x * 0x1p54 : x) - sqrt_half;
  uint64_t biased = (bits + (UINT64_C (1024) << 52)) >> 52; /* 1024 + k, never negative */
  double k
      = from_bits (UINT64_C (0x4330000000000000) | biased) - (tiny ? 0x1p52 + 1078 : 0x1p52 + 1024);
  double m = from_bits (bits - ((biased - 1024) << 52) + sqrt_half);
  double f = m - 1.0, s = f / (2.0 + f), half = 0.5 * f * f;
  double z = s * s, z2 = z * z;
  double p = (0.6666666666666735 + z * 0.39999999999411096)
             + z2
                   * ((0.28571428743263927 + z * 0.22222198475739893)
                      + z2
                            * ((0.1818356975604834 + z * 0.15313902778693286)
                               + z2 * 0.14797512724715012));
  double y = k * LN2_HIGH + (f - (half - (s * (half + z * p) + k * LN2_LOW)));
  y = x == HUGE_VAL ? x : y;
  y = x == 0.0 ? -HUGE_VAL : y;
  return x < 0.0 || x != x ? (double) NAN : y;
}

/* x = q pi/2 + r, |r| <= pi/4, pi/2 in three pieces of which q times the first two is exact for
 * |q| < 2^20. sin r = r + r^3 p(r^2), fit 3.5e-18;  cos r = 1 - r^2/2 + r^4 p(r^2), fit 4.7e-20.
 * `turn` = 0 for the sine, 1 for the cosine. */
#define TRIGONOMETRIC_LIMIT 1.6e6

MERCER_VECTOR_BODY double
sin_one (double x, uint64_t turn)
{
  double shifted = x * 0.6366197723675814 + SHIFT;
  double q = shifted - SHIFT;
  uint64_t quadrant = to_bits (shifted) + turn;
  double near = x - q * 0x1.921fb54400000p+0;
  double step = q * 0x1.0b4611a600000p-34;
  double sum = near - step;
  double back
      = sum - near; /* what the sum has lost, exactly, whichever of the two is larger (Knuth) */
  double lost = ((near - (sum - back)) - (step + back)) - q * 0x1.3198a2e037073p-69;
  double r = sum + lost;
  double rest = (sum - r) + lost;
  double z = r * r, z2 = z * z;
  double ps = (-0.16666666666666632 + z * 0.00833333333332237)
              + z2
                    * ((-0.0001984126982977121 + z * 2.755731367868535e-06)
                       + z2 * (-2.5050755964683582e-08 + z * 1.5896666692212326e-10));
  double pc = (0.0416666666666666 + z * -0.0013888888888874064)
              + z2
                    * ((2.480158728944363e-05 + z * -2.7557314340703003e-07)
                       + z2 * (2.087572162947096e-09 + z * -1.1359559614172074e-11));
  double sine = r + (r * z * ps + rest * (1.0 - 0.5 * z));
  double half = 0.5 * z, head = 1.0 - half;
  double cosine = head + (((1.0 - head) - half) + (z2 * pc - r * rest));
  double y = (quadrant & 1) != 0 ? cosine : sine;
  return from_bits (to_bits (y) ^ (quadrant & 2) << 62);
}

/* The loops. n is a multiple of BLOCK; said so that no remainder loop is made. The pragma says that
 * elements are independent, which holds for y == x too. */
#define LOOP(n, statement)                                                                         \
  do                                                                                               \
    {                                                                                              \
      size_t whole = (n) / BLOCK * BLOCK;                                                          \
      _Pragma ("omp simd") for (size_t i = 0; i < whole; i++) statement;                           \
    }                                                                                              \
  while (0)

/* y = what the name says of x; a and b for the one that is scaled. */
#define PARAMETERS (size_t n, double a, double b, const double *x, double *y)
#define ARGUMENTS  (n, a, b, x, y)
#define DEFINE(name, statement)                                                                    \
  MERCER_VECTOR_BODY void name##_body PARAMETERS                                                   \
  {                                                                                                \
    LOOP (n, y[i] = statement);                                                                    \
  }                                                                                                \
  MERCER_VECTOR_DEFINE (WIDE, name, PARAMETERS, ARGUMENTS)

DEFINE (exp_loop, exp_one (x[i]))
DEFINE (exp_scaled_loop, exp_scaled_one (a, b, x[i]))
DEFINE (sqrt_loop, __builtin_sqrt (x[i]))
DEFINE (log_loop, log_one (x[i]))
DEFINE (sin_loop, sin_one (x[i], 0))
DEFINE (cos_loop, sin_one (x[i], 1))

typedef void (*Loop) (size_t n, double a, double b, const double *x, double *y);

static inline void
run (Loop loop, size_t n, double a, double b, const double *x, double *y)
{
  size_t whole = n / BLOCK * BLOCK;
  loop (whole, a, b, x, y);
  if (whole == n)
    return;
  double block[BLOCK] = { 0 };
  memcpy (block, x + whole, (n - whole) * sizeof *x);
  loop (BLOCK, a, b, block, block);
  memcpy (y + whole, block, (n - whole) * sizeof *y);
}

void
mercer_vexp (size_t n, const double *x, double *y)
{
  run (exp_loop, n, 0.0, 0.0, x, y);
}

void
mercer_vexp_scaled (size_t n, double a, double b, const double *x, double *y)
{
  run (exp_scaled_loop, n, a, b, x, y);
}

void
mercer_vsqrt (size_t n, const double *x, double *y)
{
  run (sqrt_loop, n, 0.0, 0.0, x, y);
}

void
mercer_vlog (size_t n, const double *x, double *y)
{
  run (log_loop, n, 0.0, 0.0, x, y);
}

/* Arguments past the reach of the three pieces go through libm, a block at a time. */
static void
run_trigonometric (Loop loop, double (*far) (double), size_t n, const double *x, double *y)
{
  while (n > 0)
    {
      double block[64];
      size_t take = n < 64 ? n : 64;
      bool reached = true;
      for (size_t i = 0; i < take; i++)
        reached &= !(fabs (x[i]) > TRIGONOMETRIC_LIMIT);
      run (loop, take, 0.0, 0.0, x, block);
      for (size_t i = 0; !reached && i < take; i++)
        if (fabs (x[i]) > TRIGONOMETRIC_LIMIT)
          block[i] = far (x[i]);
      memcpy (y, block, take * sizeof *y);
      x += take;
      y += take;
      n -= take;
    }
}

void
mercer_vcos (size_t n, const double *x, double *y)
{
  run_trigonometric (cos_loop, cos, n, x, y);
}

void
mercer_vsin (size_t n, const double *x, double *y)
{
  run_trigonometric (sin_loop, sin, n, x, y);
}
