/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "param-row.h"

/* Shared by the row (param-row.c), its slider and entry (param-row-number.c), its choice (param-row-choice.c), its menu (param-row-menu.c) and
 * nobody else. */
struct _MercerParamRow
{
  AdwPreferencesRow parent_instance;

  MercerRowSpec *spec;
  double value;
  bool showing;   /* a value is being shown: what the widgets say now is not a person speaking */
  bool pressed;   /* the pointer holds the slider */
  bool unsettled; /* changed since the last "settled" */
  guint settle_timer;

  GtkWidget *column; /* the lines of the row */
  GtkWidget *line;   /* title, unit, control */
  GtkWidget *entry, *scale, *mistake;
  GtkWidget *control; /* switch, drop-down */
  GtkWidget *pin;
  GtkWidget *menu;
  MercerParamRowMenuFunc append_menu;
  gpointer append_data;
};

/* A person chose value: shows it and emits "changed" if it differs. */
void mercer_param_row_choose (MercerParamRow *row, double value);
/* Emits "settled" if something was chosen since the last time. */
void mercer_param_row_settle (MercerParamRow *row);
/* The same a moment after the last change, for what has no end of its own (wheel, keys, assistive tools). */
void mercer_param_row_settle_soon (MercerParamRow *row);

void mercer_param_row_build_number (MercerParamRow *row);
void mercer_param_row_show_number (MercerParamRow *row);
GtkWidget *mercer_param_row_build_choice (MercerParamRow *row);
void mercer_param_row_show_choice (MercerParamRow *row);
void mercer_param_row_build_seed (MercerParamRow *row);
void mercer_param_row_show_seed (MercerParamRow *row);

/* Context menu, keys for it, and its actions. */
void mercer_param_row_install_menu (GtkWidgetClass *class);
void mercer_param_row_add_menu (MercerParamRow *row);
