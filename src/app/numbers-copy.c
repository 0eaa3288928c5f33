/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numbers-copy.h"

typedef struct
{
  MercerFigure *figure;
  size_t index;
  GArray *rows; /* empty: all */
} Copy;

static void
copy_free (void *data)
{
  Copy *copy = data;
  mercer_figure_unref (copy->figure);
  g_array_unref (copy->rows);
  g_free (copy);
}

static void
copy_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  const Copy *copy = data;
  g_task_return_pointer (task,
                         mercer_numbers_text (mercer_figure_get_table (copy->figure, copy->index),
                                              copy->rows->len > 0 ? (guint *) (void *) copy->rows->data : NULL,
                                              copy->rows->len),
                         g_free);
}

static void
copied_cb (GObject *source, GAsyncResult *result, void *data)
{
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (source)), text);
}

void
mercer_numbers_copy (MercerNumbersRows *rows, GtkSelectionModel *selection, GtkWidget *widget)
{
  size_t index;
  MercerFigure *figure = mercer_numbers_rows_figure (rows, &index);
  if (figure == NULL)
    return;
  Copy *copy = g_new (Copy, 1);
  *copy = (Copy) { mercer_figure_ref (figure), index, g_array_new (FALSE, FALSE, sizeof (guint)) };
  GtkBitset *selected = gtk_selection_model_get_selection (selection);
  GtkBitsetIter each;
  guint position;
  for (bool more = gtk_bitset_iter_init_first (&each, selected, &position); more;
       more = gtk_bitset_iter_next (&each, &position))
    {
      guint row = mercer_numbers_rows_at (rows, position);
      g_array_append_val (copy->rows, row);
    }
  gtk_bitset_unref (selected);
  g_autoptr (GTask) task = g_task_new (widget, NULL, copied_cb, NULL);
  g_task_set_task_data (task, copy, copy_free);
  g_task_run_in_thread (task, copy_thread);
}
