/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numbers-rows.h"

#include <math.h>

#include "param.h"

/* --- The model ---------------------------------------------------------------------------------- */

struct _MercerNumbersRows
{
  GObject parent;
  MercerFigure *figure;
  size_t table;
  MercerListedRows *list;
  guint n;
  guint *order, *places; /* places: the inverse of order, made when it is first asked for */
};

G_DEFINE_FINAL_TYPE (MercerNumbersRows, mercer_numbers_rows, G_TYPE_OBJECT)

static void
finalize (GObject *object)
{
  MercerNumbersRows *self = MERCER_NUMBERS_ROWS (object);
  mercer_figure_unref (self->figure);
  g_object_unref (self->list);
  g_free (self->order);
  g_free (self->places);
  G_OBJECT_CLASS (mercer_numbers_rows_parent_class)->finalize (object);
}

static void
mercer_numbers_rows_class_init (MercerNumbersRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
mercer_numbers_rows_init (MercerNumbersRows *self)
{
  self->list = mercer_listed_rows_new ();
}

MercerNumbersRows *
mercer_numbers_rows_new (void)
{
  return g_object_new (MERCER_TYPE_NUMBERS_ROWS, NULL);
}

MercerListedRows *
mercer_numbers_rows_list (MercerNumbersRows *self)
{
  return self->list;
}

const MercerTable *
mercer_numbers_rows_table (MercerNumbersRows *self)
{
  return self->figure != NULL ? mercer_figure_get_table (self->figure, self->table) : NULL;
}

MercerFigure *
mercer_numbers_rows_figure (MercerNumbersRows *self, size_t *table)
{
  *table = self->table;
  return self->figure;
}

void
mercer_numbers_rows_show (MercerNumbersRows *self, MercerFigure *figure, size_t table, guint *order)
{
  if (figure != NULL)
    mercer_figure_ref (figure);
  mercer_figure_unref (self->figure);
  self->figure = figure;
  self->table = table;
  g_free (self->order);
  self->order = order;
  g_clear_pointer (&self->places, g_free);
  self->n = figure != NULL ? (guint) MIN (mercer_numbers_rows_table (self)->rows, G_MAXUINT - 1) : 0;
  mercer_listed_rows_set (self->list, self->n);
}

guint
mercer_numbers_rows_at (MercerNumbersRows *self, guint position)
{
  return self->order != NULL ? self->order[position] : position;
}

guint
mercer_numbers_rows_find (MercerNumbersRows *self, guint row)
{
  if (self->order == NULL)
    return row;
  if (self->places == NULL)
    {
      self->places = g_new (guint, self->n);
      for (guint i = 0; i < self->n; i++)
        self->places[self->order[i]] = i;
    }
  return self->places[row];
}

/* --- Order and text ------------------------------------------------------------------------------- */

typedef struct
{
  double value;
  guint row;
} Key;

static int
compare_keys (const void *a, const void *b)
{
  const Key *one = a, *other = b;
  if (isnan (one->value) != isnan (other->value))
    return isnan (one->value) ? 1 : -1;
  if (one->value < other->value || one->value > other->value)
    return one->value < other->value ? -1 : 1;
  return one->row < other->row ? -1 : 1;
}

guint *
mercer_numbers_order (const MercerTable *table, size_t column, bool descending)
{
  g_autofree Key *keys = g_new (Key, MAX (table->rows, 1));
  guint *order = g_new (guint, MAX (table->rows, 1));
  const double *values = table->column[column].values;
  for (size_t i = 0; i < table->rows; i++)
    keys[i] = (Key) { descending ? -values[i] : values[i], (guint) i };
  qsort (keys, table->rows, sizeof *keys, compare_keys);
  for (size_t i = 0; i < table->rows; i++)
    order[i] = keys[i].row;
  return order;
}

char *
mercer_numbers_text (const MercerTable *table, const guint *chosen, size_t n)
{
  GString *text = g_string_new (NULL);
  for (size_t c = 0; c < table->columns; c++)
    {
      const MercerTableColumn *column = &table->column[c];
      g_string_append_printf (text, *column->unit != '\0' ? "%s%s (%s)" : "%s%s", c > 0 ? "\t" : "", column->name,
                              column->unit);
    }
  g_string_append_c (text, '\n');
  for (size_t i = 0; i < (chosen != NULL ? n : table->rows); i++)
    for (size_t c = 0; c < table->columns; c++)
      {
        char number[MERCER_NUMBER_SIZE];
        size_t row = chosen != NULL ? chosen[i] : i;
        const char *word = mercer_table_column_word (&table->column[c], row);
        double value = table->column[c].values[row];
        g_string_append (text, c > 0 ? "\t" : "");
        if (word == NULL)
          word = isnan (value) ? "" : mercer_number_print (value, number);
        g_string_append (text, word);
        g_string_append (text, c + 1 == table->columns ? "\n" : "");
      }
  return g_string_free (text, FALSE);
}
