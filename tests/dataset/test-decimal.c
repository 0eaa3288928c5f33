/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text against the C library's strtod (), bit for bit. */
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "digits.h"
#include "param.h"
#include "random.h"
#include "testing.h"

static guint64
bits_of (double value)
{
  guint64 bits;
  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static double
double_of (guint64 bits)
{
  double value;
  memcpy (&value, &bits, sizeof value);
  return value;
}

static void
check_like_strtod (const char *text)
{
  double got = 0;
  const double want = strtod (text, NULL);
  if (!mercer_decimal_parse (text, strlen (text), '.', &got) || bits_of (got) != bits_of (want))
    g_error ("“%s”: got %.17g, strtod () gives %.17g", text, got, want);
}

/* Any bit pattern at all, printed with 1 to 20 digits. */
static void
test_random_bits (void)
{
  for (guint64 i = 0; i < 400000; i++)
    {
      const guint64 high = mercer_random_below (1, 0, i, (guint64) 1 << 32);
      const guint64 low = mercer_random_below (1, 1, i, (guint64) 1 << 32);
      const double value = double_of (high << 32 | low);
      char text[64];
      if (!isfinite (value))
        continue;
      g_snprintf (text, sizeof text, "%.*e", (int) (i % 20), value);
      check_like_strtod (text);
    }
}

/* Digits and a power of ten as tables hold them: the fast path, its borders at 19 digits and 10^27,
 * and beyond. */
static void
test_random_digits (void)
{
  for (guint64 i = 0; i < 1000000; i++)
    {
      char text[64];
      const int n_digits = 1 + (int) mercer_random_below (2, 0, i, 22);
      const int point = (int) mercer_random_below (2, 1, i, (guint64) n_digits + 1);
      const int exponent = (int) mercer_random_below (2, 2, i, 70) - 35;
      int at = 0;
      for (int k = 0; k < n_digits; k++)
        {
          if (k == point)
            text[at++] = '.';
          text[at++] = (char) ('0' + mercer_random_below (3, (guint64) k, i, 10));
        }
      text[at] = '\0';
      if (i % 2 == 0)
        g_snprintf (text + at, sizeof text - (gsize) at, "e%d", exponent);
      check_like_strtod (text);
    }
}

/* Exact halves between two doubles, and one unit of the last digit to either side. */
static void
test_halfway (void)
{
  for (guint64 i = 0; i < 100000; i++)
    {
      const guint64 whole = ((guint64) 1 << 53) + mercer_random_below (4, 0, i, (guint64) 1 << 53);
      for (int shift = 1; shift < 11; shift++)
        {
          /* m 2^shift + 2^(shift - 1) lies half way between m 2^shift and (m + 1) 2^shift. */
          if (whole >> (63 - shift) != 0)
            continue;
          const guint64 half = (whole << shift) + ((guint64) 1 << (shift - 1));
          for (int d = -1; d <= 1; d++)
            {
              char text[64];
              g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, half + (guint64) d);
              check_like_strtod (text);
            }
        }
    }
}

static void
test_shortest_round_trip (void)
{
  for (guint64 i = 0; i < 100000; i++)
    {
      char text[MERCER_NUMBER_SIZE];
      const double value = mercer_random_normal (5, 0, i) * pow (10, (double) (i % 60) - 30);
      double got;
      mercer_number_print (value, text);
      g_assert_true (mercer_decimal_parse (text, strlen (text), '.', &got));
      g_assert_cmpuint (bits_of (got), ==, bits_of (value));
    }
}

static void
check_print (double value)
{
  char got[MERCER_NUMBER_SIZE], want[MERCER_NUMBER_SIZE];
  mercer_number_print (value, want);
  const gsize length = mercer_digits_print (value, got);
  if (strcmp (got, want) != 0 || length != strlen (want))
    g_error ("%.17g: printed %s instead of %s", value, got, want);
}

/* The fast printer and the plain one agree to the byte: numbers of few digits, of all digits, of
 * all sizes, at powers of ten and two, and around the ends of the fast path. */
static void
test_print (void)
{
  for (guint64 i = 0; i < 150000; i++)
    {
      const double normal = mercer_random_normal (6, 0, i);
      const double few = (double) mercer_random_below (6, 1, i, 100000);
      check_print (normal);
      check_print (normal * pow (10, (double) (i % 24) - 6));
      check_print (-few / pow (10, (double) (i % 9)));
      check_print (few * pow (10, (double) (i % 12)));
    }
  for (int power = -12; power < 20; power++)
    for (int step = -40; step <= 40; step++)
      {
        double value = pow (10, power);
        for (int k = 0; k < abs (step); k++)
          value = nextafter (value, step < 0 ? 0 : INFINITY);
        check_print (value);
        check_print (ldexp (1, 4 * power) * (1 + step / 64.0));
        check_print (-value * 5);
      }
  /* Ties at the 15th and 16th digit: whole numbers and a fraction of 1/2, 1/4, 1/8. */
  for (guint64 i = 0; i < 50000; i++)
    {
      const double whole
          = (double) (100000000000000 + mercer_random_below (7, 0, i, 800000000000000));
      for (int bits = 1; bits <= 3; bits++)
        {
          check_print (whole + ldexp (1, -bits));
          check_print (floor (whole / 10) + ldexp (3, -bits - 3));
        }
    }
  check_print (0);
  check_print (-0.0);
  check_print (NAN);
  check_print (4.9406564584124654e-324);
}

static void
test_edges (void)
{
  static const char *const texts[] = {
    "0",
    "-0",
    "0.0",
    "+1",
    "1.",
    ".5",
    "-.5e-3",
    "1e22",
    "1e23",
    "9007199254740993",
    "9007199254740992",
    "18446744073709551615",
    "18446744073709551616",
    "9999999999999999999",
    "10000000000000000000",
    "4.9e-324",
    "2.4703282292062327e-324",
    "2.4703282292062328e-324",
    "2.2250738585072011e-308",
    "2.2250738585072014e-308",
    "1.7976931348623157e308",
    "1.7976931348623159e308",
    "1e400",
    "-1e400",
    "1e-400",
    "0e999999999999",
    "1e999999999999",
    "1e-999999999999",
    "0.000000000000000000000000000000000001e36",
    "123456789012345678901234567890",
    "0.1000000000000000055511151231257827021181583404541015625",
    "00000000000000000000000001",
    "1e+05",
    "1E5",
    "7.0000000000000000000000000000000000000000001",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    check_like_strtod (texts[i]);
}

static void
test_not_numbers (void)
{
  static const char *const texts[] = {
    "",      "-",          "+",   ".",    "-.",   "e5",  "1e",    "1e+",   "1e5.0",
    "1.2.3", "--1",        "+-1", "1-",   "0x10", "1 2", " 1",    "1 ",    "1,5",
    "12:30", "2020-01-01", "1kg", "infx", "in",   "nan", "1_000", "1'000",
  };
  double value = 42;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (mercer_decimal_parse (texts[i], strlen (texts[i]), '.', &value))
      g_error ("“%s” was taken for a number", texts[i]);
  g_assert_cmpfloat (value, ==, 42);
}

static void
test_comma_and_infinity (void)
{
  double value;
  g_assert_true (mercer_decimal_parse ("-1,25e2", 7, ',', &value) && value == -125);
  g_assert_true (mercer_decimal_parse ("0,1234567890123456789012", 24, ',', &value));
  g_assert_cmpfloat (value, ==, 0.1234567890123456789012);
  g_assert_false (mercer_decimal_parse ("1.5", 3, ',', &value));
  g_assert_true (mercer_decimal_parse ("-Inf", 4, '.', &value) && value == -INFINITY);
  g_assert_true (mercer_decimal_parse ("infinity", 8, '.', &value) && value == INFINITY);
  /* The length counts, not what follows. */
  g_assert_true (mercer_decimal_parse ("123456", 3, '.', &value) && value == 123);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decimal/random-bits", test_random_bits);
  g_test_add_func ("/decimal/random-digits", test_random_digits);
  g_test_add_func ("/decimal/halfway", test_halfway);
  g_test_add_func ("/decimal/shortest-round-trip", test_shortest_round_trip);
  g_test_add_func ("/decimal/print", test_print);
  g_test_add_func ("/decimal/edges", test_edges);
  g_test_add_func ("/decimal/not-numbers", test_not_numbers);
  g_test_add_func ("/decimal/comma-and-infinity", test_comma_and_infinity);
  return g_test_run ();
}
