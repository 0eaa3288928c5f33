/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde-integral-transform.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"

static bool
is_integral (const TransformRun *run)
{
  return run->values->kind == TRANSFORM_INTEGRAL;
}

static void
x_axis (const TransformRun *run, MercerFigureBuilder *b, int panel)
{
  double room = run->high > run->low ? 0.03 * (run->high - run->low) : MAX (1e-3 * fabs (run->low), 1e-12);
  g_autofree char *link = g_strconcat ("column:", run->in.names[0], NULL);
  mercer_figure_x_axis (b, panel, run->in.names[0], mercer_inputs_unit (&run->in, 0), MERCER_AXIS_LINEAR, run->low - room, run->high + room,
                        link);
}

static void
draw_cuts (const TransformRun *run, MercerFigureBuilder *b, int panel, const double *cuts)
{
  for (size_t k = 0; k < run->cuts && k < 100; k++)
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5, .dashed = true }, true, cuts[k]);
}

static int
ascending (const void *a, const void *b)
{
  double p = *(const double *) a, q = *(const double *) b;
  return (p > q) - (p < q);
}

/* What the slider goes between: the straight line, and the ranks at 256 places. */
static void
draw_limits (const TransformRun *run, MercerFigureBuilder *b, int panel)
{
  enum { PLACES = 256 };
  size_t n = run->in.n, stride = n / (2 * PLACES) + 1, m = 0;
  g_autofree double *x = g_memdup2 (mercer_matrix_column (run->in.x, 0), n * sizeof (double)), *at = g_new (double, n + 1),
                    *rank = g_new (double, n + 1);
  qsort (x, n, sizeof *x, ascending);
  for (size_t i = 0; i < n && n > 1; i += stride, m++)
    {
      at[m] = x[i];
      rank[m] = (double) i / (double) (n - 1);
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .dashed = true, .legend = _("Minimum to maximum") }, 2,
                      (double[]){ run->low, run->high }, (double[]){ 0, 1 });
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 1.2, .legend = _("Quantiles") }, m, at, rank);
}

static void
draw_curve (const TransformRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("The transformation"), 0, 0, 1, 1);
  x_axis (run, b, panel);
  mercer_figure_y_axis (b, panel, _("Transformed"), "", MERCER_AXIS_LINEAR, is_integral (run) ? -0.03 : 0, is_integral (run) ? 1.03 : 0,
                        NULL);
  if (is_integral (run))
    draw_limits (run, b, panel);
  draw_cuts (run, b, panel, run->cut);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2.5 }, TRANSFORM_CURVE, run->at, run->curve);
}

static void
draw_before (const TransformRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Before"), 0, 1, 1, 1);
  x_axis (run, b, panel);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (!(run->high > run->low))
    return;
  mercer_picture_histogram (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .opacity = 0.45 }, run->in.n,
                            mercer_matrix_column (run->in.x, 0), run->low, run->high, 0);
  draw_cuts (run, b, panel, run->cut);
  if (is_integral (run))
    mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_WIDTH, .title = _("Bandwidth"), .role = MERCER_ROLE_ACCENT,
                                                     .value = { .id = "bandwidth", .component = -1 }, .x = run->mean,
                                                     .y = 0.5 / (run->high - run->low), .extent = run->values->bandwidth,
                                                         .scale = run->sd });
}

static void
draw_after (const TransformRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("After"), 1, 1, 1, 1);
  const double *y = mercer_matrix_column (run->y, 0);
  double low = 0, high = 1;
  for (size_t i = 0; i < run->in.n && !is_integral (run); i++)
    {
      low = MIN (low, y[i]);
      high = MAX (high, y[i]);
    }
  mercer_figure_x_axis (b, panel, _("Transformed"), "", MERCER_AXIS_LINEAR, low - 0.03 * (high - low), high + 0.03 * (high - low), NULL);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_picture_histogram (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .opacity = 0.45 }, run->in.n, y, low, high, 0);
  double x[TRANSFORM_CURVE], normal[TRANSFORM_CURVE];
  for (size_t k = 0; k < TRANSFORM_CURVE; k++)
    {
      x[k] = low + (high - low) * (double) k / (TRANSFORM_CURVE - 1);
      normal[k] = exp (-0.5 * x[k] * x[k]) / sqrt (2 * M_PI);
    }
  if (!is_integral (run))
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2, .legend = _("Normal") }, TRANSFORM_CURVE, x,
                        normal);
}

/* The density that cuts clusters. */
static void
draw_clusters (const TransformRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Where clusters are cut"), 1, 0, 1, 1);
  double x[TRANSFORM_LATTICE];
  for (size_t k = 0; k < TRANSFORM_LATTICE; k++)
    x[k] = -0.25 + 1.5 * (double) k / (TRANSFORM_LATTICE - 1);
  mercer_figure_x_axis (b, panel, _("Transformed"), "", MERCER_AXIS_LINEAR, -0.03, 1.03, NULL);
  mercer_figure_y_axis (b, panel, _("Density"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (run->density == NULL)
    return;
  draw_cuts (run, b, panel, run->cut_y);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, TRANSFORM_LATTICE, x, run->density);
}

static void
draw_profile (const TransformRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Likelihood of the power"), 1, 0, 1, 1);
  mercer_figure_x_axis (b, panel, "λ", "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, _("Log likelihood"), "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  if (!(run->sd > 0))
    return;
  if (run->has_parts)
    transform_draw_parts (run, b, panel);
  else
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, TRANSFORM_LAMBDAS, run->lambdas,
                        run->likelihood);
  if (isfinite (run->best[0]))
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 1.5, .dashed = true }, true, run->best[0]);
  mercer_figure_handle (b, panel, &(MercerHandle){ .kind = MERCER_HANDLE_VERTICAL, .title = _("Power λ"), .role = MERCER_ROLE_ACCENT,
                                                   .value = { .id = "lambda" }, .x = run->lambda[0] });
}

/* --- Words ---------------------------------------------------------------------------------------------------------- */

static void
readouts (const TransformRun *run, MercerFigureBuilder *b, bool final)
{
  mercer_figure_readout (b, "n", _("Rows"), (double) run->in.n, "");
  if (is_integral (run))
    {
      mercer_figure_readout (b, "bandwidth", _("Bandwidth"), run->values->bandwidth * run->sd, mercer_inputs_unit (&run->in, 0));
      mercer_figure_readout (b, "clusters", _("Clusters"), (double) run->cuts + 1, "");
    }
  for (size_t c = 0; c < run->in.d && !is_integral (run); c++)
    {
      g_autofree char *id = run->in.d == 1 ? g_strdup ("lambda") : g_strdup_printf ("lambda_%zu", c + 1);
      g_autofree char *title = run->in.d == 1 ? g_strdup ("λ") : g_strdup_printf (_("λ of %s"), run->in.names[c]);
      mercer_figure_readout (b, id, title, run->lambda[c], "");
    }
  if (run->has_parts && !is_integral (run))
    transform_tell_parts (run, b, final);
  if (isfinite (run->skewness[0]))
    mercer_figure_readout (b, "skewness_before", _("Skewness before"), run->skewness[0], "");
  if (isfinite (run->skewness[1]))
    mercer_figure_readout (b, "skewness_after", _("Skewness after"), run->skewness[1], "");
}

static void
notes (const TransformRun *run, MercerFigureBuilder *b)
{
  mercer_inputs_note (&run->in, b);
  if (is_integral (run) && mercer_recipe_role (run->recipe, "parts")[0] != NULL)
    mercer_figure_note (b, MERCER_NOTE_INFO, _("Parts are merged by the power transformations; the integral is that of all rows together."),
                        NULL, NULL, 0);
  for (size_t c = 0; c < run->in.d && !is_integral (run); c++)
    {
      if (!run->bounded[c])
        continue;
      g_autofree char *words = g_strdup_printf (_("The most likely λ of “%s” lies where transformed values pass the greatest number there is: "
                                                  "the values are far from 0 for their spread. Take their least value away first."),
                                                run->in.names[c]);
      mercer_figure_note (b, MERCER_NOTE_WARNING, words, NULL, NULL, 0);
    }
}

static void
tables (const TransformRun *run, MercerFigureBuilder *b)
{
  int t = mercer_figure_table (b, "transformed", _("Transformed values"), run->in.n);
  mercer_inputs_row_column (&run->in, b, t);
  for (size_t c = 0; c < run->in.d; c++)
    mercer_figure_table_column (b, t, run->in.names[c], "", mercer_matrix_column (run->y, c));
  if (!is_integral (run))
    return;
  g_autofree double *cluster = g_new (double, run->in.n);
  for (size_t i = 0; i < run->in.n; i++)
    cluster[i] = run->cluster[i] + 1;
  mercer_figure_table_column (b, t, "cluster", "", cluster);
  if (run->cuts == 0)
    return;
  t = mercer_figure_table (b, "cuts", _("Cuts between clusters"), run->cuts);
  mercer_figure_table_column (b, t, run->in.names[0], mercer_inputs_unit (&run->in, 0), run->cut);
  mercer_figure_table_column (b, t, "transformed", "", run->cut_y);
}

MercerFigure *
transform_run_figure (const TransformRun *run, const char *draft)
{
  char number[MERCER_NUMBER_SIZE];
  size_t clusters = run->cuts + 1;
  g_autofree char *title = is_integral (run) ? g_strdup_printf (ngettext ("%zu cluster", "%zu clusters", clusters), clusters)
                                             : g_strdup_printf (_("Power λ = %s"), mercer_number_show (run->lambda[0], 3, number));
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  g_autofree char *sentence
      = is_integral (run) ? g_strdup_printf (ngettext ("The values of %s, transformed by the integral of their density, have %zu cluster.",
                                                       "The values of %s, transformed by the integral of their density, have %zu clusters.",
                                                       clusters),
                                             run->in.names[0], clusters)
                          : g_strdup_printf (_("The values of %s, transformed by the power λ = %s, beside the normal density."),
                                             run->in.names[0], number);
  mercer_figure_describe (b, sentence);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  draw_curve (run, b);
  if (is_integral (run))
    draw_clusters (run, b);
  else
    draw_profile (run, b);
  draw_before (run, b);
  draw_after (run, b);
  if (draft == NULL)
    tables (run, b);
  readouts (run, b, draft == NULL);
  notes (run, b);
  return mercer_figure_builder_finish (b);
}
