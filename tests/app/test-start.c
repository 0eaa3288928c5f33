/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command line says before there is a window, and without a display. */
#include "start.h"

static void
refuses (const char *words, const char *sentence)
{
  g_auto (GStrv) argv = g_strsplit (words, " ", -1);
  g_autoptr (GError) error = NULL;
  g_assert_null (mercer_start_parse (argv, "/", &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, sentence));
}

static void
test_refusals (void)
{
  refuses ("--nose=3", "There is no option “--nose”. Did you mean “--noise”?");
  refuses ("--noise=much", "“noise” takes a number");
  refuses ("/not/there.csv", "There is no file “/not/there.csv”.");
  refuses ("not-there.mercer", "There is no file “/not-there.mercer”.");
  refuses ("--method=foo", "There is no method “foo”.");
  refuses ("--kernel RBF(", "The text ends");
  refuses ("--method=kde --kernel=RBF(lengthscale=1)", "kde uses no kernel");
  refuses ("sample:co2 sample:iris", "Nothing is expected at “sample:iris”.");
}

static void
test_takes (void)
{
  g_auto (GStrv) argv = g_strsplit ("sample:iris --method kde --role x=sepal_length --seed 3", " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerStart) start = mercer_start_parse (argv, "/", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (start->data, ==, "sample:iris");
  g_assert_cmpstr (start->method, ==, "kde");
}

static void
test_answers (void)
{
  char *help[] = { (char *) "x.csv", (char *) "--help", NULL }, *version[] = { (char *) "--version", NULL };
  char *none[] = { (char *) "x.csv", NULL };
  g_autofree char *usage = mercer_start_answer (help), *number = mercer_start_answer (version);
  g_assert_nonnull (strstr (usage, "gp-regression"));
  g_assert_cmpstr (number, ==, "mercer " MERCER_VERSION "\n");
  g_assert_null (mercer_start_answer (none));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/start/refusals", test_refusals);
  g_test_add_func ("/app/start/takes", test_takes);
  g_test_add_func ("/app/start/answers", test_answers);
  return g_test_run ();
}
