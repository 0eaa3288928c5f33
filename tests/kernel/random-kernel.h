/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"

#include <math.h>

/* Random expressions over every family of the catalogue, for properties that must hold of all of
 * them. */

typedef struct
{
  GRand *rand;
  const char *const *columns; /* to select from, NULL-terminated, or NULL: no selections */
  bool operators;             /* and ties: for what does not ask a twin */
  bool definite;              /* leave out what need not be positive definite on several columns */
} RandomKernel;

static inline MercerKernel *
random_marks (const RandomKernel *random, MercerKernel *kernel)
{
  for (size_t i = 0; i < mercer_kernel_params (kernel); i++)
    {
      MercerKernelParam param;
      MercerKernel *changed = NULL;
      mercer_kernel_param (kernel, i, &param);
      double value = param.spec->start * exp (g_rand_double_range (random->rand, -1, 1));
      int mark = g_rand_int_range (random->rand, 0, 8);
      if (mark == 0)
        changed = mercer_kernel_with_fixed (kernel, i, !param.fixed || random->definite);
      else if (mark == 1)
        changed = mercer_kernel_with_bounds (kernel, i, value / 3, value * 7);
      else if (param.spec->choices != NULL)
        changed = mercer_kernel_with_param (
            kernel, i, param.spec->choices[g_rand_int_range (random->rand, 0, 3)]);
      else if (g_str_equal (param.spec->id, "nu") && mark < 5) /* the closed forms */
        changed = mercer_kernel_with_param (kernel, i, g_rand_int_range (random->rand, 0, 4) + 0.5);
      else
        changed = mercer_kernel_with_param (kernel, i, value);
      mercer_kernel_unref (kernel);
      kernel = changed;
    }
  return kernel;
}

static inline MercerKernel *
random_columns (const RandomKernel *random, MercerKernel *kernel, bool one)
{
  size_t n = 0;
  const char *selected[3] = { NULL };

  while (random->columns != NULL && random->columns[n] != NULL)
    n++;
  if (n == 0 || (!one && g_rand_int_range (random->rand, 0, 3) > 0))
    return kernel;
  size_t first = (size_t) g_rand_int_range (random->rand, 0, (int) n);
  selected[0] = random->columns[first];
  if (!one && n > 1 && g_rand_boolean (random->rand))
    selected[1] = random->columns[(first + 1) % n];
  MercerKernel *selecting = mercer_kernel_with_columns (kernel, selected);
  mercer_kernel_unref (kernel);
  return selecting;
}

static inline bool
is_definite_on (const MercerKernelFamily *family, size_t d)
{
  static const char *const names[] = { "a", "b", "c" };
  MercerKernel *leaf = mercer_kernel_new (family),
               *bound = mercer_kernel_bind (leaf, names, d, NULL);
  bool definite = bound != NULL && mercer_kernel_flags (bound) & MERCER_KERNEL_POSITIVE_DEFINITE;

  mercer_kernel_unref (leaf);
  mercer_kernel_unref (bound);
  return definite;
}

static inline MercerKernel *
random_leaf (const RandomKernel *random)
{
  const MercerKernelFamily *const *families = mercer_kernel_families ();
  int n = 0;

  while (families[n] != NULL)
    n++;
  const MercerKernelFamily *family;
  bool definite, everywhere; /* in one dimension; in several */
  do
    {
      family = families[g_rand_int_range (random->rand, 0, n)];
      definite = family->flags & MERCER_KERNEL_POSITIVE_DEFINITE;
      everywhere = is_definite_on (family, 3);
    }
  while (random->definite && !definite);
  MercerKernel *leaf = random_marks (random, mercer_kernel_new (family));
  return random_columns (
      random, leaf, family->flags & MERCER_KERNEL_ONE_COLUMN || (random->definite && !everywhere));
}

static inline MercerKernel *random_kernel (const RandomKernel *random, int depth);

static inline MercerKernel *
random_operator (const RandomKernel *random, int depth)
{
  const MercerKernelFamily *const *operators = mercer_kernel_operators ();
  int n = 0;

  while (operators[n] != NULL)
    n++;
  MercerKernel *child = random_kernel (random, depth - 1);
  MercerKernel *node = mercer_kernel_new_operator (operators[g_rand_int_range (random->rand, 0, n)], child);
  mercer_kernel_unref (child);
  return random_columns (random, node, false);
}

static inline MercerKernel *
random_tie (const RandomKernel *random, MercerKernel *kernel)
{
  int n = (int) mercer_kernel_params (kernel);

  if (n < 2)
    return kernel;
  size_t a = (size_t) g_rand_int_range (random->rand, 0, n), b = (size_t) g_rand_int_range (random->rand, 0, n);
  MercerKernel *tied = mercer_kernel_with_tie (kernel, a, b);
  if (tied == NULL)
    return kernel;
  mercer_kernel_unref (kernel);
  return tied;
}

static inline MercerKernel *
random_kernel (const RandomKernel *random, int depth)
{
  if (random->operators && depth > 0 && g_rand_int_range (random->rand, 0, 5) == 0)
    return random_tie (random, random_operator (random, depth));

  int kind = depth > 0 ? g_rand_int_range (random->rand, 0, 7) : 0;

  if (kind < 2)
    return random_leaf (random);
  MercerKernel *a = random_kernel (random, depth - 1);
  if (kind == 2)
    {
      MercerKernel *power = mercer_kernel_power (a, g_rand_int_range (random->rand, 1, 4));
      mercer_kernel_unref (a);
      /* a first power is the kernel itself, whose selection is to stay */
      return mercer_kernel_kind (power) == MERCER_KERNEL_POWER
                 ? random_columns (random, power, false)
                 : power;
    }
  MercerKernel *b = random_kernel (random, depth - 1);
  MercerKernel *joined = kind < 5 ? mercer_kernel_sum (a, b) : mercer_kernel_product (a, b);
  mercer_kernel_unref (a);
  mercer_kernel_unref (b);
  return random_columns (random, joined, false);
}
