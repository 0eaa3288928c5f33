/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quadrature.h"
#include "testing.h"

#include <gsl/gsl_integration.h>
#include <math.h>

static double
raised (double x, void *power)
{
  return pow (x, *(int *) power);
}

/* Exact for polynomials up to degree 2 n - 1, and no further: the property that defines the rule. */
static void
test_degree (void)
{
  for (size_t n = 1; n <= 12; n++)
    for (int power = 0; power <= (int) (2 * n); power++)
      {
        double a = 0.2, b = 1.9, want = (pow (b, power + 1) - pow (a, power + 1)) / (power + 1);
        double got = mercer_legendre (n, a, b, raised, &power);
        if (power < (int) (2 * n))
          assert_close (got, want, 1e-13, 0);
        else if (n < 5) /* beyond, what is missing drowns in rounding */
          g_assert_cmpfloat (fabs (got - want), >, 1e-12 * want);
      }
}

/* Nodes rise within the interval, weights are positive and add up to its length; small and large n, those that are
 * kept as those that are made. */
static void
test_nodes (void)
{
  static const size_t sizes[] = { 1, 7, 32, 200, 256 };
  double x[MERCER_LEGENDRE_MOST], weight[MERCER_LEGENDRE_MOST];

  for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (int again = 0; again < 2; again++)
      {
        double sum = 0;
        mercer_legendre_nodes (sizes[s], -3, 2, x, weight);
        for (size_t i = 0; i < sizes[s]; i++)
          {
            g_assert_cmpfloat (x[i], >, i > 0 ? x[i - 1] : -3);
            g_assert_cmpfloat (x[i], <, 2);
            g_assert_cmpfloat (weight[i], >, 0);
            sum += weight[i];
          }
        assert_close (sum, 5, 1e-13, 0);
      }
}

/* Against GSL's table of 64 nodes, which it holds to more digits than a double has; rules that it makes itself are good
 * to ten digits only. */
static void
test_table (void)
{
  enum { N = 64 };
  double x[N], weight[N];
  gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc (N);

  mercer_legendre_nodes (N, 0, 1, x, weight);
  for (size_t i = 0; i < N; i++)
    {
      double at, of;
      gsl_integration_glfixed_point (0, 1, i, &at, &of, table);
      assert_close (x[i], at, 0, 3e-16);
      assert_close (weight[i], of, 1e-12, 0); /* near the ends 1 - x^2 has lost some */
    }
  gsl_integration_glfixed_table_free (table);
}

static double
steep (double x, void *width)
{
  return atan (x / *(double *) width);
}

/* A step of any width, against its antiderivative x atan (x / w) - w log (1 + (x / w)^2) / 2. */
static void
test_halving (void)
{
  for (double w = 1; w > 1e-9; w *= 0.03)
    {
      double ends[] = { 1.7, -0.4 }, want = 0;
      for (int i = 0; i < 2; i++)
        want += (i == 0 ? 1 : -1) * (ends[i] * atan (ends[i] / w) - 0.5 * w * log1p (ends[i] * ends[i] / (w * w)));
      assert_close (mercer_legendre_halving (ends[1], ends[0], 0, steep, &w), want, 1e-12, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quadrature/degree", test_degree);
  g_test_add_func ("/quadrature/nodes", test_nodes);
  g_test_add_func ("/quadrature/table", test_table);
  g_test_add_func ("/quadrature/halving", test_halving);
  return g_test_run ();
}
