/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kernel.h"

/* A menu button whose popover lists the kernel families, each with its formula, what it assumes as tooltip,
 * and a search entry. The popover is made when it is first opened, so cards cost little.
 * Signal "chosen" (char *family_id). */
#define MERCER_TYPE_KERNEL_CHOOSER (mercer_kernel_chooser_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelChooser, mercer_kernel_chooser, MERCER, KERNEL_CHOOSER, AdwBin)

/* label: what the button shows; name: what it is called by a screen reader and in its tooltip. */
GtkWidget *mercer_kernel_chooser_new (const char *label, const char *name);
/* For the look: "flat", "suggested-action"... and an arrow. */
GtkWidget *mercer_kernel_chooser_button (MercerKernelChooser *chooser);
