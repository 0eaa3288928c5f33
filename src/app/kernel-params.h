/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-editor-private.h"

/* What can be done with a parameter of the kernel besides setting it: ties and bounds. A parameter is its flat index.
 * Actions of the editor: "kernel.tie" (uu: which, as which), "kernel.untie" (u), "kernel.bounds" (u), the last opens a
 * popover at the row. */
void mercer_kernel_params_install (GtkWidgetClass *editor_class);
/* Appends these for one parameter, with what holds now in their names. */
void mercer_kernel_params_append_menu (MercerKernelEditor *editor, size_t index, GMenu *menu);
/* The button by which a row says that it is tied, and is untied; shown by update () only while it is. */
GtkWidget *mercer_kernel_params_link_new (size_t index);
void mercer_kernel_params_update_link (MercerKernelEditor *editor, size_t index, GtkWidget *link);
/* The bounds that are other than the families', as text: equal for kernels whose rows allow the same values. g_free. */
char *mercer_kernel_params_bounds (const MercerKernel *kernel);
