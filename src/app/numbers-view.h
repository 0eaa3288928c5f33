/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "figure.h"

/* The page with all that a figure says in words and numbers. It follows the newest figure while it is seen. */
#define MERCER_TYPE_NUMBERS_VIEW (mercer_numbers_view_get_type ())
G_DECLARE_FINAL_TYPE (MercerNumbersView, mercer_numbers_view, MERCER, NUMBERS_VIEW, AdwBin)

GtkWidget *mercer_numbers_view_new (void);
/* figure NULL: nothing is open. */
void mercer_numbers_view_show (MercerNumbersView *view, MercerFigure *figure);
/* For tests: what was last shown is on the page. */
bool mercer_numbers_view_is_settled (MercerNumbersView *view);
