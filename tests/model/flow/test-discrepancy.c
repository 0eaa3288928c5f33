/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "discrepancy.h"
#include "pool.h"
#include "random.h"
#include "testing.h"

static MercerKernel *
bound (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerKernel *result = mercer_kernel_bind (kernel, names, d, &error);
  g_assert_no_error (error);
  return result;
}

/* Row by row in the file, column-major here. */
static MercerMatrix
matrix_of (GKeyFile *file, const char *group, const char *key, size_t rows, size_t d)
{
  gsize count;
  g_autofree double *values = g_key_file_get_double_list (file, group, key, &count, NULL);
  g_assert_cmpuint (count, ==, rows * d);
  MercerMatrix matrix = mercer_matrix (g_new (double, rows * d), rows, d);
  for (size_t i = 0; i < rows; i++)
    for (size_t c = 0; c < d; c++)
      *mercer_matrix_at (matrix, i, c) = values[i * d + c];
  return matrix;
}

static MercerMatrix
normals (size_t rows, size_t d, uint64_t stream, double shift)
{
  MercerMatrix matrix = mercer_matrix (g_new (double, rows * d), rows, d);
  mercer_random_normals (5, stream, 0, rows * d, matrix.data);
  for (size_t i = 0; i < rows; i++)
    matrix.data[i] += shift;
  return matrix;
}

/* numpy's numbers (tests/golden/make-discrepancy.py) to 1e-12. */
static void
test_golden (void)
{
  g_autofree char *path = golden_path ("discrepancy.ini");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), ==, 4);
  MercerWork *work = mercer_work_new (0, NULL);
  for (char **group = groups; *group != NULL; group++)
    {
      size_t n = (size_t) g_key_file_get_integer (file, *group, "n", NULL), m = (size_t) g_key_file_get_integer (file, *group, "m", NULL);
      size_t d = (size_t) g_key_file_get_integer (file, *group, "d", NULL);
      g_autofree char *text = g_key_file_get_string (file, *group, "kernel", NULL);
      g_autoptr (MercerKernel) kernel = bound (text, d);
      MercerMatrix x = matrix_of (file, *group, "x", n, d), y = matrix_of (file, *group, "y", m, d);
      g_autofree double *want = g_key_file_get_double_list (file, *group, "witness", NULL, NULL);
      double got[5];
      MercerDiscrepancy sums;
      g_assert_cmpint (mercer_discrepancy (kernel, x, y, &sums, work), ==, MERCER_OK);
      assert_close (mercer_discrepancy_biased (&sums), g_key_file_get_double (file, *group, "biased", NULL), 1e-12, 1e-14);
      assert_close (mercer_discrepancy_unbiased (&sums), g_key_file_get_double (file, *group, "unbiased", NULL), 1e-12, 1e-14);
      g_assert_cmpint (mercer_discrepancy_witness (kernel, x, y, mercer_matrix_block (y, 0, 0, 5, d), got, work), ==, MERCER_OK);
      for (size_t k = 0; k < 5; k++)
        assert_close (got[k], want[k], 1e-12, 1e-14);
      g_free (x.data);
      g_free (y.data);
    }
  mercer_work_free (work);
}

/* Every statistic from the definition on the permuted rows, with the same orders. */
static void
test_permutations (void)
{
  enum { N = 300, M = 340, COUNT = 70 };
  MercerMatrix x = normals (N, 2, 1, 0), y = normals (M, 2, 2, 0.15);
  g_autoptr (MercerKernel) kernel = bound ("RBF(lengthscale=1.2)", 2);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerDiscrepancy sums, split;
  double statistics[COUNT], p;
  size_t order[N + M], reached = 0;
  g_assert_cmpint (mercer_discrepancy (kernel, x, y, &sums, work), ==, MERCER_OK);
  g_assert_cmpint (mercer_discrepancy_permutations (kernel, x, y, &sums, 3, COUNT, statistics, &p, work), ==, MERCER_OK);
  g_autofree double *a = g_new (double, 2 * N), *b = g_new (double, 2 * M);
  for (size_t k = 0; k < COUNT; k++)
    {
      mercer_discrepancy_order (3, k, N + M, order);
      for (size_t i = 0; i < N + M; i++)
        for (size_t c = 0; c < 2; c++)
          {
            double value = order[i] < N ? *mercer_matrix_at (x, order[i], c) : *mercer_matrix_at (y, order[i] - N, c);
            *(i < N ? &a[i + c * N] : &b[i - N + c * M]) = value;
          }
      g_assert_cmpint (mercer_discrepancy (kernel, mercer_matrix (a, N, 2), mercer_matrix (b, M, 2), &split, work), ==, MERCER_OK);
      assert_close (statistics[k], mercer_discrepancy_unbiased (&split), 0, 3e-7);
      reached += mercer_discrepancy_unbiased (&split) >= mercer_discrepancy_unbiased (&sums);
    }
  assert_close (p, (1.0 + (double) reached) / (1 + COUNT), 1e-15, 0);
  g_free (x.data);
  g_free (y.data);
  mercer_work_free (work);
}

/* Samples of one distribution: p is uniform, so its mean over many pairs is near a half; far apart it is the least. */
static void
test_p_values (void)
{
  enum { PAIRS = 60, N = 25 };
  g_autoptr (MercerKernel) kernel = bound ("Riesz(r=1)", 1);
  MercerWork *work = mercer_work_new (0, NULL);
  double statistics[99], p, sum = 0;
  MercerDiscrepancy sums;
  for (uint64_t pair = 0; pair < PAIRS; pair++)
    {
      MercerMatrix x = normals (N, 1, 10 + 2 * pair, 0), y = normals (N, 1, 11 + 2 * pair, 0);
      g_assert_cmpint (mercer_discrepancy (kernel, x, y, &sums, work), ==, MERCER_OK);
      mercer_discrepancy_permutations (kernel, x, y, &sums, pair, 99, statistics, &p, work);
      sum += p;
      if (pair == 0)
        {
          for (size_t i = 0; i < N; i++)
            y.data[i] += 4;
          mercer_discrepancy (kernel, x, y, &sums, work);
          mercer_discrepancy_permutations (kernel, x, y, &sums, pair, 99, statistics, &p, work);
          assert_close (p, 0.01, 1e-12, 0);
        }
      g_free (x.data);
      g_free (y.data);
    }
  /* sd of the mean of 60 uniforms: 0.037 */
  assert_close (sum / PAIRS, 0.5, 0, 0.12);
  mercer_work_free (work);
}

/* With two against two every split and its mirror tie: p counts ties as reached. */
static void
test_ties (void)
{
  double xs[] = { 0, 1 }, ys[] = { 10, 11 }, statistics[600], p;
  g_autoptr (MercerKernel) kernel = bound ("RBF(lengthscale=3)", 1);
  MercerWork *work = mercer_work_new (0, NULL);
  MercerDiscrepancy sums;
  mercer_discrepancy (kernel, mercer_matrix (xs, 2, 1), mercer_matrix (ys, 2, 1), &sums, work);
  mercer_discrepancy_permutations (kernel, mercer_matrix (xs, 2, 1), mercer_matrix (ys, 2, 1), &sums, 1, 600, statistics, &p,
                                   work);
  /* 2 of the 6 splits; sd 0.019 */
  assert_close (p, 1.0 / 3, 0, 0.08);
  mercer_work_free (work);
}

static void
test_stops (void)
{
  enum { N = 700 };
  MercerMatrix x = normals (N, 1, 1, 0), y = normals (N, 1, 2, 0);
  g_autoptr (MercerKernel) kernel = bound ("RBF()", 1);
  double statistics[64], p, witness[N];
  for (long poll = 0; poll < 12; poll++)
    {
      MercerDiscrepancy sums;
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_discrepancy (kernel, x, y, &sums, work);
      mercer_work_stop_after (work, mercer_work_polls (work) + poll);
      MercerStatus status = mercer_discrepancy_permutations (kernel, x, y, &sums, 1, 64, statistics, &p, work);
      g_assert_cmpint (status, ==, MERCER_STOPPED);
      g_assert_cmpint (mercer_discrepancy (kernel, x, y, &sums, work), ==, MERCER_STOPPED);
      g_assert_cmpint (mercer_discrepancy_witness (kernel, x, y, x, witness, work), ==, MERCER_STOPPED);
      mercer_work_free (work);
    }
  g_free (x.data);
  g_free (y.data);
}

/* The same bits whatever the number of threads: MERCER_THREADS of the program run again says how many. */
static void
test_threads (void)
{
  enum { N = 1200 };
  const char *again = g_getenv ("MERCER_TEST_THREADS");
  if (again == NULL)
    {
      char *said[2] = { NULL, NULL };
      for (int k = 0; k < 2; k++)
        {
          g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "MERCER_TEST_THREADS", k == 0 ? "1" : "3", TRUE);
          char *arguments[] = { (char *) "/proc/self/exe", (char *) "-p", (char *) "/discrepancy/threads", NULL };
          g_assert_true (g_spawn_sync (NULL, arguments, environment, G_SPAWN_DEFAULT, NULL, NULL, &said[k], NULL, NULL, NULL));
        }
      char *first = strstr (said[0], "bits "), *second = strstr (said[1], "bits ");
      g_assert_true (first != NULL && second != NULL);
      g_assert_cmpint (strncmp (first, second, strlen ("bits ") + 32), ==, 0);
      g_free (said[0]);
      g_free (said[1]);
      return;
    }
  mercer_pool_init (atoi (again));
  MercerMatrix x = normals (N, 2, 1, 0), y = normals (N, 2, 2, 0.1);
  g_autoptr (MercerKernel) kernel = bound ("RBF(lengthscale=0.5) + Matern()", 2);
  double witness[N], statistics[130], p;
  MercerWork *work = mercer_work_new (0, NULL);
  MercerDiscrepancy sums;
  mercer_discrepancy (kernel, x, y, &sums, work);
  mercer_discrepancy_permutations (kernel, x, y, &sums, 1, 130, statistics, &p, work);
  mercer_discrepancy_witness (kernel, x, y, x, witness, work);
  MercerHash hash = mercer_hash_start ("bits");
  mercer_hash_add (&hash, &sums, sizeof sums);
  mercer_hash_add (&hash, statistics, sizeof statistics);
  mercer_hash_add (&hash, witness, sizeof witness);
  g_print ("# bits %016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x with %s threads\n", hash.a, hash.b, again);
  mercer_work_free (work);
  g_free (x.data);
  g_free (y.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discrepancy/golden", test_golden);
  g_test_add_func ("/discrepancy/permutations", test_permutations);
  g_test_add_func ("/discrepancy/p-values", test_p_values);
  g_test_add_func ("/discrepancy/ties", test_ties);
  g_test_add_func ("/discrepancy/stops", test_stops);
  g_test_add_func ("/discrepancy/threads", test_threads);
  return g_test_run ();
}
