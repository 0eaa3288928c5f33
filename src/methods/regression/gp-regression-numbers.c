/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <math.h>
#include <string.h>

enum { AT_BLOCK = 1024 }; /* rows of `at` taken at one go */
static const double margin = 0.07; /* what the picture shows beyond the data, of their range */

/* --- The data ------------------------------------------------------------------------------------- */

static double
spread_of (const double *values, size_t n)
{
  double mean = 0, squares = 0;
  for (size_t i = 0; i < n; i++)
    mean += values[i] / (double) n;
  for (size_t i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean) / (double) MAX (n - 1, 1);
  return squares > 0 && isfinite (squares) ? sqrt (squares) : 1;
}

MercerStatus
gp_run_open (GpRun *run, MercerJob *job, const GpValues *values, const MercerRecipe *recipe)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  *run = (GpRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values,
                  .x_names = mercer_recipe_role (recipe, "x"), .y_name = mercer_recipe_role (recipe, "y")[0] };
  run->kernel = mercer_recipe_bind_kernel (recipe, NULL);
  if (run->kernel == NULL)
    return MERCER_BAD_INPUT;
  run->d = g_strv_length ((char **) run->x_names);
  run->n = mercer_recipe_matrix (recipe, "x", "y", &run->x, &run->y, &run->rows);
  run->dropped = mercer_dataset_rows (dataset) - run->n;
  run->ids = g_new (uint64_t, run->n + 1);
  for (size_t i = 0; i < run->n; i++)
    run->ids[i] = mercer_dataset_row_id (dataset, run->rows[i]);
  run->y_sd = spread_of (run->y, run->n);
  run->problem = (MercerGpProblem){ .x = mercer_matrix (run->x, run->n, run->d), .y = run->y, .rows = run->ids,
                                    .kernel = run->kernel, .noise = values->noise, .mean = (MercerMean) values->mean };
  return MERCER_OK;
}

void
gp_run_close (GpRun *run)
{
  gp_run_clear_terms (run);
  g_clear_pointer (&run->kernel, mercer_kernel_unref);
  g_free (run->x);
  g_free (run->y);
  g_free (run->rows);
  g_free (run->ids);
}

/* --- Where it is drawn ------------------------------------------------------------------------------ */

static void
choose_along (GpRun *run)
{
  const char *drawn[2];
  size_t count = mercer_recipe_drawn (run->recipe, drawn);
  for (size_t k = 0; k < count; k++)
    for (size_t c = 0; c < run->d; c++)
      if (g_str_equal (drawn[k], run->x_names[c]))
        {
          run->along[run->n_along++] = c;
          break;
        }
  if (mercer_recipe_is_category (run->recipe, run->x_names[run->along[0]]))
    {
      MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
      int column = mercer_dataset_find (dataset, run->x_names[run->along[0]]);
      run->levels = CLAMP (mercer_dataset_column (dataset, (size_t) column)->n_levels, 1, (size_t) GP_MOST_LEVELS);
    }
}

/* Where the data are, and a little beyond. */
static void
find_home (const GpRun *run, size_t column, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (size_t i = 0; i < run->n; i++)
    {
      *low = MIN (*low, run->x[i + column * run->n]);
      *high = MAX (*high, run->x[i + column * run->n]);
    }
  /* a ground to paint on stays where it is while points come */
  double ground_low = 0, ground_high = 10;
  if (mercer_dataset_ground (mercer_recipe_dataset (run->recipe), &ground_low, &ground_high) || run->n == 0)
    {
      *low = MIN (*low, ground_low);
      *high = MAX (*high, ground_high);
    }
  double room = *high > *low ? margin * (*high - *low) : MAX (1, 0.1 * fabs (*low));
  *low -= room;
  *high += room;
}

/* low, high: what is in view of an input, where the person zoomed or panned; else where it is at home. */
static void
choose_range (GpRun *run, size_t which)
{
  size_t column = run->along[which];
  double *low = &run->low[which], *high = &run->high[which];
  if (run->levels > 0)
    {
      *high = (double) (run->levels - 1);
      return;
    }
  find_home (run, column, low, high);
  bool nonnegative = (mercer_kernel_flags (run->kernel) & MERCER_KERNEL_NONNEGATIVE_INPUT) != 0;
  if (nonnegative)
    *low = MAX (*low, 0);
  run->home_low[which] = *low;
  run->home_high[which] = *high;
  double from, to;
  if (!mercer_recipe_view (run->recipe, run->x_names[column], &from, &to))
    return;
  if (nonnegative)
    from = MAX (from, 0);
  if (from < to)
    {
      *low = from;
      *high = to;
    }
}

MercerStatus
gp_run_place (GpRun *run)
{
  choose_along (run);
  if (run->n_along == 1)
    gp_run_find_terms (run);
  run->grid[0] = run->levels > 0 ? run->levels : (size_t) run->values->grid;
  run->grid[1] = 1;
  if (run->n_along == 2)
    run->grid[0] = run->grid[1] = MAX ((size_t) (2.4 * sqrt (run->values->grid)), 16);
  for (size_t a = 0; a < run->n_along; a++)
    choose_range (run, a);
  size_t m = run->grid[0] * run->grid[1];
  run->z = mercer_work_matrix (run->work, m, run->d);
  run->mean = mercer_work_doubles (run->work, m);
  run->variance = mercer_work_doubles (run->work, m);
  if (run->z.data == NULL || run->mean == NULL || run->variance == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->d; c++)
    {
      double position = mercer_recipe_position (run->recipe, run->x_names[c]);
      for (size_t k = 0; k < m; k++)
        *mercer_matrix_at (run->z, k, c) = position;
    }
  for (size_t a = 0; a < run->n_along; a++)
    for (size_t k = 0; k < m; k++)
      {
        size_t at = a == 0 ? k % run->grid[0] : k / run->grid[0];
        *mercer_matrix_at (run->z, k, run->along[a])
            = run->low[a] + (run->high[a] - run->low[a]) * (double) at / (double) MAX (run->grid[a] - 1, 1);
      }
  double with, without;
  MercerMatrix first = mercer_matrix_block (run->z, 0, 0, 1, run->d);
  mercer_kernel_diagonal (run->kernel, first, true, &with);
  mercer_kernel_diagonal (run->kernel, first, false, &without);
  run->white = MAX (with - without, 0);
  return MERCER_OK;
}

/* --- Posterior, draft, leave-one-out ---------------------------------------------------------------- */

static MercerStatus
prior (GpRun *run, MercerMatrix z, double *mean, double *variance)
{
  memset (mean, 0, z.rows * sizeof (double));
  mercer_kernel_diagonal (run->kernel, z, false, variance);
  return MERCER_OK;
}

MercerStatus
gp_run_posterior (GpRun *run)
{
  MercerMatrix covariance;
  MercerStatus status = gp_run_begin_samples (run, &covariance);
  if (status == MERCER_OK)
    status = run->n == 0 ? prior (run, run->z, run->mean, run->variance)
                         : mercer_gp_posterior (&run->problem, run->z, run->mean, run->variance,
                                                gp_run_samples_posterior (run) ? covariance : (MercerMatrix){ 0 }, &run->report,
                                                run->work);
  run->has_report = status == MERCER_OK && run->n > 0;
  return status == MERCER_OK ? gp_run_draw_samples (run, covariance) : status;
}

MercerStatus
gp_run_draft (GpRun *run, size_t landmarks)
{
  MercerMatrix covariance;
  MercerStatus status = gp_run_begin_samples (run, &covariance);
  if (status == MERCER_OK)
    status = mercer_gp_draft (&run->problem, landmarks, mercer_recipe_seed (run->recipe), run->z, run->mean, run->variance,
                              gp_run_samples_posterior (run) ? covariance : (MercerMatrix){ 0 }, &run->report, run->work);
  return status == MERCER_OK ? gp_run_draw_samples (run, covariance) : status;
}

static MercerStatus
allocate_loo (GpRun *run)
{
  run->loo_mean = mercer_work_doubles (run->work, run->n);
  run->loo_variance = mercer_work_doubles (run->work, run->n);
  return run->loo_mean != NULL && run->loo_variance != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
}

MercerStatus
gp_run_leave_one_out (GpRun *run)
{
  MercerGpWay way = run->report.way;
  MercerStatus status = allocate_loo (run);
  if (status == MERCER_OK)
    status = mercer_gp_leave_one_out (&run->problem, run->loo_mean, run->loo_variance, &run->report, run->work);
  if (status == MERCER_OK)
    status = mercer_gp_condition (&run->problem, &run->report, run->work);
  run->report.way = way;
  run->has_loo = status == MERCER_OK;
  return status;
}

MercerStatus
gp_run_thin (GpRun *run, size_t rows, MercerGpProblem *some)
{
  MercerMatrix x = mercer_work_matrix (run->work, rows, run->d);
  double *y = mercer_work_doubles (run->work, rows);
  if (x.data == NULL || y == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t i = 0; i < rows; i++)
    {
      size_t row = i * run->n / rows;
      y[i] = run->y[row];
      for (size_t c = 0; c < run->d; c++)
        *mercer_matrix_at (x, i, c) = run->x[row + c * run->n];
    }
  *some = run->problem;
  some->x = x;
  some->y = y;
  some->rows = NULL;
  return MERCER_OK;
}

MercerStatus
gp_run_thin_leave_one_out (GpRun *run, size_t rows)
{
  MercerGpProblem some;
  double *mean = mercer_work_doubles (run->work, rows), *variance = mercer_work_doubles (run->work, rows);
  MercerStatus status = gp_run_thin (run, rows, &some);
  if (mean == NULL || variance == NULL || status != MERCER_OK || allocate_loo (run) != MERCER_OK)
    return MERCER_OUT_OF_MEMORY;
  status = mercer_gp_leave_one_out (&some, mean, variance, NULL, run->work);
  for (size_t i = 0; i < run->n; i++)
    run->loo_mean[i] = run->loo_variance[i] = NAN; /* a gap in the picture */
  for (size_t i = 0; i < rows && status == MERCER_OK; i++)
    {
      run->loo_mean[i * run->n / rows] = mean[i];
      run->loo_variance[i * run->n / rows] = variance[i];
    }
  return status;
}

int
gp_level_number (const MercerRecipe *recipe, const char *column, const char *level)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const MercerColumn *of = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, column));
  for (size_t k = 0; k < of->n_levels; k++)
    if (g_str_equal (of->levels[k], level))
      return (int) k;
  return -1;
}

/* Column c of the points to evaluate at, levels as numbered in the data. */
static void
take_at (GpRun *run, size_t c, const MercerColumn *from)
{
  double *to = mercer_matrix_column (run->at, c);
  if (from->values != NULL)
    {
      memcpy (to, from->values, from->n * sizeof *to);
      return;
    }
  g_autofree int *numbers = g_new (int, from->n_levels + 1);
  for (size_t level = 0; level < from->n_levels; level++)
    numbers[level] = gp_level_number (run->recipe, run->x_names[c], from->levels[level]);
  for (size_t i = 0; i < from->n; i++)
    to[i] = numbers[from->codes[i]];
}

MercerStatus
gp_run_at (GpRun *run)
{
  MercerDataset *at = mercer_recipe_at (run->recipe);
  if (at == NULL)
    return MERCER_OK;
  size_t m = mercer_dataset_rows (at);
  run->at = mercer_work_matrix (run->work, m, run->d);
  run->at_mean = mercer_work_doubles (run->work, m);
  run->at_variance = mercer_work_doubles (run->work, m);
  if (run->at.data == NULL || run->at_mean == NULL || run->at_variance == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->d; c++)
    take_at (run, c, mercer_dataset_column (at, (size_t) mercer_dataset_find (at, run->x_names[c])));
  MercerStatus status = MERCER_OK;
  for (size_t first = 0; first < m && status == MERCER_OK; first += AT_BLOCK)
    {
      MercerMatrix z = mercer_matrix_block (run->at, first, 0, MIN (m - first, (size_t) AT_BLOCK), run->d);
      status = run->n == 0 ? prior (run, z, run->at_mean + first, run->at_variance + first)
                           : mercer_gp_posterior (&run->problem, z, run->at_mean + first, run->at_variance + first,
                                                  (MercerMatrix){ 0 }, NULL, run->work);
    }
  return status == MERCER_OK ? gp_run_terms_at (run) : status;
}
