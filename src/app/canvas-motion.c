/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

/* Samples swing along great circles with the frame clock. Each frame only asks the painter for another phase. */

/* Once around in this many seconds. */
#define TURN_SECONDS 12.0
/* Repainted at most this often. */
#define MOTION_INTERVAL (G_USEC_PER_SEC / 30)

static bool
wants_motion (MercerCanvas *self)
{
  gboolean animations = TRUE;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations, NULL);
  return self->motion && animations && self->figure != NULL && mercer_figure_swings (self->figure);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  MercerCanvas *self = MERCER_CANVAS (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  if (!wants_motion (self))
    {
      self->tick = 0;
      return G_SOURCE_REMOVE;
    }
  double seconds = self->last_tick == 0 ? 0 : (double) (now - self->last_tick) / G_USEC_PER_SEC;
  self->last_tick = now;
  /* a pause of the clock (window hidden, machine asleep) must not become a jump */
  self->phase = fmod (self->phase + 2 * G_PI * MIN (seconds, 0.1) / TURN_SECONDS, 2 * G_PI);
  if (now - self->last_request >= MOTION_INTERVAL && !mercer_painter_is_busy (self->painter))
    {
      self->last_request = now;
      mercer_canvas_request (self);
    }
  return G_SOURCE_CONTINUE;
}

void
mercer_canvas_update_motion (MercerCanvas *self)
{
  if (!wants_motion (self) || self->tick != 0)
    return;
  self->last_tick = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}
