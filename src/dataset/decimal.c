/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "decimal.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum
{
  MAX_DIGITS = 19,       /* 10^19 - 1 < 2^64 */
  MAX_POWER = 27,        /* 5^27 < 2^63 */
  MAX_EXACT_POWER = 22,  /* 10^22 is a double */
  MAX_EXPONENT = 100000, /* beyond this every number is 0 or infinite whatever its digits */
  MAX_LENGTH = 4096      /* of a text that is still taken for a number */
};

static const double powers_of_ten[MAX_EXACT_POWER + 1]
    = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

typedef unsigned __int128 Wide;

uint64_t
mercer_power_of_five (int power)
{
  static const uint64_t fives[] = { 1, 5, 25, 125, 625, 3125, 15625, 78125, 390625 };
  uint64_t value = fives[power % 9];
  for (int i = power / 9; i > 0; i--)
    value *= 1953125; /* 5^9 */
  return value;
}

/* The double nearest to (value + a fraction that is zero if and only if !sticky) 2^exponent, ties
 * to even. value has its top bit at 2^63 or above, so that at least 11 bits and the fraction
 * decide. */
static double
round_to_double (Wide value, bool sticky, int exponent)
{
  const uint64_t high = (uint64_t) (value >> 64);
  const int bits
      = high != 0 ? 128 - __builtin_clzll (high) : 64 - __builtin_clzll ((uint64_t) value);
  const int drop = bits - 53;
  const Wide kept = value >> drop;
  const Wide rest = value - (kept << drop), half = (Wide) 1 << (drop - 1);
  const bool up = rest > half || (rest == half && (sticky || (kept & 1) != 0));
  return ldexp ((double) ((uint64_t) kept + up), exponent + drop);
}

double
mercer_decimal_scale (uint64_t digits, int power)
{
  if (digits <= (uint64_t) 1 << 53 && -MAX_EXACT_POWER <= power && power <= MAX_EXACT_POWER)
    return power < 0 ? (double) digits / powers_of_ten[-power]
                     : (double) digits * powers_of_ten[power];

  const int shift = __builtin_clzll (digits);
  const uint64_t top = digits << shift; /* in [2^63, 2^64) */
  if (power >= 0)
    return round_to_double ((Wide) top * mercer_power_of_five (power), false, power - shift);
  const uint64_t five = mercer_power_of_five (-power);
  const Wide dividend = (Wide) top << 64, quotient = dividend / five; /* > 2^127 / 2^63 */
  return round_to_double (quotient, quotient * five != dividend, power - shift - 64);
}

static bool
parse_infinity (const char *text, size_t length, double *value)
{
  if (!(length == 3 && g_ascii_strncasecmp (text, "inf", 3) == 0)
      && !(length == 8 && g_ascii_strncasecmp (text, "infinity", 8) == 0))
    return false;
  *value = INFINITY;
  return true;
}

/* What the fast path cannot do: the text is known to be well formed. */
static double
parse_slowly (const char *text, size_t length, char point)
{
  char *copy = g_strndup (text, length);
  char *comma = point != '.' ? strchr (copy, point) : NULL;
  if (comma != NULL)
    *comma = '.';
  const double value = g_ascii_strtod (copy, NULL);
  g_free (copy);
  return value;
}

/* The digits of a number in scientific form. */
typedef struct
{
  uint64_t digits; /* the first MAX_DIGITS significant ones */
  int count;       /* significant digits read, trailing zeros among them */
  int power;       /* of ten, by which digits are to be multiplied if count <= MAX_DIGITS */
  bool any;
} Digits;

static inline const char *
read_digits (const char *p, const char *end, Digits *d, int step)
{
  const char *start = p;
  for (; p < end; p++)
    {
      const unsigned digit = (unsigned) (unsigned char) *p - '0';
      if (digit > 9)
        break;
      d->count += d->count > 0 || digit > 0;
      if (d->count <= MAX_DIGITS)
        d->digits = d->digits * 10 + digit;
    }
  d->power -= step * (int) (p - start);
  d->any |= p > start;
  return p;
}

/* The exponent after 'e'; NULL if there is none. */
static const char *
read_exponent (const char *p, const char *end, int *exponent)
{
  const bool negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+'))
    p++;
  if (p == end)
    return NULL;
  int value = 0;
  for (; p < end && g_ascii_isdigit (*p); p++)
    value = MIN (value * 10 + (*p - '0'), MAX_EXPONENT);
  *exponent = negative ? -value : value;
  return p;
}

bool
mercer_decimal_parse (const char *text, size_t length, char point, double *value)
{
  if (length == 0 || length > MAX_LENGTH)
    return false;
  const char *p = text, *end = text + length;
  const bool negative = *p == '-';
  if (*p == '-' || *p == '+')
    p++;
  const char *unsigned_text = p;
  double result;

  Digits d = { 0 };
  p = read_digits (p, end, &d, 0);
  if (p < end && *p == point)
    p = read_digits (p + 1, end, &d, 1);
  if (!d.any)
    {
      if (!parse_infinity (unsigned_text, (size_t) (end - unsigned_text), &result))
        return false;
      *value = negative ? -result : result;
      return true;
    }
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      int exponent;
      p = read_exponent (p + 1, end, &exponent);
      if (p == NULL)
        return false;
      d.power += exponent;
    }
  if (p != end)
    return false;

  if (d.count == 0)
    result = 0;
  else if (d.count <= MAX_DIGITS && -MAX_POWER <= d.power && d.power <= MAX_POWER)
    result = mercer_decimal_scale (d.digits, d.power);
  else
    result = parse_slowly (unsigned_text, (size_t) (end - unsigned_text), point);
  *value = negative ? -result : result;
  return true;
}
