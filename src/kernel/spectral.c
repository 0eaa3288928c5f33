/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-lines.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "tree.h"

/* The spectrum of an expression along one column, worked out once: the function of r = x - x' is
 *
 *   sum_t weight_t cos (2 pi frequency_t r) k_t (r)  +  sum_l weight_l cos (2 pi frequency_l r),
 *
 * k_t leaves with a density. Sums put terms and lines together; a product multiplies each by each, where cosines give
 * cosines of the sum and of the difference. Two densities would need their convolution, which is left unknown. */

typedef struct
{
  const KernelFamily *family;
  double *p; /* as family->spectral wants it */
  size_t d;
} SpectralLeaf;

typedef struct
{
  const SpectralLeaf *leaf;
  double weight, frequency;
} Term;

struct _MercerKernelSpectrum
{
  unsigned parts;
  GArray *terms, *lines; /* lines: spectral-lines.h */
  GPtrArray *leaves; /* all that terms point to */
};

static void
free_leaf (void *data)
{
  SpectralLeaf *leaf = data;
  g_free (leaf->p);
  g_free (leaf);
}

static MercerKernelSpectrum *
new_spectrum (unsigned parts)
{
  MercerKernelSpectrum *s = g_new (MercerKernelSpectrum, 1);
  s->parts = parts;
  s->terms = g_array_new (FALSE, FALSE, sizeof (Term));
  s->lines = g_array_new (FALSE, FALSE, sizeof (KernelLine));
  s->leaves = g_ptr_array_new_with_free_func (free_leaf);
  return s;
}

void
mercer_kernel_spectrum_free (MercerKernelSpectrum *spectrum)
{
  if (spectrum == NULL)
    return;
  g_array_unref (spectrum->terms);
  g_array_unref (spectrum->lines);
  g_ptr_array_unref (spectrum->leaves);
  g_free (spectrum);
}

unsigned
mercer_kernel_spectrum_parts (const MercerKernelSpectrum *spectrum)
{
  return spectrum->parts;
}

static void
set_part (MercerKernelSpectrum *s, unsigned part, bool has)
{
  s->parts = has ? s->parts | part : s->parts & ~part;
}

static MercerKernelSpectrum *
unknown (MercerKernelSpectrum *s)
{
  g_array_set_size (s->terms, 0);
  g_array_set_size (s->lines, 0);
  s->parts = MERCER_SPECTRUM_UNKNOWN;
  return s;
}

static void
add_term (GArray *terms, const SpectralLeaf *leaf, double frequency, double weight)
{
  Term term = { leaf, weight, fabs (frequency) };
  g_array_append_val (terms, term);
}

/* --- Leaves -------------------------------------------------------------------------------- */

/* The place of `column` among those that the leaf sees, or SIZE_MAX. */
static size_t
place_of (const MercerKernel *leaf, size_t column)
{
  for (size_t c = 0; leaf->family->input != KERNEL_INPUT_NONE && c < leaf->n_index; c++)
    if (leaf->index[c] == column)
      return c;
  return SIZE_MAX;
}

/* All slots, of ARD's list the one at `place`, then NaN. */
static SpectralLeaf *
new_leaf (const MercerKernel *kernel, size_t place)
{
  SpectralLeaf *leaf = g_new (SpectralLeaf, 1);
  size_t n = 0, list = (size_t) kernel_family_list (kernel->family);

  *leaf = (SpectralLeaf){ kernel->family, g_new (double, kernel->n_slots + 1), kernel->n_seen };
  for (size_t s = 0; s < kernel->n_slots; s++)
    {
      size_t param = kernel_slot_param (kernel, s), first = kernel_param_slot (kernel, param);
      if (param != list || kernel->lengths[param] == 1 || s - first == place)
        leaf->p[n++] = kernel->slots[s].value;
    }
  leaf->p[n] = NAN;
  return leaf;
}

/* What does not look at the column is constant along it: a line at 0. */
static void
add_constant (MercerKernelSpectrum *s, const MercerKernel *leaf)
{
  g_autofree double *zero = g_new0 (double, leaf->d);
  double value = mercer_kernel_value (leaf, zero, zero);

  if (value > 0) /* a constant is nothing to what is conditionally positive definite */
    kernel_lines_add (s->lines, 0, value);
}

static MercerKernelSpectrum *
of_leaf (const MercerKernel *kernel, size_t column)
{
  const KernelFamily *family = kernel->family;
  unsigned flags = family->family.flags;
  bool conditional = (flags & MERCER_KERNEL_CONDITIONALLY) != 0;
  MercerKernelSpectrum *s = new_spectrum (0);
  double frequency[KERNEL_MOST_LINES], weight[KERNEL_MOST_LINES];

  if (kernel_is_white (kernel))
    {
      s->parts = MERCER_SPECTRUM_NOISE;
      return s;
    }
  if ((flags & MERCER_KERNEL_STATIONARY) == 0)
    return unknown (s);
  size_t place = place_of (kernel, column);
  if (place == SIZE_MAX && family->input != KERNEL_INPUT_NONE)
    add_constant (s, kernel);
  else
    {
      SpectralLeaf *leaf = new_leaf (kernel, place);
      g_ptr_array_add (s->leaves, leaf);
      if (family->spectral != NULL && isnan (family->spectral (leaf->p, leaf->d, 1)))
        return unknown (s);
      if (family->spectral == NULL && family->lines == NULL)
        return unknown (s);
      if (family->spectral != NULL)
        add_term (s->terms, leaf, 0, 1);
      size_t n = family->lines != NULL ? family->lines (leaf->p, leaf->d, KERNEL_MOST_LINES, frequency, weight) : 0;
      for (size_t k = 0; k < n; k++)
        kernel_lines_add (s->lines, frequency[k], weight[k]);
      set_part (s, MERCER_SPECTRUM_GENERALIZED, conditional);
    }
  kernel_lines_tidy (s->lines);
  set_part (s, MERCER_SPECTRUM_DENSITY, s->terms->len > 0);
  set_part (s, MERCER_SPECTRUM_LINES, s->lines->len > 0);
  return s;
}

/* --- Sums and products --------------------------------------------------------------------- */

/* The leaves of b become a's as well; b is freed. */
static void
take_leaves (MercerKernelSpectrum *a, MercerKernelSpectrum *b)
{
  while (b->leaves->len > 0)
    g_ptr_array_add (a->leaves, g_ptr_array_steal_index (b->leaves, b->leaves->len - 1));
  mercer_kernel_spectrum_free (b);
}

/* Both are taken. */
static MercerKernelSpectrum *
add (MercerKernelSpectrum *a, MercerKernelSpectrum *b)
{
  g_array_append_vals (a->terms, b->terms->data, b->terms->len);
  g_array_append_vals (a->lines, b->lines->data, b->lines->len);
  kernel_lines_tidy (a->lines);
  a->parts |= b->parts;
  take_leaves (a, b);
  return (a->parts & MERCER_SPECTRUM_UNKNOWN) != 0 ? unknown (a) : a;
}

/* cos (f) cos (g) = (cos (f + g) + cos (f - g)) / 2. */
static void
shift_terms (const GArray *terms, const GArray *lines, GArray *out)
{
  for (guint i = 0; i < terms->len; i++)
    for (guint j = 0; j < lines->len; j++)
      {
        Term t = g_array_index (terms, Term, i);
        KernelLine l = g_array_index (lines, KernelLine, j);
        bool still = t.frequency == 0 || l.frequency == 0;
        add_term (out, t.leaf, t.frequency + l.frequency, (still ? 1 : 0.5) * t.weight * l.weight);
        if (!still)
          add_term (out, t.leaf, t.frequency - l.frequency, 0.5 * t.weight * l.weight);
      }
}

static bool
is_only_constant (const MercerKernelSpectrum *s)
{
  return s->parts == MERCER_SPECTRUM_LINES && s->lines->len == 1 && g_array_index (s->lines, KernelLine, 0).frequency == 0;
}

/* What is only conditionally positive definite stays so under a factor, but not under another function. */
static bool
can_multiply (const MercerKernelSpectrum *a, const MercerKernelSpectrum *b)
{
  unsigned both = a->parts & b->parts, any = a->parts | b->parts;
  if ((any & MERCER_SPECTRUM_UNKNOWN) != 0 || (both & MERCER_SPECTRUM_DENSITY) != 0)
    return false;
  return (any & MERCER_SPECTRUM_GENERALIZED) == 0 || is_only_constant (a) || is_only_constant (b);
}

/* Both are taken. */
static MercerKernelSpectrum *
multiply (MercerKernelSpectrum *a, MercerKernelSpectrum *b)
{
  unsigned any = a->parts | b->parts;
  MercerKernelSpectrum *s = new_spectrum (any & (MERCER_SPECTRUM_NOISE | MERCER_SPECTRUM_GENERALIZED));
  bool possible = can_multiply (a, b);

  if (possible)
    {
      shift_terms (a->terms, b->lines, s->terms);
      shift_terms (b->terms, a->lines, s->terms);
      kernel_lines_multiply (a->lines, b->lines, s->lines);
      set_part (s, MERCER_SPECTRUM_DENSITY, s->terms->len > 0);
      set_part (s, MERCER_SPECTRUM_LINES, s->lines->len > 0);
    }
  take_leaves (s, a);
  take_leaves (s, b);
  return possible ? s : unknown (s);
}

static MercerKernelSpectrum *
of_node (const MercerKernel *kernel, size_t column)
{
  if (kernel->kind == MERCER_KERNEL_LEAF)
    return of_leaf (kernel, column);
  if (kernel->kind == MERCER_KERNEL_OPERATOR)
    return new_spectrum (MERCER_SPECTRUM_UNKNOWN);
  MercerKernelSpectrum *all = of_node (kernel->children[0], column);
  for (size_t i = 1; i < kernel->n_children; i++)
    all = (kernel->kind == MERCER_KERNEL_SUM ? add : multiply) (all, of_node (kernel->children[i], column));
  for (int i = 1; kernel->kind == MERCER_KERNEL_POWER && i < kernel->exponent; i++)
    all = multiply (all, of_node (kernel->children[0], column));
  return all;
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

MercerKernelSpectrum *
mercer_kernel_spectrum_new (const MercerKernel *kernel, size_t column)
{
  g_return_val_if_fail (kernel != NULL && kernel_is_bound (kernel), NULL);
  silence_gsl ();
  return of_node (kernel, column);
}

/* cos (2 pi f r) shifts a density to f and -f, half its weight to each. */
double
mercer_kernel_spectrum_density (const MercerKernelSpectrum *spectrum, double w)
{
  double sum = 0;

  if (spectrum->parts == MERCER_SPECTRUM_UNKNOWN)
    return NAN;
  for (guint i = 0; i < spectrum->terms->len; i++)
    {
      const Term *t = &g_array_index (spectrum->terms, Term, i);
      double below = t->leaf->family->spectral (t->leaf->p, t->leaf->d, fabs (w - t->frequency));
      double above = t->frequency == 0 ? below : t->leaf->family->spectral (t->leaf->p, t->leaf->d, fabs (w + t->frequency));
      sum += t->weight * 0.5 * (below + above);
    }
  return sum;
}

size_t
mercer_kernel_spectrum_lines (const MercerKernelSpectrum *spectrum, double highest, size_t most, double *frequency, double *weight)
{
  GArray *lines = g_array_copy (spectrum->lines);

  for (guint k = lines->len; k-- > 0;)
    if (g_array_index (lines, KernelLine, k).frequency > highest)
      g_array_remove_index (lines, k);
  kernel_lines_keep_heaviest (lines, most);
  size_t n = lines->len;
  for (size_t k = 0; k < n; k++)
    {
      frequency[k] = g_array_index (lines, KernelLine, k).frequency;
      weight[k] = g_array_index (lines, KernelLine, k).weight;
    }
  g_array_unref (lines);
  return n;
}
