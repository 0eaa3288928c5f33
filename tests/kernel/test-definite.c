/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linalg.h"
#include "points.h"

#include <string.h>

/* Whether kernels are as definite as their flags say. */

static double
least_eigenvalue_ratio (const MercerKernel *kernel, size_t n, size_t d)
{
  MercerMatrix x = points (n, d, 9), k = mercer_matrix (g_new (double, n *n), n, n);
  MercerMatrix vectors = mercer_matrix (g_new (double, n *n), n, n);
  double *values = g_new (double, n);

  g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
  g_assert_cmpint (mercer_eigen (k, values, vectors, NULL), ==, MERCER_OK);
  double ratio = values[0] / values[n - 1];
  g_free (x.data);
  g_free (k.data);
  g_free (vectors.data);
  g_free (values);
  return ratio;
}

static void
test_positive_definite (void)
{
  RandomKernel random = { .rand = g_rand_new_with_seed (5), .columns = names, .definite = true };

  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL;
       family++)
    for (size_t d = 1; d <= 3; d++)
      {
        MercerKernel *leaf = mercer_kernel_new (*family),
                     *kernel = mercer_kernel_bind (leaf, names, d, NULL);
        if (kernel != NULL && mercer_kernel_flags (kernel) & MERCER_KERNEL_POSITIVE_DEFINITE)
          g_assert_cmpfloat (least_eigenvalue_ratio (kernel, 300, d), >, -1e-8);
        mercer_kernel_unref (kernel);
        mercer_kernel_unref (leaf);
      }
  for (int i = 0; i < 100; i++)
    {
      MercerKernel *kernel = random_bound (&random, 3);
      char *text = mercer_kernel_print (kernel);
      g_test_message ("%s", text);
      g_assert_true (mercer_kernel_flags (kernel) & MERCER_KERNEL_POSITIVE_DEFINITE);
      g_assert_cmpfloat (least_eigenvalue_ratio (kernel, 40, 3), >, -1e-8);
      g_free (text);
      mercer_kernel_unref (kernel);
    }
  g_rand_free (random.rand);
}

/* A = P A P with P the projection against the columns of Q, which are made orthonormal here. */
static void
project_out (MercerMatrix q, MercerMatrix a)
{
  size_t n = q.rows;

  for (size_t c = 0; c < q.cols; c++)
    {
      double *v = mercer_matrix_column (q, c), norm = 0;
      for (size_t b = 0; b < c; b++)
        {
          double dot = 0;
          for (size_t i = 0; i < n; i++)
            dot += v[i] * *mercer_matrix_at (q, i, b);
          for (size_t i = 0; i < n; i++)
            v[i] -= dot * *mercer_matrix_at (q, i, b);
        }
      for (size_t i = 0; i < n; i++)
        norm += v[i] * v[i];
      for (size_t i = 0; i < n; i++)
        v[i] /= sqrt (norm);
      for (int side = 0; side < 2; side++)
        for (size_t j = 0; j < n; j++)
          {
            double dot = 0;
            for (size_t i = 0; i < n; i++)
              dot += v[i] * (side ? a.data[j + i * n] : a.data[i + j * n]);
            for (size_t i = 0; i < n; i++)
              a.data[side ? j + i * n : i + j * n] -= dot * v[i];
          }
    }
}

/* Against weights that sum to zero (and that are orthogonal to lines, for the thin plate and the third power) there is
 * no negative direction; without that there is one, or the flag would say too little. */
static void
test_conditionally (void)
{
  const size_t n = 150;

  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL;
       family++)
    for (size_t d = 1; d <= 3; d++)
      {
        MercerKernel *leaf = mercer_kernel_new (*family),
                     *kernel = mercer_kernel_bind (leaf, names, d, NULL);
        bool thin = strcmp ((*family)->id, "ThinPlate") == 0,
             planes = thin || strcmp ((*family)->id, "Power") == 0;
        if (kernel != NULL && mercer_kernel_flags (kernel) & MERCER_KERNEL_CONDITIONALLY
            && !(thin && d > 2))
          {
            double values[150];
            MercerMatrix x = points (n, d, 9), k = mercer_matrix (g_new0 (double, n *n), n, n);
            MercerMatrix vectors = mercer_matrix (g_new (double, n *n), n, n);
            MercerMatrix q = mercer_matrix (g_new (double, n *(1 + d)), n, planes ? 1 + d : 1);
            g_test_message ("%s in %zu", (*family)->id, d);
            for (size_t i = 0; i < n; i++)
              q.data[i] = 1;
            memcpy (q.data + n, x.data, n * d * sizeof (double));
            g_assert_cmpfloat (least_eigenvalue_ratio (kernel, n, d), <, -1e-3);
            g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
            mercer_matrix_mirror_lower (k);
            project_out (q, k);
            g_assert_cmpint (mercer_eigen (k, values, vectors, NULL), ==, MERCER_OK);
            g_assert_cmpfloat (values[0], >, -1e-10 * values[n - 1]);
            g_free (x.data);
            g_free (k.data);
            g_free (vectors.data);
            g_free (q.data);
          }
        mercer_kernel_unref (kernel);
        mercer_kernel_unref (leaf);
      }
}

/* The flag must not be kept where it does not hold: the plane has a counterexample. */
static void
test_indefinite (void)
{
  static const char *const texts[]
      = { "Cosine()",    "Periodic(lengthscale=0.5)",   "Box()", "Epanechnikov()", "Biweight()",
          "Triweight()", "GeneralizedGaussian(power=4)" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MercerKernel *kernel = parse_bound (texts[i], names, 2);
      g_assert_false (mercer_kernel_flags (kernel) & MERCER_KERNEL_POSITIVE_DEFINITE);
      g_assert_cmpfloat (least_eigenvalue_ratio (kernel, 100, 2), <, -1e-3);
      mercer_kernel_unref (kernel);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/definite/positive", test_positive_definite);
  g_test_add_func ("/kernel/definite/conditionally", test_conditionally);
  g_test_add_func ("/kernel/definite/indefinite", test_indefinite);
  return g_test_run ();
}
