/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel.h"
#include "pool.h"
#include "random.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The same bits whatever the number of threads: the program calls itself with 1, 2, 3 and 5 of them
 * and compares what the children print. */

static void
add_lower (MercerHash *hash, MercerMatrix k)
{
  for (size_t j = 0; j < k.cols; j++)
    mercer_hash_add (hash, mercer_matrix_at (k, j, j), (k.rows - j) * sizeof (double));
}

static int
print_digest (int threads)
{
  static const char *const names[] = { "a", "b", "c" };
  const size_t n = 1060, d = 3; /* more than a chunk of rows */
  double *data = g_new (double, n *d), g[16];
  MercerMatrix x = mercer_matrix (data, n, d), k = mercer_matrix (g_new0 (double, n *n), n, n);
  MercerHash hash = mercer_hash_start ("digest");

  mercer_pool_init (threads);
  mercer_random_normals (1, 0, 0, n * d, data);
  MercerKernel *kernel = mercer_kernel_parse (
      "2 * RBF(lengthscale=[1, 2, 3]) + Matern() * Periodic()[a] + RationalQuadratic() + White()"
      " + Matern(nu=1.3?) + NeuralTangent() + Centre(ThinPlate(), order=2)",
      NULL, NULL, NULL);
  MercerKernel *bound = mercer_kernel_bind_rows (kernel, names, mercer_matrix_block (x, 0, 0, 60, d), NULL);
  if (mercer_kernel_gram (bound, x, k, NULL) != MERCER_OK
      || mercer_kernel_gradient (bound, x, k, g, NULL) != MERCER_OK)
    return 1;
  add_lower (&hash, k);
  mercer_hash_add (&hash, g, mercer_kernel_free_params (bound) * sizeof *g);
  if (mercer_kernel_cross (bound, x, x, k, NULL) != MERCER_OK)
    return 1;
  MercerMatrix moved = mercer_matrix (g_new (double, n *d), n, d);
  if (mercer_kernel_gradient_x (bound, x, x, NULL, moved, NULL) != MERCER_OK)
    return 1;
  mercer_hash_add (&hash, moved.data, n * d * sizeof (double));
  g_free (moved.data);
  mercer_hash_add (&hash, k.data, n * n * sizeof (double));
  printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x %d\n", hash.a, hash.b,
          mercer_pool_threads ());
  mercer_kernel_unref (kernel);
  mercer_kernel_unref (bound);
  g_free (data);
  g_free (k.data);
  return 0;
}

static const char *program;

/* A kernel that nobody has evaluated before, by several threads at once: each makes its list of steps or waits for none. */
typedef struct
{
  const MercerKernel *kernel;
  int *ready;
  double value;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  double x = 1, z = 3;

  g_atomic_int_inc (racer->ready);
  while (g_atomic_int_get (racer->ready) < 4)
    g_thread_yield ();
  racer->value = mercer_kernel_value (racer->kernel, &x, &z);
  return NULL;
}

static void
test_first_at_once (void)
{
  static const char *const names[] = { "x" };

  for (int round = 0; round < 200; round++)
    {
      Racer racers[4];
      GThread *threads[4];
      int ready = 0;
      MercerKernel *plain = mercer_kernel_parse ("3 * RBF(lengthscale=2) + Matern(nu=1.7)", NULL, NULL, NULL);
      MercerKernel *kernel = mercer_kernel_bind (plain, names, 1, NULL);
      for (int i = 0; i < 4; i++)
        {
          racers[i] = (Racer){ kernel, &ready, 0 };
          threads[i] = g_thread_new ("race", race, &racers[i]);
        }
      for (int i = 0; i < 4; i++)
        g_thread_join (threads[i]);
      for (int i = 0; i < 4; i++)
        /* scipy 1.10: 3 exp (-1/2) + 2^(1 - nu) / gamma (nu) t^nu kv (nu, t), t = sqrt (2 nu) 2 */
        assert_close (racers[i].value, 1.9591353268130667, 1e-13, 0);
      mercer_kernel_unref (plain);
      mercer_kernel_unref (kernel);
    }
}

static void
test_same_bits (void)
{
  static const int threads[] = { 1, 2, 3, 5 };
  char *first = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      char count[16], *output;
      int status;
      GError *error = NULL;
      g_snprintf (count, sizeof count, "%d", threads[i]);
      g_spawn_sync (NULL, (char *[]){ (char *) program, (char *) "digest", count, NULL }, NULL, 0,
                    NULL, NULL, &output, NULL, &status, &error);
      g_assert_no_error (error);
      g_assert_cmpint (status, ==, 0);
      char **words = g_strsplit (g_strchomp (output), " ", 2);
      g_assert_cmpstr (words[1], ==, count); /* it did run on so many */
      if (first == NULL)
        first = g_strdup (words[0]);
      g_assert_cmpstr (words[0], ==, first);
      g_strfreev (words);
      g_free (output);
    }
  g_free (first);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "digest") == 0)
    return print_digest (atoi (argv[2]));

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/threads/same-bits", test_same_bits);
  g_test_add_func ("/kernel/threads/first-at-once", test_first_at_once);
  return g_test_run ();
}
