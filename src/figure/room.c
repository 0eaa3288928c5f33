/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where legends and captions hide least. The panel is a coarse grid of cells; a mark inks the cells that it runs through, and of
 * the places for an overlay the one with the least ink is taken. */
#include <math.h>

#include "scene.h"

enum { ACROSS = 24, UP = 16 };

/* Which vertices of a mark a stroke joins. */
typedef enum
{
  JOINS_NONE,
  JOINS_PAIRS, /* the first with the second, the third with the fourth */
  JOINS_CHAIN
} Joins;

typedef struct
{
  const Panel *panel;
  Joins joins;
  size_t visited;
  double last[2];
  uint32_t rows[UP]; /* from below; a bit for each cell */
} Ink;

static const Joins joins_of[] = {
  [MARK_LINE] = JOINS_CHAIN,   [MARK_SWING] = JOINS_PAIRS,    [MARK_BAND] = JOINS_PAIRS, [MARK_BARS] = JOINS_PAIRS,
  [MARK_ARROWS] = JOINS_PAIRS, [MARK_SEGMENTS] = JOINS_PAIRS, [MARK_TEXT] = JOINS_NONE,  [MARK_SPACE_LINE] = JOINS_NONE,
};

static void
ink_cell (Ink *ink, const double at[2])
{
  if (at[0] >= 0 && at[0] < 1 && at[1] >= 0 && at[1] < 1)
    ink->rows[(int) (at[1] * UP)] |= 1u << (int) (at[0] * ACROSS);
}

static void
ink_cb (double x, double y, void *data)
{
  Ink *ink = data;
  double at[2] = { x, y };
  for (int a = 0; a < 2; a++)
    {
      const Axis *axis = &ink->panel->axis[a];
      double low = axis_forward (axis->scale, axis->low), high = axis_forward (axis->scale, axis->high);
      at[a] = (axis_forward (axis->scale, at[a]) - low) / (high - low);
    }
  bool joined = ink->joins == JOINS_CHAIN ? ink->visited > 0 : ink->joins == JOINS_PAIRS && ink->visited % 2 == 1;
  double dx = at[0] - ink->last[0], dy = at[1] - ink->last[1], way = fmax (fabs (dx) * ACROSS, fabs (dy) * UP);
  /* half a cell a step; what leads out of the picture by far is cut short */
  int steps = joined && isfinite (way) ? (int) fmin (ceil (2 * way), 4 * ACROSS) : 0;
  for (int k = 0; k < steps; k++)
    ink_cell (ink, (double[]){ ink->last[0] + k * dx / steps, ink->last[1] + k * dy / steps });
  ink_cell (ink, at);
  ink->last[0] = at[0];
  ink->last[1] = at[1];
  ink->visited++;
}

/* How much of the panel an overlay of the usual size covers: a legend is higher, a caption wider. */
static const double wide[N_OVERLAYS] = { [OVERLAY_LEGEND] = 0.42, [OVERLAY_CAPTION] = 0.62 };
static const double high[N_OVERLAYS] = { [OVERLAY_LEGEND] = 0.25, [OVERLAY_CAPTION] = 0.125 };

/* Where it stands: 0 at the left or below, 1 at the right or above. */
static const struct
{
  double across, up;
} stands[N_PLACES] = {
  [CORNER_TOP_LEFT] = { 0, 1 }, [CORNER_TOP_RIGHT] = { 1, 1 }, [CORNER_BOTTOM_LEFT] = { 0, 0 },
  [CORNER_BOTTOM_RIGHT] = { 1, 0 }, [SIDE_LEFT] = { 0, 0.5 }, [SIDE_RIGHT] = { 1, 0.5 }, [SIDE_TOP] = { 0.5, 1 },
  [SIDE_BOTTOM] = { 0.5, 0 },
};

static double
load_at (const Ink *ink, Overlay o, Corner place)
{
  int inked = 0, width = (int) (wide[o] * ACROSS), height = (int) (high[o] * UP);
  int left = (int) (stands[place].across * (ACROSS - width)), low = (int) (stands[place].up * (UP - height));
  for (int j = low; j < low + height; j++)
    for (int i = left; i < left + width; i++)
      inked += (ink->rows[j] >> i & 1) != 0;
  return (double) inked / (width * height);
}

/* Each in the order of taste, from which only clearly less ink leads away, and the more so to the middle of a side. */
static const struct
{
  int n;
  Corner order[N_PLACES];
} taste[N_OVERLAYS] = {
  [OVERLAY_LEGEND] = { N_PLACES,
                       { CORNER_TOP_LEFT, CORNER_TOP_RIGHT, CORNER_BOTTOM_RIGHT, CORNER_BOTTOM_LEFT, SIDE_RIGHT, SIDE_LEFT,
                         SIDE_TOP, SIDE_BOTTOM } },
  [OVERLAY_CAPTION]
  = { N_CORNERS, { CORNER_BOTTOM_LEFT, CORNER_BOTTOM_RIGHT, CORNER_TOP_RIGHT, CORNER_TOP_LEFT } },
};
#define LESS_TASTE 0.02
#define NO_CORNER  0.06

/* Two overlays never share a place. */
static void
choose_places (Panel *p)
{
  bool has_legend = panel_legend (p, 0) != NULL;
  for (int o = 0; o < N_OVERLAYS; o++)
    {
      double best = INFINITY;
      for (int k = 0; k < taste[o].n; k++)
        {
          Corner place = taste[o].order[k];
          double cost = p->load[o][place] + LESS_TASTE * k + (place >= N_CORNERS ? NO_CORNER : 0);
          if (cost < best && !(o > 0 && has_legend && place == p->corner[0]))
            {
              best = cost;
              p->corner[o] = place;
            }
        }
    }
}

void
panel_find_room (Panel *p)
{
  Ink ink = { .panel = p };
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      if (m->kind == MARK_RASTER || m->kind == MARK_RULE)
        continue;
      ink.joins = (size_t) m->kind < G_N_ELEMENTS (joins_of) ? joins_of[m->kind] : JOINS_NONE;
      ink.visited = 0;
      mark_visit (m, ink_cb, &ink);
    }
  /* A box and what is written at its axes reaches down to the corners below, however it is turned. */
  for (int o = 0; o < N_OVERLAYS; o++)
    for (int place = 0; place < N_PLACES; place++)
      p->load[o][place] = p->in_space && stands[place].up < 1 ? 1 : load_at (&ink, o, place);
  choose_places (p);
}
