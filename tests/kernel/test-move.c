/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-testing.h"

/* Moving, duplicating, wrapping. Paths are digits: "01" is the second child of the first. Numbers
 * stand for terms where they may. */

static size_t
read_path (const char *digits, size_t *path)
{
  size_t depth = 0;
  for (; digits[depth] != '\0'; depth++)
    path[depth] = (size_t) (digits[depth] - '0');
  return depth;
}

static void
test_move (void)
{
  static const struct
  {
    const char *from_text, *from, *to;
    MercerKernelPlace place;
    const char *becomes; /* NULL: refused */
  } moves[] = {
    { "1 + 2 + 3", "0", "2", MERCER_KERNEL_AFTER, "2 + 3 + 1" },
    { "1 + 2 + 3", "2", "0", MERCER_KERNEL_BEFORE, "3 + 1 + 2" },
    { "1 + 2 + 3", "1", "0", MERCER_KERNEL_BEFORE, "2 + 1 + 3" },
    { "1 + 2 + 3", "0", "2", MERCER_KERNEL_MULTIPLIED, "2 + 3 * 1" },
    { "1 * 2 + 3", "1", "00", MERCER_KERNEL_AFTER, "1 * 3 * 2" },
    { "1 * 2 + 3", "00", "1", MERCER_KERNEL_AFTER, "2 + 3 + 1" },
    { "1 * 2 + 3", "00", "1", MERCER_KERNEL_MULTIPLIED, "2 + 3 * 1" },
    { "1 * (2 + 3)", "10", "0", MERCER_KERNEL_ADDED, "(1 + 2) * 3" },
    { "(1 + 2)^2 + 3", "1", "00", MERCER_KERNEL_BEFORE, "(3 + 1 + 2)^2" },
    { "1^2 + 3", "1", "00", MERCER_KERNEL_AFTER, "(1 + 3)^2" },
    { "(1 + 2)^2 * 3", "000", "1", MERCER_KERNEL_AFTER, "2^2 * 3 * 1" },
    { "1^2 + 3", "00", "1", MERCER_KERNEL_AFTER, "3 + 1" },
    { "1 + 2", "0", "", MERCER_KERNEL_MULTIPLIED, "2 * 1" },
    { "1 + 2 * 3", "1", "10", MERCER_KERNEL_AFTER, NULL },
    { "1 + 2", "", "0", MERCER_KERNEL_AFTER, NULL },
    { "1 + 2", "5", "0", MERCER_KERNEL_AFTER, NULL },
    /* it sees what it saw */
    { "(RBF(lengthscale=1) + 2)[a] * 3", "00", "1", MERCER_KERNEL_AFTER,
      "(2)[a] * 3 * RBF(lengthscale=1)[a]" },
    /* the first of a tie has the number */
    { "RBF(lengthscale=2@a) + Cauchy(lengthscale=@a)", "1", "0", MERCER_KERNEL_BEFORE,
      "Cauchy(lengthscale=2@a) + RBF(lengthscale=@a)" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      size_t from[8], to[8];
      MercerKernel *kernel = parse_kernel (moves[i].from_text);
      MercerKernel *moved
          = mercer_kernel_move_node (kernel, from, read_path (moves[i].from, from), to,
                                     read_path (moves[i].to, to), moves[i].place);
      mercer_kernel_unref (kernel);
      if (moves[i].becomes == NULL)
        g_assert_null (moved);
      else
        {
          MercerKernel *wanted = parse_kernel (moves[i].becomes);
          char *text = mercer_kernel_print (wanted);
          assert_is (moved, text);
          g_free (text);
          mercer_kernel_unref (wanted);
        }
    }
}

static void
test_duplicate (void)
{
  static const char *const cases[][3] = {
    { "1 + 2", "0", "1 + 1 + 2" },
    { "1 + 2 * 3", "10", "1 + 2 * 2 * 3" },
    { "1 + 2 * 3", "1", "1 + 2 * 3 + 2 * 3" },
    { "RBF(lengthscale=2)", "", "RBF(lengthscale=2) + RBF(lengthscale=2)" },
    { "RBF(lengthscale=2)^2", "0", "(RBF(lengthscale=2) + RBF(lengthscale=2))^2" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      size_t path[8];
      MercerKernel *kernel = parse_kernel (cases[i][0]);
      assert_is (mercer_kernel_duplicate_node (kernel, path, read_path (cases[i][1], path)),
                 cases[i][2]);
      mercer_kernel_unref (kernel);
    }
}

static void
test_wrap (void)
{
  MercerKernel *kernel = parse_kernel ("1 + (RBF(lengthscale=1) + Linear(offset=0))[a]");
  size_t second[] = { 1 }, inside[] = { 1, 0 };
  const MercerKernelFamily *normalize = mercer_kernel_operator ("Normalize");
  MercerKernel *wrapped = mercer_kernel_wrap_node (kernel, second, 1, normalize);

  assert_is (mercer_kernel_ref (wrapped),
             "1 + Normalize((RBF(lengthscale=1) + Linear(offset=0))[a])");
  g_assert_cmpint (mercer_kernel_kind (mercer_kernel_node (wrapped, second, 1)), ==,
                   MERCER_KERNEL_OPERATOR);
  g_assert_true (mercer_kernel_leaf_family (mercer_kernel_node (wrapped, second, 1)) == normalize);
  /* another operator in its place, and back to the kernel behind it */
  MercerKernel *shift = mercer_kernel_replace_family (
      (MercerKernel *) mercer_kernel_node (wrapped, second, 1), mercer_kernel_operator ("Shift"));
  MercerKernel *shifted = mercer_kernel_with_node (wrapped, second, 1, shift);
  assert_is (mercer_kernel_ref (shifted),
             "1 + Shift((RBF(lengthscale=1) + Linear(offset=0))[a], at=0)");
  assert_is (mercer_kernel_unwrap_node (shifted, second, 1),
             "1 + (RBF(lengthscale=1) + Linear(offset=0))[a]");
  g_assert_null (mercer_kernel_unwrap_node (kernel, second, 1));
  g_assert_null (mercer_kernel_wrap_node (kernel, (size_t[]){ 7 }, 1, normalize));
  g_assert_nonnull (mercer_kernel_node (wrapped, inside, 2));
  mercer_kernel_unref (shift);
  mercer_kernel_unref (shifted);
  mercer_kernel_unref (wrapped);
  mercer_kernel_unref (kernel);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/move/move", test_move);
  g_test_add_func ("/kernel/move/duplicate", test_duplicate);
  g_test_add_func ("/kernel/move/wrap", test_wrap);
  return g_test_run ();
}
