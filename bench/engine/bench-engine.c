/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How live the engine is, with the real method: the first figure after a slider event and the time until a worker that is
 * told to stop is free. Times are the job's own clock; the goals stand beside them. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine.h"
#include "linalg.h"
#include "pool.h"
#include "random.h"

#define EVENTS 15

/* A kernel of low rank, and one whose Gram matrix needs a factor. */
#define SMOOTH "RBF"
#define DENSE  "Matern"

static MercerDataset *
noisy_sine (size_t n)
{
  double *x = g_new (double, n), *y = g_new (double, n);
  mercer_random_uniforms (1, 0, 0, n, x);
  mercer_random_normals (1, 1, 0, n, y);
  for (size_t i = 0; i < n; i++)
    {
      x[i] *= 10;
      y[i] = sin (x[i]) + 0.3 * cos (3 * x[i]) + 0.2 * y[i];
    }
  MercerDatasetBuilder *b = mercer_dataset_builder_new ("noisy sine", "");
  mercer_dataset_builder_add_numeric (b, "x", "", x, n);
  mercer_dataset_builder_add_numeric (b, "y", "", y, n);
  return mercer_dataset_builder_finish (b);
}

static MercerRecipe *
recipe_new (size_t n, const char *family, double lengthscale)
{
  g_autoptr (MercerDataset) dataset = noisy_sine (n);
  g_autoptr (MercerRecipe) start = mercer_recipe_new (mercer_method_find ("gp-regression"), dataset);
  g_autofree char *text = g_strdup_printf ("1.3 * %s(lengthscale=%g)", family, lengthscale);
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
  g_autoptr (MercerRecipe) with_kernel = mercer_recipe_with_kernel (start, kernel);
  return mercer_recipe_with_value (with_kernel, "noise", 0.22);
}

static MercerRecipe *
with_lengthscale (MercerRecipe *recipe, const char *family, double lengthscale)
{
  g_autofree char *path = g_strconcat (family, ".lengthscale", NULL);
  int index = mercer_kernel_find_param (mercer_recipe_kernel (recipe), path);
  g_autoptr (MercerKernel) kernel
      = mercer_kernel_with_param (mercer_recipe_kernel (recipe), (size_t) index, lengthscale);
  return mercer_recipe_with_kernel (recipe, kernel);
}

static int
by_value (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double
median (double *values, int n)
{
  qsort (values, (size_t) n, sizeof *values, by_value);
  return values[n / 2];
}

/* Waits for the first figure of this serial; its seconds since the job began. */
static double
first_figure (MercerSlot *slot, uint64_t serial, bool *draft)
{
  for (;;)
    {
      MercerResult result;
      if (!mercer_slot_take (slot, &result))
        {
          nanosleep (&(struct timespec){ 0, 100000 }, NULL);
          continue;
        }
      bool mine = result.serial == serial && result.figure != NULL;
      double seconds = result.seconds;
      if (mine)
        *draft = mercer_figure_get_draft (result.figure) != NULL;
      bool failed = result.serial == serial && result.ended && result.figure == NULL;
      mercer_result_clear (&result);
      if (failed)
        return NAN;
      if (mine)
        return seconds;
    }
}

static void
bench_first_figure (MercerEngine *engine, const char *family, size_t n)
{
  MercerSlot *slot = mercer_slot_open (engine, NULL, NULL);
  g_autoptr (MercerRecipe) start = recipe_new (n, family, 0.8);
  double seconds[EVENTS];
  bool draft = false;
  for (int i = 0; i < EVENTS; i++)
    {
      g_autoptr (MercerRecipe) moved = with_lengthscale (start, family, 0.5 + 0.03 * i);
      seconds[i] = first_figure (slot, mercer_slot_submit (slot, moved), &draft);
    }
  mercer_slot_close (slot);
  printf ("first figure after a length-scale event, %-8s n = %5zu: %6.1f ms median%s (goal 30 ms)\n", family, n,
          1e3 * median (seconds, EVENTS), draft ? ", a draft" : "");
}

/* Told to stop at moments spread over a second of a long job, one that low rank does not make short. */
static void
bench_stop (MercerEngine *engine, size_t n)
{
  MercerSlot *slot = mercer_slot_open (engine, NULL, NULL);
  g_autoptr (MercerRecipe) start = recipe_new (n, DENSE, 0.8);
  double seconds[EVENTS];
  for (int i = 0; i < EVENTS; i++)
    {
      g_autoptr (MercerRecipe) moved = with_lengthscale (start, DENSE, 0.4 + 0.011 * i);
      mercer_slot_submit (slot, moved);
      nanosleep (&(struct timespec){ (40 + 110 * i) / 1000, (40 + 110 * i) % 1000 * 1000000L }, NULL);
      mercer_slot_stop (slot);
      mercer_slot_wait_idle (slot, 60);
      seconds[i] = mercer_slot_last_stop_seconds (slot);
    }
  mercer_slot_close (slot);
  double typical = median (seconds, EVENTS), worst = seconds[EVENTS - 1];
  printf ("told to stop until the worker is free, n = %5zu: %6.2f ms median, %6.2f ms worst (goal 10 ms)\n", n,
          1e3 * typical, 1e3 * worst);
}

int
main (int argc, char **argv)
{
  mercer_blas_choose_core (argv);
  mercer_pool_init (0);
  printf ("OpenBLAS core %s, %d threads\n", mercer_blas_core (), mercer_pool_threads ());
  MercerEngine *engine = mercer_engine_new (2, 0);
  static const size_t sizes[] = { 100, 500, 1000, 2000, 5000, 10000, 20000 };
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    bench_first_figure (engine, SMOOTH, sizes[i]);
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    bench_first_figure (engine, DENSE, sizes[i]);
  bench_stop (engine, 8000);
  mercer_engine_free (engine);
  return 0;
}
