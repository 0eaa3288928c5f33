/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control-panel.h"
#include "param-row.h"

/* Shared by the panel (control-panel.c) and its groups of rows (control-panel-rows.c). */

typedef struct _MercerPanelRows MercerPanelRows;
/* A person chose: the recipe with that (takes the reference), what to call it, and the merge key. */
typedef void (*MercerPanelRowsFunc) (MercerRecipe *recipe, const char *done, const char *merge, gpointer data);

/* The groups of rows for the recipe's values, positions and seed, appended to boxes above and below the kernel
 * editor. settled: the hand was lifted. */
MercerPanelRows *mercer_panel_rows_new (GtkBox *above, GtkBox *below, MercerRecipe *recipe, MercerRecipe *baseline,
                                        MercerPanelRowsFunc chosen, GCallback settled, gpointer data);
/* Takes the rows out of the boxes again. */
void mercer_panel_rows_free (MercerPanelRows *rows);
/* Shows the recipe's values in place. */
void mercer_panel_rows_show (MercerPanelRows *rows, MercerRecipe *recipe);
/* Shows on the sliders what the figure knows of their values. */
void mercer_panel_rows_mark (MercerPanelRows *rows, MercerFigure *figure);
/* Whether the rows made for `old` also serve for `new`: same method, columns, units and table. */
bool mercer_panel_rows_serve (MercerRecipe *old, MercerRecipe *new);

/* The foot of the panel. */
#define MERCER_TYPE_CONTROL_PANEL_FOOT (mercer_control_panel_foot_get_type ())
G_DECLARE_FINAL_TYPE (MercerControlPanelFoot, mercer_control_panel_foot, MERCER, CONTROL_PANEL_FOOT, GtkBox)

/* Signals "action" (char *id) and "cancel". */
GtkWidget *mercer_control_panel_foot_new (void);
void mercer_control_panel_foot_set_method (MercerControlPanelFoot *foot, const MercerMethod *method);
void mercer_control_panel_foot_set_busy (MercerControlPanelFoot *foot, const char *action, double progress, const char *doing);
