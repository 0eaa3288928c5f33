/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mmd.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "random.h"

enum { STREAM_SECOND = 0x4d4d };
/* Up to here a permutation test is worth the wait: (n + m)^2 permutations flops. */
static const double most_flops = 2e13;

static const MercerParam params[] = {
  MERCER_INT (MmdValues, permutations, "permutations", N_("Permutations"), "",
              N_("How often the rows are dealt out at random to see what chance alone would give; 0: no test"), 500, 0, 10000,
              0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("The columns compared, numbers and categories; the second sample needs the same ones"), false, 1, 0, NULL, 0,
    .numbers_first = true },
  { NULL }
};

static const MercerTableRole tables[] = {
  { "against", N_("Second sample"), N_("The table compared with; without one, a Gaussian of the same mean and covariance") },
  { NULL }
};

static bool
has_too_few (MercerDataset *table, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      const MercerColumn *column = mercer_dataset_column (table, (size_t) mercer_dataset_find (table, *names));
      if (column->n - column->n_missing < 2)
        return true;
    }
  return false;
}

/* No Gaussian has categories. */
static char *
refuse_categories (const MercerRecipe *recipe, const char *const *names)
{
  for (; *names != NULL; names++)
    if (mercer_recipe_is_category (recipe, *names))
      return g_strdup_printf (_("“%s” holds categories, of which no Gaussian can be drawn to compare with. Give a second sample, or leave "
                                "the column out."),
                              *names);
  return NULL;
}

static char *
check (const MercerRecipe *recipe)
{
  MercerDataset *against = mercer_recipe_table (recipe, "against");
  const char *const *names = mercer_recipe_role (recipe, "x");
  char *refusal = against != NULL ? mercer_points_refuse_like (against, mercer_recipe_dataset (recipe), names)
                                  : refuse_categories (recipe, names);
  if (refusal != NULL)
    return refusal;
  if (has_too_few (mercer_recipe_dataset (recipe), names))
    return g_strdup (_("The table has fewer than two rows with values in these columns, and each sample needs at least two. "
                       "Add rows or choose other columns."));
  if (against != NULL && has_too_few (against, names))
    return g_strdup (_("The second sample has fewer than two rows with values in these columns, and each sample needs at "
                       "least two. Add rows or choose other columns."));
  return NULL;
}

/* As many draws as there are rows, from the Gaussian with the sample's mean and covariance. */
static MercerStatus
draw_gaussian (MmdRun *run)
{
  MercerCloud cloud;
  size_t n = run->x.rows, d = run->d;
  run->y = mercer_work_matrix (run->work, n, d);
  double *normals = mercer_work_doubles (run->work, n);
  if (run->y.data == NULL || normals == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_cloud_open (run->x, &cloud, run->work);
  if (status != MERCER_OK)
    return status;
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (run->y, i, c) = cloud.centre[c];
  for (size_t k = 0; k < d; k++)
    {
      mercer_random_normals (mercer_recipe_seed (run->recipe), STREAM_SECOND + k, 0, n, normals);
      for (size_t c = 0; c < d; c++)
        for (size_t i = 0; i < n; i++)
          *mercer_matrix_at (run->y, i, c) += cloud.sd[k] * *mercer_matrix_at (cloud.axes, c, k) * normals[i];
    }
  return MERCER_OK;
}

static MercerStatus
open_samples (MmdRun *run)
{
  MercerDataset *against = mercer_recipe_table (run->recipe, "against");
  run->names = mercer_recipe_role (run->recipe, "x");
  run->d = g_strv_length ((char **) run->names);
  run->gaussian = against == NULL;
  run->kernel = mercer_recipe_bind_kernel (run->recipe, NULL);
  if (run->kernel == NULL)
    return MERCER_BAD_INPUT;
  mercer_points_open (&run->first, mercer_recipe_dataset (run->recipe), run->names);
  run->x = run->first.x;
  if (run->x.rows < 2)
    return MERCER_BAD_INPUT;
  if (run->gaussian)
    return draw_gaussian (run);
  mercer_points_open_like (&run->second, against, mercer_recipe_dataset (run->recipe), run->names);
  run->y = run->second.x;
  return run->y.rows < 2 ? MERCER_BAD_INPUT : MERCER_OK;
}

/* The level that most rows of both samples have. */
static double
commonest (const MmdRun *run, size_t c)
{
  g_autoptr (GArray) count = g_array_new (FALSE, TRUE, sizeof (size_t));
  const MercerMatrix samples[] = { run->x, run->y };
  size_t best = 0;
  for (size_t s = 0; s < 2; s++)
    for (size_t i = 0; i < samples[s].rows; i++)
      {
        guint level = (guint) *mercer_matrix_at (samples[s], i, c);
        if (level >= count->len)
          g_array_set_size (count, level + 1);
        g_array_index (count, size_t, level)++;
      }
  for (guint l = 1; l < count->len; l++)
    if (g_array_index (count, size_t, l) > g_array_index (count, size_t, best))
      best = l;
  return (double) best;
}

/* Which columns are drawn as places, and where the others are held meanwhile. */
static MercerStatus
part_columns (MmdRun *run)
{
  run->numeric = mercer_work_alloc (run->work, run->d, sizeof (size_t));
  run->category = mercer_work_alloc (run->work, run->d, sizeof (size_t));
  run->common = mercer_work_doubles (run->work, run->d);
  run->numeric_names = g_new0 (const char *, run->d + 1);
  if (run->numeric == NULL || run->category == NULL || run->common == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < run->d; c++)
    if (mercer_recipe_is_category (run->recipe, run->names[c]))
      {
        run->category[run->n_category++] = c;
        run->common[c] = commonest (run, c);
      }
    else
      {
        run->numeric_names[run->n_numeric] = run->names[c];
        run->numeric[run->n_numeric++] = c;
      }
  return MERCER_OK;
}

static MercerMatrix
numbers_of (const MmdRun *run, MercerMatrix x)
{
  MercerMatrix numbers = mercer_work_matrix (run->work, x.rows, run->n_numeric);
  for (size_t k = 0; k < run->n_numeric && numbers.data != NULL; k++)
    mercer_matrix_copy (mercer_matrix_block (x, 0, run->numeric[k], x.rows, 1), mercer_matrix_block (numbers, 0, k, x.rows, 1));
  return numbers;
}

/* The directions in which both together are widest: what is drawn if there are more than two columns of numbers. */
static MercerStatus
find_cloud (MmdRun *run)
{
  MercerStatus status = part_columns (run);
  if (status != MERCER_OK || run->n_numeric == 0)
    return status;
  size_t n = run->x.rows, m = run->y.rows;
  MercerMatrix both = mercer_work_matrix (run->work, n + m, run->n_numeric);
  run->numbers_x = numbers_of (run, run->x);
  run->numbers_y = numbers_of (run, run->y);
  if (both.data == NULL || run->numbers_x.data == NULL || run->numbers_y.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_copy (run->numbers_x, mercer_matrix_block (both, 0, 0, n, run->n_numeric));
  mercer_matrix_copy (run->numbers_y, mercer_matrix_block (both, n, 0, m, run->n_numeric));
  return mercer_cloud_open (both, &run->cloud, run->work);
}

static MercerStatus
permute (MmdRun *run)
{
  size_t count = (size_t) run->values->permutations;
  double rows = (double) (run->x.rows + run->y.rows);
  if (count == 0 || rows * rows * (double) count > most_flops)
    return MERCER_OK;
  mercer_work_progress (run->work, 0.2, _("Permuting"));
  double *statistics = mercer_work_doubles (run->work, count);
  if (statistics == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status
      = mercer_discrepancy_permutations (run->kernel, run->x, run->y, &run->sums, mercer_recipe_seed (run->recipe), count,
                                         statistics, &run->p_value, run->work);
  run->statistics = status == MERCER_OK ? statistics : NULL;
  return status;
}

static MercerStatus
emit (MmdRun *run, MercerEmit kind)
{
  MercerFigure *figure;
  MercerStatus status = mmd_run_figure (run, kind == MERCER_EMIT_FINAL, &figure);
  if (status == MERCER_OK)
    mercer_job_emit (run->job, kind, figure);
  return status;
}

static MercerStatus
compare (MmdRun *run)
{
  MercerStatus status = open_samples (run);
  if (status == MERCER_OK)
    status = find_cloud (run);
  if (status == MERCER_OK)
    status = mercer_discrepancy (run->kernel, run->x, run->y, &run->sums, run->work);
  if (status == MERCER_OK && mercer_job_is_live (run->job) && run->values->permutations > 0)
    status = emit (run, MERCER_EMIT_DRAFT);
  if (status == MERCER_OK)
    status = permute (run);
  return status == MERCER_OK ? emit (run, MERCER_EMIT_FINAL) : status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  MmdRun run = { .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  MercerStatus status = compare (&run);
  g_clear_pointer (&run.kernel, mercer_kernel_unref);
  mercer_points_clear (&run.first);
  mercer_points_clear (&run.second);
  g_free (run.numeric_names);
  return status;
}

const MercerMethod mercer_method_mmd = {
  .id = "mmd",
  .room = MERCER_ROOM_TESTS,
  .title = N_("Maximum mean discrepancy"),
  .summary = N_("Whether two samples come from the same distribution, and where they differ"),
  .source = "Gretton, Borgwardt, Rasch, Schölkopf and Smola (2012), A kernel two-sample test, eq. (3), (4), (5); Phipson and "
            "Smyth (2010), Permutation p-values should never be zero",
  .values_size = sizeof (MmdValues),
  .params = params,
  .roles = roles,
  .tables = tables,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM,
  .suggest = mmd_suggest,
  .check = check,
  .run = run_cb,
};
