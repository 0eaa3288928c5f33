/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <pthread.h>

#include "fourier.h"
#include "testing.h"

enum { MOST = 64 };

static double
signal_at (size_t j)
{
  return sin (0.7 * (double) j) + 0.3 * cos (2.1 * (double) (j * j % 17));
}

/* The sums of the definitions, one by one; rounding grows with the number of summands. */
static void
check (size_t n)
{
  double field[MOST + 2], cosine[MOST];
  for (size_t j = 0; j < n; j++)
    field[j] = cosine[j] = signal_at (j);
  mercer_fourier_real (n, field, true);
  mercer_fourier_cosine (n, cosine);
  for (size_t k = 0; k <= n / 2; k++)
    {
      double real = 0, imaginary = 0;
      for (size_t j = 0; j < n; j++)
        {
          double angle = 2 * G_PI * (double) (j * k) / (double) n;
          real += signal_at (j) * cos (angle);
          imaginary -= signal_at (j) * sin (angle);
        }
      assert_close (field[2 * k], real, 0, 1e-13 * (double) n);
      assert_close (field[2 * k + 1], imaginary, 0, 1e-13 * (double) n);
    }
  for (size_t k = 0; k < n; k++)
    {
      double sum = 0;
      for (size_t j = 0; j < n; j++)
        sum += 2 * signal_at (j) * cos (G_PI * ((double) j + 0.5) * (double) k / (double) n);
      assert_close (cosine[k], sum, 0, 1e-13 * (double) n);
    }
  mercer_fourier_real (n, field, false);
  for (size_t j = 0; j < n; j++)
    assert_close (field[j], (double) n * signal_at (j), 0, 1e-13 * (double) n);
}

static void
test_definitions (void)
{
  static const size_t sizes[] = { 1, 2, 3, 8, 15, 37, 64 };
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    check (sizes[i]);
}

static void *
thread_cb (void *data)
{
  for (size_t n = 1; n < MOST; n++)
    check (n);
  return NULL;
}

/* Several threads plan at once. */
static void
test_threads (void)
{
  pthread_t threads[4];
  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, thread_cb, NULL), ==, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/fourier/definitions", test_definitions);
  g_test_add_func ("/num/fourier/threads", test_threads);
  return g_test_run ();
}
