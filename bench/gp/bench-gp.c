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

#include "bench-case.h"
#include "bench-peers.h"
#include "linalg.h"
#include "pool.h"

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
