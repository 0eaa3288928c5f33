/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of the kernel tree, and text and tree in step, without widgets. */

#include "kernel-editor-model.h"
#include "random-kernel.h"
#include "testing.h"

static MercerKernel *
parsed (const char *text)
{
  GError *error = NULL;
  MercerKernel *kernel = mercer_kernel_parse (text, NULL, NULL, &error);

  g_assert_no_error (error);
  return kernel;
}

/* "1.0" is the first child of the second child of the root. */
static MercerKernelPath
place (const char *text)
{
  MercerKernelPath path = { 0 };
  g_auto (GStrv) parts = g_strsplit (text, ".", -1);

  for (char **part = parts; *part != NULL && **part != '\0'; part++)
    path = mercer_kernel_path_child (&path, (size_t) atoi (*part));
  return path;
}

/* Takes kernel; want NULL: there is none. */
static void
assert_reads (MercerKernel *kernel, const char *want)
{
  g_autoptr (MercerKernel) taken = kernel;
  g_autoptr (MercerKernel) other = NULL;
  g_autofree char *got = NULL, *canonical = NULL;

  if (want == NULL)
    {
      g_assert_null (kernel);
      return;
    }
  g_assert_nonnull (kernel);
  got = mercer_kernel_print (kernel);
  other = parsed (want);
  canonical = mercer_kernel_print (other);
  g_assert_cmpstr (got, ==, canonical);
}

static void
test_join (void)
{
  static const struct
  {
    const char *from, *at;
    MercerKernelJoin join;
    const char *to;
  } cases[] = {
    { "RBF()", "", MERCER_JOIN_SUM, "RBF() + White()" },
    { "RBF()", "", MERCER_JOIN_PRODUCT, "RBF() * White()" },
    { "RBF() + Linear()", "", MERCER_JOIN_SUM, "RBF() + Linear() + White()" },
    { "RBF() + Linear()", "0", MERCER_JOIN_SUM, "RBF() + White() + Linear()" },
    { "RBF() + Linear()", "0", MERCER_JOIN_PRODUCT, "RBF() * White() + Linear()" },
    { "RBF() * Linear()", "0", MERCER_JOIN_SUM, "(RBF() + White()) * Linear()" },
    { "RBF() * Linear()", "1", MERCER_JOIN_PRODUCT, "RBF() * Linear() * White()" },
    { "RBF() + Linear()", "", MERCER_JOIN_PRODUCT, "(RBF() + Linear()) * White()" },
    { "(RBF() + Linear())[a] * Cosine()", "0", MERCER_JOIN_SUM, "((RBF() + Linear())[a] + White()) * Cosine()" },
    { "RBF()^2", "0", MERCER_JOIN_SUM, "(RBF() + White())^2" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerKernel) from = parsed (cases[i].from), white = parsed ("White()");
      MercerKernelPath at = place (cases[i].at);
      assert_reads (mercer_kernel_edit_join (from, &at, cases[i].join, white), cases[i].to);
    }
}

/* NULL: it cannot be done there. */
static void
test_remove_duplicate_move (void)
{
  static const struct
  {
    const char *from, *at, *removed, *duplicated, *up, *down;
  } cases[] = {
    { "RBF()", "", NULL, "RBF() + RBF()", NULL, NULL },
    { "RBF() + White()", "0", "White()", "RBF() + RBF() + White()", NULL, "White() + RBF()" },
    { "RBF() + White()", "1", "RBF()", "RBF() + White() + White()", "White() + RBF()", NULL },
    { "RBF() * Cosine() + White()", "0.1", "RBF() + White()", "RBF() * Cosine() * Cosine() + White()",
      "Cosine() * RBF() + White()", NULL },
    { "(RBF() + White()) * Cosine()", "1", "RBF() + White()", "(RBF() + White()) * Cosine() * Cosine()",
      "Cosine() * (RBF() + White())", NULL },
    { "(RBF() + White()) * Cosine() + Linear()", "0.1", "RBF() + White() + Linear()",
      "(RBF() + White()) * Cosine() * Cosine() + Linear()", "Cosine() * (RBF() + White()) + Linear()", NULL },
    { "(RBF() + White())[a] + Linear()", "0.0", "White()[a] + Linear()", "(RBF() + RBF() + White())[a] + Linear()", NULL,
      "(White() + RBF())[a] + Linear()" },
    { "RBF()^2 + White()", "0.0", "White()", "(RBF() + RBF())^2 + White()", NULL, NULL },
    { "RBF()^2", "0", NULL, "(RBF() + RBF())^2", NULL, NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerKernel) from = parsed (cases[i].from);
      MercerKernelPath at = place (cases[i].at);
      assert_reads (mercer_kernel_edit_remove (from, &at), cases[i].removed);
      assert_reads (mercer_kernel_edit_duplicate (from, &at), cases[i].duplicated);
      assert_reads (mercer_kernel_edit_move (from, &at, -1), cases[i].up);
      assert_reads (mercer_kernel_edit_move (from, &at, 1), cases[i].down);
    }
}

/* "place GAP" in the group at `to`, "+" or "*" onto it, "out", "in"; where the part is afterwards. NULL: refused. */
static const struct
{
  const char *from, *part, *deed, *to;
  size_t gap;
  const char *want, *landed;
} moves[] = {
  { "RBF() + White() + Linear()", "0", "place", "", 3, "White() + Linear() + RBF()", "2" },
  { "RBF() + White() + Linear()", "2", "place", "", 0, "Linear() + RBF() + White()", "0" },
  { "RBF() + White() + Linear()", "1", "place", "", 1, NULL, NULL },
  { "RBF() + White() + Linear()", "1", "place", "", 2, NULL, NULL },
  { "RBF() * Cosine() + White()", "0.1", "place", "", 2, "RBF() + White() + Cosine()", "2" },
  { "RBF() * Cosine() + White()", "1", "place", "0", 1, "RBF() * White() * Cosine()", "1" },
  { "(RBF() + Linear()) * Cosine() + White()", "0.1", "place", "", 0, "Cosine() + RBF() + Linear() + White()", "0" },
  { "(RBF() + Linear()) * Cosine()", "0", "place", "0", 0, NULL, NULL },
  { "(RBF() + Linear()) * Cosine()", "0", "place", "0", 2, NULL, NULL },
  { "2 * RBF() + Linear() * Cosine()", "0", "place", "1", 1, "2 * Linear() * RBF() * Cosine()", "2" },
  { "2 * RBF() + 3 * Linear() * Cosine()", "0", "place", "1", 3, "6 * Linear() * Cosine() * RBF()", "3" },
  { "RBF()^2 + White()", "0.0", "place", "", 2, "White() + RBF()", "1" },
  { "(RBF() + White())[a] + Linear()", "0.0", "place", "", 2, "White()[a] + Linear() + RBF()[a]", "2" },
  { "(RBF() + White())[a] + Linear()", "1", "place", "0", 0, "(Linear() + RBF() + White())[a]", "0" },
  { "(RBF() + White())[a] + Linear()[b]", "1", "place", "0", 0, "(Linear()[b] + RBF() + White())[a]", "0" },
  { "(RBF() + White())[a] + Cosine() * Linear()[a]", "0.0", "place", "1", 0,
    "White()[a] + RBF()[a] * Cosine() * Linear()[a]", "1.0" },
  { "RBF() + White()", "1", "*", "0", 0, "RBF() * White()", "1" },
  { "RBF() + White() + Linear()", "2", "*", "0", 0, "RBF() * Linear() + White()", "0.1" },
  { "RBF() + White() + Linear()", "2", "+", "0", 0, "RBF() + Linear() + White()", "1" },
  { "2 * RBF() + 3 * Linear()", "1", "*", "0", 0, "6 * RBF() * Linear()", "2" },
  { "RBF() * (Linear() + White())", "0", "+", "1.0", 0, "Linear() + RBF() + White()", "1" },
  { "RBF() * (Linear() + White())", "0", "*", "1.0", 0, "Linear() * RBF() + White()", "0.1" },
  { "RBF() * Linear() + White()", "0.1", "+", "0", 0, "RBF() + Linear() + White()", "1" },
  { "3 + RBF()", "0", "*", "1", 0, "3 * RBF()", "0" },
  { "RBF()^2", "0", "+", "", 0, NULL, NULL },
  { "RBF()^2 + White()", "1", "*", "0", 0, "RBF()^2 * White()", "1" },
  { "RBF()^2 + White()", "1", "*", "0.0", 0, "(RBF() * White())^2", "0.1" },
  { "(RBF() + Linear()) * Cosine()", "0.1", "out", "", 0, "RBF() * Linear() * Cosine()", "1" },
  { "RBF() * Linear() + Cosine()", "0.0", "out", "", 0, "Linear() + RBF() + Cosine()", "1" },
  { "((RBF() + Linear())^2) * Cosine()", "0.0.0", "out", "", 0, "Linear()^2 * RBF() * Cosine()", "1" },
  { "RBF() + Linear()", "1", "out", "", 0, NULL, NULL },
  { "RBF()", "", "out", "", 0, NULL, NULL },
  { "RBF() + Linear()", "1", "in", "", 0, "RBF() * Linear()", "1" },
  { "RBF() * Linear()", "1", "in", "", 0, "RBF() + Linear()", "1" },
  { "RBF() * Linear() + White()", "1", "in", "", 0, "RBF() * Linear() * White()", "2" },
  { "RBF() + Linear()", "0", "in", "", 0, NULL, NULL },
  { "2 * RBF() * Linear()", "1", "in", "", 0, NULL, NULL },
};

static MercerKernel *
moved (MercerKernel *kernel, const char *deed, const MercerKernelPath *part, const MercerKernelPath *to, size_t gap,
       MercerKernelPath *landed)
{
  if (g_str_equal (deed, "place"))
    return mercer_kernel_edit_place (kernel, part, to, gap, landed);
  if (g_str_equal (deed, "out"))
    return mercer_kernel_edit_move_out (kernel, part, landed);
  if (g_str_equal (deed, "in"))
    return mercer_kernel_edit_move_in (kernel, part, landed);
  return mercer_kernel_edit_drop (kernel, part, to, *deed == '+' ? MERCER_JOIN_SUM : MERCER_JOIN_PRODUCT, landed);
}

static void
test_moves (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autoptr (MercerKernel) from = parsed (moves[i].from);
      MercerKernelPath part = place (moves[i].part), to = place (moves[i].to), landed;
      g_test_message ("%s: %s %s %s %zu", moves[i].from, moves[i].part, moves[i].deed, moves[i].to, moves[i].gap);
      MercerKernel *changed = moved (from, moves[i].deed, &part, &to, moves[i].gap, &landed);
      if (changed != NULL)
        {
          MercerKernelPath want = place (moves[i].landed);
          g_assert_cmpuint (landed.depth, ==, want.depth);
          g_assert_cmpmem (landed.index, landed.depth * sizeof *landed.index, want.index, want.depth * sizeof *want.index);
        }
      assert_reads (changed, moves[i].want);
    }
}

/* As if the sign were changed in the text. */
static void
test_toggle_join (void)
{
  static const struct
  {
    const char *from, *at;
    size_t gap;
    const char *to;
  } cases[] = {
    { "RBF() + White() + Linear()", "", 0, "RBF() * White() + Linear()" },
    { "RBF() + White() + Linear()", "", 1, "RBF() + White() * Linear()" },
    { "RBF() * White() * Linear()", "", 1, "RBF() * White() + Linear()" },
    { "RBF() * White() * Linear()", "", 0, "RBF() + White() * Linear()" },
    { "RBF() * White() + Linear()", "", 0, "RBF() * White() * Linear()" },
    { "RBF() * White() + Linear()", "0", 0, "RBF() + White() + Linear()" },
    { "(RBF() + White()) * Linear()", "0", 0, "RBF() * White() * Linear()" },
    { "(RBF() * White())[a] + Linear()", "0", 0, "(RBF() + White())[a] + Linear()" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerKernel) from = parsed (cases[i].from);
      MercerKernelPath at = place (cases[i].at);
      assert_reads (mercer_kernel_edit_toggle_join (from, &at, cases[i].gap), cases[i].to);
    }
}

static void
test_scale_power_columns_family (void)
{
  g_autoptr (MercerKernel) sum = parsed ("RBF(lengthscale=3!) + 2 * White()");
  MercerKernelPath root = place (""), first = place ("0"), second = place ("1");
  const char *const columns[] = { "a", "b c", NULL };

  assert_reads (mercer_kernel_edit_scale (sum, &first, true), "1 * RBF(lengthscale=3!) + 2 * White()");
  assert_reads (mercer_kernel_edit_scale (sum, &second, false), "RBF(lengthscale=3!) + White()");
  assert_reads (mercer_kernel_edit_scale (sum, &second, true), NULL);
  assert_reads (mercer_kernel_edit_scale (sum, &first, false), NULL);
  assert_reads (mercer_kernel_edit_power (sum, &first, 3), "RBF(lengthscale=3!)^3 + 2 * White()");
  g_autoptr (MercerKernel) power = mercer_kernel_edit_power (sum, &root, 2);
  assert_reads (mercer_kernel_edit_power (power, &root, 5), "(RBF(lengthscale=3!) + 2 * White())^5");
  assert_reads (mercer_kernel_edit_power (power, &root, 1), "RBF(lengthscale=3!) + 2 * White()");
  g_autoptr (MercerKernel) tied = mercer_kernel_edit_columns (sum, &first, columns);
  assert_reads (mercer_kernel_ref (tied), "RBF(lengthscale=3!)[a, \"b c\"] + 2 * White()");
  assert_reads (mercer_kernel_edit_columns (tied, &first, NULL), "RBF(lengthscale=3!) + 2 * White()");
  /* What is called the same carries over, pin and columns included. */
  assert_reads (mercer_kernel_edit_family (tied, &first, mercer_kernel_family ("Matern")),
                "Matern(nu=1.5, lengthscale=3!)[a, \"b c\"] + 2 * White()");
}

/* The flat index of each leaf's first parameter is where mercer_kernel_param () says that leaf is. */
static void
check_indices (MercerKernel *kernel, const MercerKernelPath *path)
{
  const MercerKernel *node = mercer_kernel_at (kernel, path);
  size_t first = mercer_kernel_first_param (kernel, path);

  for (size_t i = 0; i < mercer_kernel_children (node); i++)
    {
      MercerKernelPath child = mercer_kernel_path_child (path, i);
      check_indices (kernel, &child);
    }
  if (mercer_kernel_kind (node) == MERCER_KERNEL_LEAF)
    for (size_t i = 0; i < mercer_kernel_params (node); i++)
      {
        MercerKernelParam param;
        mercer_kernel_param (kernel, first + i, &param);
        g_assert_true (param.leaf == node);
      }
}

static MercerKernelPath
random_place (GRand *rand, const MercerKernel *kernel)
{
  MercerKernelPath path = { 0 };

  while (mercer_kernel_children (kernel) > 0 && g_rand_int_range (rand, 0, 3) > 0)
    {
      size_t child = (size_t) g_rand_int_range (rand, 0, (int) mercer_kernel_children (kernel));
      path = mercer_kernel_path_child (&path, child);
      kernel = mercer_kernel_child (kernel, child);
    }
  return path;
}

static MercerKernel *
random_edit (const RandomKernel *random, MercerKernel *kernel)
{
  GRand *rand = random->rand;
  MercerKernelPath path = random_place (rand, kernel);
  const MercerKernel *node = mercer_kernel_at (kernel, &path);
  g_autoptr (MercerKernel) other = random_kernel (random, 1);

  MercerKernelPath there = random_place (rand, kernel), landed;
  switch (g_rand_int_range (rand, 0, 13))
    {
    case 9:
      return moved (kernel, "+", &path, &there, 0, &landed);
    case 10:
      return moved (kernel, "*", &path, &there, 0, &landed);
    case 11:
      return moved (kernel, g_rand_boolean (rand) ? "out" : "in", &path, &there, 0, &landed);
    case 12:
      return moved (kernel, "place", &path, &there,
                    (size_t) g_rand_int_range (rand, 0, (int) mercer_kernel_children (mercer_kernel_at (kernel, &there)) + 1),
                    &landed);
    case 0:
      return mercer_kernel_edit_join (kernel, &path, MERCER_JOIN_SUM, other);
    case 1:
      return mercer_kernel_edit_join (kernel, &path, MERCER_JOIN_PRODUCT, other);
    case 2:
      return mercer_kernel_edit_duplicate (kernel, &path);
    case 3:
      return mercer_kernel_edit_move (kernel, &path, g_rand_boolean (rand) ? 1 : -1);
    case 4:
      return mercer_kernel_edit_scale (kernel, &path, g_rand_boolean (rand));
    case 5:
      return mercer_kernel_edit_power (kernel, &path, g_rand_int_range (rand, 1, 4));
    case 6:
      return mercer_kernel_children (node) > 1
               ? mercer_kernel_edit_toggle_join (kernel, &path,
                                                 (size_t) g_rand_int_range (rand, 0, (int) mercer_kernel_children (node) - 1))
               : NULL;
    case 7:
      return mercer_kernel_kind (node) == MERCER_KERNEL_LEAF
               ? mercer_kernel_edit_family (kernel, &path, mercer_kernel_family ("Matern"))
               : NULL;
    default:
      return mercer_kernel_edit_remove (kernel, &path);
    }
}

/* Over many edits from either side: the text always means the tree, edits give what the parser would
 * (their print reads back to the same print), and telling the model what it knows changes nothing. */
static void
test_in_step (void)
{
  static const char *const columns[] = { "a", "b c", NULL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  RandomKernel random = { rand, columns, false };
  g_autoptr (MercerKernelModel) model = mercer_kernel_model_new ();
  g_autoptr (MercerKernel) kernel = parsed ("RBF()");
  int edits = 0, typed = 0;

  mercer_kernel_model_set (model, kernel);
  for (int round = 0; round < 4000; round++)
    {
      MercerKernel *changed = random_edit (&random, kernel);
      if (changed == NULL)
        continue;
      edits++;
      mercer_kernel_unref (kernel);
      kernel = changed;
      if (mercer_kernel_params (kernel) > 40)
        {
          mercer_kernel_unref (kernel);
          kernel = random_kernel (&random, 2);
        }
      g_autofree char *print = mercer_kernel_print (kernel);
      MercerKernelPath root = { 0 };
      check_indices (kernel, &root);
      assert_reads (mercer_kernel_ref (kernel), print);
      if (g_rand_boolean (rand))
        mercer_kernel_model_set (model, kernel);
      else
        {
          g_autofree char *before = mercer_kernel_print (mercer_kernel_model_kernel (model));
          typed++;
          bool another = strcmp (before, print) != 0;
          g_assert_cmpint (mercer_kernel_model_type (model, print, 0), ==, another ? MERCER_TYPED_READY : MERCER_TYPED_SAME);
          assert_reads (mercer_kernel_ref (mercer_kernel_model_kernel (model)), before);
          g_assert_cmpint (mercer_kernel_model_apply (model), ==, another);
          g_assert_cmpint (mercer_kernel_model_type (model, print, 0), ==, MERCER_TYPED_SAME);
        }
      g_assert_null (mercer_kernel_model_mistake (model, NULL, NULL));
      assert_reads (mercer_kernel_ref (mercer_kernel_model_kernel (model)), mercer_kernel_model_text (model));
      assert_reads (mercer_kernel_ref (kernel), mercer_kernel_model_text (model));
    }
  g_assert_cmpint (edits, >, 1500);
  g_assert_cmpint (typed, >, 500);
}

/* A person's own way of writing is kept until they leave, and while others say the same. */
static void
test_typing_is_left_alone (void)
{
  g_autoptr (MercerKernelModel) model = mercer_kernel_model_new ();
  g_autoptr (MercerKernel) kernel = parsed ("RBF()");
  g_autofree char *canonical = mercer_kernel_print (kernel);

  mercer_kernel_model_set (model, kernel);
  g_assert_cmpstr (mercer_kernel_model_text (model), ==, canonical);
  g_assert_cmpint (mercer_kernel_model_type (model, "  RBF( ) ", 8), ==, MERCER_TYPED_SAME);
  mercer_kernel_model_set (model, kernel);
  g_assert_cmpstr (mercer_kernel_model_text (model), ==, "  RBF( ) ");
  mercer_kernel_model_tidy (model);
  g_assert_cmpstr (mercer_kernel_model_text (model), ==, canonical);
  g_assert_cmpint (mercer_kernel_model_type (model, "RBF( lengthscale = 2.50 )", 0), ==, MERCER_TYPED_READY);
  mercer_kernel_model_tidy (model); /* not applied, so not the kernel's text */
  g_assert_cmpstr (mercer_kernel_model_text (model), ==, "RBF( lengthscale = 2.50 )");
  g_assert_true (mercer_kernel_model_apply (model));
  g_assert_false (mercer_kernel_model_apply (model));
  g_assert_cmpstr (mercer_kernel_model_text (model), ==, "RBF( lengthscale = 2.50 )");
  /* A slider elsewhere wins. */
  mercer_kernel_model_set (model, kernel);
  g_assert_cmpstr (mercer_kernel_model_text (model), ==, canonical);
}

static void
test_mistakes (void)
{
  static const struct
  {
    const char *text, *wrong; /* the part that must be underlined lies within */
  } cases[] = {
    { "RBF() + Rbg()", "Rbg" },
    { "RBF(lengthscale=-1)", "-1" },
    { "RBF(length=1)", "length" },
    { "RBF() +", "+" },
    { "0.5 * (RBF() + White(", "(" },
    { "RBF() é", "é" },
    { "RBF() $ White()", "$" },
  };
  g_autoptr (MercerKernelModel) model = mercer_kernel_model_new ();
  g_autoptr (MercerKernel) kernel = parsed ("RBF(lengthscale=2) + White()");
  size_t start, end;

  mercer_kernel_model_set (model, kernel);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *text = cases[i].text, *sentence;

      g_assert_cmpint (mercer_kernel_model_type (model, text, strlen (text)), ==, MERCER_TYPED_MISTAKE);
      g_assert_false (mercer_kernel_model_apply (model));
      sentence = mercer_kernel_model_mistake (model, &start, &end);
      g_assert_nonnull (sentence);
      g_assert_cmpuint (strlen (sentence), >, 10);
      g_assert_cmpuint (start, <, end);
      g_assert_cmpuint (end, <=, strlen (text));
      g_assert_true (g_utf8_validate (text + start, (gssize) (end - start), NULL));
      g_autofree char *part = g_strndup (text + start, end - start);
      g_test_message ("“%s”: “%s”: %s", text, part, sentence);
      g_assert_true (strstr (part, cases[i].wrong) != NULL || strstr (cases[i].wrong, part) != NULL);
      /* Model unharmed, text as typed. */
      g_assert_true (mercer_kernel_model_kernel (model) == kernel);
      g_assert_cmpstr (mercer_kernel_model_text (model), ==, text);
      mercer_kernel_model_tidy (model);
      g_assert_cmpstr (mercer_kernel_model_text (model), ==, text);
    }
  g_assert_cmpint (mercer_kernel_model_type (model, "", 0), ==, MERCER_TYPED_MISTAKE);
  g_assert_nonnull (mercer_kernel_model_mistake (model, &start, &end));
  g_assert_true (mercer_kernel_model_revert (model));
  g_assert_false (mercer_kernel_model_revert (model));
  g_assert_null (mercer_kernel_model_mistake (model, NULL, NULL));
  assert_reads (mercer_kernel_ref (kernel), mercer_kernel_model_text (model));
}

/* Who types "2300 * RBF()" passes through kernels that they do not mean. "|" is the caret. */
static void
test_unfinished (void)
{
  static const struct
  {
    const char *text;
    MercerTyped want;
  } cases[] = {
    { "2300|", MERCER_TYPED_UNFINISHED },
    { "  2300.5e-2| ", MERCER_TYPED_UNFINISHED },
    { ".5|", MERCER_TYPED_UNFINISHED },
    { "RBF() + 2|", MERCER_TYPED_UNFINISHED },
    { "2| + RBF()", MERCER_TYPED_UNFINISHED },
    { "RBF() * (Linear() + 3|)", MERCER_TYPED_UNFINISHED },
    { "Linear() * 3|", MERCER_TYPED_UNFINISHED },
    { "2300 |", MERCER_TYPED_READY }, /* the caret has moved on */
    { "2300!|", MERCER_TYPED_READY },
    { "23|00 * RBF()", MERCER_TYPED_READY },
    { "2300| * RBF()", MERCER_TYPED_READY },
    { "RBF(lengthscale=3|)", MERCER_TYPED_READY },
    { "RBF(lengthscale=[3, 4|])", MERCER_TYPED_READY },
    { "RBF()^3|", MERCER_TYPED_READY },
    { "|2300", MERCER_TYPED_READY },
    { "White()|", MERCER_TYPED_READY },
    { "RBF(lengthscale=2)|", MERCER_TYPED_SAME },
    { "2300 *|", MERCER_TYPED_MISTAKE },
  };
  g_autoptr (MercerKernelModel) model = mercer_kernel_model_new ();
  g_autoptr (MercerKernel) kernel = parsed ("RBF(lengthscale=2)");

  mercer_kernel_model_set (model, kernel);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      size_t caret = strcspn (cases[i].text, "|");
      g_autofree char *text = g_strdup_printf ("%.*s%s", (int) caret, cases[i].text, cases[i].text + caret + 1);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (mercer_kernel_model_type (model, text, caret), ==, cases[i].want);
      g_assert_cmpint (mercer_kernel_model_typed (model), ==, cases[i].want);
      g_assert_true (mercer_kernel_model_kernel (model) == kernel);
      g_assert_cmpint (mercer_kernel_model_revert (model), ==, cases[i].want != MERCER_TYPED_SAME);
    }
  mercer_kernel_model_type (model, "7", 1);
  g_assert_true (mercer_kernel_model_apply (model));
  assert_reads (mercer_kernel_ref (mercer_kernel_model_kernel (model)), "7");
}

/* Only what cards are made of: not values, not pins. */
static void
test_shape (void)
{
  static const struct
  {
    const char *a, *b;
    bool same;
  } cases[] = {
    { "RBF()", "RBF(lengthscale=7!)", true },
    { "RBF()", "Cosine()", false },
    { "RBF()", "RBF()[a]", false },
    { "RBF()[a, b]", "RBF()[b, a]", false },
    { "RBF(lengthscale=[1, 2])", "RBF(lengthscale=[3, 4])", true },
    { "RBF(lengthscale=[1, 2])", "RBF(lengthscale=[3, 4, 5])", false },
    { "RBF() + White()", "RBF() * White()", false },
    { "RBF() * (White() + Linear())", "RBF() * White() + Linear()", false },
    { "RBF()^2", "RBF()^3", true },
    { "2 * RBF()", "3 * RBF()", true },
    { "2 * RBF()", "RBF()", false },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MercerKernel) a = parsed (cases[i].a), b = parsed (cases[i].b);
      g_autofree char *shape_a = mercer_kernel_shape (a), *shape_b = mercer_kernel_shape (b);
      g_assert_cmpint (strcmp (shape_a, shape_b) == 0, ==, cases[i].same);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/kernel-model/join", test_join);
  g_test_add_func ("/app/kernel-model/remove-duplicate-move", test_remove_duplicate_move);
  g_test_add_func ("/app/kernel-model/moves", test_moves);
  g_test_add_func ("/app/kernel-model/toggle-join", test_toggle_join);
  g_test_add_func ("/app/kernel-model/scale-power-columns-family", test_scale_power_columns_family);
  g_test_add_func ("/app/kernel-model/in-step", test_in_step);
  g_test_add_func ("/app/kernel-model/typing-is-left-alone", test_typing_is_left_alone);
  g_test_add_func ("/app/kernel-model/unfinished", test_unfinished);
  g_test_add_func ("/app/kernel-model/mistakes", test_mistakes);
  g_test_add_func ("/app/kernel-model/shape", test_shape);
  return g_test_run ();
}
