/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quadrature.h"
#include "testing.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quadrature/degree", test_degree);
  g_test_add_func ("/quadrature/nodes", test_nodes);
  return g_test_run ();
}
