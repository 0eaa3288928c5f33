/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table-chooser.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "open-menu.h"

struct _MercerTableChooser
{
  AdwBin parent_instance;

  const MercerMethod *method; /* whose rows are there */
  GPtrArray *rows;            /* borrowed; data "id", "button", "remove" */
};

G_DEFINE_FINAL_TYPE (MercerTableChooser, mercer_table_chooser, ADW_TYPE_BIN)

bool
mercer_method_has_table (const MercerMethod *method, const char *id)
{
  for (const MercerTableRole *table = method->tables; table != NULL && table->id != NULL; table++)
    if (g_str_equal (table->id, id))
      return true;
  return method->at != NULL && g_str_equal (method->at->id, id);
}

static GtkWidget *
button_new (const MercerTableRole *table)
{
  GtkWidget *button = gtk_menu_button_new (), *label = gtk_label_new ("");
  g_autoptr (GMenuModel) menu = mercer_open_menu_new (table->id);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static GtkWidget *
row_new (const MercerTableRole *table)
{
  GtkWidget *row = adw_preferences_row_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_(table->title)), *button = button_new (table);
  g_autofree char *label = g_strdup_printf (_("Remove %s"), _(table->title));
  GtkWidget *remove = mercer_icon_button_new ("edit-clear-symbolic", label);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(table->title));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_tooltip_text (row, table->hint != NULL && *table->hint != '\0' ? _(table->hint) : NULL);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (line, "table-row");
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "win.remove-table");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (remove), "s", table->id);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (GTK_BOX (line), remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  g_object_set_data (G_OBJECT (row), "table", (void *) table);
  g_object_set_data (G_OBJECT (row), "button", button);
  g_object_set_data (G_OBJECT (row), "remove", remove);
  return row;
}

static void
append_row (MercerTableChooser *self, GtkWidget *group, const MercerTableRole *table)
{
  GtkWidget *row = row_new (table);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
build (MercerTableChooser *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_ptr_array_set_size (self->rows, 0);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Further Tables"));
  for (const MercerTableRole *table = self->method->tables; table != NULL && table->id != NULL; table++)
    append_row (self, group, table);
  if (self->method->at != NULL)
    append_row (self, group, self->method->at);
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

static void
show_row (GObject *row, MercerRecipe *recipe)
{
  const MercerTableRole *role = g_object_get_data (row, "table");
  GtkWidget *button = g_object_get_data (row, "button");
  MercerDataset *table = mercer_recipe_table (recipe, role->id);
  const char *text = table != NULL ? mercer_dataset_title (table) : _("None");
  g_autofree char *name = g_strdup_printf ("%s: %s", _(role->title), text);
  gtk_label_set_text (GTK_LABEL (gtk_menu_button_get_child (GTK_MENU_BUTTON (button))), text);
  mercer_set_accessible_label (button, name);
  gtk_widget_set_visible (g_object_get_data (row, "remove"), table != NULL);
}

void
mercer_table_chooser_show (MercerTableChooser *self, MercerRecipe *recipe)
{
  g_return_if_fail (MERCER_IS_TABLE_CHOOSER (self));
  if (mercer_recipe_method (recipe) != self->method)
    {
      self->method = mercer_recipe_method (recipe);
      build (self);
    }
  for (guint i = 0; i < self->rows->len; i++)
    show_row (self->rows->pdata[i], recipe);
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (MERCER_TABLE_CHOOSER (object)->rows);
  G_OBJECT_CLASS (mercer_table_chooser_parent_class)->finalize (object);
}

static void
mercer_table_chooser_class_init (MercerTableChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
mercer_table_chooser_init (MercerTableChooser *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
mercer_table_chooser_new (void)
{
  return g_object_new (MERCER_TYPE_TABLE_CHOOSER, NULL);
}
