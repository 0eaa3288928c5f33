/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-list.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-thumbnail.h"

#define SKETCH_WIDTH  56
#define SKETCH_HEIGHT 32

/* One kernel: what stands in the text, what it means (NULL: nothing, and why), and its row. */
typedef struct
{
  char *text, *mistake;
  MercerKernel *kernel;
  GtkWidget *row, *sketch, *label, *remove;
} Entry;

struct _MercerKernelList
{
  GtkBox parent_instance;

  MercerRecipe *recipe;
  const MercerParam *param; /* NULL: the method takes one kernel */
  GPtrArray *entries;       /* of Entry; the first is the recipe's own */
  guint chosen, shown; /* and what was chosen when it was last shown */
  bool showing;
  GtkWidget *list;
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerKernelList, mercer_kernel_list, GTK_TYPE_BOX)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->text);
  g_free (entry->mistake);
  g_clear_pointer (&entry->kernel, mercer_kernel_unref);
  g_free (entry);
}

static Entry *
entry_at (MercerKernelList *list, guint i)
{
  return list->entries->pdata[i];
}

/* --- The recipe that a change leads to ---------------------------------------------------------- */

/* The text of all but the recipe's own, entry `which` replaced by `text` (NULL: left out); which as many as there are: one
 * more. */
static MercerRecipe *
with_text (MercerKernelList *list, guint which, const char *text)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  for (guint i = 1; i <= list->entries->len; i++)
    {
      const char *part = i == which ? text : i < list->entries->len ? entry_at (list, i)->text : NULL;
      if (part != NULL)
        g_ptr_array_add (parts, (gpointer) part);
    }
  g_ptr_array_add (parts, NULL);
  g_autofree char *all = g_strjoinv (" | ", (GStrv) parts->pdata);
  return strlen (all) < MERCER_TEXT_SIZE ? mercer_recipe_with_text (list->recipe, list->param->id, all)
                                         : mercer_recipe_ref (list->recipe);
}

MercerRecipe *
mercer_kernel_list_put (MercerKernelList *list, MercerKernel *kernel)
{
  g_autofree char *text = mercer_kernel_print (kernel);

  return list->chosen == 0 ? mercer_recipe_with_kernel (list->recipe, kernel) : with_text (list, list->chosen, text);
}

MercerRecipe *
mercer_kernel_list_view (MercerKernelList *list)
{
  return list->chosen == 0 ? mercer_recipe_ref (list->recipe)
                           : mercer_recipe_with_kernel (list->recipe, entry_at (list, list->chosen)->kernel);
}

guint
mercer_kernel_list_chosen (MercerKernelList *list)
{
  return list->chosen;
}

static void
tell (MercerKernelList *list, MercerRecipe *changed, const char *done)
{
  g_autoptr (MercerRecipe) taken = changed;

  if (taken != list->recipe)
    g_signal_emit (list, signals[SIGNAL_CHANGED], 0, taken, done);
}

/* --- What a person does ------------------------------------------------------------------------- */

static void
row_selected_cb (GtkListBox *box, GtkListBoxRow *row, gpointer data)
{
  MercerKernelList *list = data;

  if (list->showing || row == NULL || (guint) gtk_list_box_row_get_index (row) == list->chosen)
    return;
  list->chosen = list->shown = (guint) gtk_list_box_row_get_index (row);
  g_signal_emit (list, signals[SIGNAL_CHOSEN], 0);
}

/* A copy of the chosen one is the nearest to what a person wants to compare with it. */
static void
add_cb (MercerKernelList *list)
{
  g_autofree char *text = mercer_kernel_print (entry_at (list, list->chosen)->kernel);
  MercerRecipe *more = with_text (list, list->entries->len, text);

  if (more == list->recipe)
    mercer_announce (GTK_WIDGET (list), _ ("There is no room for another kernel"));
  else
    list->chosen = list->entries->len;
  tell (list, more, _ ("Add Kernel"));
}

static void
remove_entry (MercerKernelList *list, guint which)
{
  if (which == 0 || which >= list->entries->len)
    return;
  if (list->chosen > which || list->chosen + 1 == list->entries->len)
    list->chosen--;
  tell (list, with_text (list, which, NULL), _ ("Remove Kernel"));
}

static void
remove_cb (GtkButton *button, gpointer data)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);

  remove_entry (data, (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer data)
{
  MercerKernelList *list = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (list->list));

  if (key != GDK_KEY_Delete || row == NULL)
    return GDK_EVENT_PROPAGATE;
  remove_entry (list, (guint) gtk_list_box_row_get_index (row));
  return GDK_EVENT_STOP;
}

/* --- Rows ----------------------------------------------------------------------------------------- */

static void
show_entry (MercerKernelList *list, guint i)
{
  Entry *entry = entry_at (list, i);
  g_autofree char *shown = entry->kernel != NULL ? mercer_kernel_show (entry->kernel) : g_strdup (entry->text);
  g_autofree char *label = i == 0 ? g_strdup_printf (_ ("Yours: %s"), shown) : g_strdup (shown);
  g_autofree char *spoken = g_strdup_printf (_ ("Kernel %u of %u, %s"), i + 1, list->entries->len, label);
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), shown);

  gtk_label_set_label (GTK_LABEL (entry->label), label);
  mercer_set_accessible_label (entry->row, spoken);
  mercer_set_tooltip (entry->row, entry->mistake != NULL ? entry->mistake : label);
  gtk_widget_set_tooltip_text (entry->remove, remove);
  mercer_set_accessible_label (entry->remove, remove);
  gtk_widget_set_visible (entry->remove, i > 0);
  gtk_widget_set_visible (entry->sketch, entry->kernel != NULL);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (entry->row), entry->kernel != NULL);
  if (entry->mistake != NULL)
    gtk_widget_add_css_class (entry->label, "error");
  else
    gtk_widget_remove_css_class (entry->label, "error");
  if (entry->kernel != NULL)
    mercer_kernel_thumbnail_show (MERCER_KERNEL_THUMBNAIL (entry->sketch), entry->kernel,
                                  mercer_recipe_role (list->recipe, "x"), list->recipe);
}

static Entry *
entry_new (MercerKernelList *list)
{
  Entry *entry = g_new0 (Entry, 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  entry->row = gtk_list_box_row_new ();
  entry->label = gtk_label_new ("");
  entry->sketch = mercer_kernel_thumbnail_new (SKETCH_WIDTH, SKETCH_HEIGHT);
  entry->remove = mercer_icon_button_new ("edit-delete-symbolic", "");
  gtk_label_set_xalign (GTK_LABEL (entry->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (entry->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (entry->label, TRUE);
  gtk_widget_add_css_class (entry->remove, "flat");
  gtk_widget_set_valign (entry->remove, GTK_ALIGN_CENTER);
  g_signal_connect_object (entry->remove, "clicked", G_CALLBACK (remove_cb), list, 0);
  gtk_widget_set_margin_start (line, 6);
  gtk_widget_set_margin_end (line, 6);
  gtk_widget_set_size_request (line, -1, 40);
  gtk_box_append (GTK_BOX (line), entry->label);
  gtk_box_append (GTK_BOX (line), entry->sketch);
  gtk_box_append (GTK_BOX (line), entry->remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (entry->row), line);
  gtk_list_box_append (GTK_LIST_BOX (list->list), entry->row);
  return entry;
}

/* What it stands for, read anew only if it is another text. */
static void
read_entry (Entry *entry, const char *text, MercerKernel *known)
{
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (entry->text, text) == 0 && (known == NULL || known == entry->kernel))
    return;
  g_free (entry->text);
  entry->text = g_strdup (text);
  g_clear_pointer (&entry->kernel, mercer_kernel_unref);
  g_clear_pointer (&entry->mistake, g_free);
  entry->kernel = known != NULL ? mercer_kernel_ref (known) : mercer_kernel_parse (text, NULL, NULL, &error);
  entry->mistake = error != NULL ? g_strdup (error->message) : NULL;
}

static void
fit_entries (MercerKernelList *list, guint n)
{
  while (list->entries->len < n)
    g_ptr_array_add (list->entries, entry_new (list));
  while (list->entries->len > n)
    {
      gtk_list_box_remove (GTK_LIST_BOX (list->list), entry_at (list, list->entries->len - 1)->row);
      g_ptr_array_set_size (list->entries, (int) list->entries->len - 1);
    }
}

static const MercerParam *
param_of (const MercerMethod *method)
{
  for (const MercerParam *param = method->params; param != NULL && param->id != NULL; param++)
    if (param->kernels != NULL)
      return param;
  return NULL;
}

bool
mercer_kernel_list_show (MercerKernelList *list, MercerRecipe *recipe)
{
  bool another;

  g_return_val_if_fail (MERCER_IS_KERNEL_LIST (list), false);
  mercer_recipe_ref (recipe);
  g_clear_pointer (&list->recipe, mercer_recipe_unref);
  list->recipe = recipe;
  list->param = mercer_recipe_kernel (recipe) != NULL ? param_of (mercer_recipe_method (recipe)) : NULL;
  gtk_widget_set_visible (GTK_WIDGET (list), list->param != NULL);
  if (list->param == NULL)
    {
      list->chosen = list->shown = 0;
      return false;
    }
  g_auto (GStrv) parts = mercer_text_parts (mercer_param_get_text (list->param, mercer_recipe_values (recipe)));
  g_autofree char *own = mercer_kernel_print (mercer_recipe_kernel (recipe));
  list->showing = true;
  fit_entries (list, g_strv_length (parts) + 1);
  read_entry (entry_at (list, 0), own, mercer_recipe_kernel (recipe));
  for (guint i = 1; i < list->entries->len; i++)
    read_entry (entry_at (list, i), parts[i - 1], NULL);
  for (guint i = 0; i < list->entries->len; i++)
    show_entry (list, i);
  if (list->chosen >= list->entries->len || entry_at (list, list->chosen)->kernel == NULL)
    list->chosen = 0;
  gtk_list_box_select_row (GTK_LIST_BOX (list->list), GTK_LIST_BOX_ROW (entry_at (list, list->chosen)->row));
  list->showing = false;
  another = list->chosen != list->shown;
  list->shown = list->chosen;
  return another;
}

/* --- The widget ------------------------------------------------------------------------------------ */

GtkWidget *
mercer_kernel_list_new (void)
{
  return g_object_new (MERCER_TYPE_KERNEL_LIST, NULL);
}

static void
mercer_kernel_list_finalize (GObject *object)
{
  MercerKernelList *list = MERCER_KERNEL_LIST (object);

  g_ptr_array_unref (list->entries);
  g_clear_pointer (&list->recipe, mercer_recipe_unref);
  G_OBJECT_CLASS (mercer_kernel_list_parent_class)->finalize (object);
}

static void
mercer_kernel_list_class_init (MercerKernelListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = mercer_kernel_list_finalize;
  signals[SIGNAL_CHOSEN]
      = g_signal_new ("chosen", MERCER_TYPE_KERNEL_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MERCER_TYPE_KERNEL_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
}

static void
mercer_kernel_list_init (MercerKernelList *list)
{
  GtkWidget *title = gtk_label_new (_ ("Kernels")), *add = gtk_button_new_with_label (_ ("Add Kernel"));
  GtkEventController *keys = gtk_event_controller_key_new ();

  list->entries = g_ptr_array_new_with_free_func (entry_free);
  list->list = gtk_list_box_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (list), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (list), 6);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list->list), GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (list->list, "boxed-list");
  mercer_set_accessible_label (list->list, _ ("Kernels to compare; the chosen one is edited below"));
  gtk_widget_set_tooltip_text (add, _ ("A copy of the chosen kernel, to be changed"));
  g_signal_connect (list->list, "row-selected", G_CALLBACK (row_selected_cb), list);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), list);
  gtk_widget_add_controller (list->list, keys);
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_cb), list, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (list), title);
  gtk_box_append (GTK_BOX (list), list->list);
  gtk_box_append (GTK_BOX (list), add);
}
