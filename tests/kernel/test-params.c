/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-testing.h"

static void
test_params (void)
{
  static const char *const paths[]
      = { "Constant.value",  "Matern.nu",  "Matern.lengthscale[0]", "Matern.lengthscale[1]",
          "RBF.lengthscale", "Matern2.nu", "Matern2.lengthscale",   "Constant2.value" };
  MercerKernel *kernel = parse_kernel (
      "2 * Matern(nu=0.5, lengthscale=[3, 4]) + RBF(lengthscale=5!{1, 10}) * Matern() + 7");

  g_assert_cmpuint (mercer_kernel_params (kernel), ==, G_N_ELEMENTS (paths));
  for (size_t i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, i, &param);
      g_assert_cmpstr (param.path, ==, paths[i]);
      g_assert_cmpint (mercer_kernel_find_param (kernel, paths[i]), ==, (int) i);
    }
  g_assert_cmpint (mercer_kernel_find_param (kernel, "RBF2.lengthscale"), ==, -1);

  MercerKernelParam param;
  mercer_kernel_param (kernel, 4, &param);
  g_assert_true (param.fixed && param.value == 5 && param.lower == 1 && param.upper == 10
                 && param.component == -1);
  mercer_kernel_param (kernel, 3, &param);
  g_assert_true (!param.fixed && param.value == 4 && param.lower == 1e-5 && param.component == 1);
  mercer_kernel_unref (kernel);
}

static void
test_changes (void)
{
  MercerKernel *kernel
      = parse_kernel ("RBF(lengthscale=5{1, 10}) + Matern() + Linear() + Polynomial()");
  static const struct
  {
    const char *path;
    double value, becomes;
  } values[] = {
    { "RBF.lengthscale", 7, 7 },        { "RBF.lengthscale", 70, 10 },
    { "RBF.lengthscale", NAN, 1 },      { "Matern.lengthscale", -1, 1e-100 },
    { "Matern.lengthscale", 1e7, 1e7 }, { "Matern.nu", 1e9, 1e6 },
    { "Linear.offset", -3, 0 },         { "Polynomial.degree", 3.4, 3 },
    { "Polynomial.degree", 99, 20 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (values); i++)
    {
      size_t index = (size_t) mercer_kernel_find_param (kernel, values[i].path);
      MercerKernel *changed = mercer_kernel_with_param (kernel, index, values[i].value);
      MercerKernelParam param;
      mercer_kernel_param (changed, index, &param);
      assert_close (param.value, values[i].becomes, 0, 0);
      mercer_kernel_unref (changed);
    }
  /* Discrete parameters are never free, nu is if asked; bounds pull the value in; nonsense bounds change
   * nothing. */
  MercerKernel *a = mercer_kernel_with_fixed (kernel, 1, false);
  MercerKernel *b = mercer_kernel_with_fixed (a, 2, true);
  MercerKernel *c = mercer_kernel_with_bounds (b, 0, 6, 8);
  MercerKernel *d = mercer_kernel_with_bounds (c, 3, 5, 2);
  MercerKernel *e = mercer_kernel_with_fixed (d, 4, false);
  assert_is (e, "RBF(lengthscale=6{6, 8}) + Matern(nu=1.5?, lengthscale=1!) + Linear(offset=1) + "
                "Polynomial(degree=2, offset=1)");
  mercer_kernel_unref (d);
  mercer_kernel_unref (a);
  mercer_kernel_unref (b);
  mercer_kernel_unref (c);
  mercer_kernel_unref (kernel);
}

static void
test_theta (void)
{
  MercerKernel *kernel = parse_kernel (
      "2! * RBF(lengthscale=[3, 4!, 5{1, 10}]) + Linear(offset=6) + White(variance=1e5)");
  double theta[4], lower[4], upper[4];
  size_t indices[4];

  g_assert_cmpuint (mercer_kernel_free_params (kernel), ==, 4);
  mercer_kernel_get_theta (kernel, theta, lower, upper);
  mercer_kernel_free_indices (kernel, indices);
  assert_close (theta[0], log (3), 1e-15, 0);
  assert_close (theta[1], log (5), 1e-15, 0);
  assert_close (theta[2], 6, 0, 0); /* may be 0: not on a logarithm */
  assert_close (theta[3], log (1e5), 1e-15, 0);
  assert_close (lower[0], log (1e-5), 1e-15, 0);
  assert_close (upper[1], log (10), 1e-15, 0);
  assert_close (lower[2], 0, 0, 0);
  g_assert_true (indices[0] == 1 && indices[1] == 3 && indices[2] == 4 && indices[3] == 5);
  mercer_kernel_get_theta (kernel, theta, NULL, NULL);

  theta[0] = log (30);
  theta[1] = log (20); /* beyond its bounds */
  theta[2] = -1;
  theta[3] = upper[3]; /* exp (log (1e5)) is not 1e5, the bound is meant */
  assert_is (mercer_kernel_with_theta (kernel, theta),
             "2! * RBF(lengthscale=[30.000000000000004, 4!, 10{1, 10}]) + Linear(offset=0) + "
             "White(variance=100000)");
  mercer_kernel_unref (kernel);
}

/* k of a pair with x, and every parameter in units of it, `times` as large: as if the column came in another unit. */
static double
value_in_unit (const MercerKernelFamily *family, double times, double x, double z)
{
  static const struct
  {
    const char *unit;
    int power;
  } units[] = { { "x", 1 }, { "1/x", -1 }, { "1/x²", -2 }, { "x²", 2 }, { "", 0 } };
  static const char *const names[] = { "x" };
  MercerKernel *plain = mercer_kernel_new (family), *kernel = mercer_kernel_bind (plain, names, 1, NULL);

  mercer_kernel_unref (plain);
  for (size_t i = 0; i < mercer_kernel_params (kernel); i++)
    {
      MercerKernelParam param;
      size_t u = 0;
      mercer_kernel_param (kernel, i, &param);
      while (strcmp (units[u].unit, param.spec->unit) != 0)
        g_assert_cmpuint (++u, <, G_N_ELEMENTS (units));
      MercerKernel *changed = mercer_kernel_with_param (kernel, i, param.value * pow (times, units[u].power));
      mercer_kernel_unref (kernel);
      kernel = changed;
    }
  x *= times;
  z *= times;
  double value = mercer_kernel_value (kernel, &x, &z);
  mercer_kernel_unref (kernel);
  return value;
}

/* Dimensional analysis: in another unit of the column a kernel is what it was, up to one factor for all pairs. */
static void
test_units (void)
{
  static const double x[] = { 0.3, 0.7, 1.9, 0.7 }, z[] = { 1.1, 0.2, 2.3, 0.7 };

  for (const MercerKernelFamily *const *f = mercer_kernel_families (); *f != NULL; f++)
    {
      double factor = NAN;
      if (((*f)->flags & MERCER_KERNEL_CATEGORICAL) != 0)
        continue;
      for (size_t i = 0; i < G_N_ELEMENTS (x); i++)
        {
          double before = value_in_unit (*f, 1, x[i], z[i]), after = value_in_unit (*f, 4, x[i], z[i]);
          if (isnan (factor) && before != 0)
            factor = after / before;
          if (before != 0) /* near 0 a logarithm is of the least square that counts */
            assert_close (after, factor * before, 1e-9, 1e-200);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/params/list", test_params);
  g_test_add_func ("/kernel/params/changes", test_changes);
  g_test_add_func ("/kernel/params/theta", test_theta);
  g_test_add_func ("/kernel/params/units", test_units);
  return g_test_run ();
}
