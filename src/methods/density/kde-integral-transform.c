/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-integral-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const MercerChoice kinds[] = {
  { "integral", N_("Density integral") }, { "box-cox", N_("Box–Cox") }, { "yeo-johnson", N_("Yeo–Johnson") }, { NULL }
};

static const MercerParam params[] = {
  MERCER_CHOICE (TransformValues, kind, "transform", N_("Transformation"),
                 N_("The integral of a kernel density, or a power that makes the values as normal as it can"), TRANSFORM_INTEGRAL, kinds,
                     0),
  MERCER_REAL (TransformValues, bandwidth, "bandwidth", N_("Bandwidth"), "sd",
               N_("From quantiles (small) to minimum and maximum (large): the kernel’s standard deviation over that of the column"), 1,
                   1e-4,
               1e6, 0.01, 10, MERCER_LOG),
  MERCER_REAL (TransformValues, clustering, "cluster-smoothing", N_("Cluster smoothing"), "×",
               N_("Multiplies the bandwidth that clusters of the transformed values are cut with: below 1 more clusters"), 1, 0.05, 20, 0.2,
               5, MERCER_LOG | MERCER_EXPERT),
  MERCER_NUMBERS (TransformValues, lambda, "lambda", N_("Power λ"), "",
                  N_("Of the power transformations, one for each column: 1 changes only the scale, 0 takes logarithms; none: the most "
                     "likely"),
                  NAN, -50, 50, -3, 5, 0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("Each is transformed on its own; the first is drawn"), true, 1, TRANSFORM_MAX_D, NULL, 1, NULL },
  { "parts", N_("Parts"), N_("Of power transformations: a column that says to which part of the data a row belongs. Parts keep their rows and tell "
                             "sums alone"), false, 0, 1, NULL, 1, NULL },
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  const TransformValues *values = mercer_recipe_values (recipe);
  int columns[TRANSFORM_MAX_D];
  size_t d = mercer_recipe_role_columns (recipe, "x", columns, TRANSFORM_MAX_D);
  const char *parts = mercer_recipe_role (recipe, "parts")[0];
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  if (parts != NULL && mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, parts))->kind != MERCER_COLUMN_CATEGORICAL)
    return g_strdup_printf (_("Column “%s” holds numbers, and parts need names. Choose a column of text."), parts);
  for (size_t c = 0; c < d; c++)
    {
      const MercerColumn *column = mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) columns[c]);
      if (values->kind == TRANSFORM_BOX_COX && column->min <= 0)
        return g_strdup_printf (_("Column “%s” has values that are not positive, which Box–Cox cannot take. Choose "
                                  "Yeo–Johnson."),
                                column->name);
    }
  return mercer_recipe_refuse_span (recipe, "x");
}

/* Rows that a first figure is made of, where there are more. */
enum { FEW = 1500 };

static MercerStatus
emit_draft (MercerJob *job, const TransformValues *values, const MercerRecipe *recipe)
{
  TransformRun run;
  size_t rows = mercer_dataset_rows (mercer_recipe_dataset (recipe));
  if (!mercer_job_is_live (job) || rows <= 2 * FEW)
    return MERCER_OK;
  MercerStatus status = transform_run_open (&run, job, values, recipe, FEW);
  if (status == MERCER_OK)
    status = transform_run_compute (&run);
  if (status == MERCER_OK)
    {
      g_autofree char *what = g_strdup_printf (_("Draft from %zu of %zu rows"), run.in.n, rows);
      mercer_job_emit (job, MERCER_EMIT_DRAFT, transform_run_figure (&run, what));
    }
  transform_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  TransformRun run;
  MercerStatus status = emit_draft (job, values, recipe);
  if (status != MERCER_OK)
    return status;
  status = transform_run_open (&run, job, values, recipe, 0);
  if (status == MERCER_OK)
    status = transform_run_compute (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, transform_run_figure (&run, NULL));
  transform_run_close (&run);
  return status;
}

const MercerMethod mercer_method_kde_integral_transform = {
  .id = "kde-integral-transform",
  .room = MERCER_ROOM_DENSITY,
  .title = N_("Density integral transformation"),
  .summary = N_("Columns scaled between minimum–maximum and quantiles with one slider, or made normal by a power; and the clusters that "
                "shows"),
  .source = "McCarter (2023), The Kernel Density Integral Transformation, TMLR; Box and Cox (1964), JRSS B 26; Yeo and Johnson "
            "(2000), Biometrika 87, eq. 2.1; Power Transform Revisited: Numerically Stable, and Federated; Chan, Golub and LeVeque (1983), "
            "American Statistician 37 (merging)",
  .values_size = sizeof (TransformValues),
  .params = params,
  .roles = roles,
  .least_rows = 1,
  .check = check,
  .run = run_cb,
};
