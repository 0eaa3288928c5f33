/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

/* Handles of the figure, and particles of a flow, in the hand. A handle is moved in the geometry of the figure in which it
 * was taken; what figures that come meanwhile say about it is behind the hand. */

typedef struct
{
  MercerLook look;
  double width, height;
} Frame;

/* Within its ring a knob is taken though a dot may be nearer: amid a cloud it could not be reached else. */
#define KNOB 6

static Frame
frame_of (MercerCanvas *self)
{
  Frame f = { .width = gtk_widget_get_width (GTK_WIDGET (self)), .height = gtk_widget_get_height (GTK_WIDGET (self)) };
  mercer_canvas_look (self, &f.look);
  return f;
}

static bool
locate (MercerCanvas *self, MercerGrip grip, double *px, double *py)
{
  Frame f = frame_of (self);
  const MercerHandleValue *at = self->held && grip.handle == self->grip.handle ? &self->held_value : NULL;
  *px = self->px;
  *py = self->py;
  return self->figure != NULL
         && mercer_figure_grip_locate (self->figure, f.width, f.height, &f.look, self->view, grip, at, px, py);
}

/* A rule or a contour can be taken elsewhere along its length. */
static bool
has_knob (const MercerFigure *figure, size_t handle)
{
  const MercerHandle *h = mercer_figure_get_handle (figure, handle, NULL);
  return h->kind == MERCER_HANDLE_POINT || h->kind == MERCER_HANDLE_WIDTH || h->kind == MERCER_HANDLE_ELLIPSE;
}

/* --- Pointer ------------------------------------------------------------------------------------- */

bool
mercer_canvas_find_grip (MercerCanvas *self, double px, double py, double radius, const MercerHit *hit)
{
  Frame f = frame_of (self);
  double distance, x, y;
  MercerGrip grip;
  self->has_grip = self->editing && self->figure != NULL
                   && mercer_figure_grip_at (self->figure, f.width, f.height, &f.look, self->view, px, py, radius, &grip,
                                             &distance);
  if (self->has_grip && hit != NULL)
    {
      mercer_figure_locate_hit (self->figure, f.width, f.height, &f.look, self->view, hit, &x, &y);
      self->has_grip = (has_knob (self->figure, grip.handle) && distance <= KNOB) || distance < hypot (x - px, y - py);
    }
  if (self->has_grip && grip.handle != self->grip.handle)
    self->held = false; /* what a hand left behind was another's, and no figure may have come since */
  if (self->has_grip)
    self->grip = grip;
  return self->has_grip;
}

/* The figure is kept: what a drag means is said in its terms. */
static void
hold_figure (MercerCanvas *self)
{
  g_clear_pointer (&self->held_figure, mercer_figure_unref);
  self->held_figure = mercer_figure_ref (self->figure);
}

void
mercer_canvas_take_grip (MercerCanvas *self, double px, double py)
{
  double x = px, y = py;
  self->held = false;
  locate (self, self->grip, &x, &y);
  bool free = mercer_figure_grip_ways (self->figure, self->grip.handle) == MERCER_GRIP_FREE;
  self->grab_dx = x - px;
  self->grab_dy = free ? y - py : 0;
  self->has_focus_grip = false;
  hold_figure (self);
}

void
mercer_canvas_move_grip (MercerCanvas *self, double px, double py)
{
  Frame f = frame_of (self);
  const MercerHandle *handle = self->held_figure != NULL
                                 ? mercer_figure_get_handle (self->held_figure, self->grip.handle, NULL) : NULL;
  MercerHandleValue value;
  if (handle == NULL
      || !mercer_figure_grip_drag (self->held_figure, f.width, f.height, &f.look, self->view, self->grip, px, py, &value))
    return;
  self->held = true;
  self->held_value = value;
  self->hand_edited = true;
  mercer_canvas_emit_handle (self, &(MercerHandleMove){ handle, value });
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mercer_canvas_leave_grip (MercerCanvas *self)
{
  g_clear_pointer (&self->held_figure, mercer_figure_unref);
  self->has_grip = self->held = false;
}

const char *
mercer_canvas_grip_cursor (MercerCanvas *self)
{
  static const char *const cursors[] = { NULL, "ew-resize", "ns-resize", "move" };
  return self->figure != NULL ? cursors[mercer_figure_grip_ways (self->figure, self->grip.handle)] : NULL;
}

/* --- Keys ---------------------------------------------------------------------------------------- */

static size_t
count_grips (MercerCanvas *self)
{
  size_t n = 0;
  for (size_t k = 0; self->editing && self->figure != NULL && k < mercer_figure_n_handles (self->figure); k++)
    n += (size_t) mercer_figure_handle_grips (self->figure, k);
  return n;
}

static MercerGrip
nth_grip (MercerCanvas *self, size_t n)
{
  size_t k = 0;
  for (; n >= (size_t) mercer_figure_handle_grips (self->figure, k); k++)
    n -= (size_t) mercer_figure_handle_grips (self->figure, k);
  return (MercerGrip){ k, (int) n };
}

static size_t
index_of_grip (MercerCanvas *self, MercerGrip grip)
{
  size_t n = (size_t) grip.grip;
  for (size_t k = 0; k < grip.handle; k++)
    n += (size_t) mercer_figure_handle_grips (self->figure, k);
  return n;
}

bool
mercer_canvas_step_focus_grip (MercerCanvas *self, int step)
{
  if (self->has_key_place)
    mercer_canvas_settle (self);
  size_t n = count_grips (self);
  ptrdiff_t next = self->has_focus_grip ? (ptrdiff_t) index_of_grip (self, self->focus_grip) + step : step > 0 ? 0 : -1;
  self->has_focus_grip = next >= 0 && next < (ptrdiff_t) n;
  if (self->has_focus_grip)
    self->focus_grip = nth_grip (self, (size_t) next);
  self->has_key_place = self->held = false;
  mercer_canvas_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return self->has_focus_grip;
}

bool
mercer_canvas_push_focus_grip (MercerCanvas *self, double dx, double dy)
{
  if (!self->has_focus_grip || self->figure == NULL || self->focus_grip.handle >= mercer_figure_n_handles (self->figure))
    return false;
  if (!self->has_key_place && !locate (self, self->focus_grip, &self->key_x, &self->key_y))
    return true; /* out of sight: nothing that could be pushed */
  if (!self->has_key_place || self->held_figure == NULL)
    hold_figure (self);
  self->has_key_place = true;
  self->key_x += dx;
  self->key_y += dy;
  self->grip = self->focus_grip;
  self->has_grip = true;
  mercer_canvas_move_grip (self, self->key_x, self->key_y);
  mercer_canvas_describe (self);
  return true;
}

/* --- What is shown ------------------------------------------------------------------------------- */

void
mercer_canvas_hands_of_new_figure (MercerCanvas *self)
{
  size_t n = self->figure != NULL ? mercer_figure_n_handles (self->figure) : 0;
  if (self->has_focus_grip && self->focus_grip.handle >= n)
    self->has_focus_grip = self->has_key_place = false;
  /* taken and not yet moved it is held too: frames of a flow come between the two */
  if (self->hand == MERCER_HAND_GRIP || (self->hand == MERCER_HAND_PRESSED && self->held_figure != NULL))
    return;
  if (!self->has_key_place)
    mercer_canvas_leave_grip (self);
  else if (self->has_grip && self->grip.handle >= n)
    mercer_canvas_leave_grip (self);
}

bool
mercer_canvas_grip_text (MercerCanvas *self, char text[160], double *px, double *py)
{
  bool shown = self->has_grip || self->has_focus_grip;
  MercerGrip grip = self->has_grip ? self->grip : self->focus_grip;
  if (!shown || self->figure == NULL || grip.handle >= mercer_figure_n_handles (self->figure))
    return false;
  mercer_figure_handle_text (self->figure, grip.handle, self->held ? &self->held_value : NULL, text);
  return locate (self, grip, px, py);
}

void
mercer_canvas_draw_hands (MercerCanvas *self, GtkSnapshot *snapshot)
{
  if (self->figure == NULL || mercer_figure_n_handles (self->figure) == 0)
    return;
  Frame f = frame_of (self);
  MercerHandsLook hands = {
    .has_hover = self->has_grip, .hover = self->grip,
    .has_focus = self->has_focus_grip && gtk_widget_has_focus (GTK_WIDGET (self)), .focus = self->focus_grip,
    .held = self->held, .value = self->held_value,
    .px = self->has_key_place ? self->key_x : self->px, .py = self->has_key_place ? self->key_y : self->py,
  };
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, f.width, f.height));
  mercer_figure_draw_hands (self->figure, cr, f.width, f.height, &f.look, self->view, &hands);
  cairo_destroy (cr);
}

/* --- Particles ----------------------------------------------------------------------------------- */

void
mercer_canvas_touch (MercerCanvas *self, double px, double py)
{
  MercerTouch touch = { .particle = self->selected.row_id & ~MERCER_PARTICLE_BIT };
  int panel;
  if (!mercer_canvas_pick (self, px, py, &panel, &touch.x, &touch.y) || panel != self->selected.panel)
    return;
  self->selected.x = touch.x;
  self->selected.y = touch.y;
  self->touching = true;
  self->particle = touch;
  mercer_canvas_emit_touch (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mercer_canvas_end_touch (MercerCanvas *self)
{
  self->particle.let_go = true;
  mercer_canvas_emit_touch (self);
  self->touching = false;
}

const MercerTouch *
mercer_canvas_get_touch (MercerCanvas *self)
{
  return self->touching ? &self->particle : NULL;
}
