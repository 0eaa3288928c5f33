/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>

/* Lines of a spectrum: sum_l weight_l cos (2 pi frequency_l r), as a GArray of these, by frequency. */
typedef struct
{
  double frequency, weight;
} KernelLine;

/* No more are kept than these. */
#define KERNEL_MOST_LINES 300

/* At the end; cos does not know the sign of a frequency. */
void kernel_lines_add (GArray *lines, double frequency, double weight);
/* In increasing order, those of one frequency (to rounding) as one, without the faint ones. */
void kernel_lines_tidy (GArray *lines);
/* The `most` heaviest, in order of frequency. */
void kernel_lines_keep_heaviest (GArray *lines, size_t most);
/* The product of two sums of cosines, added to out and tidied. */
void kernel_lines_multiply (const GArray *a, const GArray *b, GArray *out);
