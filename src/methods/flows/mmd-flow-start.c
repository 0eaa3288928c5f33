/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd-flow.h"

#include <math.h>

#include "random.h"

enum { STREAM_START = 0x5354 };
static const double cloud_size = 0.3, ring_size = 2.4, ring_width = 0.03, grid_size = 2; /* in spreads of the target */
static const double first_step = 0.3;

/* Two significant digits: a start to think with. */
static double
rounded (double value)
{
  double unit = pow (10, floor (log10 (value)) - 1);
  return round (value / unit) * unit;
}

/* The energy kernel: it has no length scale to be wrong about, and it reaches particles however far they are. Its velocities are
 * of order one, so a step is a length. */
MercerRecipe *
mmd_flow_suggest (MercerRecipe *recipe)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  double squares = 0;
  size_t d = 0;
  for (; names[d] != NULL; d++)
    {
      MercerDataset *dataset = mercer_recipe_dataset (recipe);
      double sd = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, names[d]))->sd;
      squares += isfinite (sd) ? sd * sd : 0;
    }
  double step = squares > 0 && isfinite (squares) ? rounded (first_step * sqrt (squares / (double) d)) : first_step;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerRecipe) stepped = mercer_recipe_with_value (recipe, "step", step);
  return mercer_recipe_with_kernel (stepped, kernel);
}

/* --- Starts ----------------------------------------------------------------------------------------- */

/* x(i) += amount axis_k. */
static void
shift (const MmdFlowRun *run, MercerMatrix x, size_t i, size_t k, double amount)
{
  for (size_t c = 0; c < run->d; c++)
    *mercer_matrix_at (x, i, c) += amount * *mercer_matrix_at (run->cloud.axes, c, k);
}

static double
normal (const MmdFlowRun *run, size_t axis, size_t i)
{
  return mercer_random_normal (mercer_recipe_seed (run->recipe), STREAM_START + axis, i);
}

static void
start_gaussian (const MmdFlowRun *run, MercerMatrix x)
{
  for (size_t k = 0; k < run->d; k++)
    for (size_t i = 0; i < x.rows; i++)
      shift (run, x, i, k, cloud_size * run->spread * normal (run, k, i));
}

/* About the target in the plane of its two leading axes; on a line its two ends. A little width keeps particles from being
 * each other's mirror image for ever. */
static void
start_ring (const MmdFlowRun *run, MercerMatrix x)
{
  for (size_t i = 0; i < x.rows; i++)
    {
      double angle = 2 * G_PI * (double) i / (double) x.rows;
      double radius = run->spread * (ring_size + ring_width * normal (run, 0, i));
      if (run->d == 1)
        shift (run, x, i, 0, i % 2 == 0 ? radius : -radius);
      else
        {
          shift (run, x, i, 0, radius * cos (angle));
          shift (run, x, i, 1, radius * sin (angle));
        }
    }
}

static void
start_grid (const MmdFlowRun *run, MercerMatrix x)
{
  size_t side = run->d == 1 ? x.rows : (size_t) ceil (sqrt ((double) x.rows));
  double half = grid_size * run->spread, cell = side > 1 ? 2 * half / (double) (side - 1) : 0;
  for (size_t i = 0; i < x.rows; i++)
    {
      shift (run, x, i, 0, cell > 0 ? cell * (double) (i % side) - half : 0);
      if (run->d > 1)
        shift (run, x, i, 1, cell > 0 ? cell * (double) (i / side) - half : 0);
    }
}

MercerStatus
mmd_flow_start (MmdFlowRun *run, MercerMatrix *x)
{
  static void (*const starts[]) (const MmdFlowRun *, MercerMatrix)
      = { [MMD_FLOW_GAUSSIAN] = start_gaussian, [MMD_FLOW_RING] = start_ring, [MMD_FLOW_GRID] = start_grid };
  MercerDataset *table = mercer_recipe_table (run->recipe, "start");
  if (table != NULL)
    {
      mercer_points_open (&run->given, table, run->names);
      *x = run->given.x;
      return x->rows > 0 ? MERCER_OK : MERCER_BAD_INPUT;
    }
  *x = mercer_work_matrix (run->work, (size_t) run->values->particles, run->d);
  if (x->data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->d; c++)
    for (size_t i = 0; i < x->rows; i++)
      *mercer_matrix_at (*x, i, c) = run->cloud.centre[c];
  starts[run->values->start](run, *x);
  return MERCER_OK;
}
