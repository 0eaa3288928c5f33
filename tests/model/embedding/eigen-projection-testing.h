/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "eigen-projection.h"
#include "testing.h"

static inline MercerKernel *
bound_kernel (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerKernel *bound = mercer_kernel_bind (kernel, names, d, &error);
  g_assert_no_error (error);
  return bound;
}

static inline double *
uniforms (size_t count, uint64_t seed)
{
  double *out = g_new (double, count);
  for (size_t i = 0; i < count; i++)
    {
      seed = seed * 16807 % 2147483647;
      out[i] = (double) seed / 2147483647;
    }
  return out;
}

/* n points near a circle of radius 1. */
static inline double *
noisy_ring (size_t n, double noise)
{
  g_autofree double *u = uniforms (3 * n, 71);
  double *x = g_new (double, 2 * n);
  for (size_t i = 0; i < n; i++)
    {
      x[i] = cos (2 * G_PI * u[i]) + noise * (2 * u[n + i] - 1);
      x[i + n] = sin (2 * G_PI * u[i]) + noise * (2 * u[2 * n + i] - 1);
    }
  return x;
}

/* Two half circles, the lower one moved by (1, 1/2). */
static inline double *
moons (size_t n)
{
  g_autofree double *u = uniforms (3 * n, 5);
  double *x = g_new (double, 2 * n);
  for (size_t i = 0; i < n; i++)
    {
      double angle = G_PI * u[i], lower = i % 2;
      x[i] = (lower > 0 ? 1 - cos (angle) : cos (angle)) + 0.1 * (u[n + i] - 0.5);
      x[i + n] = (lower > 0 ? 0.5 - sin (angle) : sin (angle)) + 0.1 * (u[2 * n + i] - 0.5);
    }
  return x;
}

static inline const MercerProjection *
solve (const MercerProjectionProblem *problem, MercerWork *work, MercerStoreItem **item)
{
  const MercerProjection *p = NULL;
  g_assert_cmpint (mercer_projection (problem, item, &p, work), ==, MERCER_OK);
  return p;
}

static inline double
correlation (const double *a, const double *b, size_t n)
{
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < n; i++)
    {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
  return ab / sqrt (aa * bb);
}

static inline MercerHash
some_thread (void)
{
  return mercer_hash_start ("test");
}

static inline double *
list (GKeyFile *file, const char *group, const char *key, size_t *count)
{
  g_autoptr (GError) error = NULL;
  gsize n;
  double *values = g_key_file_get_double_list (file, group, key, &n, &error);
  g_assert_no_error (error);
  if (count != NULL)
    *count = n;
  return values;
}
