/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "twin-formulas.h"

/* A slow twin of the kernels: one pair at a time, straight from the formulas, and in complex
 * numbers, so that a step of 1e-30 i in a parameter gives the derivative without any cancellation.
 * Shares nothing with the evaluator but the tree. */

typedef struct
{
  const Complex *params; /* of the whole tree, flat */
  const double *x, *z;
  const char *const *names;
  size_t d;
  bool same;   /* x and z are the same observation */
  size_t next; /* parameter */
} Twin;

static inline size_t
twin_select (const Twin *twin, const char *const *columns, double *x, double *z)
{
  size_t n = 0;
  for (size_t i = 0; columns == NULL ? i < twin->d : columns[i] != NULL; i++)
    for (size_t c = 0; c < twin->d; c++)
      if (columns == NULL ? c == i : strcmp (columns[i], twin->names[c]) == 0)
        {
          x[n] = twin->x[c];
          z[n++] = twin->z[c];
        }
  return n;
}

static inline Complex
twin_leaf (Twin *twin, const MercerKernel *leaf, const char *const *columns)
{
  const MercerKernelFamily *family = mercer_kernel_leaf_family (leaf);
  double x[64], z[64];
  size_t d = twin_select (twin, columns, x, z), n_list = mercer_kernel_params (leaf);
  Complex p[8], l[64];

  for (size_t i = 0; family->params[i].id != NULL; i++)
    n_list--;
  for (size_t i = 0; family->params[i].id != NULL; i++)
    {
      bool list
          = family->flags & MERCER_KERNEL_ARD && strcmp (family->params[i].id, "lengthscale") == 0;
      p[i] = twin->params[twin->next];
      for (size_t c = 0; list && c < d; c++)
        l[c] = twin->params[twin->next + (n_list > 0 ? c : 0)];
      twin->next += 1 + (list ? n_list : 0);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (twin_formulas); i++)
    if (strcmp (twin_formulas[i].id, family->id) == 0)
      return twin_formulas[i].formula (p, l, x, z, d, twin->same);
  g_error ("%s has no twin: write its formula down", family->id);
}

static inline Complex
twin_node (Twin *twin, const MercerKernel *kernel, const char *const *columns)
{
  MercerKernelKind kind = mercer_kernel_kind (kernel);
  Complex value = kind == MERCER_KERNEL_SUM ? 0 : 1;

  if (mercer_kernel_columns (kernel) != NULL)
    columns = mercer_kernel_columns (kernel);
  if (kind == MERCER_KERNEL_LEAF)
    return twin_leaf (twin, kernel, columns);
  for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
    {
      Complex part = twin_node (twin, mercer_kernel_child (kernel, i), columns);
      for (int e = 0; e < mercer_kernel_exponent (kernel); e++)
        value = kind == MERCER_KERNEL_SUM ? value + part : value * part;
    }
  return value;
}

/* k (x, z); if `free_index` is a flat index, also dk / dtheta of that parameter. */
static inline double
twin_value (const MercerKernel *kernel, const char *const *names, size_t d, const double *x,
            const double *z, bool same, size_t free_index, double *derivative)
{
  size_t n = mercer_kernel_params (kernel);
  Complex *params = g_new (Complex, n);
  const double step = 1e-30;

  for (size_t i = 0; i < n; i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (kernel, i, &param);
      params[i] = param.value;
      if (i == free_index)
        params[i] += I * step * (param.spec->lower > 0 ? param.value : 1);
    }
  Twin twin = { params, x, z, names, d, same, 0 };
  Complex value = twin_node (&twin, kernel, NULL);
  g_free (params);
  if (derivative != NULL)
    *derivative = cimag (value) / step;
  return creal (value);
}
