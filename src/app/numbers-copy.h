/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "numbers-rows.h"

/* Puts the selected rows, or all where none is, as tab-separated text on the clipboard of the widget, which lives on meanwhile: a
 * large table is written by another thread. */
void mercer_numbers_copy (MercerNumbersRows *rows, GtkSelectionModel *selection, GtkWidget *widget);
