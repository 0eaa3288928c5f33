/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "recipe.h"

/* Which columns stand where: a row for each role of the method.
 * Signal "changed" (MercerRecipe *recipe, char *done): what a person chose, and its name for undo. */
#define MERCER_TYPE_ROLE_CHOOSER (mercer_role_chooser_get_type ())
G_DECLARE_FINAL_TYPE (MercerRoleChooser, mercer_role_chooser, MERCER, ROLE_CHOOSER, AdwBin)

GtkWidget *mercer_role_chooser_new (void);
/* Costs little when roles and method are as they were. */
void mercer_role_chooser_show (MercerRoleChooser *chooser, MercerRecipe *recipe);
