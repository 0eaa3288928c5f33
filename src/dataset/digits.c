/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "digits.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "decimal.h"
#include "param.h"

enum
{
  FEWEST = 15, /* digits that always survive the way through a double */
  MOST = 17    /* digits that always tell two doubles apart */
};

/* A value as q + rest 2^-shift in units of its 17th digit, exactly. */
typedef struct
{
  uint64_t q;       /* 17 digits */
  uint64_t rest_is; /* 0: rest is 0, 1: below a half, 2: a half, 3: above a half */
  int exponent;     /* of ten, of the first digit */
} Exact;

/* value = m 2^e with m < 2^53, so value 10^k = m 5^k 2^(e + k), and m 5^k < 2^53 2^49 for k up
 * to 21. From 1e-4 to 1e15 e + k is negative: nothing is lost but what `rest_is` keeps. */
static Exact
exact_of (double value)
{
  int e;
  const uint64_t m = (uint64_t) ldexp (frexp (value, &e), 53);
  /* 2^(e - 1) <= value < 2^e, so this is the exponent or one less. */
  int exponent = (int) floor ((e - 1) * 0.30102999566398114);
  for (;; exponent++)
    {
      const int k = MOST - 1 - exponent, shift = 53 - e - k;
      const unsigned __int128 product = (unsigned __int128) m * mercer_power_of_five (k);
      const uint64_t q = (uint64_t) (product >> shift);
      if (q >= 100000000000000000u)
        continue;
      const unsigned __int128 rest = product - ((unsigned __int128) q << shift);
      const unsigned __int128 half = (unsigned __int128) 1 << (shift - 1);
      return (Exact){ q, rest == 0 ? 0 : rest < half ? 1 : rest == half ? 2 : 3, exponent };
    }
}

/* The value with n digits, ties to even as printf () rounds. */
static uint64_t
round_to (Exact exact, int n)
{
  const uint64_t unit = n == MOST ? 1 : n == MOST - 1 ? 10 : 100;
  const uint64_t digits = exact.q / unit, left = exact.q % unit;
  const bool odd = digits % 2 != 0;
  if (unit == 1)
    return digits + (exact.rest_is == 3 || (exact.rest_is == 2 && odd));
  return digits + (left > unit / 2 || (left == unit / 2 && (exact.rest_is > 0 || odd)));
}

/* n digits, the first of which stands for 10^exponent, without zeros at the end of a fraction. */
static size_t
write_fixed (uint64_t digits, int n, int exponent, char *out)
{
  char text[MOST] = { '0' };
  for (int i = n - 1; i >= 0; i--, digits /= 10)
    text[i] = (char) ('0' + digits % 10);
  while (n > exponent + 1 && n > 1 && text[n - 1] == '0')
    n--;
  char *start = out;
  if (exponent < 0)
    {
      *out++ = '0';
      *out++ = '.';
      for (int i = exponent; i < -1; i++)
        *out++ = '0';
    }
  for (int i = 0; i < n; i++)
    {
      if (i > 0 && i == exponent + 1)
        *out++ = '.';
      *out++ = text[i];
    }
  *out = '\0';
  return (size_t) (out - start);
}

size_t
mercer_digits_print (double value, char *buffer)
{
  static const uint64_t limits[] = { 1000000000000000u, 10000000000000000u, 100000000000000000u };
  const double size = fabs (value);
  if (!(size >= 1e-4 && size < 1e15))
    return strlen (mercer_number_print (value, buffer));
  const Exact exact = exact_of (size);
  for (int n = FEWEST; n <= MOST; n++)
    {
      const uint64_t digits = round_to (exact, n);
      if (digits == limits[n - FEWEST]) /* 9.99... became 10 */
        break;
      if (n < MOST && mercer_decimal_scale (digits, exact.exponent + 1 - n) != size)
        continue;
      if (value > 0)
        return write_fixed (digits, n, exact.exponent, buffer);
      *buffer = '-';
      return 1 + write_fixed (digits, n, exact.exponent, buffer + 1);
    }
  return strlen (mercer_number_print (value, buffer));
}
