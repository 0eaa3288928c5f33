/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "points.h"

/* A slow twin of the operators: their formulas written out over single values of the kernel behind them, which
 * other tests hold against twins of its own. */

/* --- Rows that Centre refers to ----------------------------------------------------------- */

enum
{
  REFERENCE = 7
};

/* As the place in the tree sees them: moved by the warps around it. */
static double reference_rows[REFERENCE][3];

static inline MercerMatrix
reference_matrix (void)
{
  MercerMatrix rows = mercer_matrix (g_new (double, REFERENCE * 3), REFERENCE, 3);

  mercer_random_uniforms (11, 0, 0, REFERENCE * 3, rows.data);
  for (size_t i = 0; i < REFERENCE * 3; i++)
    rows.data[i] = 0.1 + 1.7 * rows.data[i];
  return rows;
}

/* Bound to all three columns, with the rows above. */
static inline MercerKernel *
parse_referenced (const char *text)
{
  GError *error = NULL;
  MercerMatrix rows = reference_matrix ();
  MercerKernel *bound = parse_bound (text, names, 3), *kernel = mercer_kernel_with_reference (bound, rows, &error);

  g_assert_no_error (error);
  for (size_t i = 0; i < REFERENCE; i++)
    row (rows, i, reference_rows[i]);
  mercer_kernel_unref (bound);
  g_free (rows.data);
  return kernel;
}

/* --- Values ----------------------------------------------------------------------------- */

/* --- Values ------------------------------------------------------------------------------ */

static inline double slow (const MercerKernel *kernel, const double *x, const double *z);

/* One node alone. */
static inline double
alone (const MercerKernel *kernel, const double *x, const double *z)
{
  return mercer_kernel_value (kernel, x, z);
}

typedef struct
{
  double numbers[16];
  size_t n;
} Numbers;

/* The parameters of an operator: the last ones of the tree that it heads. */
static inline Numbers
own_numbers (const MercerKernel *node)
{
  Numbers own = { .n = 0 };
  size_t n = mercer_kernel_params (node), inner = mercer_kernel_params (mercer_kernel_child (node, 0));

  for (size_t i = inner; i < n; i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (node, i, &param);
      own.numbers[own.n++] = param.value;
    }
  return own;
}

static const char *const *seen;
static size_t n_seen;

static inline double
warped (const char *id, const Numbers *own, double x)
{
  const double *p = own->numbers;

  if (g_str_equal (id, "WarpLog"))
    return log (x + p[0]);
  if (g_str_equal (id, "WarpBoxCox"))
    return (pow (x + p[1], p[0]) - 1) / p[0];
  return 1 - pow (1 - pow ((x - p[2]) / (p[3] - p[2]), p[0]), p[1]);
}

static inline bool
is_seen (size_t c)
{
  bool found = seen == NULL;
  for (size_t i = 0; i < n_seen; i++)
    found = found || g_str_equal (seen[i], names[c]);
  return found;
}

/* The place of column c among those that the operator sees. */
static inline size_t
place_of (size_t c)
{
  for (size_t i = 0; seen != NULL && i < n_seen; i++)
    if (g_str_equal (seen[i], names[c]))
      return i;
  return c;
}

static inline size_t
column_at (size_t place)
{
  for (size_t c = 0; c < 3; c++)
    if (place_of (c) == place && is_seen (c))
      return c;
  g_assert_not_reached ();
}

static inline double
slow_additive (const MercerKernel *node, const Numbers *own, const double *x, const double *z)
{
  /* each column's kernel: the text of the child with its list cut down, bound to the column */
  size_t d = seen != NULL ? n_seen : 3, order = (size_t) own->numbers[0];
  double part[3], sum = 0;

  for (size_t c = 0; c < d; c++)
    {
      char *text = mercer_kernel_print (mercer_kernel_child (node, 0));
      GRegex *list = g_regex_new ("\\[([^],]*), ([^],]*), ([^],]*)\\]", 0, 0, NULL);
      const char *const which[] = { "\\1", "\\2", "\\3" };
      char *one = g_regex_replace (list, text, -1, 0, which[c], 0, NULL);
      size_t column = column_at (c);
      MercerKernel *bound = parse_bound (one, &names[column], 1);
      const char *const *before = seen;
      size_t n_before = n_seen;
      double rows[REFERENCE][3];
      memcpy (rows, reference_rows, sizeof rows);
      for (size_t i = 0; i < REFERENCE; i++)
        reference_rows[i][0] = rows[i][column];
      seen = NULL;
      n_seen = 1; /* the one column there is */
      part[c] = slow (bound, &x[column], &z[column]);
      seen = before;
      n_seen = n_before;
      memcpy (reference_rows, rows, sizeof rows);
      mercer_kernel_unref (bound);
      g_regex_unref (list);
      g_free (one);
      g_free (text);
    }
  for (unsigned group = 1; group < 1u << d; group++)
    {
      size_t size = (size_t) __builtin_popcount (group);
      double product = size > order ? 0 : own->numbers[own->n > 2 ? size : 1];
      for (size_t c = 0; c < d; c++)
        product *= group >> c & 1 ? part[c] : 1;
      sum += product;
    }
  return sum;
}

static inline double
slow_exchange (const MercerKernel *child, const double *x, const double *z)
{
  static const size_t orders[6][3]
      = { { 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  size_t d = seen != NULL ? n_seen : 3, n = d == 2 ? 2 : 6;
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      {
        double px[3] = { x[0], x[1], x[2] }, pz[3] = { z[0], z[1], z[2] };
        for (size_t c = 0; c < d; c++)
          {
            px[column_at (c)] = x[column_at (orders[i][c])];
            pz[column_at (c)] = z[column_at (orders[j][c])];
          }
        sum += slow (child, px, pz);
      }
  return sum / (double) (n * n);
}

/* All monomials of a degree below `order` in the columns seen. */
static inline size_t
monomials (const double *x, size_t d, size_t order, double *out)
{
  size_t n = 0;

  for (unsigned a = 0; a < order; a++)
    for (unsigned b = 0; b < (d > 1 ? order - a : 1); b++)
      for (unsigned c = 0; c < (d > 2 ? order - a - b : 1); c++)
        out[n++] = pow (x[0], a) * (d > 1 ? pow (x[1], b) : 1) * (d > 2 ? pow (x[2], c) : 1);
  return n;
}

enum
{
  MOST_MONOMIALS = 20
};

/* A x = b by elimination with pivots; both are used up. */
static inline void
eliminate (size_t n, double a[][MOST_MONOMIALS], double *b)
{
  for (size_t k = 0; k < n; k++)
    {
      size_t pivot = k;
      for (size_t i = k; i < n; i++)
        pivot = fabs (a[i][k]) > fabs (a[pivot][k]) ? i : pivot;
      for (size_t j = 0; j < n; j++)
        {
          double kept = a[k][j];
          a[k][j] = a[pivot][j];
          a[pivot][j] = kept;
        }
      double kept = b[k];
      b[k] = b[pivot];
      b[pivot] = kept;
      for (size_t i = 0; i < n; i++)
        {
          double factor = i != k ? a[i][k] / a[k][k] : 0;
          for (size_t j = k; j < n; j++)
            a[i][j] -= factor * a[k][j];
          b[i] -= factor * b[k];
        }
    }
  for (size_t k = 0; k < n; k++)
    b[k] /= a[k][k];
}

/* The weights of the rows in what least squares with polynomials say at x: v(x)' (V' V)^-1 v(r_i). */
static inline void
fit_weights (const double *x, const size_t *columns, size_t d, size_t order, double *weights)
{
  double v[MOST_MONOMIALS], at[3], rows[REFERENCE][MOST_MONOMIALS], normal[MOST_MONOMIALS][MOST_MONOMIALS] = { { 0 } };
  size_t q;

  for (size_t i = 0; i < REFERENCE; i++)
    {
      for (size_t c = 0; c < d; c++)
        at[c] = reference_rows[i][columns[c]];
      q = monomials (at, d, order, rows[i]);
      for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++)
          normal[a][b] += rows[i][a] * rows[i][b];
    }
  for (size_t c = 0; c < d; c++)
    at[c] = x[columns[c]];
  q = monomials (at, d, order, v);
  eliminate (q, normal, v);
  for (size_t i = 0; i < REFERENCE; i++)
    {
      weights[i] = 0;
      for (size_t a = 0; a < q; a++)
        weights[i] += v[a] * rows[i][a];
    }
}

/* k of what is left of the function at x and at z. */
static inline double
slow_centre (const MercerKernel *node, const Numbers *own, bool one, const double *x, const double *z)
{
  const MercerKernel *child = mercer_kernel_child (node, 0);
  const char *const *selected = mercer_kernel_columns (child) != NULL ? mercer_kernel_columns (child) : seen;
  size_t columns[3], d = 0, order = (size_t) own->numbers[0];
  double at_x[REFERENCE], at_z[REFERENCE], value = slow (child, x, z);

  for (size_t c = 0; c < (one ? 1 : 3); c++)
    if (one || selected == NULL || g_strv_contains (selected, names[c]))
      columns[d++] = c;
  fit_weights (x, columns, d, order, at_x);
  fit_weights (z, columns, d, order, at_z);
  for (size_t i = 0; i < REFERENCE; i++)
    {
      value -= at_x[i] * slow (child, reference_rows[i], z) + at_z[i] * slow (child, x, reference_rows[i]);
      for (size_t j = 0; j < REFERENCE; j++)
        value += at_x[i] * at_z[j] * slow (child, reference_rows[i], reference_rows[j]);
    }
  return value;
}

/* The kernel behind a warp at x and z, to whom all rows look warped. */
static inline double
slow_warp (const MercerKernel *node, const Numbers *own, bool one, const double *x, const double *z)
{
  const char *id = mercer_kernel_leaf_family (node)->id;
  double rows[REFERENCE][3];

  memcpy (rows, reference_rows, sizeof rows);
  for (size_t i = 0; i < REFERENCE; i++)
    for (size_t c = 0; c < (one ? 1 : 3); c++)
      if (one || is_seen (c))
        reference_rows[i][c] = warped (id, own, rows[i][c]);
  double value = slow (mercer_kernel_child (node, 0), x, z);
  memcpy (reference_rows, rows, sizeof rows);
  return value;
}

static inline double
slow_operator (const MercerKernel *node, const double *x, const double *z)
{
  const char *id = mercer_kernel_leaf_family (node)->id;
  const MercerKernel *child = mercer_kernel_child (node, 0);
  Numbers own = own_numbers (node);
  double a[3] = { x[0], 0, 0 }, b[3] = { z[0], 0, 0 };
  bool one = seen == NULL && n_seen == 1; /* inside Additive's own check */

  if (g_str_equal (id, "Normalize"))
    return slow (child, x, z) / sqrt (slow (child, x, x) * slow (child, z, z));
  if (g_str_equal (id, "Additive"))
    return slow_additive (node, &own, x, z);
  if (g_str_equal (id, "Exchange"))
    return slow_exchange (child, x, z);
  if (g_str_equal (id, "Centre"))
    return slow_centre (node, &own, one, x, z);
  for (size_t c = 0; c < (one ? 1 : 3); c++)
    {
      size_t k = one ? 0 : place_of (c);
      a[c] = x[c];
      b[c] = z[c];
      if (!one && !is_seen (c))
        continue;
      if (g_str_equal (id, "Shift"))
        a[c] = b[c] = own.numbers[own.n > 1 ? k : 0];
      else if (g_str_equal (id, "Symmetrize"))
        {
          a[c] = 2 * own.numbers[own.n > 2 ? k : 0] - x[c];
          b[c] = 2 * own.numbers[own.n > 2 ? k : 0] - z[c];
        }
      else
        {
          a[c] = warped (id, &own, x[c]);
          b[c] = warped (id, &own, z[c]);
        }
    }
  if (g_str_equal (id, "Shift"))
    return slow (child, x, z) - slow (child, x, b) - slow (child, a, z) + slow (child, a, b);
  if (g_str_equal (id, "Symmetrize"))
    return (slow (child, x, z) + slow (child, a, b)
            + own.numbers[own.n - 1] * (slow (child, a, z) + slow (child, x, b)))
           / 4;
  return slow_warp (node, &own, one, a, b);
}

static inline double
slow (const MercerKernel *kernel, const double *x, const double *z)
{
  MercerKernelKind kind = mercer_kernel_kind (kernel);
  double value = kind == MERCER_KERNEL_SUM ? 0 : 1;
  const char *const *before = seen;
  size_t n_before = n_seen;

  if (kind == MERCER_KERNEL_LEAF)
    return alone (kernel, x, z);
  if (mercer_kernel_columns (kernel) != NULL)
    {
      seen = mercer_kernel_columns (kernel);
      n_seen = g_strv_length ((char **) seen);
    }
  if (kind == MERCER_KERNEL_OPERATOR)
    value = slow_operator (kernel, x, z);
  else
    for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
      for (int e = 0; e < mercer_kernel_exponent (kernel); e++)
        {
          double part = slow (mercer_kernel_child (kernel, i), x, z);
          value = kind == MERCER_KERNEL_SUM ? value + part : value * part;
        }
  seen = before;
  n_seen = n_before;
  return value;
}
