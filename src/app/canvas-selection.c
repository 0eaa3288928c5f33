/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

/* The row that is picked, by key or press, from figure to figure. */

void
mercer_canvas_set_selected (MercerCanvas *self, const MercerHit *hit)
{
  self->has_selected = hit != NULL;
  self->wants_row = false;
  if (hit != NULL)
    self->selected = *hit;
  mercer_canvas_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

bool
mercer_canvas_select_row (MercerCanvas *self, uint64_t row_id)
{
  MercerHit hit;
  self->wanted_row = row_id;
  self->wants_row = !mercer_canvas_find_hit (self, row_id, &hit);
  if (!self->wants_row)
    mercer_canvas_set_selected (self, &hit);
  return !self->wants_row;
}

bool
mercer_canvas_get_selected_row (MercerCanvas *self, uint64_t *row_id)
{
  if (self->has_selected)
    *row_id = self->selected.row_id;
  return self->has_selected;
}

/* The new figure shows the selected row elsewhere, or no longer (then it is picked again if it comes back), or
 * it shows the row that was waited for. A point under the hand stays where the hand is: the picture is
 * always a little behind it. */
void
mercer_canvas_follow_selection (MercerCanvas *self)
{
  MercerHit hit;
  if (self->hand == MERCER_HAND_POINT || self->hand == MERCER_HAND_PARTICLE)
    return;
  if (self->has_selected && !self->wants_row)
    self->wanted_row = self->selected.row_id;
  if (!self->has_selected && !self->wants_row)
    return;
  self->wants_row = self->figure == NULL || !mercer_canvas_find_hit (self, self->wanted_row, &hit);
  self->has_selected = !self->wants_row;
  if (self->has_selected)
    self->selected = hit;
}
