/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel.h"
#include "param.h"
#include "testing.h"

#include <stdio.h>
#include <string.h>

/* Matrices of scikit-learn 1.2.1, made by tests/golden/make-kernel.py. They are well scaled and of
 * the same formulas, so that only the rounding of each term differs: 1e-12 of the value, and of 1
 * near 0. */
#define TOLERANCE 1e-12

typedef struct
{
  char *expression;
  size_t n, m, d;
  MercerMatrix x, z, gram, cross;
} Golden;

static MercerMatrix
read_rows (char ***lines, size_t rows, size_t cols)
{
  MercerMatrix a = mercer_matrix (g_new (double, rows *cols), rows, cols);

  for (size_t i = 0; i < rows; i++, ++*lines)
    {
      char **fields = g_strsplit (**lines, ",", -1);
      g_assert_cmpuint (g_strv_length (fields), ==, cols);
      for (size_t j = 0; j < cols; j++)
        g_assert_true (mercer_number_parse (fields[j], mercer_matrix_at (a, i, j)));
      g_strfreev (fields);
    }
  return a;
}

static Golden
read_golden (const char *name)
{
  Golden golden = { 0 };
  char *text, *path = golden_path (name);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  char **lines = g_strsplit (text, "\n", -1), **line = lines;

  golden.expression = g_strdup (*line++ + strlen ("# "));
  g_assert_cmpint (sscanf (*line++, "%zu,%zu,%zu", &golden.n, &golden.m, &golden.d), ==, 3);
  golden.x = read_rows (&line, golden.n, golden.d);
  golden.z = read_rows (&line, golden.m, golden.d);
  golden.gram = read_rows (&line, golden.n, golden.n);
  golden.cross = read_rows (&line, golden.n, golden.m);
  g_strfreev (lines);
  g_free (text);
  g_free (path);
  return golden;
}

static void
free_golden (Golden *golden)
{
  g_free (golden->expression);
  g_free (golden->x.data);
  g_free (golden->z.data);
  g_free (golden->gram.data);
  g_free (golden->cross.data);
}

static void
compare (const Golden *golden, MercerKernel *kernel)
{
  double *buffer = g_new (double, golden->n * golden->n), *diagonal = g_new (double, golden->n);
  MercerMatrix k = mercer_matrix (buffer, golden->n, golden->n);

  g_assert_cmpint (mercer_kernel_gram (kernel, golden->x, k, NULL), ==, MERCER_OK);
  mercer_kernel_diagonal (kernel, golden->x, true, diagonal);
  for (size_t j = 0; j < golden->n; j++)
    {
      for (size_t i = j; i < golden->n; i++)
        assert_close (*mercer_matrix_at (k, i, j), *mercer_matrix_at (golden->gram, i, j),
                      TOLERANCE, TOLERANCE);
      assert_close (diagonal[j], *mercer_matrix_at (golden->gram, j, j), TOLERANCE, TOLERANCE);
    }
  k = mercer_matrix (buffer, golden->n, golden->m);
  g_assert_cmpint (mercer_kernel_cross (kernel, golden->x, golden->z, k, NULL), ==, MERCER_OK);
  for (size_t j = 0; j < golden->m; j++)
    for (size_t i = 0; i < golden->n; i++)
      assert_close (*mercer_matrix_at (k, i, j), *mercer_matrix_at (golden->cross, i, j), TOLERANCE,
                    TOLERANCE);
  g_free (buffer);
  g_free (diagonal);
}

static void
test_golden (gconstpointer name)
{
  static const char *const columns[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k" };
  Golden golden = read_golden (name);
  GError *error = NULL;
  MercerKernel *parsed = mercer_kernel_parse (golden.expression, NULL, NULL, &error);

  g_assert_no_error (error);
  MercerKernel *kernel = mercer_kernel_bind_rows (parsed, columns, golden.x, &error);
  g_assert_no_error (error);
  compare (&golden, kernel);
  mercer_kernel_unref (kernel);
  mercer_kernel_unref (parsed);
  free_golden (&golden);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = {
    "rbf",          "rbf-ard",      "rbf-many",   "matern12",       "matern32",       "matern52",
    "matern52-ard", "matern72",     "rq",         "periodic",       "periodic-plane", "linear",
    "polynomial",   "constant",     "white",      "white-product",  "power",          "columns",
    "co2",          "matern-rough", "matern-one", "matern-general", "matern-smooth",
    "centre",       "centre-part",  "laplacian",  "chi2",           "additive-chi2",
    "cosine-similarity", "sigmoid",
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *path = g_strdup_printf ("/kernel/golden/%s", names[i]);
      char *file = g_strdup_printf ("kernel-%s.csv", names[i]);
      g_test_add_data_func_full (path, file, test_golden, g_free);
      g_free (path);
    }
  return g_test_run ();
}
