/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What an expression as a whole is: its properties and its hash. */

/* How flags of parts combine. */
#define SHAPES (MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_DOT_PRODUCT)
#define HELD_BY_ANY                                                                                \
  (MERCER_KERNEL_ONE_COLUMN | MERCER_KERNEL_ARD | MERCER_KERNEL_NONNEGATIVE_INPUT                  \
   | MERCER_KERNEL_CATEGORICAL)

/* --- Definiteness ------------------------------------------------------------------------ */

/* 0: positive definite; q: so against weights that are orthogonal to all polynomials of a degree
 * below q (q = 1: that sum to zero); NOT_DEFINITE: neither. */
#define NOT_DEFINITE MERCER_KERNEL_INDEFINITE

static unsigned definiteness (const MercerKernel *kernel);

static unsigned
leaf_definiteness (const MercerKernel *leaf)
{
  unsigned flags = leaf->family->family.flags, most = leaf->family->positive_dimensions;

  if (most > 0 && leaf->n_seen > most)
    return NOT_DEFINITE;
  if (flags & MERCER_KERNEL_POSITIVE_DEFINITE)
    return 0;
  if (leaf->family->order != NULL)
    {
      double slots[8];
      for (size_t i = 0; i < leaf->n_slots && i < G_N_ELEMENTS (slots); i++)
        slots[i] = leaf->slots[i].value;
      return leaf->family->order (slots);
    }
  return flags & MERCER_KERNEL_CONDITIONALLY ? MAX (leaf->family->conditional_order, 1) : NOT_DEFINITE;
}

/* A sum is as definite as its least definite part. */
static unsigned
sum_definiteness (const MercerKernel *sum)
{
  unsigned order = 0;

  for (size_t i = 0; i < sum->n_children; i++)
    order = MAX (order, definiteness (sum->children[i]));
  return order;
}

/* Products and powers of positive definite kernels are so again (Schur), and constants change
 * nothing; no other product needs to be anything. */
static unsigned
product_definiteness (const MercerKernel *product)
{
  unsigned order = 0;
  size_t others = 0;

  for (size_t i = 0; i < product->n_children; i++)
    {
      if (kernel_is_number (product->children[i]))
        continue;
      others++;
      order = MAX (order, definiteness (product->children[i]));
    }
  return order > 0 && others > 1 ? NOT_DEFINITE : order;
}

/* Against a point, or a mirror image with its sign changed, all weights sum to zero. */
static unsigned
operator_definiteness (const MercerKernel *node)
{
  unsigned order = definiteness (node->children[0]);
  bool odd = node->family->operation == KERNEL_SYMMETRIZE
             && node->slots[kernel_param_slot (node, KERNEL_SYMMETRIZE_PARITY)].value < 0;

  switch (node->family->operation)
    {
    case KERNEL_SHIFT:
      return order == 1 ? 0 : order;
    case KERNEL_CENTRE: /* all weights are orthogonal to what it takes out */
      return order <= node->slots[kernel_param_slot (node, KERNEL_CENTRE_ORDER)].value ? 0 : order;
    case KERNEL_NORMALIZE:
    case KERNEL_ADDITIVE:
    case KERNEL_WARP: /* warped polynomials are none, but constants stay what they are */
      return order == 1 && node->family->operation == KERNEL_WARP ? 1 : order > 0 ? NOT_DEFINITE : 0;
    default:
      return order == 1 && odd ? 0 : order;
    }
}

static unsigned
power_definiteness (const MercerKernel *power)
{
  return definiteness (power->children[0]) == 0 ? 0 : NOT_DEFINITE;
}

static unsigned
definiteness (const MercerKernel *kernel)
{
  static unsigned (*const of_kind[]) (const MercerKernel *) = {
    [MERCER_KERNEL_LEAF] = leaf_definiteness,       [MERCER_KERNEL_SUM] = sum_definiteness,
    [MERCER_KERNEL_PRODUCT] = product_definiteness, [MERCER_KERNEL_POWER] = power_definiteness,
    [MERCER_KERNEL_OPERATOR] = operator_definiteness,
  };
  return of_kind[kernel->kind](kernel);
}

unsigned
mercer_kernel_conditional_order (const MercerKernel *kernel)
{
  return definiteness (kernel);
}

/* --- Flags ------------------------------------------------------------------------------- */

/* What a node keeps of the shapes of the kernels behind it. */
static unsigned
kept_shapes (const MercerKernel *kernel)
{
  if (kernel->kind != MERCER_KERNEL_OPERATOR)
    return SHAPES;
  return kernel->family->operation == KERNEL_NORMALIZE  ? MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC
         : kernel->family->operation == KERNEL_ADDITIVE ? MERCER_KERNEL_STATIONARY
                                                        : 0;
}

static unsigned
other_flags (const MercerKernel *kernel)
{
  unsigned all = SHAPES, any = 0;

  if (kernel->kind == MERCER_KERNEL_LEAF)
    return kernel->family->family.flags & (SHAPES | HELD_BY_ANY);
  for (size_t i = 0; i < kernel->n_children; i++)
    {
      unsigned flags = other_flags (kernel->children[i]);
      if (kernel->children[i]->columns != NULL)
        flags &= ~(unsigned) (MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_DOT_PRODUCT);
      all &= flags;
      any |= flags;
    }
  unsigned held = HELD_BY_ANY;
  if (kernel->kind == MERCER_KERNEL_OPERATOR && kernel->family->operation == KERNEL_ADDITIVE)
    held &= ~(unsigned) MERCER_KERNEL_ONE_COLUMN;
  return (all & kept_shapes (kernel)) | (any & held);
}

unsigned
mercer_kernel_flags (const MercerKernel *kernel)
{
  unsigned order = definiteness (kernel);

  return other_flags (kernel)
         | (order == 0              ? MERCER_KERNEL_POSITIVE_DEFINITE
            : order == NOT_DEFINITE ? 0
                                    : MERCER_KERNEL_CONDITIONALLY);
}

/* --- Refusal ----------------------------------------------------------------------------- */

static char *
leaf_sentence (const MercerKernel *leaf)
{
  const char *id = leaf->family->family.id;
  unsigned order = leaf_definiteness (leaf), most = leaf->family->positive_dimensions;

  if (order == 1)
    return g_strdup_printf (_ ("%s is positive definite only against weights that sum to zero, and "
                               "this method needs a kernel that is so always; write Shift(%s(...)), "
                               "which fixes the function to zero at a point, or use RBF() in its place."),
                            id, id);
  if (order != NOT_DEFINITE)
    return g_strdup_printf (_ ("%s is positive definite only against polynomials of a degree below %u, and this "
                               "method needs a kernel that is so always; write Centre(%s(...), order=%u), which "
                               "takes those out of the function, or use RBF() in its place."),
                            id, order, id, order);
  if (most == 1 && leaf->n_seen > 1)
    return g_strdup_printf (_ ("%s is positive definite on one column only and sees %zu; "
                               "choose one in brackets, or multiply "
                               "one for each column."),
                            id, leaf->n_seen);
  if (most > 0 && leaf->n_seen > most)
    return g_strdup_printf (_ ("%s is positive definite on up to %u columns only and sees "
                               "%zu; choose fewer in brackets, or "
                               "use Wendland() in its place."),
                            id, most, leaf->n_seen);
  return g_strdup_printf (_ ("%s is not positive definite, and this method needs a kernel "
                             "that is; use RBF() or Wendland() "
                             "in its place."),
                          id);
}

/* The first that is not positive definite: a leaf. */
const MercerKernel *
mercer_kernel_part_not_definite (const MercerKernel *kernel)
{
  g_return_val_if_fail (kernel_is_bound (kernel), NULL);
  if (definiteness (kernel) == 0)
    return NULL;
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return kernel;
  for (size_t i = 0; i < kernel->n_children; i++)
    if (definiteness (kernel->children[i]) != 0)
      return mercer_kernel_part_not_definite (kernel->children[i]);
  return NULL;
}

char *
mercer_kernel_check_definite (const MercerKernel *kernel)
{
  const MercerKernel *part = mercer_kernel_part_not_definite (kernel);

  return part != NULL ? leaf_sentence (part) : NULL;
}

/* --- Hash -------------------------------------------------------------------------------- */

/* Which columns, by index once bound (two texts that mean the same numbers share their Gram
 * matrices), by name before. Marks and bounds change no number and stay out. */
static void
hash_columns (const MercerKernel *kernel, MercerHash *hash)
{
  mercer_hash_add_size (hash, kernel->n_index);
  for (size_t i = 0; i < kernel->n_index; i++)
    mercer_hash_add_size (hash, kernel->index[i]);
}

static void
hash_node (const MercerKernel *kernel, bool bound, MercerHash *hash)
{
  size_t selected = !bound && kernel->columns != NULL ? g_strv_length (kernel->columns) : 0;

  mercer_hash_add_size (hash, kernel->kind);
  mercer_hash_add_size (hash, selected);
  for (size_t i = 0; i < selected; i++)
    mercer_hash_add_string (hash, kernel->columns[i]);
  if (kernel->family != NULL)
    {
      mercer_hash_add_string (hash, kernel->family->family.id);
      hash_columns (kernel, hash);
      mercer_hash_add_size (hash, kernel->n_slots);
      for (size_t i = 0; i < kernel->n_slots; i++)
        mercer_hash_add_double (hash, kernel->slots[i].value);
      if (kernel->reference != NULL)
        mercer_hash_add_hash (hash, kernel->reference->hash);
    }
  mercer_hash_add_size (hash, (size_t) kernel->exponent);
  mercer_hash_add_size (hash, kernel->n_children);
  for (size_t i = 0; i < kernel->n_children; i++)
    hash_node (kernel->children[i], bound, hash);
}

MercerHash
mercer_kernel_hash (const MercerKernel *kernel)
{
  MercerHash hash = mercer_hash_start ("kernel");
  hash_node (kernel, kernel_is_bound (kernel), &hash);
  return hash;
}
