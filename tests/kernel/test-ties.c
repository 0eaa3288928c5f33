/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include <math.h>

/* Parameters that share a number: text, changes, fits and gradients. */

static void
test_text (void)
{
  /* what is typed and what is printed */
  static const char *const texts[][2] = {
    { "RBF(lengthscale=2@a) + Cauchy(lengthscale=@a)",
      "RBF(lengthscale=2@a) + Cauchy(lengthscale=@a)" },
    { "RBF(lengthscale=2!{1, 3} @a) * Cauchy(lengthscale=2 @ a)",
      "RBF(lengthscale=2!{1, 3}@a) * Cauchy(lengthscale=@a)" },
    { "@s * RBF(lengthscale=[3@l, 4, @l]) + @s * Linear(offset=1)",
      "1@s * RBF(lengthscale=[3@l, 4, @l]) + @s * Linear(offset=1)" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      assert_is (parse_kernel (texts[i][0]), texts[i][1]);
      assert_is (parse_kernel (texts[i][1]), texts[i][1]);
    }
}

static void
test_mistakes (void)
{
  static const struct
  {
    const char *text;
    size_t start, end;
    const char *sentence;
  } mistakes[] = {
    { "RBF(lengthscale=2@a) + Cauchy(lengthscale=3@a)", 42, 45,
      "Write the number and its marks where @a stands first; here “@a” alone." },
    { "RBF(lengthscale=2@a) + Cauchy(lengthscale=2!@a)", 42, 46,
      "Write the number and its marks where @a stands first; here “@a” alone." },
    { "RBF(lengthscale=2@a) + Linear(offset=@a)", 37, 39,
      "offset cannot be tied to lengthscale: only one of them must be positive." },
    { "RBF(lengthscale=2@a) + Riesz(r=@a)", 31, 33, "r must be at most 2, not 2." },
    { "Polynomial(degree=2@a)", 19, 20, "degree is never fitted and cannot be tied." },
    { "RBF(lengthscale=2@)", 18, 19, "Expected the name of a tie, such as @a instead of “)”." },
    { "RBF(lengthscale=2@abcdefghijklmnopq)", 17, 35, "The name of a tie has up to 15 letters." },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      size_t start = 0, end = 0;
      GError *error = NULL;
      MercerKernel *kernel = mercer_kernel_parse (mistakes[i].text, &start, &end, &error);
      if (i == 3) /* 2 is allowed for r, 3 is not */
        {
          g_assert_nonnull (kernel);
          mercer_kernel_unref (kernel);
          kernel = mercer_kernel_parse ("RBF(lengthscale=3@a) + Riesz(r=@a)", &start, &end, &error);
          g_assert_null (kernel);
          g_assert_cmpstr (error->message, ==, "r must be at most 2, not 3.");
        }
      else
        {
          g_assert_null (kernel);
          g_assert_cmpstr (error->message, ==, mistakes[i].sentence);
        }
      g_assert_cmpuint (start, ==, mistakes[i].start);
      g_assert_cmpuint (end, ==, mistakes[i].end);
      g_error_free (error);
    }
}

/* Takes the kernel. */
static MercerKernel *
tie (MercerKernel *kernel, size_t index, size_t other)
{
  MercerKernel *tied = mercer_kernel_with_tie (kernel, index, other);
  g_assert_nonnull (tied);
  mercer_kernel_unref (kernel);
  return tied;
}

static void
test_changes (void)
{
  MercerKernel *kernel = parse_kernel ("2 * RBF(lengthscale=3) + 4 * Cauchy(lengthscale=5{1, 100}) "
                                       "+ Polynomial(degree=2, offset=1)");
  size_t group[6];

  g_assert_false (mercer_kernel_can_tie (kernel, 1, 5)); /* the offset is no logarithm */
  g_assert_false (mercer_kernel_can_tie (kernel, 1, 4)); /* the degree is never fitted */
  g_assert_false (mercer_kernel_can_tie (kernel, 1, 1));
  g_assert_null (mercer_kernel_with_tie (kernel, 1, 5));
  kernel = tie (tie (kernel, 1, 3), 0, 2);
  g_assert_cmpuint (mercer_kernel_tied (kernel, 3, group), ==, 2);
  g_assert_cmpuint (group[0], ==, 1);
  g_assert_cmpuint (group[1], ==, 3);
  g_assert_cmpuint (mercer_kernel_tied (kernel, 4, NULL), ==, 1);
  /* the value of the first index, and the bounds that both allow */
  assert_is (mercer_kernel_ref (kernel),
             "2@b * RBF(lengthscale=3{1, 100}@a) + @b * Cauchy(lengthscale=@a) + "
             "Polynomial(degree=2, offset=1)");
  /* either may be changed */
  MercerKernel *changed = mercer_kernel_with_param (kernel, 3, 7);
  MercerKernel *fixed = mercer_kernel_with_fixed (changed, 2, true);
  assert_is (mercer_kernel_ref (fixed),
             "2!@b * RBF(lengthscale=7{1, 100}@a) + @b * Cauchy(lengthscale=@a) + "
             "Polynomial(degree=2, offset=1)");
  mercer_kernel_unref (changed);
  /* one free parameter for each tie: the length scale and the offset are left */
  double theta[2] = { log (9), 0.5 };
  size_t indices[2];
  g_assert_cmpuint (mercer_kernel_free_params (fixed), ==, 2);
  mercer_kernel_free_indices (fixed, indices);
  g_assert_cmpuint (indices[0], ==, 1);
  g_assert_cmpuint (indices[1], ==, 5);
  MercerKernel *fitted = mercer_kernel_with_theta (fixed, theta);
  MercerKernelParam param;
  mercer_kernel_param (fitted, 3, &param);
  assert_close (param.value, 9, 1e-14, 0);
  g_assert_cmpstr (param.tie, ==, "a");
  mercer_kernel_unref (fixed);
  /* untied from one, the other is alone too */
  MercerKernel *untied = mercer_kernel_without_tie (fitted, 1);
  mercer_kernel_param (untied, 3, &param);
  g_assert_null (param.tie);
  g_assert_cmpuint (mercer_kernel_free_params (untied), ==, 3);
  mercer_kernel_unref (untied);
  mercer_kernel_unref (fitted);
  mercer_kernel_unref (kernel);
}

/* Two trees with the same name for a tie: the left one's number holds. */
static void
test_joined (void)
{
  MercerKernel *a = parse_kernel ("RBF(lengthscale=2@a)"), *b = parse_kernel ("RBF(lengthscale=3@a)");

  assert_is (mercer_kernel_sum (a, b), "RBF(lengthscale=2@a) + RBF(lengthscale=@a)");
  mercer_kernel_unref (a);
  mercer_kernel_unref (b);
}

/* By a tied parameter the derivative is the sum of those by each, of the same kernel without ties:
 * exact but for the order of additions. */
static void
test_gradient (void)
{
  MercerKernel *tied = parse_bound ("2@s * RBF(lengthscale=0.7@l) * Cauchy(lengthscale=[1.3, @l, 2])"
                                    " + @s * Periodic(period=1.1, lengthscale=@l)[a]",
                                    names, 3);
  MercerKernel *loose = parse_bound ("2 * RBF(lengthscale=0.7) * Cauchy(lengthscale=[1.3, 0.7, 2])"
                                     " + 2 * Periodic(period=1.1, lengthscale=0.7)[a]",
                                     names, 3);
  static const size_t sums[5][3] = {
    { 0, 5, SIZE_MAX }, { 1, 3, 7 }, { 2, SIZE_MAX }, { 4, SIZE_MAX }, { 6, SIZE_MAX }
  };
  MercerMatrix x = points (40, 3, 5), w = mercer_matrix (g_new (double, 1600), 40, 40);
  double by_tied[5], by_loose[8];

  mercer_random_uniforms (6, 0, 0, 1600, w.data);
  g_assert_cmpuint (mercer_kernel_free_params (tied), ==, 5);
  g_assert_cmpuint (mercer_kernel_free_params (loose), ==, 8);
  g_assert_cmpint (mercer_kernel_gradient (tied, x, w, by_tied, NULL), ==, MERCER_OK);
  g_assert_cmpint (mercer_kernel_gradient (loose, x, w, by_loose, NULL), ==, MERCER_OK);
  for (size_t p = 0; p < 5; p++)
    {
      double sum = 0;
      for (size_t i = 0; i < 3 && sums[p][i] != SIZE_MAX; i++)
        sum += by_loose[sums[p][i]];
      assert_close (by_tied[p], sum, 1e-12, 1e-12);
    }
  /* the matrix of derivatives adds up as well */
  MercerMatrix dk = mercer_matrix (g_new (double, 1600), 40, 40);
  double sum = 0;
  g_assert_cmpint (mercer_kernel_derivative (tied, x, 1, dk, NULL), ==, MERCER_OK);
  for (size_t j = 0; j < 40; j++)
    for (size_t i = j; i < 40; i++)
      sum += (i == j ? 1 : 2) * *mercer_matrix_at (w, i, j) * *mercer_matrix_at (dk, i, j);
  assert_close (sum, by_tied[1], 1e-11, 1e-11);
  g_free (dk.data);
  g_free (w.data);
  g_free (x.data);
  mercer_kernel_unref (tied);
  mercer_kernel_unref (loose);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/ties/text", test_text);
  g_test_add_func ("/kernel/ties/mistakes", test_mistakes);
  g_test_add_func ("/kernel/ties/changes", test_changes);
  g_test_add_func ("/kernel/ties/joined", test_joined);
  g_test_add_func ("/kernel/ties/gradient", test_gradient);
  return g_test_run ();
}
