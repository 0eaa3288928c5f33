/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coupling.h"

#include <string.h>

#include "random.h"
#include "testing.h"

enum { N = 40, M = 7 };

typedef struct
{
  const char *name, *kernel;
  MercerBend (*bend) (void);
  size_t d, layers;
} Case;

static MercerBend
affine (void)
{
  return mercer_bend_affine ();
}

static MercerBend
spline (void)
{
  return mercer_bend_affine_spline (4, 3);
}

static MercerBend
smooth (void)
{
  return mercer_bend_smooth (3);
}

/* Holds all rows that set_up () makes. */
static const double box[] = { -5, -6, 12, 25 };

static const Case cases[] = {
  { "affine of two columns", "RBF(lengthscale=0.8)", affine, 2, 4 },
  { "affine of one column", "RBF(lengthscale=0.8)", affine, 1, 2 },
  { "affine of three columns", "0.5 * Matern(nu=2.5, lengthscale=[1, 2, 0.5]) + 0.1 * Linear()", affine, 3, 5 },
  { "splines of two columns", "RBF(lengthscale=0.8)", spline, 2, 4 },
  { "splines of one column", "RBF(lengthscale=0.8)", spline, 1, 2 },
  { "smooth, of two columns", "RBF(lengthscale=3)", smooth, 2, 3 },
  { "splines of three columns", "RationalQuadratic(alpha=1, lengthscale=2)", spline, 3, 2 },
};

typedef struct
{
  MercerWork *work;
  MercerKernel *kernel;
  MercerMatrix x;
  MercerCoupling chain;
} Set;

static MercerKernel *
bound (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", "d", NULL };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  MercerKernel *tied = mercer_kernel_bind (kernel, names, d, NULL);
  g_assert_nonnull (tied);
  return tied;
}

/* Rows of a curved cloud far from the origin, and a chain whose every parameter is off its start by normals of sd `bent`. */
static void
set_up (Set *set, const Case *of, double bent)
{
  set->work = mercer_work_new (0, NULL);
  set->kernel = bound (of->kernel, of->d);
  set->x = mercer_work_matrix (set->work, N, of->d);
  mercer_random_normals (5, 1, 0, N * of->d, set->x.data);
  for (size_t c = 0; c < of->d; c++)
    for (size_t i = 0; i < N; i++)
      *mercer_matrix_at (set->x, i, c)
          = 3 + 2 * *mercer_matrix_at (set->x, i, c) + (c > 0 ? 0.4 * pow (*mercer_matrix_at (set->x, i, 0) - 3, 2) : 0);
  const double *within = of->bend == smooth ? box : NULL;
  MercerStatus status = mercer_coupling_open (&set->chain, set->kernel, of->bend (), set->x, within, of->layers, M, 11, set->work);
  g_assert_cmpint (status, ==, MERCER_OK);
  for (size_t k = 0; k < set->chain.parameters; k++)
    set->chain.theta[k] += bent * mercer_random_normal (8, 2, k);
  set->chain.penalty = 0.03;
}

static void
tear_down (Set *set)
{
  mercer_kernel_unref (set->kernel);
  mercer_work_free (set->work);
}

/* Untrained, the chain standardises and no more: the density is that of independent normals with the columns' own means and
 * standard deviations. */
static void
test_start (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      if (cases[t].bend == smooth)
        continue; /* begins near the uniform density, not at it */
      set_up (&set, &cases[t], 0);
      double got[N];
      g_assert_cmpint (mercer_coupling_log_density (&set.chain, set.x, got, set.work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i++)
        {
          double want = 0;
          for (size_t c = 0; c < set.x.cols; c++)
            {
              double mean = 0, square = 0, x = *mercer_matrix_at (set.x, i, c);
              for (size_t j = 0; j < N; j++)
                mean += *mercer_matrix_at (set.x, j, c) / N;
              for (size_t j = 0; j < N; j++)
                square += pow (*mercer_matrix_at (set.x, j, c) - mean, 2) / N;
              want -= 0.5 * (log (2 * G_PI * square) + (x - mean) * (x - mean) / square);
            }
          assert_close (got[i], want, 1e-12, 1e-12);
        }
      tear_down (&set);
    }
}

/* x back from z, to rounding through the layers. */
static void
test_inverse (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.3);
      MercerMatrix z = mercer_work_matrix (set.work, N, set.x.cols), back = mercer_work_matrix (set.work, N, set.x.cols);
      g_assert_cmpint (mercer_coupling_forward (&set.chain, set.x, z, NULL, set.work), ==, MERCER_OK);
      g_assert_cmpint (mercer_coupling_inverse (&set.chain, z, back, set.work), ==, MERCER_OK);
      for (size_t k = 0; k < N * set.x.cols; k++)
        assert_close (back.data[k], set.x.data[k], 1e-9, 1e-9);
      tear_down (&set);
    }
}

static double
determinant (double j[3][3], size_t d)
{
  if (d == 1)
    return j[0][0];
  if (d == 2)
    return j[0][0] * j[1][1] - j[0][1] * j[1][0];
  return j[0][0] * (j[1][1] * j[2][2] - j[1][2] * j[2][1]) - j[0][1] * (j[1][0] * j[2][2] - j[1][2] * j[2][0])
         + j[0][2] * (j[1][0] * j[2][1] - j[1][1] * j[2][0]);
}

/* log |det| against the determinant of central differences of forward. Their error is of order h^2 times third derivatives, which
 * in splines of narrow bins are large, and rounding over h, which is large where kernels see small distances. */
static void
test_determinant (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      const double h = cases[t].bend == spline ? 1e-5 : 1e-4;
      Set set;
      set_up (&set, &cases[t], 0.3);
      size_t d = set.x.cols;
      MercerMatrix z = mercer_work_matrix (set.work, N, d), up = mercer_work_matrix (set.work, 2, d);
      double log_det[N];
      g_assert_cmpint (mercer_coupling_forward (&set.chain, set.x, z, log_det, set.work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i += 5)
        {
          double j[3][3];
          for (size_t c = 0; c < d; c++)
            {
              for (size_t e = 0; e < d; e++)
                for (size_t s = 0; s < 2; s++)
                  *mercer_matrix_at (up, s, e) = *mercer_matrix_at (set.x, i, e) + (e == c ? (s == 0 ? h : -h) : 0);
              g_assert_cmpint (mercer_coupling_forward (&set.chain, up, up, NULL, set.work), ==, MERCER_OK);
              for (size_t e = 0; e < d; e++)
                j[e][c] = (*mercer_matrix_at (up, 0, e) - *mercer_matrix_at (up, 1, e)) / (2 * h);
            }
          assert_close (log_det[i], log (fabs (determinant (j, d))), 0, 2e-5);
        }
      tear_down (&set);
    }
}

/* Every parameter's derivative of the penalised loss against central differences: error of order h^2 and 1e-16 / h. */
static void
test_gradient (void)
{
  const double h = 1e-5;
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.2);
      size_t p = set.chain.parameters;
      double *gradient = mercer_work_doubles (set.work, p), *theta = mercer_work_doubles (set.work, p), loss, nll, up, down;
      memcpy (theta, set.chain.theta, p * sizeof *theta);
      g_assert_cmpint (mercer_coupling_loss (&set.chain, theta, set.x, &loss, &nll, gradient, set.work), ==, MERCER_OK);
      g_assert_true (cases[t].d == 1 ? loss == nll : loss > nll); /* one column has nothing to penalise */
      double density[N], mean = 0, largest = 0;
      g_assert_cmpint (mercer_coupling_log_density (&set.chain, set.x, density, set.work), ==, MERCER_OK);
      for (size_t i = 0; i < N; i++)
        mean += density[i] / N;
      assert_close (nll, -mean, 1e-12, 0);
      for (size_t k = 0; k < p; k++)
        largest = fmax (largest, fabs (gradient[k]));
      for (size_t k = 0; k < p; k++)
        {
          double at = theta[k];
          theta[k] = at + h;
          g_assert_cmpint (mercer_coupling_loss (&set.chain, theta, set.x, &up, NULL, NULL, set.work), ==, MERCER_OK);
          theta[k] = at - h;
          g_assert_cmpint (mercer_coupling_loss (&set.chain, theta, set.x, &down, NULL, NULL, set.work), ==, MERCER_OK);
          theta[k] = at;
          assert_close (gradient[k], (up - down) / (2 * h), 1e-5, 1e-6 * largest);
        }
      tear_down (&set);
    }
}

/* The density of two columns has mass 1: sums over a lattice that holds all but a sliver of it. Its cells are fine beside the
 * density's features, where the trapezium rule is right to far more than the tolerance. */
static void
assert_whole (Set *set)
{
  enum { G = 400 };
  MercerMatrix row = mercer_work_matrix (set->work, G, 2);
  double density[G], sum = 0, low[2], high[2];
  for (size_t c = 0; c < 2; c++)
    {
      bool whole = set->chain.bend.bounded; /* half a cell beyond: midpoints of cells of the box */
      low[c] = whole ? box[c] + 0.5 * (box[2 + c] - box[c]) / G : set->chain.mean[c] - 12 * set->chain.sd[c];
      high[c] = whole ? box[2 + c] - 0.5 * (box[2 + c] - box[c]) / G : set->chain.mean[c] + 12 * set->chain.sd[c];
    }
  for (size_t j = 0; j < G; j++)
    {
      for (size_t i = 0; i < G; i++)
        {
          *mercer_matrix_at (row, i, 0) = low[0] + (high[0] - low[0]) * (double) i / (G - 1);
          *mercer_matrix_at (row, i, 1) = low[1] + (high[1] - low[1]) * (double) j / (G - 1);
        }
      g_assert_cmpint (mercer_coupling_log_density (&set->chain, row, density, set->work), ==, MERCER_OK);
      for (size_t i = 0; i < G; i++)
        sum += exp (density[i]) * (high[0] - low[0]) * (high[1] - low[1]) / ((G - 1) * (G - 1));
    }
  assert_close (sum, 1, 0, 1e-3);
}

static void
test_mass (void)
{
  for (size_t t = 0; t < G_N_ELEMENTS (cases); t++)
    {
      Set set;
      set_up (&set, &cases[t], 0.12);
      if (cases[t].d == 2)
        assert_whole (&set);
      tear_down (&set);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coupling/start", test_start);
  g_test_add_func ("/coupling/inverse", test_inverse);
  g_test_add_func ("/coupling/determinant", test_determinant);
  g_test_add_func ("/coupling/gradient", test_gradient);
  g_test_add_func ("/coupling/mass", test_mass);
  return g_test_run ();
}
