/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gan-dynamics.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "empty-ground.h"

static const struct
{
  MercerColourRole role;
  double opacity;
} looks[GAN_PHASES] = { [GAN_STRAIGHT] = { MERCER_ROLE_SERIES_N (2), 0.45 },
                        [GAN_TURNS] = { MERCER_ROLE_SERIES_N (2), 0.2 },
                        [GAN_OSCILLATES] = { MERCER_ROLE_SERIES_N (1), 0.35 },
                        [GAN_DIVERGES] = { MERCER_ROLE_ACCENT, 0.35 },
                        [GAN_LEAVES] = { MERCER_ROLE_INK, 0.12 } };

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
    mercer_figure_band (b, panel, &(MercerStyle){ .role = looks[phase].role, .opacity = looks[phase].opacity,
                                                  .legend = named ? NULL : _(gan_phase_names[phase]) },
                        2 * GAN_COLUMNS, x, low, high);
  return any;
}

static void
draw_diagram (const GanRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("What becomes of games"), 0, 0, 1, 2);
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
  if (run->path != NULL) /* in the colour of what it did, around the handle */
    mercer_figure_points (b, panel, &(MercerStyle){ .role = looks[run->phase].role, .size = 15 }, 1, &x, &y, NULL);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .size = 16, .hollow = true, .width = 1.5 }, 1, &x, &y, NULL);
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
  mercer_picture_show_ground (run->in.dataset, 1, low, high);
}

/* Where the generated points go; with one column, over the steps. */
static void
draw_paths (const GanRun *run, MercerFigureBuilder *b)
{
  g_autofree char *title = run->path != NULL ? g_strdup_printf (_("This game: %s"), gan_run_verdict (run)) : g_strdup (_("This game"));
  int panel = mercer_figure_panel (b, title, 1, 0, 1, 1);
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
    {
      mercer_figure_points (b, panel, &real, n, x, mercer_matrix_column (run->in.x, 1), run->in.ids);
      mercer_figure_edits (b, panel, run->in.names[0], run->in.names[1]);
    }
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

/* --- The figure ----------------------------------------------------------------------------------------------- */

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
    gan_run_words (run, b);
  return mercer_figure_builder_finish (b);
}
