/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

/* Every verb of the canvas is a class action without a parameter, so that keys, menus, tests and assistive
 * technology all reach the same thing. */

#define KEY_ZOOM 1.25
/* Pixels that a key moves the picked point or the paper; with Ctrl the point moves by one. */
#define KEY_STEP 8.0
#define KEY_PAN 60.0

/* --- Points ------------------------------------------------------------------------------------- */

bool
mercer_canvas_add_at (MercerCanvas *self, double px, double py)
{
  MercerEdit edit = { .kind = MERCER_EDIT_ADD };
  int panel;
  if (!mercer_canvas_pick (self, px, py, &panel, &edit.x, &edit.y)
      || !mercer_canvas_edits (self, panel, &edit.x_column, &edit.y_column))
    return false;
  mercer_canvas_edit (self, &edit);
  return true;
}

bool
mercer_canvas_move_selected_to (MercerCanvas *self, double px, double py)
{
  MercerEdit edit = { .kind = MERCER_EDIT_MOVE };
  int panel;
  if (!self->has_selected || !mercer_canvas_pick (self, px, py, &panel, &edit.x, &edit.y)
      || panel != self->selected.panel || !mercer_canvas_edits (self, panel, &edit.x_column, &edit.y_column))
    return false;
  edit.row_id = self->selected.row_id;
  self->selected.x = edit.x;
  self->selected.y = edit.y;
  mercer_canvas_edit (self, &edit);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return true;
}

bool
mercer_canvas_remove (MercerCanvas *self, const MercerHit *hit)
{
  MercerEdit edit = { .kind = MERCER_EDIT_REMOVE, .row_id = hit->row_id, .x = hit->x, .y = hit->y };
  if (!mercer_canvas_edits (self, hit->panel, &edit.x_column, &edit.y_column))
    return false;
  mercer_canvas_set_selected (self, NULL);
  mercer_canvas_edit (self, &edit);
  return true;
}

static void
step (MercerCanvas *self, int by)
{
  MercerHit hit;
  const uint64_t *from = self->has_selected ? &self->selected.row_id : NULL;
  if (self->figure != NULL && mercer_figure_step (self->figure, from, by, &hit))
    mercer_canvas_set_selected (self, &hit);
}

static void
nudge (MercerCanvas *self, double dx, double dy)
{
  double px, py;
  if (!self->has_selected)
    return;
  mercer_canvas_locate (self, self->selected.panel, self->selected.x, self->selected.y, &px, &py);
  mercer_canvas_move_selected_to (self, px + dx, py + dy);
}

/* --- Where a key acts --------------------------------------------------------------------------- */

/* At the picked point, else at the pointer, else in the middle. */
static void
focus_place (MercerCanvas *self, double *px, double *py)
{
  *px = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0;
  *py = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  if (self->has_selected)
    mercer_canvas_locate (self, self->selected.panel, self->selected.x, self->selected.y, px, py);
  else if (self->inside)
    {
      *px = self->px;
      *py = self->py;
    }
}

/* An editable place near the wanted one: the middle of a figure with several panels may lie between them. */
static bool
editable_place (MercerCanvas *self, double *px, double *py)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const double across[] = { *px / MAX (width, 1), 0.5, 0.25, 0.75 };
  const double down[] = { *py / MAX (height, 1), 0.5, 0.25, 0.75 };
  const char *x_column, *y_column;
  double x, y;
  int panel;
  for (size_t i = 0; i < G_N_ELEMENTS (across); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (down); j++)
      if (mercer_canvas_pick (self, across[i] * width, down[j] * height, &panel, &x, &y)
          && mercer_canvas_edits (self, panel, &x_column, &y_column))
        {
          *px = across[i] * width;
          *py = down[j] * height;
          return true;
        }
  return false;
}

/* --- The verbs ---------------------------------------------------------------------------------- */

static void
add_point (MercerCanvas *self)
{
  double px, py;
  focus_place (self, &px, &py);
  /* beside the picked point, not on top of it */
  if (self->has_selected)
    px += 2 * KEY_STEP;
  if (editable_place (self, &px, &py))
    mercer_canvas_add_at (self, px, py);
}

static void
delete_point (MercerCanvas *self)
{
  if (self->has_selected)
    mercer_canvas_remove (self, &self->selected);
}

static void
next_point (MercerCanvas *self)
{
  step (self, 1);
}

static void
previous_point (MercerCanvas *self)
{
  step (self, -1);
}

static void
toggle_painting (MercerCanvas *self)
{
  g_object_set (self, "painting", !self->painting, NULL);
}

static void
widen_brush (MercerCanvas *self)
{
  mercer_canvas_widen_brush (self, 2);
}

static void
narrow_brush (MercerCanvas *self)
{
  mercer_canvas_widen_brush (self, 0.5);
}

/* The hand is empty: first what it has picked goes, then the brush. */
static void
unselect (MercerCanvas *self)
{
  if (self->painting && !self->has_selected && !self->has_focus_grip && self->n_brushed == 0)
    toggle_painting (self);
  self->has_focus_grip = self->has_key_place = false;
  mercer_canvas_leave_grip (self);
  mercer_canvas_brush (self, NULL, 0);
  mercer_canvas_set_selected (self, NULL);
}

static void
zoom_by (MercerCanvas *self, double factor)
{
  double px, py;
  focus_place (self, &px, &py);
  mercer_canvas_zoom (self, px, py, factor);
}

static void
zoom_in (MercerCanvas *self)
{
  zoom_by (self, KEY_ZOOM);
}

static void
zoom_out (MercerCanvas *self)
{
  zoom_by (self, 1 / KEY_ZOOM);
}

static void
toggle_motion (MercerCanvas *self)
{
  mercer_canvas_set_motion (self, !self->motion);
}

#define DIRECTION(name, dx, dy)                                                                                \
  static void move_##name (MercerCanvas *self)                                                                \
  {                                                                                                           \
    if (!mercer_canvas_push_focus_grip (self, (dx), (dy)))                                                    \
      nudge (self, KEY_STEP *(dx), KEY_STEP *(dy));                                                           \
  }                                                                                                           \
  static void nudge_##name (MercerCanvas *self) { nudge (self, (dx), (dy)); }                                \
  static void pan_##name (MercerCanvas *self)                                                                 \
  {                                                                                                           \
    double px, py;                                                                                            \
    focus_place (self, &px, &py);                                                                             \
    mercer_canvas_pan (self, px, py, -KEY_PAN *(dx), -KEY_PAN *(dy));                                         \
  }
DIRECTION (left, -1, 0)
DIRECTION (right, 1, 0)
DIRECTION (up, 0, -1)
DIRECTION (down, 0, 1)

/* --- Arrow keys ------------------------------------------------------------------------------------ */

static int
panel_in_space (MercerCanvas *self)
{
  for (size_t i = 0; self->figure != NULL && i < mercer_figure_n_panels (self->figure); i++)
    if (mercer_figure_is_in_space (self->figure, (int) i))
      return (int) i;
  return -1;
}

/* An arrow key moves the handle that has the focus, or goes to the next point; where there are no points to go to it turns
 * what can be turned. */
static void
arrow (MercerCanvas *self, double dx, double dy)
{
  MercerHit hit;
  if (mercer_canvas_push_focus_grip (self, KEY_STEP * dx, KEY_STEP * dy) || self->figure == NULL)
    return;
  if (panel_in_space (self) < 0 || mercer_figure_step (self->figure, NULL, 1, &hit))
    step (self, dx + dy > 0 ? 1 : -1);
  else
    mercer_canvas_turn (self, panel_in_space (self), 2 * KEY_STEP * dx, 2 * KEY_STEP * dy);
}

#define ARROW(name, dx, dy) static void arrow_##name (MercerCanvas *self) { arrow (self, (dx), (dy)); }
ARROW (left, -1, 0)
ARROW (right, 1, 0)
ARROW (up, 0, -1)
ARROW (down, 0, 1)

#define SHIFT GDK_SHIFT_MASK
#define CONTROL GDK_CONTROL_MASK
#define ALT GDK_ALT_MASK

static const struct
{
  const char *name;
  void (*act) (MercerCanvas *self);
  struct
  {
    guint key;
    GdkModifierType modifiers;
  } keys[3];
} verbs[] = {
  { "canvas.add-point", add_point, { { GDK_KEY_Insert, 0 }, { GDK_KEY_KP_Insert, 0 } } },
  { "canvas.delete-point", delete_point, { { GDK_KEY_Delete, 0 }, { GDK_KEY_KP_Delete, 0 }, { GDK_KEY_BackSpace, 0 } } },
  { "canvas.next-point", next_point },
  { "canvas.previous-point", previous_point },
  { "canvas.arrow-left", arrow_left, { { GDK_KEY_Left, 0 } } },
  { "canvas.arrow-right", arrow_right, { { GDK_KEY_Right, 0 } } },
  { "canvas.arrow-up", arrow_up, { { GDK_KEY_Up, 0 } } },
  { "canvas.arrow-down", arrow_down, { { GDK_KEY_Down, 0 } } },
  { "canvas.unselect", unselect, { { GDK_KEY_Escape, 0 } } },
  { "canvas.move-left", move_left, { { GDK_KEY_Left, SHIFT } } },
  { "canvas.move-right", move_right, { { GDK_KEY_Right, SHIFT } } },
  { "canvas.move-up", move_up, { { GDK_KEY_Up, SHIFT } } },
  { "canvas.move-down", move_down, { { GDK_KEY_Down, SHIFT } } },
  { "canvas.nudge-left", nudge_left, { { GDK_KEY_Left, SHIFT | CONTROL } } },
  { "canvas.nudge-right", nudge_right, { { GDK_KEY_Right, SHIFT | CONTROL } } },
  { "canvas.nudge-up", nudge_up, { { GDK_KEY_Up, SHIFT | CONTROL } } },
  { "canvas.nudge-down", nudge_down, { { GDK_KEY_Down, SHIFT | CONTROL } } },
  { "canvas.pan-left", pan_left, { { GDK_KEY_Left, ALT } } },
  { "canvas.pan-right", pan_right, { { GDK_KEY_Right, ALT } } },
  { "canvas.pan-up", pan_up, { { GDK_KEY_Up, ALT } } },
  { "canvas.pan-down", pan_down, { { GDK_KEY_Down, ALT } } },
  { "canvas.zoom-in", zoom_in, { { GDK_KEY_plus, 0 }, { GDK_KEY_equal, 0 }, { GDK_KEY_KP_Add, 0 } } },
  { "canvas.zoom-out", zoom_out, { { GDK_KEY_minus, 0 }, { GDK_KEY_KP_Subtract, 0 } } },
  { "canvas.zoom-reset", mercer_canvas_reset_view, { { GDK_KEY_0, 0 }, { GDK_KEY_KP_0, 0 } } },
  { "canvas.toggle-motion", toggle_motion, { { GDK_KEY_p, 0 } } },
  { "canvas.toggle-painting", toggle_painting, { { GDK_KEY_b, 0 } } },
  { "canvas.widen-brush", widen_brush, { { GDK_KEY_bracketright, 0 } } },
  { "canvas.narrow-brush", narrow_brush, { { GDK_KEY_bracketleft, 0 } } },
};

static void
verb_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerCanvas *self = MERCER_CANVAS (widget);
  for (size_t i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, name))
      verbs[i].act (self);
  mercer_canvas_describe (self);
}

void
mercer_canvas_install_actions (GtkWidgetClass *klass)
{
  for (size_t i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      gtk_widget_class_install_action (klass, verbs[i].name, NULL, verb_cb);
      for (size_t k = 0; k < G_N_ELEMENTS (verbs[i].keys) && verbs[i].keys[k].key != 0; k++)
        gtk_widget_class_add_binding_action (klass, verbs[i].keys[k].key, verbs[i].keys[k].modifiers,
                                             verbs[i].name, NULL);
    }
}
