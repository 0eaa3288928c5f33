/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figure.h"
#include "recipe.h"

/* A list of numbers on the control panel: all of them in one entry, "1, 2", and a slider for each below. A list that
 * may be empty says so ("Automatic") and has a button that leads there and back; where the figure says what is in use instead,
 * the sliders stand there, and a drag begins from it.
 *
 * Signals, only for what a person does: "changed" (MercerList *list); "settled". */
#define MERCER_TYPE_LIST_ROW (mercer_list_row_get_type ())
G_DECLARE_FINAL_TYPE (MercerListRow, mercer_list_row, MERCER, LIST_ROW, AdwPreferencesRow)

GtkWidget *mercer_list_row_new (const MercerParam *param, MercerRecipe *recipe);
const MercerParam *mercer_list_row_param (MercerListRow *row);
/* Shows what the recipe has; tells nobody. */
void mercer_list_row_show (MercerListRow *row, MercerRecipe *recipe);
/* What the figure knows of the sliders: their marks, and where they stand while the list is empty. */
void mercer_list_row_mark (MercerListRow *row, const MercerFigure *figure);
