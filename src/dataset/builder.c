/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum
{
  MAX_ALIKE = 3 /* notes of one kind; the rest is counted */
};

struct _MercerDatasetBuilder
{
  Family *family;
  GPtrArray *columns; /* of Column */
  GPtrArray *notes;
  GHashTable *names;          /* taken so far, with the last number given to a name like it */
  unsigned renamed, infinite; /* columns */
  MercerWork *work;
  const char *const *units;
};

MercerDatasetBuilder *
mercer_dataset_builder_new (const char *title, const char *origin)
{
  MercerDatasetBuilder *builder = g_new0 (MercerDatasetBuilder, 1);
  builder->family = g_new0 (Family, 1);
  atomic_init (&builder->family->refs, 1);
  builder->family->title = g_strdup (title != NULL ? title : "");
  builder->family->origin = g_strdup (origin != NULL ? origin : "");
  builder->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_column_unref);
  builder->notes = g_ptr_array_new_with_free_func (g_free);
  builder->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return builder;
}

void
mercer_dataset_builder_free (MercerDatasetBuilder *builder)
{
  if (builder == NULL)
    return;
  if (builder->family != NULL)
    {
      g_free (builder->family->title);
      g_free (builder->family->origin);
      g_free (builder->family->source);
      g_free (builder->family);
    }
  g_hash_table_unref (builder->names);
  g_ptr_array_unref (builder->columns);
  g_ptr_array_unref (builder->notes);
  g_free (builder);
}

void
mercer_dataset_builder_set_source (MercerDatasetBuilder *builder, const char *source)
{
  g_free (builder->family->source);
  builder->family->source = g_strdup (source);
}

void
mercer_dataset_builder_set_work (MercerDatasetBuilder *builder, MercerWork *work)
{
  builder->work = work;
}

void
mercer_dataset_builder_set_units (MercerDatasetBuilder *builder, const char *const *units)
{
  builder->units = units;
}

static const char *
known_unit (const MercerDatasetBuilder *builder, const char *name)
{
  for (const char *const *pair = builder->units; pair != NULL && *pair != NULL; pair += 2)
    if (strcmp (pair[0], name) == 0)
      return pair[1];
  return "";
}

void
mercer_dataset_builder_note (MercerDatasetBuilder *builder, const char *note)
{
  g_ptr_array_add (builder->notes, g_strdup (note));
}

/* The name under which the next column is known: never empty, never taken. */
static char *
unique_name (MercerDatasetBuilder *builder, const char *name)
{
  char *base = name != NULL && *name != '\0'
                   ? g_strdup (name)
                   : g_strdup_printf (_ ("column %u"), builder->columns->len + 1);
  gpointer last;
  if (!g_hash_table_lookup_extended (builder->names, base, NULL, &last))
    return base;
  char *unique = NULL;
  unsigned number = GPOINTER_TO_UINT (last);
  do
    {
      g_free (unique);
      unique = g_strdup_printf ("%s (%u)", base, ++number);
    }
  while (g_hash_table_contains (builder->names, unique));
  g_hash_table_insert (builder->names, g_strdup (base), GUINT_TO_POINTER (number));
  if (builder->renamed++ < MAX_ALIKE)
    g_ptr_array_add (
        builder->notes,
        g_strdup_printf (_ ("More than one column is called “%s”; a later one is now “%s”."), base,
                         unique));
  g_free (base);
  return unique;
}

static void
add_column (MercerDatasetBuilder *builder, Column *column)
{
  g_ptr_array_add (builder->columns, column);
  g_hash_table_insert (builder->names, g_strdup (mercer_column_view (column)->name),
                       GUINT_TO_POINTER (1));
}

/* Gives every missing value the same bits, for the hash, and counts the infinite ones among them.
 */
static size_t
drop_infinities (double *values, size_t n)
{
  size_t infinite = 0;
  for (size_t i = 0; i < n; i++)
    {
      infinite += isinf (values[i]) != 0;
      values[i] = isfinite (values[i]) ? values[i] : NAN;
    }
  return infinite;
}

void
mercer_dataset_builder_add_numeric (MercerDatasetBuilder *builder, const char *name,
                                    const char *unit, double *values, size_t n)
{
  g_return_if_fail (builder != NULL && (values != NULL || n == 0));
  char *unique = unique_name (builder, name);
  const size_t infinite = drop_infinities (values, n);
  if (infinite > 0 && builder->infinite++ < MAX_ALIKE)
    g_ptr_array_add (
        builder->notes,
        g_strdup_printf (
            ngettext ("Column “%s” holds %zu infinite value, which is taken as missing.",
                      "Column “%s” holds %zu infinite values, which are taken as missing.",
                      infinite),
            unique, infinite));
  if (unit == NULL)
    unit = known_unit (builder, unique);
  add_column (builder, mercer_column_new_numeric (unique, unit, values, n, builder->work));
  g_free (unique);
}

void
mercer_dataset_builder_add_categorical (MercerDatasetBuilder *builder, const char *name,
                                        int32_t *codes, size_t n, char **levels)
{
  g_return_if_fail (builder != NULL && levels != NULL && (codes != NULL || n == 0));
  char *unique = unique_name (builder, name);
  add_column (builder, mercer_column_new_categorical (unique, codes, n, levels, builder->work));
  g_free (unique);
}

static void
note_the_rest (MercerDatasetBuilder *builder)
{
  if (builder->renamed > MAX_ALIKE)
    g_ptr_array_add (builder->notes,
                     g_strdup_printf (_ ("%u columns in all have names that were taken; each "
                                         "was given a number."),
                                      builder->renamed));
  if (builder->infinite > MAX_ALIKE)
    g_ptr_array_add (builder->notes,
                     g_strdup_printf (_ ("%u columns in all hold infinite values, which are "
                                         "taken as missing."),
                                      builder->infinite));
}

MercerDataset *
mercer_dataset_builder_finish (MercerDatasetBuilder *builder)
{
  g_return_val_if_fail (builder != NULL, NULL);
  const size_t n_columns = builder->columns->len;
  const size_t n_rows
      = n_columns > 0 ? mercer_column_view (g_ptr_array_index (builder->columns, 0))->n : 0;
  for (size_t c = 0; c < n_columns; c++)
    g_assert (mercer_column_view (g_ptr_array_index (builder->columns, c))->n == n_rows);

  Family *family = g_steal_pointer (&builder->family);
  if (family->source == NULL)
    family->source = g_strdup ("");
  note_the_rest (builder);
  g_ptr_array_add (builder->notes, NULL);
  family->notes = (char **) g_ptr_array_steal (builder->notes, NULL);
  atomic_init (&family->next_id, n_rows);
  MercerDataset *dataset = mercer_table_new (family, NULL, n_rows, n_columns);
  for (size_t c = 0; c < n_columns; c++)
    dataset->columns[c] = mercer_column_ref (g_ptr_array_index (builder->columns, c));
  mercer_table_seal (dataset);
  mercer_dataset_builder_free (builder);
  return dataset;
}
