/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "hands.h"
#include "recipe.h"

/* The Canvas shows one Figure and lets the hand at it: hover, zoom, pan, and points that can be added, moved
 * and removed. It knows nothing of recipes: what the hand does leaves through the signals.
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

/* A stretch of a stroke of the brush: points to lay, or rows to take away; the last one has none and says `ended`. Columns may be
 * NULL where an axis stands for none. */
typedef struct
{
  bool erases, ended;
  const char *x_column, *y_column;
  size_t n;
  const double *x, *y;  /* to lay */
  const uint64_t *rows; /* to take away; some may be gone already */
  size_t total;         /* since the stroke began */
} MercerStroke;

/* Where the hand has put a handle of the figure. */
typedef struct
{
  const MercerHandle *handle;
  MercerHandleValue value;
} MercerHandleMove;

/* A range that an axis should be computed over, because it is in view. */
typedef struct
{
  char axis[64];
  double low, high;
} MercerAskedView;
#define MERCER_ASKED_VIEWS_MAX 8

/* Signals:
 *   "edit" (gpointer const MercerEdit *)   the data should change so
 *   "stroke" (gpointer const MercerStroke *)   the brush has gone on
 *   "settle" ()                            the hand was lifted: the next edit is a new step
 *   "handle" (gpointer const MercerHandleMove *)   a handle was moved
 *   "touch" ()                             a particle is held elsewhere or let go (mercer_canvas_get_touch ())
 *   "views-asked" ()                       other ranges than before are to be computed (mercer_canvas_asked_views ())
 *   "brushed" ()                           other rows are selected by a frame (mercer_canvas_get_brushed ())
 *   "space" ()                             the space bar was tapped, nothing dragged with it
 *   "view-changed" ()                      zoom or pan
 * Properties:
 *   "painting" (bool)    presses belong to the brush where the figure takes points
 *   "can-paint" (bool, read)   it does somewhere */
GtkWidget *mercer_canvas_new (void);

/* The ranges in view of axes that follow it; returns how many. */
size_t mercer_canvas_asked_views (MercerCanvas *self, MercerAskedView views[MERCER_ASKED_VIEWS_MAX]);
/* The particle in the hand, or NULL. */
const MercerTouch *mercer_canvas_get_touch (MercerCanvas *self);
/* The rows that are selected, ascending, borrowed; shown in all panels. Setting them is not told of. */
const uint64_t *mercer_canvas_get_brushed (MercerCanvas *self, size_t *n);
void mercer_canvas_set_brushed (MercerCanvas *self, const uint64_t *rows, size_t n);
/* NULL shows nothing. Takes a reference of its own. */
void mercer_canvas_set_figure (MercerCanvas *self, MercerFigure *figure);
MercerFigure *mercer_canvas_get_figure (MercerCanvas *self);
/* The next figure is of another state, as after undo: axes that have grown in the meantime are fitted to it again. */
void mercer_canvas_refit (MercerCanvas *self);
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
