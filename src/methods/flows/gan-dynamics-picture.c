/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gan-dynamics.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const MercerColourRole phase_roles[GAN_PHASES] = { MERCER_ROLE_SERIES_N (2), MERCER_ROLE_SERIES_N (0), MERCER_ROLE_SERIES_N (1) };

static double
value_of (const GanRun *run, const GanAxis *axis)
{
  return *(const double *) (const void *) ((const char *) &run->gan + axis->offset);
}

/* One piece of a phase in all columns, each from edge to edge; false: there is none. */
static bool
draw_piece (const GanRun *run, MercerFigureBuilder *b, int panel, size_t phase, size_t piece, bool named)
{
  double x[2 * GAN_COLUMNS], low[2 * GAN_COLUMNS], high[2 * GAN_COLUMNS];
  double half = pow (run->across.high / run->across.low, 0.5 / GAN_COLUMNS);
  bool any = false;
  for (size_t k = 0; k < 2 * GAN_COLUMNS; k++)
    {
      x[k] = k % 2 == 0 ? run->at[k / 2] / half : run->at[k / 2] * half;
      low[k] = run->low[phase][piece][k / 2];
      high[k] = run->high[phase][piece][k / 2];
      any |= isfinite (low[k]);
    }
  if (any)
    mercer_figure_band (b, panel, &(MercerStyle){ .role = phase_roles[phase], .opacity = 0.35,
                                                  .legend = named ? NULL : _(gan_phase_names[phase]) },
                        2 * GAN_COLUMNS, x, low, high);
  return any;
}

static void
draw_diagram (const GanRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Linearised theory"), 0, 0, 1, 2);
  double x = value_of (run, &run->across), y = value_of (run, &run->up);
  const GanAxis *usual = gan_run_axes (run);
  mercer_figure_x_axis (b, panel, _(run->across.title), "", MERCER_AXIS_LOG, fmin (usual[0].low, x), fmax (usual[0].high, x), NULL);
  mercer_figure_y_axis (b, panel, _(run->up.title), "", MERCER_AXIS_LOG, fmin (usual[1].low, y), fmax (usual[1].high, y), NULL);
  mercer_figure_x_follows (b, panel, run->across.id);
  mercer_figure_y_follows (b, panel, run->up.id);
  for (size_t phase = 0; phase < GAN_PHASES; phase++)
    {
      bool named = false;
      for (size_t piece = 0; piece < GAN_PIECES; piece++)
        named |= draw_piece (run, b, panel, phase, piece, named);
    }
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .size = 9 }, 1, &x, &y, NULL);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_POINT, .title = _("This game"), .role = MERCER_ROLE_INK,
                                                   .x = x, .y = y, .value = { .id = run->across.id, .component = -1 },
                                                   .value_y = { .id = run->up.id, .component = -1 } });
  mercer_figure_stretch_column (b, 0, 1.25);
  mercer_figure_stretch_column (b, 1, 1);
}

/* All of a column's rows and of the way of the points, but of those that are thrown out only what is near the rows. */
static void
reach_of (const GanRun *run, size_t c, double *low, double *high)
{
  static const double near = 3, margin = 0.05; /* widths of the kernel; part of the range */
  size_t n = run->in.n, d = run->in.d, count = run->path != NULL ? run->done + 1 : 0;
  const double *x = mercer_matrix_column (run->in.x, c), first = *mercer_matrix_at (run->in.x, 0, c);
  double ends[2] = { x[0], x[0] };
  for (size_t i = 0; i < n; i++)
    {
      ends[0] = fmin (ends[0], x[i]);
      ends[1] = fmax (ends[1], x[i]);
    }
  double most = near * run->gan.sigma * run->unit;
  *low = ends[0];
  *high = ends[1];
  for (size_t e = 0; e < count * n; e++)
    {
      double at = first + run->unit * run->path[(e / n) * n * d + c * n + e % n];
      *low = fmin (*low, fmax (at, ends[0] - most));
      *high = fmax (*high, fmin (at, ends[1] + most));
    }
  double wide = *high > *low ? *high - *low : 2 * most;
  *low -= margin * wide;
  *high += margin * wide;
}

/* Where the generated points go; with one column, over the steps. */
static void
draw_paths (const GanRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("The game itself"), 1, 0, 1, 1);
  size_t n = run->in.n, d = run->in.d, count = run->path != NULL ? run->done + 1 : 0;
  g_autofree double *across = g_new (double, count + 1), *up = g_new (double, count + 1);
  double low[2] = { 0, 0 }, high[2] = { 0, 0 };
  for (size_t c = 0; c < d; c++)
    reach_of (run, c, &low[c], &high[c]);
  if (d == 1)
    {
      mercer_figure_x_axis (b, panel, _("Step"), "", MERCER_AXIS_LINEAR, 0, run->values->steps, NULL);
      mercer_figure_y_axis (b, panel, run->in.names[0], mercer_inputs_unit (&run->in, 0), MERCER_AXIS_LINEAR, low[0], high[0], NULL);
    }
  else
    mercer_inputs_axes (&run->in, b, panel, 0, 1, low, high);
  for (size_t i = 0; i < n && count > 0; i++)
    {
      for (size_t k = 0; k < count; k++)
        {
          const double *block = run->path + k * n * d;
          double first = *mercer_matrix_at (run->in.x, 0, 0) + run->unit * block[i];
          across[k] = d == 1 ? (double) k : first;
          up[k] = d == 1 ? first : *mercer_matrix_at (run->in.x, 0, 1) + run->unit * block[i + n];
        }
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 1, .opacity = 0.7,
                                                    .legend = i == 0 ? _("Generated") : NULL }, count, across, up);
      mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = 6 }, 1, across + count - 1, up + count - 1,
                            NULL);
    }
  const double *x = mercer_matrix_column (run->in.x, 0);
  MercerStyle real = { .role = MERCER_ROLE_DATA, .size = 7, .hollow = true, .legend = _("Rows") };
  if (d > 1)
    mercer_figure_points (b, panel, &real, n, x, mercer_matrix_column (run->in.x, 1), run->in.ids);
  for (size_t i = 0; i < n && d == 1; i++)
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .width = 1, .dashed = true }, false, x[i]);
}

/* How far they are from the rows, beside the spectral radius to the power of the steps. */
static void
draw_distance (const GanRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Distance"), 1, 1, 1, 1);
  mercer_figure_x_axis (b, panel, _("Step"), "", MERCER_AXIS_LINEAR, 0, run->values->steps, NULL);
  mercer_figure_y_axis (b, panel, _("Bandwidths"), "", MERCER_AXIS_LOG, 0, 0, NULL);
  if (run->path == NULL)
    return;
  g_autofree double *step = g_new (double, run->done + 1), *theory = g_new (double, run->done + 1), *seen = g_new (double, run->done + 1);
  double most = 1;
  for (size_t k = 0; k <= run->done; k++)
    {
      step[k] = (double) k;
      theory[k] = run->distance[0] * pow (run->radius, (double) k);
      seen[k] = run->distance[k] > 0 ? run->distance[k] : NAN;
      most = fmax (most, 3 * run->distance[k]);
    }
  for (size_t k = 0; k <= run->done; k++)
    theory[k] = theory[k] > 0 && theory[k] < most ? theory[k] : NAN;
  if (!(run->distance[0] > 0))
    return;
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 1.8, .legend = _("Game") }, run->done + 1, step,
                      seen);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.2, .dashed = true, .legend = _("Theory") },
                      run->done + 1, step, theory);
}

/* --- Words ------------------------------------------------------------------------------------------------------- */

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
  if (run->phase != GAN_LEAVES && run->values->start > far && end > parted * fmax (theory, 1e-6))
    {
      g_autofree char *remedy = g_strdup_printf (_("Set start to %g"), 0.2 * far);
      mercer_figure_note (b, MERCER_NOTE_INFO,
                          _("The theory is about points near their rows; from as far as they start here they have gone another way."),
                          remedy, "start", 0.2 * far);
    }
}

static void
words (const GanRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "radius", _("Spectral radius"), run->radius, "");
  if (isfinite (run->rate))
    mercer_figure_readout (b, "rate", _("Distance over that before"), run->rate, "");
  mercer_figure_readout (b, "distance", _("Distance at the end"), run->distance[run->done], _("bandwidths"));
  mercer_figure_readout (b, "steps", _("Steps played"), (double) run->done, "");
  mercer_figure_readout (b, "phase", _("Phase (2: not converging)"), run->phase, "");
  if (!run->gan.alternating)
    mercer_figure_readout (b, "limit", _("Largest generator's rate"), run->least_rate, "");
  mercer_inputs_note (&run->in, b);
  if (run->in.n < run->total)
    {
      g_autofree char *sentence
          = g_strdup_printf (_("The game is played with %zu of %zu rows, evenly taken."), run->in.n, run->total);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if (run->phase == GAN_LEAVES && !run->gan.alternating && run->values->generator > run->least_rate)
    {
      char number[MERCER_NUMBER_SIZE];
      double half = mercer_number_round (0.5 * run->least_rate, 2);
      g_autofree char *remedy = g_strdup_printf (_("Set generator’s rate to %s"), mercer_number_show (half, 2, number));
      mercer_figure_note (b, MERCER_NOTE_INFO,
                          _("The generator is too fast for this regularisation: the points are thrown out of every row's reach, "
                            "or circle for ever."), remedy, "generator", half);
    }
  note_difference (run, b);
  tables (run, b);
}

MercerFigure *
gan_run_figure (const GanRun *run, const char *draft)
{
  char radius[MERCER_NUMBER_SIZE];
  MercerFigureBuilder *b = mercer_figure_builder_new (_("Dynamics of a game with a kernel discriminator"));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence
      = g_strdup_printf (_("Generated points about %zu rows, with spectral radius %s: %s."), run->in.n,
                         mercer_number_show (run->radius, 4, radius), _(gan_phase_names[run->phase]));
  mercer_figure_describe (b, sentence);
  draw_diagram (run, b);
  draw_paths (run, b);
  draw_distance (run, b);
  if (run->path != NULL)
    words (run, b);
  return mercer_figure_builder_finish (b);
}
