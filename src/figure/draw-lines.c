/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines over x, and bands between two of them. */
#include <math.h>

#include "paint.h"

/* Keeps of each run of points in one pixel column the first, lowest, highest and last, in their
 * order. In place; returns how many are left. */
static size_t
thin (double *x, double *y, size_t n)
{
  size_t kept = 0;
  for (size_t i = 0, end; i < n; i = end)
    {
      size_t low = i, high = i;
      for (end = i + 1; end < n && floor (x[end]) == floor (x[i]) && !isnan (y[end]); end++)
        {
          low = y[end] < y[low] ? end : low;
          high = y[end] > y[high] ? end : high;
        }
      const size_t run[4] = { i, MIN (low, high), MAX (low, high), end - 1 };
      for (int k = 0; k < 4; k++)
        if (k == 0 || run[k] != run[k - 1])
          {
            x[kept] = x[run[k]];
            y[kept++] = y[run[k]];
          }
    }
  return kept;
}

static void
trace (cairo_t *cr, size_t n, const double *x, const double *y)
{
  bool down = false;
  for (size_t i = 0; i < n; i++)
    {
      bool gap = isnan (x[i] + y[i]);
      if (!gap && down)
        cairo_line_to (cr, x[i], y[i]);
      else if (!gap)
        cairo_move_to (cr, x[i], y[i]);
      down = !gap;
    }
}

/* y: values, replaced by pixels. */
static void
polyline (Painter *p, const Mark *m, double *y)
{
  double *x = g_new (double, m->n);
  axis_pixels (&p->pl->axis[AXIS_X], m->n, m->column[0], x);
  axis_pixels (&p->pl->axis[AXIS_Y], m->n, y, y);
  size_t n = m->sorted && (double) m->n > 2 * p->pl->plot.width ? thin (x, y, m->n) : m->n;
  if (p->inking)
    ink_line (p->ink, n, x, y, paint_pen_width (p, &m->style), colour_role (p->look, m->style.role),
              style_opacity (&m->style));
  else
    {
      trace (p->cr, n, x, y);
      paint_pen (p, &m->style, style_opacity (&m->style));
      cairo_stroke (p->cr);
    }
  g_free (x);
}

void
paint_line (Painter *p, const Mark *m)
{
  double *y = g_memdup2 (m->column[1], m->n * sizeof *y);
  polyline (p, m, y);
  g_free (y);
}

void
paint_swing (Painter *p, const Mark *m)
{
  double c = cos (p->look->phase), s = sin (p->look->phase), *y = g_new (double, m->n);
  for (size_t i = 0; i < m->n; i++)
    y[i] = m->column[1][i] + c * m->column[2][i] + s * m->column[3][i];
  polyline (p, m, y);
  g_free (y);
}

void
paint_band (Painter *p, const Mark *m)
{
  double *x = g_new (double, 3 * m->n), *low = x + m->n, *high = low + m->n;
  axis_pixels (&p->pl->axis[AXIS_X], m->n, m->column[0], x);
  axis_pixels (&p->pl->axis[AXIS_Y], m->n, m->column[1], low);
  axis_pixels (&p->pl->axis[AXIS_Y], m->n, m->column[2], high);
  for (size_t i = 0; i < m->n;)
    {
      size_t first = i;
      while (i < m->n && !isnan (x[i] + low[i] + high[i]))
        i++;
      cairo_new_sub_path (p->cr);
      for (size_t k = first; k < i; k++)
        cairo_line_to (p->cr, x[k], low[k]);
      for (size_t k = i; k-- > first;)
        cairo_line_to (p->cr, x[k], high[k]);
      cairo_close_path (p->cr);
      i += i == first;
    }
  double opacity = m->style.opacity > 0 ? style_opacity (&m->style) : BAND_OPACITY;
  colour_set (p->cr, colour_role (p->look, m->style.role), opacity);
  cairo_fill (p->cr);
  g_free (x);
}
