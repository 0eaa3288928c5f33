/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rasters, colour-mapped at the pixels of the surface, and contours. */
#include <math.h>
#include <string.h>

#include "paint.h"

#define PIXELS_MAX 4.0e6

/* For each pixel along one axis: which cells it lies between and how far along; cell -1: outside.
 */
typedef struct
{
  int cell, other;
  float t;
} Tap;

static Tap *
make_taps (const AxisLayout *a, double origin, double scale, int n, double from, double to,
           size_t cells, bool smooth)
{
  Tap *taps = g_new (Tap, n);
  for (int i = 0; i < n; i++)
    {
      double u = (axis_value (a, origin + (i + 0.5) / scale) - from) / (to - from) * (double) cells;
      taps[i] = (Tap){ -1, -1, 0 };
      if (!(u >= -1e-9 && u <= (double) cells + 1e-9))
        continue;
      if (!smooth)
        {
          taps[i].cell = taps[i].other = (int) CLAMP (u, 0, (double) cells - 1);
          continue;
        }
      u = CLAMP (u - 0.5, 0, (double) cells - 1);
      taps[i].cell = (int) u;
      taps[i].other = MIN (taps[i].cell + 1, (int) cells - 1);
      taps[i].t = (float) (u - taps[i].cell);
    }
  return taps;
}

/* One row of pixels. The field's rows are mixed first, then its columns; next to a gap the nearest
 * cell. */
static void
fill_row (const Raster *r, const uint32_t *table, const Tap *columns, int width, Tap row,
          float *mixed, uint32_t *out)
{
  const float *low = r->level + (size_t) row.cell * r->nx,
              *high = r->level + (size_t) row.other * r->nx;
  for (size_t i = 0; i < r->nx; i++)
    {
      float v = low[i] + row.t * (high[i] - low[i]);
      mixed[i] = v == v ? v : row.t < 0.5f ? low[i] : high[i];
    }
  for (int i = 0; i < width; i++)
    {
      Tap c = columns[i];
      if (c.cell < 0)
        {
          out[i] = 0;
          continue;
        }
      float a = mixed[c.cell], b = mixed[c.other], v = a + c.t * (b - a);
      out[i] = colour_map_pixel (table, v == v ? v : c.t < 0.5f ? a : b);
    }
}

static cairo_surface_t *
raster_surface (const Painter *p, const Raster *r, const Rect *box, double scale)
{
  int width = (int) ceil (box->width * scale), height = (int) ceil (box->height * scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  uint8_t *pixels = cairo_image_surface_get_data (surface);
  if (pixels == NULL)
    return surface;
  Tap *columns
      = make_taps (&p->pl->axis[AXIS_X], box->x, scale, width, r->x0, r->x1, r->nx, r->smooth);
  Tap *rows
      = make_taps (&p->pl->axis[AXIS_Y], box->y, scale, height, r->y0, r->y1, r->ny, r->smooth);
  float *mixed = g_new (float, r->nx);
  int stride = cairo_image_surface_get_stride (surface);
  const uint32_t *table = colour_table (p->look, r->map, true);
  for (int j = 0; j < height; j++)
    {
      uint32_t *out = (uint32_t *) (void *) (pixels + (size_t) j * stride);
      if (rows[j].cell < 0)
        memset (out, 0, 4 * (size_t) width);
      else
        fill_row (r, table, columns, width, rows[j], mixed, out);
    }
  g_free (mixed);
  g_free (columns);
  g_free (rows);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* The part of the plot that the raster covers, in whole units. */
static bool
covered (const Painter *p, const Raster *r, Rect *box)
{
  const Rect *plot = &p->pl->plot;
  double x0 = paint_x (p, r->x0), x1 = paint_x (p, r->x1), y0 = paint_y (p, r->y0),
         y1 = paint_y (p, r->y1);
  /* A logarithmic axis has no place for an edge at or below zero: the field then runs to the frame.
   */
  x0 = isnan (x0) ? plot->x : x0;
  y0 = isnan (y0) ? plot->y + plot->height : y0;
  if (isnan (x1 + y1))
    return false;
  double left = fmax (floor (fmin (x0, x1)), plot->x),
         right = fmin (ceil (fmax (x0, x1)), plot->x + plot->width);
  double top = fmax (floor (fmin (y0, y1)), plot->y);
  double bottom = fmin (ceil (fmax (y0, y1)), plot->y + plot->height);
  *box = (Rect){ left, top, right - left, bottom - top };
  return right - left >= 1 && bottom - top >= 1;
}

void
paint_raster (Painter *p, const Mark *m)
{
  Rect box;
  if (!covered (p, m->raster, &box))
    return;
  /* Vector formats carry twice the pixels, and nothing carries more than is reasonable. */
  double scale = fmin (p->scale, sqrt (PIXELS_MAX / (box.width * box.height)));
  cairo_surface_t *surface = raster_surface (p, m->raster, &box, scale);
  cairo_save (p->cr);
  cairo_translate (p->cr, box.x, box.y);
  cairo_scale (p->cr, 1 / scale, 1 / scale);
  cairo_set_source_surface (p->cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (p->cr), CAIRO_FILTER_NEAREST);
  cairo_paint (p->cr);
  cairo_restore (p->cr);
  cairo_surface_destroy (surface);
}

/* --- Contours --------------------------------------------------------------------------------- */

/* Lines of plain ink over a field are dark where it is light and light where it is dark. */
static bool
is_plain (const Painter *p, const Mark *m)
{
  return p->field != NULL && m->style.role <= MERCER_ROLE_DATA;
}

static Colour
contrasting (double lightness)
{
  return lightness > 0.62 ? (Colour){ 0.07, 0.08, 0.09, 1 } : (Colour){ 1, 1, 1, 1 };
}

static double
field_lightness (const Painter *p, const Raster *r, double x, double y)
{
  double u = (x - r->x0) / (r->x1 - r->x0) * (double) r->nx,
         v = (y - r->y0) / (r->y1 - r->y0) * (double) r->ny;
  if (!(u >= 0 && v >= 0 && u <= (double) r->nx && v <= (double) r->ny))
    return 1;
  size_t i = MIN ((size_t) u, r->nx - 1), j = MIN ((size_t) v, r->ny - 1);
  uint32_t pixel = colour_map_pixel (colour_table (p->look, r->map, true), r->level[i + j * r->nx]);
  return pixel != 0 ? colour_lightness (pixel) : 1;
}

/* The mean over a few vertices, so that a path has one colour all along. */
static Colour
path_colour (const Painter *p, const Mark *m, size_t path)
{
  const Contours *c = m->contours;
  if (!is_plain (p, m))
    return colour_role (p->look, m->style.role);
  size_t first = c->start[path], n = c->start[path + 1] - first, step = 1 + n / 8, count = 0;
  double sum = 0;
  for (size_t i = first; i < first + n; i += step, count++)
    sum += field_lightness (p, p->field, c->xy[2 * i], c->xy[2 * i + 1]);
  return contrasting (sum / (double) MAX (count, 1));
}

/* The middle of the longest stretch of a level that lies well inside the plot. */
static bool
label_place (const Painter *p, const Contours *c, size_t level, double room, size_t *path,
             double *x, double *y)
{
  double best = room;
  const Rect *r = &p->pl->plot;
  for (size_t k = 0; k < c->n_paths; k++)
    {
      size_t first = c->start[k], n = c->start[k + 1] - first, middle = first + n / 2;
      double mx = paint_x (p, c->xy[2 * middle]), my = paint_y (p, c->xy[2 * middle + 1]);
      double width = 0, ax = NAN, ay = NAN;
      bool in = mx > r->x + room / 2 && mx < r->x + r->width - room / 2 && my > r->y + p->l->em
                && my < r->y + r->height - p->l->em;
      for (size_t i = first; i < first + n && c->level[k] == level && in; i += 1 + n / 64)
        {
          double bx = paint_x (p, c->xy[2 * i]), by = paint_y (p, c->xy[2 * i + 1]);
          width += isnan (ax) ? 0 : hypot (bx - ax, by - ay);
          ax = bx, ay = by;
        }
      if (width > best)
        best = width, *path = k, *x = mx, *y = my;
    }
  return best > room;
}

void
paint_contour_labels (Painter *p, const Mark *m)
{
  const Contours *c = m->contours;
  double taken[64][2];
  size_t n = 0, path = 0;
  for (size_t k = 0; k < c->n_levels && n < G_N_ELEMENTS (taken); k++)
    {
      double w, h, x = 0, y = 0;
      if (c->labels[k] == NULL)
        continue;
      Text text = { .style = TEXT_SMALL, .text = c->labels[k] };
      text_size (p->look, &text, &w, &h);
      if (!label_place (p, c, k, 2.5 * w, &path, &x, &y))
        continue;
      bool free_ground = true;
      for (size_t i = 0; i < n; i++)
        free_ground
            = free_ground && (fabs (taken[i][0] - x) > 1.2 * w || fabs (taken[i][1] - y) > 1.5 * h);
      if (!free_ground)
        continue;
      taken[n][0] = x;
      taken[n++][1] = y;
      Colour ink = path_colour (p, m, path);
      Colour halo = is_plain (p, m) ? contrasting (ink.r) : colour_tone (p->look, TONE_HALO);
      text_draw_halo (p->cr, p->look, &text, x, y, 0.5, 0.5, ink, halo);
    }
}

void
paint_contours (Painter *p, const Mark *m)
{
  const Contours *c = m->contours;
  MercerStyle style = m->style;
  style.width = style.width > 0 ? style.width : 0.8;
  paint_pen (p, &style, 1);
  for (size_t k = 0; k < c->n_paths; k++)
    {
      colour_set (p->cr, path_colour (p, m, k), style_opacity (&m->style));
      cairo_new_sub_path (p->cr);
      for (size_t i = c->start[k]; i < c->start[k + 1]; i++)
        {
          double x = paint_x (p, c->xy[2 * i]), y = paint_y (p, c->xy[2 * i + 1]);
          if (isnan (x + y))
            cairo_new_sub_path (p->cr);
          else
            cairo_line_to (p->cr, x, y);
        }
      cairo_stroke (p->cr);
    }
}
