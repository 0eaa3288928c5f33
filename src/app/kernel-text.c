/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-text.h"

#include <glib/gi18n.h>

#include "compat.h"

struct _MercerKernelText
{
  GtkBox parent_instance;

  MercerKernelModel *model;
  bool showing; /* the buffer is being filled: nobody types */
  char *objection;
  GtkWidget *frame, *view, *sentence;
  GtkTextBuffer *buffer;
  GtkTextTag *wrong;
  guint fitting; /* idle */
};

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

static void
iter_at_byte (MercerKernelText *text, const char *written, size_t byte, GtkTextIter *iter)
{
  gtk_text_buffer_get_iter_at_offset (text->buffer, iter, (int) g_utf8_strlen (written, (gssize) byte));
}

static void
show_sentence (MercerKernelText *text)
{
  size_t start, end;
  const char *mistake = mercer_kernel_model_mistake (text->model, &start, &end);
  const char *sentence = mistake != NULL ? mistake : text->objection;
  const char *written = mercer_kernel_model_text (text->model);
  GtkTextIter from, to;

  gtk_text_buffer_get_bounds (text->buffer, &from, &to);
  gtk_text_buffer_remove_tag (text->buffer, text->wrong, &from, &to);
  if (mistake != NULL)
    {
      iter_at_byte (text, written, start, &from);
      iter_at_byte (text, written, end, &to);
      gtk_text_buffer_apply_tag (text->buffer, text->wrong, &from, &to);
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (text->view), GTK_ACCESSIBLE_STATE_INVALID,
                               mistake != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (sentence != NULL && g_strcmp0 (gtk_label_get_label (GTK_LABEL (text->sentence)), sentence) != 0)
    {
      gtk_label_set_label (GTK_LABEL (text->sentence), sentence);
      mercer_announce (text->view, sentence);
    }
  gtk_widget_set_visible (text->sentence, sentence != NULL);
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
    }
  show_sentence (text);
}

void
mercer_kernel_text_object (MercerKernelText *text, const char *sentence)
{
  if (g_strcmp0 (sentence, text->objection) == 0)
    return;
  g_free (text->objection);
  text->objection = g_strdup (sentence);
  show_sentence (text);
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

static void
buffer_changed_cb (GtkTextBuffer *buffer, gpointer data)
{
  MercerKernelText *text = data;
  g_autofree char *written = NULL;
  bool changed;

  fit_soon (text);
  if (text->showing)
    return;
  written = buffer_text (text);
  changed = mercer_kernel_model_type (text->model, written);
  show_sentence (text);
  if (changed)
    g_signal_emit (text, signals[SIGNAL_TYPED], 0);
}

static void
leave (MercerKernelText *text)
{
  mercer_kernel_model_tidy (text->model);
  mercer_kernel_text_update (text);
  g_signal_emit (text, signals[SIGNAL_SETTLED], 0);
}

static void
leave_cb (GtkEventControllerFocus *focus, gpointer data)
{
  leave (data);
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
      leave (text);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (mercer_kernel_model_mistake (text->model, NULL, NULL) == NULL)
        return GDK_EVENT_PROPAGATE;
      mercer_kernel_model_revert (text->model);
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
  mercer_set_accessible_label (text->view, _ ("Kernel expression"));
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
  text->sentence = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (text->sentence), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text->sentence), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (text->sentence), 0);
  gtk_widget_add_css_class (text->sentence, "error");
  gtk_widget_add_css_class (text->sentence, "caption");
  gtk_widget_set_visible (text->sentence, FALSE);
  gtk_box_append (GTK_BOX (text), text->sentence);
}
