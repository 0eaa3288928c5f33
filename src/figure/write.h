/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw.h"

/* Writers. Files are written whole or not at all: a temporary file beside the target, flushed and
 * checked, then renamed. Errors are one sentence (disk full, no permission, folder). */

typedef struct
{
  double width, height; /* points (PNG: pixels before scale); 0: 800 x 500 */
  double scale;         /* PNG only; 0: 2 */
  MercerLook look;
  const MercerView *view;
} MercerPicture;

/* By extension: .png .svg .pdf pictures; .csv the main table; .json all readouts, notes, texts and
 * tables; .txt the stable text form. FALSE with a sentence for others. picture may be NULL. */
bool mercer_figure_write (const MercerFigure *f, const char *path, const MercerPicture *picture,
                          GError **error);
/* Extensions that mercer_figure_write () knows, NULL-terminated, without dots. */
const char *const *mercer_figure_formats (void);
/* The text form: stable across runs and machines for golden files (numbers with 6 significant
 * digits). */
char *mercer_figure_to_text (const MercerFigure *f);
char *mercer_figure_to_json (const MercerFigure *f);
char *mercer_figure_to_csv (const MercerFigure *f, size_t table);
/* Writes bytes whole or not at all. The one place that does. */
bool mercer_write_file (const char *path, const char *bytes, size_t size, GError **error);
