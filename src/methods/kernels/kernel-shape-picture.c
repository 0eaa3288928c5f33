/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-shape.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ticks.h"

/* The most rows whose dots do not hide a surface. */
enum { MOST_DOTS = 5000 };
/* What x' is in the plane. */
static const MercerStyle ring = { .role = MERCER_ROLE_ACCENT, .size = 11, .hollow = true, .width = 2 };

static const MercerColumn *
column_of (const ShapeRun *run, size_t c)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  return mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, run->names[c]));
}

/* An axis along column c; those of one column move together. prime: it is that of x'. */
static void
input_axis (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t c, bool vertical, bool prime)
{
  g_autofree char *link = g_strconcat ("column:", run->names[c], prime ? "′" : "", NULL);
  g_autofree char *label = run->d > 1 ? g_strdup (run->names[c])
                           : prime    ? g_strdup_printf (_("x′ (%s)"), run->names[c])
                                      : g_strdup_printf (_("x (%s)"), run->names[c]);
  (vertical ? mercer_figure_y_axis : mercer_figure_x_axis) (b, panel, label, column_of (run, c)->unit, MERCER_AXIS_LINEAR,
                                                           run->low[c], run->high[c], link);
  if (!prime) /* the functions are known everywhere: what is in view is what is computed */
    (vertical ? mercer_figure_y_follows : mercer_figure_x_follows) (b, panel, run->names[c]);
}

static void
extent (MercerMatrix k, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (size_t j = 0; j < k.cols; j++)
    for (size_t i = 0; i < k.rows; i++)
      {
        double value = *mercer_matrix_at (k, i, j);
        *low = fmin (*low, value);
        *high = fmax (*high, value);
      }
}

/* Signs matter where there are two of them. */
static MercerColourMap
map_for (double low, double high)
{
  return low < -1e-3 * fabs (high) && high > 1e-3 * fabs (low) ? MERCER_MAP_DIVERGING : MERCER_MAP_VIRIDIS;
}

/* The grid's points are the centres of the raster's cells. */
static void
raster (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t side, size_t across, size_t up, const double *values,
        MercerColourMap map, const char *bar)
{
  double half_x = 0.5 * (run->high[across] - run->low[across]) / (double) (side - 1);
  double half_y = 0.5 * (run->high[up] - run->low[up]) / (double) (side - 1);
  mercer_figure_raster (b, panel, side, side, run->low[across] - half_x, run->high[across] + half_x, run->low[up] - half_y,
                        run->high[up] + half_y, values, map, 0, 0, true, bar, "");
}

/* What takes hold of x' number s, and draws its line; false: nothing does. */
static bool
place_handle (const ShapeRun *run, MercerFigureBuilder *b, int panel, MercerHandleKind kind, size_t s)
{
  bool plane = run->d > 1;
  if (run->values->points.n < (int) run->d)
    return false; /* chosen by the method: there is nothing yet that a hand could change */
  MercerHandle handle = { .kind = kind, .title = _("Place of x′"), .value = { "points", (int) s, NULL },
                          .role = plane ? MERCER_ROLE_ACCENT : MERCER_ROLE_SERIES_N ((int) s),
                          .x = *mercer_matrix_at (run->place, s, 0), .y = *mercer_matrix_at (run->place, s, 0) };
  if (plane)
    {
      handle.y = *mercer_matrix_at (run->place, s, 1);
      handle.value_y = (MercerHandleTarget){ "points", 1, NULL };
    }
  mercer_figure_handle (b, panel, &handle);
  return true;
}

/* --- Along one column --------------------------------------------------------------------------------- */

/* Above the curves each x' has its name beside its line, on the lowest level where no other is too near; -1: out of sight. The
 * number of levels. */
enum { MOST_LEVELS = 4, NO_LEVEL = -1 };

static int
name_levels (const ShapeRun *run, int *level)
{
  const double near = 0.3 * (run->high[0] - run->low[0]); /* as wide as a name is in a small window */
  int levels = 0;
  for (size_t s = 0; s < run->place.rows; s++)
    {
      double at = *mercer_matrix_at (run->place, s, 0);
      level[s] = at >= run->low[0] && at <= run->high[0] ? 0 : NO_LEVEL;
      for (size_t t = 0; level[s] != NO_LEVEL && t < s; t++) /* those of a level stand in any order */
        if (level[t] == level[s] && fabs (*mercer_matrix_at (run->place, t, 0) - at) < near)
          {
            level[s]++;
            t = SIZE_MAX; /* from the first again */
          }
      level[s] = MIN (level[s], MOST_LEVELS - 1);
      levels = MAX (levels, level[s] + 1);
    }
  return levels;
}

/* With room for the names. Where the lowest of them stands, and how far apart they are. */
static void
value_axis (const ShapeRun *run, MercerFigureBuilder *b, int panel, int levels, double *name_at, double *apart)
{
  double low, high;
  extent (run->slices, &low, &high);
  low = low > 0.3 * high ? low : fmin (low, 0); /* what changes is seen, also far from 0 */
  high = fmax (high, 0);
  bool known = isfinite (low) && isfinite (high) && high > low;
  double room = known ? high - low : 0;
  *apart = 0.13 * room;
  *name_at = high + 0.12 * room;
  mercer_figure_y_axis (b, panel, _("k(x, x′)"), "", MERCER_AXIS_LINEAR, known ? low - (low < 0 ? 0.04 : 0) * room : 0,
                        known ? *name_at + (levels - 0.4) * *apart : 0, NULL);
}

static void
draw_slice (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t s)
{
  double low, high, at = *mercer_matrix_at (run->place, s, 0);
  MercerStyle style = { .role = MERCER_ROLE_SERIES_N ((int) s), .width = 2 };
  MercerStyle rule = { .role = style.role, .width = 1, .dashed = true, .opacity = 0.5 };
  extent (mercer_matrix_block (run->slices, 0, s, run->side, 1), &low, &high);
  if (!place_handle (run, b, panel, MERCER_HANDLE_VERTICAL, s))
    mercer_figure_rule (b, panel, &rule, true, at);
  if (isfinite (low))
    mercer_figure_line (b, panel, &style, run->side, mercer_matrix_column (run->z, 0), mercer_matrix_column (run->slices, s));
}

static void
draw_slices (const ShapeRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("k(x, x′) for each x′"), 0, 0, 1, 1);
  g_autofree int *level = g_new (int, run->place.rows);
  double name_at, apart;
  input_axis (run, b, panel, 0, false, false);
  value_axis (run, b, panel, name_levels (run, level), &name_at, &apart);
  for (size_t s = 0; s < run->place.rows; s++)
    draw_slice (run, b, panel, s);
  for (size_t s = 0; apart > 0 && s < run->place.rows; s++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      double at = *mercer_matrix_at (run->place, s, 0);
      g_autofree char *name
          = g_strdup_printf (_("x′ = %s%s"), at < 0 ? "−" : "", g_ascii_formatd (number, sizeof number, "%.5g", fabs (at)));
      double aside = 0.11 * (run->high[0] - run->low[0]), side = at < run->high[0] - 2 * aside ? 1 : -1;
      if (level[s] != NO_LEVEL)
        mercer_figure_text (b, panel, MERCER_ROLE_SERIES_N ((int) s), at + side * aside, name_at + level[s] * apart, name);
    }
}

static void
draw_image (const ShapeRun *run, MercerFigureBuilder *b)
{
  double low, high;
  int panel = mercer_figure_panel (b, _("k over all pairs (x, x′), cut at each x′"), 1, 0, 1, 1);
  extent (run->image, &low, &high);
  input_axis (run, b, panel, 0, false, false);
  input_axis (run, b, panel, 0, true, true);
  if (isfinite (low))
    raster (run, b, panel, run->side, 0, 0, run->image.data, map_for (low, high), _("k(x, x′)"));
  for (size_t s = 0; s < run->place.rows; s++)
    if (!place_handle (run, b, panel, MERCER_HANDLE_HORIZONTAL, s))
      mercer_figure_rule (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) s), .width = 1.5, .dashed = true },
                          false, *mercer_matrix_at (run->place, s, 0));
}

static void
draw_samples (const ShapeRun *run, MercerFigureBuilder *b)
{
  int panel = mercer_figure_panel (b, _("Functions drawn from it, ± 2 sd"), 1, 1, 1, 1);
  size_t m = run->sample_z.rows;
  input_axis (run, b, panel, 0, false, false);
  bool any = run->n_samples > 0;
  mercer_figure_y_axis (b, panel, "f(x)", "", MERCER_AXIS_LINEAR, any ? 0 : -1, any ? 0 : 1, NULL);
  if (!any)
    {
      mercer_figure_caption (b, panel, run->samples_failed ? _("None: it is not positive definite here") : _("None asked for"));
      return;
    }
  g_autofree double *zero = g_new0 (double, m), *low = g_new (double, m), *high = g_new (double, m);
  g_autofree double *diagonal = g_new (double, m);
  mercer_kernel_diagonal (run->kernel, run->sample_z, false, diagonal);
  for (size_t i = 0; i < m; i++)
    low[i] = -(high[i] = 2 * sqrt (fmax (diagonal[i], 0)));
  const double *x = mercer_matrix_column (run->sample_z, 0);
  mercer_figure_band (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .opacity = 0.25 }, m, x, low, high);
  for (size_t s = 0; s < run->n_samples; s++)
    mercer_figure_swing (b, panel, &(MercerStyle){ .role = MERCER_ROLE_SERIES_N ((int) s), .width = 1.2 }, m, x, zero,
                         mercer_matrix_column (run->draws, s), mercer_matrix_column (run->draws, run->n_samples + s));
}

/* --- Over two columns --------------------------------------------------------------------------------- */

static void
contours (const ShapeRun *run, MercerFigureBuilder *b, int panel, size_t side, const double *values, double low, double high)
{
  if (!(high - low > 1e-9 * fmax (fabs (low), fabs (high))))
    return;
  MercerTicks ticks;
  mercer_ticks (MERCER_AXIS_LINEAR, low, high, 8, &ticks);
  const char *labels[MERCER_TICKS_MAX];
  for (size_t k = 0; k < ticks.n; k++)
    labels[k] = ticks.label[k];
  mercer_figure_contours (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.8, .opacity = 0.7 }, side, side,
                          run->low[0], run->high[0], run->low[1], run->high[1], values, ticks.n, ticks.at, labels);
}

static void
draw_dots (const ShapeRun *run, MercerFigureBuilder *b, int panel)
{
  MercerDataset *dataset = mercer_recipe_dataset (run->recipe);
  size_t rows = mercer_dataset_rows (dataset);
  if (rows == 0 || rows > MOST_DOTS)
    return;
  g_autofree uint64_t *ids = g_new (uint64_t, rows);
  for (size_t i = 0; i < rows; i++)
    ids[i] = mercer_dataset_row_id (dataset, i);
  mercer_figure_points (b, panel, &(MercerStyle){ .role = MERCER_ROLE_DATA, .size = 2.5, .opacity = 0.4 }, rows,
                        column_of (run, 0)->values, column_of (run, 1)->values, ids);
}

/* Where a picture of the plane stands, from the first row on. */
typedef struct
{
  int column, width, height;
} Place;

/* Where x' stands, with its handle. */
static void
draw_place (const ShapeRun *run, MercerFigureBuilder *b, int panel)
{
  mercer_figure_points (b, panel, &ring, 1, mercer_matrix_at (run->place, 0, 0), mercer_matrix_at (run->place, 0, 1), NULL);
  place_handle (run, b, panel, MERCER_HANDLE_POINT, 0);
}

static int
draw_plane (const ShapeRun *run, MercerFigureBuilder *b, Place at, const char *title, size_t side, const double *values,
            const char *bar, const char *caption)
{
  double low, high;
  int panel = mercer_figure_panel (b, title, at.column, 0, at.width, at.height);
  extent (mercer_matrix ((double *) values, side * side, 1), &low, &high);
  input_axis (run, b, panel, 0, false, false);
  input_axis (run, b, panel, 1, true, false);
  if (isfinite (low))
    {
      raster (run, b, panel, side, 0, 1, values, map_for (low, high), bar);
      contours (run, b, panel, side, values, low, high);
    }
  draw_dots (run, b, panel);
  mercer_figure_caption (b, panel, caption);
  return panel;
}

/* The same as a surface over the plane. */
static int
draw_surface (const ShapeRun *run, MercerFigureBuilder *b, Place at, const char *title, size_t side, const double *values,
              const char *label, const char *caption)
{
  double low, high;
  int panel = mercer_figure_panel (b, title, at.column, 0, at.width, at.height);
  extent (mercer_matrix ((double *) values, side * side, 1), &low, &high);
  bool flat = !isfinite (low) || !(high > low);
  MercerSpaceAxis axes[3] = { { run->names[0], column_of (run, 0)->unit, run->low[0], run->high[0] },
                              { run->names[1], column_of (run, 1)->unit, run->low[1], run->high[1] },
                              { label, "", flat ? 0 : low, flat ? 1 : high } };
  mercer_figure_space (b, panel, axes);
  mercer_figure_caption (b, panel, caption);
  if (isfinite (low))
    mercer_figure_surface (b, panel, side, side, run->low[0], run->high[0], run->low[1], run->high[1], values, NULL,
                           map_for (low, high), 0, 0, NULL, NULL);
  return panel;
}

/* The place on the surface too, at k(x', x'), where it is in sight. */
static void
draw_place_in_space (const ShapeRun *run, MercerFigureBuilder *b, int panel)
{
  const double *x = mercer_matrix_at (run->place, 0, 0), *y = mercer_matrix_at (run->place, 0, 1);
  if (*x >= run->low[0] && *x <= run->high[0] && *y >= run->low[1] && *y <= run->high[1] && isfinite (run->at_zero))
    mercer_figure_points_in_space (b, panel, &ring, 1, x, y, &run->at_zero, NULL, NULL, MERCER_MAP_VIRIDIS, 0, 0);
}

static void
draw_planes (const ShapeRun *run, MercerFigureBuilder *b)
{
  const double *k = run->slices.data, *f = run->draws.data;
  bool solid = run->values->view == SHAPE_SURFACE, drawn = run->n_samples > 0;
  const char *around = _("k(x, x′) around x′"), *function = _("A function drawn from it");
  const char *one = run->values->samples > 1 ? _("Only one is drawn") : NULL;
  int below = shape_spectrum_is_known (run) ? 1 : 0;
  if (!solid)
    {
      Place left = { 0, below && !drawn ? 2 : 1, 1 }; /* alone above the spectra of both columns */
      draw_place (run, b, draw_plane (run, b, left, around, run->side, k, _("k(x, x′)"), _("Ring: x′. Dots: the data")));
      if (drawn)
        draw_plane (run, b, (Place){ 1, 1, 1 }, function, run->sample_side, f, "f(x)", one);
      return;
    }
  Place map = { drawn ? 2 : 1, 1, drawn ? 1 + below : 1 }; /* what does not turn has the handle */
  draw_place_in_space (run, b, draw_surface (run, b, (Place){ 0, 1, 1 }, around, run->side, k, _("k(x, x′)"), NULL));
  if (drawn)
    {
      draw_surface (run, b, (Place){ 1, 1, 1 }, function, run->sample_side, f, "f(x)", one);
      mercer_figure_stretch_column (b, map.column, 0.6);
    }
  draw_place (run, b, draw_plane (run, b, map, _("k from above"), run->side, k, NULL, _("Ring: x′. Dots: the data")));
}

/* --- The figure --------------------------------------------------------------------------------------- */

MercerFigure *
shape_run_figure (const ShapeRun *run, const char *draft)
{
  g_autofree char *shown = mercer_kernel_show (run->kernel), *properties = shape_properties (run->kernel);
  g_autofree char *sentence = g_strdup_printf (_("The kernel %s. %s."), shown, properties);
  MercerFigureBuilder *b = mercer_figure_builder_new (shown);
  mercer_figure_describe (b, sentence);
  if (draft != NULL)
    mercer_figure_draft (b, draft);
  if (run->d == 1)
    {
      draw_slices (run, b);
      draw_image (run, b);
      shape_spectrum_draw (run, b, 1);
      draw_samples (run, b);
    }
  else
    draw_planes (run, b);
  if (run->d > 1 && shape_spectrum_is_known (run))
    {
      mercer_figure_stretch_row (b, 0, 1.5);
      shape_spectrum_draw (run, b, 1);
    }
  shape_run_words (run, b);
  return mercer_figure_builder_finish (b);
}
