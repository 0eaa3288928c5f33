/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "role-chooser-picker.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"

/* Lists longer than this have a search entry. */
#define SEARCH_FROM 8

struct _MercerColumnPicker
{
  AdwBin parent_instance;

  char *name, *nothing;
  bool single;
  MercerColumnItemsFunc items;
  gpointer data;

  GStrv columns;
  GtkWidget *button, *label;
  GtkWidget *list, *search; /* while the popover exists */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerColumnPicker, mercer_column_picker, ADW_TYPE_BIN)

/* --- What is chosen --------------------------------------------------------------------------- */

static bool
is_chosen (MercerColumnPicker *picker, const char *name)
{
  return picker->columns != NULL && g_strv_contains ((const char *const *) picker->columns, name);
}

void
mercer_column_picker_show (MercerColumnPicker *picker, const char *const *columns)
{
  static const char *const none[] = { NULL };
  g_autofree char *names = NULL;
  g_autofree char *spoken = NULL;

  g_return_if_fail (MERCER_IS_COLUMN_PICKER (picker));
  if (columns == NULL)
    columns = none;
  if (picker->columns != NULL && g_strv_equal ((const char *const *) picker->columns, columns))
    return;
  g_strfreev (picker->columns);
  picker->columns = g_strdupv ((char **) columns);
  names = *columns != NULL ? g_strjoinv (", ", picker->columns) : g_strdup (picker->nothing);
  gtk_label_set_label (GTK_LABEL (picker->label), names);
  mercer_set_tooltip (picker->button, names);
  spoken = g_strdup_printf ("%s: %s", picker->name, names);
  mercer_set_accessible_label (picker->button, spoken);
}

static void
choose (MercerColumnPicker *picker, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) columns = NULL;
  bool adding = !is_chosen (picker, name);

  /* In the order of the list, so that the order of clicks does not matter. */
  for (GtkWidget *row = gtk_widget_get_first_child (picker->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      const char *other = g_object_get_data (G_OBJECT (row), "column");
      bool this = g_str_equal (other, name);
      if (this ? adding || picker->single : is_chosen (picker, other) && !picker->single)
        g_strv_builder_add (builder, other);
    }
  columns = g_strv_builder_end (builder);
  mercer_column_picker_show (picker, (const char *const *) columns);
  g_signal_emit (picker, signals[SIGNAL_CHANGED], 0, columns);
}

/* --- The list --------------------------------------------------------------------------------- */

static void
show_checks (MercerColumnPicker *picker)
{
  for (GtkWidget *row = gtk_widget_get_first_child (picker->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      const MercerColumnItem *item = g_object_get_data (G_OBJECT (row), "item");
      bool chosen = is_chosen (picker, item->name);
      g_autofree char *spoken = g_strdup_printf (chosen ? _ ("%s, %s, chosen") : "%s, %s", item->name, item->detail);
      gtk_widget_set_opacity (g_object_get_data (G_OBJECT (row), "check"), chosen ? 1 : 0);
      mercer_set_accessible_label (row, spoken);
    }
}

static GtkWidget *
row_new (const MercerColumnItem *item)
{
  GtkWidget *row = gtk_list_box_row_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");
  GtkWidget *name = gtk_label_new (item->name), *detail = gtk_label_new (item->detail);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (name), 10);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_widget_add_css_class (detail, "caption");
  gtk_box_append (GTK_BOX (line), check);
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), detail);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_widget_set_sensitive (row, item->objection == NULL);
  mercer_set_tooltip (row, item->objection);
  if (item->objection != NULL)
    mercer_set_accessible_description (row, item->objection);
  g_object_set_data (G_OBJECT (row), "check", check);
  g_object_set_data (G_OBJECT (row), "column", item->name);
  g_object_set_data (G_OBJECT (row), "item", (gpointer) item);
  return row;
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  MercerColumnPicker *picker = data;
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (row), "column"));

  if (picker->single)
    gtk_menu_button_popdown (GTK_MENU_BUTTON (picker->button));
  g_object_ref (picker);
  choose (picker, name);
  if (picker->list != NULL)
    show_checks (picker);
  g_object_unref (picker);
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer data)
{
  MercerColumnPicker *picker = data;
  const char *sought = picker->search != NULL ? gtk_editable_get_text (GTK_EDITABLE (picker->search)) : "";
  g_autofree char *name = g_utf8_casefold (g_object_get_data (G_OBJECT (row), "column"), -1);
  g_autofree char *part = g_utf8_casefold (sought, -1);

  return strstr (name, part) != NULL;
}

static void
popover_gone_cb (gpointer data, GObject *popover)
{
  MercerColumnPicker *picker = data;

  picker->list = picker->search = NULL;
}

static void
closed_cb (GtkPopover *popover, gpointer data)
{
  MercerColumnPicker *picker = data;

  if (picker->search != NULL)
    gtk_editable_set_text (GTK_EDITABLE (picker->search), "");
}

/* Called before the popover opens: a fresh one each time, since the table may be another by now. */
static void
create_popup_cb (GtkMenuButton *button, gpointer data)
{
  MercerColumnPicker *picker = data;
  g_autoptr (GPtrArray) items = picker->items (picker, picker->data);
  GtkWidget *popover = gtk_popover_new (), *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  picker->search = NULL;
  picker->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (picker->list), GTK_SELECTION_NONE);
  mercer_set_accessible_label (picker->list, picker->name);
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (picker->list), row_new (items->pdata[i]));
  show_checks (picker);
  g_signal_connect_object (picker->list, "row-activated", G_CALLBACK (row_activated_cb), picker, 0);
  if (items->len > SEARCH_FROM)
    {
      picker->search = mercer_list_search_new (button, GTK_LIST_BOX (picker->list), _ ("Search columns"),
                                               _ ("No column matches"));
      gtk_list_box_set_filter_func (GTK_LIST_BOX (picker->list), filter_cb, picker, NULL);
      gtk_box_append (GTK_BOX (column), picker->search);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), picker->list);
  gtk_box_append (GTK_BOX (column), scrolled);
  gtk_popover_set_child (GTK_POPOVER (popover), column);
  /* The rows point into the items. */
  g_object_set_data_full (G_OBJECT (picker->list), "items", g_ptr_array_ref (items),
                          (GDestroyNotify) g_ptr_array_unref);
  gtk_menu_button_set_popover (button, popover);
  g_object_weak_ref (G_OBJECT (popover), popover_gone_cb, picker);
  g_signal_connect_object (popover, "closed", G_CALLBACK (closed_cb), picker, 0);
}

/* --- The button ------------------------------------------------------------------------------- */

GtkWidget *
mercer_column_picker_new (const char *name, bool single, const char *nothing, MercerColumnItemsFunc items,
                          gpointer data)
{
  MercerColumnPicker *picker = g_object_new (MERCER_TYPE_COLUMN_PICKER, NULL);

  picker->name = g_strdup (name);
  picker->single = single;
  picker->nothing = g_strdup (nothing);
  picker->items = items;
  picker->data = data;
  mercer_column_picker_show (picker, NULL);
  return GTK_WIDGET (picker);
}

static void
mercer_column_picker_dispose (GObject *object)
{
  MercerColumnPicker *picker = MERCER_COLUMN_PICKER (object);
  GtkPopover *popover = picker->button != NULL ? gtk_menu_button_get_popover (GTK_MENU_BUTTON (picker->button)) : NULL;

  if (popover != NULL)
    {
      g_object_weak_unref (G_OBJECT (popover), popover_gone_cb, picker);
      picker->list = picker->search = NULL;
    }
  picker->button = NULL;
  G_OBJECT_CLASS (mercer_column_picker_parent_class)->dispose (object);
}

static void
mercer_column_picker_finalize (GObject *object)
{
  MercerColumnPicker *picker = MERCER_COLUMN_PICKER (object);

  g_free (picker->name);
  g_free (picker->nothing);
  g_strfreev (picker->columns);
  G_OBJECT_CLASS (mercer_column_picker_parent_class)->finalize (object);
}

static void
mercer_column_picker_class_init (MercerColumnPickerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = mercer_column_picker_dispose;
  G_OBJECT_CLASS (class)->finalize = mercer_column_picker_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MERCER_TYPE_COLUMN_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
mercer_column_picker_init (MercerColumnPicker *picker)
{
  picker->button = gtk_menu_button_new ();
  picker->label = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (picker->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (picker->label), 0);
  gtk_widget_set_hexpand (picker->label, TRUE);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (picker->button), picker->label);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (picker->button), TRUE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (picker->button), create_popup_cb, picker, NULL);
  adw_bin_set_child (ADW_BIN (picker), picker->button);
}
