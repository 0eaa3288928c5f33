/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "operators.h"
#include "polynomials.h"
#include "tree.h"

/* Rows of reference: what Centre takes means over. */

KernelReference *
kernel_reference_ref (KernelReference *reference)
{
  g_atomic_ref_count_inc (&reference->refs);
  return reference;
}

void
kernel_reference_unref (KernelReference *reference)
{
  if (reference == NULL || !g_atomic_ref_count_dec (&reference->refs))
    return;
  g_free (reference->x.data);
  g_free (reference);
}

/* At most so many of the rows, of even stretches the first each. */
static KernelReference *
reference_new (MercerMatrix rows)
{
  KernelReference *reference = g_new0 (KernelReference, 1);
  size_t n = MIN (rows.rows, MERCER_KERNEL_MOST_REFERENCE);

  g_atomic_ref_count_init (&reference->refs);
  reference->x = mercer_matrix (g_new (double, n *rows.cols + 1), n, rows.cols);
  for (size_t c = 0; c < rows.cols; c++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (reference->x, i, c) = *mercer_matrix_at (rows, i * rows.rows / n, c);
  reference->hash = mercer_hash_start ("reference");
  mercer_hash_add_size (&reference->hash, n);
  mercer_hash_add (&reference->hash, reference->x.data, n * rows.cols * sizeof (double));
  return reference;
}

static bool
is_centre (const MercerKernel *owner)
{
  return owner->kind == MERCER_KERNEL_OPERATOR && owner->family->operation == KERNEL_CENTRE;
}

static bool
is_no_centre (const MercerKernel *owner, void *data)
{
  return !is_centre (owner);
}

bool
mercer_kernel_wants_reference (const MercerKernel *kernel)
{
  return !kernel_visit_owners (kernel, is_no_centre, NULL);
}

static bool
note_rows (const MercerKernel *owner, void *rows)
{
  if (is_centre (owner))
    *(size_t *) rows = owner->reference != NULL ? owner->reference->x.rows : 0;
  return !is_centre (owner);
}

size_t
mercer_kernel_reference_rows (const MercerKernel *kernel)
{
  size_t rows = 0;

  kernel_visit_owners (kernel, note_rows, &rows);
  return rows;
}

typedef struct
{
  KernelReference *reference;
  GError **error;
  bool refused;
} Giving;

/* Whether the rows determine the polynomials that the Centre takes out, of all the columns that it sees
 * or, inside Additive, of each. */
static bool
determines (const MercerKernel *centre, MercerMatrix rows)
{
  size_t order = (size_t) centre->slots[KERNEL_CENTRE_ORDER].value;
  bool apart = centre->n_seen < centre->n_index;

  for (size_t c = 0; c < (apart ? centre->n_index : 1); c++)
    {
      KernelPolynomials *made
          = kernel_polynomials_new (order, centre->index + c, apart ? 1 : centre->n_index, rows);
      if (made == NULL)
        return false;
      kernel_polynomials_free (made);
    }
  return true;
}

static void
refuse (Giving *giving, size_t order)
{
  giving->refused = true;
  if (order == 1)
    g_set_error_literal (giving->error, MERCER_KERNEL_ERROR, 0,
                         _ ("Centre takes means over the rows, and there are none; choose another table."));
  else
    g_set_error (giving->error, MERCER_KERNEL_ERROR, 0,
                 _ ("Centre of order %zu takes polynomials out of the function that these rows do not tell apart; "
                    "choose a lower order, fewer columns, or more rows."),
                 order);
}

static MercerKernel *
give (const MercerKernel *owner, void *data)
{
  Giving *giving = data;
  MercerKernel *copy;

  if (!is_centre (owner) || giving->refused)
    return mercer_kernel_ref ((MercerKernel *) owner);
  if (!determines (owner, giving->reference->x))
    {
      refuse (giving, (size_t) owner->slots[KERNEL_CENTRE_ORDER].value);
      return mercer_kernel_ref ((MercerKernel *) owner);
    }
  copy = kernel_copy (owner);
  kernel_reference_unref (copy->reference);
  copy->reference = kernel_reference_ref (giving->reference);
  return copy;
}

MercerKernel *
mercer_kernel_bind_rows (MercerKernel *kernel, const char *const *column_names, MercerMatrix x, GError **error)
{
  g_autoptr (MercerKernel) bound = mercer_kernel_bind (kernel, column_names, x.cols, error);
  return bound != NULL ? mercer_kernel_with_reference (bound, x, error) : NULL;
}

MercerKernel *
mercer_kernel_with_reference (MercerKernel *kernel, MercerMatrix rows, GError **error)
{
  g_return_val_if_fail (kernel_is_bound (kernel), NULL);

  if (!mercer_kernel_wants_reference (kernel))
    return mercer_kernel_ref (kernel);
  Giving giving = { reference_new (rows), error, false };
  MercerKernel *given = kernel_map_owners (kernel, give, &giving);
  kernel_reference_unref (giving.reference);
  if (!giving.refused)
    return given;
  mercer_kernel_unref (given);
  return NULL;
}
