/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-modes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- Weights --------------------------------------------------------------------------------------------------- */

/* Rows that count; their weights are scaled to the effective number of rows, (sum w)^2 / sum w^2. */
static MercerStatus
take_weights (ModesRun *run)
{
  double sum = 0, squares = 0;
  run->total = (double) run->in.n;
  if (run->in.y.cols == 0)
    return MERCER_OK;
  g_autofree bool *counts = g_new (bool, run->in.n);
  for (size_t i = 0; i < run->in.n; i++)
    counts[i] = run->in.y.data[i] > 0;
  mercer_inputs_keep (&run->in, counts);
  run->weights = mercer_work_doubles (run->work, MAX (run->in.n, 1));
  if (run->in.n == 0 || run->weights == NULL)
    return run->in.n == 0 ? MERCER_BAD_INPUT : MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < run->in.n; i++)
    {
      sum += run->in.y.data[i];
      squares += run->in.y.data[i] * run->in.y.data[i];
    }
  run->total = sum * sum / squares;
  for (size_t i = 0; i < run->in.n; i++)
    run->weights[i] = run->in.y.data[i] * run->total / sum;
  return MERCER_OK;
}

static double
weight_of (const ModesRun *run, size_t i)
{
  return run->weights != NULL ? run->weights[i] : 1;
}

/* --- Bandwidths ---------------------------------------------------------------------------------------------- */

static void
measure (ModesRun *run)
{
  for (size_t c = 0; c < run->in.d; c++)
    {
      const double *x = mercer_matrix_column (run->in.x, c);
      double mean = 0, squares = 0, sum = 0;
      for (size_t i = 0; i < run->in.n; i++)
        {
          double change = x[i] - mean, weight = weight_of (run, i);
          sum += weight;
          mean += change * weight / sum;
          squares += weight * change * (x[i] - mean);
        }
      run->centre[c] = mean;
      run->spread[c] = run->total > 1 ? sqrt (squares / (run->total - 1)) : 0;
      if (!(run->spread[c] > 1e-14 * fabs (mean)))
        {
          run->flat = true; /* any width will do: all values are the mode */
          run->spread[c] = MAX (1e-3 * fabs (mean), mean == 0 ? 1 : 0);
        }
    }
}

static double
correlation (const ModesRun *run, size_t a, size_t b)
{
  const double *x = mercer_matrix_column (run->in.x, a), *y = mercer_matrix_column (run->in.x, b);
  double sum = 0;
  for (size_t i = 0; i < run->in.n; i++)
    sum += weight_of (run, i) * (x[i] - run->centre[a]) / run->spread[a] * ((y[i] - run->centre[b]) / run->spread[b]);
  return sum / (run->total - 1);
}

/* L of H, given by its lower triangle in place; false: not positive definite by a margin that rounding could not make. */
static bool
factor (size_t d, double *l)
{
  for (size_t j = 0; j < d; j++)
    {
      double was = l[j + j * d];
      for (size_t k = 0; k < j; k++)
        l[j + j * d] -= l[j + k * d] * l[j + k * d];
      if (!(l[j + j * d] > 1e-6 * was))
        return false;
      l[j + j * d] = sqrt (l[j + j * d]);
      for (size_t i = j + 1; i < d; i++)
        {
          for (size_t k = 0; k < j; k++)
            l[i + j * d] -= l[i + k * d] * l[j + k * d];
          l[i + j * d] /= l[j + j * d];
        }
    }
  return true;
}

/* The rule: (4 / (d + 4))^(1 / (d + 6)) n^(-1 / (d + 6)) times the covariance's root, the best for the gradient of normal data (Chacon,
 * Duong and Wand 2011, r = 1). What is given takes its place: a number for each column, the last for those without. */
static void
choose_bandwidth (ModesRun *run)
{
  const ModesValues *values = run->values;
  size_t d = run->in.d;
  double n = run->total, power = 1 / ((double) d + 6), rule = pow (4 / ((double) d + 4) / n, power), *l = run->l;
  bool given = values->bandwidth.n > 0;
  for (size_t c = 0; c < d; c++)
    run->h[c] = values->smoothing * (given ? values->bandwidth.at[MIN ((int) c, values->bandwidth.n - 1)] : rule * run->spread[c]);
  bool matrix = d == 2 && values->matrix.n == 3;
  run->full = d > 1 && (matrix || (!given && values->form == MODES_FORM_FULL && !run->flat && run->in.n > d));
  for (size_t b = 0; b < d && run->full; b++)
    for (size_t a = b; a < d; a++)
      l[a + b * d] = matrix ? values->matrix.at[a + b] * values->smoothing * values->smoothing
                            : run->h[a] * run->h[b] * (a == b ? 1 : correlation (run, a, b));
  if (run->full && matrix)
    for (size_t c = 0; c < d; c++)
      run->h[c] = sqrt (l[c + c * d]);
  if (run->full && factor (d, l))
    {
      for (size_t b = 1; b < d; b++)
        memset (l + b * d, 0, b * sizeof *l);
      return;
    }
  run->singular = run->full;
  run->full = false;
  memset (l, 0, d * d * sizeof *l);
  for (size_t c = 0; c < d; c++)
    l[c + c * d] = run->h[c];
}

/* z = L^-1 (x - centre). */
static void
whiten (const ModesRun *run, const double *x, double *z)
{
  size_t d = run->in.d;
  for (size_t a = 0; a < d; a++)
    {
      z[a] = x[a] - run->centre[a];
      for (size_t b = 0; b < a; b++)
        z[a] -= run->l[a + b * d] * z[b];
      z[a] /= run->l[a + a * d];
    }
}

static void
unwhiten (const ModesRun *run, const double *z, double *x)
{
  size_t d = run->in.d;
  for (size_t a = 0; a < d; a++)
    {
      x[a] = run->centre[a];
      for (size_t b = 0; b <= a; b++)
        x[a] += run->l[a + b * d] * z[b];
    }
}

static MercerStatus
whiten_all (ModesRun *run)
{
  double x[MERCER_SHIFT_MAX_D], z[MERCER_SHIFT_MAX_D];
  run->sample = (MercerShift){ mercer_work_matrix (run->work, run->in.n, run->in.d), run->weights, mercer_work_doubles (run->work, run->in.n),
                               run->values->shape, mercer_shift_square (run->in.d, run->values->shape) };
  if (run->sample.z.data == NULL || run->sample.scratch == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < run->in.n; i++)
    {
      if (i % 65536 == 0 && !mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      for (size_t c = 0; c < run->in.d; c++)
        x[c] = *mercer_matrix_at (run->in.x, i, c);
      whiten (run, x, z);
      for (size_t c = 0; c < run->in.d; c++)
        *mercer_matrix_at (run->sample.z, i, c) = z[c];
    }
  return MERCER_OK;
}

MercerStatus
modes_run_open (ModesRun *run, MercerJob *job, const ModesValues *values, const MercerRecipe *recipe)
{
  *run = (ModesRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  if (!mercer_inputs_open (&run->in, recipe, "weight"))
    return MERCER_BAD_INPUT;
  MercerStatus status = take_weights (run);
  if (status != MERCER_OK)
    return status;
  measure (run);
  choose_bandwidth (run);
  return run->in.d > 1 ? whiten_all (run) : MERCER_OK;
}

void
modes_run_close (ModesRun *run)
{
  if (run->has_bins)
    {
      mercer_bins_clear (&run->bins);
      mercer_bins_clear (&run->coarse);
    }
  mercer_inputs_close (&run->in);
}

/* --- What is said of the modes --------------------------------------------------------------------------------- */

MercerStatus
modes_run_tell (ModesRun *run)
{
  size_t count = run->modes.count, d = run->in.d;
  double log_scale = log (run->total) + mercer_shift_log_volume (d, run->values->shape); /* of many columns no double might hold it */
  for (size_t c = 0; c < d; c++)
    log_scale += log (run->l[c + c * d]);
  run->place = mercer_work_doubles (run->work, count * d + 1);
  run->density = mercer_work_doubles (run->work, count + 1);
  run->points = mercer_work_alloc (run->work, count + 1, sizeof *run->points);
  if (run->place == NULL || run->density == NULL || run->points == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < count; k++)
    {
      if (d == 1)
        run->place[k] = run->modes.at[k];
      else
        unwhiten (run, run->modes.at + k * d, run->place + k * d);
      run->density[k] = exp (run->modes.log_f[k] - log_scale);
      run->points[k] = 0;
    }
  for (size_t i = 0; i < run->in.n && run->basin != NULL; i++)
    if (run->basin[i] >= 0)
      run->points[run->basin[i]]++;
  return MERCER_OK;
}

/* --- Two columns --------------------------------------------------------------------------------------------------- */

MercerStatus
modes_run_plane (ModesRun *run, size_t most)
{
  run->basin = NULL;
  MercerStatus status = mercer_shift_field (&run->sample, most, &run->field, run->work);
  if (status == MERCER_OK)
    status = mercer_modes_of_plane (&run->sample, &run->field, &run->modes, run->work);
  return status == MERCER_OK ? modes_run_tell (run) : status;
}

static MercerStatus
make_pixels (ModesRun *run)
{
  MercerMatrix starts = mercer_work_matrix (run->work, MODES_PIXELS * MODES_PIXELS, 2);
  int *pixels = mercer_work_alloc (run->work, MODES_PIXELS * MODES_PIXELS, sizeof *pixels);
  if (starts.data == NULL || pixels == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 0; j < MODES_PIXELS; j++)
    for (size_t i = 0; i < MODES_PIXELS; i++)
      {
        double s = ((double) i + 0.5) / MODES_PIXELS, t = ((double) j + 0.5) / MODES_PIXELS, z[2];
        double x[2] = { run->pixel_low[0] + s * (run->pixel_high[0] - run->pixel_low[0]),
                        run->pixel_low[1] + t * (run->pixel_high[1] - run->pixel_low[1]) };
        whiten (run, x, z);
        *mercer_matrix_at (starts, i + j * MODES_PIXELS, 0) = z[0];
        *mercer_matrix_at (starts, i + j * MODES_PIXELS, 1) = z[1];
      }
  run->pixels = pixels;
  return mercer_modes_basins (&run->field, &run->modes, starts, pixels, run->work);
}

static MercerStatus
make_paths (ModesRun *run)
{
  size_t n = run->in.n, wanted = MIN ((size_t) run->values->paths, n);
  run->path_most = MODES_PATH;
  run->path = mercer_work_doubles (run->work, MAX (wanted, 1) * MODES_PATH * 2);
  run->path_steps = mercer_work_alloc (run->work, MAX (wanted, 1), sizeof *run->path_steps);
  if (run->path == NULL || run->path_steps == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t p = 0; p < wanted; p++)
    {
      size_t i = p * n / wanted;
      double z[2] = { *mercer_matrix_at (run->sample.z, i, 0), *mercer_matrix_at (run->sample.z, i, 1) },
          *path = run->path + p * MODES_PATH * 2;
      mercer_modes_follow (&run->field, &run->modes, z, MODES_PATH, path, &run->path_steps[p]);
      for (size_t k = 0; k < run->path_steps[p]; k++)
        {
          double x[2];
          unwhiten (run, path + 2 * k, x);
          memcpy (path + 2 * k, x, sizeof x);
        }
    }
  run->n_paths = wanted;
  return MERCER_OK;
}

MercerStatus
modes_run_basins (ModesRun *run)
{
  run->basin = mercer_work_alloc (run->work, run->in.n, sizeof *run->basin);
  if (run->basin == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_modes_basins (&run->field, &run->modes, run->sample.z, run->basin, run->work);
  for (size_t a = 0; a < 2; a++)
    {
      const double *x = mercer_matrix_column (run->in.x, a);
      double low = x[0], high = x[0];
      for (size_t i = 0; i < run->in.n; i++)
        {
          low = MIN (low, x[i]);
          high = MAX (high, x[i]);
        }
      double room = MAX (0.06 * (high - low), 1e-3 * run->spread[a]);
      run->pixel_low[a] = low - room;
      run->pixel_high[a] = high + room;
    }
  if (status == MERCER_OK)
    status = make_pixels (run);
  if (status == MERCER_OK)
    status = make_paths (run);
  return status == MERCER_OK ? modes_run_tell (run) : status;
}

/* --- More columns --------------------------------------------------------------------------------------------------- */

static void
unwhiten_paths (ModesRun *run)
{
  size_t d = run->in.d;
  double x[MERCER_SHIFT_MAX_D];
  for (size_t p = 0; p < run->n_paths; p++)
    for (size_t k = 0; k < run->path_steps[p]; k++)
      {
        double *place = run->path + (p * run->path_most + k) * d;
        unwhiten (run, place, x);
        memcpy (place, x, d * sizeof *x);
      }
}

MercerStatus
modes_run_projected (ModesRun *run)
{
  size_t d = run->in.d, low = (size_t) run->values->projection;
  bool project = run->values->project == MODES_PROJECT_ALWAYS || (run->values->project == MODES_PROJECT_MANY && d > MODES_MANY);
  MercerShiftPaths paths = { .wanted = MIN ((size_t) run->values->paths, run->in.n), .most = MODES_PATH_MORE };
  paths.at = mercer_work_doubles (run->work, paths.wanted * paths.most * d + 1);
  paths.steps = mercer_work_alloc (run->work, paths.wanted + 1, sizeof *paths.steps);
  run->basin = mercer_work_alloc (run->work, run->in.n, sizeof *run->basin);
  if (run->basin == NULL || paths.at == NULL || paths.steps == NULL)
    return MERCER_OUT_OF_MEMORY;
  run->projected_to = project ? MIN (low, d - 1) : 0;
  mercer_work_progress (run->work, 0, _("Climbing"));
  MercerStatus status = mercer_modes_projected (&run->sample, project ? run->projected_to : d, (size_t) run->values->starts,
                                                mercer_recipe_seed (run->recipe), &run->modes, run->basin, &paths, run->work);
  if (status != MERCER_OK)
    return status;
  run->n_paths = paths.wanted;
  run->path_most = paths.most;
  run->path_steps = paths.steps;
  run->path = paths.at;
  unwhiten_paths (run);
  return modes_run_tell (run);
}
