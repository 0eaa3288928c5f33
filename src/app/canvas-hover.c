/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

/* What the pointer stands over while it holds nothing: a point, a handle, ground that takes a point. */

/* A look for the nearest point that takes longer than this does not happen at every motion of the pointer, but once
 * it has rested. */
#define SLOW_HIT_US 2000
#define REST_MS 80

void
mercer_canvas_set_cursor (MercerCanvas *self)
{
  const char *name = NULL, *x_column, *y_column;
  double x, y;
  int panel;
  if (self->hand == MERCER_HAND_PAN || self->hand == MERCER_HAND_POINT || self->hand == MERCER_HAND_PARTICLE)
    name = "grabbing";
  else if (self->hand == MERCER_HAND_STROKE)
    name = "crosshair";
  else if (self->has_grip && !self->space)
    name = mercer_canvas_grip_cursor (self);
  else if (self->space || (self->has_hover && self->hover.has_row))
    name = "grab";
  else if (mercer_canvas_pick (self, self->px, self->py, &panel, &x, &y)
           && mercer_canvas_edits (self, panel, &x_column, &y_column))
    name = "crosshair";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

static void
look_under_pointer (MercerCanvas *self)
{
  if (mercer_canvas_paints_at (self, self->px, self->py))
    {
      /* whatever lies here is painted over */
      self->has_hover = self->has_grip = false;
      mercer_canvas_set_cursor (self);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  gint64 began = g_get_monotonic_time ();
  self->has_hover = mercer_canvas_hit (self, self->px, self->py, GRAB_RADIUS, true, &self->hover);
  self->slow_hits = g_get_monotonic_time () - began > SLOW_HIT_US;
  if (mercer_canvas_find_grip (self, self->px, self->py, GRIP_RADIUS, self->has_hover ? &self->hover : NULL))
    self->has_hover = false;
  else if (!self->has_hover && !self->slow_hits)
    self->has_hover = mercer_canvas_hit (self, self->px, self->py, HOVER_RADIUS, false, &self->hover);
  mercer_canvas_set_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
hover_later_cb (void *data)
{
  MercerCanvas *self = data;
  self->hover_later = 0;
  if (self->inside && self->hand == MERCER_HAND_FREE)
    look_under_pointer (self);
  return G_SOURCE_REMOVE;
}

void
mercer_canvas_hover_at (MercerCanvas *self, double px, double py)
{
  self->px = px;
  self->py = py;
  if (self->has_key_place)
    {
      /* the pointer moves again: it is the hand now */
      self->has_key_place = false;
      mercer_canvas_leave_grip (self);
    }
  g_clear_handle_id (&self->hover_later, g_source_remove);
  if (!self->slow_hits)
    {
      look_under_pointer (self);
      return;
    }
  self->has_hover = false;
  self->hover_later = g_timeout_add (REST_MS, hover_later_cb, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
enter_cb (GtkEventControllerMotion *motion, double x, double y, MercerCanvas *self)
{
  self->inside = true;
  if (self->hand == MERCER_HAND_FREE)
    mercer_canvas_hover_at (self, x, y);
  /* a drag says itself where it is, and what it holds is not exchanged for what it passes */
}

static void
leave_cb (GtkEventControllerMotion *motion, MercerCanvas *self)
{
  self->inside = self->hand_edited = false;
  self->has_hover = false;
  if (self->hand == MERCER_HAND_FREE && !self->has_key_place)
    mercer_canvas_leave_grip (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mercer_canvas_add_hover (MercerCanvas *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (motion, "enter", G_CALLBACK (enter_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (enter_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
}
