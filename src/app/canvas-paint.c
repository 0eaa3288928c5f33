/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

#include "random.h"

/* The brush: while painting, a drag lays points along the stroke, and one with Shift or the right button takes points away. What is
 * laid is a function of the gesture alone; it leaves stretch by stretch, so that the picture follows under the hand. The first
 * stroke on empty ground leaves as a whole: the first point brings another picture, whose ground lies elsewhere. */

/* Pixels along the stroke from one point to the next, with a brush of the usual width or a narrower one. */
#define SPACING 6.0
#define USUAL_WIDTH 16.0
/* Of a way that is added up from stretches. */
#define ROUNDING 1e-3
#define WIDTH_MAX 128.0
/* A narrower brush has no width: it draws a line. */
#define WIDTH_MIN 4.0
/* The eraser is no narrower than what can be aimed with. */
#define ERASER_MIN 16.0
#define SEED 1

enum
{
  ACROSS, /* streams of random numbers */
  ALONG
};

/* --- The tool --------------------------------------------------------------------------------------- */

/* The columns that a point laid here would have. */
static bool
ground_at (MercerCanvas *self, double px, double py, double *x, double *y, const char **x_column, const char **y_column)
{
  int panel;
  return mercer_canvas_pick (self, px, py, &panel, x, y) && mercer_canvas_edits (self, panel, x_column, y_column);
}

bool
mercer_canvas_paints_at (MercerCanvas *self, double px, double py)
{
  const char *x_column, *y_column;
  double x, y;
  return self->painting && !self->space && ground_at (self, px, py, &x, &y, &x_column, &y_column);
}

bool
mercer_canvas_takes_points (MercerCanvas *self)
{
  const char *x_column, *y_column;
  for (size_t i = 0; self->figure != NULL && i < mercer_figure_n_panels (self->figure); i++)
    if (mercer_canvas_edits (self, (int) i, &x_column, &y_column))
      return true;
  return false;
}

double
mercer_canvas_eraser_width (const MercerCanvas *self)
{
  return MAX (self->brush_width, ERASER_MIN);
}

void
mercer_canvas_widen_brush (MercerCanvas *self, double factor)
{
  double width = self->brush_width > 0 ? self->brush_width * factor : factor > 1 ? WIDTH_MIN : 0;
  self->brush_width = width < WIDTH_MIN ? 0 : MIN (width, WIDTH_MAX);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mercer_canvas_set_tool (MercerCanvas *self, bool painting)
{
  self->painting = painting;
  if (self->inside && self->hand == MERCER_HAND_FREE)
    mercer_canvas_hover_at (self, self->px, self->py);
  mercer_canvas_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mercer_canvas_init_brush (MercerCanvas *self)
{
  self->brush_width = USUAL_WIDTH;
  self->laid_x = g_array_new (FALSE, FALSE, sizeof (double));
  self->laid_y = g_array_new (FALSE, FALSE, sizeof (double));
  self->wet = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
}

void
mercer_canvas_drop_brush (MercerCanvas *self)
{
  g_array_unref (self->laid_x);
  g_array_unref (self->laid_y);
  g_array_unref (self->wet);
}

/* --- A stroke --------------------------------------------------------------------------------------- */

/* A wide brush lays as many points on an area as the usual one. */
static double
spacing (const MercerCanvas *self)
{
  return SPACING * MIN (1, USUAL_WIDTH / MAX (self->brush_width, 1));
}

static void
tell (MercerCanvas *self, const MercerStroke *stretch)
{
  MercerStroke stroke = *stretch;
  stroke.erases = self->erasing;
  stroke.x_column = self->stroke_columns[0];
  stroke.y_column = self->stroke_columns[1];
  self->stroke_total += stroke.n;
  stroke.total = self->stroke_total;
  self->hand_edited = true;
  g_signal_emit_by_name (self, "stroke", &stroke);
}

/* On the ground of any panel that takes the columns of the stroke, as of two flows beside one another. */
static void
lay (MercerCanvas *self, double px, double py)
{
  const char *columns[2];
  double x, y;
  if (!ground_at (self, px, py, &x, &y, &columns[0], &columns[1]) || g_strcmp0 (columns[0], self->stroke_columns[0]) != 0
      || g_strcmp0 (columns[1], self->stroke_columns[1]) != 0)
    return;
  g_array_append_val (self->laid_x, x);
  g_array_append_val (self->laid_y, y);
  if (self->stroke_waits)
    g_array_append_val (self->wet, GRAPHENE_POINT_INIT (px, py));
}

static void
tell_laid (MercerCanvas *self)
{
  if (self->laid_x->len > 0)
    tell (self, &(MercerStroke){ .n = self->laid_x->len, .x = (const double *) (void *) self->laid_x->data,
                                 .y = (const double *) (void *) self->laid_y->data });
  g_array_set_size (self->laid_x, 0);
  g_array_set_size (self->laid_y, 0);
}

/* Places at every `spacing` of the way from the end of the stretch before, each pushed about within its cell of the stroke. */
static void
paint_stretch (MercerCanvas *self, double px, double py)
{
  double dx = px - self->stroke_px, dy = py - self->stroke_py, length = hypot (dx, dy), gap = spacing (self);
  double along_x = length > 0 ? dx / length : 1, along_y = length > 0 ? dy / length : 0, at = self->stroke_due;
  for (; at <= length + ROUNDING; at += gap)
    {
      double across = (mercer_random_uniform (SEED, ACROSS, self->stroke_places) - 0.5) * self->brush_width;
      double along = at + (mercer_random_uniform (SEED, ALONG, self->stroke_places) - 0.5) * MIN (gap, self->brush_width);
      self->stroke_places++;
      lay (self, self->stroke_px + along * along_x - across * along_y, self->stroke_py + along * along_y + across * along_x);
    }
  self->stroke_due = at - length;
  if (!self->stroke_waits)
    tell_laid (self);
}

/* Rows under the eraser on its way, a square at every half of its width. */
static void
erase_stretch (MercerCanvas *self, double px, double py)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  MercerLook look;
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double half = mercer_canvas_eraser_width (self) / 2, dx = px - self->stroke_px, dy = py - self->stroke_py;
  int steps = 1 + (int) (hypot (dx, dy) / half);
  mercer_canvas_look (self, &look);
  for (int k = 1; k <= steps && self->figure != NULL; k++)
    {
      double x = self->stroke_px + dx * k / steps, y = self->stroke_py + dy * k / steps;
      uint64_t *within;
      size_t n = mercer_figure_rows_within (self->figure, width, height, &look, self->view, x - half, y - half, x + half, y + half,
                                            &within);
      g_ptr_array_add (found, within);
      for (size_t i = 0; i < n; i++)
        if ((within[i] & MERCER_PARTICLE_BIT) == 0 && g_hash_table_add (seen, &within[i]))
          g_array_append_val (rows, within[i]);
    }
  if (rows->len > 0)
    tell (self, &(MercerStroke){ .n = rows->len, .rows = (const uint64_t *) (void *) rows->data });
}

void
mercer_canvas_dry (MercerCanvas *self)
{
  g_array_set_size (self->wet, 0);
}

void
mercer_canvas_begin_stroke (MercerCanvas *self, double px, double py)
{
  const char *columns[2] = { NULL, NULL };
  double x, y;
  MercerHit hit;
  ground_at (self, px, py, &x, &y, &columns[0], &columns[1]);
  self->stroke_waits = !self->erasing && self->figure != NULL && !mercer_figure_step (self->figure, NULL, 1, &hit);
  mercer_canvas_dry (self);
  self->stroke_columns[0] = g_intern_string (columns[0]);
  self->stroke_columns[1] = g_intern_string (columns[1]);
  self->stroke_px = px;
  self->stroke_py = py;
  self->stroke_due = 0;
  self->stroke_places = self->stroke_total = 0;
  mercer_canvas_set_selected (self, NULL);
}

void
mercer_canvas_stroke_to (MercerCanvas *self, double px, double py)
{
  (self->erasing ? erase_stretch : paint_stretch) (self, px, py);
  self->stroke_px = px;
  self->stroke_py = py;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mercer_canvas_end_stroke (MercerCanvas *self)
{
  tell_laid (self);
  tell (self, &(MercerStroke){ .ended = true });
  mercer_canvas_settle (self);
}
