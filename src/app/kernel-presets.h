/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-editor-private.h"

/* A menu button whose popover offers whole kernels by name: the person's own and those that come with the program,
 * each with a thumbnail and what it assumes, suited to the data. The present kernel can be saved there under a name,
 * and what was saved be renamed and removed. */
#define MERCER_TYPE_KERNEL_PRESETS (mercer_kernel_presets_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelPresets, mercer_kernel_presets, MERCER, KERNEL_PRESETS, AdwBin)

/* editor: borrowed, holds the widget. */
GtkWidget *mercer_kernel_presets_new (MercerKernelEditor *editor);
