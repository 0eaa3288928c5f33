/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-integral-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Parts of the data that keep their rows: what each tells of a power is merged, and the answer is that of all rows together. */

/* Parts drawn and told one by one. */
enum { MOST_DRAWN = 8 };

/* --- Rows -------------------------------------------------------------------------------------------------------- */

static const MercerColumn *
column_of_parts (const TransformRun *run)
{
  int index;
  return mercer_recipe_role_columns (run->recipe, "parts", &index, 1) == 1 ? mercer_dataset_column (run->in.dataset, (size_t) index) : NULL;
}

static size_t
part_of (const TransformRun *run, const MercerColumn *column, size_t i)
{
  int32_t code = column != NULL ? column->codes[run->in.rows[i]] : 0;
  return code >= 0 ? (size_t) code : column->n_levels;
}

/* The rows in the order of their parts; those that name none are one more. Without the role all rows are one part. */
MercerStatus
transform_run_parts (TransformRun *run)
{
  const MercerColumn *column = column_of_parts (run);
  size_t levels = column != NULL ? column->n_levels + 1 : 1, kept = 0;
  run->order = mercer_work_alloc (run->work, run->in.n, sizeof *run->order);
  run->part = mercer_work_alloc (run->work, levels, sizeof *run->part);
  size_t *first = mercer_work_alloc (run->work, levels + 1, sizeof *first);
  if (run->order == NULL || run->part == NULL || first == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k <= levels; k++)
    first[k] = 0;
  for (size_t i = 0; i < run->in.n; i++)
    first[part_of (run, column, i) + 1]++;
  for (size_t k = 0; k < levels; k++)
    {
      const char *name = column == NULL ? NULL : k < column->n_levels ? column->levels[k] : _("No name");
      if (first[k + 1] > 0)
        run->part[kept++] = (TransformPart){ .name = name, .first = first[k], .n = first[k + 1], .lambda = NAN };
      first[k + 1] += first[k];
    }
  for (size_t i = 0; i < run->in.n; i++)
    run->order[first[part_of (run, column, i)]++] = i;
  run->n_parts = kept;
  run->has_parts = column != NULL;
  return MERCER_OK;
}

/* --- Numbers ----------------------------------------------------------------------------------------------------- */

/* The column's values, part by part. Scratch stays with the work. */
MercerPowerPart *
transform_run_values (TransformRun *run, size_t c)
{
  MercerPowerPart *parts = mercer_work_alloc (run->work, run->n_parts, sizeof *parts);
  double *x = mercer_work_doubles (run->work, run->in.n);
  if (parts == NULL || x == NULL)
    return NULL;
  for (size_t i = 0; i < run->in.n; i++)
    x[i] = *mercer_matrix_at (run->in.x, run->order[i], c);
  for (size_t p = 0; p < run->n_parts; p++)
    parts[p] = (MercerPowerPart){ x + run->part[p].first, run->part[p].n };
  return parts;
}

/* What the parts tell at this lambda, merged. */
void
transform_merge_parts (const TransformRun *run, const MercerPowerPart *parts, MercerPower power, double lambda, MercerPowerSums *all)
{
  MercerPowerSums sums;
  mercer_power_sums_init (all, power, lambda);
  for (size_t p = 0; p < run->n_parts; p++)
    {
      mercer_power_sums_init (&sums, power, lambda);
      mercer_power_sums_add (&sums, parts[p].x, parts[p].n);
      mercer_power_sums_merge (all, &sums);
    }
}

/* Of the first column: what each part would choose by itself, its likelihood over the lambdas, and what the rows together choose. */
MercerStatus
transform_run_apart (TransformRun *run, const MercerPowerPart *parts, MercerPower power)
{
  double unused;
  const double *x = mercer_matrix_column (run->in.x, 0);
  MercerStatus status = mercer_power_fit (power, x, run->in.n, &run->whole, &unused, run->work);
  for (size_t p = 0; p < run->n_parts && status == MERCER_OK; p++)
    status = mercer_power_fit (power, parts[p].x, parts[p].n, &run->part[p].lambda, &run->part[p].greatest, run->work);
  for (size_t p = 0; p < MIN (run->n_parts, (size_t) MOST_DRAWN) && status == MERCER_OK; p++)
    for (size_t k = 0; k < TRANSFORM_LAMBDAS; k++)
      {
        MercerPowerSums sums;
        if (!mercer_work_wanted (run->work))
          return MERCER_STOPPED;
        mercer_power_sums_init (&sums, power, run->lambdas[k]);
        mercer_power_sums_add (&sums, parts[p].x, parts[p].n);
        double likelihood = (mercer_power_likelihood (&sums) - run->part[p].greatest) / (double) parts[p].n;
        run->part[p].likelihood[k] = isfinite (likelihood) ? likelihood : NAN;
      }
  return status;
}

/* --- Picture ----------------------------------------------------------------------------------------------------- */

/* Likelihoods of a row, less the greatest: parts of any size on one axis. */
void
transform_draw_parts (const TransformRun *run, MercerFigureBuilder *b, int panel)
{
  double y[TRANSFORM_LAMBDAS], best = -INFINITY, least = 0;
  for (size_t k = 0; k < TRANSFORM_LAMBDAS; k++)
    best = MAX (best, run->likelihood[k]);
  for (size_t k = 0; k < TRANSFORM_LAMBDAS; k++)
    {
      y[k] = (run->likelihood[k] - best) / (double) run->in.n;
      least = MIN (least, y[k]);
    }
  mercer_figure_y_axis (b, panel, _("Log likelihood per row"), "", MERCER_AXIS_LINEAR, 1.1 * least, -0.06 * least, NULL);
  for (size_t p = 0; p < MIN (run->n_parts, (size_t) MOST_DRAWN); p++)
    if (isfinite (run->part[p].lambda))
      {
        MercerColourRole role = MERCER_ROLE_SERIES_N ((int) p);
        static const double top = 0;
        mercer_figure_line (b, panel, &(MercerStyle){ .role = role, .width = 1.2, .opacity = 0.8, .legend = run->part[p].name },
                            TRANSFORM_LAMBDAS, run->lambdas, run->part[p].likelihood);
        mercer_figure_points (b, panel, &(MercerStyle){ .role = role, .size = 6 }, 1, &run->part[p].lambda, &top, NULL);
      }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2.5, .legend = _("Merged") }, TRANSFORM_LAMBDAS,
                      run->lambdas, y);
}

void
transform_tell_parts (const TransformRun *run, MercerFigureBuilder *b, bool final)
{
  size_t n = run->n_parts;
  g_autofree double *rows = g_new (double, n), *lambda = g_new (double, n), *number = g_new (double, n);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  mercer_figure_readout (b, "parts", _("Parts"), (double) n, "");
  if (isfinite (run->whole))
    {
      mercer_figure_readout (b, "lambda_whole", _("λ of the rows together"), run->whole, "");
      mercer_figure_readout (b, "rounds", _("Rounds in which the parts were asked"), (double) run->rounds, "");
    }
  if (!final)
    return;
  for (size_t p = 0; p < n; p++)
    {
      number[p] = (double) p;
      rows[p] = (double) run->part[p].n;
      lambda[p] = run->part[p].lambda;
      names[p] = run->part[p].name;
    }
  int t = mercer_figure_table (b, "parts", _("Parts"), n);
  mercer_figure_table_column (b, t, "part", "", number);
  mercer_figure_table_names (b, t, n, names);
  mercer_figure_table_column (b, t, "rows", "", rows);
  mercer_figure_table_column (b, t, "lambda", "", lambda);
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("Parts keep their rows: in each round each tells eleven numbers, and λ, mean and spread are made of their sums. The λ "
                        "that a part would choose by itself is in the table."),
                      NULL, NULL, 0);
}
