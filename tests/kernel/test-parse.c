/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-testing.h"
#include "random-kernel.h"

#include <string.h>

static void
assert_prints (const char *text, const char *canonical)
{
  MercerKernel *kernel = parse_kernel (text), *again;
  char *printed = mercer_kernel_print (kernel);

  g_assert_cmpstr (printed, ==, canonical);
  again = parse_kernel (printed);
  char *printed_again = mercer_kernel_print (again);
  g_assert_cmpstr (printed_again, ==, canonical);
  g_free (printed);
  g_free (printed_again);
  mercer_kernel_unref (kernel);
  mercer_kernel_unref (again);
}

static void
test_canonical (void)
{
  static const char *const texts[][2] = {
    { "RBF()", "RBF(lengthscale=1)" },
    { "\tRBF ( lengthscale = 5e-1 )\n", "RBF(lengthscale=0.5)" },
    { "Matern(lengthscale=2,nu=2.5)", "Matern(nu=2.5, lengthscale=2)" },
    { "RBF(lengthscale=[1,2.50])", "RBF(lengthscale=[1, 2.5])" },
    { "RBF(lengthscale=[3])", "RBF(lengthscale=3)" },
    { "RBF(lengthscale=[1!, 2{1, 3}])", "RBF(lengthscale=[1!, 2{1, 3}])" },
    { "RBF(lengthscale=1{0.1,10}!)", "RBF(lengthscale=1!{0.1, 10})" },
    { "RBF(lengthscale=1{1e-5, 1e5})", "RBF(lengthscale=1)" },
    { "Matern(nu=1.5!)", "Matern(nu=1.5, lengthscale=1)" },
    { "Matern(nu=1.7?{1,2})", "Matern(nu=1.7?{1, 2}, lengthscale=1)" },
    { "RBF(lengthscale=2?)", "RBF(lengthscale=2)" },
    { "Polynomial(degree=3?)", "Polynomial(degree=3, offset=1)" },
    { "0.7*RBF()", "0.7 * RBF(lengthscale=1)" },
    { "Constant(value=0.7!)", "0.7!" },
    { "Constant()[x]", "Constant(value=1)[x]" },
    { "(2)[x]", "Constant(value=2)[x]" },
    { "((RBF()))", "RBF(lengthscale=1)" },
    { "(RBF()+White())+Brownian()", "RBF(lengthscale=1) + White(variance=1) + Brownian()" },
    { "2*(3*RBF())", "2 * 3 * RBF(lengthscale=1)" },
    { "(RBF()+1)*2", "(RBF(lengthscale=1) + 1) * 2" },
    { "RBF()*2+1", "RBF(lengthscale=1) * 2 + 1" },
    { "RBF()^1", "RBF(lengthscale=1)" },
    { "RBF()^2.0", "RBF(lengthscale=1)^2" },
    { "(RBF()^2)^3", "(RBF(lengthscale=1)^2)^3" },
    { "(2*RBF())^2", "(2 * RBF(lengthscale=1))^2" },
    { "2*RBF()^2", "2 * RBF(lengthscale=1)^2" },
    { "RBF()[x]", "RBF(lengthscale=1)[x]" },
    { "(RBF())[x]", "RBF(lengthscale=1)[x]" },
    { "(RBF()[x])[y]", "RBF(lengthscale=1)[x]" },
    { "(RBF()+1)[x]+2", "(RBF(lengthscale=1) + 1)[x] + 2" },
    { "(RBF()*2)[x,\"y\"]*3", "(RBF(lengthscale=1) * 2)[x, y] * 3" },
    { "(RBF()^2)[x]^2", "(RBF(lengthscale=1)^2)[x]^2" },
    { "RBF()[\"a b\", größe, \"say \\\"x\\\\y\\\"\", Sepal.Length, \"1st\", \"\"]",
      "RBF(lengthscale=1)[\"a b\", größe, \"say \\\"x\\\\y\\\"\", Sepal.Length, \"1st\", \"\"]" },
    { "Linear(offset=-0)", "Linear(offset=0)" },
    { "1e-8*RBF(lengthscale=1e+22)", "1e-08 * RBF(lengthscale=1e+22)" },
    { ".5 + 5.", "0.5 + 5" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_prints (texts[i][0], texts[i][1]);
}

static void
test_show (void)
{
  MercerKernel *kernel = parse_kernel ("0.123456789 * RBF(lengthscale=1234.5678{1, 2000})[x] + 3!");
  char *shown = mercer_kernel_show (kernel);

  g_assert_cmpstr (shown, ==, "0.1235 * RBF(lengthscale=1235)[x] + 3!");
  g_free (shown);
  mercer_kernel_unref (kernel);
}

/* `^` marks the first byte of what is wrong, `_` a further one, in the line below the text. */
static const struct
{
  const char *text, *place, *sentence;
} errors[] = {
  { "", "", "Type a kernel, for example RBF(lengthscale=1)." },
  { "   ", "   ", "Type a kernel, for example RBF(lengthscale=1)." },
  { "Rbf()", "^__", "There is no kernel “Rbf”; did you mean RBF?" },
  { "1 + Mattern()", "    ^______", "There is no kernel “Mattern”; did you mean Matern?" },
  { "IndexKernel()", "^__________", "There is no kernel “IndexKernel”; did you mean Coregionalization?" },
  { "Quux()", "^___",
    "There is no kernel “Quux”; choose RBF, Matern, RationalQuadratic, GammaExponential, Cauchy, "
    "InverseMultiquadric, Logistic, HyperbolicSecant or another of the catalogue." },
  { "RBF", "^__", "Round brackets belong after a kernel's name: RBF()." },
  { "RBF(", "    ", "The text ends where a parameter's name is expected." },
  { "RBF(1)", "    ^", "Expected a parameter's name instead of “1”." },
  { "Linear(sigma_0=2!)", "               ^_", "sigma_0 is the root of offset, to which marks and ties belong: write offset." },
  { "Linear(sigma_0=-1)", "               ^_", "sigma_0 must be at least 0, not -1." },
  { "Linear(sigma_0=2, offset=4)", "                  ^_____", "offset is given twice." },
  { "RBF(periodicity=1)", "    ^__________", "RBF has no parameter “periodicity”; it takes lengthscale." },
  { "RBF(length_scale_bounds=1)", "    ^__________________",
    "Bounds stand in braces behind a number, such as lengthscale=1{0.1, 10}." },
  { "RBF(length=1)", "    ^_____", "RBF has no parameter “length”; it takes lengthscale." },
  { "Brownian(a=1)", "         ^", "Brownian takes no parameters." },
  { "RBF(lengthscale 1)", "                ^",
    "Expected “=” after a parameter's name instead of “1”." },
  { "RBF(lengthscale=)", "                ^", "Expected a number instead of “)”." },
  { "RBF(lengthscale=x)", "                ^", "Expected a number instead of “x”." },
  { "RBF(lengthscale=1", "                 ",
    "The text ends where “,” or “)” after a parameter is expected." },
  { "RBF(lengthscale=1 2)", "                  ^",
    "Expected “,” or “)” after a parameter instead of “2”." },
  { "RBF(lengthscale=1, lengthscale=2)", "                   ^__________",
    "lengthscale is given twice." },
  { "RBF(lengthscale=-1)", "                ^_", "lengthscale must be positive, not -1." },
  { "RBF(lengthscale=0)", "                ^", "lengthscale must be positive, not 0." },
  { "RBF(lengthscale=nan)", "                ^__",
    "lengthscale must be a finite number, not nan." },
  { "RBF(lengthscale=-inf)", "                ^___",
    "lengthscale must be a finite number, not -inf." },
  { "RBF(lengthscale=1e999)", "                ^____",
    "lengthscale must be a finite number, not inf." },
  { "RBF(lengthscale=1e-200)", "                ^_____",
    "lengthscale must lie between 1e-100 and 1e+100, not at 1e-200." },
  { "RBF(lengthscale=[1, -2])", "                    ^_", "lengthscale must be positive, not -2." },
  { "RBF(lengthscale=[])", "                 ^", "Expected a number instead of “]”." },
  { "RBF(lengthscale=[1; 2])", "                  ^",
    "Expected “,” or “]” in a list instead of “;”." },
  { "Periodic(period=[1, 2])", "                ^", "period takes one number, not a list." },
  { "Linear(offset=-1)", "              ^_", "offset must be at least 0, not -1." },
  { "Matern(nu=0)", "          ^", "nu must be positive, not 0." },
  { "Matern(nu=1e7)", "          ^__", "nu must be at most 1000000, not 10000000." },
  { "Matern(nu=1.5?!)", "              ^", "This mark is given twice." },
  { "Polynomial(degree=2{1, 2})", "                   ^",
    "degree is never fitted and has no bounds." },
  { "Polynomial(degree=2.5)", "                  ^__",
    "degree must be a whole number from 1 to 20, not 2.5." },
  { "Polynomial(degree=21)", "                  ^_",
    "degree must be a whole number from 1 to 20, not 21." },
  { "0 * RBF()", "^", "A constant kernel must be positive, not 0." },
  { "RBF() + -2", "        ^_", "A constant kernel must be positive, not -2." },
  { "RBF(lengthscale=1!!)", "                  ^", "This mark is given twice." },
  { "RBF(lengthscale=1{2, 1})", "                 ^_____",
    "The lower bound must lie below the upper one." },
  { "RBF(lengthscale=1{2, 3})", "                ^______", "The value lies outside its bounds." },
  { "RBF(lengthscale=1{-2, 3})", "                  ^_",
    "The lower bound must be positive, not -2." },
  { "RBF(lengthscale=1{2 3})", "                    ^",
    "Expected “,” between the bounds instead of “3”." },
  { "RBF(lengthscale=1{2, 3)", "                      ^",
    "Expected “}” after the bounds instead of “)”." },
  { "RBF() - RBF()", "      ^",
    "Kernels can be added and multiplied, but not subtracted or divided." },
  { "-RBF()", "^", "Kernels can be added and multiplied, but not subtracted." },
  { "RBF() / 2", "      ^", "Kernels can be added and multiplied, but not subtracted or divided." },
  { "RBF() RBF()", "      ^__", "Expected “+”, “*” or the end instead of “RBF”." },
  { "RBF() +", "       ", "The text ends where a kernel such as RBF() or a number is expected." },
  { "RBF() + * 2", "        ^", "Expected a kernel such as RBF() or a number instead of “*”." },
  { "(RBF()", "^", "This bracket is never closed." },
  { "RBF())", "     ^", "This bracket was never opened." },
  { "(RBF() 2)", "       ^", "Expected “+”, “*” or “)” instead of “2”." },
  { "RBF()^", "      ", "The text ends where a whole number after “^” is expected." },
  { "RBF()^0", "      ^", "A power must be a whole number from 1 to 64." },
  { "RBF()^1.5", "      ^__", "A power must be a whole number from 1 to 64." },
  { "RBF()^65", "      ^_", "A power must be a whole number from 1 to 64." },
  { "RBF()[", "      ", "The text ends where a column's name is expected." },
  { "RBF()[]", "      ^", "Expected a column's name instead of “]”." },
  { "RBF()[a, a]", "         ^", "The column “a” is selected twice." },
  { "RBF()[a b]", "        ^", "Expected “,” or “]” after a column's name instead of “b”." },
  { "RBF()[\"a]", "      ^__", "This quoted name has no closing quote." },
  { "RBF() \xff", "      ^", "The text is not valid UTF-8 here." },
};

static void
test_errors (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      size_t start, end, from = strspn (errors[i].place, " ");
      GError *error = NULL;
      char *quoted = g_strescape (errors[i].text, NULL);
      g_test_message ("%s", quoted);
      g_free (quoted);
      g_assert_null (mercer_kernel_parse (errors[i].text, &start, &end, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (error->domain, ==, MERCER_KERNEL_ERROR);
      g_assert_cmpstr (error->message, ==, errors[i].sentence);
      g_assert_cmpuint (start, ==, from);
      g_assert_cmpuint (end, ==, strlen (errors[i].place));
      g_error_free (error);
      g_assert_null (mercer_kernel_parse (errors[i].text, NULL, NULL, NULL));
    }
}

/* What reads well and does not fit the columns a, b and "a b". */
static const struct
{
  const char *text, *place, *sentence; /* as in errors; NULL: that of binding */
} misfits[] = {
  { "RBF()[q]", "      ^", "There is no input column “q”; did you mean “a”?" },
  { "2 * RBF() + Matern()[a, \"größe\" , b]", "                        ^______", NULL },
  { "RBF()[b] + (Linear() * RBF()[a, b])[nowhere]", "                                    ^______", NULL },
  { "(RBF()[a] + Linear())[ weight ]", "                       ^_____", NULL },
  { "WarpLog(RBF()[height] + 1)", "              ^_____", NULL },
  { " 0.3 * RBF(lengthscale=[1, 2])[a] ", "       ^_________________________", NULL },
  { "RBF()[a] + Brownian()", "           ^_________", NULL },
  { "1 + RBF(lengthscale=[1, 2])", "    ^______________________", NULL },
  { "Additive(RBF()[a] + 1)", "         ^_______", NULL },
  { "RBF(", "    ", NULL },
};

static void
test_places_of_misfits (void)
{
  static const char *const columns[] = { "a", "b", "a b" };
  for (size_t i = 0; i < G_N_ELEMENTS (misfits); i++)
    {
      g_autoptr (GError) error = NULL, plain = NULL;
      g_autoptr (MercerKernel) kernel = mercer_kernel_parse (misfits[i].text, NULL, NULL, NULL);
      size_t start, end, from = strspn (misfits[i].place, " "), to = strlen (misfits[i].place);
      g_test_message ("%s", misfits[i].text);
      g_assert_null (mercer_kernel_read (misfits[i].text, columns, 3, &start, &end, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (g_utf8_strlen (misfits[i].text, (gssize) start), ==, from);
      g_assert_cmpuint (g_utf8_strlen (misfits[i].text, (gssize) end), ==, to);
      if (misfits[i].sentence != NULL)
        g_assert_cmpstr (error->message, ==, misfits[i].sentence);
      if (kernel != NULL)
        {
          g_assert_null (mercer_kernel_bind (kernel, columns, 3, &plain));
          g_assert_cmpstr (error->message, ==, plain->message);
        }
      g_assert_null (mercer_kernel_read (misfits[i].text, columns, 3, NULL, NULL, NULL));
    }
  /* and a part that is refused later, once the kernel is bound */
  size_t start, end;
  g_autoptr (MercerKernel) riesz = mercer_kernel_read ("(RBF() + 2 * Riesz())[a]", columns, 3, NULL, NULL, NULL);
  g_assert_true (mercer_kernel_place (mercer_kernel_part_not_definite (riesz), &start, &end));
  g_assert_cmpuint (start, ==, 13);
  g_assert_cmpuint (end, ==, 20);
  double below[] = { 1, -1, 0, 0, 0, 0 };
  g_autoptr (MercerKernel) brownian = mercer_kernel_read ("1 + Brownian()[a]", columns, 3, NULL, NULL, NULL);
  g_assert_true (mercer_kernel_place (mercer_kernel_part_off_points (brownian, mercer_matrix (below, 2, 3)), &start, &end));
  g_assert_cmpuint (start, ==, 4);
  g_assert_cmpuint (end, ==, 17);
  g_assert_null (mercer_kernel_part_off_points (riesz, mercer_matrix (below, 2, 3)));
  const bool categories[] = { false, true, false };
  g_autoptr (MercerKernel) mixed = mercer_kernel_read ("RBF()[a] * RBF()[b]", columns, 3, NULL, NULL, NULL);
  g_assert_true (mercer_kernel_place (mercer_kernel_part_on_categories (mixed, categories), &start, &end));
  g_assert_cmpuint (start, ==, 11);
  g_assert_null (mercer_kernel_part_not_definite (mixed));
  g_autoptr (MercerKernel) made = mercer_kernel_new (mercer_kernel_family ("RBF"));
  g_assert_false (mercer_kernel_place (made, &start, &end));

  start = end = 7;
  g_autoptr (MercerKernel) fits = mercer_kernel_read ("RBF()[\"a b\"]", columns, 3, &start, &end, NULL);
  g_assert_nonnull (fits);
  g_assert_cmpuint (start + end, ==, 14);
}

static char *
repeated (const char *before, const char *middle, const char *after, size_t times)
{
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < times; i++)
    g_string_append (text, before);
  g_string_append (text, middle);
  for (size_t i = 0; i < times; i++)
    g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  GError *error = NULL;
  size_t start;
  char *deep = repeated ("(", "RBF()", ")", 64), *deeper = repeated ("(", "RBF()", ")", 65);
  char *wide = repeated ("1+", "RBF()", "", 32765), *wider = repeated ("1+", "RBF()", "", 32766);

  mercer_kernel_unref (parse_kernel (deep));
  g_assert_null (mercer_kernel_parse (deeper, &start, NULL, &error));
  g_assert_cmpstr (error->message, ==, "Brackets are nested deeper than 64 levels here.");
  g_assert_cmpuint (start, ==, 64);
  g_clear_error (&error);
  MercerKernel *kernel = parse_kernel (wide);
  g_assert_cmpuint (mercer_kernel_children (kernel), ==, 32766);
  mercer_kernel_unref (kernel);
  g_assert_null (mercer_kernel_parse (wider, NULL, NULL, &error));
  g_assert_cmpstr (error->message, ==, "The expression is longer than 64 KiB.");
  g_clear_error (&error);
  g_free (deep);
  g_free (deeper);
  g_free (wide);
  g_free (wider);
}

/* print is a fixed point, and what was read has the same structure, values and marks. */
static void
test_round_trip (void)
{
  static const char *const columns[] = { "a", "b c", "größe", "\"", NULL };
  RandomKernel random = { .rand = g_rand_new_with_seed (1), .columns = columns, .operators = true };

  for (int i = 0; i < 4000; i++)
    {
      MercerKernel *kernel = random_kernel (&random, 5);
      char *text = mercer_kernel_print (kernel);
      MercerKernel *again = parse_kernel (text);
      char *text_again = mercer_kernel_print (again);
      g_assert_cmpstr (text, ==, text_again);
      g_assert_true (mercer_hash_equal (mercer_kernel_hash (kernel), mercer_kernel_hash (again)));
      g_assert_cmpuint (mercer_kernel_params (kernel), ==, mercer_kernel_params (again));
      for (size_t p = 0; p < MIN (mercer_kernel_params (kernel), 20); p++)
        {
          MercerKernelParam a, b;
          mercer_kernel_param (kernel, p, &a);
          mercer_kernel_param (again, p, &b);
          g_assert_cmpstr (a.path, ==, b.path);
          g_assert_true (a.spec == b.spec && a.component == b.component && a.fixed == b.fixed);
          g_assert_true (a.value == b.value && a.lower == b.lower && a.upper == b.upper);
          g_assert_cmpstr (a.tie, ==, b.tie);
        }
      g_free (text);
      g_free (text_again);
      mercer_kernel_unref (kernel);
      mercer_kernel_unref (again);
    }
  g_rand_free (random.rand);
}

/* Damaged texts: no crash, and either a kernel that prints to a fixed point or an error inside the
 * text. */
static void
test_damage (void)
{
  static const char *const columns[] = { "a", "b c", NULL };
  static const char alphabet[]
      = "()[]{}=!,+*^\"\\ .-0123456789eEinfRBFMaternlengthscale\xc3\xb6\xff";
  RandomKernel random = { .rand = g_rand_new_with_seed (2), .columns = columns, .definite = false };

  for (int i = 0; i < 20000; i++)
    {
      MercerKernel *kernel = random_kernel (&random, 2);
      char *text = mercer_kernel_print (kernel);
      size_t length = strlen (text), start, end;
      GError *error = NULL;
      for (int hits = g_rand_int_range (random.rand, 1, 4); hits > 0; hits--)
        text[g_rand_int_range (random.rand, 0, (int) length)]
            = alphabet[g_rand_int_range (random.rand, 0, sizeof alphabet)];
      MercerKernel *again = mercer_kernel_parse (text, &start, &end, &error);
      if (again != NULL)
        {
          char *printed = mercer_kernel_print (again);
          assert_prints (printed, printed);
          g_free (printed);
          mercer_kernel_unref (again);
        }
      else
        {
          g_assert_true (start <= end && end <= strlen (text));
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          g_assert_true (g_str_has_suffix (error->message, ".")
                         || g_str_has_suffix (error->message, "?"));
          g_error_free (error);
        }
      g_free (text);
      mercer_kernel_unref (kernel);
    }
  g_rand_free (random.rand);
}

/* Names that mean the same are read as such; the others are only suggested. */
static void
test_aliases (void)
{
  /* scikit-learn's: its sigma_0 is the root of our offset (tests/golden/make-kernel.py compares the numbers) */
  assert_is (parse_kernel ("ConstantKernel(constant_value=3) * Matern(length_scale=[2, 3], nu=2.5) + WhiteKernel(noise_level=0.5)"),
             "3 * Matern(nu=2.5, lengthscale=[2, 3]) + White(variance=0.5)");
  assert_is (parse_kernel ("ExpSineSquared(length_scale=0.5, periodicity=4) * DotProduct(sigma_0=1.5)"),
             "Periodic(period=4, lengthscale=0.5) * Linear(offset=2.25)");
  assert_is (parse_kernel ("ExponentialCosine()"), "Periodic(period=1, lengthscale=1)");
  assert_is (parse_kernel ("RBFKernel(lengthscale=2) + SE()"), "RBF(lengthscale=2) + RBF(lengthscale=1)");
  assert_is (parse_kernel ("Center(MaternKernel(nu=1.5))"), "Centre(Matern(nu=1.5, lengthscale=1), order=1)");
  assert_is (parse_kernel ("normalise(RQ())"), "Normalize(RationalQuadratic(alpha=1, lengthscale=1))");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/parse/canonical", test_canonical);
  g_test_add_func ("/kernel/parse/show", test_show);
  g_test_add_func ("/kernel/parse/errors", test_errors);
  g_test_add_func ("/kernel/parse/places-of-misfits", test_places_of_misfits);
  g_test_add_func ("/kernel/parse/limits", test_limits);
  g_test_add_func ("/kernel/parse/round-trip", test_round_trip);
  g_test_add_func ("/kernel/parse/damage", test_damage);
  g_test_add_func ("/kernel/parse/aliases", test_aliases);
  return g_test_run ();
}
