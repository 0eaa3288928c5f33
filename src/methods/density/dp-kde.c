/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "inputs.h"
#include "job.h"
#include "private-density.h"

enum { PLACES = 401, BUDGETS = 61, CHUNK = 1024 };

typedef struct
{
  double epsilon, delta, bandwidth;
  int mechanism;
  MercerList bounds;
} PrivateValues;

static const MercerChoice mechanisms[] = {
  { "laplace", N_("Laplace noise on counts") },
  { "gaussian", N_("Normal noise on counts") },
  { "cosine", N_("Normal noise on cosines") },
  { NULL }
};

static const MercerParam params[] = {
  MERCER_REAL (PrivateValues, epsilon, "epsilon", N_("Privacy ε"), "",
               N_("One row more or less makes any outcome at most exp ε times as likely: smaller hides rows better behind more noise"),
                   1, 1e-3, 100,
               0.01, 10, MERCER_LOG),
  MERCER_CHOICE (PrivateValues, mechanism, "mechanism", N_("Noise"),
                 N_("What is made noisy: the counts of a lattice, or the waves that the density is made of"), MERCER_PRIVATE_COSINE,
                     mechanisms, 0),
  MERCER_REAL (PrivateValues, bandwidth, "bandwidth", N_("Bandwidth"), "of the range",
               N_("Over the width of the bounds, so that it tells nothing of the rows: more smooths, and lets less noise through"), 0.05,
                   0.012, 1,
               0.012, 0.3, MERCER_LOG),
  MERCER_REAL (PrivateValues, delta, "delta", N_("Slack δ"), "",
               N_("Of normal noise: how likely the promise may fail; smaller takes more noise"), 1e-6, 1e-15, 0.1, 1e-9, 1e-2,
               MERCER_LOG | MERCER_EXPERT),
  MERCER_NUMBERS (PrivateValues, bounds, "bounds", N_("Bounds"), "x",
                  N_("Low and high end, known without the rows; values beyond are put there. None: those of the column"), NAN, -1e300,
                      1e300, -10, 10,
                  0),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Column"), N_("What the density is of"), true, 1, 1, NULL, 1, NULL }, { NULL }
};

typedef struct
{
  MercerWork *work;
  const PrivateValues *values;
  MercerInputs in;
  MercerPrivateFrame frame;
  bool own_bounds; /* those of the rows: not private */
  double at[PLACES], exact[PLACES], released[PLACES];
  double scale, size;                     /* of the noise; integral of the squared exact density */
  double budget[BUDGETS], error[MERCER_N_PRIVATE][BUDGETS]; /* relative */
  double expected, found, rows;           /* relative errors; noisy number of rows */
} PrivateRun;

static char *
check (const MercerRecipe *recipe)
{
  const PrivateValues *values = mercer_recipe_values (recipe);
  int columns[1];
  if (mercer_recipe_role_columns (recipe, "x", columns, 1) == 0)
    return g_strdup (_("A column is needed. Choose one."));
  const MercerColumn *column = mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) columns[0]);
  if (column->n == column->n_missing)
    return g_strdup (_("The column has no values. Choose another."));
  if (isinf (column->min) || isinf (column->max))
    return g_strdup (_("The column has infinite values. Take them out or mend them."));
  if (values->bounds.n >= 2 && !(values->bounds.at[1] > values->bounds.at[0]))
    return g_strdup (_("The low bound must be less than the high one. Exchange them."));
  return NULL;
}

/* --- Numbers -------------------------------------------------------------------------------------------------------- */

static void
open_frame (PrivateRun *run)
{
  const double *x = mercer_matrix_column (run->in.x, 0);
  double low = x[0], high = x[0];
  for (size_t i = 0; i < run->in.n; i++)
    {
      low = MIN (low, x[i]);
      high = MAX (high, x[i]);
    }
  run->own_bounds = run->values->bounds.n < 2;
  if (!run->own_bounds)
    {
      low = run->values->bounds.at[0];
      high = run->values->bounds.at[1];
    }
  if (!(high - low > 1e-12 * fabs (low)))
    {
      double room = MAX (1e-3 * fabs (low), low == 0 ? 1 : 0);
      high = low + room;
      low -= room;
    }
  mercer_private_frame (&run->frame, low, high, run->values->bandwidth * (high - low));
  for (size_t i = 0; i < PLACES; i++)
    run->at[i] = low + (high - low) * (double) i / (PLACES - 1);
}

static double
noise_scale (const PrivateRun *run, MercerPrivate mechanism, double epsilon)
{
  return mercer_private_scale (mechanism, epsilon, run->values->delta, mercer_private_sensitivity (&run->frame, mechanism));
}

/* The statistic of all rows, by parts that can be stopped between. */
static MercerStatus
gather (const PrivateRun *run, MercerPrivate mechanism, double *statistic, size_t *count)
{
  double part[MERCER_PRIVATE_CELLS];
  const double *x = mercer_matrix_column (run->in.x, 0);
  memset (statistic, 0, MERCER_PRIVATE_CELLS * sizeof *statistic);
  for (size_t first = 0; first < run->in.n; first += CHUNK)
    {
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      *count = mercer_private_statistic (&run->frame, mechanism, x + first, MIN (CHUNK, run->in.n - first), part);
      for (size_t k = 0; k < *count; k++)
        statistic[k] += part[k];
    }
  return MERCER_OK;
}

static double
integral_of_square (const PrivateRun *run, const double *f, const double *less)
{
  double sum = 0, step = (run->frame.high - run->frame.low) / (PLACES - 1);
  for (size_t i = 0; i < PLACES; i++)
    {
      double by = f[i] - (less != NULL ? less[i] : 0);
      sum += by * by * (i == 0 || i == PLACES - 1 ? 0.5 : 1) * step;
    }
  return sum;
}

static MercerStatus
compute (PrivateRun *run, uint64_t seed)
{
  double statistic[MERCER_PRIVATE_CELLS], n = (double) run->in.n;
  size_t count = 0;
  MercerPrivate mechanism = (MercerPrivate) run->values->mechanism;
  MercerStatus status = gather (run, MERCER_PRIVATE_COSINE, statistic, &count);
  mercer_private_density (&run->frame, MERCER_PRIVATE_COSINE, statistic, NULL, PLACES, run->at, run->exact);
  if (status == MERCER_OK)
    status = gather (run, mechanism, statistic, &count);
  if (status != MERCER_OK)
    return status;
  run->scale = noise_scale (run, mechanism, run->values->epsilon);
  mercer_private_add_noise (mechanism, run->scale, seed, 0, count, statistic);
  mercer_private_density (&run->frame, mechanism, statistic, NULL, PLACES, run->at, run->released);
  run->size = integral_of_square (run, run->exact, NULL);
  run->found = sqrt (integral_of_square (run, run->released, run->exact) / run->size);
  run->expected = sqrt (mercer_private_error (&run->frame, mechanism, run->scale, n) / run->size);
  double low = MIN (0.01, run->values->epsilon), high = MAX (10, run->values->epsilon);
  for (size_t k = 0; k < BUDGETS; k++)
    {
      run->budget[k] = low * pow (high / low, (double) k / (BUDGETS - 1));
      for (int m = 0; m < MERCER_N_PRIVATE; m++)
        {
          double scale = noise_scale (run, (MercerPrivate) m, run->budget[k]);
          run->error[m][k] = sqrt (mercer_private_error (&run->frame, (MercerPrivate) m, scale, n) / run->size);
        }
    }
  return MERCER_OK;
}

/* --- The picture ------------------------------------------------------------------------------------------------------ */

static void
draw_density (const PrivateRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("What is released"), 0, 0, 1, 1);
  double top = 0, released[PLACES];
  for (size_t i = 0; i < PLACES; i++)
    {
      top = MAX (top, run->exact[i]);
      released[i] = MAX (run->released[i], 0); /* after the noise: costs no privacy */
    }
  mercer_figure_x_axis (b, panel, run->in.names[0], mercer_inputs_unit (&run->in, 0), MERCER_AXIS_LINEAR, run->frame.low,
                        run->frame.high, NULL);
  /* by the exact density alone, so that the axis stands still while the noise grows; the noise is what runs out of it */
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 1.6 * top, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .dashed = true, .legend = _("Without noise") }, PLACES,
                      run->at,
                      run->exact);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2.5, .legend = _("Private") }, PLACES, run->at,
                      released);
}

static void
draw_errors (const PrivateRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Accuracy against privacy"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("Privacy ε"), "", MERCER_AXIS_LOG, run->budget[0], run->budget[BUDGETS - 1], NULL);
  mercer_figure_y_axis (b, panel, _("Error of the noise / density"), "", MERCER_AXIS_LOG, 0, 0, NULL);
  for (int m = 0; m < MERCER_N_PRIVATE; m++)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (m), .width = m == run->values->mechanism ? 3 : 1.2,
                                                  .legend = _(mechanisms[m].title) },
                        BUDGETS, run->budget, run->error[m]);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8, .legend = _("This release") }, 1,
                        &run->values->epsilon,
                        &run->found, NULL);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Privacy ε"), .role = MERCER_ROLE_ACCENT,
                                                   .value = { .id = "epsilon", .component = -1 }, .x = run->values->epsilon });
}

static void
words (const PrivateRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "epsilon", _("Privacy ε"), run->values->epsilon, "");
  if (run->values->mechanism != MERCER_PRIVATE_LAPLACE)
    mercer_figure_readout (b, "delta", _("Slack δ"), run->values->delta, "");
  mercer_figure_readout (b, "sensitivity", _("Most that one row moves"),
                         mercer_private_sensitivity (&run->frame, (MercerPrivate) run->values->mechanism), "");
  mercer_figure_readout (b, "noise", _("Scale of the noise"), run->scale, "");
  mercer_figure_readout (b, "expected_error", _("Expected error of the noise / density"), run->expected, "");
  mercer_figure_readout (b, "error", _("Error of this release / density"), run->found, "");
  mercer_figure_readout (b, "bandwidth", _("Bandwidth"), run->frame.h, mercer_inputs_unit (&run->in, 0));
  if (run->own_bounds)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("The bounds are the least and the greatest value, which gives those two away. Give bounds that are known "
                          "without the rows."),
                        NULL, NULL, 0);
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("Each release spends its ε: to move the slider and show every picture would spend their sum. The dashed curve "
                        "and the errors are "
                        "for your eyes only."),
                      NULL, NULL, 0);
  int t = mercer_figure_table (b, "density", _("Private density"), PLACES);
  mercer_figure_table_column (b, t, run->in.names[0], mercer_inputs_unit (&run->in, 0), run->at);
  mercer_figure_table_column (b, t, "density", "", run->released);
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  PrivateRun run = { .work = mercer_job_work (job), .values = values };
  if (!mercer_inputs_open (&run.in, recipe, NULL))
    return MERCER_BAD_INPUT;
  open_frame (&run);
  MercerStatus status = compute (&run, mercer_recipe_seed (recipe));
  if (status == MERCER_OK)
    {
      char epsilon[MERCER_NUMBER_SIZE], error[MERCER_NUMBER_SIZE];
      mercer_number_show (run.values->epsilon, 3, epsilon);
      mercer_number_show (run.found, 2, error);
      g_autofree char *title = g_strdup_printf (_("ε = %s: the noise is %s of the density"), epsilon, error);
      MercerFigureBuilder *b = mercer_figure_builder_new (title);
      g_autofree char *sentence = g_strdup_printf (_("A private density of %s beside the one without noise."), run.in.names[0]);
      mercer_figure_describe (b, sentence);
      draw_density (&run, b);
      draw_errors (&run, b);
      mercer_inputs_note (&run.in, b);
      words (&run, b);
      mercer_job_emit (job, MERCER_EMIT_FINAL, mercer_figure_builder_finish (b));
    }
  mercer_inputs_close (&run.in);
  return status;
}

const MercerMethod mercer_method_dp_kde = {
  .id = "dp-kde",
  .room = MERCER_ROOM_DENSITY,
  .title = N_("Private density"),
  .summary = N_("A density that hides whether any single row was there, and what that costs in accuracy"),
  .source = "Dwork and Roth (2014), The Algorithmic Foundations of Differential Privacy, definition 2.4 and theorem 3.6; Balle and Wang "
            "(2018), ICML, theorem 8 (analytic Gaussian mechanism); Backurs and others (2024), Efficiently Computing Similarities to Private "
            "Datasets",
  .values_size = sizeof (PrivateValues),
  .params = params,
  .roles = roles,
  .flags = MERCER_METHOD_RANDOM,
  .check = check,
  .run = run_cb,
};
