/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-presets.h"
#include "preset.h"

/* Shared by the popover (kernel-presets.c) and what is a person's own in it (kernel-presets-own.c). */

struct _MercerKernelPresets
{
  AdwBin parent_instance;

  MercerKernelEditor *editor;
  MercerPresetBook *book;
  GtkWidget *button;
  /* of the popover, once there is one */
  GtkWidget *list, *search, *name, *save, *message, *restore;
  char *renaming; /* the name that the entry is about to change; NULL: it names the present kernel */
  char *removed;  /* what was removed last, and its text */
  MercerKernel *removed_kernel;
};

/* The list anew: the book, the kernel or the data are others. */
void mercer_kernel_presets_fill (MercerKernelPresets *presets);

/* The row of the i-th kernel in the person's book, with what can be done with it. */
void mercer_kernel_presets_append_own (MercerKernelPresets *presets, size_t i);
/* Where the present kernel is given a name, and another one a new name. */
GtkWidget *mercer_kernel_presets_naming_new (MercerKernelPresets *presets);
void mercer_kernel_presets_stop_naming (MercerKernelPresets *presets);
/* Where it is said what was done, which can be taken back. sentence NULL: nothing. */
GtkWidget *mercer_kernel_presets_message_new (MercerKernelPresets *presets);
void mercer_kernel_presets_say (MercerKernelPresets *presets, const char *sentence, bool restore);
