/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"
#include "testing.h"

/* What several test programs of this folder begin with. */

static inline MercerKernel *
parse_kernel (const char *text)
{
  GError *error = NULL;
  MercerKernel *kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  return kernel;
}

/* Bound to the first d of the columns. */
static inline MercerKernel *
parse_bound (const char *text, const char *const *names, size_t d)
{
  GError *error = NULL;
  MercerKernel *kernel = parse_kernel (text),
               *bound = mercer_kernel_bind (kernel, names, d, &error);
  g_assert_no_error (error);
  mercer_kernel_unref (kernel);
  return bound;
}

/* Takes the kernel. */
static inline void
assert_is (MercerKernel *kernel, const char *text)
{
  char *printed = mercer_kernel_print (kernel);
  g_assert_cmpstr (printed, ==, text);
  g_free (printed);
  mercer_kernel_unref (kernel);
}
