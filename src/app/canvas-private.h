/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "canvas.h"
#include "canvas-painter.h"

/* What the files of the canvas share: canvas.c (the widget, what is on show), canvas-geometry.c (between pixels and
 * data, zoom), canvas-input.c (pointer, touch and wheel), canvas-actions.c (keys and actions), canvas-overlay.c (what
 * is drawn above the picture), canvas-motion.c (what swings), canvas-describe.c (what is heard). */

typedef enum
{
  MERCER_HAND_FREE,
  MERCER_HAND_PRESSED, /* a button is down and has not moved */
  MERCER_HAND_POINT,   /* carries a point */
  MERCER_HAND_PAN      /* moves the paper */
} MercerHand;

struct _MercerCanvas
{
  GtkWidget parent;

  MercerFigure *figure;
  MercerView *view;
  char *font;
  bool editing; /* clicks and keys may change the data */

  MercerPainter *painter;
  MercerPainting shown;
  uint64_t generation;

  bool motion; /* swinging lines may move */
  guint tick;
  gint64 last_tick, last_request;
  double phase;

  bool inside; /* the pointer stands at (px, py) */
  bool hand_edited; /* points were set since it came in: the axes hold still until it leaves */
  double px, py;
  bool has_hover;
  MercerHit hover;
  bool slow_hits;    /* so many points that looking for the nearest waits until the pointer rests */
  guint hover_later;
  bool has_selected; /* a row picked by key or press; x and y are where it stands now */
  MercerHit selected;
  bool wants_row; /* pick this row as soon as a figure shows it */
  uint64_t wanted_row;

  MercerHand hand;
  guint button;
  bool space, space_used; /* held down; and something was dragged with it */
  bool grabbed; /* the press found a point */
  double press_x, press_y, last_x, last_y;
  double grab_dx, grab_dy; /* from the pointer to the point's centre */
  gint64 click_time;
  double click_x, click_y;
  guint pending_add;
  double pinch;

  guint describe;
};

/* canvas.c */
void mercer_canvas_look (MercerCanvas *self, MercerLook *look);
void mercer_canvas_repaint (MercerCanvas *self);
/* Asks the painter for the picture as it stands; repaint () also when it is the same figure in another way. */
void mercer_canvas_request (MercerCanvas *self);
void mercer_canvas_edit (MercerCanvas *self, const MercerEdit *edit);
void mercer_canvas_settle (MercerCanvas *self);
void mercer_canvas_follow_selection (MercerCanvas *self);
void mercer_canvas_set_selected (MercerCanvas *self, const MercerHit *hit);

/* canvas-geometry.c */
/* The dot of a row in the present figure. */
bool mercer_canvas_find_hit (MercerCanvas *self, uint64_t row_id, MercerHit *hit);
bool mercer_canvas_pick (MercerCanvas *self, double px, double py, int *panel, double *x, double *y);
bool mercer_canvas_hit (MercerCanvas *self, double px, double py, double radius, bool rows_only, MercerHit *hit);
void mercer_canvas_locate (MercerCanvas *self, int panel, double x, double y, double *px, double *py);
bool mercer_canvas_edits (MercerCanvas *self, int panel, const char **x_column, const char **y_column);
/* Takes the view and the painter's through one step; figure, look and size are filled in. */
void mercer_canvas_step (MercerCanvas *self, MercerViewStep step);
void mercer_canvas_zoom (MercerCanvas *self, double px, double py, double factor);
void mercer_canvas_pan (MercerCanvas *self, double px, double py, double dx, double dy);
void mercer_canvas_reset_view (MercerCanvas *self);

/* The verbs on points, used by pointer and keys alike. Each says whether something changed. */
bool mercer_canvas_add_at (MercerCanvas *self, double px, double py);
bool mercer_canvas_move_selected_to (MercerCanvas *self, double px, double py);
bool mercer_canvas_remove (MercerCanvas *self, const MercerHit *hit);

/* canvas-motion.c */
/* Starts the swinging if there is something to swing and nobody minds; it stops by itself. */
void mercer_canvas_update_motion (MercerCanvas *self);

/* canvas-describe.c */
/* Soon, and not too often. */
void mercer_canvas_describe (MercerCanvas *self);

/* canvas-input.c */
void mercer_canvas_add_controllers (MercerCanvas *self);
void mercer_canvas_hover_at (MercerCanvas *self, double px, double py);
void mercer_canvas_drop_hand (MercerCanvas *self);

/* canvas-actions.c */
void mercer_canvas_install_actions (GtkWidgetClass *klass);

/* canvas-overlay.c */
void mercer_canvas_draw_overlay (MercerCanvas *self, GtkSnapshot *snapshot);
