/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data-view-rows.h"

#include <glib/gi18n.h>

#include "param.h"
#include "listed-rows.h"

/* --- Text --------------------------------------------------------------------------------------- */

/* A minus sign takes three bytes. */
#define SHOWN (MERCER_NUMBER_SIZE + 2)

/* As many of these digits as the number needs, with the minus sign that mercer_number_show () writes. */
static const char *
short_number (double value, int digits, char buffer[SHOWN])
{
  char format[8], plain[MERCER_NUMBER_SIZE];
  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_ascii_formatd (plain, sizeof plain, format, value + 0.0); /* no "-0" */
  g_snprintf (buffer, SHOWN, "%s%s", *plain == '-' ? "\u2212" : "", plain + (*plain == '-'));
  return buffer;
}

char *
mercer_data_cell_text (const MercerColumn *column, size_t row)
{
  char number[SHOWN];
  if (row >= column->n)
    return g_strdup ("");
  if (column->kind == MERCER_COLUMN_CATEGORICAL)
    return g_strdup (column->codes[row] < 0 ? "" : column->levels[column->codes[row]]);
  return g_strdup (isnan (column->values[row]) ? "" : short_number (column->values[row], 9, number));
}

static char *
levels_summary (const MercerColumn *column)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, ngettext ("Text, %zu value", "Text, %zu values", column->n_levels),
                          column->n_levels);
  for (size_t i = 0; i < MIN (column->n_levels, 3); i++)
    g_string_append_printf (text, "%s%s", i == 0 ? ": " : ", ", column->levels[i]);
  if (column->n_levels > 3)
    g_string_append (text, "…");
  return g_string_free (text, FALSE);
}

static char *
numbers_summary (const MercerColumn *column)
{
  char low[SHOWN], high[SHOWN], mean[SHOWN], sd[SHOWN];
  if (column->n_missing == column->n)
    return g_strdup (_("Numbers, none present"));
  short_number (column->min, 6, low);
  if (column->min == column->max)
    return g_strdup_printf (_("Numbers, all of them %s"), low);
  short_number (column->max, 6, high);
  short_number (column->mean, 5, mean);
  short_number (column->sd, 3, sd);
  return g_strdup_printf (column->integral ? _("Whole numbers, %s to %s, mean %s, sd %s")
                                           : _("Numbers, %s to %s, mean %s, sd %s"),
                          low, high, mean, sd);
}

char *
mercer_data_column_summary (const MercerColumn *column)
{
  g_autofree char *text = column->kind == MERCER_COLUMN_NUMERIC ? numbers_summary (column) : levels_summary (column);
  if (column->n_missing == 0)
    return g_steal_pointer (&text);
  g_autofree char *missing = g_strdup_printf (ngettext ("%zu missing", "%zu missing", column->n_missing),
                                              column->n_missing);
  return g_strdup_printf ("%s, %s", text, missing);
}

/* --- The view ----------------------------------------------------------------------------------- */

typedef struct
{
  MercerDataset *dataset;
  size_t column;
} Cell;

static void
cell_free (void *data, GClosure *closure)
{
  Cell *cell = data;
  mercer_dataset_unref (cell->dataset);
  g_free (cell);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Cell *cell)
{
  const MercerColumn *column = mercer_dataset_column (cell->dataset, cell->column);
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), column->kind == MERCER_COLUMN_NUMERIC ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 10);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Cell *cell)
{
  MercerListedRow *row = gtk_list_item_get_item (item);
  g_autofree char *text = mercer_data_cell_text (mercer_dataset_column (cell->dataset, cell->column), mercer_listed_row_get (row));
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
append_column (GtkColumnView *view, MercerDataset *dataset, size_t index)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  void (*const handlers[]) (GtkSignalListItemFactory *, GtkListItem *, Cell *) = { setup_cb, bind_cb };
  const char *const names[] = { "setup", "bind" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Cell *cell = g_new (Cell, 1);
      *cell = (Cell) { mercer_dataset_ref (dataset), index };
      g_signal_connect_data (factory, names[i], G_CALLBACK (handlers[i]), cell, cell_free, 0);
    }
  GtkColumnViewColumn *column = gtk_column_view_column_new (mercer_dataset_column (dataset, index)->name, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
}

void
mercer_data_rows_show (GtkColumnView *view, MercerDataset *dataset)
{
  gtk_column_view_set_model (view, NULL);
  mercer_column_view_clear (view);
  if (dataset == NULL)
    return;
  for (size_t i = 0; i < MIN (mercer_dataset_columns (dataset), MERCER_ROWS_COLUMNS); i++)
    append_column (view, dataset, i);
  MercerListedRows *rows = mercer_listed_rows_new ();
  mercer_listed_rows_set (rows, mercer_dataset_rows (dataset));
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (rows)));
  gtk_column_view_set_model (view, selection);
  g_object_unref (selection);
}
