/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listed-rows.h"

/* Rows announced at a time, a frame apart, until a list view has all the widgets that it makes. */
#define FEW 16
#define PAUSE_MS 16
#define WIDGETS 240

struct _MercerListedRow
{
  GObject parent;
  guint position;
};

G_DEFINE_FINAL_TYPE (MercerListedRow, mercer_listed_row, G_TYPE_OBJECT)

static void
mercer_listed_row_class_init (MercerListedRowClass *klass)
{
}

static void
mercer_listed_row_init (MercerListedRow *row)
{
}

guint
mercer_listed_row_get (MercerListedRow *row)
{
  return row->position;
}

/* --- The model ---------------------------------------------------------------------------------- */

struct _MercerListedRows
{
  GObject parent;
  guint announced, n; /* the first is what a view knows of */
  guint later;
};

static GType
get_item_type (GListModel *model)
{
  return MERCER_TYPE_LISTED_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return MERCER_LISTED_ROWS (model)->announced;
}

static void *
get_item (GListModel *model, guint position)
{
  if (position >= get_n_items (model))
    return NULL;
  MercerListedRow *row = g_object_new (MERCER_TYPE_LISTED_ROW, NULL);
  row->position = position;
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MercerListedRows, mercer_listed_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
announce (MercerListedRows *self)
{
  guint before = self->announced;
  self->announced = before >= WIDGETS ? self->n : MIN (self->n, before + FEW);
  if (self->announced != before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->announced - before);
}

static gboolean
later_cb (void *data)
{
  MercerListedRows *self = data;
  announce (self);
  if (self->announced < self->n)
    return G_SOURCE_CONTINUE;
  self->later = 0;
  return G_SOURCE_REMOVE;
}

void
mercer_listed_rows_set (MercerListedRows *self, size_t n)
{
  guint before = self->announced;
  self->n = (guint) MIN (n, G_MAXUINT - 1);
  self->announced = MIN (before, self->n);
  if (self->announced != before)
    g_list_model_items_changed (G_LIST_MODEL (self), self->announced, before - self->announced, 0);
  if (self->later == 0)
    announce (self);
  if (self->later == 0 && self->announced < self->n)
    self->later = g_timeout_add (PAUSE_MS, later_cb, self);
}

bool
mercer_listed_rows_is_behind (MercerListedRows *self)
{
  return self->announced < self->n;
}

static void
finalize (GObject *object)
{
  g_clear_handle_id (&MERCER_LISTED_ROWS (object)->later, g_source_remove);
  G_OBJECT_CLASS (mercer_listed_rows_parent_class)->finalize (object);
}

static void
mercer_listed_rows_class_init (MercerListedRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
mercer_listed_rows_init (MercerListedRows *self)
{
}

MercerListedRows *
mercer_listed_rows_new (void)
{
  return g_object_new (MERCER_TYPE_LISTED_ROWS, NULL);
}

void
mercer_column_view_clear (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);
      gtk_column_view_remove_column (view, column);
    }
}
