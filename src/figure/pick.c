/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From pixels to data and back. */
#include <math.h>

#include "space.h"

int
mercer_figure_pick (const MercerFigure *f, double width, double height, const MercerLook *look,
                    const MercerView *view, double px, double py, double *x, double *y)
{
  Layout *l = layout_acquire (f, width, height, look, view);
  int found = -1;
  for (size_t i = 0; i < l->n && found < 0; i++)
    {
      const Rect *r = &l->panel[i].plot;
      if (px < r->x || py < r->y || px > r->x + r->width || py > r->y + r->height)
        continue;
      found = (int) i;
      bool flat = l->panel[i].space == NULL;
      if (!flat && x != NULL && y != NULL)
        *x = *y = NAN;
      if (!flat)
        break;
      if (x != NULL)
        *x = axis_value_told (&l->panel[i].axis[AXIS_X], px);
      if (y != NULL)
        *y = axis_value_told (&l->panel[i].axis[AXIS_Y], py);
    }
  layout_release (l);
  return found;
}

void
mercer_figure_panel_centre (const MercerFigure *f, double width, double height, const MercerLook *look,
                            const MercerView *view, int panel, double *px, double *py)
{
  g_return_if_fail (panel >= 0 && (guint) panel < f->panels->len);
  Layout *l = layout_acquire (f, width, height, look, view);
  const Rect *r = &l->panel[panel].plot;
  *px = r->x + r->width / 2;
  *py = r->y + r->height / 2;
  layout_release (l);
}

void
mercer_figure_locate (const MercerFigure *f, double width, double height, const MercerLook *look,
                      const MercerView *view, int panel, double x, double y, double *px, double *py)
{
  *px = *py = NAN;
  g_return_if_fail (panel >= 0 && (guint) panel < f->panels->len);
  Layout *l = layout_acquire (f, width, height, look, view);
  *px = axis_pixel (&l->panel[panel].axis[AXIS_X], x);
  *py = axis_pixel (&l->panel[panel].axis[AXIS_Y], y);
  layout_release (l);
}

void
mercer_figure_locate_hit (const MercerFigure *f, double width, double height, const MercerLook *look,
                          const MercerView *view, const MercerHit *hit, double *px, double *py)
{
  g_return_if_fail (hit->panel >= 0 && (guint) hit->panel < f->panels->len);
  Layout *l = layout_acquire (f, width, height, look, view);
  const PanelLayout *pl = &l->panel[hit->panel];
  double at[3] = { axis_pixel (&pl->axis[AXIS_X], hit->x), axis_pixel (&pl->axis[AXIS_Y], hit->y), 0 };
  if (pl->space != NULL)
    camera_point (&pl->space->camera, hit->x, hit->y, hit->z, at);
  *px = at[0];
  *py = at[1];
  layout_release (l);
}

size_t
mercer_figure_bump (const MercerFigure *f, double width, double height, const MercerLook *look, const MercerView *view, const MercerHit *hit,
                    size_t most, double (*at)[2])
{
  g_return_val_if_fail (hit->panel >= 0 && (guint) hit->panel < f->panels->len, 0);
  const Panel *p = figure_panel (f, (size_t) hit->panel);
  const Mark *m = hit->mark >= 0 && (guint) hit->mark < p->marks->len ? panel_mark (p, (guint) hit->mark) : NULL;
  if (m == NULL || m->bump == NULL || hit->item >= m->n)
    return 0;
  const Bump *bump = m->bump;
  Layout *l = layout_acquire (f, width, height, look, view);
  const PanelLayout *pl = &l->panel[hit->panel];
  double stretch = bump->stretch != NULL ? bump->stretch[hit->item] : 1, scale = bump->scale != NULL ? bump->scale[hit->item] : 1;
  size_t n = MIN (bump->n, most);
  for (size_t k = 0; k < n; k++)
    {
      at[k][0] = axis_pixel (&pl->axis[AXIS_X], hit->x + stretch * bump->dx[k]);
      at[k][1] = axis_pixel (&pl->axis[AXIS_Y], (bump->about ? hit->y : 0) + scale * bump->dy[k]);
      bool within = at[k][0] >= pl->plot.x && at[k][0] <= pl->plot.x + pl->plot.width && at[k][1] >= pl->plot.y
                    && at[k][1] <= pl->plot.y + pl->plot.height;
      if (!within)
        at[k][0] = at[k][1] = NAN;
    }
  layout_release (l);
  return n;
}
