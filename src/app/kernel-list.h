/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "recipe.h"

/* The kernels of a method that takes several: the recipe's own one, and those of its params that hold kernels (kernel-entries.h).
 * One of them is chosen, and that is the one in the kernel editor. Nothing is seen of the list where a recipe has one kernel and
 * no room for another.
 *
 * Signals, only for what a person does:
 *   "chosen" ()                                  another one is to be edited
 *   "changed" (MercerRecipe *recipe, char *done) a kernel was added, taken away, or left to the method again */
#define MERCER_TYPE_KERNEL_LIST (mercer_kernel_list_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelList, mercer_kernel_list, MERCER, KERNEL_LIST, GtkBox)

GtkWidget *mercer_kernel_list_new (void);
/* True if another one is chosen than when it was last shown. */
bool mercer_kernel_list_show (MercerKernelList *list, MercerRecipe *recipe);
/* Which one; 0 is the recipe's own where it has one. */
guint mercer_kernel_list_chosen (MercerKernelList *list);
/* What the chosen one is called, where there are several and it has a name; else NULL. Translated, borrowed. */
const char *mercer_kernel_list_title (MercerKernelList *list);
/* The recipe as if the chosen kernel were its own and the columns that it looks at its inputs: for the editor. One without a kernel if
 * there is none to edit. New reference. */
MercerRecipe *mercer_kernel_list_view (MercerKernelList *list);
/* Where sliders of the chosen one go back to: `suggested`, or of another kernel than the recipe's own what it is without a text, NULL
 * if that is nothing. New reference. */
MercerRecipe *mercer_kernel_list_baseline (MercerKernelList *list, MercerRecipe *suggested);
/* The recipe with the chosen kernel replaced; itself where the list would be longer than a text can be, which is said. New
 * reference. */
MercerRecipe *mercer_kernel_list_put (MercerKernelList *list, MercerKernel *kernel);
