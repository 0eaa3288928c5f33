/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "random.h"
#include "vexp.h"

#define COUNT 100003 /* not a multiple of any vector */

typedef void (*Loop) (size_t n, const double *x, double *y);

/* The error of y in units of the spacing of doubles at the exact value, which libm gives in 64
 * bits. */
static double
ulps (double y, long double exact)
{
  double size = fabs ((double) exact);
  double spacing = nextafter (size, HUGE_VAL) - size;
  return (double) fabsl ((y - exact) / spacing);
}

static double
worst_error (Loop loop, long double (*exact) (long double), double low, double high,
             gboolean logarithmic)
{
  double *x = g_new (double, COUNT), *y = g_new (double, COUNT), worst = 0.0;
  mercer_random_uniforms (1, 1, 0, COUNT, x);
  for (size_t i = 0; i < COUNT; i++)
    {
      x[i] = low + (high - low) * x[i];
      if (logarithmic)
        x[i] = (i % 2 ? -1.0 : 1.0) * exp (x[i]);
    }
  loop (COUNT, x, y);
  for (size_t i = 0; i < COUNT; i++)
    worst = MAX (worst, ulps (y[i], exact (x[i])));
  g_free (x);
  g_free (y);
  return worst;
}

static long double
log_of_size (long double x)
{
  return logl (fabsl (x));
}

static void
log_of_size_loop (size_t n, const double *x, double *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = fabs (x[i]);
  mercer_vlog (n, y, y); /* in place */
}

static void
test_accuracy (void)
{
  g_assert_cmpfloat (worst_error (mercer_vexp, expl, -708.0, 709.7, FALSE), <, 1.1);
  g_assert_cmpfloat (worst_error (mercer_vexp, expl, -1.0, 1.0, FALSE), <, 1.1);
  g_assert_cmpfloat (worst_error (mercer_vexp, expl, -40.0, 0.0, TRUE), <, 1.1);
  g_assert_cmpfloat (worst_error (log_of_size_loop, log_of_size, -700.0, 700.0, TRUE), <, 1.0);
  g_assert_cmpfloat (worst_error (log_of_size_loop, log_of_size, -0.4, 0.4, TRUE), <, 1.0);
  g_assert_cmpfloat (worst_error (mercer_vsin, sinl, -4.0, 4.0, FALSE), <, 1.1);
  g_assert_cmpfloat (worst_error (mercer_vcos, cosl, -4.0, 4.0, FALSE), <, 1.1);
  g_assert_cmpfloat (worst_error (mercer_vsin, sinl, -20.0, 40.0, TRUE), <, 1.1);
  g_assert_cmpfloat (worst_error (mercer_vcos, cosl, -20.0, 40.0, TRUE), <, 1.1);
}

/* Multiples of pi/2, where the reduction cancels worst. */
static void
test_near_zeros (void)
{
  double x[1000], y[1000], z[1000];
  for (int k = 0; k < 1000; k++)
    x[k] = (k * 997 + 1) * 1.5707963267948966;
  mercer_vsin (1000, x, y);
  mercer_vcos (1000, x, z);
  for (int k = 0; k < 1000; k++)
    {
      g_assert_cmpfloat (ulps (y[k], sinl (x[k])), <, 1.1);
      g_assert_cmpfloat (ulps (z[k], cosl (x[k])), <, 1.1);
    }
}

typedef struct
{
  double x, y;
} Pair;

static void
check_pairs (Loop loop, const Pair *pairs, size_t count)
{
  for (size_t i = 0; i < count; i++)
    {
      double y;
      loop (1, &pairs[i].x, &y);
      if (isnan (pairs[i].y))
        g_assert_true (isnan (y));
      else
        g_assert_cmpfloat (y, ==, pairs[i].y);
    }
}

static void
test_edges (void)
{
  const Pair exps[] = { { 0.0, 1.0 },           { -0.0, 1.0 },
                        { 1e-320, 1.0 },        { -HUGE_VAL, 0.0 },
                        { HUGE_VAL, HUGE_VAL }, { NAN, NAN },
                        { -708.0000001, 0.0 },  { -745.0, 0.0 },
                        { -1e300, 0.0 },        { 709.7827128933841, HUGE_VAL },
                        { 1e300, HUGE_VAL } };
  const Pair logs[] = { { 1.0, 0.0 },
                        { 0.0, -HUGE_VAL },
                        { -0.0, -HUGE_VAL },
                        { HUGE_VAL, HUGE_VAL },
                        { -1.0, NAN },
                        { -HUGE_VAL, NAN },
                        { NAN, NAN },
                        { DBL_MIN, -708.3964185322641 },                 /* -1022 log 2 */
                        { 4.9406564584124654e-324, -744.4400719213812 }, /* -1074 log 2 */
                        { DBL_MAX, 709.782712893384 } };
  const Pair sines[]
      = { { 0.0, 0.0 }, { HUGE_VAL, NAN }, { NAN, NAN }, { 1e22, -0.8522008497671888 } };
  const Pair cosines[]
      = { { 0.0, 1.0 }, { -HUGE_VAL, NAN }, { NAN, NAN }, { 1e22, 0.523214785395139 } };
  const Pair roots[] = { { 4.0, 2.0 }, { 0.0, 0.0 }, { -1.0, NAN }, { HUGE_VAL, HUGE_VAL } };
  check_pairs (mercer_vexp, exps, G_N_ELEMENTS (exps));
  check_pairs (mercer_vlog, logs, G_N_ELEMENTS (logs));
  check_pairs (mercer_vsin, sines, G_N_ELEMENTS (sines));
  check_pairs (mercer_vcos, cosines, G_N_ELEMENTS (cosines));
  check_pairs (mercer_vsqrt, roots, G_N_ELEMENTS (roots));

  double x = 709.78271289338397, y;
  mercer_vexp (1, &x, &y);
  g_assert_cmpfloat (ulps (y, expl (x)), <, 1.1); /* the largest finite one */
  x = -708.0;
  mercer_vexp (1, &x, &y);
  g_assert_cmpfloat (y, >=, DBL_MIN);
}

/* An element's bits depend on its value alone: not on its place, the length, or whether x is y. */
static void
test_places (void)
{
  double x[67], whole[67], y[67];
  const Loop loops[] = { mercer_vexp, mercer_vlog, mercer_vsin, mercer_vcos, mercer_vsqrt };
  mercer_random_uniforms (2, 2, 0, 67, x);
  for (size_t k = 0; k < G_N_ELEMENTS (loops); k++)
    {
      loops[k](67, x, whole);
      for (size_t first = 0; first < 67; first++)
        for (size_t n = 0; first + n <= 67; n++)
          {
            memcpy (y, x, sizeof x);
            loops[k](n, y + first, y + first);
            g_assert_true (memcmp (y + first, whole + first, n * sizeof *y) == 0);
            g_assert_true (memcmp (y, x, first * sizeof *y) == 0);
            g_assert_true (memcmp (y + first + n, x + first + n, (67 - first - n) * sizeof *y)
                           == 0);
          }
    }
}

static void
test_scaled (void)
{
  double x[COUNT / 100], y[COUNT / 100];
  size_t n = G_N_ELEMENTS (x);
  for (size_t i = 0; i < n; i++)
    x[i] = (double) i * 1.7;
  mercer_vexp_scaled (n, 2.5, -0.5, x, y);
  for (size_t i = 0; i < n; i++)
    if (-0.5 * x[i] < -460.51701859880916)
      g_assert_true (y[i] == 0.0);
    else
      g_assert_cmpfloat (ulps (y[i], 2.5L * expl (-0.5L * x[i])), <, 2.0);
  g_assert_true (y[n - 1] == 0.0 && y[500] > 0.0);
  const double special[] = { NAN, HUGE_VAL };
  mercer_vexp_scaled (2, 1.0, -1.0, special, y);
  g_assert_true (isnan (y[0]) && y[1] == 0.0);
}

static void
test_single (void)
{
  enum
  {
    MANY = 200003
  };
  float *x = g_new (float, MANY), *y = g_new (float, MANY);
  double worst = 0.0;
  for (size_t i = 0; i < MANY; i++)
    x[i] = (float) (-87.0 + 175.72 * (double) i / MANY);
  mercer_vexpf (MANY, x, y);
  for (size_t i = 0; i < MANY; i++)
    {
      double exact = exp (x[i]);
      float size = (float) exact;
      worst = MAX (worst, fabs (y[i] - exact) / (nextafterf (size, HUGE_VALF) - size));
    }
  g_assert_cmpfloat (worst, <, 1.5);
  const float edges[] = { 0.0f, -87.01f, -1e30f, -HUGE_VALF, 88.73f, HUGE_VALF, NAN };
  const float wanted[] = { 1.0f, 0.0f, 0.0f, 0.0f, HUGE_VALF, HUGE_VALF };
  mercer_vexpf (7, edges, y);
  for (size_t i = 0; i < 6; i++)
    g_assert_true (y[i] == wanted[i]);
  g_assert_true (isnan (y[6]));
  for (size_t n = 0; n < 40; n++) /* the place of an element does not matter */
    {
      mercer_vexpf (n, x + 90000, y);
      float one = 0.0f;
      if (n > 0)
        mercer_vexpf (1, x + 90000 + n - 1, &one);
      g_assert_true (n == 0 || one == y[n - 1]);
    }
  g_free (x);
  g_free (y);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/num/vexp/accuracy", test_accuracy);
  g_test_add_func ("/num/vexp/near-zeros", test_near_zeros);
  g_test_add_func ("/num/vexp/edges", test_edges);
  g_test_add_func ("/num/vexp/places", test_places);
  g_test_add_func ("/num/vexp/scaled", test_scaled);
  g_test_add_func ("/num/vexp/single", test_single);
  return g_test_run ();
}
