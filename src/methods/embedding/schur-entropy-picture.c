/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schur-entropy.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"

enum { MOST_VALUES = 60 };
static const double floor_share = 1e-8; /* of the trace: smaller eigenvalues are not drawn */

static const struct
{
  const char *id, *title, *name;
  MercerColourRole role;
} parts[MERCER_SCHUR_PARTS] = {
  [MERCER_SCHUR_ALL] = { "all", N_("All of it"), N_("All"), MERCER_ROLE_INK },
  [MERCER_SCHUR_EXPLAINED] = { "explained", N_("Explained by the second block"), N_("Explained"), MERCER_ROLE_SECONDARY },
  [MERCER_SCHUR_REST] = { "rest", N_("Left over"), N_("Left over"), MERCER_ROLE_PRIMARY },
};

static void
draw_map (const SchurRun *run, MercerFigureBuilder *b)
{
  static const MercerSchurPart shown[] = { MERCER_SCHUR_REST, MERCER_SCHUR_EXPLAINED, MERCER_SCHUR_ALL };
  MercerSchurPart part = shown[run->values->show];
  MercerDots dots;
  int panel = mercer_figure_panel (b, _ (parts[part].title), 0, 0, 1, 2);
  mercer_figure_x_axis (b, panel, _("First direction"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Second direction"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_open (&dots, run->recipe, &run->in);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (run->scores[part], 0),
                    mercer_matrix_column (run->scores[part], 1), true);
  mercer_figure_stretch_column (b, 0, 1.3);
}

static void
draw_spectra (const SchurRun *run, MercerFigureBuilder *b)
{
  double rank[MOST_VALUES];
  int panel = mercer_figure_panel (b, _("Eigenvalues"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("Number"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Eigenvalue"), "", MERCER_AXIS_LOG, 0, 0, NULL);
  for (int k = 0; k < MOST_VALUES; k++)
    rank[k] = k + 1;
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    {
      size_t count = 0;
      while (count < MIN (run->schur.n, (size_t) MOST_VALUES)
             && run->schur.values[part][count] > floor_share * run->schur.trace[MERCER_SCHUR_ALL])
        count++;
      if (count == 0)
        continue;
      MercerStyle line = { .role = parts[part].role, .width = 1.5, .legend = _ (parts[part].title) };
      mercer_figure_line (b, panel, &line, count, rank, run->schur.values[part]);
      mercer_figure_points (b, panel, &(MercerStyle){ .role = parts[part].role, .size = 3.5 }, count, rank, run->schur.values[part], NULL);
    }
}

/* How many directions each part has, as far as its entropy tells: e^entropy. */
static void
draw_entropies (const SchurRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Directions, e^entropy"), 1, 1, 1, 1);
  const char *names[MERCER_SCHUR_PARTS];
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    names[part] = _ (parts[part].name);
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.4, 3.6, NULL);
  mercer_figure_x_names (b, panel, MERCER_SCHUR_PARTS, names);
  mercer_figure_y_axis (b, panel, _("Directions"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    {
      const double edges[2] = { part + 0.6, part + 1.4 }, height = exp (run->schur.entropy[part]);
      mercer_figure_bars (b, panel, &(MercerStyle){ .role = parts[part].role, .opacity = 0.75 }, 1, edges, &height);
    }
}

/* exp (- sum lambda log (lambda / sum lambda)) with eigenvalues of a kernel of trace 1: diversity times how much of it there is. */
static double
score (const MercerSchur *s, MercerSchurPart part)
{
  double all = s->trace[MERCER_SCHUR_ALL];
  return all > 0 ? exp (s->trace[part] / all * s->entropy[part]) : 1;
}

static void
words (const SchurRun *run, MercerFigureBuilder *b)
{
  const MercerSchur *s = &run->schur;
  mercer_figure_readout (b, "n", _("Rows"), (double) run->in.n, "");
  mercer_figure_readout (b, "explained", _("Explained share"),
                         s->trace[MERCER_SCHUR_ALL] > 0 ? s->trace[MERCER_SCHUR_EXPLAINED] / s->trace[MERCER_SCHUR_ALL] : 0, "");
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    {
      g_autofree char *entropy = g_strdup_printf ("entropy_%s", parts[part].id), *trace = g_strdup_printf ("trace_%s", parts[part].id);
      g_autofree char *title = g_strdup_printf (_("Entropy: %s"), _ (parts[part].name));
      g_autofree char *trace_title = g_strdup_printf (_("Trace: %s"), _ (parts[part].name));
      mercer_figure_readout (b, entropy, title, s->entropy[part], "nats");
      mercer_figure_readout (b, trace, trace_title, s->trace[part], "");
    }
  mercer_figure_readout (b, "scendi", _("Scendi score: left over"), score (s, MERCER_SCHUR_REST), "");
  mercer_figure_readout (b, "scendi_explained", _("Scendi score: explained"), score (s, MERCER_SCHUR_EXPLAINED), "");
  mercer_figure_note (b, MERCER_NOTE_INFO,
                      _("e^entropy counts directions as if all were equally strong. What is left over is what rows differ in that the second "
                        "block does not tell; the Scendi score weighs its directions by how much of it there is."),
                      NULL, NULL, 0);
  mercer_inputs_note (&run->in, b);
  mercer_inputs_note_placed (run->found.n, run->in.n, b);
  g_autofree char *first = mercer_kernel_print (run->first), *second = mercer_kernel_print (run->second);
  mercer_figure_text_output (b, "kernel", _("Kernel of the first block"), first);
  mercer_figure_text_output (b, "second_kernel", _("Kernel of the second block"), second);
}

static void
tables (const SchurRun *run, MercerFigureBuilder *b)
{
  int map = mercer_figure_table (b, "scores", _("Scores"), run->in.n);
  mercer_inputs_row_column (&run->in, b, map);
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    for (size_t j = 0; j < run->schur.k; j++)
      {
        g_autofree char *name = g_strdup_printf ("%s%zu", parts[part].id, j + 1);
        mercer_figure_table_column (b, map, name, "", mercer_matrix_column (run->scores[part], j));
      }
  int spectra = mercer_figure_table (b, "spectra", _("Spectra"), run->schur.n);
  for (int part = 0; part < MERCER_SCHUR_PARTS; part++)
    mercer_figure_table_column (b, spectra, parts[part].id, "", run->schur.values[part]);
}

MercerFigure *
schur_run_figure (const SchurRun *run, const char *draft)
{
  char number[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Diversity beyond a block"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  double share = run->schur.trace[MERCER_SCHUR_ALL] > 0 ? run->schur.trace[MERCER_SCHUR_EXPLAINED] / run->schur.trace[MERCER_SCHUR_ALL] : 0;
  g_autofree char *sentence
      = g_strdup_printf (_("Of the kernel covariance of the first block the second explains %s %%; the rest has the entropy of %.1f equal "
                           "directions."),
                         mercer_number_show (100 * share, 3, number), exp (run->schur.entropy[MERCER_SCHUR_REST]));
  mercer_figure_describe (b, sentence);
  draw_map (run, b);
  draw_spectra (run, b);
  draw_entropies (run, b);
  words (run, b);
  tables (run, b);
  return mercer_figure_builder_finish (b);
}
