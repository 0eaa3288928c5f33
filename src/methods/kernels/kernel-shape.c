/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-shape.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "start-kernel.h"

static const MercerChoice views[] = { { "map", N_("Map") }, { "surface", N_("Surface") }, { NULL } };

static const MercerParam params[] = {
  MERCER_NUMBERS (ShapeValues, points, "points", N_("Place of x′"), "x",
                  N_("Where x′ stands: each place along one input gives a curve of its own, two inputs take one number each; drag "
                     "the lines or the ring in the picture"),
                  NAN, -1e300, 1e300, -3, 3, MERCER_PLACE),
  MERCER_REAL (ShapeValues, range, "range", N_("Range"), "",
               N_("How much is shown, as a multiple of the range of the data: a small one looks closely"), 1, 1e-3, 100, 0.1,
               10, MERCER_LOG | MERCER_VIEW),
  MERCER_CHOICE (ShapeValues, view, "view", N_("Drawn as"),
                 N_("Of two inputs: a map seen from above with contours, or a surface that turns under the pointer"), SHAPE_MAP,
                 views, MERCER_VIEW),
  MERCER_INT (ShapeValues, samples, "samples", N_("Prior samples"), "",
              N_("Functions drawn at random from the kernel, moving along great circles; over two inputs one, which stands"),
              3, 0, 10, 0),
  MERCER_INT (ShapeValues, resolution, "resolution", N_("Resolution"), "", N_("Points along each side of the picture"), 200,
              20, 500, MERCER_VIEW | MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("One or two columns; only their range matters here"), true, 1, 2, NULL, 1 },
  { NULL }
};

/* Of the range: a length scale whose bumps can be told apart. */
static const double start_length = 0.12;

/* A round number where x' may stand. */
static double
near_place (double low, double high, size_t which)
{
  double step = pow (10, floor (log10 (fmax (high - low, 1e-290))) - 1), place = shape_place (low, high, which);
  /* by whole numbers: 51 tenths are 5.1, and 51 times a tenth is a little more */
  double even = step < 1 ? round (place / step) / round (1 / step) : step * round (place / step);
  return isfinite (even) ? even : place;
}

static MercerRecipe *
suggest (MercerRecipe *recipe)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  size_t d = g_strv_length ((char **) names);
  g_autofree double *lengthscales = g_new (double, d);
  double places[2];
  for (size_t c = 0; c < d; c++)
    {
      double low, high;
      shape_range (recipe, mercer_recipe_kernel (recipe), names[c], 1, &low, &high);
      for (size_t s = c; s < 2; s++) /* of one column both, of two one each */
        places[s] = near_place (low, high, s);
      lengthscales[c] = start_length * (high - low);
    }
  g_autoptr (MercerKernel) kernel = mercer_start_rbf_of (lengthscales, d);
  if (kernel == NULL)
    return mercer_recipe_ref (recipe);
  g_autoptr (MercerRecipe) placed = mercer_recipe_with_list (recipe, "points", places, G_N_ELEMENTS (places));
  return mercer_recipe_with_kernel (placed, kernel);
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  ShapeRun run;
  MercerStatus status = shape_run_open (&run, job, values, recipe);
  if (status == MERCER_OK)
    status = shape_run_compute (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, shape_run_figure (&run, NULL));
  shape_run_close (&run);
  return status;
}

const MercerMethod mercer_method_kernel_shape = {
  .id = "kernel-shape",
  .room = MERCER_ROOM_KERNELS,
  .title = N_("Kernel shape"),
  .summary = N_("What a kernel means: its values, its spectrum and functions drawn from it"),
  .source = "Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, sections 2.2, 4.1 and 4.2",
  .values_size = sizeof (ShapeValues),
  .params = params,
  .roles = roles,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM,
  .suggest = suggest,
  .run = run_cb,
};
