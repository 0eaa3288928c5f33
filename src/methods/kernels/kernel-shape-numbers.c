/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-shape.h"

#include <cblas.h>
#include <math.h>

#include "linalg.h"
#include "random.h"

/* Philox's stream for samples; points to a side that they are drawn at; the finest side in the plane. */
enum { STREAM_SAMPLES = 0x4b53, LINE_SAMPLE_SIDE = 200, PLANE_SAMPLE_SIDE = 24, MOST_PLANE_SIDE = 160 };
static const double margin = 0.07; /* what is shown beyond the data, of their range */

/* --- Where ------------------------------------------------------------------------------------------ */

void
shape_range (const MercerRecipe *recipe, const MercerKernel *kernel, const char *name, double times, double *low, double *high)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
  double least = column->min, most = column->max;
  if (!isfinite (least) || !isfinite (most))
    {
      least = 0;
      most = 10;
    }
  double room = most > least ? margin * (most - least) : fmax (1, 0.1 * fabs (least));
  double middle = 0.5 * (least + most), half = times * (0.5 * (most - least) + room);
  *low = middle - half;
  *high = middle + half;
  if (kernel != NULL && (mercer_kernel_flags (kernel) & MERCER_KERNEL_NONNEGATIVE_INPUT) != 0 && *low < 0)
    {
      *low = 0;
      *high = *high > 0 ? *high : 2 * half;
    }
}

static double
between (const ShapeRun *run, size_t c, double part)
{
  return (1 - part) * run->low[c] + part * run->high[c];
}

/* A grid of side^d points, the first column fastest. */
static MercerMatrix
make_grid (const ShapeRun *run, size_t side)
{
  size_t m = run->d == 1 ? side : side * side;
  MercerMatrix z = mercer_work_matrix (run->work, m, run->d);
  for (size_t c = 0; z.data != NULL && c < run->d; c++)
    for (size_t i = 0; i < m; i++)
      *mercer_matrix_at (z, i, c) = between (run, c, (double) (c == 0 ? i % side : i / side) / (double) (side - 1));
  return z;
}

double
shape_place (double low, double high, size_t which)
{
  static const double parts[] = { 0.25, 0.6 };
  double part = parts[which % G_N_ELEMENTS (parts)];
  return (1 - part) * low + part * high;
}

/* One row for each x'. In the plane the list holds the two coordinates of one. What is missing is chosen. */
static MercerMatrix
make_places (const ShapeRun *run)
{
  const MercerList *list = &run->values->points;
  bool chosen = (size_t) list->n < run->d, walk = (mercer_kernel_flags (run->kernel) & MERCER_KERNEL_NONNEGATIVE_INPUT) != 0;
  size_t count = run->d > 1 ? 1 : chosen ? 2 : (size_t) list->n;
  MercerMatrix place = mercer_work_matrix (run->work, count, run->d);
  for (size_t s = 0; place.data != NULL && s < count; s++)
    for (size_t c = 0; c < run->d; c++)
      {
        double at = chosen ? shape_place (run->low[c], run->high[c], s + c) : list->at[s + c];
        *mercer_matrix_at (place, s, c) = walk ? fmax (at, 0) : at;
      }
  return place;
}

/* What is in view, or where nobody has looked closer, the range of the data. */
static void
look_at (ShapeRun *run, size_t c)
{
  double low, high;
  shape_range (run->recipe, run->kernel, run->names[c], run->values->range, &run->low[c], &run->high[c]);
  if (!mercer_recipe_view (run->recipe, run->names[c], &low, &high))
    return;
  if ((mercer_kernel_flags (run->kernel) & MERCER_KERNEL_NONNEGATIVE_INPUT) != 0)
    low = fmax (low, 0);
  if (!(low < high) || !isfinite (high - low))
    return;
  run->low[c] = low;
  run->high[c] = high;
}

MercerStatus
shape_run_open (ShapeRun *run, MercerJob *job, const ShapeValues *values, const MercerRecipe *recipe)
{
  *run = (ShapeRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                     .names = mercer_recipe_role (recipe, "x"), .half_distance = NAN };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (run->kernel == NULL)
    return MERCER_BAD_INPUT;
  run->d = g_strv_length ((char **) run->names);
  for (size_t c = 0; c < run->d; c++)
    look_at (run, c);
  run->side = run->d == 1 ? (size_t) values->resolution : MIN ((size_t) values->resolution, (size_t) MOST_PLANE_SIDE);
  run->z = make_grid (run, run->side);
  run->place = make_places (run);
  return run->z.data != NULL && run->place.data != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

void
shape_run_close (ShapeRun *run)
{
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
}

/* --- Values ----------------------------------------------------------------------------------------- */

/* What is no number any more becomes a gap. */
static void
make_gaps (ShapeRun *run, MercerMatrix k)
{
  for (size_t j = 0; j < k.cols; j++)
    for (size_t i = 0; i < k.rows; i++)
      if (!isfinite (*mercer_matrix_at (k, i, j)))
        {
          *mercer_matrix_at (k, i, j) = NAN;
          run->overflowed = true;
        }
}

static MercerStatus
compute_values (ShapeRun *run)
{
  MercerMatrix first = mercer_matrix_block (run->place, 0, 0, 1, run->d);
  double with;
  mercer_kernel_diagonal (run->kernel, first, false, &run->at_zero);
  mercer_kernel_diagonal (run->kernel, first, true, &with);
  run->white = fmax (with - run->at_zero, 0);
  run->slices = mercer_work_matrix (run->work, run->z.rows, run->place.rows);
  if (run->slices.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_cross (run->kernel, run->z, run->place, run->slices, run->work);
  if (status == MERCER_OK && run->d == 1)
    {
      run->image = mercer_work_matrix (run->work, run->side, run->side);
      if (run->image.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      status = mercer_kernel_cross (run->kernel, run->z, run->z, run->image, run->work);
    }
  if (status != MERCER_OK)
    return status;
  make_gaps (run, run->slices);
  make_gaps (run, run->image);
  return MERCER_OK;
}

static bool
is_stationary_line (const ShapeRun *run)
{
  return run->d == 1 && (mercer_kernel_flags (run->kernel) & MERCER_KERNEL_STATIONARY) != 0;
}

static double
value_at (const ShapeRun *run, double distance)
{
  double x = 0;
  return mercer_kernel_value (run->kernel, &x, &distance);
}

/* The least distance, to a thousandth of the range and then by bisection, at which k has fallen to half of k (0). */
static void
find_half_distance (ShapeRun *run)
{
  double half = 0.5 * run->at_zero, step = 1e-3 * (run->high[0] - run->low[0]), low = 0, high = step;
  if (!is_stationary_line (run) || !(half > 0) || !isfinite (half))
    return;
  while (value_at (run, high) > half && high < 1000 * step)
    {
      low = high;
      high += step;
    }
  if (value_at (run, high) > half)
    return;
  for (int k = 0; k < 60; k++)
    {
      double middle = 0.5 * (low + high);
      *(value_at (run, middle) > half ? &low : &high) = middle;
    }
  run->half_distance = 0.5 * (low + high);
}

/* --- Functions drawn from the prior ------------------------------------------------------------------- */

/* draws = L normals, L L' = k on the grid. */
static MercerStatus
draw (ShapeRun *run, MercerMatrix k, double *diagonal)
{
  double jitter, trace = 0;
  size_t m = k.rows;
  for (size_t i = 0; i < m; i++)
    trace += *mercer_matrix_at (k, i, i) / (double) m;
  run->samples_failed = !(trace > 0) || !isfinite (trace) || !mercer_matrix_is_finite (k);
  if (run->samples_failed)
    return MERCER_OK;
  for (size_t i = 0; i < m; i++)
    diagonal[i] = *mercer_matrix_at (k, i, i) += 1e-11 * trace;
  MercerStatus status = mercer_cholesky_jitter (k, diagonal, &jitter, run->work);
  if (status == MERCER_NOT_POSITIVE_DEFINITE)
    {
      run->samples_failed = true;
      return MERCER_OK;
    }
  if (status != MERCER_OK)
    return status;
  for (size_t j = 0; j < run->draws.cols; j++)
    mercer_random_normals (mercer_recipe_seed (run->recipe), STREAM_SAMPLES + j, 0, m,
                           mercer_matrix_column (run->draws, j));
  cblas_dtrmm (CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int) m, (int) run->draws.cols, 1, k.data,
               (int) k.stride, run->draws.data, (int) run->draws.stride);
  return MERCER_OK;
}

static MercerStatus
compute_samples (ShapeRun *run)
{
  run->n_samples = run->d == 1 ? (size_t) run->values->samples : run->values->samples > 0;
  if (run->n_samples == 0)
    return MERCER_OK;
  run->sample_side = run->d == 1 ? LINE_SAMPLE_SIDE : PLANE_SAMPLE_SIDE;
  run->sample_z = make_grid (run, run->sample_side);
  size_t m = run->sample_z.rows;
  MercerMatrix k = mercer_work_matrix (run->work, m, m);
  double *diagonal = mercer_work_doubles (run->work, m);
  run->draws = mercer_work_matrix (run->work, m, 2 * run->n_samples);
  if (run->sample_z.data == NULL || k.data == NULL || diagonal == NULL || run->draws.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_cross (run->kernel, run->sample_z, run->sample_z, k, run->work);
  if (status == MERCER_OK)
    status = draw (run, k, diagonal);
  if (run->samples_failed)
    run->n_samples = 0;
  return status;
}

MercerStatus
shape_run_compute (ShapeRun *run)
{
  MercerStatus status = compute_values (run);
  if (status == MERCER_OK)
    status = compute_samples (run);
  if (status == MERCER_OK)
    find_half_distance (run);
  if (status == MERCER_OK) /* last, as it may take longest */
    status = shape_spectrum_compute (run, LINE_SAMPLE_SIDE);
  return status;
}
