/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-text.h"

/* Shared by the text (kernel-text.c: typing, applying, height) and what is said below it (kernel-text-words.c). */

struct _MercerKernelText
{
  GtkBox parent_instance;

  MercerKernelModel *model;
  bool showing; /* the buffer is being filled: nobody types */
  char *objection;
  size_t objection_start, objection_end;
  GtkWidget *frame, *view, *sentence, *advice;
  GtkTextBuffer *buffer;
  GtkTextTag *wrong;
  guint fitting; /* idle */
  guint resting; /* timeout */
};

/* What is wrong, with its place for those who do not see the underline; else what the text waits for. */
void mercer_kernel_text_show_words (MercerKernelText *text);
/* Byte offset in what is written to a place in the buffer. */
void mercer_kernel_text_iter_at_byte (MercerKernelText *text, const char *written, size_t byte, GtkTextIter *iter);
/* A line for them, at the end of the box. */
GtkWidget *mercer_kernel_text_sentence_new (MercerKernelText *text, const char *css_class);
