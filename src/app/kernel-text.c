/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-text-private.h"

#include <glib/gi18n.h>

#include "compat.h"

/* How long the hand rests before what it typed is applied: the tree does not flicker through what stands there
 * between two keys. */
#define REST_MS 400

enum
{
  SIGNAL_TYPED,
  SIGNAL_SETTLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerKernelText, mercer_kernel_text, GTK_TYPE_BOX)

static char *
buffer_text (MercerKernelText *text)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (text->buffer, &start, &end);
  return gtk_text_buffer_get_text (text->buffer, &start, &end, FALSE);
}

void
mercer_kernel_text_update (MercerKernelText *text)
{
  const char *written = mercer_kernel_model_text (text->model);
  g_autofree char *shown = buffer_text (text);

  if (g_strcmp0 (shown, written) != 0)
    {
      int height = gtk_widget_get_height (text->frame);
      if (height > 0)
        gtk_widget_set_size_request (text->frame, -1, height);
      text->showing = true;
      gtk_text_buffer_set_text (text->buffer, written, -1);
      text->showing = false;
      g_clear_handle_id (&text->resting, g_source_remove); /* what was typed has given way */
    }
  mercer_kernel_text_show_words (text);
}

void
mercer_kernel_text_release (MercerKernelText *text)
{
  gtk_widget_set_size_request (text->frame, -1, -1);
}

/* --- Height ----------------------------------------------------------------------------------- */

/* A GtkTextView lays its text out after it was given room and, outside a scrolled window, does not ask again
 * when that was too little or too much. */
static gboolean
fit_idle_cb (gpointer data)
{
  MercerKernelText *text = data;
  int height = 0, width = gtk_widget_get_width (text->view);

  text->fitting = 0;
  gtk_widget_measure (text->view, GTK_ORIENTATION_VERTICAL, width > 0 ? width : -1, &height, NULL, NULL, NULL);
  if (height != gtk_widget_get_height (text->view))
    gtk_widget_queue_resize (text->view);
  return G_SOURCE_REMOVE;
}

static void
fit_soon (MercerKernelText *text)
{
  if (text->fitting == 0)
    text->fitting = g_idle_add_full (G_PRIORITY_DEFAULT, fit_idle_cb, text, NULL);
}

static void
room_changed_cb (GtkAdjustment *adjustment, gpointer data)
{
  fit_soon (data);
}

/* --- Typing ----------------------------------------------------------------------------------- */

static bool
apply (MercerKernelText *text)
{
  bool changed = mercer_kernel_model_apply (text->model);

  g_clear_handle_id (&text->resting, g_source_remove);
  if (!changed)
    return false;
  mercer_kernel_text_show_words (text);
  g_signal_emit (text, signals[SIGNAL_TYPED], 0);
  return true;
}

static gboolean
rest_cb (gpointer data)
{
  MercerKernelText *text = data;

  text->resting = 0;
  apply (text);
  return G_SOURCE_REMOVE;
}

static size_t
caret_byte (MercerKernelText *text, const char *written)
{
  GtkTextIter caret;

  gtk_text_buffer_get_iter_at_mark (text->buffer, &caret, gtk_text_buffer_get_insert (text->buffer));
  return (size_t) (g_utf8_offset_to_pointer (written, gtk_text_iter_get_offset (&caret)) - written);
}

static void
buffer_changed_cb (GtkTextBuffer *buffer, gpointer data)
{
  MercerKernelText *text = data;
  g_autofree char *written = NULL;

  fit_soon (text);
  if (text->showing)
    return;
  written = buffer_text (text);
  g_clear_handle_id (&text->resting, g_source_remove);
  if (mercer_kernel_model_type (text->model, written, caret_byte (text, written)) == MERCER_TYPED_READY)
    text->resting = g_timeout_add (REST_MS, rest_cb, text);
  mercer_kernel_text_show_words (text);
}

static void
leave (MercerKernelText *text)
{
  apply (text);
  mercer_kernel_model_tidy (text->model);
  mercer_kernel_text_update (text);
  g_signal_emit (text, signals[SIGNAL_SETTLED], 0);
}

static void
leave_cb (GtkEventControllerFocus *focus, gpointer data)
{
  leave (data);
}

bool
mercer_kernel_text_confirm (MercerKernelText *text)
{
  size_t start;
  GtkTextIter caret;

  leave (text);
  if (mercer_kernel_model_mistake (text->model, &start, NULL) == NULL)
    return true;
  mercer_kernel_text_iter_at_byte (text, mercer_kernel_model_text (text->model), start, &caret);
  gtk_text_buffer_place_cursor (text->buffer, &caret);
  gtk_widget_grab_focus (text->view);
  mercer_announce (text->view, gtk_label_get_label (GTK_LABEL (text->sentence)));
  return false;
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  MercerKernelText *text = data;

  switch (key)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      mercer_kernel_text_confirm (text);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      g_clear_handle_id (&text->resting, g_source_remove);
      if (!mercer_kernel_model_revert (text->model))
        return GDK_EVENT_PROPAGATE;
      mercer_kernel_text_update (text);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- The widget ------------------------------------------------------------------------------- */

GtkWidget *
mercer_kernel_text_new (MercerKernelModel *model)
{
  MercerKernelText *text = g_object_new (MERCER_TYPE_KERNEL_TEXT, NULL);

  text->model = model;
  return GTK_WIDGET (text);
}

static void
mercer_kernel_text_dispose (GObject *object)
{
  g_clear_handle_id (&MERCER_KERNEL_TEXT (object)->fitting, g_source_remove);
  g_clear_handle_id (&MERCER_KERNEL_TEXT (object)->resting, g_source_remove);
  G_OBJECT_CLASS (mercer_kernel_text_parent_class)->dispose (object);
}

static void
mercer_kernel_text_finalize (GObject *object)
{
  MercerKernelText *text = MERCER_KERNEL_TEXT (object);

  g_free (text->objection);
  g_object_unref (text->buffer);
  G_OBJECT_CLASS (mercer_kernel_text_parent_class)->finalize (object);
}

static void
mercer_kernel_text_class_init (MercerKernelTextClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mercer_kernel_text_dispose;
  G_OBJECT_CLASS (class)->finalize = mercer_kernel_text_finalize;
  signals[SIGNAL_TYPED]
      = g_signal_new ("typed", MERCER_TYPE_KERNEL_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SETTLED]
      = g_signal_new ("settled", MERCER_TYPE_KERNEL_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
init_view (MercerKernelText *text)
{
  GtkTextView *view = GTK_TEXT_VIEW (text->view);
  GtkEventController *focus = gtk_event_controller_focus_new (), *keys = gtk_event_controller_key_new ();
  GtkAdjustment *room = gtk_adjustment_new (0, 0, 0, 0, 0, 0);

  gtk_scrollable_set_vadjustment (GTK_SCROLLABLE (view), room);
  g_signal_connect_object (room, "changed", G_CALLBACK (room_changed_cb), text, 0);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_left_margin (view, 9);
  gtk_text_view_set_right_margin (view, 9);
  gtk_text_view_set_top_margin (view, 9);
  gtk_text_view_set_bottom_margin (view, 9);
  gtk_text_view_set_input_hints (view, GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_NO_EMOJI);
  gtk_widget_set_direction (text->view, GTK_TEXT_DIR_LTR); /* formulas read so in every script */
  gtk_widget_add_css_class (text->view, "numeric");
  mercer_kernel_text_set_title (text, NULL);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), text);
  gtk_widget_add_controller (text->view, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), text);
  gtk_widget_add_controller (text->view, keys);
}

static void
mercer_kernel_text_init (MercerKernelText *text)
{
  GdkRGBA red = { 0.88f, 0.11f, 0.14f, 1 };

  gtk_orientable_set_orientation (GTK_ORIENTABLE (text), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (text), 6);
  text->buffer = gtk_text_buffer_new (NULL);
  /* Undo is the session's, over everything. */
  gtk_text_buffer_set_enable_undo (text->buffer, FALSE);
  text->wrong = gtk_text_buffer_create_tag (text->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, "underline-rgba",
                                            &red, NULL);
  text->view = gtk_text_view_new_with_buffer (text->buffer);
  init_view (text);
  g_signal_connect_object (text->buffer, "changed", G_CALLBACK (buffer_changed_cb), text, 0);
  text->frame = adw_bin_new ();
  gtk_widget_add_css_class (text->frame, "card");
  gtk_widget_set_overflow (text->frame, GTK_OVERFLOW_HIDDEN);
  adw_bin_set_child (ADW_BIN (text->frame), text->view);
  gtk_box_append (GTK_BOX (text), text->frame);
  text->sentence = mercer_kernel_text_sentence_new (text, "error");
  text->advice = mercer_kernel_text_sentence_new (text, "dim-label");
}
