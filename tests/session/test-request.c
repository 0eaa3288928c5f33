/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "request.h"

#include <string.h>

#include "testing.h"
#include "toy.h"

static MercerRequest *
read_words (const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  return mercer_request_new ((int) g_strv_length (words), words, error);
}

static void
test_words (void)
{
  g_autoptr (MercerRequest) r = read_words (
      "toy --data f.csv --role=x=a --role y=c --kernel=RBF() --noise=0.5 --samples 4 --optimize --grid --seed 7 "
      "--out a.svg --out=b.csv --threads=2 --timing",
      NULL);
  g_assert_nonnull (r);
  g_assert_cmpstr (r->subject, ==, "toy");
  g_assert_cmpstr (r->data, ==, "f.csv");
  g_assert_cmpuint (r->roles->len, ==, 2);
  g_assert_cmpuint (r->others->len, ==, 4);
  g_assert_cmpstr (g_ptr_array_index (r->others, 1), ==, "samples=4");
  g_assert_cmpuint (r->seed, ==, 7);
  g_assert_cmpint (r->threads, ==, 2);
  g_assert_true (r->timing);
  g_assert_cmpuint (r->out->len, ==, 2);
}

static void
test_words_refused (void)
{
  static const struct { const char *line, *word; } cases[] = {
    { "toy --seed", "seed" }, { "toy --seed=-1", "seed" }, { "toy --seed=x", "seed" }, { "toy --threads=0", "threads" },
    { "toy --timing=yes", "timing" }, { "toy more", "more" }, { "toy --data", "data" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerRequest) r = read_words (cases[i].line, &error);
      g_assert_null (r);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
}

static MercerRecipe *
make (const char *line, GError **error)
{
  g_autoptr (MercerRequest) r = read_words (line, error);
  g_assert_nonnull (r);
  g_autoptr (MercerDataset) dataset = toy_dataset ();
  return mercer_request_recipe (r, &toy_method, dataset, error);
}

static void
test_recipe (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerRecipe) r = make (
      "toy --role x=a,b --role y=c --kernel 2*RBF(lengthscale=3) --noise=0.25 --band=predictive --grid --optimize "
      "--position b=4 --seed 9",
      &error);
  g_assert_no_error (error);
  const ToyValues *v = mercer_recipe_values (r);
  g_assert_cmpfloat (v->noise, ==, 0.25);
  g_assert_cmpint (v->band, ==, 1);
  g_assert_true (v->grid);
  g_assert_cmpstr (mercer_recipe_action (r), ==, "optimize");
  g_assert_cmpfloat (mercer_recipe_position (r, "b"), ==, 4);
  g_assert_cmpuint (mercer_recipe_seed (r), ==, 9);
  g_assert_cmpuint (g_strv_length ((char **) mercer_recipe_role (r, "x")), ==, 2);
  /* A table's option that is a word of the choice of that name is that choice. */
  g_assert_null (mercer_recipe_table (r, "band"));
  g_autoptr (MercerRecipe) two = make ("toy --against sample:faithful --band sample:iris", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mercer_dataset_rows (mercer_recipe_table (two, "against")), ==, 272);
  g_assert_cmpuint (mercer_dataset_rows (mercer_recipe_table (two, "band")), ==, 150);
  g_autofree char *kernel = mercer_kernel_print (mercer_recipe_kernel (r));
  g_assert_cmpstr (kernel, ==, "2 * RBF(lengthscale=3)");
}

/* An option named like a role, or the plural of it, fills the role, before the method suggests by it: the toy's length scale is the sd
 * of x, its noise a tenth of that of y. */
static void
test_named_roles (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerRecipe) named = make ("toy --xs=b,a --along a --noise=0.3 --y=c", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mercer_recipe_role (named, "x")[0], ==, "b");
  g_assert_cmpstr (mercer_recipe_role (named, "x")[1], ==, "a");
  g_assert_cmpstr (mercer_recipe_role (named, "along")[0], ==, "a");
  g_autoptr (MercerRecipe) role = make ("toy --role x=b,a --role along=a --noise=0.3 --role y=c", NULL);
  g_autofree char *one = mercer_recipe_print (named), *other = mercer_recipe_print (role);
  g_assert_cmpstr (one, ==, other);
  /* b is no input of the toy by itself: what is drawn may be said before the inputs. */
  g_autoptr (MercerRecipe) before = make ("toy --role along=b --role x=a,b --role y=c", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mercer_recipe_role (before, "along")[0], ==, "b");
  g_assert_cmpfloat (((const ToyValues *) mercer_recipe_values (named))->noise, ==, 0.3);
  g_autoptr (MercerRequest) request = read_words ("toy --xs=b", NULL), bare = read_words ("toy --along", NULL);
  g_assert_true (mercer_request_check (request, &toy_method, NULL));
  g_assert_false (mercer_request_check (bare, &toy_method, NULL));
}

static void
test_recipe_refused (void)
{
  static const struct { const char *line, *word; } cases[] = {
    { "toy --nose=1", "--noise" }, { "toy --noise=-1", "noise" }, { "toy --noise", "needs a value" },
    { "toy --grid=both", "true or false" }, { "toy --against=nowhere.csv", "nowhere" },
    { "toy --role z=a", "x, y, along" }, { "toy --role x=q", "a, name, b, c" },
    { "toy --xs=q", "a, name, b, c" }, { "toy --along", "--along=COLUMN" }, { "toy --alnog=a", "“--along”" },
    { "toy --role x=a --role y=c --role along=b", "“b” is not" }, { "toy --along=b --x=a --y=c", "“b” is not" },
    { "toy --role x", "NAME=COLUMN" }, { "toy --kernel RBF(lengthscale=)", "^" }, { "toy --position b=x", "NUMBER" },
    { "toy --position q=1", "q" }, { "toy --completely-unknown=1", "mercer-cli show toy" }, { "toy --at no-such.csv", "" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerRecipe) r = make (cases[i].line, &error);
      g_assert_null (r);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
}

/* The carets stand below the characters, whatever their length in bytes. */
static void
test_carets (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (mercer_request_kernel ("RBF(lengthscale=1)[\"é\"] + Foo()", NULL, &error));
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  const char *caret = strchr (lines[2], '^');
  g_assert_nonnull (caret);
  glong column = g_utf8_pointer_to_offset (lines[2], caret);
  g_assert_true (g_str_has_prefix (g_utf8_offset_to_pointer (lines[1], column), "Foo"));
}

typedef struct
{
  MercerText second, others;
} Several;

/* A column that the table does not have is pointed at, in the recipe's own kernel and in those of params alike, each on the
 * columns that it looks at: x has a, and y has b and c. */
static void
test_carets_of_columns (void)
{
  static const MercerParamKernels one = { .most = 1, .role = "y" }, any = { .role = "x" };
  static const MercerParam params[] = { MERCER_KERNELS (Several, second, "second", "Second", "", "", &one, 0),
                                        MERCER_KERNELS (Several, others, "others", "Others", "", "", &any, 0), { NULL } };
  MercerMethod several = toy_method;
  several.params = params;
  several.values_size = sizeof (Several);
  several.suggest = NULL;
  several.check = NULL;
  static const struct
  {
    const char *word, *wrong; /* NULL: it fits */
  } cases[] = {
    { "--kernel=RBF() + 2 * Linear()[b]", "b" },  { "--second=RBF()[b]", NULL }, { "--second=1 + Matern()[c, a]", "a" },
    { "--second=RBF(lengthscale=)", ")" },        { "--others=RBF()[a] | Linear()", NULL },
    { "--others=RBF()[a] | Linear()[b]", "b" },   { "--others=RBF() | RBF(lengthscale=[1, 2])", "RBF(lengthscale=[1, 2])" },
    { "--second=RBF(lengthscale=[1, 2])", NULL },
  };
  g_autoptr (MercerDataset) table = toy_dataset ();
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *words[] = { (char *) "toy", (char *) "--role=x=a", (char *) "--role=y=b,c", (char *) cases[i].word };
      g_autoptr (GError) error = NULL;
      g_autoptr (MercerRequest) request = mercer_request_new (4, words, &error);
      g_assert_no_error (error);
      g_autoptr (MercerRecipe) recipe = mercer_request_recipe (request, &several, table, &error);
      g_test_message ("%s: %s", cases[i].word, error != NULL ? error->message : "fits");
      g_assert_true ((recipe != NULL) == (cases[i].wrong == NULL));
      if (recipe != NULL)
        continue;
      g_auto (GStrv) lines = g_strsplit (error->message, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), ==, 3);
      size_t from = strcspn (lines[2], "^"), length = strspn (lines[2] + from, "^");
      g_autofree char *wrong = g_strndup (lines[1] + from, length);
      g_assert_cmpstr (wrong, ==, cases[i].wrong);
    }
}

static void
test_nearest (void)
{
  static const char *const names[] = { "noise", "samples", "kernel", NULL };
  g_assert_cmpstr (mercer_request_nearest ("nois", names), ==, "noise");
  g_assert_cmpstr (mercer_request_nearest ("kernels", names), ==, "kernel");
  g_assert_null (mercer_request_nearest ("zzzzzzzz", names));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/request/words", test_words);
  g_test_add_func ("/request/words-refused", test_words_refused);
  g_test_add_func ("/request/recipe", test_recipe);
  g_test_add_func ("/request/named-roles", test_named_roles);
  g_test_add_func ("/request/recipe-refused", test_recipe_refused);
  g_test_add_func ("/request/carets", test_carets);
  g_test_add_func ("/request/carets-of-columns", test_carets_of_columns);
  g_test_add_func ("/request/nearest", test_nearest);
  return g_test_run ();
}
