/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "param-row-text.h"

#include <glib/gi18n.h>

#include "compat.h"

struct _MercerTextRow
{
  AdwEntryRow parent_instance;

  const MercerParam *param;
  char *held; /* what holds */
};

G_DEFINE_FINAL_TYPE (MercerTextRow, mercer_text_row, ADW_TYPE_ENTRY_ROW)

static guint signal_changed;

/* The button shows only while the words differ from those that hold, and showing is not typing. */
static void
show_held (MercerTextRow *self)
{
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self), FALSE);
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self)), self->held))
    gtk_editable_set_text (GTK_EDITABLE (self), self->held);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self), TRUE);
}

static void
apply_cb (MercerTextRow *self, gpointer unused)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));
  if (g_str_equal (text, self->held))
    return;
  g_free (self->held);
  self->held = g_strdup (text);
  g_signal_emit (self, signal_changed, 0, self->held);
}

static void
leave_cb (GtkEventControllerFocus *focus, MercerTextRow *self)
{
  show_held (self);
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, MercerTextRow *self)
{
  if (key != GDK_KEY_Escape || g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self)), self->held))
    return GDK_EVENT_PROPAGATE;
  show_held (self);
  return GDK_EVENT_STOP;
}

void
mercer_text_row_show (MercerTextRow *self, MercerRecipe *recipe)
{
  const char *text = mercer_param_get_text (self->param, mercer_recipe_values (recipe));
  if (g_str_equal (text, self->held))
    return;
  g_free (self->held);
  self->held = g_strdup (text);
  show_held (self);
}

const MercerParam *
mercer_text_row_param (MercerTextRow *self)
{
  return self->param;
}

GtkWidget *
mercer_text_row_new (const MercerParam *param, MercerRecipe *recipe)
{
  MercerTextRow *self = g_object_new (MERCER_TYPE_TEXT_ROW, "title", _ (param->title), NULL);
  self->param = param;
  self->held = g_strdup (mercer_param_get_text (param, mercer_recipe_values (recipe)));
  mercer_set_tooltip (GTK_WIDGET (self), _ (param->hint));
  mercer_set_accessible_description (GTK_WIDGET (self), _ (param->hint));
  show_held (self);
  return GTK_WIDGET (self);
}

static void
finalize (GObject *object)
{
  g_free (MERCER_TEXT_ROW (object)->held);
  G_OBJECT_CLASS (mercer_text_row_parent_class)->finalize (object);
}

static void
mercer_text_row_class_init (MercerTextRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  signal_changed = g_signal_new ("text-changed", MERCER_TYPE_TEXT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
mercer_text_row_init (MercerTextRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new (), *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "apply", G_CALLBACK (apply_cb), NULL);
}
