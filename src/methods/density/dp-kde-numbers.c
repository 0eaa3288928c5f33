/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dp-kde.h"

#include <math.h>
#include <string.h>

/* Rows between two polls. */
enum { CHUNK = 1024 };
G_STATIC_ASSERT ((int) MERCER_PRIVATE_PLANE_MOST >= (int) MERCER_PRIVATE_CELLS);

/* --- Bounds ------------------------------------------------------------------------------------------------------- */

static void
open_axis (PrivateRun *run, size_t a)
{
  const double *x = mercer_matrix_column (run->in.x, a);
  const MercerList *given = &run->values->bounds;
  double low = x[0], high = x[0];
  for (size_t i = 0; i < run->in.n; i++)
    {
      low = MIN (low, x[i]);
      high = MAX (high, x[i]);
    }
  if (run->rows > run->in.n) /* those of all rows, which the axis keeps */
    {
      const MercerColumn *column = mercer_dataset_column (run->in.dataset, (size_t) mercer_dataset_find (run->in.dataset, run->in.names[a]));
      low = column->min;
      high = column->max;
    }
  bool own = given->n < (int) (2 * a + 2);
  run->own_bounds |= own;
  if (!own)
    {
      low = given->at[2 * a];
      high = given->at[2 * a + 1];
    }
  if (!(high - low > 1e-12 * fabs (low)))
    {
      double room = MAX (1e-3 * fabs (low), low == 0 ? 1 : 0);
      high = low + room;
      low -= room;
    }
  if (run->d == 2)
    mercer_private_plane_frame (run->frame, a, low, high, run->values->bandwidth * (high - low));
  else
    mercer_private_frame (&run->frame[0], low, high, run->values->bandwidth * (high - low));
  run->m[a] = run->d == 2 ? PRIVATE_SIDE : PRIVATE_PLACES;
  run->step[a] = (high - low) / (double) (run->m[a] - 1);
  run->at[a] = mercer_work_doubles (run->work, run->m[a]);
  for (size_t k = 0; k < run->m[a] && run->at[a] != NULL; k++)
    run->at[a][k] = low + (double) k * run->step[a];
}

static void
count_beyond (PrivateRun *run)
{
  for (size_t i = 0; i < run->in.n; i++)
    {
      bool beyond = false;
      for (size_t a = 0; a < run->d; a++)
        {
          double x = *mercer_matrix_at (run->in.x, i, a);
          beyond |= x < run->frame[a].low || x > run->frame[a].high;
        }
      run->beyond += beyond;
    }
}

MercerStatus
private_run_open (PrivateRun *run, MercerJob *job, const PrivateValues *values, const MercerRecipe *recipe, size_t most)
{
  *run = (PrivateRun){ .work = mercer_job_work (job), .values = values, .m = { 1, 1 }, .step = { 1, 1 } };
  if (!(most > 0 ? mercer_inputs_peek (&run->in, recipe, NULL, most) : mercer_inputs_open (&run->in, recipe, NULL)))
    return MERCER_BAD_INPUT;
  run->rows = most > 0 ? MAX (mercer_inputs_count (recipe, NULL), run->in.n) : run->in.n;
  run->d = run->in.d;
  for (size_t a = 0; a < run->d; a++)
    open_axis (run, a);
  run->cells = run->m[0] * run->m[1];
  run->exact = mercer_work_doubles (run->work, run->cells);
  run->released = mercer_work_doubles (run->work, run->cells);
  if (run->at[0] == NULL || (run->d == 2 && run->at[1] == NULL) || run->exact == NULL || run->released == NULL)
    return MERCER_OUT_OF_MEMORY;
  count_beyond (run);
  return MERCER_OK;
}

void
private_run_close (PrivateRun *run)
{
  mercer_inputs_close (&run->in);
}

/* --- One column or two ------------------------------------------------------------------------------------------------ */

double
private_run_sensitivity (const PrivateRun *run, MercerPrivate mechanism)
{
  return run->d == 2 ? mercer_private_plane_sensitivity (run->frame, mechanism) : mercer_private_sensitivity (&run->frame[0], mechanism);
}

static double
noise_scale (const PrivateRun *run, MercerPrivate mechanism, double epsilon)
{
  return mercer_private_scale (mechanism, epsilon, run->values->delta, private_run_sensitivity (run, mechanism));
}

/* The statistic of all rows (or what some say it is), by parts that can be stopped between. */
static MercerStatus
gather (const PrivateRun *run, MercerPrivate mechanism, double *statistic, size_t *count)
{
  double each = (double) run->rows / (double) run->in.n;
  double part[MERCER_PRIVATE_CELLS];
  if (run->d == 2)
    {
      *count = mercer_private_plane_count (run->frame, mechanism);
      MercerStatus status = mercer_private_plane_statistic (run->frame, mechanism, run->in.x, statistic, run->work);
      for (size_t k = 0; k < *count; k++)
        statistic[k] *= each;
      return status;
    }
  const double *x = mercer_matrix_column (run->in.x, 0);
  memset (statistic, 0, MERCER_PRIVATE_CELLS * sizeof *statistic);
  for (size_t first = 0; first < run->in.n; first += CHUNK)
    {
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      *count = mercer_private_statistic (&run->frame[0], mechanism, x + first, MIN (CHUNK, run->in.n - first), part);
      for (size_t k = 0; k < *count; k++)
        statistic[k] += each * part[k];
    }
  return MERCER_OK;
}

static MercerStatus
density (const PrivateRun *run, MercerPrivate mechanism, const double *statistic, double *out)
{
  if (run->d == 2)
    return mercer_private_plane_density (run->frame, mechanism, statistic, NULL, run->m, (const double *const *) run->at, out, run->work);
  mercer_private_density (&run->frame[0], mechanism, statistic, NULL, run->m[0], run->at[0], out);
  return MERCER_OK;
}

static double
foretold (const PrivateRun *run, MercerPrivate mechanism, double scale)
{
  double n = (double) run->rows;
  double squares = run->d == 2 ? mercer_private_plane_error (run->frame, mechanism, scale, n)
                               : mercer_private_error (&run->frame[0], mechanism, scale, n);
  return sqrt (squares / run->size);
}

/* Of a place, in the trapezoid rule. */
static double
share_of (const PrivateRun *run, size_t k)
{
  size_t place[2] = { k % run->m[0], k / run->m[0] };
  double weight = 1;
  for (size_t a = 0; a < run->d; a++)
    weight *= run->step[a] * (place[a] == 0 || place[a] == run->m[a] - 1 ? 0.5 : 1);
  return weight;
}

static double
integral_of_square (const PrivateRun *run, const double *f, const double *less)
{
  double sum = 0;
  for (size_t k = 0; k < run->cells; k++)
    sum += pow (f[k] - (less != NULL ? less[k] : 0), 2) * share_of (run, k);
  return sum;
}

/* Where the noise drowns the number of rows, which divides, what is above nothing holds far more than the mass 1: it is brought to that.
 * Looks at the release alone, so it costs no privacy. */
static void
tame (PrivateRun *run)
{
  double above = 0;
  for (size_t k = 0; k < run->cells; k++)
    above += MAX (run->released[k], 0) * share_of (run, k);
  run->drowned = above > 2;
  for (size_t k = 0; k < run->cells && run->drowned; k++)
    run->released[k] /= above;
}

MercerStatus
private_run_compute (PrivateRun *run, uint64_t seed)
{
  double *statistic = mercer_work_doubles (run->work, MERCER_PRIVATE_PLANE_MOST);
  size_t count = 0;
  MercerPrivate mechanism = (MercerPrivate) run->values->mechanism;
  if (statistic == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = gather (run, MERCER_PRIVATE_COSINE, statistic, &count);
  if (status == MERCER_OK)
    status = density (run, MERCER_PRIVATE_COSINE, statistic, run->exact);
  if (status == MERCER_OK)
    status = gather (run, mechanism, statistic, &count);
  if (status != MERCER_OK)
    return status;
  run->scale = noise_scale (run, mechanism, run->values->epsilon);
  mercer_private_add_noise (mechanism, run->scale, seed, 0, count, statistic);
  status = density (run, mechanism, statistic, run->released);
  if (status != MERCER_OK)
    return status;
  tame (run);
  run->size = integral_of_square (run, run->exact, NULL);
  run->found = sqrt (integral_of_square (run, run->released, run->exact) / run->size);
  run->expected = foretold (run, mechanism, run->scale);
  double low = MIN (0.01, run->values->epsilon / 1.25), high = MAX (10, 1.25 * run->values->epsilon);
  for (size_t k = 0; k < PRIVATE_BUDGETS; k++)
    {
      run->budget[k] = low * pow (high / low, (double) k / (PRIVATE_BUDGETS - 1));
      for (int m = 0; m < MERCER_N_PRIVATE; m++)
        run->error[m][k] = foretold (run, (MercerPrivate) m, noise_scale (run, (MercerPrivate) m, run->budget[k]));
    }
  return MERCER_OK;
}
