/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-list.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-entries.h"
#include "kernel-thumbnail.h"

#define SKETCH_WIDTH  56
#define SKETCH_HEIGHT 32

/* What is seen of one kernel. */
typedef struct
{
  GtkWidget *row, *caption, *label, *sketch, *remove;
} Row;

struct _MercerKernelList
{
  GtkBox parent_instance;

  MercerRecipe *recipe;
  GPtrArray *entries;  /* of MercerKernelEntry */
  GArray *rows;        /* of Row, one for each */
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

static Row *
row_at (MercerKernelList *list, guint i)
{
  return &g_array_index (list->rows, Row, i);
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
  gtk_widget_grab_focus (row_at (list, which)->row); /* the button goes */
  tell (list, mercer_kernel_entries_take (list->entries, list->recipe, which), done);
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
set_class (GtkWidget *widget, const char *css_class, bool has_it)
{
  if (has_it)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/* "Second set, automatic", or what is wrong with it; "": it goes by its expression. Free with g_free. */
static char *
caption_of (const MercerKernelEntry *entry)
{
  bool unsaid = entry->how != NULL && *entry->text == '\0';

  if (entry->mistake != NULL)
    return entry->title != NULL ? g_strdup_printf (_ ("%s: %s"), entry->title, entry->mistake) : g_strdup (entry->mistake);
  if (entry->title == NULL)
    return g_strdup (unsaid ? entry->how : "");
  /* Translators: whose kernel it is, and how it came about: "Second set, automatic". */
  return unsaid ? g_strdup_printf (_ ("%s, %s"), entry->title, entry->how) : g_strdup (entry->title);
}

static void
show_button (MercerKernelList *list, guint i, const char *shown)
{
  const MercerKernelEntry *entry = entry_at (list, i);
  GtkWidget *button = row_at (list, i)->remove;
  /* Translators: a button; then what the kernel is without a person's own: "Back to: automatic". */
  g_autofree char *words = entry->how != NULL ? g_strdup_printf (_ ("Back to: %s"), entry->how)
                                              : g_strdup_printf (_ ("Remove %s"), shown);

  gtk_button_set_icon_name (GTK_BUTTON (button), entry->how != NULL ? "edit-undo-symbolic" : "edit-delete-symbolic");
  gtk_widget_set_tooltip_text (button, words);
  mercer_set_accessible_label (button, words);
  gtk_widget_set_visible (button, mercer_kernel_entry_can_go (entry));
}

static void
show_entry (MercerKernelList *list, guint i)
{
  const MercerKernelEntry *entry = entry_at (list, i);
  const Row *row = row_at (list, i);
  g_autofree char *shown = entry->kernel != NULL ? mercer_kernel_show (entry->kernel) : g_strdup (entry->text);
  g_autofree char *caption = caption_of (entry);
  g_autofree char *label = *caption != '\0' ? g_strdup_printf (_ ("%s: %s"), caption, shown) : g_strdup (shown);
  g_autofree char *spoken = g_strdup_printf (_ ("Kernel %u of %u, %s"), i + 1, list->entries->len, label);

  gtk_label_set_label (GTK_LABEL (row->caption), caption);
  gtk_widget_set_visible (row->caption, *caption != '\0');
  gtk_label_set_label (GTK_LABEL (row->label), shown);
  mercer_set_accessible_label (row->row, spoken);
  mercer_set_tooltip (row->row, label);
  show_button (list, i, shown);
  gtk_widget_set_visible (row->sketch, entry->kernel != NULL);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row->row), entry->kernel != NULL);
  set_class (row->caption, "error", entry->mistake != NULL);
  set_class (row->caption, "dim-label", entry->mistake == NULL);
  gtk_label_set_wrap (GTK_LABEL (row->caption), entry->mistake != NULL);
  gtk_label_set_ellipsize (GTK_LABEL (row->caption), entry->mistake != NULL ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  if (entry->kernel == NULL)
    return;
  g_autoptr (MercerRecipe) seen = seen_by (entry, list->recipe, entry->kernel);
  mercer_kernel_thumbnail_show (MERCER_KERNEL_THUMBNAIL (row->sketch), entry->kernel, mercer_recipe_role (seen, "x"), seen);
}

static GtkWidget *
label_new (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, css_class);
    }
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
append_row (MercerKernelList *list)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Row row = { .row = gtk_list_box_row_new () };

  row.caption = label_new (words, "dim-label");
  row.label = label_new (words, NULL);
  row.sketch = mercer_kernel_thumbnail_new (SKETCH_WIDTH, SKETCH_HEIGHT);
  row.remove = mercer_icon_button_new ("edit-delete-symbolic", "");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (row.remove, "flat");
  gtk_widget_set_valign (row.remove, GTK_ALIGN_CENTER);
  g_signal_connect_object (row.remove, "clicked", G_CALLBACK (remove_cb), list, 0);
  gtk_widget_set_margin_start (line, 6);
  gtk_widget_set_margin_end (line, 6);
  gtk_widget_set_size_request (line, -1, 40);
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), row.sketch);
  gtk_box_append (GTK_BOX (line), row.remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row.row), line);
  gtk_list_box_append (GTK_LIST_BOX (list->list), row.row);
  g_array_append_val (list->rows, row);
}

static void
fit_rows (MercerKernelList *list)
{
  while (list->rows->len < list->entries->len)
    append_row (list);
  while (list->rows->len > list->entries->len)
    {
      gtk_list_box_remove (GTK_LIST_BOX (list->list), row_at (list, list->rows->len - 1)->row);
      g_array_set_size (list->rows, list->rows->len - 1);
    }
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
  gtk_list_box_select_row (GTK_LIST_BOX (list->list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (list->list), (int) list->chosen));
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
  g_array_unref (list->rows);
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
  list->rows = g_array_new (FALSE, FALSE, sizeof (Row));
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
