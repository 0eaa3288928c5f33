/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "polynomials.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What is left of a monomial after those before it, as a share of it, from which it counts as one of
 * its own: the roundings of Gram and Schmidt's steps are a few 1e-16. */
#define LEAST_REST 1e-9

size_t
kernel_polynomials_count (size_t order, size_t d)
{
  size_t count = 1;

  /* (d + k over k) = (d + k - 1 over k - 1) (d + k) / k */
  for (size_t k = 1; k < order && count <= KERNEL_MOST_POLYNOMIALS; k++)
    count = count * (d + k) / k;
  return MIN (count, KERNEL_MOST_POLYNOMIALS + 1);
}

/* All powers of a degree below `order`, the first monomial 1. */
static void
list_powers (KernelPolynomials *polynomials, size_t order)
{
  size_t d = polynomials->d, at = 0;

  for (size_t degree = 0; degree < order; degree++)
    {
      g_autofree unsigned *powers = g_new0 (unsigned, d);
      powers[0] = (unsigned) degree;
      for (;;)
        {
          memcpy (polynomials->powers + at++ * d, powers, d * sizeof *powers);
          size_t c = d - 1; /* the next composition of the degree into d parts */
          unsigned last = powers[c];
          powers[c] = 0;
          while (c > 0 && powers[c - 1] == 0)
            c--;
          if (c == 0)
            break;
          powers[c - 1]--;
          powers[c] = last + 1;
        }
    }
}

static double
coordinate (const KernelPolynomials *polynomials, MercerMatrix x, size_t i, size_t c)
{
  return (*mercer_matrix_at (x, i, polynomials->columns[c]) - polynomials->middle[c]) / polynomials->scale[c];
}

/* The m-th monomial, or its derivative by coordinate `by` (SIZE_MAX: none). */
static double
monomial (const KernelPolynomials *polynomials, size_t m, MercerMatrix x, size_t i, size_t by)
{
  const unsigned *powers = polynomials->powers + m * polynomials->d;
  double product = 1;

  for (size_t c = 0; c < polynomials->d; c++)
    {
      unsigned power = powers[c];
      if (c == by && power == 0)
        return 0;
      if (c == by)
        product *= (double) power-- / polynomials->scale[c];
      for (; power > 0; power--)
        product *= coordinate (polynomials, x, i, c);
    }
  return product;
}

static void
find_units (KernelPolynomials *polynomials, MercerMatrix reference)
{
  size_t n = reference.rows;

  for (size_t c = 0; c < polynomials->d; c++)
    {
      const double *x = mercer_matrix_column (reference, polynomials->columns[c]);
      double sum = 0, squares = 0;
      for (size_t i = 0; i < n; i++)
        sum += x[i] / (double) n;
      for (size_t i = 0; i < n; i++)
        squares += (x[i] - sum) * (x[i] - sum) / (double) n;
      polynomials->middle[c] = sum;
      polynomials->scale[c] = squares > 0 ? sqrt (squares) : 1;
    }
}

static double
mean_product (size_t n, const double *a, const double *b)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i] / (double) n;
  return sum;
}

/* Column k without its part along those before, twice, so that it is as orthogonal as numbers allow. */
static bool
orthonormalise (KernelPolynomials *polynomials, size_t n, size_t k)
{
  size_t q = polynomials->q;
  double *values = polynomials->weights, *column = values + k * n, *t = polynomials->t + k * q;
  double before = sqrt (mean_product (n, column, column));

  t[k] = 1;
  for (int pass = 0; pass < 2; pass++)
    for (size_t l = 0; l < k; l++)
      {
        double part = mean_product (n, values + l * n, column);
        for (size_t i = 0; i < n; i++)
          column[i] -= part * values[l * n + i];
        for (size_t m = 0; m <= l; m++)
          t[m] -= part * polynomials->t[m + l * q];
      }
  double rest = sqrt (mean_product (n, column, column));
  if (!(rest > LEAST_REST * before))
    return false;
  for (size_t i = 0; i < n; i++)
    column[i] /= rest;
  for (size_t m = 0; m <= k; m++)
    t[m] /= rest;
  return true;
}

KernelPolynomials *
kernel_polynomials_new (size_t order, const size_t *columns, size_t d, MercerMatrix reference)
{
  size_t n = reference.rows, q = kernel_polynomials_count (order, d);

  if (q > MIN (n, KERNEL_MOST_POLYNOMIALS))
    return NULL;
  KernelPolynomials *polynomials = g_new0 (KernelPolynomials, 1);
  polynomials->q = q;
  polynomials->d = d;
  polynomials->columns = columns;
  polynomials->middle = g_new0 (double, d + 1);
  polynomials->scale = g_new0 (double, d + 1);
  polynomials->t = g_new0 (double, q *q);
  polynomials->weights = g_new (double, n *q);
  polynomials->powers = g_new0 (unsigned, q *d + 1);
  if (q > 1)
    {
      list_powers (polynomials, order);
      find_units (polynomials, reference);
    }
  for (size_t k = 0; k < q; k++)
    {
      for (size_t i = 0; i < n; i++)
        polynomials->weights[k * n + i] = k == 0 ? 1 : monomial (polynomials, k, reference, i, SIZE_MAX);
      if (orthonormalise (polynomials, n, k))
        continue;
      kernel_polynomials_free (polynomials);
      return NULL;
    }
  for (size_t i = 0; i < n * q; i++)
    polynomials->weights[i] /= (double) n;
  return polynomials;
}

void
kernel_polynomials_free (KernelPolynomials *polynomials)
{
  if (polynomials == NULL)
    return;
  g_free (polynomials->weights);
  g_free (polynomials->middle);
  g_free (polynomials->scale);
  g_free (polynomials->t);
  g_free (polynomials->powers);
  g_free (polynomials);
}

/* out_a = sum_m T(m, a) monomial_m, or their derivatives. */
static void
combine (const KernelPolynomials *polynomials, MercerMatrix x, size_t i, size_t by, double *out)
{
  size_t q = polynomials->q;
  double monomials[KERNEL_MOST_POLYNOMIALS];

  for (size_t m = 0; m < q; m++)
    monomials[m] = monomial (polynomials, m, x, i, by);
  for (size_t a = 0; a < q; a++)
    {
      out[a] = 0;
      for (size_t m = 0; m <= a; m++)
        out[a] += polynomials->t[m + a * q] * monomials[m];
    }
}

void
kernel_polynomials_at (const KernelPolynomials *polynomials, MercerMatrix x, size_t i, double *p,
                       double *slopes)
{
  size_t q = polynomials->q;

  if (q == 1)
    p[0] = 1;
  else
    combine (polynomials, x, i, SIZE_MAX, p);
  for (size_t c = 0; slopes != NULL && c < polynomials->d; c++)
    if (q == 1)
      slopes[c] = 0;
    else
      combine (polynomials, x, i, c, slopes + c * q);
}
