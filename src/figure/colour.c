/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "colour.h"

#include <math.h>
#include <pthread.h>

/* --- OKLab (B. Ottosson, "A perceptual color space for image processing", 2020) -----------------
 */

typedef struct
{
  double l, a, b;
} Lab;

static double
linear_from_srgb (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
srgb_from_linear (double c)
{
  c = CLAMP (c, 0, 1);
  return c <= 0.0031308 ? 12.92 * c : 1.055 * pow (c, 1 / 2.4) - 0.055;
}

static Lab
lab_from_pixel (uint32_t p)
{
  double r = linear_from_srgb ((p >> 16 & 255) / 255.0),
         g = linear_from_srgb ((p >> 8 & 255) / 255.0);
  double b = linear_from_srgb ((p & 255) / 255.0);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return (Lab){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s };
}

static uint32_t
pixel_from_lab (Lab c)
{
  double l = pow (c.l + 0.3963377774 * c.a + 0.2158037573 * c.b, 3);
  double m = pow (c.l - 0.1055613458 * c.a - 0.0638541728 * c.b, 3);
  double s = pow (c.l - 0.0894841775 * c.a - 1.2914855480 * c.b, 3);
  double rgb[3] = { 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                    -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s };
  uint32_t p = 0xff;
  for (int k = 0; k < 3; k++)
    p = p << 8 | (uint32_t) lround (255 * srgb_from_linear (rgb[k]));
  return p;
}

double
colour_lightness (uint32_t pixel)
{
  return lab_from_pixel (pixel).l;
}

/* --- Maps ------------------------------------------------------------------------------------- */

/* Knots in sRGB, joined in OKLab and then walked in equal steps of lightness, so that equal steps
 * of value look equally large. viridis and magma pass through the colours that S. van der Walt and
 * N. Smith dedicated to the public (CC0, 2015); cividis through those of Nunez, Anderton and
 * Renslow, PLoS ONE 13 (2018), made to look the same to people with red-green blindness. The
 * diverging one is our own: blue (hue 255 degrees) and rust (hue 45), chosen in OKLab with the same
 * lightness and chroma on both sides of a middle like the paper: nearly white, or in the dark theme
 * nearly black. */
#define KNOTS_MAX 12
static const struct
{
  int n;
  uint32_t knot[KNOTS_MAX];
} designs[] = {
  [MERCER_MAP_VIRIDIS] = { 11,
                           { 0x440154, 0x482576, 0x414487, 0x35608d, 0x2a788e, 0x21918c, 0x22a884,
                             0x43bf71, 0x7ad151, 0xbddf26, 0xfde725 } },
  [MERCER_MAP_MAGMA] = { 11,
                         { 0x000004, 0x140e36, 0x3b0f70, 0x641a80, 0x8c2981, 0xb73779, 0xde4968,
                           0xf7705c, 0xfe9f6d, 0xfecf92, 0xfcfdbf } },
  [MERCER_MAP_CIVIDIS] = { 10,
                           { 0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74,
                             0xc3b369, 0xe1cc55, 0xfee838 } },
  [MERCER_MAP_GREY] = { 2, { 0x161616, 0xf4f4f4 } },
};
#define N_MAPS 5
static uint32_t tables[N_MAPS][256], dark_diverging[256];
static pthread_once_t tables_made = PTHREAD_ONCE_INIT;

static double
mix (double p, double q, double t)
{
  return p + t * (q - p);
}

/* The knots' lightness rises; between two of them all three coordinates are mixed. */
static Lab
at_lightness (const Lab *knot, int n, double l)
{
  int k = 0;
  while (k < n - 2 && l > knot[k + 1].l)
    k++;
  double t = (l - knot[k].l) / (knot[k + 1].l - knot[k].l);
  return (Lab){ l, mix (knot[k].a, knot[k + 1].a, t), mix (knot[k].b, knot[k + 1].b, t) };
}

static void
make_rising (uint32_t *table, int n, const uint32_t *pixels)
{
  Lab knot[KNOTS_MAX];
  for (int k = 0; k < n; k++)
    knot[k] = lab_from_pixel (pixels[k]);
  for (int i = 0; i < 256; i++)
    table[i] = pixel_from_lab (at_lightness (knot, n, mix (knot[0].l, knot[n - 1].l, i / 255.0)));
}

static void
make_diverging (uint32_t *table, double middle, double end)
{
  for (int i = 0; i < 256; i++)
    {
      double away = fabs (i / 255.0 - 0.5) * 2, hue = (i < 128 ? 255 : 45) * G_PI / 180;
      /* Chroma leaves the middle at once and slows towards the ends, where fewer colours have it. */
      double chroma = 0.135 * sin (0.5 * G_PI * fmin (1, away * 1.25)) * (1 - 0.15 * away);
      table[i] = pixel_from_lab (
          (Lab){ mix (middle, end, away), chroma * cos (hue), chroma * sin (hue) });
    }
}

static void
make_tables (void)
{
  for (int map = 0; map < N_MAPS; map++)
    if (map == MERCER_MAP_DIVERGING)
      make_diverging (tables[map], 0.97, 0.40);
    else
      make_rising (tables[map], designs[map].n, designs[map].knot);
  make_diverging (dark_diverging, 0.25, 0.76);
}

const uint32_t *
colour_map_table (MercerColourMap map)
{
  pthread_once (&tables_made, make_tables);
  return tables[CLAMP ((int) map, 0, N_MAPS - 1)];
}

float
colour_map_level (double value, double min, double max)
{
  if (isnan (value))
    return NAN;
  double t = (value / 2 - min / 2) / (max / 2 - min / 2);
  return (float) (255 * CLAMP (t, 0, 1));
}

/* --- Themes ----------------------------------------------------------------------------------- */

typedef struct
{
  uint32_t role[MERCER_ROLE_SERIES];
  uint32_t series[8];
  uint32_t tone[N_TONES];
} Theme;

/* Role colours keep a contrast of 4.5 (text) or 3 (lines) against the paper. The series follows
 * Okabe and Ito's order of hues, which stay apart for colour-blind eyes; lightness is moved to suit
 * each paper. */
static const Theme themes[] = {
  [MERCER_THEME_LIGHT]
  = { { 0x2e3436, 0xa9b0b6, 0x3d4650, 0x1c71d8, 0xb5541c, 0xc01c6a, 0xb3261e },
      { 0x0072b2, 0xd55e00, 0x009e73, 0xb4528f, 0x8a6d00, 0x3a9bd0, 0x5e4fa2, 0x5c5c5c },
      { 0xffffff, 0xebedef, 0x9aa1a7, 0x464d53, 0xffffff } },
  [MERCER_THEME_DARK]
  = { { 0xe8eaec, 0x6b737b, 0xd2d7dc, 0x62a0ea, 0xf0a868, 0xf07bb8, 0xff7b72 },
      { 0x4aa8e0, 0xf0873a, 0x35c79b, 0xdd8fc0, 0xd9c04a, 0x8fd0f5, 0xa99be8, 0xb0b0b0 },
      { 0x1e1f22, 0x303337, 0x6f767d, 0xbec4ca, 0x1e1f22 } },
  [MERCER_THEME_PRINT]
  = { { 0x000000, 0x9a9a9a, 0x262626, 0x0b57b0, 0xa34410, 0xa30f55, 0xa01810 },
      { 0x005f97, 0xbf5000, 0x007a58, 0x9c3f78, 0x715900, 0x2a83b5, 0x4b3d8f, 0x484848 },
      { 0xffffff, 0xe6e6e6, 0x6e6e6e, 0x1e1e1e, 0xffffff } },
};
/* High contrast: what differs from light and dark. */
static const Theme strong[] = {
  [MERCER_THEME_LIGHT]
  = { { 0x000000, 0x6a6a6a, 0x000000, 0x0047a8, 0x8f3500, 0x96004c, 0x960000 },
      { 0x004f7e, 0xa84300, 0x006045, 0x86296a, 0x5a4700, 0x15709c, 0x3c2f85, 0x303030 },
      { 0xffffff, 0xd0d0d0, 0x000000, 0x000000, 0xffffff } },
  [MERCER_THEME_DARK]
  = { { 0xffffff, 0xa8a8a8, 0xffffff, 0x8cc2ff, 0xffc48a, 0xffa3d6, 0xff9c94 },
      { 0x7cc8ff, 0xffa963, 0x66e6bf, 0xf5b3de, 0xf5e07a, 0xb8e3ff, 0xcabfff, 0xd8d8d8 },
      { 0x000000, 0x444444, 0xffffff, 0xffffff, 0x000000 } },
};

static const Theme *
get_theme (const MercerLook *look)
{
  MercerTheme t
      = look != NULL ? CLAMP ((int) look->theme, 0, MERCER_THEME_PRINT) : MERCER_THEME_LIGHT;
  return look != NULL && look->high_contrast && t != MERCER_THEME_PRINT ? &strong[t] : &themes[t];
}

Colour
colour_role (const MercerLook *look, MercerColourRole role)
{
  const Theme *t = get_theme (look);
  if ((int) role >= MERCER_ROLE_SERIES)
    return colour_of_pixel (t->series[(role - MERCER_ROLE_SERIES) % 8]);
  return colour_of_pixel (t->role[MAX ((int) role, 0)]);
}

Colour
colour_tone (const MercerLook *look, Tone tone)
{
  return colour_of_pixel (get_theme (look)->tone[tone]);
}

/* --- Series as a map --------------------------------------------------------------------------- */

float
colour_level (MercerColourMap map, double value, double min, double max)
{
  if (map != MERCER_MAP_SERIES)
    return colour_map_level (value, min, max);
  if (!isfinite (value))
    return NAN;
  double k = fmod (round (value), 8);
  return (float) (k < 0 ? k + 8 : k);
}

#define GROUND_TINT 0.42 /* of the series in an area */
#define N_THEMES    (MERCER_THEME_PRINT + 1)
static uint32_t series_tables[2 * N_THEMES][2][256];
static pthread_once_t series_made = PTHREAD_ONCE_INIT;

static void
make_series_tables (void)
{
  for (int t = 0; t < 2 * N_THEMES; t++)
    {
      const MercerLook look = { .theme = t % N_THEMES, .high_contrast = t >= N_THEMES };
      const Theme *theme = get_theme (&look);
      Lab paper = lab_from_pixel (theme->tone[TONE_PAPER]);
      for (int i = 0; i < 256; i++)
        {
          Lab ink = lab_from_pixel (theme->series[i % 8]);
          series_tables[t][0][i] = pixel_from_lab (ink);
          series_tables[t][1][i] = pixel_from_lab ((Lab){ mix (paper.l, ink.l, GROUND_TINT),
                                                          mix (paper.a, ink.a, GROUND_TINT),
                                                          mix (paper.b, ink.b, GROUND_TINT) });
        }
    }
}

const uint32_t *
colour_table (const MercerLook *look, MercerColourMap map, bool ground)
{
  if (map != MERCER_MAP_SERIES)
    {
      const uint32_t *table = colour_map_table (map);
      bool dark = look != NULL && look->theme == MERCER_THEME_DARK;
      return dark && map == MERCER_MAP_DIVERGING ? dark_diverging : table;
    }
  pthread_once (&series_made, make_series_tables);
  int theme = look != NULL ? CLAMP ((int) look->theme, 0, MERCER_THEME_PRINT) : MERCER_THEME_LIGHT;
  return series_tables[theme + (look != NULL && look->high_contrast ? N_THEMES : 0)][ground];
}
