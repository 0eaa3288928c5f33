/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench-peers.h"

const char smooth[] = "1.3 * RBF(lengthscale=0.8)";
const char rough[] = "1.3 * Matern(nu=1.5, lengthscale=0.8)";

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

void
verdict (const char *what, double ratio, double bar, bool at_most)
{
  if (isfinite (ratio) && bar > 0)
    g_print ("  %s %.2f (bar %s %.3g)%s", what, ratio, at_most ? "<=" : ">=", bar,
             (at_most ? ratio <= bar : ratio >= bar) ? "" : " MISSED");
}

MercerKernel *
kernel_of (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };
  MercerKernel *kernel = mercer_kernel_parse (text, NULL, NULL, NULL), *bound = mercer_kernel_bind (kernel, names, d, NULL);
  mercer_kernel_unref (kernel);
  return bound;
}

uint64_t
next (uint64_t *state)
{
  return *state = *state * 16807 % 2147483647;
}

Case
case_new (size_t n, const char *kernel)
{
  Case c = { .n = n, .x = g_new (double, n + 8), .y = g_new (double, n + 8), .rows = g_new (uint64_t, n + 8),
             .z = g_new (double, POINTS), .mean = g_new (double, POINTS), .variance = g_new (double, POINTS),
             .kernel = kernel_of (kernel, 1) };
  uint64_t ux = 20240601, ue = 977;
  for (size_t i = 0; i < n; i++)
    {
      double u = (double) next (&ue) / 2147483647, v = (double) next (&ue) / 2147483647;
      c.x[i] = 10 * ((double) next (&ux) / 2147483647);
      c.y[i] = sin (c.x[i]) + 0.3 * cos (3 * c.x[i]) + 0.2 * sqrt (-2 * log (u)) * cos (2 * G_PI * v);
      c.rows[i] = i;
    }
  for (size_t i = 0; i < POINTS; i++)
    c.z[i] = 10.0 * (double) i / (POINTS - 1);
  c.problem = (MercerGpProblem){ .x = mercer_matrix (c.x, n, 1), .y = c.y, .rows = c.rows, .kernel = c.kernel,
                                 .noise = sqrt (noise2) };
  return c;
}

void
case_free (Case *c)
{
  g_free (c->x);
  g_free (c->y);
  g_free (c->z);
  g_free (c->mean);
  g_free (c->variance);
  g_free (c->rows);
  mercer_kernel_unref (c->kernel);
}

double
posterior (Case *c, MercerStore *store, MercerGpWay *way)
{
  MercerGpReport report;
  double begin = seconds ();
  MercerWork *work = mercer_work_new (0, store);
  if (mercer_gp_posterior (&c->problem, mercer_matrix (c->z, POINTS, 1), c->mean, c->variance, none, &report, work)
      != MERCER_OK)
    g_error ("posterior failed");
  for (size_t i = 0; i < POINTS; i++)
    c->variance[i] = sqrt (c->variance[i]);
  mercer_work_free (work);
  if (way != NULL)
    *way = report.way;
  return seconds () - begin;
}

double
evidence (Case *c, double *value)
{
  double gradient[3], begin = seconds ();
  MercerWork *work = mercer_work_new (0, NULL);
  if (mercer_gp_likelihood (&c->problem, value, gradient, work) != MERCER_OK)
    g_error ("likelihood failed");
  mercer_work_free (work);
  return seconds () - begin;
}
