/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panels whose axes have one scale, and the panels at their sides that show one of these axes too, as margins do. */
#include "layout.h"

#include <math.h>

/* One unit is equally long on both axes. The plot gives up room first, but not more than makes it a sliver; past that the axis with
 * room to spare shows more. */
#define SLIVER 0.4

static double
unit_length (const AxisLayout *a)
{
  return fabs (a->length) / (a->to - a->from);
}

void
equal_enforce (PanelLayout *pl)
{
  int wide = unit_length (&pl->axis[0]) > unit_length (&pl->axis[1]) ? 0 : 1;
  AxisLayout *a = &pl->axis[wide];
  double wanted = unit_length (&pl->axis[1 - wide]) * (a->to - a->from), had = fabs (a->length);
  double kept = fmin (fmax (round (wanted), round (had * SLIVER)), had), cut = floor ((had - kept) / 2);
  a->start += a->length < 0 ? -cut : cut;
  a->length = a->length < 0 ? -kept : kept;
  double extra = (kept / unit_length (&pl->axis[1 - wide]) - (a->to - a->from)) / 2;
  if (isfinite (extra) && fabs (extra) < G_MAXDOUBLE / 8)
    axis_set_range (a, a->scale, axis_inverse (a->scale, a->from - extra), axis_inverse (a->scale, a->to + extra));
  const AxisLayout *x = &pl->axis[AXIS_X], *y = &pl->axis[AXIS_Y];
  pl->plot = (Rect){ x->start, y->start + y->length, x->length, -y->length };
}

/* --- Side panels ------------------------------------------------------------------------------------- */

bool
panels_share (const Panel *p, const Panel *o, int axis)
{
  bool aligned = axis == AXIS_X ? o->column == p->column && o->width == p->width : o->row == p->row && o->height == p->height;
  return p != o && aligned && p->axis[axis].link != NULL && g_strcmp0 (p->axis[axis].link, o->axis[axis].link) == 0
         && p->axis[axis].scale == o->axis[axis].scale && !p->in_space && !o->in_space;
}

/* Takes over the axis, and stays as near as it was before the plot gave up room across it. */
static void
move_to_side (PanelLayout *side, const PanelLayout *main, int axis, bool before)
{
  AxisLayout *along = &side->axis[axis], *across = &side->axis[1 - axis];
  const AxisLayout *its = &main->axis[axis];
  const Rect *plot = &main->plot, *cell = &main->cell;
  along->low = its->low;
  along->high = its->high;
  along->from = its->from;
  along->to = its->to;
  along->start = its->start;
  along->length = its->length;
  /* up and left are negative */
  if (axis == AXIS_X)
    across->start += before ? plot->y - cell->y : plot->y + plot->height - cell->y - cell->height;
  else
    across->start += before ? plot->x - cell->x : plot->x + plot->width - cell->x - cell->width;
  const AxisLayout *x = &side->axis[AXIS_X], *y = &side->axis[AXIS_Y];
  side->plot = (Rect){ x->start, y->start + y->length, x->length, -y->length };
}

void
equal_align_sides (Layout *l, const MercerFigure *f)
{
  for (size_t i = 0; i < l->n; i++)
    for (size_t j = 0; j < l->n && figure_panel (f, i)->equal; j++)
      for (int axis = 0; axis < 2; axis++)
        {
          const Panel *p = figure_panel (f, i), *o = figure_panel (f, j);
          if (!o->equal && panels_share (p, o, axis))
            move_to_side (&l->panel[j], &l->panel[i], axis, axis == AXIS_X ? o->row < p->row : o->column < p->column);
        }
}
