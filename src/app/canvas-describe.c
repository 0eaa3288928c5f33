/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

#include <glib/gi18n.h>

/* What a screen reader hears: the figure's title, its sentence, and the point that is picked. */

/* It is told of a new figure at most this often. */
#define DESCRIBE_MS 400

static gboolean
describe_cb (void *data)
{
  MercerCanvas *self = data;
  self->describe = 0;
  const char *title = self->figure != NULL ? mercer_figure_get_title (self->figure) : _("Empty picture");
  const char *sentence = self->figure != NULL ? mercer_figure_get_description (self->figure) : NULL;
  char handle[160], *point = NULL;
  double px, py;
  if (self->has_focus_grip && mercer_canvas_grip_text (self, handle, &px, &py))
    point = g_strdup_printf (_("Handle: %s. Arrow keys move it."), handle);
  else if (self->has_selected)
    point = g_strdup_printf (_("Selected point: %s."), self->selected.tooltip);
  else if (self->n_brushed > 0)
    point = g_strdup_printf (ngettext ("%zu point selected.", "%zu points selected.", self->n_brushed), self->n_brushed);
  else if (self->painting && self->can_paint)
    point = g_strdup (_("The brush is in the hand: a drag paints points, with Shift it removes them."));
  char *text = g_strjoin (point != NULL && sentence != NULL ? " " : "", point != NULL ? point : "",
                          sentence != NULL ? sentence : "", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_free (point);
  g_free (text);
  return G_SOURCE_REMOVE;
}

void
mercer_canvas_describe (MercerCanvas *self)
{
  if (self->describe == 0)
    self->describe = g_timeout_add (DESCRIBE_MS, describe_cb, self);
}
