/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sliders and entries of the control panel, without widgets. */

#include "param-row-spec.h"
#include "testing.h"

static MercerRowSpec *
number (double min, double max, double low, double high, bool log, bool integer)
{
  MercerRowSpec *spec = mercer_row_spec_new_seed (0);

  spec->kind = MERCER_ROW_NUMBER;
  g_free (spec->title);
  spec->title = g_strdup ("Noise");
  g_free (spec->unit);
  spec->unit = g_strdup ("ppm");
  spec->min = min;
  spec->max = max;
  spec->low = low;
  spec->high = high;
  spec->log = log;
  spec->integer = integer;
  return spec;
}

static const struct
{
  double low, high;
  bool log, integer;
} spans[] = {
  { 1e-3, 10, true, false }, { 0.0123456, 0.0987654, true, false }, { 1e-100, 1e100, true, false },
  { 1e-8, 1e-7, true, false }, { 0, 1, false, false },     { -3.7, 12.25, false, false },
  { 1958, 2002, false, false }, { 1e-9, 3e-9, false, false }, { -1e12, 1e12, false, false },
  { 0, 10, false, true },    { 1, 2000, true, true },        { 50, 2000, false, true },
};

/* What the slider gives stays what it is when the slider is put there; its ends are the ends, to the bit;
 * moving up never gives less; and a value is no further from the place than the promised rounding. */
static void
test_slider_round_trip (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (spans); k++)
    {
      g_autoptr (MercerRowSpec) spec
        = number (-G_MAXDOUBLE, G_MAXDOUBLE, spans[k].low, spans[k].high, spans[k].log, spans[k].integer);
      double from = mercer_row_spec_to_slider (spec, spec->low), to = mercer_row_spec_to_slider (spec, spec->high);
      double last = -INFINITY;

      g_assert_true (mercer_row_spec_from_slider (spec, from) == spec->low);
      g_assert_true (mercer_row_spec_from_slider (spec, to) == spec->high);
      for (int i = 0; i <= 997; i++)
        {
          double place = from + (to - from) * i / 997;
          double value = mercer_row_spec_from_slider (spec, place);
          double again = mercer_row_spec_from_slider (spec, mercer_row_spec_to_slider (spec, value));

          g_assert_true (again == value);
          g_assert_cmpfloat (value, >=, last);
          g_assert_cmpfloat (value, >=, spec->low);
          g_assert_cmpfloat (value, <=, spec->high);
          if (spec->integer)
            g_assert_true (value == floor (value));
          else if (spec->log)
            assert_close (value, pow (10, place), 0.0051, 0);
          else
            assert_close (value, place, 0, (spec->high - spec->low) * 1e-3);
          last = value;
        }
    }
}

/* Values from the slider are what a person would write, not their nearest neighbour in binary. */
static void
test_slider_is_round (void)
{
  g_autoptr (MercerRowSpec) log = number (0, 1e12, 1e-3, 10, true, false);
  g_autoptr (MercerRowSpec) linear = number (0, 1, 0, 1, false, false);
  g_autofree char *a = mercer_row_spec_print (log, mercer_row_spec_from_slider (log, log10 (0.3)));
  g_autofree char *b = mercer_row_spec_print (linear, mercer_row_spec_from_slider (linear, 0.1 + 0.2));
  g_autofree char *c = mercer_row_spec_print (log, mercer_row_spec_from_slider (log, 0.123456));

  g_assert_cmpstr (a, ==, "0.3");
  g_assert_cmpstr (b, ==, "0.3");
  g_assert_cmpstr (c, ==, "1.33"); /* 10^0.123456 = 1.32878 */
}

static void
test_steps (void)
{
  for (size_t k = 0; k < G_N_ELEMENTS (spans); k++)
    {
      g_autoptr (MercerRowSpec) spec
        = number (-G_MAXDOUBLE, G_MAXDOUBLE, spans[k].low, spans[k].high, spans[k].log, spans[k].integer);
      double step, page, middle = spec->log ? sqrt (spec->low) * sqrt (spec->high) : (spec->low + spec->high) / 2;
      double up = mercer_row_spec_nudge (spec, middle, 1), down = mercer_row_spec_nudge (spec, middle, -1);

      mercer_row_spec_steps (spec, &step, &page);
      g_assert_cmpfloat (step, >, 0);
      g_assert_cmpfloat (page, >=, step);
      /* A key must always do something, or a person believes it is broken. */
      g_assert_cmpfloat (up, >, middle);
      g_assert_cmpfloat (down, <, middle);
      if (spec->log && !spec->integer)
        g_assert_cmpfloat (up / middle, <, 1.1);
    }
  g_autoptr (MercerRowSpec) bounded = number (0, 1, 0, 1, false, false);
  g_assert_cmpfloat (mercer_row_spec_nudge (bounded, 1, 1), ==, 1);
  g_assert_cmpfloat (mercer_row_spec_nudge (bounded, 0, -1), ==, 0);
}

static void
test_stretch (void)
{
  g_autoptr (MercerRowSpec) spec = number (0, 1e12, 1e-3, 10, true, false);

  g_assert_false (mercer_row_spec_stretch (spec, 0.5));
  g_assert_true (mercer_row_spec_stretch (spec, 123.456));
  g_assert_cmpfloat (spec->high, >, 200); /* room to drag on */
  g_assert_cmpfloat (spec->high, <, 2000);
  g_assert_cmpfloat (spec->low, ==, 1e-3);
  /* but never beyond what is valid */
  g_assert_true (mercer_row_spec_stretch (spec, 9e11));
  g_assert_cmpfloat (spec->high, ==, 1e12);
  /* 0 has no place on a logarithm; the slider stays and stands at its lower end. */
  g_assert_false (mercer_row_spec_stretch (spec, 0));
  g_assert_cmpfloat (mercer_row_spec_to_slider (spec, 0), ==, mercer_row_spec_to_slider (spec, spec->low));
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    double value;
  } good[] = {
    { "0.5", 0.5 },          { " 1e-3 ", 1e-3 },          { "0,5", 0.5 },   { "0.5 ppm", 0.5 }, { "0.5ppm", 0.5 },
    { "\u22120.25", -0.25 }, { "12\u2009345.5", 12345.5 }, { "1 000", 1000 }, { "-7", -7 },
  };
  static const struct
  {
    const char *text, *says;
  } bad[] = {
    { "", "needs a number" },    { "abc", "needs a number" },    { "0.5 ppb", "needs a number" },
    { "nan", "needs a number" }, { "inf", "needs a number" },    { "1,000,000", "needs a number" },
    { "0x10", "needs a number" }, { "-101", "must lie between" }, { "1e9", "must lie between" },
  };
  g_autoptr (MercerRowSpec) spec = number (-100, 1e6, 0, 1, false, false);

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *sentence = NULL;
      double value = NAN;
      g_assert_true (mercer_row_spec_parse (spec, good[i].text, &value, &sentence));
      g_assert_cmpfloat (value, ==, good[i].value);
      g_assert_null (sentence);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *sentence = NULL;
      double value = 42;
      g_assert_false (mercer_row_spec_parse (spec, bad[i].text, &value, &sentence));
      g_assert_cmpfloat (value, ==, 42);
      g_assert_nonnull (strstr (sentence, bad[i].says));
      g_assert_nonnull (strstr (sentence, "Noise"));
    }
}

static void
test_parse_kinds (void)
{
  g_autoptr (MercerRowSpec) whole = number (0, 10, 0, 10, false, true);
  g_autoptr (MercerRowSpec) positive = number (G_MINDOUBLE, G_MAXDOUBLE, 0.1, 10, true, false);
  g_autofree char *fraction = NULL, *negative = NULL;
  double value;

  g_assert_false (mercer_row_spec_parse (whole, "2.5", &value, &fraction));
  g_assert_nonnull (strstr (fraction, "whole"));
  g_assert_false (mercer_row_spec_parse (positive, "-1", &value, &negative));
  g_assert_nonnull (strstr (negative, "greater than 0"));
}

/* What is shown for a glance is short; what is printed reads back. */
static void
test_show_and_print (void)
{
  g_autoptr (MercerRowSpec) spec = number (-G_MAXDOUBLE, G_MAXDOUBLE, 0, 1, false, false);
  static const struct
  {
    double value;
    const char *shown;
  } cases[] = { { 42, "42" },         { 0.30103, "0.301" }, { 1200, "1200" }, { 180.5, "180.5" }, { 1.2e-5, "1.2e-05" },
                { 0, "0" },           { 100, "100" },       { 1e-10, "1e-10" } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = mercer_row_spec_show (spec, cases[i].value);
      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (int i = 0; i < 2000; i++)
    {
      double value = ldexp (g_rand_double (rand) - 0.5, g_rand_int_range (rand, -300, 300)), back;
      g_autofree char *text = mercer_row_spec_print (spec, value);
      g_autofree char *sentence = NULL;
      g_assert_true (mercer_row_spec_parse (spec, text, &back, &sentence));
      g_assert_true (back == value);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/row-spec/slider-round-trip", test_slider_round_trip);
  g_test_add_func ("/app/row-spec/slider-is-round", test_slider_is_round);
  g_test_add_func ("/app/row-spec/steps", test_steps);
  g_test_add_func ("/app/row-spec/stretch", test_stretch);
  g_test_add_func ("/app/row-spec/parse", test_parse);
  g_test_add_func ("/app/row-spec/parse-kinds", test_parse_kinds);
  g_test_add_func ("/app/row-spec/show-and-print", test_show_and_print);
  return g_test_run ();
}
