/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a box, as an image. */
#include <math.h>
#include <string.h>

#include "paint.h"
#include "sheet.h"

/* --- The surface's mesh in pixels --------------------------------------------------------------- */

typedef struct
{
  Mesh mesh;
  float *x, *y, *depth, *shade;
} Projected;

/* From above, to the left, and a little towards the eye, so that it falls on what is seen whichever way the box is turned.
 * Both sides of a surface are lit. */
#define AMBIENT 0.60
#define DIRECT  0.42

static void
light (const Camera *c, double out[3])
{
  /* The camera's rows are unit vectors but for the data's scale; the box's vertical is up as seen. */
  double up[3] = { 0, 0, 1 }, right[3] = { -c->toward[1], c->toward[0], 0 }, length = hypot (right[0], right[1]);
  double sum = 0;
  for (int k = 0; k < 3; k++)
    {
      out[k] = 0.75 * c->toward[k] + 0.6 * up[k] - 0.45 * (length > 0 ? right[k] / length : 0);
      sum += out[k] * out[k];
    }
  for (int k = 0; k < 3; k++)
    out[k] /= sqrt (sum);
}

/* The slope of the surface along one direction at a point, from whichever neighbours there are. */
static double
slope (const double *h, size_t at, size_t place, size_t count, size_t stride)
{
  double low = place > 0 ? h[at - stride] : NAN, high = place + 1 < count ? h[at + stride] : NAN, mid = h[at];
  if (!isnan (low) && !isnan (high))
    return (high - low) / 2;
  return !isnan (high) ? high - mid : !isnan (low) ? mid - low : 0;
}

/* x, y and z of the camera are in pixels for each unit of data; a cell's sides in the box follow from the ranges. */
static void
shade_row (const Mark *m, size_t j, const double unit[3], const double l[3], float *shade)
{
  const Raster *r = m->raster;
  double dx = (r->x1 - r->x0) / (double) MAX (r->nx - 1, 1) * unit[0];
  double dy = (r->y1 - r->y0) / (double) MAX (r->ny - 1, 1) * unit[1];
  for (size_t i = 0; i < r->nx; i++)
    {
      size_t k = i + j * r->nx;
      double gx = slope (m->column[0], k, i, r->nx, 1) * unit[2] / dx;
      double gy = slope (m->column[0], k, j, r->ny, r->nx) * unit[2] / dy;
      double lit = fabs (-gx * l[0] - gy * l[1] + l[2]) / sqrt (1 + gx * gx + gy * gy);
      shade[k] = (float) fmin (AMBIENT + DIRECT * (isfinite (lit) ? lit : 1), 1);
    }
}

/* In pixels of a sheet whose corner is at (x, y). */
static Projected
project (const Mark *m, const SpaceLayout *s, double x, double y, double scale)
{
  const Raster *r = m->raster;
  const Camera *c = &s->camera;
  size_t n = r->nx * r->ny;
  Projected p = { .x = g_new (float, 4 * n) };
  p.y = p.x + n;
  p.depth = p.y + n;
  p.shade = p.depth + n;
  double l[3], unit[3];
  light (c, l);
  for (int k = 0; k < 3; k++)
    unit[k] = (k == 2 ? BOX_HEIGHT : 1) / (s->edge[k].high - s->edge[k].low);
  for (size_t j = 0; j < r->ny; j++)
    {
      double row[3], v = r->y0 + (r->y1 - r->y0) * (double) j / (double) MAX (r->ny - 1, 1);
      for (size_t i = 0; i < r->nx; i++)
        {
          size_t k = i + j * r->nx;
          double u = r->x0 + (r->x1 - r->x0) * (double) i / (double) MAX (r->nx - 1, 1);
          camera_point (c, u, v, m->column[0][k], row);
          p.x[k] = (float) ((row[0] - x) * scale);
          p.y[k] = (float) ((row[1] - y) * scale);
          p.depth[k] = (float) (row[2] * scale);
        }
      shade_row (m, j, unit, l, p.shade);
    }
  p.mesh = (Mesh){ r->nx, r->ny, p.x, p.y, p.depth, p.shade, r->level };
  return p;
}

/* --- The sheet ----------------------------------------------------------------------------------- */

typedef struct
{
  Sheet sheet;
  const Panel *panel;
  const SpaceLayout *s;
  const MercerLook *look;
  double x, y, scale, point; /* point: in pixels of the sheet */
  bool over_surface;
} Stage;

static void
stage_point (const Stage *g, const Mark *m, size_t i, double out[3])
{
  camera_point (&g->s->camera, m->column[0][i], m->column[1][i], m->column[2][i], out);
  out[0] = (out[0] - g->x) * g->scale;
  out[1] = (out[1] - g->y) * g->scale;
  out[2] *= g->scale;
}

static void
render_surface (Stage *g, const Mark *m)
{
  if (m->raster->nx < 2 || m->raster->ny < 2)
    return;
  Projected p = project (m, g->s, g->x, g->y, g->scale);
  const uint32_t *table = colour_table (g->look, m->raster->map, false);
  sheet_mesh (&g->sheet, &p.mesh, table);
  sheet_outline (&g->sheet, &p.mesh, table);
  g_free (p.x);
}

static void
render_line (Stage *g, const Mark *m)
{
  double radius = (m->style.width > 0 ? fmin (m->style.width, 100) : 1.5) * g->point / 2, last[3] = { NAN, NAN, NAN }, at[3];
  Colour colour = colour_role (g->look, m->style.role);
  for (size_t i = 0; i < m->n; i++, memcpy (last, at, sizeof at))
    {
      stage_point (g, m, i, at);
      sheet_segment (&g->sheet, last, at, radius, colour, style_opacity (&m->style));
    }
}

typedef struct
{
  double at[3];
  size_t item;
} Placed;

static int
farther_first (const void *a, const void *b)
{
  const Placed *p = a, *q = b;
  if (p->at[2] != q->at[2])
    return p->at[2] < q->at[2] ? -1 : 1;
  return (p->item > q->item) - (p->item < q->item);
}

static Colour
dot_colour (const Stage *g, const Mark *m, size_t i)
{
  if (m->rows != NULL && look_selects (g->look, m->rows[i]))
    return colour_role (g->look, MERCER_ROLE_ACCENT);
  if (!m->mapped)
    return colour_role (g->look, m->style.role);
  uint32_t pixel = colour_map_pixel (colour_table (g->look, m->raster->map, false),
                                     colour_level (m->raster->map, m->column[3][i], m->raster->min, m->raster->max));
  return pixel != 0 ? colour_of_pixel (pixel) : (Colour){ 0 };
}

static void
render_points (Stage *g, const Mark *m)
{
  Placed *placed = g_new (Placed, m->n);
  size_t n = 0;
  for (size_t i = 0; i < m->n; i++)
    {
      stage_point (g, m, i, placed[n].at);
      placed[n].item = i;
      n += !isnan (placed[n].at[0] + placed[n].at[1]);
    }
  qsort (placed, n, sizeof *placed, farther_first);
  double rim = (g->over_surface ? 0.7 : 0.35) * g->point, opacity = style_opacity (&m->style);
  Colour paper = colour_tone (g->look, TONE_HALO);
  for (size_t k = 0; k < n; k++)
    {
      size_t i = placed[k].item;
      bool own = m->sizes != NULL && m->sizes[i] >= 0;
      double size = own ? m->sizes[i] : m->style.size > 0 ? m->style.size : 5, radius = fmin (size, 200) * g->point / 2;
      Colour colour = dot_colour (g, m, i);
      if (colour.a <= 0 || !sheet_shows (&g->sheet, placed[k].at, radius))
        continue;
      sheet_dot (&g->sheet, placed[k].at, radius + rim, m->style.hollow ? fmax (0.36 * radius, g->point) + 2 * rim : 0, paper,
                 opacity);
      sheet_dot (&g->sheet, placed[k].at, radius, m->style.hollow ? fmax (0.36 * radius, g->point) : 0, colour, opacity);
    }
  g_free (placed);
}

static void
stage_render (Stage *g)
{
  static void (*const renderers[]) (Stage *, const Mark *) = { render_surface, render_line, render_points };
  static const MarkKind order[] = { MARK_SURFACE, MARK_SPACE_LINE, MARK_SPACE_POINTS };
  size_t cells = (size_t) g->sheet.width * (size_t) g->sheet.height;
  for (size_t i = 0; i < cells; i++)
    g->sheet.depth[i] = -INFINITY;
  for (size_t pass = 0; pass < G_N_ELEMENTS (order); pass++)
    for (guint k = 0; k < g->panel->marks->len; k++)
      if (panel_mark (g->panel, k)->kind == order[pass])
        {
          renderers[pass](g, panel_mark (g->panel, k));
          g->over_surface = g->over_surface || pass == 0;
        }
}

cairo_surface_t *
space_render (const Panel *p, const PanelLayout *pl, const MercerLook *look, double scale, double point)
{
  const Rect *r = &pl->plot;
  int width = (int) ceil (r->width * scale), height = (int) ceil (r->height * scale);
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  if (cairo_surface_status (image) != CAIRO_STATUS_SUCCESS)
    return image;
  Stage g = { .sheet = { width, height, (uint32_t *) (void *) cairo_image_surface_get_data (image),
                         cairo_image_surface_get_stride (image) / 4, g_new (float, (size_t) width * (size_t) height) },
              .panel = p,
              .s = pl->space,
              .look = look,
              .x = r->x,
              .y = r->y,
              .scale = scale,
              .point = point * scale };
  cairo_surface_flush (image);
  stage_render (&g);
  cairo_surface_mark_dirty (image);
  g_free (g.sheet.depth);
  return image;
}
