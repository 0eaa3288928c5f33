/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

#include <string.h>

/* Rows selected by a frame that is drawn with Ctrl (these) or Shift (these too) held down. All panels of the figure show
 * them; the set is the window's to hand on. */

void
mercer_canvas_set_brushed (MercerCanvas *self, const uint64_t *rows, size_t n)
{
  if (n == self->n_brushed && (n == 0 || memcmp (rows, self->brushed, n * sizeof *rows) == 0))
    return;
  g_free (self->brushed);
  self->brushed = n > 0 ? g_memdup2 (rows, n * sizeof *rows) : NULL;
  self->n_brushed = n;
  mercer_canvas_repaint (self);
  mercer_canvas_describe (self);
}

void
mercer_canvas_brush (MercerCanvas *self, const uint64_t *rows, size_t n)
{
  if (n == self->n_brushed && (n == 0 || memcmp (rows, self->brushed, n * sizeof *rows) == 0))
    return;
  mercer_canvas_set_brushed (self, rows, n);
  g_signal_emit_by_name (self, "brushed");
}

const uint64_t *
mercer_canvas_get_brushed (MercerCanvas *self, size_t *n)
{
  *n = self->n_brushed;
  return self->brushed;
}

/* Both ascending; the union is too. */
static size_t
unite (const uint64_t *a, size_t n, const uint64_t *b, size_t m, uint64_t *out)
{
  size_t kept = 0, i = 0, j = 0;
  while (i < n || j < m)
    {
      uint64_t next = j >= m || (i < n && a[i] <= b[j]) ? a[i] : b[j];
      i += i < n && a[i] == next;
      j += j < m && b[j] == next;
      out[kept++] = next;
    }
  return kept;
}

void
mercer_canvas_begin_brush (MercerCanvas *self)
{
  self->n_brushed_before = self->brush_adds ? self->n_brushed : 0;
  g_free (self->brushed_before);
  self->brushed_before = self->n_brushed_before > 0 ? g_memdup2 (self->brushed, self->n_brushed * sizeof (uint64_t)) : NULL;
}

void
mercer_canvas_brush_to (MercerCanvas *self, double px, double py)
{
  MercerLook look;
  uint64_t *within;
  mercer_canvas_look (self, &look);
  size_t n = self->figure == NULL ? 0
                                  : mercer_figure_rows_within (self->figure, gtk_widget_get_width (GTK_WIDGET (self)),
                                                               gtk_widget_get_height (GTK_WIDGET (self)), &look, self->view,
                                                               self->press_x, self->press_y, px, py, &within);
  if (self->figure == NULL)
    return;
  uint64_t *all = g_new (uint64_t, n + self->n_brushed_before + 1);
  size_t total = unite (self->brushed_before, self->n_brushed_before, within, n, all);
  mercer_canvas_brush (self, all, total);
  g_free (all);
  g_free (within);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
