/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

#include "recipe.h"

/* A kernel as text and as cards, one thing seen twice: each follows the other at once.
 *
 * Signals, only for what a person does:
 *   "changed" (MercerKernel *kernel, char *done, char *merge)  done: for undo; merge: as in mercer_session_set ()
 *   "settled"                                                  the hand was lifted */
#define MERCER_TYPE_KERNEL_EDITOR (mercer_kernel_editor_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelEditor, mercer_kernel_editor, MERCER, KERNEL_EDITOR, GtkBox)

GtkWidget *mercer_kernel_editor_new (void);
/* Shows the recipe's kernel, with sliders that span what suits its columns. baseline: where sliders go back to. New
 * cards only if the expression has another shape or `afresh` says that ranges or units may be others. */
void mercer_kernel_editor_show (MercerKernelEditor *editor, MercerRecipe *recipe, MercerRecipe *baseline,
                                gboolean afresh);
/* What the kernel is called above it, where there are several; NULL: just that. */
void mercer_kernel_editor_set_title (MercerKernelEditor *editor, const char *title);
/* Another kernel is about to be shown: what was typed for this one and not applied goes. */
void mercer_kernel_editor_give_up (MercerKernelEditor *editor);
/* Before something is done with the kernel (a fit): takes text that was typed and not applied. False, with the focus at
 * the mistake, if that cannot be read: what would be done is not what the person sees. */
bool mercer_kernel_editor_confirm (MercerKernelEditor *editor);
