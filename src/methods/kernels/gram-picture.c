/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gram.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "row-names.h"

enum { RIDGES = 160, MOST_DOTS = 400 };

/* --- The matrix --------------------------------------------------------------------------------------- */

static char *
rows_label (const GramRun *run)
{
  if (run->by != NULL)
    return g_strdup_printf (_("Rows, ordered by %s"), run->by);
  return g_strdup (run->values->order == GRAM_BY_COMPONENT ? _("Rows, ordered by component")
                   : run->values->order == GRAM_BY_CLUSTER ? _("Rows, ordered by cluster")
                                                           : _("Rows, as in the table"));
}

static void
draw_matrix (const GramRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Gram matrix"), 0, 0, 1, 2);
  double end = (double) run->n + 0.5;
  g_autofree char *label = rows_label (run);
  mercer_figure_x_axis (b, panel, label, "", MERCER_AXIS_LINEAR, 0.5, end, NULL);
  mercer_figure_y_axis (b, panel, label, "", MERCER_AXIS_LINEAR, 0.5, end, NULL);
  if (run->n == 0)
    return;
  mercer_figure_equal_axes (b, panel);
  bool signs = run->low < -1e-3 * fabs (run->high) && run->high > 1e-3 * fabs (run->low);
  /* the last cell may stand for fewer rows than the others, and the edge of the panel cuts it */
  double edge = 0.5 + (double) (run->image.cols * run->block);
  mercer_figure_raster (b, panel, run->image.rows, run->image.cols, 0.5, edge, 0.5, edge, run->image.data,
                        signs ? MERCER_MAP_DIVERGING : MERCER_MAP_VIRIDIS, 0, 0, false, "k(xᵢ, xⱼ)", "");
  g_auto (GStrv) names = mercer_picture_row_names (run->points, run->order, run->rows, run->block);
  mercer_figure_raster_labels (b, panel, (const char *const *) names, (const char *const *) names);
  if (run->block == 1)
    return;
  g_autofree char *words = g_strdup_printf (_("Each cell: mean of %zu × %zu entries"), run->block, run->block);
  mercer_figure_caption (b, panel, words);
}

/* --- Its eigenvalues ------------------------------------------------------------------------------------ */

/* The log axis has no place for signs: what is negative beyond rounding comes beside, without its sign. */
static bool
split_signs (const GramRun *run, double floor, double *at, double *positive, double *negative)
{
  bool any = false;
  for (size_t i = 0; i < run->n_eigen; i++)
    {
      at[i] = (double) (i + 1);
      positive[i] = run->eigen[i] > 0 ? run->eigen[i] : NAN;
      negative[i] = run->eigen[i] < -floor ? -run->eigen[i] : NAN;
      any |= !isnan (negative[i]);
    }
  return any;
}

/* The ridge is taken hold of where it stands: across the eigenvalues, and up the dimensions that it leaves. */
static void
draw_handle (MercerFigureBuilder *b, int panel, MercerHandleKind kind, double x, double y)
{
  MercerHandle handle = { .kind = kind, .title = _("Ridge"), .value = { "ridge", -1, NULL }, .role = MERCER_ROLE_ACCENT,
                          .x = x, .y = y };
  mercer_figure_handle (b, panel, &handle);
}

static void
draw_rules (const GramRun *run, MercerFigureBuilder *b, int panel, double low, double floor)
{
  mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 1.5 }, false,
                      run->values->ridge);
  draw_handle (b, panel, MERCER_HANDLE_HORIZONTAL, 1, run->values->ridge);
  if (low < floor)
    mercer_figure_rule (b, panel,
                        &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .dashed = true, .opacity = 0.6 }, false, floor);
}

/* What the lines are: in the corner that eigenvalues leave free, where a legend would lie on them or on the handle. */
static void
explain_rules (MercerFigureBuilder *b, int panel, size_t above, size_t shown, size_t n, bool rounding)
{
  g_autofree char *words
      = shown < n  ? g_strdup_printf (ngettext ("Line: ridge. Dashed: rounding, which %zu of %zu is above",
                                                "Line: ridge. Dashed: rounding, which %zu of %zu are above", above),
                                      above, n)
        : rounding ? g_strdup (_("Line: ridge. Dashed: rounding"))
                   : g_strdup (_("Line: ridge"));
  mercer_figure_caption (b, panel, words);
}

static void
draw_eigenvalues (const GramRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Eigenvalues"), 1, 0, 1, 1);
  size_t n = run->n_eigen, above = 0;
  double top = n > 0 ? fmax (fabs (run->eigen[0]), fabs (run->eigen[n - 1])) : 0;
  if (!(top > 1e-290))
    {
      mercer_figure_x_axis (b, panel, _("Number"), "", MERCER_AXIS_LINEAR, 0.5, (double) MAX (n, 1) + 0.5, NULL);
      mercer_figure_y_axis (b, panel, _("Eigenvalue"), "", MERCER_AXIS_LINEAR, 0, 1, NULL);
      mercer_figure_caption (b, panel, n > 0 ? _("All are 0") : _("None: there are no rows"));
      return;
    }
  double floor = mercer_spectrum_rounding (run->eigen, n);
  g_autofree double *at = g_new (double, n), *positive = g_new (double, n), *negative = g_new (double, n);
  bool has_negative = split_signs (run, floor, at, positive, negative);
  while (above < n && run->eigen[above] > floor)
    above++;
  /* a long tail of noise is not worth the room */
  size_t shown = has_negative ? n : MIN (n, above + above / 8 + 1);
  double low = fmin (above == n ? run->eigen[n - 1] : 0.05 * floor, 0.2 * top);
  mercer_figure_x_axis (b, panel, _("Number"), "", MERCER_AXIS_LINEAR, 0.5, (double) shown + 0.5, NULL);
  mercer_figure_y_axis (b, panel, _("Eigenvalue"), "", MERCER_AXIS_LOG, 0.5 * low, 3 * top, NULL);
  draw_rules (run, b, panel, low, floor);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 1.5 }, shown, at, positive);
  if (shown <= MOST_DOTS)
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = 3 }, shown, at, positive, NULL);
  if (has_negative)
    mercer_figure_points (b, panel,
                          &(MercerStyle){ .role = MERCER_ROLE_WARNING, .size = 4, .hollow = true, .legend = _("Negative") },
                          n, at, negative, NULL);
  explain_rules (b, panel, above, shown, n, low < floor);
}

/* From where everything is free to where nothing is. */
static void
draw_dimension (const GramRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Effective dimension"), 1, 1, 1, 1);
  size_t n = run->n_eigen;
  double top = n > 0 && run->eigen[0] > 0 ? run->eigen[0] : 1, ridge = run->values->ridge;
  double low = log (fmin (1e-12 * top, ridge)), high = log (fmax (10 * top, ridge));
  double at[RIDGES], dimension[RIDGES];
  for (size_t i = 0; i < RIDGES; i++)
    {
      at[i] = exp (low + (high - low) * (double) i / (RIDGES - 1));
      dimension[i] = n > 0 ? mercer_effective_dimension (run->eigen, n, at[i]) : 0;
    }
  mercer_figure_x_axis (b, panel, _("Ridge"), "", MERCER_AXIS_LOG, exp (low), exp (high), NULL);
  mercer_figure_y_axis (b, panel, _("Free directions"), "", MERCER_AXIS_LINEAR, 0, 1.05 * fmax (dimension[0], 1), NULL);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .width = 2 }, RIDGES, at, dimension);
  draw_handle (b, panel, MERCER_HANDLE_VERTICAL, ridge, 0);
  if (n > 0)
    mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .size = 8 }, 1, &ridge,
                          (double[]){ mercer_effective_dimension (run->eigen, n, ridge) }, NULL);
}

/* --- The figure --------------------------------------------------------------------------------------- */

MercerFigure *
gram_run_figure (const GramRun *run, const char *draft)
{
  g_autofree char *shown = mercer_kernel_show (run->kernel);
  g_autofree char *sentence = g_strdup_printf (ngettext ("The Gram matrix of kernel %s on %zu row, and its eigenvalues.",
                                                         "The Gram matrix of kernel %s on %zu rows, and its eigenvalues.",
                                                         run->n),
                                               shown, run->n);
  g_autofree char *title = run->values->centre ? g_strdup_printf (_("%s, centred"), shown) : g_strdup (shown);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  mercer_figure_describe (b, sentence);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  mercer_figure_stretch_column (b, 0, 1.25);
  draw_matrix (run, b);
  draw_eigenvalues (run, b);
  draw_dimension (run, b);
  gram_run_words (run, b, draft == NULL);
  return mercer_figure_builder_finish (b);
}
