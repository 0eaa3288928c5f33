/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

#include "figure.h"

/* What the figure says in numbers and in words: named values with units, then its notes with their remedies. Places
 * stay where they are while values change; a value that a draft does not know yet is a dash.
 * Signals: "remedy" (char *param, double value), the button of a note was pressed; "reshaped", there are other numbers than
 * before, which may need other room.
 * Actions, also in the context menu: "readouts.copy" (all of them, tab-separated, in full). */
#define MERCER_TYPE_READOUTS (mercer_readouts_get_type ())
G_DECLARE_FINAL_TYPE (MercerReadouts, mercer_readouts, MERCER, READOUTS, GtkBox)

GtkWidget *mercer_readouts_new (void);
/* figure may be NULL: nothing to say. seconds: how long the job took to it; negative: unknown. */
void mercer_readouts_show (MercerReadouts *readouts, const MercerFigure *figure, double seconds);
/* How high all of this is at this width, in pixels, with room for a note of two lines or two of one, whether there are any
 * notes or not. */
int mercer_readouts_room (MercerReadouts *readouts, int width);
/* Notes above the numbers, for where not all are seen at once. */
void mercer_readouts_set_notes_first (MercerReadouts *readouts, bool first);
/* The next figure is of another method: none of the numbers before is waited for. */
void mercer_readouts_forget (MercerReadouts *readouts);
/* "name<TAB>value<TAB>unit" lines of what is shown; free with g_free. */
char *mercer_readouts_text (MercerReadouts *readouts);
