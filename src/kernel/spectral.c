/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tree.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

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

/* --- Lines --------------------------------------------------------------------------------- */

typedef struct
{
  double frequency, weight;
} Line;

/* Lines that carry less than this of the whole are none. */
#define LEAST_SHARE 1e-12
#define MOST_KEPT   300

static int
by_weight (const void *a, const void *b)
{
  double x = ((const Line *) a)->weight, y = ((const Line *) b)->weight;
  return (x < y) - (x > y);
}

static int
by_frequency (const void *a, const void *b)
{
  double x = ((const Line *) a)->frequency, y = ((const Line *) b)->frequency;
  return (x > y) - (x < y);
}

/* In increasing order, those of one frequency (to rounding) as one, without the faint ones. */
static void
tidy (GArray *lines)
{
  Line *line = (Line *) lines->data;
  double all = 0;
  guint kept = 0;

  if (lines->len == 0)
    return;
  qsort (line, lines->len, sizeof *line, by_frequency);
  for (guint k = 0; k < lines->len; k++)
    {
      all += line[k].weight;
      if (kept > 0 && line[k].frequency - line[kept - 1].frequency <= 1e-12 * line[k].frequency)
        line[kept - 1].weight += line[k].weight;
      else
        line[kept++] = line[k];
    }
  g_array_set_size (lines, kept);
  for (guint k = lines->len; k-- > 0;)
    if (!(line[k].weight > LEAST_SHARE * all))
      g_array_remove_index (lines, k);
  if (lines->len <= MOST_KEPT)
    return;
  qsort (line, lines->len, sizeof *line, by_weight);
  g_array_set_size (lines, MOST_KEPT);
  qsort (line, lines->len, sizeof *line, by_frequency);
}

static void
add_line (GArray *lines, double frequency, double weight)
{
  Line line = { fabs (frequency), weight };
  g_array_append_val (lines, line);
}

/* cos (f) cos (g) = (cos (f + g) + cos (f - g)) / 2. */
static GArray *
multiply_lines (const GArray *a, const GArray *b)
{
  GArray *product = g_array_new (FALSE, FALSE, sizeof (Line));

  for (guint i = 0; i < a->len; i++)
    for (guint j = 0; j < b->len; j++)
      {
        Line p = g_array_index (a, Line, i), q = g_array_index (b, Line, j);
        add_line (product, p.frequency + q.frequency, 0.5 * p.weight * q.weight);
        add_line (product, p.frequency - q.frequency, 0.5 * p.weight * q.weight);
      }
  tidy (product);
  return product;
}

static void
multiply_by (GArray **lines, const GArray *factor)
{
  GArray *product = multiply_lines (*lines, factor);
  g_array_unref (*lines);
  *lines = product;
}

static GArray *
lines_of (const MercerKernel *kernel)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  double frequency, weight;

  if (kernel->kind == MERCER_KERNEL_LEAF)
    for (size_t k = 0; k < MOST_KEPT && leaf_line (kernel, k, &frequency, &weight); k++)
      add_line (lines, frequency, weight);
  else if (kernel->kind == MERCER_KERNEL_SUM)
    for (size_t i = 0; i < kernel->n_children; i++)
      {
        GArray *term = lines_of (kernel->children[i]);
        g_array_append_vals (lines, term->data, term->len);
        g_array_unref (term);
      }
  else
    {
      add_line (lines, 0, 1);
      for (size_t i = 0; i < kernel->n_children; i++)
        {
          GArray *factor = lines_of (kernel->children[i]);
          for (int left = kernel->exponent; left > 0; left >>= 1)
            {
              if (left & 1)
                multiply_by (&lines, factor);
              if (left > 1)
                multiply_by (&factor, factor);
            }
          g_array_unref (factor);
        }
    }
  tidy (lines);
  return lines;
}

static bool
is_made_of_lines (const MercerKernel *kernel)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return kernel->family->line != NULL;
  bool all = kernel->kind != MERCER_KERNEL_OPERATOR;
  for (size_t i = 0; i < kernel->n_children; i++)
    all = all && is_made_of_lines (kernel->children[i]);
  return all;
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

/* GSL would end the program on an underflow; the families look at its status. */
static void
silence_gsl (void)
{
  static gsize quiet = 0;

  if (g_once_init_enter (&quiet))
    {
      gsl_set_error_handler_off ();
      g_once_init_leave (&quiet, 1);
    }
}

size_t
mercer_kernel_spectral_lines (const MercerKernel *kernel, double highest, size_t most, double *frequency, double *weight)
{
  const MercerKernel *first = NULL;
  size_t n = 0;

  silence_gsl ();
  if (!kernel_visit_leaves (kernel, sees_one_column, &first) || !is_made_of_lines (kernel))
    return 0;
  GArray *lines = lines_of (kernel);
  for (guint k = lines->len; k-- > 0;)
    if (g_array_index (lines, Line, k).frequency > highest)
      g_array_remove_index (lines, k);
  if (lines->len > most)
    {
      qsort (lines->data, lines->len, sizeof (Line), by_weight);
      g_array_set_size (lines, (guint) most);
      qsort (lines->data, lines->len, sizeof (Line), by_frequency);
    }
  for (; n < lines->len; n++)
    {
      frequency[n] = g_array_index (lines, Line, n).frequency;
      weight[n] = g_array_index (lines, Line, n).weight;
    }
  g_array_unref (lines);
  return n;
}

double
mercer_kernel_spectral_density (const MercerKernel *kernel, double w)
{
  const MercerKernel *first = NULL;

  silence_gsl ();
  if (!kernel_visit_leaves (kernel, sees_one_column, &first))
    return NAN;
  return density (kernel, w);
}
