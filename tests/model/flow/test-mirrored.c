/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mirrored.h"
#include "random.h"
#include "testing.h"

enum { N = 30 };
static const double alpha[3] = { 2.5, 0.7, 4 };

static void
make (double *eta, double *theta)
{
  mercer_random_normals (3, 1, 0, 2 * N, eta);
  mercer_simplex_unmirror (mercer_matrix (eta, N, 2), mercer_matrix (theta, N, 3));
}

static void
test_coordinates (void)
{
  double eta[2 * N], theta[3 * N], x[2 * N], back[3 * N], again[2 * N], corner[6] = { 0, 1, 0.5, 0, 0, 5 };
  MercerMatrix shares = mercer_matrix (theta, N, 3);
  make (eta, theta);
  mercer_simplex_mirror (shares, mercer_matrix (again, N, 2));
  mercer_simplex_place (shares, mercer_matrix (x, N, 2));
  mercer_simplex_find (mercer_matrix (x, N, 2), mercer_matrix (back, N, 3));
  for (size_t e = 0; e < 2 * N; e++)
    assert_close (again[e], eta[e], 1e-12, 1e-12);
  for (size_t e = 0; e < 3 * N; e++)
    assert_close (back[e], theta[e], 1e-6, 1e-9);
  mercer_simplex_find (mercer_matrix (corner, 3, 2), mercer_matrix (back, 3, 3));
  for (size_t i = 0; i < 3; i++)
    {
      double sum = back[i] + back[i + 3] + back[i + 6];
      assert_close (sum, 1, 1e-14, 0);
      g_assert_true (back[i] > 0 && back[i + 3] > 0 && back[i + 6] > 0);
    }
}

/* log of the Dirichlet density carried over to eta, whose volume is the product of the shares: sum alpha_a log theta_a. */
static double
log_density (const double eta[2])
{
  double total = log (exp (eta[0]) + exp (eta[1]) + 1);
  return alpha[0] * (eta[0] - total) + alpha[1] * (eta[1] - total) - alpha[2] * total;
}

static double
kernel (const double a[2], const double b[2], double l)
{
  double x[4], theta[6], eta[4] = { a[0], b[0], a[1], b[1] };
  mercer_simplex_unmirror (mercer_matrix (eta, 2, 2), mercer_matrix (theta, 2, 3));
  mercer_simplex_place (mercer_matrix (theta, 2, 3), mercer_matrix (x, 2, 2));
  return exp (-(pow (x[0] - x[1], 2) + pow (x[2] - x[3], 2)) / (2 * l * l));
}

/* It is Stein variational gradient descent in eta: the slow obvious twin with all derivatives by differences. */
static void
test_velocity (void)
{
  const double h = 1e-5, l = 0.3;
  double eta[2 * N], theta[3 * N], v[2 * N];
  MercerWork *work = mercer_work_new (0, NULL);
  make (eta, theta);
  g_assert_cmpint (mercer_mirrored_velocity (alpha, l, mercer_matrix (theta, N, 3), mercer_matrix (v, N, 2), work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i += 4)
    for (size_t a = 0; a < 2; a++)
      {
        double sum = 0, at[2] = { eta[i], eta[i + N] };
        for (size_t j = 0; j < N; j++)
          {
            double there[2] = { eta[j], eta[j + N] }, up[2] = { eta[j], eta[j + N] }, down[2] = { eta[j], eta[j + N] };
            up[a] += h;
            down[a] -= h;
            sum += kernel (there, at, l) * (log_density (up) - log_density (down)) / (2 * h)
                   + (kernel (up, at, l) - kernel (down, at, l)) / (2 * h);
          }
        assert_close (v[i + a * N], sum / N, 1e-7, 1e-8);
      }
  mercer_work_stop (work);
  g_assert_cmpint (mercer_mirrored_velocity (alpha, l, mercer_matrix (theta, N, 3), mercer_matrix (v, N, 2), work), ==, MERCER_STOPPED);
  mercer_work_free (work);
}

/* Means alpha / sum and variances of the Dirichlet within five standard errors of 20,000 draws. */
static void
test_draws (void)
{
  enum { MANY = 20000 };
  g_autofree double *theta = g_new (double, 3 * MANY);
  double total = alpha[0] + alpha[1] + alpha[2];
  mercer_dirichlet_draw (alpha, 9, mercer_matrix (theta, MANY, 3));
  for (size_t a = 0; a < 3; a++)
    {
      double mean = 0, squares = 0, want = alpha[a] / total, variance = want * (1 - want) / (total + 1);
      for (size_t i = 0; i < MANY; i++)
        {
          mean += theta[i + a * MANY] / MANY;
          squares += pow (theta[i + a * MANY] - want, 2) / MANY;
        }
      assert_close (mean, want, 0, 5 * sqrt (variance / MANY));
      assert_close (squares, variance, 0.06, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mirrored/coordinates", test_coordinates);
  g_test_add_func ("/mirrored/velocity", test_velocity);
  g_test_add_func ("/mirrored/draws", test_draws);
  return g_test_run ();
}
