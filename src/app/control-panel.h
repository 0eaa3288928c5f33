/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

#include "session.h"

/* Everything that can be set of one panel of the session, generated from the method's tables: columns, kernel, values,
 * positions of a slice, seed, and the actions ("Fit") at its foot.
 *
 * What a person changes goes to the session at once, one undo step for each movement of the hand. The session's
 * watcher calls refresh (), which brings every row up to date in place and makes new rows only when method, columns
 * or the shape of the kernel are others.
 *
 * Signals: "action" (char *action_id), a button was pressed; "cancel". */
#define MERCER_TYPE_CONTROL_PANEL (mercer_control_panel_get_type ())
G_DECLARE_FINAL_TYPE (MercerControlPanel, mercer_control_panel, MERCER, CONTROL_PANEL, GtkBox)

/* session: borrowed, outlives the widget or its last refresh. Shows panel 0. */
GtkWidget *mercer_control_panel_new (MercerSession *session);
void mercer_control_panel_set_panel (MercerControlPanel *control, int panel);
void mercer_control_panel_refresh (MercerControlPanel *control);
/* The figure that is shown now: sliders get the marks that it knows. */
void mercer_control_panel_mark (MercerControlPanel *control, MercerFigure *figure);
/* Before an action: takes what was typed and not applied yet. False, with the focus there, if it has a mistake. */
bool mercer_control_panel_confirm (MercerControlPanel *control);
/* This action runs (NULL: none), and its button cancels it. progress 0..1, or negative if unknown; doing may be NULL. Work that
 * ends within a quarter of a second shows nothing, so that a steady drag does not flicker. */
void mercer_control_panel_set_busy (MercerControlPanel *control, const char *action, double progress, const char *doing);
