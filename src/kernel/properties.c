/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What an expression as a whole is: its properties and its hash. */

/* How flags of parts combine. Sums, products and powers of positive definite kernels are so again
 * (Schur); a sum may hold parts that are so only conditionally, a product may not. */
#define HELD_BY_ALL                                                                                \
  (MERCER_KERNEL_STATIONARY | MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_DOT_PRODUCT                  \
   | MERCER_KERNEL_POSITIVE_DEFINITE)
#define HELD_BY_ANY (MERCER_KERNEL_ONE_COLUMN | MERCER_KERNEL_ARD | MERCER_KERNEL_NONNEGATIVE_INPUT)

static unsigned
leaf_flags (const MercerKernel *leaf)
{
  unsigned flags = leaf->family->family.flags;
  unsigned most = leaf->family->positive_dimensions;

  if (most > 0 && leaf->n_index > most)
    flags &= ~(unsigned) MERCER_KERNEL_POSITIVE_DEFINITE;
  return flags;
}

unsigned
mercer_kernel_flags (const MercerKernel *kernel)
{
  const unsigned definite = MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_CONDITIONALLY;
  unsigned all = ~0u, any = 0;
  bool every_part_definite = true;

  if (kernel->kind == MERCER_KERNEL_LEAF)
    return leaf_flags (kernel);
  for (size_t i = 0; i < kernel->n_children; i++)
    {
      unsigned flags = mercer_kernel_flags (kernel->children[i]);
      if (kernel->children[i]->columns != NULL)
        flags &= ~(unsigned) (MERCER_KERNEL_ISOTROPIC | MERCER_KERNEL_DOT_PRODUCT);
      every_part_definite = every_part_definite && (flags & definite) != 0;
      all &= flags;
      any |= flags;
    }
  unsigned combined = (all & HELD_BY_ALL) | (any & HELD_BY_ANY);
  if (kernel->kind == MERCER_KERNEL_SUM && every_part_definite && any & MERCER_KERNEL_CONDITIONALLY)
    combined |= MERCER_KERNEL_CONDITIONALLY;
  return combined;
}

static bool
check_leaf_definite (const MercerKernel *leaf, void *data)
{
  const char *id = leaf->family->family.id;
  char **sentence = data;
  unsigned flags = leaf_flags (leaf), most = leaf->family->positive_dimensions;

  if (flags & MERCER_KERNEL_POSITIVE_DEFINITE)
    return true;
  if (flags & MERCER_KERNEL_CONDITIONALLY)
    *sentence
        = g_strdup_printf (_ ("%s is positive definite only against weights that sum to zero, and "
                              "this method needs a kernel "
                              "that is so always; use FractionalBrownian() or RBF() in its place."),
                           id);
  else if (most == 1 && leaf->n_index > 1)
    *sentence = g_strdup_printf (_ ("%s is positive definite on one column only and sees %zu; "
                                    "choose one in brackets, or multiply "
                                    "one for each column."),
                                 id, leaf->n_index);
  else if (most > 0 && leaf->n_index > most)
    *sentence = g_strdup_printf (_ ("%s is positive definite on up to %u columns only and sees "
                                    "%zu; choose fewer in brackets, or "
                                    "use Wendland() in its place."),
                                 id, most, leaf->n_index);
  else
    *sentence = g_strdup_printf (_ ("%s is not positive definite, and this method needs a kernel "
                                    "that is; use RBF() or Wendland() "
                                    "in its place."),
                                 id);
  return false;
}

char *
mercer_kernel_check_definite (const MercerKernel *kernel)
{
  char *sentence = NULL;

  g_return_val_if_fail (kernel_is_bound (kernel), NULL);
  kernel_visit_leaves (kernel, check_leaf_definite, &sentence);
  return sentence;
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
  if (kernel->kind == MERCER_KERNEL_LEAF)
    {
      mercer_hash_add_string (hash, kernel->family->family.id);
      hash_columns (kernel, hash);
      mercer_hash_add_size (hash, kernel->n_slots);
      for (size_t i = 0; i < kernel->n_slots; i++)
        mercer_hash_add_double (hash, kernel->slots[i].value);
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
