/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kde.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What the rules say: a row for each with what it makes small or solves, a dot where that is so, and in words what the curve is. Above,
 * the curve of the rule in use with its numbers. In the plane the rows are of multiples of matrices, which stand beside as ellipses. */

/* How far a curve may reach from the middle of its row; of what solves an equation, where it reaches that far. */
static const double half_row = 0.38, solved_span = 1.4, row_reach = 2.2; /* beyond which there are words */
enum { ELLIPSE = 97 };

/* --- What a curve is ------------------------------------------------------------------------------------------------- */

typedef enum { PLAIN, NORMAL, SMOOTHEST } Kin;

static const struct
{
  Kin kin;
  const char *axis, *words;
} meanings[MERCER_N_RULES] = {
  [MERCER_RULE_SCOTT] = { NORMAL, N_("AMISE"), NULL },
  [MERCER_RULE_SILVERMAN] = { NORMAL, N_("AMISE"), NULL },
  [MERCER_RULE_NORMAL_SCALE] = { NORMAL, N_("AMISE"), NULL },
  [MERCER_RULE_RULE_OF_THUMB] = { NORMAL, N_("AMISE"), NULL },
  [MERCER_RULE_SHEATHER_JONES] = { PLAIN, N_("log (h′ / h)"), N_("log (h′ / h), h′ by roughness at a scale tied to h") },
  [MERCER_RULE_PLUG_IN] = { PLAIN, N_("AMISE"), N_("AMISE, roughness in two stages") },
  [MERCER_RULE_IMPROVED_SHEATHER_JONES] = { PLAIN, N_("log (h′ / h)"), N_("log (h′ / h), h′² = ξγ(h²) of the diffusion") },
  [MERCER_RULE_LS_CV] = { PLAIN, N_("ISE"), N_("ISE with points left out, less a constant") },
  [MERCER_RULE_ML_CV] = { PLAIN, N_("−log f"), N_("Mean −log density of points left out") },
  [MERCER_RULE_S_CV] = { PLAIN, N_("MISE"), N_("MISE, the bias by a smoothed estimate") },
  [MERCER_RULE_MAXIMAL_SMOOTHING] = { SMOOTHEST, N_("AMISE"), NULL },
};

/* The rules of the spread alone minimise the error for a density of a known form: of which standard deviation, h says (Silverman 1986, eq. 4.14;
 * Terrell 1990). */
static char *
words_of (const KdeRun *run, int rule, double h, double n)
{
  char number[MERCER_NUMBER_SIZE];
  double d = (double) run->d, sd = h * pow ((d + 2) * n / 4, 1 / (d + 4));
  if (meanings[rule].kin == NORMAL)
    return g_strdup_printf (_("AMISE of a normal density, sd %s"), mercer_number_show (sd, 3, number));
  if (meanings[rule].kin == SMOOTHEST)
    return g_strdup_printf (_("AMISE of the smoothest density, sd %s"), mercer_number_show (sd * 1.0592238 / 1.1438964, 3, number));
  return g_strdup (_(meanings[rule].words));
}

/* --- One row ---------------------------------------------------------------------------------------------------------- */

/* The curve's value at x, between its points. */
static double
value_at (size_t n, const double *x, const double *y, double at)
{
  double place = log (at / x[0]) / log (x[1] / x[0]);
  size_t k = (size_t) CLAMP (place, 0, (double) (n - 2));
  return y[k] + (place - (double) k) * (y[k + 1] - y[k]);
}

/* How a curve is brought into a row: from its least value, the span being what it rises by at twice the bandwidth of that; or about 0. */
typedef struct
{
  double zero, span;
} Fit;

static Fit
fit_of (int rule, size_t n, const double *x, const double *y, double best)
{
  if (mercer_bandwidth_solves ((MercerRule) rule))
    return (Fit){ -solved_span, 2 * solved_span };
  double least = value_at (n, x, y, best);
  return (Fit){ least, value_at (n, x, y, MIN (2 * best, x[n - 1])) - least };
}

static double
in_row (const Fit *fit, double row, double y)
{
  double part = fit->span > 0 ? (y - fit->zero) / fit->span : NAN;
  return part >= -0.05 && part <= 1.1 ? row + half_row * (2 * part - 1) : NAN;
}

static void
draw_row (MercerFigureBuilder *b, int panel, const MercerStyle *style, const Fit *fit, double row, double best, size_t n, const double *x,
          const double *y)
{
  g_autofree double *up = g_new (double, n);
  for (size_t k = 0; k < n; k++)
    up[k] = x[k] > best / row_reach && x[k] < best * row_reach ? in_row (fit, row, y[k]) : NAN;
  mercer_figure_line (b, panel, style, n, x, up);
}

/* In the half of the row where the curve is not. */
static void
draw_words (MercerFigureBuilder *b, int panel, const char *words, double row, double best, double low, double high)
{
  mercer_figure_text (b, panel, MERCER_ROLE_INK, best * best > low * high ? low : high, row, words);
}

/* --- Columns ------------------------------------------------------------------------------------------------------------ */

static void
draw_rows (const KdeRun *run, MercerFigureBuilder *b, int panel, size_t a, double low, double high)
{
  size_t c = run->along[a];
  const KdeCriteria *criteria = run->criteria[a];
  char number[MERCER_NUMBER_SIZE], *names[MERCER_N_RULES];
  mercer_figure_y_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.4, MERCER_N_RULES + 0.6, NULL);
  for (int r = 0; r < MERCER_N_RULES; r++)
    {
      double h = run->rules[c][r], row = MERCER_N_RULES - r, y = row;
      bool chosen = run->values->rule == r + 1;
      const char *value = isfinite (h) ? mercer_number_show (h, 4, number) : "–";
      names[MERCER_N_RULES - 1 - r] = a == 0 ? g_strdup_printf ("%s  %s", _(mercer_rules[r].title), value) : g_strdup (value);
      if (!isfinite (h))
        continue;
      MercerStyle line = { .role = chosen ? MERCER_ROLE_ACCENT : MERCER_ROLE_PRIMARY, .width = chosen ? 2.2 : 1.3, .opacity = 0.85 };
      if (criteria != NULL && criteria->has[r])
        {
          Fit fit = fit_of (r, KDE_CURVE, criteria->h, criteria->y[r], h);
          g_autofree char *words = words_of (run, r, h, criteria->n);
          draw_row (b, panel, &line, &fit, row, h, KDE_CURVE, criteria->h, criteria->y[r]);
          y = in_row (&fit, row, value_at (KDE_CURVE, criteria->h, criteria->y[r], h));
          y = isfinite (y) ? y : row;
          if (run->n_along == 1)
            draw_words (b, panel, words, row, h, low, high);
        }
      mercer_figure_points (b, panel, &(MercerStyle){ .role = line.role, .size = chosen ? 9 : 7 }, 1, &h, &y, NULL);
    }
  mercer_figure_y_names (b, panel, MERCER_N_RULES, (const char *const *) names);
  for (int r = 0; r < MERCER_N_RULES; r++)
    g_free (names[r]);
}

/* One curve with its own numbers: from a little below the least to what it is at some four times the bandwidth, or to some multiples of it. */
static void
draw_curve (MercerFigureBuilder *b, int panel, int rule, size_t n, const double *x, const double *y, double best, const char *words,
            MercerColourRole role)
{
  char number[MERCER_NUMBER_SIZE];
  bool solves = mercer_bandwidth_solves ((MercerRule) rule);
  double least = value_at (n, x, y, best), beside = MAX (value_at (n, x, y, MAX (best / 3, x[0])), value_at (n, x, y, MIN (2 * best, x[n - 1])));
  double low = solves ? -solved_span : least - 0.15 * (beside - least), high = solves ? solved_span : least + 1.2 * (beside - least);
  g_autofree double *shown = g_new (double, n);
  for (size_t k = 0; k < n; k++)
    shown[k] = y[k] <= high && y[k] >= low ? y[k] : NAN;
  mercer_figure_y_axis (b, panel, _(meanings[rule].axis), "", MERCER_AXIS_LINEAR, low, high, NULL);
  if (solves)
    mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.8 }, false, 0);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = role, .width = 2 }, n, x, shown);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = role, .size = 9 }, 1, &best, &least, NULL);
  g_autofree char *caption = g_strdup_printf (solves ? _("%s: 0 at %s") : _("%s: least at %s"), words,
                                              best == 1 ? "1" : mercer_number_show (best, 4, number));
  mercer_figure_caption (b, panel, caption);
}

/* The rule in use, or what is taken where no number is given. */
static int
rule_of (const KdeRun *run, int usual)
{
  return run->values->rule == KDE_MANUAL ? usual : run->values->rule - 1;
}

static void
draw_column (const KdeRun *run, MercerFigureBuilder *b, size_t a)
{
  size_t c = run->along[a];
  const KdeCriteria *criteria = run->criteria[a];
  int rule = rule_of (run, MERCER_RULE_SHEATHER_JONES);
  double low, high, h = run->h[c], best = run->rules[c][rule];
  bool curve = criteria != NULL && criteria->has[rule] && isfinite (best);
  if (!kde_rules_range (run, c, &low, &high))
    low = high = h;
  low = MIN (low, h / 1.2);
  high = MAX (high, h * 1.2);
  g_autofree char *label = g_strdup_printf (_("Bandwidth for %s"), run->names[c]);
  g_autofree char *link = g_strconcat ("bandwidth:", run->names[c], NULL);
  int rows = mercer_figure_panel (b, "", (int) a, curve ? 1 : 0, 1, 1);
  mercer_figure_x_axis (b, rows, label, run->column[c]->unit, MERCER_AXIS_LOG, low, high, link);
  mercer_figure_rule (b, rows, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5, .opacity = 0.7 }, true, h);
  draw_rows (run, b, rows, a, low, high);
  mercer_figure_caption (b, rows, a == 1              ? _("The line is in use; (asymptotic) mean integrated squared error: MISE, AMISE")
                                  : run->n_along == 2 ? _("AMISE; Sheather–Jones both: log (h′ / h); cross-validation: ISE, −log f, MISE")
                                  : run->d > 1        ? _("The line: in use. Each column's own choices, scaled to this many columns")
                                  : run->n_groups > 1 ? _("The line: in use. Of all rows, whatever the groups")
                                                      : _("The line: in use. AMISE and MISE: (asymptotic) mean integrated squared error"));
  if (curve)
    {
      g_autofree char *words = words_of (run, rule, best, criteria->n);
      int panel = mercer_figure_panel (b, _(mercer_rules[rule].title), (int) a, 0, 1, 1);
      mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LOG, low, high, link);
      mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5, .opacity = 0.7 }, true, h);
      draw_curve (b, panel, rule, KDE_CURVE, criteria->h, criteria->y[rule], best, words, MERCER_ROLE_PRIMARY);
      kde_add_rule_handle (run, b, panel, c);
    }
  kde_add_rule_handle (run, b, rows, c);
}

/* --- Matrices ------------------------------------------------------------------------------------------------------------- */

/* Points of the ellipse of one standard deviation. */
static void
draw_ellipse (MercerFigureBuilder *b, int panel, const MercerStyle *style, const double *h)
{
  double x[ELLIPSE], y[ELLIPSE], l0 = sqrt (h[0]), l1 = h[1] / l0, l2 = sqrt (MAX (h[2] - l1 * l1, 0));
  for (int k = 0; k < ELLIPSE; k++)
    {
      double angle = 2 * G_PI * k / (ELLIPSE - 1);
      x[k] = l0 * cos (angle);
      y[k] = l1 * cos (angle) + l2 * sin (angle);
    }
  mercer_figure_line (b, panel, style, ELLIPSE, x, y);
}

/* The matrix in use with its covariance, whoever chose it. */
static void
matrix_in_use (const KdeRun *run, double h[3])
{
  const KdeGroup *group = &run->group[0];
  memcpy (h, group->matrix, 3 * sizeof *h);
  if (!run->full)
    memcpy (h, (double[]){ group->h[0] * group->h[0], 0, group->h[1] * group->h[1] }, 3 * sizeof *h);
}

static void
draw_ellipses (const KdeRun *run, MercerFigureBuilder *b, bool full)
{
  double used[3], reach[2];
  int panel = mercer_figure_panel (b, _("One standard deviation"), 1, 0, 1, 2);
  matrix_in_use (run, used);
  for (int a = 0; a < 2; a++)
    {
      reach[a] = used[2 * a];
      for (int r = 0; r < MERCER_N_RULES; r++)
        reach[a] = isfinite (run->matrices[r][full][0]) ? MAX (reach[a], run->matrices[r][full][2 * a]) : reach[a];
      reach[a] = 1.25 * sqrt (reach[a]);
      g_autofree char *label = g_strdup_printf (_("From the centre, %s"), run->names[a]);
      (a == 0 ? mercer_figure_x_axis : mercer_figure_y_axis) (b, panel, label, run->column[a]->unit, MERCER_AXIS_LINEAR, -reach[a],
                                                              reach[a], NULL);
    }
  for (int r = 0, k = 0; r < MERCER_N_RULES; r++)
    if (isfinite (run->matrices[r][full][0]))
      draw_ellipse (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N (k++), .width = 1.3, .legend = _(mercer_rules[r].title) },
                    run->matrices[r][full]);
  draw_ellipse (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 2, .legend = _("In use") }, used);
  kde_add_ellipse (run, b, panel, 0, 0);
}

/* The rules that choose a matrix, in rows from the top. */
static void
draw_matrix_rows (const KdeRun *run, MercerFigureBuilder *b, int panel, bool full)
{
  const KdeMatrixCriteria *own = run->matrix_criteria[0], *used = run->matrix_criteria[1];
  char *names[MERCER_N_RULES];
  size_t n = 0, k = 0;
  for (int r = 0; r < MERCER_N_RULES; r++)
    n += own->has[r];
  mercer_figure_y_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.4, (double) n + 0.6, NULL);
  for (int r = 0; r < MERCER_N_RULES; r++)
    {
      double row = (double) (n - k), one = 1, y;
      if (!own->has[r])
        continue;
      Fit fit = fit_of (r, KDE_SCALES, own->scale, own->y[r], 1);
      names[n - 1 - k] = g_strdup_printf ("%s · %s", _(mercer_rules[r].title), _(meanings[r].axis));
      draw_row (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) k), .width = 1.6 }, &fit, row, 1, KDE_SCALES, own->scale,
                own->y[r]);
      y = in_row (&fit, row, value_at (KDE_SCALES, own->scale, own->y[r], 1));
      mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) k), .size = 8 }, 1, &one, &y, NULL);
      if (used != NULL && used->has[r])
        {
          y = in_row (&fit, row, value_at (KDE_SCALES, used->scale, used->y[r], 1));
          draw_row (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.6, .dashed = true }, &fit, row, 1, KDE_SCALES, used->scale,
                    used->y[r]);
          if (isfinite (y))
            mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8, .hollow = true }, 1, &one, &y, NULL);
        }
      k++;
    }
  mercer_figure_y_names (b, panel, n, (const char *const *) names);
  for (k = 0; k < n; k++)
    g_free (names[k]);
}

static void
draw_matrices (const KdeRun *run, MercerFigureBuilder *b)
{
  const KdeMatrixCriteria *own = run->matrix_criteria[0];
  int rule = rule_of (run, MERCER_RULE_PLUG_IN);
  bool full = run->values->form != KDE_FORM_DIAGONAL, manual = run->values->rule == KDE_MANUAL;
  double low = own->scale[0], high = own->scale[KDE_SCALES - 1], scale = manual ? 1 : run->values->smoothing;
  mercer_figure_stretch_column (b, 0, 1);
  mercer_figure_stretch_column (b, 1, 0.8);
  int rows = mercer_figure_panel (b, "", 0, own->has[rule] ? 1 : 0, 1, 1);
  mercer_figure_x_axis (b, rows, _("Times the matrix's lengths"), "", MERCER_AXIS_LOG, low, high, "matrix-scale");
  mercer_figure_caption (b, rows, manual ? _("Multiples of each rule's own matrix; dashed: of that in use")
                                         : _("Multiples of each rule's own matrix; the line is in use"));
  if (scale >= low && scale <= high)
    mercer_figure_rule (b, rows, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5, .opacity = 0.7 }, true, scale);
  draw_matrix_rows (run, b, rows, full);
  if (own->has[rule])
    {
      int panel = mercer_figure_panel (b, _(mercer_rules[rule].title), 0, 0, 1, 1);
      mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LOG, low, high, "matrix-scale");
      if (scale >= low && scale <= high)
        mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5, .opacity = 0.7 }, true, scale);
      draw_curve (b, panel, rule, KDE_SCALES, own->scale, own->y[rule], 1, _(meanings[rule].words), MERCER_ROLE_PRIMARY);
    }
  draw_ellipses (run, b, full);
}

/* --- Either ------------------------------------------------------------------------------------------------------------------ */

void
kde_draw_rules (const KdeRun *run, MercerFigureBuilder *b)
{
  mercer_figure_stretch_row (b, 0, run->criteria[0] != NULL || run->matrix_criteria[0] != NULL ? 0.5 : 1);
  mercer_figure_stretch_row (b, 1, 1);
  if (run->matrix_criteria[0] != NULL)
    {
      draw_matrices (run, b);
      return;
    }
  for (size_t a = 0; a < run->n_along; a++)
    draw_column (run, b, a);
}

/* The curves as numbers. */
void
kde_criteria_tables (const KdeRun *run, MercerFigureBuilder *b)
{
  for (size_t a = 0; a < run->n_along; a++)
    {
      const KdeCriteria *criteria = run->criteria[a];
      if (criteria == NULL)
        continue;
      g_autofree char *id = run->n_along > 1 ? g_strdup_printf ("criteria%zu", a + 1) : g_strdup ("criteria");
      int table = mercer_figure_table (b, id, _("What the rules make small or solve"), KDE_CURVE);
      mercer_figure_table_column (b, table, "bandwidth", run->column[run->along[a]]->unit, criteria->h);
      for (int r = 0; r < MERCER_N_RULES; r++)
        if (criteria->has[r])
          mercer_figure_table_column (b, table, mercer_rules[r].id, "", criteria->y[r]);
    }
  for (int of = 0; of < 2; of++)
    {
      const KdeMatrixCriteria *criteria = run->matrix_criteria[of];
      if (criteria == NULL)
        continue;
      int table = mercer_figure_table (b, of == 0 ? "criteria" : "criteria_in_use",
                                       of == 0 ? _("What the rules make small, over multiples of their matrices")
                                               : _("What the rules make small, over multiples of the matrix in use"), KDE_SCALES);
      mercer_figure_table_column (b, table, "scale", "", criteria->scale);
      for (int r = 0; r < MERCER_N_RULES; r++)
        if (criteria->has[r])
          mercer_figure_table_column (b, table, mercer_rules[r].id, "", criteria->y[r]);
    }
}
