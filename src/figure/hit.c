/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is under the pointer. */
#include <math.h>
#include <string.h>

#include "hit-index.h"
#include "hit-words.h"
#include "space.h"

typedef struct
{
  const MercerFigure *f;
  const Layout *l;
  const MercerLook *look;
  double px, py, best; /* squared distance */
  bool rows_only, found;
  MercerHit *hit;
} Search;

static void
offer (Search *s, int panel, guint mark, size_t item, const Mark *m, double x, double y)
{
  const PanelLayout *pl = &s->l->panel[panel];
  double dx = axis_pixel (&pl->axis[AXIS_X], x) - s->px,
         dy = axis_pixel (&pl->axis[AXIS_Y], y) - s->py;
  /* What is drawn later lies on top. */
  if (!(dx * dx + dy * dy <= s->best))
    return;
  s->best = dx * dx + dy * dy;
  s->found = true;
  *s->hit = (MercerHit){ .panel = panel,
                         .mark = (int) mark,
                         .item = item,
                         .x = x,
                         .y = y,
                         .has_row = m->rows != NULL,
                         .row_id = m->rows != NULL ? m->rows[item] : 0 };
}

/* Of many dots only those in the strip about the pointer are looked at; of two equally near ones the later one is meant,
 * because it lies on top. */
static void
search_many_dots (Search *s, int panel, guint k)
{
  const Mark *m = panel_mark (figure_panel (s->f, panel), k);
  const AxisLayout *ax = &s->l->panel[panel].axis[AXIS_X], *ay = &s->l->panel[panel].axis[AXIS_Y];
  HitIndex *index = hit_index_acquire (s->f, (size_t) panel, k);
  double reach = sqrt (s->best), best = s->best, pixels[2][512];
  size_t end, at = hit_index_range (index, axis_value (ax, s->px - reach), axis_value (ax, s->px + reach), &end), item = m->n;
  for (size_t n; at < end; at += n)
    {
      n = MIN (end - at, G_N_ELEMENTS (pixels[0]));
      axis_pixels (ax, n, index->x + at, pixels[0]);
      axis_pixels (ay, n, index->y + at, pixels[1]);
      for (size_t i = 0; i < n; i++)
        {
          double dx = pixels[0][i] - s->px, dy = pixels[1][i] - s->py, far = dx * dx + dy * dy;
          if (far < best || (far == best && (item == m->n || index->item[at + i] > item)))
            {
              best = far;
              item = index->item[at + i];
            }
        }
    }
  shared_unref (index);
  if (item < m->n)
    offer (s, panel, k, item, m, m->column[0][item], m->column[1][item]);
}

static void
search_mark (Search *s, int panel, guint k)
{
  const Mark *m = panel_mark (figure_panel (s->f, panel), k);
  const double *x = m->column[0], *y = m->column[1], *u = m->column[2], *v = m->column[3];
  if ((s->rows_only && !(m->kind == MARK_POINTS && m->rows != NULL)) || s->l->panel[panel].space != NULL)
    return;
  if (m->kind == MARK_POINTS && m->n >= HIT_INDEX_MIN)
    {
      search_many_dots (s, panel, k);
      return;
    }
  double c = s->look != NULL ? cos (s->look->phase) : 1,
         sn = s->look != NULL ? sin (s->look->phase) : 0;
  for (size_t i = 0; i < m->n; i++)
    switch (m->kind)
      {
      case MARK_POINTS:
      case MARK_LINE:
      case MARK_ARROWS:
        offer (s, panel, k, i, m, x[i], y[i]);
        break;
      case MARK_SWING:
        offer (s, panel, k, i, m, x[i], y[i] + c * u[i] + sn * v[i]);
        break;
      case MARK_SEGMENTS:
        offer (s, panel, k, i, m, x[i], y[i]);
        offer (s, panel, k, i, m, u[i], v[i]);
        break;
      case MARK_BARS:
        offer (s, panel, k, i, m, 0.5 * (x[i] + x[i + 1]), y[i]);
        break;
      default:
        return;
      }
}

/* --- In space ---------------------------------------------------------------------------------- */

static void
search_space_points (Search *s, int panel, guint k, double *nearest)
{
  const Mark *m = panel_mark (figure_panel (s->f, panel), k);
  const Camera *c = &s->l->panel[panel].space->camera;
  if (s->rows_only && m->rows == NULL)
    return;
  for (size_t i = 0; i < m->n; i++)
    {
      double at[3];
      camera_point (c, m->column[0][i], m->column[1][i], m->column[2][i], at);
      double dx = at[0] - s->px, dy = at[1] - s->py, far = dx * dx + dy * dy;
      /* Of dots about as near the pointer, the one nearer the eye. */
      if (!(far <= s->best) || (s->found && far > 0.8 * s->best && at[2] < *nearest))
        continue;
      s->best = far;
      s->found = true;
      *nearest = at[2];
      *s->hit = (MercerHit){ .panel = panel,
                             .mark = (int) k,
                             .item = i,
                             .x = m->column[0][i],
                             .y = m->column[1][i],
                             .z = m->column[2][i],
                             .has_row = m->rows != NULL,
                             .row_id = m->rows != NULL ? m->rows[i] : 0 };
    }
}

static bool
hit_surface (Search *s, int panel)
{
  const Panel *p = figure_panel (s->f, panel);
  double nearest = -INFINITY;
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      double place[3];
      if (m->kind != MARK_SURFACE || !space_surface_at (m, &s->l->panel[panel].space->camera, s->px, s->py, place)
          || place[2] <= nearest)
        continue;
      const Raster *r = m->raster;
      size_t item = (size_t) lround (place[0]) + (size_t) lround (place[1]) * r->nx;
      nearest = place[2];
      *s->hit = (MercerHit){ .panel = panel,
                             .mark = (int) k,
                             .item = item,
                             .x = r->x0 + (r->x1 - r->x0) * place[0] / (double) (r->nx - 1),
                             .y = r->y0 + (r->y1 - r->y0) * place[1] / (double) (r->ny - 1),
                             .z = space_surface_height (m, place[0], place[1]) };
      hit_describe (s->f, s->hit, NULL, r->bar_label, r->bar_unit, r->value != NULL ? &r->value[item] : NULL);
    }
  return isfinite (nearest);
}

static void
search_space (Search *s, int panel)
{
  double nearest = -INFINITY;
  for (guint k = 0; k < figure_panel (s->f, panel)->marks->len; k++)
    if (panel_mark (figure_panel (s->f, panel), k)->kind == MARK_SPACE_POINTS)
      search_space_points (s, panel, k, &nearest);
}

/* The value of the topmost raster under the pointer. */
static bool
hit_raster (Search *s, int panel)
{
  const Panel *p = figure_panel (s->f, panel);
  double x = axis_value (&s->l->panel[panel].axis[AXIS_X], s->px);
  double y = axis_value (&s->l->panel[panel].axis[AXIS_Y], s->py);
  for (guint k = p->marks->len; k-- > 0;)
    {
      const Mark *m = panel_mark (p, k);
      const Raster *r = m->raster;
      if (m->kind != MARK_RASTER || r->nx == 0 || r->ny == 0)
        continue;
      double u = (x - r->x0) / (r->x1 - r->x0), v = (y - r->y0) / (r->y1 - r->y0);
      if (!(u >= 0 && u <= 1 && v >= 0 && v <= 1))
        continue;
      size_t i = MIN ((size_t) (u * (double) r->nx), r->nx - 1);
      size_t j = MIN ((size_t) (v * (double) r->ny), r->ny - 1);
      if (isnan (r->value[i + j * r->nx]))
        continue;
      *s->hit
          = (MercerHit){ .panel = panel, .mark = (int) k, .item = i + j * r->nx, .x = x, .y = y };
      const char *names[2] = { r->names[0] != NULL ? r->names[0][i] : NULL, r->names[1] != NULL ? r->names[1][j] : NULL };
      hit_describe (s->f, s->hit, names, r->bar_label, r->bar_unit,
                r->map != MERCER_MAP_SERIES ? &r->value[i + j * r->nx] : NULL);
      return true;
    }
  return false;
}

bool
mercer_figure_hit (const MercerFigure *f, double width, double height, const MercerLook *look,
                   const MercerView *view, double px, double py, double radius, bool rows_only,
                   MercerHit *hit)
{
  g_return_val_if_fail (f != NULL && hit != NULL, false);
  Layout *l = layout_acquire (f, width, height, look, view);
  Search s = { .f = f,
               .l = l,
               .look = look,
               .px = px,
               .py = py,
               .rows_only = rows_only,
               .hit = hit,
               .best = radius * radius };
  int panel = -1;
  for (size_t i = 0; i < l->n; i++)
    {
      const Rect *r = &l->panel[i].plot;
      if (px >= r->x - radius && py >= r->y - radius && px <= r->x + r->width + radius
          && py <= r->y + r->height + radius)
        {
          panel = (int) i;
          if (l->panel[i].space != NULL)
            search_space (&s, panel);
          for (guint k = 0; k < figure_panel (f, i)->marks->len; k++)
            search_mark (&s, panel, k);
        }
    }
  if (s.found)
    hit_describe_dot (f, hit);
  else if (panel >= 0 && !rows_only)
    s.found = l->panel[panel].space != NULL ? hit_surface (&s, panel) : hit_raster (&s, panel);
  layout_release (l);
  return s.found;
}
