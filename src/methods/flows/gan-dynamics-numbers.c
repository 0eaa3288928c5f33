/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gan-dynamics.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdint.h>

#include "random.h"

enum { STREAM_START = 0x67616e, SCAN = 160, HALVINGS = 12 };
static const double near = 1e-9; /* of the start's distance */

static const GanAxis axes[][2] = {
  { { "discriminator", N_("Discriminator's rate"), 0.01, 10, offsetof (MercerGan, discriminator) },
    { "generator", N_("Generator's rate"), 0.01, 100, offsetof (MercerGan, generator) } },
  { { "regularisation", N_("Regularisation"), 0.005, 20, offsetof (MercerGan, lambda) },
    { "generator", N_("Generator's rate"), 0.01, 100, offsetof (MercerGan, generator) } },
  { { "bandwidth", N_("Bandwidth"), 0.03, 3, offsetof (MercerGan, sigma) },
    { "regularisation", N_("Regularisation"), 0.005, 20, offsetof (MercerGan, lambda) } },
};

const char *const gan_phase_names[] = { [GAN_STRAIGHT] = N_("Converges"),
                                        [GAN_TURNS] = N_("Spirals in"),
                                        [GAN_OSCILLATES] = N_("Oscillates"),
                                        [GAN_DIVERGES] = N_("Diverges"),
                                        [GAN_LEAVES] = N_("Oscillates or diverges") };

const GanAxis *
gan_run_axes (const GanRun *run)
{
  return axes[run->values->diagram];
}

/* As far as it is in view, where a person has zoomed or moved it. */
static GanAxis
axis_of (const MercerRecipe *recipe, const GanAxis *usual)
{
  GanAxis axis = *usual;
  double low, high;
  if (mercer_recipe_view (recipe, axis.id, &low, &high) && low > 0 && high > low)
    {
      axis.low = low;
      axis.high = high;
    }
  return axis;
}

/* --- Opening --------------------------------------------------------------------------------------------------- */

MercerStatus
gan_run_open (GanRun *run, MercerJob *job, const GanValues *values, const MercerRecipe *recipe)
{
  double squares = 0;
  *run = (GanRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values, .rate = NAN };
  if (!mercer_inputs_open (&run->in, recipe, NULL))
    return MERCER_BAD_INPUT;
  run->total = run->in.n;
  mercer_inputs_sort (&run->in);
  for (size_t c = 0; c < run->in.d; c++)
    {
      double sd = run->in.n > 1 ? mercer_inputs_spread (&run->in, c) : 0;
      squares += isfinite (sd) ? sd * sd / (double) run->in.d : 0;
    }
  run->unit = squares > 0 && isfinite (squares) ? sqrt (squares) : 1;
  mercer_inputs_thin (&run->in, (size_t) values->points);
  size_t n = run->in.n, d = run->in.d;
  run->p = 1 / (double) n;
  run->modes = n * d;
  run->gan = (MercerGan){ values->generator, values->discriminator, values->lambda, values->bandwidth, values->alternating };
  run->across = axis_of (recipe, &axes[values->diagram][0]);
  run->up = axis_of (recipe, &axes[values->diagram][1]);
  run->x = mercer_work_matrix (run->work, n, d);
  run->gammas = mercer_work_doubles (run->work, run->modes);
  if (run->x.data == NULL || run->gammas == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (run->x, i, c) = (*mercer_matrix_at (run->in.x, i, c) - *mercer_matrix_at (run->in.x, 0, c)) / run->unit;
  return MERCER_OK;
}

void
gan_run_close (GanRun *run)
{
  g_clear_pointer (&run->map_item, mercer_store_release);
  mercer_inputs_close (&run->in);
}

/* --- The diagram ------------------------------------------------------------------------------------------------ */

GanPhase
gan_run_phase (const GanRun *run, const MercerGan *gan, const double *gammas, double *radius, double *angle)
{
  *angle = 0;
  *radius = mercer_gan_slowest (gan, run->p, gammas, run->modes, angle);
  return *radius >= 1 ? GAN_LEAVES : *angle > 0 ? GAN_TURNS : GAN_STRAIGHT;
}

double *
gan_place (MercerGan *gan, const GanAxis *axis)
{
  return (double *) (void *) ((char *) gan + axis->offset);
}

/* Where between two heights of different phase the first ends; heights are logarithms. */
static double
border (const GanRun *run, MercerGan *gan, const double *gammas, double low, double high, GanPhase phase)
{
  double radius, angle;
  for (int k = 0; k < HALVINGS; k++)
    {
      double middle = 0.5 * (low + high);
      *gan_place (gan, &run->up) = exp (middle);
      if (gan_run_phase (run, gan, gammas, &radius, &angle) == phase)
        low = middle;
      else
        high = middle;
    }
  return exp (0.5 * (low + high));
}

/* The pieces of one column, from below. */
static void
scan_column (GanRun *run, size_t column, MercerGan *gan, const double *gammas)
{
  double bottom = log (run->up.low), step = log (run->up.high / run->up.low) / SCAN, radius, angle;
  size_t pieces[GAN_PHASES] = { 0 };
  GanPhase phase = GAN_PHASES;
  double began = run->up.low;
  for (int k = 0; k <= SCAN + 1; k++)
    {
      double height = bottom + MIN (k, SCAN) * step;
      *gan_place (gan, &run->up) = exp (height);
      GanPhase next = gan_run_phase (run, gan, gammas, &radius, &angle);
      if (k > 0 && (next != phase || k > SCAN))
        {
          double end = k > SCAN ? run->up.high : border (run, gan, gammas, height - step, height, phase);
          size_t piece = MIN (pieces[phase], GAN_PIECES - 1);
          pieces[phase]++;
          run->low[phase][piece][column] = began;
          run->high[phase][piece][column] = end;
          began = end;
        }
      phase = next;
    }
}

MercerStatus
gan_run_diagram (GanRun *run)
{
  MercerStatus status = mercer_gan_modes (run->x, run->gan.sigma, run->gammas, run->work);
  MercerMark mark = mercer_work_mark (run->work);
  double *gammas = mercer_work_doubles (run->work, run->modes);
  if (status != MERCER_OK || gammas == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  run->phase = gan_run_phase (run, &run->gan, run->gammas, &run->radius, &run->angle);
  run->least_rate = run->gan.lambda / (run->p * run->p * run->gammas[run->modes - 1]);
  for (size_t k = 0; k < GAN_COLUMNS && status == MERCER_OK; k++)
    {
      MercerGan gan = run->gan;
      run->at[k] = run->across.low * pow (run->across.high / run->across.low, ((double) k + 0.5) / GAN_COLUMNS);
      *gan_place (&gan, &run->across) = run->at[k];
      for (size_t phase = 0; phase < GAN_PHASES; phase++)
        for (size_t piece = 0; piece < GAN_PIECES; piece++)
          run->low[phase][piece][k] = run->high[phase][piece][k] = NAN;
      bool same = gan.sigma == run->gan.sigma;
      status = !mercer_work_wanted (run->work) ? MERCER_STOPPED
               : same                          ? MERCER_OK
                                               : mercer_gan_modes (run->x, gan.sigma, gammas, run->work);
      if (status == MERCER_OK)
        scan_column (run, k, &gan, same ? run->gammas : gammas);
    }
  mercer_work_release (run->work, mark);
  return status;
}

/* --- The game --------------------------------------------------------------------------------------------------- */

enum { MOST_POINTS = 16 }; /* as the param says */

/* The pairs of points at the end and rows with the least sum of squares, by Bellman's recursion over sets of rows: best[set] is that of
 * the first |set| points. O(n 2^n). */
static double
best_pairs (const GanRun *run, const double *y, size_t *row_of, MercerWork *work)
{
  size_t n = run->in.n, d = run->in.d, sets = (size_t) 1 << n;
  double cost[MOST_POINTS][MOST_POINTS] = { { 0 } }, *best = mercer_work_doubles (work, sets);
  uint8_t *last = mercer_work_alloc (work, sets, sizeof *last);
  if (best == NULL || last == NULL)
    return INFINITY;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      for (size_t c = 0; c < d; c++)
        cost[i][j] += pow (y[i + c * n] - *mercer_matrix_at (run->x, j, c), 2);
  best[0] = 0;
  for (size_t set = 1; set < sets; set++)
    {
      size_t i = (size_t) __builtin_popcountll (set) - 1;
      best[set] = INFINITY;
      for (size_t j = 0; j < n; j++)
        if ((set >> j & 1) && best[set ^ (size_t) 1 << j] + cost[i][j] < best[set])
          {
            best[set] = best[set ^ (size_t) 1 << j] + cost[i][j];
            last[set] = (uint8_t) j;
          }
    }
  for (size_t set = sets - 1, i = n; i-- > 0; set ^= (size_t) 1 << row_of[i])
    row_of[i] = last[set];
  return sqrt (best[sets - 1] / (double) n);
}

/* Points that have changed places are at rest as well: then a point's distance is that from the row it has come to. */
static void
measure_distances (GanRun *run)
{
  size_t n = run->in.n, d = run->in.d, row_of[MOST_POINTS] = { 0 };
  static const double clearly = 0.1;
  MercerMark mark = mercer_work_mark (run->work);
  const double *end = run->path + run->done * n * d;
  MercerMatrix x = mercer_work_matrix (run->work, n, d);
  double own = mercer_gan_distance (run->x, end), other = n > 1 && n <= MOST_POINTS ? best_pairs (run, end, row_of, run->work) : INFINITY;
  bool swapped = x.data != NULL && other < clearly * own && other < run->gan.sigma;
  for (size_t i = 0; i < n && swapped; i++)
    {
      run->swapped += row_of[i] != i;
      for (size_t c = 0; c < d; c++)
        *mercer_matrix_at (x, i, c) = *mercer_matrix_at (run->x, row_of[i], c);
    }
  for (size_t k = 0; k <= run->done; k++)
    run->distance[k] = mercer_gan_distance (swapped ? x : run->x, run->path + k * n * d) / run->gan.sigma;
  mercer_work_release (run->work, mark);
}

/* By the largest distances in the second and in the last quarter, while the points are near. */
static double
rate_of (const GanRun *run)
{
  double early = 0, late = 0;
  size_t n = run->done;
  for (size_t k = n / 4; k <= n; k++)
    {
      early = k < n / 2 ? fmax (early, run->distance[k]) : early;
      late = k >= 3 * n / 4 ? fmax (late, run->distance[k]) : late;
    }
  return n >= 20 && early > 0 && late > 0 ? exp (log (late / early) / (0.5 * (double) n)) : NAN;
}

void
gan_run_start (const GanRun *run, const MercerGan *gan, MercerMatrix start)
{
  double far = run->values->start * gan->sigma;
  for (size_t c = 0; c < start.cols; c++)
    for (size_t i = 0; i < start.rows; i++)
      *mercer_matrix_at (start, i, c)
          = *mercer_matrix_at (run->x, i, c)
            + far * mercer_random_normal (mercer_recipe_seed (run->recipe), STREAM_START + c, run->in.ids[i]);
}

MercerStatus
gan_run_play (GanRun *run)
{
  size_t n = run->in.n, d = run->in.d, steps = (size_t) run->values->steps;
  MercerMatrix start = mercer_work_matrix (run->work, n, d);
  run->path = mercer_work_doubles (run->work, (steps + 1) * n * d);
  run->distance = mercer_work_doubles (run->work, steps + 1);
  if (start.data == NULL || run->path == NULL || run->distance == NULL)
    return MERCER_OUT_OF_MEMORY;
  gan_run_start (run, &run->gan, start);
  double first = mercer_gan_distance (run->x, start.data);
  MercerStatus status = mercer_gan_play (&run->gan, run->x, start, steps, near * first, run->path, &run->done, run->work);
  if (status != MERCER_OK)
    return status;
  measure_distances (run);
  run->rate = rate_of (run);
  run->verdict = mercer_gan_judge (&run->gan, run->x, run->path, run->distance, run->done);
  if (run->phase == GAN_LEAVES)
    run->phase = run->verdict == MERCER_GAN_THROWN ? GAN_DIVERGES : GAN_OSCILLATES;
  return status;
}
