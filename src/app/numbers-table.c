/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numbers-table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "compat.h"
#include "numbers-copy.h"
#include "param.h"
#include "readouts-text.h"

/* More columns than anybody reads are only slow; copying and exporting have them all. */
#define COLUMNS 50
#define DIGITS 7
/* Of numbers; words have as many as the longest, up to a limit beyond which they are cut. */
#define CHARS 12
#define WORD_CHARS 36
#define NO_COLUMN (-1)

struct _MercerNumbersTable
{
  AdwBin parent_instance;

  GtkColumnView *view;
  MercerNumbersRows *rows;
  GtkSelectionModel *selection;
  GHashTable *bound; /* list items in view, to the number of their column */
  char *shape;       /* of the table that the columns are for */

  MercerFigure *figure; /* to be shown: it may have to be sorted first */
  size_t index;
  int asked; /* the column whose sorter was asked first, while the view's sorter is being sounded out */
  bool sorting, again;
  guint behind; /* sorts begun before this many were called off are of no interest */
};

G_DEFINE_FINAL_TYPE (MercerNumbersTable, mercer_numbers_table, ADW_TYPE_BIN)

/* --- Cells -------------------------------------------------------------------------------------- */

static void
fill_cell (MercerNumbersTable *self, GtkListItem *item, size_t column)
{
  const MercerTable *table = mercer_numbers_rows_table (self->rows);
  guint position = gtk_list_item_get_position (item);
  if (table == NULL || column >= table->columns || position >= table->rows)
    return;
  size_t row = mercer_numbers_rows_at (self->rows, position);
  const char *word = mercer_table_column_word (&table->column[column], row);
  double value = table->column[column].values[row];
  char text[MERCER_NUMBER_SIZE * 2];
  if (word == NULL)
    word = isnan (value) ? "–" : mercer_number_show (value, mercer_value_digits (value, DIGITS), text);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), word);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MercerNumbersTable *self)
{
  /* unlike a label it never asks for another size when its text changes */
  GtkWidget *cell = gtk_inscription_new (NULL);
  guint words = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "words"));
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), words > 0 ? 0 : 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), words > 0 ? words : CHARS);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), words > 0 ? words : CHARS);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MercerNumbersTable *self)
{
  int column = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "column"));
  g_hash_table_insert (self->bound, item, GINT_TO_POINTER (column));
  fill_cell (self, item, (size_t) column);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MercerNumbersTable *self)
{
  g_hash_table_remove (self->bound, item);
}

static void
refill (MercerNumbersTable *self)
{
  GHashTableIter each;
  void *item, *column;
  g_hash_table_iter_init (&each, self->bound);
  while (g_hash_table_iter_next (&each, &item, &column))
    fill_cell (self, item, (size_t) GPOINTER_TO_INT (column));
}

/* --- Columns ------------------------------------------------------------------------------------ */

/* The model sorts by itself, so that it need not make an object of every row. This only learns from the view which column
 * is asked first when two rows are compared; the answer comes back turned round where the order is descending. */
static int
sound_out_cb (const void *a, const void *b, void *data)
{
  GtkColumnViewColumn *column = data;
  MercerNumbersTable *self = g_object_get_data (G_OBJECT (column), "table");
  if (self->asked == NO_COLUMN)
    self->asked = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "column"));
  return GTK_ORDERING_SMALLER;
}

static bool
sorted_by (MercerNumbersTable *self, int *column, bool *descending)
{
  g_autoptr (MercerListedRow) one = g_object_new (MERCER_TYPE_LISTED_ROW, NULL);
  g_autoptr (MercerListedRow) other = g_object_new (MERCER_TYPE_LISTED_ROW, NULL);
  self->asked = NO_COLUMN;
  *descending = gtk_sorter_compare (gtk_column_view_get_sorter (self->view), one, other) == GTK_ORDERING_LARGER;
  *column = self->asked;
  return self->asked != NO_COLUMN;
}

/* How long the words of a column are; 0: it has numbers. */
static guint
longest_word (const MercerTableColumn *column)
{
  glong longest = 0;
  for (size_t k = 0; k < column->n_names; k++)
    longest = MAX (longest, g_utf8_strlen (column->names[k], -1));
  return (guint) MIN (longest, WORD_CHARS);
}

static void
append_column (MercerNumbersTable *self, const MercerTable *table, int index)
{
  const MercerTableColumn *column = &table->column[index];
  g_autofree char *title = *column->unit != '\0' ? g_strdup_printf ("%s (%s)", column->name, column->unit)
                                                 : g_strdup (column->name);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_object_set_data (G_OBJECT (factory), "column", GINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (factory), "words", GUINT_TO_POINTER (longest_word (column)));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  g_autoptr (GtkColumnViewColumn) shown = gtk_column_view_column_new (title, factory);
  g_object_set_data (G_OBJECT (shown), "column", GINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (shown), "table", self);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (sound_out_cb, shown, NULL));
  gtk_column_view_column_set_sorter (shown, sorter);
  gtk_column_view_column_set_resizable (shown, TRUE);
  gtk_column_view_append_column (self->view, shown);
}

/* Tables of one shape are one table that changes. */
static char *
shape_of (const MercerTable *table)
{
  GString *shape = g_string_new (table->id);
  for (size_t c = 0; c < table->columns; c++)
    g_string_append_printf (shape, "\n%s\t%s\t%u", table->column[c].name, table->column[c].unit, longest_word (&table->column[c]));
  return g_string_free (shape, FALSE);
}

static void
build_columns (MercerNumbersTable *self, const MercerTable *table)
{
  gtk_column_view_set_model (self->view, NULL);
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  mercer_column_view_clear (self->view);
  gtk_selection_model_unselect_all (self->selection);
  for (int c = 0; table != NULL && c < (int) MIN (table->columns, COLUMNS); c++)
    append_column (self, table, c);
}

/* --- A figure arrives ------------------------------------------------------------------------------ */

/* Takes order. The same rows of the table are selected before and after, wherever they stand. */
static void
install (MercerNumbersTable *self, MercerFigure *figure, size_t index, guint *order)
{
  GtkBitset *selected = gtk_selection_model_get_selection (self->selection), *moved = gtk_bitset_new_empty ();
  GtkBitset *all = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (mercer_numbers_rows_list (self->rows))));
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));
  GtkBitsetIter each;
  guint position;
  for (bool more = gtk_bitset_iter_init_first (&each, selected, &position); more;
       more = gtk_bitset_iter_next (&each, &position))
    {
      guint row = mercer_numbers_rows_at (self->rows, position);
      g_array_append_val (rows, row);
    }
  mercer_numbers_rows_show (self->rows, figure, index, order);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (mercer_numbers_rows_list (self->rows)));
  for (guint i = 0; i < rows->len; i++)
    if (g_array_index (rows, guint, i) < n)
      gtk_bitset_add (moved, mercer_numbers_rows_find (self->rows, g_array_index (rows, guint, i)));
  if (!gtk_bitset_equals (moved, selected))
    gtk_selection_model_set_selection (self->selection, moved, all);
  gtk_bitset_unref (selected);
  gtk_bitset_unref (moved);
  gtk_bitset_unref (all);
  refill (self);
}

typedef struct
{
  MercerFigure *figure;
  size_t index, column;
  bool descending;
  guint behind;
} Sort;

static void
sort_free (void *data)
{
  Sort *sort = data;
  mercer_figure_unref (sort->figure);
  g_free (sort);
}

static void
sort_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  const Sort *sort = data;
  g_task_return_pointer (
    task, mercer_numbers_order (mercer_figure_get_table (sort->figure, sort->index), sort->column, sort->descending),
    g_free);
}

static void arrange (MercerNumbersTable *self);

static void
sorted_cb (GObject *source, GAsyncResult *result, void *data)
{
  MercerNumbersTable *self = MERCER_NUMBERS_TABLE (source);
  const Sort *sort = g_task_get_task_data (G_TASK (result));
  guint *order = g_task_propagate_pointer (G_TASK (result), NULL);
  self->sorting = false;
  if (sort->behind == self->behind)
    install (self, sort->figure, sort->index, order);
  else
    g_free (order);
  if (self->again && self->figure != NULL)
    arrange (self);
}

/* Brings the newest figure into the order that the headings ask for; one at a time, the newest wins. */
static void
arrange (MercerNumbersTable *self)
{
  int column;
  bool descending;
  if (!sorted_by (self, &column, &descending))
    {
      self->behind++;
      self->again = false;
      install (self, self->figure, self->index, NULL);
      return;
    }
  self->again = self->sorting;
  if (self->sorting)
    return;
  self->sorting = true;
  Sort *sort = g_new (Sort, 1);
  *sort = (Sort) { mercer_figure_ref (self->figure), self->index, (size_t) column, descending, self->behind };
  g_autoptr (GTask) task = g_task_new (self, NULL, sorted_cb, NULL);
  g_task_set_task_data (task, sort, sort_free);
  g_task_run_in_thread (task, sort_thread);
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, MercerNumbersTable *self)
{
  if (self->figure != NULL && self->shape != NULL)
    arrange (self);
}

void
mercer_numbers_table_show (MercerNumbersTable *self, MercerFigure *figure, size_t index)
{
  const MercerTable *table = figure != NULL ? mercer_figure_get_table (figure, index) : NULL;
  g_autofree char *shape = table != NULL ? shape_of (table) : NULL;
  if (figure != NULL)
    mercer_figure_ref (figure);
  g_clear_pointer (&self->figure, mercer_figure_unref);
  self->figure = figure;
  self->index = index;
  if (g_strcmp0 (shape, self->shape) == 0)
    {
      if (figure != NULL)
        arrange (self);
      return;
    }
  self->behind++;
  g_clear_pointer (&self->shape, g_free); /* headings that are taken away do not sort */
  build_columns (self, table);
  mercer_numbers_rows_show (self->rows, figure, index, NULL);
  gtk_column_view_set_model (self->view, self->selection);
  self->shape = g_steal_pointer (&shape);
}

bool
mercer_numbers_table_is_behind (MercerNumbersTable *self)
{
  return self->sorting || mercer_listed_rows_is_behind (mercer_numbers_rows_list (self->rows));
}

GtkColumnView *
mercer_numbers_table_view (MercerNumbersTable *self)
{
  return self->view;
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerNumbersTable *self = MERCER_NUMBERS_TABLE (widget);
  mercer_numbers_copy (self->rows, self->selection, widget);
}

/* --- The widget ------------------------------------------------------------------------------------ */

static void
dispose (GObject *object)
{
  MercerNumbersTable *self = MERCER_NUMBERS_TABLE (object);
  g_clear_pointer (&self->shape, g_free);
  if (self->view != NULL)
    {
      gtk_column_view_set_model (self->view, NULL);
      mercer_column_view_clear (self->view);
    }
  self->view = NULL;
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->figure, mercer_figure_unref);
  g_clear_pointer (&self->bound, g_hash_table_unref);
  G_OBJECT_CLASS (mercer_numbers_table_parent_class)->dispose (object);
}

static void
mercer_numbers_table_class_init (MercerNumbersTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  gtk_widget_class_install_action (widget_class, "numbers.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "numbers.copy", NULL);
}

static void
mercer_numbers_table_init (MercerNumbersTable *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  self->bound = g_hash_table_new (NULL, NULL);
  self->rows = mercer_numbers_rows_new ();
  GListModel *list = G_LIST_MODEL (mercer_numbers_rows_list (self->rows));
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (list)));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_show_column_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  mercer_set_accessible_label (GTK_WIDGET (self->view), _("Numbers"));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sorter_changed_cb), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

GtkWidget *
mercer_numbers_table_new (void)
{
  return g_object_new (MERCER_TYPE_NUMBERS_TABLE, NULL);
}
