/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

#include <string.h>

/* Axes that follow the view: what is in view of them is asked for, one question at a time and the newest at the end. The
 * ranges on show are the person's own choice, so what comes back never widens them. */

/* An answer that does not come (the recipe cannot run) is not waited for any longer than this. */
#define PATIENCE_MS 400
/* Of the span: smaller changes are of layout, not of the hand. */
#define SAME 2e-3

static size_t
gather (MercerCanvas *self, MercerAskedView views[MERCER_ASKED_VIEWS_MAX])
{
  size_t n = 0;
  MercerLook look;
  mercer_canvas_look (self, &look);
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  size_t panels = self->figure != NULL && width > 0 && height > 0 ? mercer_figure_n_panels (self->figure) : 0;
  for (size_t k = 0; k < 2 * panels && n < MERCER_ASKED_VIEWS_MAX; k++)
    {
      const char *axis = mercer_figure_get_follows (self->figure, (int) (k / 2), (int) (k % 2));
      MercerAskedView *v = &views[n];
      if (axis == NULL
          || !mercer_figure_shown_range (self->figure, width, height, &look, self->view, (int) (k / 2), (int) (k % 2), &v->low,
                                         &v->high))
        continue;
      g_strlcpy (v->axis, axis, sizeof v->axis);
      bool known = false;
      for (size_t i = 0; i < n; i++)
        known = known || g_str_equal (views[i].axis, v->axis);
      n += !known;
    }
  return n;
}

static bool
same_views (const MercerAskedView *a, size_t n, const MercerAskedView *b, size_t m)
{
  bool same = n == m;
  for (size_t i = 0; same && i < n; i++)
    {
      double slack = SAME * (a[i].high - a[i].low);
      same = g_str_equal (a[i].axis, b[i].axis) && fabs (a[i].low - b[i].low) <= slack && fabs (a[i].high - b[i].high) <= slack;
    }
  return same;
}

static void ask_if_new (MercerCanvas *self);

static gboolean
patience_cb (void *data)
{
  MercerCanvas *self = data;
  self->ask_timeout = 0;
  self->awaits_figure = false;
  ask_if_new (self);
  return G_SOURCE_REMOVE;
}

static void
ask_if_new (MercerCanvas *self)
{
  MercerAskedView views[MERCER_ASKED_VIEWS_MAX];
  size_t n = gather (self, views);
  /* that nothing is wanted any more is said at once: another table or method may come next */
  if ((self->awaits_figure && n > 0) || same_views (views, n, self->asked, self->n_asked))
    return;
  memcpy (self->asked, views, n * sizeof *views);
  self->n_asked = n;
  self->awaits_figure = true;
  g_clear_handle_id (&self->ask_timeout, g_source_remove);
  self->ask_timeout = g_timeout_add (PATIENCE_MS, patience_cb, self);
  mercer_canvas_emit_views (self);
}

void
mercer_canvas_ask_views (MercerCanvas *self, bool new_figure)
{
  if (new_figure)
    {
      self->awaits_figure = false;
      g_clear_handle_id (&self->ask_timeout, g_source_remove);
    }
  ask_if_new (self);
}

size_t
mercer_canvas_asked_views (MercerCanvas *self, MercerAskedView views[MERCER_ASKED_VIEWS_MAX])
{
  memcpy (views, self->asked, self->n_asked * sizeof *views);
  return self->n_asked;
}
