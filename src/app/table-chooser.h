/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "recipe.h"

/* The further tables of a method ("Second sample"), a row for each: which one it is, a menu to choose another, and a
 * button that takes it away. What a person chooses goes to the window's actions "open-table" (id, spec; "" asks for a
 * file) and "remove-table" (id). Invisible for methods that use none. */
#define MERCER_TYPE_TABLE_CHOOSER (mercer_table_chooser_get_type ())
G_DECLARE_FINAL_TYPE (MercerTableChooser, mercer_table_chooser, MERCER, TABLE_CHOOSER, AdwBin)

GtkWidget *mercer_table_chooser_new (void);
void mercer_table_chooser_show (MercerTableChooser *chooser, MercerRecipe *recipe);
/* Whether the method uses a further table of this id. */
bool mercer_method_has_table (const MercerMethod *method, const char *id);
