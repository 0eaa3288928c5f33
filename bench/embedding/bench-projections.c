/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-projections.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

const double gamma_rbf = 0.1;

static int
compare_doubles (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

double
median (double *values, int n)
{
  qsort (values, (size_t) n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };

double *
clouds (size_t n)
{
  double *x = g_new (double, n * D);
  uint64_t state = 977;
  for (size_t k = 0; k < n * D; k++)
    {
      double u = (double) (state = state * 16807 % 2147483647) / 2147483647;
      double v = (double) (state = state * 16807 % 2147483647) / 2147483647;
      x[k] = sqrt (-2 * log (u)) * cos (2 * G_PI * v);
    }
  for (size_t i = 0; i < n; i++)
    x[i + i % 3 * n] += 3;
  return x;
}

MercerKernel *
rbf (double length)
{
  g_autofree char *text = g_strdup_printf ("RBF(lengthscale=%.17g)", length);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  return mercer_kernel_bind (kernel, names, D, NULL);
}

Run
project (const double *x, size_t n, double length, size_t landmarks, bool features, MercerStore *store)
{
  Run run;
  g_autoptr (MercerKernel) kernel = rbf (length);
  double begin = seconds ();
  MercerWork *work = mercer_work_new (0, store);
  MercerProjectionProblem problem = { .x = mercer_matrix ((double *) x, n, D), .kernel = kernel, .centred = true, .components = 2,
                                      .landmarks = landmarks, .random_features = features, .names = names,
                                      .seed = 1, .thread = mercer_hash_start ("bench") };
  MercerStoreItem *item;
  const MercerProjection *p;
  if (mercer_projection (&problem, &item, &p, work) != MERCER_OK)
    g_error ("the projection failed");
  run = (Run){ 0, p->values[0], p->values[1], p->lost * p->trace, p->off };
  mercer_store_release (item);
  mercer_work_free (work);
  run.seconds = seconds () - begin;
  return run;
}

void
print_ratio (const char *peer, double theirs, double ours, double bar)
{
  if (isnan (theirs))
    g_print ("  %s -", peer);
  else
    g_print ("  %s %.1f ms = %.2f x", peer, 1e3 * theirs, theirs / ours);
  if (bar > 0 && !isnan (theirs))
    g_print (" (bar %.1f%s)", bar, theirs / ours < bar ? ", MISSED" : "");
}
