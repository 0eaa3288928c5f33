/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lexer.h"
#include "operators.h"
#include "program.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Tying an expression to the columns of a table. */

typedef struct
{
  const char *const *names;
  size_t d;
  GError **error;
  const MercerKernel *warp;     /* around, or NULL */
  const MercerKernel *additive; /* the operator around, or NULL, and the columns that it sees */
  const size_t *index;
  size_t n_index;
  const MercerKernel *selecting; /* whose columns these are, or NULL: all */
  const char *text;              /* that the expression was read from, or NULL */
  size_t *from, *to;             /* the place in it that is wrong */
} Table;

static MercerKernel *bind_node (const Table *table, const MercerKernel *kernel, char *const *columns);

static char *
list_names (const Table *table, const size_t *index, size_t n)
{
  GString *out = g_string_new (NULL);

  for (size_t i = 0; i < n && table->names != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "",
                            table->names[index != NULL ? index[i] : i]);
  return g_string_free (out, FALSE);
}

static void
point_at (const Table *table, size_t from, size_t to)
{
  if (table->text == NULL)
    return;
  *table->from = from;
  *table->to = to;
}

/* node: the part that is wrong; NULL: all of it. */
static bool
refuse (const Table *table, const MercerKernel *node, char *sentence)
{
  if (table->text != NULL && node != NULL && node->to > node->from)
    point_at (table, node->from, node->to);
  g_set_error_literal (table->error, MERCER_KERNEL_ERROR, 0, sentence);
  g_free (sentence);
  return false;
}

/* Where the which-th of the columns stands that the node selects. It was read once, so it can be read again. */
static void
point_at_column (const Table *table, const MercerKernel *selecting, size_t which)
{
  KernelLexer lexer;

  if (table->text == NULL || selecting == NULL || selecting->to <= selecting->from)
    return;
  kernel_lexer_start (&lexer, table->text);
  lexer.at = table->text + selecting->bracket;
  kernel_lexer_take (&lexer, '[');
  for (size_t i = 0;; i++)
    {
      const char *from = lexer.at;
      g_free (kernel_lexer_word (&lexer, true, ""));
      const char *to = lexer.at;
      while (to > from && g_ascii_isspace (to[-1]))
        to--;
      if (i == which)
        {
          point_at (table, (size_t) (from - table->text), (size_t) (to - table->text));
          return;
        }
      if (!kernel_lexer_take (&lexer, ','))
        return;
    }
}

static bool
unknown_column (const Table *table, const char *name, size_t which)
{
  point_at_column (table, table->selecting, which);
  const char **known = g_new0 (const char *, table->d + 1);

  for (size_t i = 0; i < table->d && table->names != NULL; i++)
    known[i] = table->names[i];
  const char *nearest = kernel_nearest_word (name, known);
  g_free (known);
  if (nearest != NULL)
    return refuse (table, NULL, g_strdup_printf (_ ("There is no input column “%s”; did you mean “%s”?"),
                                                 name, nearest));
  char *all = list_names (table, NULL, table->d);
  refuse (table, NULL,
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
      unknown_column (table, columns[i], i);
      g_free (index);
      return NULL;
    }
  return index;
}

/* Inside Additive each column comes by itself, so that all must be looking at the same ones. */
static bool
check_additive (const Table *table, const MercerKernel *node, const size_t *index, size_t n)
{
  const char *id = node->family->family.id;

  if (table->additive == NULL
      || (n == table->n_index && memcmp (index, table->index, n * sizeof *index) == 0))
    return true;
  return refuse (table, node, g_strdup_printf (_ ("%s selects columns of its own inside Additive(); write the "
                                            "selection behind Additive(...) instead."),
                                         id));
}

static bool
check_leaf (const Table *table, const MercerKernel *leaf, const size_t *index, size_t n)
{
  const char *id = leaf->family->family.id;
  bool one_column
      = leaf->family->family.flags & MERCER_KERNEL_ONE_COLUMN && n != 1 && table->additive == NULL;
  bool bad_list = kernel_list_length (leaf) != 1 && kernel_list_length (leaf) != n;

  if (!check_additive (table, leaf, index, n))
    return false;
  double *slots = kernel_slot_values (leaf);
  char *refused = leaf->family->refuse != NULL ? leaf->family->refuse (slots, leaf->lengths) : NULL;
  g_free (slots);
  if (refused != NULL)
    return refuse (table, leaf, refused);
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
  return refuse (table, leaf, sentence);
}

/* The node with these columns, which are taken; the same if it has them already. */
static MercerKernel *
with_index (const Table *table, const MercerKernel *node, size_t *index, size_t n)
{
  size_t seen = table->additive != NULL ? 1 : n;

  if (node->index != NULL && node->d == table->d && node->n_index == n && node->n_seen == seen
      && memcmp (node->index, index, n * sizeof *index) == 0)
    {
      g_free (index);
      return mercer_kernel_ref ((MercerKernel *) node);
    }
  MercerKernel *copy = kernel_copy (node);
  g_free (copy->index);
  copy->index = index;
  copy->n_index = n;
  copy->n_seen = seen;
  copy->d = table->d;
  return copy;
}

static MercerKernel *
bind_leaf (const Table *table, const MercerKernel *leaf, char *const *columns)
{
  size_t n;
  size_t *index = resolve (table, columns, &n);

  if (index != NULL && check_leaf (table, leaf, index, n))
    return with_index (table, leaf, index, n);
  g_free (index);
  return NULL;
}

/* --- Operators --------------------------------------------------------------------------- */

/* Lists of an operator: one number for all, or one for each column or order. */
static bool
check_lists (const Table *table, const MercerKernel *node, size_t n)
{
  for (size_t p = 0; p < kernel_family_params (node->family); p++)
    {
      const char *id = node->family->family.id, *param = node->family->family.params[p].id;
      bool additive = node->family->operation == KERNEL_ADDITIVE;
      size_t wanted = additive ? (size_t) node->slots[KERNEL_ADDITIVE_ORDER].value : n;
      if (node->lengths[p] == 1 || node->lengths[p] == wanted)
        continue;
      return refuse (table, node, g_strdup_printf (
                                additive ? _ ("%s has %zu numbers for %s but goes up to order %zu; give one "
                                              "for each order, or one for all.")
                                         : _ ("%s has %zu numbers for %s but sees %zu columns; give one for "
                                              "each column, or one for all."),
                                id, node->lengths[p], param, wanted));
    }
  return true;
}

#define MOST_ADDED 64

static bool
check_operator (const Table *table, const MercerKernel *node, const size_t *index, size_t n)
{
  KernelOperation operation = node->family->operation;
  const char *id = node->family->family.id;

  if (!check_lists (table, node, n))
    return false;
  if (table->additive != NULL && (operation == KERNEL_ADDITIVE || operation == KERNEL_EXCHANGE))
    return refuse (table, node, g_strdup_printf (_ ("%s cannot stand inside Additive(), where each column comes by "
                                              "itself; write it outside."),
                                           id));
  if (!check_additive (table, node, index, n))
    return false;
  if (operation == KERNEL_CENTRE && table->warp != NULL && node->slots[KERNEL_CENTRE_ORDER].value > 1)
    return refuse (table, node, g_strdup_printf (_ ("%s of an order above 1 cannot stand inside %s(), which bends polynomials; "
                                              "transform the column in the table instead, or give it order 1."),
                                           id, table->warp->family->family.id));
  if (operation == KERNEL_EXCHANGE && (n < 2 || n > KERNEL_MOST_EXCHANGED))
    return refuse (table, node, g_strdup_printf (_ ("%s works on two or three columns but sees %zu; choose them in "
                                              "brackets behind it."),
                                           id, n));
  if (operation == KERNEL_ADDITIVE && n > MOST_ADDED)
    return refuse (table, node, g_strdup_printf (_ ("%s works on up to %d columns but sees %zu; choose fewer in "
                                              "brackets behind it."),
                                           id, MOST_ADDED, n));
  return true;
}

/* The columns of the kernel behind an operator that the operator does not see by itself, as those
 * that are selected further in: its maps reach them too. */
static bool
add_columns (const MercerKernel *leaf, void *data)
{
  GArray *all = data;

  for (size_t c = 0; leaf->family->input != KERNEL_INPUT_NONE && c < leaf->n_index; c++)
    {
      bool known = false;
      for (guint i = 0; i < all->len; i++)
        known = known || g_array_index (all, size_t, i) == leaf->index[c];
      if (!known)
        g_array_append_val (all, leaf->index[c]);
    }
  return true;
}

static MercerKernel *
bind_operator (const Table *table, const MercerKernel *node, char *const *columns)
{
  size_t n;
  size_t *index = resolve (table, columns, &n);

  if (index == NULL || !check_operator (table, node, index, n))
    {
      g_free (index);
      return NULL;
    }
  Table inside = *table;
  if (node->family->operation == KERNEL_WARP)
    inside.warp = node;
  if (node->family->operation == KERNEL_ADDITIVE)
    {
      inside.additive = node;
      inside.index = index;
      inside.n_index = n;
    }
  MercerKernel *child = bind_node (&inside, node->children[0], columns);
  if (child == NULL)
    {
      g_free (index);
      return NULL;
    }
  GArray *all = g_array_new (FALSE, FALSE, sizeof (size_t));
  if (node->family->operation != KERNEL_CENTRE) /* whose polynomials are of the columns that matter behind it */
    g_array_append_vals (all, index, (guint) n);
  g_free (index);
  kernel_visit_leaves (child, add_columns, all);
  n = all->len;
  MercerKernel *bound = with_index (table, node, (size_t *) g_array_free (all, FALSE), n);
  MercerKernel *whole = kernel_copy (bound);
  mercer_kernel_unref (bound);
  mercer_kernel_unref (whole->children[0]);
  whole->children[0] = child;
  kernel_reference_unref (whole->reference); /* of the columns that it was bound to before */
  whole->reference = NULL;
  return whole;
}

static MercerKernel *
bind_node (const Table *around, const MercerKernel *kernel, char *const *columns)
{
  Table within = *around;
  const Table *table = &within;

  if (kernel->columns != NULL)
    {
      columns = kernel->columns;
      within.selecting = kernel;
    }
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return bind_leaf (table, kernel, columns);
  if (kernel->kind == MERCER_KERNEL_OPERATOR)
    return bind_operator (table, kernel, columns);

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

static bool
has_operator (const MercerKernel *owner, void *data)
{
  return owner->kind != MERCER_KERNEL_OPERATOR;
}

/* Operators within operators multiply. */
static bool
check_size (const Table *table, const MercerKernel *bound)
{
  if (kernel_visit_owners (bound, has_operator, NULL))
    return true;
  KernelProgram *program = kernel_program_new (bound, KERNEL_VALUES);
  bool overflow = program->overflow;
  kernel_program_free (program);
  return !overflow || refuse (table, NULL, g_strdup (_ ("Operators are nested too deeply here: each looks at the kernel "
                                                  "inside several times; take one away.")));
}

static MercerKernel *
bind (MercerKernel *kernel, Table *table)
{
  if (table->d == 0)
    {
      refuse (table, NULL, g_strdup (_ ("A kernel needs at least one input column; choose one.")));
      return NULL;
    }
  MercerKernel *bound = bind_node (table, kernel, NULL);
  if (bound != NULL && check_size (table, bound))
    return bound;
  mercer_kernel_unref (bound);
  return NULL;
}

MercerKernel *
mercer_kernel_bind (MercerKernel *kernel, const char *const *column_names, size_t d, GError **error)
{
  Table table = { .names = column_names, .d = d, .error = error };

  g_return_val_if_fail (kernel != NULL, NULL);
  return bind (kernel, &table);
}

MercerKernel *
mercer_kernel_read (const char *text, const char *const *column_names, size_t d, size_t *error_start, size_t *error_end,
                    GError **error)
{
  size_t from = 0, to = 0;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, &from, &to, error);
  MercerKernel *bound = NULL;

  if (kernel != NULL)
    {
      Table table = { .names = column_names, .d = d, .error = error, .text = text, .from = &from, .to = &to };
      from = strspn (text, " \t\n\v\f\r"); /* all of it, unless a part is to blame */
      to = strlen (text);
      bound = bind (kernel, &table);
    }
  if (bound == NULL && error_start != NULL)
    *error_start = from;
  if (bound == NULL && error_end != NULL)
    *error_end = to;
  return bound;
}
