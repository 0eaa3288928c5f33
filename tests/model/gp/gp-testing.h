/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "gp.h"
#include "testing.h"

/* A problem that owns its numbers. */
typedef struct
{
  double *x, *y;
  uint64_t *rows;
  MercerKernel *kernel;
  MercerGpProblem p;
} Sample;

static inline MercerKernel *
bound_kernel (const char *text, size_t d)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, &error);
  g_assert_no_error (error);
  MercerKernel *bound = mercer_kernel_bind (kernel, names, d, &error);
  g_assert_no_error (error);
  return bound;
}

/* The minimal-standard generator x <- 16807 x mod (2^31 - 1): numbers that any language can make again. */
static inline void
uniforms (size_t count, uint64_t seed, double *out)
{
  for (size_t i = 0; i < count; i++)
    {
      seed = seed * 16807 % 2147483647;
      out[i] = (double) seed / 2147483647;
    }
}

static inline double *
normals (size_t count, uint64_t seed)
{
  double *u = g_new (double, 2 * count), *out = g_new (double, count);
  uniforms (2 * count, seed, u);
  for (size_t i = 0; i < count; i++)
    out[i] = sqrt (-2 * log (u[2 * i])) * cos (2 * G_PI * u[2 * i + 1]);
  g_free (u);
  return out;
}

/* x uniform in [0, 10]^d (rows of x in the generator's order), y = sin x1 + 0.3 cos 3 x1 + 0.1 sum of the others
 * + 0.2 noise. */
static inline Sample
wavy_sample (size_t n, size_t d, const char *kernel, double noise)
{
  Sample s = { .x = g_new (double, n * d), .y = g_new (double, n), .rows = g_new (uint64_t, n),
               .kernel = bound_kernel (kernel, d) };
  g_autofree double *u = g_new (double, n * d), *e = normals (n, 977);
  uniforms (n * d, 20240601, u);
  for (size_t i = 0; i < n; i++)
    {
      for (size_t c = 0; c < d; c++)
        s.x[i + c * n] = 10 * u[i * d + c];
      s.y[i] = sin (s.x[i]) + 0.3 * cos (3 * s.x[i]) + 0.2 * e[i];
      for (size_t c = 1; c < d; c++)
        s.y[i] += 0.1 * s.x[i + c * n];
      s.rows[i] = i;
    }
  s.p = (MercerGpProblem){ .x = mercer_matrix (s.x, n, d), .y = s.y, .rows = s.rows, .kernel = s.kernel, .noise = noise };
  return s;
}

static inline void
sample_clear (Sample *s)
{
  g_free (s->x);
  g_free (s->y);
  g_free (s->rows);
  mercer_kernel_unref (s->kernel);
}

/* m points over [0, 10]^d along a diagonal with wiggles. */
static inline double *
test_points (size_t m, size_t d)
{
  double *z = g_new (double, m * d);
  for (size_t c = 0; c < d; c++)
    for (size_t i = 0; i < m; i++)
      z[i + c * m] = 10.0 * (double) i / (double) (m - 1) + (c > 0 ? sin ((double) (i * c)) : 0);
  return z;
}

static inline void
assert_arrays_close (const double *got, const double *want, size_t n, double rtol, double atol)
{
  for (size_t i = 0; i < n; i++)
    assert_close (got[i], want[i], rtol, atol);
}
