/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drags, edits and drafts against answers from nothing. */
#include "bench-case.h"

#include <math.h>
#include <string.h>

#include "bench-peers.h"

static MercerKernel *
like (const char *kernel, double variance, double lengthscale)
{
  g_autofree char *text = kernel == smooth
                              ? g_strdup_printf ("%.17g * RBF(lengthscale=%.17g)", variance, lengthscale)
                              : g_strdup_printf ("%.17g * Matern(nu=1.5, lengthscale=%.17g)", variance, lengthscale);
  return kernel_of (text, 1);
}

/* A length-scale drag against one of the noise and one of the variance, once settled. */
void
drags (size_t n, const char *kernel, double bar)
{
  enum { RUNS = 9 };
  Case c = case_new (n, kernel);
  MercerStore *store = mercer_store_new ((size_t) 2 << 30);
  MercerWork *work = mercer_work_new (0, store);
  double length[RUNS], noise[RUNS], variance[RUNS], begin = seconds ();
  MercerGpWay way = MERCER_GP_FACTORED, of_variance = MERCER_GP_FACTORED;
  mercer_gp_settle (&c.problem, mercer_matrix (c.z, POINTS, 1), work);
  mercer_work_free (work);
  double settled = seconds () - begin;
  for (int k = -1; k < RUNS; k++)
    {
      MercerKernel *longer = like (kernel, 1.3, 0.81 + 0.01 * k), *larger = like (kernel, 1.31 + 0.01 * k, 0.8);
      c.problem.kernel = longer;
      double a = posterior (&c, store, NULL);
      c.problem.kernel = c.kernel;
      c.problem.noise = sqrt (noise2) * (1.01 + 0.01 * k);
      double b = posterior (&c, store, &way);
      c.problem.noise = sqrt (noise2);
      c.problem.kernel = larger;
      double v = posterior (&c, store, &of_variance);
      if (k >= 0)
        length[k] = a, noise[k] = b, variance[k] = v;
      mercer_kernel_unref (longer);
      mercer_kernel_unref (larger);
    }
  double l = median (length, RUNS);
  g_print ("drag %-6s n=%-5zu length scale %8.2f ms   noise %6.3f ms   variance %6.3f ms   (settled in %.0f ms)%s",
           kernel == smooth ? "RBF" : "Matern", n, 1e3 * l,
           1e3 * median (noise, RUNS), 1e3 * median (variance, RUNS), 1e3 * settled,
           way == MERCER_GP_EIGEN && of_variance == MERCER_GP_EIGEN ? "" : "  NOT BY EIGENVECTORS");
  verdict ("length/noise", l / median (noise, RUNS), bar, false);
  verdict ("length/variance", l / median (variance, RUNS), bar, false);
  g_print ("\n");
  mercer_store_free (store);
  case_free (&c);
}

typedef enum { ADD, MOVE, REMOVE } Edit;

static void
edit (Case *c, Edit what, uint64_t *state, uint64_t *fresh)
{
  size_t n = c->problem.x.rows, i = next (state) % n;
  if (what == REMOVE)
    {
      memmove (c->x + i, c->x + i + 1, (n - i - 1) * sizeof (double));
      memmove (c->y + i, c->y + i + 1, (n - i - 1) * sizeof (double));
      memmove (c->rows + i, c->rows + i + 1, (n - i - 1) * sizeof (uint64_t));
      n--;
    }
  else
    {
      if (what == ADD)
        {
          i = n++;
          c->rows[i] = (*fresh)++;
        }
      c->x[i] = 10 * ((double) next (state) / 2147483647);
      c->y[i] = sin (c->x[i]);
    }
  c->problem.x.rows = c->problem.x.stride = n;
}

/* One point added, moved, removed (in a factor that is kept) against a fit from nothing. */
void
edits (size_t n, const char *kernel, double bar)
{
  enum { RUNS = 15 };
  static const char *const names[] = { "added", "moved", "removed" };
  Case c = case_new (n, kernel);
  MercerStore *store = mercer_store_new ((size_t) 1 << 30);
  double refit[RUNS], times[3][RUNS];
  uint64_t state = 4711, fresh = n + 1;
  bool followed = true;
  posterior (&c, store, NULL);
  for (int k = 0; k < RUNS; k++)
    {
      refit[k] = posterior (&c, NULL, NULL);
      for (Edit what = ADD; what <= REMOVE; what++)
        {
          MercerGpWay way;
          edit (&c, what, &state, &fresh);
          times[what][k] = posterior (&c, store, &way);
          followed &= way == MERCER_GP_UPDATED;
        }
    }
  double r = median (refit, RUNS);
  g_print ("edit %-6s n=%-5zu refit %8.2f ms%s", kernel == smooth ? "RBF" : "Matern", n, 1e3 * r,
           followed || kernel == smooth ? "" : "  NOT FOLLOWED");
  for (Edit what = ADD; what <= REMOVE; what++)
    {
      double e = median (times[what], RUNS);
      g_print ("   %s %.3f ms", names[what], 1e3 * e);
      verdict ("refit/", r / e, bar, false);
    }
  g_print ("\n");
  mercer_store_free (store);
  case_free (&c);
}

/* The exact posterior of as many points as one likes, where the rank is low. */
void
exact_large (size_t n)
{
  Case c = case_new (n, smooth);
  double times[5];
  MercerGpWay way;
  for (int k = 0; k < 5; k++)
    times[k] = posterior (&c, NULL, &way);
  g_print ("posterior  n=%-5zu %8.2f ms%s\n", n, 1e3 * median (times, 5), way == MERCER_GP_LOW_RANK ? " (low rank)" : "");
  case_free (&c);
}

/* A draft of so many points, and its distance from the exact answer where that is known. */
void
drafts (size_t n)
{
  enum { RUNS = 7 };
  Case c = case_new (n, rough);
  double times[RUNS], error = NAN;
  size_t landmarks = mercer_gp_draft_landmarks (n);
  for (int k = 0; k < RUNS; k++)
    {
      double begin = seconds ();
      MercerWork *work = mercer_work_new (0, NULL);
      mercer_gp_draft (&c.problem, landmarks, 1, mercer_matrix (c.z, POINTS, 1), c.mean, c.variance, none, NULL, work);
      mercer_work_free (work);
      times[k] = seconds () - begin;
    }
  if (n <= 5000)
    {
      double *mean = g_memdup2 (c.mean, POINTS * sizeof (double));
      posterior (&c, NULL, NULL);
      error = 0;
      for (size_t i = 0; i < POINTS; i++)
        error = MAX (error, fabs (mean[i] - c.mean[i]));
      g_free (mean);
    }
  g_print ("draft      n=%-5zu %8.2f ms from %zu landmarks", n, 1e3 * median (times, RUNS), landmarks);
  if (isfinite (error)) /* the exact answer to more points takes minutes and gigabytes */
    g_print (", mean off by at most %.1e", error);
  g_print ("\n");
  case_free (&c);
}
