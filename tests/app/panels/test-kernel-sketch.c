/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the thumbnails of kernels are drawn from: against single values of the kernel and against formulas. */

#include <math.h>
#include <string.h>

#include "kernel-sketch.h"
#include "reader.h"
#include "testing.h"

static MercerRecipe *
recipe_of (const char *data)
{
  GError *error = NULL;
  g_autoptr (MercerDataset) dataset = mercer_dataset_open (data, NULL, &error);

  g_assert_no_error (error);
  return mercer_recipe_new (mercer_method_find ("gp-regression"), dataset);
}

static MercerKernelSketch
sketch_of (const char *text, const char *const *columns, MercerRecipe *recipe)
{
  GError *error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);

  g_assert_no_error (error);
  return mercer_kernel_sketch (kernel, columns != NULL ? columns : mercer_recipe_role (recipe, "x"), recipe);
}

/* k(r) = 2 exp(-r^2 / 2 l^2) halves at l sqrt(2 ln 2); interpolation between steps of h is off by at most
 * h^2 / 8 max |k''| / |k'|, here below 0.5 % of l. */
static void
test_stationary (void)
{
  g_autoptr (MercerRecipe) recipe = recipe_of ("sample:mcycle");
  const MercerColumn *times = mercer_dataset_column (mercer_recipe_dataset (recipe), 0);
  MercerKernelSketch sketch = sketch_of ("2 * RBF(lengthscale=7) + White(variance=0.5)", NULL, recipe);

  g_assert_true (sketch.drawn && sketch.stationary);
  g_assert_cmpfloat (sketch.from, ==, 0);
  assert_close (sketch.to, 3 * times->sd, 1e-15, 1e-300);
  g_assert_cmpstr (sketch.unit, ==, "ms");
  assert_close (sketch.noise, 0.5, 1e-15, 1e-300);
  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    {
      double r = sketch.to * i / (MERCER_SKETCH_POINTS - 1);
      assert_close (sketch.values[i], 2 * exp (-r * r / 98), 1e-12, 1e-300);
    }
  assert_close (mercer_kernel_sketch_half (&sketch), 7 * sqrt (2 * log (2)), 5e-3, 1e-300);
  g_autofree char *words = mercer_kernel_sketch_describe (&sketch);
  g_assert_cmpstr (words, ==, "k(r) starts at 2 and falls to half of that at r = 8.24 ms; white noise adds 0.5 where points coincide");
  sketch = sketch_of ("RBF(lengthscale=1e6)", NULL, recipe);
  g_assert_true (isnan (mercer_kernel_sketch_half (&sketch)));
}

/* A cosine swings between -1 and 1 wherever it is looked at closely; 16 places in a step of one period or more come within a third of
 * both. 20 periods are seen as a line, and a fall in the first step alone is no swing. */
static void
test_dense (void)
{
  g_autoptr (MercerRecipe) recipe = recipe_of ("sample:mcycle");
  double to = 3 * mercer_dataset_column (mercer_recipe_dataset (recipe), 0)->sd;
  const double periods[] = { 60, 90, 180, 7.3 * 180, 5000 }; /* 180: the same at every step */

  for (size_t k = 0; k < G_N_ELEMENTS (periods); k++)
    {
      char number[MERCER_NUMBER_SIZE];
      g_autofree char *text = g_strdup_printf ("Cosine(period=%s)", mercer_number_print (to / periods[k], number));
      MercerKernelSketch sketch = sketch_of (text, NULL, recipe);
      g_assert_true (sketch.dense);
      double reach = periods[k] >= 180 ? 0.3 : 0.8; /* of 16 places over one period, or over a third of one */
      for (int i = 1; i < MERCER_SKETCH_POINTS - 1; i++)
        g_assert_cmpfloat (sketch.high[i] - sketch.low[i], >, 2 - 2 * reach);
      g_autofree char *words = mercer_kernel_sketch_describe (&sketch);
      g_assert_nonnull (strstr (words, "swings faster"));
    }
  g_autofree char *slow = g_strdup_printf ("Cosine(period=%.6f)", to / 20);
  g_assert_false (sketch_of (slow, NULL, recipe).dense);
  g_assert_false (sketch_of ("RBF(lengthscale=0.001)", NULL, recipe).dense);
  g_assert_false (sketch_of ("Matern(nu=0.5, lengthscale=0.05)", NULL, recipe).dense);
}

/* x x' + c with x' in the middle of the range. */
static void
test_other (void)
{
  g_autoptr (MercerRecipe) recipe = recipe_of ("sample:mcycle");
  const MercerColumn *times = mercer_dataset_column (mercer_recipe_dataset (recipe), 0);
  MercerKernelSketch sketch = sketch_of ("Linear(offset=3)", NULL, recipe);
  double at = (times->min + times->max) / 2;

  g_assert_true (sketch.drawn && !sketch.stationary);
  assert_close (sketch.at, at, 1e-15, 1e-300);
  g_assert_cmpfloat (sketch.from, ==, times->min);
  g_assert_cmpfloat (sketch.to, ==, times->max);
  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    {
      double x = times->min + (times->max - times->min) * i / (MERCER_SKETCH_POINTS - 1);
      assert_close (sketch.values[i], x * at + 3, 1e-12, 1e-300);
    }
  g_autofree char *words = mercer_kernel_sketch_describe (&sketch);
  g_assert_nonnull (strstr (words, "x′ = 30 ms"));
}

/* Several columns move together; one that is selected moves alone. */
static void
test_columns (void)
{
  static const char *const both[] = { "bill length", "bill depth", NULL }, *const one[] = { "bill depth", NULL };
  g_autoptr (MercerRecipe) recipe = recipe_of ("sample:penguins");
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const MercerColumn *a = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, "bill length"));
  const MercerColumn *b = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, "bill depth"));
  MercerKernelSketch sketch = sketch_of ("RBF(lengthscale=[4, 2])", both, recipe);

  g_assert_true (sketch.drawn);
  g_assert_cmpfloat (sketch.to, ==, 3);
  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    {
      double t = 3.0 * i / (MERCER_SKETCH_POINTS - 1);
      assert_close (sketch.values[i], exp (-t * t / 2 * (pow (a->sd / 4, 2) + pow (b->sd / 2, 2))), 1e-11, 1e-300);
    }
  sketch = sketch_of ("RBF(lengthscale=2)", one, recipe);
  assert_close (sketch.to, 3 * b->sd, 1e-15, 1e-300);
  assert_close (sketch.values[MERCER_SKETCH_POINTS - 1], exp (-9 * b->sd * b->sd / 8), 1e-12, 1e-300);
}

/* What does not fit has no picture, what has poles or a domain has one as far as it goes. */
static void
test_odd (void)
{
  g_autoptr (MercerRecipe) recipe = recipe_of ("sample:mcycle");
  MercerKernelSketch sketch = sketch_of ("RBF()[nowhere]", NULL, recipe);

  g_assert_false (sketch.drawn);
  g_autofree char *words = mercer_kernel_sketch_describe (&sketch);
  g_assert_nonnull (strstr (words, "does not fit"));
  for (const MercerKernelFamily *const *family = mercer_kernel_families (); *family != NULL; family++)
    {
      g_autofree char *text = g_strdup_printf ("%s()", (*family)->id);
      sketch = sketch_of (text, NULL, recipe);
      g_assert_true (sketch.drawn);
      int finite = 0;
      for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
        finite += isfinite (sketch.values[i]) != 0;
      g_assert_cmpint (finite, >=, MERCER_SKETCH_POINTS - 1);
      g_autofree char *described = mercer_kernel_sketch_describe (&sketch);
      g_assert_null (strstr (described, "nan"));
      g_test_message ("%s: %s", (*family)->id, described);
    }
}

/* It follows a slider: one sketch has to be a small part of a frame of 16 ms. The bound is ten times what it takes. */
static void
test_cost (void)
{
  enum { TIMES = 200 };
  static const char *const texts[] = { "RBF()", "2 * RBF() + Periodic() * Linear() + White()", "Matern(nu=1.3)" };
  g_autoptr (MercerRecipe) recipe = recipe_of ("sample:mcycle");

  for (size_t k = 0; k < G_N_ELEMENTS (texts); k++)
    {
      g_autoptr (MercerKernel) kernel = mercer_kernel_parse (texts[k], NULL, NULL, NULL);
      double best = INFINITY;
      for (int i = 0; i < TIMES; i++)
        {
          gint64 start = g_get_monotonic_time ();
          mercer_kernel_sketch (kernel, mercer_recipe_role (recipe, "x"), recipe);
          best = MIN (best, (double) (g_get_monotonic_time () - start));
        }
      g_test_message ("%s: %.0f microseconds", texts[k], best);
      g_assert_cmpfloat (best, <, 3000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/kernel-sketch/stationary", test_stationary);
  g_test_add_func ("/app/kernel-sketch/dense", test_dense);
  g_test_add_func ("/app/kernel-sketch/other", test_other);
  g_test_add_func ("/app/kernel-sketch/columns", test_columns);
  g_test_add_func ("/app/kernel-sketch/odd", test_odd);
  g_test_add_func ("/app/kernel-sketch/cost", test_cost);
  return g_test_run ();
}
