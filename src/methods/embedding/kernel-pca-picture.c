/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "dots.h"
#include "row-names.h"

enum { TITLE_LETTERS = 40 }; /* what a window of a thousand pixels has room for */

/* --- Panels ---------------------------------------------------------------------------------------------------------------- */

static char *
component_name (const PcaRun *run, size_t j)
{
  char number[MERCER_NUMBER_SIZE];
  double share = mercer_projection_share (run->p, j);
  const char *shown = share > 0 && share < 1e-3 ? "< 0.1" : mercer_number_show (100 * share, 3, number);
  return mercer_turn_name (&run->turn, g_strdup_printf (_("Component %zu (%s %%)"), j + 1, shown));
}

/* The dots with the length of what the components leave of each point as their size, if that is asked for: by row of the table,
 * which *values owns. */
static void
open_dots (const PcaRun *run, MercerDots *dots, MercerColumn *column, double **values)
{
  size_t rows = mercer_dataset_rows (run->in.dataset);
  *values = NULL;
  mercer_dots_open (dots, run->recipe, &run->in);
  if (!run->values->size_by_error)
    return;
  *values = g_new0 (double, rows + 1);
  *column = (MercerColumn){ .name = _("reconstruction error"), .unit = "", .kind = MERCER_COLUMN_NUMERIC, .n = rows, .values = *values,
                            .min = INFINITY, .max = 0 };
  for (size_t i = 0; i < run->in.n; i++)
    {
      double length = sqrt (run->p->error[i]);
      (*values)[run->in.rows[i]] = length;
      column->min = MIN (column->min, length);
      column->max = MAX (column->max, length);
    }
  dots->size = column;
}

static void
draw_space (const PcaRun *run, MercerFigureBuilder *b)
{
  size_t along[3] = { pca_horizontal (run), pca_vertical (run), pca_depth (run) };
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  g_autofree char *x = component_name (run, along[0]), *y = component_name (run, along[1]), *z = component_name (run, along[2]);
  g_autofree double *errors = NULL;
  MercerColumn column;
  MercerDots dots;
  open_dots (run, &dots, &column, &errors);
  mercer_figure_space (b, panel, (const MercerSpaceAxis[3]){ { .label = x, .unit = "" }, { .label = y, .unit = "" }, { .label = z, .unit = "" } });
  mercer_dots_draw_in_space (&dots, b, panel, mercer_matrix_column (run->turn.shown, 0), mercer_matrix_column (run->turn.shown, 1),
                             mercer_matrix_column (run->turn.shown, 2));
  pca_draw_at_space (run, b, panel);
  mercer_figure_caption (b, panel, _("Drag to turn"));
}

static void
draw_scores (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  size_t h = pca_horizontal (run), v = pca_vertical (run);
  g_autofree double *errors = NULL;
  MercerColumn column;
  MercerDots dots;
  open_dots (run, &dots, &column, &errors);
  g_autofree char *across = component_name (run, h), *up = component_name (run, v);
  mercer_figure_x_axis (b, panel, across, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, up, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (run->turn.shown, 0), mercer_matrix_column (run->turn.shown, 1), true);
  pca_draw_at_scores (run, b, panel);
}

/* Shares of the variance as bars, their sum as a line. */
static void
draw_spectrum (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  size_t k = run->p->k;
  double edges[PCA_MOST_COMPONENTS + 1], share[PCA_MOST_COMPONENTS], sum[PCA_MOST_COMPONENTS], at[PCA_MOST_COMPONENTS];
  for (size_t j = 0; j < k; j++)
    {
      edges[j] = (double) j + 0.5;
      at[j] = (double) j + 1;
      share[j] = 100 * mercer_projection_share (run->p, j);
      sum[j] = share[j] + (j > 0 ? sum[j - 1] : 0);
    }
  edges[k] = (double) k + 0.5;
  mercer_figure_x_axis (b, panel, _("Component"), "", MERCER_AXIS_LINEAR, 0.5, (double) k + 0.5, NULL);
  mercer_picture_count_along_x (b, panel, k);
  mercer_figure_y_axis (b, panel, _("Variance"), "%", MERCER_AXIS_LINEAR, 0, 105, NULL);
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .legend = _("Each") }, k, edges, share);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 2, .legend = _("Together") }, k, at, sum);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = 5 }, k, at, sum, NULL);
  size_t others = 0;
  for (; others < k && pca_beside_linear_share (run, others) > 0; others++)
    sum[others] = 100 * pca_beside_linear_share (run, others) + (others > 0 ? sum[others - 1] : 0);
  if (others > 0)
    mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 2, .dashed = true, .legend = _("Linear, together") },
                        others, at, sum);
}

static char *
spectrum_title (const PcaRun *run)
{
  char number[MERCER_NUMBER_SIZE];
  return g_strdup_printf (_("Dimension ≈ %s"),
                          mercer_number_show (mercer_projection_effective_dimension (run->p), 3, number));
}

/* The horizontal component as a function of both inputs. */
static void
draw_field (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  enum { LEVELS = 9 };
  size_t m = run->grid * run->grid, n_levels = 0;
  double most = 0, levels[LEVELS];
  MercerDots dots;
  mercer_dots_open (&dots, run->recipe, &run->in);
  for (size_t k = 0; k < m; k++)
    most = MAX (most, fabs (run->field[k]));
  if (!(most > 0))
    most = 1;
  double half_x = 0.5 * (run->high[0] - run->low[0]) / (double) (run->grid - 1);
  double half_y = 0.5 * (run->high[1] - run->low[1]) / (double) (run->grid - 1);
  g_autofree char *name = g_strdup_printf (_("Component %zu"), pca_horizontal (run) + 1);
  mercer_inputs_axes (&run->in, b, panel, 0, 1, run->low, run->high);
  mercer_figure_raster (b, panel, run->grid, run->grid, run->low[0] - half_x, run->high[0] + half_x, run->low[1] - half_y,
                        run->high[1] + half_y, run->field, MERCER_MAP_DIVERGING, -most, most, true, name, "");
  for (int level = 0; level < LEVELS; level++)
    levels[n_levels++] = most * (2.0 * (level + 1) / (LEVELS + 1) - 1);
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.7, .opacity = 0.6 }, run->grid,
                          run->grid, run->low[0], run->high[0], run->low[1], run->high[1], run->field, n_levels, levels, NULL);
  mercer_dots_draw (&dots, b, panel, mercer_matrix_column (run->in.x, 0), mercer_matrix_column (run->in.x, 1), false);
  pca_draw_at_inputs (run, b, panel, 0, 1);
  mercer_figure_edits (b, panel, run->in.names[0], run->in.names[1]);
}

static void
draw_denoised (const PcaRun *run, MercerFigureBuilder *b)
{
  size_t n = run->in.n, up = run->in.d > 1 ? 1 : 0;
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  const double *x = mercer_matrix_column (run->in.x, 0), *y = mercer_matrix_column (run->in.x, up);
  const double *to_x = mercer_matrix_column (run->denoised, 0), *to_y = mercer_matrix_column (run->denoised, up);
  mercer_inputs_axes (&run->in, b, panel, 0, up, NULL, NULL);
  if (n <= 2000)
    mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 0.8 }, n, x, y, to_x, to_y);
  MercerStyle before = { .role = MERCER_ROLE_DATA, .size = 4, .hollow = true, .opacity = 0.45, .legend = _("Data") };
  mercer_figure_points (b, panel, &before, n, x, y, run->in.ids);
  MercerStyle after = { .role = MERCER_ROLE_PRIMARY, .size = 5, .legend = _("Denoised") };
  MercerDots dots;
  mercer_dots_open (&dots, run->recipe, &run->in);
  if (dots.colour != NULL)
    mercer_dots_draw (&dots, b, panel, to_x, to_y, true);
  else
    mercer_figure_points (b, panel, &after, n, to_x, to_y, run->in.ids);
  pca_draw_at_denoised (run, b, panel, 0, up);
  g_autofree char *words
      = g_strdup_printf (ngettext ("Pre-images of the projections onto %zu component", "Pre-images of the projections onto %zu components",
                                   run->p->k),
                         run->p->k);
  mercer_figure_caption (b, panel, words);
}

/* --- The figure -------------------------------------------------------------------------------------------------------------- */

static void
draw_map (const PcaRun *run, MercerFigureBuilder *b)
{
  bool beside = run->beside.found != NULL, plane = run->field != NULL && run->in.d == 2 && !beside, two = plane || beside;
  int panel = mercer_figure_panel (b, "", 0, 0, 1, two ? 2 : 1);
  draw_scores (run, b, panel);
  mercer_figure_stretch_column (b, 0, two ? 1.35 : 2.2);
  if (beside)
    pca_beside_draw (run, b, 1, 0);
  if (plane)
    draw_field (run, b, mercer_figure_panel (b, _("The inputs"), 1, 0, 1, 1));
  g_autofree char *spectrum = spectrum_title (run);
  draw_spectrum (run, b, mercer_figure_panel (b, spectrum, 1, two ? 1 : 0, 1, 1));
}

static char *
title_of (const PcaRun *run)
{
  if (run->kernel == NULL)
    return g_strdup_printf (_("Principal components of a kernel matrix of %zu points"), run->in.n);
  g_autofree char *inputs = g_strjoinv (", ", (char **) run->in.names);
  if (g_utf8_strlen (inputs, -1) > TITLE_LETTERS)
    return g_strdup_printf (_("Kernel principal components of %zu columns"), run->in.d);
  return g_strdup_printf (_("Kernel principal components of %s"), inputs);
}

static void
describe (const PcaRun *run, MercerFigureBuilder *b)
{
  char share[MERCER_NUMBER_SIZE];
  double together = 0;
  for (size_t j = 0; j < run->p->k; j++)
    together += 100 * mercer_projection_share (run->p, j);
  g_autofree char *kernel = run->kernel != NULL ? mercer_kernel_show (run->kernel) : g_strdup (_("the given kernel values"));
  g_autofree char *sentence
      = g_strdup_printf (ngettext ("%zu point on %zu kernel principal components, which hold %s %% of the variance in the feature "
                                   "space of %s.",
                                   "%zu points on %zu kernel principal components, which hold %s %% of the variance in the "
                                   "feature space of %s.",
                                   run->in.n),
                         run->in.n, run->p->k, mercer_number_show (together, 3, share), kernel);
  mercer_figure_describe (b, sentence);
}

MercerFigure *
pca_run_figure (const PcaRun *run, const char *draft)
{
  g_autofree char *title = title_of (run);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  describe (run, b);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  if (run->values->show == PCA_SHOW_SPECTRUM)
    {
      g_autofree char *spectrum = spectrum_title (run);
      draw_spectrum (run, b, mercer_figure_panel (b, spectrum, 0, 0, 1, 1));
    }
  else if (run->values->show == PCA_SHOW_DENOISED && run->denoised.data != NULL)
    draw_denoised (run, b);
  else if (run->values->show == PCA_SHOW_SPACE)
    draw_space (run, b);
  else
    draw_map (run, b);
  pca_run_words (run, b, draft == NULL);
  return mercer_figure_builder_finish (b);
}
