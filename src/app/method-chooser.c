/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "method-chooser.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "searched-list.h"

/* More than this are searched rather than read. */
#define MANY 8
#define LIST_HEIGHT 420

struct _MercerMethodChooser
{
  AdwBin parent_instance;

  const MercerMethod *const *methods;
  const MercerMethod *shown;
  GtkWidget *button, *icon, *room, *title;
  GtkListBox *list; /* once the popover exists */
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
  return mercer_searched_list_item (row);
}

/* The whole pane is made anew for another method. */
static void
chosen_cb (const void *item, GObject *owner)
{
  if (item != MERCER_METHOD_CHOOSER (owner)->shown)
    g_signal_emit (owner, signals[SIGNAL_CHOSEN], 0, item);
}

static bool
matches (const void *item, const char *word)
{
  const MercerMethod *method = item;
  return mercer_text_matches (method->id, word) || mercer_text_matches (_(method->title), word)
         || mercer_text_matches (_(method->summary), word)
         || mercer_text_matches (_(mercer_room_info (method->room)->title), word);
}

static const char *
title_of (const void *item)
{
  return _(((const MercerMethod *) item)->title);
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
row_new (const void *item)
{
  const MercerMethod *method = item;
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
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

static size_t
count (const MercerMethod *const *methods)
{
  size_t n = 0;
  while (methods[n] != NULL)
    n++;
  return n;
}

/* The one on show is ticked and has the focus, so that arrows lead on from it, unless there is an entry to type in. */
static void
show_current (MercerMethodChooser *self)
{
  GtkListBoxRow *row;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      bool current = method_of (row) == self->shown;
      gtk_widget_set_opacity (g_object_get_data (G_OBJECT (row), "check"), current ? 1 : 0);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, current, -1);
      if (current && count (self->methods) <= MANY)
        gtk_widget_grab_focus (GTK_WIDGET (row));
    }
}

static void
made_cb (GtkPopover *popover, GtkListBox *list, GObject *owner)
{
  MERCER_METHOD_CHOOSER (owner)->list = list;
  gtk_list_box_set_sort_func (list, sort_cb, NULL, NULL);
  gtk_list_box_set_header_func (list, header_cb, NULL, NULL);
  g_signal_connect_object (popover, "show", G_CALLBACK (show_current), owner, G_CONNECT_SWAPPED);
}

static const MercerSearchedListClass list_class = {
  .name = N_("Methods"), .search = N_("Search methods"), .nothing = N_("No method matches"),
  .width = 300, .most_height = LIST_HEIGHT, .many = MANY, .row_new = row_new, .matches = matches,
  .title = title_of,
};

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
  adw_bin_set_child (ADW_BIN (self), self->button);
}

GtkWidget *
mercer_method_chooser_new (const MercerMethod *const *methods)
{
  MercerMethodChooser *self = g_object_new (MERCER_TYPE_METHOD_CHOOSER, NULL);
  self->methods = methods;
  mercer_searched_list_attach (GTK_MENU_BUTTON (self->button), &list_class, (const void *const *) methods, G_OBJECT (self),
                               chosen_cb, made_cb);
  return GTK_WIDGET (self);
}
