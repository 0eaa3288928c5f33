/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compat.h"

#include <glib/gi18n.h>

/* --- Files ------------------------------------------------------------------------------------ */

/* GtkFileChooserNative is older than GtkFileDialog (4.10), still there in every GTK 4, and goes through the
 * portal just as well; so there is nothing to choose between yet. */
typedef struct
{
  GtkFileChooserNative *dialog;
  MercerFileFunc answer;
  gpointer data;
} FileRequest;

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  FileRequest *request = data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  request->answer (file, request->data);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog); /* frees the request with the handler */
}

static void
parent_gone_cb (GtkWidget *parent, gpointer data)
{
  gtk_native_dialog_destroy (data);
  g_object_unref (data);
}

static void
free_request (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
add_filters (GtkFileChooser *chooser, const MercerFileFilter *filters)
{
  for (; filters != NULL && filters->title != NULL; filters++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      g_auto (GStrv) suffixes = g_strsplit (filters->suffixes, " ", -1);

      gtk_file_filter_set_name (filter, _ (filters->title));
      if (filters->suffixes[0] == '\0')
        gtk_file_filter_add_pattern (filter, "*");
      else
        for (char **suffix = suffixes; *suffix != NULL; suffix++)
          gtk_file_filter_add_suffix (filter, *suffix);
      gtk_file_chooser_add_filter (chooser, filter);
    }
}

static void
ask_for_file (GtkWindow *parent, const char *title, GtkFileChooserAction action, const char *name,
              const MercerFileFilter *filters, MercerFileFunc answer, gpointer data)
{
  FileRequest *request = g_new0 (FileRequest, 1);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  request->answer = answer;
  request->data = data;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  add_filters (GTK_FILE_CHOOSER (dialog), filters);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), request, free_request, 0);
  if (parent != NULL)
    g_signal_connect_object (parent, "destroy", G_CALLBACK (parent_gone_cb), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
mercer_file_open (GtkWindow *parent, const char *title, const MercerFileFilter *filters, MercerFileFunc answer,
                  gpointer data)
{
  ask_for_file (parent, title, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, filters, answer, data);
}

void
mercer_file_save (GtkWindow *parent, const char *title, const char *suggested_name,
                  const MercerFileFilter *filters, MercerFileFunc answer, gpointer data)
{
  ask_for_file (parent, title, GTK_FILE_CHOOSER_ACTION_SAVE, suggested_name, filters, answer, data);
}

/* --- Rows ------------------------------------------------------------------------------------- */

static GtkWidget *
row_with_control (const char *title, const char *subtitle, GtkWidget *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  mercer_set_accessible_label (control, title);
  return row;
}

GtkWidget *
mercer_switch_row_new (const char *title, const char *subtitle, GtkSwitch **control)
{
  *control = GTK_SWITCH (gtk_switch_new ());
  return row_with_control (title, subtitle, GTK_WIDGET (*control));
}

GtkWidget *
mercer_spin_row_new (const char *title, const char *subtitle, double min, double max, double step,
                     GtkSpinButton **control)
{
  *control = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (min, max, step));
  mercer_guard_scroll (GTK_WIDGET (*control));
  return row_with_control (title, subtitle, GTK_WIDGET (*control));
}

GtkWidget *
mercer_combo_row_new (const char *title, const char *subtitle, const char *const *choices, GtkDropDown **control)
{
  *control = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (choices));
  return row_with_control (title, subtitle, GTK_WIDGET (*control));
}

/* --- Names for everybody ---------------------------------------------------------------------- */

/* A factory of one's own would lose the check mark in the list, so the label that GTK has made is asked to. */
static void
let_labels_shrink (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      let_labels_shrink (child);
}

/* It makes it when it comes into a window. */
void
mercer_drop_down_let_shrink (GtkDropDown *choice)
{
  let_labels_shrink (GTK_WIDGET (choice));
  g_signal_connect (choice, "notify::root", G_CALLBACK (let_labels_shrink), NULL);
}

static void
set_label (GtkWidget *widget, const char *label)
{
  /* The relation to a button's own label would come before the text and double it. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* What takes the focus in a drop-down or a menu button is a button inside it, which GTK 4.8 calls by its class. */
void
mercer_set_accessible_label (GtkWidget *widget, const char *label)
{
  GtkWidget *inside = gtk_widget_get_first_child (widget);
  set_label (widget, label);
  if ((GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget)) && GTK_IS_TOGGLE_BUTTON (inside))
    set_label (inside, label);
}

void
mercer_split_button_set_accessible_labels (AdwSplitButton *button, const char *label, const char *menu)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (button)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_MENU_BUTTON (child))
      mercer_set_accessible_label (child, menu);
    else if (GTK_IS_BUTTON (child))
      mercer_set_accessible_label (child, label);
}

void
mercer_set_accessible_description (GtkWidget *widget, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

void
mercer_announce (GtkWidget *widget, const char *sentence)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  G_GNUC_END_IGNORE_DEPRECATIONS
#endif
}

/* A hand that holds something down is at work and reads nothing. */
static bool
is_held_down (GtkWidget *widget)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  GtkNative *native = gtk_widget_get_native (widget);
  GdkModifierType state = 0;
  double x, y;

  if (seat == NULL || native == NULL)
    return false;
  gdk_surface_get_device_position (gtk_native_get_surface (native), gdk_seat_get_pointer (seat), &x, &y, &state);
  return (state & (GDK_BUTTON1_MASK | GDK_BUTTON2_MASK | GDK_BUTTON3_MASK)) != 0;
}

/* The pointer rests on the button whose menu it has opened; whatever is in the menu itself may explain itself. */
static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip, gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *menu = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;

  if (is_held_down (widget) || (menu != NULL && gtk_widget_get_mapped (menu) && !gtk_widget_is_ancestor (widget, menu)))
    g_signal_stop_emission_by_name (widget, "query-tooltip");
  return FALSE;
}

void
mercer_set_tooltip (GtkWidget *widget, const char *text)
{
  gtk_widget_set_tooltip_text (widget, text);
  g_signal_handlers_disconnect_by_func (widget, query_tooltip_cb, NULL);
  if (text != NULL)
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
}

GtkWidget *
mercer_icon_button_new (const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, label);
  mercer_set_accessible_label (button, label);
  return button;
}

/* --- Wheel ------------------------------------------------------------------------------------ */

static void
set_scroll_phase (GtkWidget *widget, GtkPropagationPhase phase)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, phase);
    }
}

static void
focus_enter_cb (GtkEventControllerFocus *focus, gpointer data)
{
  set_scroll_phase (data, GTK_PHASE_BUBBLE);
}

static void
focus_leave_cb (GtkEventControllerFocus *focus, gpointer data)
{
  set_scroll_phase (data, GTK_PHASE_NONE);
}

void
mercer_guard_scroll (GtkWidget *widget)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  /* Switching the widget's own controller off, instead of swallowing events before it, lets them reach the
   * scrolled window around with its kinetics unharmed. */
  set_scroll_phase (widget, GTK_PHASE_NONE);
  g_signal_connect (focus, "enter", G_CALLBACK (focus_enter_cb), widget);
  g_signal_connect (focus, "leave", G_CALLBACK (focus_leave_cb), widget);
  gtk_widget_add_controller (widget, focus);
}

/* --- Searching -------------------------------------------------------------------------------- */

static void
stop_search_cb (GtkSearchEntry *search, gpointer data)
{
  gtk_menu_button_popdown (data);
}

static void
search_changed_cb (GtkSearchEntry *search, gpointer data)
{
  gtk_list_box_invalidate_filter (data);
}

/* Down goes on in the list. */
static gboolean
search_key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  GtkListBoxRow *row;

  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (data, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)) && gtk_widget_grab_focus (GTK_WIDGET (row)))
      return GDK_EVENT_STOP;
  return GDK_EVENT_PROPAGATE;
}

GtkWidget *
mercer_list_search_new (GtkMenuButton *button, GtkListBox *list, const char *name, const char *nothing)
{
  GtkWidget *search = gtk_search_entry_new (), *placeholder = gtk_label_new (nothing);
  GtkEventController *keys = gtk_event_controller_key_new ();

  mercer_set_accessible_label (search, name);
  gtk_widget_add_css_class (placeholder, "dim-label");
  gtk_widget_set_margin_top (placeholder, 12);
  gtk_widget_set_margin_bottom (placeholder, 12);
  gtk_list_box_set_placeholder (list, placeholder);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), list, 0);
  gtk_widget_add_controller (search, keys);
  g_signal_connect_object (search, "search-changed", G_CALLBACK (search_changed_cb), list, 0);
  g_signal_connect_object (search, "stop-search", G_CALLBACK (stop_search_cb), button, 0);
  return search;
}
