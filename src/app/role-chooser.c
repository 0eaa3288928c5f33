/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "role-chooser.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "role-chooser-picker.h"

struct _MercerRoleChooser
{
  AdwBin parent_instance;

  MercerRecipe *recipe;
  const MercerMethod *method; /* whose rows are there */
  GPtrArray *pickers;         /* one for each role, borrowed */
  GtkSizeGroup *titles;       /* as wide as the widest */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerRoleChooser, mercer_role_chooser, ADW_TYPE_BIN)

static const MercerRole *
role_of (gpointer picker)
{
  return g_object_get_data (picker, "role");
}

static GPtrArray *
items_cb (MercerColumnPicker *picker, gpointer data)
{
  MercerRoleChooser *chooser = data;

  return mercer_role_items (chooser->recipe, role_of (picker));
}

static void
changed_cb (MercerColumnPicker *picker, GStrv columns, gpointer data)
{
  MercerRoleChooser *chooser = data;
  const MercerRole *role = role_of (picker);
  g_autoptr (MercerRecipe) recipe = mercer_role_choose (chooser->recipe, role, (const char *const *) columns);

  /* What did not fit was left out, so say what there is now. */
  mercer_column_picker_show (picker, mercer_recipe_role (recipe, role->id));
  g_signal_emit (chooser, signals[SIGNAL_CHANGED], 0, recipe, _ (role->title));
}

/* What an empty role means: a subset is chosen by the method, and so is an optional role that says so; others are left
 * out. */
static const char *
nothing_chosen (const MercerRole *role)
{
  if (role->empty != NULL)
    return _ (role->empty);
  return role->within != NULL ? _ ("Automatic") : role->min > 0 ? _ ("Choose…") : _ ("None");
}

static GtkWidget *
row_new (MercerRoleChooser *chooser, const MercerRole *role)
{
  GtkWidget *row = adw_preferences_row_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ (role->title));
  GtkWidget *picker = mercer_column_picker_new (_ (role->title), role->max == 1,
                                                nothing_chosen (role), items_cb, chooser);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (role->title));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  mercer_set_tooltip (row, role->hint != NULL && *role->hint != '\0' ? _ (role->hint) : NULL);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_margin_start (line, 12);
  gtk_widget_set_margin_end (line, 6);
  gtk_widget_set_margin_top (line, 6);
  gtk_widget_set_margin_bottom (line, 6);
  gtk_widget_set_hexpand (picker, TRUE);
  gtk_size_group_add_widget (chooser->titles, title);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), picker);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);

  g_object_set_data (G_OBJECT (picker), "role", (gpointer) role);
  g_signal_connect_object (picker, "changed", G_CALLBACK (changed_cb), chooser, 0);
  g_ptr_array_add (chooser->pickers, picker);
  return row;
}

static void
build (MercerRoleChooser *chooser)
{
  GtkWidget *group = adw_preferences_group_new ();

  g_ptr_array_set_size (chooser->pickers, 0);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Columns"));
  for (const MercerRole *role = chooser->method->roles; role != NULL && role->id != NULL; role++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row_new (chooser, role));
  adw_bin_set_child (ADW_BIN (chooser), group);
  gtk_widget_set_visible (GTK_WIDGET (chooser), chooser->pickers->len > 0);
}

/* A subset of one column is no question. */
static void
show_role (GtkWidget *picker, MercerRecipe *recipe)
{
  const MercerRole *role = role_of (picker);
  GtkWidget *row = gtk_widget_get_ancestor (picker, ADW_TYPE_PREFERENCES_ROW);

  mercer_column_picker_show (MERCER_COLUMN_PICKER (picker), mercer_recipe_role (recipe, role->id));
  gtk_widget_set_visible (row, role->within == NULL
                                 || g_strv_length ((GStrv) mercer_recipe_role (recipe, role->within)) > 1);
}

void
mercer_role_chooser_show (MercerRoleChooser *chooser, MercerRecipe *recipe)
{
  g_return_if_fail (MERCER_IS_ROLE_CHOOSER (chooser));

  mercer_recipe_ref (recipe);
  g_clear_pointer (&chooser->recipe, mercer_recipe_unref);
  chooser->recipe = recipe;
  if (mercer_recipe_method (recipe) != chooser->method)
    {
      chooser->method = mercer_recipe_method (recipe);
      build (chooser);
    }
  for (guint i = 0; i < chooser->pickers->len; i++)
    show_role (chooser->pickers->pdata[i], recipe);
}

GtkWidget *
mercer_role_chooser_new (void)
{
  return g_object_new (MERCER_TYPE_ROLE_CHOOSER, NULL);
}

static void
mercer_role_chooser_finalize (GObject *object)
{
  MercerRoleChooser *chooser = MERCER_ROLE_CHOOSER (object);

  g_clear_pointer (&chooser->recipe, mercer_recipe_unref);
  g_ptr_array_unref (chooser->pickers);
  g_object_unref (chooser->titles);
  G_OBJECT_CLASS (mercer_role_chooser_parent_class)->finalize (object);
}

static void
mercer_role_chooser_class_init (MercerRoleChooserClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mercer_role_chooser_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MERCER_TYPE_ROLE_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
}

static void
mercer_role_chooser_init (MercerRoleChooser *chooser)
{
  chooser->pickers = g_ptr_array_new ();
  chooser->titles = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
}
