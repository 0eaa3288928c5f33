/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What the rules say of a column: a row for each rule with a dot at its bandwidth, and above it, on the same axis, what the
 * cross-validations and plug-ins make small, each scaled to its own range. The bandwidth in use can be dragged. */

static const MercerRule drawn[] = { MERCER_RULE_LS_CV, MERCER_RULE_ML_CV, MERCER_RULE_S_CV, MERCER_RULE_PLUG_IN,
                                    MERCER_RULE_SHEATHER_JONES };

/* From the least to the most that a rule says of the column, with room; false: nothing. */
static bool
range_of (const KdeRun *run, size_t c, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (int r = 0; r < MERCER_N_RULES; r++)
    if (isfinite (run->rules[c][r]))
      {
        *low = MIN (*low, run->rules[c][r]);
        *high = MAX (*high, run->rules[c][r]);
      }
  *low /= 2.5;
  *high *= 2.5;
  return *high > *low && *low > 0;
}

/* 0 is the least value, 1 what it is at twice the h of that; a gap where it is much more. */
static void
scale_curve (const double *h, double *y)
{
  int least = 0, twice;
  for (int k = 1; k < KDE_CURVE; k++)
    least = y[k] < y[least] ? k : least;
  for (twice = least; twice < KDE_CURVE - 1 && h[twice] < 2 * h[least];)
    twice++;
  double low = y[least], span = y[twice] - low;
  for (int k = 0; k < KDE_CURVE; k++)
    {
      y[k] = span > 0 ? (y[k] - low) / span : NAN;
      y[k] = y[k] <= 2 ? y[k] : NAN;
    }
}

MercerStatus
kde_run_criteria (KdeRun *run)
{
  size_t c = run->along[0];
  double low, high;
  MercerRows rows = { .n = run->column[c]->n, .d = 1, .x = { run->column[c]->values },
                      .weights = run->weight != NULL ? run->weight->values : NULL };
  if (!run->has_rules || !range_of (run, c, &low, &high))
    return MERCER_OK;
  MercerHash key = mercer_hash_start ("kde-criteria");
  mercer_hash_add_hash (&key, run->column[c]->hash);
  mercer_hash_add_size (&key, run->d);
  if (run->weight != NULL)
    mercer_hash_add_hash (&key, run->weight->hash);
  run->criteria_item = mercer_store_get (mercer_work_store (run->work), key);
  if (run->criteria_item == NULL)
    {
      MercerDensitySample sample;
      MercerStatus status = mercer_density_sample_init (&sample, &rows, run->column[c]->min, run->column[c]->max, run->work);
      KdeCriteria *made = g_new0 (KdeCriteria, 1);
      double h[KDE_CURVE];
      for (int k = 0; k < KDE_CURVE; k++)
        made->h[k] = low * pow (high / low, (double) k / (KDE_CURVE - 1));
      for (size_t r = 0; r < G_N_ELEMENTS (drawn) && status == MERCER_OK; r++)
        {
          double factor = mercer_bandwidth_factor (drawn[r], MAX (sample.n, 1), run->d);
          for (int k = 0; k < KDE_CURVE; k++)
            h[k] = made->h[k] / factor;
          made->has[drawn[r]] = mercer_bandwidth_criterion (&sample, drawn[r], KDE_CURVE, h, made->y[drawn[r]], run->work);
          scale_curve (made->h, made->y[drawn[r]]);
        }
      mercer_density_sample_clear (&sample);
      if (status != MERCER_OK || !mercer_work_wanted (run->work))
        {
          g_free (made);
          return status != MERCER_OK ? status : MERCER_STOPPED;
        }
      run->criteria_item = mercer_store_put (mercer_work_store (run->work), key, made, sizeof *made, g_free);
    }
  run->criteria = mercer_store_item_data (run->criteria_item);
  return MERCER_OK;
}

static double
value_at (const KdeCriteria *criteria, int rule, double h)
{
  double at = log (h / criteria->h[0]) / log (criteria->h[1] / criteria->h[0]);
  size_t k = (size_t) CLAMP (at, 0, KDE_CURVE - 2);
  return criteria->y[rule][k] + (at - (double) k) * (criteria->y[rule][k + 1] - criteria->y[rule][k]);
}

static void
draw_curves (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  size_t c = run->along[0];
  for (size_t i = 0; i < G_N_ELEMENTS (drawn); i++)
    {
      int r = drawn[i];
      if (!run->criteria->has[r])
        continue;
      bool chosen = run->values->rule == r + 1;
      MercerStyle style = { .role = MERCER_ROLE_SERIES_N ((int) i), .width = chosen ? 2.5 : 1.2, .legend = _(mercer_rules[r].title) };
      mercer_figure_line (b, panel, &style, KDE_CURVE, run->criteria->h, run->criteria->y[r]);
      double h = run->rules[c][r], y = isfinite (h) ? value_at (run->criteria, r, h) : NAN;
      style = (MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) i), .size = 7 };
      if (isfinite (y))
        mercer_figure_points (b, panel, &style, 1, &h, &y, NULL);
    }
}

/* A row for each rule, named with what it says. */
static void
draw_dots (const KdeRun *run, MercerFigureBuilder *b, int panel)
{
  size_t c = run->along[0];
  char number[MERCER_NUMBER_SIZE], *names[MERCER_N_RULES];
  mercer_figure_y_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.4, MERCER_N_RULES + 0.6, NULL);
  for (int r = 0; r < MERCER_N_RULES; r++)
    {
      double h = run->rules[c][r], y = MERCER_N_RULES - r;
      bool chosen = run->values->rule == r + 1;
      names[MERCER_N_RULES - 1 - r]
          = g_strdup_printf ("%s  %s", _(mercer_rules[r].title), isfinite (h) ? mercer_number_show (h, 4, number) : "–");
      if (isfinite (h))
        mercer_figure_points (b, panel, &(MercerStyle){ .role = chosen ? MERCER_ROLE_ACCENT : MERCER_ROLE_PRIMARY, .size = chosen ? 9 : 7 }, 1,
                              &h, &y, NULL);
    }
  mercer_figure_y_names (b, panel, MERCER_N_RULES, (const char *const *) names);
  for (int r = 0; r < MERCER_N_RULES; r++)
    g_free (names[r]);
}

void
kde_draw_rules (const KdeRun *run, MercerFigureBuilder *b)
{
  size_t c = run->along[0];
  double low, high, h = run->h[c];
  bool curves = run->criteria != NULL;
  if (!range_of (run, c, &low, &high))
    low = high = h;
  low = MIN (low, h / 1.2);
  high = MAX (high, h * 1.2);
  mercer_figure_stretch_row (b, 0, curves ? 0.6 : 1);
  mercer_figure_stretch_row (b, 1, 1);
  g_autofree char *label = g_strdup_printf (_("Bandwidth for %s"), run->names[c]);
  g_autofree char *link = g_strconcat ("bandwidth:", run->names[c], NULL);
  int dots = mercer_figure_panel (b, "", 0, curves ? 1 : 0, 1, 1);
  mercer_figure_x_axis (b, dots, label, run->column[c]->unit, MERCER_AXIS_LOG, low, high, link);
  mercer_figure_rule (b, dots, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5, .legend = _("The bandwidth in use") }, true, h);
  draw_dots (run, b, dots);
  if (curves)
    {
      int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
      mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LOG, low, high, link);
      mercer_figure_y_axis (b, panel, _("Criterion"), "", MERCER_AXIS_LINEAR, -0.1, 2, NULL);
      mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5 }, true, h);
      draw_curves (run, b, panel);
      mercer_figure_caption (b, panel, _("0: the best; 1: at twice its bandwidth"));
      kde_add_rule_handle (run, b, panel);
    }
  kde_add_rule_handle (run, b, dots);
  if (run->d > 1)
    mercer_figure_caption (b, dots, _("Each column's own choice, scaled to this many columns"));
  else if (run->n_groups > 1)
    mercer_figure_caption (b, dots, _("Of all rows, whatever the groups"));
}
