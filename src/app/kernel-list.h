/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "recipe.h"

/* The kernels of a method that takes several: the recipe's own one, and those of its params that hold kernels. One of
 * them is chosen, and that is the one in the kernel editor. Nothing is seen of it where a method takes one kernel.
 *
 * Signals, only for what a person does:
 *   "chosen" ()                                  another one is to be edited
 *   "changed" (MercerRecipe *recipe, char *done) a kernel was added or taken away */
#define MERCER_TYPE_KERNEL_LIST (mercer_kernel_list_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelList, mercer_kernel_list, MERCER, KERNEL_LIST, GtkBox)

GtkWidget *mercer_kernel_list_new (void);
/* True if another one is chosen than when it was last shown. */
bool mercer_kernel_list_show (MercerKernelList *list, MercerRecipe *recipe);
/* Which one: 0 is the recipe's own. */
guint mercer_kernel_list_chosen (MercerKernelList *list);
/* The recipe as if the chosen kernel were its own: for the editor. New reference. */
MercerRecipe *mercer_kernel_list_view (MercerKernelList *list);
/* The recipe with the chosen kernel replaced; itself where the list would be longer than a text can be. New reference. */
MercerRecipe *mercer_kernel_list_put (MercerKernelList *list, MercerKernel *kernel);
