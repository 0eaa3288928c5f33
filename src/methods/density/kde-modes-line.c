/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-modes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* One column: the curve with its modes above the map of where its slope is significant, over all bandwidths; the hand moves the
 * bandwidth on the map. */

enum { RUG = 2000 };

static void
x_axis (const ModesRun *run, MercerFigureBuilder *b, int panel)
{
  g_autofree char *link = g_strconcat ("column:", run->in.names[0], NULL);
  mercer_figure_x_axis (b, panel, run->in.names[0], mercer_inputs_unit (&run->in, 0), MERCER_AXIS_LINEAR, run->low, run->high, link);
}

/* Points as short strokes beneath the curve, in the colour of their mode. */
static void
draw_rug (const ModesRun *run, MercerFigureBuilder *b, int panel, double peak)
{
  size_t stride = MAX (run->in.n / RUG, 1), colours = MIN (run->modes.count, 8);
  const double *x = mercer_matrix_column (run->in.x, 0);
  g_autofree double *at = g_new (double, run->in.n), *foot = g_new (double, run->in.n), *head = g_new (double, run->in.n);
  for (size_t c = 0; c < colours; c++)
    {
      size_t some = 0;
      for (size_t i = 0; i < run->in.n; i += stride)
        if ((size_t) run->basin[i] % 8 == c)
          {
            at[some] = x[i];
            foot[some] = -0.07 * peak;
            head[some++] = -0.02 * peak;
          }
      mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (c), .width = 1, .opacity = 0.6 }, some, at, foot, at,
                              head);
    }
}

static void
draw_curve (const ModesRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Density and its modes"), 0, 0, 1, 1);
  double peak = 0;
  for (size_t i = 0; i < MODES_LINE; i++)
    peak = MAX (peak, run->f[i]);
  x_axis (run, b, panel);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, -0.09 * peak, 1.3 * peak, NULL);
  for (size_t k = 0; k + 1 < run->modes.count && k < 200; k++)
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 1, .dashed = true }, true, run->antimodes[k]);
  draw_rug (run, b, panel, peak);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, MODES_LINE, run->at, run->f);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8 }, run->modes.count,
                        run->place, run->density, NULL);
  if (!run->tested)
    return;
  char p[MERCER_NUMBER_SIZE], q[MERCER_NUMBER_SIZE];
  const MercerSilverman *one = &run->test[0];
  g_autofree char *words
      = isfinite (one->p_value)
            ? g_strdup_printf (_("One mode alone: p = %s by the dip, %s by Silverman’s test"),
                               mercer_number_show (run->dip.p_value, 2, p), mercer_number_show (one->p_value, 2, q))
            : g_strdup_printf (_("One mode alone: p = %s by the dip"), mercer_number_show (run->dip.p_value, 2, p));
  mercer_figure_caption (b, panel, words);
}

/* One row of cells for each bandwidth: the axis is logarithmic, and cells are to be equally high on it. */
static void
draw_rows (const ModesRun *run, MercerFigureBuilder *b, int panel)
{
  double values[MODES_MAP], step = (run->high - run->low) / (MODES_MAP - 1), half = sqrt (run->widths[1] / run->widths[0]);
  for (size_t j = 0; j < MODES_WIDTHS; j++)
    {
      bool any = false;
      for (size_t i = 0; i < MODES_MAP; i++)
        {
          int what = run->sizer[i + j * MODES_MAP];
          values[i] = what == MERCER_SIZER_RISES ? -1 : what == MERCER_SIZER_FALLS ? 1 : what == MERCER_SIZER_UNSURE ? 0 : NAN;
          any |= what != MERCER_SIZER_SPARSE;
        }
      if (any)
        mercer_figure_raster (b, panel, MODES_MAP, 1, run->low - 0.5 * step, run->high + 0.5 * step, run->widths[j] / half,
                              run->widths[j] * half, values, MERCER_MAP_DIVERGING, -1.6, 1.6, false, NULL, NULL);
    }
}

static void
draw_map (const ModesRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Where the slope is more than chance, against the bandwidth"), 0, 1, 1, 1);
  double half = sqrt (run->widths[1] / run->widths[0]);
  x_axis (run, b, panel);
  mercer_figure_y_axis (b, panel, _("Bandwidth"), mercer_inputs_unit (&run->in, 0), MERCER_AXIS_LOG, run->widths[0] / half,
                        run->widths[MODES_WIDTHS - 1] * half, NULL);
  draw_rows (run, b, panel);
  mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.2 }, run->tree,
                          run->tree_x0, run->tree_h0, run->tree_x1, run->tree_h1);
  mercer_figure_caption (b, panel, _("Blue rises, red falls, pale is unsure, blank has too few points"));
  if (run->values->smoothing == 1 && !run->widened)
    mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_HORIZONTAL, .title = _("Bandwidth"), .role = MERCER_ROLE_ACCENT,
                                                     .value = { .id = "bandwidth" }, .y = run->h[0] });
  else
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 2 }, false, run->h[0]);
}

void
modes_draw_line (const ModesRun *run, MercerFigureBuilder *b)
{
  draw_curve (run, b);
  if (run->sizer != NULL)
    draw_map (run, b);
}
