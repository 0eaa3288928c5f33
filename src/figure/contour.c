/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <math.h>
#include <string.h>

/* Marching squares. A level crosses edges of the lattice; each crossing is a node, each cell joins
 * two (or twice two) of its nodes. Every node has at most two neighbours, so joining pieces is
 * walking a list.
 *
 * Edge (i, j, 0) goes from corner (i, j) to the right, edge (i, j, 1) upwards; its number is
 * 2 (i + j nx) + direction. */

typedef struct
{
  size_t nx, ny;
  double x0, y0, dx, dy, level;
  const double *v;
  uint32_t (*next)[2]; /* neighbours of an edge's node, plus one; 0: none */
  GArray *touched;     /* edges that have a neighbour */
  GArray *xy, *start, *path_level;
} Tracer;

static size_t
edge_number (const Tracer *t, size_t i, size_t j, int direction)
{
  return 2 * (i + j * t->nx) + (size_t) direction;
}

static void
node_position (const Tracer *t, size_t edge, double *x, double *y)
{
  size_t corner = edge / 2, i = corner % t->nx, j = corner / t->nx;
  size_t other = edge % 2 == 0 ? corner + 1 : corner + t->nx;
  double s = (t->level - t->v[corner]) / (t->v[other] - t->v[corner]);
  s = s >= 0 && s <= 1 ? s : 0.5; /* differences that overflow */
  *x = t->x0 + t->dx * ((double) i + (edge % 2 == 0 ? s : 0));
  *y = t->y0 + t->dy * ((double) j + (edge % 2 == 0 ? 0 : s));
}

static void
join (Tracer *t, size_t a, size_t b)
{
  size_t pair[2] = { a, b };
  for (int k = 0; k < 2; k++)
    {
      uint32_t *next = t->next[pair[k]];
      if (next[0] == 0)
        g_array_append_val (t->touched, pair[k]);
      next[next[0] != 0] = (uint32_t) pair[1 - k] + 1;
    }
}

/* Corners at or above the level set bits 1 (left low), 2 (right low), 4 (right high), 8 (left
 * high). */
static void
march_cell (Tracer *t, size_t i, size_t j)
{
  const double *low = t->v + i + j * t->nx, *high = low + t->nx;
  double mean = 0.25 * (low[0] + low[1] + high[0] + high[1]);
  if (!isfinite (mean))
    return; /* a gap in the field is a gap in its contours */
  int inside = (low[0] >= t->level) | (low[1] >= t->level) << 1 | (high[1] >= t->level) << 2
               | (high[0] >= t->level) << 3;
  if (inside == 0 || inside == 15)
    return;
  /* Bottom, right, top, left edge of the cell. */
  size_t edge[4] = { edge_number (t, i, j, 0), edge_number (t, i + 1, j, 1),
                     edge_number (t, i, j + 1, 0), edge_number (t, i, j, 1) };
  /* Saddles: the middle decides which two corners belong together. */
  if (inside == 5 || inside == 10)
    {
      bool cut_low_left = (inside == 5) == (mean < t->level);
      join (t, edge[0], edge[cut_low_left ? 3 : 1]);
      join (t, edge[2], edge[cut_low_left ? 1 : 3]);
      return;
    }
  size_t crossed[4];
  int n = 0;
  for (int k = 0; k < 4; k++)
    if ((inside >> k & 1) != (inside >> (k + 1) % 4 & 1))
      crossed[n++] = edge[k];
  join (t, crossed[0], crossed[1]);
}

static void
add_point (Tracer *t, size_t edge)
{
  double xy[2];
  node_position (t, edge, &xy[0], &xy[1]);
  size_t n = t->xy->len, first = 2 * g_array_index (t->start, size_t, t->start->len - 1);
  /* A level that passes through a corner meets several edges in one place. */
  if (n > first && memcmp (&g_array_index (t->xy, double, n - 2), xy, sizeof xy) == 0)
    return;
  g_array_append_vals (t->xy, xy, 2);
}

/* Walks from an edge to the end of its path, taking the links away, so that each is walked once. */
static void
walk (Tracer *t, size_t edge, size_t level)
{
  size_t first = t->xy->len / 2;
  g_array_append_val (t->start, first);
  g_array_append_val (t->path_level, level);
  add_point (t, edge);
  for (;;)
    {
      uint32_t *mine = t->next[edge];
      uint32_t to = mine[0] != 0 ? mine[0] : mine[1];
      if (to == 0)
        break;
      mine[mine[0] != 0 ? 0 : 1] = 0;
      uint32_t *theirs = t->next[to - 1];
      theirs[theirs[0] == edge + 1 ? 0 : 1] = 0;
      edge = to - 1;
      add_point (t, edge);
    }
}

static void
trace_level (Tracer *t, size_t level)
{
  g_array_set_size (t->touched, 0);
  for (size_t j = 0; j + 1 < t->ny; j++)
    for (size_t i = 0; i + 1 < t->nx; i++)
      march_cell (t, i, j);
  /* Open paths from their ends first; what is left then is closed. */
  for (int closed = 0; closed < 2; closed++)
    for (guint k = 0; k < t->touched->len; k++)
      {
        size_t edge = g_array_index (t->touched, size_t, k);
        int links = (t->next[edge][0] != 0) + (t->next[edge][1] != 0);
        if (links == (closed ? 2 : 1))
          walk (t, edge, level);
      }
}

static void *
steal (GArray *array)
{
  return g_array_free (array, FALSE);
}

Contours *
contours_trace (size_t nx, size_t ny, double x0, double x1, double y0, double y1,
                const double *values, size_t n_levels, const double *levels)
{
  Contours *c = g_new0 (Contours, 1);
  c->n_levels = n_levels;
  c->levels = n_levels > 0 ? g_memdup2 (levels, n_levels * sizeof *levels) : NULL;
  Tracer t = { .nx = nx,
               .ny = ny,
               .x0 = x0,
               .y0 = y0,
               .v = values,
               .touched = g_array_new (FALSE, FALSE, sizeof (size_t)),
               .xy = g_array_new (FALSE, FALSE, sizeof (double)),
               .start = g_array_new (FALSE, FALSE, sizeof (size_t)),
               .path_level = g_array_new (FALSE, FALSE, sizeof (size_t)) };
  if (nx >= 2 && ny >= 2 && nx < (1u << 30) / ny && isfinite (x0 + x1 + y0 + y1))
    {
      t.dx = (x1 - x0) / (double) (nx - 1);
      t.dy = (y1 - y0) / (double) (ny - 1);
      t.next = g_malloc0_n (2 * nx * ny, sizeof *t.next);
      for (size_t k = 0; k < n_levels; k++)
        if (isfinite (t.level = levels[k]))
          trace_level (&t, k);
      g_free (t.next);
    }
  c->n_paths = t.start->len;
  c->n_points = t.xy->len / 2;
  g_array_append_val (t.start, c->n_points);
  g_array_unref (t.touched);
  c->start = steal (t.start);
  c->xy = steal (t.xy);
  c->level = steal (t.path_level);
  return c;
}

void
contours_free (Contours *c)
{
  if (c == NULL)
    return;
  g_free (c->start);
  g_free (c->xy);
  g_free (c->level);
  g_free (c->levels);
  g_free (c->labels);
  g_free (c);
}
