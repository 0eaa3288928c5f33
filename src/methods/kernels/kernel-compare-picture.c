/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-compare.h"
#include "inputs.h"
#include "ranking.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What one panel and one column of the table show of each candidate; in the order of CompareBy. */
typedef struct
{
  const char *id, *title;
} Measure;

static const Measure measures[] = {
  { "loo_log_score", N_("Leave-one-out score (per row)") },
  { "log_marginal_likelihood", N_("Log marginal likelihood") },
  { "bic", N_("BIC (less is better)") },
  { "alignment", N_("Alignment with the output") },
};

static double
value_of (CompareBy by, const Candidate *c)
{
  const double values[] = { [COMPARE_BY_LOO] = c->loo, [COMPARE_BY_LIKELIHOOD] = c->log_likelihood,
                            [COMPARE_BY_BIC] = c->bic, [COMPARE_BY_ALIGNMENT] = c->target };
  return values[by];
}

/* --- Panels --------------------------------------------------------------------------------------------- */

/* The first in rank stands at the top; all panels share the axis. */
static void
rank_axis (const CompareRun *run, MercerFigureBuilder *b, int panel)
{
  const char *names[COMPARE_MOST];
  for (size_t k = 0; k < run->n_candidates; k++)
    names[k] = run->candidate[k].label;
  mercer_picture_ranking_axis (b, panel, run->n_candidates, names, "kernel-rank");
}

static bool
extent (const CompareRun *run, CompareBy by, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      *low = fmin (*low, value_of (by, &run->candidate[k]));
      *high = fmax (*high, value_of (by, &run->candidate[k]));
    }
  if (!isfinite (*low) || !isfinite (*high))
    return false;
  double room = *high - *low, size = fmax (fabs (*low), fabs (*high));
  if (!(room > 1e-6 * size)) /* one kernel, or all the same: numbers that can be read */
    room = fmax (size, 1e-6);
  *low -= 0.08 * room;
  *high += 0.08 * room;
  return true;
}

static void
draw_measure (const CompareRun *run, MercerFigureBuilder *b, CompareBy by, int column, int row)
{
  size_t m = run->n_candidates;
  double low, high;
  int panel = mercer_figure_panel (b, _(measures[by].title), column, row, 1, 1);
  rank_axis (run, b, panel);
  if (!extent (run, by, &low, &high))
    {
      mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0, 1, NULL);
      mercer_figure_caption (b, panel, m > 0 ? _("None could be computed") : _("None: there are too few rows"));
      return;
    }
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, low, high, NULL);
  double x[COMPARE_MOST], y[COMPARE_MOST], from[COMPARE_MOST];
  for (size_t k = 0; k < m; k++)
    {
      x[k] = value_of (by, &run->candidate[k]);
      y[k] = mercer_picture_ranking_at (m, k);
      from[k] = low;
    }
  mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 1.5, .opacity = 0.5 }, m, from, y,
                          x, y);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = 8 }, m, x, y, NULL);
}

/* From the first in rank at the left and at the top. */
static void
draw_alignment (const CompareRun *run, MercerFigureBuilder *b, int column, int row, int height)
{
  size_t m = run->n_candidates;
  double end = (double) MAX (m, 1) + 0.5, least = INFINITY;
  double downwards[COMPARE_MOST * COMPARE_MOST];
  const char *names[COMPARE_MOST], *upwards[COMPARE_MOST];
  int panel = mercer_figure_panel (b, _("Centred alignment of each pair"), column, row, 1, height);
  mercer_figure_x_axis (b, panel, _("Rank"), "", MERCER_AXIS_LINEAR, 0.5, end, NULL);
  rank_axis (run, b, panel);
  for (size_t j = 0; j < m; j++)
    {
      names[j] = upwards[m - 1 - j] = run->candidate[j].label;
      for (size_t i = 0; i < m; i++)
        {
          double value = run->alignment.data[i + j * m];
          downwards[i + (m - 1 - j) * m] = value;
          least = fmin (least, value);
        }
    }
  if (!isfinite (least))
    return;
  mercer_figure_raster (b, panel, m, m, 0.5, end, 0.5, end, downwards, MERCER_MAP_VIRIDIS,
                        fmin (floor (10 * least) / 10, 0.9), 1, false, _("Alignment"), "");
  mercer_figure_raster_labels (b, panel, names, upwards);
}

static void
draw (const CompareRun *run, MercerFigureBuilder *b)
{
  if (run->values->picture != COMPARE_SCORES && run->n_candidates > 0)
    {
      compare_run_draw_multiples (run, b);
      return;
    }
  /* The measure that ranks comes first. Of likelihood and BIC the other one is left out until the kernels are fitted: before, BIC
   * only counts parameters. */
  bool fitted = run->values->fit;
  CompareBy by = (CompareBy) run->values->by;
  int shown = 1, most = fitted ? 4 : 3, rows = most - 1; /* down the left side, and one more under the pairs */
  draw_measure (run, b, by, 0, 0);
  for (CompareBy other = 0; other < G_N_ELEMENTS (measures) && shown < most; other++)
    {
      bool twin = other == COMPARE_BY_BIC || (other == COMPARE_BY_LIKELIHOOD && by == COMPARE_BY_BIC);
      if (other == by || (twin && !fitted))
        continue;
      draw_measure (run, b, other, shown < rows ? 0 : 1, MIN (shown, rows - 1));
      shown++;
    }
  draw_alignment (run, b, 1, 0, rows - 1);
}

/* --- Words ---------------------------------------------------------------------------------------------- */

/* A column of what the rows, best first, are called. */
static void
names_column (MercerFigureBuilder *b, int table, const char *name, size_t m, const char *const *names)
{
  double places[COMPARE_MOST];
  for (size_t k = 0; k < m; k++)
    places[k] = (double) k;
  mercer_figure_table_column (b, table, name, "", places);
  mercer_figure_table_names (b, table, m, names);
}

static void
ranking_table (const CompareRun *run, MercerFigureBuilder *b, const char *const *names)
{
  size_t m = run->n_candidates;
  double rank[COMPARE_MOST], rmse[COMPARE_MOST], noise[COMPARE_MOST], moved[COMPARE_MOST], score[COMPARE_MOST];
  const char *unit = mercer_recipe_unit (run->recipe, "y");
  g_autoptr (GPtrArray) kernels = g_ptr_array_new_with_free_func (g_free);
  for (size_t k = 0; k < m; k++)
    {
      const Candidate *c = &run->candidate[k];
      rank[k] = (double) (k + 1);
      rmse[k] = c->rmse;
      noise[k] = c->noise;
      moved[k] = (double) c->free;
      g_ptr_array_add (kernels, mercer_kernel_print (c->kernel));
    }
  int table = mercer_figure_table (b, "ranking", _("Ranking"), m);
  mercer_figure_table_column (b, table, "rank", "", rank);
  names_column (b, table, "name", m, names);
  for (CompareBy by = 0; by < G_N_ELEMENTS (measures); by++)
    {
      for (size_t k = 0; k < m; k++)
        score[k] = value_of (by, &run->candidate[k]);
      mercer_figure_table_column (b, table, measures[by].id, "", score);
    }
  mercer_figure_table_column (b, table, "loo_rmse", unit, rmse);
  mercer_figure_table_column (b, table, "noise", unit, noise);
  mercer_figure_table_column (b, table, "parameters", "", moved);
  names_column (b, table, "kernel", m, (const char *const *) kernels->pdata); /* last, as it is the longest */
}

static void
tables (const CompareRun *run, MercerFigureBuilder *b)
{
  size_t m = run->n_candidates;
  const char *names[COMPARE_MOST];
  for (size_t k = 0; k < m; k++)
    names[k] = run->candidate[k].label;
  ranking_table (run, b, names);
  int table = mercer_figure_table (b, "alignments", _("Centred alignments"), m);
  names_column (b, table, "name", m, names);
  for (size_t k = 0; k < m; k++)
    mercer_figure_table_column (b, table, names[k], "", mercer_matrix_column (run->alignment, k));
}

/* One line for each, best first, with the kernel as it can be entered. */
static void
ranking_text (const CompareRun *run, MercerFigureBuilder *b)
{
  GString *text = g_string_new (NULL);
  for (size_t k = 0; k < run->n_candidates; k++)
    {
      g_autofree char *kernel = mercer_kernel_print (run->candidate[k].kernel);
      g_string_append_printf (text, "%s%zu. %s: %s", k > 0 ? "\n" : "", k + 1, run->candidate[k].label, kernel);
    }
  mercer_figure_text_output (b, "ranking", _("Ranking"), text->str);
  g_string_free (text, TRUE);
}

static void
readout (MercerFigureBuilder *b, const char *id, const char *title, double value)
{
  if (isfinite (value))
    mercer_figure_readout (b, id, title, value, "");
}

static void
readouts (const CompareRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->n, "");
  mercer_figure_readout (b, "kernels", _("Kernels"), (double) run->n_candidates, "");
  if (run->n_candidates == 0)
    return;
  const Candidate *best = &run->candidate[0];
  readout (b, "best_loo_log_score", _("Leave-one-out, first"), best->loo);
  readout (b, "best_log_marginal_likelihood", _("Log likelihood, first"), best->log_likelihood);
  readout (b, "best_alignment", _("Alignment, first"), best->target);
}

static void
notes (const CompareRun *run, MercerFigureBuilder *b)
{
  bool lacking = false;
  for (size_t k = 0; k < run->n_candidates; k++)
    lacking |= isnan (run->candidate[k].log_likelihood);
  if (run->n < 2)
    mercer_figure_note (b, MERCER_NOTE_INFO, _("At least two rows without missing values are needed. Choose other columns."),
                        NULL, NULL, 0);
  if (lacking)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("A kernel without scores is not positive definite on these rows; more noise may help."), NULL, NULL,
                        0);
  mercer_inputs_note_dropped (run->dropped, run->dropped + run->complete, b);
  mercer_inputs_note_sample (run->n, run->complete, b);
  mercer_inputs_note_reference (run->recipe, b);
  if (!run->values->fit && run->n > 1)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("The kernels are compared with the parameters that they have; BIC means what it says only once each "
                          "is fitted."),
                        _("Fit each first"), "fit", 1);
}

MercerFigure *
compare_run_figure (const CompareRun *run, const char *draft)
{
  const char *output = mercer_recipe_role (run->recipe, "y")[0];
  g_autofree char *title = g_strdup_printf (_("Kernels that explain %s"), output);
  g_autofree char *sentence
      = run->n_candidates > 0
            ? g_strdup_printf (_("%zu kernels compared on %zu rows; the first in rank is %s."), run->n_candidates, run->n,
                               run->candidate[0].label)
            : g_strdup (_("No kernels are compared, as there are too few rows."));
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  mercer_figure_describe (b, sentence);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  draw (run, b);
  readouts (run, b);
  notes (run, b);
  if (draft == NULL)
    {
      tables (run, b);
      compare_run_fits_table (run, b);
      ranking_text (run, b);
    }
  return mercer_figure_builder_finish (b);
}
