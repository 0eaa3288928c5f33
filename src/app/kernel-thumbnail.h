/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kernel-sketch.h"

/* The sketch of a kernel, drawn small in the colours of the theme; its description is the tooltip and what a screen
 * reader says. */
#define MERCER_TYPE_KERNEL_THUMBNAIL (mercer_kernel_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelThumbnail, mercer_kernel_thumbnail, MERCER, KERNEL_THUMBNAIL, GtkWidget)

GtkWidget *mercer_kernel_thumbnail_new (int width, int height);
/* Sketches this kernel; costs nothing if it is the one that is shown (the same node, columns and recipe's table). */
void mercer_kernel_thumbnail_show (MercerKernelThumbnail *thumbnail, MercerKernel *kernel, const char *const *columns,
                                   MercerRecipe *recipe);
const MercerKernelSketch *mercer_kernel_thumbnail_sketch (MercerKernelThumbnail *thumbnail);
/* What it says of itself. */
const char *mercer_kernel_thumbnail_words (MercerKernelThumbnail *thumbnail);
