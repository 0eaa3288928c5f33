/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dp-kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* After the noise: what is below nothing is nothing, which costs no privacy. */
static void
clip (const PrivateRun *run, double *out)
{
  for (size_t k = 0; k < run->cells; k++)
    out[k] = MAX (run->released[k], 0);
}

static double
peak_of (const PrivateRun *run)
{
  double top = 0;
  for (size_t k = 0; k < run->cells; k++)
    top = MAX (top, run->exact[k]);
  return top;
}

static void
axis (const PrivateRun *run, MercerFigureBuilder *b, int panel, size_t a)
{
  g_autofree char *link = g_strconcat ("column:", run->in.names[a], NULL);
  (a == 0 ? mercer_figure_x_axis : mercer_figure_y_axis) (b, panel, run->in.names[a], mercer_inputs_unit (&run->in, a), MERCER_AXIS_LINEAR,
                                                         run->frame[a].low, run->frame[a].high, link);
}

/* --- Densities ---------------------------------------------------------------------------------------------------- */

static void
draw_line (const PrivateRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("What is released"), 0, 0, 1, 1);
  g_autofree double *released = g_new (double, run->cells);
  clip (run, released);
  axis (run, b, panel, 0);
  /* by the exact density alone, so that the axis stands still while the noise grows; the noise is what runs out of it */
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 1.6 * peak_of (run), NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .dashed = true, .legend = _("Without noise") }, run->cells,
                      run->at[0], run->exact);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2.5, .legend = _("Private") }, run->cells,
                      run->at[0], released);
}

/* One scale of colours for both, by the exact density. */
static void
draw_map (const PrivateRun *run, MercerFigureBuilder *b, int column, const char *title, const double *f)
{
  int panel = mercer_figure_panel (b, title, column, 0, 1, 1);
  double half[2] = { 0.5 * run->step[0], 0.5 * run->step[1] };
  axis (run, b, panel, 0);
  axis (run, b, panel, 1);
  mercer_figure_raster (b, panel, run->m[0], run->m[1], run->frame[0].low - half[0], run->frame[0].high + half[0],
                        run->frame[1].low - half[1], run->frame[1].high + half[1], f, MERCER_MAP_VIRIDIS, 0, 1.2 * peak_of (run), true,
                        column == 1 ? _("Density") : NULL, "");
}

static void
draw_plane (const PrivateRun *run, MercerFigureBuilder *b)
{
  g_autofree double *released = g_new (double, run->cells);
  clip (run, released);
  draw_map (run, b, 0, _("What is released"), released);
  draw_map (run, b, 1, _("Without noise"), run->exact);
}

/* --- Errors --------------------------------------------------------------------------------------------------------- */

static void
draw_errors (const PrivateRun *run, MercerFigureBuilder *b, const MercerChoice *mechanisms)
{
  int panel = run->d == 2 ? mercer_figure_panel (b, _("Accuracy against privacy"), 0, 1, 2, 1)
                          : mercer_figure_panel (b, _("Accuracy against privacy"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("Privacy ε"), "", MERCER_AXIS_LOG, run->budget[0], run->budget[PRIVATE_BUDGETS - 1], NULL);
  mercer_figure_y_axis (b, panel, _("Error / density"), "", MERCER_AXIS_LOG, 0, 0, NULL);
  for (int m = 0; m < MERCER_N_PRIVATE; m++)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (m), .width = m == run->values->mechanism ? 3 : 1.2,
                                                  .legend = _(mechanisms[m].title) },
                        PRIVATE_BUDGETS, run->budget, run->error[m]);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8, .legend = _("This release") }, 1,
                        &run->values->epsilon, &run->found, NULL);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Privacy ε"), .role = MERCER_ROLE_ACCENT,
                                                   .value = { .id = "epsilon", .component = -1 }, .x = run->values->epsilon });
}

/* --- Words ----------------------------------------------------------------------------------------------------------- */

static void
readouts (const PrivateRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "epsilon", _("Privacy ε"), run->values->epsilon, "");
  if (run->values->mechanism != MERCER_PRIVATE_LAPLACE)
    mercer_figure_readout (b, "delta", _("Slack δ"), run->values->delta, "");
  mercer_figure_readout (b, "sensitivity", _("Most that one row moves"),
                         private_run_sensitivity (run, (MercerPrivate) run->values->mechanism), "");
  mercer_figure_readout (b, "noise", _("Scale of the noise"), run->scale, "");
  mercer_figure_readout (b, "expected_error", _("Expected error of the noise / density"), run->expected, "");
  mercer_figure_readout (b, "error", _("Error of this release / density"), run->found, "");
  for (size_t a = 0; a < run->d; a++)
    {
      g_autofree char *id = run->d == 1 ? g_strdup ("bandwidth") : g_strdup_printf ("bandwidth%zu", a + 1);
      g_autofree char *title = run->d == 1 ? g_strdup (_("Bandwidth")) : g_strdup_printf (_("Bandwidth, %s"), run->in.names[a]);
      mercer_figure_readout (b, id, title, run->frame[a].h, mercer_inputs_unit (&run->in, a));
    }
}

static void
notes (const PrivateRun *run, MercerFigureBuilder *b)
{
  double wanted = run->values->bandwidth * (run->frame[0].high - run->frame[0].low);
  if (run->own_bounds)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("The bounds are the least and the greatest value, which gives those two away. Give bounds that are known "
                          "without the rows."),
                        NULL, NULL, 0);
  if (run->drowned)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("The noise drowns the number of rows, so the release was brought to the mass 1, which costs no privacy. Spend more ε, or "
                          "smooth more."),
                        NULL, NULL, 0);
  if (run->beyond > 0)
    {
      g_autofree char *words = g_strdup_printf (ngettext ("%zu row lies beyond the bounds and was put on them.",
                                                          "%zu rows lie beyond the bounds and were put on them.", run->beyond),
                                                run->beyond);
      mercer_figure_note (b, MERCER_NOTE_INFO, words, NULL, NULL, 0);
    }
  if (run->frame[0].h > wanted * (1 + 1e-9))
    mercer_figure_note (b, MERCER_NOTE_INFO, _("Of two columns the bandwidth is at least 0.03 of the range."), NULL, NULL, 0);
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("Each release spends its ε: to move the slider and show every picture would spend their sum. What is drawn without "
                        "noise, and the errors, are for your eyes only."),
                      NULL, NULL, 0);
}

static void
table (const PrivateRun *run, MercerFigureBuilder *b)
{
  int t = mercer_figure_table (b, "density", _("Private density"), run->cells);
  g_autofree double *place = g_new (double, run->cells);
  for (size_t a = 0; a < run->d; a++)
    {
      for (size_t k = 0; k < run->cells; k++)
        place[k] = run->at[a][a == 0 ? k % run->m[0] : k / run->m[0]];
      mercer_figure_table_column (b, t, run->in.names[a], mercer_inputs_unit (&run->in, a), place);
    }
  mercer_figure_table_column (b, t, "density", "", run->released);
}

MercerFigure *
private_run_figure (const PrivateRun *run, const MercerChoice *mechanisms, const char *draft)
{
  char epsilon[MERCER_NUMBER_SIZE], error[MERCER_NUMBER_SIZE];
  mercer_number_show (run->values->epsilon, 3, epsilon);
  mercer_number_show (run->found, 2, error);
  g_autofree char *title = g_strdup_printf (_("ε = %s: the noise is %s of the density"), epsilon, error);
  g_autofree char *columns = g_strjoinv (", ", (char **) run->in.names);
  g_autofree char *sentence = g_strdup_printf (_("A private density of %s beside the one without noise."), columns);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  mercer_figure_describe (b, sentence);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  if (run->d == 2)
    {
      mercer_figure_stretch_row (b, 0, 1);
      mercer_figure_stretch_row (b, 1, 0.6);
      draw_plane (run, b);
    }
  else
    draw_line (run, b);
  draw_errors (run, b, mechanisms);
  mercer_inputs_note (&run->in, b);
  readouts (run, b);
  notes (run, b);
  if (draft == NULL)
    table (run, b);
  return mercer_figure_builder_finish (b);
}
