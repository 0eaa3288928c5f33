/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

#include <adwaita.h>

enum
{
  SIGNAL_EDIT,
  SIGNAL_STROKE,
  SIGNAL_SETTLE,
  SIGNAL_HANDLE,
  SIGNAL_TOUCH,
  SIGNAL_VIEWS_ASKED,
  SIGNAL_BRUSHED,
  SIGNAL_SPACE,
  SIGNAL_VIEW_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

enum
{
  PROP_PAINTING = 1,
  PROP_CAN_PAINT,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (MercerCanvas, mercer_canvas, GTK_TYPE_WIDGET)

static void
painted_cb (void *data)
{
  MercerCanvas *self = data;
  MercerPainting painting;
  if (!mercer_painter_take (self->painter, &painting))
    return;
  g_clear_pointer (&self->shown.still, gsk_render_node_unref);
  g_clear_pointer (&self->shown.moving, gsk_render_node_unref);
  self->shown = painting;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- What the hand does leaves as signals ------------------------------------------------------- */

void
mercer_canvas_edit (MercerCanvas *self, const MercerEdit *edit)
{
  self->hand_edited = true;
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, edit);
}

void
mercer_canvas_settle (MercerCanvas *self)
{
  g_signal_emit (self, signals[SIGNAL_SETTLE], 0);
}

void
mercer_canvas_emit_handle (MercerCanvas *self, const MercerHandleMove *move)
{
  g_signal_emit (self, signals[SIGNAL_HANDLE], 0, move);
}

void
mercer_canvas_emit_touch (MercerCanvas *self)
{
  g_signal_emit (self, signals[SIGNAL_TOUCH], 0);
}

void
mercer_canvas_emit_views (MercerCanvas *self)
{
  g_signal_emit (self, signals[SIGNAL_VIEWS_ASKED], 0);
}

/* --- Public ------------------------------------------------------------------------------------- */

static void
update_can_paint (MercerCanvas *self)
{
  bool can_paint = mercer_canvas_takes_points (self);
  if (can_paint == self->can_paint)
    return;
  self->can_paint = can_paint;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_PAINT]);
}

static MercerFollow
how_to_follow (MercerCanvas *self)
{
  bool refit = self->refit;
  self->refit = false;
  return self->inside && self->hand_edited && !refit ? MERCER_FOLLOW_HELD : refit ? MERCER_FOLLOW_AFRESH : MERCER_FOLLOW_ON;
}

void
mercer_canvas_refit (MercerCanvas *self)
{
  self->refit = true;
}

void
mercer_canvas_set_figure (MercerCanvas *self, MercerFigure *figure)
{
  if (figure != NULL)
    mercer_figure_ref (figure);
  g_clear_pointer (&self->figure, mercer_figure_unref);
  self->figure = figure;
  if (figure != NULL)
    mercer_canvas_step (self, (MercerViewStep) { .kind = MERCER_STEP_FOLLOW, .follow = how_to_follow (self) });
  else
    {
      mercer_canvas_drop_hand (self);
      mercer_canvas_step (self, (MercerViewStep) { .kind = MERCER_STEP_RESET });
      g_clear_pointer (&self->shown.still, gsk_render_node_unref);
      g_clear_pointer (&self->shown.moving, gsk_render_node_unref);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  mercer_canvas_follow_selection (self);
  if (self->hand != MERCER_HAND_STROKE)
    mercer_canvas_dry (self);
  mercer_canvas_hands_of_new_figure (self);
  update_can_paint (self);
  mercer_canvas_ask_views (self, true);
  self->has_hover = false;
  if (self->inside && self->hand == MERCER_HAND_FREE)
    mercer_canvas_hover_at (self, self->px, self->py);
  mercer_canvas_repaint (self);
  mercer_canvas_describe (self);
  mercer_canvas_update_motion (self);
}

MercerFigure *
mercer_canvas_get_figure (MercerCanvas *self)
{
  return self->figure;
}

void
mercer_canvas_set_editing (MercerCanvas *self, bool editing)
{
  self->editing = editing;
  update_can_paint (self);
}

void
mercer_canvas_set_motion (MercerCanvas *self, bool motion)
{
  self->motion = motion;
  mercer_canvas_update_motion (self);
}

bool
mercer_canvas_get_motion (MercerCanvas *self)
{
  return self->motion;
}

bool
mercer_canvas_is_settled (MercerCanvas *self)
{
  return self->figure == NULL
         || (self->shown.generation == self->generation && self->shown.still != NULL);
}

void
mercer_canvas_get_look (MercerCanvas *self, MercerLook *look)
{
  mercer_canvas_look (self, look);
  /* may change while a file is being written from this */
  look->selected_rows = NULL;
  look->n_selected = 0;
}

MercerView *
mercer_canvas_get_view (MercerCanvas *self)
{
  return self->view;
}

/* --- Widget ------------------------------------------------------------------------------------- */

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MercerCanvas *self = MERCER_CANVAS (widget);
  if (self->shown.still == NULL)
    return;
  /* while a new size is being painted the old picture stands at its own size */
  gtk_snapshot_append_node (snapshot, self->shown.still);
  if (self->shown.moving != NULL)
    gtk_snapshot_append_node (snapshot, self->shown.moving);
  mercer_canvas_draw_overlay (self, snapshot);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 800 : 500;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  mercer_canvas_repaint (MERCER_CANVAS (widget));
}

static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (mercer_canvas_parent_class)->css_changed (widget, change);
  mercer_canvas_take_font (MERCER_CANVAS (widget));
  mercer_canvas_repaint (MERCER_CANVAS (widget));
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mercer_canvas_parent_class)->map (widget);
  mercer_canvas_update_motion (MERCER_CANVAS (widget));
}

/* Tab goes through the handles before it leaves; from behind it comes in at the last one. */
static gboolean
focus (GtkWidget *widget, GtkDirectionType direction)
{
  MercerCanvas *self = MERCER_CANVAS (widget);
  int step = direction == GTK_DIR_TAB_FORWARD ? 1 : direction == GTK_DIR_TAB_BACKWARD ? -1 : 0;
  if (gtk_widget_is_focus (widget) && step != 0 && (self->has_focus_grip || step > 0)
      && mercer_canvas_step_focus_grip (self, step))
    return TRUE;
  return GTK_WIDGET_CLASS (mercer_canvas_parent_class)->focus (widget, direction);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  MercerCanvas *self = MERCER_CANVAS (object);
  g_value_set_boolean (value, id == PROP_PAINTING ? self->painting : self->can_paint);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  MercerCanvas *self = MERCER_CANVAS (object);
  if (self->painting == (bool) g_value_get_boolean (value))
    return;
  mercer_canvas_set_tool (self, !self->painting);
  g_object_notify_by_pspec (object, spec);
}

static void
dispose (GObject *object)
{
  MercerCanvas *self = MERCER_CANVAS (object);
  mercer_canvas_drop_hand (self);
  g_clear_handle_id (&self->describe, g_source_remove);
  g_clear_handle_id (&self->ask_timeout, g_source_remove);
  g_clear_pointer (&self->held_figure, mercer_figure_unref);
  g_clear_pointer (&self->painter, mercer_painter_free);
  g_clear_pointer (&self->shown.still, gsk_render_node_unref);
  g_clear_pointer (&self->shown.moving, gsk_render_node_unref);
  g_clear_pointer (&self->figure, mercer_figure_unref);
  G_OBJECT_CLASS (mercer_canvas_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  MercerCanvas *self = MERCER_CANVAS (object);
  mercer_view_free (self->view);
  g_free (self->font);
  g_free (self->brushed);
  g_free (self->brushed_before);
  mercer_canvas_drop_brush (self);
  G_OBJECT_CLASS (mercer_canvas_parent_class)->finalize (object);
}

static void
mercer_canvas_class_init (MercerCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->dispose = dispose;
  object_class->finalize = finalize;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  widget_class->size_allocate = size_allocate;
  widget_class->css_changed = css_changed;
  widget_class->map = map;
  widget_class->focus = focus;

  GType type = G_TYPE_FROM_CLASS (klass);
  signals[SIGNAL_EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_POINTER);
  signals[SIGNAL_STROKE] = g_signal_new ("stroke", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_POINTER);
  signals[SIGNAL_SETTLE] = g_signal_new ("settle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_HANDLE] = g_signal_new ("handle", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_POINTER);
  signals[SIGNAL_TOUCH] = g_signal_new ("touch", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_VIEWS_ASKED] = g_signal_new ("views-asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_BRUSHED] = g_signal_new ("brushed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SPACE] = g_signal_new ("space", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_VIEW_CHANGED] = g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 0);

  properties[PROP_PAINTING] = g_param_spec_boolean ("painting", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_PAINT] = g_param_spec_boolean ("can-paint", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  mercer_canvas_install_actions (widget_class);
}

static void
mercer_canvas_init (MercerCanvas *self)
{
  self->view = mercer_view_new ();
  self->painter = mercer_painter_new (painted_cb, self);
  self->editing = true;
  self->motion = true;
  mercer_canvas_init_brush (self);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  mercer_canvas_add_controllers (self);

  AdwStyleManager *style = adw_style_manager_get_default ();
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (mercer_canvas_repaint), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (mercer_canvas_repaint), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (mercer_canvas_repaint), NULL);
}

GtkWidget *
mercer_canvas_new (void)
{
  return g_object_new (MERCER_TYPE_CANVAS, NULL);
}
