/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions, and how far they are; the button of the one under way cancels it. Everything keeps its place whether work goes on or
 * not. */

#include "control-panel-private.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "steady-text.h"

#define PATIENCE_MS 250

struct _MercerControlPanelFoot
{
  GtkBox parent_instance;

  const MercerMethod *method;
  const MercerAction *running; /* NULL: none */
  guint patience;              /* it has only just begun: nothing shows it yet, nothing cancels it */
  GtkWidget *buttons; /* the first action, and `more` for the rest */
  GtkWidget *more, *rest;
  GtkWidget *work, *bar, *doing;
};

enum
{
  SIGNAL_ACTION,
  SIGNAL_CANCEL,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerControlPanelFoot, mercer_control_panel_foot, GTK_TYPE_BOX)

static const MercerAction *
action_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "action");
}

/* A second click within the patience belongs to the first. */
static void
pressed_cb (GtkButton *button, gpointer data)
{
  MercerControlPanelFoot *foot = data;
  const MercerAction *action = action_of (GTK_WIDGET (button));

  gtk_menu_button_popdown (GTK_MENU_BUTTON (foot->more));
  if (action != foot->running)
    g_signal_emit (foot, signals[SIGNAL_ACTION], 0, action->id);
  else if (foot->patience == 0)
    g_signal_emit (foot, signals[SIGNAL_CANCEL], 0);
}

static void
label_button (MercerControlPanelFoot *foot, GtkWidget *button)
{
  const MercerAction *action = action_of (button);
  bool cancels = action == foot->running && foot->patience == 0, first = action == foot->method->actions;
  g_autofree char *cancel = g_strdup_printf (_ ("Cancel %s"), _ (action->title));

  gtk_button_set_label (GTK_BUTTON (button), cancels ? _ ("Cancel") : _ (action->title));
  /* as wide as the longer word */
  gtk_label_set_width_chars (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                             (int) MAX (g_utf8_strlen (_ ("Cancel"), -1), g_utf8_strlen (_ (action->title), -1)));
  mercer_set_accessible_label (button, cancels ? cancel : _ (action->title));
  gtk_widget_set_tooltip_text (button, cancels                                               ? cancel
                                       : action->hint != NULL && *action->hint != '\0' ? _ (action->hint)
                                                                                       : NULL);
  if (first && !cancels)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

static void
label_buttons (MercerControlPanelFoot *foot)
{
  GtkWidget *const boxes[] = { foot->buttons, foot->rest };
  for (size_t i = 0; i < G_N_ELEMENTS (boxes); i++)
    for (GtkWidget *b = gtk_widget_get_first_child (boxes[i]); b != NULL; b = gtk_widget_get_next_sibling (b))
      label_button (foot, b);
}

static void
fill_box (MercerControlPanelFoot *foot, GtkWidget *box, const MercerAction *actions, size_t most)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
  for (const MercerAction *action = actions; action != NULL && action->id != NULL && most-- > 0; action++)
    {
      GtkWidget *button = gtk_button_new ();
      g_object_set_data (G_OBJECT (button), "action", (gpointer) action);
      g_signal_connect_object (button, "clicked", G_CALLBACK (pressed_cb), foot, 0);
      gtk_box_append (GTK_BOX (box), button);
    }
}

void
mercer_control_panel_foot_set_method (MercerControlPanelFoot *foot, const MercerMethod *method)
{
  if (method == foot->method)
    return;
  foot->method = method;
  const MercerAction *actions = method->actions, *second = actions != NULL && actions->id != NULL ? actions + 1 : NULL;
  fill_box (foot, foot->buttons, actions, 1);
  fill_box (foot, foot->rest, second, SIZE_MAX);
  for (GtkWidget *b = gtk_widget_get_first_child (foot->rest); b != NULL; b = gtk_widget_get_next_sibling (b))
    gtk_widget_add_css_class (b, "flat");
  gtk_widget_set_visible (foot->more, second != NULL && second->id != NULL);
  label_buttons (foot);
  gtk_widget_set_visible (GTK_WIDGET (foot), gtk_widget_get_first_child (foot->buttons) != NULL);
}

static gboolean
patience_cb (gpointer data)
{
  MercerControlPanelFoot *foot = data;

  foot->patience = 0;
  gtk_widget_set_opacity (foot->work, 1);
  gtk_widget_set_sensitive (foot->work, TRUE);
  label_buttons (foot);
  return G_SOURCE_REMOVE;
}

static const MercerAction *
find_action (const MercerControlPanelFoot *foot, const char *id)
{
  const MercerAction *action = foot->method != NULL ? foot->method->actions : NULL;

  while (action != NULL && action->id != NULL && g_strcmp0 (action->id, id) != 0)
    action++;
  return action != NULL && action->id != NULL ? action : NULL;
}

void
mercer_control_panel_foot_set_busy (MercerControlPanelFoot *foot, const char *id, double progress, const char *doing)
{
  const MercerAction *action = id != NULL ? find_action (foot, id) : NULL;

  if (action != NULL)
    {
      if (progress >= 0)
        gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (foot->bar), MIN (progress, 1));
      else
        gtk_progress_bar_pulse (GTK_PROGRESS_BAR (foot->bar));
      mercer_steady_text_set (foot->doing, doing != NULL ? doing : _ ("Working…"));
    }
  if (action == foot->running)
    return;
  foot->running = action;
  g_clear_handle_id (&foot->patience, g_source_remove);
  if (action != NULL)
    foot->patience = g_timeout_add (PATIENCE_MS, patience_cb, foot);
  gtk_widget_set_opacity (foot->work, 0);
  gtk_widget_set_sensitive (foot->work, FALSE);
  if (action == NULL)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (foot->bar), 0);
  label_buttons (foot);
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
  foot->rest = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  foot->more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (foot->more), "view-more-symbolic");
  mercer_set_tooltip (foot->more, _ ("More Actions"));
  mercer_set_accessible_label (foot->more, _ ("More Actions"));
  gtk_widget_add_css_class (foot->more, "flat");
  GtkWidget *popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), foot->rest);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (foot->more), popover);
  gtk_box_append (GTK_BOX (foot), foot->more);

  foot->doing = mercer_steady_text_new (0, 0);
  gtk_widget_add_css_class (foot->doing, "caption");
  gtk_widget_add_css_class (foot->doing, "numeric");
  foot->bar = gtk_progress_bar_new ();
  mercer_set_accessible_label (foot->bar, _ ("Progress"));
  gtk_widget_add_css_class (foot->bar, "short");
  gtk_widget_add_css_class (foot->bar, "short");
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), foot->doing);
  gtk_box_append (GTK_BOX (lines), foot->bar);
  foot->work = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (foot->work), lines);
  gtk_widget_set_opacity (foot->work, 0);
  gtk_widget_set_sensitive (foot->work, FALSE);
  gtk_box_append (GTK_BOX (foot), foot->work);
  gtk_widget_set_visible (GTK_WIDGET (foot), FALSE);
}
