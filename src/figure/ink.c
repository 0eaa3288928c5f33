/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct _Ink
{
  uint32_t *pixels; /* premultiplied ARGB, all 0 outside the touched box */
  uint8_t *mask; /* of one line, column by column, because lines over x touch few pixels of each */
  int *low, *high; /* touched rows of each mask column */
  size_t capacity;
  int column_capacity;
  int width, height;
  double x, y, scale;
  int left, right, top, bottom; /* touched box, right and bottom exclusive */
};

static void
ink_free (void *data)
{
  Ink *ink = data;
  free (ink->pixels);
  free (ink->mask);
  g_free (ink->low);
  g_free (ink->high);
  g_free (ink);
}

static void
untouch (Ink *ink)
{
  ink->left = ink->width;
  ink->top = ink->height;
  ink->right = ink->bottom = 0;
}

Ink *
ink_acquire (const Rect *box, double scale)
{
  /* Kept between frames: touching fresh pages costs more than drawing on them. */
  static GPrivate sheets = G_PRIVATE_INIT (ink_free);
  Ink *ink = g_private_get (&sheets);
  if (ink == NULL)
    g_private_set (&sheets, ink = g_new0 (Ink, 1));
  *ink = (Ink){ ink->pixels,
                ink->mask,
                ink->low,
                ink->high,
                ink->capacity,
                ink->column_capacity,
                (int) ceil (box->width * scale),
                (int) ceil (box->height * scale),
                box->x,
                box->y,
                scale };
  size_t wanted = (size_t) ink->width * (size_t) ink->height;
  if (wanted > ink->capacity)
    {
      free (ink->pixels);
      free (ink->mask);
      ink->pixels = calloc (wanted, sizeof *ink->pixels);
      ink->mask = calloc (wanted, 1);
      ink->capacity = wanted;
    }
  if (ink->width > ink->column_capacity)
    {
      ink->low = g_renew (int, ink->low, ink->width);
      ink->high = g_renew (int, ink->high, ink->width);
      ink->column_capacity = ink->width;
    }
  for (int i = 0; i < ink->width; i++)
    {
      ink->low[i] = ink->height;
      ink->high[i] = -1;
    }
  untouch (ink);
  if (ink->pixels != NULL && ink->mask != NULL)
    return ink;
  ink->capacity = 0; /* out of memory: whoever asked draws with cairo */
  return NULL;
}

void
ink_release (Ink *ink)
{
  /* A sheet for a huge export is not worth keeping. */
  if (ink == NULL || ink->capacity <= (size_t) 1 << 23)
    return;
  g_clear_pointer (&ink->pixels, free);
  g_clear_pointer (&ink->mask, free);
  ink->capacity = 0;
}

void
ink_paint (Ink *ink, cairo_t *cr)
{
  int width = ink->right - ink->left, height = ink->bottom - ink->top;
  if (width <= 0 || height <= 0)
    return;
  uint32_t *corner = ink->pixels + (size_t) ink->top * ink->width + ink->left;
  cairo_surface_t *sheet = cairo_image_surface_create_for_data (
      (unsigned char *) corner, CAIRO_FORMAT_ARGB32, width, height, 4 * ink->width);
  cairo_save (cr);
  cairo_translate (cr, ink->x, ink->y);
  cairo_scale (cr, 1 / ink->scale, 1 / ink->scale);
  cairo_set_source_surface (cr, sheet, ink->left, ink->top);
  cairo_paint (cr);
  cairo_restore (cr);
  /* Whoever recorded the sheet takes its copy now. */
  cairo_surface_finish (sheet);
  cairo_surface_destroy (sheet);
  for (int j = 0; j < height; j++)
    memset (corner + (size_t) j * ink->width, 0, 4 * (size_t) width);
  untouch (ink);
}

static void
touch (Ink *ink, int left, int right, int top, int bottom)
{
  ink->left = MIN (ink->left, left);
  ink->right = MAX (ink->right, right);
  ink->top = MIN (ink->top, top);
  ink->bottom = MAX (ink->bottom, bottom);
}

/* --- Blending --------------------------------------------------------------------------------- */

/* Both pairs of channels of p times m / 255, rounded. */
static inline uint32_t
scale_pixel (uint32_t p, uint32_t m)
{
  uint32_t a = (p >> 8 & 0xff00ff) * m + 0x800080, b = (p & 0xff00ff) * m + 0x800080;
  a = (a + (a >> 8 & 0xff00ff)) & 0xff00ff00;
  b = (b + (b >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  return a | b;
}

static inline void
blend (uint32_t *to, uint32_t source, uint32_t coverage)
{
  uint32_t s = coverage == 255 ? source : scale_pixel (source, coverage);
  *to = s + scale_pixel (*to, 255 - (s >> 24));
}

static uint32_t
premultiplied (Colour c, double opacity)
{
  double a = c.a * opacity;
  return (uint32_t) lround (255 * a) << 24 | (uint32_t) lround (255 * a * c.r) << 16
         | (uint32_t) lround (255 * a * c.g) << 8 | (uint32_t) lround (255 * a * c.b);
}

/* --- Lines ------------------------------------------------------------------------------------ */

/* A segment with round ends, in pixels. */
typedef struct
{
  float x0, y0, dx, dy, inverse, reach, gain;
} Capsule;

/* Coverage of pixel centres in one column, kept where it is more than what is there: joints count
 * once. */
static void
cover_column (const Capsule *c, float px, int first, int last, uint8_t *mask)
{
  float ux = px - c->x0;
  for (int j = first; j <= last; j++)
    {
      float uy = (float) j + 0.5f - c->y0;
      float t = (ux * c->dx + uy * c->dy) * c->inverse;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      float ex = ux - t * c->dx, ey = uy - t * c->dy;
      float cover = c->reach - sqrtf (ex * ex + ey * ey);
      cover = cover < 0 ? 0 : cover > 1 ? 1 : cover;
      uint8_t m = (uint8_t) (cover * c->gain + 0.5f);
      mask[j] = m > mask[j] ? m : mask[j];
    }
}

/* Cuts the part of a segment that lies within reach of the sheet (Liang and Barsky); FALSE:
 * nothing. */
static bool
cut (const Ink *ink, double slack, double *x0, double *y0, double *x1, double *y1)
{
  double dx = *x1 - *x0, dy = *y1 - *y0, from = 0, to = 1;
  const double p[4] = { -dx, dx, -dy, dy };
  const double q[4]
      = { *x0 + slack, ink->width + slack - *x0, *y0 + slack, ink->height + slack - *y0 };
  for (int k = 0; k < 4; k++)
    {
      if (p[k] == 0 && q[k] < 0)
        return false;
      if (p[k] < 0)
        from = fmax (from, q[k] / p[k]);
      else if (p[k] > 0)
        to = fmin (to, q[k] / p[k]);
    }
  if (from > to)
    return false;
  *x1 = *x0 + to * dx;
  *y1 = *y0 + to * dy;
  *x0 += from * dx;
  *y0 += from * dy;
  return true;
}

static void
cover_segment (Ink *ink, double x0, double y0, double x1, double y1, double reach, double gain)
{
  if (!cut (ink, reach + 1, &x0, &y0, &x1, &y1))
    return;
  double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
  Capsule c = {
    (float) x0,    (float) y0,  (float) dx, (float) dy, length2 > 0 ? (float) (1 / length2) : 0,
    (float) reach, (float) gain
  };
  int first = MAX ((int) floor (fmin (x0, x1) - reach), 0);
  int last = MIN ((int) floor (fmax (x0, x1) + reach), ink->width - 1);
  double slope = fabs (dx) > 1e-9 ? dy / dx : 0, low_y = fmin (y0, y1), high_y = fmax (y0, y1);
  for (int i = first; i <= last; i++)
    {
      /* Where the segment is while it is near this column. */
      double a = y0 + slope * (i - reach - x0), b = y0 + slope * (i + 1 + reach - x0);
      double top = slope != 0 ? fmax (fmin (a, b), low_y) : low_y;
      double bottom = slope != 0 ? fmin (fmax (a, b), high_y) : high_y;
      int from = MAX ((int) floor (top - reach), 0),
          to = MIN ((int) floor (bottom + reach), ink->height - 1);
      if (from > to)
        continue;
      cover_column (&c, (float) i + 0.5f, from, to, ink->mask + (size_t) i * ink->height);
      ink->low[i] = MIN (ink->low[i], from);
      ink->high[i] = MAX (ink->high[i], to);
    }
}

/* Blends the mask into the sheet and empties it. */
static void
pour (Ink *ink, uint32_t source)
{
  for (int i = 0; i < ink->width; i++)
    {
      if (ink->high[i] < ink->low[i])
        continue;
      uint8_t *mask = ink->mask + (size_t) i * ink->height;
      uint32_t *to = ink->pixels + i;
      for (int j = ink->low[i]; j <= ink->high[i]; j++)
        if (mask[j] != 0)
          blend (to + (size_t) j * ink->width, source, mask[j]);
      memset (mask + ink->low[i], 0, (size_t) (ink->high[i] - ink->low[i] + 1));
      touch (ink, i, i + 1, ink->low[i], ink->high[i] + 1);
      ink->low[i] = ink->height;
      ink->high[i] = -1;
    }
}

void
ink_line (Ink *ink, size_t n, const double *x, const double *y, double width, Colour colour,
          double opacity)
{
  double half = width * ink->scale / 2, gain = 255 * fmin (1, 2 * half);
  double reach = fmax (half, 0.5) + 0.5, px = NAN, py = NAN;
  for (size_t i = 0; i < n; i++)
    {
      double qx = (x[i] - ink->x) * ink->scale, qy = (y[i] - ink->y) * ink->scale;
      if (!isnan (px + py) && !isnan (qx + qy))
        cover_segment (ink, px, py, qx, qy, reach, gain);
      px = qx;
      py = qy;
    }
  pour (ink, premultiplied (colour, opacity));
}

/* --- Dots ------------------------------------------------------------------------------------- */

#define PHASES     4 /* places within a pixel, each way */
#define SPRITE_MAX 96

/* Coverage of the inside and of the rim, for a dot at one place within its pixel. */
typedef struct
{
  int size, origin; /* the dot's own pixel is at (origin, origin) */
  uint8_t inside[SPRITE_MAX * SPRITE_MAX], rim[SPRITE_MAX * SPRITE_MAX];
} Sprite;

static double
disc (double radius, double distance)
{
  return CLAMP (radius + 0.5 - distance, 0, fmin (1, 2 * radius));
}

static void
make_sprite (Sprite *s, const Dot *dot, double scale, double fx, double fy)
{
  double radius = dot->radius * scale, hole = dot->ring > 0 ? radius - dot->ring * scale : 0;
  double outer = radius + dot->rim * scale;
  s->origin = (int) fmin (ceil (outer + 0.5), (SPRITE_MAX - 2) / 2.0);
  s->size = 2 * s->origin + 2;
  for (int j = 0; j < s->size; j++)
    for (int i = 0; i < s->size; i++)
      {
        double d = hypot (i - s->origin + 0.5 - fx, j - s->origin + 0.5 - fy);
        double body = disc (radius, d) - (hole > 0 ? disc (hole, d) : 0);
        double border = dot->rim > 0
                            ? disc (outer, d)
                                  - (hole > 0 ? disc (fmax (hole - dot->rim * scale, 0.01), d) : 0)
                            : 0;
        s->inside[i + j * s->size] = (uint8_t) lround (255 * CLAMP (body, 0, 1));
        s->rim[i + j * s->size] = (uint8_t) lround (255 * CLAMP (border, 0, 1));
      }
}

static void
stamp (Ink *ink, const Sprite *s, int x, int y, uint32_t colour, uint32_t rim)
{
  int left = x - s->origin, top = y - s->origin;
  int i0 = MAX (-left, 0), i1 = MIN (s->size, ink->width - left);
  int j0 = MAX (-top, 0), j1 = MIN (s->size, ink->height - top);
  if (i0 >= i1 || j0 >= j1)
    return;
  touch (ink, left + i0, left + i1, top + j0, top + j1);
  for (int j = j0; j < j1; j++)
    {
      uint32_t *to = ink->pixels + (size_t) (top + j) * ink->width + left;
      const uint8_t *in = s->inside + j * s->size, *out = s->rim + j * s->size;
      for (int i = i0; i < i1; i++)
        {
          if (rim != 0 && out[i] != 0)
            blend (to + i, rim, out[i]);
          if (in[i] != 0)
            blend (to + i, colour, in[i]);
        }
    }
}

void
ink_dots (Ink *ink, size_t n, const double *x, const double *y, const Dot *dot,
          const uint32_t *pixels)
{
  Sprite *sprites = g_new (Sprite, PHASES * PHASES);
  for (int k = 0; k < PHASES * PHASES; k++)
    make_sprite (&sprites[k], dot, ink->scale, (k % PHASES + 0.5) / PHASES,
                 (k / PHASES + 0.5) / PHASES);
  uint32_t colour = premultiplied (dot->colour, dot->opacity);
  uint32_t rim = dot->rim > 0 ? premultiplied (dot->rim_colour, dot->opacity) : 0;
  uint32_t strength = (uint32_t) lround (255 * dot->opacity);
  double margin = SPRITE_MAX;
  for (size_t i = 0; i < n; i++)
    {
      double px = (x[i] - ink->x) * ink->scale, py = (y[i] - ink->y) * ink->scale;
      if (!(px > -margin && px < ink->width + margin && py > -margin && py < ink->height + margin)
          || (pixels != NULL && pixels[i] == 0))
        continue;
      int ix = (int) floor (px), iy = (int) floor (py);
      int phase = (int) ((px - ix) * PHASES) + PHASES * (int) ((py - iy) * PHASES);
      stamp (ink, &sprites[phase], ix, iy,
             pixels != NULL ? scale_pixel (pixels[i], strength) : colour, rim);
    }
  g_free (sprites);
}
