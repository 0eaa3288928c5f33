/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data-view.h"

#include <glib/gi18n.h>

#include "application.h"
#include "compat.h"
#include "data-view-rows.h"

struct _MercerDataView
{
  AdwBin parent;
  AdwPreferencesGroup *about;
  GtkListBox *columns;
  GtkColumnView *rows;
  GtkLabel *notes;
  GPtrArray *choices; /* of GtkDropDown, one for each column; the rows own them */

  MercerRecipe *shown; /* what the widgets say; NULL: nothing */
  bool stale;          /* the recipe has changed while the page was hidden */
  guint fill_later;
  MercerRecipe *recipe;
};

G_DEFINE_FINAL_TYPE (MercerDataView, mercer_data_view, ADW_TYPE_BIN)

static guint role_chosen;

/* --- One row for each column ---------------------------------------------------------------------- */

static const char *
role_of (MercerRecipe *recipe, const char *column)
{
  for (const MercerRole *role = mercer_recipe_method (recipe)->roles; role->id != NULL; role++)
    if (role->within == NULL && g_strv_contains (mercer_recipe_role (recipe, role->id), column))
      return role->id;
  return NULL;
}

/* The roles this column could play, in the order of the drop-down after "Not used". */
static GPtrArray *
roles_for (MercerRecipe *recipe, const MercerColumn *column)
{
  GPtrArray *roles = g_ptr_array_new ();
  for (const MercerRole *role = mercer_recipe_method (recipe)->roles; role->id != NULL; role++)
    if (role->within == NULL && (!role->numeric || column->kind == MERCER_COLUMN_NUMERIC))
      g_ptr_array_add (roles, (void *) role);
  return roles;
}

static void
role_selected_cb (GtkDropDown *choice, GParamSpec *pspec, MercerDataView *self)
{
  GPtrArray *roles = g_object_get_data (G_OBJECT (choice), "mercer-roles");
  const char *column = g_object_get_data (G_OBJECT (choice), "mercer-column");
  guint index = gtk_drop_down_get_selected (choice);
  if (index > roles->len)
    return;
  const MercerRole *role = index == 0 ? NULL : roles->pdata[index - 1];
  g_signal_emit (self, role_chosen, 0, column, role != NULL ? role->id : NULL);
}

static void
show_role (MercerDataView *self, GtkWidget *choice)
{
  GPtrArray *roles = g_object_get_data (G_OBJECT (choice), "mercer-roles");
  const char *present = role_of (self->recipe, g_object_get_data (G_OBJECT (choice), "mercer-column"));
  guint selected = 0;
  for (guint i = 0; i < roles->len; i++)
    if (g_strcmp0 (((const MercerRole *) roles->pdata[i])->id, present) == 0)
      selected = i + 1;
  g_signal_handlers_block_by_func (choice, role_selected_cb, self);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  g_signal_handlers_unblock_by_func (choice, role_selected_cb, self);
}

static GtkWidget *
role_choice (MercerDataView *self, const MercerColumn *column)
{
  GPtrArray *roles = roles_for (self->recipe, column);
  GtkStringList *titles = gtk_string_list_new (NULL);
  gtk_string_list_append (titles, _("Not used"));
  for (guint i = 0; i < roles->len; i++)
    gtk_string_list_append (titles, _(((const MercerRole *) roles->pdata[i])->title));
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (titles), NULL);
  mercer_drop_down_let_shrink (GTK_DROP_DOWN (choice));
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (choice, roles->len > 0);
  g_autofree char *label = g_strdup_printf (_("Role of %s"), column->name);
  mercer_set_accessible_label (choice, label);
  g_object_set_data_full (G_OBJECT (choice), "mercer-roles", roles, (GDestroyNotify) g_ptr_array_unref);
  g_object_set_data_full (G_OBJECT (choice), "mercer-column", g_strdup (column->name), g_free);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (role_selected_cb), self);
  show_role (self, choice);
  g_ptr_array_add (self->choices, choice);
  return choice;
}

static GtkWidget *
column_row (MercerDataView *self, const MercerColumn *column)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = *column->unit != '\0' ? g_strdup_printf ("%s (%s)", column->name, column->unit)
                                                : g_strdup (column->name);
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *summary = mercer_data_column_summary (column);
  g_autofree char *subtitle = g_markup_escape_text (summary, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), role_choice (self, column));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

/* --- The page ----------------------------------------------------------------------------------- */

static void
show_about (MercerDataView *self, MercerDataset *dataset)
{
  g_autofree char *size = g_strdup_printf (ngettext ("%zu row", "%zu rows", mercer_dataset_rows (dataset)),
                                           mercer_dataset_rows (dataset));
  g_autofree char *width = g_strdup_printf (ngettext ("%zu column", "%zu columns", mercer_dataset_columns (dataset)),
                                            mercer_dataset_columns (dataset));
  const char *source = mercer_dataset_source (dataset);
  g_autofree char *text = g_strdup_printf ("%s, %s%s%s", size, width, *source != '\0' ? "\n" : "", source);
  g_autofree char *title = g_markup_escape_text (mercer_dataset_title (dataset), -1);
  g_autofree char *description = g_markup_escape_text (text, -1);
  adw_preferences_group_set_title (self->about, title);
  adw_preferences_group_set_description (self->about, description);

  g_autofree char *notes = g_strjoinv ("\n", (char **) mercer_dataset_notes (dataset));
  gtk_label_set_text (self->notes, notes);
  gtk_widget_set_visible (GTK_WIDGET (self->notes), *notes != '\0');
}

static void
clear_columns (MercerDataView *self)
{
  GtkWidget *row;
  g_ptr_array_set_size (self->choices, 0);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->columns))) != NULL)
    gtk_list_box_remove (self->columns, row);
}

static void
fill_columns (MercerDataView *self, MercerDataset *dataset)
{
  clear_columns (self);
  for (size_t i = 0; i < mercer_dataset_columns (dataset); i++)
    gtk_list_box_append (self->columns, column_row (self, mercer_dataset_column (dataset, i)));
}

/* What still holds stays: the keyboard's focus is likely to be in it. */
static void
fill (MercerDataView *self)
{
  MercerDataset *dataset = mercer_recipe_dataset (self->recipe);
  bool same_table = self->shown != NULL && mercer_recipe_dataset (self->shown) == dataset;
  bool same_method = self->shown != NULL && mercer_recipe_method (self->shown) == mercer_recipe_method (self->recipe);
  if (same_table && same_method)
    for (guint i = 0; i < self->choices->len; i++)
      show_role (self, self->choices->pdata[i]);
  else
    fill_columns (self, dataset);
  if (!same_table)
    {
      show_about (self, dataset);
      mercer_data_rows_show (self->rows, dataset);
    }
  g_clear_pointer (&self->shown, mercer_recipe_unref);
  self->shown = mercer_recipe_ref (self->recipe);
  self->stale = false;
}

static gboolean
fill_cb (void *data)
{
  MercerDataView *self = data;
  self->fill_later = 0;
  if (self->stale && self->recipe != NULL)
    fill (self);
  return G_SOURCE_REMOVE;
}

/* Not at once: the change may come from a drop-down of these very rows, which is still closing. */
static void
fill_soon (MercerDataView *self)
{
  if (self->fill_later == 0)
    self->fill_later = g_idle_add_full (G_PRIORITY_DEFAULT, fill_cb, self, NULL);
}

static bool
same_roles (MercerRecipe *a, MercerRecipe *b)
{
  if (mercer_recipe_method (a) != mercer_recipe_method (b))
    return false;
  for (const MercerRole *role = mercer_recipe_method (a)->roles; role->id != NULL; role++)
    if (!g_strv_equal (mercer_recipe_role (a, role->id), mercer_recipe_role (b, role->id)))
      return false;
  return true;
}

/* Sliders change the recipe many times a second and nothing here; a hidden page waits until it is seen. */
void
mercer_data_view_set_recipe (MercerDataView *self, MercerRecipe *recipe)
{
  if (recipe != NULL)
    mercer_recipe_ref (recipe);
  g_clear_pointer (&self->recipe, mercer_recipe_unref);
  self->recipe = recipe;
  if (recipe == NULL)
    {
      g_clear_pointer (&self->shown, mercer_recipe_unref);
      clear_columns (self);
      mercer_data_rows_show (self->rows, NULL);
      return;
    }
  self->stale = self->shown == NULL || mercer_recipe_dataset (self->shown) != mercer_recipe_dataset (recipe)
                || !same_roles (self->shown, recipe);
  if (self->stale && gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill_soon (self);
}

static void
map (GtkWidget *widget)
{
  MercerDataView *self = MERCER_DATA_VIEW (widget);
  GTK_WIDGET_CLASS (mercer_data_view_parent_class)->map (widget);
  if (self->stale && self->recipe != NULL)
    fill (self);
}

static void
dispose (GObject *object)
{
  MercerDataView *self = MERCER_DATA_VIEW (object);
  g_clear_handle_id (&self->fill_later, g_source_remove);
  g_clear_pointer (&self->shown, mercer_recipe_unref);
  g_clear_pointer (&self->recipe, mercer_recipe_unref);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  G_OBJECT_CLASS (mercer_data_view_parent_class)->dispose (object);
}

static void
mercer_data_view_class_init (MercerDataViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget_class->map = map;
  gtk_widget_class_set_template_from_resource (widget_class, MERCER_RESOURCES "/data-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MercerDataView, about);
  gtk_widget_class_bind_template_child (widget_class, MercerDataView, columns);
  gtk_widget_class_bind_template_child (widget_class, MercerDataView, rows);
  gtk_widget_class_bind_template_child (widget_class, MercerDataView, notes);
  role_chosen = g_signal_new ("role-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
mercer_data_view_init (MercerDataView *self)
{
  self->choices = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mercer_data_view_new (void)
{
  return g_object_new (MERCER_TYPE_DATA_VIEW, NULL);
}
