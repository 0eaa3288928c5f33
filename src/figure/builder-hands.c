/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can take hold of, and what the dots added last are dressed with. */
#include "builder.h"

#include <math.h>

static MercerHandleTarget
keep_target (MercerFigure *f, const MercerHandleTarget *target)
{
  MercerHandleTarget kept = *target;
  kept.id = figure_string (f, target->id);
  kept.column = figure_string (f, target->column);
  return kept;
}

void
mercer_figure_handle (MercerFigureBuilder *b, int panel, const MercerHandle *handle)
{
  g_return_if_fail (handle != NULL && (int) handle->kind >= 0 && handle->kind <= MERCER_HANDLE_FIELD);
  Panel *p = builder_panel (b, panel);
  bool field = handle->kind == MERCER_HANDLE_FIELD;
  g_return_if_fail (!field || (handle->nx > 1 && handle->ny > 1 && handle->values != NULL));
  if (p == NULL)
    return;
  Handle h = { .given = *handle };
  MercerHandle *g = &h.given;
  g->title = figure_string (b->f, handle->title != NULL ? handle->title : "");
  g->value = keep_target (b->f, &handle->value);
  g->value_y = keep_target (b->f, &handle->value_y);
  g->scale = handle->scale != 0 && isfinite (handle->scale) ? handle->scale : 1;
  g->values = NULL;
  if (field)
    {
      size_t n = handle->nx * handle->ny;
      g->values = builder_copy (b, handle->values, n, sizeof *handle->values);
      h.contours = contours_trace (g->nx, g->ny, g->x0, g->x1, g->y0, g->y1, g->values, 1, &g->level);
      b->f->bytes += 2 * h.contours->n_points * sizeof (double);
    }
  g_array_append_val (p->handles, h);
}

static void
set_follows (MercerFigureBuilder *b, int panel, int which, const char *axis)
{
  Panel *p = builder_panel (b, panel);
  if (p != NULL)
    p->follows[which] = figure_string (b->f, axis);
}

void
mercer_figure_x_follows (MercerFigureBuilder *b, int panel, const char *axis)
{
  set_follows (b, panel, AXIS_X, axis);
}

void
mercer_figure_y_follows (MercerFigureBuilder *b, int panel, const char *axis)
{
  set_follows (b, panel, AXIS_Y, axis);
}

void
mercer_figure_bare (MercerFigureBuilder *b, int panel)
{
  Panel *p = builder_panel (b, panel);
  if (p != NULL)
    p->bare = true;
}

/* --- Dressing what was added last -------------------------------------------------------------- */

static Mark *
last_dots (MercerFigureBuilder *b, int panel)
{
  Panel *p = builder_panel (b, panel);
  for (guint k = p != NULL ? p->marks->len : 0; k-- > 0;)
    {
      Mark *m = &g_array_index (p->marks, Mark, k);
      if (m->kind == MARK_POINTS || m->kind == MARK_SPACE_POINTS)
        return m;
    }
  return NULL;
}

void
mercer_figure_points_bar (MercerFigureBuilder *b, int panel, const char *label, const char *unit)
{
  Mark *m = last_dots (b, panel);
  g_return_if_fail (m != NULL && m->mapped);
  if (m->raster->map == MERCER_MAP_SERIES)
    return;
  m->raster->bar_label = figure_string (b->f, label != NULL ? label : "");
  m->raster->bar_unit = figure_string (b->f, unit != NULL ? unit : "");
}

void
mercer_figure_points_tell (MercerFigureBuilder *b, int panel, const char *label, const char *unit, const double *values)
{
  Mark *m = last_dots (b, panel);
  g_return_if_fail (m != NULL && (values != NULL || m->n == 0));
  g_free (m->told);
  m->told = builder_copy (b, values, m->n, sizeof *values);
  m->told_label = figure_string (b->f, label != NULL ? label : "");
  m->told_unit = figure_string (b->f, unit != NULL ? unit : "");
}

void
mercer_figure_points_bump (MercerFigureBuilder *b, int panel, size_t n, const double *dx, const double *dy, const double *stretch,
                           const double *scale, bool about)
{
  Mark *m = last_dots (b, panel);
  g_return_if_fail (m != NULL && m->bump == NULL && dx != NULL && dy != NULL);
  m->bump = g_new (Bump, 1);
  *m->bump = (Bump){ .n = n, .dx = builder_copy (b, dx, n, sizeof *dx), .dy = builder_copy (b, dy, n, sizeof *dy), .about = about,
                     .stretch = stretch != NULL ? builder_copy (b, stretch, m->n, sizeof *stretch) : NULL,
                     .scale = scale != NULL ? builder_copy (b, scale, m->n, sizeof *scale) : NULL };
}

void
mercer_figure_points_sized (MercerFigureBuilder *b, int panel, const double *sizes)
{
  Mark *m = last_dots (b, panel);
  g_return_if_fail (m != NULL && (sizes != NULL || m->n == 0));
  g_free (m->sizes);
  m->sizes = builder_copy (b, sizes, m->n, sizeof *sizes);
}

void
mercer_figure_size_key (MercerFigureBuilder *b, int panel, MercerColourRole role, size_t n, const double *sizes,
                        const char *const *labels)
{
  g_return_if_fail (n == 0 || (sizes != NULL && labels != NULL));
  for (size_t k = 0; k < n; k++)
    {
      MercerStyle style = { .role = role, .size = sizes[k], .legend = labels[k] };
      Mark *m = builder_mark (b, panel, MARK_POINTS, &style, 0, NULL);
      if (m != NULL)
        m->size_key = true;
    }
}

static const char **
keep_names (MercerFigure *f, size_t n, const char *const *names)
{
  const char **kept = names != NULL ? g_new (const char *, MAX (n, 1)) : NULL;
  for (size_t i = 0; kept != NULL && i < n; i++)
    kept[i] = figure_string (f, names[i] != NULL ? names[i] : "");
  return kept;
}

void
mercer_figure_raster_labels (MercerFigureBuilder *b, int panel, const char *const *x_labels, const char *const *y_labels)
{
  Panel *p = builder_panel (b, panel);
  Raster *r = NULL;
  for (guint k = p != NULL ? p->marks->len : 0; k-- > 0 && r == NULL;)
    if (panel_mark (p, k)->kind == MARK_RASTER)
      r = panel_mark (p, k)->raster;
  g_return_if_fail (r != NULL);
  const size_t count[2] = { r->nx, r->ny };
  const char *const *given[2] = { x_labels, y_labels };
  for (int a = 0; a < 2; a++)
    {
      g_free (r->names[a]);
      r->names[a] = keep_names (b->f, count[a], given[a]);
    }
}
