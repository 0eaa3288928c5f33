/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <string.h>

#include "feature-private.h"
#include "random.h"

/* The expression as a tree of draws: each leaf that can be drawn, and each choice between the terms of a sum, has numbers
 * of its own (normals and uniforms), so that neither order nor branches taken mix them up. */

enum { MOST_DRAWS = 256, MOST_PARAMS = 8, SOBOL_MOST = 40, HALTON_MOST = 1229 };

typedef struct _Node Node;
struct _Node
{
  MercerKernelKind kind; /* LEAF, SUM or PRODUCT: powers are products by now */
  double weight;         /* k(0) */
  const FeatureFamily *family; /* LEAF; NULL: a constant, of frequency 0 */
  double p[MOST_PARAMS];
  size_t n; /* columns that it sees */
  size_t *index;
  double *lengthscale;
  size_t draw;       /* its number among leaves and sums */
  size_t coordinate; /* its first one in a low-discrepancy point */
  GPtrArray *children;
};

struct _MercerSpectralLaw
{
  Node *root;
  size_t d, draws, coordinates;
};

typedef struct
{
  MercerSpectralLaw *law;
  const char *const *names;
  GError **error;
} Maker;

static void
node_free (void *data)
{
  Node *node = data;
  if (node == NULL)
    return;
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node->index);
  g_free (node->lengthscale);
  g_free (node);
}

/* --- What a leaf is ------------------------------------------------------------------------------------- */

size_t
feature_columns (const char *const *columns, const char *const *names, size_t d, size_t *index)
{
  size_t n = 0;
  if (columns == NULL)
    for (; n < d; n++)
      index[n] = n;
  for (size_t k = 0; columns != NULL && columns[k] != NULL; k++)
    for (size_t c = 0; c < d; c++)
      if (strcmp (names[c], columns[k]) == 0)
        {
          index[n++] = c;
          break;
        }
  return n;
}

void
feature_leaf_params (const MercerKernel *leaf, size_t n, double *p, double *lengthscale)
{
  const MercerKernelParamSpec *specs = mercer_kernel_leaf_family (leaf)->params;
  for (size_t c = 0; c < n; c++)
    lengthscale[c] = 1;
  for (size_t k = 0; k < mercer_kernel_params (leaf); k++)
    {
      MercerKernelParam param;
      mercer_kernel_param (leaf, k, &param);
      size_t place = (size_t) (param.spec - specs);
      if (place < MOST_PARAMS && param.component <= 0)
        p[place] = param.value;
      bool length = strcmp (param.spec->id, "lengthscale") == 0;
      for (size_t c = 0; c < n && length; c++)
        if (param.component < 0 || (size_t) param.component == c)
          lengthscale[c] = param.value;
    }
}

static Node *
refuse (const Maker *maker, const char *sentence, const char *what)
{
  g_autofree char *whole = g_strdup_printf (sentence, what);
  g_set_error_literal (maker->error, MERCER_KERNEL_ERROR, 0, whole);
  return NULL;
}

static Node *
make_leaf (const Maker *maker, const MercerKernel *leaf, const char *const *columns)
{
  const MercerKernelFamily *family = mercer_kernel_leaf_family (leaf);
  Node *node = g_new0 (Node, 1);
  node->kind = MERCER_KERNEL_LEAF;
  node->index = g_new (size_t, maker->law->d);
  node->lengthscale = g_new (double, maker->law->d);
  node->n = feature_columns (columns, maker->names, maker->law->d, node->index);
  feature_leaf_params (leaf, node->n, node->p, node->lengthscale);
  bool constant = strcmp (family->id, "Constant") == 0, white = strcmp (family->id, "White") == 0;
  node->weight = constant ? node->p[0] : white ? 0 : 1;
  if (constant || white)
    return node;
  node->family = feature_family_find (family->id);
  bool line = node->family != NULL && node->family->frequency != NULL;
  if (node->family == NULL || (line && node->n != 1))
    {
      node_free (node);
      return refuse (maker,
                     line ? _("The spectral measure of %s is known for one column only. Select one in brackets, or use "
                              "landmarks, which serve every kernel.")
                          : _("Random features need a spectral measure, and none is known for %s. Choose RBF, Matern or "
                              "another stationary family, or use landmarks, which serve every kernel."),
                     family->id);
    }
  node->draw = maker->law->draws++;
  node->coordinate = maker->law->coordinates;
  maker->law->coordinates += node->n + 2;
  return node;
}

/* --- The tree -------------------------------------------------------------------------------------------- */

static Node *make (const Maker *maker, const MercerKernel *kernel, const char *const *columns);

static Node *
make_group (const Maker *maker, const MercerKernel *kernel, const char *const *columns, bool sum, size_t n)
{
  Node *node = g_new0 (Node, 1);
  node->kind = sum ? MERCER_KERNEL_SUM : MERCER_KERNEL_PRODUCT;
  node->weight = sum ? 0 : 1;
  node->children = g_ptr_array_new_with_free_func (node_free);
  bool power = mercer_kernel_kind (kernel) == MERCER_KERNEL_POWER;
  for (size_t i = 0; i < n; i++)
    {
      Node *child = make (maker, mercer_kernel_child (kernel, power ? 0 : i), columns);
      if (child == NULL)
        {
          node_free (node);
          return NULL;
        }
      g_ptr_array_add (node->children, child);
      node->weight = sum ? node->weight + child->weight : node->weight * child->weight;
    }
  if (sum)
    {
      node->draw = maker->law->draws++;
      node->coordinate = maker->law->coordinates++;
    }
  return node;
}

static Node *
make (const Maker *maker, const MercerKernel *kernel, const char *const *columns)
{
  if (mercer_kernel_columns (kernel) != NULL)
    columns = mercer_kernel_columns (kernel);
  if (maker->law->draws >= MOST_DRAWS)
    return refuse (maker, _("The kernel has more parts (%s) than random features can be drawn for. Simplify it, or use "
                            "landmarks, which serve every kernel."), _("factors and terms"));
  switch (mercer_kernel_kind (kernel))
    {
    case MERCER_KERNEL_LEAF:
      return make_leaf (maker, kernel, columns);
    case MERCER_KERNEL_SUM:
      return make_group (maker, kernel, columns, true, mercer_kernel_children (kernel));
    case MERCER_KERNEL_PRODUCT:
      return make_group (maker, kernel, columns, false, mercer_kernel_children (kernel));
    case MERCER_KERNEL_POWER:
      return make_group (maker, kernel, columns, false, (size_t) mercer_kernel_exponent (kernel));
    default:
      return refuse (maker, _("Random features cannot see through an operator (%s). Remove it, or use landmarks, which serve "
                              "every kernel."), _("warps, normalisation and the like"));
    }
}

MercerSpectralLaw *
mercer_spectral_law_new (const MercerKernel *kernel, const char *const *names, size_t d, GError **error)
{
  MercerSpectralLaw *law = g_new0 (MercerSpectralLaw, 1);
  law->d = d;
  Maker maker = { law, names, error };
  law->root = make (&maker, kernel, NULL);
  if (law->root == NULL)
    {
      mercer_spectral_law_free (law);
      return NULL;
    }
  if (!(law->root->weight > 0))
    {
      mercer_spectral_law_free (law);
      refuse (&maker, _("The kernel is %s apart from white noise. Add a part that features can imitate, such as RBF."), "0");
      return NULL;
    }
  return law;
}

void
mercer_spectral_law_free (MercerSpectralLaw *law)
{
  if (law == NULL)
    return;
  node_free (law->root);
  g_free (law);
}

double
mercer_spectral_law_weight (const MercerSpectralLaw *law)
{
  return law->root->weight;
}

/* --- Drawing --------------------------------------------------------------------------------------------- */

/* Where the numbers of one leaf come from: vectors of the coupling, or the low-discrepancy points. */
typedef struct
{
  const MercerSpectralLaw *law;
  MercerCoupling coupling;
  uint64_t seed;
  MercerMatrix point;   /* QUASI: coordinates x m, in (0, 1) */
  MercerMatrix *vector; /* of each draw that is a leaf: n x m */
  MercerWork *work;
} Source;

static double
uniform (const Source *source, const Node *node, size_t which, size_t i)
{
  if (source->point.data != NULL)
    return *mercer_matrix_at (source->point, node->coordinate + node->n + which, i);
  return mercer_random_uniform (source->seed, FEATURE_STREAM_LAW + 2 * node->draw + 1, 2 * (uint64_t) i + which);
}

static void
draw (const Source *source, const Node *node, size_t i, double *w)
{
  size_t chosen = 0;
  if (node->kind == MERCER_KERNEL_LEAF && node->family == NULL)
    return;
  if (node->kind == MERCER_KERNEL_LEAF)
    {
      const double *z = mercer_matrix_column (source->vector[node->draw], i);
      double u = uniform (source, node, 0, i), v = uniform (source, node, 1, i);
      double width = node->family->spread != NULL ? sqrt (2 * node->family->spread (node->p, u, v)) : 0;
      for (size_t c = 0; c < node->n; c++)
        w[node->index[c]] += node->family->spread != NULL ? width * z[c] / node->lengthscale[c]
                                                          : node->family->frequency (node->p, z[c], u);
      return;
    }
  if (node->kind == MERCER_KERNEL_PRODUCT)
    {
      for (size_t k = 0; k < node->children->len; k++)
        draw (source, node->children->pdata[k], i, w);
      return;
    }
  double left = uniform (source, node, 0, i) * node->weight;
  while (chosen + 1 < node->children->len && left >= ((Node *) node->children->pdata[chosen])->weight)
    left -= ((Node *) node->children->pdata[chosen++])->weight;
  draw (source, node->children->pdata[chosen], i, w);
}

/* Points of Sobol's sequence (beyond 40 coordinates Halton's), all moved by one random vector around the torus
 * (Cranley and Patterson): each is uniform, and different seeds are independent. */
static MercerStatus
fill_points (Source *source, size_t m)
{
  size_t dimensions = MAX (source->law->coordinates, 1);
  if (dimensions > HALTON_MOST)
    return MERCER_BAD_INPUT;
  source->point = mercer_work_matrix (source->work, dimensions, m);
  double *shift = mercer_work_doubles (source->work, dimensions);
  if (source->point.data == NULL || shift == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_random_uniforms (source->seed, FEATURE_STREAM_SHIFT, 0, dimensions, shift);
  gsl_qrng *sequence = gsl_qrng_alloc (dimensions <= SOBOL_MOST ? gsl_qrng_sobol : gsl_qrng_reversehalton,
                                       (unsigned) dimensions);
  for (size_t i = 0; i < m; i++)
    {
      double *at = mercer_matrix_column (source->point, i);
      gsl_qrng_get (sequence, at);
      for (size_t c = 0; c < dimensions; c++)
        {
          at[c] += shift[c];
          at[c] = fmin (fmax (at[c] >= 1 ? at[c] - 1 : at[c], 1e-15), 1 - 1e-15);
        }
    }
  gsl_qrng_free (sequence);
  return MERCER_OK;
}

static MercerStatus
fill_vectors (Source *source, const Node *node, size_t m)
{
  MercerStatus status = MERCER_OK;
  for (size_t k = 0; node->kind != MERCER_KERNEL_LEAF && k < node->children->len && status == MERCER_OK; k++)
    status = fill_vectors (source, node->children->pdata[k], m);
  if (node->kind != MERCER_KERNEL_LEAF || node->family == NULL)
    return status;
  MercerMatrix *z = &source->vector[node->draw];
  *z = mercer_work_matrix (source->work, node->n, m);
  if (z->data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerCoupling coupling = source->coupling == MERCER_COUPLING_NONE ? MERCER_COUPLING_NONE : MERCER_COUPLING_ORTHOGONAL;
  if (source->point.data == NULL)
    return mercer_gaussian_vectors (coupling, source->seed, FEATURE_STREAM_LAW + 2 * node->draw, *z, source->work);
  for (size_t i = 0; i < m; i++)
    {
      if (i % 128 == 0 && !mercer_work_wanted (source->work))
        return MERCER_STOPPED;
      for (size_t c = 0; c < node->n; c++)
        *mercer_matrix_at (*z, c, i) = gsl_cdf_ugaussian_Pinv (*mercer_matrix_at (source->point, node->coordinate + c, i));
    }
  return MERCER_OK;
}

MercerStatus
mercer_spectral_law_draw (const MercerSpectralLaw *law, MercerCoupling coupling, uint64_t seed, MercerMatrix w,
                          MercerWork *work)
{
  Source source = { .law = law, .coupling = coupling, .seed = seed, .work = work };
  MercerMark mark = mercer_work_mark (work);
  source.vector = mercer_work_alloc (work, law->draws + 1, sizeof *source.vector);
  MercerStatus status = source.vector != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (status == MERCER_OK && coupling == MERCER_COUPLING_QUASI)
    status = fill_points (&source, w.cols);
  if (status == MERCER_OK)
    status = fill_vectors (&source, law->root, w.cols);
  for (size_t i = 0; i < w.cols && status == MERCER_OK; i++)
    {
      memset (mercer_matrix_column (w, i), 0, law->d * sizeof (double));
      draw (&source, law->root, i, mercer_matrix_column (w, i));
      if (i % 256 == 255 && !mercer_work_wanted (work))
        status = MERCER_STOPPED;
    }
  mercer_work_release (work, mark);
  return status;
}
