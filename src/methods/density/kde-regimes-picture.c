/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-regimes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "histogram.h"

typedef double (*Theory) (const MercerRegimes *theory, double h);

/* The regimes from wide kernels to narrow ones: what they are called on the map, as the title, and what happens there. */
enum { CLASSICAL, HEAVY, EXTREME, N_REGIMES };
static const struct
{
  const char *name, *title, *sentence;
} regimes[N_REGIMES] = {
  { N_("Central limit"), N_("An average of many points: the central limit theorem holds"),
    N_("Above h CLT: so many points lie within a kernel that the estimate is an average, and varies as a normal number does.") },
  { N_("Heavy tails"), N_("Near its mean, but with heavy tails: the central limit theorem has broken down"),
    N_("From h G to h CLT: the mean is right, but rare points that lie close are felt: the estimate has a stable law with an infinite "
       "variance.") },
  { N_("A few points"), N_("A few points decide: extreme values"),
    N_("Below h G: the nearest points make all of it, and the estimate where the data are is far below its mean. The best fit lies here: "
       "there a kernel is as wide as the nearest point is far.") },
};

static int
regime_at (const MercerRegimes *r, double h)
{
  return h >= r->h_clt ? CLASSICAL : h >= r->h_g ? HEAVY : EXTREME;
}

static void
add_marks (const RegimesRun *run, MercerFigureBuilder *b, int panel, bool key)
{
  const MercerRegimes *r = &run->theory;
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (0), .dashed = true, .legend = key ? "h CLT" : NULL }, true,
                      r->h_clt);
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (1), .dashed = true, .legend = key ? "h G" : NULL }, true,
                      r->h_g);
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (2), .dashed = true, .legend = key ? _("Best fit") : NULL },
                      true,
                      r->h_kl);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Bandwidth"), .role = MERCER_ROLE_ACCENT,
                                                   .value = { .id = "bandwidth", .component = -1 }, .x = run->values->bandwidth });
}

static int
width_panel (const RegimesRun *run, MercerFigureBuilder *b, const char *title, const char *y, int row, Theory theory)
{
  int panel = mercer_figure_panel (b, title, 0, row, 1, 1);
  double h[REGIMES_CURVE], value[REGIMES_CURVE];
  for (size_t k = 0; k < REGIMES_CURVE; k++)
    {
      h[k] = run->low * pow (run->high / run->low, (double) k / (REGIMES_CURVE - 1));
      value[k] = theory (&run->theory, h[k]);
    }
  mercer_figure_x_axis (b, panel, _("Bandwidth"), "", MERCER_AXIS_LOG, run->low, run->high, "kde-regimes");
  mercer_figure_y_axis (b, panel, y, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = row == 0 ? _("Theory") : NULL },
                      REGIMES_CURVE, h,
                      value);
  return panel;
}

static void
draw_widths (const RegimesRun *run, MercerFigureBuilder *b)
{
  int panel = width_panel (run, b, _("The estimate where the data are"), _("Log density / d"), 0, mercer_regimes_log_density);
  if (run->samples > 0)
    {
      mercer_figure_band (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .opacity = 0.25 }, REGIMES_WIDTHS, run->widths,
                          run->under,
                          run->over);
      mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = 5, .legend = _("Simulation, 10 to 90 %") },
                            REGIMES_WIDTHS, run->widths, run->middle, NULL);
    }
  add_marks (run, b, panel, false);
  panel = width_panel (run, b, _("How far the estimate is from the truth"), _("Divergence / d"), 1, mercer_regimes_divergence);
  if (run->samples > 0)
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = 5 }, REGIMES_WIDTHS, run->widths,
                          run->divergence, NULL);
  add_marks (run, b, panel, true);
}

/* Samples at the bandwidth beside the normal law that the central limit theorem would have. */
static void
draw_samples (const RegimesRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Samples at this bandwidth"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, _("Log of the estimate over its mean"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (run->samples == 0)
    return;
  double low = run->ratio[0], high = run->ratio[0], x[REGIMES_CURVE], y[REGIMES_CURVE], sd = run->relative_sd;
  for (size_t s = 0; s < run->samples; s++)
    {
      low = MIN (low, run->ratio[s]);
      high = MAX (high, run->ratio[s]);
    }
  double room = MAX (0.05 * (high - low), 1e-9);
  low -= room;
  high += room;
  mercer_picture_histogram (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .opacity = 0.45 }, run->samples, run->ratio, low, high, 0);
  for (size_t k = 0; k < REGIMES_CURVE; k++)
    {
      x[k] = low + (high - low) * (double) k / (REGIMES_CURVE - 1);
      double u = expm1 (x[k]) / sd;
      y[k] = exp (-0.5 * u * u + x[k]) / (sd * sqrt (2 * M_PI)); /* of the log of a normal with mean 1 */
    }
  if (run->values->bandwidth >= run->theory.h_clt && sd > 1e-12)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Central limit") }, REGIMES_CURVE,
                        x, y);
}

/* Each regime as a ground of its own. */
static void
draw_regimes (MercerFigureBuilder *b, int panel, const double *alpha, const double *h_clt, const double *h_g, double bottom, double top)
{
  double floor[REGIMES_CURVE], roof[REGIMES_CURVE];
  for (size_t k = 0; k < REGIMES_CURVE; k++)
    {
      floor[k] = bottom;
      roof[k] = top;
    }
  const double *bounds[N_REGIMES + 1] = { roof, h_clt, h_g, floor };
  for (int r = 0; r < N_REGIMES; r++)
    {
      MercerStyle style = { .role = MERCER_ROLE_SERIES_N (r + 3), .opacity = 0.3, .legend = _(regimes[r].name) };
      mercer_figure_band (b, panel, &style, REGIMES_CURVE, alpha, bounds[r + 1], bounds[r]);
    }
}

static void
draw_map (const RegimesRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Where the regimes lie"), 1, 1, 1, 1);
  double alpha[REGIMES_CURVE], h[3][REGIMES_CURVE], here = run->theory.alpha, top = 0;
  for (size_t k = 0; k < REGIMES_CURVE; k++)
    {
      alpha[k] = here * pow (10, 2 * (double) k / (REGIMES_CURVE - 1) - 1);
      MercerRegimes r = mercer_regimes (alpha[k]);
      h[0][k] = r.h_clt, h[1][k] = r.h_g, h[2][k] = r.h_kl;
      top = MAX (top, r.h_clt);
    }
  mercer_figure_x_axis (b, panel, _("α = log of the points / dimensions"), "", MERCER_AXIS_LOG, alpha[0], alpha[REGIMES_CURVE - 1], NULL);
  double bottom = MIN (h[2][REGIMES_CURVE - 1], run->values->bandwidth) / 1.5;
  top = 1.5 * MAX (top, run->values->bandwidth);
  mercer_figure_y_axis (b, panel, _("Bandwidth"), "", MERCER_AXIS_LOG, bottom, top, NULL);
  draw_regimes (b, panel, alpha, h[0], h[1], bottom, top);
  for (size_t c = 0; c < 3; c++)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (c), .width = 2 }, REGIMES_CURVE, alpha, h[c]);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 9 }, 1, &here, &run->values->bandwidth, NULL);
}

static const char *
regime (const RegimesRun *run)
{
  return _(regimes[regime_at (&run->theory, run->values->bandwidth)].title);
}

static void
words (const RegimesRun *run, MercerFigureBuilder *b)
{
  mercer_figure_readout (b, "alpha", _("α, log of the points / dimensions"), run->theory.alpha, "");
  mercer_figure_readout (b, "h_clt", "h CLT", run->theory.h_clt, "");
  mercer_figure_readout (b, "h_g", "h G", run->theory.h_g, "");
  mercer_figure_readout (b, "h_best", _("Bandwidth of the best fit"), run->theory.h_kl, "");
  if (run->samples == 0)
    return;
  mercer_figure_readout (b, "points_that_matter", _("Points that matter"), run->matter, "");
  double theory[REGIMES_WIDTHS];
  for (size_t k = 0; k < REGIMES_WIDTHS; k++)
    theory[k] = mercer_regimes_log_density (&run->theory, run->widths[k]);
  int t = mercer_figure_table (b, "bandwidths", _("Bandwidths"), REGIMES_WIDTHS);
  mercer_figure_table_column (b, t, "bandwidth", "", run->widths);
  mercer_figure_table_column (b, t, "theory", "", theory);
  mercer_figure_table_column (b, t, "median", "", run->middle);
  mercer_figure_table_column (b, t, "low", "", run->under);
  mercer_figure_table_column (b, t, "high", "", run->over);
  mercer_figure_table_column (b, t, "divergence", "", run->divergence);
}

MercerFigure *
regimes_run_figure (const RegimesRun *run, const char *draft)
{
  MercerFigureBuilder *b = mercer_figure_builder_new (regime (run));
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  g_autofree char *sentence = g_strdup_printf (_("Kernel density of %zu normal points in %zu dimensions. %s."), run->n, run->d,
                                               regime (run));
  mercer_figure_describe (b, sentence);
  draw_widths (run, b);
  draw_samples (run, b);
  draw_map (run, b);
  if (run->d < 8)
    mercer_figure_note (b, MERCER_NOTE_INFO, _("The theory is one of many dimensions; with so few the regimes blur into one another."),
                        NULL, NULL,
                        0);
  words (run, b);
  for (int r = 0; r < N_REGIMES; r++)
    mercer_figure_note (b, MERCER_NOTE_INFO, _(regimes[r].sentence), NULL, NULL, 0);
  return mercer_figure_builder_finish (b);
}
