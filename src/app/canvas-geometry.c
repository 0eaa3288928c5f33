/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

/* Between widget pixels and data: picking, hitting, and what zoom and pan make of the axes. */

bool
mercer_canvas_pick (MercerCanvas *self, double px, double py, int *panel, double *x, double *y)
{
  if (self->figure == NULL)
    return false;
  MercerLook look;
  mercer_canvas_look (self, &look);
  *panel = mercer_figure_pick (self->figure, gtk_widget_get_width (GTK_WIDGET (self)),
                               gtk_widget_get_height (GTK_WIDGET (self)), &look, self->view, px, py, x, y);
  return *panel >= 0;
}

bool
mercer_canvas_hit (MercerCanvas *self, double px, double py, double radius, bool rows_only, MercerHit *hit)
{
  if (self->figure == NULL)
    return false;
  MercerLook look;
  mercer_canvas_look (self, &look);
  return mercer_figure_hit (self->figure, gtk_widget_get_width (GTK_WIDGET (self)),
                            gtk_widget_get_height (GTK_WIDGET (self)), &look, self->view, px, py, radius,
                            rows_only, hit);
}

void
mercer_canvas_locate (MercerCanvas *self, int panel, double x, double y, double *px, double *py)
{
  MercerLook look;
  mercer_canvas_look (self, &look);
  mercer_figure_locate (self->figure, gtk_widget_get_width (GTK_WIDGET (self)),
                        gtk_widget_get_height (GTK_WIDGET (self)), &look, self->view, panel, x, y, px, py);
}

void
mercer_canvas_locate_hit (MercerCanvas *self, const MercerHit *hit, double *px, double *py)
{
  MercerLook look;
  mercer_canvas_look (self, &look);
  mercer_figure_locate_hit (self->figure, gtk_widget_get_width (GTK_WIDGET (self)),
                            gtk_widget_get_height (GTK_WIDGET (self)), &look, self->view, hit, px, py);
}

size_t
mercer_canvas_bump (MercerCanvas *self, const MercerHit *hit, size_t most, double (*at)[2])
{
  MercerLook look;
  mercer_canvas_look (self, &look);
  return mercer_figure_bump (self->figure, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), &look,
                             self->view, hit, most, at);
}

bool
mercer_canvas_edits (MercerCanvas *self, int panel, const char **x_column, const char **y_column)
{
  return self->editing && self->figure != NULL
         && mercer_figure_get_edits (self->figure, panel, x_column, y_column);
}

/* The dot of a row in the present figure: rows are stepped through because a figure is not an index. */
bool
mercer_canvas_find_hit (MercerCanvas *self, uint64_t row_id, MercerHit *hit)
{
  MercerHit next;
  if (self->figure == NULL || !mercer_figure_step (self->figure, &row_id, 1, &next))
    return false;
  uint64_t after = next.row_id;
  return mercer_figure_step (self->figure, &after, -1, hit) && hit->row_id == row_id;
}

bool
mercer_canvas_find_row (MercerCanvas *self, uint64_t row_id, double *px, double *py)
{
  MercerHit hit;
  if (!mercer_canvas_find_hit (self, row_id, &hit))
    return false;
  mercer_canvas_locate (self, hit.panel, hit.x, hit.y, px, py);
  return true;
}

/* --- View --------------------------------------------------------------------------------------- */

void
mercer_canvas_step (MercerCanvas *self, MercerViewStep step)
{
  step.figure = self->figure;
  step.width = gtk_widget_get_width (GTK_WIDGET (self));
  step.height = gtk_widget_get_height (GTK_WIDGET (self));
  mercer_canvas_look (self, &step.look);
  mercer_view_step_apply (self->view, &step);
  mercer_painter_step (self->painter, &step);
}

static void
change_view (MercerCanvas *self, MercerViewStep step)
{
  mercer_canvas_step (self, step);
  mercer_canvas_repaint (self);
  mercer_canvas_ask_views (self, false);
  g_signal_emit_by_name (self, "view-changed");
}

void
mercer_canvas_zoom (MercerCanvas *self, double px, double py, double factor)
{
  if (self->figure != NULL && factor > 0)
    change_view (self, (MercerViewStep) { .kind = MERCER_STEP_ZOOM, .x = px, .y = py, .factor = factor });
}

void
mercer_canvas_pan (MercerCanvas *self, double px, double py, double dx, double dy)
{
  if (self->figure != NULL)
    change_view (self, (MercerViewStep) { .kind = MERCER_STEP_PAN, .x = px, .y = py, .dx = dx, .dy = dy });
}

void
mercer_canvas_turn (MercerCanvas *self, int panel, double dx, double dy)
{
  MercerLook look;
  double px, py, width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  mercer_canvas_look (self, &look);
  mercer_figure_panel_centre (self->figure, width, height, &look, self->view, panel, &px, &py);
  mercer_canvas_pan (self, px, py, dx, dy);
}

void
mercer_canvas_reset_view (MercerCanvas *self)
{
  if (self->figure != NULL)
    change_view (self, (MercerViewStep) { .kind = MERCER_STEP_RESET });
}
