/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figure.h"

/* The text outputs of a figure, one below the other: a heading, the words (which can be selected) and a button that copies
 * them. Words that have not changed keep their selection. Hidden where there are none. */
#define MERCER_TYPE_NUMBERS_TEXTS (mercer_numbers_texts_get_type ())
G_DECLARE_FINAL_TYPE (MercerNumbersTexts, mercer_numbers_texts, MERCER, NUMBERS_TEXTS, GtkBox)

GtkWidget *mercer_numbers_texts_new (void);
/* figure NULL: nothing. */
void mercer_numbers_texts_show (MercerNumbersTexts *texts, MercerFigure *figure);
