/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "testing.h"
#include "window.h"

/* The real window in the test's own process. The main loop only turns inside the functions below, so a test
 * reads like what a person does. Every wait ends when its condition holds and fails after a generous time. */

/* Skips (77) where there is no display. */
void harness_init (int *argc, char ***argv);
/* A window of this size with nothing loaded yet. */
MercerWindow *harness_window (int width, int height);
/* Loads and waits for the final picture. */
void harness_load (MercerWindow *window, const char *spec);
/* Nothing loading, computing, exporting or being painted. */
void harness_wait_idle (MercerWindow *window);
/* Turns the main loop until done (data), at most 20 seconds. */
void harness_wait (bool (*done) (void *data), void *data, const char *what);
/* Turns the main loop for so long. */
void harness_turn (double seconds);
void harness_close (MercerWindow *window);

MercerRecipe *harness_recipe (MercerWindow *window);
double harness_value (MercerWindow *window, const char *param);
double harness_readout (MercerWindow *window, const char *id);
/* The first visible descendant of this type whose accessible or visible text matches; any if text is NULL. */
GtkWidget *harness_find (GtkWidget *root, GType type, const char *text);
/* The slider of this value: each one is tried and taken back, so the history is empty afterwards. */
GtkWidget *harness_find_scale (MercerWindow *window, const char *param);
/* The dialog on show above the window, or NULL. */
GtkWindow *harness_dialog (MercerWindow *window);

/* Writes a picture of the window as NAME.png where MERCER_SCREENSHOTS says, if it says. */
void harness_screenshot (MercerWindow *window, const char *name);
/* A file in a folder of the test's own; removed at the end. Free with g_free. */
char *harness_path (const char *name);
char *harness_file (const char *name, const char *contents);
