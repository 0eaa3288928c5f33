/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw.h"

/* The Canvas shows one Figure and lets the hand at it: hover, zoom, pan, and points that can be added, moved
 * and removed. It knows nothing of recipes: what the hand does to the data leaves through the signal "edit".
 * To a screen reader it is an image named by the figure's title and described by the figure's sentence. */
#define MERCER_TYPE_CANVAS (mercer_canvas_get_type ())
G_DECLARE_FINAL_TYPE (MercerCanvas, mercer_canvas, MERCER, CANVAS, GtkWidget)

typedef enum
{
  MERCER_EDIT_ADD,
  MERCER_EDIT_MOVE,
  MERCER_EDIT_REMOVE
} MercerEditKind;

/* What the hand asks for. Columns may be NULL where an axis stands for none. */
typedef struct
{
  MercerEditKind kind;
  uint64_t row_id; /* of MOVE and REMOVE */
  const char *x_column, *y_column;
  double x, y;
} MercerEdit;

/* Signals:
 *   "edit" (gpointer const MercerEdit *)   the data should change so
 *   "settle" ()                            the hand was lifted: the next edit is a new step
 *   "space" ()                             the space bar was tapped, nothing dragged with it
 *   "view-changed" ()                      zoom or pan */
GtkWidget *mercer_canvas_new (void);

/* NULL shows nothing. Takes a reference of its own. */
void mercer_canvas_set_figure (MercerCanvas *self, MercerFigure *figure);
MercerFigure *mercer_canvas_get_figure (MercerCanvas *self);
/* Whether clicks and keys may change the data; true at first. */
void mercer_canvas_set_editing (MercerCanvas *self, bool editing);
/* Whether what swings may move; the desktop's own wish to have no animations comes first. */
void mercer_canvas_set_motion (MercerCanvas *self, bool motion);
bool mercer_canvas_get_motion (MercerCanvas *self);
/* Picks the point of this row; false if the figure shows none. */
bool mercer_canvas_select_row (MercerCanvas *self, uint64_t row_id);
/* The row picked, if any. */
bool mercer_canvas_get_selected_row (MercerCanvas *self, uint64_t *row_id);
/* Everything that was asked for has been painted. */
bool mercer_canvas_is_settled (MercerCanvas *self);
/* How the figure is drawn here (for export of what is seen); the strings belong to the canvas. */
void mercer_canvas_get_look (MercerCanvas *self, MercerLook *look);
MercerView *mercer_canvas_get_view (MercerCanvas *self);
/* The widget pixel where the point of this row is drawn. */
bool mercer_canvas_find_row (MercerCanvas *self, uint64_t row_id, double *px, double *py);
