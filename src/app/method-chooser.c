/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "method-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"

/* More than this are searched rather than read. */
#define MANY 8
#define LIST_HEIGHT 420

struct _MercerMethodChooser
{
  AdwBin parent_instance;

  const MercerMethod *const *methods;
  const MercerMethod *shown;
  GtkWidget *button, *icon, *room, *title;
  GtkWidget *search, *list; /* once the popover exists */
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerMethodChooser, mercer_method_chooser, ADW_TYPE_BIN)

static const MercerMethod *
method_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "method");
}

/* --- Choosing ----------------------------------------------------------------------------------- */

/* Told after the popover is gone: whoever listens makes the whole pane anew. */
typedef struct
{
  MercerMethodChooser *chooser;
  const MercerMethod *method;
} Choice;

static gboolean
chosen_idle_cb (void *data)
{
  Choice *choice = data;
  g_signal_emit (choice->chooser, signals[SIGNAL_CHOSEN], 0, choice->method);
  g_object_unref (choice->chooser);
  g_free (choice);
  return G_SOURCE_REMOVE;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, MercerMethodChooser *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  if (method_of (row) == self->shown)
    return;
  Choice *choice = g_new (Choice, 1);
  choice->chooser = g_object_ref (self);
  choice->method = method_of (row);
  g_idle_add_full (G_PRIORITY_DEFAULT, chosen_idle_cb, choice, NULL);
}

/* --- Searching ---------------------------------------------------------------------------------- */

static bool
contains (const char *text, const char *part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  return strstr (folded, part) != NULL;
}

/* Every word typed stands somewhere in what is known of the method. */
static gboolean
filter_cb (GtkListBoxRow *row, void *data)
{
  MercerMethodChooser *self = data;
  const MercerMethod *method = method_of (row);
  g_autofree char *typed = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_auto (GStrv) words = g_strsplit_set (typed, " \t", -1);
  for (char **word = words; *word != NULL; word++)
    if (!contains (method->id, *word) && !contains (_(method->title), *word) && !contains (_(method->summary), *word)
        && !contains (_(mercer_room_info (method->room)->title), *word))
      return FALSE;
  return TRUE;
}

/* Return takes the first that is left. */
static void
search_activate_cb (GtkSearchEntry *search, MercerMethodChooser *self)
{
  for (int i = 0; gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i);
      if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
        {
          row_activated_cb (GTK_LIST_BOX (self->list), row, self);
          return;
        }
    }
}

/* --- The list ----------------------------------------------------------------------------------- */

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, void *data)
{
  MercerRoom room = method_of (row)->room;
  if (before != NULL && method_of (before)->room == room)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  const MercerRoomInfo *info = mercer_room_info (room);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name (info->icon_name));
  gtk_box_append (GTK_BOX (line), label_new (_(info->title), "heading"));
  gtk_widget_add_css_class (line, "room-header");
  gtk_widget_set_tooltip_text (line, _(info->summary));
  gtk_list_box_row_set_header (row, line);
}

/* By room; within one as in the registry. */
static int
sort_cb (GtkListBoxRow *a, GtkListBoxRow *b, void *data)
{
  return (int) method_of (a)->room - (int) method_of (b)->room;
}

static GtkWidget *
row_new (const MercerMethod *method)
{
  GtkWidget *row = gtk_list_box_row_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *summary = label_new (_(method->summary), "caption");
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_label_set_wrap (GTK_LABEL (summary), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (summary), 36);
  gtk_widget_add_css_class (summary, "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), label_new (_(method->title), "method-title"));
  gtk_box_append (GTK_BOX (words), summary);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), check);
  gtk_widget_add_css_class (line, "method-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  g_autofree char *name = g_strdup_printf ("%s, %s", _(method->title), _(mercer_room_info (method->room)->title));
  mercer_set_accessible_label (row, name);
  mercer_set_accessible_description (row, _(method->summary));
  g_object_set_data (G_OBJECT (row), "method", (void *) method);
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

/* The one on show is ticked and has the focus, so that arrows lead on from it. */
static void
show_current (MercerMethodChooser *self)
{
  GtkListBoxRow *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    {
      bool current = method_of (row) == self->shown;
      gtk_widget_set_opacity (g_object_get_data (G_OBJECT (row), "check"), current ? 1 : 0);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, current, -1);
      if (current && !gtk_widget_get_visible (self->search))
        gtk_widget_grab_focus (GTK_WIDGET (row));
    }
}

static size_t
count (const MercerMethod *const *methods)
{
  size_t n = 0;
  while (methods[n] != NULL)
    n++;
  return n;
}

static GtkWidget *
list_new (MercerMethodChooser *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  mercer_set_accessible_label (self->list, _("Methods"));
  self->search = mercer_list_search_new (GTK_MENU_BUTTON (self->button), GTK_LIST_BOX (self->list),
                                         _("Search methods"), _("No method matches"));
  gtk_widget_set_visible (self->search, count (self->methods) > MANY);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activate_cb), self, 0);
  for (const MercerMethod *const *method = self->methods; *method != NULL; method++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), row_new (*method));
  gtk_list_box_set_sort_func (GTK_LIST_BOX (self->list), sort_cb, NULL, NULL);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), header_cb, NULL, NULL);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), filter_cb, self, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);

  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  return scrolled;
}

static void
create_popup_cb (GtkMenuButton *button, void *data)
{
  MercerMethodChooser *self = data;
  if (self->list == NULL)
    {
      GtkWidget *popover = gtk_popover_new (), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      GtkWidget *scrolled = list_new (self);
      gtk_box_append (GTK_BOX (column), self->search);
      gtk_box_append (GTK_BOX (column), scrolled);
      gtk_widget_set_size_request (column, 300, -1);
      gtk_popover_set_child (GTK_POPOVER (popover), column);
      gtk_menu_button_set_popover (button, popover);
      g_signal_connect_object (popover, "show", G_CALLBACK (show_current), self, G_CONNECT_SWAPPED);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* --- The button --------------------------------------------------------------------------------- */

void
mercer_method_chooser_show (MercerMethodChooser *self, const MercerMethod *method)
{
  g_return_if_fail (MERCER_IS_METHOD_CHOOSER (self));
  if (method == self->shown)
    return;
  self->shown = method;
  const MercerRoomInfo *info = mercer_room_info (method->room);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), info->icon_name);
  gtk_label_set_text (GTK_LABEL (self->room), _(info->title));
  gtk_label_set_text (GTK_LABEL (self->title), _(method->title));
  g_autofree char *name = g_strdup_printf (_("Method: %s"), _(method->title));
  mercer_set_accessible_label (self->button, name);
  mercer_set_accessible_description (self->button, _(method->summary));
  gtk_widget_set_tooltip_text (self->button, _(method->summary));
}

const MercerMethod *
mercer_method_chooser_get (MercerMethodChooser *self)
{
  return self->shown;
}

void
mercer_method_chooser_open (MercerMethodChooser *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}

static void
mercer_method_chooser_class_init (MercerMethodChooserClass *klass)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", MERCER_TYPE_METHOD_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
mercer_method_chooser_init (MercerMethodChooser *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->button = gtk_menu_button_new ();
  self->icon = gtk_image_new ();
  self->room = label_new ("", "caption");
  self->title = label_new ("", "heading");
  gtk_widget_add_css_class (self->room, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), self->room);
  gtk_box_append (GTK_BOX (words), self->title);
  gtk_box_append (GTK_BOX (line), self->icon);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), line);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popup_cb, self, NULL);
  adw_bin_set_child (ADW_BIN (self), self->button);
}

GtkWidget *
mercer_method_chooser_new (const MercerMethod *const *methods)
{
  MercerMethodChooser *self = g_object_new (MERCER_TYPE_METHOD_CHOOSER, NULL);
  self->methods = methods;
  return GTK_WIDGET (self);
}
