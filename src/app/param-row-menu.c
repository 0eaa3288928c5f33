/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The context menu of a row, and the actions in it. */

#include "param-row-private.h"

#include <glib/gi18n.h>

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerParamRow *row = MERCER_PARAM_ROW (widget);

  mercer_param_row_choose (row, row->spec->start);
  mercer_param_row_settle (row);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerParamRow *row = MERCER_PARAM_ROW (widget);
  g_autofree char *text = mercer_row_spec_print (row->spec, row->value);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static GtkWidget *
menu_new (MercerParamRow *row)
{
  g_autoptr (GMenu) menu = g_menu_new (), more = g_menu_new ();
  g_autofree char *start = row->spec->n_choices > 0
                             ? g_strdup (row->spec->choices[mercer_row_spec_choice (row->spec, row->spec->start)])
                             : mercer_row_spec_show (row->spec, row->spec->start);
  /* Translators: puts a slider back to where it stood at first, e.g. "Reset to 0.1". */
  g_autofree char *reset = row->spec->kind == MERCER_ROW_SWITCH ? g_strdup (_ ("Reset"))
                                                                : g_strdup_printf (_ ("Reset to %s"), start);
  GtkWidget *popover;

  g_menu_append (menu, reset, "value.reset");
  g_menu_append (menu, _ ("Copy Value"), "value.copy");
  if (row->append_menu != NULL)
    {
      g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
      row->append_menu (row, more, row->append_data);
    }
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, row->line);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  return popover;
}

static void
open_menu (MercerParamRow *row, double x, double y)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  /* made anew: what can be done may have changed */
  g_clear_pointer (&row->menu, gtk_widget_unparent);
  row->menu = menu_new (row);
  gtk_popover_set_pointing_to (GTK_POPOVER (row->menu), &place);
  gtk_popover_popup (GTK_POPOVER (row->menu));
}

static void
secondary_click_cb (GtkGestureClick *click, int n, double x, double y, gpointer data)
{
  MercerParamRow *row = data;
  double line_x, line_y;

  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_translate_coordinates (GTK_WIDGET (row), row->line, x, y, &line_x, &line_y);
  open_menu (row, line_x, line_y);
}

static void
long_press_cb (GtkGestureLongPress *press, double x, double y, gpointer data)
{
  secondary_click_cb ((GtkGestureClick *) press, 1, x, y, data);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  open_menu (MERCER_PARAM_ROW (widget), 0, gtk_widget_get_height (MERCER_PARAM_ROW (widget)->line));
}

void
mercer_param_row_set_menu (MercerParamRow *row, MercerParamRowMenuFunc func, gpointer data)
{
  g_return_if_fail (MERCER_IS_PARAM_ROW (row));

  row->append_menu = func;
  row->append_data = data;
}

void
mercer_param_row_add_menu (MercerParamRow *row)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (secondary_click_cb), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (long_press_cb), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (press));
}

void
mercer_param_row_install_menu (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "value.reset", NULL, reset_action);
  gtk_widget_class_install_action (class, "value.copy", NULL, copy_action);
  gtk_widget_class_install_action (class, "value.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Menu, 0, "value.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "value.menu", NULL);
}
