/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diffusion.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "empty-ground.h"
#include "ground.h"

static const double arrow_length = 0.055; /* of the picture, the longest */
/* So many particles, evenly taken, leave a trail of so large a part of the steps. */
enum { TRAILS = 40 };
static const double trail_part = 0.12;
/* An axis reaches at least so far, that it stands still while most films play; in units of the rows' spread. */
static const double usual_energy = 0.3;

static void
draw_drift (const DiffusionRun *run, MercerFigureBuilder *b, int panel, MercerMatrix from, MercerMatrix drift)
{
  double longest = 0;
  for (size_t i = 0; i < drift.rows; i++)
    longest = fmax (longest, hypot (*mercer_matrix_at (drift, i, 0), *mercer_matrix_at (drift, i, 1)));
  if (!(longest > 0))
    return;
  double scale = arrow_length * (run->plane.high[0] - run->plane.low[0]) / longest;
  for (size_t e = 0; e < 2 * drift.rows; e++)
    drift.data[e] *= scale;
  mercer_figure_arrows (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.8, .opacity = 0.5 }, drift.rows,
                        mercer_matrix_column (from, 0), mercer_matrix_column (from, 1), mercer_matrix_column (drift, 0),
                        mercer_matrix_column (drift, 1));
  mercer_figure_caption (b, panel, _("Arrows: where the next step back leads on average"));
}

/* Where some particles have been on this way. */
static void
draw_trails (const DiffusionRun *run, MercerFigureBuilder *b, int panel)
{
  size_t trails = MIN (run->m, TRAILS), begin = diffusion_run_is_back (run, run->now) ? run->steps + 1 : 0;
  size_t length = MIN (run->now - begin, (size_t) ceil (trail_part * (double) run->steps)), each = length + 2;
  if (length == 0)
    return;
  g_autofree double *x = g_new (double, trails * each), *y = g_new (double, trails * each);
  for (size_t p = 0; p < trails; p++)
    for (size_t k = 0; k < each; k++)
      {
        const double *at = run->path + (run->now - length + k) * run->m * 2 + p * run->m / trails;
        x[p * each + k] = k <= length ? at[0] : (double) NAN;
        y[p * each + k] = k <= length ? at[run->m] : (double) NAN;
      }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.7, .opacity = 0.3 }, trails * each, x, y);
}

static void
draw_rows (const DiffusionRun *run, MercerFigureBuilder *b, int panel)
{
  g_autofree double *rows = g_new (double, 2 * run->in.n);
  for (size_t a = 0; a < 2; a++)
    mercer_plane_project (&run->plane, run->in.x, a, rows + a * run->in.n);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 4, .opacity = 0.22, .legend = _("Rows") },
                        run->in.n, rows, rows + run->in.n, run->in.ids);
}

static MercerStatus
draw_back (const DiffusionRun *run, MercerFigureBuilder *b, int panel)
{
  size_t count = run->plane.grid[0] * run->plane.grid[1];
  bool arrows = run->values->arrows && diffusion_run_time (run, run->now) > 0;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix from = mercer_work_matrix (run->work, count, 2), drift = mercer_work_matrix (run->work, count, 2);
  if (from.data == NULL || drift.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = arrows ? diffusion_run_drift (run, run->now, from, drift) : MERCER_OK;
  if (arrows && status == MERCER_OK)
    draw_drift (run, b, panel, from, drift);
  mercer_work_release (run->work, mark);
  return status;
}

static MercerStatus
draw_cloud (const DiffusionRun *run, MercerFigureBuilder *b)
{
  size_t t = diffusion_run_time (run, run->now);
  bool back = diffusion_run_is_back (run, run->now);
  const double *x = run->path + run->now * run->m * 2;
  g_autofree char *title = back ? g_strdup_printf (_("Reverse: step %zu of %zu"), run->steps - t, run->steps)
                                : g_strdup_printf (_("Forward: step %zu of %zu"), t, run->steps);
  int panel = mercer_figure_panel (b, title, 0, 0, 1, 2);
  mercer_picture_plane_axes (b, panel, &run->plane, run->in.dataset, run->in.names);
  if (run->in.d == 2)
    mercer_figure_edits (b, panel, run->in.names[0], run->in.names[1]);
  draw_rows (run, b, panel);
  MercerStatus status = back ? draw_back (run, b, panel) : MERCER_OK;
  draw_trails (run, b, panel);
  mercer_figure_points (b, panel,
                        &(MercerStyle){ .role = back ? MERCER_ROLE_PRIMARY : MERCER_ROLE_DATA, .size = 4.5, .opacity = 0.8,
                                        .legend = back ? _("Noise, coming back") : _("Rows, diffusing") },
                        run->m, x, x + run->m, NULL);
  return status;
}

static const char *
unit_of_distance (const DiffusionRun *run)
{
  return run->each ? _("sd") : mercer_inputs_unit (&run->in, 0);
}

/* The line of time: what is known of it, and a handle that looks at another moment of the film. */
static void
draw_time (const DiffusionRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Out and back"), 1, 0, 1, 1);
  g_autofree char *label = g_strdup_printf (_("Step: all noise at %zu"), run->steps);
  g_autofree double *step = g_new (double, run->moments);
  size_t there = run->steps + 1;
  double top = 1.15 * run->farthest;
  for (size_t k = 0; k <= run->now; k++)
    {
      step[k] = (double) k;
      top = fmax (top, 1.05 * run->nearest[k]);
    }
  mercer_figure_x_axis (b, panel, label, "", MERCER_AXIS_LINEAR, 0, (double) (run->moments - 1), NULL);
  mercer_figure_y_axis (b, panel, _("Nearest row"), unit_of_distance (run), MERCER_AXIS_LINEAR, 0, top, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .width = 2, .legend = _("Forward") },
                      MIN (run->now + 1, there), step, run->nearest);
  if (run->now >= there)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Reverse") },
                        run->now + 1 - there, step + there, run->nearest + there);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Step"), .role = MERCER_ROLE_ACCENT,
                                                   .x = step[run->now], .value = { .id = MERCER_HANDLE_FILM, .component = -1 } });
}

/* How far the reverse diffusion is from the forward one at the same noise. */
static void
draw_energy (const DiffusionRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Energy distance"), 1, 1, 1, 1);
  g_autofree double *noise = g_new (double, run->steps + 1);
  size_t first = diffusion_run_is_back (run, run->now) ? diffusion_run_time (run, run->now) : run->steps + 1;
  double top = usual_energy;
  for (size_t t = 0; t <= run->steps; t++)
    noise[t] = (double) t / (double) run->steps;
  mercer_figure_x_axis (b, panel, _("Noise: 0 none, 1 all"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  for (size_t t = first; t <= run->steps; t++)
    top = fmax (top, 1.1 * fmax (run->energy[t], run->chance[t]));
  mercer_figure_y_axis (b, panel, _("Distance"), "", MERCER_AXIS_LINEAR, 0, top, NULL);
  if (first > run->steps)
    {
      mercer_figure_caption (b, panel, _("Measured on the way back"));
      return;
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Reverse to forward") },
                      run->steps + 1 - first, noise + first, run->energy + first);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .legend = _("By chance alone") },
                      run->steps + 1 - first, noise + first, run->chance + first);
}

/* --- Words -------------------------------------------------------------------------------------------------- */

static void
tables (const DiffusionRun *run, MercerFigureBuilder *b)
{
  int particles = mercer_figure_table (b, "particles", _("Particles"), run->m);
  for (size_t c = 0; c < run->in.d; c++)
    mercer_figure_table_column (b, particles, run->in.names[c], mercer_inputs_unit (&run->in, c),
                                mercer_matrix_column (run->last, c));
  size_t rows = run->steps + 1;
  g_autofree double *back = g_new (double, rows), *time = g_new (double, rows);
  for (size_t t = 0; t < rows; t++)
    {
      time[t] = (double) t;
      back[t] = run->nearest[2 * run->steps + 1 - t];
    }
  int trace = mercer_figure_table (b, "trace", _("Trace"), rows);
  mercer_figure_table_column (b, trace, "time", "", time);
  mercer_figure_table_column (b, trace, "kept", "", run->kept[0]);
  mercer_figure_table_column (b, trace, "kept_reverse", "", run->kept[1]);
  mercer_figure_table_column (b, trace, "nearest_forward", "", run->nearest);
  mercer_figure_table_column (b, trace, "nearest_reverse", "", back);
  mercer_figure_table_column (b, trace, "energy", "", run->energy);
  mercer_figure_table_column (b, trace, "energy_by_chance", "", run->chance);
}

/* Root mean square deviation from the mean, over all columns and each in its scale; from the first row on, so that equal rows deviate by no rounding. */
static double
spread_of (const DiffusionRun *run, MercerMatrix x)
{
  double sum = 0;
  for (size_t c = 0; c < x.cols; c++)
    {
      double mean = 0, first = *mercer_matrix_at (x, 0, c);
      for (size_t i = 0; i < x.rows; i++)
        mean += (*mercer_matrix_at (x, i, c) - first) / (double) x.rows;
      for (size_t i = 0; i < x.rows; i++)
        sum += pow ((*mercer_matrix_at (x, i, c) - first - mean) / run->scale[c], 2) / (double) (x.rows * x.cols);
    }
  return sqrt (sum);
}

static void
notes (const DiffusionRun *run, MercerFigureBuilder *b)
{
  char number[MERCER_NUMBER_SIZE];
  mercer_inputs_note (&run->in, b);
  if (run->in.n < run->total)
    {
      g_autofree char *sentence = g_strdup_printf (_("Knows %zu of %zu rows, evenly taken."), run->in.n, run->total);
      mercer_figure_note (b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
  if (run->each)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("The columns differ in their units or spreads, so each diffuses in units of its own standard deviation."), NULL,
                        NULL, 0);
  if (run->refused)
    mercer_figure_note (b, MERCER_NOTE_WARNING, _("The last change cannot run and was not taken over; the panel says why."), NULL, NULL, 0);
  if (run->kept[0][run->steps] > 0.02)
    {
      g_autofree char *sentence = g_strdup_printf (
          _("At the end of the forward diffusion %s of the variance is still data: the way back starts from the wrong noise."),
          mercer_number_show (run->kept[0][run->steps], 2, number));
      mercer_figure_note (b, MERCER_NOTE_WARNING, sentence, _("Set noise to 20"), "noise", 20);
    }
  if (run->values->knowledge == DIFFUSION_EXACT && run->values->bandwidth == 0)
    mercer_figure_note (b, MERCER_NOTE_INFO,
                        _("With no bandwidth the exact way back ends on the rows themselves, the nearer the smaller the steps: it has "
                          "learned them by heart."),
                        _("Set bandwidth to 0.05"), "bandwidth", 0.05);
}

static void
words (const DiffusionRun *run, MercerFigureBuilder *b, bool final)
{
  mercer_figure_readout (b, "steps", _("Steps"), (double) run->now, "");
  mercer_figure_readout (b, "kept", _("Variance that is data"), diffusion_run_kept (run, run->now), "");
  mercer_figure_readout (b, "nearest", _("Distance to the nearest row"), run->nearest[run->now], unit_of_distance (run));
  if (!final)
    return;
  mercer_figure_readout (b, "energy", _("Energy distance at the end"), run->energy[0], "");
  if (spread_of (run, run->in.x) > 0)
    mercer_figure_readout (b, "spread", _("Spread that came back"), spread_of (run, run->last) / spread_of (run, run->in.x), "");
  notes (run, b);
  tables (run, b);
}

/* A table that is being painted has no name. */
static char *
title_of (const DiffusionRun *run)
{
  return run->painted || run->empty ? g_strdup (_("Diffusion")) : g_strdup_printf (_("Diffusion of %s"), mercer_dataset_title (run->in.dataset));
}

MercerFigure *
diffusion_run_empty (const DiffusionRun *run)
{
  g_autofree char *title = title_of (run);
  return mercer_picture_empty_ground (title, run->in.dataset, run->in.names, NULL);
}

MercerStatus
diffusion_run_figure (const DiffusionRun *run, bool final, MercerFigure **figure)
{
  char near[MERCER_NUMBER_SIZE];
  g_autofree char *title = title_of (run);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  g_autofree char *badge = g_strdup_printf (_("Step %zu of %zu"), run->now, run->moments - 1);
  if (!final)
    mercer_figure_draft (b, badge);
  g_autofree char *sentence = g_strdup_printf (
      diffusion_run_is_back (run, run->now) ? _("%zu particles come back from noise; now they are %s from the nearest row on average.")
                                            : _("%zu rows diffuse into noise; now they are %s from the nearest row on average."),
      run->m, mercer_number_show (run->nearest[run->now], 3, near));
  mercer_figure_describe (b, sentence);
  mercer_figure_stretch_column (b, 0, 1.35);
  mercer_figure_stretch_column (b, 1, 1);
  MercerStatus status = draw_cloud (run, b);
  draw_time (run, b);
  draw_energy (run, b);
  words (run, b, final);
  if (status == MERCER_OK)
    *figure = mercer_figure_builder_finish (b);
  else
    mercer_figure_builder_free (b);
  return status;
}
