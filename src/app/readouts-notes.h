/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figure.h"

/* The notes of a figure, a row each with an icon for its kind and a button for its remedy. Rows are reused, and
 * the space of one that is gone is kept for a moment, so that notes that come and go in a drag do not make the window
 * jump. Signal "remedy" (char *param, double value). */
#define MERCER_TYPE_READOUTS_NOTES (mercer_readouts_notes_get_type ())
G_DECLARE_FINAL_TYPE (MercerReadoutsNotes, mercer_readouts_notes, MERCER, READOUTS_NOTES, GtkBox)

GtkWidget *mercer_readouts_notes_new (void);
void mercer_readouts_notes_show (MercerReadoutsNotes *notes, const MercerFigure *figure);
