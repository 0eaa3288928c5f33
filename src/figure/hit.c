/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From pixels to data and back: what is under the pointer, and in words. */
#include <math.h>
#include <string.h>

#include "space.h"
#include "hit-index.h"
#include "param.h"

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
        *x = axis_value (&l->panel[i].axis[AXIS_X], px);
      if (y != NULL)
        *y = axis_value (&l->panel[i].axis[AXIS_Y], py);
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

/* --- Words ------------------------------------------------------------------------------------ */

/* "Year 1961.5", "CO2 318.2 ppm"; a nameless axis is called by its letter. */
static void
say (GString *out, const char *label, const char *fallback, double value, const char *unit)
{
  char number[64];
  mercer_number_show (value, 6, number);
  g_string_append_printf (out, "%s%s %s", out->len > 0 ? ", " : "",
                          label != NULL && *label != '\0' ? label : fallback, number);
  if (unit != NULL && *unit != '\0')
    g_string_append_printf (out, " %s", unit);
}

/* Copies without cutting a character in two. */
static void
keep (char *out, size_t size, const char *text)
{
  g_strlcpy (out, text, size);
  const char *end;
  if (!g_utf8_validate (out, -1, &end))
    out[end - out] = '\0';
}

static void
describe (const MercerFigure *f, MercerHit *hit, const char *const names[2], const char *value_label,
          const char *value_unit, const double *value)
{
  const Panel *p = figure_panel (f, hit->panel);
  GString *out = g_string_new (NULL);
  const Axis *axes = p->in_space ? p->space : p->axis;
  const double at[3] = { hit->x, hit->y, hit->z };
  static const char *const letters[3] = { "x", "y", "z" };
  for (int k = 0; k < (p->in_space ? 3 : 2); k++)
    if (names != NULL && k < 2 && names[k] != NULL)
      g_string_append_printf (out, "%s%s", k > 0 ? ", " : "", names[k]);
    else
      say (out, axes[k].label, letters[k], at[k], axes[k].unit);
  if (value != NULL)
    say (out, value_label, "value", *value, value_unit);
  keep (hit->tooltip, sizeof hit->tooltip, out->str);
  g_string_free (out, TRUE);
}

static void
describe_dot (const MercerFigure *f, MercerHit *hit)
{
  const Mark *m = panel_mark (figure_panel (f, hit->panel), hit->mark);
  /* the number of a series says nothing */
  bool says = m->mapped && m->raster->map != MERCER_MAP_SERIES;
  const char *label = says && m->raster->bar_label != NULL && *m->raster->bar_label != '\0' ? m->raster->bar_label : NULL;
  describe (f, hit, NULL, label, says ? m->raster->bar_unit : NULL, says ? &mark_values (m)[hit->item] : NULL);
}

/* --- The nearest item ------------------------------------------------------------------------- */

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
      describe (s->f, s->hit, NULL, r->bar_label, r->bar_unit, r->value != NULL ? &r->value[item] : NULL);
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
      describe (s->f, s->hit, names, r->bar_label, r->bar_unit,
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
    describe_dot (f, hit);
  else if (panel >= 0 && !rows_only)
    s.found = l->panel[panel].space != NULL ? hit_surface (&s, panel) : hit_raster (&s, panel);
  layout_release (l);
  return s.found;
}

/* --- The keyboard ----------------------------------------------------------------------------- */

/* Dots in the order in which they lie from left to right, those on one spot by row. */
static int
compare_dots (const MercerHit *a, const MercerHit *b)
{
  if (a->x != b->x)
    return a->x < b->x ? -1 : 1;
  return (a->row_id > b->row_id) - (a->row_id < b->row_id);
}

static bool
names_rows (const Mark *m)
{
  return (m->kind == MARK_POINTS || m->kind == MARK_SPACE_POINTS) && m->rows != NULL;
}

/* The first panel with dots that name rows is the one walked through: the others show the same
 * rows. */
static int
dotted_panel (const MercerFigure *f)
{
  for (guint i = 0; i < f->panels->len; i++)
    for (guint k = 0; k < figure_panel (f, i)->marks->len; k++)
      {
        const Mark *m = panel_mark (figure_panel (f, i), k);
        if (names_rows (m))
          return (int) i;
      }
  return -1;
}

/* The first dot of a panel beyond `from` in the direction of `step`; one pass, words only for the
 * one found. */
static bool
nearest_beyond (const MercerFigure *f, int panel, const MercerHit *from, int step, MercerHit *best)
{
  bool found = false;
  const Panel *p = figure_panel (f, panel);
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      for (size_t i = 0; names_rows (m) && i < m->n; i++)
        {
          MercerHit at = { .x = m->column[0][i], .row_id = m->rows[i] };
          if (!isfinite (at.x) || !isfinite (m->column[1][i])
              || (from != NULL && compare_dots (&at, from) * step <= 0)
              || (found && compare_dots (&at, best) * step >= 0))
            continue;
          *best = (MercerHit){ .panel = panel,
                               .mark = (int) k,
                               .item = i,
                               .x = at.x,
                               .y = m->column[1][i],
                               .z = m->kind == MARK_SPACE_POINTS ? m->column[2][i] : 0,
                               .has_row = true,
                               .row_id = at.row_id };
          found = true;
        }
    }
  if (found)
    describe_dot (f, best);
  return found;
}

static bool
find_row (const MercerFigure *f, int panel, uint64_t row, MercerHit *hit)
{
  const Panel *p = figure_panel (f, panel);
  for (guint k = 0; k < p->marks->len; k++)
    {
      const Mark *m = panel_mark (p, k);
      for (size_t i = 0; names_rows (m) && i < m->n; i++)
        if (m->rows[i] == row)
          {
            *hit = (MercerHit){ .x = m->column[0][i], .row_id = row };
            return true;
          }
    }
  return false;
}

bool
mercer_figure_step (const MercerFigure *f, const uint64_t *from_row, int step, MercerHit *hit)
{
  g_return_val_if_fail (f != NULL && hit != NULL && step != 0, false);
  int panel = dotted_panel (f);
  if (panel < 0)
    return false;
  step = step > 0 ? 1 : -1;
  MercerHit from;
  bool known = from_row != NULL && find_row (f, panel, *from_row, &from);
  /* From nowhere, or past the end: begin again. */
  return (known && nearest_beyond (f, panel, &from, step, hit))
         || nearest_beyond (f, panel, NULL, known ? step : 1, hit);
}
