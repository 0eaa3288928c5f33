/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <gsl/gsl_errno.h>
#include <math.h>

/* The spectral density of an expression in one variable, from those of its leaves: densities and
 * lines add in sums; a product with a line at f shifts the other factor's density to f and -f,
 * half its weight to each. Products of two densities would need their convolution and are left
 * unknown. */

/* A spectrum is a density or lines. Both at once, as in RBF() + Cosine(), have no finite
 * density. */
typedef enum
{
  NOT_KNOWN,
  DENSITY,
  LINES
} Spectrum;

#define MOST_LINES 100000

static double density (const MercerKernel *kernel, double w);

static bool
leaf_line (const MercerKernel *leaf, size_t k, double *frequency, double *weight)
{
  double p[8];
  size_t n = kernel_family_params (leaf->family);

  for (size_t i = 0; i < n && i < G_N_ELEMENTS (p); i++)
    p[i] = leaf->slots[kernel_param_slot (leaf, i)].value;
  return leaf->family->line (p, k, frequency, weight);
}

static double
leaf_density (const MercerKernel *leaf, double w)
{
  double *p = g_new (double, leaf->n_slots + 1);

  for (size_t i = 0; i < leaf->n_slots; i++)
    p[i] = leaf->slots[i].value;
  p[leaf->n_slots] = NAN;
  double density = leaf->family->spectral (p, w);
  g_free (p);
  return density;
}

static Spectrum
spectrum_of_sum (Spectrum a, Spectrum b)
{
  return a == b ? a : NOT_KNOWN;
}

static Spectrum
spectrum_of_product (Spectrum a, Spectrum b)
{
  if (a == NOT_KNOWN || b == NOT_KNOWN)
    return NOT_KNOWN;
  if (a == LINES && b == LINES)
    return LINES;
  return a == LINES || b == LINES ? DENSITY : NOT_KNOWN;
}

static Spectrum
spectrum (const MercerKernel *kernel)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return kernel->family->spectral != NULL ? DENSITY
           : kernel->family->line != NULL   ? LINES
                                            : NOT_KNOWN;
  if (kernel->kind == MERCER_KERNEL_OPERATOR)
    return NOT_KNOWN;

  Spectrum all = spectrum (kernel->children[0]);
  for (size_t i = 1; i < kernel->n_children; i++)
    all = (kernel->kind == MERCER_KERNEL_SUM ? spectrum_of_sum : spectrum_of_product) (
        all, spectrum (kernel->children[i]));
  return kernel->kind == MERCER_KERNEL_POWER ? NOT_KNOWN : all;
}

/* The density at w of product's factors from `first` on, the one density among them shifted by the
 * lines of all others. */
static double
product_density (const MercerKernel *product, size_t first, const MercerKernel *smooth, double w)
{
  if (first == product->n_children)
    return smooth != NULL ? density (smooth, w) : NAN;

  const MercerKernel *child = product->children[first];
  if (spectrum (child) == DENSITY)
    return product_density (product, first + 1, child, w);
  if (child->kind != MERCER_KERNEL_LEAF)
    return NAN;
  double sum = 0, frequency, weight;
  for (size_t k = 0; k < MOST_LINES && leaf_line (child, k, &frequency, &weight); k++)
    {
      double below = product_density (product, first + 1, smooth, w - frequency);
      double above
          = frequency == 0 ? below : product_density (product, first + 1, smooth, w + frequency);
      sum += weight * 0.5 * (below + above);
    }
  return sum;
}

static double
density (const MercerKernel *kernel, double w)
{
  if (spectrum (kernel) != DENSITY)
    return NAN;
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return leaf_density (kernel, w);
  if (kernel->kind == MERCER_KERNEL_PRODUCT)
    return product_density (kernel, 0, NULL, w);

  double sum = 0;
  for (size_t i = 0; i < kernel->n_children; i++)
    sum += density (kernel->children[i], w);
  return sum;
}

/* All leaves with an input see one and the same column. */
static bool
sees_one_column (const MercerKernel *leaf, void *data)
{
  const MercerKernel **first = data;

  if (leaf->family->input == KERNEL_INPUT_NONE)
    return true;
  if (*first == NULL)
    *first = leaf;
  if (kernel_list_length (leaf) > 1)
    return false;
  if (leaf->index == NULL || (*first)->index == NULL)
    return true;
  return leaf->n_index == 1 && leaf->index[0] == (*first)->index[0];
}

double
mercer_kernel_spectral_density (const MercerKernel *kernel, double w)
{
  static gsize quiet = 0;
  const MercerKernel *first = NULL;

  if (g_once_init_enter (
          &quiet)) /* GSL would end the program on an underflow; the families look at its status */
    {
      gsl_set_error_handler_off ();
      g_once_init_leave (&quiet, 1);
    }
  if (!kernel_visit_leaves (kernel, sees_one_column, &first))
    return NAN;
  return density (kernel, w);
}
