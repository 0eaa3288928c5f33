/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diffusion.h"

#include <math.h>
#include <string.h>

#include "block.h"
#include "discrepancy.h"
#include "distance.h"
#include "random.h"
#include "reverse-diffusion.h"

enum { STREAM_FORWARD = 0x64696666, STREAM_START, STREAM_BACK, STREAM_PAIRS, STREAM_APART };
enum { MOST_ROWS = 2000, SIDE = 15, TILE = 64 };
static const double reach = 2.8; /* so many units around the centre are seen: the noise at the end */

/* --- Opening ------------------------------------------------------------------------------------------------ */

static MercerStatus
open_picture (DiffusionRun *run)
{
  size_t d = run->in.d;
  MercerStatus status = mercer_cloud_open (run->in.x, &run->cloud, run->work);
  if (status != MERCER_OK)
    return status;
  run->unit = mercer_cloud_spread (&run->cloud, d) / sqrt ((double) d);
  if (!(run->unit > 0) || !isfinite (run->unit))
    run->unit = 1;
  status = mercer_plane_open (&run->plane, d, &run->cloud, run->work);
  if (status != MERCER_OK)
    return status;
  MercerMatrix ends = mercer_work_matrix (run->work, 4, d);
  if (ends.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < 4; i++)
      *mercer_matrix_at (ends, i, c) = run->cloud.centre[c]
                                       + (i % 2 ? reach : -reach) * run->unit * *mercer_matrix_at (run->plane.axes, c, i / 2);
  mercer_plane_show (&run->plane, run->in.x);
  mercer_plane_show (&run->plane, ends);
  mercer_plane_widen (&run->plane, 0.04);
  run->plane.grid[0] = run->plane.grid[1] = SIDE;
  return MERCER_OK;
}

/* The parts of the block, one after another; its size in doubles. */
static size_t
lay_out (DiffusionRun *run)
{
  size_t path = run->moments * run->m * 2, last = run->m * run->in.d;
  if (run->film != NULL)
    {
      run->path = run->film;
      run->nearest = run->path + path;
      run->energy = run->nearest + run->moments;
      run->chance = run->energy + run->steps + 1;
      run->last = mercer_matrix (run->chance + run->steps + 1, run->m, run->in.d);
    }
  return path + run->moments + 2 * (run->steps + 1) + last;
}

MercerStatus
diffusion_run_open (DiffusionRun *run, MercerJob *job, const DiffusionValues *values, const MercerRecipe *recipe)
{
  *run = (DiffusionRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                         .steps = (size_t) values->steps, .m = (size_t) values->particles };
  run->moments = 2 * run->steps + 2;
  if (!mercer_inputs_open (&run->in, recipe, NULL))
    return MERCER_BAD_INPUT;
  run->total = run->in.n;
  mercer_inputs_sort (&run->in);
  mercer_inputs_thin (&run->in, MOST_ROWS);
  MercerStatus status = open_picture (run);
  if (status != MERCER_OK)
    return status;
  run->rows = mercer_work_matrix (run->work, run->in.n, run->in.d);
  run->x = mercer_work_matrix (run->work, run->m, run->in.d);
  run->kept = mercer_work_doubles (run->work, run->steps + 1);
  if (run->rows.data == NULL || run->x.data == NULL || run->kept == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->in.n; i++)
      *mercer_matrix_at (run->rows, i, c) = (*mercer_matrix_at (run->in.x, i, c) - run->cloud.centre[c]) / run->unit;
  mercer_diffusion_schedule (run->steps, values->noise, run->kept);
  return MERCER_OK;
}

void
diffusion_run_close (DiffusionRun *run)
{
  mercer_inputs_close (&run->in);
  if (run->item != NULL)
    mercer_store_release (run->item);
  else
    mercer_block_free (run->film);
}

/* --- The store ---------------------------------------------------------------------------------------------- */

static MercerHash
key_of (const DiffusionRun *run)
{
  const DiffusionValues *v = run->values;
  const double numbers[] = { v->steps, v->particles, v->knowledge, v->copies, v->bandwidth, v->width, v->noise };
  MercerHash hash = mercer_hash_start ("diffusion");
  mercer_hash_add_hash (&hash, mercer_dataset_hash (run->in.dataset));
  for (size_t c = 0; c < run->in.d; c++)
    mercer_hash_add_string (&hash, run->in.names[c]);
  for (size_t k = 0; k < G_N_ELEMENTS (numbers); k++)
    mercer_hash_add_double (&hash, numbers[k]);
  mercer_hash_add_size (&hash, mercer_recipe_seed (run->recipe));
  return hash;
}

bool
diffusion_run_recall (DiffusionRun *run)
{
  run->item = mercer_store_get (mercer_work_store (run->work), key_of (run));
  if (run->item == NULL)
    return false;
  run->film = mercer_store_item_data (run->item);
  lay_out (run);
  return true;
}

void
diffusion_run_remember (DiffusionRun *run)
{
  if (run->item == NULL)
    run->item = mercer_store_put (mercer_work_store (run->work), key_of (run), run->film, lay_out (run) * sizeof (double),
                                  mercer_block_free);
}

/* --- Time --------------------------------------------------------------------------------------------------- */

size_t
diffusion_run_time (const DiffusionRun *run, size_t moment)
{
  return moment <= run->steps ? moment : 2 * run->steps + 1 - moment;
}

double
diffusion_run_clock (const DiffusionRun *run, size_t moment)
{
  double steps = (double) run->steps;
  return moment <= run->steps ? (double) moment / steps : 1 + (double) (moment - run->steps - 1) / steps;
}

size_t
diffusion_run_at (const DiffusionRun *run, double clock)
{
  double steps = (double) run->steps;
  return clock <= 1 ? (size_t) lround (clock * steps) : run->steps + 1 + (size_t) lround ((clock - 1) * steps);
}

/* --- Moments ------------------------------------------------------------------------------------------------ */

/* Rows i of `out` at time t, noised anew: the marginal of the forward diffusion. */
static void
noised (const DiffusionRun *run, uint64_t stream, size_t t, MercerMatrix out, MercerMatrix clean)
{
  double root = sqrt (run->kept[t]), sd = sqrt (1 - run->kept[t]);
  for (size_t c = 0; c < out.cols; c++)
    {
      double *to = mercer_matrix_column (out, c);
      mercer_random_normals (mercer_recipe_seed (run->recipe), stream, (t * out.cols + c) * out.rows, out.rows, to);
      for (size_t i = 0; i < out.rows; i++)
        {
          size_t row = i * run->in.n / out.rows; /* each equally often, or evenly taken */
          double at = *mercer_matrix_at (run->rows, row, c);
          to[i] = root * at + sd * to[i];
          if (clean.data != NULL)
            *mercer_matrix_at (clean, i, c) = at;
        }
    }
}

/* x_t from x_(t-1): the path of a particle, whose increments are independent. */
static void
forward (DiffusionRun *run, size_t t)
{
  double ratio = run->kept[t] / run->kept[t - 1];
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->m; i++)
      {
        double *x = mercer_matrix_at (run->x, i, c);
        uint64_t index = (t * run->in.d + c) * run->m + i;
        *x = sqrt (ratio) * *x + sqrt (1 - ratio) * mercer_random_normal (mercer_recipe_seed (run->recipe), STREAM_FORWARD, index);
      }
}

/* Mean and variance of x_(t-1) given x_t = x. */
static MercerStatus
back (const DiffusionRun *run, size_t t, MercerMatrix x, MercerMatrix mean, MercerMatrix variance)
{
  const DiffusionValues *v = run->values;
  MercerDenoised out = { .mean = mean, .variance = variance };
  MercerStatus status;
  if (v->knowledge == DIFFUSION_EXACT)
    status = mercer_diffusion_denoise (run->rows, v->bandwidth, run->kept[t], x, &out, run->work);
  else
    {
      MercerMark mark = mercer_work_mark (run->work);
      size_t pairs = run->in.n * (size_t) v->copies;
      MercerMatrix noisy = mercer_work_matrix (run->work, pairs, run->in.d), clean = mercer_work_matrix (run->work, pairs, run->in.d);
      if (noisy.data == NULL || clean.data == NULL)
        return MERCER_OUT_OF_MEMORY;
      noised (run, STREAM_PAIRS, t, noisy, clean);
      status = mercer_diffusion_regress (noisy, clean, v->width * sqrt (1 - run->kept[t]), x, &out, run->work);
      mercer_work_release (run->work, mark);
    }
  if (status == MERCER_OK)
    mercer_diffusion_back (run->kept[t], run->kept[t - 1], x, mean, variance);
  return status;
}

static MercerStatus
reverse (DiffusionRun *run, size_t t)
{
  MercerMark mark = mercer_work_mark (run->work);
  uint64_t seed = mercer_recipe_seed (run->recipe);
  MercerMatrix mean = mercer_work_matrix (run->work, run->m, run->in.d), variance = mercer_work_matrix (run->work, run->m, run->in.d);
  if (mean.data == NULL || variance.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = back (run, t, run->x, mean, variance);
  for (size_t c = 0; c < run->in.d && status == MERCER_OK; c++)
    for (size_t i = 0; i < run->m; i++)
      *mercer_matrix_at (run->x, i, c)
          = *mercer_matrix_at (mean, i, c)
            + sqrt (*mercer_matrix_at (variance, i, c)) * mercer_random_normal (seed, STREAM_BACK, (t * run->in.d + c) * run->m + i);
  mercer_work_release (run->work, mark);
  return status;
}

/* Mean distance from the particles to the nearest row each, in the units of the columns. */
static MercerStatus
measure_nearest (DiffusionRun *run, double *out)
{
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix squares = mercer_work_matrix (run->work, run->in.n, TILE);
  if (squares.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  *out = 0;
  for (size_t first = 0; first < run->m; first += TILE)
    {
      size_t count = MIN (TILE, run->m - first);
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      mercer_squared_distances (run->rows, mercer_matrix_block (run->x, first, 0, count, run->in.d),
                                mercer_matrix_block (squares, 0, 0, run->in.n, count));
      for (size_t i = 0; i < count; i++)
        {
          double least = INFINITY;
          for (size_t j = 0; j < run->in.n; j++)
            least = fmin (least, *mercer_matrix_at (squares, j, i));
          *out += run->unit * sqrt (least) / (double) run->m;
        }
    }
  mercer_work_release (run->work, mark);
  return MERCER_OK;
}

/* The energy distance between the reverse particles and as many forward ones of the same time: the root of
 * 2 E|x - y| - E|x - x'| - E|y - y'| with each sample's pairs, those with itself counted in. For two samples of one law its
 * square is 2 E|x - x'| / m on average. */
static MercerStatus
measure_energy (DiffusionRun *run, size_t t)
{
  g_autoptr (MercerKernel) free_kernel = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (free_kernel, run->in.names, run->in.d, NULL);
  MercerMark mark = mercer_work_mark (run->work);
  MercerDiscrepancy sums;
  MercerMatrix there = mercer_work_matrix (run->work, run->m, run->in.d);
  if (there.data == NULL || kernel == NULL)
    return MERCER_OUT_OF_MEMORY;
  noised (run, STREAM_APART, t, there, (MercerMatrix){ 0 });
  MercerStatus status = mercer_discrepancy (kernel, run->x, there, &sums, run->work);
  if (status == MERCER_OK)
    {
      run->energy[t] = sqrt (fmax (0, mercer_discrepancy_biased (&sums)));
      run->chance[t] = run->m > 1 ? sqrt (-2 * sums.yy / (double) (run->m * (run->m - 1)) / (double) run->m) : 0;
    }
  mercer_work_release (run->work, mark);
  return status;
}

/* The particles as they are into the film. */
static void
keep (DiffusionRun *run, size_t moment)
{
  double *to = run->path + moment * run->m * 2;
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->m; i++)
      *mercer_matrix_at (run->last, i, c) = run->cloud.centre[c] + run->unit * *mercer_matrix_at (run->x, i, c);
  for (size_t a = 0; a < 2; a++)
    mercer_plane_project (&run->plane, run->last, a, to + a * run->m);
}

MercerStatus
diffusion_run_moment (DiffusionRun *run, size_t moment)
{
  size_t t = diffusion_run_time (run, moment);
  MercerStatus status = MERCER_OK;
  if (moment == 0)
    {
      run->film = mercer_block_new (lay_out (run) * sizeof (double));
      if (run->film == NULL)
        return MERCER_OUT_OF_MEMORY;
      lay_out (run);
      noised (run, STREAM_FORWARD, 0, run->x, (MercerMatrix){ 0 });
    }
  else if (moment <= run->steps)
    forward (run, t);
  else if (moment == run->steps + 1)
    mercer_random_normals (mercer_recipe_seed (run->recipe), STREAM_START, 0, run->m * run->in.d, run->x.data);
  else
    status = reverse (run, t + 1);
  if (status == MERCER_OK)
    status = measure_nearest (run, &run->nearest[moment]);
  if (status == MERCER_OK && moment > run->steps)
    status = measure_energy (run, t);
  if (status == MERCER_OK)
    keep (run, moment);
  return status;
}

/* --- The field ---------------------------------------------------------------------------------------------- */

MercerStatus
diffusion_run_drift (const DiffusionRun *run, size_t time, MercerMatrix from, MercerMatrix drift)
{
  size_t count = run->plane.grid[0] * run->plane.grid[1], d = run->in.d;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix z = mercer_work_matrix (run->work, count, d), mean = mercer_work_matrix (run->work, count, d);
  MercerMatrix variance = mercer_work_matrix (run->work, count, d);
  double *x = mercer_work_doubles (run->work, count);
  if (z.data == NULL || mean.data == NULL || variance.data == NULL || x == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_plane_lattice (&run->plane, z);
  for (size_t a = 0; a < 2; a++)
    mercer_plane_project (&run->plane, z, a, mercer_matrix_column (from, a));
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < count; i++)
      *mercer_matrix_at (z, i, c) = (*mercer_matrix_at (z, i, c) - run->cloud.centre[c]) / run->unit;
  MercerStatus status = back (run, time, z, mean, variance);
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < count; i++)
      *mercer_matrix_at (mean, i, c) = run->cloud.centre[c] + run->unit * *mercer_matrix_at (mean, i, c);
  for (size_t a = 0; a < 2 && status == MERCER_OK; a++)
    {
      mercer_plane_project (&run->plane, mean, a, x);
      for (size_t i = 0; i < count; i++)
        *mercer_matrix_at (drift, i, a) = x[i] - *mercer_matrix_at (from, i, a);
    }
  mercer_work_release (run->work, mark);
  return status;
}
