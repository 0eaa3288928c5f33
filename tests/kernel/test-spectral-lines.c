/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-testing.h"

static const char *const names[] = { "x", "y" };

/* sum_k w_k cos (2 pi f_k r) = k(r): all the weight is there, at the right places, and no more lines than asked for. */
static void
test_lines (void)
{
  static const char *const texts[] = {
    "Periodic(period=0.7, lengthscale=0.6)[x]",
    "Cosine(period=0.4)[x]",
    "(2 * Cosine(period=0.4) + 0.3 * Periodic(period=2, lengthscale=0.9) + 0.7)[x]",
    "(Periodic(period=0.7, lengthscale=0.8) * Cosine(period=1.3))[x]",
    "((0.5 * Cosine(period=0.4) + 0.2)[x] + Cosine(period=1.1)[x])^5",
    "PeriodicMatern(nu=3, period=0.7)[x]",
    "2.5",
    "Cosine(period=3)[y] + Cosine(period=0.4)[x]",
  };
  double frequency[MOST], weight[MOST];

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 2);
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      g_test_message ("%s", texts[i]);
      g_assert_cmpuint (mercer_kernel_spectrum_parts (spectrum), ==, MERCER_SPECTRUM_LINES);
      for (double r = 0; r < 3; r += 0.21)
        {
          double x[] = { r, 0 }, z[] = { 0, 0 };
          assert_close (sum_lines (spectrum, r), mercer_kernel_value (kernel, x, z), 1e-10, 1e-10);
        }
      g_assert_true (mercer_kernel_spectrum_density (spectrum, 0.3) == 0);
      /* the heaviest where there are too many, and none beyond the highest */
      size_t n = mercer_kernel_spectrum_lines (spectrum, INFINITY, MOST, frequency, weight);
      bool still = frequency[n - 1] <= 0;
      size_t few = mercer_kernel_spectrum_lines (spectrum, frequency[n - 1] * (1 - 1e-9), 3, frequency, weight);
      g_assert_cmpuint (few, ==, MIN (n - (still ? 0 : 1), (size_t) 3));
      mercer_kernel_spectrum_free (spectrum);
      mercer_kernel_unref (kernel);
    }
}

/* A rough periodic function: weights of PeriodicMatern(nu=0.5), exp (-2 |sin| / l), by the trapezoidal rule with 2^20 points,
 * whose aliases weigh 1e-12. */
static void
test_rough_lines (void)
{
  enum { POINTS = 1 << 20 };
  MercerKernel *kernel = parse_bound ("PeriodicMatern(nu=0.5, period=2, lengthscale=0.7)[x]", names, 2);
  MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
  double frequency[MOST], weight[MOST];
  size_t n = mercer_kernel_spectrum_lines (spectrum, INFINITY, MOST, frequency, weight);

  g_assert_cmpuint (n, ==, MOST);
  for (size_t k = 0; k < n; k += k < 4 ? 1 : 97)
    {
      double sum = 0;
      for (size_t i = 0; i < POINTS; i++)
        sum += exp (-2 * sin (M_PI * (double) i / POINTS) / 0.7) * cos (2 * M_PI * (double) ((i * k) % POINTS) / POINTS);
      assert_close (frequency[k], 0.5 * (double) k, 1e-15, 0);
      assert_close (weight[k], (k > 0 ? 2 : 1) * sum / POINTS, 1e-8, 4e-12);
    }
  assert_close (sum_lines (spectrum, 0), 1, 4e-3, 0); /* weights fall as 0.9 / k^2 */
  mercer_kernel_spectrum_free (spectrum);
  mercer_kernel_unref (kernel);
}

/* White is in no density, and a function along a column that nothing looks at is constant. */
static void
test_parts (void)
{
  static const struct
  {
    const char *text;
    unsigned parts;
  } known[] = {
    { "White()", MERCER_SPECTRUM_NOISE },
    { "(RBF() + White())[x]", MERCER_SPECTRUM_NOISE | MERCER_SPECTRUM_DENSITY },
    { "RBF()[x] * White()", MERCER_SPECTRUM_NOISE },
    { "2 * White() + 3", MERCER_SPECTRUM_NOISE | MERCER_SPECTRUM_LINES },
    { "RBF()[y]", MERCER_SPECTRUM_LINES },
    { "RBF()[y] + Matern()[x]", MERCER_SPECTRUM_DENSITY | MERCER_SPECTRUM_LINES },
    { "RBF()[y] * RBF()[y] * Matern()[x]", MERCER_SPECTRUM_DENSITY },
    { "Riesz()[x] + Riesz()[y]", MERCER_SPECTRUM_DENSITY | MERCER_SPECTRUM_GENERALIZED },
    { "2 * Riesz()[x] + Cosine()[x]",
      MERCER_SPECTRUM_DENSITY | MERCER_SPECTRUM_GENERALIZED | MERCER_SPECTRUM_LINES },
    { "Linear()[x]", MERCER_SPECTRUM_UNKNOWN },
    { "RBF()[x] + Linear()[y]", MERCER_SPECTRUM_UNKNOWN },
    { "RBF()[x] * Matern()[x]", MERCER_SPECTRUM_UNKNOWN },
    { "RBF()[x]^2", MERCER_SPECTRUM_UNKNOWN },
    { "Riesz()[x] * Cosine()[x]", MERCER_SPECTRUM_UNKNOWN },
    { "Riesz(r=2)[x]", MERCER_SPECTRUM_UNKNOWN },
    { "GeneralizedGaussian(power=3)[x]", MERCER_SPECTRUM_UNKNOWN },
    { "Normalize(RBF())", MERCER_SPECTRUM_UNKNOWN },
    { "Box()[x]", MERCER_SPECTRUM_UNKNOWN },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++)
    {
      MercerKernel *kernel = parse_bound (known[i].text, names, 2);
      MercerKernelSpectrum *spectrum = mercer_kernel_spectrum_new (kernel, 0);
      g_test_message ("%s", known[i].text);
      g_assert_cmpuint (mercer_kernel_spectrum_parts (spectrum), ==, known[i].parts);
      g_assert_true (isnan (mercer_kernel_spectrum_density (spectrum, 0.3)) == (known[i].parts == MERCER_SPECTRUM_UNKNOWN));
      mercer_kernel_spectrum_free (spectrum);
      mercer_kernel_unref (kernel);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/spectral/lines", test_lines);
  g_test_add_func ("/kernel/spectral/rough-lines", test_rough_lines);
  g_test_add_func ("/kernel/spectral/parts", test_parts);
  return g_test_run ();
}
