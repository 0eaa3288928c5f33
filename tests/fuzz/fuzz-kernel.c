/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "kernel.h"

/* Any bytes: either an error that lies within the text, or a kernel that prints to a fixed point
 * and, bound to two columns, evaluates and differentiates without trouble. */

#define COST_LIMIT 2000

static void
evaluate (MercerKernel *kernel)
{
  static const char *const names[] = { "a", "b" };
  double x[] = { 0.5, 1.5, 2.5, 1, 1, 4 }, k[9], moved[6], products[9], w[9] = { 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  MercerMatrix points = mercer_matrix (x, 3, 2), matrix = mercer_matrix (k, 3, 3);
  MercerKernel *bound = mercer_kernel_bind_rows (kernel, names, points, NULL);

  if (bound == NULL)
    return;
  size_t n_free = mercer_kernel_free_params (bound);
  double *theta = g_new (double, n_free + 1);
  mercer_kernel_gram (bound, points, matrix, NULL);
  mercer_kernel_gradient (bound, points, mercer_matrix (w, 3, 3), theta, NULL);
  mercer_kernel_gradient_x (bound, points, points, NULL, mercer_matrix (moved, 3, 2), NULL);
  mercer_kernel_multiply (bound, points, NULL, matrix, mercer_matrix (products, 3, 3), MERCER_KERNEL_SINGLE, NULL);
  g_free (mercer_kernel_check_points (bound, points));
  g_free (mercer_kernel_check_definite (bound));
  mercer_kernel_spectral_density (bound, 0.5);
  mercer_kernel_spectral_lines (bound, 2, 6, moved, products);
  mercer_kernel_get_theta (bound, theta, NULL, NULL);
  mercer_kernel_unref (mercer_kernel_with_theta (bound, theta));
  mercer_kernel_unref (bound);
  g_free (theta);
}

static void
check_fixed_point (MercerKernel *kernel)
{
  GError *error = NULL;
  char *text = mercer_kernel_print (kernel), *shown = mercer_kernel_show (kernel);
  MercerKernel *again = mercer_kernel_parse (text, NULL, NULL, &error);

  /* The canonical text may be longer than what was typed, and so too long to be read. */
  if (again == NULL && strlen (text) <= 64 * 1024)
    g_error ("“%s” was printed but cannot be read: %s", text, error->message);
  g_clear_error (&error);
  if (again != NULL)
    {
      char *text_again = mercer_kernel_print (again);
      if (strcmp (text, text_again) != 0)
        g_error ("“%s” is read as “%s”", text, text_again);
      g_free (text_again);
      mercer_kernel_unref (again);
    }
  g_free (text);
  g_free (shown);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char *text = g_strndup ((const char *) data, size);
  size_t start = SIZE_MAX, end = SIZE_MAX;
  GError *error = NULL;
  MercerKernel *kernel = mercer_kernel_parse (text, &start, &end, &error);

  if (kernel == NULL)
    g_assert_true (error != NULL && start <= end && end <= strlen (text));
  else
    {
      check_fixed_point (kernel);
      if (strlen (text) < COST_LIMIT)
        evaluate (kernel);
      mercer_kernel_unref (kernel);
    }
  g_clear_error (&error);
  g_free (text);
  return 0;
}
