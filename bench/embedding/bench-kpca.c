/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernel PCA against scikit-learn, in turns on the same data: ratios of medians.
 *
 *   mercer-bench-kpca [--short] PEERS.py
 *
 * Without Python or scikit-learn the peers' columns stay empty. */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench-projections.h"
#include "job.h"
#include "linalg.h"
#include "pool.h"

enum { LANDMARKS = 500 };

/* Cold against each solver, and the length scale moved by 5 % against arpack. bars: arpack, dense, the fastest, drag. */
static void
exact (size_t n, int runs, const double bars[4])
{
  static const char *const peers[] = { "arpack", "dense", "randomized" };
  double own[MOST_RUNS], warm[MOST_RUNS], peer[3][MOST_RUNS], value[3], theirs[3];
  double length = sqrt (0.5 / gamma_rbf);
  g_autofree double *x = clouds (n);
  MercerStore *store = mercer_store_new (1 << 28);
  Run run = project (x, n, length, 0, false, NULL);
  project (x, n, length, 0, false, store);
  for (int k = 0; k < runs; k++)
    {
      for (int p = 0; p < 3; p++)
        peer[p][k] = p == 1 && n > 2500 ? NAN : peer_run ("top2", peers[p], n, n <= 1000 ? 3 : 1, &value[p]);
      rest ();
      own[k] = project (x, n, length, 0, false, NULL).seconds;
      warm[k] = project (x, n, length * (k % 2 ? 1 : 1.05) * (1 + 1e-9 * k), 0, false, store).seconds;
    }
  double mine = median (own, runs), dragged = median (warm, runs);
  for (int p = 0; p < 3; p++)
    theirs[p] = median (peer[p], runs);
  g_print ("cold  n=%-6zu %8.1f ms", n, 1e3 * mine);
  for (int p = 0; p < 2; p++)
    print_ratio (peers[p], theirs[p], mine, bars[p]);
  print_ratio (peers[2], theirs[2], mine, 0);
  if (bars[2] > 0)
    print_ratio ("faster of arpack and randomized", MIN (theirs[0], theirs[2]), mine, bars[2]);
  g_print ("; eigenvalue %.10g, arpack's off by %.0e\n", run.first, fabs (value[0] / run.first - 1));
  g_print ("drag  n=%-6zu %8.1f ms", n, 1e3 * dragged);
  print_ratio (peers[0], theirs[0], dragged, bars[3]);
  g_print (", %.1f figures a second\n", 1 / dragged);
  mercer_store_free (store);
}

/* One point dragged, by turns with the length scale moved by 5 %: what both cost to follow. */
static void
one_point (size_t n, int runs)
{
  double moved[MOST_RUNS], warm[MOST_RUNS], length = sqrt (0.5 / gamma_rbf);
  g_autofree double *x = clouds (n);
  MercerStore *store = mercer_store_new (1 << 28);
  project (x, n, length, 0, false, store);
  for (int k = 0; k < runs; k++)
    {
      rest ();
      warm[k] = project (x, n, length * (k % 2 ? 1 : 1.05) * (1 + 1e-9 * k), 0, false, store).seconds;
      for (int step = 0; step < 3; step++) /* the last of them: a hand moves on */
        {
          x[n / 2] += 0.1;
          moved[k] = project (x, n, length * (k % 2 ? 1 : 1.05) * (1 + 1e-9 * k), 0, false, store).seconds;
        }
    }
  double dragged = median (moved, runs), whole = median (warm, runs);
  g_print ("point n=%-6zu %8.2f ms, of a warm recompute %.1f ms %.2f (bar 0.33%s)\n", n, 1e3 * dragged, 1e3 * whole, dragged / whole,
           dragged / whole > 1.0 / 3 ? ", MISSED" : "");
  mercer_store_free (store);
}

static void
landmarks (size_t n, int runs)
{
  double own[MOST_RUNS], peer[MOST_RUNS], lost = NAN;
  g_autofree double *x = clouds (n);
  Run run = { 0 };
  for (int k = 0; k < runs; k++)
    {
      peer[k] = peer_run ("landmarks", "nystroem", n, 1, &lost);
      rest ();
      run = project (x, n, sqrt (0.5 / gamma_rbf), LANDMARKS, false, NULL);
      own[k] = run.seconds;
    }
  g_print ("%d landmarks n=%-6zu %8.1f ms", LANDMARKS, n, 1e3 * median (own, runs));
  print_ratio ("Nystroem + PCA", median (peer, runs), median (own, runs), 6);
  g_print ("; trace lost %.6g of %zu, peer %.6g\n", run.lost, n, lost);
}

/* The same number of random Fourier features, and how far kernel values are off by either on some 600 rows, relative in Frobenius' norm. */
static void
features (size_t n, int runs)
{
  double own[MOST_RUNS], peer[MOST_RUNS], off = NAN;
  g_autofree double *x = clouds (n);
  Run run = { 0 };
  for (int k = 0; k < runs; k++)
    {
      peer[k] = peer_run ("features", "rbfsampler", n, 1, &off);
      rest ();
      run = project (x, n, sqrt (0.5 / gamma_rbf), LANDMARKS, true, NULL);
      own[k] = run.seconds;
    }
  g_print ("%d random features n=%-6zu %8.1f ms", LANDMARKS, n, 1e3 * median (own, runs));
  print_ratio ("RBFSampler + PCA", median (peer, runs), median (own, runs), 0);
  g_print ("; kernel values off by %.3g, peer %.3g\n", run.off, off);
}

/* --- Whole figures, as a panel asks for them ------------------------------------------------------------------------------ */

typedef struct
{
  double first, end;
  MercerJob *job;
  size_t n;
  double *before; /* n x COMPONENTS: the scores of the figure before */
  bool begun;
  size_t flips;   /* columns of scores that point the other way than in the figure before */
} Watch;

enum { COMPONENTS = 4 };

/* Of final figures: drafts between them have no tables. */
static void
count_flips (Watch *watch, const MercerFigure *figure)
{
  const MercerTable *scores = NULL;
  for (size_t t = 0; t < mercer_figure_n_tables (figure); t++)
    if (strcmp (mercer_figure_get_table (figure, t)->id, "scores") == 0)
      scores = mercer_figure_get_table (figure, t);
  for (size_t j = 0; scores != NULL && j < COMPONENTS; j++)
    {
      const double *now = scores->column[j + 1].values; /* after "row" */
      double *before = watch->before + j * watch->n, both = 0, a = 0, b = 0;
      for (size_t i = 0; i < watch->n; i++)
        {
          both += now[i] * before[i];
          a += now[i] * now[i];
          b += before[i] * before[i];
        }
      watch->flips += watch->begun && both < -0.5 * sqrt (a * b);
      memcpy (before, now, watch->n * sizeof (double));
    }
  watch->begun |= scores != NULL;
}

static void
emit_cb (MercerEmit kind, MercerFigure *figure, void *data)
{
  Watch *watch = data;
  if (watch->first < 0)
    watch->first = mercer_job_seconds (watch->job);
  watch->end = mercer_job_seconds (watch->job);
  count_flips (watch, figure);
  mercer_figure_unref (figure);
}

static void
propose_cb (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  mercer_recipe_unref (recipe);
}

static MercerDataset *
table_of (size_t n)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };
  g_autofree double *x = clouds (n);
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("clouds", "");
  for (size_t c = 0; c < D; c++)
    mercer_dataset_builder_add_numeric (b, names[c], "", g_memdup2 (x + c * n, n * sizeof (double)), n);
  return mercer_dataset_builder_finish (b);
}

static MercerKernel *
dragged_kernel (const char *form, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_auto (GStrv) parts = g_strsplit (form, "*", 2);
  g_autofree char *text = g_strconcat (parts[0], g_ascii_dtostr (number, sizeof number, value), parts[1], NULL);
  g_autoptr (GError) error = NULL;
  MercerKernel *kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  if (kernel == NULL)
    g_error ("%s", error->message);
  return kernel;
}

/* A parameter, * in the kernel's form, dragged up by 5 % at a time: seconds from the start of a job to its first and to its final figure,
 * and scores that change their side on the way. beside: by number what stands beside, 0: nothing. */
static void
figures (size_t n, const char *form, double value, int runs, int beside)
{
  enum { MOST_FIGURES = 28 };
  double first[MOST_FIGURES], end[MOST_FIGURES];
  g_autofree double *before = g_new (double, n * COMPONENTS);
  Watch watch = { .n = n, .before = before };
  g_autoptr (MercerDataset) table = table_of (n);
  g_autoptr (MercerRecipe) alone = mercer_recipe_new (mercer_method_find ("kernel-pca"), table);
  g_autoptr (MercerRecipe) start = mercer_recipe_with_value (alone, "beside", beside);
  MercerStore *store = mercer_store_new (1 << 28);
  for (int k = -1; k < MIN (runs, MOST_FIGURES); k++)
    {
      g_autoptr (MercerKernel) kernel = dragged_kernel (form, value * pow (1.05, k + 1));
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (start, kernel);
      MercerWork *work = mercer_work_new (0, store);
      watch.first = -1;
      MercerJobSink sink = { emit_cb, propose_cb, &watch, true };
      watch.job = mercer_job_new (recipe, work, &sink);
      if (mercer_job_run (watch.job, NULL) != MERCER_OK)
        g_error ("no figure");
      mercer_job_free (watch.job);
      mercer_work_free (work);
      if (k >= 0)
        {
          first[k] = watch.first;
          end[k] = watch.end;
        }
    }
  double shown = median (first, runs), final = median (end, runs);
  g_print ("figure n=%-6zu %7.1f ms to the first (bar 30%s), %.1f ms to the final one: %.0f figures a second", n, 1e3 * shown,
           shown > 0.03 ? ", MISSED" : "", 1e3 * final, 1 / shown);
  g_print (n == 2000 ? " (bar 20%s)" : "", 1 / shown < 20 ? ", MISSED" : "");
  g_print (", %zu scores changed sides%s\n", watch.flips, watch.flips > 0 ? " (bar 0, MISSED)" : "");
  mercer_store_free (store);
}

int
main (int argc, char **argv)
{
  mercer_blas_choose_core (argv);
  bool brief = argc > 1 && strcmp (argv[1], "--short") == 0;
  mercer_pool_init (0);
  g_print ("Mercer: OpenBLAS core %s, %d threads\n", mercer_blas_core (), mercer_pool_threads ());
  if (argc > 1)
    start_peers (argv[argc - 1], NULL);
  double half = 0.5 * sqrt (0.5 / gamma_rbf); /* to twice what suits */
  figures (2000, "RBF(lengthscale=*)", half, 28, 0);
  figures (20000, "RBF(lengthscale=*)", half, 28, 0);
  figures (100000, "RBF(lengthscale=*)", half, brief ? 4 : 14, 0);
  g_print ("not positive definite: ");
  figures (2000, "Sigmoid(slope=*, offset=-1)", 0.02, 28, 0);
  for (int beside = 1; beside <= 8; beside++)
    {
      g_print ("beside %d: ", beside);
      figures (2000, "RBF(lengthscale=*)", half, 7, beside);
    }
  exact (1000, 7, (double[]){ 2.5, 0, 0, 5 });
  exact (2000, brief ? 3 : 7, (double[]){ 2.5, 10, 0, 5 });
  one_point (2000, 9);
  bench_dual (1000, 3, 1e-2);
  bench_dual (2000, 3, 1e-2);
  bench_dual (2000, 3, 1e-6);
  if (!brief)
    {
      bench_dual (4000, 3, 1e-2);
      exact (5000, 3, (double[]){ 0, 0, 3.5, 0 });
      landmarks (100000, 3);
      features (100000, 3);
    }
  return 0;
}
