/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "colour.h"
#include "testing.h"

/* Equal steps along a map are equal steps of lightness: what perceptually uniform means here. 8-bit
 * channels leave rounding of about 1/255 in each. */
static void
test_uniform (void)
{
  static const MercerColourMap rising[]
      = { MERCER_MAP_VIRIDIS, MERCER_MAP_MAGMA, MERCER_MAP_CIVIDIS, MERCER_MAP_GREY };
  for (size_t m = 0; m < G_N_ELEMENTS (rising); m++)
    {
      const uint32_t *t = colour_map_table (rising[m]);
      double low = colour_lightness (t[0]), high = colour_lightness (t[255]);
      g_assert_cmpfloat (high - low, >, 0.5);
      for (int i = 0; i < 256; i++)
        {
          g_assert_cmpuint (t[i] >> 24, ==, 0xff);
          /* The darkest few colours of magma lie where one step of a channel is a large step of
           * lightness. */
          assert_close (colour_lightness (t[i]), low + (high - low) * i / 255, 0,
                        i < 24 ? 0.03 : 0.006);
        }
    }
}

static void
test_diverging (void)
{
  const uint32_t *t = colour_map_table (MERCER_MAP_DIVERGING);
  for (int i = 0; i < 128; i++)
    {
      assert_close (colour_lightness (t[i]), colour_lightness (t[255 - i]), 0, 0.012);
      if (i > 0)
        g_assert_cmpfloat (colour_lightness (t[i]), >, colour_lightness (t[i - 1]) - 0.003);
    }
  g_assert_cmpfloat (colour_lightness (t[127]), >, 0.94);
}

/* In the dark the middle is as dark as the paper, and both ends are equally light. */
static void
test_diverging_dark (void)
{
  const MercerLook dark = { .theme = MERCER_THEME_DARK };
  const uint32_t *t = colour_table (&dark, MERCER_MAP_DIVERGING, true);
  for (int i = 0; i < 128; i++)
    {
      assert_close (colour_lightness (t[i]), colour_lightness (t[255 - i]), 0, 0.012);
      if (i > 0)
        g_assert_cmpfloat (colour_lightness (t[i]), <, colour_lightness (t[i - 1]) + 0.003);
    }
  g_assert_cmpfloat (colour_lightness (t[127]), <, 0.28);
  g_assert_cmpfloat (colour_lightness (t[0]), >, 0.7);
}

/* The published ends of viridis. */
static void
test_known (void)
{
  const uint32_t *t = colour_map_table (MERCER_MAP_VIRIDIS);
  g_assert_cmphex (t[0], ==, 0xff440154);
  g_assert_cmphex (t[255], ==, 0xfffde725);
  assert_close (colour_lightness (0xffffffff), 1, 0, 1e-4);
  assert_close (colour_lightness (0xff000000), 0, 0, 1e-9);
}

static double
luminance (Colour c)
{
  double rgb[] = { c.r, c.g, c.b }, weight[] = { 0.2126, 0.7152, 0.0722 }, sum = 0;
  for (int k = 0; k < 3; k++)
    sum += weight[k] * (rgb[k] <= 0.04045 ? rgb[k] / 12.92 : pow ((rgb[k] + 0.055) / 1.055, 2.4));
  return sum;
}

static double
contrast (Colour a, Colour b)
{
  double x = luminance (a), y = luminance (b);
  return (fmax (x, y) + 0.05) / (fmin (x, y) + 0.05);
}

/* WCAG 2.1: text 4.5 (7 in high contrast), graphical objects 3. */
static void
test_contrast (void)
{
  for (int theme = 0; theme <= MERCER_THEME_PRINT; theme++)
    for (int high = 0; high < 2; high++)
      {
        MercerLook look = { .theme = theme, .high_contrast = high };
        Colour paper = colour_tone (&look, TONE_PAPER);
        g_assert_cmpfloat (contrast (colour_tone (&look, TONE_LABEL), paper), >, high ? 7 : 4.5);
        g_assert_cmpfloat (contrast (colour_role (&look, MERCER_ROLE_INK), paper), >, 7);
        for (int role = MERCER_ROLE_DATA; role < MERCER_ROLE_SERIES + 8; role++)
          if (contrast (colour_role (&look, role), paper) < 3)
            g_error ("theme %d, role %d: contrast %.2f", theme, role,
                     contrast (colour_role (&look, role), paper));
      }
}

/* No two of the series are alike. */
static void
test_series (void)
{
  for (int theme = 0; theme <= MERCER_THEME_PRINT; theme++)
    for (int a = 0; a < 8; a++)
      for (int b = 0; b < a; b++)
        {
          MercerLook look = { .theme = theme };
          Colour p = colour_role (&look, MERCER_ROLE_SERIES_N (a)),
                 q = colour_role (&look, MERCER_ROLE_SERIES_N (b));
          g_assert_cmpfloat (fabs (p.r - q.r) + fabs (p.g - q.g) + fabs (p.b - q.b), >, 0.2);
        }
  Colour first = colour_role (NULL, MERCER_ROLE_SERIES_N (0)),
         again = colour_role (NULL, MERCER_ROLE_SERIES_N (8));
  g_assert_true (first.r == again.r && first.g == again.g && first.b == again.b);
}

static void
test_level (void)
{
  assert_close (colour_map_level (0.5, 0, 1), 127.5, 1e-6, 0);
  assert_close (colour_map_level (-9, 0, 1), 0, 0, 0);
  assert_close (colour_map_level (INFINITY, 0, 1), 255, 0, 0);
  g_assert_true (isnan (colour_map_level (NAN, 0, 1)));
  assert_close (colour_map_level (0, -1.7e308, 1.7e308), 127.5, 1e-6, 0);
  g_assert_cmphex (colour_map_pixel (colour_map_table (MERCER_MAP_MAGMA), NAN), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/colour/uniform", test_uniform);
  g_test_add_func ("/colour/diverging", test_diverging);
  g_test_add_func ("/colour/diverging-dark", test_diverging_dark);
  g_test_add_func ("/colour/known", test_known);
  g_test_add_func ("/colour/contrast", test_contrast);
  g_test_add_func ("/colour/series", test_series);
  g_test_add_func ("/colour/level", test_level);
  return g_test_run ();
}
