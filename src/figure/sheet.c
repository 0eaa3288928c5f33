/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet.h"

#include <math.h>

/* --- Triangles ---------------------------------------------------------------------------------- */

/* What changes linearly over a triangle. */
typedef struct
{
  float depth, level, shade;
} Look3;

typedef struct
{
  float x, y;
  Look3 look;
} Vertex;

static inline uint32_t
shaded (uint32_t pixel, float shade)
{
  uint32_t s = (uint32_t) (shade * 256.0f);
  return 0xff000000u | ((((pixel & 0x00ff00ffu) * s) >> 8) & 0x00ff00ffu) | ((((pixel & 0x0000ff00u) * s) >> 8) & 0x0000ff00u);
}

/* The first pixel whose middle is not left of x. */
static inline int
first_middle (float x)
{
  return (int) ceilf (x - 0.5f);
}

/* Where the rows of a triangle begin and end on one side: along the line from the upper to the lower vertex. Two
 * triangles that share an edge compute the same numbers for it, so that no pixel between them is left out. */
static inline float
crossing (const Vertex *upper, const Vertex *lower, float y)
{
  float dy = lower->y - upper->y;
  return dy > 0 ? upper->x + (y - upper->y) * ((lower->x - upper->x) / dy) : upper->x;
}

static inline void
fill_span (Sheet *s, int row, int left, int right, Look3 at, const Look3 *step, const uint32_t *table)
{
  uint32_t *pixels = s->pixels + (size_t) row * s->stride;
  float *depth = s->depth + (size_t) row * s->width;
  for (int i = left; i < right; i++)
    {
      if (at.depth > depth[i])
        {
          depth[i] = at.depth;
          int level = (int) (at.level + 0.5f);
          pixels[i] = shaded (table[level < 0 ? 0 : level > 255 ? 255 : level], at.shade);
        }
      at.depth += step->depth;
      at.level += step->level;
      at.shade += step->shade;
    }
}

#define PLANE(part)                                                                                                    \
  ((Look3){ part (depth), part (level), part (shade) })

static void
triangle (Sheet *s, const Vertex *a, const Vertex *b, const Vertex *c, const uint32_t *table)
{
  const Vertex *swap;
  if (b->y < a->y)
    swap = a, a = b, b = swap;
  if (c->y < a->y)
    swap = a, a = c, c = swap;
  if (c->y < b->y)
    swap = b, b = c, c = swap;
  float bx = b->x - a->x, by = b->y - a->y, cx = c->x - a->x, cy = c->y - a->y, area = bx * cy - cx * by;
  if (!(fabsf (area) > 1e-6f))
    return;
  float inverse = 1 / area;
#define DX(m) ((b->look.m - a->look.m) * cy - (c->look.m - a->look.m) * by) * inverse
#define DY(m) ((c->look.m - a->look.m) * bx - (b->look.m - a->look.m) * cx) * inverse
  const Look3 dx = PLANE (DX), dy = PLANE (DY);
  int top = MAX (first_middle (a->y), 0), bottom = MIN (first_middle (c->y), s->height);
  bool long_side_left = area > 0; /* the middle vertex lies to the right of the long side */
  for (int row = top; row < bottom; row++)
    {
      float y = (float) row + 0.5f, along = crossing (a, c, y);
      float other = y < b->y ? crossing (a, b, y) : crossing (b, c, y);
      int left = MAX (first_middle (long_side_left ? along : other), 0);
      int right = MIN (first_middle (long_side_left ? other : along), s->width);
      if (left >= right)
        continue;
      float u = (float) left + 0.5f - a->x, v = y - a->y;
#define AT(m) a->look.m + u * dx.m + v * dy.m
      fill_span (s, row, left, right, PLANE (AT), &dx, table);
    }
}

static inline Vertex
mesh_vertex (const Mesh *m, size_t k)
{
  return (Vertex){ m->x[k], m->y[k], { m->depth[k], m->level[k], m->shade[k] } };
}

static inline bool
is_there (const Vertex *v)
{
  return !isnan (v->x + v->y + v->look.level);
}

/* A cell of the mesh is cut along the diagonal between the corners that are more alike in depth; where one of its corners
 * is missing the three others are joined. */
static void
cell (Sheet *s, const Vertex v[4], const uint32_t *table)
{
  bool there[4];
  int n = 0, missing = 0;
  for (int k = 0; k < 4; k++)
    {
      there[k] = is_there (&v[k]);
      n += there[k];
      missing = there[k] ? missing : k;
    }
  if (n < 3)
    return;
  /* in order around the cell */
  static const int around[4] = { 0, 1, 3, 2 };
  bool across = n == 4 ? fabsf (v[1].look.depth - v[2].look.depth) < fabsf (v[0].look.depth - v[3].look.depth)
                       : missing == 0 || missing == 3;
  int first = across ? 1 : 0;
  const Vertex *p[4];
  for (int k = 0; k < 4; k++)
    p[k] = &v[around[(k + first) % 4]];
  if (n == 4 || (is_there (p[0]) && is_there (p[1]) && is_there (p[2])))
    triangle (s, p[0], p[1], p[2], table);
  if (n == 4 || (is_there (p[0]) && is_there (p[2]) && is_there (p[3])))
    triangle (s, p[0], p[2], p[3], table);
}

void
sheet_mesh (Sheet *sheet, const Mesh *m, const uint32_t *table)
{
  for (size_t j = 0; j + 1 < m->ny; j++)
    for (size_t i = 0; i + 1 < m->nx; i++)
      {
        size_t k = i + j * m->nx;
        const Vertex v[4] = { mesh_vertex (m, k), mesh_vertex (m, k + 1), mesh_vertex (m, k + m->nx),
                              mesh_vertex (m, k + m->nx + 1) };
        cell (sheet, v, table);
      }
}

/* --- Dots and lines ------------------------------------------------------------------------------ */

static uint32_t
premultiplied (Colour c, double opacity)
{
  double a = c.a * opacity;
  return (uint32_t) lround (255 * a) << 24 | (uint32_t) lround (255 * c.r * a) << 16
         | (uint32_t) lround (255 * c.g * a) << 8 | (uint32_t) lround (255 * c.b * a);
}

/* coverage 0..256 */
static inline void
blend (uint32_t *to, uint32_t source, uint32_t coverage)
{
  uint32_t keep = 256 - (((source >> 24) * coverage) + 127) / 255;
  uint32_t rb = (source & 0x00ff00ffu) * coverage + (*to & 0x00ff00ffu) * keep;
  uint32_t ag = (source >> 8 & 0x00ff00ffu) * coverage + (*to >> 8 & 0x00ff00ffu) * keep;
  *to = (rb >> 8 & 0x00ff00ffu) | (ag & 0xff00ff00u);
}

static inline float
coverage (float outside)
{
  float c = 0.5f - outside;
  return c < 0 ? 0 : c > 1 ? 1 : c;
}

typedef struct
{
  int left, right, top, bottom;
} Box;

static Box
clip_box (const Sheet *s, double x0, double x1, double y0, double y1)
{
  return (Box){ (int) fmax (floor (x0), 0), (int) fmin (ceil (x1), s->width), (int) fmax (floor (y0), 0),
                (int) fmin (ceil (y1), s->height) };
}

void
sheet_segment (Sheet *s, const double from[3], const double to[3], double radius, Colour colour, double opacity)
{
  if (isnan (from[0] + from[1] + to[0] + to[1]))
    return;
  double reach = radius + 1, dx = to[0] - from[0], dy = to[1] - from[1], length = dx * dx + dy * dy;
  Box b = clip_box (s, fmin (from[0], to[0]) - reach, fmax (from[0], to[0]) + reach, fmin (from[1], to[1]) - reach,
                    fmax (from[1], to[1]) + reach);
  uint32_t ink = premultiplied (colour, opacity);
  double inverse = length > 0 ? 1 / length : 0;
  for (int j = b.top; j < b.bottom; j++)
    for (int i = b.left; i < b.right; i++)
      {
        float px = (float) (i + 0.5 - from[0]), py = (float) (j + 0.5 - from[1]);
        float t = (float) ((px * dx + py * dy) * inverse);
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        float ex = px - t * (float) dx, ey = py - t * (float) dy;
        float c = coverage (sqrtf (ex * ex + ey * ey) - (float) radius);
        float depth = (float) (from[2] + t * (to[2] - from[2]));
        float *there = s->depth + (size_t) j * s->width + i;
        if (c <= 0 || depth + (float) radius + 1 < *there)
          continue;
        blend (s->pixels + (size_t) j * s->stride + i, ink, (uint32_t) (c * 256));
        if (c > 0.5f && depth > *there)
          *there = depth;
      }
}

bool
sheet_shows (const Sheet *s, const double at[3], double radius)
{
  int i = (int) floor (at[0]), j = (int) floor (at[1]);
  if (i < 0 || j < 0 || i >= s->width || j >= s->height)
    return i > -radius && j > -radius && i < s->width + radius && j < s->height + radius;
  return at[2] + radius + 1 >= s->depth[(size_t) j * s->width + i];
}

void
sheet_dot (Sheet *s, const double at[3], double radius, double ring, Colour colour, double opacity)
{
  if (isnan (at[0] + at[1] + at[2]))
    return;
  Box b = clip_box (s, at[0] - radius - 1, at[0] + radius + 1, at[1] - radius - 1, at[1] + radius + 1);
  uint32_t ink = premultiplied (colour, opacity);
  float hole = (float) (radius - ring);
  for (int j = b.top; j < b.bottom; j++)
    for (int i = b.left; i < b.right; i++)
      {
        float ex = (float) (i + 0.5 - at[0]), ey = (float) (j + 0.5 - at[1]), d = sqrtf (ex * ex + ey * ey);
        float c = coverage (d - (float) radius) - (ring > 0 ? coverage (d - hole) : 0);
        if (c > 0)
          blend (s->pixels + (size_t) j * s->stride + i, ink, (uint32_t) (c * 256));
      }
}

/* --- Outlines ------------------------------------------------------------------------------------ */

/* Which way a cell is turned: 1 or -1 as its corners go round in pixels, 0 where it is missing. */
static int
facing (const Mesh *m, ptrdiff_t i, ptrdiff_t j)
{
  if (i < 0 || j < 0 || i + 1 >= (ptrdiff_t) m->nx || j + 1 >= (ptrdiff_t) m->ny)
    return 0;
  size_t a = (size_t) i + (size_t) j * m->nx, b = a + 1, c = a + m->nx, d = c + 1;
  float across = (m->x[d] - m->x[a]) * (m->y[c] - m->y[b]) - (m->x[c] - m->x[b]) * (m->y[d] - m->y[a]);
  bool there = !isnan (m->level[a] + m->level[b] + m->level[c] + m->level[d]) && !isnan (across);
  return !there ? 0 : across < 0 ? -1 : 1;
}

#define OUTLINE 0.55 /* half the width, in pixels */

static void
outline_edge (Sheet *s, const Mesh *m, size_t from, size_t to, const uint32_t *table)
{
  const double a[3] = { m->x[from], m->y[from], m->depth[from] }, b[3] = { m->x[to], m->y[to], m->depth[to] };
  float level = (m->level[from] + m->level[to]) / 2, shade = (m->shade[from] + m->shade[to]) / 2;
  if (level == level)
    sheet_segment (s, a, b, OUTLINE, colour_of_pixel (shaded (table[(int) CLAMP (level + 0.5f, 0, 255)], shade)), 1);
}

void
sheet_outline (Sheet *s, const Mesh *m, const uint32_t *table)
{
  for (ptrdiff_t j = 0; j < (ptrdiff_t) m->ny; j++)
    for (ptrdiff_t i = 0; i < (ptrdiff_t) m->nx; i++)
      {
        size_t k = (size_t) i + (size_t) j * m->nx;
        int here = facing (m, i, j);
        if (i + 1 < (ptrdiff_t) m->nx && here != facing (m, i, j - 1))
          outline_edge (s, m, k, k + 1, table);
        if (j + 1 < (ptrdiff_t) m->ny && here != facing (m, i - 1, j))
          outline_edge (s, m, k, k + m->nx, table);
      }
}
