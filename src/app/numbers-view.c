/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numbers-view.h"

#include <glib/gi18n.h>

#include "application.h"
#include "compat.h"
#include "numbers-table.h"
#include "numbers-texts.h"

/* Numbers that change more often than this cannot be read. */
#define PAUSE_MS 120

struct _MercerNumbersView
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwBin *texts_bin, *table_bin;
  GtkWidget *table_box;
  GtkDropDown *choice;
  GtkLabel *size;
  MercerNumbersTexts *texts;
  MercerNumbersTable *table;

  MercerFigure *figure; /* the newest */
  char *listed;         /* ids and titles in the drop-down */
  char *chosen;         /* the id of the table a person chose last, also while a figure has none of that name */
  bool stale, filling;
  guint pause; /* until the next figure may be shown */
};

G_DEFINE_FINAL_TYPE (MercerNumbersView, mercer_numbers_view, ADW_TYPE_BIN)

/* --- Which table -------------------------------------------------------------------------------- */

static size_t
chosen_table (MercerNumbersView *self)
{
  for (size_t i = 0; i < mercer_figure_n_tables (self->figure); i++)
    if (g_strcmp0 (mercer_figure_get_table (self->figure, i)->id, self->chosen) == 0)
      return i;
  return 0;
}

static char *
list_tables (MercerFigure *figure)
{
  GString *list = g_string_new (NULL);
  for (size_t i = 0; i < mercer_figure_n_tables (figure); i++)
    g_string_append_printf (list, "%s\t%s\n", mercer_figure_get_table (figure, i)->id,
                            mercer_figure_get_table (figure, i)->title);
  return g_string_free (list, FALSE);
}

static void
fill_choice (MercerNumbersView *self)
{
  g_autofree char *list = list_tables (self->figure);
  if (g_strcmp0 (list, self->listed) != 0)
    {
      g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
      for (size_t i = 0; i < mercer_figure_n_tables (self->figure); i++)
        gtk_string_list_append (titles, mercer_figure_get_table (self->figure, i)->title);
      gtk_drop_down_set_model (self->choice, G_LIST_MODEL (titles));
      g_free (self->listed);
      self->listed = g_steal_pointer (&list);
    }
  gtk_drop_down_set_selected (self->choice, (guint) chosen_table (self));
}

/* --- A figure ------------------------------------------------------------------------------------- */

static void
show_table (MercerNumbersView *self)
{
  bool any = mercer_figure_n_tables (self->figure) > 0;
  gtk_widget_set_visible (self->table_box, any);
  if (!any)
    {
      mercer_numbers_table_show (self->table, NULL, 0);
      return;
    }
  fill_choice (self);
  size_t index = chosen_table (self);
  const MercerTable *table = mercer_figure_get_table (self->figure, index);
  g_autofree char *rows = g_strdup_printf (ngettext ("%zu row", "%zu rows", table->rows), table->rows);
  gtk_label_set_text (self->size, rows);
  mercer_numbers_table_show (self->table, self->figure, index);
}

static void
fill (MercerNumbersView *self)
{
  self->stale = false;
  self->filling = true;
  bool any = self->figure != NULL
             && (mercer_figure_n_tables (self->figure) > 0 || mercer_figure_n_texts (self->figure) > 0);
  gtk_stack_set_visible_child_name (self->stack, any ? "numbers" : "none");
  mercer_numbers_texts_show (self->texts, self->figure);
  gtk_widget_set_visible (GTK_WIDGET (self->texts_bin), self->figure != NULL && mercer_figure_n_texts (self->figure) > 0);
  if (self->figure != NULL)
    show_table (self);
  else
    mercer_numbers_table_show (self->table, NULL, 0);
  self->filling = false;
}

static gboolean
pause_over_cb (void *data)
{
  MercerNumbersView *self = data;
  if (!self->stale)
    {
      self->pause = 0;
      return G_SOURCE_REMOVE;
    }
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
  else
    self->pause = 0;
  return self->pause != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
mercer_numbers_view_show (MercerNumbersView *self, MercerFigure *figure)
{
  if (figure != NULL)
    mercer_figure_ref (figure);
  g_clear_pointer (&self->figure, mercer_figure_unref);
  self->figure = figure;
  self->stale = true;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->pause != 0)
    return;
  fill (self);
  self->pause = g_timeout_add (PAUSE_MS, pause_over_cb, self);
}

bool
mercer_numbers_view_is_settled (MercerNumbersView *self)
{
  return !self->stale && !mercer_numbers_table_is_behind (self->table);
}

static void
chosen_cb (MercerNumbersView *self)
{
  guint index = gtk_drop_down_get_selected (self->choice);
  if (self->filling || self->figure == NULL || index >= mercer_figure_n_tables (self->figure))
    return;
  g_free (self->chosen);
  self->chosen = g_strdup (mercer_figure_get_table (self->figure, index)->id);
  fill (self);
}

/* --- The widget ------------------------------------------------------------------------------------ */

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mercer_numbers_view_parent_class)->map (widget);
  if (MERCER_NUMBERS_VIEW (widget)->stale)
    fill (MERCER_NUMBERS_VIEW (widget));
}

static void
dispose (GObject *object)
{
  MercerNumbersView *self = MERCER_NUMBERS_VIEW (object);
  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_pointer (&self->figure, mercer_figure_unref);
  G_OBJECT_CLASS (mercer_numbers_view_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_free (MERCER_NUMBERS_VIEW (object)->listed);
  g_free (MERCER_NUMBERS_VIEW (object)->chosen);
  G_OBJECT_CLASS (mercer_numbers_view_parent_class)->finalize (object);
}

static void
mercer_numbers_view_class_init (MercerNumbersViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->map = map;
  gtk_widget_class_set_template_from_resource (widget_class, MERCER_RESOURCES "/numbers-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MercerNumbersView, stack);
  gtk_widget_class_bind_template_child (widget_class, MercerNumbersView, texts_bin);
  gtk_widget_class_bind_template_child (widget_class, MercerNumbersView, table_bin);
  gtk_widget_class_bind_template_child (widget_class, MercerNumbersView, table_box);
  gtk_widget_class_bind_template_child (widget_class, MercerNumbersView, choice);
  gtk_widget_class_bind_template_child (widget_class, MercerNumbersView, size);
}

static void
copy_cb (MercerNumbersView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->table), "numbers.copy", NULL);
}

static void
mercer_numbers_view_init (MercerNumbersView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->texts = MERCER_NUMBERS_TEXTS (mercer_numbers_texts_new ());
  adw_bin_set_child (self->texts_bin, GTK_WIDGET (self->texts));
  self->table = MERCER_NUMBERS_TABLE (mercer_numbers_table_new ());
  adw_bin_set_child (self->table_bin, GTK_WIDGET (self->table));
  GtkWidget *copy = mercer_icon_button_new ("edit-copy-symbolic", _("Copy the selected rows, or all"));
  gtk_widget_add_css_class (copy, "flat");
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->choice))), copy);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  mercer_drop_down_let_shrink (self->choice);
  mercer_set_accessible_label (GTK_WIDGET (self->choice), _("Table"));
}

GtkWidget *
mercer_numbers_view_new (void)
{
  return g_object_new (MERCER_TYPE_NUMBERS_VIEW, NULL);
}
