/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debias.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"
#include "new-dots.h"

/* The values of a column, those of categories spread about their number, for rows that one direction alone tells apart. g_free. */
static double *
values_of (const DebiasRun *run, const MercerColumn *column)
{
  double *values = g_new (double, run->in.n + 1);
  for (size_t i = 0; i < run->in.n; i++)
    values[i] = column->codes != NULL ? column->codes[run->in.rows[i]] + 1 + 0.6 * (fmod ((double) i * 0.6180339887498949, 1) - 0.5)
                                      : column->values[run->in.rows[i]];
  return values;
}

static void
draw_along_column (const DebiasRun *run, MercerFigureBuilder *b, int panel, const MercerDots *dots, const MercerColumn *column)
{
  g_autofree double *values = values_of (run, column);
  bool named = column->codes != NULL;
  mercer_figure_y_axis (b, panel, column->name, named ? "" : column->unit, MERCER_AXIS_LINEAR, named ? 0.5 : 0,
                        named ? (double) column->n_levels + 0.5 : 0, NULL);
  if (named)
    mercer_figure_y_names (b, panel, column->n_levels, (const char *const *) column->levels);
  mercer_dots_draw (dots, b, panel, mercer_matrix_column (run->z, 0), values, true);
}

/* The same map twice, coloured by the label and by what is protected; with one direction alone, that direction against the column. */
static void
draw_map (const DebiasRun *run, MercerFigureBuilder *b, int at, const MercerColumn *column, const char *what)
{
  g_autofree char *title = g_strdup_printf (what, column->name);
  MercerDots dots;
  int panel = mercer_figure_panel (b, title, at, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("First direction"), "", MERCER_AXIS_LINEAR, 0, 0, "debias:first");
  mercer_dots_by (&dots, &run->in, column);
  if (run->kept < 2)
    {
      draw_along_column (run, b, panel, &dots, column);
      return;
    }
  mercer_figure_y_axis (b, panel, _("Second direction"), "", MERCER_AXIS_LINEAR, 0, 0, "debias:second");
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (run->z, 0), mercer_matrix_column (run->z, 1), true);
  if (run->at_z.data != NULL)
    mercer_picture_new_dots (b, panel, run->at_z.rows, mercer_matrix_column (run->at_z, 0), mercer_matrix_column (run->at_z, 1));
}

/* The path of both dependences as protection goes from 0 to 1. */
static void
draw_trade (const DebiasRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("The price of protection"), 0, 1, 2, 1);
  mercer_figure_x_axis (b, panel, _("Protection"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_y_axis (b, panel, _("Dependence (HSIC)"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("On the label") }, DEBIAS_CURVE,
                      run->taus, run->labels);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 2, .legend = _("On the protected column") },
                      DEBIAS_CURVE, run->taus, run->protecteds);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Protection"), .role = MERCER_ROLE_ACCENT,
                                                   .x = run->values->protection, .value = { .id = "protection", .component = -1 } });
  mercer_figure_stretch_row (b, 0, 1.4);
}

static void
words (const DebiasRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->in.n, "");
  mercer_figure_readout (b, "directions", _("Directions kept"), (double) run->kept, "");
  mercer_figure_readout (b, "on_label", _("Dependence on the label"), run->on_label, "");
  mercer_figure_readout (b, "on_protected", _("On the protected column"), run->on_protected, "");
  mercer_figure_readout (b, "label_kept", _("Label kept, as a share"),
                         run->labels[0] > 0 ? run->on_label / run->labels[0] : 0, "");
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("Where the label’s curve stays up while the protected column’s falls, protection is free; where both fall, what the "
                        "inputs tell of one they also tell of the other."),
                      NULL, NULL, 0);
  if (run->kept < DEBIAS_DIMS)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        run->kept == 1 ? _("One direction is kept: a second would tell nothing of the label, or less than it gives away of the "
                                           "protected column. The maps show the first against each column.")
                                       : _("At this protection no direction tells more of the label than it gives away of the protected column, and "
                                           "the representation is empty. Less protection keeps some."),
                        NULL, NULL, 0);
  mercer_inputs_note (&run->in, b);
  mercer_inputs_note_placed (run->found.n, run->in.n, b);
  g_autofree char *kernel = mercer_kernel_print (run->kernel);
  mercer_figure_text_output (b, "kernel", _("Kernel"), kernel);
}

static void
tables (const DebiasRun *run, MercerFigureBuilder *b)
{
  if (run->at_z.data != NULL)
    {
      int at = mercer_figure_table (b, "representation", _("Representation of the new points"), run->at_z.rows);
      mercer_picture_new_rows (b, at, run->at_z.rows);
      mercer_figure_table_column (b, at, "z1", "", mercer_matrix_column (run->at_z, 0));
      mercer_figure_table_column (b, at, "z2", "", mercer_matrix_column (run->at_z, 1));
    }
  int map = mercer_figure_table (b, run->at_z.data != NULL ? "representation_data" : "representation", _("Representation"), run->in.n);
  mercer_inputs_row_column (&run->in, b, map);
  mercer_figure_table_column (b, map, "z1", "", mercer_matrix_column (run->z, 0));
  mercer_figure_table_column (b, map, "z2", "", mercer_matrix_column (run->z, 1));
  int curve = mercer_figure_table (b, "trade_off", _("Trade-off"), DEBIAS_CURVE);
  mercer_figure_table_column (b, curve, "protection", "", run->taus);
  mercer_figure_table_column (b, curve, "on_label", "", run->labels);
  mercer_figure_table_column (b, curve, "on_protected", "", run->protecteds);
}

MercerFigure *
debias_run_figure (const DebiasRun *run, const char *draft)
{
  char label[MERCER_NUMBER_SIZE], protected[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Representation without a column"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = g_strdup_printf (_("%zu rows in at most two directions, whose dependence on %s is %s and on the protected %s is %s."), run->in.n,
                         run->label->name, mercer_number_show (run->on_label, 3, label), run->shield->name,
                         mercer_number_show (run->on_protected, 3, protected));
  mercer_figure_describe (b, sentence);
  draw_map (run, b, 0, run->label, _("By the label: %s"));
  draw_map (run, b, 1, run->shield, _("By what is protected: %s"));
  draw_trade (run, b);
  words (run, b);
  tables (run, b);
  return mercer_figure_builder_finish (b);
}
