/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-correlation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"
#include "new-dots.h"

static size_t
shown (const CorrelationRun *run)
{
  return MIN ((size_t) run->values->shown, run->cca.k) - 1;
}

static void
draw_pair (const CorrelationRun *run, MercerFigureBuilder *b)
{
  size_t j = shown (run);
  MercerDots dots;
  char number[MERCER_NUMBER_SIZE];
  g_autofree char *title = g_strdup_printf (_("Pair %zu: correlation %s"), j + 1, mercer_number_show (run->cca.correlations[j], 3, number));
  int panel = mercer_figure_panel (b, title, 0, 0, 1, 2);
  mercer_figure_x_axis (b, panel, _("Function of the first set"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Function of the second set"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_open (&dots, run->recipe, &run->in);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (run->f, j), mercer_matrix_column (run->g, j), true);
  mercer_figure_stretch_column (b, 0, 1.3);
}

/* One of the functions against the first column of its set. */
static void
draw_function (const CorrelationRun *run, MercerFigureBuilder *b, bool second)
{
  size_t j = shown (run);
  MercerDots dots;
  const char *name = mercer_recipe_role (run->recipe, second ? "y" : "x")[0];
  MercerMatrix columns = second ? run->in.y : run->in.x;
  const double *f = mercer_matrix_column (second ? run->g : run->f, j);
  int panel = mercer_figure_panel (b, second ? _("Second set") : _("First set"), 1, second ? 1 : 0, 1, 1);
  const char *unit = mercer_dataset_column (run->in.dataset, (size_t) mercer_dataset_find (run->in.dataset, name))->unit;
  g_autofree char *link = g_strconcat ("column:", name, NULL);
  mercer_figure_x_axis (b, panel, name, unit, MERCER_AXIS_LINEAR, 0, 0, link);
  mercer_figure_y_axis (b, panel, _("Function"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_open (&dots, run->recipe, &run->in);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (columns, 0), f, false);
  if (!second && run->at_f.data != NULL)
    mercer_picture_new_dots (b, panel, run->at_f.rows, mercer_matrix_column (run->at_x, 0), mercer_matrix_column (run->at_f, j));
}

static void
words (const CorrelationRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->in.n, "");
  for (size_t j = 0; j < run->cca.k; j++)
    {
      g_autofree char *id = g_strdup_printf ("correlation%zu", j + 1), *title = g_strdup_printf (_("Correlation %zu"), j + 1);
      mercer_figure_readout (b, id, title, run->cca.correlations[j], "");
    }
  if (isfinite (run->held_out))
    mercer_figure_readout (b, "held_out", _("Correlation 1 on rows left out"), run->held_out, "");
  mercer_inputs_note (&run->in, b);
  if (run->held_out < 0.5 * run->cca.correlations[0])
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("On rows left out the functions agree far less: they have learned the rows by heart. A larger ridge or longer "
                          "length scales help."),
                        _("Larger ridge"), "ridge", run->values->ridge > 0 ? 4 * run->values->ridge : 0.02);
  mercer_inputs_note_placed (run->found.n, run->in.n, b);
  g_autofree char *first = mercer_kernel_print (run->first), *second = mercer_kernel_print (run->second);
  mercer_figure_text_output (b, "kernel", _("Kernel of the first set"), first);
  mercer_figure_text_output (b, "second_kernel", _("Kernel of the second set"), second);
}

static void
add_columns (MercerFigureBuilder *b, int table, const char *letter, MercerMatrix values)
{
  for (size_t j = 0; j < values.cols; j++)
    {
      g_autofree char *name = g_strdup_printf ("%s%zu", letter, j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (values, j));
    }
}

static void
tables (const CorrelationRun *run, MercerFigureBuilder *b)
{
  bool at = run->at_f.data != NULL;
  if (at)
    {
      int t = mercer_figure_table (b, "functions", _("Functions at the new points"), run->at_f.rows);
      mercer_picture_new_rows (b, t, run->at_f.rows);
      add_columns (b, t, "f", run->at_f);
    }
  int t = mercer_figure_table (b, at ? "functions_data" : "functions", _("Functions"), run->in.n);
  mercer_inputs_row_column (&run->in, b, t);
  add_columns (b, t, "f", run->f);
  add_columns (b, t, "g", run->g);
}

MercerFigure *
correlation_run_figure (const CorrelationRun *run, const char *draft)
{
  char number[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Kernel canonical correlation"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = g_strdup_printf (ngettext ("Functions of two sets of columns over %zu row that vary together: the first pair has a correlation of %s.",
                                   "Functions of two sets of columns over %zu rows that vary together: the first pair has a correlation of %s.",
                                   run->in.n),
                         run->in.n, mercer_number_show (run->cca.correlations[0], 3, number));
  mercer_figure_describe (b, sentence);
  draw_pair (run, b);
  draw_function (run, b, false);
  draw_function (run, b, true);
  words (run, b);
  tables (run, b);
  return mercer_figure_builder_finish (b);
}
