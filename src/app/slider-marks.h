/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "figure.h"
#include "param-row-spec.h"

/* Shows on a slider the values that the figure knows for this param (component: of a list, -1: of a plain number): a tick at
 * each, their names and numbers in the tooltip (below `name`, which may be NULL) and in the accessible description. Costs nothing where they stand
 * already. */
void mercer_slider_marks_show (GtkWidget *slider, const MercerRowSpec *spec, const char *name, const MercerFigure *figure,
                               const char *param, int component);
/* No mark but that of the start, if there is one; after the slider has got another span. */
void mercer_slider_marks_clear (GtkWidget *slider, const MercerRowSpec *spec);
/* What the picture shows where the list is left empty; n is 0 where it does not say. */
MercerList mercer_slider_marks_in_use (const MercerFigure *figure, const char *param);
