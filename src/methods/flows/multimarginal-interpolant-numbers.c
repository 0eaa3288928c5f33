/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "multimarginal-interpolant.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "discrepancy.h"
#include "empty-ground.h"
#include "random.h"

enum { STREAM_TUPLES = 0x6d756c74, STREAM_APART = 0x6d756d75, CATEGORIES = 8 };

/* --- Groups ------------------------------------------------------------------------------------------------------ */

static const MercerColumn *
group_column (const InterpolantRun *run)
{
  MercerDataset *dataset = run->in.dataset;
  int chosen;
  if (mercer_recipe_role_columns (run->recipe, "group", &chosen, 1) == 1)
    return mercer_dataset_column (dataset, (size_t) chosen);
  for (size_t c = 0; c < mercer_dataset_columns (dataset); c++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, c);
      if (column->kind == MERCER_COLUMN_CATEGORICAL && column->n_levels >= 2 && column->n_levels <= CATEGORIES)
        return column;
    }
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->in.names[0]));
}

static InterpolantGroup *
add_group (InterpolantRun *run, const char *name)
{
  InterpolantGroup *group = &run->group[run->groups++];
  *group = (InterpolantGroup){ g_strdup (name), g_new (size_t, run->in.n), 0 };
  return group;
}

static void
group_by_level (InterpolantRun *run, const MercerColumn *column)
{
  for (size_t level = 0; level < column->n_levels; level++)
    {
      InterpolantGroup *group = NULL;
      for (size_t i = 0; i < run->in.n; i++)
        if (column->codes[run->in.rows[i]] == (int32_t) level)
          {
            if (group == NULL && run->groups == INTERPOLANT_GROUPS)
              run->left_out++;
            else
              {
                group = group != NULL ? group : add_group (run, column->levels[level]);
                group->rows[group->n++] = i;
              }
          }
    }
}

static int
compare_cb (const void *a, const void *b, void *data)
{
  const double *values = data;
  double x = values[*(const size_t *) a], y = values[*(const size_t *) b];
  size_t i = *(const size_t *) a, j = *(const size_t *) b;
  return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

/* Without categories: thirds of the rows by a column of numbers, so that there is something to see. */
static void
group_by_thirds (InterpolantRun *run, const MercerColumn *column)
{
  static const char *const names[] = { N_("low"), N_("middle"), N_("high") };
  g_autofree size_t *order = g_new (size_t, run->in.n);
  g_autofree double *values = g_new (double, run->in.n);
  size_t n = 0, parts;
  for (size_t i = 0; i < run->in.n; i++)
    {
      values[i] = column->values[run->in.rows[i]];
      if (isfinite (values[i]))
        order[n++] = i;
    }
  g_qsort_with_data (order, (int) n, sizeof *order, compare_cb, values);
  parts = MIN (n, G_N_ELEMENTS (names));
  for (size_t k = 0; k < parts; k++)
    {
      g_autofree char *name = g_strdup_printf ("%s %s", column->name, _(names[k]));
      InterpolantGroup *group = add_group (run, name);
      for (size_t i = k * n / parts; i < (k + 1) * n / parts; i++)
        group->rows[group->n++] = order[i];
    }
  run->cut = true;
  run->painted = run->in.d == 2 && g_strv_contains ((const char *const *) run->in.names, column->name);
}

/* --- Opening ------------------------------------------------------------------------------------------------------ */

static MercerStatus
open_picture (InterpolantRun *run)
{
  MercerStatus status = mercer_cloud_open (run->in.x, &run->cloud, run->work);
  if (status != MERCER_OK)
    return status;
  run->spread = mercer_cloud_spread (&run->cloud, run->in.d) / sqrt ((double) run->in.d);
  if (!(run->spread > 0) || !isfinite (run->spread))
    run->spread = 1;
  status = mercer_plane_open (&run->plane, run->in.d, &run->cloud, run->work);
  if (status == MERCER_OK)
    {
      mercer_plane_show (&run->plane, run->in.x);
      mercer_plane_widen (&run->plane, 0.06);
      if (run->painted)
        mercer_picture_show_ground (run->in.dataset, 2, run->plane.low, run->plane.high);
    }
  return status;
}

MercerStatus
interpolant_run_open (InterpolantRun *run, MercerJob *job, const InterpolantValues *values, const MercerRecipe *recipe,
                      size_t most_draws, size_t most_steps)
{
  *run = (InterpolantRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                           .draws = MIN ((size_t) values->draws, most_draws), .steps = MIN ((size_t) values->steps, most_steps) };
  run->nodes = 2 * run->steps + 1;
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (!mercer_inputs_open (&run->in, recipe, NULL) || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  mercer_inputs_sort (&run->in);
  const MercerColumn *column = group_column (run);
  if (column->kind == MERCER_COLUMN_CATEGORICAL)
    group_by_level (run, column);
  else
    group_by_thirds (run, column);
  if (run->groups == 0)
    return MERCER_BAD_INPUT;
  run->from = MIN ((size_t) values->from, run->groups) - 1;
  run->to = MIN ((size_t) values->to, run->groups) - 1;
  mercer_polygon_weights (run->groups, values->across, values->up, run->point);
  run->m = MIN ((size_t) values->particles, run->group[run->from].n);
  run->path = mercer_work_doubles (run->work, run->nodes * run->m * run->in.d);
  run->energy = mercer_work_doubles (run->work, run->nodes);
  run->chance = mercer_work_doubles (run->work, run->nodes);
  run->drawn = mercer_work_matrix (run->work, run->m, run->in.d);
  if (run->path == NULL || run->energy == NULL || run->chance == NULL || run->drawn.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  return open_picture (run);
}

void
interpolant_run_close (InterpolantRun *run)
{
  for (size_t k = 0; k < run->groups; k++)
    {
      g_free (run->group[k].name);
      g_free (run->group[k].rows);
    }
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  mercer_inputs_close (&run->in);
}

/* --- Weights ------------------------------------------------------------------------------------------------------ */

/* Of the leg (0 or 1) from its start, at s of it, and how fast they change over it. */
static void
leg_weights (const InterpolantRun *run, size_t leg, double s, double *weights, double *rates)
{
  for (size_t k = 0; k < run->groups; k++)
    {
      double start = leg == 0 ? k == run->from : run->point[k], end = leg == 0 ? run->point[k] : k == run->to;
      weights[k] = start + s * (end - start);
      if (rates != NULL)
        rates[k] = end - start;
    }
}

void
interpolant_run_weights (const InterpolantRun *run, size_t node, double *weights)
{
  size_t leg = node > run->steps;
  leg_weights (run, leg, (double) (node - leg * run->steps) / (double) run->steps, weights, NULL);
}

void
interpolant_run_place (const InterpolantRun *run, const double *weights, double *x, double *y)
{
  *x = *y = 0;
  for (size_t k = 0; k < run->groups; k++)
    {
      double at[2];
      mercer_polygon_corner (run->groups, k, &at[0], &at[1]);
      *x += weights[k] * at[0];
      *y += weights[k] * at[1];
    }
}

MercerMatrix
interpolant_run_at (const InterpolantRun *run, size_t node)
{
  return mercer_matrix (run->path + node * run->m * run->in.d, run->m, run->in.d);
}

/* --- Carrying ----------------------------------------------------------------------------------------------------- */

/* out(i) = sum_k factors_k x_k(i) with independent draws of a row of each group: the same draws whenever stream is. */
static void
combine (const InterpolantRun *run, uint64_t stream, const double *factors, MercerMatrix out)
{
  mercer_matrix_fill (out, 0);
  for (size_t k = 0; k < run->groups; k++)
    for (size_t i = 0; i < out.rows; i++)
      {
        const InterpolantGroup *group = &run->group[k];
        size_t row = group->rows[mercer_random_below (mercer_recipe_seed (run->recipe), stream + k, i, group->n)];
        for (size_t c = 0; c < out.cols; c++)
          *mercer_matrix_at (out, i, c) += factors[k] * *mercer_matrix_at (run->in.x, row, c);
      }
}

/* Learned at s of a leg; scratch stays. */
static MercerStatus
learn (const InterpolantRun *run, size_t leg, double s, MercerVelocity *velocity)
{
  double weights[INTERPOLANT_GROUPS], rates[INTERPOLANT_GROUPS];
  MercerMatrix x = mercer_work_matrix (run->work, run->draws, run->in.d), rate = mercer_work_matrix (run->work, run->draws, run->in.d);
  if (x.data == NULL || rate.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  leg_weights (run, leg, s, weights, rates);
  combine (run, STREAM_TUPLES, weights, x);
  combine (run, STREAM_TUPLES, rates, rate);
  return mercer_velocity_learn (run->kernel, run->values->ridge, x, rate, velocity, run->work);
}

static MercerStatus
measure (InterpolantRun *run, size_t node)
{
  double weights[INTERPOLANT_GROUPS];
  MercerDiscrepancy sums;
  g_autoptr (MercerKernel) unbound = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (unbound, run->in.names, run->in.d, NULL);
  interpolant_run_weights (run, node, weights);
  combine (run, STREAM_APART, weights, run->drawn);
  MercerStatus status = mercer_discrepancy (kernel, interpolant_run_at (run, node), run->drawn, &sums, run->work);
  if (status == MERCER_OK)
    {
      run->energy[node] = sqrt (fmax (0, mercer_discrepancy_biased (&sums)) / run->spread);
      run->chance[node] = run->m > 1 ? sqrt (-2 * sums.yy / (double) (run->m * (run->m - 1)) / (double) run->m / run->spread) : 0;
    }
  return status;
}

/* One step of Heun's method, whose second velocity is the first of the next step. */
static MercerStatus
carry (InterpolantRun *run, size_t leg, size_t step, MercerVelocity *now)
{
  MercerVelocity next;
  double h = 1 / (double) run->steps;
  size_t node = leg * run->steps + step, size = run->m * run->in.d;
  MercerMatrix x = interpolant_run_at (run, node), to = interpolant_run_at (run, node + 1);
  MercerStatus status = learn (run, leg, (double) (step + 1) * h, &next);
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix v = mercer_work_matrix (run->work, run->m, run->in.d), w = mercer_work_matrix (run->work, run->m, run->in.d);
  if (status != MERCER_OK || v.data == NULL || w.data == NULL)
    return status != MERCER_OK ? status : MERCER_OUT_OF_MEMORY;
  status = mercer_velocity_at (now, x, v, run->work);
  for (size_t e = 0; e < size; e++)
    to.data[e] = x.data[e] + h * v.data[e];
  if (status == MERCER_OK)
    status = mercer_velocity_at (&next, to, w, run->work);
  for (size_t e = 0; e < size; e++)
    to.data[e] = x.data[e] + 0.5 * h * (v.data[e] + w.data[e]);
  mercer_work_release (run->work, mark);
  *now = next;
  return status == MERCER_OK ? measure (run, node + 1) : status;
}

MercerStatus
interpolant_run_carry (InterpolantRun *run)
{
  const InterpolantGroup *group = &run->group[run->from];
  MercerMatrix start = interpolant_run_at (run, 0);
  for (size_t c = 0; c < run->in.d; c++)
    for (size_t i = 0; i < run->m; i++)
      *mercer_matrix_at (start, i, c) = *mercer_matrix_at (run->in.x, group->rows[i * group->n / run->m], c);
  MercerStatus status = measure (run, 0);
  for (size_t leg = 0; leg < 2 && status == MERCER_OK; leg++)
    {
      MercerVelocity now;
      status = learn (run, leg, 0, &now);
      for (size_t step = 0; step < run->steps && status == MERCER_OK; step++)
        {
          mercer_work_progress (run->work, (double) (leg * run->steps + step) / (double) run->nodes, _("Carrying"));
          status = mercer_work_wanted (run->work) ? carry (run, leg, step, &now) : MERCER_STOPPED;
        }
    }
  if (status == MERCER_OK && !mercer_matrix_is_finite (interpolant_run_at (run, run->nodes - 1)))
    status = MERCER_DIVERGED;
  return status;
}
