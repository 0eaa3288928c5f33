/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-editor-private.h"

/* Opens a popover at the row of the parameter in which its bounds are typed: what fits may choose and what may be set. */
void mercer_kernel_bounds_open (MercerKernelEditor *editor, size_t index);
/* Reads the two texts as bounds of this parameter. NULL, or the sentence what is wrong (g_free). */
char *mercer_kernel_bounds_read (const MercerKernelParam *param, const char *title, const char *lower_text,
                                 const char *upper_text, double *lower, double *upper);
