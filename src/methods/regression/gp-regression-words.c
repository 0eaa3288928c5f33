/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gp-regression.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "inputs.h"

/* Above this condition number fewer than four digits of the answer are to be relied on. */
static const double worst_condition = 1e12;
/* With less noise than this part of y's sd, equal inputs with different outputs tear the mean apart. */
static const double little_noise = 0.01;
static const double largest = 1e150; /* of what can be squared and added up */

/* --- Readouts --------------------------------------------------------------------------------------- */

static void
mean_readouts (const GpRun *run, MercerFigureBuilder *b, const char *unit)
{
  const MercerGpReport *report = &run->report;
  if (report->n_beta > 0)
    mercer_figure_readout (b, "mean_constant", _("Mean function, constant"), report->beta[0], unit);
  for (size_t k = 1; k < report->n_beta; k++)
    {
      g_autofree char *id = g_strdup_printf ("mean_slope_%zu", k);
      g_autofree char *title = g_strdup_printf (_("Mean function, slope in %s"), run->x_names[k - 1]);
      mercer_figure_readout (b, id, title, report->beta[k], "");
    }
}

static void
readouts (const GpRun *run, MercerFigureBuilder *b)
{
  const MercerGpReport *report = &run->report;
  const char *unit = mercer_recipe_unit (run->recipe, "y");
  g_autofree char *square = unit[0] != '\0' ? g_strconcat (unit, "²", NULL) : g_strdup ("");
  mercer_figure_readout (b, "n", _("Points"), (double) run->n, "");
  mercer_figure_readout (b, "noise", _("Noise"), run->values->noise, unit);
  if (!run->has_report)
    return;
  mercer_figure_readout (b, "log_marginal_likelihood",
                         report->n_beta > 0 ? _("Log marginal likelihood (mean estimated)")
                                            : _("Log marginal likelihood"),
                         report->log_marginal_likelihood, "");
  if (run->has_loo && isfinite (report->loo_log_score))
    {
      mercer_figure_readout (b, "loo_log_score", _("Leave-one-out log score"), report->loo_log_score, "");
      mercer_figure_readout (b, "loo_rmse", _("Leave-one-out RMSE"), report->loo_rmse, unit);
    }
  if (isfinite (report->condition))
    mercer_figure_readout (b, "condition", _("Condition number"), report->condition, "");
  mercer_figure_readout (b, "jitter", _("Jitter"), report->jitter, square);
  mean_readouts (run, b, unit);
}

/* --- Notes ------------------------------------------------------------------------------------------ */

typedef struct
{
  const GpRun *run;
  size_t row;
} RowKey;

static int
compare_inputs (const RowKey *p, const RowKey *q)
{
  for (size_t c = 0; c < p->run->d; c++)
    {
      double a = p->run->x[p->row + c * p->run->n], b = q->run->x[q->row + c * p->run->n];
      if (a != b)
        return a < b ? -1 : 1;
    }
  return 0;
}

static int
compare_keys (const void *a, const void *b)
{
  const RowKey *p = a, *q = b;
  int order = compare_inputs (p, q);
  return order != 0 ? order : (p->row > q->row) - (p->row < q->row);
}

/* Rows whose inputs equal those of a row before them; *clash: some of them with another output. */
static size_t
count_duplicates (const GpRun *run, bool *clash)
{
  g_autofree RowKey *keys = g_new (RowKey, run->n + 1);
  size_t count = 0;
  *clash = false;
  for (size_t i = 0; i < run->n; i++)
    keys[i] = (RowKey){ run, i };
  qsort (keys, run->n, sizeof *keys, compare_keys);
  for (size_t i = 1; i < run->n; i++)
    if (compare_inputs (&keys[i - 1], &keys[i]) == 0)
      {
        count++;
        *clash |= run->y[keys[i - 1].row] != run->y[keys[i].row];
      }
  return count;
}

/* A noise that would help: enough to be seen, little enough to change nothing that matters. */
static double
remedy_noise (const GpRun *run)
{
  double wanted = MAX (5 * run->values->noise, 0.02 * run->y_sd);
  double unit = pow (10, floor (log10 (wanted)) - 1);
  return ceil (wanted / unit) * unit;
}

static void
note_noise (const GpRun *run, MercerFigureBuilder *b, MercerNoteKind kind, const char *sentence)
{
  char number[MERCER_NUMBER_SIZE];
  double noise = remedy_noise (run);
  g_autofree char *title = g_strdup_printf (_("Set noise to %s"), mercer_number_show (noise, 3, number));
  mercer_figure_note (b, kind, sentence, title, "noise", noise);
}

static void
note_conditioning (const GpRun *run, MercerFigureBuilder *b)
{
  char number[MERCER_NUMBER_SIZE];
  if (run->report.jitter > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("The Gram matrix was not positive definite to rounding, so %s was added to its diagonal. A little more noise "
            "removes the need."),
          mercer_number_show (run->report.jitter, 3, number));
      note_noise (run, b, MERCER_NOTE_WARNING, sentence);
    }
  else if (run->report.condition > worst_condition)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("The Gram matrix is ill-conditioned (%s): few digits of the result are certain. More noise or a shorter length "
            "scale helps."),
          mercer_number_show (run->report.condition, 2, number));
      note_noise (run, b, MERCER_NOTE_WARNING, sentence);
    }
}

static bool
is_constant (const GpRun *run, size_t column)
{
  const double *x = run->x + column * run->n;
  size_t i = 1;
  while (i < run->n && x[i] == x[0])
    i++;
  return i >= run->n;
}

static void
note_data (const GpRun *run, MercerFigureBuilder *b)
{
  if (run->n == 0)
    mercer_figure_note (b, MERCER_NOTE_INFO, run->dropped > 0
                                                 ? _("Every row has a missing value: what you see is the prior. Choose "
                                                     "other columns.")
                                                 : _("There are no points yet: what you see is the prior. Click into the "
                                                     "picture to add one."),
                        NULL, NULL, 0);
  else
    mercer_inputs_note_dropped (run->dropped, run->dropped + run->n, b);
  for (size_t c = 0; c < run->d && run->n > 1; c++)
    {
      if (!is_constant (run, c))
        continue;
      g_autofree char *sentence = g_strdup_printf (
          _("Column “%s” has the same value in every row, so the output cannot be seen to depend on it."), run->x_names[c]);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
}

static void
note_levels (const GpRun *run, MercerFigureBuilder *b)
{
  const char *name = run->x_names[run->along[0]];
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  size_t levels = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name))->n_levels;
  if (run->levels == 0 || levels <= run->levels)
    return;
  g_autofree char *sentence = g_strdup_printf (
      _("%zu of %zu categories of “%s” are drawn; all take part. Ask for the others as points to evaluate at."), run->levels,
      levels, name);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

/* Columns that others determine take no part in a linear mean function. */
static void
note_slopes (const GpRun *run, MercerFigureBuilder *b)
{
  for (size_t k = 1; k < run->report.n_beta && run->has_report; k++)
    if (run->report.dropped[k] && !is_constant (run, k - 1))
      {
        g_autofree char *sentence = g_strdup_printf (
            _("Column “%s” follows linearly from the other inputs in these rows, so that its slope in the mean function "
              "cannot be told apart from theirs and is 0. Leave it out, or choose a constant mean function."),
            run->x_names[k - 1]);
        mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
      }
}

static void
note_duplicates (const GpRun *run, MercerFigureBuilder *b)
{
  bool clash;
  if (run->n < 2 || !(hypot (run->values->noise, sqrt (run->white)) < little_noise * run->y_sd))
    return;
  size_t duplicates = count_duplicates (run, &clash);
  if (duplicates == 0)
    return;
  g_autofree char *sentence = g_strdup_printf (
      clash ? ngettext ("%zu row repeats the inputs of another with another output, which so little noise cannot explain. Raise "
                        "the noise.",
                        "%zu rows repeat the inputs of others with another output, which so little noise cannot explain. Raise "
                        "the noise.",
                        duplicates)
            : ngettext ("%zu row repeats another exactly; with so little noise the Gram matrix is close to singular. Raise the "
                        "noise or remove it.",
                        "%zu rows repeat others exactly; with so little noise the Gram matrix is close to singular. Raise the "
                        "noise or remove them.",
                        duplicates),
      duplicates);
  note_noise (run, b, MERCER_NOTE_WARNING, sentence);
}

static void
note_points (const GpRun *run, MercerFigureBuilder *b)
{
  if (run->n == 0)
    return;
  g_autofree char *refused = mercer_kernel_check_points (run->kernel, mercer_matrix (run->x, run->n, run->d));
  if (refused != NULL)
    mercer_figure_note (b, MERCER_NOTE_WARNING, refused, NULL, NULL, 0);
}

/* Squares of these overflow, and with them distances and the likelihood. */
static void
note_size (const GpRun *run, MercerFigureBuilder *b)
{
  for (size_t c = 0; c <= run->d; c++)
    {
      const double *values = c < run->d ? run->x + c * run->n : run->y;
      double most = 0;
      for (size_t i = 0; i < run->n; i++)
        most = MAX (most, fabs (values[i]));
      if (most < largest)
        continue;
      char number[MERCER_NUMBER_SIZE];
      g_autofree char *sentence = g_strdup_printf (
          _("Column “%s” holds values up to %s, whose squares are beyond the range of numbers here: the result means nothing. "
            "Give it in a larger unit."),
          c < run->d ? run->x_names[c] : run->y_name, mercer_number_show (most, 3, number));
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, NULL, NULL, 0);
    }
}

static void
note_foretold (const GpRun *run, MercerFigureBuilder *b)
{
  if (!run->has_loo || run->report.n_foretold == run->n)
    return;
  size_t alone = run->n - run->report.n_foretold;
  g_autofree char *sentence = g_strdup_printf (
      ngettext ("%zu row alone carries a coefficient of the mean function; the leave-one-out scores leave it out.",
                "%zu rows alone carry a coefficient of the mean function; the leave-one-out scores leave them out.", alone),
      alone);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

/* --- Tables --------------------------------------------------------------------------------------- */

static void
posterior_table (const GpRun *run, MercerFigureBuilder *b)
{
  bool asked = run->at_mean != NULL;
  MercerMatrix z = asked ? run->at : run->z;
  const double *mean = asked ? run->at_mean : run->mean, *variance = asked ? run->at_variance : run->variance;
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  const char *unit = mercer_recipe_unit (run->recipe, "y");
  g_autofree double *column = g_new (double, z.rows + 1);
  double noise2 = run->values->noise * run->values->noise + run->white;
  int table = mercer_figure_table (b, "posterior", _("Posterior"), z.rows);
  for (size_t c = 0; c < run->d; c++)
    {
      const MercerColumn *from = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->x_names[c]));
      mercer_figure_table_column (b, table, run->x_names[c], from->unit, mercer_matrix_column (z, c));
      if (from->kind == MERCER_COLUMN_CATEGORICAL)
        mercer_figure_table_names (b, table, from->n_levels, (const char *const *) from->levels);
    }
  mercer_figure_table_column (b, table, "mean", unit, mean);
  for (size_t k = 0; k < z.rows; k++)
    column[k] = sqrt (variance[k]);
  mercer_figure_table_column (b, table, "sd", unit, column);
  for (size_t k = 0; k < z.rows; k++)
    column[k] = sqrt (variance[k] + noise2);
  mercer_figure_table_column (b, table, "sd_predictive", unit, column);
  gp_run_term_columns (run, b, table, unit);
}

static void
leave_one_out_table (const GpRun *run, MercerFigureBuilder *b)
{
  const char *unit = mercer_recipe_unit (run->recipe, "y");
  g_autofree double *column = g_new (double, run->n + 1);
  int table = mercer_figure_table (b, "leave_one_out", _("Leave-one-out"), run->n);
  for (size_t i = 0; i < run->n; i++)
    column[i] = (double) (run->rows[i] + 1);
  mercer_figure_table_column (b, table, "row", "", column);
  mercer_figure_table_column (b, table, "observed", unit, run->y);
  mercer_figure_table_column (b, table, "mean", unit, run->loo_mean);
  for (size_t i = 0; i < run->n; i++)
    column[i] = sqrt (run->loo_variance[i]);
  mercer_figure_table_column (b, table, "sd", unit, column);
}

void
gp_run_words (const GpRun *run, MercerFigureBuilder *b, bool final)
{
  readouts (run, b);
  note_data (run, b);
  if (run->samples_failed)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("No samples could be drawn: the covariance is not positive definite. Try more noise or a shorter length scale."), NULL,
                        NULL, 0);
  gp_run_term_words (run, b);
  if (!final)
    return;
  note_levels (run, b);
  note_points (run, b);
  note_size (run, b);
  note_slopes (run, b);
  note_conditioning (run, b);
  note_duplicates (run, b);
  note_foretold (run, b);
  /* the main table is that of the picture */
  bool scores_first = run->has_loo && run->values->show == GP_SHOW_LEAVE_ONE_OUT && run->at_mean == NULL;
  if (scores_first)
    leave_one_out_table (run, b);
  posterior_table (run, b);
  if (run->has_loo && !scores_first)
    leave_one_out_table (run, b);
  gp_run_term_tables (run, b);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}
