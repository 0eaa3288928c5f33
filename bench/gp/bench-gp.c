/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaussian processes against their peers, in turns on the same data, and against themselves: ratios of medians.
 *
 *   mercer-bench-gp [--short] PEERS.py FITS.ini
 *
 * Without Python, numpy or scikit-learn the peers' columns stay empty. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench-peers.h"
#include "gp.h"
#include "linalg.h"
#include "pool.h"
#include "store.h"

enum { POINTS = 400, MOST_RUNS = 15 };
static const double noise2 = 0.05;
static const MercerMatrix none = { 0 };

static int
compare_doubles (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

static double
median (double *values, int n)
{
  qsort (values, (size_t) n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

/* --- Data ------------------------------------------------------------------------------------------------ */

typedef struct
{
  size_t n;
  double *x, *y, *z, *mean, *variance;
  uint64_t *rows;
  MercerKernel *kernel;
  MercerGpProblem problem;
} Case;

static MercerKernel *
kernel_of (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };
  MercerKernel *kernel = mercer_kernel_parse (text, NULL, NULL, NULL), *bound = mercer_kernel_bind (kernel, names, d, NULL);
  mercer_kernel_unref (kernel);
  return bound;
}

static uint64_t
next (uint64_t *state)
{
  return *state = *state * 16807 % 2147483647;
}

/* The numbers that peers.py makes too. */
static Case
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

static void
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

static double
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

static double
evidence (Case *c, double *value)
{
  double gradient[3], begin = seconds ();
  MercerWork *work = mercer_work_new (0, NULL);
  if (mercer_gp_likelihood (&c->problem, value, gradient, work) != MERCER_OK)
    g_error ("likelihood failed");
  mercer_work_free (work);
  return seconds () - begin;
}

/* The peers' kernel, and one as dear whose Gram matrix is of full rank: what is asked of drags and edits is asked of the
 * dense way. */
static const char smooth[] = "1.3 * RBF(lengthscale=0.8)";
static const char rough[] = "1.3 * Matern(nu=1.5, lengthscale=0.8)";

/* Flops a second of products of 2048 x 2048 on the pool. */
static double
dgemm_rate (void)
{
  enum { N = 2048 };
  MercerWork *work = mercer_work_new (0, NULL);
  MercerMatrix a = mercer_work_matrix (work, N, N), b = mercer_work_matrix (work, N, N), c = mercer_work_matrix (work, N, N);
  double times[5];
  mercer_matrix_fill (a, 1.5);
  mercer_matrix_fill (b, 0.5);
  for (int k = 0; k < 5; k++)
    {
      double begin = seconds ();
      mercer_gemm (false, false, 1, a, b, 0, c, work);
      times[k] = seconds () - begin;
    }
  mercer_work_free (work);
  return 2.0 * N * N * N / median (times, 5);
}

/* --- Against the peers ------------------------------------------------------------------------------------ */

static void
verdict (const char *what, double ratio, double bar, bool at_most)
{
  if (isfinite (ratio) && bar > 0)
    g_print ("  %s %.2f (bar %s %.3g)%s", what, ratio, at_most ? "<=" : ">=", bar,
             (at_most ? ratio <= bar : ratio >= bar) ? "" : " MISSED");
}

/* The same task for a kernel of full rank: what a matrix of no structure costs. */
static double
dense (size_t n, bool of_posterior, int runs)
{
  Case c = case_new (n, rough);
  double times[MOST_RUNS], value;
  for (int k = 0; k < runs; k++)
    times[k] = of_posterior ? posterior (&c, NULL, NULL) : evidence (&c, &value);
  case_free (&c);
  return median (times, runs);
}

static void
against_peers (const char *task, size_t n, int runs, double lapack_bar, double sklearn_bar, double rate_bar)
{
  Case c = case_new (n, smooth);
  double mine[MOST_RUNS], lapack[MOST_RUNS], sklearn[MOST_RUNS], value = 0, theirs = NAN;
  bool of_posterior = strcmp (task, "posterior") == 0;
  int times = n < 300 ? 20 : 1; /* what takes less than a millisecond is run so often in a turn */
  for (int k = -1; k < runs; k++) /* the first round warms up */
    {
      double a = peer_run (task, "lapack", n, times, &theirs), b = 0;
      rest ();
      for (int t = 0; t < times; t++)
        b += (of_posterior ? posterior (&c, NULL, NULL) : evidence (&c, &value)) / times;
      double s = sklearn_bar > 0 ? peer_run (task, "sklearn", n, times, &theirs) : NAN;
      if (k >= 0)
        lapack[k] = a, mine[k] = b, sklearn[k] = s;
    }
  if (of_posterior)
    value = c.mean[100];
  double m = median (mine, runs), l = median (lapack, runs), s = median (sklearn, runs), d = dense (n, of_posterior, runs);
  g_print ("%-10s n=%-5zu %8.3f ms", task, n, 1e3 * m);
  if (isfinite (l))
    g_print ("   lapack %8.2f", 1e3 * l);
  if (isfinite (s))
    g_print ("   sklearn %8.2f", 1e3 * s);
  verdict ("lapack/", l / m, lapack_bar, false);
  if (sklearn_bar > 0)
    verdict ("sklearn/", s / m, sklearn_bar, false);
  if (rate_bar > 0)
    {
      double nn = (double) n, ideal = (nn * nn * nn / 3 + POINTS * nn * nn) / dgemm_rate ();
      verdict ("dense way, of the flops' time", d / ideal, rate_bar, true);
    }
  g_print ("  dense way (Matern 3/2) %.2f ms", 1e3 * d);
  if (isfinite (l))
    g_print (": lapack/ %.2f", l / d);
  if (isfinite (theirs) && !(fabs (value - theirs) <= 1e-8 * fabs (theirs)))
    g_print ("  VALUES DIFFER: %.12g, %.12g", value, theirs);
  g_print ("\n");
  case_free (&c);
}

/* --- Fits ---------------------------------------------------------------------------------------------------- */

static void
fit (const char *path, size_t which, const char *name, const char *text, double noise, double bar, double known, int runs)
{
  GKeyFile *file = g_key_file_new ();
  gsize nx, n;
  const char *group = which == 2 ? "co2" : "diabetes";
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  double *x = g_key_file_get_double_list (file, group, "x", &nx, NULL), *y = g_key_file_get_double_list (file, group, "y", &n, NULL);
  MercerKernel *kernel = kernel_of (text, nx / n);
  MercerGpProblem problem = { .x = mercer_matrix (x, n, nx / n), .y = y, .kernel = kernel, .noise = noise };
  MercerGpFit options = { .noise_lower = sqrt (1e-5), .noise_upper = sqrt (1e5) };
  MercerOptimum optimum;
  double mine[MOST_RUNS], sklearn[MOST_RUNS], theirs = NAN;
  for (int k = 0; k < runs; k++)
    {
      sklearn[k] = peer_run ("fit", "sklearn", which, 1, &theirs);
      rest ();
      double begin = seconds (), fitted_noise;
      MercerKernel *fitted;
      MercerWork *work = mercer_work_new (0, NULL);
      if (mercer_gp_fit (&problem, &options, &fitted, &fitted_noise, &optimum, NULL, work) != MERCER_OK)
        g_error ("fit failed");
      mine[k] = seconds () - begin;
      mercer_work_free (work);
      mercer_kernel_unref (fitted);
    }
  double m = median (mine, runs), s = median (sklearn, runs);
  g_print ("fit %-14s %8.1f ms (%d evaluations)  sklearn %8.1f  likelihood %.7f (sklearn %.7f, known %.7f)", name, 1e3 * m,
           optimum.evaluations, 1e3 * s, -optimum.value, theirs, known);
  verdict ("sklearn/", s / m, bar, false);
  g_print ("\n");
  mercer_kernel_unref (kernel);
  g_free (x);
  g_free (y);
  g_key_file_free (file);
}

/* --- Against itself --------------------------------------------------------------------------------------- */

static MercerKernel *
like (const char *kernel, double variance, double lengthscale)
{
  g_autofree char *text = kernel == smooth
                              ? g_strdup_printf ("%.17g * RBF(lengthscale=%.17g)", variance, lengthscale)
                              : g_strdup_printf ("%.17g * Matern(nu=1.5, lengthscale=%.17g)", variance, lengthscale);
  return kernel_of (text, 1);
}

/* A length-scale drag against one of the noise and one of the variance, once settled. */
static void
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
static void
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
static void
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
static void
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

int
main (int argc, char **argv)
{
  mercer_blas_choose_core (argv);
  bool brief = argc > 1 && strcmp (argv[1], "--short") == 0;
  const char *script = argc > 2 ? argv[argc - 2] : NULL, *fits = argc > 2 ? argv[argc - 1] : NULL;
  mercer_pool_init (0);
  g_print ("Mercer: OpenBLAS core %s, %d threads, dgemm %.0f GFLOP/s\n", mercer_blas_core (), mercer_pool_threads (),
           1e-9 * dgemm_rate ());
  if (script != NULL)
    start_peers (script, fits);
  against_peers ("posterior", 100, 9, 3, 5, 0);
  against_peers ("posterior", 500, 9, 3, 5, 0);
  against_peers ("posterior", 1000, 9, 3, 5, 0);
  against_peers ("posterior", 2000, brief ? 3 : 7, 2, 0, 1.6);
  if (!brief)
    against_peers ("posterior", 5000, 3, 1.7, 0, 1.6);
  against_peers ("evidence", 500, 9, 2.8, 5, 0);
  against_peers ("evidence", 1000, 9, 2.8, 5, 0);
  against_peers ("evidence", 2000, brief ? 3 : 5, 2.8, 5, 0);
  if (fits != NULL)
    {
      fit (fits, 0, "diabetes RBF", "1 * RBF(lengthscale=3{0.01,1000})", sqrt (0.5), 3, -485.7432633, 5);
      fit (fits, 1, "diabetes ARD",
           "1 * RBF(lengthscale=[3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}, "
           "3{0.01,1e4}, 3{0.01,1e4}, 3{0.01,1e4}])",
           sqrt (0.5), 4, -478.4263275, 3);
      fit (fits, 2, "CO2 4 parts",
           "2500 * RBF(lengthscale=50) + 4 * RBF(lengthscale=100) * Periodic(period=1!, lengthscale=1)"
           " + 0.25 * RationalQuadratic(alpha=1, lengthscale=1) + 0.01 * RBF(lengthscale=0.1)",
           0.1, 7, -83.2138163, brief ? 1 : 3);
    }
  drags (2000, rough, 30);
  drags (2000, smooth, 0);
  edits (1000, rough, 10);
  edits (1000, smooth, 0);
  exact_large (20000);
  drafts (2000);
  drafts (20000);
  return 0;
}
