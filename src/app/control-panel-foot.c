/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions, and how far they are. Everything keeps its place whether work goes on or not. */

#include "control-panel-private.h"

#include <glib/gi18n.h>

#include "compat.h"

#define PATIENCE_MS 250

struct _MercerControlPanelFoot
{
  GtkBox parent_instance;

  const MercerMethod *method;
  bool busy;
  guint patience;
  GtkWidget *buttons, *work, *bar, *doing, *cancel;
};

enum
{
  SIGNAL_ACTION,
  SIGNAL_CANCEL,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerControlPanelFoot, mercer_control_panel_foot, GTK_TYPE_BOX)

static void
action_cb (GtkButton *button, gpointer data)
{
  const MercerAction *action = g_object_get_data (G_OBJECT (button), "action");

  g_signal_emit (data, signals[SIGNAL_ACTION], 0, action->id);
}

static void
cancel_cb (GtkButton *button, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_CANCEL], 0);
}

void
mercer_control_panel_foot_set_method (MercerControlPanelFoot *foot, const MercerMethod *method)
{
  GtkWidget *child;

  if (method == foot->method)
    return;
  foot->method = method;
  while ((child = gtk_widget_get_first_child (foot->buttons)) != NULL)
    gtk_box_remove (GTK_BOX (foot->buttons), child);
  for (const MercerAction *action = method->actions; action != NULL && action->id != NULL; action++)
    {
      GtkWidget *button = gtk_button_new_with_label (_ (action->title));
      if (action == method->actions)
        gtk_widget_add_css_class (button, "suggested-action");
      gtk_widget_set_tooltip_text (button, action->hint != NULL && *action->hint != '\0' ? _ (action->hint) : NULL);
      mercer_set_accessible_label (button, _ (action->title));
      g_object_set_data (G_OBJECT (button), "action", (gpointer) action);
      g_signal_connect_object (button, "clicked", G_CALLBACK (action_cb), foot, 0);
      gtk_box_append (GTK_BOX (foot->buttons), button);
    }
  gtk_widget_set_visible (GTK_WIDGET (foot), gtk_widget_get_first_child (foot->buttons) != NULL);
}

static gboolean
patience_cb (gpointer data)
{
  MercerControlPanelFoot *foot = data;

  foot->patience = 0;
  gtk_widget_set_opacity (foot->work, 1);
  gtk_widget_set_sensitive (foot->work, TRUE);
  return G_SOURCE_REMOVE;
}

void
mercer_control_panel_foot_set_busy (MercerControlPanelFoot *foot, bool busy, double progress, const char *doing)
{
  if (busy)
    {
      if (progress >= 0)
        gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (foot->bar), MIN (progress, 1));
      else
        gtk_progress_bar_pulse (GTK_PROGRESS_BAR (foot->bar));
      gtk_label_set_label (GTK_LABEL (foot->doing), doing != NULL ? doing : _ ("Working…"));
    }
  if (busy == foot->busy)
    return;
  foot->busy = busy;
  g_clear_handle_id (&foot->patience, g_source_remove);
  if (busy)
    foot->patience = g_timeout_add (PATIENCE_MS, patience_cb, foot);
  else
    {
      gtk_widget_set_opacity (foot->work, 0);
      gtk_widget_set_sensitive (foot->work, FALSE);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (foot->bar), 0);
    }
}

GtkWidget *
mercer_control_panel_foot_new (void)
{
  return g_object_new (MERCER_TYPE_CONTROL_PANEL_FOOT, NULL);
}

static void
mercer_control_panel_foot_dispose (GObject *object)
{
  g_clear_handle_id (&MERCER_CONTROL_PANEL_FOOT (object)->patience, g_source_remove);
  G_OBJECT_CLASS (mercer_control_panel_foot_parent_class)->dispose (object);
}

static void
mercer_control_panel_foot_class_init (MercerControlPanelFootClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mercer_control_panel_foot_dispose;
  signals[SIGNAL_ACTION] = g_signal_new ("action", MERCER_TYPE_CONTROL_PANEL_FOOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CANCEL] = g_signal_new ("cancel", MERCER_TYPE_CONTROL_PANEL_FOOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
mercer_control_panel_foot_init (MercerControlPanelFoot *foot)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_set_spacing (GTK_BOX (foot), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (foot), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (foot), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (foot), 9);
  gtk_widget_set_margin_bottom (GTK_WIDGET (foot), 9);
  foot->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (foot), foot->buttons);

  foot->doing = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (foot->doing), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (foot->doing), 0);
  gtk_widget_add_css_class (foot->doing, "caption");
  gtk_widget_add_css_class (foot->doing, "numeric");
  foot->bar = gtk_progress_bar_new ();
  mercer_set_accessible_label (foot->bar, _ ("Progress"));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), foot->doing);
  gtk_box_append (GTK_BOX (lines), foot->bar);
  foot->cancel = mercer_icon_button_new ("process-stop-symbolic", _ ("Cancel"));
  gtk_widget_set_valign (foot->cancel, GTK_ALIGN_CENTER);
  g_signal_connect_object (foot->cancel, "clicked", G_CALLBACK (cancel_cb), foot, 0);
  foot->work = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (foot->work), lines);
  gtk_box_append (GTK_BOX (foot->work), foot->cancel);
  gtk_widget_set_opacity (foot->work, 0);
  gtk_widget_set_sensitive (foot->work, FALSE);
  gtk_box_append (GTK_BOX (foot), foot->work);
  gtk_widget_set_visible (GTK_WIDGET (foot), FALSE);
}
