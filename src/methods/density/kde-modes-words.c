/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-modes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Columns whose bandwidths are told one by one. */
enum { MOST_READ = 16 };

static void
readouts (const ModesRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "modes", _("Modes"), (double) run->modes.count, "");
  mercer_figure_readout (b, "n", _("Points"), (double) run->in.n, "");
  if (run->in.d > MOST_READ)
    {
      double log_mean = 0;
      for (size_t c = 0; c < run->in.d; c++)
        log_mean += log (run->h[c]) / (double) run->in.d;
      mercer_figure_readout (b, "bandwidth_mean", _("Bandwidth, geometric mean of the columns"), exp (log_mean), "");
    }
  for (size_t c = 0; c < run->in.d && run->in.d <= MOST_READ; c++)
    {
      g_autofree char *id = run->in.d == 1 ? g_strdup ("bandwidth") : g_strdup_printf ("bandwidth_%zu", c + 1);
      g_autofree char *title = run->in.d == 1 ? g_strdup (_("Bandwidth")) : g_strdup_printf (_("Bandwidth of %s"), run->in.names[c]);
      mercer_figure_readout (b, id, title, run->h[c], mercer_inputs_unit (&run->in, c));
    }
  if (run->projected_to > 0)
    {
      mercer_figure_readout (b, "projected_to", _("Dimensions of the projection"), (double) run->projected_to, "");
      mercer_figure_readout (b, "sure_dimensions", _("Dimensions surely enough"),
                             mercer_shift_sure_dimensions ((double) run->in.n, 0.5), "");
    }
  if (run->full && run->in.d == 2)
    mercer_figure_readout (b, "bandwidth_covariance", _("Covariance of the kernel"), run->l[0] * run->l[1], "");
  if (!run->tested)
    return;
  mercer_figure_readout (b, "dip", _("Dip"), run->dip.dip, "");
  mercer_figure_readout (b, "dip_p", _("p-value of one mode, by the dip"), run->dip.p_value, "");
  for (size_t k = 0; k < MODES_TESTS; k++)
    if (isfinite (run->test[k].p_value))
      {
        g_autofree char *id = g_strdup_printf ("silverman_p_%zu", k + 1);
        g_autofree char *title = g_strdup_printf (ngettext ("p-value of at most %zu mode", "p-value of at most %zu modes", k + 1), k + 1);
        mercer_figure_readout (b, id, title, run->test[k].p_value, "");
      }
}

static void
notes (const ModesRun *run, MercerFigureBuilder *b)
{
  mercer_inputs_note (&run->in, b);
  if (run->singular)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("The columns lie on a line, so that kernels cannot lean with them; each column has a width of its own."), NULL,
                        NULL, 0);
  if (run->widened)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("The bandwidth asked for is finer than the curve can show; the narrowest that it can stands in its place."), NULL,
                        NULL, 0);
  if (run->in.d == 2 && MAX (run->field.step[0], run->field.step[1]) > 0.5)
    mercer_figure_note (b, MERCER_NOTE_WARNING,
                        _("The kernel is narrower than two cells of the lattice that paths are followed on: small modes may be missing. "
                          "Smooth more, or choose fewer rows."),
                        NULL, NULL, 0);
  if (run->weights != NULL && run->in.d == 1 && run->values->samples > 0)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("The dip and Silverman’s test are of rows that count alike: with weights they are left out."), NULL, NULL, 0);
  if (run->tested && isnan (run->test[0].p_value))
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("There is one mode at any bandwidth that the curve can show, so there is nothing for Silverman’s test to "
                          "test."),
                        NULL, NULL, 0);
  if (run->in.d > 2 * MODES_PANELS)
    {
      g_autofree char *words = g_strdup_printf (_("The modes are those of all %zu columns; the first %d are drawn."), run->in.d, 2 * MODES_PANELS);
      mercer_figure_note (b, MERCER_NOTE_INFO, words, NULL, NULL, 0);
    }
  if (run->projected_to > 0)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("Paths climb in a random projection first, which no theorem covers in so few dimensions: each mode shown is one in all "
                          "columns, but others may be missing."),
                        _("Climb in all columns"), "project", MODES_PROJECT_NEVER);
  if (run->in.d > 2 && run->in.n > (size_t) run->values->starts)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("Paths begin at some of the points: each mode shown is one, but a small one may be missing. More starts find more."),
                        NULL, NULL, 0);
}

static void
modes_table (const ModesRun *run, MercerFigureBuilder *b)
{
  size_t count = run->modes.count, d = run->in.d;
  g_autofree double *column = g_new (double, count + 1);
  int t = mercer_figure_table (b, "modes", _("Modes"), count);
  for (size_t c = 0; c < d; c++)
    {
      for (size_t k = 0; k < count; k++)
        column[k] = run->place[k * d + c];
      mercer_figure_table_column (b, t, run->in.names[c], mercer_inputs_unit (&run->in, c), column);
    }
  mercer_figure_table_column (b, t, "density", "", run->density);
  if (run->basin == NULL)
    return;
  for (size_t k = 0; k < count; k++)
    column[k] = (double) run->points[k];
  mercer_figure_table_column (b, t, "points", "", column);
}

static void
points_table (const ModesRun *run, MercerFigureBuilder *b)
{
  if (run->basin == NULL)
    return;
  g_autofree double *mode = g_new (double, run->in.n);
  int t = mercer_figure_table (b, "basins", _("Points"), run->in.n);
  for (size_t i = 0; i < run->in.n; i++)
    mode[i] = run->basin[i] >= 0 ? (double) run->basin[i] + 1 : NAN;
  mercer_inputs_row_column (&run->in, b, t);
  mercer_figure_table_column (b, t, "mode", "", mode);
}

static void
tests_table (const ModesRun *run, MercerFigureBuilder *b)
{
  double k[MODES_TESTS], critical[MODES_TESTS], p[MODES_TESTS];
  size_t known = 0;
  for (size_t i = 0; i < MODES_TESTS && run->tested; i++)
    if (isfinite (run->test[i].p_value))
      {
        k[known] = (double) run->test[i].k;
        critical[known] = run->test[i].critical;
        p[known++] = run->test[i].p_value;
      }
  if (known == 0)
    return;
  int t = mercer_figure_table (b, "tests", _("Tests of the number of modes"), known);
  mercer_figure_table_column (b, t, "at_most", "", k);
  mercer_figure_table_column (b, t, "critical_bandwidth", mercer_inputs_unit (&run->in, 0), critical);
  mercer_figure_table_column (b, t, "p_value", "", p);
}

void
modes_run_words (const ModesRun *run, MercerFigureBuilder *b)
{
  if (run->place == NULL)
    return;
  readouts (run, b);
  notes (run, b);
  modes_table (run, b);
  points_table (run, b);
  tests_table (run, b);
}

MercerFigure *
modes_run_figure (const ModesRun *run, const char *draft)
{
  bool known = run->place != NULL;
  g_autofree char *title = known ? g_strdup_printf (ngettext ("%zu mode", "%zu modes", run->modes.count), run->modes.count)
                                 : g_strdup (_("Modes"));
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = known ? g_strdup_printf (ngettext ("The density of %zu points has %zu mode.", "The density of %zu points has %zu modes.",
                                           run->modes.count),
                                 run->in.n, run->modes.count)
              : g_strdup (_("Points whose modes are being looked for."));
  mercer_figure_describe (b, sentence);
  if (run->in.d == 1)
    modes_draw_line (run, b);
  else
    modes_draw_plane (run, b);
  modes_run_words (run, b);
  return mercer_figure_builder_finish (b);
}
