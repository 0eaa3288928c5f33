/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-view.h"

void
mercer_view_step_apply (MercerView *view, const MercerViewStep *step)
{
  switch (step->kind)
    {
    case MERCER_STEP_FOLLOW:
      mercer_view_follow (view, step->figure, step->follow);
      break;
    case MERCER_STEP_ZOOM:
      mercer_view_zoom (view, step->figure, step->width, step->height, &step->look, step->x, step->y, step->factor);
      break;
    case MERCER_STEP_PAN:
      mercer_view_pan (view, step->figure, step->width, step->height, &step->look, step->x, step->y, step->dx,
                       step->dy);
      break;
    case MERCER_STEP_RESET:
      mercer_view_reset (view);
      break;
    }
}

MercerViewStep
mercer_view_step_copy (const MercerViewStep *step)
{
  MercerViewStep copy = *step;
  if (step->figure != NULL)
    mercer_figure_ref (step->figure);
  copy.look.font = g_strdup (step->look.font);
  copy.look.selected_rows = NULL; /* where things stand does not depend on them */
  copy.look.n_selected = 0;
  return copy;
}

void
mercer_view_step_clear (MercerViewStep *step)
{
  g_clear_pointer (&step->figure, mercer_figure_unref);
  g_free ((char *) step->look.font);
  step->look.font = NULL;
}
