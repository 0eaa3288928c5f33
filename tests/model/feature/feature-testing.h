/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feature.h"
#include "testing.h"

static inline MercerKernel *
kernel_of (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerKernel *bound = mercer_kernel_bind (kernel, names, d, &error);
  g_assert_no_error (error);
  return bound;
}

static inline MercerSpectralLaw *
law_of (const char *text, size_t d, GError **error)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", NULL };
  g_autoptr (MercerKernel) kernel = kernel_of (text, d);
  return mercer_spectral_law_new (kernel, names, d, error);
}
