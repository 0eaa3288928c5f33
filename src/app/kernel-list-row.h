/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kernel-entries.h"

/* One kernel in the list of them: whose it is, its expression and sketch, and a button by which it goes.
 *
 * Signal "gone" (): a person pressed the button. */
#define MERCER_TYPE_KERNEL_ROW (mercer_kernel_row_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelRow, mercer_kernel_row, MERCER, KERNEL_ROW, GtkListBoxRow)

GtkWidget *mercer_kernel_row_new (void);
/* The i-th of n. seen: the recipe as if the columns that it looks at were its inputs (mercer_recipe_seen_by ()); NULL where it cannot be
 * read. */
void mercer_kernel_row_show (MercerKernelRow *row, const MercerKernelEntry *entry, MercerRecipe *seen, guint i, guint n);
