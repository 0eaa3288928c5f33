/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "recipe.h"

/* A text on the control panel: an entry whose words hold once Return or the button beside them is pressed; Escape and
 * leaving it bring back what holds. A person's choice is told by the signal "text-changed" (const char *text). */
#define MERCER_TYPE_TEXT_ROW (mercer_text_row_get_type ())
G_DECLARE_FINAL_TYPE (MercerTextRow, mercer_text_row, MERCER, TEXT_ROW, AdwEntryRow)

GtkWidget *mercer_text_row_new (const MercerParam *param, MercerRecipe *recipe);
const MercerParam *mercer_text_row_param (MercerTextRow *row);
/* Shows what the recipe has, unless a person is typing; tells nobody. */
void mercer_text_row_show (MercerTextRow *row, MercerRecipe *recipe);
