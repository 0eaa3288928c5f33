/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include "linalg.h"

#include <math.h>

/* What operators are called, refuse and are: mistakes in their text, columns and points that do not suit
 * them, and what is positive definite through them. */

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    size_t start, end;
    const char *sentence;
  } mistakes[] = {
    { "Normalize()", 10, 11, "Expected a kernel such as RBF() or a number instead of “)”." },
    { "Normalize(RBF(), a=1)", 17, 18, "Normalize takes no parameters." },
    { "WarpLog(RBF(), map=1)", 15, 18, "WarpLog has no parameter “map”; it takes offset." },
    { "WarpLog(RBF() offset=1)", 14, 20, "Expected “+”, “*”, “,” or “)” instead of “offset”." },
    { "Warp(RBF())", 0, 4, "There is no kernel “Warp”; did you mean WarpLog?" },
    { "Centrd(RBF())", 0, 6, "There is no kernel “Centrd”; did you mean Centre?" },
    { "Centre(RBF(), order=5)", 20, 21, "order must be a whole number from 1 to 4, not 5." },
    { "Additive(RBF(), order=0)", 22, 23, "order must be a whole number from 1 to 16, not 0." },
    { "Symmetrize(RBF(), parity=2)", 25, 26, "parity must be one of 1, -1." },
    { "Shift(RBF(), at=[1, x])", 20, 21, "Expected a number instead of “x”." },
  };
  MercerKernel *bare = parse_kernel ("Additive(RBF() + White(), variance=[2, 3!])[a, b]^2 * Shift(Riesz())");

  assert_is (bare, "Additive(RBF(lengthscale=1) + White(variance=1), order=2, variance=[2, 3!])[a, b]^2 * "
                   "Shift(Riesz(r=1), at=0)");
  for (size_t i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      size_t start = 0, end = 0;
      GError *error = NULL;
      g_assert_null (mercer_kernel_parse (mistakes[i].text, &start, &end, &error));
      g_assert_cmpstr (error->message, ==, mistakes[i].sentence);
      g_assert_cmpuint (start, ==, mistakes[i].start);
      g_assert_cmpuint (end, ==, mistakes[i].end);
      g_error_free (error);
    }
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "Additive(RBF()[a] + RBF())", "RBF selects columns of its own inside Additive(); write the selection "
                                    "behind Additive(...) instead." },
    { "Additive(Additive(RBF()))",
      "Additive cannot stand inside Additive(), where each column comes by itself; write it outside." },
    { "Additive(RBF(), order=3, variance=[1, 2])",
      "Additive has 2 numbers for variance but goes up to order 3; give one for each order, or one for all." },
    { "Shift(RBF(), at=[1, 2])",
      "Shift has 2 numbers for at but sees 3 columns; give one for each column, or one for all." },
    { "Exchange(RBF())[a]",
      "Exchange works on two or three columns but sees 1; choose them in brackets behind it." },
    { "Normalize(RBF()[d])", "There is no input column “d”; did you mean “a”?" },
    { "WarpLog(2 + Centre(ThinPlate(), order=2))",
      "Centre of an order above 1 cannot stand inside WarpLog(), which bends polynomials; transform the column in "
      "the table instead, or give it order 1." },
    { "Centre(Centre(Centre(Centre(RBF()))))",
      "Operators are nested too deeply here: each looks at the kernel inside several times; take one away." },
    { "Exchange(Exchange(Exchange(RBF(lengthscale=[1, 2, 3]))))",
      "Operators are nested too deeply here: each looks at the kernel inside several times; take one away." },
  };
  static const char *const bad_points[][2] = {
    { "WarpLog(RBF())", "WarpLog needs inputs above 0, and there is -0.5; give a larger offset." },
    { "WarpBoxCox(RBF(), offset=0.25)",
      "WarpBoxCox needs inputs above -0.25, and there is -0.5; give a larger offset." },
    { "WarpKumaraswamy(RBF())", "WarpKumaraswamy needs inputs from 0 to 1, and there is -0.5; set low and high to "
                                "the range of the column." },
    { "RBF() + Centre(RBF())",
      "Centre takes means over rows, and there are none here; write Shift() to anchor the kernel at a point." },
    { "2 * Normalize(Brownian()[a])",
      "Brownian needs inputs of 0 or more, and there is -0.5; shift the column or choose another kernel." },
    { "Shift(Brownian()[b], at=-1)",
      "Brownian needs inputs of 0 or more, and there is -1; shift the column or choose another kernel." },
  };
  double x[] = { -0.5, 0.25, 0.5 };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GError *error = NULL;
      MercerKernel *kernel = parse_kernel (cases[i][0]);
      g_assert_null (mercer_kernel_bind (kernel, names, 3, &error));
      g_assert_cmpstr (error->message, ==, cases[i][1]);
      g_error_free (error);
      mercer_kernel_unref (kernel);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (bad_points); i++)
    {
      MercerKernel *kernel = parse_bound (bad_points[i][0], names, 3);
      char *sentence = mercer_kernel_check_points (kernel, mercer_matrix (x, 1, 3));
      g_assert_cmpstr (sentence, ==, bad_points[i][1]);
      g_free (sentence);
      mercer_kernel_unref (kernel);
    }
}

static double
smallest_ratio (const MercerKernel *kernel, MercerMatrix x)
{
  size_t n = x.rows;
  MercerMatrix k = mercer_matrix (g_new (double, n *n), n, n);
  MercerMatrix vectors = mercer_matrix (g_new (double, n *n), n, n);
  double *values = g_new (double, n);

  mercer_kernel_gram (kernel, x, k, NULL);
  g_assert_cmpint (mercer_eigen (k, values, vectors, NULL), ==, MERCER_OK);
  double least = MIN (values[0], values[n - 1]), most = MAX (values[0], values[n - 1]);
  g_free (values);
  g_free (vectors.data);
  g_free (k.data);
  return least / most;
}

static void
test_definite (void)
{
  enum
  {
    PD = MERCER_KERNEL_POSITIVE_DEFINITE,
    CPD = MERCER_KERNEL_CONDITIONALLY,
    STILL = MERCER_KERNEL_STATIONARY
  };
  static const struct
  {
    const char *text;
    unsigned flags;
  } cases[] = {
    { "Normalize(RBF())", PD | STILL },
    { "Normalize(Linear(offset=0))", PD },
    { "Normalize(Riesz())", STILL },
    { "WarpLog(RBF(), offset=1)", PD },
    { "WarpLog(Riesz(), offset=1)", CPD },
    { "WarpBoxCox(Matern(), lambda=2)", PD },
    { "WarpKumaraswamy(RBF(), a=3, b=2, high=2)", PD },
    { "Additive(Periodic())", PD | STILL },
    { "Additive(Shift(Riesz(), at=0.4), order=3)", PD },
    { "Additive(Riesz())", STILL },
    { "Symmetrize(RBF(), center=1)", PD },
    { "Symmetrize(Riesz(r=1.3), center=1)", CPD },
    { "Symmetrize(Riesz(r=1.3), center=1, parity=-1)", PD },
    { "Exchange(RBF(lengthscale=[1, 2, 3]))", PD },
    { "Shift(Riesz(r=1.7), at=1)", PD },
    { "Shift(2 * Log() + Multiquadric(), at=[1, 0, 2])", PD },
    { "Shift(RBF())", PD },
    { "Shift(ThinPlate())", CPD },
    { "Centre(RBF())", PD },
    { "Centre(Riesz(r=1.7))", PD },
    { "Centre(Power(power=1) + Multiquadric())", PD },
    { "Centre(ThinPlate())", CPD },
    { "Centre(ThinPlate(), order=2)", PD },
    { "Centre(ThinPlate() + 0.3 * Power(power=3), order=2)", PD },
    { "Centre(Power(power=5), order=2)", CPD },
    { "Centre(Power(power=5), order=3)", PD },
    { "Centre(Power(power=5), order=4)", PD },
    { "Centre(Power(power=5), order=3)[b]", PD },
    { "WarpLog(Centre(Riesz()), offset=1)", PD },
    { "Additive(Centre(Power(power=3), order=2), order=2)", PD },
    { "2 * Riesz()", CPD | STILL },
    { "Riesz() * RBF()", STILL },
    { "Normalize(RBF() + White(variance=0.2))", PD | STILL },
  };
  MercerMatrix x = points (300, 3, 8), rows = points (90, 3, 9);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* other rows than the points: that a tail of the same law is enough for */
      MercerKernel *bound = parse_bound (cases[i].text, names, 3),
                   *kernel = mercer_kernel_with_reference (bound, rows, NULL);
      unsigned flags = mercer_kernel_flags (kernel);
      char *refused = mercer_kernel_check_definite (kernel);
      g_assert_cmpuint (flags & (PD | CPD | STILL), ==, cases[i].flags);
      g_assert_true ((refused == NULL) == ((flags & PD) != 0));
      if (flags & PD)
        g_assert_cmpfloat (smallest_ratio (kernel, x), >, -1e-8);
      g_free (refused);
      mercer_kernel_unref (kernel);
      mercer_kernel_unref (bound);
    }
  MercerKernel *riesz = parse_bound ("RBF() + Riesz()", names, 3);
  char *sentence = mercer_kernel_check_definite (riesz);
  g_assert_cmpstr (sentence, ==,
                   "Riesz is positive definite only against weights that sum to zero, and this method needs a "
                   "kernel that is so always; write Shift(Riesz(...)), which fixes the function to zero at a "
                   "point, or use RBF() in its place.");
  g_free (sentence);
  mercer_kernel_unref (riesz);
  g_free (x.data);
  g_free (rows.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/operator-text/text", test_text);
  g_test_add_func ("/kernel/operator-text/refused", test_refused);
  g_test_add_func ("/kernel/operator-text/definite", test_definite);
  return g_test_run ();
}
