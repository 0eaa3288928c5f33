/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json.h"
#include "param.h"
#include "testing.h"

#include <locale.h>
#include <string.h>

enum { MODE_LATENT, MODE_PREDICTIVE };
static const MercerChoice modes[] = { { "latent", "Latent" }, { "predictive", "Predictive" }, { NULL, NULL } };
typedef struct
{
  double noise;
  int samples, mode;
  bool grid;
  MercerList widths, none;
  MercerText words;
} Values;
static const MercerParam specs[] = {
  MERCER_REAL (Values, noise, "noise", "Noise", "y", "", 0.1, 1e-6, 1e6, 1e-3, 10, MERCER_LOG),
  MERCER_INT (Values, samples, "samples", "Samples", "", "", 3, 0, 10, 0),
  MERCER_CHOICE (Values, mode, "mode", "Mode", "", MODE_PREDICTIVE, modes, 0),
  MERCER_BOOL (Values, grid, "grid", "Grid", "", true, 0),
  MERCER_NUMBERS (Values, widths, "widths", "Widths", "x", "", 2, 0, 100, 0, 10, 0),
  MERCER_NUMBERS (Values, none, "none", "None", "x", "", NAN, 0, 100, 0, 10, 0),
  MERCER_WORDS (Values, words, "words", "Words", "", "RBF", 0),
  { 0 },
};

static void
test_starts (void)
{
  Values v;
  memset (&v, 0xff, sizeof v);
  mercer_params_start (specs, &v);
  g_assert_cmpfloat (v.noise, ==, 0.1);
  g_assert_cmpint (v.samples, ==, 3);
  g_assert_cmpint (v.mode, ==, MODE_PREDICTIVE);
  g_assert_true (v.grid);
  g_assert_cmpint (v.widths.n, ==, 1);
  g_assert_cmpfloat (v.widths.at[0], ==, 2);
  g_assert_cmpint (v.none.n, ==, 0);
  g_assert_true (isnan (mercer_param_get (&specs[5], &v)));
  g_assert_cmpuint (mercer_params_count (specs), ==, 7);
  g_assert_cmpstr (v.words.at, ==, "RBF");
  g_assert_true (mercer_params_find (specs, "grid") == &specs[3]);
  g_assert_null (mercer_params_find (specs, "Grid"));
}

static void
test_set_clamps (void)
{
  Values v;
  mercer_params_start (specs, &v);
  mercer_param_set (&specs[0], &v, -5);
  g_assert_cmpfloat (v.noise, ==, 1e-6);
  mercer_param_set (&specs[0], &v, NAN);
  g_assert_cmpfloat (v.noise, ==, 1e-6);
  mercer_param_set (&specs[1], &v, 7.6);
  g_assert_cmpint (v.samples, ==, 8);
  mercer_param_set (&specs[2], &v, 99);
  g_assert_cmpint (v.mode, ==, MODE_PREDICTIVE);
}

/* Text in, text out; NULL out: refused with a sentence that names the option and the text. */
static void
test_parse (void)
{
  static const struct { int spec; const char *in, *out; } cases[] = {
    { 0, "0.25", "0.25" }, { 0, " 1e-3 ", "0.001" }, { 0, "-1", NULL }, { 0, "1e7", NULL },
    { 0, "abc", NULL }, { 0, "", NULL }, { 0, "nan", NULL }, { 0, "inf", NULL }, { 0, "1,5", NULL },
    { 0, "0x10", NULL }, { 0, "0.1 m", NULL },
    { 1, "10", "10" }, { 1, "2.5", NULL }, { 1, "11", NULL },
    { 2, "latent", "latent" }, { 2, "Latent", NULL }, { 2, "0", NULL },
    { 3, "off", "false" }, { 3, "yes", "true" }, { 3, "maybe", NULL },
    { 4, "1,0.5,30", "1,0.5,30" }, { 4, "", "" }, { 4, "1,,2", NULL }, { 4, "1,200", NULL }, { 4, "a", NULL },
    { 4, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", NULL },
    { 6, "RBF | Matérn", "RBF | Matérn" }, { 6, "", "" }, { 6, "two\nlines", "two lines" }, { 6, "\xff", NULL },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Values v, before;
      memset (&v, 0, sizeof v);
      mercer_params_start (specs, &v);
      memcpy (&before, &v, sizeof v);
      g_autoptr (GError) error = NULL;
      bool ok = mercer_param_parse (&specs[cases[i].spec], &v, cases[i].in, &error);
      g_autofree char *shown = g_strescape (cases[i].in, NULL); /* one of them is not UTF-8 */
      g_test_message ("%s <- '%s': %s", specs[cases[i].spec].id, shown, error ? error->message : "taken");
      g_assert_cmpint (ok, ==, cases[i].out != NULL);
      if (ok)
        {
          g_autofree char *out = mercer_param_print (&specs[cases[i].spec], &v);
          g_assert_cmpstr (out, ==, cases[i].out);
          g_assert_no_error (error);
        }
      else
        {
          g_assert_true (strstr (error->message, specs[cases[i].spec].id) != NULL);
          g_assert_cmpmem (&v, sizeof v, &before, sizeof v);
        }
    }
}

static void
test_lists (void)
{
  Values a, b;
  mercer_params_start (specs, &a);
  mercer_params_start (specs, &b);
  const double numbers[] = { 3, 400 };
  mercer_param_set_list (&specs[4], &a, numbers, 2);
  g_assert_cmpfloat (a.widths.at[1], ==, 100);
  g_assert_false (mercer_param_equal (&specs[4], &a, &b));
  mercer_param_copy (&specs[4], &a, &b);
  g_assert_true (mercer_param_equal (&specs[4], &a, &b));
  mercer_param_set (&specs[4], &a, 7);
  g_assert_cmpint (a.widths.n, ==, 1);
}

static void
test_text_parts (void)
{
  const struct
  {
    const char *text, *parts;
  } cases[] = { { "", "" }, { " | ", "" }, { "a", "a" }, { " a b |c| |d ", "a b;c;d" }, { "a[\"x|y\"]|b", "a[\"x|y\"];b" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = mercer_text_parts (cases[i].text);
      g_autofree char *joined = g_strjoinv (";", parts);
      g_assert_cmpstr (joined, ==, cases[i].parts);
    }
}

static void
test_texts (void)
{
  Values a, b;
  char *more = g_strnfill (MERCER_TEXT_SIZE - 2, 'x');
  g_autofree char *wide = g_strconcat (more, "é!", NULL); /* é would straddle the end of the room */
  g_autoptr (GError) error = NULL;
  mercer_params_start (specs, &a);
  mercer_params_start (specs, &b);
  g_assert_true (isnan (mercer_param_get (&specs[6], &a)));
  mercer_param_set (&specs[6], &a, 3);
  g_assert_true (mercer_param_equal (&specs[6], &a, &b));
  mercer_param_set_text (&specs[6], &a, wide);
  g_assert_cmpstr (a.words.at, ==, more);
  g_assert_false (mercer_param_equal (&specs[6], &a, &b));
  mercer_param_copy (&specs[6], &a, &b);
  g_assert_true (mercer_param_equal (&specs[6], &a, &b));
  g_assert_false (mercer_param_parse (&specs[6], &a, wide, &error));
  g_assert_nonnull (strstr (error->message, "words"));
  g_free (more);
}

/* Every bit pattern that is a finite number survives print and parse: a property, so random patterns. */
static void
test_numbers_read_back (void)
{
  GRand *rand = g_rand_new_with_seed (7);
  for (int i = 0; i < 200000; i++)
    {
      union { guint64 bits; double value; } u = { .bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand) };
      if (!isfinite (u.value))
        continue;
      char text[MERCER_NUMBER_SIZE];
      double back;
      g_assert_true (mercer_number_parse (mercer_number_print (u.value, text), &back));
      g_assert_true (memcmp (&back, &u.value, sizeof back) == 0);
    }
  g_rand_free (rand);
}

static void
test_number_text (void)
{
  char text[MERCER_NUMBER_SIZE];
  g_assert_cmpstr (mercer_number_print (0.1, text), ==, "0.1");
  g_assert_cmpstr (mercer_number_print (1e-8, text), ==, "1e-08");
  g_assert_cmpstr (mercer_number_print (315.42, text), ==, "315.42");
  g_assert_cmpstr (mercer_number_show (1234567, 3, text), ==, "1\u2009234\u2009567");
  g_assert_cmpstr (mercer_number_show (-0.00123456, 3, text), ==, "\u22120.00123");
  g_assert_cmpstr (mercer_number_show (1.23456e-9, 3, text), ==, "1.23e-09");
  g_assert_cmpstr (mercer_number_show (0, 3, text), ==, "0");
  g_assert_cmpstr (mercer_number_show (12.3456, 4, text), ==, "12.35");
  g_assert_cmpstr (mercer_number_show (NAN, 4, text), ==, "–");
}

/* Whatever is printed is JSON and reads back to the same doubles, also where a number has an exponent and no point; what looks like
 * such a number in a string stays. */
static void
test_json (void)
{
  const double values[] = { 1e-8, -2e-300, 1e22, 0.1, 3, 1.5e-9, -0.0, 12345678901234567890. };
  const char *word = "1e-08.0 \"and\\";
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_array (b);
  for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
    json_builder_add_double_value (b, values[i]);
  json_builder_add_string_value (b, word);
  json_builder_end_array (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = mercer_json_print (root);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) back = json_from_string (text, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpfloat (json_array_get_double_element (json_node_get_array (back), i), ==, values[i]);
  g_assert_cmpstr (json_array_get_string_element (json_node_get_array (back), G_N_ELEMENTS (values)), ==, word);
  g_assert_null (strstr (text, "e-08.0,"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/param/starts", test_starts);
  g_test_add_func ("/param/set-clamps", test_set_clamps);
  g_test_add_func ("/param/parse", test_parse);
  g_test_add_func ("/param/lists", test_lists);
  g_test_add_func ("/param/texts", test_texts);
  g_test_add_func ("/param/text-parts", test_text_parts);
  g_test_add_func ("/param/json", test_json);
  g_test_add_func ("/param/numbers-read-back", test_numbers_read_back);
  g_test_add_func ("/param/number-text", test_number_text);
  return g_test_run ();
}
