/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"
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
  g_assert_cmpint (mercer_mirrored_velocity (MERCER_MIRRORED_PLAIN, alpha, l, mercer_matrix (theta, N, 3), mercer_matrix (v, N, 2), work),
                   ==, MERCER_OK);
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
  g_assert_cmpint (mercer_mirrored_velocity (MERCER_MIRRORED_PLAIN, alpha, l, mercer_matrix (theta, N, 3), mercer_matrix (v, N, 2), work),
                   ==, MERCER_STOPPED);
  mercer_work_free (work);
}

/* --- Kernels that carry a metric ------------------------------------------------------------------- */

enum { FEW = 5 };

/* Of the coordinates that the operator differentiates in: the first two shares, or eta. */
typedef struct
{
  MercerMirroredKind kind;
  double l, at[FEW][2], root[FEW][FEW]; /* root(m, k): k^(1/2) (., x_k) = sum_m k (., x_m) root(m, k) */
} Slow;

static void
shares_of (const Slow *slow, const double at[2], double theta[3])
{
  double eta[2] = { at[0], at[1] };
  if (slow->kind == MERCER_MIRRORED_NATURAL)
    mercer_simplex_unmirror (mercer_matrix (eta, 1, 2), mercer_matrix (theta, 1, 3));
  else
    {
      theta[0] = at[0];
      theta[1] = at[1];
      theta[2] = 1 - at[0] - at[1];
    }
}

/* The metric: the mirror map's Hessian; in eta minus that of log_density (). */
static void
metric (const Slow *slow, const double at[2], double m[2][2])
{
  double theta[3], total = alpha[0] + alpha[1] + alpha[2];
  shares_of (slow, at, theta);
  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++)
      m[a][b] = slow->kind == MERCER_MIRRORED_NATURAL ? total * ((a == b ? theta[a] : 0) - theta[a] * theta[b])
                                                      : (a == b ? 1 / theta[a] : 0) + 1 / theta[2];
}

static void
inverse (double m[2][2])
{
  double det = m[0][0] * m[1][1] - m[0][1] * m[1][0], swap = m[0][0];
  m[0][0] = m[1][1] / det;
  m[1][1] = swap / det;
  m[0][1] /= -det;
  m[1][0] /= -det;
}

static double
log_density_of (const Slow *slow, const double at[2])
{
  double theta[3];
  if (slow->kind == MERCER_MIRRORED_NATURAL)
    return log_density (at);
  shares_of (slow, at, theta);
  return (alpha[0] - 1) * log (theta[0]) + (alpha[1] - 1) * log (theta[1]) + (alpha[2] - 1) * log (theta[2]);
}

static double
plain (const Slow *slow, const double a[2], const double b[2])
{
  double theta[6], one[3], two[3], x[4];
  shares_of (slow, a, one);
  shares_of (slow, b, two);
  for (int c = 0; c < 3; c++)
    {
      theta[2 * c] = one[c];
      theta[2 * c + 1] = two[c];
    }
  mercer_simplex_place (mercer_matrix (theta, 2, 3), mercer_matrix (x, 2, 2));
  return exp (-(pow (x[0] - x[1], 2) + pow (x[2] - x[3], 2)) / (2 * slow->l * slow->l));
}

/* k^(1/2) (at, x_k) */
static double
half (const Slow *slow, const double at[2], size_t k)
{
  double sum = 0;
  for (size_t m = 0; m < FEW; m++)
    sum += plain (slow, at, slow->at[m]) * slow->root[m][k];
  return sum;
}

/* metric^-1 (at) times the kernel that carries it, K (at, x_j) = 1/n sum_k k^(1/2) (at, x_k) M_k k^(1/2) (x_k, x_j). */
static void
carried (const Slow *slow, const double at[2], size_t j, double out[2][2])
{
  double m[2][2], k[2][2] = { { 0 } }, here[2][2];
  for (size_t p = 0; p < FEW; p++)
    {
      metric (slow, slow->at[p], m);
      for (int a = 0; a < 4; a++)
        k[a / 2][a % 2] += half (slow, at, p) * m[a / 2][a % 2] * half (slow, slow->at[j], p) / FEW;
    }
  metric (slow, at, here);
  inverse (here);
  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++)
      out[a][b] = here[a][0] * k[0][b] + here[a][1] * k[1][b];
}

/* The mean over particles of the mirrored Stein operator applied to that kernel, by differences. */
static void
slow_velocity (const Slow *slow, size_t j, double velocity[2])
{
  const double h = 1e-5;
  velocity[0] = velocity[1] = 0;
  for (size_t i = 0; i < FEW; i++)
    for (int a = 0; a < 2; a++)
      {
        double up[2] = { slow->at[i][0], slow->at[i][1] }, down[2] = { up[0], up[1] }, here[2][2], above[2][2], below[2][2];
        up[a] += h;
        down[a] -= h;
        double score = (log_density_of (slow, up) - log_density_of (slow, down)) / (2 * h);
        carried (slow, slow->at[i], j, here);
        carried (slow, up, j, above);
        carried (slow, down, j, below);
        for (int b = 0; b < 2; b++)
          velocity[b] += (here[a][b] * score + (above[a][b] - below[a][b]) / (2 * h)) / FEW;
      }
  if (slow->kind == MERCER_MIRRORED_NATURAL)
    {
      double m[2][2], v[2] = { velocity[0], velocity[1] };
      metric (slow, slow->at[j], m);
      inverse (m);
      velocity[0] = m[0][0] * v[0] + m[0][1] * v[1];
      velocity[1] = m[1][0] * v[0] + m[1][1] * v[1];
    }
}

/* sqrt n K^(-1/2) */
static void
find_root (Slow *slow, MercerWork *work)
{
  double k[FEW * FEW], values[FEW], vectors[FEW * FEW];
  for (size_t i = 0; i < FEW; i++)
    for (size_t j = 0; j < FEW; j++)
      k[i + j * FEW] = plain (slow, slow->at[i], slow->at[j]);
  g_assert_cmpint (mercer_eigen (mercer_matrix (k, FEW, FEW), values, mercer_matrix (vectors, FEW, FEW), work), ==, MERCER_OK);
  for (size_t i = 0; i < FEW; i++)
    for (size_t j = 0; j < FEW; j++)
      {
        slow->root[i][j] = 0;
        for (size_t p = 0; p < FEW; p++)
          slow->root[i][j] += sqrt (FEW / values[p]) * vectors[i + p * FEW] * vectors[j + p * FEW];
      }
}

/* The short forms of SVMD and SVNG are the operator of the paper applied to its kernel, term by term. */
static void
test_metric (void)
{
  static const MercerMirroredKind kinds[] = { MERCER_MIRRORED_METRIC, MERCER_MIRRORED_NATURAL };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      double eta[2 * FEW], theta[3 * FEW], v[2 * FEW];
      Slow slow = { .kind = kinds[k], .l = 0.15 };
      mercer_random_normals (3, 1, 0, 2 * FEW, eta);
      mercer_simplex_unmirror (mercer_matrix (eta, FEW, 2), mercer_matrix (theta, FEW, 3));
      for (size_t i = 0; i < FEW; i++)
        for (size_t a = 0; a < 2; a++)
          slow.at[i][a] = slow.kind == MERCER_MIRRORED_NATURAL ? eta[i + a * FEW] : theta[i + a * FEW];
      find_root (&slow, work);
      g_assert_cmpint (mercer_mirrored_velocity (slow.kind, alpha, slow.l, mercer_matrix (theta, FEW, 3), mercer_matrix (v, FEW, 2), work),
                       ==, MERCER_OK);
      for (size_t j = 0; j < FEW; j++)
        {
          double want[2];
          slow_velocity (&slow, j, want);
          for (size_t a = 0; a < 2; a++)
            assert_close (v[j + a * FEW], want[a], 1e-5, 1e-6);
        }
    }
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
  g_test_add_func ("/mirrored/metric", test_metric);
  g_test_add_func ("/mirrored/draws", test_draws);
  return g_test_run ();
}
