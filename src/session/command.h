/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* The command that computes the recipe again: `mercer-cli run METHOD --data ... --role ...`, quoted for a shell, an option on
 * each line. It says the table, the columns in roles that must be filled, the kernel, and what else is other than it would be
 * without saying so. Read by mercer_request_new () and mercer_request_recipe () it gives the same recipe, but for what only a
 * picture has (view, selected rows). NULL with one sentence if a table was edited or two columns cannot be told apart in a list:
 * then a session file says what a command cannot. g_free. O(columns + params), beside a suggestion of the method. */
char *mercer_command_print (const MercerRecipe *recipe, GError **error);
