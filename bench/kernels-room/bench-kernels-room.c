/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drags in the Kernels room: figures a second in the job's clock, with a store as in the window.
 *
 *   mercer-bench-kernels-room [ROWS [STEPS]]
 *
 * A step of a drag is a recipe with one value changed. "First" is what follows the hand: the first figure that the job
 * emits, after which the engine may stop it for the next step. "Last" is the exact one. Medians and the slowest tenth. */
#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "job.h"
#include "pool.h"
#include "random.h"

enum { MOST_STEPS = 200 };

/* --- One run ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  MercerJob *job;
  double first, last;
} Clock;

static void
emit (MercerEmit kind, MercerFigure *figure, void *data)
{
  Clock *clock = data;
  (void) kind;
  clock->last = mercer_job_seconds (clock->job);
  if (clock->first < 0)
    clock->first = clock->last;
  mercer_figure_unref (figure);
}

static void
propose (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  (void) done, (void) sentence, (void) data;
  mercer_recipe_unref (recipe);
}

static Clock
clock_run (MercerRecipe *recipe, MercerStore *store)
{
  Clock clock = { .first = -1 };
  MercerWork *work = mercer_work_new (0, store);
  MercerJobSink sink = { .emit = emit, .propose = propose, .data = &clock, .live = true };
  g_autofree char *sentence = NULL;
  clock.job = mercer_job_new (recipe, work, &sink);
  if (mercer_job_run (clock.job, &sentence) != MERCER_OK)
    g_error ("the run failed: %s", sentence);
  mercer_job_free (clock.job);
  mercer_work_free (work);
  return clock;
}

/* --- A drag ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *title, *method, *columns, *kernel; /* %g in the kernel: the length scale that is dragged */
  const char *param;                             /* dragged instead, from low to high */
  double low, high;
  double wanted; /* figures a second; 0: none was set */
} Drag;

static const Drag drags[] = {
  { "shape, length scale", "kernel-shape", "a", "Matern(nu=1.5, lengthscale=%g)", NULL, 0.2, 2, 60 },
  { "shape of a sum", "kernel-shape", "a", "RBF(lengthscale=%g) * Periodic(period=1) + 0.3 * Matern(nu=0.8)", NULL, 0.2, 2, 60 },
  { "shape, two columns", "kernel-shape", "a,b", "RBF(lengthscale=%g)", NULL, 0.2, 2, 60 },
  { "gram, length scale", "gram", "a,b,c", "RBF(lengthscale=%g)", NULL, 0.5, 2, 20 },
  { "gram, ridge", "gram", "a,b,c", "RBF(lengthscale=1)", "ridge", 0.001, 0.1, 20 },
  { "compare, length scale", "kernel-compare", "a,b", "RBF(lengthscale=%g)", NULL, 0.5, 2, 0 },
  { "features, length scale", "feature-approximation", "a,b,c", "RBF(lengthscale=%g)", NULL, 0.5, 2, 0 },
  { "features, their number", "feature-approximation", "a,b,c", "RBF(lengthscale=1)", "features", 16, 128, 0 },
};

static MercerDataset *
table_of (size_t n)
{
  static const char *const names[] = { "a", "b", "c", "y" };
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("table", "");
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      double *values = g_new (double, n);
      mercer_random_normals (1, c, 0, n, values);
      mercer_dataset_builder_add_numeric (b, names[c], "", values, n);
    }
  return mercer_dataset_builder_finish (b);
}

static MercerRecipe *
start_of (const Drag *drag, MercerDataset *table)
{
  g_auto (GStrv) columns = g_strsplit (drag->columns, ",", 0);
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find (drag->method), table);
  return mercer_recipe_with_role (plain, "x", (const char *const *) columns);
}

static MercerRecipe *
step_of (const Drag *drag, MercerRecipe *start, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_auto (GStrv) parts = g_strsplit (drag->kernel, "%g", 2);
  g_autofree char *text
      = g_strjoinv (g_ascii_dtostr (number, sizeof number, drag->param == NULL ? value : 1), parts);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) with = mercer_recipe_with_kernel (start, kernel);
  return drag->param == NULL ? mercer_recipe_ref (with) : mercer_recipe_with_value (with, drag->param, value);
}

static int
compare (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

static void
measure (const Drag *drag, MercerDataset *table, int steps)
{
  double first[MOST_STEPS], last[MOST_STEPS];
  MercerStore *store = mercer_store_new (1 << 28);
  g_autoptr (MercerRecipe) start = start_of (drag, table);
  for (int k = -1; k < steps; k++) /* the first finds nothing in the caches and does not count */
    {
      double part = (double) MAX (k, 0) / steps;
      g_autoptr (MercerRecipe) recipe = step_of (drag, start, drag->low * pow (drag->high / drag->low, part));
      Clock clock = clock_run (recipe, store);
      if (k < 0)
        continue;
      first[k] = clock.first;
      last[k] = clock.last;
    }
  qsort (first, (size_t) steps, sizeof *first, compare);
  qsort (last, (size_t) steps, sizeof *last, compare);
  char wanted[16] = "";
  if (drag->wanted > 0)
    g_snprintf (wanted, sizeof wanted, "%.0f", drag->wanted);
  g_print ("%-26s %8.1f %8.1f %10s %10.1f\n", drag->title, 1 / first[steps / 2], 1 / first[steps * 9 / 10], wanted,
           1 / last[steps / 2]);
  mercer_store_free (store);
}

int
main (int argc, char **argv)
{
  size_t rows = argc > 1 ? (size_t) MAX (atoi (argv[1]), 2) : 1000;
  int steps = argc > 2 ? CLAMP (atoi (argv[2]), 4, MOST_STEPS) : 30;
  mercer_pool_init (0);
  g_autoptr (MercerDataset) table = table_of (rows);
  g_print ("figures a second, %zu rows, %d threads\n", rows, mercer_pool_threads ());
  g_print ("%-26s %8s %8s %10s %10s\n", "drag", "first", "slow 10%", "wanted", "last");
  for (size_t k = 0; k < G_N_ELEMENTS (drags); k++)
    measure (&drags[k], table, steps);
  return 0;
}
