/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A real pointer and a real keyboard on the X server, through xdotool. */
#include "harness.h"

#include <gdk/x11/gdkx.h>

static inline bool
is_finished (void *process)
{
  return g_subprocess_get_identifier (process) == NULL; /* it has gone and been waited for */
}

/* Runs xdotool while the main loop turns; words are separated by blanks. */
static inline void
hand (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *words = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *line = g_strconcat ("xdotool ", words, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, NULL, NULL);
  harness_wait (is_finished, process, "xdotool");
  harness_turn (0.03);
}

static inline unsigned long
hand_window (GtkWindow *window)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
}

/* The pointer goes to this pixel of a widget. */
static inline void
hand_over (GtkWidget *widget, double px, double py)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double x, y, dx, dy;
  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), px, py, &x, &y));
  gtk_native_get_surface_transform (native, &dx, &dy);
  hand ("mousemove --window %lu %d %d", hand_window (GTK_WINDOW (native)), (int) lround (x + dx), (int) lround (y + dy));
}
