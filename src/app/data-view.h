/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "recipe.h"

/* The data page: what the table says of itself, a row for each column with its type, summary, missing values
 * and the role it plays, and the rows themselves.
 * Signal "role-chosen" (char *column, char *role): the person wants this column in that role; role NULL: in
 * none. */
#define MERCER_TYPE_DATA_VIEW (mercer_data_view_get_type ())
G_DECLARE_FINAL_TYPE (MercerDataView, mercer_data_view, MERCER, DATA_VIEW, AdwBin)

GtkWidget *mercer_data_view_new (void);
/* NULL: nothing is open. */
void mercer_data_view_set_recipe (MercerDataView *self, MercerRecipe *recipe);
