/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "matrix.h"
#include "method.h"
#include "recipe.h"

/* The table "at" of a recipe as points among its inputs: the columns of role x, found by name; categories by the names of their levels, so
 * that it does not matter how either table numbers them. */

/* For a method's `at`: points that are put among those of the data. */
extern const MercerTableRole mercer_new_points_role;

/* Why they cannot be used (a column that is missing or of another kind, a value that is missing, a level that the data do not have), in
 * one sentence; NULL: they can, or there are none. O(rows) where values are missing or categories. */
char *mercer_new_points_check (const MercerRecipe *recipe);
/* Fills `points`, rows of that table x columns of role x. The check has passed. */
void mercer_new_points_fill (const MercerRecipe *recipe, MercerMatrix points);
