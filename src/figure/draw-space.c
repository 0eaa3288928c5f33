/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A panel in space: its box, what stands in it, and the axes along the box's edges. */
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
  sheet_mesh (&g->sheet, &p.mesh, colour_table (g->look, m->raster->map, false));
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

#define SHEET_MAX 6.0e6 /* pixels */

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

/* --- The box ------------------------------------------------------------------------------------- */

static void
line_between (Painter *p, const double from[3], const double to[3])
{
  double a[3], b[3];
  camera_point (&p->pl->space->camera, from[0], from[1], from[2], a);
  camera_point (&p->pl->space->camera, to[0], to[1], to[2], b);
  cairo_move_to (p->cr, a[0], a[1]);
  cairo_line_to (p->cr, b[0], b[1]);
}

static double
side (const SpaceLayout *s, int axis, int which)
{
  return which ? s->edge[axis].high : s->edge[axis].low;
}

/* Lines on the side of the box that stands behind along `normal`: across axis `along` at its ticks, or its two edges. */
static void
rule_pane (Painter *p, int normal, int along, bool edges)
{
  const SpaceLayout *s = p->pl->space;
  int other = 3 - normal - along;
  const SpaceEdge *e = &s->edge[along];
  for (size_t k = 0; k < (edges ? 2 : e->ticks.n); k++)
    {
      double from[3], to[3];
      from[normal] = to[normal] = side (s, normal, s->back[normal]);
      from[along] = to[along] = edges ? side (s, along, (int) k) : e->ticks.at[k];
      from[other] = side (s, other, 0);
      to[other] = side (s, other, 1);
      line_between (p, from, to);
    }
}

static void
paint_box (Painter *p)
{
  for (int edges = 0; edges < 2; edges++)
    {
      for (int normal = 0; normal < 3; normal++)
        for (int along = 0; along < 3; along++)
          if (along != normal)
            rule_pane (p, normal, along, edges);
      cairo_set_dash (p->cr, NULL, 0, 0);
      cairo_set_line_width (p->cr, 1);
      colour_set (p->cr, colour_tone (p->look, edges ? TONE_FRAME : TONE_GRID), edges ? 0.6 : 1);
      cairo_stroke (p->cr);
    }
}

void
paint_space (Painter *p)
{
  const Rect *r = &p->pl->plot;
  paint_box (p);
  double scale = fmin (p->scale, sqrt (SHEET_MAX / (r->width * r->height)));
  cairo_surface_t *image = space_render (p->panel, p->pl, p->look, scale, p->point);
  cairo_save (p->cr);
  cairo_translate (p->cr, r->x, r->y);
  cairo_scale (p->cr, 1 / scale, 1 / scale);
  cairo_set_source_surface (p->cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (p->cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (p->cr);
  cairo_restore (p->cr);
  cairo_surface_destroy (image);
}

/* --- The axes ------------------------------------------------------------------------------------ */

static void
edge_point (const SpaceEdge *e, double value, double out[2])
{
  double t = (value - e->low) / (e->high - e->low);
  for (int k = 0; k < 2; k++)
    out[k] = e->at[0][k] + t * (e->at[1][k] - e->at[0][k]);
}

/* A text that hangs outwards from a point, kept inside the plot. */
static void
hang_text (Painter *p, const Text *text, double x, double y, const double out[2], Colour ink)
{
  const Rect *r = &p->pl->plot;
  double w, h;
  text_size (p->look, text, &w, &h);
  double left = x - w * (1 - out[0]) / 2, top = y - h * (1 - out[1]) / 2;
  left = CLAMP (left, r->x, fmax (r->x + r->width - w, r->x));
  top = CLAMP (top, r->y, fmax (r->y + r->height - h, r->y));
  text_draw (p->cr, p->look, text, left, top, 0, 0, false, ink);
}

/* Numbers of two axes can meet where their edges do: the later one stays away. */
static bool
tick_is_free (Painter *p, int axis, size_t tick)
{
  const SpaceEdge *e = &p->pl->space->edge[axis];
  double place[2], w, h;
  edge_point (e, e->ticks.at[tick], place);
  text_size (p->look, &(Text){ .style = TEXT_TICK, .text = e->ticks.label[tick] }, &w, &h);
  for (int other = 0; other < axis; other++)
    for (size_t k = 0; k < p->pl->space->edge[other].ticks.n; k++)
      {
        const SpaceEdge *o = &p->pl->space->edge[other];
        double at[2], ow, oh, reach = e->label_gap;
        edge_point (o, o->ticks.at[k], at);
        text_size (p->look, &(Text){ .style = TEXT_TICK, .text = o->ticks.label[k] }, &ow, &oh);
        double dx = place[0] + (reach + w / 2) * e->out[0] - at[0] - (reach + ow / 2) * o->out[0];
        double dy = place[1] + (reach + h / 2) * e->out[1] - at[1] - (reach + oh / 2) * o->out[1];
        if (fabs (dx) < (w + ow) / 2 + 0.3 * p->l->em && fabs (dy) < (h + oh) / 2 * 0.85)
          return false;
      }
  return true;
}

static void
paint_edge (Painter *p, int axis)
{
  const SpaceEdge *e = &p->pl->space->edge[axis];
  const Rect *r = &p->pl->plot;
  Colour ink = colour_tone (p->look, TONE_LABEL);
  double em = p->l->em, middle[2];
  for (size_t k = 0; k < e->ticks.n; k++)
    {
      double at[2];
      edge_point (e, e->ticks.at[k], at);
      cairo_move_to (p->cr, at[0], at[1]);
      cairo_rel_line_to (p->cr, 0.25 * em * e->out[0], 0.25 * em * e->out[1]);
      if (tick_is_free (p, axis, k))
        hang_text (p, &(Text){ .style = TEXT_TICK, .text = e->ticks.label[k] }, at[0] + e->label_gap * e->out[0],
                   at[1] + e->label_gap * e->out[1], e->out, ink);
    }
  cairo_move_to (p->cr, e->at[0][0], e->at[0][1]);
  cairo_line_to (p->cr, e->at[1][0], e->at[1][1]);
  cairo_set_line_width (p->cr, 1);
  colour_set (p->cr, colour_tone (p->look, TONE_FRAME), 1);
  cairo_stroke (p->cr);
  if (e->title == NULL)
    return;
  for (int k = 0; k < 2; k++)
    middle[k] = (e->at[0][k] + e->at[1][k]) / 2 + e->title_gap * e->out[k];
  double most = axis == 2 ? r->height : 0.48 * r->width;
  Text text = { .style = TEXT_LABEL, .text = e->title, .max_width = most };
  if (axis == 2)
    text_draw (p->cr, p->look, &text, fmax (middle[0], r->x + text_line (p->look, TEXT_LABEL)), middle[1], 0.5, 1, true, ink);
  else
    hang_text (p, &text, middle[0], middle[1], e->out, ink);
}

void
paint_space_axes (Painter *p)
{
  for (int k = 0; k < 3; k++)
    paint_edge (p, k);
}
