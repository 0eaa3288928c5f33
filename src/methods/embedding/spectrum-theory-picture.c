/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum-theory.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "histogram.h"
#include "row-names.h"

enum { CURVE = 400 };
static const double floor_share = 1e-4; /* of the largest: what a logarithmic axis still shows */

static const char *
eigenvalue_label (const SpectrumRun *run)
{
  return spectrum_run_is_linear (run) ? _("Eigenvalue of the covariance") : _("Eigenvalue of the centred Gram matrix / (n − 1)");
}

/* --- The bulk ----------------------------------------------------------------------------------------------- */

/* The density of the eigenvalues that do not stand out, from one end of the law to the other. */
static void
draw_law (const SpectrumRun *run, MercerFigureBuilder *b, int panel)
{
  double x[CURVE], y[CURVE], half = 0.5 * (run->law.high - run->law.low), middle = 0.5 * (run->law.high + run->law.low);
  for (int k = 0; k < CURVE; k++)
    {
      double at = middle - half * cos (M_PI * (k + 0.5) / CURVE);
      x[k] = spectrum_run_scale (run, at);
      y[k] = mercer_marchenko_pastur_density (&run->law, at) / run->theory.slope;
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Marchenko–Pastur") }, CURVE,
                      x, y);
}

static void
draw_bulk (const SpectrumRun *run, MercerFigureBuilder *b)
{
  const double *bulk = run->eigen + run->spikes;
  size_t n = run->count - run->spikes;
  int panel = mercer_figure_panel (b, _("Those that the law takes for noise"), 0, 0, 1, 1);
  double low = n > 0 ? bulk[n - 1] : 0, high = n > 0 ? bulk[0] : 1;
  if (run->has_theory)
    {
      low = MIN (low, spectrum_run_scale (run, run->law.low));
      high = MAX (high, run->threshold);
    }
  double room = MAX (high - low, 1e-12 * fabs (high) + 1e-300);
  mercer_figure_x_axis (b, panel, eigenvalue_label (run), "", MERCER_AXIS_LINEAR, low - 0.03 * room, high + 0.06 * room, NULL);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (n > 0)
    mercer_picture_histogram (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .opacity = 0.45, .legend = _("Eigenvalues") }, n,
                              bulk, low, low + room, 0);
  if (!run->has_theory)
    return;
  draw_law (run, b, panel);
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 2, .dashed = true }, true, run->threshold);
  char level[MERCER_NUMBER_SIZE];
  g_autofree char *words = g_strdup_printf (_("Dashed: noise alone goes further with probability %s"),
                                            mercer_number_show (run->values->level, 2, level));
  mercer_figure_caption (b, panel, words);
}

/* --- Each by its number ------------------------------------------------------------------------------------- */

static void
draw_ranks (const SpectrumRun *run, MercerFigureBuilder *b)
{
  size_t count = run->count, show = 0;
  bool few = spectrum_run_has_few (run), law = spectrum_run_asks_law (run);
  size_t most, standing = spectrum_run_standing (run, &most);
  int panel = few ? mercer_figure_panel (b, "", 0, 0, 1, 1) : mercer_figure_panel (b, _("All of them"), 1, 0, 1, 1);
  g_autofree double *rank = g_new (double, count);
  double least = floor_share * run->eigen[0];
  for (size_t k = 0; k < count; k++)
    {
      rank[k] = (double) k + 1;
      show += run->eigen[k] > least;
    }
  show = MAX (show, 1);
  if (few)
    {
      mercer_figure_x_axis (b, panel, _("Number"), "", MERCER_AXIS_LINEAR, 0.5, (double) MAX (show, 2) + 0.5, NULL);
      mercer_picture_count_along_x (b, panel, MAX (show, 2));
    }
  else
    mercer_figure_x_axis (b, panel, _("Number"), "", MERCER_AXIS_LOG, 0.9, 1.1 * (double) MAX (show, 2), NULL);
  mercer_figure_y_axis (b, panel, eigenvalue_label (run), "", MERCER_AXIS_LOG, 0, 0, NULL);
  if (run->shuffled > 0)
    {
      mercer_figure_band (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .opacity = 0.3, .legend = _("Shuffled columns") },
                          show, rank, run->shuffle_middle, run->shuffle_high);
      mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 1.5 }, show, rank, run->shuffle_middle);
    }
  if (law)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Marchenko–Pastur") }, show,
                        rank, run->expected);
  const char *alone = run->beyond > run->spikes ? _("By shuffles alone") : _("By the law alone");
  const struct
  {
    size_t from, to;
    MercerStyle style;
  } kinds[] = {
    { most, show, { .role = MERCER_ROLE_DATA, .size = few ? 6 : 4, .legend = _("Noise") } },
    { standing, most, { .role = MERCER_ROLE_ACCENT, .size = few ? 8 : 6, .opacity = 0.4, .legend = alone } },
    { 0, standing, { .role = MERCER_ROLE_ACCENT, .size = few ? 8 : 6, .legend = _("Stands out") } },
  };
  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++)
    if (MIN (kinds[k].to, show) > kinds[k].from)
      mercer_figure_points (b, panel, &kinds[k].style, MIN (kinds[k].to, show) - kinds[k].from, rank + kinds[k].from,
                            run->eigen + kinds[k].from, NULL);
  if (law)
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5, .dashed = true }, false,
                        run->threshold);
}

static char *
title_of (const SpectrumRun *run)
{
  size_t most, least = spectrum_run_standing (run, &most);
  if (!run->has_theory && run->shuffled == 0)
    return g_strdup (_("Eigenvalues"));
  return least < most ? g_strdup_printf (_("%zu to %zu eigenvalues stand out"), least, most)
                      : g_strdup_printf (ngettext ("%zu eigenvalue stands out", "%zu eigenvalues stand out", least), least);
}

/* What stands out, in a sentence for those who hear the picture. */
static char *
sentence_of (const SpectrumRun *run)
{
  char p[MERCER_NUMBER_SIZE];
  bool law = spectrum_run_asks_law (run);
  if (!law && run->shuffled == 0)
    return g_strdup_printf (_("The %zu largest eigenvalues of %zu rows; for this kernel no law of noise is known."), run->count, run->in.n);
  if (!law)
    return g_strdup_printf (ngettext ("Of %zu eigenvalue of %zu rows, %zu exceeds what shuffled columns have.",
                                      "Of %zu eigenvalues of %zu rows, %zu exceed what shuffled columns have.", run->count),
                            run->count, run->in.n, run->beyond);
  g_autofree char *by_law
      = g_strdup_printf (ngettext ("Of %zu eigenvalue of %zu rows and %zu columns, %zu stands out of what noise would have; the next one is "
                                   "reached by noise with probability %s.",
                                   "Of %zu eigenvalues of %zu rows and %zu columns, %zu stand out of what noise would have; the next one is "
                                   "reached by noise with probability %s.",
                                   run->count),
                         run->count, run->in.n, run->in.d, run->spikes, mercer_number_show (run->p_value, 2, p));
  if (run->shuffled == 0)
    return g_steal_pointer (&by_law);
  return g_strdup_printf (ngettext ("%s Beyond shuffled columns is %zu.", "%s Beyond shuffled columns are %zu.", run->beyond), by_law,
                          run->beyond);
}

MercerFigure *
spectrum_run_figure (const SpectrumRun *run, const char *draft)
{
  g_autofree char *title = title_of (run);
  g_autofree char *sentence = sentence_of (run);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  mercer_figure_describe (b, sentence);
  if (!spectrum_run_has_few (run))
    draw_bulk (run, b);
  draw_ranks (run, b);
  spectrum_run_words (run, b);
  return mercer_figure_builder_finish (b);
}
