/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reader.h"
#include "encoding.h"

/* Everything decided about how a text is to be read. */
typedef struct
{
  TextEncoding encoding;
  char delimiter, terminator;
  bool header, decimal_comma;
  bool row_names; /* the names are one fewer than the values of each row: the first column has none
                   */
  size_t n_columns;
  char *doubt; /* the first reason not to be sure, or NULL */
} Layout;

void mercer_layout_clear (Layout *layout);

/* Decides what the options leave open by the first lines of `text`, which is decoded;
 * layout->encoding is set already. `whole`: there is no more text. FALSE with an error if the text
 * cannot be a table. */
bool mercer_sniff (const char *name, const char *text, size_t size, bool whole,
                   const MercerReadOptions *options, MercerWork *work, Layout *layout,
                   GError **error);
