/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searched-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"

typedef struct
{
  const MercerSearchedListClass *class;
  const void *const *items;
  GtkMenuButton *button;
  GObject *owner;
  MercerSearchedListFunc chosen;
  MercerSearchedListMade made;
  GtkWidget *search;
  GtkListBox *list; /* NULL until the popover exists */
} SearchedList;

bool
mercer_text_matches (const char *text, const char *word)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  return strstr (folded, word) != NULL;
}

const void *
mercer_searched_list_item (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "mercer-item");
}

/* --- Choosing ----------------------------------------------------------------------------------- */

typedef struct
{
  GObject *owner;
  MercerSearchedListFunc chosen;
  const void *item;
} Choice;

static gboolean
chosen_idle_cb (void *data)
{
  Choice *choice = data;
  choice->chosen (choice->item, choice->owner);
  g_object_unref (choice->owner);
  g_free (choice);
  return G_SOURCE_REMOVE;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, SearchedList *self)
{
  Choice *choice = g_new (Choice, 1);
  *choice = (Choice) { g_object_ref (self->owner), self->chosen, mercer_searched_list_item (row) };
  gtk_menu_button_popdown (self->button);
  g_idle_add_full (G_PRIORITY_DEFAULT, chosen_idle_cb, choice, NULL);
}

/* A sentence may speak of a cosine too; who types "cosine" means what is called that. */
static void
search_activate_cb (GtkSearchEntry *search, SearchedList *self)
{
  g_autofree char *typed = g_strstrip (g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1));
  GtkListBoxRow *row, *first = NULL, *named = NULL;
  for (int i = 0; named == NULL && (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      {
        first = first != NULL ? first : row;
        named = mercer_text_matches (self->class->title (mercer_searched_list_item (row)), typed) ? row : NULL;
      }
  if (first != NULL)
    row_activated_cb (self->list, named != NULL ? named : first, self);
}

static gboolean
filter_cb (GtkListBoxRow *row, void *data)
{
  SearchedList *self = data;
  g_autofree char *typed = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_auto (GStrv) words = g_strsplit_set (typed, " \t", -1);
  for (char **word = words; *word != NULL; word++)
    if (!self->class->matches (mercer_searched_list_item (row), *word))
      return FALSE;
  return TRUE;
}

/* --- The popover --------------------------------------------------------------------------------- */

static void
fill (SearchedList *self)
{
  int n = 0;
  for (; self->items[n] != NULL; n++)
    {
      GtkWidget *row = self->class->row_new (self->items[n]);
      g_object_set_data (G_OBJECT (row), "mercer-item", (void *) self->items[n]);
      gtk_list_box_append (self->list, row);
    }
  gtk_widget_set_visible (self->search, n > self->class->many);
}

static GtkWidget *
scrolled_new (SearchedList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_focusable (scrolled, FALSE); /* from the search to the rows */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), self->class->most_height);
  if (self->class->least_height > 0)
    gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), self->class->least_height);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  return scrolled;
}

static void
create_popup_cb (GtkMenuButton *button, void *data)
{
  SearchedList *self = data;
  if (self->list == NULL)
    {
      GtkWidget *popover = gtk_popover_new (), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      self->list = GTK_LIST_BOX (gtk_list_box_new ());
      gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
      mercer_set_accessible_label (GTK_WIDGET (self->list), _(self->class->name));
      self->search = mercer_list_search_new (button, self->list, _(self->class->search), _(self->class->nothing));
      fill (self);
      gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
      g_signal_connect (self->search, "activate", G_CALLBACK (search_activate_cb), self);
      g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
      gtk_box_append (GTK_BOX (column), self->search);
      gtk_box_append (GTK_BOX (column), scrolled_new (self));
      gtk_widget_set_size_request (column, self->class->width, -1);
      gtk_popover_set_child (GTK_POPOVER (popover), column);
      gtk_menu_button_set_popover (button, popover);
      if (self->made != NULL)
        self->made (GTK_POPOVER (popover), self->list, self->owner);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

void
mercer_searched_list_attach (GtkMenuButton *button, const MercerSearchedListClass *class, const void *const *items,
                             GObject *owner, MercerSearchedListFunc chosen, MercerSearchedListMade made)
{
  SearchedList *self = g_new0 (SearchedList, 1);
  *self = (SearchedList) { class, items, button, owner, chosen, made, NULL, NULL };
  gtk_menu_button_set_create_popup_func (button, create_popup_cb, self, g_free);
}
