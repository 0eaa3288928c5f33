/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a legend hides least. The panel is a coarse grid of cells; a mark inks the cells that it runs through, and of the places
 * for a legend the one with the least ink is taken. Where that is too much the legend has to go elsewhere. */
#include <math.h>
#include <string.h>

#include "scene.h"

enum { ACROSS = 48, UP = 32 };

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
  uint64_t rows[UP]; /* from below; a bit for each cell */
} Ink;

static const Joins joins_of[] = {
  [MARK_LINE] = JOINS_CHAIN,   [MARK_SWING] = JOINS_PAIRS,    [MARK_BAND] = JOINS_PAIRS, [MARK_BARS] = JOINS_PAIRS,
  [MARK_ARROWS] = JOINS_PAIRS, [MARK_SEGMENTS] = JOINS_PAIRS, [MARK_TEXT] = JOINS_NONE,  [MARK_SPACE_LINE] = JOINS_NONE,
};

static void
ink_cell (Ink *ink, const double at[2])
{
  if (at[0] >= 0 && at[0] < 1 && at[1] >= 0 && at[1] < 1)
    ink->rows[(int) (at[1] * UP)] |= UINT64_C (1) << (int) (at[0] * ACROSS);
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

/* --- How large a legend is ------------------------------------------------------------------------- */

/* A figure is made before anybody knows how large it will be drawn. It is judged as in a window that is not large, in em: in a
 * larger one the legend takes less of the same corner. */
#define FIGURE_WIDTH  48
#define FIGURE_HEIGHT 26
#define MARGIN        5 /* of a panel, for what is written at its axes */
#define LETTER        0.5
#define ENTRY         1.35
#define SWATCH        3.9 /* with what is around it */

static double
share_of_grid (const GArray *stretch, int first, int count, int cells)
{
  double mine = 0, all = 0;
  for (int c = 0; c < cells; c++)
    {
      double one = (guint) c < stretch->len ? g_array_index (stretch, double, c) : 1;
      all += one;
      mine += c >= first && c < first + count ? one : 0;
    }
  return all > 0 ? mine / all : 1;
}

/* One unit is equally long on both axes: the plot is no longer than its data along one of them. */
static void
cut_to_equal (const Panel *p, double size[2])
{
  double unit = INFINITY, range[2];
  for (int a = 0; a < 2; a++)
    {
      range[a] = axis_forward (p->axis[a].scale, p->axis[a].high) - axis_forward (p->axis[a].scale, p->axis[a].low);
      unit = fmin (unit, size[a] / range[a]);
    }
  for (int a = 0; a < 2 && isfinite (unit); a++)
    size[a] = fmin (size[a], unit * range[a]);
}

/* The part of the panel that the legend covers, each way. */
static void
legend_parts (const MercerFigure *f, const Panel *p, double part[2])
{
  int cells[2] = { 0, 0 };
  size_t entries = 0, letters = 0;
  const Mark *m;
  for (guint i = 0; i < f->panels->len; i++)
    {
      const Panel *o = figure_panel (f, i);
      cells[0] = MAX (cells[0], o->column + o->width);
      cells[1] = MAX (cells[1], o->row + o->height);
    }
  for (; (m = panel_legend (p, entries)) != NULL; entries++)
    letters = MAX (letters, (size_t) g_utf8_strlen (m->style.legend, -1));
  double size[2] = { FIGURE_WIDTH * share_of_grid (f->stretch[0], p->column, p->width, cells[0]) - MARGIN,
                     FIGURE_HEIGHT * share_of_grid (f->stretch[1], p->row, p->height, cells[1]) - MARGIN };
  for (int a = 0; a < 2; a++)
    size[a] = fmax (size[a], MARGIN);
  if (p->equal)
    cut_to_equal (p, size);
  part[0] = CLAMP ((SWATCH + LETTER * (double) letters) / size[0], 0.08, 0.62);
  part[1] = CLAMP ((0.9 + ENTRY * (double) entries) / size[1], 0.1, 0.7);
}

/* --- Places ------------------------------------------------------------------------------------------ */

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
load_at (const Ink *ink, const double part[2], Corner place)
{
  int inked = 0, width = (int) ceil (part[0] * ACROSS), height = (int) ceil (part[1] * UP);
  int left = (int) (stands[place].across * (ACROSS - width)), low = (int) (stands[place].up * (UP - height));
  for (int j = low; j < low + height; j++)
    for (int i = left; i < left + width; i++)
      inked += (ink->rows[j] >> i & 1) != 0;
  return (double) inked / (width * height);
}

/* In the order of taste, from which only clearly less ink leads away, and the more so to the middle of a side. */
static const Corner taste[N_PLACES] = { CORNER_TOP_LEFT, CORNER_TOP_RIGHT, CORNER_BOTTOM_RIGHT, CORNER_BOTTOM_LEFT, SIDE_RIGHT,
                                        SIDE_LEFT, SIDE_TOP, SIDE_BOTTOM };
#define LESS_TASTE 0.02
#define NO_CORNER  0.06
/* Contours may be covered where nothing else is: they go on beside it. */
#define OF_CONTOURS 0.3
#define CROWDED     0.012

void
panel_find_room (const MercerFigure *f, Panel *p)
{
  Ink marks = { .panel = p }, contours = { .panel = p };
  double part[2], best = INFINITY;
  legend_parts (f, p, part);
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      Ink *ink = m->kind == MARK_CONTOURS ? &contours : &marks;
      if (m->kind == MARK_RASTER || m->kind == MARK_RULE)
        continue;
      ink->joins = (size_t) m->kind < G_N_ELEMENTS (joins_of) ? joins_of[m->kind] : JOINS_NONE;
      ink->visited = 0;
      mark_visit (m, ink_cb, ink);
    }
  for (size_t k = 0; k < N_PLACES; k++)
    {
      Corner place = taste[k];
      /* A box and what is written at its axes reaches down to the corners below, however it is turned. */
      double load = p->in_space && stands[place].up < 1 ? 1 : load_at (&marks, part, place);
      double cost = load + OF_CONTOURS * load_at (&contours, part, place) + LESS_TASTE * (double) k
                    + (place >= N_CORNERS ? NO_CORNER : 0);
      p->load[place] = load;
      /* a free place before one that hides a single dot, and that before one that is crowded */
      cost += load > CROWDED ? 2 : load > 0 ? 1 : 0;
      if (cost < best)
        {
          best = cost;
          p->corner = place;
        }
    }
  p->crowded = p->load[p->corner] > CROWDED;
}
