/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "canvas.h"
#include "canvas-painter.h"

/* What the files of the canvas share: canvas.c (the widget, what is on show), canvas-look.c (how it is drawn),
 * canvas-geometry.c (between pixels and data, zoom), canvas-input.c (presses, drags, touch and wheel), canvas-hover.c (what is under the pointer),
 * canvas-actions.c (keys and actions), canvas-overlay.c (what is drawn above the picture), canvas-motion.c (what swings),
 * canvas-hands.c (handles and particles), canvas-follow.c (axes that follow), canvas-brush.c (rows in a frame),
 * canvas-paint.c (points laid along a stroke), canvas-selection.c (the row that is picked), canvas-describe.c (what is heard). */

typedef enum
{
  MERCER_HAND_FREE,
  MERCER_HAND_PRESSED, /* a button is down and has not moved */
  MERCER_HAND_POINT,   /* carries a point */
  MERCER_HAND_GRIP,    /* moves a handle */
  MERCER_HAND_PARTICLE, /* holds a particle of a flow */
  MERCER_HAND_BRUSH,   /* draws a frame about points */
  MERCER_HAND_STROKE,  /* paints, or erases */
  MERCER_HAND_PAN      /* moves the paper */
} MercerHand;

struct _MercerCanvas
{
  GtkWidget parent;

  MercerFigure *figure;
  MercerView *view;
  char *font;
  double font_size; /* points, larger where a person has asked for large text */
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
  bool refit;       /* the next figure is of another state: its axes are chosen afresh */
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

  /* handles (canvas-hands.c) */
  bool has_grip; /* under the pointer, or in the hand */
  MercerGrip grip;
  bool has_focus_grip; /* walked to with Tab */
  MercerGrip focus_grip;
  MercerFigure *held_figure; /* as it was when the handle was taken */
  bool held;                 /* the handle stands at held_value until a figure shows it there */
  MercerHandleValue held_value;
  bool has_key_place; /* where keys have brought the knob, which may be short of a whole step of its value */
  double key_x, key_y;

  bool touching;
  MercerTouch particle;

  /* rows selected by a frame (canvas-brush.c), ascending */
  uint64_t *brushed, *brushed_before;
  size_t n_brushed, n_brushed_before;
  bool brush_key, brush_adds; /* Ctrl or Shift was held at the press; Shift */

  /* strokes (canvas-paint.c) */
  bool painting, can_paint; /* the brush is the tool; there is ground for it */
  double brush_width;
  bool paints, erasing; /* the press is the brush's; the eraser's */
  const char *stroke_columns[2]; /* interned, or NULL */
  double stroke_px, stroke_py, stroke_due; /* the end of the stretch before, and the way from there to the next place */
  size_t stroke_places, stroke_total;
  GArray *laid_x, *laid_y; /* and not yet told of */
  bool stroke_waits;       /* until the hand is lifted */
  GArray *wet;             /* pixels where no picture shows the points yet */

  /* axes that follow the view (canvas-follow.c) */
  MercerAskedView asked[MERCER_ASKED_VIEWS_MAX];
  size_t n_asked;
  bool awaits_figure; /* the answer to what was asked is under way */
  guint ask_timeout;

  guint describe;
};

/* canvas-look.c */
void mercer_canvas_take_font (MercerCanvas *self);
void mercer_canvas_look (MercerCanvas *self, MercerLook *look);
void mercer_canvas_repaint (MercerCanvas *self);
/* Asks the painter for the picture as it stands; repaint () also when it is the same figure in another way. */
void mercer_canvas_request (MercerCanvas *self);

/* canvas.c */
void mercer_canvas_edit (MercerCanvas *self, const MercerEdit *edit);
void mercer_canvas_settle (MercerCanvas *self);
void mercer_canvas_emit_handle (MercerCanvas *self, const MercerHandleMove *move);
void mercer_canvas_emit_touch (MercerCanvas *self);
void mercer_canvas_emit_views (MercerCanvas *self);

/* canvas-selection.c */
void mercer_canvas_set_selected (MercerCanvas *self, const MercerHit *hit);
void mercer_canvas_follow_selection (MercerCanvas *self);

/* canvas-geometry.c */
/* The dot of a row in the present figure. */
bool mercer_canvas_find_hit (MercerCanvas *self, uint64_t row_id, MercerHit *hit);
bool mercer_canvas_pick (MercerCanvas *self, double px, double py, int *panel, double *x, double *y);
bool mercer_canvas_hit (MercerCanvas *self, double px, double py, double radius, bool rows_only, MercerHit *hit);
void mercer_canvas_locate (MercerCanvas *self, int panel, double x, double y, double *px, double *py);
void mercer_canvas_locate_hit (MercerCanvas *self, const MercerHit *hit, double *px, double *py);
/* The curve that a dot has to itself, in pixels; NAN parts it. Returns how many points. */
size_t mercer_canvas_bump (MercerCanvas *self, const MercerHit *hit, size_t most, double (*at)[2]);
bool mercer_canvas_edits (MercerCanvas *self, int panel, const char **x_column, const char **y_column);
/* Takes the view and the painter's through one step; figure, look and size are filled in. */
void mercer_canvas_step (MercerCanvas *self, MercerViewStep step);
void mercer_canvas_zoom (MercerCanvas *self, double px, double py, double factor);
void mercer_canvas_pan (MercerCanvas *self, double px, double py, double dx, double dy);
void mercer_canvas_reset_view (MercerCanvas *self);
/* A panel in space, as if a hand had dragged it. */
void mercer_canvas_turn (MercerCanvas *self, int panel, double dx, double dy);

/* The verbs on points, used by pointer and keys alike. Each says whether something changed. */
bool mercer_canvas_add_at (MercerCanvas *self, double px, double py);
bool mercer_canvas_move_selected_to (MercerCanvas *self, double px, double py);
bool mercer_canvas_remove (MercerCanvas *self, const MercerHit *hit);

/* How near a point the pointer must be to take hold of it, and to show what it is. */
#define GRAB_RADIUS 10.0
#define HOVER_RADIUS 14.0
/* The same for handles: 24 pixels across for a pointer, more for a finger. */
#define GRIP_RADIUS 12.0
#define GRIP_RADIUS_TOUCH 24.0

/* canvas-hover.c */
void mercer_canvas_add_hover (MercerCanvas *self);
void mercer_canvas_set_cursor (MercerCanvas *self);

/* canvas-hands.c */
/* Looks for a grip under a pixel; `hit` (may be NULL) is a point that would be taken else. */
bool mercer_canvas_find_grip (MercerCanvas *self, double px, double py, double radius, const MercerHit *hit);
void mercer_canvas_take_grip (MercerCanvas *self, double px, double py);
void mercer_canvas_move_grip (MercerCanvas *self, double px, double py);
void mercer_canvas_leave_grip (MercerCanvas *self);
const char *mercer_canvas_grip_cursor (MercerCanvas *self);
/* Whether the focus stands on a handle, and has been moved by so many pixels. */
bool mercer_canvas_push_focus_grip (MercerCanvas *self, double dx, double dy);
/* Tab: to the next handle; false: past the last one. */
bool mercer_canvas_step_focus_grip (MercerCanvas *self, int step);
void mercer_canvas_hands_of_new_figure (MercerCanvas *self);
/* What the handle under the hand or the focus says; false: none. */
bool mercer_canvas_grip_text (MercerCanvas *self, char text[160], double *px, double *py);
void mercer_canvas_draw_hands (MercerCanvas *self, GtkSnapshot *snapshot);
void mercer_canvas_touch (MercerCanvas *self, double px, double py);
void mercer_canvas_end_touch (MercerCanvas *self);

/* canvas-brush.c */
/* The hand selects these rows, ascending: told of. */
void mercer_canvas_brush (MercerCanvas *self, const uint64_t *rows, size_t n);
void mercer_canvas_begin_brush (MercerCanvas *self);
void mercer_canvas_brush_to (MercerCanvas *self, double px, double py);

/* canvas-paint.c */
void mercer_canvas_init_brush (MercerCanvas *self);
void mercer_canvas_drop_brush (MercerCanvas *self);
void mercer_canvas_set_tool (MercerCanvas *self, bool painting);
/* A press here is the brush's. */
bool mercer_canvas_paints_at (MercerCanvas *self, double px, double py);
/* Whether there is ground that takes points. */
bool mercer_canvas_takes_points (MercerCanvas *self);
void mercer_canvas_widen_brush (MercerCanvas *self, double factor);
double mercer_canvas_eraser_width (const MercerCanvas *self);
void mercer_canvas_begin_stroke (MercerCanvas *self, double px, double py);
void mercer_canvas_stroke_to (MercerCanvas *self, double px, double py);
void mercer_canvas_end_stroke (MercerCanvas *self);
/* A picture has come that shows what was laid. */
void mercer_canvas_dry (MercerCanvas *self);

/* canvas-follow.c */
/* After the view or the figure has changed. */
void mercer_canvas_ask_views (MercerCanvas *self, bool new_figure);

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
