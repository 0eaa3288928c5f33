/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-list.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-entries.h"
#include "kernel-list-row.h"

struct _MercerKernelList
{
  GtkBox parent_instance;

  MercerRecipe *recipe;
  GPtrArray *entries;  /* of MercerKernelEntry */
  guint chosen, shown; /* and what was chosen when it was last shown */
  bool showing;
  GtkWidget *list, *add;
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MercerKernelList, mercer_kernel_list, GTK_TYPE_BOX)

static const MercerKernelEntry *
entry_at (MercerKernelList *list, guint i)
{
  return mercer_kernel_entry (list->entries, i);
}

static GtkListBoxRow *
row_at (MercerKernelList *list, guint i)
{
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (list->list), (int) i);
}

/* NULL: there is none that can be edited. */
static const MercerKernelEntry *
chosen_entry (MercerKernelList *list)
{
  const MercerKernelEntry *entry = list->chosen < list->entries->len ? entry_at (list, list->chosen) : NULL;

  return entry != NULL && entry->kernel != NULL ? entry : NULL;
}

/* --- For the editor ------------------------------------------------------------------------------- */

guint
mercer_kernel_list_chosen (MercerKernelList *list)
{
  return list->chosen;
}

const char *
mercer_kernel_list_title (MercerKernelList *list)
{
  const MercerKernelEntry *entry = chosen_entry (list);

  return entry != NULL && (list->entries->len > 1 || entry->param != NULL) ? entry->title : NULL;
}

static MercerRecipe *
seen_by (const MercerKernelEntry *entry, MercerRecipe *recipe, MercerKernel *kernel)
{
  return mercer_recipe_seen_by (recipe, kernel, entry->param != NULL ? entry->param->kernels->role : "x");
}

MercerRecipe *
mercer_kernel_list_view (MercerKernelList *list)
{
  const MercerKernelEntry *entry = chosen_entry (list);

  return entry == NULL || entry->param == NULL ? mercer_recipe_ref (list->recipe)
                                               : seen_by (entry, list->recipe, entry->kernel);
}

MercerRecipe *
mercer_kernel_list_baseline (MercerKernelList *list, MercerRecipe *suggested)
{
  const MercerKernelEntry *entry = chosen_entry (list);

  if (entry == NULL || entry->param == NULL)
    return mercer_recipe_ref (suggested);
  return entry->unsaid != NULL ? seen_by (entry, list->recipe, entry->unsaid) : NULL;
}

/* --- What a person does ------------------------------------------------------------------------- */

/* Takes changed, NULL: there is no room for it. */
static MercerRecipe *
or_say (MercerKernelList *list, MercerRecipe *changed)
{
  if (changed != NULL)
    return changed;
  mercer_announce (GTK_WIDGET (list), _ ("There is no room for another kernel"));
  return mercer_recipe_ref (list->recipe);
}

MercerRecipe *
mercer_kernel_list_put (MercerKernelList *list, MercerKernel *kernel)
{
  return list->chosen < list->entries->len
             ? or_say (list, mercer_kernel_entries_put (list->entries, list->recipe, list->chosen, kernel))
             : mercer_recipe_ref (list->recipe);
}

static void
tell (MercerKernelList *list, MercerRecipe *changed, const char *done)
{
  g_autoptr (MercerRecipe) taken = changed;

  if (taken != list->recipe)
    g_signal_emit (list, signals[SIGNAL_CHANGED], 0, taken, done);
}

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
  MercerRecipe *more
      = or_say (list, mercer_kernel_entries_add (list->entries, list->recipe, entry_at (list, list->chosen)->kernel));

  if (more != list->recipe)
    list->chosen = list->entries->len;
  tell (list, more, _ ("Add Kernel"));
}

static void
remove_entry (MercerKernelList *list, guint which)
{
  const MercerKernelEntry *entry = which < list->entries->len ? entry_at (list, which) : NULL;
  const char *done;

  if (entry == NULL || !mercer_kernel_entry_can_go (entry))
    return;
  done = entry->how != NULL ? _ ("Reset Kernel") : _ ("Remove Kernel");
  if (entry->how == NULL && (list->chosen > which || list->chosen + 1 == list->entries->len))
    list->chosen--;
  gtk_widget_grab_focus (GTK_WIDGET (row_at (list, which))); /* the button goes */
  tell (list, mercer_kernel_entries_take (list->entries, list->recipe, which), done);
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
gone_cb (MercerKernelRow *row, gpointer data)
{
  remove_entry (data, (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
}

static void
fit_rows (MercerKernelList *list)
{
  GtkListBoxRow *more;

  while ((more = row_at (list, list->entries->len)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list->list), GTK_WIDGET (more));
  for (guint i = 0; i < list->entries->len; i++)
    if (row_at (list, i) == NULL)
      {
        GtkWidget *row = mercer_kernel_row_new ();
        g_signal_connect (row, "gone", G_CALLBACK (gone_cb), list);
        gtk_list_box_append (GTK_LIST_BOX (list->list), row);
      }
}

static void
show_entry (MercerKernelList *list, guint i)
{
  const MercerKernelEntry *entry = entry_at (list, i);
  g_autoptr (MercerRecipe) seen = entry->kernel != NULL ? seen_by (entry, list->recipe, entry->kernel) : NULL;

  mercer_kernel_row_show (MERCER_KERNEL_ROW (row_at (list, i)), entry, seen, i, list->entries->len);
}

/* A list of one is none, unless it is about to be longer or its kernel can be left to the method again. */
static bool
is_list (MercerKernelList *list)
{
  return list->entries->len > 1 || (list->entries->len == 1 && entry_at (list, 0)->param != NULL);
}

bool
mercer_kernel_list_show (MercerKernelList *list, MercerRecipe *recipe)
{
  GPtrArray *before = list->entries;
  bool room, another;

  g_return_val_if_fail (MERCER_IS_KERNEL_LIST (list), false);
  mercer_recipe_ref (recipe);
  g_clear_pointer (&list->recipe, mercer_recipe_unref);
  list->recipe = recipe;
  list->entries = mercer_kernel_entries_new (recipe, before);
  g_ptr_array_unref (before);
  room = list->entries->len > 0 && mercer_kernel_entries_room (list->entries, recipe) != NULL;
  gtk_widget_set_visible (list->add, room);
  gtk_widget_set_visible (GTK_WIDGET (list), room || is_list (list));
  list->showing = true;
  fit_rows (list);
  for (guint i = 0; i < list->entries->len && (room || is_list (list)); i++)
    show_entry (list, i);
  if (chosen_entry (list) == NULL)
    list->chosen = 0;
  gtk_list_box_select_row (GTK_LIST_BOX (list->list), row_at (list, list->chosen));
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
  GtkWidget *title = gtk_label_new (_ ("Kernels"));
  GtkEventController *keys = gtk_event_controller_key_new ();

  list->entries = g_ptr_array_new ();
  list->list = gtk_list_box_new ();
  list->add = gtk_button_new_with_label (_ ("Add Kernel"));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (list), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (list), 6);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list->list), GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (list->list, "boxed-list");
  mercer_set_accessible_label (list->list, _ ("Kernels; the chosen one is edited below"));
  gtk_widget_set_tooltip_text (list->add, _ ("A copy of the chosen kernel, to be changed"));
  g_signal_connect (list->list, "row-selected", G_CALLBACK (row_selected_cb), list);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), list);
  gtk_widget_add_controller (list->list, keys);
  g_signal_connect_object (list->add, "clicked", G_CALLBACK (add_cb), list, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (list), title);
  gtk_box_append (GTK_BOX (list), list->list);
  gtk_box_append (GTK_BOX (list), list->add);
}
