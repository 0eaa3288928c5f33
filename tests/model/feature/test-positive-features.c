/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-testing.h"

#include <string.h>

#include "random.h"

static double
cosine (size_t d, const double *a, const double *b)
{
  double ab = 0, aa = 0, bb = 0;
  for (size_t c = 0; c < d; c++)
    {
      ab += a[c] * b[c];
      aa += a[c] * a[c];
      bb += b[c] * b[c];
    }
  return ab / sqrt (aa * bb);
}

/* Angles within a block: 90 degrees; cosine -1 / (d - 1). Between blocks anything. */
static void
test_angles (void)
{
  enum { M = 23 };
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t d = 2; d <= 7; d++)
    {
      MercerMatrix ort = mercer_work_matrix (work, d, M), sim = mercer_work_matrix (work, d, M);
      mercer_gaussian_vectors (MERCER_COUPLING_ORTHOGONAL, 1, 2, ort, work);
      mercer_gaussian_vectors (MERCER_COUPLING_SIMPLEX, 1, 2, sim, work);
      for (size_t i = 0; i < M; i++)
        for (size_t j = 0; j < i; j++)
          if (i / d == j / d)
            {
              assert_close (cosine (d, mercer_matrix_column (ort, i), mercer_matrix_column (ort, j)), 0, 0, 1e-13);
              assert_close (cosine (d, mercer_matrix_column (sim, i), mercer_matrix_column (sim, j)),
                            -1 / ((double) d - 1), 1e-12, 0);
            }
    }
  mercer_work_free (work);
}

/* SimRFs+ has the lengths of SimRFs and a sum that is no longer; given three lengths in the plane that make a triangle,
 * the sum vanishes. */
static void
test_short_sums (void)
{
  enum { BLOCKS = 200, D = 3 };
  double sim[BLOCKS * D * D], plus[BLOCKS * D * D];
  mercer_gaussian_vectors (MERCER_COUPLING_SIMPLEX, 3, 1, mercer_matrix (sim, D, BLOCKS * D), NULL);
  mercer_gaussian_vectors (MERCER_COUPLING_SIMPLEX_PLUS, 3, 1, mercer_matrix (plus, D, BLOCKS * D), NULL);
  for (size_t b = 0; b < BLOCKS; b++)
    {
      double length[D], sums[2] = { 0 }, most = 0, all = 0;
      for (size_t i = 0; i < D; i++)
        {
          const double *s = sim + (b * D + i) * D, *p = plus + (b * D + i) * D;
          length[i] = sqrt (s[0] * s[0] + s[1] * s[1] + s[2] * s[2]);
          assert_close (sqrt (p[0] * p[0] + p[1] * p[1] + p[2] * p[2]), length[i], 1e-12, 0);
          most = fmax (most, length[i]);
          all += length[i];
        }
      for (size_t c = 0; c < D; c++)
        {
          sums[0] += pow (sim[b * D * D + c] + sim[b * D * D + D + c] + sim[b * D * D + 2 * D + c], 2);
          sums[1] += pow (plus[b * D * D + c] + plus[b * D * D + D + c] + plus[b * D * D + 2 * D + c], 2);
        }
      g_assert_cmpfloat (sums[1], <=, sums[0] + 1e-12);
      if (most < 0.45 * all) /* a triangle, and not a flat one, which takes more sweeps */
        g_assert_cmpfloat (sqrt (sums[1]), <, 0.05 * all);
    }
}

/* Each vector alone is N(0, I): moments over many blocks. Five standard errors of each: of x^2 sqrt (2 / B), of x_c x_e
 * sqrt (1 / B), of |x|^4 about sqrt (8 d (d + 2) (d + 3)) / sqrt (B). */
static void
test_marginals (void)
{
  enum { BLOCKS = 20000, D = 3 };
  g_autofree double *w = g_new (double, BLOCKS *D *D);
  for (MercerCoupling coupling = MERCER_COUPLING_NONE; coupling <= MERCER_COUPLING_SIMPLEX_PLUS; coupling++)
    {
      mercer_gaussian_vectors (coupling, 17, 4, mercer_matrix (w, D, BLOCKS * D), NULL);
      for (size_t place = 0; place < D; place++) /* first, second, last of their block */
        {
          double moment[D][D] = { { 0 } }, fourth = 0;
          for (size_t b = 0; b < BLOCKS; b++)
            {
              const double *v = w + (b * D + place) * D;
              double square = 0;
              for (size_t c = 0; c < D; c++)
                square += v[c] * v[c];
              fourth += square * square / BLOCKS;
              for (size_t c = 0; c < D; c++)
                for (size_t e = 0; e < D; e++)
                  moment[c][e] += v[c] * v[e] / BLOCKS;
            }
          assert_close (fourth, D * (D + 2), 0, 5 * sqrt (8.0 * D * (D + 2) * (D + 3) / BLOCKS));
          for (size_t c = 0; c < D; c++)
            for (size_t e = 0; e < D; e++)
              assert_close (moment[c][e], c == e, 0, 5 * sqrt (2.0 / BLOCKS));
        }
    }
}

/* --- Errors ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  double mean, error, error_sd;
} Estimate;

/* Over many draws of m features: the mean of the estimate, and its squared error with the spread of that mean. */
static Estimate
estimate (MercerPositive kind, MercerCoupling coupling, size_t d, size_t m, const double *pair, double k, size_t draws)
{
  Estimate e = { 0 };
  double squares = 0;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix w = mercer_work_matrix (work, d, m * draws), phi = mercer_work_matrix (work, 2, m);
  /* each draw is a run of whole blocks of its own */
  g_assert_true (m % d == 0);
  mercer_gaussian_vectors (coupling, 2024, 7, w, work);
  for (size_t t = 0; t < draws; t++)
    {
      double value = 0;
      mercer_features_positive (kind, mercer_matrix ((double *) pair, 2, d), mercer_matrix_block (w, 0, t * m, d, m), 1, phi,
                                work);
      for (size_t i = 0; i < m; i++)
        value += *mercer_matrix_at (phi, 0, i) * *mercer_matrix_at (phi, 1, i);
      double error = (value - k) * (value - k);
      e.mean += value / (double) draws;
      e.error += error / (double) draws;
      squares += error * error / (double) draws;
    }
  e.error_sd = sqrt ((squares - e.error * e.error) / (double) draws);
  mercer_work_free (work);
  return e;
}

/* Unbiased, and the mean squared error is the paper's closed form, for each coupling, kernel and dimension; iid above
 * orthogonal above simplex, SimRFs+ no worse. Within four standard errors of what 30000 draws give. */
static void
test_errors (void)
{
  enum { DRAWS = 30000 };
  static const double pair3[] = { 0.3, -0.2, 0.1, 0.5, 0.4, -0.1 }, pair6[] = { 0.2, 0.1, -0.3, 0.1, 0.2, 0, 0.1, 0.4, -0.2, 0.3, 0.1, -0.1 };
  static const struct
  {
    size_t d;
    const double *pair;
  } cases[] = { { 3, pair3 }, { 6, pair6 } };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    for (MercerPositive kind = MERCER_POSITIVE_GAUSSIAN; kind <= MERCER_POSITIVE_SOFTMAX; kind++)
      {
        size_t d = cases[k].d;
        double squares = 0, sum = 0, distance = 0, dot = 0, before = INFINITY;
        for (size_t c = 0; c < d; c++)
          {
            double a = cases[k].pair[2 * c], b = cases[k].pair[2 * c + 1];
            squares += a * a + b * b;
            sum += (a + b) * (a + b);
            distance += (a - b) * (a - b);
            dot += a * b;
          }
        double value = kind == MERCER_POSITIVE_GAUSSIAN ? exp (-0.5 * distance) : exp (dot);
        for (MercerCoupling coupling = MERCER_COUPLING_NONE; coupling <= MERCER_COUPLING_SIMPLEX; coupling++)
          {
            Estimate e = estimate (kind, coupling, d, d, cases[k].pair, value, DRAWS);
            double theory = mercer_positive_error (kind, coupling, d, d, squares, sum);
            assert_close (e.mean, value, 0, 4 * sqrt (theory / DRAWS));
            assert_close (e.error, theory, 0, 4 * e.error_sd);
            g_assert_cmpfloat (theory, <, before);
            before = theory;
          }
        Estimate plus = estimate (kind, MERCER_COUPLING_SIMPLEX_PLUS, d, d, cases[k].pair, value, DRAWS);
        assert_close (plus.mean, value, 0, 4 * sqrt (before / DRAWS));
        g_assert_cmpfloat (plus.error, <, before + 4 * plus.error_sd);
      }
}

/* The closed forms term by term as printed (eq. 10 to 12), summed plainly where v is small enough for that. */
static double
conformity (MercerCoupling coupling, size_t d, double v2)
{
  double rho = 0, n = (double) d;
  for (int k = 0; k < 60; k++)
    {
      double term = exp (k * log (v2 / 2) - lgamma (k + 1.0) + lgamma (k + n) - lgamma (k + n / 2));
      double inner = exp (lgamma (n / 2) - lgamma (n));
      if (coupling == MERCER_COUPLING_SIMPLEX)
        {
          inner = 0;
          for (int p = 0; p <= k; p++)
            inner += pow (-1 / (n - 1), p)
                     * exp (lgamma (k + 1.0) - lgamma (p + 1.0) - lgamma (k - p + 1.0) + lgamma ((n + p) / 2)
                            - lgamma ((n + p + 1) / 2));
          inner *= sqrt (G_PI) / (tgamma (n / 2) * pow (2, n - 1));
        }
      rho += term * inner;
    }
  return rho;
}

static void
test_closed_forms (void)
{
  for (size_t d = 2; d <= 16; d += 7)
    for (double v2 = 0.05; v2 < 4; v2 *= 3)
      for (MercerCoupling coupling = MERCER_COUPLING_ORTHOGONAL; coupling <= MERCER_COUPLING_SIMPLEX; coupling++)
        {
          double squares = 0.7 * v2, n = (double) d;
          double want = exp (-2 * squares) / n
                        * ((exp (2 * v2) - exp (v2)) + (n - 1) * (conformity (coupling, d, v2) - exp (v2)));
          /* the plain sums cancel: their digits, not ours, bound the agreement */
          assert_close (mercer_positive_error (MERCER_POSITIVE_GAUSSIAN, coupling, d, d, squares, v2), want, 1e-9,
                        1e-12 * exp (v2));
        }
}

/* SimRFs+ has no formula for all dimensions, but its conformity in three is an integral over lengths: given three that
 * make a triangle the sum of the vectors vanishes, so that |w_i + w_j| is the third length; otherwise the longest lies
 * against the other two. With eq. 8 in three dimensions, sum_k (v w / 2)^2k Gamma (3/2) / k! Gamma (k + 3/2) =
 * sinh (v w) / v w, and the density of a length, sqrt (2 / pi) w^2 exp (-w^2 / 2), by the midpoint rule. */
static double
plus_conformity (double v2)
{
  enum { N = 90 };
  const double step = 9.0 / N, v = sqrt (v2);
  double length[N], weight[N], all = 0, sum = 0;

  for (int i = 0; i < N; i++)
    {
      length[i] = (i + 0.5) * step;
      all += weight[i] = length[i] * length[i] * exp (-0.5 * length[i] * length[i]);
    }
  for (int i = 0; i < N; i++)
    for (int j = 0; j <= i; j++)
      for (int k = 0; k <= j; k++) /* i the longest */
        {
          double a = length[i], b = length[j], c = length[k], same = i == j && j == k ? 1 : i == j || j == k ? 3 : 6;
          const double triangle[] = { a, b, c }, flat[] = { b + c, a - b, a - c };
          for (int pair = 0; pair < 3; pair++)
            {
              double t = v * (a < b + c ? triangle : flat)[pair];
              sum += same * weight[i] * weight[j] * weight[k] * (t > 1e-9 ? sinh (t) / t : 1) / 3;
            }
        }
  return sum / (all * all * all);
}

static void
test_plus (void)
{
  enum { DRAWS = 60000 };
  static const double pairs[][6] = { { 0.3, -0.2, 0.1, 0.5, 0.4, -0.1 }, { 0.2, 0.1, -0.2, -0.1, 0.3, 0.4 } };

  for (size_t p = 0; p < G_N_ELEMENTS (pairs); p++)
    {
      double squares = 0, sum = 0, distance = 0;
      for (size_t c = 0; c < 3; c++)
        {
          double a = pairs[p][2 * c], b = pairs[p][2 * c + 1];
          squares += a * a + b * b;
          sum += (a + b) * (a + b);
          distance += (a - b) * (a - b);
        }
      Estimate e = estimate (MERCER_POSITIVE_GAUSSIAN, MERCER_COUPLING_SIMPLEX_PLUS, 3, 3, pairs[p], exp (-0.5 * distance), DRAWS);
      /* eq. 6: of three features, with the conformity in place of that of independent ones */
      double want = exp (-2 * squares) / 3 * ((exp (2 * sum) - exp (sum)) + 2 * (plus_conformity (sum) - exp (sum)));
      assert_close (e.error, want, 0, 4 * e.error_sd);
      /* and so narrow is this that SimRFs would not pass */
      double simplex = mercer_positive_error (MERCER_POSITIVE_GAUSSIAN, MERCER_COUPLING_SIMPLEX, 3, 3, squares, sum);
      g_test_message ("SimRFs+ %g, by the integral %g, SimRFs %g, standard error %g", e.error, want, simplex, e.error_sd);
      g_assert_cmpfloat (want + 4 * e.error_sd, <, simplex);
    }
}

/* Theorem 3.3: at every distance and in every dimension iid > orthogonal > simplex. */
static void
test_order (void)
{
  for (size_t d = 2; d <= 64; d *= 2)
    {
      for (double v2 = 0.1; v2 < 30; v2 *= 2)
        {
          double iid = mercer_positive_error (MERCER_POSITIVE_GAUSSIAN, MERCER_COUPLING_NONE, d, d, v2, v2);
          double ort = mercer_positive_error (MERCER_POSITIVE_GAUSSIAN, MERCER_COUPLING_ORTHOGONAL, d, d, v2, v2);
          double sim = mercer_positive_error (MERCER_POSITIVE_GAUSSIAN, MERCER_COUPLING_SIMPLEX, d, d, v2, v2);
          g_assert_cmpfloat (ort, <, iid);
          g_assert_cmpfloat (sim, <, ort);
          g_assert_cmpfloat (sim, >, 0);
        }
    }
}

/* --- Which kernels ------------------------------------------------------------------------------------------------ */

static void
test_gaussian (void)
{
  static const char *const names[] = { "a", "b", "c", NULL };
  static const struct
  {
    const char *text;
    bool is;
    double s[3], c;
  } cases[] = {
    { "RBF(lengthscale=2)", true, { 0.5, 0.5, 0.5 }, 1 },
    { "3 * RBF(lengthscale=[1, 2, 4])", true, { 1, 0.5, 0.25 }, 3 },
    { "RBF(lengthscale=0.5)[b] * 2 * RBF()[c]", true, { 0, 2, 1 }, 2 },
    { "RBF(lengthscale=1)[a] * RBF(lengthscale=0.5)[a]", true, { 2.23606797749979, 0, 0 }, 1 }, /* sqrt (1 + 4) */
    { "RBF() + White()", true, { 1, 1, 1 }, 1 },
    { "RBF() + 0.1 * White()", true, { 1, 1, 1 }, 1 },
    { "RBF() + RBF()", false, { 0 }, 0 },
    { "Matern(nu=1.5)", false, { 0 }, 0 },
    { "RBF()^2", false, { 0 }, 0 },
    { "2", false, { 0 }, 0 },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      double s[3], c;
      g_autoptr (MercerKernel) kernel = kernel_of (cases[k].text, 3);
      g_assert_cmpint (mercer_kernel_is_gaussian (kernel, names, 3, s, &c), ==, cases[k].is);
      for (size_t i = 0; i < 3 && cases[k].is; i++)
        assert_close (s[i], cases[k].s[i], 1e-14, 0);
      if (cases[k].is)
        assert_close (c, cases[k].c, 1e-15, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/positive-features/angles", test_angles);
  g_test_add_func ("/positive-features/short-sums", test_short_sums);
  g_test_add_func ("/positive-features/marginals", test_marginals);
  g_test_add_func ("/positive-features/errors", test_errors);
  g_test_add_func ("/positive-features/closed-forms", test_closed_forms);
  g_test_add_func ("/positive-features/plus", test_plus);
  g_test_add_func ("/positive-features/order", test_order);
  g_test_add_func ("/positive-features/gaussian", test_gaussian);
  return g_test_run ();
}
