/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recipe.h"

/* Which columns a role can hold, and what choosing them means for the other roles. No GTK here. */
typedef struct
{
  char *name;
  char *detail;    /* for a glance: "number, ppm"; translated */
  char *objection; /* NULL, or the sentence why it cannot stand here */
} MercerColumnItem;

void mercer_column_item_free (MercerColumnItem *item);

/* Every column of the table (of the role that this one is a subset of, if so), in order. Elements are
 * MercerColumnItem; free with g_ptr_array_unref. */
GPtrArray *mercer_role_items (const MercerRecipe *recipe, const MercerRole *role);
/* The columns of role x, for a kernel's column selection. */
GPtrArray *mercer_input_items (const MercerRecipe *recipe);

/* The recipe with these columns in the role. A column that stood alone in another role of one column changes places
 * with what this role held, so that x and y can be swapped by choosing either. Columns that do not fit are left
 * out. New reference. */
MercerRecipe *mercer_role_choose (MercerRecipe *recipe, const MercerRole *role, const char *const *columns);
