/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "param.h"

/* Tying an expression to the columns of a table. */

typedef struct
{
  const char *const *names;
  size_t d;
  GError **error;
} Table;

static char *
list_names (const Table *table, const size_t *index, size_t n)
{
  GString *out = g_string_new (NULL);

  for (size_t i = 0; i < n && table->names != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "",
                            table->names[index != NULL ? index[i] : i]);
  return g_string_free (out, FALSE);
}

static bool
refuse (const Table *table, char *sentence)
{
  g_set_error_literal (table->error, MERCER_KERNEL_ERROR, 0, sentence);
  g_free (sentence);
  return false;
}

static bool
unknown_column (const Table *table, const char *name)
{
  const char **known = g_new0 (const char *, table->d + 1);

  for (size_t i = 0; i < table->d && table->names != NULL; i++)
    known[i] = table->names[i];
  const char *nearest = kernel_nearest_word (name, known);
  g_free (known);
  if (nearest != NULL)
    return refuse (table, g_strdup_printf (_ ("There is no input column “%s”; did you mean “%s”?"),
                                           name, nearest));
  char *all = list_names (table, NULL, table->d);
  refuse (table,
          g_strdup_printf (_ ("There is no input column “%s”; the inputs are %s."), name, all));
  g_free (all);
  return false;
}

/* Which of the table's columns stand in `columns` (NULL: all). */
static size_t *
resolve (const Table *table, char *const *columns, size_t *n)
{
  *n = columns != NULL ? g_strv_length ((char **) columns) : table->d;
  size_t *index = g_new (size_t, *n);

  for (size_t i = 0; i < *n; i++)
    {
      size_t j = columns != NULL ? 0 : i;
      while (columns != NULL && j < table->d
             && (table->names == NULL || strcmp (table->names[j], columns[i]) != 0))
        j++;
      index[i] = j;
      if (j < table->d)
        continue;
      unknown_column (table, columns[i]);
      g_free (index);
      return NULL;
    }
  return index;
}

static bool
check_leaf (const Table *table, const MercerKernel *leaf, const size_t *index, size_t n)
{
  const char *id = leaf->family->family.id;
  bool one_column = leaf->family->family.flags & MERCER_KERNEL_ONE_COLUMN && n != 1;
  bool bad_list = kernel_list_length (leaf) != 1 && kernel_list_length (leaf) != n;

  if (!one_column && !bad_list)
    return true;
  char *seen = list_names (table, index, n), *sentence;
  if (one_column)
    sentence = g_strdup_printf (
        _ ("%s works on one column but sees %zu (%s); choose one in brackets: %s()[%s]."), id, n,
        seen, id, table->names != NULL ? table->names[index[0]] : "x");
  else if (n == 1)
    sentence = g_strdup_printf (
        _ ("%s has %zu length scales but sees one column (%s); give one number."), id,
        kernel_list_length (leaf), seen);
  else
    sentence = g_strdup_printf (
        _ ("%s has %zu length scales but sees %zu columns (%s); give one for each "
           "column, or one for all."),
        id, kernel_list_length (leaf), n, seen);
  g_free (seen);
  return refuse (table, sentence);
}

static MercerKernel *
bind_leaf (const Table *table, const MercerKernel *leaf, char *const *columns)
{
  size_t n;
  size_t *index = resolve (table, columns, &n);

  if (index == NULL || !check_leaf (table, leaf, index, n))
    {
      g_free (index);
      return NULL;
    }
  if (leaf->index != NULL && leaf->d == table->d && leaf->n_index == n
      && memcmp (leaf->index, index, n * sizeof *index) == 0)
    {
      g_free (index);
      return mercer_kernel_ref ((MercerKernel *) leaf);
    }
  MercerKernel *copy = kernel_copy (leaf);
  g_free (copy->index);
  copy->index = index;
  copy->n_index = n;
  copy->d = table->d;
  return copy;
}

static MercerKernel *
bind_node (const Table *table, const MercerKernel *kernel, char *const *columns)
{
  if (kernel->columns != NULL)
    columns = kernel->columns;
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return bind_leaf (table, kernel, columns);

  MercerKernel *copy = kernel_copy (kernel);
  for (size_t i = 0; i < copy->n_children; i++)
    {
      MercerKernel *child = bind_node (table, kernel->children[i], columns);
      if (child == NULL)
        {
          mercer_kernel_unref (copy);
          return NULL;
        }
      mercer_kernel_unref (copy->children[i]);
      copy->children[i] = child;
    }
  return copy;
}

MercerKernel *
mercer_kernel_bind (MercerKernel *kernel, const char *const *column_names, size_t d, GError **error)
{
  Table table = { column_names, d, error };

  g_return_val_if_fail (kernel != NULL, NULL);
  if (d > 0)
    return bind_node (&table, kernel, NULL);
  refuse (&table, g_strdup (_ ("A kernel needs at least one input column; choose one.")));
  return NULL;
}

/* --- Points ------------------------------------------------------------------------------ */

typedef struct
{
  MercerMatrix x;
  char *sentence;
} PointCheck;

static bool
check_leaf_points (const MercerKernel *leaf, void *data)
{
  PointCheck *check = data;

  if (!(leaf->family->family.flags & MERCER_KERNEL_NONNEGATIVE_INPUT))
    return true;
  for (size_t c = 0; c < leaf->n_index; c++)
    for (size_t i = 0; i < check->x.rows; i++)
      {
        double value = *mercer_matrix_at (check->x, i, leaf->index[c]);
        char number[MERCER_NUMBER_SIZE];
        if (value >= 0)
          continue;
        check->sentence
            = g_strdup_printf (_ ("%s needs inputs of 0 or more, and there is %s; shift the column or "
                                  "choose another kernel."),
                               leaf->family->family.id, mercer_number_print (value, number));
        return false;
      }
  return true;
}

char *
mercer_kernel_check_points (const MercerKernel *kernel, MercerMatrix x)
{
  PointCheck check = { x, NULL };

  g_return_val_if_fail (kernel_is_bound (kernel), NULL);
  kernel_visit_leaves (kernel, check_leaf_points, &check);
  return check.sentence;
}
