/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "testing.h"
#include "ticks.h"

/* A label read back: narrow spaces dropped, true minus and powers of ten understood. */
static double
read_label (const char *label)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  GString *s = g_string_new (label);
  g_string_replace (s, "\u202f", "", 0);
  g_string_replace (s, "−", "-", 0);
  g_string_replace (s, "×10", "e", 0);
  g_string_replace (s, "⁻", "-", 0);
  if (g_str_has_prefix (s->str, "10") && s->len > 3 && (unsigned char) s->str[2] >= 0xc2)
    g_string_replace (s, "10", "1e", 1);
  if (g_str_has_prefix (s->str, "10-"))
    g_string_replace (s, "10-", "1e-", 1);
  for (int d = 0; d < 10; d++)
    g_string_replace (s, raised[d], (char[]){ (char) ('0' + d), '\0' }, 0);
  char *end;
  double value = g_ascii_strtod (s->str, &end);
  if (*end != '\0')
    g_error ("label \"%s\" does not read as a number (\"%s\")", label, s->str);
  g_string_free (s, TRUE);
  return value;
}

static void
check (MercerAxisScale scale, double low, double high, int wanted)
{
  MercerTicks t;
  mercer_ticks (scale, low, high, wanted, &t);
  for (size_t k = 0; k < t.n; k++)
    {
      g_assert_cmpfloat (t.at[k], >=, low);
      g_assert_cmpfloat (t.at[k], <=, high);
      /* The label says where the tick is, to well below a pixel of a wide screen. */
      double said = read_label (t.label[k]);
      double off = scale == MERCER_AXIS_LOG ? fabs (log10 (said / t.at[k])) / log10 (high / low)
                                            : fabs (said - t.at[k]) / (high - low);
      if (!(off < 2e-5))
        g_error ("[%.17g, %.17g] wanted %d: label %s at %.17g", low, high, wanted, t.label[k],
                 t.at[k]);
      g_assert_true (g_utf8_validate (t.label[k], -1, NULL));
      if (k > 0)
        {
          g_assert_cmpfloat (t.at[k], >, t.at[k - 1]);
          g_assert_cmpstr (t.label[k], !=, t.label[k - 1]);
        }
    }
  for (size_t k = 0; k < t.n_minor; k++)
    g_assert_true (t.minor[k] >= low - 1e-6 * (high - low)
                   && t.minor[k] <= high + 1e-6 * (high - low));
}

static size_t
count (double low, double high, int wanted)
{
  MercerTicks t;
  mercer_ticks (MERCER_AXIS_LINEAR, low, high, wanted, &t);
  return t.n;
}

static void
test_linear (void)
{
  for (int i = 0; i < 20000; i++)
    {
      double middle = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-12, 13));
      double width = pow (10, g_test_rand_double_range (-6, 3)) * (fabs (middle) + 1e-13);
      int wanted = g_test_rand_int_range (1, 15);
      check (MERCER_AXIS_LINEAR, middle - width / 2, middle + width / 2, wanted);
      /* Steps of 1, 2, 2.5, 5 lie at most 2.5-fold apart, so some count within a factor of two is
       * there. */
      if (wanted >= 3)
        {
          size_t n = count (middle - width / 2, middle + width / 2, wanted);
          g_assert_cmpuint (n, >=, (guint) wanted / 2);
          g_assert_cmpuint (n, <=, 2 * (guint) wanted);
        }
    }
}

static void
test_logarithmic (void)
{
  for (int i = 0; i < 20000; i++)
    {
      double low = pow (10, g_test_rand_double_range (-280, 250));
      double high = low * pow (10, g_test_rand_double_range (1e-6, 30));
      check (MERCER_AXIS_LOG, low, high, g_test_rand_int_range (1, 12));
    }
}

static void
test_known (void)
{
  static const struct
  {
    double low, high;
    int wanted;
    const char *labels;
    MercerAxisScale scale;
  } cases[] = {
    { 0, 10, 6, "0|2|4|6|8|10" },
    { -1, 1, 5, "−1.0|−0.5|0.0|0.5|1.0" },
    { 1957, 2004, 5, "1960|1970|1980|1990|2000" },
    { 0, 1e5, 5, "0|20\u202f000|40\u202f000|60\u202f000|80\u202f000|100\u202f000" },
    { 0, 1e-6, 2, "0|1×10⁻⁶" },
    { -4e9, 0, 3, "−4×10⁹|−2×10⁹|0" },
    /* under two decades: multiples of each, more the more room there is; a stretch within one of them is linear */
    { 0.04, 1.3, 6, "0.05|0.1|0.2|0.5|1", MERCER_AXIS_LOG },
    { 0.04, 1.3, 3, "0.1|0.3|1", MERCER_AXIS_LOG },
    { 0.5, 15, 2, "1|10", MERCER_AXIS_LOG },
    { 2000, 60000, 4, "3000|10\u202f000|30\u202f000", MERCER_AXIS_LOG },
    { 0.25, 1.02, 12, "0.3|0.4|0.5|0.6|0.7|0.8|0.9|1", MERCER_AXIS_LOG },
    { 3e-7, 1.1e-5, 4, "3×10⁻⁷|1×10⁻⁶|3×10⁻⁶|1×10⁻⁵", MERCER_AXIS_LOG },
    { 1.1, 2.9, 4, "1.5|2.0|2.5", MERCER_AXIS_LOG },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerTicks t;
      mercer_ticks (cases[i].scale, cases[i].low, cases[i].high, cases[i].wanted, &t);
      GString *got = g_string_new (NULL);
      for (size_t k = 0; k < t.n; k++)
        g_string_append_printf (got, "%s%s", k > 0 ? "|" : "", t.label[k]);
      g_assert_cmpstr (got->str, ==, cases[i].labels);
      g_string_free (got, TRUE);
    }
  MercerTicks t;
  mercer_ticks (MERCER_AXIS_LOG, 0.01, 100, 6, &t);
  g_assert_cmpuint (t.n, ==, 5);
  g_assert_cmpstr (t.label[0], ==, "0.01");
  g_assert_cmpuint (t.n_minor, ==, 4 * 8);
}

/* Ranges that make no sense give no ticks, and nothing worse. */
static void
test_senseless (void)
{
  const double bad[][2] = {
    { 1, 1 }, { 2, 1 }, { NAN, 1 }, { 0, INFINITY }, { -DBL_MAX, DBL_MAX }, { 1, 1 + 1e-16 }
  };
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    for (int s = 0; s < 2; s++)
      {
        MercerTicks t;
        mercer_ticks (s, bad[i][0], bad[i][1], 5, &t);
        g_assert_cmpuint (t.n, ==, 0);
      }
  MercerTicks t;
  mercer_ticks (MERCER_AXIS_LOG, -1, 10, 5, &t);
  g_assert_cmpuint (t.n, ==, 0);
  mercer_ticks (MERCER_AXIS_LINEAR, 0, 1, 0, &t);
  g_assert_cmpuint (t.n, ==, 0);
  mercer_ticks (MERCER_AXIS_LINEAR, 1e300, 1.5e300, 5, &t);
  g_assert_cmpuint (t.n, >=, 3);
  /* The finest range that doubles still resolve into ticks. */
  mercer_ticks (MERCER_AXIS_LINEAR, 1e6, 1e6 + 1e-5, 4, &t);
  g_assert_cmpuint (t.n, >=, 2);
}

static void
test_nice (void)
{
  for (int i = 0; i < 5000; i++)
    for (int s = 0; s < 2; s++)
      {
        double a = s == 1 ? pow (10, g_test_rand_double_range (-250, 250))
                          : g_test_rand_double_range (-1e3, 1e3);
        double b = s == 1 ? a * pow (10, g_test_rand_double_range (0, 20))
                          : a + g_test_rand_double_range (0, 1e3);
        double low = a, high = i % 7 == 0 ? a : b;
        double top = high;
        mercer_axis_nice (s, &low, &high);
        g_assert_cmpfloat (low, <=, a);
        g_assert_cmpfloat (high, >=, top);
        g_assert_cmpfloat (low, <, high);
        g_assert_true (isfinite (high - low));
        if (s == 0 && a >= 0 && top > a)
          g_assert_cmpfloat (low, >=, 0);
      }
  const double hard[][2] = {
    { 0, 0 }, { -DBL_MAX, DBL_MAX }, { 1e300, 1e300 }, { -1e308, 1e308 }, { 5e-324, 5e-324 }
  };
  for (size_t i = 0; i < G_N_ELEMENTS (hard); i++)
    {
      double low = hard[i][0], high = hard[i][1];
      mercer_axis_nice (MERCER_AXIS_LINEAR, &low, &high);
      g_assert_cmpfloat (low, <, high);
      g_assert_true (isfinite (high - low));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticks/linear", test_linear);
  g_test_add_func ("/ticks/logarithmic", test_logarithmic);
  g_test_add_func ("/ticks/known", test_known);
  g_test_add_func ("/ticks/senseless", test_senseless);
  g_test_add_func ("/ticks/nice", test_nice);
  return g_test_run ();
}
