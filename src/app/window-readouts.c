/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

/* How high the numbers and notes below the picture are. The picture must not move when there is one note more, above all
 * not away from under a hand: the room depends on the window, on its font and on which numbers there are, never on what
 * the notes say. What is more is scrolled. */

/* Of the page's height, at most. */
#define SHARE 0.3

static gboolean
fit_cb (GtkWidget *widget, GdkFrameClock *clock, void *data)
{
  MercerWindow *self = MERCER_WINDOW (widget);
  int width = gtk_widget_get_width (GTK_WIDGET (self->readouts_bin));
  int most = (int) (SHARE * gtk_widget_get_height (GTK_WIDGET (self->pages)));
  self->fit_tick = 0;
  if (width <= 0 || most <= 0)
    return G_SOURCE_REMOVE;
  int wanted = mercer_readouts_room (self->readouts, width) + gtk_widget_get_margin_bottom (GTK_WIDGET (self->readouts_bin));
  int room = MIN (wanted, most);
  /* where not all are seen, words come before numbers */
  mercer_readouts_set_notes_first (self->readouts, wanted > most);
  /* never the lower limit above the upper one */
  gtk_scrolled_window_set_min_content_height (self->readouts_scrolled, -1);
  gtk_scrolled_window_set_max_content_height (self->readouts_scrolled, room);
  gtk_scrolled_window_set_min_content_height (self->readouts_scrolled, room);
  return G_SOURCE_REMOVE;
}

/* At the next frame: another size is told of in the middle of the layout that brought it. */
void
mercer_window_fit_readouts (MercerWindow *self)
{
  if (self->fit_tick == 0)
    self->fit_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), fit_cb, NULL, NULL);
}

void
mercer_window_connect_readouts (MercerWindow *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (self->readouts_scrolled);
  g_signal_connect_object (across, "notify::page-size", G_CALLBACK (mercer_window_fit_readouts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->readouts, "reshaped", G_CALLBACK (mercer_window_fit_readouts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-xft-dpi", G_CALLBACK (mercer_window_fit_readouts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::gtk-font-name", G_CALLBACK (mercer_window_fit_readouts), self, G_CONNECT_SWAPPED);
}
