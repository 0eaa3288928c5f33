/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum.h"
#include "testing.h"

#include <string.h>

#include "random.h"

static MercerKernel *
kernel_of (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", NULL };
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_assert_nonnull (kernel);
  return mercer_kernel_bind (kernel, names, d, NULL);
}

/* n equal steps around [0, 1), for a periodic kernel of period 1: its Gram matrix is circulant. */
static void
test_circulant (void)
{
  enum { N = 128 };
  double x[N], values[N], want[N];
  g_autoptr (MercerKernel) kernel = kernel_of ("Periodic(period=1, lengthscale=0.8)", 1);
  for (size_t i = 0; i < N; i++)
    x[i] = (double) i / N;
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gram_spectrum (kernel, mercer_matrix (x, N, 1), false, values, work), ==, MERCER_OK);
  /* the eigenvalues of a circulant matrix are the discrete Fourier transform of its first row */
  for (size_t f = 0; f < N; f++)
    {
      want[f] = 0;
      for (size_t j = 0; j < N; j++)
        {
          double s = sin (M_PI * x[j]);
          want[f] += exp (-2 * s * s / 0.64) * cos (2 * M_PI * (double) (f * j % N) / N);
        }
    }
  for (size_t i = 0; i < N; i++)
    for (size_t j = i + 1; j < N; j++)
      if (want[j] > want[i])
        {
          double swap = want[i];
          want[i] = want[j];
          want[j] = swap;
        }
  for (size_t i = 0; i < N; i++)
    assert_close (values[i], want[i], 1e-12, 1e-12 * want[0]);
  mercer_work_free (work);
}

/* Sums of eigenvalues and of their squares are the trace and the squared Frobenius norm. */
static void
test_traces (void)
{
  enum { N = 150 };
  static const char *const texts[] = { "RBF() + 0.3 * White(variance=1)", "Matern(nu=0.5, lengthscale=2)", "Linear()",
                                       "Riesz()" };
  double x[3 * N], values[N];
  mercer_random_normals (5, 1, 0, 3 * N, x);
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      g_autoptr (MercerKernel) kernel = kernel_of (texts[t], 3);
      g_assert_cmpint (mercer_gram_spectrum (kernel, mercer_matrix (x, N, 3), false, values, work), ==, MERCER_OK);
      double trace = 0, squares = 0, sum = 0, sum_squares = 0;
      for (size_t i = 0; i < N; i++)
        {
          double diagonal, xi[3] = { x[i], x[i + N], x[i + 2 * N] };
          mercer_kernel_diagonal (kernel, mercer_matrix (xi, 1, 3), true, &diagonal);
          trace += diagonal;
          squares += diagonal * diagonal;
          for (size_t j = 0; j < i; j++)
            {
              double value = mercer_kernel_value (kernel, xi, (double[]){ x[j], x[j + N], x[j + 2 * N] });
              squares += 2 * value * value;
            }
          sum += values[i];
          sum_squares += values[i] * values[i];
          g_assert_true (i == 0 || values[i] <= values[i - 1]);
        }
      assert_close (sum, trace, 1e-11, 1e-10 * fabs (values[0]));
      assert_close (sum_squares, squares, 1e-11, 0);
    }
  mercer_work_free (work);
}

static void
test_store_and_draft (void)
{
  enum { N = 90, D = 2 };
  double x[N * D], first[N], second[N], draft[N];
  mercer_random_normals (6, 1, 0, N * D, x);
  MercerMatrix points = mercer_matrix (x, N, D);
  g_autoptr (MercerKernel) kernel = kernel_of ("RBF()", D), other = kernel_of ("RBF(lengthscale=1.1)", D);
  MercerStore *store = mercer_store_new (1 << 24);
  MercerWork *work = mercer_work_new (0, store);
  g_assert_false (mercer_gram_spectrum_is_ready (kernel, points, false, work));
  mercer_gram_spectrum (kernel, points, false, first, work);
  g_assert_true (mercer_gram_spectrum_is_ready (kernel, points, false, work));
  g_assert_false (mercer_gram_spectrum_is_ready (other, points, false, work));
  mercer_gram_spectrum (kernel, points, false, second, work);
  g_assert_cmpint (memcmp (first, second, sizeof first), ==, 0);
  g_assert_cmpint (mercer_gram_spectrum_draft (kernel, points, false, N, draft, work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    assert_close (draft[i], first[i], 1e-12, 1e-12 * first[0]);
  /* a third of the rows: the trace is kept, the largest value is near (the draft is random by the points) */
  double trace = 0;
  g_assert_cmpint (mercer_gram_spectrum_draft (kernel, points, false, N / 3, draft, work), ==, MERCER_OK);
  for (size_t i = 0; i < N / 3; i++)
    trace += draft[i];
  assert_close (trace, N, 1e-12, 0);
  assert_close (draft[0], first[0], 0.3, 0);
  x[0] = NAN;
  g_assert_cmpint (mercer_gram_spectrum (kernel, points, false, first, work), !=, MERCER_OK);
  mercer_work_free (work);
  mercer_store_free (store);
}

static void
test_numbers (void)
{
  static const double values[] = { 4, 1, 1, 0.25, -1e-17 };
  enum { N = G_N_ELEMENTS (values) };
  /* 4/5 + 1/2 + 1/2 + 1/5 */
  assert_close (mercer_effective_dimension (values, N, 1), 2, 1e-15, 0);
  assert_close (mercer_effective_dimension (values, N, 1e-12), 4, 1e-10, 0); /* little ridge: the rank */
  assert_close (mercer_effective_dimension (values, N, 1e12), 6.25e-12, 1e-10, 0); /* much: trace / ridge */
  assert_close (mercer_spectrum_condition (values, 4, 0), 16, 1e-15, 0);
  assert_close (mercer_spectrum_condition (values, N, 1), 5, 1e-15, 0);
  assert_close (mercer_spectrum_condition (values, N, 0), 1 / (5 * 2.220446049250313e-16), 1e-15, 0);
  g_assert_true (isinf (mercer_spectrum_condition ((double[]){ 1, -1 }, 2, 0)));
  g_assert_true (isinf (mercer_spectrum_condition ((double[]){ 0, 0 }, 2, 0)));
  assert_close (mercer_spectrum_condition ((double[]){ 1, -1 }, 2, 3), 2, 1e-15, 0);
  g_assert_cmpuint (mercer_spectrum_components (values, N, 0.64), ==, 1); /* 4 / 6.25 */
  g_assert_cmpuint (mercer_spectrum_components (values, N, 0.65), ==, 2);
  g_assert_cmpuint (mercer_spectrum_components (values, N, 1), ==, 4);
}

/* c - |x - x'| on a line is positive semidefinite from c = half the range on (two points say so at once, and more do not
 * change it); what is positive definite needs nothing; r^2 log r needs linear terms, not a constant. */
static void
test_shift (void)
{
  enum { N = 50 };
  static const struct
  {
    const char *text;
    double want;
  } cases[] = { { "Riesz(r=1)", 0.5 }, { "RBF(lengthscale=0.1)", 0 }, { "3 * Riesz(r=1)", 1.5 } };
  double x[N], k[N * N], shift;
  mercer_random_uniforms (3, 1, 0, N, x);
  x[3] = 0;
  x[17] = 1;
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (MercerKernel) kernel = kernel_of (cases[c].text, 1);
      mercer_kernel_gram (kernel, mercer_matrix (x, N, 1), mercer_matrix (k, N, N), work);
      g_assert_cmpint (mercer_gram_least_shift (mercer_matrix (k, N, N), &shift, work), ==, MERCER_OK);
      assert_close (shift, cases[c].want, 0, 1e-9); /* the diagonal is raised by 6e-12 against rounding */
    }
  double y[2 * N];
  mercer_random_uniforms (4, 1, 0, 2 * N, y);
  for (size_t i = 0; i < 2 * N; i++)
    y[i] *= 10;
  g_autoptr (MercerKernel) plate = kernel_of ("ThinPlate()", 2);
  mercer_kernel_gram (plate, mercer_matrix (y, N, 2), mercer_matrix (k, N, N), work);
  g_assert_cmpint (mercer_gram_least_shift (mercer_matrix (k, N, N), &shift, work), ==, MERCER_OK);
  g_assert_true (isinf (shift));
  mercer_work_free (work);
}

static void
test_stop (void)
{
  enum { N = 400 };
  g_autofree double *x = g_new (double, N), *values = g_new (double, N);
  mercer_random_normals (7, 1, 0, N, x);
  g_autoptr (MercerKernel) kernel = kernel_of ("RBF()", 1);
  MercerStatus status = MERCER_STOPPED;
  for (long poll = 0; status == MERCER_STOPPED; poll = poll == 0 ? 1 : 2 * poll)
    {
      MercerStore *store = mercer_store_new (1 << 24);
      MercerWork *work = mercer_work_new (0, store);
      mercer_work_stop_after (work, poll);
      status = mercer_gram_spectrum (kernel, mercer_matrix (x, N, 1), false, values, work);
      g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
      g_assert_cmpuint (mercer_store_bytes (store), ==, status == MERCER_OK ? N * sizeof (double) : 0);
      mercer_work_free (work);
      mercer_store_free (store);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spectrum/circulant", test_circulant);
  g_test_add_func ("/spectrum/traces", test_traces);
  g_test_add_func ("/spectrum/store-and-draft", test_store_and_draft);
  g_test_add_func ("/spectrum/numbers", test_numbers);
  g_test_add_func ("/spectrum/shift", test_shift);
  g_test_add_func ("/spectrum/stop", test_stop);
  return g_test_run ();
}
