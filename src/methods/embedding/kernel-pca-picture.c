/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ticks.h"

enum { MOST_SERIES = 8, SIZES = 5, TITLE_COLUMNS = 4 };

/* --- How points look ------------------------------------------------------------------------------------------------------ */

/* What colours and sizes points, by row of the data that is used. */
typedef struct
{
  const MercerColumn *colour, *size; /* NULL: none */
  size_t groups;                     /* series; 1 where there are no categories */
} Looks;

static const MercerColumn *
role_column (const PcaRun *run, const char *role)
{
  int column;
  return mercer_recipe_role_columns (run->recipe, role, &column, 1) > 0
             ? mercer_dataset_column (mercer_recipe_dataset (run->recipe), (size_t) column)
             : NULL;
}

/* The first column of categories few enough to tell apart. */
static const MercerColumn *
natural_colour (const PcaRun *run)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  for (size_t c = 0; c < mercer_dataset_columns (dataset); c++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, c);
      if (column->kind == MERCER_COLUMN_CATEGORICAL && column->n_levels >= 2 && column->n_levels <= MOST_SERIES)
        return column;
    }
  return NULL;
}

static Looks
looks_of (const PcaRun *run)
{
  Looks looks = { role_column (run, "colour"), role_column (run, "size"), 1 };
  if (looks.colour == NULL)
    looks.colour = natural_colour (run);
  if (looks.colour != NULL && looks.colour->kind == MERCER_COLUMN_CATEGORICAL)
    looks.groups = MIN (looks.colour->n_levels, (size_t) MOST_SERIES) + 1; /* the last: missing, or one of too many */
  return looks;
}

static size_t
group_of (const Looks *looks, size_t row)
{
  if (looks->groups == 1)
    return 0;
  int32_t code = looks->colour->codes[row];
  return code >= 0 && (size_t) code < looks->groups - 1 ? (size_t) code : looks->groups - 1;
}

/* 0 .. SIZES - 1 along the column; missing values are small. */
static size_t
size_of (const Looks *looks, size_t row)
{
  if (looks->size == NULL)
    return SIZES / 2;
  double value = looks->size->values[row], range = looks->size->max - looks->size->min;
  if (!isfinite (value) || !(range > 0))
    return 0;
  return MIN ((size_t) (SIZES * (value - looks->size->min) / range), (size_t) SIZES - 1);
}

static double
dot_size (const Looks *looks, size_t n, size_t bin)
{
  double plain = n > 2000 ? 2.5 : n > 250 ? 4 : 5.5;
  return looks->size != NULL ? plain * (0.6 + 0.4 * (double) bin) : plain;
}

static const char *
legend_of (const Looks *looks, size_t group)
{
  if (looks->groups == 1)
    return NULL;
  return group < looks->groups - 1             ? looks->colour->levels[group]
         : looks->colour->n_levels > MOST_SERIES ? _("Others")
                                                 : _("Missing");
}

/* A colour bar stands at a raster: an empty one under the points. */
static void
colour_bar (MercerFigureBuilder *b, int panel, const MercerColumn *column, double x, double y)
{
  mercer_figure_raster (b, panel, 1, 1, x - 1e-9 * fabs (x) - 1e-300, x + 1e-9 * fabs (x) + 1e-300, y - 1e-9 * fabs (y) - 1e-300,
                        y + 1e-9 * fabs (y) + 1e-300, (double[]){ NAN }, MERCER_MAP_VIRIDIS, column->min, column->max, false,
                        column->name, column->unit);
}

/* All points at (x, y), in colours and sizes. values and the rest are gathered group by group. bar: draw a colour bar. */
static void
draw_points (const PcaRun *run, MercerFigureBuilder *b, int panel, const double *x, const double *y, bool legend)
{
  Looks looks = looks_of (run);
  bool numeric = looks.colour != NULL && looks.colour->kind == MERCER_COLUMN_NUMERIC && looks.colour->max > looks.colour->min;
  g_autofree double *gx = g_new (double, run->n), *gy = g_new (double, run->n), *value = g_new (double, run->n);
  g_autofree uint64_t *ids = g_new (uint64_t, run->n);
  for (size_t group = 0; group < looks.groups; group++)
    for (size_t bin = 0, named = 0; bin < SIZES; bin++)
      {
        size_t count = 0;
        for (size_t i = 0; i < run->n; i++)
          if (group_of (&looks, run->rows[i]) == group && size_of (&looks, run->rows[i]) == bin)
            {
              gx[count] = x[i];
              gy[count] = y[i];
              value[count] = numeric ? looks.colour->values[run->rows[i]] : 0;
              ids[count++] = run->ids[i];
            }
        if (count == 0)
          continue;
        bool rest = looks.groups > 1 && group == looks.groups - 1;
        MercerStyle style = { .role = rest                ? MERCER_ROLE_FAINT
                                      : looks.groups == 1 ? MERCER_ROLE_DATA
                                                          : MERCER_ROLE_SERIES_N ((int) group),
                              .size = dot_size (&looks, run->n, bin), .opacity = run->n > 2000 ? 0.7 : 0.85,
                              .legend = legend && named++ == 0 ? legend_of (&looks, group) : NULL };
        if (numeric)
          mercer_figure_points_mapped (b, panel, &style, count, gx, gy, ids, value, MERCER_MAP_VIRIDIS, looks.colour->min,
                                       looks.colour->max);
        else
          mercer_figure_points (b, panel, &style, count, gx, gy, ids);
      }
  if (numeric && legend && run->n > 0)
    colour_bar (b, panel, looks.colour, x[0], y[0]);
}

/* --- Panels ---------------------------------------------------------------------------------------------------------------- */

static char *
component_name (const PcaRun *run, size_t j)
{
  char number[MERCER_NUMBER_SIZE];
  return g_strdup_printf (_("Component %zu (%s %%)"), j + 1,
                          mercer_number_show (100 * mercer_projection_share (run->p, j), 3, number));
}

static void
draw_scores (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  size_t h = pca_horizontal (run), v = pca_vertical (run);
  g_autofree char *across = component_name (run, h), *up = component_name (run, v);
  mercer_figure_x_axis (b, panel, across, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  mercer_figure_y_axis (b, panel, up, "", MERCER_AXIS_LINEAR, 0, 0, NULL);
  draw_points (run, b, panel, mercer_matrix_column (run->p->scores, h), mercer_matrix_column (run->p->scores, v), true);
  const MercerColumn *size = role_column (run, "size");
  g_autofree char *words = size != NULL ? g_strdup_printf (_("Size: %s"), size->name) : NULL;
  if (words != NULL)
    mercer_figure_caption (b, panel, words);
  if (run->at.data == NULL || run->at.rows == 0)
    return;
  MercerStyle ring = { .role = MERCER_ROLE_ACCENT, .size = 8, .hollow = true, .legend = _("New points") };
  mercer_figure_points (b, panel, &ring, run->at.rows, mercer_matrix_column (run->at_scores, h),
                        mercer_matrix_column (run->at_scores, v), NULL);
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
  mercer_figure_y_axis (b, panel, _("Share of the variance"), "%", MERCER_AXIS_LINEAR, 0, 105, NULL);
  mercer_figure_bars (b, panel, &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .legend = _("Each") }, k, edges, share);
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .width = 2, .legend = _("Together") }, k, at, sum);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = 5 }, k, at, sum, NULL);
}

static char *
spectrum_title (const PcaRun *run)
{
  char number[MERCER_NUMBER_SIZE];
  return g_strdup_printf (_("Dimension ≈ %s"),
                          mercer_number_show (mercer_projection_effective_dimension (run->p), 3, number));
}

static void
input_axes (const PcaRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up, bool ranged)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  size_t which[2] = { across, up };
  for (int axis = 0; axis < 2; axis++)
    {
      const char *name = run->x_names[which[axis]];
      const MercerColumn *column = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, name));
      g_autofree char *link = g_strconcat ("column:", name, NULL);
      (axis == 0 ? mercer_figure_x_axis : mercer_figure_y_axis) (b, panel, name, column->unit, MERCER_AXIS_LINEAR,
                                                                 ranged ? run->low[axis] : 0, ranged ? run->high[axis] : 0,
                                                                 link);
    }
}

/* The horizontal component as a function of both inputs. */
static void
draw_field (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  enum { LEVELS = 9 };
  size_t m = run->grid * run->grid, n_levels = 0;
  double most = 0, levels[LEVELS];
  for (size_t k = 0; k < m; k++)
    most = MAX (most, fabs (run->field[k]));
  if (!(most > 0))
    most = 1;
  double half_x = 0.5 * (run->high[0] - run->low[0]) / (double) (run->grid - 1);
  double half_y = 0.5 * (run->high[1] - run->low[1]) / (double) (run->grid - 1);
  g_autofree char *name = g_strdup_printf (_("Component %zu"), pca_horizontal (run) + 1);
  input_axes (run, b, panel, 0, 1, true);
  mercer_figure_raster (b, panel, run->grid, run->grid, run->low[0] - half_x, run->high[0] + half_x, run->low[1] - half_y,
                        run->high[1] + half_y, run->field, MERCER_MAP_DIVERGING, -most, most, true, name, "");
  for (int level = 0; level < LEVELS; level++)
    levels[n_levels++] = most * (2.0 * (level + 1) / (LEVELS + 1) - 1);
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.7, .opacity = 0.6 }, run->grid,
                          run->grid, run->low[0], run->high[0], run->low[1], run->high[1], run->field, n_levels, levels, NULL);
  draw_points (run, b, panel, run->x, run->x + run->n, false);
  mercer_figure_edits (b, panel, run->x_names[0], run->x_names[1]);
}

static void
draw_denoised (const PcaRun *run, MercerFigureBuilder *b)
{
  size_t n = run->n, up = run->d > 1 ? 1 : 0;
  int panel = mercer_figure_panel (b, "", 0, 0, 1, 1);
  const double *x = run->x, *y = run->x + up * n;
  const double *to_x = mercer_matrix_column (run->denoised, 0), *to_y = mercer_matrix_column (run->denoised, up);
  input_axes (run, b, panel, 0, up, false);
  if (n <= 2000)
    mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 0.8 }, n, x, y, to_x, to_y);
  MercerStyle before = { .role = MERCER_ROLE_DATA, .size = 4, .hollow = true, .opacity = 0.45, .legend = _("Data") };
  mercer_figure_points (b, panel, &before, n, x, y, run->ids);
  MercerStyle after = { .role = MERCER_ROLE_PRIMARY, .size = 5, .legend = _("Denoised") };
  if (looks_of (run).colour != NULL)
    draw_points (run, b, panel, to_x, to_y, true);
  else
    mercer_figure_points (b, panel, &after, n, to_x, to_y, run->ids);
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
  bool plane = run->field != NULL && run->d == 2;
  int panel = mercer_figure_panel (b, "", 0, 0, 1, plane ? 2 : 1);
  draw_scores (run, b, panel);
  mercer_figure_stretch_column (b, 0, plane ? 1.35 : 2.2);
  if (plane)
    draw_field (run, b, mercer_figure_panel (b, _("The inputs"), 1, 0, 1, 1));
  g_autofree char *spectrum = spectrum_title (run);
  draw_spectrum (run, b, mercer_figure_panel (b, spectrum, 1, plane ? 1 : 0, 1, 1));
}

static char *
title_of (const PcaRun *run)
{
  if (run->d > TITLE_COLUMNS)
    return g_strdup_printf (_("Kernel principal components of %zu columns"), run->d);
  g_autofree char *inputs = g_strjoinv (", ", (char **) run->x_names);
  return g_strdup_printf (_("Kernel principal components of %s"), inputs);
}

static void
describe (const PcaRun *run, MercerFigureBuilder *b)
{
  char share[MERCER_NUMBER_SIZE];
  double together = 0;
  for (size_t j = 0; j < run->p->k; j++)
    together += 100 * mercer_projection_share (run->p, j);
  g_autofree char *kernel = mercer_kernel_show (run->kernel);
  g_autofree char *sentence
      = g_strdup_printf (ngettext ("%zu point on %zu kernel principal components, which hold %s %% of the variance in the feature "
                                   "space of %s.",
                                   "%zu points on %zu kernel principal components, which hold %s %% of the variance in the "
                                   "feature space of %s.",
                                   run->n),
                         run->n, run->p->k, mercer_number_show (together, 3, share), kernel);
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
  else
    draw_map (run, b);
  pca_run_words (run, b, draft == NULL);
  return mercer_figure_builder_finish (b);
}
