/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-testing.h"

#include <string.h>

static void
test_catalogue (void)
{
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL;
       family++)
    {
      MercerKernel *kernel = mercer_kernel_new (*family);
      char *text = mercer_kernel_print (kernel);
      g_assert_true (mercer_kernel_family ((*family)->id) == *family);
      g_assert_true (mercer_kernel_leaf_family (kernel) == *family);
      for (const char *const *field
           = (const char *const[]){ (*family)->title, (*family)->formula, (*family)->assumption,
                                    (*family)->source, NULL };
           *field != NULL; field++)
        g_assert_cmpuint (strlen (*field), >, 0);
      g_assert_true (g_str_has_suffix ((*family)->assumption, "."));
      for (const MercerKernelParamSpec *spec = (*family)->params; spec->id != NULL; spec++)
        {
          g_assert_true (spec->lower <= spec->start && spec->start <= spec->upper);
          g_assert_nonnull (spec->title);
          g_assert_nonnull (spec->unit);
        }
      assert_is (parse_kernel (text), text);
      g_free (text);
      mercer_kernel_unref (kernel);
    }
  g_assert_null (mercer_kernel_family ("rbf"));
}

static void
test_build (void)
{
  MercerKernel *rbf = parse_kernel ("RBF()"), *white = parse_kernel ("White()"),
               *two = mercer_kernel_new_constant (2);
  MercerKernel *sum = mercer_kernel_sum (rbf, white), *longer = mercer_kernel_sum (two, sum);

  g_assert_cmpuint (mercer_kernel_children (longer), ==, 3);
  g_assert_cmpint (mercer_kernel_kind (longer), ==, MERCER_KERNEL_SUM);
  g_assert_true (mercer_kernel_child (longer, 1) == rbf);
  assert_is (mercer_kernel_product (two, sum), "2 * (RBF(lengthscale=1) + White(variance=1))");
  assert_is (mercer_kernel_product (two, two), "2 * 2");
  assert_is (mercer_kernel_power (sum, 3), "(RBF(lengthscale=1) + White(variance=1))^3");
  assert_is (mercer_kernel_power (rbf, 1), "RBF(lengthscale=1)");
  assert_is (mercer_kernel_with_columns (sum, (const char *const[]){ "a", "b c", NULL }),
             "(RBF(lengthscale=1) + White(variance=1))[a, \"b c\"]");
  assert_is (mercer_kernel_new_constant (-4), "1e-100");
  assert_is (mercer_kernel_new_constant (NAN), "1");
  mercer_kernel_unref (rbf);
  mercer_kernel_unref (white);
  mercer_kernel_unref (two);
  mercer_kernel_unref (sum);
  mercer_kernel_unref (longer);
}

static void
test_with_node (void)
{
  static const struct
  {
    const char *tree;
    size_t path[3], depth;
    const char *node, *result;
  } cases[] = {
    { "RBF()", { 0 }, 0, "White()", "White(variance=1)" },
    { "RBF()", { 0 }, 0, NULL, NULL },
    { "RBF() + White()", { 1 }, 1, "Brownian()", "RBF(lengthscale=1) + Brownian()" },
    { "RBF() + White()", { 1 }, 1, NULL, "RBF(lengthscale=1)" },
    { "RBF() + White()", { 0 }, 1, "2 + 3", "2 + 3 + White(variance=1)" },
    { "RBF() * White()", { 0 }, 1, "2 + 3", "(2 + 3) * White(variance=1)" },
    { "2 * RBF() + White() * Brownian()",
      { 1, 0 },
      2,
      NULL,
      "2 * RBF(lengthscale=1) + Brownian()" },
    { "2 * (RBF() + White())", { 1, 1 }, 2, NULL, "2 * RBF(lengthscale=1)" },
    { "2 * (3 * RBF())^2", { 1, 0, 0 }, 3, NULL, "2 * RBF(lengthscale=1)^2" },
    { "2 * RBF()^2", { 1, 0 }, 2, NULL, "2" },
    { "RBF()^2", { 0 }, 1, NULL, NULL },
    { "(RBF() + White())[a]", { 1 }, 1, NULL, "RBF(lengthscale=1)[a]" },
    { "(RBF() + White() + 1)[a]", { 1 }, 1, NULL, "(RBF(lengthscale=1) + 1)[a]" },
    { "(RBF()[b] + White())[a]", { 1 }, 1, NULL, "RBF(lengthscale=1)[b]" },
    { "(2 * RBF())[a] + 1", { 0, 1 }, 2, "White()", "(2 * White(variance=1))[a] + 1" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerKernel *tree = parse_kernel (cases[i].tree),
                   *node = cases[i].node != NULL ? parse_kernel (cases[i].node) : NULL;
      char *before = mercer_kernel_print (tree);
      MercerKernel *result = mercer_kernel_with_node (tree, cases[i].path, cases[i].depth, node);
      if (cases[i].result == NULL)
        g_assert_null (result);
      else
        assert_is (result, cases[i].result);
      assert_is (tree, before);
      g_free (before);
      mercer_kernel_unref (node);
    }
}

static void
test_replace_family (void)
{
  static const char *const cases[][3] = {
    { "RBF(lengthscale=3!)[a]", "Matern", "Matern(nu=1.5, lengthscale=3!)[a]" },
    { "RBF(lengthscale=[1, 2])", "RationalQuadratic",
      "RationalQuadratic(alpha=1, lengthscale=[1, 2])" },
    { "RBF(lengthscale=[4, 2])", "Periodic", "Periodic(period=1, lengthscale=4)" },
    { "Linear(offset=0{0, 3})", "Polynomial", "Polynomial(degree=2, offset=0{0, 3})" },
    { "RBF(lengthscale=3)", "White", "White(variance=1)" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerKernel *leaf = parse_kernel (cases[i][0]);
      assert_is (mercer_kernel_replace_family (leaf, mercer_kernel_family (cases[i][1])),
                 cases[i][2]);
      mercer_kernel_unref (leaf);
    }
}

static void
test_bind_errors (void)
{
  static const char *const names[] = { "year", "a b", "month" };
  static const struct
  {
    const char *text;
    size_t d;
    const char *sentence;
  } cases[] = {
    { "RBF()[Yaer]", 3, "There is no input column “Yaer”; the inputs are year, a b, month." },
    { "RBF()[yea]", 3, "There is no input column “yea”; did you mean “year”?" },
    { "RBF()[month]", 2, "There is no input column “month”; the inputs are year, a b." },
    { "2 * RBF(lengthscale=[1, 2])", 3,
      "RBF has 2 length scales but sees 3 columns (year, a b, month); give one for each column, or "
      "one for all." },
    { "(RBF(lengthscale=[1, 2]) + 1)[\"a b\"]", 3,
      "RBF has 2 length scales but sees one column (a b); give one number." },
    { "Brownian()", 2,
      "Brownian works on one column but sees 2 (year, a b); choose one in brackets: "
      "Brownian()[year]." },
    { "RBF()", 0, "A kernel needs at least one input column; choose one." },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerKernel *kernel = parse_kernel (cases[i].text);
      GError *error = NULL;
      g_assert_null (mercer_kernel_bind (kernel, names, cases[i].d, &error));
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
      g_error_free (error);
      mercer_kernel_unref (kernel);
    }
}

static void
test_bind_keeps (void)
{
  static const char *const names[] = { "x", "y" };
  MercerKernel *kernel = parse_kernel ("2 * RBF(lengthscale=[1, 2]) + (Matern() * 3)[y]");
  MercerKernel *bound = mercer_kernel_bind (kernel, names, 2, NULL);
  MercerKernel *again = mercer_kernel_bind (bound, names, 2, NULL);
  double at[] = { 1, 2 }, to[] = { 3, 4 };
  double theta[16];

  g_assert_true (mercer_kernel_child (mercer_kernel_child (again, 0), 1)
                 == mercer_kernel_child (mercer_kernel_child (bound, 0), 1));
  mercer_kernel_get_theta (bound, theta, NULL, NULL);
  theta[1] = log (7);
  MercerKernel *moved = mercer_kernel_with_theta (bound, theta);
  MercerKernel *fixed = mercer_kernel_with_fixed (moved, 0, true);
  /* 2 exp (-(2/7)^2 / 2 - (2/2)^2 / 2) + 3 (1 + a) exp (-a), a = 2 sqrt 3 */
  double a = 2 * sqrt (3), want = 2 * exp (-2 / 49.0 - 0.5) + 3 * (1 + a) * exp (-a);
  assert_close (mercer_kernel_value (fixed, at, to), want, 1e-15, 0);
  /* Removing a term or splitting the scale keeps it too. */
  MercerKernel *rest = mercer_kernel_with_node (fixed, (const size_t[]){ 0 }, 1, NULL);
  assert_close (mercer_kernel_value (rest, at, to), 3 * (1 + a) * exp (-a), 1e-15, 0);
  mercer_kernel_unref (rest);
  mercer_kernel_unref (fixed);
  mercer_kernel_unref (moved);
  mercer_kernel_unref (again);
  mercer_kernel_unref (bound);
  mercer_kernel_unref (kernel);
}

static void
test_check_points (void)
{
  static const char *const names[] = { "x", "y" };
  double points[] = { 1, 2, 3, 0, -2, 5 };
  MercerKernel *kernel = parse_kernel ("RBF() + 2 * Brownian()[y]"),
               *other = parse_kernel ("RBF() + Brownian()[x]");
  MercerKernel *bound = mercer_kernel_bind (kernel, names, 2, NULL),
               *fine = mercer_kernel_bind (other, names, 2, NULL);

  char *sentence = mercer_kernel_check_points (bound, mercer_matrix (points, 3, 2));
  g_assert_cmpstr (sentence, ==,
                   "Brownian needs inputs of 0 or more, and there is -2; shift the column or "
                   "choose another kernel.");
  g_free (sentence);
  g_assert_null (mercer_kernel_check_points (fine, mercer_matrix (points, 3, 2)));
  mercer_kernel_unref (kernel);
  mercer_kernel_unref (other);
  mercer_kernel_unref (bound);
  mercer_kernel_unref (fine);
}

static void
test_flags (void)
{
  enum
  {
    S = MERCER_KERNEL_STATIONARY,
    I = MERCER_KERNEL_ISOTROPIC,
    D = MERCER_KERNEL_DOT_PRODUCT,
    P = MERCER_KERNEL_POSITIVE_DEFINITE,
    A = MERCER_KERNEL_ARD
  };
  static const char *const names[] = { "x", "y" };
  static const struct
  {
    const char *text;
    unsigned flags;
  } cases[] = {
    { "RBF()", S | I | P | A },
    { "2 * RBF() + White()", S | I | P | A },
    { "RBF()[x] * RBF()[y]", S | P | A },
    { "(RBF() + Matern())^2", S | I | P | A },
    { "RBF() + Linear()", P | A },
    { "2 * Linear()^2", D | P },
    { "Periodic()", S | I },
    { "Periodic()[x]", S | I | P },
    { "Brownian()[x] + RBF()", P | A | MERCER_KERNEL_ONE_COLUMN | MERCER_KERNEL_NONNEGATIVE_INPUT },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerKernel *kernel = parse_kernel (cases[i].text),
                   *bound = mercer_kernel_bind (kernel, names, 2, NULL);
      g_test_message ("%s", cases[i].text);
      g_assert_cmphex (mercer_kernel_flags (bound), ==, cases[i].flags);
      mercer_kernel_unref (kernel);
      mercer_kernel_unref (bound);
    }
}

static MercerHash
hash_of (const char *text, bool bind)
{
  static const char *const names[] = { "x", "y" };
  MercerKernel *kernel = parse_kernel (text), *bound = mercer_kernel_bind (kernel, names, 2, NULL);
  MercerHash hash = mercer_kernel_hash (bind ? bound : kernel);
  mercer_kernel_unref (kernel);
  mercer_kernel_unref (bound);
  return hash;
}

static void
test_hash (void)
{
  static const char *const different[]
      = { "RBF()",        "RBF(lengthscale=2)", "RBF(lengthscale=[1, 1])",
          "RBF()[x]",     "RBF()[y, x]",        "RBF()^2",
          "RBF()^3",      "Matern()",           "RBF() + 1",
          "RBF() * 1",    "1 + RBF()",          "2 * (RBF() + 1)",
          "2 * RBF() + 1" };

  for (int bind = 0; bind < 2; bind++)
    for (size_t i = 0; i < G_N_ELEMENTS (different); i++)
      for (size_t j = 0; j < G_N_ELEMENTS (different); j++)
        g_assert_true (
            mercer_hash_equal (hash_of (different[i], bind), hash_of (different[j], bind))
            == (i == j));
  g_assert_false (mercer_hash_equal (hash_of ("RBF()", false), hash_of ("RBF()", true)));
  /* The same numbers: the same Gram matrix. */
  g_assert_true (
      mercer_hash_equal (hash_of ("RBF()[x, y]", true), hash_of ("RBF(lengthscale=1!)", true)));
  g_assert_true (
      mercer_hash_equal (hash_of ("RBF()", false), hash_of ("RBF(lengthscale=1{0.5, 2})", false)));
}

static void
test_split_scale (void)
{
  static const struct
  {
    const char *text, *rest;
    double scale;
  } cases[] = {
    { "RBF()", "RBF(lengthscale=1)", 1 },
    { "2 * RBF()", "RBF(lengthscale=1)", 2 },
    { "2! * RBF() * 3 * White()", "RBF(lengthscale=1) * White(variance=1)", 6 },
    { "(2 * RBF())[x]", "RBF(lengthscale=1)[x]", 2 },
    { "(2 * RBF() * White())[x]", "(RBF(lengthscale=1) * White(variance=1))[x]", 2 },
    { "2 * RBF() + 1", "2 * RBF(lengthscale=1) + 1", 1 },
    { "2 * 3", "2 * 3", 1 },
    { "2", "2", 1 },
    { "2 * (RBF() + 3 * White())", "RBF(lengthscale=1) + 3 * White(variance=1)", 2 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerKernel *kernel = parse_kernel (cases[i].text);
      double scale;
      assert_is (mercer_kernel_split_scale (kernel, &scale), cases[i].rest);
      assert_close (scale, cases[i].scale, 0, 0);
      mercer_kernel_unref (kernel);
    }
}

/* What methods say to kernels that they cannot use. */
static void
test_definite (void)
{
  static const struct
  {
    const char *text, *sentence;
  } cases[] = {
    { "RBF() + 2 * Matern()[a] + White()", NULL },
    { "Cosine()[a] * Spherical()", NULL },
    { "RBF() + Riesz()",
      "Riesz is positive definite only against weights that sum to zero, and this method needs a kernel that is "
      "so always; write Shift(Riesz(...)), which fixes the function to zero at a point, or use RBF() in its "
      "place." },
    { "Triangular()",
      "Triangular is positive definite on one column only and sees 2; choose one in "
      "brackets, or multiply one for each column." },
    { "Box()[a]",
      "Box is not positive definite, and this method needs a kernel that is; use RBF() or "
      "Wendland() in its place." },
  };
  static const char *const names[] = { "a", "b" };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerKernel *kernel = parse_bound (cases[i].text, names, 2);
      char *sentence = mercer_kernel_check_definite (kernel);
      g_assert_cmpstr (sentence, ==, cases[i].sentence);
      g_assert_true ((sentence == NULL)
                     == !!(mercer_kernel_flags (kernel) & MERCER_KERNEL_POSITIVE_DEFINITE));
      g_free (sentence);
      mercer_kernel_unref (kernel);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/tree/catalogue", test_catalogue);
  g_test_add_func ("/kernel/tree/build", test_build);
  g_test_add_func ("/kernel/tree/with-node", test_with_node);
  g_test_add_func ("/kernel/tree/replace-family", test_replace_family);
  g_test_add_func ("/kernel/tree/bind-errors", test_bind_errors);
  g_test_add_func ("/kernel/tree/bind-keeps", test_bind_keeps);
  g_test_add_func ("/kernel/tree/check-points", test_check_points);
  g_test_add_func ("/kernel/tree/flags", test_flags);
  g_test_add_func ("/kernel/tree/hash", test_hash);
  g_test_add_func ("/kernel/tree/split-scale", test_split_scale);
  g_test_add_func ("/kernel/tree/definite", test_definite);
  return g_test_run ();
}
