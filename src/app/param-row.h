/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

#include "figure.h"
#include "param-row-spec.h"

/* One value on the control panel: its title and unit, an exact entry, a slider below; or a switch, a choice, a
 * seed with its shuffle button. For list boxes (AdwPreferencesGroup, AdwExpanderRow, cards).
 *
 * Signals, all of them only for what a person (or a screen reader) does, never for set_value ():
 *   "changed" (double value)  while the hand is on it
 *   "settled"                 the hand was lifted, the entry confirmed, the focus moved on
 *   "pinned" (gboolean fixed) fits shall leave it alone, or not
 * Actions, also in its context menu: "value.reset", "value.copy". */
#define MERCER_TYPE_PARAM_ROW (mercer_param_row_get_type ())
G_DECLARE_FINAL_TYPE (MercerParamRow, mercer_param_row, MERCER, PARAM_ROW, AdwPreferencesRow)

/* Takes the spec. */
GtkWidget *mercer_param_row_new (MercerRowSpec *spec, double value);
const MercerRowSpec *mercer_param_row_spec (MercerParamRow *row);
double mercer_param_row_value (MercerParamRow *row);
/* Shows value; tells nobody. Costs nothing if it is shown already. */
void mercer_param_row_set_value (MercerParamRow *row, double value);
/* What the figure knows of the row's param: marks on the slider. */
void mercer_param_row_mark (MercerParamRow *row, const MercerFigure *figure, const char *param);
void mercer_param_row_set_pinned (MercerParamRow *row, bool fixed);
/* A small widget at the end of the row's line, before the pin. */
void mercer_param_row_add_suffix (MercerParamRow *row, GtkWidget *suffix);
/* Appends what else can be done to the row's menu, each time that it is opened. */
typedef void (*MercerParamRowMenuFunc) (MercerParamRow *row, GMenu *menu, gpointer data);
void mercer_param_row_set_menu (MercerParamRow *row, MercerParamRowMenuFunc func, gpointer data);
