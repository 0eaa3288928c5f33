/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of the table lie in a rectangle of the picture. */
#include <math.h>

#include "space.h"

typedef struct
{
  double left, right, top, bottom;
} Frame;

static void
place_dot (const PanelLayout *pl, const Mark *m, size_t i, double at[3])
{
  if (m->kind == MARK_SPACE_POINTS)
    camera_point (&pl->space->camera, m->column[0][i], m->column[1][i], m->column[2][i], at);
  else
    {
      at[0] = axis_pixel (&pl->axis[AXIS_X], m->column[0][i]);
      at[1] = axis_pixel (&pl->axis[AXIS_Y], m->column[1][i]);
    }
}

static void
collect (const PanelLayout *pl, const Mark *m, const Frame *frame, GArray *rows)
{
  bool flat = m->kind == MARK_POINTS && pl->space == NULL, deep = m->kind == MARK_SPACE_POINTS && pl->space != NULL;
  if (m->rows == NULL || (!flat && !deep))
    return;
  for (size_t i = 0; i < m->n; i++)
    {
      double at[3];
      place_dot (pl, m, i, at);
      if (at[0] >= frame->left && at[0] <= frame->right && at[1] >= frame->top && at[1] <= frame->bottom)
        g_array_append_val (rows, m->rows[i]);
    }
}

static int
compare_rows (const void *a, const void *b)
{
  uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
  return (x > y) - (x < y);
}

/* In place; returns how many are left. */
static size_t
sort_once (uint64_t *rows, size_t n)
{
  size_t kept = 0;
  qsort (rows, n, sizeof *rows, compare_rows);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || rows[i] != rows[i - 1])
      rows[kept++] = rows[i];
  return kept;
}

static Frame
frame_in (const Rect *r, double x0, double y0, double x1, double y1)
{
  return (Frame){ fmax (fmin (x0, x1), r->x), fmin (fmax (x0, x1), r->x + r->width), fmax (fmin (y0, y1), r->y),
                  fmin (fmax (y0, y1), r->y + r->height) };
}

/* The panel under the corner; where that is beside them all, the one that the frame has most of. -1: none. */
static int
panel_of_frame (const Layout *l, int under, double x0, double y0, double x1, double y1)
{
  double most = 0;
  int best = under;
  for (size_t i = 0; i < l->n && under < 0; i++)
    {
      Frame f = frame_in (&l->panel[i].plot, x0, y0, x1, y1);
      double area = fmax (f.right - f.left, 0) * fmax (f.bottom - f.top, 0);
      if (area > most)
        {
          most = area;
          best = (int) i;
        }
    }
  return best;
}

size_t
mercer_figure_rows_within (const MercerFigure *f, double width, double height, const MercerLook *look,
                           const MercerView *view, double x0, double y0, double x1, double y1, uint64_t **rows)
{
  int under = mercer_figure_pick (f, width, height, look, view, x0, y0, NULL, NULL);
  Layout *l = layout_acquire (f, width, height, look, view);
  int panel = panel_of_frame (l, under, x0, y0, x1, y1);
  *rows = NULL;
  if (panel < 0)
    {
      layout_release (l);
      return 0;
    }
  const Frame frame = frame_in (&l->panel[panel].plot, x0, y0, x1, y1);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  for (guint k = 0; k < figure_panel (f, panel)->marks->len; k++)
    collect (&l->panel[panel], panel_mark (figure_panel (f, panel), k), &frame, found);
  layout_release (l);
  size_t n = found->len > 0 ? sort_once ((uint64_t *) (void *) found->data, found->len) : 0;
  *rows = n > 0 ? (uint64_t *) (void *) g_array_free (found, FALSE) : NULL;
  if (n == 0)
    g_array_unref (found);
  return n;
}
