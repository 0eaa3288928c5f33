/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seriation.h"
#include "testing.h"

#include <stdlib.h>
#include <string.h>

#include "kernel.h"
#include "random.h"

enum { N = 70 };

static void
gram_of (const char *text, const double *x, size_t n, double *k)
{
  g_autoptr (MercerKernel) plain = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (plain, (const char *const[]){ "a", NULL }, 1, NULL);
  mercer_kernel_gram (kernel, mercer_matrix ((double *) x, n, 1), mercer_matrix (k, n, n), NULL);
}

static int
compare (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* Average linkage as it is defined: of all pairs of clusters those whose members' mean squared distance is least. */
static void
naive_heights (const double *k, size_t n, double *heights)
{
  size_t label[N];
  for (size_t i = 0; i < n; i++)
    label[i] = i;
  for (size_t step = 0; step + 1 < n; step++)
    {
      double least = INFINITY;
      size_t from = 0, to = 0;
      for (size_t a = 0; a < n; a++)
        for (size_t b = a + 1; b < n; b++)
          {
            double sum = 0, count = 0;
            for (size_t i = 0; i < n; i++)
              for (size_t j = 0; j < n; j++)
                if (label[i] == a && label[j] == b)
                  {
                    sum += k[i + i * n] - 2 * (i > j ? k[i + j * n] : k[j + i * n]) + k[j + j * n];
                    count++;
                  }
            if (count > 0 && sum / count < least)
              {
                least = sum / count;
                from = b;
                to = a;
              }
          }
      heights[step] = least;
      for (size_t i = 0; i < n; i++)
        if (label[i] == from)
          label[i] = to;
    }
  qsort (heights, n - 1, sizeof *heights, compare);
}

static void
test_heights (void)
{
  static const char *const texts[] = { "RBF(lengthscale=0.3)", "Matern(nu=0.5)", "Linear()" };
  double x[N], heights[N], want[N];
  g_autofree double *k = g_new (double, N *N);
  size_t order[N];
  mercer_random_normals (1, 1, 0, N, x);
  MercerWork *work = mercer_work_new (0, NULL);
  for (size_t t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      bool seen[N] = { false };
      gram_of (texts[t], x, N, k);
      g_assert_cmpint (mercer_gram_order_clusters (mercer_matrix (k, N, N), order, heights, work), ==, MERCER_OK);
      naive_heights (k, N, want);
      for (size_t i = 0; i + 1 < N; i++)
        assert_close (heights[i], want[i], 1e-9, 1e-12);
      for (size_t i = 0; i < N; i++)
        {
          g_assert_false (seen[order[i]]);
          seen[order[i]] = true;
        }
    }
  mercer_work_free (work);
}

/* Groups far from one another, their rows shuffled, stand together; and within points along a line the tree's ends meet:
 * the way through all of them is much shorter than in the table. */
static void
test_groups (void)
{
  double x[N], k[N * N], length[2] = { 0 };
  size_t order[N];
  for (size_t i = 0; i < N; i++)
    x[i] = 100 * (double) (i % 5) + mercer_random_uniform (3, 1, i);
  gram_of ("RBF(lengthscale=1)", x, N, k);
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gram_order_clusters (mercer_matrix (k, N, N), order, NULL, work), ==, MERCER_OK);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpuint (order[i] % 5, ==, order[i - i % 14] % 5); /* 70 rows in 5 groups of 14 */
  g_assert_cmpuint (order[0], <, order[N - 1]);
  mercer_random_uniforms (4, 1, 0, N, x);
  gram_of ("Linear(offset=0)", x, N, k); /* squared distances are those of x */
  g_assert_cmpint (mercer_gram_order_clusters (mercer_matrix (k, N, N), order, NULL, work), ==, MERCER_OK);
  for (size_t i = 1; i < N; i++)
    {
      length[0] += fabs (x[i] - x[i - 1]);
      length[1] += fabs (x[order[i]] - x[order[i - 1]]);
    }
  g_assert_cmpfloat (length[1], <, 0.12 * length[0]); /* straight would be 1 of about 23 */
  mercer_work_free (work);
}

static void
test_few_and_stopped (void)
{
  double x[N] = { 0 }, k[N * N];
  size_t order[N];
  MercerStatus status = MERCER_STOPPED;
  g_assert_cmpint (mercer_gram_order_clusters (mercer_matrix (k, 0, 0), order, NULL, NULL), ==, MERCER_OK);
  gram_of ("RBF()", x, N, k); /* all alike: any order, but an order */
  for (long poll = 0; status == MERCER_STOPPED; poll = 2 * poll + 1)
    {
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_work_stop_after (work, poll);
      status = mercer_gram_order_clusters (mercer_matrix (k, N, N), order, NULL, work);
      g_assert_true (status == MERCER_STOPPED || status == MERCER_OK);
      mercer_work_free (work);
    }
  size_t sum = 0;
  for (size_t i = 0; i < N; i++)
    sum += order[i];
  g_assert_cmpuint (sum, ==, N * (N - 1) / 2);
  MercerWork *work = mercer_work_new (0, NULL);
  g_assert_cmpint (mercer_gram_order_clusters (mercer_matrix (k, 1, 1), order, NULL, work), ==, MERCER_OK);
  g_assert_cmpuint (order[0], ==, 0);
  mercer_work_free (work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seriation/heights", test_heights);
  g_test_add_func ("/seriation/groups", test_groups);
  g_test_add_func ("/seriation/few-and-stopped", test_few_and_stopped);
  return g_test_run ();
}
