/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stepwise-learning.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"

/* The clock of the pictures runs from 0 to 1, the training's end. */
#define CLOCK_LINK "stepwise:time"

static void
clock_axis (MercerFigureBuilder *b, int panel, const char *label)
{
  mercer_figure_x_axis (b, panel, label, "", MERCER_AXIS_LINEAR, 0, 1, CLOCK_LINK);
}

static double
end_of (const StepwiseRun *run)
{
  return run->times[STEPWISE_TIMES - 1];
}

static void
draw_modes (const StepwiseRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("One mode after another"), 0, 0, 1, 1);
  double clock[STEPWISE_TIMES];
  for (int k = 0; k < STEPWISE_TIMES; k++)
    clock[k] = run->times[k] / end_of (run);
  clock_axis (b, panel, "");
  mercer_figure_y_axis (b, panel, _("Eigenvalue of C"), "", MERCER_AXIS_LINEAR, -0.03, 1.08, NULL);
  for (size_t j = 0; j < run->p; j++)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) j), .width = 2.2 }, STEPWISE_TIMES, clock,
                        mercer_matrix_column (run->eigen, j));
  for (size_t j = 0; j < run->p; j++)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .dashed = true,
                                                  .legend = j == 0 ? _("Closed form") : NULL },
                        STEPWISE_TIMES, clock, mercer_matrix_column (run->theory, j));
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Time of the embedding"),
                                                   .role = MERCER_ROLE_ACCENT, .x = run->values->time,
                                                   .value = { .id = "time", .component = -1 } });
}

static void
draw_loss (const StepwiseRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, "", 0, 1, 1, 1);
  double clock[STEPWISE_TIMES];
  for (int k = 0; k < STEPWISE_TIMES; k++)
    clock[k] = run->times[k] / end_of (run);
  clock_axis (b, panel, _("Part of the training"));
  mercer_figure_y_axis (b, panel, _("Loss |C − I|²"), "", MERCER_AXIS_LINEAR, 0, 1.05 * (double) run->p, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, STEPWISE_TIMES, clock, run->loss);
  for (size_t j = 0; j < run->p; j++)
    if (run->learned[j] <= end_of (run))
      mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 1, .dashed = true }, true,
                          run->learned[j] / end_of (run));
}

static void
draw_embedding (const StepwiseRun *run, MercerFigureBuilder *b)
{
  char time[MERCER_NUMBER_SIZE];
  MercerDots dots;
  g_autofree char *title = g_strdup_printf (_("Embedding at time %s"), mercer_number_show (run->time, 3, time));
  int panel = mercer_figure_panel (b, title, 1, 0, 1, 2);
  mercer_figure_x_axis (b, panel, _("First mode"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Second mode"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_open (&dots, run->recipe, &run->in);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (run->embedding, 0), mercer_matrix_column (run->embedding, 1), true);
  mercer_figure_stretch_column (b, 0, 1);
  mercer_figure_stretch_column (b, 1, 1.1);
}

/* --- Words ------------------------------------------------------------------------------------------------ */

static void
tables (const StepwiseRun *run, MercerFigureBuilder *b)
{
  int path = mercer_figure_table (b, "training", _("Training"), STEPWISE_TIMES);
  mercer_figure_table_column (b, path, "time", "", run->times);
  mercer_figure_table_column (b, path, "loss", "", run->loss);
  for (size_t j = 0; j < run->p; j++)
    {
      g_autofree char *flow = g_strdup_printf ("eigenvalue%zu", j + 1), *theory = g_strdup_printf ("closed_form%zu", j + 1);
      mercer_figure_table_column (b, path, flow, "", mercer_matrix_column (run->eigen, j));
      mercer_figure_table_column (b, path, theory, "", mercer_matrix_column (run->theory, j));
    }
  int map = mercer_figure_table (b, "embedding", _("Embedding"), run->in.n);
  mercer_inputs_row_column (&run->in, b, map);
  mercer_figure_table_column (b, map, "first", "", mercer_matrix_column (run->embedding, 0));
  mercer_figure_table_column (b, map, "second", "", mercer_matrix_column (run->embedding, 1));
}

static void
words (const StepwiseRun *run, MercerFigureBuilder *b)
{
  for (size_t j = 0; j < run->p; j++)
    {
      g_autofree char *id = g_strdup_printf ("gamma%zu", j + 1), *title = g_strdup_printf (_("γ%zu"), j + 1);
      mercer_figure_readout (b, id, title, run->twins.gamma[j], "");
    }
  for (size_t j = 0; j < run->p; j++)
    if (isfinite (run->learned[j]))
      {
        g_autofree char *id = g_strdup_printf ("learned%zu", j + 1);
        g_autofree char *title = g_strdup_printf (_("Mode %zu is half learned at"), j + 1);
        mercer_figure_readout (b, id, title, run->learned[j], "");
      }
  mercer_figure_readout (b, "loss", _("Loss at the end"), run->loss[STEPWISE_TIMES - 1], "");
  mercer_figure_readout (b, "gap", _("Largest gap to the closed form"), run->gap, "");
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("C is the correlation between the embeddings of two views of each row; training makes it the identity. Each of its "
                        "eigenvalues rises from 0 to 1 in turn, at a time of about log (1 / start² γ) / 8γ: the smaller γ, the later."),
                      NULL, NULL, 0);
  mercer_inputs_note (&run->in, b);
  if (run->in.n < run->total)
    {
      g_autofree char *sentence
          = g_strdup_printf (_("Trained on %zu of %zu rows, evenly taken: the eigenvectors of all would take long."), run->in.n, run->total);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  size_t never = 0;
  for (size_t j = 0; j < run->p; j++)
    never += !(run->learned[j] <= end_of (run));
  if (never > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%zu dimension is not learned in this time: its eigenvalue is too small beside the first.",
                    "%zu dimensions are not learned in this time: their eigenvalues are too small beside the first.", never),
          never);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
}

MercerFigure *
stepwise_run_figure (const StepwiseRun *run, const char *draft)
{
  char gap[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Stepwise learning"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = g_strdup_printf (ngettext ("An embedding of %zu row in %zu dimensions trained from small weights: its modes are learned one "
                                   "after another, at most %s away from the closed form.",
                                   "An embedding of %zu rows in %zu dimensions trained from small weights: its modes are learned one "
                                   "after another, at most %s away from the closed form.",
                                   run->in.n),
                         run->in.n, run->p, mercer_number_show (run->gap, 2, gap));
  mercer_figure_describe (b, sentence);
  draw_modes (run, b);
  draw_loss (run, b);
  draw_embedding (run, b);
  words (run, b);
  tables (run, b);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
  return mercer_figure_builder_finish (b);
}
