/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "feature-private.h"
#include "quadrature.h"

/* --- Is it Gaussian? --------------------------------------------------------------------------------------- */

typedef struct
{
  const char *const *names;
  size_t d;
  double *precision, weight;
} Gaussian;

/* Multiplies the expression into g; false if it is no product of RBFs and constants. */
static bool
gather (const MercerKernel *kernel, const char *const *columns, Gaussian *g)
{
  MercerKernelKind kind = mercer_kernel_kind (kernel);
  if (mercer_kernel_columns (kernel) != NULL)
    columns = mercer_kernel_columns (kernel);
  if (kind == MERCER_KERNEL_PRODUCT)
    {
      for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
        if (!gather (mercer_kernel_child (kernel, i), columns, g))
          return false;
      return true;
    }
  if (kind != MERCER_KERNEL_LEAF)
    return false;
  const char *id = mercer_kernel_leaf_family (kernel)->id;
  double p[8] = { 0 };
  g_autofree double *length = g_new (double, g->d);
  g_autofree size_t *index = g_new (size_t, g->d);
  size_t n = feature_columns (columns, g->names, g->d, index);
  feature_leaf_params (kernel, n, p, length);
  if (strcmp (id, "Constant") == 0)
    g->weight *= p[0];
  if (strcmp (id, "RBF") == 0)
    for (size_t c = 0; c < n; c++)
      g->precision[index[c]] += 1 / (length[c] * length[c]);
  return strcmp (id, "Constant") == 0 || strcmp (id, "RBF") == 0;
}

static bool
is_white (const MercerKernel *kernel)
{
  bool white = false;
  if (mercer_kernel_kind (kernel) == MERCER_KERNEL_LEAF)
    return strcmp (mercer_kernel_leaf_family (kernel)->id, "White") == 0;
  for (size_t i = 0; i < mercer_kernel_children (kernel) && mercer_kernel_kind (kernel) == MERCER_KERNEL_PRODUCT; i++)
    white |= is_white (mercer_kernel_child (kernel, i));
  return white;
}

bool
mercer_kernel_is_gaussian (const MercerKernel *kernel, const char *const *names, size_t d, double *s, double *c)
{
  const MercerKernel *only = kernel;
  size_t terms = 1;
  const char *const *columns = mercer_kernel_columns (kernel);
  if (mercer_kernel_kind (kernel) == MERCER_KERNEL_SUM)
    {
      terms = 0;
      for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
        if (!is_white (mercer_kernel_child (kernel, i)))
          {
            only = mercer_kernel_child (kernel, i);
            terms++;
          }
    }
  memset (s, 0, d * sizeof *s);
  Gaussian g = { names, d, s, 1 };
  if (terms != 1 || !gather (only, columns, &g))
    return false;
  double most = 0;
  for (size_t k = 0; k < d; k++)
    {
      s[k] = sqrt (s[k]);
      most = fmax (most, s[k]);
    }
  *c = g.weight;
  return most > 0;
}

/* --- How large its error is --------------------------------------------------------------------------------- */

/* E ((1 - sin(phi) / (d - 1))^k) enters eq. 12 for the angle between the lengths of two vectors in polar coordinates,
 * phi with density sin^(d-1) on (0, pi). By quadrature: the paper's alternating sum loses its digits where d is small. */
enum { NODES = 64, MOST_TERMS = 4000 };

typedef struct
{
  double at[NODES], weight[NODES], power[NODES];
} Angles;

static void
angles_open (Angles *angles, size_t d)
{
  double sum = 0;
  mercer_legendre_nodes (NODES, 0, M_PI / 2, angles->at, angles->weight);
  for (size_t i = 0; i < NODES; i++)
    {
      double sine = sin (angles->at[i]);
      angles->weight[i] *= pow (sine, (double) d - 1);
      angles->at[i] = 1 - sine / ((double) d - 1);
      angles->power[i] = 1;
      sum += angles->weight[i];
    }
  for (size_t i = 0; i < NODES; i++)
    angles->weight[i] /= sum;
}

/* The mean of power number k, called for k = 0, 1, 2... */
static double
angles_next (Angles *angles)
{
  double mean = 0;
  for (size_t i = 0; i < NODES; i++)
    {
      mean += angles->weight[i] * angles->power[i];
      angles->power[i] *= angles->at[i];
    }
  return mean;
}

/* (conformity of a coupled pair - that of an independent one) exp (-scale): the series of both have the factor
 * t^k / k! and are subtracted term by term, for they are all but equal where t is small. */
static double
conformity_less (MercerCoupling coupling, size_t d, double t, double scale)
{
  Angles angles;
  double sum = 0, half = 0.5 * (double) d, factor = exp (-scale), ratio = 1;
  if (coupling == MERCER_COUPLING_SIMPLEX)
    angles_open (&angles, d);
  for (size_t k = 0; k < MOST_TERMS; k++)
    {
      /* ratio = Gamma (d/2) Gamma (k + d) / (2^k Gamma (d) Gamma (k + d/2)) <= 1, with a length of chi (2d) */
      double coupled = ratio * (coupling == MERCER_COUPLING_SIMPLEX ? angles_next (&angles) : 1);
      sum += factor * (coupled - 1);
      if ((double) k > t && factor < 1e-18 * fabs (sum))
        break;
      factor *= t / (double) (k + 1);
      ratio *= 0.5 * ((double) k + 2 * half) / ((double) k + half);
    }
  return sum;
}

double
mercer_positive_error (MercerPositive kind, MercerCoupling coupling, size_t d, size_t m, double squares, double sum)
{
  size_t whole = m / d, rest = m % d;
  double n = (double) m, pairs = (double) (whole * d * (d - 1) + rest * (rest > 0 ? rest - 1 : 0));
  double outside = kind == MERCER_POSITIVE_GAUSSIAN ? 2 * squares : squares; /* exp (-outside) stands before all */
  double single = exp (2 * sum - outside) - exp (sum - outside), coupled = 0;
  if (coupling != MERCER_COUPLING_NONE && d > 1)
    coupled = conformity_less (coupling, d, sum, outside);
  return (n * single + pairs * coupled) / (n * n);
}
