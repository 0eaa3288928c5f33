/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feature-testing.h"

#include <string.h>

#include "random.h"

/* Bochner's theorem is the test: the mean cosine over drawn frequencies is the kernel, whose values are tested against
 * scikit-learn and slow formulas elsewhere. A mean of M cosines has an error of sqrt ((k(0)^2 + k(0) k(2 t) - 2 k(t)^2) /
 * 2 M) <= k(0) / sqrt (M); five of those, as hundreds of means are looked at. */
enum { M = 40000, MOST_D = 4 };

static void
check_means (const char *text, size_t d, MercerCoupling coupling)
{
  static const double steps[] = { 0.1, 0.4, 1, 2.3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = kernel_of (text, d);
  g_autoptr (MercerSpectralLaw) law = law_of (text, d, &error);
  g_assert_no_error (error);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix w = mercer_work_matrix (work, d, M);
  g_assert_cmpint (mercer_spectral_law_draw (law, coupling, 11, w, work), ==, MERCER_OK);
  double zero[MOST_D] = { 0 }, weight = mercer_spectral_law_weight (law);
  assert_close (weight, mercer_kernel_value (kernel, zero, zero), 1e-14, 0);
  for (size_t s = 0; s < G_N_ELEMENTS (steps); s++)
    for (size_t c = 0; c <= d; c++) /* along each axis and askew */
      {
        double x[MOST_D] = { 0 }, mean = 0;
        for (size_t k = 0; k < d; k++)
          x[k] = c == d ? steps[s] / (double) (k + 1) * (k % 2 == 0 ? 1 : -1) : c == k ? steps[s] : 0;
        for (size_t i = 0; i < M; i++)
          {
            double angle = 0;
            for (size_t k = 0; k < d; k++)
              angle += x[k] * *mercer_matrix_at (w, k, i);
            mean += weight * cos (angle) / M;
          }
        assert_close (mean, mercer_kernel_value (kernel, x, zero), 0, 5 * weight / sqrt (M));
      }
  mercer_work_free (work);
}

static void
test_families (void)
{
  static const struct
  {
    const char *text;
    size_t d;
  } cases[] = {
    { "RBF(lengthscale=0.7)", 3 }, { "RBF(lengthscale=[0.3, 2])", 2 }, { "Matern(nu=0.5, lengthscale=0.8)", 3 },
    { "Matern(nu=1.5, lengthscale=[1, 0.5])", 2 }, { "Matern(nu=2.5)", 1 }, { "Matern(nu=0.9)", 4 },
    { "RationalQuadratic(alpha=0.6, lengthscale=0.5)", 2 }, { "Cauchy(lengthscale=0.9)", 2 },
    { "InverseMultiquadric(lengthscale=0.6)", 3 }, { "GammaExponential(gamma=1.3, lengthscale=0.7)", 2 },
    { "GammaExponential(gamma=0.5)", 1 }, { "GammaExponential(gamma=2)", 2 }, { "Periodic(period=2, lengthscale=0.6)", 1 },
    { "Cosine(period=1.7)", 1 }, { "SpectralMixture(mean=0.8, scale=0.3)", 1 }, { "Sinc(lengthscale=0.9)", 1 },
    { "Wavelet(lengthscale=0.8)", 1 }, { "HyperbolicSecant(lengthscale=0.5)", 1 },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    for (MercerCoupling coupling = MERCER_COUPLING_NONE; coupling <= MERCER_COUPLING_QUASI; coupling++)
      check_means (cases[k].text, cases[k].d, coupling);
}

static void
test_expressions (void)
{
  static const char *const texts[] = {
    "2 * RBF()[a] + 0.5 * Matern(nu=0.5)[b]", "RBF(lengthscale=2)[a] * Periodic(period=1.5)[b]", "(RBF() + 0.3)^3",
    "0.7 * RBF() + White(variance=3)", "(Cosine(period=2)[b] + 0.2 * Cauchy()) * 1.5 * RationalQuadratic(alpha=2)",
  };
  for (size_t k = 0; k < G_N_ELEMENTS (texts); k++)
    {
      g_autoptr (MercerSpectralLaw) law = law_of (texts[k], 2, NULL);
      g_assert_nonnull (law);
      if (strstr (texts[k], "White") != NULL)
        continue; /* its value at 0 has White in it; the weight does not */
      check_means (texts[k], 2, MERCER_COUPLING_NONE);
      check_means (texts[k], 2, MERCER_COUPLING_ORTHOGONAL);
      check_means (texts[k], 2, MERCER_COUPLING_QUASI);
    }
  g_autoptr (MercerSpectralLaw) noisy = law_of ("0.7 * RBF() + White(variance=3)", 2, NULL);
  assert_close (mercer_spectral_law_weight (noisy), 0.7, 1e-15, 0);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *text, *part;
  } cases[] = {
    { "RBF() + Linear()", "Linear" }, { "Brownian()[a]", "Brownian" }, { "Sinc()", "one column" },
    { "White()", "white noise" }, { "RBF()^64 * RBF()^64 * RBF()^64 * RBF()^64 * RBF()^64", "parts" },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (law_of (cases[k].text, 2, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[k].part));
    }
}

/* Same seed same bits, another seed others; the first of many are those of few. */
static void
test_seeds (void)
{
  enum { FEW = 40, MANY = 77, D = 3 };
  double few[FEW * D], many[MANY * D], other[FEW * D];
  MercerWork *work = mercer_work_new (0, NULL);
  g_autoptr (MercerSpectralLaw) law = law_of ("Matern(nu=1.5) + 0.4 * RBF()[a] * Cauchy()[b]", D, NULL);
  for (MercerCoupling coupling = MERCER_COUPLING_NONE; coupling <= MERCER_COUPLING_QUASI; coupling++)
    {
      mercer_spectral_law_draw (law, coupling, 5, mercer_matrix (few, D, FEW), work);
      mercer_spectral_law_draw (law, coupling, 5, mercer_matrix (many, D, MANY), work);
      mercer_spectral_law_draw (law, coupling, 6, mercer_matrix (other, D, FEW), work);
      g_assert_cmpmem (few, sizeof few, many, sizeof few);
      g_assert_cmpint (memcmp (few, other, sizeof few), !=, 0);
    }
  mercer_work_free (work);
}

/* phi.phi' is the mean cosine: the features against the sum written out. */
static void
test_fourier (void)
{
  enum { N = 12, D = 2, F = 150 };
  double x[N * D], w[F * D], phi[N * 2 * F];
  mercer_random_normals (3, 1, 0, N * D, x);
  g_autoptr (MercerSpectralLaw) law = law_of ("3 * Matern(nu=1.5)", D, NULL);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix map = mercer_matrix (phi, N, 2 * F);
  mercer_spectral_law_draw (law, MERCER_COUPLING_NONE, 8, mercer_matrix (w, D, F), work);
  g_assert_cmpint (mercer_features_fourier (mercer_matrix (x, N, D), mercer_matrix (w, D, F), 3, map, work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < N; j++)
      {
        double sum = 0, want = 0;
        for (size_t k = 0; k < 2 * F; k++)
          sum += *mercer_matrix_at (map, i, k) * *mercer_matrix_at (map, j, k);
        for (size_t k = 0; k < F; k++)
          want += 3.0 / F * cos ((x[i] - x[j]) * w[2 * k] + (x[i + N] - x[j + N]) * w[2 * k + 1]);
        assert_close (sum, want, 0, 1e-13);
      }
  mercer_work_free (work);
}

/* The bits and their condensing row by row, as the paper writes them. */
static void
test_sigma_delta (void)
{
  enum { N = 9, D = 2, P = 30, BLOCK = 7, F = P * BLOCK };
  static const uint64_t seed = 21, phases = (uint64_t) 0x5048 << 16;
  double x[N * D], w[F * D], phi[N * P];
  mercer_random_normals (4, 1, 0, N * D, x);
  mercer_random_normals (4, 2, 0, F * D, w);
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_features_sigma_delta (mercer_matrix (x, N, D), mercer_matrix (w, D, F), seed, BLOCK, 2,
                                                mercer_matrix (phi, N, P), work),
                   ==, MERCER_OK);
  for (size_t r = 0; r < N; r++)
    for (size_t p = 0; p < P; p++)
      {
        double u = 0, z_sum = 0, q_sum = 0;
        for (size_t i = p * BLOCK; i < (p + 1) * BLOCK; i++)
          {
            double z = cos (x[r] * w[2 * i] + x[r + N] * w[2 * i + 1] + 2 * G_PI * mercer_random_uniform (seed, phases, i));
            double q = u + z >= 0 ? 1 : -1;
            u += z - q;
            g_assert_cmpfloat (fabs (u), <=, 1); /* the loop is stable */
            z_sum += z;
            q_sum += q;
          }
        /* V = ones of a block, |V| = sqrt (block): V~ = sqrt (2 / p) / |V| V */
        assert_close (phi[r + p * N], sqrt (2) * sqrt (2.0 / P) / sqrt (BLOCK) * q_sum, 1e-13, 0);
        /* shaped noise: a block's sum is off by no more than its last state */
        g_assert_cmpfloat (fabs (z_sum - q_sum), <=, 1 + 1e-12);
      }
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spectral-law/families", test_families);
  g_test_add_func ("/spectral-law/expressions", test_expressions);
  g_test_add_func ("/spectral-law/refusals", test_refusals);
  g_test_add_func ("/spectral-law/seeds", test_seeds);
  g_test_add_func ("/spectral-law/fourier", test_fourier);
  g_test_add_func ("/spectral-law/sigma-delta", test_sigma_delta);
  return g_test_run ();
}
