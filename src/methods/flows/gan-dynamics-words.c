/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gan-dynamics.h"

#include <glib/gi18n-lib.h>
#include <math.h>

const char *
gan_run_verdict (const GanRun *run)
{
  static const char *const verdicts[MERCER_GAN_VERDICTS] = { [MERCER_GAN_CONVERGES] = N_("converges"),
                                                             [MERCER_GAN_RESTS] = N_("rests elsewhere"),
                                                             [MERCER_GAN_CIRCLES] = N_("circles"),
                                                             [MERCER_GAN_LEAVES] = N_("circles ever wider"),
                                                             [MERCER_GAN_THROWN] = N_("thrown out") };
  return _(verdicts[run->verdict]);
}

/* What becomes of games at the nodes of the diagram. */
static void
table_of_map (const GanRun *run, MercerFigureBuilder *b)
{
  size_t columns = run->map->columns, count = columns * run->map->rows;
  g_autofree double *across = g_new (double, count), *up = g_new (double, count), *phase = g_new (double, count);
  for (size_t k = 0; k < count; k++)
    {
      across[k] = gan_node (&run->across, (double) (k % columns), columns);
      up[k] = gan_node (&run->up, (double) (k / columns), run->map->rows);
      phase[k] = run->map->phase[k];
    }
  int diagram = mercer_figure_table (b, "diagram", _("Diagram"), count);
  mercer_figure_table_column (b, diagram, run->across.id, "", across);
  mercer_figure_table_column (b, diagram, run->up.id, "", up);
  mercer_figure_table_column (b, diagram, "phase", "", phase);
}

static void
tables (const GanRun *run, MercerFigureBuilder *b)
{
  size_t rows = run->done + 1, n = run->in.n;
  g_autofree double *step = g_new (double, rows), *end = g_new (double, n);
  for (size_t k = 0; k < rows; k++)
    step[k] = (double) k;
  int game = mercer_figure_table (b, "game", _("Game"), rows);
  mercer_figure_table_column (b, game, "step", "", step);
  mercer_figure_table_column (b, game, "distance", "", run->distance);
  int points = mercer_figure_table (b, "points", _("Generated points"), n);
  mercer_inputs_row_column (&run->in, b, points);
  for (size_t c = 0; c < run->in.d; c++)
    {
      for (size_t i = 0; i < n; i++)
        end[i] = *mercer_matrix_at (run->in.x, 0, c) + run->unit * run->path[(run->done * run->in.d + c) * n + i];
      mercer_figure_table_column (b, points, run->in.names[c], mercer_inputs_unit (&run->in, c), end);
    }
  table_of_map (run, b);
  int modes = mercer_figure_table (b, "modes", _("Modes"), run->modes);
  mercer_figure_table_column (b, modes, "gamma", "", run->gammas);
}

/* Where the game and the theory do not say the same, why. */
static void
note_difference (const GanRun *run, MercerFigureBuilder *b)
{
  static const double far = 0.05, parted = 30;
  double end = run->distance[run->done], theory = run->distance[0] * pow (run->radius, (double) run->done);
  if (run->swapped > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%zu generated point has come to another row than it began at, where the game is at rest as well; its distance is that "
                    "from the row it came to.",
                    "%zu generated points have come to other rows than they began at, where the game is at rest as well; their distances "
                    "are those from the rows they came to.",
                    run->swapped),
          run->swapped);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if (run->radius < 1 && run->values->start > far && end > parted * fmax (theory, 1e-6))
    {
      g_autofree char *remedy = g_strdup_printf (_("Set start to %g"), 0.2 * far);
      mercer_figure_note (b, MERCER_NOTE_INFO,
                          _("The theory is about points near their rows; from as far as they start here they have gone another way."),
                          remedy, "start", 0.2 * far);
    }
}

static void
note_map (const GanRun *run, MercerFigureBuilder *b)
{
  if (run->map->played == 0)
    return;
  g_autofree char *sentence = g_strdup_printf (_("What converges is theory; elsewhere %zu games of %zu steps were played from this start, to tell "
                                                 "which oscillate and which throw points out."),
                                               run->map->played, run->map->steps);
  mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
}

void
gan_run_words (const GanRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "radius", _("Spectral radius"), run->radius, "");
  if (isfinite (run->rate))
    mercer_figure_readout (b, "rate", _("Distance over that before"), run->rate, "");
  mercer_figure_readout (b, "distance", _("Distance at the end"), run->distance[run->done], _("bandwidths"));
  mercer_figure_readout (b, "steps", _("Steps played"), (double) run->done, "");
  if (run->angle > 0)
    mercer_figure_readout (b, "turn", _("Steps of a turn"), 2 * G_PI / run->angle, "");
  if (!run->gan.alternating)
    mercer_figure_readout (b, "limit", _("Largest generator's rate"), run->least_rate, "");
  mercer_figure_text_output (b, "phase", _("Phase"), _(gan_phase_names[run->phase]));
  mercer_figure_text_output (b, "verdict", _("Seen"), gan_run_verdict (run));
  mercer_inputs_note (&run->in, b);
  if (run->in.n < run->total)
    {
      g_autofree char *sentence
          = g_strdup_printf (_("The game is played with %zu of %zu rows, evenly taken."), run->in.n, run->total);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if (run->radius >= 1 && !run->gan.alternating && run->values->generator > run->least_rate)
    {
      char number[MERCER_NUMBER_SIZE];
      double half = mercer_number_round (0.5 * run->least_rate, 2);
      g_autofree char *remedy = g_strdup_printf (_("Set generator’s rate to %s"), mercer_number_show (half, 2, number));
      mercer_figure_note (b, MERCER_NOTE_INFO,
                          run->phase == GAN_DIVERGES
                              ? _("The generator is too fast for this regularisation: points are thrown out of every row’s reach.")
                              : _("The generator is too fast for this regularisation: the points circle, as far as the kernel reaches."),
                          remedy, "generator", half);
    }
  note_difference (run, b);
  if (run->map == NULL)
    return;
  note_map (run, b);
  tables (run, b);
}
