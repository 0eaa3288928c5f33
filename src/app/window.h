/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"
#include "canvas.h"
#include "session.h"
#include "start.h"

/* The Window: header bar, controls at the side, the canvas with its readouts, the data page. It joins the
 * parts: the session says what to show, the feed brings figures, the canvas says what the hand does. */
#define MERCER_TYPE_WINDOW (mercer_window_get_type ())
G_DECLARE_FINAL_TYPE (MercerWindow, mercer_window, MERCER, WINDOW, AdwApplicationWindow)

MercerWindow *mercer_window_new (MercerApplication *application);
/* Loads in the background what was asked for. Another load under way is given up. */
void mercer_window_load (MercerWindow *self, const MercerStart *start);
void mercer_window_load_file (MercerWindow *self, GFile *file);
/* The page with what could be opened. */
void mercer_window_show_start (MercerWindow *self);
/* Writes the picture or the numbers in the background, by the extension of the path. */
void mercer_window_export (MercerWindow *self, const char *path);

MercerSession *mercer_window_get_session (MercerWindow *self);
MercerCanvas *mercer_window_get_canvas (MercerWindow *self);
/* Nothing is loading, computing, exporting or being painted. */
bool mercer_window_is_idle (MercerWindow *self);
