/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kernel-editor-model.h"

/* The expression as text, wrapped over as many lines as it needs; a mistake is underlined and explained below.
 *
 * What is typed is applied when the hand rests for 400 ms, or at once by Enter and when the focus leaves; a number that
 * would be a whole term waits for either of those, as it is likely the beginning of more. Escape brings the text of the
 * kernel back that there is.
 *
 * Signals: "typed", the person's text made another kernel of the model's; "settled", they left it. */
#define MERCER_TYPE_KERNEL_TEXT (mercer_kernel_text_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelText, mercer_kernel_text, MERCER, KERNEL_TEXT, GtkBox)

/* model: borrowed, outlives the widget. */
GtkWidget *mercer_kernel_text_new (MercerKernelModel *model);
/* Whose kernel it is, for those who do not see what stands above it; NULL: there is one kernel. */
void mercer_kernel_text_set_title (MercerKernelText *text, const char *title);
/* The model's text may be another now. */
void mercer_kernel_text_update (MercerKernelText *text);
/* Takes what stands there, finished or not. False, with the caret at the place and the sentence spoken, if it has a
 * mistake. */
bool mercer_kernel_text_confirm (MercerKernelText *text);
/* What is wrong though the text reads well, or NULL; and the bytes of the text that are to blame, empty if it is all of it. */
void mercer_kernel_text_object (MercerKernelText *text, const char *sentence, size_t start, size_t end);
/* The hand is off the sliders: the height, kept until now so that they stay put below, may shrink again. */
void mercer_kernel_text_release (MercerKernelText *text);
