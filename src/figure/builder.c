/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "builder.h"

#include <math.h>
#include <string.h>

#include "colour.h"

MercerFigureBuilder *
mercer_figure_builder_new (const char *title)
{
  MercerFigureBuilder *b = g_new0 (MercerFigureBuilder, 1);
  b->f = figure_alloc ();
  b->f->title = figure_string (b->f, title != NULL ? title : "");
  b->f->description = "";
  return b;
}

void
mercer_figure_builder_free (MercerFigureBuilder *b)
{
  if (b == NULL)
    return;
  mercer_figure_unref (b->f);
  g_free (b);
}

Panel *
builder_panel (MercerFigureBuilder *b, int panel)
{
  g_return_val_if_fail (b != NULL, NULL);
  g_return_val_if_fail (panel >= 0 && (guint) panel < b->f->panels->len, NULL);
  return &g_array_index (b->f->panels, Panel, panel);
}

void *
builder_copy (MercerFigureBuilder *b, const void *from, size_t n, size_t size)
{
  if (from == NULL || n == 0)
    return NULL;
  b->f->bytes += n * size;
  return g_memdup2 (from, n * size);
}

/* Whether every column that this kind of mark is made of is there; values for colours need not be.
 */
static bool
has_columns (MarkKind kind, size_t n, const double *const columns[MARK_COLUMNS_MAX])
{
  const char *letters = mark_traits[kind].columns;
  for (int c = 0; n > 0 && letters[c] != '\0'; c++)
    if (letters[c] != 'c' && columns[c] == NULL)
      return false;
  return true;
}

Mark *
builder_mark (MercerFigureBuilder *b, int panel, MarkKind kind, const MercerStyle *style, size_t n,
          const double *const columns[MARK_COLUMNS_MAX])
{
  Panel *p = builder_panel (b, panel);
  if (p == NULL)
    return NULL;
  g_return_val_if_fail (has_columns (kind, n, columns), NULL);
  Mark m = { .kind = kind, .n = n };
  if (style != NULL)
    m.style = *style;
  m.style.legend = figure_string (b->f, m.style.legend);
  for (int c = 0; c < MARK_COLUMNS_MAX && columns != NULL; c++)
    m.column[c] = builder_copy (b, columns[c], mark_column_length (&m, c), sizeof (double));
  g_array_append_val (p->marks, m);
  return &g_array_index (p->marks, Mark, p->marks->len - 1);
}

/* --- Panels ----------------------------------------------------------------------------------- */

int
mercer_figure_panel (MercerFigureBuilder *b, const char *title, int column, int row, int width,
                     int height)
{
  g_return_val_if_fail (b != NULL, -1);
  g_return_val_if_fail (column >= 0 && row >= 0 && column < 64 && row < 64, -1);
  Panel p = { .title = figure_string (b->f, title),
              .column = column,
              .row = row,
              .width = CLAMP (width, 1, 64),
              .height = CLAMP (height, 1, 64),
              .marks = mark_array_new (),
              .handles = handle_array_new () };
  for (int a = 0; a < 2; a++)
    p.axis[a] = (Axis){ .label = "", .unit = "", .low = 0, .high = 1 };
  g_array_append_val (b->f->panels, p);
  return (int) b->f->panels->len - 1;
}

static void
set_stretch (MercerFigureBuilder *b, int direction, int index, double stretch)
{
  g_return_if_fail (b != NULL && index >= 0 && index < 64);
  g_return_if_fail (stretch > 0 && isfinite (stretch));
  GArray *list = b->f->stretch[direction];
  while (list->len <= (guint) index)
    g_array_append_val (list, (double){ 1 });
  g_array_index (list, double, index) = stretch;
}

void
mercer_figure_stretch_column (MercerFigureBuilder *b, int column, double stretch)
{
  set_stretch (b, 0, column, stretch);
}

void
mercer_figure_stretch_row (MercerFigureBuilder *b, int row, double stretch)
{
  set_stretch (b, 1, row, stretch);
}

static void
set_axis (MercerFigureBuilder *b, int panel, int which, const char *label, const char *unit,
          MercerAxisScale scale, double min, double max, const char *link)
{
  Panel *p = builder_panel (b, panel);
  if (p == NULL)
    return;
  bool fixed
      = isfinite (min) && isfinite (max) && min < max && (scale == MERCER_AXIS_LINEAR || min > 0);
  p->axis[which] = (Axis){ .label = figure_string (b->f, label != NULL ? label : ""),
                           .unit = figure_string (b->f, unit != NULL ? unit : ""),
                           .link = figure_string (b->f, link),
                           .scale = scale,
                           .fixed = fixed,
                           .low = fixed ? min : 0,
                           .high = fixed ? max : 1 };
}

void
mercer_figure_x_axis (MercerFigureBuilder *b, int panel, const char *label, const char *unit,
                      MercerAxisScale scale, double min, double max, const char *link)
{
  set_axis (b, panel, AXIS_X, label, unit, scale, min, max, link);
}

void
mercer_figure_y_axis (MercerFigureBuilder *b, int panel, const char *label, const char *unit,
                      MercerAxisScale scale, double min, double max, const char *link)
{
  set_axis (b, panel, AXIS_Y, label, unit, scale, min, max, link);
}

static void
set_names (MercerFigureBuilder *b, int panel, int which, size_t n, const char *const *names)
{
  Panel *p = builder_panel (b, panel);
  g_autoptr (GString) lines = g_string_new (NULL);
  for (size_t k = 0; k < n; k++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (names[k]), "\n", ' ');
      g_string_append_printf (lines, "%s%s", k > 0 ? "\n" : "", name);
    }
  if (p != NULL && n > 0)
    p->axis[which].names = figure_string (b->f, lines->str);
}

void
mercer_figure_x_names (MercerFigureBuilder *b, int panel, size_t n, const char *const *names)
{
  set_names (b, panel, AXIS_X, n, names);
}

void
mercer_figure_y_names (MercerFigureBuilder *b, int panel, size_t n, const char *const *names)
{
  set_names (b, panel, AXIS_Y, n, names);
}

void
mercer_figure_equal_axes (MercerFigureBuilder *b, int panel)
{
  Panel *p = builder_panel (b, panel);
  if (p != NULL)
    p->equal = true;
}

void
mercer_figure_edits (MercerFigureBuilder *b, int panel, const char *x_column, const char *y_column)
{
  Panel *p = builder_panel (b, panel);
  if (p == NULL)
    return;
  p->edits[AXIS_X] = figure_string (b->f, x_column);
  p->edits[AXIS_Y] = figure_string (b->f, y_column);
  p->editable = true;
}

void
mercer_figure_caption (MercerFigureBuilder *b, int panel, const char *text)
{
  Panel *p = builder_panel (b, panel);
  if (p != NULL)
    p->caption = figure_string (b->f, text);
}

/* --- Marks ------------------------------------------------------------------------------------ */

static bool
rises (const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite (x[i]) || (i > 0 && x[i] < x[i - 1]))
      return false;
  return true;
}

static void
add_sorted (MercerFigureBuilder *b, int panel, MarkKind kind, const MercerStyle *style, size_t n,
            const double *const columns[MARK_COLUMNS_MAX])
{
  Mark *m = builder_mark (b, panel, kind, style, n, columns);
  if (m != NULL)
    m->sorted = rises (m->column[0], n);
}

void
mercer_figure_line (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                    const double *x, const double *y)
{
  add_sorted (b, panel, MARK_LINE, style, n, COLUMNS (x, y));
}

void
mercer_figure_swing (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                     const double *x, const double *mid, const double *a, const double *bb)
{
  add_sorted (b, panel, MARK_SWING, style, n, COLUMNS (x, mid, a, bb));
  b->f->swings = true;
}

void
mercer_figure_band (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                    const double *x, const double *low, const double *high)
{
  add_sorted (b, panel, MARK_BAND, style, n, COLUMNS (x, low, high));
}

void
mercer_figure_points (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                      const double *x, const double *y, const uint64_t *row_ids)
{
  Mark *m = builder_mark (b, panel, MARK_POINTS, style, n, COLUMNS (x, y));
  if (m != NULL)
    m->rows = builder_copy (b, row_ids, n, sizeof *row_ids);
}

void
builder_range (const double *value, size_t n, MercerColourMap map, double *min, double *max)
{
  if (!(isfinite (*min) && isfinite (*max) && *min < *max))
    {
      *min = INFINITY;
      *max = -INFINITY;
      for (size_t i = 0; i < n; i++)
        if (isfinite (value[i]))
          {
            *min = fmin (*min, value[i]);
            *max = fmax (*max, value[i]);
          }
      if (*min > *max)
        *min = 0, *max = 1;
    }
  if (map == MERCER_MAP_DIVERGING)
    {
      *max = fmax (fabs (*min), fabs (*max));
      *min = -*max;
    }
  if (!(*min < *max))
    {
      double spread = *min != 0 ? fabs (*min) * 0.5 : 0.5;
      *min -= spread;
      *max += spread;
    }
}

float *
builder_levels (MercerFigureBuilder *b, const Raster *r, size_t n, const double *values)
{
  float *level = g_new (float, n);
  b->f->bytes += n * sizeof *level;
  for (size_t i = 0; i < n; i++)
    level[i] = colour_level (r->map, values[i], r->min, r->max);
  return level;
}

void
mercer_figure_points_mapped (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                             const double *x, const double *y, const uint64_t *row_ids,
                             const double *value, MercerColourMap map, double min, double max)
{
  Mark *m = builder_mark (b, panel, MARK_POINTS, style, n, COLUMNS (x, y, value));
  if (m == NULL)
    return;
  m->rows = builder_copy (b, row_ids, n, sizeof *row_ids);
  m->mapped = true;
  builder_range (value, n, map, &min, &max);
  m->raster = g_new0 (Raster, 1);
  *m->raster = (Raster){ .map = map, .min = min, .max = max };
}

void
mercer_figure_bars (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                    const double *edges, const double *heights)
{
  builder_mark (b, panel, MARK_BARS, style, n, COLUMNS (edges, heights));
}

void
mercer_figure_raster (MercerFigureBuilder *b, int panel, size_t nx, size_t ny, double x0, double x1,
                      double y0, double y1, const double *values, MercerColourMap map, double min,
                      double max, bool smooth, const char *bar_label, const char *bar_unit)
{
  g_return_if_fail (nx < 1u << 20 && ny < 1u << 20 && (values != NULL || nx * ny == 0));
  Mark *m = builder_mark (b, panel, MARK_RASTER, NULL, nx * ny, NULL);
  if (m == NULL)
    return;
  builder_range (values, nx * ny, map, &min, &max);
  Raster *r = m->raster = g_new0 (Raster, 1);
  *r = (Raster){ .nx = nx,
                 .ny = ny,
                 .x0 = x0,
                 .x1 = x1,
                 .y0 = y0,
                 .y1 = y1,
                 .map = map,
                 .min = min,
                 .max = max,
                 .smooth = smooth && map != MERCER_MAP_SERIES,
                 .bar_label = map == MERCER_MAP_SERIES ? NULL : figure_string (b->f, bar_label),
                 .bar_unit = figure_string (b->f, bar_unit != NULL ? bar_unit : "") };
  r->value = builder_copy (b, values, nx * ny, sizeof *values);
  r->level = builder_levels (b, r, nx * ny, values);
}

void
mercer_figure_contours (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t nx,
                        size_t ny, double x0, double x1, double y0, double y1, const double *values,
                        size_t n_levels, const double *levels, const char *const *labels)
{
  Mark *m = builder_mark (b, panel, MARK_CONTOURS, style, 0, NULL);
  if (m == NULL)
    return;
  Contours *c = m->contours = contours_trace (nx, ny, x0, x1, y0, y1, values, n_levels, levels);
  c->labels = g_new0 (const char *, n_levels + 1);
  for (size_t k = 0; labels != NULL && k < n_levels; k++)
    c->labels[k] = figure_string (b->f, labels[k]);
  m->n = c->n_points;
  b->f->bytes += 2 * c->n_points * sizeof (double);
}

void
mercer_figure_arrows (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                      const double *x, const double *y, const double *dx, const double *dy)
{
  builder_mark (b, panel, MARK_ARROWS, style, n, COLUMNS (x, y, dx, dy));
}

void
mercer_figure_segments (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n,
                        const double *x0, const double *y0, const double *x1, const double *y1)
{
  builder_mark (b, panel, MARK_SEGMENTS, style, n, COLUMNS (x0, y0, x1, y1));
}

void
mercer_figure_rule (MercerFigureBuilder *b, int panel, const MercerStyle *style, bool vertical,
                    double at)
{
  Mark *m = builder_mark (b, panel, MARK_RULE, style, 1, COLUMNS (&at));
  if (m != NULL)
    m->vertical = vertical;
}

void
mercer_figure_text (MercerFigureBuilder *b, int panel, MercerColourRole role, double x, double y,
                    const char *text)
{
  Mark *m = builder_mark (b, panel, MARK_TEXT, &(MercerStyle){ .role = role }, 1, COLUMNS (&x, &y));
  if (m != NULL)
    m->text = figure_string (b->f, text != NULL ? text : "");
}
