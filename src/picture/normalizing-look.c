/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers behind one frame: density on a lattice, images of the grid, samples, what was asked for. */
#include "normalizing.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "random.h"

/* The lattice of a frame must be quick, that of the answer fine. */
enum { SIDE_OF_FRAME = 48, SIDE = 96, SAMPLES_OF_FRAME = 200, SIDE_OF_LINE = 300, STREAM_SAMPLES = 0x6e6602 };
enum { GRID_POINTS = 121, GRID_POINTS_OF_FRAME = 49, CIRCLE_POINTS = 361, CIRCLE_POINTS_OF_FRAME = 121 };

/* The grid in the plane of z: from -3 to 3 by halves, or that of the unit square; circles of radius 1, 2, 3. */
static double
grid_at (const MercerNormalizing *run, double part)
{
  static const double reach = 3;
  return mercer_normalizing_bounded (run) ? part : reach * (2 * part - 1);
}

enum { GRID_LINES = 13, CIRCLES = 3 };

static MercerStatus
look_at_density (MercerNormalizing *run)
{
  size_t d = run->in.d;
  run->side = run->dims == 1 ? SIDE_OF_LINE : run->final ? SIDE : SIDE_OF_FRAME;
  size_t points = run->dims == 1 ? run->side : run->side * run->side;
  MercerMatrix x = mercer_work_matrix (run->work, points, d);
  run->density = mercer_work_doubles (run->work, points);
  if (x.data == NULL || run->density == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d; c++)
    {
      double stands = mercer_recipe_position (run->recipe, run->in.names[c]);
      for (size_t k = 0; k < points; k++)
        *mercer_matrix_at (x, k, c) = stands;
    }
  for (size_t a = 0; a < run->dims; a++)
    for (size_t k = 0; k < points; k++)
      *mercer_matrix_at (x, k, run->along[a])
          = run->low[a] + (run->high[a] - run->low[a]) * (double) (a == 0 ? k % run->side : k / run->side) / (double) (run->side - 1);
  MercerStatus status = mercer_coupling_log_density (&run->behind, x, run->density, run->work);
  for (size_t k = 0; k < points; k++)
    run->density[k] = exp (run->density[k]);
  if (status != MERCER_OK || d > 1)
    return status;
  run->shown = mercer_work_matrix (run->work, points, 2);
  if (run->shown.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  memcpy (run->shown.data, x.data, points * sizeof (double));
  status = mercer_coupling_forward (&run->behind, x, mercer_matrix (run->shown.data + points, points, 1), NULL, run->work);
  for (size_t k = points / 2; k-- > 0 && run->n_circles > 0;) /* z goes on rising around the circle, from the middle both ways */
    run->shown.data[points + k] -= rint (run->shown.data[points + k] - run->shown.data[points + k + 1]);
  for (size_t k = points / 2 + 1; k < points && run->n_circles > 0; k++)
    run->shown.data[points + k] -= rint (run->shown.data[points + k] - run->shown.data[points + k - 1]);
  return status;
}

/* x of rows z, NaN where z is NaN, and where it is out of the frame by more than its width: lines end there. */
static MercerStatus
image (MercerNormalizing *run, MercerMatrix z)
{
  MercerMatrix kept = mercer_work_matrix (run->work, z.rows, 1);
  if (kept.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  memcpy (kept.data, z.data, z.rows * sizeof (double));
  for (size_t k = 0; k < 2 * z.rows; k++)
    z.data[k] = isnan (z.data[k]) ? 0 : z.data[k];
  MercerStatus status = mercer_coupling_inverse (&run->behind, z, z, run->work);
  for (size_t k = 0; k < z.rows && status == MERCER_OK; k++)
    for (size_t a = 0; a < 2; a++)
      {
        double wide = run->high[a] - run->low[a], at = *mercer_matrix_at (z, k, run->along[a]);
        if (isnan (kept.data[k]) || !(at > run->low[a] - wide && at < run->high[a] + wide))
          *mercer_matrix_at (z, k, 0) = *mercer_matrix_at (z, k, 1) = NAN;
      }
  return status;
}

static MercerStatus
look_at_grid (MercerNormalizing *run)
{
  size_t lines = 2 * GRID_LINES, at = 0, grid_points = run->final ? GRID_POINTS : GRID_POINTS_OF_FRAME;
  size_t circle_points = run->final ? CIRCLE_POINTS : CIRCLE_POINTS_OF_FRAME;
  run->shown = mercer_work_matrix (run->work, lines * (grid_points + 1), 2);
  run->circles = mercer_work_matrix (run->work, CIRCLES * (circle_points + 1), 2);
  if (run->shown.data == NULL || run->circles.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t l = 0; l < lines; l++)
    for (size_t k = 0; k <= grid_points; k++, at++)
      {
        double stands = grid_at (run, (double) (l / 2) / (GRID_LINES - 1));
        double runs = k < grid_points ? grid_at (run, (double) k / (double) (grid_points - 1)) : (double) NAN;
        *mercer_matrix_at (run->shown, at, l % 2) = k < grid_points ? stands : (double) NAN;
        *mercer_matrix_at (run->shown, at, 1 - l % 2) = runs;
      }
  at = 0;
  for (size_t l = 0; l < CIRCLES; l++)
    for (size_t k = 0; k <= circle_points; k++, at++)
      {
        double turn = 2 * G_PI * (double) k / (double) (circle_points - 1), radius = k < circle_points ? (double) (l + 1) : (double) NAN;
        *mercer_matrix_at (run->circles, at, 0) = radius * cos (turn);
        *mercer_matrix_at (run->circles, at, 1) = radius * sin (turn);
      }
  MercerStatus status = image (run, run->shown);
  return status == MERCER_OK && !mercer_normalizing_bounded (run) ? image (run, run->circles) : status;
}

static MercerStatus
look_at_samples (MercerNormalizing *run)
{
  size_t d = run->in.d, wanted = (size_t) run->values->samples, m = run->final ? wanted : MIN (wanted, SAMPLES_OF_FRAME);
  run->samples = mercer_work_matrix (run->work, MAX (m, 1), d);
  run->log_samples = mercer_work_doubles (run->work, MAX (m, 1));
  if (run->samples.data == NULL || run->log_samples == NULL)
    return MERCER_OUT_OF_MEMORY;
  run->samples.rows = m;
  if (m == 0)
    return MERCER_OK;
  /* row by row, so that more samples leave the first ones where they are */
  g_autofree double *row = g_new (double, d);
  for (size_t i = 0; i < m; i++)
    {
      (mercer_normalizing_bounded (run) ? mercer_random_uniforms : mercer_random_normals) (mercer_recipe_seed (run->recipe), STREAM_SAMPLES, i * d, d, row);
      for (size_t c = 0; c < d; c++)
        *mercer_matrix_at (run->samples, i, c) = row[c];
    }
  MercerStatus status = mercer_coupling_inverse (&run->chain, run->samples, run->samples, run->work);
  return status == MERCER_OK && run->final ? mercer_coupling_log_density (&run->chain, run->samples, run->log_samples, run->work) : status;
}

static MercerStatus
look_at_points (MercerNormalizing *run)
{
  MercerDataset *at = mercer_recipe_at (run->recipe);
  size_t m = at != NULL ? mercer_dataset_rows (at) : 0;
  if (at == NULL)
    return MERCER_OK;
  run->at = mercer_work_matrix (run->work, MAX (m, 1), run->in.d);
  run->log_at = mercer_work_doubles (run->work, MAX (m, 1));
  if (run->at.data == NULL || run->log_at == NULL)
    return MERCER_OUT_OF_MEMORY;
  run->at.rows = m;
  if (m == 0)
    return MERCER_OK;
  for (size_t c = 0; c < run->in.d; c++)
    memcpy (mercer_matrix_column (run->at, c),
            mercer_dataset_column (at, (size_t) mercer_dataset_find (at, run->in.names[c]))->values, m * sizeof (double));
  return mercer_coupling_log_density (&run->chain, run->at, run->log_at, run->work);
}

/* Half way there is more to see than where the rows are: as far as a normal goes. */
static void
widen (MercerNormalizing *run)
{
  static const double sds = 3.2;
  for (size_t a = 0; a < run->dims && run->behind.n_layers < run->chain.n_layers && !mercer_normalizing_bounded (run); a++)
    {
      double mean = run->chain.mean[run->along[a]], sd = run->chain.sd[run->along[a]];
      run->low[a] = fmin (run->low[a], mean - sds * sd);
      run->high[a] = fmax (run->high[a], mean + sds * sd);
    }
}

/* Rows and samples where the layers undone carry them. */
static MercerStatus
carry (MercerNormalizing *run)
{
  size_t undone = run->chain.n_layers - run->behind.n_layers;
  run->rows = run->in.x;
  run->drawn = run->samples;
  if (undone == 0)
    return MERCER_OK;
  run->rows = mercer_work_matrix (run->work, run->in.n, run->in.d);
  run->drawn = mercer_work_matrix (run->work, MAX (run->samples.rows, 1), run->in.d);
  if (run->rows.data == NULL || run->drawn.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  run->drawn.rows = run->samples.rows;
  MercerStatus status = mercer_coupling_carry (&run->chain, undone, run->in.x, run->rows, NULL, run->work);
  return status == MERCER_OK && run->samples.rows > 0
             ? mercer_coupling_carry (&run->chain, undone, run->samples, run->drawn, NULL, run->work)
             : status;
}

MercerStatus
mercer_normalizing_look (MercerNormalizing *run)
{
  run->behind = mercer_coupling_behind (&run->chain, (size_t) run->values->undone);
  widen (run);
  MercerStatus status = look_at_density (run);
  if (status == MERCER_OK && run->in.d == 2)
    status = look_at_grid (run);
  if (status == MERCER_OK)
    status = look_at_samples (run);
  if (status == MERCER_OK)
    status = carry (run);
  return status == MERCER_OK && run->final ? look_at_points (run) : status;
}
