/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power transforms against scipy 1.10.1 and scikit-learn 1.2.1, and where those lose their digits against decimal arithmetic of 2,600
 * digits. */
#include "power-transform.h"

#include "kde-testing.h"
#include "random.h"

static double
likelihood (MercerPower power, double lambda, const double *x, size_t n)
{
  MercerPowerSums sums;
  mercer_power_sums_init (&sums, power, lambda);
  mercer_power_sums_add (&sums, x, n);
  return mercer_power_likelihood (&sums);
}

/* scipy: boxcox_normmax (tol 1e-12), boxcox_llf; scikit-learn: PowerTransformer ().lambdas_, whose tolerance is sqrt (eps). A likelihood
 * is flat at its top: lambda is known to the root of its rounding, 1e-6. */
static void
test_fit (void)
{
  static const struct
  {
    const char *name;
    double box_cox, best, yeo_johnson, at_two, at_half;
  } golden[] = {
    { "eruptions", 1.51474656062, -32.9813297797274, 1.879901168, -35.1200406654755, -41.5398687230264 },
    { "waiting", 2.08116302221, -704.622798099946, 2.102461862, -704.648908882583, -714.707273628515 },
    { "galaxies", 1.4438745504, -689.311122921003, 1.443895242, -691.078625865091, -694.743015534137 },
  };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t k = 0; k < G_N_ELEMENTS (golden); k++)
    {
      Column column = sample_column (golden[k].name);
      double lambda, best;
      g_assert_cmpint (mercer_power_fit (MERCER_POWER_BOX_COX, column.x, column.n, &lambda, &best, work), ==, MERCER_OK);
      assert_close (lambda, golden[k].box_cox, 1e-6, 0);
      assert_close (best, golden[k].best, 1e-11, 0);
      g_assert_cmpint (mercer_power_fit (MERCER_POWER_YEO_JOHNSON, column.x, column.n, &lambda, &best, work), ==, MERCER_OK);
      assert_close (lambda, golden[k].yeo_johnson, 1e-6, 0);
      assert_close (likelihood (MERCER_POWER_BOX_COX, 2, column.x, column.n), golden[k].at_two, 1e-11, 0);
      assert_close (likelihood (MERCER_POWER_YEO_JOHNSON, 0.5, column.x, column.n), golden[k].at_half, 1e-11, 0);
      g_free (column.x);
    }
  /* of both signs: waiting - 70 */
  Column column = sample_column ("waiting");
  double lambda, best;
  for (size_t i = 0; i < column.n; i++)
    column.x[i] -= 70;
  assert_close (likelihood (MERCER_POWER_YEO_JOHNSON, 0.5, column.x, column.n), -960.825382322115, 1e-11, 0);
  assert_close (likelihood (MERCER_POWER_YEO_JOHNSON, 3, column.x, column.n), -1639.5400676639, 1e-11, 0);
  g_assert_cmpint (mercer_power_fit (MERCER_POWER_YEO_JOHNSON, column.x, column.n, &lambda, &best, work), ==, MERCER_OK);
  assert_close (lambda, 1.128281803, 1e-6, 0);
  g_free (column.x);
  mercer_work_free (work);
}

/* Lambdas and values at which x^lambda overflows or all of it cancels, by decimal arithmetic. Values near 1e6 that differ by 1e-6 of
 * themselves have logarithms that differ by 1e-6 +- 2e-15: 4e-9 of the variance. */
static void
test_stable (void)
{
  static const struct
  {
    double lambda, want, rtol;
  } wide[] = { { 350, -18285.75073173607, 1e-12 }, { -120, -2018.868616011192, 1e-12 }, { 1e-9, -39.44046065156746, 1e-12 } },
    close[] = { { 1.5, -1.565519321356925, 1e-8 }, { -200, -1.565260379464048, 1e-8 }, { 0.001, -1.565517394074456, 1e-8 } },
    both[] = { { 40, -3699.631068240078, 1e-12 }, { -40, -3601.74092532432, 1e-12 }, { 1.3, -130.8518880862251, 1e-12 } };
  static const double far_apart[] = { 10, 10, 10, 9.9, 1e6 + 0.5, 2003 }, near_each_other[] = { 1e6, 1e6 + 1, 1e6 + 2, 1e6 + 4 },
                      signs[] = { -1e5, -3, 0, 2, 7e4, 1e8 };
  for (int k = 0; k < 3; k++)
    {
      assert_close (likelihood (MERCER_POWER_BOX_COX, wide[k].lambda, far_apart, 6), wide[k].want, wide[k].rtol, 0);
      assert_close (likelihood (MERCER_POWER_BOX_COX, close[k].lambda, near_each_other, 4), close[k].want, close[k].rtol, 0);
      assert_close (likelihood (MERCER_POWER_YEO_JOHNSON, both[k].lambda, signs, 6), both[k].want, both[k].rtol, 0);
    }
}

/* Standardised values, where the transformed ones reach 1e297, 1e520 or lose all their figures to 1 / lambda: mpmath, 3000 digits. A
 * logarithm of 2000 is known to 4e-16 and lambda makes 1e-13 of that. Values of a sign that the sample has none of stand in line too. */
static void
test_standardised (void)
{
  static const double years[] = { 2003, 1950, 1997, 2000, 2009 }, signs[] = { -1e5, -3, 0, 2, 7e4, 1e8 }, above[] = { 1, 2, 5 },
                      below[] = { -1, -2, -5 };
  static const struct
  {
    MercerPower power;
    double lambda;
    const double *x;
    size_t n;
    double at[2], want[2];
  } golden[] = {
    { MERCER_POWER_BOX_COX, 90.7, years, 5, { 2003, 1950 }, { 0.4783110332076449, -1.780317143408637 } },
    { MERCER_POWER_BOX_COX, -90.7, years, 5, { 2003, 1950 }, { 0.5128657880951051, -1.998089986254254 } },
    { MERCER_POWER_BOX_COX, 157.5, years, 5, { 1997, 2009 }, { -0.3537008226696993, 1.542654641784096 } },
    { MERCER_POWER_YEO_JOHNSON, 90.7, years, 5, { 2003, 1950 }, { 0.4783631671142465, -1.780462562895071 } },
    { MERCER_POWER_YEO_JOHNSON, 40, signs, 6, { -3, 1e8 }, { -0.4472135954999579, 2.23606797749979 } },
    { MERCER_POWER_YEO_JOHNSON, -40, signs, 6, { -1e5, 2 }, { -2.23606797749979, 0.4472135954999579 } },
    { MERCER_POWER_YEO_JOHNSON, 1.3, signs, 6, { -1e5, 7e4 }, { -0.4472565909441232, -0.4470434885018532 } },
    { MERCER_POWER_YEO_JOHNSON, 0.5, above, 3, { 1, -2.5 }, { -1.04161611797848, -6.268921486664393 } },
    { MERCER_POWER_YEO_JOHNSON, 3, above, 3, { 5, -1 }, { 1.409379621947497, -0.896393840155524 } },
    { MERCER_POWER_YEO_JOHNSON, 0.5, below, 3, { -5, 2.5 }, { -1.388868700050499, 1.791158541909086 } },
    { MERCER_POWER_YEO_JOHNSON, 3, below, 3, { -1, 1 }, { 1.224744871391589, 22.0454076850486 } },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (golden); k++)
    {
      MercerPowerSums sums;
      mercer_power_sums_init (&sums, golden[k].power, golden[k].lambda);
      mercer_power_sums_add (&sums, golden[k].x, golden[k].n);
      for (int i = 0; i < 2; i++)
        assert_close (mercer_power_standardised (&sums, golden[k].at[i]), golden[k].want[i], 1e-12, 0);
    }
  MercerPowerSums none;
  mercer_power_sums_init (&none, MERCER_POWER_BOX_COX, 2);
  mercer_power_sums_add (&none, (double[]){ 7, 7, 7 }, 3);
  g_assert_cmpfloat (mercer_power_standardised (&none, 7), ==, 0);
}

/* Parts that merge: of any sizes and in any order they are the whole. */
static void
test_merge (void)
{
  enum { N = 5000 };
  static const double lambdas[] = { -3, 0, 0.5, 1, 2, 30 };
  g_autofree double *x = g_new (double, N);
  mercer_random_normals (2, 1, 0, N, x);
  for (size_t k = 0; k < G_N_ELEMENTS (lambdas); k++)
    {
      MercerPowerSums whole, parts, part;
      mercer_power_sums_init (&whole, MERCER_POWER_YEO_JOHNSON, lambdas[k]);
      mercer_power_sums_add (&whole, x, N);
      mercer_power_sums_init (&parts, MERCER_POWER_YEO_JOHNSON, lambdas[k]);
      for (size_t first = N, size = 1; first > 0; size = 3 * size + 1)
        {
          size_t some = MIN (size, first);
          first -= some;
          mercer_power_sums_init (&part, MERCER_POWER_YEO_JOHNSON, lambdas[k]);
          mercer_power_sums_add (&part, x + first, some);
          mercer_power_sums_merge (&parts, &part);
        }
      assert_close (mercer_power_likelihood (&parts), mercer_power_likelihood (&whole), 1e-12, 1e-9);
      assert_close (mercer_power_log_variance (&parts), mercer_power_log_variance (&whole), 1e-12, 1e-12);
    }
}

static void
test_values (void)
{
  assert_close (mercer_power_transform (MERCER_POWER_BOX_COX, 0, 3), log (3), 1e-15, 0);
  assert_close (mercer_power_transform (MERCER_POWER_BOX_COX, 2, 3), 4, 1e-15, 0);
  assert_close (mercer_power_transform (MERCER_POWER_YEO_JOHNSON, 1, -3.5), -3.5, 1e-15, 0); /* 1 changes nothing */
  assert_close (mercer_power_transform (MERCER_POWER_YEO_JOHNSON, 2, -3), -log (4), 1e-15, 0);
  assert_close (mercer_power_transform (MERCER_POWER_YEO_JOHNSON, 1e-320, 3), log (4), 1e-15, 0);
  /* no spread: no lambda; 10, 10, 10, 9.9 wants the greatest that there is room for (its likelihood rises for ever) */
  double same[] = { 2, 2, 2 }, steep[] = { 10, 10, 10, 9.9 }, lambda, best;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_power_fit (MERCER_POWER_BOX_COX, same, 3, &lambda, &best, work), ==, MERCER_OK);
  g_assert_true (isnan (lambda));
  g_assert_cmpint (mercer_power_fit (MERCER_POWER_BOX_COX, steep, 4, &lambda, &best, work), ==, MERCER_OK);
  g_assert_true (isfinite (best) && isfinite (mercer_power_transform (MERCER_POWER_BOX_COX, lambda, 10)));
  g_assert_cmpfloat (lambda, >, 100);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/power-transform/values", test_values);
  g_test_add_func ("/power-transform/fit", test_fit);
  g_test_add_func ("/power-transform/stable", test_stable);
  g_test_add_func ("/power-transform/standardised", test_standardised);
  g_test_add_func ("/power-transform/merge", test_merge);
  return g_test_run ();
}
