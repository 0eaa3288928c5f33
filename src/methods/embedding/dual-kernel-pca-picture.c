/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"
#include "dual-kernel-pca.h"
#include "new-dots.h"

enum { BINS = 25, TITLE_LETTERS = 40 };
/* Diameters of weight 0 and 1 (insensitive), or of 1 and 0 (Huber): what stands out is what the loss is for. */
static const double least_size = 3, most_size = 9;

size_t
dual_component (const DualRun *run, int asked)
{
  return MIN ((size_t) asked, run->dual->projection->k) - 1;
}

static bool
is_robust (const DualRun *run)
{
  return run->problem.loss == MERCER_DUAL_HUBER;
}

/* --- Points ------------------------------------------------------------------------------------------------------------- */

static char *
component_name (const DualRun *run, size_t j)
{
  char number[MERCER_NUMBER_SIZE];
  mercer_number_show (run->dual->projection->values[j], 3, number);
  return mercer_turn_name (&run->turn, g_strdup_printf (_("Component %zu (value %s)"), j + 1, number));
}

static void
draw_weighted (const DualRun *run, MercerFigureBuilder *b, int panel, const double *x, const double *y, bool key)
{
  size_t n = run->in.n;
  g_autofree double *sizes = g_new (double, n);
  double plain = n > 2000 ? 0.5 : n > 250 ? 0.75 : 1;
  for (size_t i = 0; i < n; i++)
    sizes[i] = plain * (least_size + (most_size - least_size) * (is_robust (run) ? 1 - run->weights[i] : run->weights[i]));
  MercerStyle style = { .role = MERCER_ROLE_DATA, .size = plain * most_size, .opacity = 0.85 };
  mercer_figure_points_mapped (b, panel, &style, n, x, y, run->in.ids, run->weights, MERCER_MAP_VIRIDIS, 0, 1);
  mercer_figure_points_sized (b, panel, sizes);
  if (key)
    mercer_figure_points_bar (b, panel, _("Weight"), "");
}

static void
draw_points (const DualRun *run, MercerFigureBuilder *b, int panel, const double *x, const double *y, bool key)
{
  int column;
  if (run->problem.loss != MERCER_DUAL_SQUARE && mercer_recipe_role_columns (run->recipe, "colour", &column, 1) == 0)
    {
      draw_weighted (run, b, panel, x, y, key);
      return;
    }
  MercerDots dots;
  mercer_dots_open (&dots, run->recipe, &run->in);
  mercer_dots_draw (&dots, b, panel, x, y, key);
}

static void
draw_scores (const DualRun *run, MercerFigureBuilder *b, int panel)
{
  size_t h = dual_component (run, run->values->horizontal), v = dual_component (run, run->values->vertical);
  g_autofree char *across = component_name (run, h), *up = component_name (run, v);
  mercer_figure_x_axis (b, panel, across, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, up, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  draw_points (run, b, panel, mercer_matrix_column (run->turn.shown, 0), mercer_matrix_column (run->turn.shown, 1), true);
  if (run->at.data != NULL && run->at.rows > 0)
    mercer_picture_new_dots (b, panel, run->at.rows, mercer_matrix_column (run->at_shown, 0), mercer_matrix_column (run->at_shown, 1));
}

/* The first two inputs that are numbers; how many there are. */
static size_t
number_inputs (const DualRun *run, size_t along[2])
{
  size_t count = 0;
  for (size_t c = 0; c < run->in.d && count < 2; c++)
    if (!mercer_recipe_is_category (run->recipe, run->in.names[c]))
      along[count++] = c;
  return count;
}

/* The data themselves: two inputs, or the only one against its weight. False: all are categories. */
static bool
draw_inputs (const DualRun *run, MercerFigureBuilder *b)
{
  size_t along[2], count = number_inputs (run, along);
  if (count == 0)
    return false;
  bool plane = count > 1;
  int panel = mercer_figure_panel (b, _("The inputs"), 1, 0, 1, 1);
  mercer_inputs_axes (&run->in, b, panel, along[0], along[count - 1], NULL, NULL);
  if (!plane)
    mercer_figure_y_axis (b, panel, _("Weight"), "", MERCER_AXIS_LINEAR, -0.05, 1.05, NULL);
  draw_points (run, b, panel, mercer_matrix_column (run->in.x, along[0]), plane ? mercer_matrix_column (run->in.x, along[1]) : run->weights,
               false);
  MercerStyle ring = mercer_dots_ring (run->at.rows, NULL); /* the scores beside say what they are */
  if (plane && run->at.data != NULL && run->at.rows > 0)
    mercer_figure_points (b, panel, &ring, run->at.rows, mercer_matrix_column (run->at, along[0]), mercer_matrix_column (run->at, along[1]), NULL);
  if (plane && run->in.d == 2)
    mercer_figure_edits (b, panel, run->in.names[along[0]], run->in.names[along[1]]);
  return true;
}

static void
draw_weights (const DualRun *run, MercerFigureBuilder *b, int panel)
{
  double edges[BINS + 1], counts[BINS] = { 0 };
  for (size_t e = 0; e <= BINS; e++)
    edges[e] = (double) e / BINS;
  for (size_t i = 0; i < run->in.n; i++)
    counts[MIN ((size_t) (run->weights[i] * BINS), (size_t) BINS - 1)]++;
  mercer_figure_x_axis (b, panel, _("Weight"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_y_axis (b, panel, _("Points"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY }, BINS, edges, counts);
}

/* --- The descent -------------------------------------------------------------------------------------------------------- */

/* How far from its end the value is at each step, in parts of the end. */
static void
draw_descent (const DualRun *run, MercerFigureBuilder *b)
{
  const MercerDualProjection *dual = run->dual;
  size_t count = 0;
  g_autofree double *step = g_new (double, dual->steps + 1), *gap = g_new (double, dual->steps + 1);
  for (size_t s = 0; s < dual->steps; s++)
    {
      double rest = dual->objective > 0 ? 1 - dual->history[s] / dual->objective : 0;
      if (!(rest > 1e-16))
        continue;
      step[count] = (double) s;
      gap[count++] = rest;
    }
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("Step"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Value still to gain, in parts of it"), "", MERCER_AXIS_LOG, 0, 0, NULL);
  if (count == 0)
    {
      mercer_figure_caption (b, panel, _("The start was the answer"));
      return;
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, count, step, gap);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = 5 }, count, step, gap, NULL);
}

/* --- Words ---------------------------------------------------------------------------------------------------------------- */

static void
readouts (const DualRun *run, MercerFigureBuilder *b)
{
  const MercerDualProjection *dual = run->dual;
  const MercerProjection *p = dual->projection;
  size_t full = 0, none = 0;
  for (size_t i = 0; i < run->in.n; i++)
    {
      full += run->weights[i] == 1;
      none += run->weights[i] == 0;
    }
  mercer_figure_readout (b, "n", _("Points"), (double) run->in.n, "");
  for (size_t j = 0; j < p->k; j++)
    {
      double square = 0;
      for (size_t i = 0; i < p->n; i++)
        square += *mercer_matrix_at (p->scores, i, j) * *mercer_matrix_at (p->scores, i, j);
      g_autofree char *id = g_strdup_printf ("value%zu", j + 1), *title = g_strdup_printf (_("Weighted eigenvalue %zu"), j + 1);
      g_autofree char *share = g_strdup_printf ("explained%zu", j + 1), *of = g_strdup_printf (_("Share of component %zu"), j + 1);
      mercer_figure_readout (b, id, title, p->values[j], "");
      mercer_figure_readout (b, share, of, p->trace > 0 ? square / p->trace : 0, "");
    }
  mercer_figure_readout (b, "full", _("Points that count fully"), (double) full, "");
  mercer_figure_readout (b, "none", _("Points that do not count"), (double) none, "");
  if (run->problem.loss != MERCER_DUAL_SQUARE)
    mercer_figure_readout (b, "bend", _("Threshold as a score"), dual->threshold, "");
  mercer_figure_readout (b, "objective", _("Value"), dual->objective, "");
  mercer_figure_readout (b, "gap", _("Gap to the dual"), dual->objective + dual->dual_objective, "");
  mercer_figure_readout (b, "steps", _("Steps"), (double) dual->steps, "");
  if (p->basis.rows < p->n)
    mercer_figure_readout (b, "lost", _("Share beyond the landmarks"), p->lost, "");
}

static void
notes (const DualRun *run, MercerFigureBuilder *b)
{
  const MercerDualProjection *dual = run->dual;
  mercer_inputs_note (&run->in, b);
  g_autofree char *refused = mercer_kernel_check_points (run->kernel, run->in.x);
  if (refused != NULL)
    mercer_figure_note (b, MERCER_NOTE_WARNING, refused, NULL, NULL, 0);
  if (dual->projection->basis.rows < run->in.n)
    {
      char number[MERCER_NUMBER_SIZE];
      g_autofree char *sentence
          = g_strdup_printf (_("Projected in the span of %zu landmarks, which leaves out %s %% of the variance."), dual->projection->basis.rows,
                             mercer_number_show (100 * dual->projection->lost, 2, number));
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if (dual->projection->trace <= 0)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("To this kernel all rows are the same, so there is no direction in which they spread. Choose other columns or "
                          "a shorter length scale."),
                        NULL, NULL, 0);
  else if (!(dual->objective > 0))
    mercer_figure_note (b, MERCER_NOTE_WARNING, _("All points are nearer than the threshold, so none counts. Lower the threshold."),
                        _("Halve the threshold"), "threshold", 0.5 * run->values->threshold);
  else if (!dual->converged)
    mercer_figure_note (b, MERCER_NOTE_WARNING, _("The descent ran out of steps; the picture shows where it ended."), NULL, NULL, 0);
  if (run->values->way == MERCER_DUAL_LBFGS && run->problem.loss != MERCER_DUAL_SQUARE)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("Quasi-Newton needs a smooth dual, which the square loss alone has; steps in their span were taken."), NULL, NULL, 0);
  if (dual->projection->k < (size_t) run->values->components && dual->projection->trace > 0)
    {
      g_autofree char *sentence = g_strdup_printf (_("%d components were asked for, but the points spread in only %zu directions."),
                                                   run->values->components, dual->projection->k);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
}

static void
score_columns (const DualRun *run, MercerFigureBuilder *b, int table, MercerMatrix scores)
{
  for (size_t j = 0; j < run->dual->projection->k; j++)
    {
      g_autofree char *name = g_strdup_printf ("pc%zu", j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (scores, j));
    }
}

static void
tables (const DualRun *run, MercerFigureBuilder *b)
{
  bool at = run->at.data != NULL;
  if (at)
    {
      int table = mercer_figure_table (b, "scores", _("Scores of the new points"), run->at.rows);
      mercer_picture_new_rows (b, table, run->at.rows);
      score_columns (run, b, table, run->at_scores);
    }
  int table = mercer_figure_table (b, at ? "scores_data" : "scores", _("Scores and weights"), run->in.n);
  mercer_inputs_row_column (&run->in, b, table);
  score_columns (run, b, table, run->scores);
  mercer_figure_table_column (b, table, "weight", "", run->weights);
  mercer_figure_table_column (b, table, "error", "", run->error);
  int descent = mercer_figure_table (b, "descent", _("Value at each step"), run->dual->steps);
  mercer_figure_table_column (b, descent, "value", "", run->dual->history);
}

/* --- The figure ------------------------------------------------------------------------------------------------------------- */

static void
describe (const DualRun *run, MercerFigureBuilder *b)
{
  size_t lighter = 0;
  for (size_t i = 0; i < run->in.n; i++)
    lighter += run->weights[i] < 0.5;
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  g_autofree char *sentence
      = g_strdup_printf (ngettext ("%zu point on %zu robust or sparse principal components in the feature space of %s; %zu count less "
                                   "than half.",
                                   "%zu points on %zu robust or sparse principal components in the feature space of %s; %zu count "
                                   "less than half.",
                                   run->in.n),
                         run->in.n, run->dual->projection->k, kernel, lighter);
  mercer_figure_describe (b, sentence);
}

MercerFigure *
dual_run_figure (const DualRun *run, const char *draft)
{
  g_autofree char *inputs = g_strjoinv (", ", (char **) run->in.names);
  g_autofree char *title = g_utf8_strlen (inputs, -1) > TITLE_LETTERS ? g_strdup_printf (_("Weighted kernel principal components of %zu columns"), run->in.d)
                                                     : g_strdup_printf (_("Weighted kernel principal components of %s"), inputs);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  describe (run, b);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  if (run->values->show == DUAL_SHOW_DESCENT)
    draw_descent (run, b);
  else
    {
      draw_scores (run, b, mercer_figure_panel (b, "", 0, 0, 1, 2));
      mercer_figure_stretch_column (b, 0, 1.35);
      int row = draw_inputs (run, b);
      draw_weights (run, b, mercer_figure_panel (b, _("What points count"), 1, row, 1, 2 - row));
    }
  readouts (run, b);
  if (draft == NULL)
    {
      notes (run, b);
      tables (run, b);
      g_autofree char *kernel = mercer_kernel_print (run->kernel);
      mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
    }
  return mercer_figure_builder_finish (b);
}
