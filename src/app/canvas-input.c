/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

/* Pixels a press may wander and still be a click. */
#define CLICK_SLACK 4.0
/* One notch of the wheel. */
#define WHEEL_FACTOR 1.2
/* Pixels a notch pans. */
#define WHEEL_PAN 40.0

/* --- Press, drag, release ----------------------------------------------------------------------- */

static void
forget_pending_add (MercerCanvas *self)
{
  g_clear_handle_id (&self->pending_add, g_source_remove);
}

/* Lets go of whatever the hand holds, as when the figure is taken away under it. */
void
mercer_canvas_drop_hand (MercerCanvas *self)
{
  forget_pending_add (self);
  g_clear_handle_id (&self->hover_later, g_source_remove);
  self->hand = MERCER_HAND_FREE;
  self->grabbed = self->touching = self->paints = false;
  mercer_canvas_leave_grip (self);
}

static bool
is_touch (GtkGesture *gesture)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));
  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, MercerCanvas *self)
{
  self->button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag));
  self->hand = MERCER_HAND_PRESSED;
  self->press_x = self->last_x = x;
  self->press_y = self->last_y = y;
  gtk_widget_grab_focus (GTK_WIDGET (self));

  MercerHit hit;
  GdkModifierType keys = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));
  self->brush_adds = (keys & GDK_SHIFT_MASK) != 0;
  self->brush_key = self->button == GDK_BUTTON_PRIMARY && (keys & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0;
  self->has_key_place = false;
  self->paints = mercer_canvas_paints_at (self, x, y) && self->button != GDK_BUTTON_MIDDLE
                 && (keys & GDK_CONTROL_MASK) == 0;
  if (self->paints)
    {
      self->brush_key = self->grabbed = false;
      self->erasing = self->button == GDK_BUTTON_SECONDARY || self->brush_adds;
      return;
    }
  self->grabbed = mercer_canvas_hit (self, x, y, GRAB_RADIUS, true, &hit);
  double reach = is_touch (GTK_GESTURE (drag)) ? GRIP_RADIUS_TOUCH : GRIP_RADIUS;
  if (self->button == GDK_BUTTON_PRIMARY && !self->space && !self->brush_key
      && mercer_canvas_find_grip (self, x, y, reach, self->grabbed ? &hit : NULL))
    {
      self->grabbed = false;
      mercer_canvas_take_grip (self, x, y);
    }
  if (self->grabbed)
    {
      double px, py;
      mercer_canvas_set_selected (self, &hit);
      mercer_canvas_locate (self, hit.panel, hit.x, hit.y, &px, &py);
      self->grab_dx = px - x;
      self->grab_dy = py - y;
    }
}

static MercerHand
what_the_hand_does (MercerCanvas *self)
{
  const char *x_column, *y_column;
  self->space_used = self->space;
  if (self->button == GDK_BUTTON_MIDDLE || self->space)
    return MERCER_HAND_PAN;
  if (self->paints)
    return MERCER_HAND_STROKE;
  if (self->button != GDK_BUTTON_PRIMARY)
    return MERCER_HAND_PRESSED;
  if (self->held_figure != NULL)
    return MERCER_HAND_GRIP;
  if (self->brush_key)
    return MERCER_HAND_BRUSH;
  if (self->grabbed && (self->selected.row_id & MERCER_PARTICLE_BIT) != 0)
    return self->editing ? MERCER_HAND_PARTICLE : MERCER_HAND_PRESSED;
  if (self->grabbed)
    return mercer_canvas_edits (self, self->selected.panel, &x_column, &y_column) ? MERCER_HAND_POINT
                                                                                  : MERCER_HAND_PRESSED;
  return MERCER_HAND_PAN;
}

static void
drag_update_cb (GtkGestureDrag *drag, double dx, double dy, MercerCanvas *self)
{
  if (self->hand == MERCER_HAND_FREE)
    return;
  if (self->hand == MERCER_HAND_PRESSED)
    {
      if (hypot (dx, dy) < CLICK_SLACK)
        return;
      self->hand = what_the_hand_does (self);
      if (self->hand == MERCER_HAND_BRUSH)
        mercer_canvas_begin_brush (self);
      else if (self->hand == MERCER_HAND_STROKE)
        mercer_canvas_begin_stroke (self, self->press_x, self->press_y);
    }
  double x = self->press_x + dx, y = self->press_y + dy;
  if (self->hand == MERCER_HAND_PAN)
    mercer_canvas_pan (self, self->press_x, self->press_y, x - self->last_x, y - self->last_y);
  else if (self->hand == MERCER_HAND_POINT)
    mercer_canvas_move_selected_to (self, x + self->grab_dx, y + self->grab_dy);
  else if (self->hand == MERCER_HAND_BRUSH)
    mercer_canvas_brush_to (self, x, y);
  else if (self->hand == MERCER_HAND_STROKE)
    mercer_canvas_stroke_to (self, x, y);
  else if (self->hand == MERCER_HAND_GRIP)
    mercer_canvas_move_grip (self, x + self->grab_dx, y + self->grab_dy);
  else if (self->hand == MERCER_HAND_PARTICLE)
    mercer_canvas_touch (self, x + self->grab_dx, y + self->grab_dy);
  self->last_x = self->px = x;
  self->last_y = self->py = y;
  self->has_hover = false;
  mercer_canvas_set_cursor (self);
}

static gboolean
pending_add_cb (void *data)
{
  MercerCanvas *self = data;
  self->pending_add = 0;
  mercer_canvas_add_at (self, self->click_x, self->click_y);
  return G_SOURCE_REMOVE;
}

/* A click on empty ground adds a point. When the view has been zoomed the click may be the first half of the
 * double click that shows everything again, so it waits until it cannot be. */
static void
click_ground (MercerCanvas *self, double x, double y)
{
  int interval = 400, distance = 5;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &interval,
                "gtk-double-click-distance", &distance, NULL);
  gint64 now = g_get_monotonic_time ();
  bool twice = now - self->click_time < interval * 1000
               && hypot (x - self->click_x, y - self->click_y) <= distance;
  self->click_time = twice ? 0 : now;
  self->click_x = x;
  self->click_y = y;
  forget_pending_add (self);
  if (!mercer_view_is_changed (self->view))
    mercer_canvas_add_at (self, x, y);
  else if (twice)
    mercer_canvas_reset_view (self);
  else
    self->pending_add = g_timeout_add (interval, pending_add_cb, self);
}

/* Pressed and let go without a drag. */
static void
click (MercerCanvas *self, double x, double y)
{
  bool primary = self->button == GDK_BUTTON_PRIMARY && !self->space;
  if (self->paints && self->erasing)
    {
      mercer_canvas_begin_stroke (self, x, y);
      mercer_canvas_stroke_to (self, x, y);
      mercer_canvas_end_stroke (self);
    }
  else if (self->paints)
    mercer_canvas_add_at (self, x, y);
  else if (self->button == GDK_BUTTON_SECONDARY && self->grabbed)
    mercer_canvas_remove (self, &self->selected);
  else if (primary && !self->grabbed && self->brush_key)
    mercer_canvas_brush (self, NULL, 0);
  else if (primary && !self->grabbed && self->held_figure == NULL)
    click_ground (self, x, y);
}

/* What was in the hand stays where it is: the next edit is a step of its own. */
static void
let_go (MercerCanvas *self, MercerHand hand)
{
  if (hand == MERCER_HAND_STROKE)
    mercer_canvas_end_stroke (self);
  else if (hand == MERCER_HAND_POINT || hand == MERCER_HAND_GRIP)
    mercer_canvas_settle (self);
  else if (hand == MERCER_HAND_PARTICLE)
    mercer_canvas_end_touch (self);
  /* what is said of the point is now that of the picture again */
  if (hand == MERCER_HAND_POINT || hand == MERCER_HAND_PARTICLE)
    mercer_canvas_follow_selection (self);
}

static void
drag_end_cb (GtkGestureDrag *drag, double dx, double dy, MercerCanvas *self)
{
  MercerHand hand = self->hand;
  double x = self->press_x + dx, y = self->press_y + dy;
  self->hand = MERCER_HAND_FREE;
  if (hand == MERCER_HAND_PRESSED)
    click (self, x, y);
  else
    let_go (self, hand);
  /* pressed and not moved: the next drag is not this handle's */
  g_clear_pointer (&self->held_figure, mercer_figure_unref);
  self->grabbed = self->paints = false;
  if (hand == MERCER_HAND_GRIP)
    {
      /* the knob stays where the hand left it until the picture has come */
      mercer_canvas_describe (self);
      mercer_canvas_set_cursor (self);
    }
  else
    mercer_canvas_hover_at (self, x, y);
}

static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, MercerCanvas *self)
{
  MercerHand hand = self->hand;
  self->hand = MERCER_HAND_FREE;
  let_go (self, hand);
  mercer_canvas_drop_hand (self);
}

/* A long press on a touch screen stands for the right button. */
static void
long_press_cb (GtkGestureLongPress *press, double x, double y, MercerCanvas *self)
{
  MercerHit hit;
  if (self->hand == MERCER_HAND_PRESSED && !self->paints && mercer_canvas_hit (self, x, y, 2 * GRAB_RADIUS, true, &hit)
      && mercer_canvas_remove (self, &hit))
    mercer_canvas_drop_hand (self);
}

/* --- Wheel and pinch ---------------------------------------------------------------------------- */

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, MercerCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  if (self->figure == NULL || !self->inside)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    mercer_canvas_zoom (self, self->px, self->py, pow (WHEEL_FACTOR, -dy));
  else if (state & GDK_SHIFT_MASK)
    mercer_canvas_pan (self, self->px, self->py, -WHEEL_PAN * (dx + dy), 0);
  else
    mercer_canvas_pan (self, self->px, self->py, -WHEEL_PAN * dx, -WHEEL_PAN * dy);
  mercer_canvas_hover_at (self, self->px, self->py);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, MercerCanvas *self)
{
  drag_cancel_cb (gesture, NULL, self);
  self->pinch = 1;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, MercerCanvas *self)
{
  double x, y;
  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    mercer_canvas_zoom (self, x, y, scale / self->pinch);
  self->pinch = scale;
}

/* --- The space bar turns the pointer into a hand ------------------------------------------------- */

static gboolean
key_pressed_cb (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, MercerCanvas *self)
{
  if (keyval != GDK_KEY_space)
    return GDK_EVENT_PROPAGATE;
  self->space_used = self->space && self->space_used;
  self->space = true;
  mercer_canvas_set_cursor (self);
  return GDK_EVENT_STOP;
}

static void
key_released_cb (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, MercerCanvas *self)
{
  if (keyval != GDK_KEY_space)
    return;
  bool tapped = self->space && !self->space_used;
  self->space = false;
  mercer_canvas_set_cursor (self);
  if (tapped)
    g_signal_emit_by_name (self, "space");
}

static void
focus_left_cb (GtkEventControllerFocus *focus, MercerCanvas *self)
{
  self->space = false;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GtkEventController *
add (MercerCanvas *self, void *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (controller));
  return controller;
}

void
mercer_canvas_add_controllers (MercerCanvas *self)
{
  mercer_canvas_add_hover (self);

  GtkEventController *drag = add (self, gtk_gesture_drag_new ());
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);

  GtkEventController *press = add (self, gtk_gesture_long_press_new ());
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_press_cb), self);

  GtkEventController *pinch = add (self, gtk_gesture_zoom_new ());
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);

  GtkEventController *scroll = add (self, gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES));
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);

  GtkEventController *key = add (self, gtk_event_controller_key_new ());
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (key, "key-released", G_CALLBACK (key_released_cb), self);

  GtkEventController *focus = add (self, gtk_event_controller_focus_new ());
  g_signal_connect (focus, "leave", G_CALLBACK (focus_left_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), self);
}
