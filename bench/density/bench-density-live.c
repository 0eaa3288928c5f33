/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First figures of kde in the job's clock, within each boundary, and with kernels of different widths: of a new table, and of a drag of the
 * bandwidth after it.
 *
 *   mercer-bench-density-live [ROWS [STEPS]] */
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "job.h"
#include "random.h"

enum { MOST_STEPS = 100 };

typedef struct
{
  MercerJob *job;
  MercerWork *work;
  double first;
} Clock;

static void
emit (MercerEmit kind, MercerFigure *figure, void *data)
{
  Clock *clock = data;
  (void) kind;
  if (clock->first < 0)
    clock->first = mercer_job_seconds (clock->job);
  mercer_work_stop (clock->work); /* as the next event would */
  mercer_figure_unref (figure);
}

static void
propose (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  (void) done, (void) sentence, (void) data;
  mercer_recipe_unref (recipe);
}

static double
first_figure (MercerRecipe *recipe, MercerStore *store)
{
  MercerWork *work = mercer_work_new (0, store);
  Clock clock = { .work = work, .first = -1 };
  MercerJobSink sink = { .emit = emit, .propose = propose, .data = &clock, .live = true };
  g_autofree char *sentence = NULL;
  clock.job = mercer_job_new (recipe, work, &sink);
  mercer_job_run (clock.job, &sentence);
  if (clock.first < 0)
    g_error ("no figure: %s", sentence);
  mercer_job_free (clock.job);
  mercer_work_free (work);
  return clock.first;
}

/* Columns anew for each round, so that nothing of them is kept. */
static MercerDataset *
table_of (size_t n, uint64_t seed)
{
  static const char *const names[] = { "a", "b" };
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("table", "");
  for (size_t c = 0; c < G_N_ELEMENTS (names); c++)
    {
      double *values = g_new (double, n);
      mercer_random_normals (seed, c, 0, n, values);
      for (size_t i = 0; i < n; i++)
        values[i] = exp (0.6 * values[i]);
      mercer_dataset_builder_add_numeric (b, names[c], "", values, n);
    }
  return mercer_dataset_builder_finish (b);
}

typedef struct
{
  const char *title;
  int boundary, adaptive, shape, profile;
} Case;

static const Case cases[] = { { "none", 0, 0 }, { "reflection", 1, 0 }, { "linear", 2, 0 },   { "log", 3, 0 },
                              { "logit", 4, 0 }, { "circle", 5, 0 },    { "abramson", 0, 1 }, { "balloon", 0, 2 },
                              { "radial box", 0, 0, 1, 1 }, { "radial sinc", 0, 0, 11, 1 } };

static MercerRecipe *
recipe_of (MercerDataset *table, size_t d, const Case *c, double bandwidth)
{
  g_autoptr (MercerRecipe) plain = mercer_recipe_new (mercer_method_find ("kde"), table);
  g_autoptr (MercerRecipe) columns = mercer_recipe_with_role (plain, "x", (const char *const[]){ "a", d == 2 ? "b" : NULL, NULL });
  g_autoptr (MercerRecipe) edge = mercer_recipe_with_value (columns, "boundary", c->boundary);
  g_autoptr (MercerRecipe) widths = mercer_recipe_with_value (edge, "adaptive", c->adaptive);
  g_autoptr (MercerRecipe) bounds = mercer_recipe_with_list (widths, "bounds", (const double[]){ 0, 100, 0, 100 }, 4);
  g_autoptr (MercerRecipe) shape = mercer_recipe_with_value (bounds, "shape", c->shape);
  g_autoptr (MercerRecipe) profile = mercer_recipe_with_value (shape, "profile", c->profile);
  return mercer_recipe_with_list (profile, "bandwidth", (const double[]){ bandwidth, bandwidth }, (int) d);
}

static int
by_size (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

int
main (int argc, char **argv)
{
  size_t n = argc > 1 ? strtoull (argv[1], NULL, 10) : 1000000;
  int steps = CLAMP (argc > 2 ? atoi (argv[2]) : 5, 1, MOST_STEPS);
  printf ("%-12s %2s  %22s  %22s   ms in the job's clock, n = %zu\n", "boundary", "d", "new table: median, max", "drag: median, max", n);
  for (size_t d = 1; d <= 2; d++)
    for (const Case *c = cases; c < cases + G_N_ELEMENTS (cases); c++)
      {
        double fresh[MOST_STEPS], drag[MOST_STEPS];
        for (int k = 0; k < steps; k++)
          {
            MercerStore *store = mercer_store_new (1 << 30);
            g_autoptr (MercerDataset) table = table_of (n, 1 + (uint64_t) k);
            g_autoptr (MercerRecipe) first = recipe_of (table, d, c, 0.1);
            g_autoptr (MercerRecipe) next = recipe_of (table, d, c, 0.12);
            fresh[k] = 1e3 * first_figure (first, store);
            drag[k] = 1e3 * first_figure (next, store);
            mercer_store_free (store);
          }
        qsort (fresh, (size_t) steps, sizeof *fresh, by_size);
        qsort (drag, (size_t) steps, sizeof *drag, by_size);
        printf ("%-12s %2zu  %10.1f  %10.1f  %10.2f  %10.2f\n", c->title, d, fresh[steps / 2], fresh[steps - 1], drag[steps / 2],
                drag[steps - 1]);
        fflush (stdout);
      }
  return 0;
}
