/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators.h"
#include "program.h"

#include <glib/gi18n-lib.h>

#include "param.h"

/* Whether a bound kernel is defined on what it is shown. */

/* --- Points ------------------------------------------------------------------------------ */

static char *
negative_sentence (const MercerKernel *leaf, double value)
{
  char number[MERCER_NUMBER_SIZE];

  if (value >= 0)
    return NULL;
  return g_strdup_printf (_ ("%s needs inputs of 0 or more, and there is %s; shift the column or "
                             "choose another kernel."),
                          leaf->family->family.id, mercer_number_print (value, number));
}

static char *
check_leaf_points (const MercerKernel *leaf, MercerMatrix x)
{
  bool nonnegative = leaf->family->family.flags & MERCER_KERNEL_NONNEGATIVE_INPUT;
  char *sentence = NULL;

  if (!nonnegative && leaf->family->refuse_point == NULL)
    return NULL;
  double *slots = kernel_slot_values (leaf);
  for (size_t c = 0; c < leaf->n_index; c++)
    for (size_t i = 0; i < x.rows && sentence == NULL; i++)
      {
        double value = *mercer_matrix_at (x, i, leaf->index[c]);
        sentence = nonnegative ? negative_sentence (leaf, value)
                               : leaf->family->refuse_point (slots, leaf->lengths, value);
      }
  g_free (slots);
  return sentence;
}

static char *
check_warped (const MercerKernel *node, const double *p, MercerMatrix x)
{
  for (size_t c = 0; c < node->n_index; c++)
    for (size_t i = 0; i < x.rows; i++)
      {
        char *refused = node->family->warp->refuse (p, *mercer_matrix_at (x, i, node->index[c]));
        if (refused == NULL)
          continue;
        char *sentence = g_strdup_printf ("%s %s", node->family->family.id, refused);
        g_free (refused);
        return sentence;
      }
  return NULL;
}

static char *check_node_points (const MercerKernel *kernel, MercerMatrix x, const MercerKernel **part);

/* What the operator makes of the points must suit the kernel behind it too. */
static char *
check_made_points (const MercerKernel *node, MercerMatrix x, const MercerKernel **part)
{
  KernelOperation operation = node->family->operation;
  double *p = kernel_slot_values (node);
  char *sentence = NULL;

  if (operation == KERNEL_WARP)
    sentence = check_warped (node, p, x);
  if (sentence != NULL)
    *part = node;
  if (sentence == NULL && operation != KERNEL_WARP)
    sentence = check_node_points (node->children[0], x, part);
  if (sentence == NULL
      && (operation == KERNEL_WARP || operation == KERNEL_SYMMETRIZE || operation == KERNEL_SHIFT))
    {
      KernelPoints points = { .node = node, .p = p, .anchor = operation == KERNEL_SHIFT };
      size_t rows = points.anchor ? 1 : x.rows;
      MercerMatrix made = mercer_matrix (g_new0 (double, rows * x.cols + 1), rows, x.cols);
      kernel_points_map (&points, x, made);
      sentence = check_node_points (node->children[0], made, part);
      g_free (made.data);
    }
  g_free (p);
  return sentence;
}

/* *part: what is to blame; where nothing is, it stays as it is. */
static char *
check_node_points (const MercerKernel *kernel, MercerMatrix x, const MercerKernel **part)
{
  char *sentence = NULL;

  if (kernel->kind == MERCER_KERNEL_LEAF)
    {
      sentence = check_leaf_points (kernel, x);
      if (sentence != NULL)
        *part = kernel;
      return sentence;
    }
  if (kernel->kind == MERCER_KERNEL_OPERATOR)
    return check_made_points (kernel, x, part);
  for (size_t i = 0; i < kernel->n_children && sentence == NULL; i++)
    sentence = check_node_points (kernel->children[i], x, part);
  return sentence;
}

const MercerKernel *
mercer_kernel_part_off_points (const MercerKernel *kernel, MercerMatrix x)
{
  const MercerKernel *part = NULL;

  g_return_val_if_fail (kernel_is_bound (kernel), NULL);
  g_free (check_node_points (kernel, x, &part));
  return part;
}

char *
mercer_kernel_check_points (const MercerKernel *kernel, MercerMatrix x)
{
  const MercerKernel *part;

  g_return_val_if_fail (kernel_is_bound (kernel), NULL);
  if (mercer_kernel_wants_reference (kernel) && mercer_kernel_reference_rows (kernel) == 0)
    return g_strdup (_ ("Centre takes means over rows, and there are none here; write Shift() to anchor the kernel at a "
                        "point."));
  return check_node_points (kernel, x, &part);
}

/* --- Categories -------------------------------------------------------------------------- */

typedef struct
{
  const bool *categories;
  const char *const *names; /* NULL: nobody asks for the sentence */
  const MercerKernel *part;
  char *sentence;
} CategoryCheck;

/* What to write instead: the leaf on the numbers among its columns, and Hamming beside it. */
static char *
category_sentence (const CategoryCheck *check, const MercerKernel *leaf, size_t category)
{
  const char *id = leaf->family->family.id, *name = check->names[category];
  const char *one[] = { name, NULL };
  GPtrArray *numbers = g_ptr_array_new ();
  GString *columns = g_string_new (NULL), *hamming = g_string_new ("Hamming()");

  for (size_t c = 0; c < leaf->n_index; c++)
    if (!check->categories[leaf->index[c]])
      g_ptr_array_add (numbers, (char *) check->names[leaf->index[c]]);
  bool some = numbers->len > 0;
  g_ptr_array_add (numbers, NULL);
  kernel_print_columns (hamming, one);
  if (some)
    kernel_print_columns (columns, (const char *const *) numbers->pdata);
  char *sentence
      = some ? g_strdup_printf (_ ("%s works on numbers, and “%s” holds categories; write %s(…)%s * %s."), id, name, id,
                                columns->str, hamming->str)
             : g_strdup_printf (_ ("%s works on numbers, and “%s” holds categories; write %s instead."), id, name,
                                hamming->str);
  g_string_free (columns, TRUE);
  g_string_free (hamming, TRUE);
  g_ptr_array_free (numbers, TRUE);
  return sentence;
}

static bool
check_leaf_categories (const MercerKernel *leaf, void *data)
{
  CategoryCheck *check = data;
  const MercerKernelFamily *family = &leaf->family->family;

  if (family->flags & MERCER_KERNEL_CATEGORICAL || leaf->family->input == KERNEL_INPUT_NONE)
    return true;
  for (size_t c = 0; c < leaf->n_index; c++)
    if (check->categories[leaf->index[c]])
      {
        check->part = leaf;
        check->sentence = check->names != NULL ? category_sentence (check, leaf, leaf->index[c]) : NULL;
        return false;
      }
  return true;
}

char *
mercer_kernel_check_categories (const MercerKernel *kernel, const bool *categories, const char *const *names)
{
  CategoryCheck check = { .categories = categories, .names = names };

  g_return_val_if_fail (kernel_is_bound (kernel), NULL);
  kernel_visit_leaves (kernel, check_leaf_categories, &check);
  return check.sentence;
}

const MercerKernel *
mercer_kernel_part_on_categories (const MercerKernel *kernel, const bool *categories)
{
  CategoryCheck check = { .categories = categories };

  g_return_val_if_fail (kernel_is_bound (kernel), NULL);
  kernel_visit_leaves (kernel, check_leaf_categories, &check);
  return check.part;
}

/* --- Places ------------------------------------------------------------------------------ */

bool
mercer_kernel_place (const MercerKernel *part, size_t *start, size_t *end)
{
  *start = part->from;
  *end = part->to;
  return part->to > part->from;
}
